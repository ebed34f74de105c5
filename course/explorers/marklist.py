"""The list of a student's marks: what may be put on it, and its file."""

from __future__ import annotations

from pathlib import Path

from course.explorers.marks import (
    FILE,
    BadMarks,
    Mark,
    as_csv,
    from_csv,
    keep_beside,
    save_marks,
)
from course.records import Document, Span
from course.repairs import BadPatch, Patch, in_order


class MarkList:
    """Marks in the order of the text; each method returns what was done, in words."""

    def __init__(self, document: Document, folder: Path) -> None:
        self.document, self.folder = document, folder
        self.marks: list[Mark] = []
        self._known = b""  # the file as this list last wrote or read it

    @property
    def patches(self) -> list[Patch]:
        """The repairs on the list."""
        return [mark.patch for mark in self.marks if mark.patch is not None]

    def add(self, found: Span, probability: float, new: str) -> str:
        """Put a passage on the list, in place of an earlier mark of the same words."""
        if not found.exact:
            return "Mark a passage in the text first."
        if "\r\n" in found.exact:  # a text box knows one sort of line end only
            new = new.replace("\r\n", "\n").replace("\n", "\r\n")
        mark = Mark(found.start, found.end, found.exact, probability, new)
        others = [one for one in self.marks if (one.start, one.end) != (found.start, found.end)]
        for one in others:
            if self._clash(one, mark):
                return (
                    f"Not added: this repair and yours at [{one.start}, {one.end}) change the same "
                    "words. Remove that one, or mark a shorter passage."
                )
        was = "changed" if len(others) < len(self.marks) else "added"
        self.marks = sorted([*others, mark], key=lambda one: (one.start, one.end))
        return f"[{mark.start}, {mark.end}) {was}: {repair_words(mark)}."

    def _clash(self, one: Mark, other: Mark) -> bool:
        if one.patch is None or other.patch is None:
            return False
        try:
            in_order(self.document, [one.patch, other.patch])
        except BadPatch:
            return True
        return False

    def remove(self, place: int) -> str:
        """Take a mark off the list."""
        gone = self.marks.pop(place)
        return f"[{gone.start}, {gone.end}) removed."

    def save(self) -> str:
        """Write the list to the student's file."""
        try:
            self._known, kept = save_marks(self.marks, self.folder, self._known)
        except OSError as problem:
            return f"{FILE} cannot be saved: {problem.strerror or problem}."
        older = f" The older file is kept as {kept}." if kept else ""
        return f"{_marks(len(self.marks))} saved in {FILE}.{older}"

    def load(self) -> str:
        """Read the list from the student's file; unsaved marks are kept in another file."""
        try:
            raw = (self.folder / FILE).read_bytes()
            found = from_csv(raw, self.document)
            mine = as_csv(self.marks)
            kept = ""
            if self.marks and mine not in (raw, self._known):
                kept = keep_beside(mine, self.folder)
        except FileNotFoundError:
            return f"There is no {FILE} in your folder yet."
        except BadMarks as problem:
            return f"Nothing was loaded. {problem}"
        except OSError as problem:
            return f"Nothing was loaded: {FILE} cannot be read: {problem.strerror or problem}."
        self.marks, self._known = found, raw
        older = f" What was on your list is kept as {kept}." if kept else ""
        return f"{_marks(len(found))} loaded from {FILE}.{older}"


def _marks(number: int) -> str:
    return f"{number} mark{'s' * (number != 1)}"


def repair_words(mark: Mark) -> str:
    """The repair of a mark in words."""
    patch = mark.patch
    if patch is None:
        return "no repair"
    if not patch.new:
        return f"take away “{patch.exact}”"
    if not patch.exact:
        return f"put in “{patch.new}”"
    return f"“{patch.exact}” becomes “{patch.new}”"
