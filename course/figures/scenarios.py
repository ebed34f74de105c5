"""Scenarios against actors: who accepts which, as a chart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from course.figures.voice import figure


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
    signs = np.array(["\u2717", "?", "\u2713"])
    chart = figure(
        "Who accepts which scenario?",
        "scenarios, those that nobody refuses first "
        "(\u2713 accepts, \u2717 refuses, ? the text does not say)",
        "",
        height=170 + 44 * len(names),
    )
    chart.add_heatmap(
        x=list(range(1, len(order) + 1)),
        y=list(names),
        z=stack[:, order].tolist(),
        text=signs[stack[:, order]].tolist(),
        texttemplate="%{text}",
        textfont={"color": "#111111", "size": 13},
        customdata=[[scenes[place] for place in order]] * len(names),
        hovertemplate="%{y}: %{text}<br>%{customdata}<extra></extra>",
        colorscale=[[0, "#F3B391"], [0.5, "#E8E8E8"], [1, "#9CCBE8"]],
        zmin=0,
        zmax=2,
        xgap=1,
        ygap=2,
        showscale=False,
    )
    return chart.update_yaxes(autorange="reversed")
