"""Nuclear tests by year: each tally in a panel of its own, treaties and declared pauses below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from course.figures.voice import INK, figure
from course.style import PALETTE, PATTERNS
from course.tallies import IN_FORCE, KINDS, LAST, PAUSE, RESUMED, SIGNED, in_years

_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_SYMBOLS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "star", "hexagon")
_SIGNS = {
    SIGNED: "circle-open",
    IN_FORCE: "circle",
    PAUSE: "triangle-right",
    RESUMED: "triangle-left-open",
    LAST: "line-ns-open",
}
SIGNS_IN_WORDS = (
    "○ opened for signature, or signed · ● entered into force · ▶ moratorium declared · "
    "◁ moratorium ended · | last declared test · thick line: in force, or until its recorded end"
)
"""What the signs in the lanes mean; in a legend of plotly's they would slow the chart down."""
_PANEL, _LANE, _EDGES = 180, 22, 196
"""Heights in pixels: a panel of bars, a lane of marks, what stands around them."""
_ROOM = 0.12
"""The share of the years that words on a grey ground need."""

Years = tuple[int, int]
"""The first and the last year shown."""
_Drawn = Iterator[dict[str, Any]]
"""Parts of a chart as plotly's own dictionaries: checked once, in one go, they are fast."""


def tally_figure(
    rows: pd.DataFrame,
    marks: pd.DataFrame,
    years: Years,
    names: Mapping[str, str],
    series: Mapping[str, str],
    looks: Sequence[str],
    steps: bool = False,
    errors: pd.DataFrame | None = None,
) -> go.Figure:
    """Tests by year and state, one panel for each series, and a lane for each treaty and state.

    `rows` come from course.tallies.counted, `marks` from course.tallies.beside, both cut to what
    is shown. `names` gives a state's name, `series` the name of each panel in their order, `looks`
    the states in the order in which they get colours and patterns, so that each keeps its own.
    Bars stand one on another, steps beside each other. `errors` are counts that are known to be
    wrong: series, year, tests.
    """
    lanes = [names.get(one, one) for one in dict.fromkeys(marks["lane"])]
    inside = marks[marks["day"].map(lambda day: day.year >= years[0]).astype(bool)]
    below = _LANE * (len(lanes) + 1) if lanes else 0
    inner = _PANEL * len(series) + below
    share, foot = _PANEL / inner, below / inner
    layout: dict[str, Any] = {
        "yaxis": {
            "domain": [0, max(foot - 0.03, 0.001)],
            "categoryorder": "array",
            "categoryarray": lanes,
            "range": [len(lanes) - 0.4, -0.6],
            "visible": bool(lanes),
            "automargin": False,
        },
        "xaxis": {
            "range": [years[0], years[1] + 1],
            "tickformat": "d",
            "anchor": "free",
            "position": 0,
            "automargin": False,
        },
        "margin": {"t": 64, "b": 112, "l": 184},  # fixed: to find it out takes several drawings
        "legend": {"orientation": "h", "y": -72 / inner, "yanchor": "top", "x": 0},
        "shapes": list(_act_lines(inside)),
        "annotations": [],
    }
    for number, (one, words) in enumerate(series.items()):
        bottom = foot + (len(series) - 1 - number) * share
        layout[f"yaxis{number + 2}"] = {
            "domain": [bottom + 0.02, bottom + share - 0.04],
            "title": {"text": f"tests in a year<br>{words}", "standoff": 16},
            "rangemode": "tozero",
            "anchor": "x",
            "automargin": False,
        }
        panel = f"y{number + 2}"
        for start, end in _uncovered(rows[rows["series"] == one], years):
            layout["shapes"].append(_ground(start, end, panel))
            if end - start > _ROOM * (years[1] + 1 - years[0]):
                layout["annotations"].append(_note(start, end, panel))
        if errors is not None:
            wrong = errors[errors["series"] == one].to_dict("records")
            layout["annotations"] += [_arrow(row["year"], row["tests"], panel) for row in wrong]
    draw = _steps if steps else _stacked
    parts = [*draw(rows, names, series, looks), *_spans(marks, years, names)]
    parts += _signs(inside, names)
    question = "How many nuclear tests, when, and beside which treaties?"
    return figure(question, "year", "", inner + _EDGES, parts, **layout)


def _looks(
    rows: pd.DataFrame, names: Mapping[str, str], series: Mapping[str, str], looks: Sequence[str]
) -> Iterator[tuple[int, str, str, pd.DataFrame, dict[str, Any]]]:
    """For each state that tested and each series: number, colour, pattern, rows, what all share."""
    rows = rows[rows["tests"] > 0]
    styles = zip(looks, cycle(PALETTE.values()), cycle(PATTERNS), strict=False)
    for place, (state, colour, pattern) in enumerate(styles):
        mine = rows[rows["state"] == state]
        for number, one in enumerate(series if len(mine) else ()):
            shared = {
                "name": names[state],
                "legendgroup": state,
                "showlegend": number == 0,
                "yaxis": f"y{number + 2}",
            }
            yield place, colour, pattern, mine[mine["series"] == one], shared


def _stacked(
    rows: pd.DataFrame, names: Mapping[str, str], series: Mapping[str, str], looks: Sequence[str]
) -> _Drawn:
    """A bar for each year, one state on another; all bars of a state are one shape, to be fast."""
    years = {one: own["year"].unique().tolist() for one, own in rows.groupby("series")}
    for _, colour, pattern, own, shared in _looks(rows, names, series, looks):
        counts = dict(zip(own["year"], own["tests"], strict=True))
        shown = sorted(years[own["series"].iloc[0]]) if counts else []
        yield shared | {
            "type": "scatter",
            "x": [*shown, *(year + 1 for year in shown[-1:])],
            "y": [*(int(counts.get(year, 0)) for year in shown), *(0 for _ in shown[-1:])],
            "mode": "lines",
            "stackgroup": "tests",
            "line": {"shape": "hv", "color": INK, "width": 0.5},
            "fillcolor": colour,
            "fillpattern": {
                "shape": pattern,
                "fillmode": "overlay",
                "fgcolor": "#222222",
                "size": 6,
            },
            "hovertemplate": f"{shared['name']}, %{{x}}: %{{y}}<extra></extra>",
        }


def _steps(
    rows: pd.DataFrame, names: Mapping[str, str], series: Mapping[str, str], looks: Sequence[str]
) -> _Drawn:
    """A line from each state's first test to the year after its last."""
    for place, colour, _, own, shared in _looks(rows, names, series, looks):
        counts = dict(zip(own["year"], own["tests"], strict=True))
        shown = range(min(counts), max(counts) + 2) if counts else range(0)
        yield shared | {
            "type": "scatter",
            "x": list(shown),
            "y": [int(counts.get(year, 0)) for year in shown],
            "mode": "lines+markers",
            "line": {"shape": "hv", "color": colour, "dash": _DASHES[place % len(_DASHES)]},
            "marker": {"symbol": _SYMBOLS[place % len(_SYMBOLS)], "size": 6, "color": colour},
            "hovertemplate": f"{shared['name']}, %{{x}}: %{{y}}<extra></extra>",
        }


def _signs(marks: pd.DataFrame, names: Mapping[str, str]) -> _Drawn:
    for kind in KINDS:
        own = marks[marks["kind"] == kind]
        if len(own):
            yield {
                "type": "scatter",
                "x": [in_years(day) for day in own["day"]],
                "y": [names.get(one, one) for one in own["lane"]],
                "mode": "markers",
                "name": kind,
                "showlegend": False,
                "marker": {"symbol": _SIGNS[kind], "size": 11, "color": INK, "line": {"width": 2}},
                "customdata": [
                    [str(day), words] for day, words in zip(own["day"], own["detail"], strict=True)
                ],
                "hovertemplate": "%{y}, %{customdata[0]}<br>%{customdata[1]}<extra></extra>",
                "cliponaxis": False,
            }


def _spans(marks: pd.DataFrame, years: Years, names: Mapping[str, str]) -> _Drawn:
    """A line from a pause to its recorded end, and from an entry into force to the edge."""
    days: list[float | None] = []
    lanes: list[str | None] = []
    for row in marks.to_dict("records"):
        if row["end"] is not None or row["kind"] == IN_FORCE:
            end = years[1] + 1 if row["end"] is None else min(in_years(row["end"]), years[1] + 1)
            days += [max(in_years(row["day"]), years[0]), end, None]
            lanes += [names.get(row["lane"], row["lane"])] * 2 + [None]
    if days:
        yield {
            "type": "scatter",
            "x": days,
            "y": lanes,
            "mode": "lines",
            "name": "in force, or until its recorded end",
            "showlegend": False,
            "line": {"color": INK, "width": 5},
            "hoverinfo": "skip",
        }


def _act_lines(marks: pd.DataFrame) -> _Drawn:
    """A line through all panels where a treaty was signed (dotted) or entered into force."""
    for kind, dash in ((SIGNED, "dot"), (IN_FORCE, "solid")):
        for day in dict.fromkeys(marks[marks["kind"] == kind]["day"]):
            yield {
                "type": "line",
                "x0": in_years(day),
                "x1": in_years(day),
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": INK, "width": 1, "dash": dash},
                "layer": "below",
            }


def _uncovered(own: pd.DataFrame, years: Years) -> Iterator[tuple[int, int]]:
    """The stretches of years in which a tally has no rows."""
    first, last = (own["year"].min(), own["year"].max() + 1) if len(own) else (years[1] + 1,) * 2
    for start, end in ((years[0], int(first)), (int(last), years[1] + 1)):
        if start < end:
            yield start, end


def _ground(start: int, end: int, panel: str) -> dict[str, Any]:
    """A grey ground: no bar there does not mean that nobody tested."""
    return {
        "type": "rect",
        "x0": start,
        "x1": end,
        "y0": 0,
        "y1": 1,
        "yref": f"{panel} domain",
        "line": {"width": 0},
        "fillcolor": "rgba(128,128,128,0.18)",
        "layer": "below",
    }


def _note(start: int, end: int, panel: str) -> dict[str, Any]:
    place = {"x": (start + end) / 2, "y": 1, "yref": f"{panel} domain", "yanchor": "top"}
    return {**place, "text": "not counted", "showarrow": False}


def _arrow(year: int, tests: int, panel: str) -> dict[str, Any]:
    place = {"x": year + 0.5, "y": tests, "yref": panel, "ax": 0, "ay": -32}
    return {**place, "text": "known error", "arrowcolor": INK, "arrowhead": 2}


def tally_sentence(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    series: Mapping[str, str],
    last: Mapping[str, str],
) -> str:
    """What the chart shows: for each series the tests of each state, never added to another's.

    `last` gives each state's last declared test.
    """
    told = []
    for one, words in series.items():
        own = rows[rows["series"] == one]
        if own.empty:
            told.append(f"{words}: nothing in these years.")
            continue
        counts = own.groupby("state", sort=False)["tests"].sum()
        listed = ", ".join(
            f"{names[state]} {counts[state]:,}" for state in names if state in counts
        )
        most = own.groupby("year")["tests"].sum()
        span = f"{own['year'].min()} to {own['year'].max()}"
        told.append(
            f"{words}, {span}: {listed}; {counts.sum():,} in all, most in {most.idxmax()} "
            f"({most.max()})."
        )
    if len(series) > 1:
        told.append("The two tallies count by rules of their own; they are not added up.")
    shown = [state for state in names if state in set(rows["state"])]
    ends = ", ".join(
        f"{names[state]} {'none' if last[state] == 'never' else last[state]}" for state in shown
    )
    return " ".join([*told, f"Last declared test: {ends}."])
