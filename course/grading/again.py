"""Again: what earlier runs found, judged as it would be judged now, without running anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from course.grading.book import Book
from course.grading.folders import load_result, load_run, store
from course.grading.judge import judged
from course.grading.marks import Mark, with_marks
from course.grading.records import Result, Run, Submission


@dataclass(frozen=True)
class Work:
    """What judging a class takes: the key, the results' folder, and what persons gave."""

    book: Book
    out: Path
    marks: Sequence[Mark]


def has_run(work: Work, submission: Submission) -> bool:
    """Whether the very same file was run with a key that would run it the same way."""
    run = load_run(work.out, submission.sid)
    return bool(
        run
        and run.sha256 == submission.sha256
        and run.key == work.book.key.run
        and not submission.refused
    )


def is_old(work: Work, submission: Submission) -> bool:
    """Whether there is a result that is not the one it would be now."""
    result = load_result(work.out, submission.sid)
    return bool(result) and not _is_new(work, submission, result)


def judge_anew(work: Work, submission: Submission) -> None:
    """Nothing; what the run of a submission found has the result it deserves now."""
    if _is_new(work, submission, load_result(work.out, submission.sid)):
        return
    run = load_run(work.out, submission.sid)
    if run:
        store(work.out, judged_anew(work, submission, run))


def judged_anew(work: Work, submission: Submission, run: Run) -> Result:
    """The result of a run, with a person's points where there are any."""
    try:
        return with_marks(judged(work.book, submission, run), work.marks)
    except Exception as problem:  # a fault of ours must not stop the class
        return judged(work.book, submission, replace(run, answers={}, trouble=our_fault(problem)))


def our_fault(problem: Exception) -> str:
    """What is said where it was the grading that failed, and not the student."""
    return f"Grading itself failed here ({type(problem).__name__}: {problem})."[:500]


def _is_new(work: Work, submission: Submission, result: Result | None) -> bool:
    key = work.book.key
    marked = {one.question for one in work.marks if one.sid == submission.sid}
    return bool(
        result
        and result.submission == submission
        and (result.run, result.judge) == (key.run, key.judge)
        and with_marks(result, work.marks) == result
        and all(one.question in marked for one in result.outcomes if one.decided == "person")
    )
