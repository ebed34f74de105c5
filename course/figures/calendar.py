"""Dates on a calendar: a timeline as a chart and as a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from course.dating import KINDS, Interval, Month
from course.figures.voice import INK, figure
from course.style import PALETTE

_SYMBOLS = ("square", "diamond", "circle", "triangle-up", "cross", "hexagon", "star", "bowtie")
_ARROWS = ("triangle-left", "triangle-right")
_TINT = "26"
"""How far a bar is filled, 26 of FF: the shape on it stands out, its edge has the full colour."""
_DAY = 86_400_000
"""A day in the milliseconds in which plotly counts time."""

Window = tuple[date, date]
"""The first and the last day that a timeline shows."""

_Bar = tuple[str, str, int, str]
"""A bar: its row, where it begins, how long it is, its colour."""
_Shape = tuple[str, str | None, str]
"""A shape: its row, its day, its symbol."""


def timeline_figure(
    frame: pd.DataFrame,
    window: Window,
    anchor: Month | None = None,
    interval: Interval | None = None,
    outside: pd.DataFrame | None = None,
) -> go.Figure:
    """Dates on a calendar: a row for each, its width the precision, its shape the kind.

    `frame` is what dating.placed gives; `outside` has id, first and last of what witnesses say.
    """
    chart = figure(
        "When did it happen, and how exactly does the text say so?",
        "time",
        "words of the text",
        height=200 + 30 * len(frame),
    )
    names = {str(row["id"]): _row_name(row) for row in frame.to_dict("records")}
    looks = zip(cycle(PALETTE.values()), cycle(_SYMBOLS), strict=False)
    extra = [kind for kind in dict.fromkeys(frame["kind"]) if kind not in KINDS]
    bars: list[_Bar] = []
    for kind, (colour, symbol) in zip((*KINDS, *extra), looks, strict=False):
        shapes: list[_Shape] = []
        for row in frame[frame["kind"] == kind].to_dict("records"):
            bar, more = _drawn(row, names[row["id"]], window, symbol)
            bars += [(*one, colour) for one in bar]
            shapes += more
        if shapes:
            _add_shapes(chart, kind, shapes, colour)
    _add_bars(chart, bars)
    if outside is not None:
        _add_outside(chart, outside, names)
    if interval:
        first = max(interval.earliest.day, window[0]) if interval.earliest else window[0]
        last = min(interval.latest.day, window[1]) if interval.latest else window[1]
        _add_band(chart, first, last, "can have been written", "dot", 2)
    if anchor:
        _add_band(chart, anchor.first, anchor.last, f"“today” = {anchor}", "solid", 20)
    days = [one.isoformat() for one in window]
    chart.update_xaxes(type="date", range=days, automargin=False)
    chart.update_yaxes(
        categoryorder="array", categoryarray=list(names.values())[::-1], automargin=False
    )
    return chart.update_layout(
        barmode="overlay",
        showlegend=False,
        margin={"t": 104, "l": 300, "r": 72, "b": 64},
        title={"y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 16}},
    )


def _row_name(row: dict[Any, Any]) -> str:
    words = row["exact"] if len(row["exact"]) <= 18 else f"{row['exact'][:16]}…"
    return f"{row['id']} {row['kind']}: “{words}” · {row['precision']}"


def _drawn(
    row: dict[Any, Any], name: str, window: Window, symbol: str
) -> tuple[list[tuple[str, str, int]], list[_Shape]]:
    """The bar of one row, if it has a place, and the shapes on it."""
    first, last = row["first"], row["last"]
    start, end = max(first or window[0], window[0]), min(last or window[1], window[1])
    if not (first or last):
        return [], [(name, None, symbol)]
    if start > end:  # all of it lies beyond the edge: an arrow points there
        early = end < window[0]
        return [], [(name, window[not early].isoformat(), _ARROWS[not early])]
    # The shape stands in the middle, or at the only end that is known.
    middle = start + (end - start) / 2 if first and last else end if last else start
    shapes: list[_Shape] = [(name, middle.isoformat(), symbol)]
    if not first or first < window[0]:
        shapes.append((name, window[0].isoformat(), _ARROWS[0]))
    if not last or last > window[1]:
        shapes.append((name, window[1].isoformat(), _ARROWS[1]))
    return [(name, start.isoformat(), _DAY * ((end - start).days + 1))], shapes


def _add_bars(chart: go.Figure, bars: list[_Bar]) -> None:
    # Each bar carries the shape of its kind; patterns in the bars would double the time to draw.
    names, starts, widths, colours = ([bar[place] for bar in bars] for place in range(4))
    chart.add_bar(
        orientation="h",
        y=names,
        base=starts,
        x=widths,
        width=0.5,
        marker={
            "color": [f"{colour}{_TINT}" for colour in colours],
            "line": {"color": colours, "width": 2},
        },
        hoverinfo="skip",
    )


def _add_shapes(chart: go.Figure, kind: str, shapes: list[_Shape], colour: str) -> None:
    chart.add_scatter(
        mode="markers",
        name=kind,
        y=[name for name, _, _ in shapes],
        x=[at for _, at, _ in shapes],
        marker={
            "symbol": [shape for _, _, shape in shapes],
            "size": 13,
            "opacity": 1,
            "color": colour,
            "line": {"color": INK, "width": 1},
        },
        cliponaxis=False,
        hovertemplate=f"%{{y}}<br>{kind}<extra></extra>",
    )


def _add_outside(chart: go.Figure, outside: pd.DataFrame, names: dict[str, str]) -> None:
    days, rows = [], []
    for row in outside.to_dict("records"):
        ends = [one.isoformat() for one in (row["first"], row["last"]) if one]
        days += [*ends, None]
        rows += [names[row["id"]]] * (len(ends) + 1)
    chart.add_scatter(
        mode="lines+markers",
        name="what witnesses say",
        x=days,
        y=rows,
        line={"color": PALETTE["grey"], "dash": "dash", "width": 2},
        marker={"symbol": "x", "size": 11, "color": PALETTE["grey"]},
        hovertemplate="%{y}<br>witnesses: %{x}<extra></extra>",
    )
    key = {"text": "✕ what witnesses say", "x": 1, "xref": "paper", "xanchor": "right"}
    chart.add_annotation(**key, y=1, yref="paper", yanchor="bottom", yshift=40, showarrow=False)


def _add_band(chart: go.Figure, first: date, last: date, words: str, dash: str, above: int) -> None:
    """A stretch of time through all rows, named above the chart."""
    ends = {"x0": first.isoformat(), "x1": (last + timedelta(days=1)).isoformat()}
    frame = {"color": INK, "dash": dash, "width": 2}
    chart.add_shape(
        type="rect", **ends, y0=0, y1=1, yref="paper", line=frame, fillcolor="rgba(128,128,128,0.1)"
    )
    middle = (first + (last - first) / 2).isoformat()
    text = {"text": words, "x": middle, "y": 1, "yref": "paper", "showarrow": False}
    chart.add_annotation(**text, yanchor="bottom", yshift=above)


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
