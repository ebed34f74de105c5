"""The span picker: mark words, read off their offsets; type offsets, see the words."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import anywidget
import ipywidgets as widgets
import traitlets

from course.explorers.frame import Explorer, both_ends, labelled, script
from course.library import load_article
from course.reading.document import as_table, from_utf16, span, to_utf16
from course.records import Document, Span

if TYPE_CHECKING:
    import pandas as pd


class SelectText(anywidget.AnyWidget):
    """A read-only text box whose selection is sent to Python in UTF-16 units."""

    _esm = script("select.js")
    text = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    units = traitlets.List([0, 0]).tag(sync=True)


class SpanPicker(Explorer):
    """Mark words with the mouse or the keyboard and get [start, end), in both directions."""

    title = "Span picker"

    def __init__(self, document: Document) -> None:
        self.document = document
        self.span = span(document, 0, 0)
        self.box = SelectText(text=document.text, label=f"Text of {document.name}, to select in")
        last = len(document)
        self.start = labelled(
            widgets.BoundedIntText(0, min=0, max=last, description="start"), "start"
        )
        self.end = labelled(widgets.BoundedIntText(0, min=0, max=last, description="end"), "end")
        self.code = widgets.HTML()
        self._busy = False
        self.box.observe(self._selected, "units")
        self.start.observe(self._typed, "value")
        self.end.observe(self._typed, "value")
        super().__init__(self.box, widgets.HBox([self.start, self.end]), self.code)

    def pick(self, start: int, end: int) -> Span:
        """Mark [start, end) on the page; returns the span with its words."""
        self.span = span(self.document, start, end)
        self._busy = True
        try:
            self.start.value, self.end.value = start, end
            self.box.units = [to_utf16(self.document, start), to_utf16(self.document, end)]
        finally:
            self._busy = False
        self.refresh()
        return self.span

    def _selected(self, change: traitlets.Bunch) -> None:
        if not self._busy:
            self.pick(*(from_utf16(self.document, units) for units in change["new"]))

    def _typed(self, _change: traitlets.Bunch) -> None:
        if not self._busy and self.start.value <= self.end.value:
            self.pick(self.start.value, self.end.value)

    def sentence(self) -> str:
        """The marked span in words."""
        if self.span.start == self.span.end:
            return (
                "Nothing is marked. Select words with the mouse, or press Shift with the arrow "
                "keys, or type a start and an end."
            )
        words = both_ends(self.span.exact)
        place = f"[{self.span.start}, {self.span.end})"
        return f"{place} holds {len(self.span.exact)} characters: {words!r}."

    def rows(self) -> pd.DataFrame:
        """The marked span as a table with one row, or none."""
        return as_table([self.span] if self.span.exact else [])

    def refresh(self) -> None:
        """Show the sentence and the line of Python that gives the same words."""
        super().refresh()
        line = f"article.text[{self.span.start}:{self.span.end}]"
        self.code.value = f"In Python: <code>{html.escape(line)}</code>" if self.span.exact else ""


def span_picker(document: Document | None = None) -> SpanPicker:
    """An explorer for marking words in a text (the article if none is given)."""
    return SpanPicker(document or load_article())
