"""Variants on treaties: other texts, days and parties, each answer worked out from the tables."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

import pandas as pd

from course.exercises.variants.instance import Instance
from course.library import table
from course.treaties.force import in_force
from course.treaties.lives import lives, status_on

SIDES = {"RUS": "Russia", "USA": "the United States"}
_DAY = r"\d{4}-\d{2}-\d{2}"


@cache
def _names() -> dict[str, str]:
    """The short name of each treaty by its id."""
    rows = table("treaties")
    return dict(zip(rows["id"], rows["short_name"], strict=True))


def _slips_of_days(days: int) -> list[tuple[Any, str]]:
    """What goes wrong in subtracting dates."""
    return [
        (-days, "Order of the dates: the later one minus the earlier one."),
        (days + 1, "You counted the first day too. From Monday to Tuesday, how many days is that?"),
        (days - 1, "You counted only the days between. From Monday to Tuesday, how many is that?"),
    ]


# --- 10.1: from signature to entry into force --------------------------------------------------


@cache
def _waits() -> pd.Series[int]:
    """Days from signature to entry into force, for texts that have one row of each."""
    rows = table("treaty_events")
    rows = rows[rows["date"].str.fullmatch(_DAY)]
    acts = {
        kind: rows[rows["type"] == kind].drop_duplicates("treaty", keep=False).set_index("treaty")
        for kind in ("signature", "entry-into-force")
    }
    signed, begun = (pd.to_datetime(frame["date"]) for frame in acts.values())
    waits = (begun - signed).dropna().dt.days.astype(int)
    return waits[waits > 30].sort_index()


def wait_of_treaty(number: int) -> Instance:
    """How many days a treaty waited from signature to entry into force."""
    waits = _waits()
    id_ = str(waits.index[number % len(waits)])
    days = int(waits[id_])
    return Instance(
        "number",
        f"How many days after its signature did this text enter into force: {_names()[id_]} "
        f'("{id_}")?',
        "a whole number, for example 130",
        days,
        f"It has one row of each act; the difference of their days is {days:,}.",
        f'Filter the events by "{id_}". On which days are its signature and its entry into force?',
        _slips_of_days(days),
    )


# --- 10.3: what was in force on a day ----------------------------------------------------------


def bound_on(number: int) -> Instance:
    """Which of some treaties bound Russia and the United States on a day."""
    random = Random(f"bound {number}")
    rows = table("treaty_parties")
    certain = rows[(rows["from"] != "unknown") & (rows["until"] != "unknown")]
    legal = table("treaties").query("scope == 'bilateral' and binding == 'legal'")["id"]
    of_both = [
        set(certain.loc[certain["state"] == side, "treaty"]).intersection(legal) for side in SIDES
    ]
    known = sorted(set.intersection(*of_both))
    while True:
        day = f"{random.randint(1992, 2024)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        some = sorted(random.sample(known, 5))
        found = set(in_force(day, states=list(SIDES))["treaty"])
        answer = [one for one in some if one in found]
        if 1 <= len(answer) <= 4:
            break
    mine = certain[certain["treaty"].isin(some) & certain["state"].isin(list(SIDES))]
    mine = mine.drop_duplicates("treaty").set_index("treaty")
    slips: list[tuple[Any, str]] = []
    for one in some:
        start = str(mine.loc[one, "from"])
        if one in answer:
            say = f"One is missing. Is {day} inside the interval of {_names()[one]}?"
            slips.append(([other for other in answer if other != one] or ["none"], say))
        elif start == "never":
            say = f"What stands under “from” in the rows of {_names()[one]}?"
            slips.append(([*answer, one], say))
        else:
            side = "from" if day < start else "until"
            say = f"Compare {day} with the column “{side}” of {_names()[one]}."
            slips.append(([*answer, one], say))
    shown = ", ".join(f'"{one}" ({_names()[one]})' for one in some)
    return Instance(
        "set",
        f"Which of these treaties bound both Russia and the United States on {day}? {shown}.",
        'a set of ids, for example {"abm"}; {"none"} stands for no treaty',
        answer,
        f"For each of them {day} is not before from, and before until.",
        "The rule for a day: from is not later than the day, and the day is earlier than until.",
        slips,
        {"options": [*some, "none"]},
    )


# --- 10.4: days between two acts ---------------------------------------------------------------

_WATCHED = ("abm", "cfe", "ctbt", "inf", "new-start", "open-skies", "sort", "start-1", "start-2")


def days_of_acts(number: int) -> Instance:
    """How many days one act came after another."""
    random = Random(f"acts {number}")
    rows = table("treaty_events")
    rows = rows[rows["date"].str.fullmatch(_DAY) & (rows["rival_dates"] == "none")]
    id_ = _WATCHED[number % len(_WATCHED)]
    kept = rows[(rows["treaty"] == id_) & rows["actor"].isin([*SIDES, "SUN", "all parties"])]
    acts = kept.drop_duplicates("detail", keep=False).to_dict("records")
    while True:
        first, second = sorted(random.sample(acts, 2), key=lambda act: str(act["date"]))
        days = (pd.Timestamp(second["date"]) - pd.Timestamp(first["date"])).days
        if 2 <= days <= 4000:
            break
    told = [f"“{act['detail']}” ({act['actor']}, {act['type']})" for act in (first, second)]
    return Instance(
        "number",
        f"{_names()[id_]} (“{id_}”): how many days after the first of these acts did the second "
        f"come? First: {told[0]}. Second: {told[1]}.",
        "a whole number, for example 7",
        days,
        f"From {first['date']} to {second['date']}.",
        f'Filter the events by "{id_}", find the two days, and let days_between count.',
        _slips_of_days(days),
    )


# --- 10.8: the status of a treaty for a party --------------------------------------------------

_LABELS = {
    "in force": "Was the state bound on that day, and did it claim nothing against it?",
    "in force, suspended as claimed": "Has a suspension of this state taken effect by that day?",
    "ended by withdrawal": "Has a withdrawal taken effect by that day, or was it only announced?",
    "ended by expiry": "Was the time of the treaty up on that day?",
    "ended by supersession": "Had a new treaty taken the place of this one by that day?",
    "signed": "Is there an entry into force, or a ratification, before that day?",
}


@cache
def _lived() -> pd.DataFrame:
    """Stretches of at least 60 days, of both sides, with a status that is asked for."""
    rows = pd.concat(lives(state=side) for side in SIDES)
    rows["until"] = rows["until"].fillna(pd.Timestamp("2026-07-01"))
    long = rows["until"] - rows["from"] > pd.Timedelta(days=60)
    legal = table("treaties").query("binding == 'legal'")["id"]
    kept = rows[long & rows["status"].isin(list(_LABELS)) & rows["treaty"].isin(legal)]
    return kept.sort_values(["status", "treaty", "state", "from"])


def status_of_party(number: int) -> Instance:
    """The status of a treaty for one of two sides on a day."""
    random = Random(f"status {number}")
    rows = _lived()
    label = list(_LABELS)[number % len(_LABELS)]
    row = random.choice(rows[rows["status"] == label].to_dict("records"))
    inside = (row["until"] - row["from"]).days
    day = (row["from"] + timedelta(days=random.randrange(15, inside - 15))).date()
    status = status_on(day, row["treaty"], row["state"])
    return Instance(
        "word",
        f"Which word is right for {_names()[row['treaty']]} ({row['treaty']}) and "
        f"{SIDES[row['state']]} on {day}? Words: {'; '.join(_LABELS)}.",
        'one of the words as a text, for example "signed"',
        status,
        f"It is so from {row['from'].date()} on, by the acts of the table.",
        "Look for the last act of the treaty that concerns this state before the day. What is its "
        "type?",
        list(_LABELS.items()),
    )
