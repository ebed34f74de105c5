"""The contract, part one: the file, its metadata, its cells' ids, tags and code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from nbformat import NotebookNode

from course.authoring.lesson import TAGS, Lesson, tags_of, tree_of

Found = Iterator[tuple[str, str]]
"""What a rule finds: the cell's id (empty for the whole file) and what to change."""

METADATA = {
    "lesson": str,
    "teaching": int,
    "exercises": int,
    "outcomes": list,
    "requires": list,
    "language": str,
}
LONGEST_CODE = 12
OPENS = {
    "garbles": 7,
    "claims": 8,
    "claim_queries": 8,
    "claim_filters": 8,
    "data_exchange": 8,
    "limits": 8,
    "nuclear_tests": 8,
    "timeline": 8,
    "treaties": 8,
    "treaty_events": 8,
    "treaty_parties": 8,
    "witness_cards": 8,
    "witnesses": 8,
}
"""The first lesson that may open a table with knowledge from outside the text."""


def file_name(lesson: Lesson) -> Found:
    """The file is NN_slug.ipynb."""
    if not re.fullmatch(r"\d\d_[a-z0-9]+(_[a-z0-9]+)*\.ipynb", lesson.path.name):
        yield "", "the name must be two digits and a slug, like 05_conditions.ipynb"


def metadata(lesson: Lesson) -> Found:
    """The notebook says which lesson it is, how long it takes and what it teaches."""
    course = lesson.course
    wrong = [name for name, kind in METADATA.items() if type(course.get(name)) is not kind]
    if wrong:
        yield "", f"metadata.course lacks or has in a wrong type: {', '.join(wrong)}"
        return
    unknown = sorted(set(course) - set(METADATA))
    if unknown:
        yield "", f"metadata.course has fields that nobody reads: {', '.join(unknown)}"
    if course["lesson"] != lesson.number:
        yield "", f"metadata says lesson {course['lesson']}, the file name says {lesson.number}"
    if course["language"] != "en":
        yield "", f"metadata says language {course['language']!r}; this edition is 'en'"
    for outcome in list_of(course["outcomes"]):
        if not re.fullmatch(rf"LO{lesson.number.lstrip('0') or '0'}\.\d+", str(outcome)):
            yield "", f"outcome {outcome!r} is not numbered after this lesson"
    for needed in list_of(course["requires"]):
        if not re.fullmatch(r"\d\d", str(needed)) or str(needed) >= lesson.number:
            yield "", f"requires {needed!r}, which is no earlier lesson"


def kernel(lesson: Lesson) -> Found:
    """The kernel is python3 and the language is named, nothing more."""
    given = lesson.notebook.metadata
    if given.get("kernelspec", {}).get("name") != "python3":
        yield "", "the kernelspec must be python3. Run make tidy"
    if dict(given.get("language_info", {})) != {"name": "python"}:
        yield "", "language_info must hold the name only. Run make tidy"


def cell_ids(lesson: Lesson) -> Found:
    """Every cell has a readable id of its own."""
    ids = [str(cell.get("id", "")) for cell in lesson.cells]
    for identity, times in Counter(ids).items():
        if times > 1:
            yield identity, f"{times} cells have this id. Give each its own"
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", identity):
            yield identity, "a cell id is made of small letters, digits and hyphens, like fig-05-1"
        elif re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", identity) and re.search(r"\d", identity):
            yield identity, "this id was made by a machine. Give the cell a readable one"


def tags(lesson: Lesson) -> Found:
    """Tags come from a closed list; nothing is hidden from the judge."""
    for cell in lesson.cells:
        for tag in tags_of(cell):
            if tag == "nbval-skip":
                yield id_of(cell), "nbval-skip is forbidden: a cell that is not run is not true"
            elif tag not in TAGS:
                yield id_of(cell), f"the tag {tag!r} is not on the list: {', '.join(TAGS)}"
        if re.search(r"^\s*#\s*(NBVAL|PYTEST)_", cell.source, re.MULTILINE):
            yield id_of(cell), "students read the code: use a tag, not an NBVAL comment"


def ignored_output(lesson: Lesson) -> Found:
    """At most one output is not compared, and the cell says why."""
    ignored = [cell for cell in lesson.cells if "nbval-ignore-output" in tags_of(cell)]
    for cell in ignored[1:]:
        yield id_of(cell), "only one cell of a lesson may carry nbval-ignore-output"
    for cell in ignored:
        if not str(cell.metadata.get("course", {}).get("reason", "")).strip():
            yield id_of(cell), "nbval-ignore-output needs metadata.course.reason: why"


def locked(lesson: Lesson) -> Found:
    """Setup and check cells cannot be edited or deleted by accident; answers can be edited."""
    for cell in lesson.cells:
        kinds = {"setup", "check"} & set(tags_of(cell))
        free = [name for name in ("editable", "deletable") if cell.metadata.get(name) is not False]
        if kinds and free:
            yield id_of(cell), f"a {kinds.pop()} cell has {' and '.join(free)}: false"
        if "exercise" in tags_of(cell) and cell.metadata.get("editable") is False:
            yield id_of(cell), "an answer cell must be editable"


def code_is_plain(lesson: Lesson) -> Found:
    """Code is plain Python, without magics, and no cell is empty."""
    for cell in lesson.code:
        if not cell.source.strip():
            yield id_of(cell), "an empty code cell. Remove it"
        elif tree_of(cell) is None:
            yield id_of(cell), "this is not plain Python (a magic, a shell line or a slip)"


def code_is_short(lesson: Lesson) -> Found:
    """No code cell has more than twelve lines: code is read as prose."""
    for cell in lesson.code:
        lines = len(cell.source.splitlines())
        if lines > LONGEST_CODE:
            yield id_of(cell), f"{lines} lines of code, {LONGEST_CODE} at most. Split the step"


def closed_book(lesson: Lesson) -> Found:
    """No table with knowledge from outside the text is opened before its lesson."""
    for cell in lesson.code:
        for node in ast.walk(tree_of(cell) or ast.Module([], [])):
            if isinstance(node, ast.Constant) and node.value in OPENS:
                first = OPENS[str(node.value)]
                if lesson.number < f"{first:02}":
                    yield id_of(cell), f"closed book: the table {node.value!r} opens in {first:02}"


def list_of(value: object) -> list[object]:
    """The value if it is a list, an empty one if not."""
    return list(value) if isinstance(value, list) else []


def id_of(cell: NotebookNode | None) -> str:
    """The id of a cell; empty where there is none."""
    return str(cell.get("id", "")) if cell is not None else ""


RULES = (
    file_name,
    metadata,
    kernel,
    cell_ids,
    tags,
    ignored_output,
    locked,
    code_is_plain,
    code_is_short,
    closed_book,
)
