"""A whole lesson in a few cells, for tests that break it or run it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from course.authoring.lesson import node
from course.authoring.tidy import as_bytes, tidy
from course.records import Entry, Exercise

NAME = "99_small.ipynb"

RECORD = Exercise(
    id="99.1",
    outcome="LO99.1",
    minutes=4,
    points=1,
    mark="open",
    kind="number",
    task="How many words has the line?",
    form="a whole number",
    pointer="Where does a word end?",
    question="And without the small words?",
    solution=Entry("solution", "Seven words, six spaces.", {"answer": 7}),
    wrong=(Entry("wrong", "Those are the spaces.", {"answer": 6}, number=1),),
)
OTHER = Exercise(**{name: getattr(RECORD, name) for name in RECORD.__slots__} | {
    "id": "99.2",
    "outcome": "LO99.2",
})  # fmt: skip

TITLE = """# A small lesson

One line, read twice.

*You will be able to*

- count the words of a line
- say what a space is

*Questions* What is a word?

*Time* 2 min teaching + 8 min exercises = 10 min

*You need* lesson 00."""
HINTS = "<details><summary>Hint 1: where to look</summary>Between the words.</details>"


def markdown(identity: str, source: str) -> NotebookNode:
    """A Markdown cell."""
    return node({"cell_type": "markdown", "id": identity, "metadata": {}, "source": source})


def code(identity: str, source: str, tag: str = "", **metadata: Any) -> NotebookNode:
    """A code cell that was not run yet."""
    tags = {"tags": [tag]} if tag else {}
    return node(
        {
            "cell_type": "code",
            "id": identity,
            "metadata": {**tags, **metadata},
            "source": source,
            "execution_count": None,
            "outputs": [],
        }
    )


def exercise(number: int) -> list[NotebookNode]:
    """The four cells of an exercise."""
    belongs = {"exercise": f"99.{number}"}
    return [
        markdown(
            f"ex-99-{number}",
            f"### Exercise 99.{number} · 4 min\n\nHow many words?\n\n*Done when* it says Correct.",
        ),
        markdown(f"hints-99-{number}", HINTS),
        code(f"answer-99-{number}", f"answer_99_{number} = ...", "exercise", course=belongs),
        code(
            f"check-99-{number}",
            f'check("99.{number}", answer_99_{number})',
            "check",
            course=belongs,
            editable=False,
            deletable=False,
        ),
    ]


def unrun() -> NotebookNode:
    """The small lesson as its maker wrote it, before the first run."""
    cells = [
        markdown("title-99", TITLE),
        code("setup-99", "from course import check", "setup", editable=False, deletable=False),
        markdown("step-99-1", "A line is a row of words."),
        code("fig-99-1", 'line = "a dialogue, but only if it is comprehensive"\nlen(line)'),
        code("fig-99-2", 'print("words:", len(line.split()))\nprint("and spaces")'),
        *exercise(1),
        *exercise(2),
        markdown(
            "end-99", "*Key points*\n\n- A word ends.\n- A space counts.\n\n*Next* Sentences."
        ),
    ]
    course = {
        "lesson": "99",
        "teaching": 2,
        "exercises": 8,
        "outcomes": ["LO99.1", "LO99.2"],
        "requires": ["00"],
        "language": "en",
    }
    return node(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {"course": course}, "cells": cells}
    )


def result(cell: NotebookNode, **data: str) -> NotebookNode:
    """An output like that of a last expression; names of kinds are written text_plain."""
    kinds = {kind.replace("_", "/", 1): value for kind, value in data.items()}
    return node(
        {
            "output_type": "execute_result",
            "execution_count": cell.execution_count,
            "metadata": {},
            "data": kinds,
        }
    )


def stream(name: str, text: str) -> NotebookNode:
    """Something printed."""
    return node({"output_type": "stream", "name": name, "text": text})


def small() -> NotebookNode:
    """The small lesson as if it had been run, with outputs written by hand."""
    notebook = tidy(unrun())
    counted = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(counted, start=1):
        cell.execution_count = count
        if cell.id == "fig-99-1":
            cell.outputs = [result(cell, text_plain="43")]
        if cell.id == "fig-99-2":
            cell.outputs = [stream("stdout", "words: 8\nand spaces\n")]
        if cell.id.startswith("check"):
            cell.outputs = [result(cell, text_plain="Not answered yet – write a whole number.")]
    return notebook


def cell(notebook: NotebookNode, identity: str) -> NotebookNode:
    """The cell with this id."""
    found: NotebookNode = next(one for one in notebook.cells if one.id == identity)
    return found


def write(folder: Path, notebook: NotebookNode, name: str = NAME) -> Path:
    """The notebook as a file, as it stands: not tidied."""
    path = folder / name
    path.write_bytes(as_bytes(notebook))
    return path
