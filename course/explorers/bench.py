"""The repair bench: mark a passage, say how sure you are that it is corrupt, mend it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import pandas as pd

from course.explorers.frame import Explorer, detail, labelled
from course.explorers.gold import Gold, gold_of
from course.explorers.marks import (
    FILE,
    BadMarks,
    Mark,
    as_csv,
    from_csv,
    keep_beside,
    patches_of,
    save_marks,
)
from course.explorers.pages import calibration_figure, calibration_words, compared
from course.explorers.parts import Chart, Curtain, buttons
from course.explorers.picker import SpanPicker
from course.library import load_article, table
from course.repairs import BadPatch, as_patches, brier, calibration, in_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from course.records import Document, Span

MINE, COURSE = "my repairs", "the course's repairs"
_LATER = {"layer", "c2", "not_confirmed"}
"""Columns that exercises of lesson 08 ask for; they open with the last of these."""
_SHORT = 40


class _Marking(SpanPicker):
    """The span picker, which tells the bench what was marked."""

    def __init__(self, document: Document, tell: Callable[[Span], None]) -> None:
        self._tell = tell
        super().__init__(document)

    def pick(self, start: int, end: int) -> Span:
        found = super().pick(start, end)
        self._tell(found)
        return found


class RepairBench(Explorer):
    """The student's marks in a text: passages, probabilities, smallest repairs.

    What the course says of the passages stays closed: the score until one exercise was tried, the
    list of passages and the course's repairs until another was, or until the student asks.
    """

    title = "Repair bench"

    def __init__(self, document: Document, gold: Gold, folder: Path) -> None:
        self.document, self.gold, self.folder = document, gold, folder
        self.marks: list[Mark] = []
        self._says, self._known, self._drawn = "Nothing was done yet.", b"", False
        self.picker = _Marking(document, self._marked)
        self.probability = labelled(
            widgets.BoundedIntText(50, min=0, max=100, step=5, description="corrupt, in %"),
            "probability",
        )
        self.repair = labelled(
            widgets.Textarea(description="It should read", rows=3, layout={"width": "44em"}),
            "repair",
        )
        self.mine = labelled(widgets.Dropdown(options=[("none yet", -1)]), "mine")
        self.mine.description = "My marks"
        self.whose = labelled(widgets.Dropdown(options=[MINE], description="Repairs"), "whose")
        self.every = labelled(
            widgets.Checkbox(description="every paragraph", indent=False), "every"
        )
        self.whole, self.facts, self.table = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.chart, self.fit = Chart(), widgets.HTML()
        self.score = Curtain("my score", "score", "07.8", self.refresh)
        self.list = Curtain("the course's list", "list", "07.9", self.refresh)
        self.origin = Curtain("where the faults arose", "origin", "08.8", self.refresh)
        self.passage = labelled(
            widgets.Dropdown(options=[""], description="Passage", layout={"display": "none"}),
            "passage",
        )
        for control in (self.whose, self.every, self.passage):
            control.observe(lambda _: self.refresh(), "value")
        self._with_witnesses = "outside" in gold.passages.columns
        curtains = [self.score.button, self.list.button]
        super().__init__(
            self.picker.box,
            widgets.HBox([self.picker.start, self.picker.end, self.probability]),
            self.repair,
            widgets.HBox(buttons(("add", "Put on my list", self.add))),
            self.table,
            widgets.HBox(
                [
                    self.mine,
                    *buttons(
                        ("find", "Show in the text", self.find),
                        ("remove", "Remove", self.remove),
                        ("save", "Save my repairs", self.save),
                        ("load", "Load my repairs", self.load),
                    ),
                ]
            ),
            widgets.HBox([self.whose, self.every]),
            self.whole,
            widgets.HBox([*curtains, self.origin.button] if self._with_witnesses else curtains),
            self.fit,
            self.chart,
            self.passage,
            self.facts,
        )

    # What the student does.

    def _marked(self, found: Span) -> None:
        # The printed words are where a repair begins: who changes little, repairs little.
        self.repair.value = found.exact
        self._says = f"Marked: [{found.start}, {found.end})."
        self.refresh()

    def add(self) -> None:
        """Put the marked passage, with its probability and repair, on the list."""
        found = self.picker.span
        if not found.exact:
            self._tell("Mark a passage in the text first.")
            return
        new = self.repair.value
        if "\r\n" in found.exact:  # a text box knows one sort of line end only
            new = new.replace("\r\n", "\n").replace("\n", "\r\n")
        place = (found.start, found.end)
        mark = Mark(*place, found.exact, self.probability.value / 100, new)
        others = [one for one in self.marks if (one.start, one.end) != place]
        try:
            in_order(self.document, patches_of([*others, mark]))
        except BadPatch:
            other = next(one for one in others if one.start < found.end and found.start < one.end)
            self._tell(
                f"Not added: this repair and yours at [{other.start}, {other.end}) change the "
                "same words. Remove that one, or mark a shorter passage."
            )
            return
        was = "changed" if len(others) < len(self.marks) else "added"
        self.marks = sorted([*others, mark], key=lambda one: (one.start, one.end))
        self._listed(self.marks.index(mark))
        self._tell(f"[{mark.start}, {mark.end}) {was}: {_repair_words(mark)}.")

    def find(self) -> None:
        """Put the chosen mark back into the boxes, to look at it or to change it."""
        if self.mine.value >= 0:
            mark = self.marks[self.mine.value]
            self.picker.pick(mark.start, mark.end)
            self.repair.value, self.probability.value = mark.new, round(mark.probability * 100)
            self._tell(f"[{mark.start}, {mark.end}) is in the boxes.")

    def remove(self) -> None:
        """Take the chosen mark off the list."""
        if self.mine.value >= 0:
            gone = self.marks.pop(self.mine.value)
            self._listed(0)
            self._tell(f"[{gone.start}, {gone.end}) removed.")

    def save(self) -> None:
        """Write the list to the student's file."""
        try:
            self._known, kept = save_marks(self.marks, self.folder, self._known)
        except OSError as problem:
            self._tell(f"{FILE} cannot be saved: {problem.strerror or problem}.")
            return
        older = f" The older file is kept as {kept}." if kept else ""
        self._tell(f"{len(self.marks)} marks saved in {FILE}.{older}")

    def load(self) -> None:
        """Read the list from the student's file; unsaved marks on the page are kept in another."""
        try:
            raw = (self.folder / FILE).read_bytes()
            found = from_csv(raw, self.document)
            unsaved = self.marks and as_csv(self.marks) not in (raw, self._known)
            kept = keep_beside(as_csv(self.marks), self.folder) if unsaved else ""
        except FileNotFoundError:
            self._tell(f"There is no {FILE} in your folder yet: save first.")
            return
        except (OSError, BadMarks) as problem:
            words = getattr(problem, "strerror", "") or str(problem).rstrip(".")
            self._tell(f"Nothing was loaded: {words}.")
            return
        self.marks, self._known = found, raw
        self._listed(0)
        older = f" What was on the page is kept as {kept}." if kept else ""
        self._tell(f"{len(found)} marks loaded from {FILE}.{older}")

    def _tell(self, words: str) -> None:
        self._says = words
        self.refresh()

    def _listed(self, chosen: int) -> None:
        options = [
            (f"{number}: {_short(mark.exact)}", number - 1)
            for number, mark in enumerate(self.marks, start=1)
        ]
        self.mine.options = options or [("none yet", -1)]
        self.mine.value = chosen if options else -1
