"""The coder: a label and its evidence for each sentence, saved, loaded and compared."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd

from course.codebook import group
from course.coding import (
    FILE,
    BrokenCoding,
    Coded,
    Task,
    body_task,
    read_coding,
    save_coding,
)
from course.explorers.comparison import Comparison
from course.explorers.frame import Explorer, labelled
from course.explorers.parts import buttons
from course.explorers.picker import SelectText
from course.library import table
from course.reading.document import from_utf16, to_utf16

_NO_LABEL = ("choose a label", "")
_OPENING = 30
"""Characters of a sentence that the table prints, to know it by."""


class SpeechActCoder(Explorer):
    """One sentence after the other: choose its label, mark the words that show it.

    The other coders' labels stay closed until the exercise was tried or the student asks.
    """

    title = "Speech act coder"

    def __init__(
        self,
        task: Task,
        codes: Sequence[Mapping[str, Any]],
        coders: pd.DataFrame,
        folder: Path,
        opens_with: str = "",
    ) -> None:
        self.task, self.folder, self.opens_with = task, folder, opens_with
        self.codes = {str(code["code"]): code for code in codes}
        names = list(task.sentences)
        self.coded = {name: Coded(name) for name in names}
        self._written, self._saved, self._sure, self._busy = b"", True, False, False
        there = (folder / FILE).is_file()
        self._says = f"There is a {FILE} in your folder: press Load to go on with it." * there
        self.place = labelled(widgets.Dropdown(options=names, description="Sentence"), "sentence")
        self.box = SelectText()
        options = [_NO_LABEL, *((str(code["label"]), name) for name, code in self.codes.items())]
        self.label = labelled(widgets.Dropdown(options=options, description="Label"), "label")
        self.definition = widgets.HTML()
        self.steps = buttons(
            ("back", "Previous sentence", lambda: self._step(-1)),
            ("next", "Next sentence", lambda: self._step(1)),
            ("unmark", "Unmark the words", self._unmark),
        )
        self.files = buttons(("save", "Save", self.save), ("load", "Load", self.load))
        self.code = widgets.HTML()
        others = coders.pivot(index="sentence", columns="coder", values="label").reindex(names)
        self.comparison = Comparison(others, list(self.codes), opens_with, self.refresh)
        self.place.observe(lambda _: self._turn(), "value")
        self.label.observe(self._labelled, "value")
        self.box.observe(self._marked, "units")
        self._turn(quiet=True)
        super().__init__(
            widgets.HBox([self.place, *self.steps[:2]], layout={"flex_flow": "row wrap"}),
            self.box,
            widgets.HBox([self.label, self.steps[2]], layout={"flex_flow": "row wrap"}),
            self.definition,
            widgets.HBox(self.files),
            self.code,
            self.comparison,
        )
        self.add_class("owt-coder")

    @property
    def labels(self) -> dict[str, str]:
        """The labels given so far, by sentence."""
        return {name: one.label for name, one in self.coded.items() if one.label}

    @property
    def now(self) -> Coded:
        """The sentence that is on the page, as coded so far."""
        return self.coded[self.place.value]

    def mark(self, start: int, end: int) -> None:
        """Mark [start, end) of the text as the evidence for the sentence on the page."""
        first, last = self.task.sentences[self.now.sentence]
        if not first <= start < end <= last:
            raise ValueError(
                f"[{start}, {end}) does not lie in {self.now.sentence}: [{first}, {last})."
            )
        words = self.task.document.text[start:end]
        self._change(replace(self.now, start=start, end=end, exact=words))

    def _change(self, row: Coded) -> None:
        if row != self.now:
            self.coded[row.sentence] = row
            self._saved, self._sure, self._says = False, False, ""
        self._turn()

    def _labelled(self, change: dict[str, str]) -> None:
        if not self._busy:
            self._change(replace(self.now, label=change["new"]))

    def _marked(self, change: dict[str, list[int]]) -> None:
        if not self._busy:
            first, _ = self.task.sentences[self.now.sentence]
            start, end = (first + from_utf16(self.box.text, units) for units in change["new"])
            if start < end:
                self.mark(start, end)

    def _unmark(self) -> None:
        self._change(replace(self.now, start=0, end=0, exact=""))

    def _step(self, by: int) -> None:
        names = self.place.options
        self.place.value = names[(names.index(self.place.value) + by) % len(names)]

    def _turn(self, quiet: bool = False) -> None:
        """Put the chosen sentence on the page, with its label and its words."""
        row = self.now
        first, last = self.task.sentences[row.sentence]
        words = self.task.document.text[first:last]
        edges = (row.start - first, row.end - first) if row.exact else (0, 0)
        self._busy = True
        try:
            with self.box.hold_sync():
                self.box.text = words
                self.box.label = f"Sentence {row.sentence}, to mark words in"
                self.box.units = [to_utf16(words, edge) for edge in edges]
            self.label.value = row.label
        finally:
            self._busy = False
        if not quiet:
            self.refresh()

    def save(self) -> None:
        """Write the coding into the folder; a file that was there before is kept beside it."""
        rows = [row for row in self.coded.values() if row.label or row.exact]
        if not rows:
            self._says = "There is nothing to save yet: no sentence has a label."
        else:
            try:
                written = save_coding(rows, self.folder, self._written)
                self._written, self._saved = written.raw, True
                self._says = f"Saved in {FILE}: {len(rows)} sentences." + (
                    " The file that was there before is now my_coding.before.csv."
                    if written.kept
                    else ""
                )
            except OSError as problem:
                self._says = f"{FILE} could not be saved: {problem.strerror or problem}."
        self.refresh()

    def load(self) -> None:
        """Read the saved coding; labels that are not saved yet are replaced at a second press."""
        if not self._saved and not self._sure:
            self._sure = True
            self._says = "Some of your work is not saved. Press Load again to replace it."
        else:
            try:
                rows = read_coding(self.folder, self.task)
                self.coded = {name: Coded(name) for name in self.coded}
                self.coded |= {row.sentence: row for row in rows}
                self._saved, self._sure = True, False
                self._says = f"Loaded from {FILE}: {len(rows)} sentences."
            except FileNotFoundError:
                self._says = f"There is no {FILE} in your folder yet. Save makes it."
            except BrokenCoding as problem:
                self._says = f"{problem} Nothing was loaded."
        self._turn()

    def sentence(self) -> str:
        """Where you are, what you labelled, and what the comparison says."""
        names = self.place.options
        row = self.now
        label = f"labelled “{row.label}”" if row.label else "not labelled yet"
        words = f", with the words “{row.exact}” marked" if row.exact else ", no words marked"
        reads = "" if row.label else f"It reads: {self.box.text}"
        told = [
            f"Sentence {row.sentence}, {names.index(row.sentence) + 1} of {len(names)}: "
            f"{label}{words}. You have labelled {len(self.labels)} of {len(names)} sentences.",
            reads,
            self._says,
            self.comparison.sentence(),
        ]
        return " ".join(part for part in told if part)

    def rows(self) -> pd.DataFrame:
        """Your coding; beside it the chosen coder's labels, once the comparison is open."""
        text = self.task.document.text
        frame = pd.DataFrame(
            [
                {
                    "sentence": name,
                    "begins": text[first : min(last, first + _OPENING)] + "…",
                    "label": self.coded[name].label,
                    "words": self.coded[name].exact,
                }
                for name, (first, last) in self.task.sentences.items()
            ]
        )
        if self.comparison.is_open:
            other = self.comparison.column()
            frame[other.name] = other.to_numpy()
        return frame

    def refresh(self) -> None:
        """Bring comparison, sentence, definition and the line of Python up to date."""
        self.comparison.update(self.labels)
        super().refresh()
        self.definition.value = self._definition()
        named = f"answer_{self.opens_with.replace('.', '_')}" if self.opens_with else "labels"
        self.code.value = f"In Python: <code>{html.escape(f'{named} = {self.labels}')}</code>"

    def _definition(self) -> str:
        if not self.now.label:
            return "<p>The codebook’s definition of the label you choose is shown here.</p>"
        code = self.codes[self.now.label]
        said = (f"{code['label']}: {code['definition']}", f"Beside it: {code['neighbour']}")
        return "".join(f"<p>{html.escape(one)}</p>" for one in said)


def speech_act_coder(folder: Path | None = None, opens_with: str = "04.1") -> SpeechActCoder:
    """The coder for the sentences of the article's body, with coders A and B to compare with.

    The coding is saved in the folder you work in; the comparison opens with the exercise.
    """
    coders = table("coders")
    coders = coders[coders["coder"].isin(["A", "B"])]
    return SpeechActCoder(
        body_task(), group("speech_act"), coders, folder or Path.cwd(), opens_with
    )
