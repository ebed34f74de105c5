"""Lives of treaties: stretches of status on a calendar, as a drawing and as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from course.figures.drawing import (
    GRID,
    WIDTH,
    Scale,
    across,
    calendar,
    drawing,
    element,
    key,
    line,
    patterned,
    sign,
    stroke,
    text,
)
from course.style import INK, PALETTE


@dataclass(frozen=True, slots=True)
class Look:
    """How statuses are drawn: name in the legend, colour, pattern, height of the bar."""

    name: str
    statuses: tuple[str, ...]
    colour: str
    pattern: str
    height: float


LOOKS = (
    Look(
        "signed, agreed or ratified",
        ("signed", "ratified, not in force"),
        PALETTE["grey"],
        "/",
        0.22,
    ),
    Look("applied provisionally", ("applied provisionally",), PALETTE["sky"], ".", 0.4),
    Look("in force", ("in force",), PALETTE["blue"], "", 0.62),
    Look("suspended as claimed", ("in force, suspended as claimed",), PALETTE["orange"], "x", 0.62),
    Look("in effect, not in law", ("in effect",), PALETTE["green"], "-", 0.4),
    Look("disputed", ("disputed",), PALETTE["vermilion"], "\\", 0.4),
    Look("not known", ("not known",), PALETTE["purple"], "+", 0.22),
)
ENDS = {
    "ended by withdrawal": "x-thin",
    "ended by expiry": "square",
    "ended by supersession": "diamond",
    "ended by termination": "cross-thin",
    "given up, never in force": "circle",
}
"""The shape of each end."""

_TOP, _ROW, _RIGHT = 62, 26, WIDTH - 24
"""Room above the rows, for the days; the height of a row; where the rows end."""

Window = tuple[date, date]
Gap = tuple[date, date]


def lives_figure(
    lives: pd.DataFrame,
    names: Mapping[str, str],
    window: Window,
    gaps: Sequence[Gap] = (),
    days: Sequence[date] = (),
    own: str = "lives",
) -> str:
    """Stretches of treaties on a calendar, a row for each treaty in the order of `names`.

    `lives` has treaty, from, until (NaT: goes on) and status; `names` what each row is called;
    `gaps` are shaded; one that reaches the end of the window is still open. `days` are one or two
    that get a line each, the second a dashed one. `own` is a word that no other drawing on the
    page has.
    """
    window = min(window[0], *days, window[1]), window[1]
    left = 24 + 7 * max(map(len, names.values()), default=0)
    bottom = _TOP + _ROW * max(len(names), 3)
    x = Scale(window[0].toordinal(), window[1].toordinal(), left, _RIGHT)
    heights = {one: _TOP + _ROW * (place + 0.5) for place, one in enumerate(names)}
    parts = [across(x, calendar(*window), _TOP, bottom), text(_RIGHT, bottom + 38, "time", "end")]
    for begin, end in gaps:
        parts += _gap(x, max(begin, window[0]), min(end, window[1]), bottom, window)
    for name, y in heights.items():
        parts += [line((left, y), (_RIGHT, y), GRID), text(left - 8, y + 4, names[name], "end")]
    rows = lives[lives["treaty"].isin(list(names))].to_dict("records")
    stretches = [one for row in rows if (one := _stretch(row, names, heights, x))]
    keys = []
    for place, look in enumerate(LOOKS):
        define, fill = patterned(f"owt-{own}-{place}", look.colour, look.pattern)
        bars = [_bar(one, look, fill) for one in stretches if one.status in look.statuses]
        if bars:
            parts += [f"<defs>{define}</defs>", *bars]
            sample = _Stretch("", "", 0, 24, 7)
            keys.append(key(_bar(sample, look, fill, 20), look.name))
    for status, shape in ENDS.items():
        ends = [one for one in stretches if one.status == status and one.is_begun]
        if ends:
            parts += [_end(one, shape) for one in ends]
            keys.append(key(stroke(sign(shape, 12, 7, 5.5), INK, 2.5), status))
    parts += _days(x, days, bottom)
    return drawing("What was in force, and when?", bottom + 44, parts, keys)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of one status as far as it is shown: its words, its edges, where it stands."""

    status: str
    says: str
    left: float
    right: float
    y: float
    is_begun: bool = True
    """Whether it begins where it is shown to begin."""


def _stretch(
    row: Mapping[Any, Any], names: Mapping[str, str], heights: Mapping[str, float], x: Scale
) -> _Stretch | None:
    """A row of lives as far as it is shown; None where it lies outside."""
    first = row["from"].toordinal()
    last = x.last if pd.isna(row["until"]) else min(row["until"].toordinal(), x.last)
    start = max(first, x.first)
    if start >= last:
        return None
    says = f"{names[row['treaty']]}: {row['status']} from {row['from']:%Y-%m-%d}"
    y = heights[row["treaty"]]
    return _Stretch(row["status"], says, x(start), x(last), y, first == start)


def _bar(one: _Stretch, look: Look, fill: str, row: float = _ROW) -> str:
    high = round(row * look.height, 1)
    return element(
        "rect", one.says, x=one.left, y=round(one.y - high / 2, 1), height=high, fill=fill,
        width=round(one.right - one.left, 1), stroke=look.colour,
    )  # fmt: skip


def _end(one: _Stretch, shape: str) -> str:
    return element(
        "path", one.says, d=sign(shape, one.left, one.y, 5.5), fill="none", stroke=INK,
        stroke_width=2.5, pointer_events="all",
    )  # fmt: skip


def _gap(x: Scale, first: date, last: date, bottom: float, window: Window) -> Iterator[str]:
    """A stretch through all rows in which nothing was in force, with its length above it."""
    if first >= last:
        return
    left, right = x(first.toordinal()), x(last.toordinal())
    yield element(
        "rect", x=left, y=_TOP, width=round(right - left, 1), height=bottom - _TOP,
        fill="rgba(128,128,128,0.14)", stroke=INK, stroke_dasharray="2 4",
    )  # fmt: skip
    middle = first + (last - first) / 2
    told = f"gap since {first}" if last >= window[1] else f"gap: {(last - first).days:,} days"
    yield text((left + right) / 2, _TOP - 6, told, x.side(middle.toordinal()))


def _days(x: Scale, days: Sequence[date], bottom: float) -> Iterator[str]:
    """A line for the day and a dashed one for the second, named above it."""
    for number, day in enumerate(days):
        place = x(day.toordinal())
        yield line((place, _TOP), (place, bottom), INK, 2.5, ("solid", "dash")[number])
        told = f"{('day', 'second day')[number]} {day}"
        yield text(place, _TOP - 24 - 18 * number, told, x.side(day.toordinal()))


def lives_sentence(lives: pd.DataFrame, names: Mapping[str, str], day: date) -> str:
    """Which treaties are in force on a day, which of them suspended, and how the others stand."""
    at = pd.Timestamp(day)
    now = lives[(lives["from"] <= at) & ~(lives["until"] <= at)]
    status = dict(zip(now["treaty"], now["status"], strict=True))
    groups = (
        ("in force", ("in force", "in force, suspended as claimed")),
        ("in effect without being law", ("in effect",)),
        ("applied provisionally", ("applied provisionally",)),
        ("signed or agreed, and not in force", ("signed", "ratified, not in force")),
        ("disputed", ("disputed",)),
        ("not known", ("not known",)),
    )
    told = []
    for words, statuses in groups:
        mine = [one for one in names if status.get(one) in statuses]
        if not mine and words != "in force":
            continue
        listed = "; ".join(
            names[one] + (" (suspended as claimed)" if "suspended" in status[one] else "")
            for one in mine
        )
        told.append(f"{words} {len(mine)}" + (f": {listed}" if mine else ""))
    rest = "".join(f" {one[0].upper()}{one[1:]}." for one in told[1:])
    return f"On {day.isoformat()}: {told[0]}.{rest}"
