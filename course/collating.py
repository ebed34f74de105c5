"""Collating: one phrase through its witnesses, and where its sense first changes.

A collation is a frame with one row per unit and witness: unit, place (1 is the witness nearest to
the speaker), witness, words, and the relation to the first witness.
"""

from __future__ import annotations

import pandas as pd

FIRST, KEPT = "base", "same"
"""The relation of the first witness, and of one that keeps its sense."""

_COLUMNS = ("unit", "place", "witness", "relation")


class BadCollation(ValueError):
    """A collation that cannot be read; the message names the unit and the reason."""


def passage(collation: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The rows of one unit in the order of its witnesses, the first witness first.

    Raises BadCollation where the order is not clear or nothing is there to compare with.
    """
    missing = [name for name in _COLUMNS if name not in collation.columns]
    if missing:
        raise BadCollation(f"A collation needs the column {missing[0]!r}.")
    rows = collation[collation["unit"] == unit].sort_values("place").reset_index(drop=True)
    if rows.empty:
        known = ", ".join(dict.fromkeys(collation["unit"]))
        raise BadCollation(f"There is no unit {unit!r}. There are: {known}.")
    if rows["place"].duplicated().any():
        twice = rows["place"][rows["place"].duplicated()].iloc[0]
        raise BadCollation(f"Unit {unit} has two witnesses at place {twice}. Which comes first?")
    if list(rows["relation"] == FIRST) != [True] + [False] * (len(rows) - 1):
        raise BadCollation(
            f"Unit {unit} needs the relation {FIRST!r} at its first witness and nowhere else."
        )
    return rows


def first_changes(collation: pd.DataFrame) -> pd.DataFrame:
    """Where each unit first changes: unit, place, witness, relation; nothing if it does not.

    The place is a missing value, witness and relation are "", where every witness keeps the sense.
    """
    rows: list[tuple[str, int | None, str, str]] = []
    for unit in dict.fromkeys(collation["unit"]):
        changed = passage(collation, unit)
        changed = changed[~changed["relation"].isin((FIRST, KEPT))]
        if changed.empty:
            rows.append((unit, None, "", ""))
        else:
            one = changed.iloc[0]
            rows.append((unit, int(one["place"]), str(one["witness"]), str(one["relation"])))
    frame = pd.DataFrame(rows, columns=["unit", "place", "witness", "relation"])
    return frame.astype({"place": "Int64"})


def relation_counts(collation: pd.DataFrame) -> pd.DataFrame:
    """How many units each witness keeps, weakens, strengthens …: witness, then one column each.

    First witnesses are not counted: they are what the others are compared with. Columns stand in
    the order in which the relations first come up, "same" first.
    """
    later = collation[collation["relation"] != FIRST]
    found = [KEPT, *(one for one in dict.fromkeys(later["relation"]) if one != KEPT)]
    rows = [
        {"witness": witness} | {one: int((part["relation"] == one).sum()) for one in found}
        for witness, part in later.groupby("witness", sort=False)
    ]
    return pd.DataFrame(rows, columns=["witness", *found])
