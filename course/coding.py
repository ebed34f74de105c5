"""The student's own coding: a CSV file in the student's folder, saved and read with care.

Each row is one sentence with the label it was given and the words that show it. Nothing is
overwritten in silence: a file that was there before is kept beside the new one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from course.codebook import group
from course.files import write_whole
from course.library import load_article, table
from course.records import Document, Half

FILE = "my_coding.csv"
BEFORE = "my_coding.before.csv"
STAND_IN = "C"
"""The coder who stands in for a student without a saved coding."""

_COLUMNS = ("sentence", "label", "start", "end", "exact")


class BrokenCoding(ValueError):
    """A coding file that cannot be used; the message names the line and says what to do."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One sentence as coded: its label ("" for none yet), and the words that show it."""

    sentence: str
    label: str = ""
    start: int = 0
    end: int = 0
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written, and whether another file was there before."""

    raw: bytes
    kept: bool


@dataclass(frozen=True)
class Task:
    """What a coding may contain: the text, its sentences with their places, and the labels."""

    document: Document
    sentences: Mapping[str, Half]
    labels: Collection[str]


def body_task() -> Task:
    """The task of lesson 04: the sentences of the article's body, the labels of the codebook."""
    frame = table("segments")
    frame = frame[(frame["level"] == "sentence") & (frame["kind"] == "body")]
    places = {row["id"]: (row["start"], row["end"]) for row in frame.to_dict("records")}
    return Task(load_article(), places, [one["code"] for one in group("speech_act")])


def save_coding(rows: Iterable[Coded], folder: Path, last: bytes = b"") -> Saved:
    """What was written to my_coding.csv, whole or not at all.

    A file that is not the `last` one written by the same hand is kept as my_coding.before.csv.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        place = (row.start, row.end) if row.exact else ("", "")
        writer.writerow((row.sentence, row.label, *place, row.exact))
    raw = written.getvalue().encode("utf-8")
    path = folder / FILE
    before = path.read_bytes() if path.exists() else None
    keep = before is not None and before not in (raw, last)
    if before is not None and keep:
        write_whole(folder / BEFORE, before)
    if before != raw:
        write_whole(path, raw)
    return Saved(raw, keep)


def read_coding(folder: Path, task: Task) -> tuple[Coded, ...]:
    """The rows of my_coding.csv; raises BrokenCoding with the line and the reason.

    A file that is not there is a FileNotFoundError.
    """
    try:
        text = (folder / FILE).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BrokenCoding(
            f"{FILE} is not UTF-8. If a spreadsheet saved it, save it again as “CSV UTF-8”."
        ) from None
    except FileNotFoundError:
        raise
    except OSError as problem:
        raise BrokenCoding(f"{FILE} cannot be opened: {problem.strerror or problem}.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found: dict[str, Coded] = {}
    try:
        missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise BrokenCoding(
                f"{FILE}, line 1: the column {missing[0]!r} is missing. The first line must be "
                f"{','.join(_COLUMNS)}, with commas."
            )
        for row in reader:
            one = _row(row, f"{FILE}, line {reader.line_num}", task)
            if one.sentence in found:
                raise BrokenCoding(
                    f"{FILE}, line {reader.line_num}: {one.sentence} has a row already. "
                    "Keep one of the two."
                )
            found[one.sentence] = one
    except csv.Error as problem:
        raise BrokenCoding(
            f"{FILE}, after line {reader.line_num}: commas and quotation marks do not add up "
            f"({problem}). Is a mark missing?"
        ) from None
    return tuple(found.values())


def _row(row: Mapping[str, str | None], place: str, task: Task) -> Coded:
    cells = {name: (row[name] or "").strip() for name in _COLUMNS[:-1]}
    exact = row["exact"] or ""
    if cells["sentence"] not in task.sentences:
        known = ", ".join(task.sentences)
        raise BrokenCoding(
            f"{place}: {cells['sentence']!r} is not a sentence to label. There are: {known}."
        )
    if cells["label"] and cells["label"] not in task.labels:
        known = ", ".join(task.labels)
        raise BrokenCoding(
            f"{place}: {cells['label']!r} is not a label of the codebook. There are: {known}."
        )
    if not (cells["start"] or cells["end"] or exact):
        return Coded(cells["sentence"], cells["label"])
    if not (cells["start"].isdecimal() and cells["end"].isdecimal()):
        raise BrokenCoding(f"{place}: start and end must be whole numbers, or both empty.")
    start, end = int(cells["start"]), int(cells["end"])
    first, last = task.sentences[cells["sentence"]]
    if not first <= start < end <= last or task.document.text[start:end] != exact:
        raise BrokenCoding(
            f"{place}: the words {exact!r} do not stand at [{start}, {end}) in "
            f"{cells['sentence']}. Mark them again, or empty the three cells."
        )
    return Coded(cells["sentence"], cells["label"], start, end, exact)


def as_frame(rows: Iterable[Coded], coder: str) -> pd.DataFrame:
    """A coding as a frame: sentence, coder, label, start, end, exact; labelled sentences only."""
    made = [
        (row.sentence, coder, row.label, row.start, row.end, row.exact)
        if row.exact
        else (row.sentence, coder, row.label, None, None, "")
        for row in rows
        if row.label
    ]
    frame = pd.DataFrame(made, columns=["sentence", "coder", *_COLUMNS[1:]])
    return frame.astype({"start": "Int64", "end": "Int64"})


def my_coding(
    folder: Path | None = None, coders: pd.DataFrame | None = None, task: Task | None = None
) -> pd.DataFrame:
    """Your saved coding as a frame (coder "me"), or coder C's where you have none; it says which.

    Columns: sentence, coder, label, and start, end, exact of the words that show it.
    """
    task = task or body_task()
    try:
        mine = as_frame(read_coding(folder or Path.cwd(), task), "me")
        if not mine.empty:
            print(f"This is your own coding, from {FILE}: {len(mine)} sentences.")
            return mine
        why = f"No sentence has a label in {FILE}."
    except FileNotFoundError:
        why = f"There is no {FILE} in your folder."
    except BrokenCoding as problem:
        why = str(problem)
    print(f"{why} Coder {STAND_IN} (invented for teaching) stands in.")
    known = table("coders") if coders is None else coders
    known = known[(known["coder"] == STAND_IN) & known["sentence"].isin(list(task.sentences))]
    pairs = zip(known["sentence"], known["label"], strict=True)
    return as_frame((Coded(sentence, label) for sentence, label in pairs), STAND_IN)
