"""Declared numbers beside limits: what is above which limit, and whether that limit bound then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby

import pandas as pd

from course.cells import BadRow, whole

COLUMNS = ["date", "state", "aggregate", "number", "limit", "from", "until", "bound", "above"]
OPEN, NONE = "open", "not applicable"
NOT_YET, BOUND, NO_LONGER = "not yet", "yes", "no longer"
"""Whether a limit binds on a day."""


def declared(
    exchange: pd.DataFrame, limits: pd.DataFrame, aggregates: Mapping[str, str]
) -> pd.DataFrame:
    """One row for each declared number: date, state, aggregate, number, limit, from, until, …

    `exchange` has date, state and one column for each aggregate; `aggregates` gives the id of the
    limit (a row of `limits`) for each of these columns. `bound` says whether the limit bound on
    the date (not yet, yes, no longer), `above` whether the number is above it. A limit binds in
    [from, until). Numbers are counts of whatever the limit counts. Raises BadRow.
    """
    known = {str(row["id"]): row for row in limits.to_dict("records")}
    found, seen = [], set[tuple[str, str]]()
    for place, row in enumerate(exchange.to_dict("records"), start=1):
        where = f"data_exchange, row {place} ({row['date']} {row['state']})"
        day = _day(row["date"], f"{where}, date")
        if (day, str(row["state"])) in seen:
            raise BadRow(f"{where}: this date of this state stands there twice.")
        seen.add((day, str(row["state"])))
        for column, name in aggregates.items():
            if name not in known:
                raise BadRow(f"{column} is held against the limit {name!r}, which limits lacks.")
            limit = known[name]
            number = whole(row[column], f"{where}, {column}")
            bar = whole(limit["number"], f"limits, {name}, number")
            first = _day(limit["binds_from"], f"limits, {name}, binds_from")
            last = str(limit["binds_until"])
            last = last if last == OPEN else _day(last, f"limits, {name}, binds_until")
            ended = last != OPEN and day >= last
            bound = NOT_YET if day < first else NO_LONGER if ended else BOUND
            cells = (day, str(row["state"]), column, number, bar, first, last, bound, number > bar)
            found.append(cells)
    frame = pd.DataFrame(found, columns=COLUMNS)
    return frame.sort_values(["date", "state"], kind="stable", ignore_index=True)


def _day(cell: object, where: str) -> str:
    try:
        return date.fromisoformat(str(cell)).isoformat()
    except ValueError:
        raise BadRow(f"{where}: {cell!r} is not a day. Write YYYY-MM-DD.") from None


def stretches(rows: pd.DataFrame, wanted: pd.Series) -> list[tuple[str, str, int]]:
    """The stretches of neighbouring dates for which `wanted` is true: first, last, how many.

    `rows` are those of one state and one aggregate, in the order of their dates.
    """
    marked = zip(rows["date"], wanted, strict=True)
    runs = [[day for day, _ in run] for is_wanted, run in groupby(marked, lambda one: one[1])
            if is_wanted]  # fmt: skip
    return [(run[0], run[-1], len(run)) for run in runs]


def limits_of(limits: pd.DataFrame, treaty: str) -> pd.DataFrame:
    """The numbers of one treaty, one a row: what, number, for whom, from, until, law, how counted.

    A number that never bound keeps the word “never”. Raises KeyError for a treaty without numbers.
    """
    own = limits[limits["treaty"] == treaty]
    if own.empty:
        known = ", ".join(dict.fromkeys(limits["treaty"]))
        raise KeyError(f"There are no numbers of {treaty!r}. There are numbers of: {known}.")
    whole = own["number"].where(own["number"] == NONE, own["number"] + " " + own["unit"])
    rule = own["counting_rule"].where(
        own["note"] == "none", own["counting_rule"] + ". Note: " + own["note"]
    )
    return pd.DataFrame(
        {
            "what it counts": own["what"],
            "number": whole.replace(NONE, "no number"),
            "for whom": own["applies_to"].str.replace(";", ", "),
            "binds from": own["binds_from"],
            "binds until": own["binds_until"],
            "ever law?": own["became_law"],
            "how it is counted": rule,
        }
    ).reset_index(drop=True)
