"""The article reader: the text with what the student may see so far marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import anywidget
import ipywidgets as widgets
import pandas as pd
import traitlets

from course import progress
from course.explorers.frame import Explorer, both_ends, detail, labelled, script
from course.explorers.layers import LAYERS, Layer, runs
from course.library import load_article
from course.records import Document

_PLACE = ("row", "start", "end")
_HIDDEN = ("tag", "look")
_AROUND = 24
"""Characters on either side of a mark that is too short to be known by itself."""


class MarkedText(anywidget.AnyWidget):
    """A text with marks in it; a click on a mark is sent to Python as its row's id."""

    _esm = script("marked.js")
    label = traitlets.Unicode().tag(sync=True)
    runs: traitlets.List[dict[str, object]] = traitlets.List().tag(sync=True)
    picked = traitlets.Unicode().tag(sync=True)


class ArticleReader(Explorer):
    """The article with one layer of marks; from a mark to its row of data, and back.

    A layer that an exercise asks for stays closed until that exercise was tried, or until the
    student asks to see it.
    """

    title = "Article reader"

    def __init__(self, document: Document, layers: Sequence[Layer]) -> None:
        self.document = document
        self.layers = {layer.name: layer for layer in layers}
        self.asked: set[str] = set()
        self.choice = labelled(
            widgets.Dropdown(
                options=[(layer.title, layer.name) for layer in layers], description="Layer"
            ),
            "layer",
        )
        self.show = labelled(widgets.Button(description="Show this layer anyway"), "show")
        self.row = labelled(widgets.Dropdown(options=[""], description="Row of data"), "row")
        self.back = labelled(widgets.Button(description="Previous"), "back")
        self.next = labelled(widgets.Button(description="Next"), "next")
        self.pane = MarkedText(label=f"Text of {document.name}, with marks")
        self.facts = widgets.HTML()
        self._fill()
        self.choice.observe(lambda _: self._open(), "value")
        self.row.observe(lambda _: self.refresh(), "value")
        self.pane.observe(self._clicked, "picked")
        self.show.on_click(self._ask)
        self.back.on_click(lambda _: self._step(-1))
        self.next.on_click(lambda _: self._step(1))
        progress.on_attempt(self._attempted)
        super().__init__(
            widgets.HBox([self.choice, self.show]),
            self.pane,
            widgets.HBox([self.back, self.next, self.row]),
            self.facts,
        )

    @property
    def layer(self) -> Layer:
        """The layer that is chosen now."""
        return self.layers[self.choice.value]

    @property
    def is_open(self) -> bool:
        """Whether the chosen layer may be seen."""
        return progress.attempted(self.layer.opens_with) or self.layer.name in self.asked

    def marks(self) -> pd.DataFrame:
        """The marks that are on the page now; none while the layer is closed."""
        frame = self.layer.marks(self.document)
        return frame if self.is_open else frame.iloc[:0]

    def _attempted(self, exercise: str) -> None:
        if exercise == self.layer.opens_with:
            self._open()

    def _ask(self, _button: widgets.Button) -> None:
        self.asked.add(self.layer.name)
        self._open()

    def _open(self) -> None:
        self._fill()
        self.refresh()

    def _fill(self) -> None:
        frame = self.marks()
        self.pane.runs = runs(self.document.text, frame)
        rows = list(dict.fromkeys(frame["row"]))
        self.row.options = rows or [""]
        self.row.value = self.row.options[0]
        closed = not self.is_open
        self.show.layout.display = "" if closed else "none"
        for control in (self.row, self.back, self.next):
            control.disabled = closed

    def _clicked(self, change: traitlets.Bunch) -> None:
        if change["new"] in self.row.options:
            self.row.value = change["new"]

    def _step(self, by: int) -> None:
        place = self.row.options.index(self.row.value) + by
        self.row.value = self.row.options[place % len(self.row.options)]

    def _picked(self) -> dict[str, Any]:
        frame = self.marks()
        found = frame[frame["row"] == self.row.value]
        return {} if found.empty else dict(found.iloc[0])

    def sentence(self) -> str:
        """The layer, what it counts, and the row that is picked."""
        if not self.is_open:
            return (
                f"The layer \u201c{self.layer.title}\u201d is closed: it opens when you have tried "
                f"exercise {self.layer.opens_with}, or when you press \u201cShow this layer "
                "anyway\u201d."
            )
        picked = self._picked()
        facts = ", ".join(
            f"{name}: {picked[name]}" for name in picked if name not in _HIDDEN + _PLACE
        )
        place = (
            f"[{picked['start']}, {picked['end']}) {self._words(picked['start'], picked['end'])}"
        )
        return (
            f"Layer \u201c{self.layer.title}\u201d, {len(self.marks())} marks. "
            f"{picked['row']} {place}: {facts}."
        )

    def _words(self, start: int, end: int) -> str:
        """Marked words as they are told; of a single character also those around it."""
        text = self.document.text
        if end - start > 1:
            return repr(both_ends(text[start:end]))
        around = text[max(0, start - _AROUND) : end + _AROUND]
        return f"{text[start:end]!r} in {around!r}"

    def rows(self) -> pd.DataFrame:
        """The layer's rows of data; while it is closed, only the layers' names and keys."""
        if self.is_open:
            return self.marks().drop(columns=list(_HIDDEN))
        told = [(layer.title, layer.opens_with) for layer in self.layers.values()]
        return pd.DataFrame(told, columns=["layer", "opens after exercise"])

    def refresh(self) -> None:
        """Show the picked row beside the text."""
        super().refresh()
        picked = self._picked()
        self.pane.picked = str(picked.get("row", ""))
        self.facts.value = (
            detail({name: one for name, one in picked.items() if name not in _HIDDEN})
            if picked
            else ""
        )


def article_reader(layers: Sequence[str] = tuple(LAYERS)) -> ArticleReader:
    """The article with the named layers: "kinds", "marks", "speakers", "voices"."""
    unknown = [name for name in layers if name not in LAYERS]
    if unknown:
        raise ValueError(f"There is no layer {unknown[0]!r}. There are: {', '.join(LAYERS)}.")
    return ArticleReader(load_article(), [LAYERS[name] for name in layers])
