"""Declared numbers against a limit: a chart and the sentence that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from course.figures.voice import INK, figure
from course.limits import BOUND, NO_LONGER, NOT_YET, OPEN, stretches
from course.style import PALETTE

_LOOKS = (
    (PALETTE["blue"], "circle", "solid"),
    (PALETTE["vermilion"], "square", "dash"),
    (PALETTE["green"], "diamond", "dot"),
)
"""Colour, shape and line of each side."""
_ABOVE = {
    NOT_YET: ("above a limit that did not bind yet", "circle-open"),
    BOUND: ("above a limit that bound", "x"),
    NO_LONGER: ("above a limit that bound no longer", "diamond-open"),
}
_Drawn = Iterator[dict[str, Any]]
"""Parts of a chart as plotly's own dictionaries."""


def limits_figure(rows: pd.DataFrame, what: str, names: Mapping[str, str]) -> go.Figure:
    """The declared numbers of each side on a time line, and the limit with the day it binds from.

    `rows` are those of one aggregate, from course.limits.declared; `what` says what is counted,
    `names` how each state is called.
    """
    limit, first, until = rows.iloc[0][["limit", "from", "until"]]
    start, end = min(rows["date"].min(), first), max(rows["date"].max(), first)
    end = end if until == OPEN else max(end, until)
    parts = [
        *_sides(rows, names),
        *_rings(rows),
        *_bar(limit, start, first, "dot", "the limit, not binding yet"),
        *_bar(limit, first, end if until == OPEN else until, "solid", "the limit"),
    ]
    edges = [("binds from", first, "left"), ("binds until", until, "right")]
    edges = [edge for edge in edges if edge[1] != OPEN]
    return figure(
        f"When was a declared number above {limit:,}, and did that limit bind then?",
        "day for which the number is declared",
        "<br>".join(wrap(what, 34)),
        480,
        parts,
        xaxis={"automargin": False},
        yaxis={"automargin": False, "tickformat": ","},
        shapes=[_edge(day) for _, day, _ in edges],
        annotations=[_note(f"{words} {day}", day, side) for words, day, side in edges],
        legend={"orientation": "h", "y": -0.26, "yanchor": "top", "x": 0},
        margin={"t": 80, "b": 128, "l": 104},  # fixed: to find it out takes several drawings
    )


def _sides(rows: pd.DataFrame, names: Mapping[str, str]) -> _Drawn:
    for state, (colour, symbol, dash) in zip(dict.fromkeys(rows["state"]), _LOOKS, strict=False):
        own = rows[rows["state"] == state]
        yield {
            "type": "scatter",
            "x": own["date"].tolist(),
            "y": own["number"].tolist(),
            "mode": "lines+markers",
            "name": names[state],
            "line": {"color": colour, "dash": dash, "width": 2},
            "marker": {"symbol": symbol, "size": 9, "color": colour},
            "hovertemplate": f"{names[state]}, %{{x|%Y-%m-%d}}: %{{y:,}}<extra></extra>",
        }


def _rings(rows: pd.DataFrame) -> _Drawn:
    """A sign around each number that is above the limit: another one where the limit bound."""
    for bound, (name, symbol) in _ABOVE.items():
        own = rows[rows["above"] & (rows["bound"] == bound)]
        if len(own):
            yield {
                "type": "scatter",
                "x": own["date"].tolist(),
                "y": own["number"].tolist(),
                "mode": "markers",
                "name": name,
                "marker": {"symbol": symbol, "size": 17, "color": INK, "line": {"width": 2}},
                "hoverinfo": "skip",
            }


def _bar(limit: int, start: str, end: str, dash: str, name: str) -> _Drawn:
    if start < end:
        yield {
            "type": "scatter",
            "x": [start, end],
            "y": [int(limit)] * 2,
            "mode": "lines",
            "name": name,
            "line": {"color": INK, "dash": dash, "width": 3},
            "hovertemplate": f"{name}: {limit:,}<extra></extra>",
        }


def _edge(day: str) -> dict[str, Any]:
    line = {"color": INK, "width": 2, "dash": "dashdot"}
    return {"type": "line", "x0": day, "x1": day, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _note(words: str, day: str, side: str) -> dict[str, Any]:
    place = {"x": day, "y": 1, "yref": "paper", "xanchor": side, "yanchor": "bottom"}
    return {"text": words, "showarrow": False, **place}


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
