"""The voice that all charts of plotly's share.

A title asks the question that the chart answers, axes are named, the ground is transparent, so
that a chart reads on a light and on a dark page. No colour stands alone: each has a pattern, a
shape or a number beside it.
"""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go

from course.style import INK

_CLEAR = "rgba(0,0,0,0)"
_GRID = "rgba(128,128,128,0.35)"


def figure(question: str, across: str, down: str, height: int) -> go.Figure:
    """A chart in the course's voice: its question as title, both axes named."""
    axis = {"gridcolor": _GRID, "linecolor": INK, "zeroline": False, "automargin": True}
    return go.Figure(
        layout={
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
    )


def bundle(chart: go.Figure, sentence: str) -> dict[str, Any]:
    """A chart as an output that an Output widget shows, with its sentence where none is drawn."""
    data = dict(json.loads(chart.to_json())) | {"config": {"displayModeBar": False}}
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {"application/vnd.plotly.v1+json": data, "text/plain": sentence},
    }
