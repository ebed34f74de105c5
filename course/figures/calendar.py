"""Dates on a calendar: a timeline as a chart and as a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from course.dating import KINDS, Interval, Month
from course.figures.voice import INK, figure
from course.style import PALETTE, PATTERNS

_SYMBOLS = ("square", "diamond", "circle", "triangle-up", "cross", "hexagon", "star", "bowtie")
_DAY = 86_400_000
"""A day in the milliseconds in which plotly counts time."""

Window = tuple[date, date]
"""The first and the last day that a timeline shows."""


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
        height=220 + 30 * len(frame),
    )
    names = {str(row["id"]): _row_name(row) for row in frame.to_dict("records")}
    looks = zip(cycle(PALETTE.values()), cycle(PATTERNS), cycle(_SYMBOLS), strict=False)
    extra = [kind for kind in dict.fromkeys(frame["kind"]) if kind not in KINDS]
    for kind, look in zip((*KINDS, *extra), looks, strict=False):
        rows = frame[frame["kind"] == kind].to_dict("records")
        if rows:
            _add_kind(chart, kind, rows, names, window, look)
    if outside is not None:
        _add_outside(chart, outside, names)
    if interval:
        first = max(interval.earliest.day, window[0]) if interval.earliest else window[0]
        last = min(interval.latest.day, window[1]) if interval.latest else window[1]
        _add_band(chart, first, last, "can have been written", "dot", 1.0)
    if anchor:
        _add_band(chart, anchor.first, anchor.last, f"“today” = {anchor}", "solid", 1.06)
    chart.update_xaxes(type="date", range=[one.isoformat() for one in window])
    chart.update_yaxes(categoryorder="array", categoryarray=list(names.values())[::-1])
    legend = {"orientation": "h", "y": -0.12, "yanchor": "top", "x": 0}
    return chart.update_layout(barmode="overlay", legend=legend, margin={"t": 96})


def _row_name(row: dict[Any, Any]) -> str:
    words = row["exact"] if len(row["exact"]) <= 24 else f"{row['exact'][:22]}…"
    return f"{row['id']} “{words}” {row['sentence']} · {row['precision']}"


def _add_kind(
    chart: go.Figure,
    kind: str,
    rows: list[dict[Any, Any]],
    names: dict[str, str],
    window: Window,
    look: tuple[str, str, str],
) -> None:
    """The bars of one kind and the shapes on them; rows without a place get an empty row."""
    colour, pattern, symbol = look
    bars, shapes = [], []
    for row in rows:
        name, first, last = names[row["id"]], row["first"], row["last"]
        start, end = max(first or window[0], window[0]), min(last or window[1], window[1])
        if (first or last) and start <= end:
            bars.append((name, start.isoformat(), _DAY * ((end - start).days + 1)))
            shapes.append((name, (start + (end - start) / 2).isoformat(), symbol))
            if not first:
                shapes.append((name, start.isoformat(), "triangle-left"))
            if not last:
                shapes.append((name, end.isoformat(), "triangle-right"))
        else:
            shapes.append((name, None, symbol))
    chart.add_bar(
        orientation="h",
        y=[name for name, _, _ in bars],
        base=[start for _, start, _ in bars],
        x=[width for _, _, width in bars],
        width=0.5,
        marker={
            "color": colour,
            "opacity": 0.55,
            "line": {"color": colour, "width": 2},
            "pattern": {"shape": pattern, "fgcolor": INK, "size": 8},
        },
        showlegend=False,
        hoverinfo="skip",
    )
    chart.add_scatter(
        mode="markers",
        name=kind,
        y=[name for name, _, _ in shapes],
        x=[at for _, at, _ in shapes],
        marker={
            "symbol": [shape for _, _, shape in shapes],
            "size": 13,
            "color": colour,
            "line": {"color": INK, "width": 1},
        },
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


def _add_band(
    chart: go.Figure, first: date, last: date, words: str, dash: str, height: float
) -> None:
    """A stretch of time through all rows, named above the chart."""
    ends = {"x0": first.isoformat(), "x1": (last + timedelta(days=1)).isoformat()}
    frame = {"color": INK, "dash": dash, "width": 2}
    chart.add_shape(
        type="rect", **ends, y0=0, y1=1, yref="paper", line=frame, fillcolor="rgba(128,128,128,0.1)"
    )
    middle = (first + (last - first) / 2).isoformat()
    text = {"text": words, "x": middle, "y": height, "yref": "paper", "showarrow": False}
    chart.add_annotation(**text, yanchor="bottom")


def timeline_sentence(frame: pd.DataFrame) -> str:
    """What a timeline shows: how many expressions of each kind, and how many have both ends."""
    counts = frame["kind"].value_counts(sort=False)
    kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    whole = int(frame[["first", "last"]].notna().all(axis=1).sum())
    own = int((frame[["first", "last"]].notna().all(axis=1) & (frame["hangs on"] == "")).sum())
    return (
        f"{len(frame)} expressions of time: {kinds}. {own} have a first and a last day by their "
        f"own words, {whole} once the rest is placed as shown."
    )
