"""Scenarios against actors: who accepts which, as a chart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from course.figures.voice import figure
from course.style import PALETTE

_SIGNS = (
    (2, "accepts", "square", PALETTE["blue"]),
    (1, "the text does not say", "circle-open", "#767676"),
    (0, "refuses", "x", PALETTE["vermilion"]),
)
"""Each answer with a shape and a colour of its own."""


def agreement_figure(
    names: Sequence[str], answers: Sequence[npt.NDArray[np.int8]], scenes: Sequence[str]
) -> go.Figure:
    """Scenarios against actors as a chart: a sign in each cell, those nobody refuses first.

    `answers` holds one array of codes (0 refuses, 1 the text does not say, 2 accepts) an actor,
    `scenes` the words of each scenario.
    """
    stack = np.stack(list(answers))
    refused, accepted = (stack == 0).any(axis=0), (stack == 2).sum(axis=0)
    order = np.lexsort((-accepted, refused))
    chart = figure(
        "Who accepts which scenario?",
        "scenarios, those that nobody refuses first",
        "",
        height=190 + 44 * len(names),
    )
    places, words = np.arange(1, len(order) + 1), np.array(scenes, dtype=object)[order]
    # Markers, not a map with a sign in each cell: they are drawn four times as fast.
    for code, answer, symbol, colour in _SIGNS:
        rows, columns = np.nonzero(stack[:, order] == code)
        chart.add_scatter(
            x=places[columns].tolist(),
            y=[names[int(row)] for row in rows],
            mode="markers",
            name=answer,
            marker={"symbol": symbol, "color": colour, "size": 10},
            customdata=words[columns].tolist(),
            hovertemplate="%{y}: " + answer + "<br>%{customdata}<extra></extra>",
        )
    chart.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    return chart.update_yaxes(
        categoryorder="array", categoryarray=list(names), autorange="reversed"
    )
