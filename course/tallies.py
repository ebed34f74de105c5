"""Nuclear tests as tallies count them, and what treaties and declared pauses stand beside them.

Two tallies count by rules of their own: every function keeps them apart, and none adds them up.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from course.cells import BadRow, whole

SIGNED, IN_FORCE = "opened for signature, or signed", "entered into force"
PAUSE, RESUMED = "moratorium declared", "moratorium ended"
LAST = "last declared test"
KINDS = (SIGNED, IN_FORCE, PAUSE, RESUMED, LAST)
"""What can stand beside a tally, in the order of a legend."""

_ACTS = {
    "signature": SIGNED,
    "opened-for-signature": SIGNED,
    "entry-into-force": IN_FORCE,
    "moratorium": PAUSE,
    "moratorium-end": RESUMED,
    "last-declared-test": LAST,
}


def counted(tests: pd.DataFrame, as_published: bool = False) -> pd.DataFrame:
    """The tests of each series, year and state, one row each: series, year, state, tests.

    `as_published` takes the number that the published table prints, errors and all. Raises BadRow
    for a number that is none, and where a series has one state and year twice.
    """
    column = "as_published" if as_published else "tests"
    found, seen = [], set[tuple[str, int, str]]()
    for place, row in enumerate(tests.to_dict("records"), start=1):
        where = f"nuclear_tests, row {place} ({row['series']} {row['year']} {row['state']})"
        year = whole(row["year"], f"{where}, year")
        key = (str(row["series"]), year, str(row["state"]))
        if key in seen:
            raise BadRow(f"{where}: this year of this state stands in this series twice.")
        seen.add(key)
        found.append((*key, whole(row[column], f"{where}, {column}")))
    return pd.DataFrame(found, columns=["series", "year", "state", "tests"])


def published_errors(tests: pd.DataFrame) -> pd.DataFrame:
    """The rows whose published number is not the number that was counted."""
    return tests[tests["as_published"] != tests["tests"]].reset_index(drop=True)


def beside(
    events: pd.DataFrame, treaties: pd.DataFrame, category: str = "test-ban"
) -> pd.DataFrame:
    """What happened to the texts of a category, one row an act: lane, kind, day, treaty, …

    A text in law has a lane of its own, called by its short name, and only its first signature
    counts; these come first. A declared pause stands in the lane of each state that declared it.
    `day` is a date, or the first day of a month or a year where no day is known; `end` is the day
    on which the same state's pause under the same text is recorded to end, else None.
    """
    texts = treaties[treaties["category"] == category].set_index("id")
    found = []
    rows = events[events["treaty"].isin(texts.index) & events["type"].isin(list(_ACTS))]
    signed: set[str] = set()
    for row in rows.sort_values("date", kind="stable").to_dict("records"):
        text, kind = texts.loc[row["treaty"]], _ACTS[row["type"]]
        in_law = text["binding"] == "legal"
        if in_law and kind == SIGNED:
            if row["treaty"] in signed:
                continue
            signed.add(row["treaty"])
        lanes = [text["short_name"]] if in_law else str(row["actor"]).split(";")
        cells = (kind, first_day(row), row["treaty"], row["actor"], row["detail"])
        found += [(in_law, lane, *cells) for lane in lanes]
    columns = ["in law", "lane", "kind", "day", "treaty", "actor", "detail"]
    frame = pd.DataFrame(found, columns=columns)
    frame = frame.sort_values("in law", ascending=False, kind="stable", ignore_index=True)
    frame["end"] = [_end(frame, row) for row in frame.to_dict("records")]
    return frame.astype({"day": object, "end": object})


def first_day(row: dict[Hashable, Any]) -> date:
    """The first day that a date can mean: of a month or a year its first day. Raises BadRow."""
    cell = str(row["date"])
    try:
        return date.fromisoformat((cell + "-01-01")[:10])
    except ValueError:
        raise BadRow(f"treaty_events, {row['id']}, date: {cell!r} is not a date.") from None


def _end(frame: pd.DataFrame, row: dict[Hashable, Any]) -> date | None:
    """When a declared pause ended, if the rows say so."""
    if row["kind"] != PAUSE:
        return None
    same = (frame["lane"] == row["lane"]) & (frame["treaty"] == row["treaty"])
    later = frame[same & (frame["day"] > row["day"]) & frame["kind"].isin([PAUSE, RESUMED])]
    following = later.sort_values("day").head(1)
    for end in following[following["kind"] == RESUMED]["day"]:
        found: date = end
        return found
    return None


def in_years(day: date) -> float:
    """A day as a point on an axis of years: 1963-07-02 is 1963.5, in the middle of 1963."""
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def summed(rows: pd.DataFrame, totals: pd.DataFrame, states: Sequence[str]) -> pd.DataFrame:
    """For each state the tests that each series counts in these rows, and its last declared test.

    `rows` come from `counted`, cut to the years wanted. Series stand side by side; where one has
    no row of a state it says “not covered”.
    """
    table = rows.pivot_table(index="state", columns="series", values="tests", aggfunc="sum")
    table = table.reindex(list(states))
    names = totals.set_index("state")
    out = pd.DataFrame({"state": names.loc[list(states), "name"]})
    for series in table.columns:
        out[f"tests by {series}"] = [
            "not covered" if pd.isna(one) else int(one) for one in table[series]
        ]
    out["last declared test"] = names.loc[list(states), "last_declared_test"].replace(
        "never", "none declared"
    )
    return out.reset_index(drop=True)
