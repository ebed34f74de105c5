"""Handed: the assignment with which this copy of the course was handed out, if it was.

An assignment's copy of the course has no keys of the questions that count. It knows each student's
task by the roster code, and what form an answer must have.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from course import progress
from course.exercises.answers import Unanswered, Unreadable, plain
from course.exercises.catalogue import exercises_in
from course.exercises.kinds import canonical, parts_of
from course.exercises.verdict import Shown, Told
from course.library import root
from course.records import Entry, Exercise, Mark, Verdict

FILE = "assignment.json"
"""Where the assignment stands, in the folder of the copy's data."""

MARKS: dict[Mark, str] = {
    "open": "open: the key is public, so the mark is for the work itself",
    "variant": "variant: a task of your own; the answer is judged when you have handed it in",
    "hidden": "hidden: judged when you have handed it in, also on data that you have not seen",
}
_ROUNDS = 20_000
_last: list[str] = [""]  # the code of the task that was shown last


@dataclass(frozen=True)
class Handed:
    """An assignment as a student has it.

    `marks` and `points` by question. `practice` holds the exercises whose key is public. `tasks`
    holds, by signed roster code ("" where all have the same), by question: task, form, kind,
    settings, an answer with nothing in it, and the length of the text that spans lie in.
    """

    title: str
    salt: str
    marks: Mapping[str, Mark]
    points: Mapping[str, float]
    practice: Mapping[str, Exercise]
    tasks: Mapping[str, Mapping[str, Mapping[str, Any]]]


@cache
def handed() -> Handed | None:
    """The assignment of this copy of the course; None in the course itself."""
    path = root() / FILE
    if not path.is_file():
        return None
    raw = json.loads(path.read_text(encoding="utf-8"))
    practice = exercises_in(FILE, raw.pop("practice"))
    return Handed(practice={one.id: one for one in practice}, **raw)


def signed(code: str, salt: str) -> str:
    """A roster code in a form from which nobody can read it; "" for none."""
    if not code:
        return ""
    words = "".join(one for one in code.casefold() if one.isalnum())
    made = hashlib.pbkdf2_hmac("sha256", words.encode("utf-8"), salt.encode("utf-8"), _ROUNDS)
    return made.hex()[:24]


def assignment(question: str = "", code: object = "") -> Told:
    """Your own task of a question, by the roster code; without a question, what counts for what."""
    here = handed()
    if here is None:
        say = (
            "This is the course itself, not an assignment. Open the notebook in the folder in "
            "which it was handed out: the folder `course` beside it must be there."
        )
        return Told("Assignment", (say,))
    if not question:
        return Told(here.title, tuple(_overview(here)))
    if here.marks.get(question) not in ("variant", "hidden"):
        return Told(f"Task {question}", ("It is the one in the lesson, for everybody.",))
    _last[0] = code if type(code) is str else ""
    task = _task(here, question)
    if task is None:
        return Told(f"Task {question}", (_no_code(code),))
    return Told(f"Your task \N{MIDDLE DOT} {question}", (task["task"], f"Write {task['form']}."))


def _overview(here: Handed) -> Iterator[str]:
    for question, mark in here.marks.items():
        yield f"{question} \N{EN DASH} {_points(here.points[question])}, {MARKS[mark]}."


def _points(number: float) -> str:
    return f"{number:g} point{'s' * (number != 1)}"


def _no_code(code: object) -> str:
    if type(code) is not str or not code.strip(". "):
        return 'Write your code between the quotation marks in the first cell, my_code = "…".'
    return (
        f"The code {code[:20]!r} is not on the roster. Copy it again as it was given to you "
        "(letters and digits; capitals and lines do not matter), and run the first cell anew."
    )


def _task(here: Handed, question: str) -> Mapping[str, Any] | None:
    """The task of the student whose code was shown last; or the one that all have."""
    return here.tasks.get("", {}).get(question) or here.tasks.get(
        signed(_last[0].strip(), here.salt), {}
    ).get(question)


def in_form(here: Handed, question: str, answer: object) -> Shown | Told:
    """What can be said of an answer that counts: its form, and nothing else."""
    task = _task(here, question)
    if task is None:
        say = f"first run the cell with your task. {_no_code(_last[0])}"
        return Shown(Verdict(question, "Not answered yet", say, entry="empty"))
    blank = _blank(question, task)
    try:
        value = canonical(blank, plain(answer))
        _inside(blank, value, task.get("length"))
    except Unanswered:
        verdict = Verdict(question, "Not answered yet", f"write {blank.form}.", entry="empty")
        return Shown(verdict)
    except Unreadable as problem:
        say = f"{problem} Write {blank.form}."
        return Shown(Verdict(question, "Not yet", say, entry="form"))
    progress.note_attempt(question)
    say = "Whether it is right is said when your work is graded. You can change it until then."
    return Told(f"The form is right \N{MIDDLE DOT} {question}", (say,))


def _blank(question: str, task: Mapping[str, Any]) -> Exercise:
    """The exercise without anything that gives an answer away."""
    return Exercise(
        question, "", 0, 0, "open", task["kind"], task["task"], task["form"], "", "",
        Entry("solution", "", {"answer": task["answer"]}), settings=task["settings"],
    )  # fmt: skip


def _inside(blank: Exercise, value: Any, length: int | None) -> None:
    """Nothing; raises Unreadable where a span does not lie inside the text."""
    if length is None:
        return
    parts = parts_of(blank)
    if parts is None:
        spans = [value] if blank.kind == "span" else value if blank.kind == "spans" else []
    else:
        spans = [value[name] for name, part in parts.items() if part.kind == "span"]
    for start, end in spans:
        if not 0 <= start < end <= length:
            raise Unreadable(
                f"({start}, {end}) is not a place in the text, which has {length:,} characters."
            )
