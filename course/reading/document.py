"""A text and the places in it: spans, paragraphs, sentences, mentions.

Offsets count characters (Unicode code points) from 0; intervals are half-open [start, end).
Every function takes a Document or a plain string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from course.records import Document, Half, Span

if TYPE_CHECKING:
    import pandas as pd

CONTEXT = 20
"""Characters of context kept on either side of a span."""

# Atomic groups: CRLF is one line break and must not be read as CR and then LF.
_BLANK_LINES = re.compile(r"(?>\r\n|\r|\n)(?:[ \t]*(?>\r\n|\r|\n))+")
_SENTENCE_END = re.compile(r"[.!?\N{HORIZONTAL ELLIPSIS}]+[\"'\u201d\u2019\u00bb\u201c)\]]*(?=\s)")


def text_of(text: Document | str) -> str:
    """The characters of a document, or the string itself."""
    return text.text if isinstance(text, Document) else text


def span(text: Document | str, start: int, end: int) -> Span:
    """The span [start, end) of a text, with its exact words and a little context.

    Raises ValueError when the offsets do not lie inside the text or are in the wrong order.
    """
    whole = text_of(text)
    if not 0 <= start <= end <= len(whole):
        raise ValueError(
            f"[{start}, {end}) is not a place in this text: it has {len(whole)} characters, "
            "so use 0 <= start <= end <= that number."
        )
    return Span(
        start,
        end,
        whole[start:end],
        prefix=whole[max(0, start - CONTEXT) : start],
        suffix=whole[end : end + CONTEXT],
    )


def paragraph_spans(text: Document | str) -> tuple[Span, ...]:
    """The paragraphs: what stands between blank lines (LF, CRLF or CR)."""
    whole = text_of(text)
    edges = [0]
    for gap in _BLANK_LINES.finditer(whole):
        edges += gap.span()
    edges.append(len(whole.rstrip("\r\n")))
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(span(whole, start, end) for start, end in pairs if start < end)


def sentence_spans(text: Document | str) -> tuple[Span, ...]:
    """The sentences that a rule can find inside each paragraph.

    The rule: a sentence ends at . ! ? or an ellipsis, closing marks included, before white space.
    It knows no abbreviations and no broken marks, so people check its result by hand.
    """
    whole = text_of(text)
    found: list[Span] = []
    for paragraph in paragraph_spans(whole):
        start = paragraph.start
        for stop in _SENTENCE_END.finditer(whole, paragraph.start, paragraph.end):
            found.append(span(whole, start, stop.end()))
            start = stop.end()
            while start < paragraph.end and whole[start].isspace():
                start += 1
        if start < paragraph.end:
            found.append(span(whole, start, paragraph.end))
    return tuple(found)


def mention_spans(text: Document | str, name: str) -> tuple[Span, ...]:
    """Every place where these exact characters stand as whole words."""
    if not name.strip():
        raise ValueError("Give the word to look for, for example mentions(article, 'NATO').")
    whole = text_of(text)
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return tuple(span(whole, *match.span()) for match in pattern.finditer(whole))


def byte_offset(text: Document | str, offset: int) -> int:
    """The offset in UTF-8 bytes of a character offset."""
    return len(text_of(text)[:offset].encode("utf-8"))


def from_utf16(text: Document | str, units: int) -> int:
    """The character offset of an offset that a browser counted.

    Browsers count UTF-16 units, so a character outside the Basic Multilingual Plane counts two,
    and a text box turns CRLF and CR into one LF.
    """
    seen = 0
    whole = text_of(text)
    index = 0
    while index < len(whole) and seen < units:
        pair = whole.startswith("\r\n", index)
        seen += 2 if ord(whole[index]) > 0xFFFF else 1
        index += 2 if pair else 1
    return index


def to_utf16(text: Document | str, offset: int) -> int:
    """The offset that a browser's text box counts for a character offset."""
    before = text_of(text)[:offset].replace("\r\n", "\n")
    return sum(2 if ord(character) > 0xFFFF else 1 for character in before)


def overlap(one: Half, other: Half) -> float:
    """How far two intervals agree, from 0 to 1: intersection over union."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    union = max(one[1], other[1]) - min(one[0], other[0])
    return max(0, shared) / union if union > 0 else float(one == other)


def as_table(spans: Iterable[Span]) -> pd.DataFrame:
    """Spans as a frame with the columns start, end and exact."""
    import pandas as pd

    rows = [(one.start, one.end, one.exact) for one in spans]
    return pd.DataFrame(rows, columns=["start", "end", "exact"])


def paragraph_id(number: int) -> str:
    """The id of a paragraph, counted from 1: P01, P02 …"""
    return f"P{number:02d}"


def paragraphs(text: Document | str) -> pd.DataFrame:
    """The paragraphs of a text as a frame: id, start, end, text."""
    frame = as_table(paragraph_spans(text)).rename(columns={"exact": "text"})
    frame.insert(0, "id", [paragraph_id(number) for number in range(1, len(frame) + 1)])
    return frame


def sentences(text: Document | str) -> pd.DataFrame:
    """The sentences that a rule can find, as a frame: start, end, text.

    For the article the course also has units made by hand: table("segments").
    """
    return as_table(sentence_spans(text)).rename(columns={"exact": "text"})


def mentions(text: Document | str, name: str) -> pd.DataFrame:
    """Every mention of a name, as a frame: start, end, exact, paragraph."""
    found = mention_spans(text, name)
    frame = as_table(found)
    homes = paragraph_spans(text)
    frame["paragraph"] = [
        next(
            paragraph_id(number)
            for number, home in enumerate(homes, start=1)
            if home.start <= one.start < home.end
        )
        for one in found
    ]
    return frame
