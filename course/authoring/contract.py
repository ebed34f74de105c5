"""Contract: the conventions of a lesson as rules, each of which says what to change."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from course.authoring import rules_exercises, rules_form, rules_frame, rules_outputs
from course.authoring.lesson import Lesson, Problem, chosen, name_of, read
from course.exercises.catalogue import exercises
from course.library import exercise_files
from course.records import Exercise

RULES = {
    rule.__name__: rule
    for rule in (
        *rules_form.RULES,
        *rules_frame.RULES,
        *rules_exercises.RULES,
        *rules_outputs.RULES,
    )
}
"""Every rule of the contract by its name; its docstring is the rule in words."""


def contract(path: Path, records: Sequence[Exercise] | None = None) -> list[Problem]:
    """What the notebook breaks, in the order of the rules; empty when it keeps the contract.

    `records` are the exercise records of the lesson; without them those of the course count.
    """
    try:
        notebook = read(path)
    except ValueError as problem:
        return [Problem(name_of(path), "", "readable", str(problem))]
    found = records_of(path) if records is None else tuple(records)
    lesson = Lesson(path, path.read_bytes(), notebook, found)
    return [
        Problem(name_of(path), cell, name, message)
        for name, rule in RULES.items()
        for cell, message in rule(lesson)
    ]


def records_of(path: Path) -> tuple[Exercise, ...]:
    """The exercise records that belong to a notebook, by the two digits of its name."""
    number = re.match(r"\d\d", path.name)
    file = exercise_files().get(number[0]) if number else None
    return exercises(file) if file else ()


def main(paths: Sequence[Path] = ()) -> int:
    """0 when all lessons keep the contract, 1 when one does not; the problems are printed."""
    lessons = chosen(paths)
    problems = [problem for path in lessons for problem in contract(path)]
    for problem in problems:
        print(problem, file=sys.stderr)
    kept = len(lessons) - len({problem.file for problem in problems})
    print(f"{kept} of {len(lessons)} lessons keep the contract ({len(RULES)} rules).")
    return 1 if problems else 0
