"""The layers of the article reader: which marks each lays over the text, and where they come from.

A layer is a frame with one row per mark: row (id of the row of data), start, end, tag (a short
word printed in the text), look (1 to 5) and the fields that are shown beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from course.codebook import label
from course.library import table
from course.reading.document import paragraph_id, paragraph_spans
from course.reading.quotations import balance
from course.records import Document

Maker = Callable[[Document], pd.DataFrame]


@dataclass(frozen=True)
class Layer:
    """One way to mark the text: its name, the exercise that opens it, and its marks."""

    name: str
    title: str
    opens_with: str
    marks: Maker


def kinds(_document: Document) -> pd.DataFrame:
    """Paragraphs with their kind: headline, body, boilerplate."""
    frame = table("segments")
    frame = frame[frame["level"] == "paragraph"]
    look = {"headline": 1, "body": 3, "boilerplate": 2}
    return _marks(
        {
            "row": row["id"],
            "start": row["start"],
            "end": row["end"],
            "tag": f"{row['id']} {row['kind']}",
            "look": look[row["kind"]],
            "kind": row["kind"],
        }
        for row in frame.to_dict("records")
    )


def marks(document: Document) -> pd.DataFrame:
    """Every double quotation mark, and whether the marks of its paragraph pair up."""
    told = dict(zip(balance(document)["id"], balance(document)["balanced"], strict=True))
    found = []
    for number, paragraph in enumerate(paragraph_spans(document), start=1):
        home = paragraph_id(number)
        for place, character in enumerate(paragraph.exact, start=paragraph.start):
            if character in "\u201c\u201d":
                opens = character == "\u201c"
                found.append(
                    {
                        "row": f"{home} at {place}",
                        "start": place,
                        "end": place + 1,
                        "tag": "" if told[home] else "?",
                        "look": 1 if told[home] else 2,
                        "mark": "opening" if opens else "closing",
                        "paragraph": home,
                        "marks of the paragraph pair up": "yes" if told[home] else "no",
                    }
                )
    return _marks(found)


def speakers(_document: Document) -> pd.DataFrame:
    """Quotations with the speaker the text gives them to, and the way they came."""
    frame = table("quotations")
    look = {name: place % 5 + 1 for place, name in enumerate(dict.fromkeys(frame["speaker"]))}
    return _marks(
        {
            "row": row["id"],
            "start": row["start"],
            "end": row["end"],
            "tag": f"{row['id']} {label('voice', row['speaker'])}",
            "look": look[row["speaker"]],
            "speaker": label("voice", row["speaker"]),
            "cited via": label("voice", row["cited_via"]),
            "channel": label("channel", row["channel"]),
        }
        for row in frame.to_dict("records")
    )


def voices(_document: Document) -> pd.DataFrame:
    """The words that show each step of an attribution chain."""
    frame = table("attributions")
    frame = frame[frame["exact"] != ""]
    return _marks(
        {
            "row": f"{row['sentence']} step {row['step']}",
            "start": row["start"],
            "end": row["end"],
            "tag": f"{row['sentence']} step {row['step']}",
            "look": (int(row["step"]) - 1) % 5 + 1,
            "voice": label("voice", row["voice"]),
            "role": label("attribution_role", row["role"]),
        }
        for row in frame.sort_values(["sentence", "step"]).to_dict("records")
    )


def _marks(rows: Any) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


LAYERS: Mapping[str, Layer] = {
    layer.name: layer
    for layer in (
        Layer("kinds", "paragraph kinds", "01.2", kinds),
        Layer("marks", "quotation marks", "03.2", marks),
        Layer("speakers", "speakers", "02.5", speakers),
        Layer("voices", "attribution chains", "02.6", voices),
    )
}


def runs(text: str, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The text cut at every edge of a mark: its text, the narrowest mark it lies in, and all rows
    it belongs to. A mark's tag is printed once, where the mark begins.
    """
    rows = frame.to_dict("records")
    edges = sorted({0, len(text), *frame["start"].astype(int), *frame["end"].astype(int)})
    cut = []
    for start, end in pairwise(edges):
        inside = [row for row in rows if row["start"] <= start and end <= row["end"]]
        run: dict[str, Any] = {"text": text[start:end], "row": "", "rows": [], "look": 0, "tag": ""}
        if inside:
            inner = min(inside, key=lambda row: row["end"] - row["start"])
            tag = inner["tag"] if inner["start"] == start else ""
            run |= {"row": inner["row"], "look": int(inner["look"]), "tag": tag}
            run["rows"] = [row["row"] for row in inside]
        cut.append(run)
    return cut
