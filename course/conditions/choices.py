"""Ways to read all conditions at once: the working readings, or one of them exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course.conditions.engine import Actor, Reading

WORKING = "the working reading of each condition"


@dataclass(frozen=True)
class Choice:
    """One way to read all conditions: the working readings, but for one."""

    name: str
    reading: Reading | None = None
    alone: bool = False

    @property
    def key(self) -> str:
        """The way to read as it stands in the table "zones"."""
        if self.reading is None:
            return "working"
        return f"{self.reading.id} alone" if self.alone else self.reading.id

    def of(self, actor: Actor) -> tuple[Reading, ...]:
        """The readings that hold for one actor."""
        own = actor.in_use
        if self.reading is None or self.reading.condition not in {one.condition for one in own}:
            return own
        if (self.reading.holder, self.reading.target) != (actor.holder, actor.target):
            return tuple(one for one in own if one.condition != self.reading.condition)
        if self.alone:
            return (self.reading,)
        return tuple(
            self.reading if one.condition == self.reading.condition else one for one in own
        )


def choices(actors: Sequence[Actor]) -> list[Choice]:
    """Every way to read: the working one first, then each other reading of these actors.

    Where an actor has several conditions, a reading can also be taken alone.
    """
    found = [Choice(WORKING)]
    for actor in actors:
        for one in (one for group in actor.conditions for one in group if one):
            outside = ", from outside the text" if one.outside else ""
            if not one.in_use:
                found.append(Choice(f"{one.id} instead: {one.name}{outside}", one))
            if not one.in_use and len(actor.in_use) > 1:
                found.append(Choice(f"{one.id} read alone: {one.name}", one, alone=True))
    return found
