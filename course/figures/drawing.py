"""Drawings: charts as HTML with SVG, in the voice that all charts share.

An explorer's chart changes with every click. A drawing is on the page several times as fast as a
chart of plotly's; its words take the page's own colour, light or dark, and what a pointer is told
stands in the drawing itself. Lessons draw with plotly, which a student takes along.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

WIDTH = 840
"""Of every drawing, in units of its own; a narrower page shows all of it smaller, down to 640 px;
below that it moves sideways."""
GRID = "rgba(128,128,128,0.35)"
GROUND = "rgba(128,128,128,0.16)"
DASHES = {
    "solid": "", "dash": "8 5", "dot": "2 4", "dashdot": "8 4 2 4", "longdash": "14 5",
    "longdashdot": "14 4 2 4",
}  # fmt: skip
"""Kinds of line, as the lengths of strokes and gaps."""

Point = tuple[float, float]


def _ring(number: int, inner: float = 1.0) -> list[Point]:
    """Points around the middle, the first at the top; every other one at the `inner` distance."""
    turns = (
        (math.tau * place / number, 1.0 if place % 2 == 0 else inner) for place in range(number)
    )
    return [(far * math.sin(turn), -far * math.cos(turn)) for turn, far in turns]


_PLUS = [
    (-0.35, -1.0), (0.35, -1.0), (0.35, -0.35), (1.0, -0.35), (1.0, 0.35), (0.35, 0.35),
    (0.35, 1.0), (-0.35, 1.0), (-0.35, 0.35), (-1.0, 0.35), (-1.0, -0.35), (-0.35, -0.35),
]  # fmt: skip
_AREAS: dict[str, list[Point]] = {
    "circle": [],
    "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "diamond": [(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)],
    "cross": _PLUS,
    "x": [((x - y) * 0.75, (x + y) * 0.75) for x, y in _PLUS],
    "triangle-up": [(0.0, -1.0), (1.0, 0.85), (-1.0, 0.85)],
    "triangle-left": [(-1.0, 0.0), (0.85, -1.0), (0.85, 1.0)],
    "triangle-right": [(1.0, 0.0), (-0.85, 1.0), (-0.85, -1.0)],
    "star": _ring(10, 0.45),
    "hexagon": _ring(6),
    "bowtie": [(-1.0, -0.9), (1.0, 0.9), (1.0, -0.9), (-1.0, 0.9)],
}
_STROKES: dict[str, list[tuple[Point, Point]]] = {
    "x-thin": [((-0.8, -0.8), (0.8, 0.8)), ((-0.8, 0.8), (0.8, -0.8))],
    "cross-thin": [((0.0, -1.0), (0.0, 1.0)), ((-1.0, 0.0), (1.0, 0.0))],
    "line": [((0.0, -1.0), (0.0, 1.0))],
}
SIGNS = (*_AREAS, *_STROKES)
"""The names of the signs that can stand at a point."""

_TILES = {
    "/": "M-1 7L7 -1M-1 1L1 -1M5 7L7 5",
    ".": "M1.9 3a1.1 1.1 0 1 0 2.2 0a1.1 1.1 0 1 0 -2.2 0",
    "x": "M0 0L6 6M0 6L6 0",
    "-": "M0 3H6",
    "\\": "M-1 -1L7 7M5 -1L7 1M-1 5L1 7",
    "|": "M3 0V6",
    "+": "M3 0V6M0 3H6",
}
"""What a tile of each pattern of course.style.PATTERNS shows; the first has no pattern."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values stand on an axis: `first` at the place `start`, `last` at the place `end`."""

    first: float
    last: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands."""
        share = (value - self.first) / ((self.last - self.first) or 1)
        return round(self.start + share * (self.end - self.start), 1)

    def side(self, value: float) -> str:
        """How words at a value are anchored, so that they stay on the drawing."""
        share = (value - self.first) / ((self.last - self.first) or 1)
        return "end" if share > 0.8 else "start" if share < 0.2 else "middle"


def ticks(first: float, last: float, most: int) -> list[int]:
    """Round whole numbers from `first` to `last`, in steps of which at most `most` fit between."""
    steps = (size * 10**power for power in count() for size in (1, 2, 5))
    step = next(one for one in steps if last - first <= most * one)
    return list(range(math.ceil(first / step) * step, math.floor(last) + 1, step))


def calendar(first: date, last: date, most: int = 10) -> list[tuple[int, str]]:
    """Days to name between two days, as ordinals with their names: beginnings of years, or months.

    Months are named where fewer than three years are shown.
    """
    if last.year - first.year < 3:
        years = range(first.year, last.year + 1)
        days = [date(year, month, 1) for year in years for month in (1, 4, 7, 10)]
        named = [(day, f"{day:%Y-%m}") for day in days]
    else:
        named = [(date(year, 1, 1), str(year)) for year in ticks(first.year, last.year, most)]
    return [(day.toordinal(), words) for day, words in named if first <= day <= last]


def element(name: str, says: str = "", **attributes: object) -> str:
    """One element of a drawing; `says` is what a pointer on it is told."""
    own = "".join(f' {key.strip("_").replace("_", "-")}="{value}"'
                  for key, value in attributes.items())  # fmt: skip
    told = f"<title>{html.escape(says)}</title>" if says else ""
    return f"<{name}{own}>{told}</{name}>"


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    """Words at a point, which is their start, middle or end."""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{html.escape(words)}</text>'


def line(start: Point, end: Point, colour: str, width: float = 1, dash: str = "solid") -> str:
    """A straight line; `dash` is one of DASHES."""
    return stroke(f"M{start[0]} {start[1]}L{end[0]} {end[1]}", colour, width, dash)


def stroke(path: str, colour: str, width: float = 1, dash: str = "solid") -> str:
    """A line along a path; `dash` is one of DASHES."""
    dashed = {"stroke_dasharray": DASHES[dash]} if DASHES[dash] else {}
    return element("path", d=path, fill="none", stroke=colour, stroke_width=width, **dashed)


def sign(shape: str, x: float, y: float, size: float) -> str:
    """One of SIGNS around a point, as a piece of a path; `size` is half its height."""
    if shape == "circle":
        arc = f"a{size} {size} 0 1 0 "
        return f"M{x - size:.1f} {y}{arc}{2 * size} 0{arc}{-2 * size} 0Z"
    if shape in _STROKES:
        return "".join(
            f"M{x + a * size:.1f} {y + b * size:.1f}L{x + c * size:.1f} {y + d * size:.1f}"
            for (a, b), (c, d) in _STROKES[shape]
        )
    points = (f"{x + a * size:.1f} {y + b * size:.1f}" for a, b in _AREAS[shape])
    return f"M{'L'.join(points)}Z"


def patterned(name: str, colour: str, pattern: str) -> tuple[str, str]:
    """The definition of a fill, and the word that uses it: a colour with a pattern upon it.

    `name` must be one that nothing else on the page has. Without a pattern nothing is defined.
    """
    if not pattern:
        return "", colour
    tile = element("path", d=_TILES[pattern], fill="none" if pattern != "." else "#222222",
                   stroke="#222222", stroke_width=1 if pattern != "." else 0)  # fmt: skip
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{colour}"></rect>{tile}</pattern>',
        f"url(#{name})",
    )


def across(scale: Scale, named: Iterable[tuple[float, str]], top: float, bottom: float) -> str:
    """The lines of an axis from left to right, and its words below `bottom`."""
    parts = []
    for value, words in named:
        parts.append(line((scale(value), top), (scale(value), bottom), GRID))
        parts.append(text(scale(value), bottom + 18, words, "middle"))
    return "".join(parts)


def down(scale: Scale, named: Iterable[tuple[float, str]], left: float, right: float) -> str:
    """The lines of an axis from top to bottom, and its words before `left`."""
    parts = []
    for value, words in named:
        parts.append(line((left, scale(value)), (right, scale(value)), GRID))
        parts.append(text(left - 8, scale(value) + 4, words, "end"))
    return "".join(parts)


def key(sample: str, words: str) -> str:
    """One entry of a legend: a sample, 24 by 14, drawn beside its words."""
    drawn = f'<svg width="24" height="14" aria-hidden="true">{sample}</svg>'
    return f'<span class="owt-key">{drawn} {html.escape(words)}</span>'


def drawing(question: str, height: float, parts: Iterable[str], keys: Sequence[str] = ()) -> str:
    """The whole drawing as HTML: the question that it answers, its legend, the picture."""
    legend = f'<p class="owt-keys">{" ".join(keys)}</p>' if keys else ""
    asked = html.escape(question)
    label = f"{asked} The sentence above says what the drawing shows."
    return (
        f'<div class="owt-chart"><p><strong>{asked}</strong></p>'
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{"".join(parts)}'
        f"</svg>{legend}</div>"
    )
