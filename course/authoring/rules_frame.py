"""The contract, part two: the first cell, the setup and the last cell."""

from __future__ import annotations

import ast
import re
from collections import Counter

from nbformat import NotebookNode

from course.authoring.lesson import Lesson, tags_of, tree_of
from course.authoring.rules_form import Found, id_of, list_of

LABELS = ("You will be able to", "Questions", "Time", "You need")


def title_cell(lesson: Lesson) -> Found:
    """The first cell has the only H1, then what, why, how long and what is needed."""
    first = lesson.cells[0] if lesson.cells else None
    if first is None or first.cell_type != "markdown":
        yield id_of(first), "the first cell must be Markdown: the title"
        return
    if not first.source.startswith("# "):
        yield id_of(first), "the first cell must begin with the title, '# …'"
    for cell in lesson.cells:
        titles = len(re.findall(r"^# ", _prose(cell), re.MULTILINE)) - (cell is first)
        if cell.cell_type == "markdown" and titles > 0:
            yield id_of(cell), "there is one H1 in a lesson, the title. Use '##' here"
    places = [_label(first.source, label) for label in LABELS]
    for label, place in zip(LABELS, places, strict=True):
        if place < 0:
            yield id_of(first), f"the first cell must say *{label}*"
    if -1 not in places and places != sorted(places):
        yield id_of(first), f"the order is: {', '.join(LABELS)}"


def able_to(lesson: Lesson) -> Found:
    """Two to four things a student will be able to do, one for each outcome."""
    told = _section(lesson, "You will be able to")
    outcomes = len(list_of(lesson.course.get("outcomes")))
    if told is None:
        return
    if not 2 <= outcomes <= 4:
        yield id_of(lesson.cells[0]), f"a lesson has 2 to 4 outcomes; the metadata has {outcomes}"
    if _items(told) != outcomes:
        yield (
            id_of(lesson.cells[0]),
            f"*You will be able to* names {_items(told)} things, the metadata {outcomes} outcomes",
        )


def time_line(lesson: Lesson) -> Found:
    """Time says the minutes of the metadata, and their sum where it says a sum."""
    told = _section(lesson, "Time")
    teaching, exercises = lesson.course.get("teaching"), lesson.course.get("exercises")
    if told is None or not isinstance(teaching, int) or not isinstance(exercises, int):
        return
    said = [int(number) for number in re.findall(r"\d+", told)]
    right = Counter([teaching, exercises])
    total = Counter([teaching, exercises, teaching + exercises])
    if Counter(said) not in (right, total):
        yield (
            id_of(lesson.cells[0]),
            (
                f"*Time* says {said}; the metadata says {teaching} min teaching and {exercises} "
                f"min exercises, {teaching + exercises} min together"
            ),
        )


def setup_cell(lesson: Lesson) -> Found:
    """The second cell, and no other, is the setup: imports, and the article if it is used."""
    setups = [cell for cell in lesson.cells if "setup" in tags_of(cell)]
    if len(lesson.cells) < 2 or setups != [lesson.cells[1]] or setups[0].cell_type != "code":
        yield "", "the second cell, and no other, is code with the tag setup"
        return
    tree = tree_of(setups[0])
    known: set[str] = set()
    for step in tree.body if tree else ():
        known |= _imported(step)
        if not _may_stand_in_setup(step, known):
            yield (
                id_of(setups[0]),
                (
                    "the setup holds imports from course, `import pandas as pd`, textwrap.fill and "
                    f"lines like `article = load_article()`; not `{ast.unparse(step)}`"
                ),
            )


def last_cell(lesson: Lesson) -> Found:
    """The last cell: key points, one for each outcome, and what is next."""
    last = lesson.cells[-1] if lesson.cells else None
    if last is None or last.cell_type != "markdown" or _label(last.source, "Key points") < 0:
        yield id_of(last), "the last cell must be Markdown with *Key points* and *Next*"
        return
    end = _label(last.source, "Next")
    if end < _label(last.source, "Key points"):
        yield id_of(last), "*Next* is missing after *Key points*"
        return
    points = _items(last.source[_label(last.source, "Key points") : end])
    outcomes = len(list_of(lesson.course.get("outcomes")))
    if points != outcomes:
        yield id_of(last), f"{points} key points for {outcomes} outcomes. Give one for each"


def _may_stand_in_setup(step: ast.stmt, known: set[str]) -> bool:
    match step:
        case ast.ImportFrom(module="course", level=0):
            return True
        case ast.Import(names=[ast.alias(name="pandas", asname="pd")]):
            return True
        case ast.Import(names=[ast.alias(name="plotly.graph_objects", asname="go")]):
            return True
        case ast.ImportFrom(module="textwrap", names=[ast.alias(name="fill")]):
            return True
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Name(id=name), args=args)):
            plain = all(isinstance(one, ast.Constant) and _no_path(one.value) for one in args)
            return name in known and plain
        case _:
            return False


def _no_path(value: object) -> bool:
    return not (isinstance(value, str) and re.search(r"[/\\:.]", value))


def _imported(step: ast.stmt) -> set[str]:
    if isinstance(step, ast.ImportFrom) and step.module == "course":
        return {alias.asname or alias.name for alias in step.names}
    return set()


def _prose(cell: NotebookNode) -> str:
    """Markdown without its fenced code, where '# ' is a comment."""
    return re.sub(r"^(```|~~~).*?^\1", "", cell.source, flags=re.MULTILINE | re.DOTALL)


def _label(source: str, label: str) -> int:
    """Where a label stands in italics, in bold or as a heading; -1 if nowhere."""
    found = re.search(rf"([*_]|^#+ ){re.escape(label)}\b", source, re.MULTILINE)
    return found.start() if found else -1


def _section(lesson: Lesson, label: str) -> str | None:
    """What the first cell says after a label, up to the next one."""
    source = lesson.cells[0].source if lesson.cells else ""
    start = _label(source, label)
    if start < 0:
        return None
    ends = [place for one in LABELS if (place := _label(source, one)) > start]
    return str(source[start : min(ends, default=len(source))])


def _items(section: str) -> int:
    """How many things a section lists: list items, or parts between middle dots."""
    listed = len(re.findall(r"^\s*(?:[-*+]|\d+\.)\s+\S", section, re.MULTILINE))
    return listed or section.count("·") + 1


RULES = (title_cell, able_to, time_line, setup_cell, last_cell)
