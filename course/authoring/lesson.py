"""A lesson's notebook as the makers' tools read it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.library import lessons, root
from course.records import Exercise

TAGS = (
    "setup",
    "exercise",
    "check",
    "explorer",
    "hide-input",
    "raises-exception",
    "nbval-ignore-output",
)
"""The closed list of tags."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule: where, which, and what to change."""

    file: str
    cell: str
    rule: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, cell {self.cell}" if self.cell else self.file
        return f"{place}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class Lesson:
    """One notebook, the bytes it is made of, and the exercise records that belong to it."""

    path: Path
    raw: bytes
    notebook: NotebookNode
    records: Sequence[Exercise] = ()

    @property
    def number(self) -> str:
        """The lesson's two digits, taken from the file name."""
        return self.path.name[:2]

    @cached_property
    def cells(self) -> list[NotebookNode]:
        """All cells in their order."""
        return list(self.notebook.cells)

    @cached_property
    def code(self) -> list[NotebookNode]:
        """The code cells in their order."""
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @property
    def course(self) -> dict[str, object]:
        """The notebook's own metadata under "course"; empty when there is none."""
        found = self.notebook.metadata.get("course", {})
        return dict(found) if isinstance(found, dict) else {}

    def variable(self, identity: str) -> str:
        """The name of a student's answer, for example answer_05_3."""
        return "answer_" + identity.replace(".", "_")


def read(path: Path) -> NotebookNode:
    """The notebook as it stands in the file: nothing is repaired or upgraded.

    Raises ValueError with a plain sentence when the file is no notebook of format 4.
    """
    try:
        notebook: NotebookNode = nbformat.v4.reads(path.read_text(encoding="utf-8"))  # type: ignore[no-untyped-call]
        if notebook.nbformat != 4 or not isinstance(notebook.cells, list):
            raise ValueError
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{name_of(path)} is not a notebook of format 4 in UTF-8.") from error
    return notebook


def node(plain: Mapping[str, Any]) -> NotebookNode:
    """A notebook, a cell or an output from plain dicts; a copy all the way down."""
    made: NotebookNode = nbformat.from_dict(plain)  # type: ignore[no-untyped-call]
    return made


def tags_of(cell: NotebookNode) -> list[str]:
    """The tags of a cell."""
    found = cell.metadata.get("tags", [])
    return [str(tag) for tag in found] if isinstance(found, list) else []


def exercise_of(cell: NotebookNode) -> str:
    """The exercise a cell belongs to by its metadata, for example "05.3"; empty if to none."""
    course = cell.metadata.get("course", {})
    return str(course.get("exercise", "")) if isinstance(course, dict) else ""


def tree_of(cell: NotebookNode) -> ast.Module | None:
    """The code of a cell as a tree, or None where it is not plain Python."""
    try:
        return ast.parse(str(cell.source))
    except SyntaxError:
        return None


def name_of(path: Path) -> str:
    """The path as messages show it: from the course's folder where it lies in there."""
    try:
        return path.resolve().relative_to(root()).as_posix()
    except ValueError:
        return path.name


def chosen(paths: Sequence[Path]) -> list[Path]:
    """The notebooks meant: all lessons where none is named; "05" stands for lesson 05.

    Raises FileNotFoundError with a plain sentence for a lesson that does not exist.
    """
    known = {path.name[:2]: path for path in lessons()}
    found = []
    for path in paths or known.values():
        if not path.is_file() and path.name not in known:
            numbers = ", ".join(known) or "none yet"
            raise FileNotFoundError(f"There is no lesson {path}. Lessons: {numbers}.")
        found.append(path if path.is_file() else known[path.name])
    return found


def each(
    paths: Sequence[Path],
    work: Callable[[Path], str],
    faults: tuple[type[Exception], ...] = (ValueError,),
) -> int:
    """0 when the work was done on every notebook meant, 1 when one of `faults` kept it from one.

    `work` returns what came of it, which is printed beside the notebook's name.
    """
    failed = 0
    for path in chosen(paths):
        try:
            print(f"{name_of(path)}: {work(path)}")
        except faults as problem:
            failed = 1
            print(problem, file=sys.stderr)
    return failed
