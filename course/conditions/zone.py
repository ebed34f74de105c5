"""Where all would talk: the scenarios that a set of actors accepts, and the way there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from course.conditions.engine import ACCEPTS, REFUSES, Actor, Answers, Reading
from course.conditions.logic import Truth

EMPTY, OPEN, ALL = 0, 1, 2
OUTCOMES = (
    "somebody refuses",
    "nobody refuses, but of somebody the text does not say",
    "all accept",
)


def outcome(answers: Sequence[Answers]) -> npt.NDArray[np.int8]:
    """What a set of actors makes of each world, as a place in OUTCOMES."""
    stack = np.stack(list(answers))
    result = np.where((stack == ACCEPTS).all(axis=0), ALL, OPEN).astype(np.int8)
    result[(stack == REFUSES).any(axis=0)] = EMPTY
    return result


def verdict(outcomes: npt.NDArray[np.int8]) -> str:
    """The zone of agreement in one word: "not empty", "undetermined" or "empty"."""
    if (outcomes == ALL).any():
        return "not empty"
    return "undetermined" if (outcomes == OPEN).any() else "empty"


@dataclass(frozen=True)
class Change:
    """A smallest set of changes: what becomes true and what becomes false."""

    becomes_true: tuple[str, ...]
    becomes_false: tuple[str, ...]

    @property
    def size(self) -> int:
        """The number of things that change."""
        return len(self.becomes_true) + len(self.becomes_false)


def smallest_changes(
    worlds: Mapping[str, Truth],
    wanted: Truth,
    base: Mapping[str, bool],
    movable: Sequence[str],
    most: int = 4,
) -> tuple[Change, ...]:
    """The smallest changes of `base` that lead to a wanted world (at most `most` of them).

    Empty when no wanted world can be reached by the movable atoms.
    """
    distance = sum(
        (worlds[atom] != base[atom]).astype(np.int32) for atom in movable
    )  # fixed atoms are the same in every world
    reached = np.flatnonzero(wanted)
    if not len(reached):
        return ()
    steps = np.asarray(distance)[reached]
    nearest = reached[steps == steps.min()][:most]
    return tuple(
        Change(
            tuple(a for a in movable if worlds[a][place] and not base[a]),
            tuple(a for a in movable if not worlds[a][place] and base[a]),
        )
        for place in nearest
    )


def answers_of(
    actors: Sequence[Actor],
    worlds: Mapping[str, Truth],
    chosen: Mapping[str, Reading] | None = None,
) -> tuple[Answers, ...]:
    """The answers of several actors, under chosen readings by condition (or the working ones)."""
    picked = chosen or {}
    return tuple(
        actor.answer(worlds, tuple(picked.get(one.condition, one) for one in actor.in_use))
        for actor in actors
    )
