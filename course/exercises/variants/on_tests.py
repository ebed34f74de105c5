"""Variants on tallies: an invented table with one cell misread, and years without a test."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pandas as pd

from course.exercises.variants.instance import Instance
from course.library import table

# --- 11.8: the misread cell --------------------------------------------------------------------

_HARBOURS = ("Alvik", "Brenna", "Corva", "Dunmore", "Estero")


def misread_cell(number: int) -> Instance:
    """In which row and column of an invented table a note was read as a number."""
    random = Random(f"misread {number}")
    places, first = random.sample(_HARBOURS, 3), random.randrange(1950, 2010)
    years = [str(first + step) for step in range(4)]
    true = {year: {place: random.randrange(0, 9) for place in places} for year in years}
    year, place = random.choice(years), random.choice(places)
    mark = random.randrange(1, 5)
    shown = {one: dict(cells) for one, cells in true.items()}
    shown[year][place] += mark
    lines = [
        f"{one}: " + ", ".join(f"{name} {cells[name]}" for name in places)
        + f", in all {sum(true[one].values())}."
        for one, cells in shown.items()
    ]  # fmt: skip
    sums = ", ".join(f"{name} {sum(true[one][name] for one in years)}" for name in places)
    slips: list[tuple[Any, str]] = [
        ({"year": year, "place": other}, "The year is right. Which column does not add up?")
        for other in places
    ]
    slips += [
        ({"year": other, "place": place}, "The column is right. Which row does not add up?")
        for other in years
    ]
    return Instance(
        "record",
        "Ships at three invented harbours. In one place the mark of a note was added to a number. "
        f"In which year and at which harbour? {' '.join(lines)} All four years: {sums}.",
        'a dict with a year and a name, for example {"year": "1899", "place": "Nowhere"}',
        {"year": year, "place": place},
        f"The line of {year} makes {mark} more than its total, and so does the column of {place}.",
        "Add up each line and each column, and put the sums beside the totals.",
        slips,
        {"parts": {"year": "word", "place": "word"}},
    )


# --- 11.11: years without a test ---------------------------------------------------------------


@cache
def _by_year(state: str) -> pd.Series:
    """The tests of a state by year in the tally that goes on to 2017."""
    rows = table("nuclear_tests")
    own = rows[(rows["series"] == "aca") & (rows["state"] == state)]
    return own.set_index("year")["tests"]


@cache
def _who() -> dict[str, tuple[str, int, int]]:
    """States with silent years: their name, and the years of their first and last test."""
    found = {}
    for row in table("nuclear_test_totals").to_dict("records"):
        state = str(row["state"])
        if state != "world" and row["first_test"] != "never":
            first, last = int(row["first_test"][:4]), int(row["last_declared_test"][:4])
            if (_by_year(state).loc[first:last] == 0).any():
                found[state] = (str(row["name"]), first, last)
    return found


def years_without(number: int) -> Instance:
    """The years of a stretch in which a tally has no test of a state."""
    random = Random(f"without {number}")
    state = list(_who())[number % len(_who())]
    name, first, last = _who()[state]
    tests = _by_year(state)
    span = range(max(first - 3, tests.index.min()), min(last + 3, tests.index.max() + 1))
    while True:  # a stretch with silent years and others
        start, end = sorted(random.sample(span, 2))
        part = tests.loc[start:end]
        silent = [str(year) for year, count in part.items() if count == 0]
        if 2 <= len(silent) <= 9 and len(silent) < len(part) and end - start >= 4:
            break
    loud = [str(year) for year in part.index if str(year) not in silent]
    return Instance(
        "set",
        f"In which years from {start} to {end}, both included, does the tally “aca” have no test "
        f"of the state {state} ({name})?",
        'a set of years as texts, for example {"1899", "1900"}',
        silent,
        f"In {len(silent)} of {len(part)} years. A zero says that no test is counted, and not why.",
        "Keep one tally, one state and the years; then the rows with a 0.",
        [
            (loud, "These are the years with tests. Which years are left?"),
            (silent[1:], "One is missing. Did you begin with the first year?"),
            (silent[:-1], "One is missing. Did you go on to the last year?"),
        ],
    )
