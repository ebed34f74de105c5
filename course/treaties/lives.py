"""The life of a treaty for each party, as stretches of one status each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from course.treaties.facts import FACTS, changes, pairs_of, texts
from course.treaties.register import Register, day_of, ours

STATUSES = (
    "no text yet", "not a party", "signed", "ratified, not in force", "given up, never in force",
    "applied provisionally", "in force", "in force, suspended as claimed", "in effect", "disputed",
    "not known", "ended by withdrawal", "ended by expiry", "ended by supersession",
    "ended by termination", "state ended", "not listed",
)  # fmt: skip
"""The closed list; the codebook explains each under treaty_status."""

CODES = {status: code for code, status in enumerate(STATUSES)}
IN_FORCE = ("in force", "in force, suspended as claimed")
"""Binding in law. Suspension is not termination."""

ENDED = (
    "ended by withdrawal", "ended by expiry", "ended by supersession", "ended by termination",
    "state ended",
)  # fmt: skip

ENDLESS = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Stretches:
    """All stretches of all parties, side by side: pair, start (days since 1970), code, note.

    They are ordered by pair and start; each pair's first one starts before all days, and each lasts
    until the next one of its pair.
    """

    pairs: pd.DataFrame
    pair: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    code: npt.NDArray[np.int8]
    note: npt.NDArray[np.object_]

    def on(self, day: pd.Timestamp) -> npt.NDArray[np.int64]:
        """The place of the stretch that each pair is in on a day."""
        begun = self.start <= _number(day)
        return np.flatnonzero(
            begun & ~np.append(begun[1:] & (self.pair[1:] == self.pair[:-1]), False)
        )


@lru_cache(maxsize=8)
def stretches(register: Register) -> Stretches:
    """The stretches of a register, worked out once."""
    pairs = pairs_of(register)
    found = changes(register, pairs)
    found["fact"] = pd.Categorical(found["fact"], FACTS)
    found = found.sort_values(["pair", "day"], kind="stable")
    points = found[["pair", "day"]].drop_duplicates()
    place = (found[["pair", "day"]] != found[["pair", "day"]].shift()).any(axis=1).cumsum() - 1
    pair = points["pair"].to_numpy(np.int64)
    known = _carried(found, place.to_numpy(), pair)
    code = _decide(known, pairs["legal"].to_numpy()[pair])
    told = found.assign(place=place)[found["why"] != ""].sort_values(
        ["place", "fact"], kind="stable"
    )
    why = told.drop_duplicates("place").set_index("place")["why"].reindex(range(len(points)))
    start = points["day"].to_numpy().astype("datetime64[D]").astype(np.int64)
    before = np.arange(len(pairs))
    pair = np.concatenate([before, pair])
    start = np.concatenate([np.full(len(pairs), np.iinfo(np.int64).min), start])
    code = np.concatenate([np.zeros(len(pairs), np.int8), code])
    note = np.concatenate([np.full(len(pairs), ""), why.fillna("").to_numpy(object)])
    order = np.lexsort([start, pair])
    pair, start, code, note = pair[order], start[order], code[order], note[order]
    new = np.append(True, (pair[1:] != pair[:-1]) | (code[1:] != code[:-1]))
    return Stretches(pairs, pair[new], start[new], code[new], note[new])


def _carried(
    found: pd.DataFrame, place: npt.NDArray[Any], pair: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[np.int64]]:
    """The value of each fact at each point of change: the last one set for the pair, or 0."""
    first = np.searchsorted(pair, pair)
    known = {}
    value = found["value"].map(lambda one: CODES.get(one, one)).to_numpy(np.int64)
    for fact in FACTS:
        mine = (found["fact"] == fact).to_numpy()
        values, last = np.zeros(len(pair), np.int64), np.full(len(pair), -1)
        values[place[mine]], last[place[mine]] = value[mine], place[mine]
        last = np.maximum.accumulate(last)
        known[fact] = np.where(last >= first, values[np.clip(last, 0, None)], 0)
    return known


def _decide(
    known: dict[str, npt.NDArray[np.int64]], legal: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int8]:
    """The status at each point of change: the first line that holds."""
    bound = known["bound"] > 0
    lines: list[tuple[npt.NDArray[np.bool_], str]] = [
        (bound & (known["contested"] > 0), "disputed"),
        (bound & (known["unclear"] > 0), "not known"),
        (bound & legal & (known["in force"] == 0), "not known"),
        (bound & legal & (known["suspended"] > 0), "in force, suspended as claimed"),
        (bound & legal, "in force"),
        (bound, "in effect"),
        *((known["over"] == CODES[end], end) for end in ENDED),
        (known["gone"] > 0, "state ended"),
        (known["given up"] > 0, "given up, never in force"),
        (known["provisional"] > 0, "applied provisionally"),
        (known["ratified"] > 0, "ratified, not in force"),
        (known["signed"] > 0, "signed"),
        (known["text"] > 0, "not a party"),
    ]
    chosen = np.full(len(bound), CODES["no text yet"], np.int8)
    for holds, status in reversed(lines):
        chosen[holds] = CODES[status]
    return chosen


def _number(day: pd.Timestamp) -> int:
    """A day as its number since 1970-01-01."""
    return (day - pd.Timestamp(0)).days


def lives(
    treaty: str | None = None, state: str | None = None, register: Register | None = None
) -> pd.DataFrame:
    """One row per stretch of a treaty's life for a party: treaty, state, from, until, status, note.

    from is the first day and until the first day after the last (NaT: still so). A life begins with
    the party's first act; before it the status is "no text yet" or "not a party". note says what
    began the stretch, and of a claimed suspension or a contested end who claims and who disputes
    it.
    treaty may be an id or a short name; without treaty or state all are given.
    """
    book = register or ours()
    all_ = stretches(book)
    until = np.append(np.where(all_.pair[1:] == all_.pair[:-1], all_.start[1:], ENDLESS), ENDLESS)
    rows = all_.pairs.iloc[all_.pair][["treaty", "state"]].reset_index(drop=True)
    rows["from"], rows["until"] = _dates(all_.start), _dates(until)
    rows["status"], rows["note"] = np.array(STATUSES, object)[all_.code], all_.note
    alive = pd.Series(all_.code > CODES["not a party"]).groupby(all_.pair).cummax()
    rows = rows[alive.to_numpy()]
    if treaty is not None:
        rows = rows[rows["treaty"] == book.treaty(treaty)]
    if state is not None:
        rows = rows[rows["state"] == book.state(state)]
    return rows.reset_index(drop=True)


def _dates(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
    """Numbers of days as dates; NaT for what lies before or after all days."""
    outside = np.abs(numbers.astype(float)) > 1e9
    return np.where(
        outside, np.datetime64("NaT"), np.where(outside, 0, numbers).astype("datetime64[D]")
    )


def status_on(day: str | date, treaty: str, state: str, register: Register | None = None) -> str:
    """The status of a treaty for a state on a day: one of STATUSES.

    A state without a row is "not a party" to a treaty made for two, or for one; to others it is
    "not listed", because of these the tables have selected parties only.
    """
    book = register or ours()
    id_, code, at = book.treaty(treaty), book.state(state), day_of(day)
    all_ = stretches(book)
    mine = (all_.pairs["treaty"] == id_) & (all_.pairs["state"] == code)
    if mine.any():
        return STATUSES[all_.code[all_.on(at)][mine][0]]
    began = texts(book).set_index("treaty")["day"].get(id_)
    if began is None or at < began:
        return "no text yet"
    scope = book.treaties.set_index("id").loc[id_, "scope"]
    return "not a party" if scope in ("bilateral", "unilateral") else "not listed"


@dataclass(frozen=True, eq=False)
class Matrix:
    """The status of each party on each day: a row of codes for each pair, a column for each day."""

    pairs: pd.DataFrame
    days: pd.DatetimeIndex
    codes: npt.NDArray[np.int8]

    def named(self) -> npt.NDArray[np.object_]:
        """The statuses in words; this takes eight times the room."""
        return np.array(STATUSES, object)[self.codes]


def status_matrix(
    first: str | date = "1945-01-01",
    last: str | date = "2026-12-31",
    register: Register | None = None,
) -> Matrix:
    """The status of every treaty for each of its parties on every day from first to last."""
    all_ = stretches(register or ours())
    days = pd.date_range(day_of(first), day_of(last))
    begins = np.clip(all_.start, _number(days[0]), _number(days[-1]) + 1) - _number(days[0])
    ends = np.append(np.where(all_.pair[1:] == all_.pair[:-1], begins[1:], len(days)), len(days))
    codes = np.repeat(all_.code, ends - begins).reshape(len(all_.pairs), len(days))
    return Matrix(all_.pairs[["treaty", "state"]], days, codes)
