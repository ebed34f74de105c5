"""A small class for the tests of grading: a lesson with five questions, its key, and its students.

Nothing in it is about the article: grading knows a notebook and its records, and nothing else.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from small_lesson import code, markdown

from course.authoring.lesson import node
from course.authoring.tidy import as_bytes
from course.grading.build import build_key, expressions, question_of
from course.grading.places import Place
from course.grading.records import Key, Limits, Question, World

FILE = "97_boats.ipynb"
POINTS = {"97.1": 1.0, "97.2": 2.0, "97.3": 4.0, "97.4": 2.0, "97.5": 1.0}
FULL = sum(POINTS.values())

RIGHT = {
    "97.1": "answer_97_1 = 7",
    "97.2": 'answer_97_2 = {"a", "c"}',
    "97.3": 'answer_97_3 = {"w": "east", "x": "west", "y": "east", "z": "west"}',
    "97.4": 'answer_97_4 = sum(int(line) for line in open("tons.txt", encoding="utf-8"))',
    "97.5": 'answer_97_5 = "harbour"',
}

RECORDS = """
lesson = "97"

[[exercise]]
id = "1"
outcome = "LO97.1"
minutes = 1
points = 1
mark = "open"
kind = "number"
task = "How many boats are there?"
form = "a whole number"
pointer = "Count them again."
question = "And the ones that sank?"
solution = { answer = 7, reason = "There are seven." }
wrong = [{ answer = 8, say = "One of them is a swan. Which?" }]

[[exercise]]
id = "2"
outcome = "LO97.1"
minutes = 1
points = 2
mark = "open"
kind = "set"
task = "Which boats are red?"
form = "a set of letters"
pointer = "Look at the flags."
question = "Why red?"
options = { a = "Anna", b = "Berta", c = "Clara", d = "Dora" }
solution = { answer = ["a", "c"], reason = "Anna and Clara are red." }

[[exercise]]
id = "3"
outcome = "LO97.1"
minutes = 1
points = 4
mark = "open"
kind = "labels"
labels = ["east", "west"]
task = "Where does each boat go?"
form = "a dict of four labels"
pointer = "Where is the bow?"
question = "And tomorrow?"
solution = { answer = { w = "east", x = "west", y = "east", z = "west" }, reason = "By the bow." }
defensible = [{ where = { z = "east" }, say = "It may turn.", stronger = "the bow." }]

[[exercise]]
id = "4"
outcome = "LO97.1"
minutes = 1
points = 2
mark = "hidden"
kind = "number"
task = "How many tons are in tons.txt?"
form = "a number"
pointer = "Add them up."
question = "Who carries them?"
solution = { answer = 60, reason = "They add up to sixty." }

[[exercise]]
id = "5"
outcome = "LO97.1"
minutes = 1
points = 1
mark = "open"
kind = "word"
task = "Where are they?"
form = "one word"
pointer = "Not at sea."
question = "Which one?"
solution = { answer = "harbour", reason = "They lie in the harbour." }
"""


def lesson() -> NotebookNode:
    """The notebook as it is handed out."""
    cells = [
        markdown("title-97", "# Boats\n\nSeven boats."),
        code("setup-97", "from course import check", "setup", editable=False, deletable=False),
        code("demo-97", 'boats = ["Anna", "Berta"]\nlen(boats)'),
    ]
    for question in POINTS:
        number = question.partition(".")[2]
        belongs = {"exercise": question}
        name = f"answer_97_{number}"
        cells += [
            markdown(f"ex-97-{number}", f"### Exercise {question}\n\nWrite it into `{name}`."),
            code(f"answer-97-{number}", f"{name} = ...", "exercise", course=belongs),
            code(
                f"check-97-{number}",
                f'check("{question}", {name})',
                "check",
                course=belongs,
                editable=False,
                deletable=False,
            ),
        ]
    metadata = {"course": {"lesson": "97", "language": "en"}}
    return node({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def student(**answers: str) -> NotebookNode:
    """A student's notebook: right in everything, but for the answers given as q1="…"."""
    notebook = copy.deepcopy(lesson())
    for cell in notebook.cells:
        question = cell.metadata.get("course", {}).get("exercise")
        if question and cell.id.startswith("answer"):
            number = question.partition(".")[2]
            cell.source = answers.get(f"q{number}", RIGHT[question])
    return notebook


def cell_of(notebook: NotebookNode, identity: str) -> NotebookNode:
    """The cell with this id."""
    return next(one for one in notebook.cells if one.id == identity)


def as_file(notebook: Any) -> bytes:
    """A notebook as it lies on disk; broken ones as they are."""
    if isinstance(notebook, NotebookNode):
        return as_bytes(notebook)
    return json.dumps(notebook).encode("utf-8")


def make_key(target: Path, place: Place | None = None, **more: Any) -> Key:
    """The key of the small lesson; question 4 is tried on other tons as well."""
    (target / "work").mkdir(parents=True)
    (target / "work" / "tons.txt").write_text("10\n20\n30\n", encoding="utf-8", newline="\n")
    (target / "worlds" / "heavy").mkdir(parents=True)
    heavy = "7\n11\n400\n"
    (target / "worlds" / "heavy" / "tons.txt").write_text(heavy, encoding="utf-8", newline="\n")
    folder = target.parent / f"{target.name}-source"
    folder.mkdir()
    (folder / FILE).write_bytes(as_bytes(lesson()))
    (folder / "97.toml").write_text(RECORDS, encoding="utf-8", newline="\n")
    more.setdefault("worlds", [World("heavy", ("97.4",), "worlds/heavy")])
    more.setdefault("solutions", {"97.4": RIGHT["97.4"]})
    more.setdefault("limits", Limits(cell_seconds=0.6))
    return build_key(folder / FILE, target, [folder / "97.toml"], place=place, **more)


def questions(records: dict[str, Any]) -> list[Question]:
    """The questions as build_key makes them, to change one of them."""
    found = expressions(lesson())
    return [question_of(records[name], found[name]) for name in found]
