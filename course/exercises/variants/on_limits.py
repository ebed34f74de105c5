"""Variants on limits and declared numbers: other rows, dates and sides; and invented forces."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import pandas as pd

from course.exercises.variants.instance import Instance
from course.library import package, table

NAMES = {"USA": "the United States", "RUS": "Russia"}
_AGGREGATES = {
    "deployed_delivery_vehicles": "deployed missiles and bombers",
    "deployed_warheads": "deployed warheads",
    "deployed_and_nondeployed_launchers": "launchers and bombers, deployed or not",
}

# --- 11.1: what a number of a treaty counts ----------------------------------------------------

_UNITS = {
    "warheads": "Warheads stand on missiles, often several on one. Does the row speak of them?",
    "launchers": "A launcher is what a missile is fired from. Does the row speak of launchers?",
    "delivery vehicles": "Delivery vehicles are missiles and bombers together. Is that so here?",
    "missiles": "Missiles without launchers or bombers: is that what the row speaks of?",
    "submarines": "A submarine carries many launchers. Which of the two does the row speak of?",
}


@cache
def _counts() -> pd.DataFrame:
    """Rows with one whole number of one of the units, each the only one of its treaty."""
    rows = table("limits").drop_duplicates(["treaty", "number"], keep=False)
    whole = rows["number"].str.fullmatch("[1-9][0-9]*")
    return rows[whole & rows["unit"].isin(list(_UNITS))]


def unit_of_limit(number: int) -> Instance:
    """What a number of a treaty counts."""
    rows = _counts()
    row = rows.iloc[number % len(rows)]
    treaties = table("treaties").set_index("id")
    short = treaties.loc[row["treaty"], "short_name"]
    options = dict(zip("abcdef", [*_UNITS, "the table does not say"], strict=True))
    letters = {words: letter for letter, words in options.items()}
    slips = [(letters[unit], say) for unit, say in _UNITS.items()]
    slips.append(("f", "Every row of the table of limits has a unit. Which column holds it?"))
    shown = " ".join(f"({letter}) {words}" for letter, words in options.items())
    return Instance(
        "choice",
        f"Among the limits of {short} ({row['treaty']}) is the number {int(row['number']):,}. What "
        f"does it count? {shown}.",
        'one letter, for example "f"',
        letters[str(row["unit"])],
        f"The row {row['id']} says: {row['what']}.",
        f"Filter the table of limits by “{row['treaty']}” and find the row with this number.",
        slips,
        {"options": options},
    )


# --- 11.2: first and last day ------------------------------------------------------------------


@cache
def _bound() -> pd.DataFrame:
    """Rows of texts in law that bind from a known day until a known day."""
    rows = table("limits")
    day = r"\d{4}-\d{2}-\d{2}"
    known = rows["binds_from"].str.fullmatch(day) & rows["binds_until"].str.fullmatch(day)
    return rows[known & (rows["became_law"] == "yes")]


def days_bound(number: int) -> Instance:
    """The first and the last day on which a number of a treaty binds."""
    rows = _bound()
    row = rows.iloc[number % len(rows)]
    until = date.fromisoformat(row["binds_until"])
    first, last = str(row["binds_from"]), (until - timedelta(days=1)).isoformat()
    slips = [
        (
            {"first": first, "last": until.isoformat()},
            "Half-open: is the day under “binds_until” still a day with the limit?",
        ),
        (
            {"first": first, "last": (until + timedelta(days=1)).isoformat()},
            "You went one day too far, in the wrong direction. Which day comes before the end?",
        ),
        ({"first": last, "last": first}, "These two are in each other’s place. Which is earlier?"),
    ]
    return Instance(
        "record",
        f"Which is the first day on which the limit “{row['id']}” binds, and which is the last?",
        'a dict with two days, for example {"first": "1899-12-31", "last": "1899-12-31"}',
        {"first": first, "last": last},
        f"It binds from {first} until {until}, and that is the first day without it.",
        "Look at “binds_from” and “binds_until”. The second is the first day that is free again.",
        slips,
        {"parts": {"first": "word", "last": "word"}},
    )


# --- 11.4: dates above a limit -----------------------------------------------------------------


@cache
def _exchange() -> pd.DataFrame:
    return table("data_exchange")


@cache
def _limit(column: str) -> int:
    """The limit that a column of the exchange is held against."""
    resource = next(one for one in package()["resources"] if one["name"] == "data_exchange")
    field = next(one for one in resource["schema"]["fields"] if one["name"] == column)
    limits = table("limits").set_index("id")
    return int(limits.loc[field["limit"], "number"])


def dates_above(number: int) -> Instance:
    """On how many dates of a stretch a side declared more than the limit."""
    random = Random(f"above {number}")
    column = list(_AGGREGATES)[number % len(_AGGREGATES)]
    state = ("USA", "RUS")[number // len(_AGGREGATES) % 2]
    rows = _exchange()
    own = rows[rows["state"] == state].reset_index(drop=True)
    start = random.randrange(0, 6)
    end = random.randrange(start + 8, len(own))
    part, limit = own.iloc[start : end + 1], _limit(column)
    above = int((part[column] > limit).sum())
    other = rows[(rows["state"] != state) & rows["date"].isin(part["date"])]
    slips: list[tuple[Any, str]] = [
        (
            len(part) - above,
            "This is the number of dates on which it was not above. Which way does your comparison "
            "point?",
        ),
        (len(part), "These are all dates of the stretch. On which of them was it above?"),
        (int((own[column] > limit).sum()), "Did you keep to the two dates of the task?"),
        (
            int((other[column] > limit).sum()),
            "This is the other side. Whose rows does the task ask for?",
        ),
    ]
    return Instance(
        "number",
        f"From {part['date'].iloc[0]} to {part['date'].iloc[-1]}, both included: on how many dates "
        f"of the exchange did {NAMES[state]} declare more than {limit:,} {_AGGREGATES[column]}?",
        "a whole number, for example 30",
        above,
        f"{above} of {len(part)} dates. Whether the limit bound on them is another question.",
        f"Keep the rows of the state and the dates; then those with {column} above {limit:,}.",
        slips,
    )


# --- 11.6: a change in percent -----------------------------------------------------------------


def percent_change(number: int) -> Instance:
    """By how many percent a declared number changed between two dates."""
    random = Random(f"percent {number}")
    column = list(_AGGREGATES)[number % len(_AGGREGATES)]
    state = ("USA", "RUS")[number // len(_AGGREGATES) % 2]
    rows = _exchange()
    own = rows[rows["state"] == state].set_index("date")[column]
    while True:  # a change that can be told from nothing, whatever it is divided by
        first, last = sorted(random.sample(list(own.index), 2))
        before, after = int(own[first]), int(own[last])
        right, other = 100 * (after - before) / before, 100 * (after - before) / after
        if abs(right) > 3 and abs(right - other) > 0.3 and abs(after - before) > 30:
            break
    slips = [
        (round(-right, 1), "The size is right. Did the number grow or fall? The sign tells it."),
        (round(other, 1), "You divided by the later number. Of which date is the change a share?"),
        (float(after - before), "This is a difference, and not a percent. What is missing?"),
        (round(right / 100, 3), "This is a share. How do you get from 0.5 to 50 percent?"),
    ]
    return Instance(
        "number",
        f"By how many percent did the {_AGGREGATES[column]} that {NAMES[state]} declared change "
        f"from {first} to {last}?",
        "a number with one digit after the point, with a minus where there are fewer, "
        "for example -0.3",
        round(right, 1),
        f"({after:,} − {before:,}) / {before:,} × 100.",
        "Later minus earlier, divided by the earlier one, times 100.",
        slips,
        {"tolerance": 0.1},
    )


# --- 11.7: a counting rule ---------------------------------------------------------------------


def counted_warheads(number: int) -> Instance:
    """How many deployed warheads an invented side declares under New START."""
    random = Random(f"counted {number}")
    many, each = random.randrange(8, 25), random.randrange(3, 9)
    single, bombers = random.randrange(20, 60), random.randrange(5, 16)
    load, stored = random.choice((8, 12, 16, 20)), random.randrange(2, 7)
    on_missiles = many * each + single
    right = on_missiles + bombers
    return Instance(
        "number",
        f"An invented side has {many} deployed missiles with {each} warheads each, {single} "
        f"deployed missiles with one each, {bombers} deployed heavy bombers that can carry {load} "
        f"bombs each, and {stored} missiles with {each} warheads each in a store. How many "
        "deployed warheads must it declare under New START?",
        "a whole number, for example 7",
        right,
        f"{many} × {each} + {single} + {bombers}: a heavy bomber counts as one, and what lies in a "
        "store is not deployed.",
        "Three groups count and one does not. As what does a heavy bomber count?",
        [
            (
                on_missiles + bombers * load,
                "You counted what the bombers can carry. As what does a heavy bomber count?",
            ),
            (
                many + single + bombers,
                "This counts delivery vehicles. How many warheads stand on each missile?",
            ),
            (on_missiles, "You left the bombers out. For how much do they count?"),
            (right + stored * each, "You counted the store too. Which word rules it out?"),
        ],
    )
