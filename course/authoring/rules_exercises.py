"""The contract, part three: exercises, their four cells and their records."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable

from nbformat import NotebookNode

from course.authoring.lesson import Lesson, exercise_of, tags_of, tree_of
from course.authoring.rules_form import Found, id_of

HEADING = re.compile(r"^### Exercise (\d\d\.\d+) · (\d+) min$", re.MULTILINE)
MOST_HINTS = 3
_ANSWER = re.compile(r"answer_\d+_\d+")


def one_pattern(lesson: Lesson) -> Found:
    """Each exercise is four cells in a row: task, hints, answer, check."""
    ids = [id_of(cell) for cell in lesson.cells]
    for identity, place in _tasks(lesson).items():
        tail = identity.replace(".", "-")
        wanted = [f"{kind}-{tail}" for kind in ("ex", "hints", "answer", "check")]
        if ids[place : place + 4] != wanted:
            yield (
                ids[place],
                (
                    f"exercise {identity} needs these cells in a row: {', '.join(wanted)}; "
                    f"here stand {', '.join(ids[place : place + 4])}"
                ),
            )


def order(lesson: Lesson) -> Found:
    """Exercises of this lesson come in the order of their numbers, each once."""
    numbers = [identity for identity, _ in _headings(lesson)]
    for identity, times in Counter(numbers).items():
        if times > 1:
            yield "", f"exercise {identity} stands {times} times"
        if not identity.startswith(f"{lesson.number}."):
            yield "", f"exercise {identity} belongs to another lesson"
    if numbers != sorted(numbers, key=lambda one: int(one.partition(".")[2])):
        yield "", f"exercises stand in the order {', '.join(numbers)}. Sort them by number"


def record_exists(lesson: Lesson) -> Found:
    """Every exercise of the notebook has a record."""
    known = {record.id for record in lesson.records}
    for identity, place in _tasks(lesson).items():
        if identity not in known:
            yield (
                id_of(lesson.cells[place]),
                f"exercise {identity} has no record in records/{lesson.number}.toml",
            )


def record_used(lesson: Lesson) -> Found:
    """Every record has its exercise in the notebook."""
    shown = _tasks(lesson)
    for record in lesson.records:
        if record.id not in shown:
            yield "", f"the record {record.id} has no exercise here (### Exercise {record.id} · …)"


def minutes(lesson: Lesson) -> Found:
    """A heading says the minutes of the record."""
    records = {record.id: record for record in lesson.records}
    for cell in lesson.cells:
        for identity, said in HEADING.findall(_markdown(cell)):
            record = records.get(identity)
            if record and int(said) != record.minutes:
                yield (
                    id_of(cell),
                    (
                        f"heading says {said} min, the record says {record.minutes}. "
                        "Change one of them"
                    ),
                )


def minutes_together(lesson: Lesson) -> Found:
    """The metadata's minutes of exercises are the sum of the records'."""
    together = sum(record.minutes for record in lesson.records)
    said = lesson.course.get("exercises")
    if lesson.records and said != together:
        yield (
            "",
            (
                f"metadata says {said} min of exercises, the records add up to {together}. "
                "Change one of them"
            ),
        )


def outcomes(lesson: Lesson) -> Found:
    """Records name outcomes of this lesson, and every outcome is practised."""
    named = lesson.course.get("outcomes")
    known = [str(one) for one in named] if isinstance(named, list) else []
    for record in lesson.records:
        if record.outcome not in known:
            yield (
                "",
                f"record {record.id} is for {record.outcome}, which the metadata does not name",
            )
    for outcome in known if lesson.records else ():
        if outcome not in {record.outcome for record in lesson.records}:
            yield "", f"no exercise practises {outcome}"


def done_when(lesson: Lesson) -> Found:
    """A task says when it is done."""
    for place in _tasks(lesson).values():
        cell = lesson.cells[place]
        if not re.search(r"\bdone when\b", cell.source, re.IGNORECASE):
            yield id_of(cell), "the task does not say *Done when …*"


def heading_form(lesson: Lesson) -> Found:
    """A heading of an exercise has one form."""
    for cell in lesson.cells:
        for line in re.findall(r"^#+ *Exercise\b.*$", _markdown(cell), re.MULTILINE):
            if not HEADING.fullmatch(line):
                yield id_of(cell), f"the heading must be '### Exercise 05.3 · 4 min', not {line!r}"


def hints(lesson: Lesson) -> Found:
    """One to three hints, each in its own <details> with a <summary>."""
    for cell in lesson.cells:
        if not id_of(cell).startswith("hints-"):
            continue
        source = _markdown(cell)
        opened, closed = source.count("<details>"), source.count("</details>")
        named = source.count("<summary>Hint ")
        if not opened == closed == named or not 1 <= opened <= MOST_HINTS:
            yield (
                id_of(cell),
                (
                    f"1 to {MOST_HINTS} hints, each <details><summary>Hint n: …</summary>"
                    f"…</details>; here: {opened} opened, {closed} closed, {named} named"
                ),
            )


def answer_cells(lesson: Lesson) -> Found:
    """An answer cell is `answer_05_3 = ...`, unanswered, tagged, and says whose it is."""
    yield from _pair(lesson, "exercise", "answer", lambda one: f"{lesson.variable(one)} = ...")


def check_cells(lesson: Lesson) -> Found:
    """A check cell is `check("05.3", answer_05_3)`, tagged, and says whose it is."""
    yield from _pair(
        lesson, "check", "check", lambda one: f"check({one!r}, {lesson.variable(one)})"
    )


def _pair(lesson: Lesson, tag: str, name: str, holds: Callable[[str], str]) -> Found:
    """Where cells with a tag, or with ids like answer-05-3, are not what the exercise needs."""
    for cell in lesson.code:
        if tag not in tags_of(cell):
            if id_of(cell).startswith(f"{name}-"):
                yield id_of(cell), f"a cell called {name}-… carries the tag {tag}"
            continue
        identity = _identity(cell, name)
        if exercise_of(cell) != identity:
            yield id_of(cell), f"metadata.course.exercise must be {identity!r}"
        tree = tree_of(cell)
        if tree is None or ast.unparse(tree) != holds(identity):
            yield id_of(cell), f"the {name} cell holds `{holds(identity)}` and nothing else"


def answers_not_read(lesson: Lesson) -> Found:
    """No other cell touches a student's answer: an unfinished notebook runs to its end."""
    for cell in lesson.code:
        if {"exercise", "check"} & set(tags_of(cell)):
            continue
        for node in ast.walk(tree_of(cell) or ast.Module([], [])):
            if isinstance(node, ast.Name) and _ANSWER.fullmatch(node.id):
                yield id_of(cell), f"this cell uses {node.id}, which only its check may read"


def solution_not_called(lesson: Lesson) -> Found:
    """The lesson itself never shows a solution."""
    for cell in lesson.code:
        for node in ast.walk(tree_of(cell) or ast.Module([], [])):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "solution":
                yield id_of(cell), "solution( ) is for the student to call, after an attempt"


def _headings(lesson: Lesson) -> list[tuple[str, int]]:
    return [
        (identity, place)
        for place, cell in enumerate(lesson.cells)
        for identity, _ in HEADING.findall(_markdown(cell))
    ]


def _tasks(lesson: Lesson) -> dict[str, int]:
    """The exercises of the notebook, and at which place each begins."""
    return dict(_headings(lesson))


def _markdown(cell: NotebookNode) -> str:
    return str(cell.source) if cell.cell_type == "markdown" else ""


def _identity(cell: NotebookNode, kind: str) -> str:
    """The exercise an id stands for: answer-05-3 is that of 05.3."""
    return id_of(cell).removeprefix(f"{kind}-").replace("-", ".")


def options_are_a_list(lesson: Lesson) -> Found:
    """Lettered options stand one below the other, as a list."""
    for place in _tasks(lesson).values():
        task = lesson.cells[place]
        if re.search(r"^\(a\) ", task.source, re.MULTILINE):
            yield id_of(task), "write options as a list (“- (a) …”); plain lines run together"


RULES = (
    one_pattern,
    order,
    record_exists,
    record_used,
    minutes,
    minutes_together,
    outcomes,
    done_when,
    heading_form,
    hints,
    answer_cells,
    check_cells,
    answers_not_read,
    solution_not_called,
    options_are_a_list,
)
