"""check(): from a student's answer to one of four verdicts, never to a traceback."""

from __future__ import annotations

from typing import Any

from course import progress
from course.exercises.answers import Plain, Unanswered, Unreadable, plain
from course.exercises.catalogue import exercise as find
from course.exercises.handed import assignment as assignment
from course.exercises.handed import handed, in_form
from course.exercises.kinds import canonical
from course.exercises.match import example, fits, nearness, seen_in, settled
from course.exercises.verdict import Shown, Told
from course.records import Entry, Exercise, Verdict


def check(exercise: str, answer: object = ..., variant: int | None = None) -> Shown | Told:
    """The verdict on an answer, in words: Correct, Defensible, Not yet or Not answered yet.

    `variant` is the number given to again(). Any answer at all gets a verdict. In an assignment,
    of the questions that count only the form of an answer is told.
    """
    here = handed()
    if here and type(exercise) is str and here.marks.get(exercise, "open") != "open":
        return in_form(here, exercise, answer)
    try:
        record = _record(exercise, variant)
    except KeyError:
        return Shown(_unknown(exercise))
    verdict = judge(record, answer)
    if verdict.entry not in ("empty", "form"):
        progress.note_attempt(record.id)
    return Shown(verdict)


def _record(identity: object, variant: int | None) -> Exercise:
    if type(identity) is not str:
        raise KeyError
    here = handed()
    if here:
        return here.practice[identity.strip()]
    record = find(identity.strip())
    if variant is None:
        return record
    from course.exercises.variants import variant_of  # an assignment's copy has none

    return variant_of(record, variant)


def _unknown(identity: object) -> Verdict:
    shown = identity[:20] if type(identity) is str else "?"
    say = "there is no exercise with this id. Put back the check line as it was in the lesson."
    return Verdict(shown, "Not answered yet", say, entry="unknown")


def judge(record: Exercise, answer: object) -> Verdict:
    """The verdict on one answer to one exercise: known wrong, right, defensible, pointer."""
    try:
        given = plain(answer)
    except Unanswered:
        return Verdict(record.id, "Not answered yet", f"write {record.form}.", entry="empty")
    except Unreadable as problem:
        return _form(record, str(problem))
    return judge_plain(record, given)


def judge_plain(record: Exercise, given: Plain) -> Verdict:
    """The verdict on an answer that is made of plain values already."""
    try:
        value = canonical(record, given)
    except Unreadable as problem:
        return _form(record, str(problem))
    if record.kind == "text":
        return _writing(record, value)
    for entry in record.wrong:
        if fits(record, entry, value):
            return Verdict(record.id, "Not yet", entry.say, entry=entry.name)
    for entry in (record.solution, *record.accepted):
        if fits(record, entry, value):
            say = entry.say or record.solution.say
            return Verdict(record.id, "Correct", say, record.question, entry.name)
    reasons = settled(record, value)
    if reasons:
        return _defensible(record, reasons)
    say = " ".join(part for part in (nearness(record, value), record.pointer) if part)
    return Verdict(record.id, "Not yet", say)


def _form(record: Exercise, problem: str) -> Verdict:
    return Verdict(record.id, "Not yet", f"{problem} Write {record.form}.", entry="form")


def _defensible(record: Exercise, reasons: tuple[Entry, ...]) -> Verdict:
    say = " ".join(f"{one.say} The other reading is stronger: {one.stronger}" for one in reasons)
    return Verdict(record.id, "Defensible", say, record.question, reasons[0].name)


_MOST_AT_ONCE = 4
"""So many things a writer is told at once; a longer list is not read."""


def _writing(record: Exercise, text: str) -> Verdict:
    missed = [one for one in record.criteria if not seen_in(one, text)]
    if missed:
        say = " ".join(one.say for one in missed[:_MOST_AT_ONCE])
        left = len(missed) - _MOST_AT_ONCE
        if left > 0:
            say = f"{say} ({left} more of this kind when these are mended.)"
        return Verdict(record.id, "Not yet", say, entry=f"criterion:{missed[0].see}")
    seen = ", ".join(one.see for one in record.criteria)
    say = f"as far as a program can see: your text {seen}. A person reads the rest."
    return Verdict(record.id, "Correct", say, record.question, "criteria")


def solution(exercise: str, variant: int | None = None) -> Told:
    """The reasoned answer to an exercise, once you have tried one of your own."""
    if handed():
        return Told("Solution", ("In an assignment there are none.",))
    try:
        record = _record(exercise, variant)
    except KeyError:
        return Told("Solution", (_unknown(exercise).say,))
    if not progress.attempted(record.id):
        return Told(
            f"Solution {record.id}",
            ("It opens after your first try: write an answer and run the check.",),
        )
    answer = example(record, record.solution)
    rows = answer if record.kind == "table" else [answer]
    lines = [f"Answer: {written(row)}" for row in rows] + [record.solution.say]
    lines += [
        f"Also defensible: {one.say} The other reading is stronger: {one.stronger}"
        for one in record.defensible
    ]
    return Told(f"Solution {record.id}", tuple(lines))


def again(exercise: str, variant: int) -> Told:
    """The same kind of task with other material; the same number always gives the same task."""
    if handed():
        return Told("Again", ("In an assignment there are no further tasks.",))
    try:
        record = _record(exercise, variant)
    except KeyError:
        return Told("Again", (_unknown(exercise).say,))
    how = (
        f'Write {record.form}. Check it with check("{record.id}", your_answer, variant={variant}).'
    )
    return Told(f"{record.id}, variant {variant}", (record.task, how))


def written(answer: Any) -> str:
    """An answer as Python code a beginner would write; sets in a fixed order."""
    if isinstance(answer, set | frozenset):
        inside = ", ".join(repr(one) for one in sorted(answer))
        return f"{{{inside}}}" if answer else "set()"
    if isinstance(answer, dict):
        return "{" + ", ".join(f"{key!r}: {written(one)}" for key, one in answer.items()) + "}"
    return repr(answer)
