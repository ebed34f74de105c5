"""The contract, part four: what was run, what is kept, and what nbval can compare."""

from __future__ import annotations

import json
import re

from nbformat import NotebookNode

from course.authoring.lesson import Lesson, tags_of
from course.authoring.rules_form import Found, id_of
from course.authoring.tidy import WIDGET, Untidy, as_bytes, tidy

LARGEST = 100_000
LONGEST = 96
"""Characters of a printed line: JupyterLab breaks a longer one in the middle of a word."""
_NEVER_COMPARED = {WIDGET, "image/png", "image/jpeg"}


def compared(notebook: NotebookNode) -> list[str]:
    """The ids of the cells that nbval really compares with what is stored.

    nbval passes over a cell without an execution count, so a stripped notebook passes whatever
    it computes; and it never looks at pictures or at a widget's model.
    """
    return [
        id_of(cell)
        for cell in notebook.cells
        if cell.cell_type == "code"
        and cell.execution_count is not None
        and "nbval-ignore-output" not in tags_of(cell)
        and all(comparable(output) for output in cell.outputs)
    ]


def comparable(output: NotebookNode) -> bool:
    """Whether an output says anything that nbval compares."""
    return "data" not in output or bool(set(output.data) - _NEVER_COMPARED)


def counted(lesson: Lesson) -> Found:
    """Code cells were run once each, from the first to the last, on a fresh kernel."""
    counts = [cell.execution_count for cell in lesson.code]
    if counts != list(range(1, len(counts) + 1)):
        yield "", f"cells were not run 1 to {len(counts)} in order. Run: python -m course run"


def outputs_kept(lesson: Lesson) -> Found:
    """Checks and explorers keep what they showed."""
    for cell in lesson.code:
        if {"check", "explorer"} & set(tags_of(cell)) and not cell.outputs:
            yield id_of(cell), "the output is gone. Run: python -m course run"


def all_compared(lesson: Lesson) -> Found:
    """Each executed cell can be compared, but the one that may be ignored."""
    seen = set(compared(lesson.notebook))
    for cell in lesson.code:
        run = cell.execution_count is not None and "nbval-ignore-output" not in tags_of(cell)
        if run and id_of(cell) not in seen:
            yield id_of(cell), "nothing in this output can be compared. Show a table or a sentence"


def explorer_reads(lesson: Lesson) -> Found:
    """An explorer's stored output is a table and a sentence: it reads without a kernel."""
    for cell in lesson.code:
        if "explorer" in tags_of(cell) and cell.outputs:
            kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
            missing = {"text/html", "text/plain"} - kinds
            if missing:
                yield id_of(cell), f"an explorer's output lacks {' and '.join(sorted(missing))}"


def no_errors(lesson: Lesson) -> Found:
    """No cell shows an error, except one that is tagged raises-exception and does."""
    for cell in lesson.code:
        failed = any(output.output_type == "error" for output in cell.outputs)
        allowed = "raises-exception" in tags_of(cell)
        if failed and not allowed:
            yield id_of(cell), "the stored output is an error. Mend it, or tag raises-exception"
        if allowed and not failed:
            yield id_of(cell), "tagged raises-exception, but nothing was raised"


def quiet(lesson: Lesson) -> Found:
    """Nothing on stderr."""
    for cell in lesson.code:
        if any(output.get("name") == "stderr" for output in cell.outputs):
            yield id_of(cell), "there is something on stderr. Mend the cause of the warning"


def printed_lines_fit(lesson: Lesson) -> Found:
    """No printed line is so long that JupyterLab breaks it within a word."""
    for cell in lesson.code:
        printed = (one.text for one in cell.outputs if one.output_type == "stream")
        if any(len(line) > LONGEST for text in printed for line in text.splitlines()):
            yield id_of(cell), f"a printed line has over {LONGEST} characters. Use textwrap.fill"


def no_colours(lesson: Lesson) -> Found:
    """No colour codes of a terminal in an output."""
    for cell in lesson.code:
        if "\\u001b[" in json.dumps(cell.outputs):
            yield id_of(cell), "colour codes of a terminal in the output. Print plain text"


def no_widget_state(lesson: Lesson) -> Found:
    """No widget state, neither in the notebook nor in an output."""
    if "widgets" in lesson.notebook.metadata:
        yield "", "widget state is stored in the notebook. Run make tidy"
    for cell in lesson.code:
        if any(WIDGET in output.get("data", {}) for output in cell.outputs):
            yield id_of(cell), "a widget's model is stored in the output. Run make tidy"


def no_machine(lesson: Lesson) -> Found:
    """No output shows a path or an address in memory: both differ on every machine."""
    for cell in lesson.code:
        said = json.dumps(cell.outputs, ensure_ascii=False)
        if re.search(r" at 0x[0-9a-f]{6,}", said):
            yield id_of(cell), "the output shows an address in memory. Show the value instead"
        if re.search(r"(/home/|/Users/|/tmp/|/root/|[A-Z]:\\\\)\w", said):
            yield id_of(cell), "the output shows a path of one machine"


def size(lesson: Lesson) -> Found:
    """A notebook has at most 100 kB."""
    if len(lesson.raw) > LARGEST:
        yield "", f"{len(lesson.raw):,} bytes, {LARGEST:,} at most. Show fewer rows or figures"


def tidied(lesson: Lesson) -> Found:
    """The file is what tidy makes of it, byte for byte."""
    try:
        same = as_bytes(tidy(lesson.notebook)) == lesson.raw
    except Untidy:  # what tidy refuses (no id, stderr, colours) has a rule of its own
        return
    if not same:
        yield "", "the file is not tidy. Run make tidy"


RULES = (
    counted,
    outputs_kept,
    all_compared,
    explorer_reads,
    no_errors,
    quiet,
    printed_lines_fit,
    no_colours,
    no_widget_state,
    no_machine,
    size,
    tidied,
)
