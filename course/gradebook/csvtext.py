"""Tables as CSV text, safe to open in a spreadsheet, and back from whatever a spreadsheet saved."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from course.grading.jsonfile import BadFile

BOM = "\ufeff"
"""Before a table for a spreadsheet: without it Excel takes UTF-8 for something else."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text that UTF-8, XML and a spreadsheet can all hold: no control characters, no surrogates."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a mark stands before what would begin one.

    The characters are those that OWASP names under CSV injection.
    """
    plain = clean(text)
    return f"'{plain}" if plain.lstrip(" ").startswith(_STARTS) else plain


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV text: texts guarded, numbers as they are, nothing where there is None."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([clean(name) for name in columns])
    for row in rows:
        writer.writerow([guarded(one) if isinstance(one, str) else one for one in row])
    return written.getvalue()


Row = tuple[int, dict[str, str]]
"""A line's number, and its cells by the column's name in small letters."""


def read_rows(path: Path, *needed: str) -> list[Row]:
    """The rows of a CSV file: commas, semicolons or tabs between the columns.

    Raises BadFile where there is no table or a needed column is missing, and FileNotFoundError.
    """
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")  # what Excel saves where nobody says otherwise
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=between)
    try:
        names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
        if not names:
            raise BadFile(f"{path} is empty.")
        for name in needed:
            if name not in names:
                raise BadFile(f"{path}: the column {name!r} is missing.")
        reader.fieldnames = names
        return [
            (reader.line_num, {name: unguarded(row.get(name) or "").strip() for name in names})
            for row in reader
        ]
    except csv.Error as problem:
        raise BadFile(f"{path}, line {reader.line_num}: this is not a table ({problem}).") from None
