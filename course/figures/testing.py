"""Nuclear tests by year: each tally in a panel of its own, treaties and declared pauses below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

import pandas as pd

from course.figures.acts import LANE, SIGNS_IN_WORDS, act_lanes, act_lines
from course.figures.drawing import (
    DASHES,
    GROUND,
    WIDTH,
    Scale,
    across,
    down,
    drawing,
    element,
    key,
    patterned,
    sign,
    stroke,
    text,
    ticks,
)
from course.style import INK, PALETTE, PATTERNS

_SYMBOLS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "star", "hexagon")
_LEFT, _RIGHT = 184, WIDTH - 12
_PANEL, _HEAD, _FOOT = 168, 34, 44
"""Heights: of a panel, of the room for its name, of the axis."""
_ROOM = 0.12
"""The share of the years that words on a grey ground need."""

Years = tuple[int, int]
"""The first and the last year shown."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a state is drawn, wherever it stands: it keeps its look when others are taken away."""

    state: str
    colour: str
    define: str
    fill: str
    dash: str
    symbol: str


@dataclass(frozen=True, slots=True)
class _Panel:
    """One tally: the years that it counts, the tests of each state by year, and its two axes."""

    years: list[int]
    counts: Mapping[str, Mapping[int, int]]
    """Without the years in which a state tested nothing."""
    x: Scale
    y: Scale


def _panel(rows: pd.DataFrame, steps: bool, x: Scale, top: float) -> _Panel:
    """The panel of one tally; its axis of numbers ends a little above the highest bar or step."""
    counts = defaultdict[str, dict[int, int]](dict)
    whole = dict.fromkeys(sorted(set(rows["year"].tolist())), 0)
    for state, year, tests in zip(
        rows["state"], rows["year"].tolist(), rows["tests"].tolist(), strict=True
    ):
        if tests:
            counts[state][year] = tests
            whole[year] = max(whole[year], tests) if steps else whole[year] + tests
    high = max([1, *whole.values()]) * 1.08
    return _Panel(list(whole), counts, x, Scale(0, high, top + _PANEL, top))


def tally_figure(
    rows: pd.DataFrame,
    marks: pd.DataFrame,
    years: Years,
    names: Mapping[str, str],
    series: Mapping[str, str],
    looks: Sequence[str],
    steps: bool = False,
    errors: pd.DataFrame | None = None,
    own: str = "tests",
) -> str:
    """Tests by year and state, one panel for each series, and a lane for each treaty and state.

    `rows` come from course.tallies.counted, `marks` from course.tallies.beside, both cut to what
    is shown. `names` gives a state's name, `series` the name of each panel in their order, `looks`
    the states in the order in which they get colours and patterns, so that each keeps its own.
    Bars stand one on another, steps beside each other. `errors` are counts that are known to be
    wrong: series, year, tests. `own` is a word that no other drawing on the page has.
    """
    x = Scale(years[0], years[1] + 1, _LEFT, _RIGHT)
    shown = [
        one for one in _looks(looks, own) if one.state in set(rows[rows["tests"] > 0]["state"])
    ]
    lanes = marks["lane"].nunique()
    floor = (_PANEL + _HEAD) * len(series)
    bottom = floor + (LANE * lanes + 16 if lanes else 0)
    parts = [f"<defs>{''.join(one.define for one in shown)}</defs>"]
    named = [(year, str(year)) for year in ticks(*years, 10)]
    parts.append(across(x, named, _HEAD, bottom))
    parts.append(text(_RIGHT, bottom + 36, "year", "end"))
    parts += act_lines(marks, x, _HEAD, bottom)
    for number, (one, words) in enumerate(series.items()):
        top = number * (_PANEL + _HEAD) + _HEAD
        panel = _panel(rows[rows["series"] == one], steps, x, top)
        high = panel.y.last
        parts.append(text(0, top - 10, f"tests in a year: {words}"))
        parts.append(down(panel.y, [(n, f"{n:,}") for n in ticks(0, high, 5)], _LEFT, _RIGHT))
        parts += _uncovered(panel, years)
        parts += (_steps if steps else _stacked)(panel, shown)
        parts += _told(panel, names, shown)
        if errors is not None:
            wrong = errors[errors["series"] == one]
            parts += [
                _arrow(panel, *row) for row in zip(wrong["year"], wrong["tests"], strict=True)
            ]
    parts += act_lanes(marks, names, x, floor + 16)
    keys = [key(_sample(one, steps), names[one.state]) for one in shown]
    drawn = drawing(
        "How many nuclear tests, when, and beside which treaties?", bottom + _FOOT, parts, keys
    )
    return f"{drawn}<p>{SIGNS_IN_WORDS}</p>" if lanes else drawn


def _looks(states: Sequence[str], own: str) -> Iterator[_Look]:
    styles = zip(
        states, cycle(PALETTE.values()), cycle(PATTERNS), cycle(DASHES), cycle(_SYMBOLS),
        strict=False,
    )  # fmt: skip
    for state, colour, pattern, dash, symbol in styles:
        define, fill = patterned(f"owt-{own}-{state}", colour, pattern)
        yield _Look(state, colour, define, fill, dash, symbol)


def _stacked(panel: _Panel, looks: Sequence[_Look]) -> Iterator[str]:
    """A bar for each year, one state on another; all bars of a state are one shape."""
    base = dict.fromkeys(panel.years, 0)
    for look in looks:
        bars = []
        for year, tests in panel.counts[look.state].items():
            low, high = panel.y(base[year]), panel.y(base[year] + tests)
            bars.append(f"M{panel.x(year)} {low}V{high}H{panel.x(year + 1)}V{low}Z")
            base[year] += tests
        if bars:
            yield element(
                "path", d="".join(bars), fill=look.fill, stroke=INK, stroke_width=0.5,
                class_=f"owt-bars-{look.state}",
            )  # fmt: skip


def _steps(panel: _Panel, looks: Sequence[_Look]) -> Iterator[str]:
    """A line from each state's first test to the end of its last, with its sign in each year."""
    for look in looks:
        counts = panel.counts[look.state]
        if not counts:
            continue
        first, last = min(counts), max(counts)
        years = range(first, last + 1)
        heights = {year: panel.y(counts.get(year, 0)) for year in years}
        path = "".join(f"V{heights[year]}H{panel.x(year + 1)}" for year in years)
        yield stroke(
            f"M{panel.x(first)} {panel.y(0)}{path}V{panel.y(0)}", look.colour, 2, look.dash
        )
        signs = (sign(look.symbol, panel.x(year + 0.5), heights[year], 3.5) for year in years)
        yield element("path", d="".join(signs), fill=look.colour, class_=f"owt-steps-{look.state}")


def _told(panel: _Panel, names: Mapping[str, str], looks: Sequence[_Look]) -> Iterator[str]:
    """What a pointer is told of each year."""
    counts = {names[look.state]: panel.counts[look.state] for look in looks}
    for year in panel.years:
        own = [f"{name} {tests[year]}" for name, tests in counts.items() if tests.get(year)]
        yield element(
            "rect", f"{year}: {', '.join(own) if own else 'none'}", x=panel.x(year),
            width=round(panel.x(year + 1) - panel.x(year), 1), y=panel.y.end, height=_PANEL,
            fill_opacity=0,
        )  # fmt: skip


def _uncovered(panel: _Panel, years: Years) -> Iterator[str]:
    """A grey ground where the tally has no rows: no bar there does not mean that nobody tested."""
    own = panel.years
    first, last = (own[0], own[-1] + 1) if own else (years[1] + 1,) * 2
    for start, end in ((years[0], first), (last, years[1] + 1)):
        if start < end:
            left, right, top = panel.x(start), panel.x(end), panel.y.end
            yield element(
                "rect", x=left, y=top, width=round(right - left, 1), height=_PANEL, fill=GROUND
            )
            if end - start > _ROOM * (years[1] + 1 - years[0]):
                yield text((left + right) / 2, top + 16, "not counted", "middle")


def _arrow(panel: _Panel, year: int, tests: int) -> str:
    x, y = panel.x(year + 0.5), panel.y(tests) - 3
    arrow = stroke(f"M{x} {y - 24}V{y}m-4 -7l4 7l4 -7", INK, 1.5)
    return arrow + text(x, y - 30, "known error", panel.x.side(year))


def _sample(look: _Look, steps: bool) -> str:
    if steps:
        drawn = stroke("M0 7H24", look.colour, 2, look.dash)
        return drawn + element("path", d=sign(look.symbol, 12, 7, 4), fill=look.colour)
    return element("rect", width=24, height=14, fill=look.fill, stroke=INK, stroke_width=0.5)


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
