"""Examine: one notebook, transplanted and run; what its answers were.

A cell that stops Python or never ends is left out, and the rest is run again in a fresh session,
so that the other questions keep their marks.
"""

from __future__ import annotations

import mmap
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from course.grading.book import Book
from course.grading.notebook import NoNotebook, cells_of
from course.grading.packing import EMPTY, clean
from course.grading.places import Lost, Place, Session, Step
from course.grading.records import Given, Question, Repair, Run, Stop, World
from course.grading.transplant import Plan, Planned, transplant

_SHOWN_CAP, _SOURCE_CAP = 200_000, 5_000


def run(book: Book, sid: str, raw: bytes | mmap.mmap, place: Place, sha256: str = "") -> Run:
    """What came of a notebook; a notebook that cannot be read gives a Run that says so.

    Raises NotIsolated where the place itself has failed, which is not the student's fault.
    """
    before = time.monotonic()
    blank = Run(sid, sha256, book.key.run, isolation="trusted" if place.trusted else "sandbox")
    try:
        plan = transplant(book, cells_of(raw, book.key.limits.notebook))
    except NoNotebook as problem:
        return replace(blank, unreadable=str(problem))
    found = _Attempt(book, plan, place, before + book.key.limits.wall_seconds)
    answers = found.answers(None)
    worlds = {world.name: found.answers(world) for world in book.key.worlds}
    repairs = [*plan.repairs, *_replayed(found.stops)]
    return replace(
        blank,
        answers=answers,
        worlds=worlds,
        repairs=tuple(repairs),
        stops=tuple(found.stops),
        claims=plan.claims,
        trouble=" ".join(part for part in (plan.doubt, found.trouble) if part),
        seconds=round(time.monotonic() - before, 3),
    )


def _replayed(stops: Sequence[Stop]) -> list[Repair]:
    return [
        Repair("replayed", f"Cell {one.cell}: {one.say}. It was left out.", one.question)
        for one in stops
    ]  # fmt: skip


@dataclass
class _Attempt:
    """A plan being run, as often as it takes."""

    book: Book
    plan: Plan
    place: Place
    until: float
    stops: list[Stop] = field(default_factory=list)
    left_out: dict[int, str] = field(default_factory=dict)
    trouble: str = ""

    def answers(self, world: World | None) -> Mapping[str, Given]:
        """What each answer was, in the first world or in a second one."""
        wanted = {
            name: one
            for name, one in self.book.questions.items()
            if world is None or name in world.questions
        }
        found: dict[str, Given] = {}
        files = self.book.files(world)
        while True:
            session = self.place.start(files, self.book.key.limits)
            try:
                at = self._once(session, world, wanted, found)
            finally:
                session.close()
            if len(self.stops) > self.book.key.limits.replays:
                self.trouble = "Too many cells stopped Python; the rest was not run."
                at = None
            if at is None:
                return {name: found.get(name, self._nothing(name)) for name in wanted}

    def _nothing(self, question: str) -> Given:
        return Given(EMPTY, source=self.plan.answers.get(question, "")[:_SOURCE_CAP])

    def _once(
        self,
        session: Session,
        world: World | None,
        wanted: Mapping[str, Question],
        found: dict[str, Given],
    ) -> int | None:
        """The place of the cell at which the session was lost; None when all was run."""
        errors: dict[str, tuple[str, ...]] = {}
        limit = self.book.key.limits.cell_seconds
        last_own = before = -1
        for at, cell in enumerate(self.plan.cells):
            step, question = self._step(at, cell, wanted), cell.question
            if cell.students and at not in self.left_out:
                last_own, before = at, last_own
            if at in self.left_out and question:
                errors[question] = ("stopped", self.left_out[at])
            left = self.until - time.monotonic()
            if left <= 0:
                self.trouble = "The notebook ran longer than it may; the rest was not run."
                return None
            try:
                frame = session.run(step, min(limit, left)) if _needed(step) else {}
                if world and world.code and at == self._setup:
                    session.run(Step(world.code, {}), min(limit, left))
            except Lost as problem:
                own = cell.students and not problem.earlier
                self._leave_out(at if own else before if cell.students else last_own, str(problem))
                return at
            if cell.students and question and _error(frame):
                errors[question] = _error(frame)
            if cell.students and question in wanted:
                outputs = tuple(outputs_of(frame)) if step.show else ()
                found[question] = replace(
                    self._nothing(question), error=errors.get(question, ()), outputs=outputs
                )
            for name in step.ask:
                value = frame.get("answers")
                packed = value.get(name, EMPTY) if isinstance(value, dict) else EMPTY
                found[name] = replace(found.get(name, self._nothing(name)), value=clean(packed))
        return None

    @property
    def _setup(self) -> int:
        """The place of the cell after which a second world is made."""
        marked = [at for at, cell in enumerate(self.plan.cells) if cell.place in self.book.setup]
        return marked[-1] if marked else 0

    def _step(self, at: int, cell: Planned, wanted: Mapping[str, Question]) -> Step:
        asks = wanted.get(cell.asks)
        ask = {cell.asks: asks.expression} if asks and asks.expression else {}
        question = wanted.get(cell.question)
        show = bool(question and question.judge == "output" and cell.students)
        return Step("" if at in self.left_out else cell.source, ask, show)

    def _leave_out(self, at: int, why: str) -> None:
        cell = self.plan.cells[max(at, 0)]
        if at < 0 or at in self.left_out:  # nothing of the student's is left to leave out
            self.stops += [Stop(cell.place, why, cell.question)] * (
                self.book.key.limits.replays + 1 - len(self.stops)
            )
        self.left_out[at] = why
        self.stops.append(Stop(cell.place, why, cell.question))


def _needed(step: Step) -> bool:
    return bool(step.source.strip() or step.ask)


def _error(frame: Mapping[str, Any]) -> tuple[str, ...]:
    error = frame.get("error")
    if isinstance(error, list) and len(error) == 2 and all(isinstance(one, str) for one in error):
        return (error[0][:80], error[1][:500])
    return ()


def outputs_of(frame: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a cell printed and showed, as nbformat outputs; built here, not taken over."""
    made: list[dict[str, Any]] = []
    for name, stream in (("stdout", "out"), ("stderr", "err")):
        text = frame.get(stream)
        if isinstance(text, str) and text:
            made.append({"output_type": "stream", "name": name, "text": text[:_SHOWN_CAP]})
    shown = frame.get("shown")
    bundles = [one for one in shown if isinstance(one, dict)] if isinstance(shown, list) else []
    return made + [
        {"output_type": "display_data", "metadata": {}, "data": data} for data in bundles
    ]
