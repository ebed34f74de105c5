"""Verdicts on claims: what the answers of queries mean, and what would change the verdict.

Whether it was said and whether it is so are two levels, and each has its own queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from course.queries import Query

NOTHING_TO_CHECK = "not applicable"
BY_A_READER = ("opinion", NOTHING_TO_CHECK)
"""Verdicts that no row can give: what is a judgement, or no fact, a reader says."""


@dataclass(frozen=True)
class Finding:
    """A query with the rows it found, and what they mean for the claim."""

    query: Query
    rows: pd.DataFrame

    @property
    def bearing(self) -> str:
        """What the answer means."""
        return self.query.if_rows if len(self.rows) else self.query.if_none

    @property
    def other_bearing(self) -> str:
        """What it would mean if it were the other way round: rows where there are none."""
        return self.query.if_none if len(self.rows) else self.query.if_rows


def verdict(bearings: Sequence[str]) -> str:
    """The verdict that follows from what the answers mean: the same rule for every speaker.

    A claim behind the words makes it garbled; answers for and against make it contested; only
    against, wrong; only for, supported; neither, unverifiable. A reservation changes nothing.
    """
    if "differs" in bearings:
        return "garbled"
    spoken = {one for one in bearings if one in ("supports", "contradicts")}
    if len(spoken) == 2:
        return "contested"
    return {"supports": "supported", "contradicts": "wrong"}.get("".join(spoken), "unverifiable")


def verdict_on(by_reader: str, findings: Sequence[Finding]) -> str:
    """The verdict on one level of a claim: by its queries, unless only a reader can give it.

    `by_reader` is the verdict in the table of claims.
    """
    if by_reader in BY_A_READER:
        return by_reader
    return verdict([one.bearing for one in findings])


def turning_points(by_reader: str, findings: Sequence[Finding]) -> list[tuple[Finding, str]]:
    """The queries whose answer, were it the other way round, would change the verdict, and to what.

    Rows found become none, and none becomes some; one query at a time.
    """
    now = verdict_on(by_reader, findings)
    found = []
    for place, one in enumerate(findings):
        bearings = [other.bearing for other in findings]
        bearings[place] = one.other_bearing
        then = by_reader if by_reader in BY_A_READER else verdict(bearings)
        if then != now:
            found.append((one, then))
    return found
