"""Sentences with their evidence marked: the words an explorer speaks of, where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from course.explorers.layers import runs
from course.records import Document


def sentence_runs(
    document: Document, segments: pd.DataFrame, sentences: Sequence[str], marks: pd.DataFrame
) -> list[dict[str, Any]]:
    """The named sentences, one below the other, with the marks that lie in them.

    `marks` has the columns row, start, end, tag, look, like a layer of the article reader.
    """
    found: list[dict[str, Any]] = []
    for name in sentences:
        segment = segments[segments["id"] == name].iloc[0]
        start, end = int(segment["start"]), int(segment["end"])
        inside = marks[(marks["end"] > start) & (marks["start"] < end)].copy()
        inside["start"] = inside["start"].clip(lower=start) - start
        inside["end"] = inside["end"].clip(upper=end) - start
        gap = "\n\n" if found else ""
        found.append({"text": f"{gap}{name}  ", "row": "", "rows": [], "look": 0, "tag": ""})
        found += runs(document.text[start:end], inside)
    return found
