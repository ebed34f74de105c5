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
from functools import lru_cache
from typing import Any

SMALL = 2 << 20
"""Bytes up to which a notebook is parsed as it is."""
LONGEST = 1_000_000
"""Bytes of one text; a longer one is no code, but a picture that was pasted into a text cell."""
MOST_CELLS = 3000
_MOST_TOKENS = 20_000_000

# Possessive, and with an end in any case: no text may make the search go back and forth.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_OPENS = re.compile(rb"\s{0,200}:\s{0,200}([\[{])")
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


def cells_of(raw: bytes | mmap.mmap, cap: int = 6 << 20) -> tuple[Cell, ...]:
    """The cells of a notebook, `cap` bytes at most once outputs are left out.

    Raises NoNotebook.
    """
    data = bytes(raw) if len(raw) <= SMALL else lightened(raw, cap)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8")
    if not data.strip():
        raise NoNotebook("The file is empty.")
    try:
        # A byte that is not UTF-8, or a disk's zeros behind it, need not cost all the answers.
        notebook = json.loads(data.rstrip(b"\0").decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise NoNotebook(_why_not(data)) from None
    if not isinstance(notebook, dict):
        raise NoNotebook("The file is JSON, but not a notebook.")
    found = tuple(_cells(notebook))
    if not found:
        raise NoNotebook("The notebook has no cells.")
    return found


def lightened(data: bytes | mmap.mmap, cap: int = SMALL * 10) -> bytes:
    """The notebook's JSON without outputs, attachments, widget states and pictures in a text.

    Raises NoNotebook where more than `cap` bytes would be left, or the text is too tangled.
    """
    pieces: list[bytes] = []
    size, kept, after = 0, 0, b""
    skipping = 0  # the depth inside of what is left out

    def keep(start: int, end: int) -> None:
        nonlocal size
        size += end - start
        if size > cap:
            raise NoNotebook(
                f"Without its outputs the file still has more than {cap / 1e6:.0f} MB, more than "
                "is read."
            )
        pieces.append(data[start:end])

    for number, token in enumerate(_TOKEN.finditer(data)):
        if number > _MOST_TOKENS:
            raise NoNotebook("The file is too large and too tangled to be read.")
        word = token[0] if token.end() - token.start() < 20 else b""
        if skipping:
            if word in (b"[", b"{"):
                skipping += 1
            elif word in (b"]", b"}"):
                skipping -= 1
                if skipping == 1:
                    pieces.append(after)
                    kept, skipping = token.end(), 0
        elif token.end() - token.start() > LONGEST:
            keep(kept, token.start())
            pieces.append(b'""')
            kept = token.end()
        elif word in _HEAVY:
            rest = _OPENS.match(data, token.end())
            if rest:
                keep(kept, rest.start(1))
                after = b"[]" if rest[1] == b"[" else b"{}"
                skipping = 1
    if not skipping:
        keep(kept, len(data))
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
    if not isinstance(source, str):
        return ""
    whole = source.encode("utf-8", "replace").decode("utf-8")  # half a character has no place
    return whole.replace("\r\n", "\n")


@lru_cache(maxsize=512)
def _names(source: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The names that a code sets, and those it reads; None where it is not Python."""
    tree = tree_of(source)
    if tree is None:
        return None
    found = [one for one in ast.walk(tree) if isinstance(one, ast.Name)]
    sets = frozenset(one.id for one in found if isinstance(one.ctx, ast.Store))
    return sets, frozenset(one.id for one in found if not isinstance(one.ctx, ast.Store))


def tree_of(source: str) -> ast.Module | None:
    """Code as a tree, lines with IPython's magics left out; None where it is not Python."""
    plain = re.sub(r"^([ \t]*+)[%!?].*$", r"\1pass", source, flags=re.MULTILINE)
    try:
        return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def assigns(source: str, name: str) -> bool:
    """Whether the code gives the name a value, as far as one can see without running it."""
    if name not in source:
        return False
    names = _names(source)
    if names is not None:
        return name in names[0]
    sets = rf"^[ \t]*+{re.escape(name)}[ \t]*+(?::[^=\n]++)?[-+*/|&]?=(?!=)"
    return re.search(sets, source, re.MULTILINE) is not None


def uses(source: str, name: str) -> bool:
    """Whether the code reads the name, or changes what it stands for."""
    names = _names(source) if name in source else None
    return name in names[1] if names else name in source


def calls(source: str, function: str) -> list[tuple[str, str]]:
    """The calls of a function with a text and one thing more: the text, and that as source."""
    tree = tree_of(source) if function in source else None
    return [
        (first.value, ast.get_source_segment(source, one.args[1]) or "")
        for one in (ast.walk(tree) if tree else ())
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Name)
        and one.func.id == function
        and (len(one.args), one.keywords) == (2, [])
        and isinstance(first := one.args[0], ast.Constant)
        and isinstance(first.value, str)
    ]


def text_given(source: str, name: str) -> str:
    """The text that the code gives a name as a plain literal; "" where it does not."""
    tree = tree_of(source) if name in source else None
    for node in tree.body if tree else ():
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
        ):
            return node.value.value
    return ""


def bare(source: str) -> str:
    """The source without blanks at the ends of its lines and around it."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
