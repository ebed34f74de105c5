"""Two coders' labels against each other: a confusion matrix as a chart and as a sentence."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from course.figures.voice import figure
from course.style import PALETTE


def confusion_figure(matrix: pd.DataFrame) -> go.Figure:
    """A confusion matrix as a chart: a number in each cell, frames around the cells that agree."""
    rows, columns = str(matrix.index.name), str(matrix.columns.name)
    chart = figure(
        f"Where do {rows} and {columns} give the same label?",
        f"label given by {columns}",
        f"label given by {rows}",
        height=160 + 44 * len(matrix),
    )
    chart.add_heatmap(
        x=list(matrix.columns),
        y=list(matrix.index),
        z=matrix.to_numpy().tolist(),
        texttemplate="%{z}",
        textfont={"color": "#111111", "size": 16},
        colorscale=[[0, "#FFFFFF"], [1, "#9CCBE8"]],
        xgap=2,
        ygap=2,
        showscale=False,
        hovertemplate=f"{rows}: %{{y}}<br>{columns}: %{{x}}<br>sentences: %{{z}}<extra></extra>",
    )
    for place in range(len(matrix)):
        edge = {"x0": place - 0.46, "x1": place + 0.46, "y0": place - 0.46, "y1": place + 0.46}
        chart.add_shape(type="rect", **edge, line={"color": PALETTE["blue"], "width": 4})
    chart.update_yaxes(autorange="reversed", showgrid=False)
    chart.update_xaxes(showgrid=False)
    return chart


def confusion_sentence(matrix: pd.DataFrame) -> str:
    """What a confusion matrix shows: how many agree, and which labels stand against which."""
    rows, columns = str(matrix.index.name), str(matrix.columns.name)
    total = int(matrix.to_numpy().sum())
    cells = [
        (str(one), str(other), int(count))
        for one, row in zip(matrix.index, matrix.to_numpy(), strict=True)
        for other, count in zip(matrix.columns, row, strict=True)
    ]
    same = sum(count for one, other, count in cells if one == other)
    first = f"{rows[:1].upper()}{rows[1:]}"
    told = f"{first} and {columns} give the same label to {same} of {total} sentences."
    apart = [(one, other, n) for one, other, n in cells if one != other and n]
    if not apart:
        return told
    apart.sort(key=lambda cell: -cell[2])
    listed = "; ".join(f"{one} against {other} ({count})" for one, other, count in apart)
    return f"{told} They differ in: {listed}."
