"""Earning: what one answer is worth, by the course's check, by what is shown, and on other data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from course.exercises.answers import Unanswered, Unreadable
from course.exercises.check import judge
from course.exercises.match import settled_parts
from course.grading.book import Book
from course.grading.compare import same_outputs
from course.grading.notebook import assigns
from course.grading.packing import unpack
from course.grading.records import Given, Question, World
from course.records import Entry, Exercise, Verdict


@dataclass(frozen=True)
class Earned:
    """A verdict, and the share of the points it earns."""

    verdict: Verdict
    share: float
    settled: int = 0
    parts: int = 0


def earned_by(question: Question, record: Exercise, given: Given) -> Earned:
    """The verdict of the course's check on an answer, and the share of the points it earns."""
    try:
        value = unpack(given.value)
    except Unanswered:
        return Earned(_no_answer(question, record, given), 0.0)
    except Unreadable as problem:
        say = f"{problem} Write {record.form}."
        return Earned(Verdict(record.id, "Not yet", say, entry="form"), 0.0)
    verdict = judge(record, value)
    settled, parts = settled_parts(record, value)
    if _as_in_reference(question, verdict):
        return Earned(verdict, 1.0, parts, parts)
    if verdict.word == "Defensible":
        return Earned(verdict, question.defensible, settled, parts)
    if question.partial == "parts" and parts > 1 and verdict.entry not in ("form", "empty"):
        return Earned(verdict, settled / parts, settled, parts)
    return Earned(verdict, 0.0, settled, parts)


def _no_answer(question: Question, record: Exercise, given: Given) -> Verdict:
    if given.error[:1] == ("stopped",):
        say = f"the cell was left out, because {given.error[1]}."
        return Verdict(record.id, "Not yet", say, entry="stopped")
    if given.error:
        name, words = given.error
        say = f"your cell ended with an error, {name}: {words}" if words else (
            f"your cell ended with an error, {name}."
        )  # fmt: skip
        return Verdict(record.id, "Not yet", say, entry="error")
    name = question.expression
    if name.isidentifier() and given.source.strip() and not assigns(given.source, name):
        say = f"the cell gives no value to {name}. Is the name still as it was in the lesson?"
        return Verdict(record.id, "Not answered yet", say, entry="empty")
    return Verdict(record.id, "Not answered yet", f"write {record.form}.", entry="empty")


def _as_in_reference(question: Question, verdict: Verdict) -> bool:
    """Whether nbval finds the verdict where the reference has its own, or a defensible one."""
    accepted = ["Defensible"] if question.defensible >= 1 else []
    return same_outputs(
        _verdict_output("Correct"),
        _verdict_output(verdict.word),
        accepted=[_verdict_output(word) for word in accepted],
    ).same


def _verdict_output(word: str) -> list[dict[str, Any]]:
    return [{"output_type": "display_data", "metadata": {}, "data": {"text/plain": word}}]


def earned_by_output(book: Book, question: Question, given: Given) -> Earned:
    """The verdict where what the answer's cell shows decides, as nbval compares it."""
    wanted = next(
        cell.outputs
        for cell in book.reference.cells
        if book.is_answer(cell) and book.question_of(cell) == question.id
    )
    done = same_outputs(wanted, given.outputs, question.tolerance, question.accepted)
    if done.same:
        return Earned(Verdict(question.id, "Correct", "as in the reference.", entry="output"), 1.0)
    if given.error:
        say = f"your cell ended with an error, {': '.join(given.error)}"
        return Earned(Verdict(question.id, "Not yet", say, entry="error"), 0.0)
    if not given.outputs:
        say = "the cell shows nothing."
        return Earned(Verdict(question.id, "Not answered yet", say, entry="empty"), 0.0)
    say = "what the cell shows is not what was asked for."
    return Earned(Verdict(question.id, "Not yet", say, entry="output"), 0.0)


def share_in_world(
    question: Question, record: Exercise | None, world: World, given: Given
) -> float | None:
    """The share earned in a second world, or None where the answer did not run there."""
    if given.value is None or question.id not in world.answers:
        return None
    if record is None:
        return None
    solution = Entry("solution", "", {"answer": _pattern(unpack(world.answers[question.id]))})
    there = replace(record, solution=solution, accepted=(), defensible=(), wrong=())
    return earned_by(question, there, given).share


def _pattern(value: Any) -> Any:
    """A plain value as an answer stands in a record: sets as lists."""
    if isinstance(value, frozenset):
        return sorted((_pattern(one) for one in value), key=repr)
    if isinstance(value, list | tuple):
        return [_pattern(one) for one in value]
    if isinstance(value, dict):
        return {name: _pattern(one) for name, one in value.items()}
    return value
