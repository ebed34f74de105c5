"""The voice that all charts share.

A title asks the question that the chart answers, axes are named, the ground is transparent, so
that a chart reads on a light and on a dark page. No colour stands alone: each has a pattern, a
shape or a number beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

INK = "#767676"
"""Between black and white, so that words stand out from either; explorers use the page's own."""

_CLEAR = "rgba(0,0,0,0)"
_GRID = "rgba(128,128,128,0.35)"


def figure(
    question: str,
    across: str,
    down: str,
    height: int,
    parts: Sequence[Mapping[str, Any]] = (),
    **layout: Any,
) -> go.Figure:
    """A chart in the course's voice: its question as title, both axes named.

    `parts` are traces and `layout` more of the layout, as plotly's own dictionaries: given here
    they are checked once, which is several times as fast as adding them one by one.
    """
    axis = {"gridcolor": _GRID, "linecolor": INK, "zeroline": False, "automargin": True}
    whole: dict[str, Any] = {
        "template": "none",
        "title": {
            "text": question,
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "font": {"size": 16},
        },
        "font": {"color": INK, "size": 13},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 56, "b": 48},
        "xaxis": {**axis, "title": {"text": across}},
        "yaxis": {**axis, "title": {"text": down, "standoff": 16}},
    }
    for name, value in layout.items():
        before = whole.get(name, axis if name.startswith("yaxis") else {})
        whole[name] = before | value if isinstance(value, dict) else value
    return go.Figure(data=parts, layout=whole)


Drawn = dict[str, Any]
"""A chart as the data that a browser draws."""


def drawn(chart: go.Figure) -> Drawn:
    """A chart as the data that a browser draws."""
    return dict(json.loads(chart.to_json())) | {"config": {"displayModeBar": False}}


def bundle(chart: go.Figure | Drawn, sentence: str) -> dict[str, Any]:
    """A chart as an output that an Output widget shows, with its sentence where none is drawn."""
    data = chart if isinstance(chart, dict) else drawn(chart)
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {"application/vnd.plotly.v1+json": data, "text/plain": sentence},
    }
