"""Dates on a calendar: a timeline as a drawing and as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import pandas as pd

from course.dating import KINDS, Interval, Month
from course.figures.drawing import (
    DASHES,
    GRID,
    WIDTH,
    Scale,
    across,
    calendar,
    drawing,
    element,
    line,
    sign,
    text,
)
from course.style import INK, PALETTE

_SYMBOLS = ("square", "diamond", "circle", "triangle-up", "cross", "hexagon", "star", "bowtie")
_ARROWS = ("triangle-left", "triangle-right")
_LEFT, _RIGHT, _TOP, _ROW = 316, WIDTH - 40, 64, 27

Window = tuple[date, date]
"""The first and the last day that a timeline shows."""


def timeline_figure(
    frame: pd.DataFrame,
    window: Window,
    anchor: Month | None = None,
    interval: Interval | None = None,
    outside: pd.DataFrame | None = None,
) -> str:
    """Dates on a calendar: a row for each, its width the precision, its shape the kind.

    `frame` is what dating.placed gives; `outside` has id, first and last of what witnesses say.
    """
    x = Scale(window[0].toordinal(), window[1].toordinal() + 1, _LEFT, _RIGHT)
    bottom = _TOP + _ROW * len(frame)
    heights = {name: _TOP + _ROW * (row + 0.5) for row, name in enumerate(frame["id"])}
    parts = [
        text(0, 14, "words of the text"),
        text(_RIGHT, bottom + 38, "time", "end"),
        across(x, calendar(*window), _TOP, bottom),
    ]
    if interval:
        first = max(interval.earliest.day, window[0]) if interval.earliest else window[0]
        last = min(interval.latest.day, window[1]) if interval.latest else window[1]
        parts += _band(x, first, last, bottom, "can have been written", "dot", 6)
    if anchor:
        words = f"“today” = {anchor}"
        parts += _band(x, anchor.first, anchor.last, bottom, words, "solid", 24)
    extra = [kind for kind in dict.fromkeys(frame["kind"]) if kind not in KINDS]
    colours = dict(
        zip(
            (*KINDS, *extra),
            zip(cycle(PALETTE.values()), cycle(_SYMBOLS), strict=False),
            strict=False,
        )
    )
    for row in frame.to_dict("records"):
        y, (colour, symbol) = heights[row["id"]], colours[row["kind"]]
        parts.append(line((_LEFT, y), (_RIGHT, y), GRID))
        parts.append(text(_LEFT - 12, y + 4, _row_name(row), "end"))
        parts += _expression(row, window, x, y, colour, symbol)
    if outside is not None:
        parts += _outside(outside, x, heights)
        parts.append(text(_RIGHT, _TOP - 42, "✕ what witnesses say", "end"))
    return drawing("When did it happen, and how exactly does the text say so?", bottom + 44, parts)


def _row_name(row: Mapping[Any, Any]) -> str:
    words = row["exact"] if len(row["exact"]) <= 18 else f"{row['exact'][:16]}…"
    return f"{row['id']} {row['kind']}: “{words}” · {row['precision']}"


def _expression(
    row: Mapping[Any, Any], window: Window, x: Scale, y: float, colour: str, symbol: str
) -> Iterator[str]:
    """The bar of one row, if it has a place, and the shapes on it."""
    first, last = row["first"], row["last"]
    if not (first or last):
        return
    start, end = max(first or window[0], window[0]), min(last or window[1], window[1])
    says = f"{_row_name(row)}: {first or 'open'} to {last or 'open'}"

    def shape(name: str, day: date) -> str:
        return element(
            "path", says, d=sign(name, x(day.toordinal()), y, 6.5), fill=colour, stroke=INK,
            class_=f"owt-{name}",
        )  # fmt: skip

    if start > end:  # all of it lies beyond the edge: an arrow points there
        early = end < window[0]
        yield shape(_ARROWS[not early], window[not early])
        return
    # Filled so little that the shape on it stands out; its edge has the full colour. The shape
    # says the kind: a pattern would say the same again.
    left, right = x(start.toordinal()), x(end.toordinal() + 1)
    yield element(
        "rect", says, x=left, y=y - 7, width=round(right - left, 1), height=14, fill=colour,
        fill_opacity=0.15, stroke=colour, stroke_width=2,
    )  # fmt: skip
    # The shape stands in the middle, or at the only end that is known.
    yield shape(symbol, start + (end - start) / 2 if first and last else end if last else start)
    if not first or first < window[0]:
        yield shape(_ARROWS[0], window[0])
    if not last or last > window[1]:
        yield shape(_ARROWS[1], window[1])


def _outside(outside: pd.DataFrame, x: Scale, heights: Mapping[str, float]) -> Iterator[str]:
    """A sign on each day that witnesses name, a line between two; what is not shown is cut off."""
    for row in outside.to_dict("records"):
        y = heights[row["id"]]
        days = [one for one in (row["first"], row["last"]) if one]
        ends = [min(max(one.toordinal(), x.first), x.last) for one in days]
        if ends and ends[0] < ends[-1]:
            yield line((x(ends[0]), y), (x(ends[-1]), y), PALETTE["grey"], 2, "dash")
        for day in days:
            if x.first <= day.toordinal() <= x.last:
                yield element(
                    "path",
                    f"{row['id']}, witnesses: {day}",
                    d=sign("x", x(day.toordinal()), y, 5.5),
                    fill=PALETTE["grey"],
                    stroke=INK,
                )


def _band(
    x: Scale, first: date, last: date, bottom: float, words: str, dash: str, above: float
) -> Iterator[str]:
    """A stretch of time through all rows, named above the drawing."""
    left, right = x(first.toordinal()), x((last + timedelta(days=1)).toordinal())
    yield element(
        "rect", x=left, y=_TOP, width=round(right - left, 1), height=bottom - _TOP,
        fill="rgba(128,128,128,0.1)", stroke=INK, stroke_width=2, stroke_dasharray=DASHES[dash],
    )  # fmt: skip
    middle = first + (last - first) / 2
    yield text((left + right) / 2, _TOP - above, words, x.side(middle.toordinal()))


def timeline_sentence(frame: pd.DataFrame) -> str:
    """What a timeline shows: how many expressions of each kind, and how many have both ends."""
    counts = frame["kind"].value_counts(sort=False)
    kinds = ", ".join(f"{kind} {count}" for kind, count in counts.items())
    whole = int(frame[["first", "last"]].notna().all(axis=1).sum())
    own = int((frame[["first", "last"]].notna().all(axis=1) & (frame["hangs on"] == "")).sum())
    return (
        f"{len(frame)} expressions of time: {kinds}. {own} have a first and a last day by their "
        f"own words, {whole} once the rest is placed as shown."
    )


def interval_sentence(interval: Interval, witnesses: bool = False) -> str:
    """Between which days a text was written, with the words that set each limit."""
    source = "With the witnesses" if witnesses else "From the text alone"
    limits = [
        f"{words} {limit.day.isoformat()} (“{limit.exact}”, {limit.sentence})"
        for words, limit in (("not before", interval.earliest), ("not after", interval.latest))
        if limit
    ]
    if not limits:
        return f"{source}, nothing limits the time of writing."
    return f"{source}, it was written {' and '.join(limits)}."


def contradicted_sentence(broken: pd.DataFrame, anchor: Month, witnesses: bool = False) -> str:
    """What an assumed month of writing contradicts; `broken` is what dating.contradicted gives."""
    assumed = f"If “today” is in {anchor}"
    if broken.empty:
        nobody = "nothing in the text or the witnesses" if witnesses else "no sentence"
        return f"{assumed}, {nobody} contradicts it."
    told = [
        f"{row['sentence']} (“{row['exact']}”: {row['bound']} {row['day'].isoformat()}"
        + (f", {row['known from']})" if row["known from"] != "the text" else ")")
        for row in broken.to_dict("records")
    ]
    return f"{assumed}, it contradicts {'; '.join(told)}."


def moving_sentence(still: pd.DataFrame, moved: pd.DataFrame) -> str:
    """What an assumed “today” places anew: the dates as placed without it and with it."""
    before, after = still[["first", "last"]], moved[["first", "last"]]
    moves = (before != after) & ~(before.isna() & after.isna())
    names = [f"{row['id']} “{row['exact']}”" for row in moved[moves.any(axis=1)].to_dict("records")]
    return f"With it move {', '.join(names)}; the others stay." if names else ""


def chosen_sentence(
    row: Mapping[Any, Any], outside: tuple[date | None, date | None] | None = None
) -> str:
    """One expression as placed, its kind and its days; `outside` are those that witnesses name."""
    told = (
        f"Chosen: {row['id']} “{row['exact']}” ({row['sentence']}), {row['kind']}, "
        f"{_between(row['first'], row['last'])}"
    )
    return f"{told}; with the witnesses {_between(*outside)}." if outside else f"{told}."


def _between(first: date | None, last: date | None) -> str:
    """The days between which something lies, in words."""
    if not (first or last):
        return "no day is known"
    if not (first and last):
        return f"not before {first}" if first else f"not after {last}"
    return f"on {first}" if first == last else f"{first} to {last}"
