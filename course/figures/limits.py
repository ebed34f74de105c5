"""Declared numbers against a limit: a drawing and the sentence that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from course.figures.drawing import (
    WIDTH,
    Scale,
    across,
    calendar,
    down,
    drawing,
    element,
    key,
    line,
    sign,
    stroke,
    text,
    ticks,
)
from course.limits import BOUND, NO_LONGER, NOT_YET, OPEN, stretches
from course.style import INK, PALETTE

_LOOKS = (
    (PALETTE["blue"], "circle", "solid"),
    (PALETTE["vermilion"], "square", "dash"),
    (PALETTE["green"], "diamond", "dot"),
)
"""Colour, shape and line of each side."""
_ABOVE = {
    NOT_YET: ("above a limit that did not bind yet", "circle"),
    BOUND: ("above a limit that bound", "x-thin"),
    NO_LONGER: ("above a limit that bound no longer", "diamond"),
}
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, WIDTH - 16, 52, 372


def limits_figure(rows: pd.DataFrame, what: str, names: Mapping[str, str]) -> str:
    """The declared numbers of each side on a time line, and the limit with the day it binds from.

    `rows` are those of one aggregate, from course.limits.declared; `what` says what is counted,
    `names` how each state is called.
    """
    limit, first, until = rows.iloc[0][["limit", "from", "until"]]
    start, end = min(rows["date"].min(), first), max(rows["date"].max(), first)
    end = end if until == OPEN else max(end, until)
    numbers = [*rows["number"].tolist(), int(limit)]
    room = max(max(numbers) - min(numbers), 10) * 0.08
    x = Scale(_place(start), _place(end), _LEFT + 16, _RIGHT - 16)
    y = Scale(min(numbers) - room, max(numbers) + room, _BOTTOM, _TOP)
    days = calendar(date.fromisoformat(start), date.fromisoformat(end))
    parts = [
        text(_LEFT, 14, what),
        across(x, days, _TOP, _BOTTOM),
        down(y, [(one, f"{one:,}") for one in ticks(y.first, y.last, 6)], _LEFT, _RIGHT),
        text(_RIGHT, _BOTTOM + 38, "day for which the number is declared", "end"),
    ]
    keys = []
    for begin, stop, dash, words in (
        (start, first, "dot", "the limit, not binding yet"),
        (first, end if until == OPEN else until, "solid", "the limit"),
    ):
        if begin < stop:
            parts.append(
                line((x(_place(begin)), y(limit)), (x(_place(stop)), y(limit)), INK, 3, dash)
            )
            keys.append(key(stroke("M0 7H24", INK, 3, dash), words))
    for day, words, anchor in ((first, "from", "start"), (until, "until", "end")):
        if day != OPEN:
            place = x(_place(day))
            parts.append(line((place, _TOP), (place, _BOTTOM), INK, 2, "dashdot"))
            parts.append(text(place, _TOP - 8, f"binds {words} {day}", anchor))
    sides = list(dict.fromkeys(rows["state"]))
    for state, look in zip(sides, _LOOKS, strict=False):
        parts += _side(rows[rows["state"] == state], names[state], look, x, y)
        keys.append(key(stroke("M0 7H24", look[0], 2, look[2]) + _mark(look, 12, 7), names[state]))
    for bound, (words, shape) in _ABOVE.items():
        own = rows[rows["above"] & (rows["bound"] == bound)]
        points = zip(own["date"].map(_place), own["number"], strict=True)
        rings = "".join(sign(shape, x(day), y(number), 8.5) for day, number in points)
        if rings:
            parts.append(stroke(rings, INK, 2))
            keys.append(key(stroke(sign(shape, 12, 7, 5.5), INK, 2), words))
    question = f"When was a declared number above {limit:,}, and did that limit bind then?"
    return drawing(question, _BOTTOM + 44, parts, keys)


def _place(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _side(
    own: pd.DataFrame, name: str, look: tuple[str, str, str], x: Scale, y: Scale
) -> Iterator[str]:
    """The line of one side, and a sign for each of its numbers."""
    points = [(day, x(_place(day)), y(number), number)
              for day, number in zip(own["date"], own["number"].tolist(), strict=True)]  # fmt: skip
    path = "".join(f"L{place} {height}" for _, place, height, _ in points)
    yield stroke(f"M{path[1:]}", look[0], 2, look[2])
    for day, place, height, number in points:
        yield _mark(look, place, height, f"{name}, {day}: {number:,}")


def _mark(look: tuple[str, str, str], x: float, y: float, says: str = "") -> str:
    return element("path", says, d=sign(look[1], x, y, 4.5), fill=look[0])


def limits_sentence(rows: pd.DataFrame, what: str, names: Mapping[str, str]) -> str:
    """What the chart shows: from when the limit binds, and who was above it on which dates."""
    limit, first, until = rows.iloc[0][["limit", "from", "until"]]
    span = f"binds from {first} on" if until == OPEN else f"binds from {first} until {until}"
    told = [f"{what[:1].upper()}{what[1:]}: the limit of {limit:,} {span}."]
    for bound, when in (
        (NOT_YET, "Before it bound"),
        (BOUND, "While it bound"),
        (NO_LONGER, "When it bound no longer"),
    ):
        part = rows[rows["bound"] == bound]
        if part.empty:
            continue
        clauses = [
            _clause(names[state], part[part["state"] == state])
            for state in dict.fromkeys(part["state"])
        ]
        told.append(f"{when}: {'; '.join(clauses)}.")
    if (rows["above"] & (rows["bound"] == NOT_YET)).any():
        told.append("A number above a limit that does not bind yet breaks nothing.")
    ends = [
        f"{names[state]} {rows[rows['state'] == state]['date'].max()}"
        for state in dict.fromkeys(rows["state"])
    ]
    told.append(f"Last declared numbers shown: {', '.join(ends)}.")
    return " ".join(told)


def _clause(name: str, own: pd.DataFrame) -> str:
    """Of one state: on how many of its dates it was above, and on which."""
    runs = stretches(own, own["above"])
    if not runs:
        return f"{name} above it on none of {len(own)} dates"
    count = sum(many for _, _, many in runs)
    dates = ", ".join(a if a == b else f"{a} to {b}" for a, b, _ in runs)
    return f"{name} above it on {count} of {len(own)} dates ({dates})"
