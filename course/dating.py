"""When could a text have been written, and where do its dates lie: worked out from the text alone.

The frame of dates has one row per expression that dates something: id, sentence, start, end,
exact, kind, precision; given_from and given_to, the days that its words name; relation and
hangs_on, what it needs before it can be put on a calendar; told_as, whether the text tells it as
past, present or future; and what witnesses say in outside_from and outside_to.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

KINDS = ("absolute", "period", "deictic", "vague", "relative", "implied")
"""The kinds of expression, in the order in which they are shown."""

OUTSIDE = "outside_"
"""What the name of a column begins with that holds what witnesses say."""

_YEARS = (1900, 2100)


@dataclass(frozen=True, slots=True)
class Month:
    """A month, the precision of an assumed day of writing."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> Month:
        """The month so many months later, held between 1900 and 2100."""
        count = self.year * 12 + self.month - 1 + months
        count = min(max(count, _YEARS[0] * 12), _YEARS[1] * 12 + 11)
        return Month(count // 12, count % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def month_of(text: str) -> Month:
    """The month written as YYYY-MM; raises ValueError with a sentence that says how to write it."""
    found = re.fullmatch(r"\s*(\d{4})-(\d{1,2})\s*", text, re.ASCII)
    if found and 1 <= int(found[2]) <= 12 and _YEARS[0] <= int(found[1]) <= _YEARS[1]:
        return Month(int(found[1]), int(found[2]))
    raise ValueError(
        f"{text.strip()!r} is not a month between 1900-01 and 2100-12. Write year, hyphen, month, "
        "for example 2030-01."
    )


def day(cell: object) -> date | None:
    """The day in a cell of a frame, written as YYYY-MM-DD; None where the cell is empty."""
    if isinstance(cell, date):
        return None if pd.isna(cell) else date(cell.year, cell.month, cell.day)
    return date.fromisoformat(cell) if isinstance(cell, str) and cell else None


def closed_book(dates: pd.DataFrame) -> pd.DataFrame:
    """The frame without what witnesses say."""
    return dates[[name for name in dates.columns if not str(name).startswith(OUTSIDE)]]


def bounds(dates: pd.DataFrame, witnesses: bool = False) -> pd.DataFrame:
    """What each dated expression says about the writing: id, sentence, exact, bound, day.

    What is told as past had begun when the text was written: not before its first day. What is
    told as future was not over: not after its last day. With witnesses their days are used too,
    and a “today” that they date binds on both sides.
    """
    found = []
    for row in dates.to_dict("records"):
        prefixes = ("given", "outside") if witnesses else ("given",)
        today = row["relation"] == "on" and row["hangs_on"] == "writing"
        for source in prefixes:
            first, last = day(row.get(f"{source}_from")), day(row.get(f"{source}_to"))
            known = "the text" if source == "given" else str(row.get("outside_source", "outside"))
            told = (row["id"], row["sentence"], row["exact"])
            if first and (row["told_as"] == "past" or today):
                found.append((*told, "not before", first, known))
            if last and (row["told_as"] == "future" or today):
                found.append((*told, "not after", last, known))
    columns = ["id", "sentence", "exact", "bound", "day", "known from"]
    frame = pd.DataFrame(found, columns=columns).sort_values(["bound", "day"], kind="stable")
    return frame.reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit of the writing, with the words that set it."""

    day: date
    sentence: str
    exact: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which days a text was written; None where nothing sets a limit on that side."""

    earliest: Bound | None
    latest: Bound | None

    def __str__(self) -> str:
        first = self.earliest.day.isoformat() if self.earliest else "open"
        last = self.latest.day.isoformat() if self.latest else "open"
        return f"[{first}, {last}]"


def writing_interval(dates: pd.DataFrame, witnesses: bool = False) -> Interval:
    """The interval in which the text can have been written: its strongest limit on each side."""
    limits = bounds(dates, witnesses)
    after, before = (limits[limits["bound"] == name] for name in ("not before", "not after"))
    return Interval(_bound(after[after["day"] == after["day"].max()]), _bound(before))


def _bound(limits: pd.DataFrame) -> Bound | None:
    """The first row as a bound."""
    for row in limits.to_dict("records"):
        return Bound(row["day"], row["sentence"], row["exact"])
    return None


def contradicted(limits: pd.DataFrame, anchor: Month) -> pd.DataFrame:
    """The bounds that a month of writing would contradict, none if it lies inside them all."""
    early = (limits["bound"] == "not before") & (limits["day"] > anchor.last)
    late = (limits["bound"] == "not after") & (limits["day"] < anchor.first)
    return limits[early | late]


def placed(
    dates: pd.DataFrame, anchor: Month | None = None, interval: Interval | None = None
) -> pd.DataFrame:
    """The dates on a calendar: id, sentence, exact, kind, precision, first, last, hangs on.

    `first` and `last` are days, or None where that side is open. What hangs on the writing is
    placed by the anchor; without one by the interval of writing; without both it has no place.
    """
    by_id = {row["id"]: row for row in dates.to_dict("records")}
    rows = []
    for row in by_id.values():
        first, last = _limits(row, by_id, anchor, interval)
        hangs = "" if row["hangs_on"] == "none" else f"{row['relation']} {row['hangs_on']}"
        cells = (row[name] for name in ("id", "sentence", "exact", "kind", "precision"))
        rows.append((*cells, first, last, hangs))
    columns = ["id", "sentence", "exact", "kind", "precision", "first", "last", "hangs on"]
    frame = pd.DataFrame(rows, columns=columns).astype({"first": object, "last": object})
    order = {kind: number for number, kind in enumerate(KINDS)}
    return frame.sort_values(
        "kind", key=lambda kinds: kinds.map(order).fillna(len(order)), kind="stable"
    ).reset_index(drop=True)


def _limits(
    row: Mapping[Any, Any],
    by_id: Mapping[Any, Mapping[Any, Any]],
    anchor: Month | None,
    interval: Interval | None,
) -> tuple[date | None, date | None]:
    """The first and the last possible day of one expression."""
    given = day(row["given_from"]), day(row["given_to"])
    if any(given):
        return given
    if row["hangs_on"] in by_id:
        other = by_id[row["hangs_on"]]
        return None, day(other["given_to"]) if row["relation"] == "before" else None
    first = last = None
    if anchor:
        first, last = anchor.first, anchor.last
    elif interval:
        first = interval.earliest.day if interval.earliest else None
        last = interval.latest.day if interval.latest else None
    # Words said are not later than the writing that reports them; how much earlier is open.
    at_writing = row["hangs_on"] == "writing" and row["relation"] in ("on", "at the time of")
    return (first if at_writing else None), last
