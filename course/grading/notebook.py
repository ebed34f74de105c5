"""A notebook that somebody handed in, read with care: its cells, and nothing else of it.

Stored outputs, widget states and pictures are not even parsed where they are large: what counts
are the sources.
"""

from __future__ import annotations

import ast
import json
import mmap
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SMALL = 2 << 20
"""Bytes up to which a notebook is parsed as it is."""
MOST_CELLS = 3000

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
_HEAVY = {b'"outputs"', b'"attachments"', b'"widgets"'}
_MARKER = re.compile(
    r"^[ \t]*#+[ \t]*(?:NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)[ \t]*$\n?", re.MULTILINE
)
_NBVAL_TAG = re.compile(r"nbval[-_]|raises-exception", re.IGNORECASE)


class NoNotebook(ValueError):
    """The bytes are no notebook that can be read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it came: its place, kind ("code", "markdown", "raw"), id, and source.

    `exercise` and `tags` are from its metadata. Markers for nbval are taken off the source;
    `marked` says whether there were any.
    """

    place: int
    kind: str
    id: str
    source: str
    tags: tuple[str, ...] = ()
    exercise: str = ""
    marked: bool = False

    @property
    def tree(self) -> ast.Module | None:
        """The code as a tree; None where it is not plain Python."""
        return tree_of(self.source)


def cells_of(raw: bytes | mmap.mmap, cap: int = 20 << 20) -> tuple[Cell, ...]:
    """The cells of a notebook, `cap` bytes at most once outputs are left out.

    Raises NoNotebook.
    """
    data = bytes(raw) if len(raw) <= SMALL else lightened(raw)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8")
    if not data.strip():
        raise NoNotebook("The file is empty.")
    if len(data) > cap:
        raise NoNotebook(
            f"Without its outputs the file still has {len(data) / 1e6:.0f} MB, more than is read "
            f"({cap / 1e6:.0f} MB)."
        )
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError):
        raise NoNotebook(_why_not(data)) from None
    if not isinstance(notebook, dict):
        raise NoNotebook("The file is JSON, but not a notebook.")
    found = tuple(_cells(notebook))
    if not found:
        raise NoNotebook("The notebook has no cells.")
    return found


def lightened(data: bytes | mmap.mmap) -> bytes:
    """The notebook's JSON without outputs, attachments and widget states."""
    pieces, kept, after = [], 0, b""
    skipping = 0  # the depth inside of what is left out
    for token in _TOKEN.finditer(data):
        word = token[0]
        if skipping:
            if word in b"[{":
                skipping += 1
            elif word in b"]}":
                skipping -= 1
                if skipping == 1:
                    pieces.append(after)
                    kept, skipping = token.end(), 0
            continue
        if word in _HEAVY:
            rest = re.compile(rb"\s*:\s*([\[{])").match(data, token.end())
            if rest:
                pieces.append(data[kept : rest.start(1)])
                after = b"[]" if rest[1] == b"[" else b"{}"
                skipping = 1
    if not skipping:
        pieces.append(data[kept:])
    return b"".join(pieces)


def _why_not(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xd0\xcf\x11\xe0")):
        return "The file is of another kind (a zip, PDF, picture or document), only named .ipynb."
    if b"\n<<<<<<< " in data and b"\n>>>>>>> " in data:
        return "The file has the marks of an unfinished merge (<<<<<<<). Hand in a mended one."
    if data.lstrip()[:1] == b"<":
        return "The file is a web page, not a notebook. Download the notebook itself."
    if data.lstrip()[:1] == b"{":
        return "The file begins like a notebook and breaks off or is damaged. Hand it in again."
    return "The file is not a notebook. Hand in the .ipynb file."


def _cells(notebook: Mapping[str, Any]) -> Iterator[Cell]:
    found = notebook.get("cells")
    if not isinstance(found, list):
        sheets = notebook.get("worksheets")  # the format before 2014
        first = sheets[0] if isinstance(sheets, list) and sheets else {}
        found = first.get("cells") if isinstance(first, dict) else None
    for place, cell in enumerate(found[:MOST_CELLS] if isinstance(found, list) else ()):
        if isinstance(cell, dict):
            yield _cell(place, cell)


def _cell(place: int, cell: Mapping[str, Any]) -> Cell:
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    course = metadata.get("course")
    exercise = course.get("exercise") if isinstance(course, dict) else None
    tags = metadata.get("tags")
    words = tuple(one for one in tags if isinstance(one, str)) if isinstance(tags, list) else ()
    text = _text(cell.get("source", cell.get("input", "")))
    source = _MARKER.sub("", text)
    kept = tuple(one for one in words if not _NBVAL_TAG.match(one))
    identity = cell.get("id", metadata.get("id", ""))
    return Cell(
        place,
        str(cell.get("cell_type", "code")),
        identity if isinstance(identity, str) else "",
        source,
        kept,
        exercise if isinstance(exercise, str) else "",
        marked=source != text or kept != words,
    )


def _text(source: Any) -> str:
    if isinstance(source, list):
        source = "".join(one for one in source if isinstance(one, str))
    return source.replace("\r\n", "\n") if isinstance(source, str) else ""


def tree_of(source: str) -> ast.Module | None:
    """Code as a tree, lines with IPython's magics left out; None where it is not Python."""
    plain = re.sub(r"^(\s*)[%!?].*$", r"\1pass", source, flags=re.MULTILINE)
    try:
        return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def assigns(source: str, name: str) -> bool:
    """Whether the code gives the name a value, as far as one can see without running it."""
    tree = tree_of(source)
    if tree is None:
        return (
            re.search(rf"^\s*{re.escape(name)}\s*(?::[^=]+)?[-+*/|&]?=(?!=)", source, re.M)
            is not None
        )
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in ast.walk(tree)
    )  # fmt: skip


def uses(source: str, name: str) -> bool:
    """Whether the code reads the name, or changes what it stands for."""
    tree = tree_of(source)
    if tree is None:
        return re.search(rf"\b{re.escape(name)}\b", source) is not None
    return any(
        isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Store)
        for node in ast.walk(tree)
    )


def text_given(source: str, name: str) -> str:
    """The text that the code gives a name as a plain literal; "" where it does not."""
    tree = tree_of(source)
    for node in tree.body if tree else ():
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
        ):
            return node.value.value
    return ""


def same_code(one: str, other: str) -> bool:
    """Whether two sources differ at most in blank ends of lines and of the whole."""
    return bare(one) == bare(other)


def bare(source: str) -> str:
    """The source without blanks at the ends of its lines and around it."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
