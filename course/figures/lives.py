"""Lives of treaties: stretches of status on a calendar, as a chart and as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from course.figures.voice import INK, Drawn, figure
from course.style import PALETTE


@dataclass(frozen=True, slots=True)
class Look:
    """How statuses are drawn: name in the legend, colour, pattern, height of the bar."""

    name: str
    statuses: tuple[str, ...]
    colour: str
    pattern: str
    height: float


LOOKS = (
    Look(
        "signed, agreed or ratified",
        ("signed", "ratified, not in force"),
        PALETTE["grey"],
        "/",
        0.22,
    ),
    Look("applied provisionally", ("applied provisionally",), PALETTE["sky"], ".", 0.4),
    Look("in force", ("in force",), PALETTE["blue"], "", 0.62),
    Look("suspended as claimed", ("in force, suspended as claimed",), PALETTE["orange"], "x", 0.62),
    Look("in effect, not in law", ("in effect",), PALETTE["green"], "-", 0.4),
    Look("disputed", ("disputed",), PALETTE["vermilion"], "\\", 0.4),
    Look("not known", ("not known",), PALETTE["purple"], "+", 0.22),
)
ENDS = {
    "ended by withdrawal": "x-thin",
    "ended by expiry": "square-open",
    "ended by supersession": "diamond-open",
    "ended by termination": "cross-thin",
    "given up, never in force": "circle-open",
}
"""The shape of each end."""

_DAY = 86_400_000
"""A day in the milliseconds in which plotly counts time."""

_TOP, _BELOW = 104, 140
"""Room in pixels above the rows, for the days, and below them, for the legend."""

Gap = tuple[date, date]


def lives_figure(
    lives: pd.DataFrame,
    names: dict[str, str],
    window: Gap,
    gaps: Sequence[Gap] = (),
) -> go.Figure:
    """Stretches of treaties on a calendar, a row for each treaty in the order of `names`.

    `lives` has treaty, from, until (NaT: goes on) and status; `names` what each row is called;
    `gaps` are shaded; one that reaches the end of the window is still open. with_days adds the
    lines of one or two days.
    """
    chart = figure(
        "What was in force, and when?", "time", "", height=_TOP + _BELOW + 26 * max(len(names), 3)
    )
    shown = lives[lives["treaty"].isin(list(names))]
    first, last = (pd.Timestamp(one) for one in window)
    start = shown["from"].where(shown["from"] > first, first)
    until = shown["until"].where(shown["until"] < last, last)
    shown = shown.assign(start=start, length=(until - start).dt.days)
    shown = shown[shown["length"] > 0]
    for look in LOOKS:
        _add_bars(chart, shown[shown["status"].isin(look.statuses)], names, look)
    for status, symbol in ENDS.items():
        _add_ends(chart, shown[shown["status"] == status], names, status, symbol)
    for begin, end in gaps:
        _add_gap(chart, max(begin, window[0]), min(end, window[1]), window)
    chart.update_xaxes(type="date", range=[one.isoformat() for one in window], automargin=False)
    rows = list(names.values())[::-1]
    chart.update_yaxes(
        type="category", categoryorder="array", categoryarray=rows, range=[-0.5, len(rows) - 0.5]
    )
    chart.update_yaxes(automargin=False)
    chart.update_xaxes(title={"standoff": 4})
    legend = {"orientation": "h", "y": -54 / (26 * max(len(rows), 3)), "yanchor": "top", "x": 0}
    return chart.update_layout(
        barmode="overlay",
        legend=legend,
        margin={"t": _TOP, "l": 24 + 7 * max(map(len, rows), default=0), "r": 24, "b": _BELOW},
        title={"y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 16}},
    )


def _add_bars(chart: go.Figure, rows: pd.DataFrame, names: dict[str, str], look: Look) -> None:
    if rows.empty:
        return
    chart.add_bar(
        orientation="h",
        name=look.name,
        y=[names[one] for one in rows["treaty"]],
        base=[f"{one:%Y-%m-%d}" for one in rows["start"]],
        x=[_DAY * int(one) for one in rows["length"]],
        width=look.height,
        marker={
            "color": look.colour,
            "line": {"color": look.colour, "width": 1},
            "pattern": {
                "shape": look.pattern,
                "fillmode": "overlay",
                "fgcolor": "#111111",
                "size": 6,
            },
        },
        customdata=[
            f"{status} from {start:%Y-%m-%d}"
            for status, start in zip(rows["status"], rows["from"], strict=True)
        ],
        hovertemplate="%{y}<br>%{customdata}<extra></extra>",
    )


def _add_ends(
    chart: go.Figure, rows: pd.DataFrame, names: dict[str, str], status: str, symbol: str
) -> None:
    if rows.empty:
        return
    chart.add_scatter(
        mode="markers",
        name=status,
        x=[f"{one:%Y-%m-%d}" for one in rows["from"]],
        y=[names[one] for one in rows["treaty"]],
        marker={
            "symbol": symbol,
            "size": 11,
            "color": INK,
            "line": {"color": INK, "width": 2.5},
        },
        cliponaxis=False,
        hovertemplate=f"%{{y}}<br>{status} on %{{x}}<extra></extra>",
    )


def _add_gap(chart: go.Figure, first: date, last: date, window: Gap) -> None:
    """A stretch through all rows in which nothing was in force, with its length below its top."""
    if first >= last:
        return
    ends = {"x0": first.isoformat(), "x1": last.isoformat()}
    chart.add_shape(
        type="rect",
        **ends,
        y0=0,
        y1=1,
        yref="paper",
        line={"color": INK, "dash": "dot", "width": 1},
        fillcolor="rgba(128,128,128,0.14)",
        layer="below",
    )
    middle = first + (last - first) / 2
    chart.add_annotation(
        text=f"gap since {first}" if last >= window[1] else f"gap: {(last - first).days:,} days",
        x=middle.isoformat(),
        xanchor=_side(middle, *window),
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=2,
        showarrow=False,
    )


def _side(day: date, first: date, last: date) -> str:
    """Which side of its words stands at a day, so that they stay on the chart."""
    place = (day - first) / (last - first)
    return "right" if place > 0.8 else "left" if place < 0.2 else "center"


def with_days(chart: Drawn, days: Sequence[date]) -> Drawn:
    """A drawn chart with a line for the day, and a dashed one for the second, named above it.

    The chart itself stays as it is: a day moves often, what lies under it need not be built anew.
    """
    layout = chart["layout"]
    first, last = (date.fromisoformat(one) for one in layout["xaxis"]["range"])
    window = min(first, *days), last
    shapes, words = list(layout.get("shapes", ())), list(layout.get("annotations", ()))
    for number, day in enumerate(days):
        ends = {"x0": day.isoformat(), "x1": day.isoformat(), "y0": 0, "y1": 1, "yref": "paper"}
        line = {"color": INK, "width": 2.5, "dash": ("solid", "dash")[number]}
        shapes.append({"type": "line", **ends, "line": line})
        words.append(
            {
                "text": f"{('day', 'second day')[number]} {day.isoformat()}",
                "showarrow": False,
                "x": day.isoformat(),
                "xanchor": _side(day, *window),
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "yshift": 20 + 18 * number,
            }
        )
    axis = {**layout["xaxis"], "range": [one.isoformat() for one in window]}
    return {**chart, "layout": {**layout, "shapes": shapes, "annotations": words, "xaxis": axis}}


def lives_sentence(lives: pd.DataFrame, names: dict[str, str], day: date) -> str:
    """Which treaties are in force on a day, which of them suspended, and how the others stand."""
    at = pd.Timestamp(day)
    now = lives[(lives["from"] <= at) & ~(lives["until"] <= at)]
    status = dict(zip(now["treaty"], now["status"], strict=True))
    groups = (
        ("in force", ("in force", "in force, suspended as claimed")),
        ("in effect without being law", ("in effect",)),
        ("applied provisionally", ("applied provisionally",)),
        ("signed or agreed, and not in force", ("signed", "ratified, not in force")),
        ("disputed", ("disputed",)),
        ("not known", ("not known",)),
    )
    told = []
    for words, statuses in groups:
        mine = [one for one in names if status.get(one) in statuses]
        if not mine and words != "in force":
            continue
        listed = "; ".join(
            names[one] + (" (suspended as claimed)" if "suspended" in status[one] else "")
            for one in mine
        )
        told.append(f"{words} {len(mine)}" + (f": {listed}" if mine else ""))
    rest = "".join(f" {one[0].upper()}{one[1:]}." for one in told[1:])
    return f"On {day.isoformat()}: {told[0]}.{rest}"
