"""Leaks: whether the students' edition gives away an answer that counts.

Everything a student gets is read: the notebook's cells, metadata, outputs and attachments, each
file beside it, and the copy of the course. What is there must be known (the course's own file, byte
for byte, or one that an edition has), and what is not the course's own must not tell.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import course
from course.assigning.drawn import TOLD
from course.assigning.edition import COURSE, EXERCISES, KEPT_IN_CELLS
from course.authoring.key import literal
from course.authoring.lesson import read, tree_of
from course.exercises.check import written
from course.exercises.handed import FILE
from course.exercises.match import example
from course.grading.book import Book, open_book
from course.grading.folders import WORLDS
from course.grading.inside.notices import FILE as NOTICES
from course.library import root
from course.records import Exercise

_SENTENCE, _ANSWER = 25, 8
"""How many characters a sentence or an answer has at least, so that finding it means something."""
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_FOLDERS = ("authoring", "grading", "gradebook")
_FIELDS = {"task", "form", "kind", "settings", "answer", "length"}
_MADE = {
    f"_data/{FILE}", f"exercises/{NOTICES}", "exercises/invented.py", "assigning/__init__.py",
    "assigning/check.py",
}  # fmt: skip
"""The files of the copy of the course that are not the course's own."""


@dataclass(frozen=True)
class _Secret:
    """Words that must not be found, and what they would tell."""

    words: str
    tells: str
    whole: bool = False
    """Whether only a text that is nothing else tells it: a seed may be a word like any other."""


def leaks(student: Path, key: Path) -> list[str]:
    """What in the students' edition gives answers away, a line each; empty where nothing does."""
    book = open_book(key)
    secrets = list(_secrets(book))
    found = list(_strange(student, book))
    for path in sorted(student.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = path.relative_to(student).as_posix()
        for where, text in _texts(path, _as_ours(student, path)):
            found += [f"{name}{where}: {one}" for one in _told_in(text, secrets)]
    found += _notebook(student / book.key.file, book)
    found += _handed(student / COURSE / "_data" / FILE, book)
    return list(dict.fromkeys(found))


# --- what must not be found ----------------------------------------------------------------------


def _secrets(book: Book) -> Iterator[_Secret]:
    key = book.key
    counting = {one.id for one in key.questions if one.mark != "open"}
    yield _Secret(key.seed, "the class seed", whole=True)
    yield from (_Secret(one.code, "a student's code") for one in key.students)
    public = " ".join(cell.source for cell in book.student.cells)
    public += " ".join(
        f"{one.task} {one.form}"
        for code in ("", *key.variants)
        for one in book.records_for(code).values()
    )
    for code in {"", *key.variants}:
        for name, record in book.records_for(code).items():
            if name in counting:
                for words in _answers(record):
                    if len(words) >= _ANSWER and words not in public:
                        yield _Secret(words, f"an answer to {name}")
                for entry in record.entries:
                    for say in (entry.say, entry.stronger):
                        if len(say) >= _SENTENCE:
                            yield _Secret(say, f"what is said of an answer to {name}")
    for cell in book.reference.cells:
        question = book.question_of(cell)
        if book.is_answer(cell) and question in counting and len(cell.source) >= _SENTENCE:
            yield _Secret(cell.source, f"the solution of {question}")
    for path in (book.folder / WORLDS).rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            yield _Secret(text, "data that students must not see")


def _answers(record: Exercise) -> set[str]:
    """The answer as people and programs write it."""
    answer = example(record, record.solution)
    forms = {written(answer), literal(answer)}
    return forms | {json.dumps(answer, ensure_ascii=False, default=sorted)}


def _told_in(text: str, secrets: Sequence[_Secret]) -> Iterator[str]:
    for one in secrets:
        if one.words == text.strip() if one.whole else one.words in text:
            yield f"gives away {one.tells}"


# --- what is read ------------------------------------------------------------------------------


def _as_ours(student: Path, path: Path) -> bool:
    """Whether a file of the copy is the course's own, byte for byte."""
    copy = student / COURSE
    if not path.is_relative_to(copy):
        return False
    inside = path.relative_to(copy)
    data = inside.parts[0] == "_data"
    ours = root().joinpath(*inside.parts[1:]) if data else Path(course.__file__).parent / inside
    return ours.is_file() and ours.read_bytes() == path.read_bytes()


def _texts(path: Path, ours: bool) -> Iterator[tuple[str, str]]:
    """Every text of a file, with its place, also those that are only encoded."""
    if ours:
        return
    raw = path.read_bytes()
    text = raw.decode("utf-8", "replace")
    if path.suffix in (".ipynb", ".json"):
        pieces = list(_strings(json.loads(text), ""))
    else:
        pieces = [("", text)]
    for where, piece in pieces:
        yield where, piece
        for token in _ENCODED.findall(piece):
            yield from ((f"{where}, encoded", one) for one in _decoded(token))


def _strings(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield where, str(name)
            yield from _strings(one, f"{where}, {name}" if len(str(name)) < 20 else where)
    elif isinstance(value, list):
        if value and all(isinstance(one, str) for one in value):
            yield where, "".join(value)
        for place, one in enumerate(value):
            yield from _strings(one, f"{where} {place}")


def _decoded(token: str) -> Iterator[str]:
    bare = token.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    for decode, word in (
        (base64.b64decode, padded), (base64.urlsafe_b64decode, padded), (bytes.fromhex, bare),
    ):  # fmt: skip
        with contextlib.suppress(ValueError):
            yield decode(word).decode("utf-8")


# --- what must not be there --------------------------------------------------------------------


def _strange(student: Path, book: Book) -> Iterator[str]:
    """Files that an edition does not have."""
    for path in sorted(student.rglob("*")):
        name = path.relative_to(student).as_posix()
        top, _, inside = name.partition("/")
        if path.is_dir() and not path.is_symlink():
            continue
        if name == book.key.file or (top == "datasets" and name in book.files()):
            continue
        folder, _, rest = inside.partition("/")
        known = top == COURSE and folder not in _FOLDERS and not path.is_symlink()
        if folder == "exercises":
            known = known and rest in {*EXERCISES, NOTICES, "invented.py"}
        if known and (inside in _MADE or _as_ours(student, path)):
            continue
        if known and inside.removeprefix("_data/") in book.files():
            continue
        yield f"{name}: this file does not belong to an edition"


def _notebook(path: Path, book: Book) -> Iterator[str]:
    """What a notebook that nobody has run does not have."""
    names = {one.expression: one.id for one in book.key.questions if one.mark != "open"}
    for cell in read(path).cells:
        where = f"{path.name}, cell {cell.id}"
        extra = sorted(set(cell.metadata) - set(KEPT_IN_CELLS))
        belongs = cell.metadata.get("course", {})
        if extra or set(belongs) - {"exercise"}:
            yield f"{where}: its metadata say more than they should"
        if cell.cell_type != "code":
            continue
        if cell.outputs or cell.execution_count:
            yield f"{where}: it was run"
        for part in ast.walk(tree_of(cell) or ast.Module([], [])):
            if isinstance(part, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
                targets = part.targets if isinstance(part, ast.Assign) else [part.target]
                empty = isinstance(part.value, ast.Constant) and part.value.value is ...
                for target in targets:
                    question = names.get(ast.unparse(target))
                    if question and not empty:
                        yield f"{where}: it answers {question}"


def _handed(path: Path, book: Book) -> Iterator[str]:
    """What the assignment's own file must not say."""
    told = json.loads(path.read_text(encoding="utf-8"))
    name = f"{COURSE}/_data/{FILE}"
    counting = {one.id for one in book.key.questions if one.mark != "open"}
    lesson = told["practice"]["lesson"]
    for one in told["practice"]["exercise"]:
        if f"{lesson}.{one['id']}" in counting:
            yield f"{name}: it has the key of {lesson}.{one['id']}"
    for mine in told["tasks"].values():
        for question, task in mine.items():
            settings = set(task["settings"]) - set(TOLD)
            if set(task) - _FIELDS or settings or not _is_blank(task):
                yield f"{name}: the task of {question} says more than it should"


def _is_blank(task: dict[str, Any]) -> bool:
    answer = task["answer"]
    if task["kind"] == "table":
        key = task["settings"]["key"]
        return all(one in ("",) for row in answer for name, one in row.items() if name != key)
    return not (any(answer.values()) if isinstance(answer, dict) else answer)
