"""A place for one chart of plotly's at a time."""

from __future__ import annotations

import ipywidgets as widgets
import plotly.graph_objects as go

from course.figures.voice import bundle


class Chart(widgets.Output):  # type: ignore[misc]
    """A place for one chart at a time; no chart takes no room."""

    def __init__(self) -> None:
        super().__init__()
        self.add_class("owt-chart")

    def show(self, chart: go.Figure | None, sentence: str = "") -> None:
        """Show a chart, or nothing. The outputs are set whole: nothing flickers or moves."""
        self.layout.min_height = f"{chart.layout.height + 8}px" if chart is not None else "0"
        self.outputs = (bundle(chart, sentence),) if chart is not None else ()
