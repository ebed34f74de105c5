"""Lanes of acts below a tally: a sign for what happened on a day, a thick line for what lasts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from course.figures.drawing import GRID, Scale, element, line, sign, text
from course.style import INK
from course.tallies import IN_FORCE, LAST, PAUSE, RESUMED, SIGNED, in_years

_SIGNS = {
    SIGNED: ("circle", "none"),
    IN_FORCE: ("circle", INK),
    PAUSE: ("triangle-right", INK),
    RESUMED: ("triangle-left", "none"),
    LAST: ("line", "none"),
}
"""The shape of each act, and what fills it."""
SIGNS_IN_WORDS = (
    "○ opened for signature, or signed · ● entered into force · ▶ moratorium declared · "
    "◁ moratorium ended · | last declared test · thick line: in force, or until its recorded end"
)
"""What the signs in the lanes mean."""
LANE = 22
"""The height of a lane."""


def act_lines(marks: pd.DataFrame, x: Scale, top: float, bottom: float) -> Iterator[str]:
    """A line through all panels where a treaty was signed (dotted) or entered into force."""
    for kind, dash in ((SIGNED, "dot"), (IN_FORCE, "solid")):
        for day in dict.fromkeys(marks[marks["kind"] == kind]["day"]):
            if day.year >= x.first:
                yield line((x(in_years(day)), top), (x(in_years(day)), bottom), INK, 1, dash)


def act_lanes(marks: pd.DataFrame, names: Mapping[str, str], x: Scale, top: float) -> Iterator[str]:
    """A lane for each treaty and state, with its name, its signs, and a line for what lasts.

    `marks` come from course.tallies.beside. An entry into force lasts to the edge, a pause to its
    recorded end.
    """
    lanes = dict.fromkeys(marks["lane"])
    places = {lane: top + LANE * (place + 0.5) for place, lane in enumerate(lanes)}
    for lane, y in places.items():
        yield line((x.start, y), (x.end, y), GRID)
        yield text(x.start - 8, y + 4, names.get(lane, lane), "end")
    rows = marks.to_dict("records")
    for row in rows:
        if row["end"] is not None or row["kind"] == IN_FORCE:
            y = places[row["lane"]]
            end = x.last if row["end"] is None else min(in_years(row["end"]), x.last)
            start = max(in_years(row["day"]), x.first)
            yield line((x(start), y), (x(end), y), INK, 5)
    for row in rows:
        if row["day"].year >= x.first:
            shape, fill = _SIGNS[row["kind"]]
            lane = names.get(row["lane"], row["lane"])
            yield element(
                "path", f"{lane}, {row['day']}, {row['kind']}: {row['detail']}",
                d=sign(shape, x(in_years(row["day"])), places[row["lane"]], 5.5), fill=fill,
                stroke=INK, stroke_width=2, pointer_events="all",
            )  # fmt: skip
