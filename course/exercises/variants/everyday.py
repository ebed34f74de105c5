"""Everyday things that can hang on each other: invented material for conditions."""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """Two things that can be so or not, as clauses: the thing conditioned and what it hangs on."""

    thing: str
    no_thing: str
    need: str
    no_need: str


PAIRS = (
    Pair("the ferry sails", "the ferry stays", "the wind drops", "the wind goes on"),
    Pair("the choir sings", "the choir is silent", "the hall is warm", "the hall is cold"),
    Pair("the shop opens", "the shop stays shut", "the baker is well", "the baker is ill"),
    Pair("the bus stops here", "the bus drives on", "somebody waves", "nobody waves"),
    Pair("Ana comes", "Ana stays at home", "Ben cooks", "Ben does not cook"),
    Pair("the lamp is lit", "the lamp stays dark", "the door is open", "the door is closed"),
    Pair("the team plays", "the team goes home", "it is dry", "it is wet"),
    Pair("the bell rings", "the bell is quiet", "a guest arrives", "no guest arrives"),
    Pair("the club meets", "the club does not meet", "the room is free", "the room is taken"),
    Pair("the train waits", "the train leaves", "the signal is red", "the signal is green"),
)
"""Pairs in which the second thing helps the first."""

AGAINST = (
    Pair("the alarm rings", "the alarm is silent", "the owner is in", "the owner is out"),
    Pair("the dog barks", "the dog is quiet", "the guest is a friend", "the guest is a stranger"),
    Pair("we walk", "we take the bus", "it rains", "it is dry"),
    Pair("the heating runs", "the heating is off", "the window is open", "the window is shut"),
    Pair("the children play", "the children rest", "it is late", "it is early"),
    Pair("the library is open", "the library is closed", "it is Sunday", "it is a weekday"),
)
"""Pairs in which the second thing hinders the first."""


class Trio(NamedTuple):
    """A thing that can be so or not, and two others on which it may hang."""

    thing: str
    no_thing: str
    one: str
    two: str


TRIOS = (
    Trio("the hall opens", "the hall stays shut", "the roof is mended", "the lamps are paid for"),
    Trio("dinner is served", "dinner waits", "the soup is hot", "the bread is cut"),
    Trio("the crew sets out", "the crew stays", "the boat is dry", "the oars are there"),
    Trio("the hearing begins", "the hearing waits", "the judge has come", "the doors are shut"),
    Trio("the bus goes up", "the bus stays below", "the snow has gone", "the road is clear"),
    Trio("the guests stay", "the guests leave", "the key is found", "the lift works"),
    Trio("the choir sings outside", "the choir sings inside", "it is dry", "there is a stage"),
    Trio("the market moves", "the market stays", "the council agrees", "the traders agree"),
)
