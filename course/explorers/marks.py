"""What a student marked in a text: passage, doubt, repair; kept in a file of the student's own."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from course.files import write_whole
from course.records import Document
from course.repairs import BadPatch, Patch, in_order, smallest_patch

FILE = "my_repairs.csv"
COLUMNS = ("start", "end", "exact", "probability", "new")


class BadMarks(ValueError):
    """A file of repairs that cannot be used; the message names the line and says what to do."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One passage, the probability (0 to 1) that it is corrupt, and what should stand there."""

    start: int
    end: int
    exact: str
    probability: float
    new: str

    @property
    def patch(self) -> Patch | None:
        """The smallest repair; None where only a probability was given."""
        if self.new == self.exact:
            return None
        return smallest_patch(self.exact, self.new, self.start)


def patches_of(marks: Sequence[Mark]) -> list[Patch]:
    """The repairs among the marks."""
    return [mark.patch for mark in marks if mark.patch is not None]


def as_csv(marks: Sequence[Mark]) -> bytes:
    """The marks as the bytes of a CSV file."""
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(mark, name) for name in COLUMNS] for mark in marks)
    return page.getvalue().encode("utf-8")


def from_csv(raw: bytes, document: Document) -> list[Mark]:
    """The marks in the bytes of a CSV file; raises BadMarks with the line and the reason."""
    try:
        lines = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        rows = [(lines.line_num, row) for row in lines if row]
    except UnicodeDecodeError:
        raise BadMarks(
            f"{FILE} is not UTF-8. If a spreadsheet saved it, save it again as “CSV UTF-8”."
        ) from None
    except csv.Error as problem:
        raise BadMarks(f"{FILE} is not a CSV file that can be read: {problem}.") from None
    if not rows or tuple(rows[0][1]) != COLUMNS:
        raise BadMarks(f"{FILE}, line 1: it must be {','.join(COLUMNS)}, with commas.")
    found: list[Mark] = []
    for line, row in rows[1:]:
        try:
            mark = _mark(row, document)
            if any((one.start, one.end) == (mark.start, mark.end) for one in found):
                raise BadMarks("these words are marked twice. Keep one of the two lines")
        except BadMarks as problem:
            raise BadMarks(f"{FILE}, line {line}: {problem}.") from None
        found.append(mark)
    try:
        in_order(document, patches_of(found))
    except BadPatch as problem:
        raise BadMarks(f"{FILE} cannot be used. {problem}") from None
    return found


def _mark(row: Sequence[str], document: Document) -> Mark:
    if len(row) != len(COLUMNS):
        raise BadMarks(f"{len(COLUMNS)} values belong here, and there are {len(row)}")
    cells = dict(zip(COLUMNS, row, strict=True))
    try:
        start, end = int(cells["start"]), int(cells["end"])
    except ValueError:
        raise BadMarks("start and end are whole numbers") from None
    try:
        probability = float(cells["probability"])
    except ValueError:
        probability = -1
    if not 0 <= probability <= 1:
        raise BadMarks("the probability is a number from 0 to 1, with a point, like 0.8")
    if not 0 <= start < end <= len(document):
        raise BadMarks(f"[{start}, {end}) is not a passage of this text")
    if document.text[start:end] != cells["exact"]:
        raise BadMarks(
            f"at [{start}, {end}) the text has {document.text[start:end]!r}, not {cells['exact']!r}"
        )
    return Mark(start, end, cells["exact"], probability, cells["new"])


def save_marks(marks: Sequence[Mark], folder: Path, known: bytes = b"") -> tuple[bytes, str]:
    """What was written to the student's file, and the name under which an older one is kept.

    The file is written whole or not at all. One that stood there stays beside it under a new name,
    unless it is the one that is `known`: written or read by the same bench.
    """
    path, raw = folder / FILE, as_csv(marks)
    before = path.read_bytes() if path.exists() else raw
    kept = "" if before in (raw, known) else keep_beside(before, folder)
    write_whole(path, raw)
    return raw, kept


def keep_beside(raw: bytes, folder: Path) -> str:
    """The new name under which these bytes are kept beside the student's file."""
    for number in count(1):
        path = folder / f"{Path(FILE).stem}.before-{number}.csv"
        try:
            file = path.open("xb")
        except FileExistsError:
            continue
        with file:
            file.write(raw)
        return path.name
    raise AssertionError  # count() has no end
