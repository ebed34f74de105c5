"""Judge: what a run's answers are worth. Only the grader's own process comes here.

The answers are rebuilt as plain values and checked by the course's own check; nbval compares the
verdict with the reference's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from course.exercises.answers import Unanswered, Unreadable
from course.exercises.check import judge, written
from course.exercises.match import settled_parts
from course.grading.book import Book
from course.grading.compare import same_outputs
from course.grading.notebook import assigns
from course.grading.packing import unpack
from course.grading.records import (
    QUIET,
    Given,
    Hidden,
    Outcome,
    Question,
    Repair,
    Result,
    Run,
    Status,
    Submission,
    World,
)  # fmt: skip
from course.records import Entry, Exercise, Verdict

_ANSWER_CAP, _SAY_CAP = 200, 1500
NO_RUN = Given()


@dataclass(frozen=True)
class _Earned:
    """A verdict, and the share of the points it earns."""

    verdict: Verdict
    share: float
    settled: int = 0
    parts: int = 0


def judged(book: Book, submission: Submission, run: Run) -> Result:
    """The result of a submission, from what its run found."""
    code, why, more = _whose(book, submission, run)
    blank = Result(
        submission=submission,
        status="unreadable",
        why=run.unreadable,
        isolation=run.isolation,
        run=run.key,
        judge=book.key.judge,
        seconds=run.seconds,
        judged=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    if run.unreadable:
        nothing = tuple(_missing(one, run.unreadable) for one in book.key.questions)
        return replace(blank, outcomes=nothing)
    records = book.records_for(code)
    outcomes = tuple(
        _outcome_or_fault(book, question, records, run, code) for question in book.key.questions
    )
    if any(one.entry == "fault" for one in outcomes):
        why = f"{why} The program could not judge every answer.".strip()
    repairs = (*run.repairs, *more)
    loud = any(one.kind not in QUIET for one in repairs)
    trouble = " ".join(part for part in (run.trouble, why) if part)
    status: Status = "needs a person" if trouble else "repaired" if loud else "graded"
    return replace(
        blank, status=status, outcomes=outcomes, repairs=repairs, stops=run.stops, why=trouble
    )


def _whose(book: Book, submission: Submission, run: Run) -> tuple[str, str, tuple[Repair, ...]]:
    """The roster code that counts, what a person should settle, and what was mended."""
    known = {one.code for one in book.key.students}
    if not known:
        return "", "", ()
    claims = run.claims.strip()
    if submission.student:
        if claims and claims != submission.student:
            say = "The notebook names another code than the file belongs to; the file counts."
            return submission.student, "", (Repair("identity", say),)
        return submission.student, "", ()
    if claims in known:
        say = "The file's name is not on the roster; the code in the notebook was taken."
        return claims, say, (Repair("identity", say),)
    return "", "Neither the file's name nor the notebook's code is on the roster.", ()


class BadKey(ValueError):
    """A key that cannot be graded with; the message names the question and what to mend."""


def hold_against_records(book: Book) -> None:
    """Nothing; raises BadKey where a solution is not right by its own record."""
    for question in book.key.questions:
        if question.judge != "verdict":
            continue
        given = Given(book.key.answers.get(question.id))
        earned = earned_by(question, book.records[question.id], given)
        if earned.verdict.word != "Correct":
            raise BadKey(f"The solution of {question.id} is not right: {earned.verdict.sentence}")


# --- one question ----------------------------------------------------------------------------


def _outcome(
    book: Book, question: Question, records: Mapping[str, Exercise], run: Run, code: str
) -> Outcome:
    given = run.answers.get(question.id, NO_RUN)
    if question.id not in run.answers:
        return _missing(question, "The answer was not found in the notebook.")
    record = records.get(question.id)
    if question.judge == "output":
        earned = _by_output(book, question, given)
    else:
        assert record is not None  # the book was opened with it  # noqa: S101
        earned = earned_by(question, record, given)
    hidden: Hidden = ""
    share = earned.share
    for world in book.key.worlds:
        if question.id in world.questions:
            there = run.worlds.get(world.name, {}).get(question.id, NO_RUN)
            share_there = _in_world(question, record, world, there)
            hidden = _worse(hidden, earned.share, share_there)
            share = min(share, share_there or 0.0)
    verdict = earned.verdict
    by_program = question.points - question.by_hand
    waits = question.by_hand if verdict.entry not in ("empty", "missing") else 0.0
    return Outcome(
        question=question.id,
        word=verdict.word,
        points=round(by_program * share, 2),
        most=question.points,
        entry=verdict.entry,
        message=verdict.say[:_SAY_CAP],
        ask=verdict.question,
        open=waits,
        hidden=hidden,
        variant=book.key.variants.get(code, {}).get(question.id),
        settled=earned.settled,
        parts=earned.parts,
        answer=_shown(given),
        error=": ".join(given.error),
    )


def _outcome_or_fault(
    book: Book, question: Question, records: Mapping[str, Exercise], run: Run, code: str
) -> Outcome:
    try:
        return _outcome(book, question, records, run, code)
    except Exception as problem:  # a fault of ours must not cost the other questions
        say = f"The program could not judge this answer ({type(problem).__name__})."
        return Outcome(
            question.id, "Not yet", 0.0, question.points, "fault", say, open=question.points
        )


def _missing(question: Question, say: str) -> Outcome:
    return Outcome(question.id, "Not answered yet", 0.0, question.points, "missing", say)


def earned_by(question: Question, record: Exercise, given: Given) -> _Earned:
    """The verdict of the course's check on an answer, and the share of the points it earns."""
    try:
        value = unpack(given.value)
    except Unanswered:
        return _Earned(_no_answer(question, record, given), 0.0)
    except Unreadable as problem:
        say = f"{problem} Write {record.form}."
        return _Earned(Verdict(record.id, "Not yet", say, entry="form"), 0.0)
    verdict = judge(record, value)
    settled, parts = settled_parts(record, value)
    if _as_in_reference(question, verdict):
        return _Earned(verdict, 1.0, parts, parts)
    if verdict.word == "Defensible":
        return _Earned(verdict, question.defensible, settled, parts)
    if question.partial == "parts" and parts > 1 and verdict.entry not in ("form", "empty"):
        return _Earned(verdict, settled / parts, settled, parts)
    return _Earned(verdict, 0.0, settled, parts)


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


def _by_output(book: Book, question: Question, given: Given) -> _Earned:
    """The verdict where what the answer's cell shows decides, as nbval compares it."""
    wanted = next(
        cell.outputs
        for cell in book.reference.cells
        if book.is_answer(cell) and book.question_of(cell) == question.id
    )
    done = same_outputs(wanted, given.outputs, question.tolerance, question.accepted)
    if done.same:
        return _Earned(Verdict(question.id, "Correct", "as in the reference.", entry="output"), 1.0)
    if given.error:
        say = f"your cell ended with an error, {': '.join(given.error)}"
        return _Earned(Verdict(question.id, "Not yet", say, entry="error"), 0.0)
    if not given.outputs:
        say = "the cell shows nothing."
        return _Earned(Verdict(question.id, "Not answered yet", say, entry="empty"), 0.0)
    say = "what the cell shows is not what was asked for."
    return _Earned(Verdict(question.id, "Not yet", say, entry="output"), 0.0)


# --- data the student has not seen -----------------------------------------------------------


def _in_world(
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


def _worse(so_far: Hidden, here: float, there: float | None) -> Hidden:
    if there is None or so_far == "failed":
        return "failed"
    if there < here or so_far == "different":
        return "different"
    return "same"


def _shown(given: Given) -> str:
    try:
        text = written(_mutable(unpack(given.value)))
    except (Unanswered, Unreadable, TypeError):
        return ""
    return text if len(text) <= _ANSWER_CAP else f"{text[: _ANSWER_CAP - 3]}..."


def _mutable(value: Any) -> Any:
    return set(value) if isinstance(value, frozenset) else value
