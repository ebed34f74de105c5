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
from course.grading.records import Given, Limits, Repair, Run, Stop
from course.grading.transplant import Plan, Planned, transplant

_SHOWN_CAP, _SOURCE_CAP = 200_000, 5_000


@dataclass(frozen=True)
class Scene:
    """The first world (its name is "") or a second one, as the student's code meets it.

    `code` runs after the setup cell; `questions` are those whose answers are wanted here.
    """

    name: str
    files: Mapping[str, bytes]
    questions: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True)
class Examination:
    """All that running one notebook takes, and nothing by which it is judged.

    It may leave the grader for another machine; the book may not. `key` is the digest of what
    decides how a submission runs. `asks` is the expression wanted of each question; `shows` are
    the questions of which the outputs are kept; `setup` are the ids of the setup cells.
    """

    sid: str
    sha256: str
    key: str
    limits: Limits
    plan: Plan
    asks: Mapping[str, str]
    shows: tuple[str, ...]
    setup: tuple[str, ...]
    scenes: tuple[Scene, ...]


def run(book: Book, sid: str, raw: bytes | mmap.mmap, place: Place, sha256: str = "") -> Run:
    """What came of a notebook; a notebook that cannot be read gives a Run that says so.

    Raises NotIsolated where the place itself has failed, which is not the student's fault.
    """
    before = time.monotonic()
    try:
        examination = prepared(book, sid, raw, sha256)
    except NoNotebook as problem:
        blank = Run(sid, sha256, book.key.run, unreadable=str(problem))
        return replace(blank, isolation="trusted" if place.trusted else "sandbox")
    return examined(examination, place, before)


def prepared(book: Book, sid: str, raw: bytes | mmap.mmap, sha256: str = "") -> Examination:
    """The examination of a notebook. Raises NoNotebook with a sentence."""
    key = book.key
    first = Scene("", book.files(), tuple(book.questions))
    return Examination(
        sid=sid,
        sha256=sha256,
        key=key.run,
        limits=key.limits,
        plan=transplant(book, cells_of(raw, key.limits.notebook)),
        asks={one.id: one.expression for one in key.questions},
        shows=tuple(one.id for one in key.questions if one.judge == "output"),
        setup=tuple(book.setup),
        scenes=(
            first,
            *(Scene(one.name, book.files(one), one.questions, one.code) for one in key.worlds),
        ),
    )


def examined(examination: Examination, place: Place, before: float | None = None) -> Run:
    """What came of an examination; its time counts from `before`, or from now.

    Raises NotIsolated where the place itself has failed.
    """
    before = time.monotonic() if before is None else before
    plan = examination.plan
    found = _Attempt(examination, place, before + examination.limits.wall_seconds)
    first, *others = examination.scenes
    answers = found.answers(first)
    worlds = {scene.name: found.answers(scene) for scene in others}
    blank = Run(
        examination.sid,
        examination.sha256,
        examination.key,
        isolation="trusted" if place.trusted else "sandbox",
    )
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

    examination: Examination
    place: Place
    until: float
    stops: list[Stop] = field(default_factory=list)
    left_out: dict[int, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def plan(self) -> Plan:
        """The plan that is run."""
        return self.examination.plan

    def answers(self, scene: Scene) -> Mapping[str, Given]:
        """What each answer was, in the first world or in a second one."""
        wanted = {
            name: one for name, one in self.examination.asks.items() if name in scene.questions
        }
        found: dict[str, Given] = {}
        while True:
            session = self.place.start(scene.files, self.examination.limits)
            try:
                at = self._once(session, scene, wanted, found)
            finally:
                session.close()
            if len(self.stops) > self.examination.limits.replays:
                self.trouble = "Too many cells stopped Python; the rest was not run."
                at = None
            if at is None:
                return {name: found.get(name, self._nothing(name)) for name in wanted}

    def _nothing(self, question: str) -> Given:
        return Given(EMPTY, source=self.plan.answers.get(question, "")[:_SOURCE_CAP])

    def _once(
        self,
        session: Session,
        scene: Scene,
        wanted: Mapping[str, str],
        found: dict[str, Given],
    ) -> int | None:
        """The place of the cell at which the session was lost; None when all was run."""
        errors: dict[str, tuple[str, ...]] = {}
        limit = self.examination.limits.cell_seconds
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
                if scene.code and at == self._setup:
                    session.run(Step(scene.code, {}), min(limit, left))
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
            for name in step.ask.keys() & wanted.keys():
                value = frame.get("answers")
                packed = value.get(name, EMPTY) if isinstance(value, dict) else EMPTY
                found[name] = replace(found.get(name, self._nothing(name)), value=clean(packed))
        return None

    @property
    def _setup(self) -> int:
        """The place of the cell after which a second world is made."""
        marked = [
            at for at, cell in enumerate(self.plan.cells) if cell.place in self.examination.setup
        ]
        return marked[-1] if marked else 0

    def _step(self, at: int, cell: Planned, wanted: Mapping[str, str]) -> Step:
        # Asked also where it is not wanted: with the question ends what its cells moved about.
        expression = self.examination.asks.get(cell.asks)
        ask = {cell.asks: expression} if expression else {}
        show = cell.students and cell.question in wanted and cell.question in self.examination.shows
        return Step("" if at in self.left_out else cell.source, ask, show)

    def _leave_out(self, at: int, why: str) -> None:
        cell = self.plan.cells[max(at, 0)]
        if at < 0 or at in self.left_out:  # nothing of the student's is left to leave out
            self.stops += [Stop(cell.place, why, cell.question)] * (
                self.examination.limits.replays + 1 - len(self.stops)
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
