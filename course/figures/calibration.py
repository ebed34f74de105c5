"""Probabilities against what came true: how well doubts fitted, as a chart and in words."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from course.figures.voice import figure
from course.style import PALETTE


def calibration_figure(groups: pd.DataFrame) -> go.Figure:
    """Groups of like probabilities against the share that is corrupt, with the line of perfect fit.

    `groups` comes from course.repairs.calibration.
    """
    chart = figure(
        "Of the passages you gave a like probability, how many are corrupt?",
        "probability you gave (mean of the group)",
        "share that is corrupt",
        height=360,
    )
    chart.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"dash": "dash", "color": PALETTE["grey"]},
        name="as often as you said",
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=groups["said"].tolist(),
        y=groups["share"].tolist(),
        mode="markers+text",
        text=[f"{number}" for number in groups["number"]],
        textposition="middle right",
        marker={"color": PALETTE["blue"], "symbol": "diamond", "size": 14},
        name="your groups, with the number of passages",
        hovertemplate="said %{x:.2f}, corrupt %{y:.2f}<extra></extra>",
    )
    chart.update_xaxes(range=[-0.05, 1.1])
    chart.update_yaxes(range=[-0.08, 1.08])
    chart.update_layout(
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"}, margin={"t": 88}
    )
    return chart


def calibration_words(groups: pd.DataFrame) -> str:
    """The calibration table as sentences."""
    return " ".join(
        f"Of {row['number']} given {row['from']:.0%} to {row['to']:.0%} "
        f"(mean {row['said']:.0%}), {row['share']:.0%} are corrupt."
        for row in groups.to_dict("records")
    )
