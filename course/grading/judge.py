"""Judge: what a run's answers are worth. Only the grader's own process comes here.

The answers are rebuilt as plain values and checked by the course's own check; nbval compares the
verdict with the reference's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from course.exercises.answers import Unanswered, Unreadable
from course.exercises.check import written
from course.grading.book import Book
from course.grading.earning import earned_by, earned_by_output, share_in_world
from course.grading.packing import unpack
from course.grading.platforms import letters
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
)  # fmt: skip
from course.records import Exercise

_ANSWER_CAP, _SAY_CAP = 200, 1500
NO_RUN = Given()


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
    known = {letters(one.code): one.code for one in book.key.students}
    if not known:
        return "", "", ()
    claims = known.get(letters(run.claims), run.claims.strip())
    if submission.student:
        if claims and claims != submission.student:
            say = "The notebook names another code than the file belongs to; the file counts."
            return submission.student, "", (Repair("identity", say),)
        return submission.student, "", ()
    if claims in known.values():
        say = (
            "The file's name is nobody's, or several students', on the roster; the code in the "
            f"notebook, {claims}, was taken."
        )
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
        earned = earned_by_output(book, question, given)
    else:
        assert record is not None  # the book was opened with it  # noqa: S101
        earned = earned_by(question, record, given)
    hidden: Hidden = ""
    share = earned.share
    for world in book.key.worlds:
        if question.id in world.questions:
            there = run.worlds.get(world.name, {}).get(question.id, NO_RUN)
            share_there = share_in_world(question, record, world, there)
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
