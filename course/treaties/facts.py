"""What each act changes for each party: the rows of the register as dated changes of facts.

A fact is something like "has signed" or "is bound". An act never changes a fact before its own day,
so a later act cannot change what a status was.
"""

from __future__ import annotations

import re

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
    """One row per treaty and party: treaty, state, pair (its number), legal, author.

    legal says whether the treaty is meant to bind in law; author, whether the party is one of those
    who negotiated it, or, where these are given in words, did not come in later.
    """
    rows = register.parties[["treaty", "state", "act_in"]].drop_duplicates(["treaty", "state"])
    treaties = register.treaties[["id", "binding", "negotiated_by"]]
    pairs = rows.merge(treaties, left_on="treaty", right_on="id")
    pairs["pair"] = range(len(pairs))
    makers = treaties.assign(state=treaties["negotiated_by"].str.split(";")).explode("state")
    makers = makers[makers["state"].str.fullmatch(CODE)]
    named = pd.MultiIndex.from_frame(makers[["id", "state"]])
    by_code = pd.MultiIndex.from_frame(pairs[["treaty", "state"]]).isin(named)
    in_words = ~pairs["treaty"].isin(makers["id"])
    pairs["author"] = by_code | (in_words & ~pairs["act_in"].isin(LATER))
    pairs["legal"] = pairs["binding"] == "legal"
    return pairs[["treaty", "state", "pair", "legal", "author"]]


def changes(register: Register, pairs: pd.DataFrame) -> pd.DataFrame:
    """Every change of a fact: pair, day, fact, value (1 or 0, or how it ended), why in words."""
    events = register.events.assign(day=days(register.events["date"]))
    disputed = events["disputed_by"] != NOBODY
    said = " Claimed by " + events["claimed_by"] + "; disputed by " + events["disputed_by"] + "."
    events["why"] = events["detail"].str.rstrip(".") + "." + said.where(disputed, "")
    bonds = register.parties.merge(pairs, on=["treaty", "state"])
    bonds["start"], bonds["end"] = days(bonds["from"]), days(bonds["until"])
    bonds["why"] = bonds["status_note"].where(~bonds["status_note"].isin(["none", "party"]), "")
    text = _texts(events, bonds)
    named, everyone = _reach(events, pairs)

    def of(source: pd.DataFrame, *types: str) -> pd.DataFrame:
        return source[source["type"].isin(types)]

    authors = everyone[everyone["author"]]
    agreed = named[~named["legal"]]
    unclear = bonds[bonds["from"] == "unknown"].assign(day=bonds["treaty"].map(text))
    endless = bonds[bonds["until"] == "unknown"]
    contested, settled = _contested(events, endless)
    leaving = of(events, "law-of-withdrawal")[["treaty", "actor", "day", "why"]]
    leaving = endless.drop(columns="why").merge(leaving, on="treaty")
    two = register.treaties.loc[register.treaties["scope"] == "bilateral", "id"]
    leaving = leaving[(leaving["state"] == leaving["actor"]) | leaving["treaty"].isin(two)]
    ended = bonds.assign(day=bonds["end"], value=_ways(bonds)).dropna(subset="day")
    last = of(events, *ENDS).drop_duplicates(["treaty", "day"])[["treaty", "day", "why"]]
    ended = ended.merge(last, on=["treaty", "day"], how="left", suffixes=("_note", ""))
    ended["why"] = ended["why"].fillna(ended["why_note"])
    gone = ended[ended["value"] == GONE].groupby("state")["day"].min()
    gone = pairs.merge(gone.reset_index(), on="state")
    found = [
        ("text", pairs.assign(day=pairs["treaty"].map(text)), 1),
        ("signed", of(named, "signature", "succession"), 1),
        ("signed", of(authors, "signature"), 1),
        ("signed", of(agreed, "adoption"), 1),
        ("ratified", of(named, *RATIFIES), 1),
        ("ratified", of(authors, *RATIFIES), 1),
        ("ratified", of(named, "de-ratification"), 0),
        ("provisional", of(named, "provisional-application"), 1),
        ("provisional", of(everyone, "provisional-application"), 1),
        (
            "given up",
            pd.concat([of(one, "never-in-force-declared") for one in (named, everyone)]),
            1,
        ),
        ("in force", events[events["type"] == "entry-into-force"].merge(pairs, on="treaty"), 1),
        ("over", ended, None),
        ("over", settled, None),
        ("bound", pd.concat([ended, settled]), 0),
        ("bound", bonds.assign(day=bonds["start"]), 1),
        ("bound", unclear, 1),
        ("unclear", unclear, 1),
        ("unclear", leaving, 1),
        ("suspended", of(named, "effect-of-suspension"), 1),
        ("suspended", of(named, "resumption"), 0),
        ("contested", contested, 1),
        ("gone", gone, 1),
    ]
    parts = [
        frame.assign(fact=fact, **({} if value is None else {"value": value}))
        for fact, frame, value in found
    ]
    whole = pd.concat(parts, ignore_index=True).dropna(subset="day")
    return whole[["pair", "day", "fact", "value", "why"]].fillna({"why": ""})


def _texts(events: pd.DataFrame, bonds: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """The day from which on each treaty has a text."""
    first = events[events["type"].isin(TEXT)]
    return (
        pd.concat(
            [
                first[["treaty", "day"]],
                bonds[["treaty", "start"]].set_axis(["treaty", "day"], axis=1),
            ]
        )
        .groupby("treaty")["day"]
        .min()
    )


def _reach(events: pd.DataFrame, pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The acts for each party whose code they name; and those of all, or of a body in words."""
    split = events.assign(state=events["actor"].str.split(";")).explode("state")
    codes = split["state"].str.fullmatch(CODE)
    named = split[codes].merge(pairs, on=["treaty", "state"])
    return named, events.drop(index=split.index[codes]).merge(pairs, on="treaty")


def _ways(bonds: pd.DataFrame) -> pd.Series[str]:
    """How each interval ends, as a status.

    Without an act it ends with the state itself, if none of the state's intervals goes on.
    """
    going_on = bonds["state"].isin(bonds.loc[bonds["until"].isin(["open", "unknown"]), "state"])
    act = bonds["act_out"].where(bonds["act_out"] != NOBODY, "termination")
    return ("ended by " + act).where((bonds["act_out"] != NOBODY) | going_on, GONE)


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
    over = []
    for _, group in rows.groupby("pair"):
        hold, reject = set[str](), set[str]()
        for row in group.itertuples():
            hold |= _voices(row.claimed_by)
            reject |= _voices(row.disputed_by)
            if reject <= hold:
                over.append(row.Index)
                break
    settled = rows.loc[over]
    words = rows["date"] + ": " + rows["why"]
    rows["why"] = words.groupby(rows["pair"]).transform(" ".join)
    return rows, settled.assign(value="ended by " + settled["act_out"])


def _voices(cell: object) -> set[str]:
    """Who speaks in a cell of claims: codes of states, or the words where it names none."""
    return set(re.findall(rf"\b{CODE}\b", str(cell))) or {str(cell)}
