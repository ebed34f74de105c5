"""A lesson was mended: what is new in it, and the new one beside the student's, answers carried."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.classroom.start import edits, entry, home, is_newer, record, sources, write_record
from course.files import beside, write_whole


@dataclass(frozen=True, slots=True)
class News:
    """What is new in one lesson in which the student has work."""

    name: str
    new: tuple[str, ...]
    mended: tuple[str, ...]
    gone: tuple[str, ...]
    cells: int

    @property
    def sentence(self) -> str:
        """What is new, in plain words."""
        words = [
            f"{what}: {', '.join(names)}"
            for what, names in (
                ("new exercises", self.new),
                ("tasks that were mended", self.mended),
                ("exercises that are gone", self.gone),
            )
            if names
        ]
        words = words or ["its exercises are the same"]
        cells = f"{self.cells} cell{'s' * (self.cells != 1)} changed"
        return f"Lesson {self.name[:2]}: {cells}; {'; '.join(words)}."


@dataclass(frozen=True, slots=True)
class Taken:
    """A new lesson beside the student's own, and whose answers it holds."""

    place: Path
    carried: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What was done, in plain words."""
        said = f"{self.place.name} is the new lesson; your own copy is as it was."
        if self.carried:
            said += (
                f" It holds your answers to {', '.join(self.carried)}; run and check them again."
            )
        if self.lost:
            said += f" No longer in the lesson, so only in your own copy: {', '.join(self.lost)}."
        return said


def news(source: Path, target: Path) -> list[News]:
    """One entry for each lesson that was mended since the student began to work in it."""
    try:
        known = record(target)
    except ValueError:
        return []  # the next start sets a damaged record aside and says so
    found = []
    for path in sorted(source.glob("[0-9][0-9]_*.ipynb")):
        began, mine = known.get(path.name), target / path.name
        if began is None or not mine.is_file():
            continue
        original = path.read_bytes()
        if is_newer(began, original) and edits(mine, began):
            found.append(_news(path.name, began["cells"], sources(original)))
    return found


def _news(name: str, before: Mapping[str, str], now: Mapping[str, str]) -> News:
    lesson = name[:2]

    def tasks(cells: Mapping[str, str]) -> dict[str, str]:
        start = f"cell ex-{lesson}-"
        return {
            f"{lesson}.{cell.removeprefix(start)}": text
            for cell, text in cells.items()
            if cell.startswith(start)
        }

    old, new = tasks(before), tasks(now)
    return News(
        name,
        tuple(one for one in new if one not in old),
        tuple(one for one in new if one in old and new[one] != old[one]),
        tuple(one for one in old if one not in new),
        sum(before.get(cell) != now.get(cell) for cell in {**before, **now}),
    )


def take(source: Path, target: Path, name: str) -> Taken:
    """The new lesson beside the student's own copy, with the answers carried over by exercise.

    The student's file is read and never written. Raises ValueError when it is not a notebook.
    """
    original, mine = (source / name).read_bytes(), (target / name).read_bytes()
    sources(mine)  # says so if it is no notebook
    data, carried, lost = with_answers(original, mine)
    place, there = beside(target / name, data, "new")
    if not there:
        write_whole(place, data)
    files = record(target)
    digest = hashlib.sha256(original).hexdigest()
    files[name] = {**files.get(name, entry(original)), "taken": digest}
    write_record(target, {**files, place.name: entry(original)})
    return Taken(place, carried, lost)


def with_answers(original: bytes, mine: bytes) -> tuple[bytes, tuple[str, ...], tuple[str, ...]]:
    """A lesson with the answers of another copy of it, which were carried, and which had no place.

    Answers are found by the exercise id in a cell's metadata; the first of two counts.
    """
    new, own = json.loads(original), json.loads(mine)
    answers: dict[str, Any] = {}
    for cell in own["cells"]:
        name = _answers(cell)
        if name and name not in answers:
            answers[name] = cell["source"]
    carried = []
    for cell in new["cells"]:
        name = _answers(cell)
        if name in answers and _text(answers[name]) != _text(cell["source"]):
            cell["source"] = answers[name]
            cell["outputs"], cell["execution_count"] = [], None
            carried.append(name)
    places = {_answers(cell) for cell in new["cells"]}
    lost = tuple(name for name in answers if name not in places)
    return (json.dumps(new, ensure_ascii=False, indent=1) + "\n").encode(), tuple(carried), lost


def _answers(cell: Mapping[str, Any]) -> str:
    """The exercise that a cell answers, or nothing."""
    metadata = cell.get("metadata") or {}
    if cell.get("cell_type") != "code" or "check" in metadata.get("tags", ()):
        return ""
    return str((metadata.get("course") or {}).get("exercise", ""))


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def main(target: Path | None = None) -> int:
    """0 when every mended lesson stands beside the student's, 1 when one could not be made."""
    from course.library import root

    folder, source = (target or home()).expanduser().absolute(), root() / "notebooks"
    if not folder.is_dir():
        print(f"There is no folder {folder}. Name the one with your lessons, or begin with:")
        print("python -m course start")
        return 1
    failed = 0
    found = news(source, folder)
    for one in found:
        print(one.sentence)
        try:
            print(take(source, folder, one.name).sentence)
        except (OSError, ValueError) as problem:
            failed = 1
            print(f"{one.name} could not be taken: {problem}. Your own copy is as it was.")
    if not found:
        print("Nothing was mended in the lessons you have work in.")
    return failed
