"""The lesson that is to be assigned: one of the course's, or a teacher's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.authoring.lesson import chosen, name_of
from course.exercises.catalogue import BadRecord, exercises_in
from course.exercises.check import judge
from course.exercises.match import example
from course.exercises.variants import GENERATORS
from course.library import exercise_file, exercise_files, lessons
from course.records import Exercise


class CannotAssign(ValueError):
    """An assignment that cannot be made; the message says why, and what to do."""


@dataclass(frozen=True)
class Lesson:
    """A lesson to be assigned: its notebook, its records, and the data of its own, by path."""

    notebook: Path
    records: Path
    raw: Mapping[str, Any]
    exercises: Mapping[str, Exercise]
    data: Mapping[str, bytes]
    number: str = ""
    """The number of one of the course's lessons; "" for a teacher's own."""


def lesson_of(notebook: Path, records: Path | None = None) -> Lesson:
    """The lesson meant: a number such as 05, or a notebook, for a teacher's own with its records.

    Raises FileNotFoundError, CannotAssign or BadRecord.
    """
    [path] = chosen([notebook])
    number = path.name[:2] if path.resolve() in {one.resolve() for one in lessons()} else ""
    toml = records or (exercise_files().get(number) if number else None)
    if toml is None:
        raise CannotAssign(
            f"{name_of(path)} is not one of the course's lessons. Say where its exercises are: "
            "--records FILE.toml"
        )
    if not toml.is_file():
        raise FileNotFoundError(f"There is no file {toml}.")
    try:
        raw = exercise_file(toml)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadRecord(f"{toml.name} is not TOML that can be read: {problem}") from None
    found = {one.id: one for one in exercises_in(toml.name, raw)}
    for one in found.values():
        if one.mark == "variant" and one.generator not in GENERATORS:
            raise BadRecord(f"{toml.name}, exercise {one.id}: no generator {one.generator!r}.")
        _hold(toml.name, one)
    own = path.parent / "datasets"
    data = _files(own) if not number and own.is_dir() else {}
    return Lesson(path, toml, raw, found, data, number)


def _hold(name: str, record: Exercise) -> None:
    """Nothing; raises BadRecord where a solution is not right by its own record."""
    try:
        word = judge(record, example(record, record.solution)).word
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BadRecord(
            f"{name}, exercise {record.id}: the settings do not fit its kind, {record.kind} "
            f"({type(problem).__name__}: {problem})."
        ) from None
    if word != "Correct":
        raise BadRecord(
            f"{name}, exercise {record.id}: its solution is not right by its own record "
            f"(kind {record.kind}). The check says: {word}."
        )


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
