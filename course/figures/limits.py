"""Declared numbers against a limit: a chart and the sentence that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

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


def limits_figure(rows: pd.DataFrame, what: str, names: Mapping[str, str]) -> go.Figure:
    """The declared numbers of each side on a time line, and the limit with the day it binds from.

    `rows` are those of one aggregate, from course.limits.declared; `what` says what is counted,
    `names` how each state is called.
    """
    limit, first, until = rows.iloc[0][["limit", "from", "until"]]
    chart = figure(
        f"When was a declared number above {limit:,}, and did that limit bind then?",
        "day for which the number is declared",
        "<br>".join(wrap(what, 34)),
        height=480,
    )
    for state, (colour, symbol, dash) in zip(dict.fromkeys(rows["state"]), _LOOKS, strict=False):
        own = rows[rows["state"] == state]
        chart.add_scatter(
            x=own["date"].tolist(),
            y=own["number"].tolist(),
            mode="lines+markers",
            name=names[state],
            line={"color": colour, "dash": dash, "width": 2},
            marker={"symbol": symbol, "size": 9, "color": colour},
            hovertemplate=f"{names[state]}, %{{x|%Y-%m-%d}}: %{{y:,}}<extra></extra>",
        )
    for bound, name, symbol in (
        (NOT_YET, "above a limit that did not bind yet", "circle-open"),
        (BOUND, "above a limit that bound", "x"),
        (NO_LONGER, "above a limit that bound no longer", "diamond-open"),
    ):
        own = rows[rows["above"] & (rows["bound"] == bound)]
        if len(own):
            chart.add_scatter(
                x=own["date"].tolist(),
                y=own["number"].tolist(),
                mode="markers",
                name=name,
                marker={"symbol": symbol, "size": 17, "color": INK, "line": {"width": 2}},
                hoverinfo="skip",
            )
    start, end = rows["date"].min(), rows["date"].max()
    edge = max(end, until) if until != OPEN else end
    _add_limit(chart, int(limit), min(start, first), first, "dot", "the limit, not binding yet")
    _add_limit(chart, int(limit), first, until if until != OPEN else edge, "solid", "the limit")
    for day, words, place in ((first, "binds from", "left"), (until, "binds until", "right")):
        if day != OPEN:
            chart.add_shape(
                type="line", x0=day, x1=day, y0=0, y1=1, yref="paper",
                line={"color": INK, "width": 2, "dash": "dashdot"},
            )  # fmt: skip
            chart.add_annotation(
                x=day, y=1, yref="paper", text=f"{words} {day}", showarrow=False,
                xanchor=place, yanchor="bottom",
            )  # fmt: skip
    chart.update_yaxes(tickformat=",", automargin=False)
    chart.update_xaxes(automargin=False)
    return chart.update_layout(
        legend={"orientation": "h", "y": -0.26, "yanchor": "top", "x": 0},
        margin={"t": 80, "b": 128, "l": 104},
    )


def _add_limit(chart: go.Figure, limit: int, start: str, end: str, dash: str, name: str) -> None:
    if start < end:
        chart.add_scatter(
            x=[start, end],
            y=[limit, limit],
            mode="lines",
            name=name,
            line={"color": INK, "dash": dash, "width": 3},
            hovertemplate=f"{name}: {limit:,}<extra></extra>",
        )


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
