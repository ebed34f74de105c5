"""Start a student's folder: copy the lessons into it, and remember what was copied.

`make lab`, Binder and a hub all come through here. A student's file is never written over. What
is remembered (.course/started.json) lets a later update tell what a student changed: it compares
the sources of cells, not bytes, because saving alone changes a notebook's bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import course
from course.files import write_whole

RECORD = Path(".course") / "started.json"
FIRST = "00_workbench.ipynb"
_LESSON = re.compile(r"\d\d_\w+\.ipynb")


@dataclass(frozen=True, slots=True)
class Started:
    """What happened to each lesson's file.

    `updated` were mended in the course and not touched by the student, so the new one took their
    place; of `newer` the student's copy has work in it and stays, and a new one can be had.
    """

    copied: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()
    record_lost: bool = False
    folder: Path = field(default_factory=Path)


def sources(notebook: bytes) -> dict[str, str]:
    """A hash of each cell's source, by exercise id and part where there is one, else by cell id.

    Raises ValueError when the bytes are not a notebook.
    """
    try:
        cells = json.loads(notebook)["cells"]
        found: dict[str, str] = {}
        for place, cell in enumerate(cells):
            source = cell["source"]
            text = source if isinstance(source, str) else "".join(source)
            found[_name(cell, place)] = hashlib.sha256(text.encode("utf-8")).hexdigest()
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"not a notebook: {type(error).__name__}") from None
    return found


def _name(cell: Mapping[str, Any], place: int) -> str:
    """What a cell is called in the record; ids may get lost in other programs, exercises less."""
    metadata = cell.get("metadata") or {}
    exercise = (metadata.get("course") or {}).get("exercise")
    if exercise:
        part = "check" if "check" in metadata.get("tags", ()) else "answer"
        return f"exercise {exercise} {part}"
    return f"cell {cell.get('id') or f'at {place}'}"


def entry(original: bytes) -> dict[str, Any]:
    """What the record keeps of one original."""
    return {
        "version": course.__version__,
        "sha256": hashlib.sha256(original).hexdigest(),
        "cells": sources(original),
    }


def record(target: Path) -> dict[str, dict[str, Any]]:
    """What was copied into a folder, by file name; raises ValueError if it cannot be read."""
    path = target / RECORD
    if not path.is_file():
        return {}
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        if not all(isinstance(one["cells"], dict) for one in files.values()):
            raise ValueError
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} cannot be read") from error
    return dict(files)


def write_record(target: Path, files: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the record whole or not at all."""
    told = json.dumps({"format": 1, "files": files}, indent=1, sort_keys=True)
    (target / RECORD).parent.mkdir(parents=True, exist_ok=True)
    write_whole(target / RECORD, told + "\n")


def changed(target: Path, name: str) -> list[str] | None:
    """The cells of a started lesson that the student changed, added or took away.

    None when nothing is known of the file; a file that is no notebook any more counts as changed
    in all its cells.
    """
    known = record(target).get(name)
    if known is None or not (target / name).is_file():
        return None
    return edits(target / name, known)


def edits(path: Path, known: Mapping[str, Any]) -> list[str]:
    """The cells in which a copy differs from what the record has of its original."""
    before: dict[str, str] = known["cells"]
    try:
        now = sources(path.read_bytes())
    except (ValueError, OSError):
        now = {}
    every = [*before, *(cell for cell in now if cell not in before)]
    return [cell for cell in every if before.get(cell) != now.get(cell)]


def start(source: Path, target: Path) -> Started:
    """What was done with each lesson: copied, brought up to date, or left alone.

    A copy in which nothing was changed gives way to a mended lesson; one with work in it stays.
    """
    originals = sorted(path for path in source.iterdir() if _LESSON.fullmatch(path.name))
    target.mkdir(parents=True, exist_ok=True)
    lost = False
    try:
        files = record(target)
    except ValueError:
        # The student's files matter, the record less: set it aside and go on.
        lost = True
        files = {}
        os.replace(target / RECORD, (target / RECORD).with_suffix(".damaged.json"))
    copied, kept, updated, newer = [], [], [], []
    for path in originals:
        original = path.read_bytes()
        if _write_new(target / path.name, original):
            copied.append(path.name)
            files[path.name] = entry(original)
        elif not is_newer(files.get(path.name), original):
            kept.append(path.name)
        elif edits(target / path.name, files[path.name]):
            newer.append(path.name)
        else:
            write_whole(target / path.name, original)
            files[path.name] = entry(original)
            updated.append(path.name)
    if copied or updated or lost:
        write_record(target, files)
    return Started(tuple(copied), tuple(kept), tuple(updated), tuple(newer), lost, target)


def is_newer(known: Mapping[str, Any] | None, original: bytes) -> bool:
    """Whether an original says something else than the one a copy began from, or was taken from.

    Of a copy that is not in the record nobody knows where it came from, so nothing is newer.
    """
    digest = hashlib.sha256(original).hexdigest()
    if known is None or digest in (known.get("sha256"), known.get("taken")):
        return False
    before: dict[str, str] = known["cells"]
    return sources(original) != before


def _write_new(path: Path, data: bytes) -> bool:
    """Whether the file was made; one that exists (a link that leads nowhere too) is left alone."""
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(data)
    except BaseException:
        path.unlink(missing_ok=True)  # half a lesson would be kept for ever
        raise
    return True


def home() -> Path:
    """Where a student's folder stands if none is named: work/ in the clone, or right here."""
    from course.library import root

    return (Path.cwd() if root().name == "_data" else root()) / "work"


def told(started: Started) -> str:
    """What was done, in one sentence or two."""
    words = []
    if started.copied:
        number = len(started.copied)
        words.append(f"{number} lesson{'s' * (number != 1)} copied into {started.folder}.")
    if started.updated:
        names = ", ".join(name[:2] for name in started.updated)
        words.append(f"Mended since, and you had not changed them: {names}. They are new now.")
    if started.newer:
        names = ", ".join(name[:2] for name in started.newer)
        words.append(
            f"Mended since, and you have work in them: {names}. Your copies stay as they are. To "
            "have the new ones beside them, with your answers: python -m course update (or the "
            "button at the end of lesson 00)."
        )
    if started.kept:
        number = len(started.kept)
        words.append(f"{number} {'was' if number == 1 else 'were'} there and left alone.")
    if started.record_lost:
        words.append("The note of what was copied was damaged; it is beside the new one.")
    return " ".join(words) or "There is no lesson to copy."


def main(target: Path | None = None) -> int:
    """0 when the folder is ready, 1 when it cannot be made; what was done is printed."""
    from course.library import root

    folder = (target or home()).expanduser().absolute()
    try:
        print(told(start(root() / "notebooks", folder)))
    except OSError as problem:
        print(f"The folder {folder} cannot be filled: {problem.strerror or problem}.")
        print("To see what is wrong: python -m course doctor")
        return 1
    return 0
