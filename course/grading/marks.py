"""Points that a person gave: OUT/marks.csv, with the columns sid, question, points, comment."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from course.grading.folders import MARKS
from course.grading.jsonfile import BadFile
from course.grading.records import Outcome, Result

_COLUMNS = ("sid", "question", "points", "comment")


@dataclass(frozen=True)
class Mark:
    """What a person gave one answer: all its points together, and a comment ("" for none)."""

    sid: str
    question: str
    points: float
    comment: str = ""


def load_marks(out: Path) -> tuple[Mark, ...]:
    """The marks in OUT/marks.csv, none where there is no such file.

    A line without points is not marked yet. Raises BadFile with the line.
    """
    path = out / MARKS
    if not path.is_file():
        return ()
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    missing = [name for name in _COLUMNS[:3] if name not in (reader.fieldnames or ())]
    if missing:
        raise BadFile(f"{path}: the column {missing[0]!r} is missing.")
    found = []
    for row in reader:
        given = (row["points"] or "").strip().replace(",", ".")
        if not given:
            continue
        try:
            points = float(given)
        except ValueError:
            points = -1.0
        if not 0 <= points < 10_000:
            raise BadFile(f"{path}, line {reader.line_num}: {given!r} is not a number of points.")
        comment = (row.get("comment") or "").strip()
        found.append(Mark(row["sid"].strip(), row["question"].strip(), points, comment))
    return tuple(found)


def with_marks(result: Result, marks: Sequence[Mark]) -> Result:
    """The result with a person's points in the place of the program's, where there are any."""
    mine = {one.question: one for one in marks if one.sid == result.submission.sid}
    if not mine:
        return result
    outcomes = tuple(_with(one, mine.get(one.question)) for one in result.outcomes)
    return replace(result, outcomes=outcomes)


def _with(outcome: Outcome, mark: Mark | None) -> Outcome:
    if mark is None:
        return outcome
    return replace(
        outcome, points=mark.points, open=0.0, decided="person", comment=mark.comment
    )  # fmt: skip
