"""Build: a key's folder from a lesson (or any notebook) and its exercise records.

The solutions are put into the answer cells and run through the same kind of child as the students'
work; what they gave is the reference.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

import course
from course.authoring.key import filled
from course.authoring.lesson import exercise_of, node, read, tags_of
from course.authoring.tidy import as_bytes
from course.exercises.verdict import Shown
from course.grading.book import Book, open_book, records_in
from course.grading.earning import earned_by
from course.grading.examine import outputs_of
from course.grading.folders import KEY, RECORDS, REFERENCE, STUDENT, WORK, WORLDS, write
from course.grading.jsonfile import to_json
from course.grading.judge import BadKey, hold_against_records
from course.grading.packing import EMPTY
from course.grading.places import Lost, Place, Step, open_place
from course.grading.records import Given, Key, Limits, Question, Student, World
from course.library import exercise_files
from course.records import Exercise

_SLOWER = 10
"""How much longer than the reference's slowest cell a student's may take."""


def build_key(
    notebook: Path,
    target: Path,
    records: Sequence[Path] = (),
    *,
    solutions: Mapping[str, str] | None = None,
    title: str = "",
    questions: Sequence[Question] = (),
    students: Sequence[Student] = (),
    variants: Mapping[str, Mapping[str, int]] | None = None,
    worlds: Sequence[World] = (),
    idle: Sequence[str] | None = None,
    limits: Limits | None = None,
    seed: str = "",
    place: Place | None = None,
) -> Key:
    """The key that was written into `target`, a folder that is made.

    `records` are TOML files of exercises; where none are given, the lesson's own. `solutions` are
    sources of answers by question; where none is given, the record's answer stands as a literal
    (which is not enough for a question that is tried on hidden data). `questions` are
    all exercises of the notebook where none are given, see `question_of`. What lies in
    `target/work` and `target/worlds` already is part of the key. `place` is where the solutions
    run; where none is given one is opened (they are the teacher's own, so they are trusted).

    Raises BadKey, and FileNotFoundError where a file is missing.
    """
    student = read(notebook)
    number = str(student.metadata.get("course", {}).get("lesson", notebook.name[:2]))
    target.mkdir(parents=True, exist_ok=True)
    _copy_records(records or [exercise_files()[number]], target / RECORDS)
    found = records_in(target)
    solved = filled(student, found)
    for cell in solved.cells:
        if "exercise" in tags_of(cell):
            cell.source = (solutions or {}).get(exercise_of(cell), cell.source)
    asked = tuple(questions) or tuple(
        question_of(found[name], expression)
        for name, expression in expressions(student).items()
        if name in found
    )
    if not asked:
        raise BadKey(f"{notebook.name} has no exercise that the records know.")
    key = Key(
        id=target.name,
        title=title or _title(student) or notebook.stem,
        lesson=number,
        version=course.__version__,
        file=notebook.name,
        questions=asked,
        seed=seed,
        students=tuple(students),
        variants=variants or {},
        worlds=tuple(worlds),
        idle=tuple(idle if idle is not None else _idle(student)),
        limits=limits or Limits(),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    book = Book(target, key, solved, student, found)
    with open_place(trust=True) if place is None else contextlib.nullcontext(place) as chosen:
        answers, slowest = _solve(book, chosen, None)
        made = [
            replace(world, answers=_solve(book, chosen, world)[0]) for world in key.worlds
        ]  # fmt: skip
    key = replace(key, answers=answers, worlds=tuple(made))
    book = replace(book, key=key)
    hold_against_records(book)
    _show_verdicts(book)
    if limits is None:
        seconds = max(Limits.cell_seconds, round(_SLOWER * slowest, 1))
        key = replace(key, limits=replace(key.limits, cell_seconds=seconds))
    write(target / STUDENT, notebook.read_bytes())
    write(target / REFERENCE, as_bytes(solved))
    return seal(target, key)


def question_of(record: Exercise, expression: str) -> Question:
    """The question that an exercise of the course makes; a free text is marked by a person."""
    return Question(
        id=record.id,
        points=float(record.points),
        title=record.task,
        outcome=record.outcome,
        expression=expression,
        mark=record.mark,
        by_hand=float(record.points) if record.kind == "text" else 0.0,
    )


def expressions(notebook: NotebookNode) -> dict[str, str]:
    """What each check cell checks, as source, by question, in the notebook's order."""
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and "check" in tags_of(cell) and exercise_of(cell):
            for part in ast.walk(ast.parse(cell.source)):
                if (
                    isinstance(part, ast.Call)
                    and isinstance(part.func, ast.Name)
                    and part.func.id == "check"
                    and len(part.args) > 1
                ):
                    found[exercise_of(cell)] = ast.unparse(part.args[1])
    return found


def seal(folder: Path, key: Key) -> Key:
    """The key with its digests, as it was written into the folder; do so after each change."""
    sealed = digested(folder, key)
    write(folder / KEY, to_json(sealed))
    return sealed


def current_book(folder: Path) -> Book:
    """The key in a folder as it is now, mended or not; the digests are of what lies there.

    Raises FileNotFoundError or BadFile with a sentence.
    """
    book = open_book(folder)
    return replace(book, key=digested(folder, book.key))


def digested(folder: Path, key: Key) -> Key:
    """The key with the digests of what lies in its folder now.

    `run` changes with whatever decides how a submission runs, `judge` with the rest.
    """
    runs = {
        "notebook": [
            [cell.id, cell.cell_type, cell.source]
            for name in (REFERENCE, STUDENT)
            for cell in read(folder / name).cells
        ],
        "files": _hashes(folder / WORK) | _hashes(folder / WORLDS),
        "questions": [[one.id, one.expression, one.judge] for one in key.questions],
        "worlds": [[one.name, one.folder, one.code, *one.questions] for one in key.worlds],
        "idle": key.idle,
        "limits": json.loads(to_json(key.limits)),
        "version": key.version,
    }
    blank = replace(key, run="", judge="", made="")
    judges = {
        "key": json.loads(to_json(blank)),
        "records": _hashes(folder / RECORDS),
        "reference": _hashes(folder, REFERENCE),
    }
    return replace(key, run=_digest(runs), judge=_digest(judges))


def _digest(words: Any) -> str:
    raw = json.dumps(words, sort_keys=True, ensure_ascii=False).encode("utf-8")
    return hashlib.sha256(raw).hexdigest()[:16]


def _hashes(folder: Path, pattern: str = "**/*") -> dict[str, str]:
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(folder.glob(pattern))
        if path.is_file()
    }


def _copy_records(records: Sequence[Path], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for path in records:
        if path.resolve() != (folder / path.name).resolve():
            shutil.copyfile(path, folder / path.name)


def _title(notebook: NotebookNode) -> str:
    first = str(notebook.cells[0].source) if notebook.cells else ""
    return first.partition("\n")[0].lstrip("# ") if first.startswith("# ") else ""


def _idle(notebook: NotebookNode) -> list[str]:
    """The explorers' cells that leave nothing behind: they need not run for grading."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code" and "explorer" in tags_of(cell):
            tree = ast.parse(cell.source)
            if all(isinstance(one, ast.Expr) for one in tree.body):
                found.append(str(cell.id))
    return found


def _solve(
    book: Book, place: Place, world: World | None
) -> tuple[dict[str, Any], float]:  # fmt: skip
    """The packed answers of the solutions, and the seconds of the slowest cell.

    In the first world the outputs are put into the reference.
    """
    answers: dict[str, Any] = {}
    slowest, count = 0.0, 0
    session = place.start(book.files(world), book.key.limits)
    try:
        for cell in book.reference.cells:
            if cell.cell_type != "code":
                continue
            question = book.questions.get(book.question_of(cell))
            asks = question if question and book.is_check(cell) and question.expression else None
            if world and asks and asks.id not in world.questions:
                asks = None
            before = time.monotonic()
            source = "" if book.is_check(cell) else cell.source
            ask = {asks.id: asks.expression} if asks else {}
            frame = session.run(Step(source, ask, show=True), 120.0)
            slowest = max(slowest, time.monotonic() - before)
            error = frame.get("error")
            if error and "raises-exception" not in tags_of(cell):
                raise BadKey(f"Cell {cell.id} of the reference fails: {': '.join(error)}")
            if asks:
                answers[asks.id] = frame["answers"].get(asks.id, EMPTY)
            if world is None:
                count += 1
                cell.execution_count = count
                cell.outputs = [node(one) for one in outputs_of(frame)]
            elif world.code and cell.id in book.setup[-1:]:
                session.run(Step(world.code, {}), 120.0)
    except Lost as problem:
        raise BadKey(f"The reference does not run to its end: {problem}.") from None
    finally:
        session.close()
    return answers, slowest


def _show_verdicts(book: Book) -> None:
    """Nothing; each check cell of the reference shows its verdict."""
    for cell in book.reference.cells:
        if cell.cell_type != "code" or not book.is_check(cell):
            continue
        question = book.questions[book.question_of(cell)]
        if question.judge == "verdict":
            given = Given(book.key.answers.get(question.id))
            shown = Shown(earned_by(question, book.records[question.id], given).verdict)
            data = {"text/plain": repr(shown), "text/html": shown._repr_html_()}
            output = {"output_type": "display_data", "metadata": {}, "data": data}
            cell.outputs = [node(output)]
