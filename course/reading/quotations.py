"""Quotation marks: where they stand, whether they pair up, and what they enclose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from course.reading.document import paragraph_id, paragraph_spans, span, text_of
from course.records import Document, Span

if TYPE_CHECKING:
    import pandas as pd

STYLES = {
    "curly": ("\u201c", "\u201d"),
    "low": ("\u201e", "\u201c"),
    "angle": ("\u00ab", "\u00bb"),
    "straight": ('"', '"'),
}
"""Opening and closing marks: English “ ”, German „ “, French and Russian « », typewriter " "."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What one opening mark starts: the marks included, and whether a closing mark was found."""

    outer: Span
    inner: Span
    closed: bool


def style_of(text: Document | str) -> str:
    """The name of the style whose opening mark the text uses most (curly if it uses none)."""
    whole = text_of(text)
    counts = {name: whole.count(marks[0]) for name, marks in STYLES.items()}
    if counts["low"]:
        # German opens low and closes with the mark that opens in English.
        counts["curly"] -= counts["low"]
    return max(counts, key=lambda name: counts[name])


def balance(text: Document | str, style: str | None = None) -> pd.DataFrame:
    """Opening and closing marks per paragraph, as a frame: id, opening, closing, balanced.

    With typewriter marks, which do not say whether they open or close, odd ones count as opening.
    """
    import pandas as pd

    opening, closing = STYLES[style or style_of(text)]
    rows = []
    for number, paragraph in enumerate(paragraph_spans(text), start=1):
        opened, closed = paragraph.exact.count(opening), paragraph.exact.count(closing)
        if opening == closing:
            opened, closed = (opened + 1) // 2, opened // 2
        rows.append((paragraph_id(number), opened, closed, opened == closed))
    return pd.DataFrame(rows, columns=["id", "opening", "closing", "balanced"])


def quotation_spans(text: Document | str, style: str | None = None) -> tuple[Quotation, ...]:
    """What pairing the marks finds, paragraph by paragraph.

    A quotation runs from the nearest opening mark to the next closing one; a paragraph that
    opens a quotation and never closes it gives one with closed=False up to its end.
    """
    whole = text_of(text)
    opening, closing = STYLES[style or style_of(whole)]
    found: list[Quotation] = []
    for paragraph in paragraph_spans(whole):
        place = whole.find(opening, paragraph.start, paragraph.end)
        while place >= 0:
            start = place + len(opening)
            stop = whole.find(closing, start, paragraph.end)
            again = whole.find(opening, start, paragraph.end)
            if opening != closing and again >= 0 and (again < stop or stop < 0):
                # A second opening before any closing: the first is debris, read on from here.
                place = again
                continue
            closed = stop >= 0
            inner_end = stop if closed else paragraph.end
            outer_end = stop + len(closing) if closed else paragraph.end
            found.append(
                Quotation(span(whole, place, outer_end), span(whole, start, inner_end), closed)
            )
            place = whole.find(opening, outer_end, paragraph.end)
    return tuple(found)


def quotations(text: Document | str, style: str | None = None) -> pd.DataFrame:
    """What pairing the marks finds, as a frame: start, end, exact (without the marks), closed."""
    import pandas as pd

    rows = [
        (one.inner.start, one.inner.end, one.inner.exact, one.closed)
        for one in quotation_spans(text, style)
    ]
    return pd.DataFrame(rows, columns=["start", "end", "exact", "closed"])
