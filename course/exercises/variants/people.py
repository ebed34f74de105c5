"""Invented people, places and things for variants, and one role for each."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

_OWNERS = ("the school board", "the rowing club", "Mayor Lind", "the bus company", "Captain Osei")
_ASKERS = ("the choir", "the market council", "the theatre group", "Dr Ferrer", "the chess club")
_THINGS = ("the hall", "the old boat", "the garden", "the blue van", "the stage", "the kitchen")
_PLACES = ("the hall", "the mill", "the boat house", "the tower", "the kitchen", "the station")


class Cast(NamedTuple):
    """Who has something, who wants it, what it is, and a place."""

    owner: str
    asker: str
    thing: str
    place: str


def cast_of(random: Random) -> Cast:
    """A cast drawn by chance."""
    return Cast(*(random.choice(pool) for pool in (_OWNERS, _ASKERS, _THINGS, _PLACES)))


def up(text: str) -> str:
    """The text with a capital at its beginning, behind an opening mark too."""
    place = 1 if text.startswith("\u201c") else 0
    return text[:place] + text[place].upper() + text[place + 1 :]
