"""What the course says of each passage, and how a student's marks are held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from course.explorers.marks import Mark
from course.records import Half

SURE = 0.9
"""From this confidence (c1) on a corrupt passage counts as 1; controls count as 0, others not."""
_CLOSE = 0.4


@dataclass(frozen=True)
class Gold:
    """The judged passages, their parts, and the repairs; without what waits for the witnesses."""

    passages: pd.DataFrame
    parts: dict[str, tuple[Half, ...]]
    patches: pd.DataFrame

    @cached_property
    def truth(self) -> dict[str, float]:
        """1 for each passage that is corrupt almost for certain, 0 for each control."""
        frame = self.passages
        sound = frame["is_garble"] == "no"
        judged = frame[sound | (frame["c1"] >= SURE)]
        return dict(zip(judged["id"], (judged["is_garble"] == "yes").astype(float), strict=True))

    @cached_property
    def as_printed(self) -> list[str]:
        """The corrupt passages that the repairs leave as they are: the restoration is partial."""
        corrupt = self.passages[self.passages["is_garble"] == "yes"]["id"]
        return [name for name in corrupt if name not in set(self.patches["garble"])]

    def passage_of(self, start: int, end: int) -> str:
        """The id of the passage that a mark is about, or "".

        Half of the mark lies in the passage, or the two agree well; of several the one that
        agrees best.
        """
        best, found = 0.0, ""
        for name, parts in self.parts.items():
            shared = sum(max(0, min(end, stop) - max(start, begin)) for begin, stop in parts)
            union = end - start + sum(stop - begin for begin, stop in parts) - shared
            fits = shared and (2 * shared >= end - start or shared / union >= _CLOSE)
            if fits and shared / union > best:
                best, found = shared / union, name
        return found

    def said(self, marks: Sequence[Mark]) -> dict[str, float]:
        """The probability given to each judged passage; of two marks on one, the higher."""
        found: dict[str, float] = {}
        for mark in marks:
            name = self.passage_of(mark.start, mark.end)
            if name in self.truth:
                found[name] = max(found.get(name, 0.0), mark.probability)
        return found


def gold_of(garbles: pd.DataFrame, patches: pd.DataFrame, evidence: pd.DataFrame) -> Gold:
    """The judged passages as far as the tables may be seen.

    A repair of a passage that is not in the table (it opens later) is left out with it.
    """
    more = evidence[(evidence["table"] == "garbles") & (evidence["column"] == "start")]
    parts = {}
    for row in garbles.to_dict("records"):
        also = more[more["row"] == row["id"]]
        places = [(row["start"], row["end"]), *zip(also["start"], also["end"], strict=True)]
        parts[str(row["id"])] = tuple((int(start), int(end)) for start, end in places)
    kept = patches[patches["garble"].isin(garbles["id"])].reset_index(drop=True)
    return Gold(garbles, parts, kept)
