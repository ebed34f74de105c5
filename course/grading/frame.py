"""Frame: the assignment as it was handed out, in which a student's cells are found again."""

from __future__ import annotations

import ast
from collections import defaultdict

from nbformat import NotebookNode

from course.grading.book import Book
from course.grading.notebook import Cell, assigns, bare, text_given
from course.grading.records import RepairKind

CODE = "my_code"
"""The name under which a student's notebook keeps the roster code."""


class Frame:
    """The assignment as it was handed out, to find a student's cells in it again."""

    def __init__(self, book: Book) -> None:
        self.book = book
        code = [cell for cell in book.student.cells if cell.cell_type == "code"]
        self.texts = {bare(cell.source) for cell in book.student.cells if cell not in code}
        self.by_id = {cell.id: cell for cell in book.student.cells}
        self.by_source: dict[str, list[NotebookNode]] = defaultdict(list)
        for cell in code:
            self.by_source[bare(cell.source)].append(cell)
        self.answers = {book.question_of(one): str(one.id) for one in code if book.is_answer(one)}
        self.checks = {book.question_of(one): one for one in code if book.is_check(one)}
        self.stubs = {book.question_of(one): one.source for one in code if book.is_answer(one)}
        self.names = {
            one.id: one.expression for one in book.key.questions if one.expression.isidentifier()
        }
        self.expressions = {one.id: one.expression for one in book.key.questions}
        self.of_id = {cell: question for question, cell in self.answers.items()}
        self.anchor: dict[str, str] = {}
        last = ""
        for cell in book.student.cells:
            last = str(cell.id) if cell.cell_type == "code" else last
            self.anchor[cell.id] = last

    def answer(self, cell: Cell) -> tuple[str, RepairKind | None]:
        """The question this cell answers, and what had to be mended to see it; ("", None)."""
        if cell.kind != "code" and (
            bare(cell.source) in self.texts
            or not any(assigns(cell.source, name) for name in self.names.values())
        ):
            return "", None
        retyped: RepairKind | None = None if cell.kind == "code" else "retyped"
        if cell.exercise in self.answers and not self._is_check(cell):
            return cell.exercise, retyped
        if cell.id in self.of_id:
            return self.of_id[cell.id], retyped or "renamed"
        if cell.id in self.by_id and self.by_id[cell.id].cell_type == "code":
            return "", None  # a cell of the lesson, perhaps changed
        for question, name in self.names.items():
            if assigns(cell.source, name) and not self._is_check(cell):
                return question, retyped or "found"
        return "", None

    def _is_check(self, cell: Cell) -> bool:
        original = self.by_id.get(cell.id)
        checks = original is not None and self.book.is_check(original)
        return checks or "check" in cell.tags

    def original(self, cell: Cell, seen: set[str]) -> NotebookNode | None:
        """The lesson's cell that this one is, by its id, else by its words."""
        known: NotebookNode | None = self.by_id.get(cell.id)
        if known is None and cell.exercise and "check" in cell.tags:
            known = self.checks.get(cell.exercise)
        if known is None:
            same = self.by_source.get(bare(cell.source), [])
            known = next((one for one in same if one.id not in seen), next(iter(same), None))
        return known

    def only_checks(self, cell: Cell) -> bool:
        """Whether the cell does nothing but call the check: the reference has its own."""
        tree = cell.tree
        return tree is not None and all(
            isinstance(one, ast.Expr)
            and isinstance(one.value, ast.Call)
            and isinstance(one.value.func, ast.Name)
            and one.value.func.id in ("check", "solution", "again")
            for one in tree.body
        )


def is_as_handed_out(original: str, cell: Cell) -> bool:
    """Whether a cell is as it was handed out, or names only the student's code in its place."""
    if text_given(original, CODE) and text_given(cell.source, CODE):
        return cell.tree is not None and len(cell.tree.body) == 1
    return bare(original) == bare(cell.source)
