"""Edition: what students are given. One notebook for the whole class, and the course beside it.

The copy of the course has what a lesson imports, and no keys but those of open questions. Python
finds it before an installed course, because it looks beside the notebook first.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

import course
from course.assigning.roster import digest
from course.authoring.lesson import exercise_of, node, tags_of
from course.authoring.tidy import as_bytes
from course.exercises.handed import FILE, signed
from course.grading.frame import CODE
from course.grading.inside.notices import FILE as NOTICES
from course.grading.keyless import keyless
from course.grading.records import Question

COURSE = "course"
"""The folder, beside the notebook, with the copy of the course."""
_ADDED = ("catalogue.py", "check.py", "handed.py", "kinds.py", "match.py")
EXERCISES = ("__init__.py", "answers.py", "verdict.py", *_ADDED)
"""What the copy has of the exercises' package, besides the practice notices."""
KEPT_IN_CELLS = ("tags", "course", "editable", "deletable")
_NO_CHECK = '''"""In an assignment there is nothing to hold the notebook against."""

from course.exercises.verdict import Told


def check_notebook(*_given: object, **_named: object) -> Told:
    """A note that this is an assignment."""
    return Told("Assignment", ("The whole notebook is judged when you have handed it in.",))
'''
_KEPT = ("course", "kernelspec", "language_info")


@dataclass(frozen=True)
class Handout:
    """What an assignment tells its students: see course.exercises.handed.

    `tasks` by roster code ("" for all), by question; `practice` are raw records of the open
    questions; `notices` are texts and tables the tasks need; `data` are files of the teacher's
    own lesson, by path below `datasets/`.
    """

    title: str
    seed: str
    questions: tuple[Question, ...]
    tasks: Mapping[str, Mapping[str, Any]]
    practice: Mapping[str, Any]
    notices: Mapping[str, Mapping[str, Any]]
    data: Mapping[str, bytes]


def notebook_of(
    lesson: NotebookNode, questions: tuple[Question, ...], roster: bool
) -> NotebookNode:
    """The notebook that is handed out: nothing in it was run.

    With a roster its first code cell takes the student's code. Each question that counts has a
    cell that shows the student's task.
    """
    marks = {one.id: one.mark for one in questions}
    counts = any(mark == "variant" for mark in marks.values()) and roster
    cells: list[NotebookNode] = []
    shown: set[str] = set()
    asks_code = not counts
    imported = False
    for cell in lesson.cells:
        copy = _clean(cell)
        question = exercise_of(cell)
        if cell.cell_type == "code" and not asks_code:
            cells += _code_cells()
            asks_code = True
        if cell.cell_type == "code" and "setup" in tags_of(cell) and not imported:
            copy.source = f"{copy.source.rstrip()}\nfrom course import assignment"
            imported = True
        if "exercise" in tags_of(cell) and question in marks and question not in shown:
            shown.add(question)
            cells += _task_cells(question, marks[question], counts)
        cells.append(copy)
    metadata = {name: one for name, one in lesson.metadata.items() if name in _KEPT}
    return node({**lesson, "metadata": metadata, "cells": cells})


def _clean(cell: NotebookNode) -> NotebookNode:
    """The cell without outputs, counts, and whatever else an editor or a run left in it."""
    copy = node(cell)
    copy.metadata = node(
        {name: one for name, one in cell.metadata.items() if name in KEPT_IN_CELLS}
    )
    if copy.cell_type == "code":
        copy.outputs, copy.execution_count = [], None
    return copy


def _code_cells() -> list[NotebookNode]:
    words = (
        "**This notebook is an assignment.** Write the code that was given to you between the "
        "quotation marks, and run the cell. Some of your tasks follow from it."
    )
    return [_text("code-words", words), _run("code", f'{CODE} = "...."', ["setup"])]


def _task_cells(question: str, mark: str, codes: bool) -> list[NotebookNode]:
    name = question.replace(".", "-")
    if mark == "variant":
        say = (
            f"**In this assignment** {question} is another task of the same kind, and the next "
            "cell shows it to you. The one above, with its hints, is for practice."
        )
        call = f'assignment("{question}", {CODE})' if codes else f'assignment("{question}")'
        return [_text(f"task-words-{name}", say), _run(f"task-{name}", call)]
    if mark == "hidden":
        say = (
            f"**In this assignment** your answer to {question} runs again on other data. Write "
            "code that finds it; a result that was typed in is right here only."
        )
        return [_text(f"task-words-{name}", say)]
    return []


def _text(identity: str, source: str) -> NotebookNode:
    return node({"cell_type": "markdown", "id": identity, "metadata": {}, "source": source})


def _run(identity: str, source: str, tags: list[str] | None = None) -> NotebookNode:
    metadata = {"tags": tags} if tags else {"editable": False, "deletable": False}
    return node(
        {
            "cell_type": "code",
            "id": identity,
            "metadata": metadata,
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
    )


def write_edition(target: Path, name: str, notebook: NotebookNode, handout: Handout) -> None:
    """Nothing; the students' edition lies in the folder `target`, which is made."""
    target.mkdir(parents=True)
    (target / name).write_bytes(as_bytes(notebook))
    for path, data in handout.data.items():
        _lay(target / path, data)
    made = keyless(target) / COURSE
    shutil.rmtree(made / "grading")
    package = Path(course.__file__).parent
    for one in _ADDED:
        shutil.copy(package / "exercises" / one, made / "exercises" / one)
    _lay(made / "assigning" / "__init__.py", b"")
    _lay(made / "assigning" / "check.py", _NO_CHECK.encode("utf-8"))
    for path, data in handout.data.items():
        _lay(made / "_data" / path, data)
    practice = json.loads((made / "exercises" / NOTICES).read_text(encoding="utf-8"))
    for kind, found in handout.notices.items():
        practice[kind] |= found
    _lay(made / "exercises" / NOTICES, _json(practice))
    _lay(made / "_data" / FILE, _json(_assignment(handout)))


def _assignment(handout: Handout) -> dict[str, Any]:
    salt = digest(handout.seed, "salt").hex()[:16]
    tasks = {signed(code, salt): mine for code, mine in handout.tasks.items() if mine}
    return {
        "title": handout.title,
        "salt": salt,
        "marks": {one.id: one.mark for one in handout.questions},
        "points": {one.id: one.points for one in handout.questions},
        "practice": handout.practice,
        "tasks": dict(sorted(tasks.items())),
    }


def _lay(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode("utf-8")
