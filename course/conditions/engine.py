"""Who accepts which scenario: readings as formulas, scenarios as rows of truth values.

A reading says what it requires and what suffices. Where a requirement fails the holder refuses;
where nothing fails and something suffices the holder accepts; otherwise the text does not say.
A requirement that is met is never enough by itself: that is the difference of "only if" and "if".
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from course.conditions.logic import BadExpression, Formula, Truth, parse

REFUSES, SILENT, ACCEPTS = 0, 1, 2
ANSWERS = ("refuses", "the text does not say", "accepts")
"""The three answers, by code."""

Answers = npt.NDArray[np.int8]


class BadCondition(ValueError):
    """A row of the conditions that cannot be used; the message names the row and the reason."""


@dataclass(frozen=True)
class Reading:
    """One reading of one condition: whose it is, what it requires and what suffices."""

    id: str
    condition: str
    name: str
    holder: str
    target: str
    form: Formula | None
    requires: Formula | None
    suffices: Formula | None
    always: bool
    in_use: bool
    outside: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The atoms that it speaks of; twice if they are required and also among what is enough."""
        spoken = (one.names for one in (self.requires, self.suffices) if one)
        return tuple(name for names in spoken for name in sorted(names))

    def answer(self, worlds: Mapping[str, Truth]) -> Answers:
        """The answer in each world, as a code."""
        size = len(next(iter(worlds.values())))
        enough = self.suffices.holds(worlds) if self.suffices else np.full(size, self.always)
        codes = np.where(enough, ACCEPTS, SILENT).astype(np.int8)
        if self.requires:
            codes[~self.requires.holds(worlds)] = REFUSES
        return codes

    def failing(self, world: Mapping[str, bool]) -> tuple[Formula, ...]:
        """The clauses of the requirement that fail in one world."""
        truths = {name: np.array([value]) for name, value in world.items()}
        clauses = self.requires.conjuncts() if self.requires else ()
        return tuple(clause for clause in clauses if not clause.holds(truths)[0])


def possible_worlds(*names: str) -> pd.DataFrame:
    """Every way in which the names can be true or false: one row a world, all-false first."""
    rows = list(product([False, True], repeat=len(names)))
    return pd.DataFrame(rows, columns=list(names), dtype=bool)


def grid(atoms: Sequence[str], fixed: Mapping[str, bool] | None = None) -> dict[str, Truth]:
    """All scenarios over some atoms, as one column of truth values an atom; others are fixed.

    There are 2 ** len(atoms) scenarios; the first atom changes slowest.
    """
    count = 2 ** len(atoms)
    numbers = np.arange(count)
    worlds = {
        atom: (numbers >> (len(atoms) - 1 - place)) % 2 == 1 for place, atom in enumerate(atoms)
    }
    return {
        **{atom: np.full(count, value) for atom, value in (fixed or {}).items()},
        **worlds,
    }


def situation(atoms: pd.DataFrame) -> dict[str, bool]:
    """The situation of the text: for each atom that can be varied whether it holds there."""
    free = atoms[atoms["kind"] != "object"]
    return dict(zip(free["atom"], free["default"] == "true", strict=True))


def readings(conditions: pd.DataFrame, atoms: pd.DataFrame) -> tuple[Reading, ...]:
    """The rows of the table "conditions" as readings.

    Raises BadCondition naming the row, the field and the reason when an expression cannot be
    read. Nothing is executed.
    """
    names = set(atoms["atom"])
    found = []
    for row in conditions.to_dict("records"):
        if row["object"] not in names:
            raise BadCondition(
                f"conditions, row {row['id']}, field object: {row['object']!r} is not an atom."
            )
        found.append(
            Reading(
                id=str(row["id"]),
                condition=str(row["condition"]),
                name=str(row["reading_name"]),
                holder=str(row["holder"]),
                target=str(row["object"]),
                form=_formula(row, "form", names),
                requires=_formula(row, "requires", names),
                suffices=_formula(row, "suffices", names),
                always=row["suffices"] == "always",
                in_use=row["in_use"] == "yes",
                outside=row["outside"] == "yes",
            )
        )
    return tuple(found)


def _formula(row: Mapping[Hashable, Any], field: str, names: set[str]) -> Formula | None:
    expression = str(row[field])
    if expression in ("none", "always"):
        return None
    try:
        return parse(expression, names)
    except BadExpression as problem:
        raise BadCondition(
            f"conditions, row {row['id']}, field {field}: {expression!r} cannot be read: {problem}"
        ) from None


def joined(codes: Sequence[Answers]) -> Answers:
    """The answer of a holder who made several conditions.

    One refusal refuses; an acceptance breaks the silence only where nothing refuses.
    """
    stack = np.stack(list(codes))
    result = np.where((stack == ACCEPTS).any(axis=0), ACCEPTS, SILENT).astype(np.int8)
    result[(stack == REFUSES).any(axis=0)] = REFUSES
    return result


@dataclass(frozen=True)
class Actor:
    """One holder and what is conditioned, with every way to read the conditions."""

    holder: str
    target: str
    conditions: tuple[tuple[Reading | None, ...], ...]
    """For each condition its readings; None where a reading gives the condition to another."""

    @cached_property
    def in_use(self) -> tuple[Reading, ...]:
        """The working reading of each condition, where it is this holder's."""
        return tuple(one for group in self.conditions for one in group if one and one.in_use)

    def ways(self) -> tuple[tuple[Reading, ...], ...]:
        """Every combination of one reading for each condition."""
        return tuple(tuple(one for one in way if one) for way in product(*self.conditions))

    def answer(self, worlds: Mapping[str, Truth], chosen: Sequence[Reading] = ()) -> Answers:
        """The answer in each world, under the chosen readings (the working ones if none)."""
        return joined([_silence(worlds), *(one.answer(worlds) for one in chosen or self.in_use)])

    def under_all(self, worlds: Mapping[str, Truth]) -> npt.NDArray[np.int8]:
        """The answers under every combination of readings: one row a combination."""
        known = {one: one.answer(worlds) for group in self.conditions for one in group if one}
        silent = _silence(worlds)
        return np.stack([joined([silent, *(known[one] for one in way)]) for way in self.ways()])


def _silence(worlds: Mapping[str, Truth]) -> Answers:
    return np.full(len(next(iter(worlds.values()))), SILENT, dtype=np.int8)


def actors(found: Sequence[Reading], outside: bool = False) -> tuple[Actor, ...]:
    """The holders with what each conditions, in the order of the rows.

    A reading that only evidence from outside the text licenses is left out unless `outside`.
    """
    allowed = [one for one in found if outside or not one.outside]
    pairs = dict.fromkeys((one.holder, one.target) for one in allowed)
    made = []
    for holder, target in pairs:
        mine = [one for one in allowed if (one.holder, one.target) == (holder, target)]
        groups = dict.fromkeys(one.condition for one in mine)
        conditions = tuple(_options(condition, mine, allowed) for condition in groups)
        made.append(Actor(holder, target, conditions))
    return tuple(made)


def _options(
    condition: str, mine: Sequence[Reading], allowed: Sequence[Reading]
) -> tuple[Reading | None, ...]:
    own = [one for one in mine if one.condition == condition]
    every = [one for one in allowed if one.condition == condition]
    return (*own, None) if len(own) < len(every) else tuple(own)


OVER_READINGS = (
    "accepts under every reading",
    "accepts under some readings",
    "refuses under some readings",
    "refuses under every reading",
    "the text does not say",
)


def over_readings(codes: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """A summary over readings, world by world, as a place in OVER_READINGS.

    `codes` has one row a combination of readings. "Accepts under some" wins over "refuses under
    some": the readings then disagree, and which one holds is the question.
    """
    accepts, refuses = codes == ACCEPTS, codes == REFUSES
    summary = np.full(codes.shape[1], 4, dtype=np.int8)
    summary[refuses.any(axis=0)] = 2
    summary[accepts.any(axis=0)] = 1
    summary[refuses.all(axis=0)] = 3
    summary[accepts.all(axis=0)] = 0
    return summary
