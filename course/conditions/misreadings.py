"""Foreseen misreadings: which one would lead to a wrong prediction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from course.conditions.engine import Actor, Reading, readings
from course.conditions.reasons import one_world


@dataclass(frozen=True)
class Misreading:
    """A reading that the words do not bear, its name, and what to say to it."""

    reading: Reading
    name: str
    say: str


def misreadings(frame: pd.DataFrame, atoms: pd.DataFrame) -> tuple[Misreading, ...]:
    """The rows of the table "misreadings", read by the engine that reads the conditions."""
    shaped = frame.assign(
        condition=frame["id"], reading_name=frame["name"], in_use="no", outside="no"
    )
    made = readings(shaped, atoms)
    return tuple(
        Misreading(one, str(row["name"]), str(row["say"]))
        for one, row in zip(made, frame.to_dict("records"), strict=True)
    )


def of(actor: Actor, every: tuple[Misreading, ...]) -> tuple[Misreading, ...]:
    """The misreadings of one actor's conditions."""
    mine = (actor.holder, actor.target)
    return tuple(one for one in every if (one.reading.holder, one.reading.target) == mine)


def explained(
    actor: Actor, every: tuple[Misreading, ...], world: Mapping[str, bool], said: int
) -> str:
    """What to say of a wrong prediction: the misreading it would follow from, if one does."""
    columns = one_world(world)
    for one in of(actor, every):
        if int(one.reading.answer(columns)[0]) == said:
            return f"This would follow from a misreading, {one.name}. {one.say}"
    return "Compare the words with your prediction: which of them say so?"
