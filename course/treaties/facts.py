"""What each act changes for each party: the rows of the register as dated changes of facts.

A fact is something like "has signed" or "is bound". An act never changes a fact before its own day,
so a later act cannot change what a status was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from course.treaties.register import CODE, Register, days

FACTS = (
    "contested", "suspended", "over", "given up", "in force", "bound", "provisional", "ratified",
    "signed", "unclear", "gone", "text",
)  # fmt: skip
"""The facts, in the order in which they explain a status."""

LATER = ("accession", "succession", "continuation")
"""Acts by which a state comes in that did not make the text."""

TEXT = (
    "adoption", "signature", "opened-for-signature", "provisional-application", "moratorium",
    "proposal",
)  # fmt: skip
"""Acts from which on there is a text, a proposal of one, or a declaration."""

RATIFIES = ("ratification", "deposit", "accession", "exchange-of-instruments")
ENDS = ("effect-of-withdrawal", "expiry", "supersession", "termination")
NOBODY = "not applicable"
GONE = "state ended"


def pairs_of(register: Register) -> pd.DataFrame:
    """One row per treaty and party: treaty, state, pair (its number), legal, bilateral, author.

    legal: the treaty is meant to bind in law; bilateral: it was made for two; author: the party is
    one of those who negotiated it or, where these are given in words, did not come in later.
    """
    rows = register.parties[["treaty", "state", "act_in"]].drop_duplicates(["treaty", "state"])
    treaties = register.treaties[["id", "binding", "scope", "negotiated_by"]]
    pairs = rows.merge(treaties, left_on="treaty", right_on="id")
    pairs["pair"] = range(len(pairs))
    makers = treaties.assign(state=treaties["negotiated_by"].str.split(";")).explode("state")
    makers = makers[makers["state"].str.fullmatch(CODE)]
    named = pd.MultiIndex.from_frame(makers[["id", "state"]])
    by_code = pd.MultiIndex.from_frame(pairs[["treaty", "state"]]).isin(named)
    in_words = ~pairs["treaty"].isin(makers["id"])
    pairs["author"] = by_code | (in_words & ~pairs["act_in"].isin(LATER))
    pairs["author"] &= pairs["act_in"] != "none"
    pairs["legal"], pairs["bilateral"] = pairs["binding"] == "legal", pairs["scope"] == "bilateral"
    return pairs[["treaty", "state", "pair", "legal", "bilateral", "author"]]


def changes(register: Register, pairs: pd.DataFrame) -> pd.DataFrame:
    """Every change of a fact: pair, day, fact, value (1, 0 or a way of ending), why in words."""
    events = register.events.reset_index(drop=True)  # acts are told apart by it below
    events["day"] = days(events["date"])
    disputed = events["disputed_by"] != NOBODY
    said = " Claimed by " + events["claimed_by"] + "; disputed by " + events["disputed_by"] + "."
    events["why"] = events["detail"].str.rstrip(".") + "." + said.where(disputed, "")
    bonds = register.parties.merge(pairs, on=["treaty", "state"])
    bonds["start"], bonds["end"] = days(bonds["from"]), days(bonds["until"])
    bonds["why"] = bonds["status_note"].where(~bonds["status_note"].isin(["none", "party"]), "")
    found = pd.concat(
        frame.assign(fact=fact) if value is None else frame.assign(fact=fact, value=value)
        for fact, value, frame in (
            *_by_bonds(register, events, bonds, pairs),
            *_by_acts(events, pairs),
        )
    )
    found = found.dropna(subset="day")[["pair", "day", "fact", "value", "why"]]
    return found.fillna({"why": ""}).reset_index(drop=True)


Changes = Iterator[tuple[str, int | None, pd.DataFrame]]
"""A fact, its value (None: the frame has it) and the rows that set it."""


def _by_acts(events: pd.DataFrame, pairs: pd.DataFrame) -> Changes:
    """What acts change: for the parties that they name, or for all where they name none."""
    split = events.assign(state=events["actor"].str.split(";")).explode("state")
    codes = split["state"].str.fullmatch(CODE)
    named = split[codes].merge(pairs, on=["treaty", "state"])
    everyone = events.drop(index=split.index[codes]).merge(pairs, on="treaty")
    makers = pd.concat([named, everyone[everyone["author"]]])
    both = pd.concat([named, everyone])
    yield "signed", 1, _of(makers, "signature")
    yield "signed", 1, _of(named, "succession")
    yield "signed", 1, _of(makers[~makers["legal"]], "adoption")
    yield "ratified", 1, _of(makers, *RATIFIES)
    yield "ratified", 0, _of(named, "de-ratification")
    yield "provisional", 1, _of(both, "provisional-application")
    yield "given up", 1, _of(both, "never-in-force-declared")
    yield "in force", 1, _of(events, "entry-into-force").merge(pairs, on="treaty")
    yield "suspended", 1, _of(named, "effect-of-suspension")
    yield "suspended", 0, _of(named, "resumption")


def texts(register: Register) -> pd.DataFrame:
    """From which day on there is a text, as who ratifies it shows too: treaty, day."""
    made = _of(register.events, *TEXT, *RATIFIES)[["treaty", "date"]]
    bonds = register.parties[["treaty", "from"]].rename(columns={"from": "date"})
    found = pd.concat([made, bonds])
    found = found.assign(day=days(found["date"])).dropna(subset="day").sort_values("day")
    return found.drop_duplicates("treaty")[["treaty", "day"]]


def _by_bonds(
    register: Register, events: pd.DataFrame, bonds: pd.DataFrame, pairs: pd.DataFrame
) -> Changes:
    """What the intervals of the parties change, with the acts that end or unsettle them."""
    text = texts(register)
    yield "text", 1, pairs.merge(text, on="treaty")

    ended = bonds.assign(day=bonds["end"], value=_ways(bonds)).dropna(subset="day")
    last = _of(events, *ENDS).drop_duplicates(["treaty", "day"])[["treaty", "day", "why"]]
    ended = ended.merge(last, on=["treaty", "day"], how="left", suffixes=("_note", ""))
    ended["why"] = ended["why"].fillna(ended["why_note"])
    last_days = ended.loc[ended["value"] == GONE, ["state", "day"]].sort_values("day")
    yield "gone", 1, pairs.merge(last_days.drop_duplicates("state"), on="state")

    contested, settled = _contested(events, bonds[bonds["until"] == "unknown"])
    yield "contested", 1, contested
    yield "over", None, pd.concat([ended, settled])
    yield "bound", 0, pd.concat([ended, settled])
    yield "bound", 1, bonds.assign(day=bonds["start"])

    unclear = bonds[bonds["from"] == "unknown"].merge(text, on="treaty")
    yield "bound", 1, unclear
    yield "unclear", 1, unclear
    leaving = _of(events, "law-of-withdrawal")[["treaty", "actor", "day", "why"]]
    leaving = bonds[bonds["until"] == "unknown"].drop(columns="why").merge(leaving, on="treaty")
    yield "unclear", 1, leaving[leaving["bilateral"] | (leaving["state"] == leaving["actor"])]


def _of(acts: pd.DataFrame, *types: str) -> pd.DataFrame:
    """The acts of these types."""
    return acts[acts["type"].isin(types)]


def _ways(bonds: pd.DataFrame) -> pd.Series[str]:
    """How each interval ends, as a status.

    Without an act it ends with the state itself, if none of the state's intervals goes on.
    """
    going_on = bonds["state"].isin(bonds.loc[bonds["until"].isin(["open", "unknown"]), "state"])
    return _by_act(bonds).where((bonds["act_out"] != NOBODY) | going_on, GONE)


def _by_act(bonds: pd.DataFrame) -> pd.Series[str]:
    return "ended by " + bonds["act_out"].where(bonds["act_out"] != NOBODY, "termination")


def _contested(events: pd.DataFrame, endless: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ends that are claimed and disputed, party by party; and the day on which nobody is left who
    disputes an end without claiming another that has come."""
    ends = events[events["type"].isin(ENDS) & (events["disputed_by"] != NOBODY)]
    rows = endless.drop(columns="why").merge(
        ends[["treaty", "date", "type", "actor", "day", "why", "claimed_by", "disputed_by"]],
        on="treaty",
    )
    leaves = rows["type"] == "effect-of-withdrawal"
    rows = rows[~leaves | (rows["actor"] == rows["state"])].sort_values("day", kind="stable")
    hold, reject = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    over: dict[int, int] = {}
    claims = zip(rows["pair"], rows["claimed_by"], rows["disputed_by"], strict=True)
    for place, (pair, claimed_by, disputed_by) in enumerate(claims):
        hold[pair] |= _voices(claimed_by)
        reject[pair] |= _voices(disputed_by)
        if reject[pair] <= hold[pair]:
            over.setdefault(pair, place)
    settled = rows.iloc[list(over.values())]
    words = rows["date"] + ": " + rows["why"]
    rows["why"] = words.groupby(rows["pair"]).transform(" ".join)
    return rows, settled.assign(value=_by_act(settled))


def _voices(cell: str) -> set[str]:
    """Who speaks in a cell of claims: codes of states, or the words where it names none."""
    return set(re.findall(rf"\b{CODE}\b", cell)) or {cell}
