"""An opened key: what it asks, what it runs, and each student's own exercises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from course.authoring.lesson import exercise_of, read, tags_of
from course.exercises.catalogue import exercises
from course.exercises.variants import variant_of
from course.grading.folders import RECORDS, REFERENCE, STUDENT, WORK, load_key
from course.grading.jsonfile import BadFile
from course.grading.records import Key, Question, World
from course.records import Exercise


@dataclass(frozen=True)
class Book:
    """A key, its folder, and what lies in it."""

    folder: Path
    key: Key
    reference: NotebookNode
    student: NotebookNode
    records: Mapping[str, Exercise]

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions by id."""
        return {one.id: one for one in self.key.questions}

    @cached_property
    def setup(self) -> Sequence[str]:
        """The ids of the reference's setup cells."""
        return [str(cell.id) for cell in self.reference.cells if "setup" in tags_of(cell)]

    def question_of(self, cell: NotebookNode) -> str:
        """The question whose answer or check the cell is; "" if none that is asked."""
        found = exercise_of(cell)
        return found if found in self.questions else ""

    def is_answer(self, cell: NotebookNode) -> bool:
        """Whether the student's answer belongs into this cell."""
        return "exercise" in tags_of(cell) and bool(self.question_of(cell))

    def is_check(self, cell: NotebookNode) -> bool:
        """Whether this cell checks an answer that is asked for."""
        return "check" in tags_of(cell) and bool(self.question_of(cell))

    def records_for(self, code: str) -> Mapping[str, Exercise]:
        """The exercises by question, with the variants of the student who has this code."""
        mine = self.key.variants.get(code, {})
        return {
            name: variant_of(record, mine[name]) if name in mine else record
            for name, record in self.records.items()
        }

    @cached_property
    def notices(self) -> Sequence[int]:
        """The numbers of all variants: invented notices go by the same numbers."""
        return sorted({one for mine in self.key.variants.values() for one in mine.values()})

    def files(self, world: World | None = None) -> Mapping[str, bytes]:
        """What lies in the working folder, by path below it; in a second world also its files."""
        found = _under(self.folder / WORK)
        return found | (_under(self.folder / world.folder) if world and world.folder else {})


def open_book(folder: Path) -> Book:
    """The key in a folder. Raises FileNotFoundError or BadFile with a sentence."""
    key = load_key(folder)
    try:
        reference, student = read(folder / REFERENCE), read(folder / STUDENT)
        found = records_in(folder)
    except (OSError, ValueError) as problem:
        raise BadFile(f"The key in {folder} cannot be used: {problem}") from None
    for one in key.questions:
        if one.judge == "verdict" and one.id not in found:
            raise BadFile(f"The key in {folder} has no record of exercise {one.id}.")
    return Book(folder, key, reference, student, found)


def records_in(folder: Path) -> dict[str, Exercise]:
    """The exercise records of a key, read anew each time: a teacher may mend them."""
    return {
        record.id: record
        for path in sorted((folder / RECORDS).glob("*.toml"))
        for record in exercises.__wrapped__(path)
    }


def _under(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
