"""Key: the teacher's edition of a lesson, with every answer filled in, explained and checked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from course.authoring.contract import records_of
from course.authoring.lesson import each, exercise_of, name_of, node, read, tags_of
from course.authoring.run import Stopped, executed
from course.authoring.tidy import Untidy, as_bytes, tidy
from course.exercises.match import example
from course.records import Entry, Exercise

WIDTH = 88


def key(path: Path, target: Path = Path("build/key")) -> Path:
    """The teacher's edition of a lesson, executed, as a file of the same name in `target`.

    Raises Stopped when a cell fails, or when an exercise has no record.
    """
    records = {record.id: record for record in records_of(path)}
    try:
        done = as_bytes(tidy(executed(filled(read(path), records))))
    except (Stopped, Untidy) as problem:
        raise Stopped(f"{name_of(path)}, teacher's edition, {problem}") from None
    target.mkdir(parents=True, exist_ok=True)
    written = target / path.name
    written.write_bytes(done)
    return written


def filled(notebook: NotebookNode, records: dict[str, Exercise]) -> NotebookNode:
    """A copy with the solutions in the answer cells and the commentary after each check.

    Raises Stopped for an exercise without a record.
    """
    cells = []
    for cell in notebook.cells:
        record = records.get(exercise_of(cell))
        if exercise_of(cell) and not record:
            raise Stopped(f"cell {cell.id}: exercise {exercise_of(cell)} has no record")
        copy = node(cell)
        cells.append(copy)
        if record and "exercise" in tags_of(cell):
            name = f"answer_{record.id.replace('.', '_')}"
            copy.source = f"{name} = {literal(example(record, record.solution))}"
        if record and "check" in tags_of(cell):
            cells.append(_commentary(record))
    return node({**notebook, "cells": cells})


def literal(value: Any, indent: int = 0) -> str:
    """A plain value as Python that is easy to read; long ones stand on several lines."""
    flat = _flat(value)
    if len(flat) + indent <= WIDTH or isinstance(value, int | float | bool | tuple):
        return flat
    inner = " " * (indent + 4)
    outer = " " * indent
    match value:
        case str():
            return _long_text(value, inner, outer)
        case dict():
            items = [f"{literal(name)}: {literal(one, indent + 4)}" for name, one in value.items()]
            return _lines("{", items, "}", inner, outer)
        case set() | frozenset():
            items = [literal(one, indent + 4) for one in sorted(value, key=_place)]
            return _lines("{", items, "}", inner, outer)
        case _:
            return _lines("[", [literal(one, indent + 4) for one in value], "]", inner, outer)


def _flat(value: Any) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case dict():
            return "{" + ", ".join(f"{_flat(n)}: {_flat(one)}" for n, one in value.items()) + "}"
        case set() | frozenset():
            members = ", ".join(_flat(one) for one in sorted(value, key=_place))
            return "{" + members + "}" if value else "set()"
        case tuple():
            return "(" + ", ".join(_flat(one) for one in value) + ("," * (len(value) == 1)) + ")"
        case list():
            return "[" + ", ".join(_flat(one) for one in value) + "]"
        case _:
            return repr(value)


def _lines(opening: str, items: list[str], closing: str, inner: str, outer: str) -> str:
    body = "".join(f"{inner}{item},\n" for item in items)
    return f"{opening}\n{body}{outer}{closing}"


def _long_text(text: str, inner: str, outer: str) -> str:
    """A long text in round brackets, cut between words."""
    pieces = [""]
    for word in text.split(" "):
        if pieces[-1] and len(pieces[-1]) + len(word) + len(inner) > WIDTH - 4:
            pieces.append("")
        pieces[-1] += f"{word} "
    pieces[-1] = pieces[-1][:-1]
    body = "".join(f"{inner}{_flat(piece)}\n" for piece in pieces)
    return f"(\n{body}{outer})"


def _place(value: Any) -> tuple[str, Any]:
    return type(value).__name__, value


def _commentary(record: Exercise) -> NotebookNode:
    parts = [f"**Teacher's edition · {record.id}**", record.solution.say]
    parts += [f"- *Also right:* {foreseen(record, one)}{_say(one)}" for one in record.accepted]
    parts += [
        f"- *Defensible:* {foreseen(record, one)} – {one.say} The other reading is stronger: "
        f"{one.stronger}"
        for one in record.defensible
    ]
    parts += [f"- *Not yet:* {foreseen(record, one)}{_say(one)}" for one in record.wrong]
    parts += [f"- *Seen by the program:* the text {one.see}." for one in record.criteria]
    parts += [f"- *Anything else:* {record.pointer}", f"- *Asked afterwards:* {record.question}"]
    return node(
        {
            "cell_type": "markdown",
            "id": f"key-{record.id.replace('.', '-')}",
            "metadata": {},
            "source": "\n".join([*(f"{part}\n" for part in parts[:2]), *parts[2:]]),
        }
    )


def _say(entry: Entry) -> str:
    return f" – {entry.say}" if entry.say else ""


def foreseen(record: Exercise, entry: Entry) -> str:
    """What the entry foresees, as code: the whole answer, or only the part that matters."""
    pattern = entry.pattern
    if "between" in pattern:
        low, high = pattern["between"]
        told = f"{_flat(low)} to {_flat(high)}"
    elif "where" in pattern:
        told = ", ".join(f"{name}: {_flat(one)}" for name, one in pattern["where"].items())
    elif "answer" in pattern:
        told = _flat(example(record, entry))
    else:
        sides = (("with", "includes"), ("without", "lacks"))
        told = ", ".join(
            f"{word} {', '.join(_flat(one) for one in pattern[name])}"
            for word, name in sides
            if name in pattern
        )
    fence = "``" if "`" in told else "`"
    return f"{fence}{told}{fence}"


def main(paths: Sequence[Path] = (), target: Path = Path("build/key")) -> int:
    """0 when every teacher's edition was built, 1 when one stopped."""
    return each(paths, lambda path: key(path, target).as_posix(), (Stopped, ValueError))
