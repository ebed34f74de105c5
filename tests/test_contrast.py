"""Contrast, and nothing by colour alone: the palette, the explorers' charts, the lessons' charts.

axe measures words on the page. It does not measure charts, so their colours are worked out here:
WCAG asks for 3 : 1 between a mark and what it stands on, and that colour is never the only sign.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import ipywidgets as widgets
import pytest
from shown import Drawing
from tracked import ROOT

import course
from course.classroom.show import PAGES
from course.explorers.chart import Chart
from course.explorers.testing import STEPS
from course.explorers.ties import EVERY
from course.figures.drawing import GRID, GROUND, drawing, element, key, stroke
from course.library import table
from course.style import INK, PALETTE, PATTERNS

LIGHT, DARK = "#FFFFFF", "#111111"
"""The ground of JupyterLab's two themes."""
PLOTLY = "application/vnd.plotly.v1+json"
MARKS, WORDS = 3.0, 4.5
"""What WCAG 2.2 asks for: 1.4.11 for marks, 1.4.3 for words."""


def luminance(colour: str) -> float:
    """The relative luminance of a colour, 0 to 1, by WCAG 2.2's formula."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, by WCAG 2.2's formula."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def stands_out(colour: str, *grounds: str, least: float = MARKS) -> bool:
    return all(contrast(colour, ground) >= least for ground in grounds)


def test_the_formula() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", PALETTE)
def test_each_colour_stands_out_from_both_pages(name: str) -> None:
    assert stands_out(PALETTE[name], LIGHT, DARK)


def test_a_pattern_is_seen_on_each_colour() -> None:
    assert len(set(PATTERNS)) == len(PATTERNS) >= len(PALETTE)
    for colour in PALETTE.values():
        assert stands_out("#111111", colour) or stands_out("#FFFFFF", colour)


def test_ink_is_read_on_white_and_seen_on_black() -> None:
    """In an explorer words have the page's own colour; the browser test measures those."""
    assert stands_out(INK, LIGHT, least=WORDS)
    assert stands_out(INK, DARK)


def test_each_colour_of_the_style_sheet_stands_out() -> None:
    style = (ROOT / "course/explorers/room.css").read_text(encoding="utf-8")
    found = set(re.findall(r"#[0-9a-fA-F]{6}\b", style))
    assert len(found) >= 5
    assert [one for one in found if not stands_out(one, LIGHT, DARK)] == []


# --- charts -----------------------------------------------------------------------------------


def walk(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def opened(name: str) -> Any:
    """An explorer with all of its parts open."""
    factory, _, _ = PAGES[name].partition("(")
    explorer = getattr(course, factory)()
    for one in list(walk(explorer)):
        if isinstance(one, widgets.Button) and "anyway" in one.description:
            one.click()
    return explorer


def charts_of(explorer: Any) -> list[dict[str, Any]]:
    return [
        output["data"][PLOTLY]
        for part in walk(explorer)
        if isinstance(part, Chart)
        for output in part.outputs
    ]


def drawings_of(explorer: Any) -> list[Drawing]:
    return [
        Drawing(part.value)
        for part in walk(explorer)
        if isinstance(part, widgets.HTML) and "owt-chart" in part.value
    ]


def coder() -> Any:
    explorer = opened("coder")
    labels = table("coders").query("coder == 'B'")
    for row in labels.to_dict("records"):
        if row["sentence"] in explorer.place.options:
            explorer.place.value, explorer.label.value = row["sentence"], row["label"]
    return explorer


def bench() -> Any:
    explorer = opened("bench")
    for name, start, end in explorer.gold.passages[["id", "start", "end"]].head(6).to_numpy():
        explorer.probability.value = 20 * int(name[1:])
        explorer.picker.pick(int(start), int(end))
        explorer.add()
    return explorer


def in_force() -> Any:
    explorer = opened("in-force")
    explorer.category.value = EVERY
    return explorer


def in_steps() -> Any:
    explorer = opened("tests")
    explorer.form.value = STEPS
    return explorer


def timeline() -> Any:
    explorer = opened("timeline")
    explorer.move("2024-06")
    return explorer


EXPLORERS = {
    "coder": coder,
    "bench": bench,
    "in force": in_force,
    "limits": lambda: opened("limits"),
    "tests": lambda: opened("tests"),
    "tests in steps": in_steps,
    "timeline": timeline,
    "timeline with witnesses": lambda: course.timeline(witnesses=True),
}


def lessons_charts() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every chart that is stored in a lesson."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                if PLOTLY in output.get("data", {}):
                    yield f"{path.name} {cell['id']}", output["data"][PLOTLY]


def colours(*given: Any) -> set[str]:
    """Those of the given colours that are written in six digits; a list has one for each mark."""
    return {
        one
        for some in given
        for one in (some if isinstance(some, list) else [some])
        if isinstance(one, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", one)
    }


def faint(chart: dict[str, Any], *grounds: str) -> list[str]:
    """Parts of a chart of which neither the edge nor the ground stands out."""
    found = []
    for part in chart["data"]:
        if part["type"] == "heatmap":
            continue  # a number stands in each cell
        marker, line = part.get("marker", {}), part.get("line", {})
        edges = [colours(marker.get("line", {}).get("color")), colours(marker.get("color"))]
        edges += [colours(line.get("color")), colours(part.get("fillcolor"))]
        whole = 1 in {part.get("opacity", 1)} and marker.get("opacity", 1) == 1
        # A set holds one colour a mark: all of them must stand out, or all of another set.
        seen = any(edge and all(stands_out(one, *grounds) for one in edge) for edge in edges)
        if not (whole and seen):
            found.append(f"{part.get('name')}: {edges}")
    for shape in chart["layout"].get("shapes", ()):
        edge = shape.get("line", {})
        drawn = edge.get("width", 2) and colours(edge.get("color"))
        if not (drawn and all(stands_out(one, *grounds) for one in drawn)):
            found.append(f"shape {shape.get('fillcolor')}, edge {edge}")
    return found


def look(part: dict[str, Any]) -> str:
    """What tells a part of a chart from the others to whoever sees no colour."""
    marker, line = part.get("marker", {}), part.get("line", {})
    shape = marker.get("symbol", "circle") if "markers" in part.get("mode", "markers") else ""
    dash = line.get("dash", "solid") if "lines" in part.get("mode", "") else ""
    patterns = marker.get("pattern", {}).get("shape"), part.get("fillpattern", {}).get("shape")
    return str((part["type"], shape, dash, patterns, part.get("width"), line.get("width")))


def told_by_colour_alone(chart: dict[str, Any]) -> list[str]:
    """Names in a chart that share every sign but the colour with another name."""
    looks: dict[str, set[str]] = {}
    for part in chart["data"]:
        if part.get("name"):
            looks.setdefault(look(part), set()).add(part["name"])
    found = [f"{names} share {one}" for one, names in looks.items() if len(names) > 1]
    for part in chart["data"]:
        marker = part.get("marker", {})
        given = marker.get("color")
        if part["type"] == "bar" and isinstance(given, list) and len(set(given)) > 1:
            shapes = marker.get("pattern", {}).get("shape")
            places = part["y" if part.get("orientation") == "h" else "x"]
            if len(set(places)) < len(places) and not isinstance(shapes, list):
                found.append(f"{part.get('name')}: bars differ in colour only")
    return found


def faint_marks(shown: Drawing, *grounds: str) -> list[str]:
    """Marks of a drawing of which neither the edge nor the ground stands out."""
    tiles = {f"url(#{one.get('id')})": one[0].get("fill") for one in shown.root.iter("pattern")}
    inside = {part for one in shown.root.iter("pattern") for part in one}
    found = []
    for one in shown.root.iter():
        fill = one.get("fill", "")
        if one.tag not in ("rect", "path") or one in inside or one.get("stroke") == GRID:
            continue
        if one.get("fill-opacity") == "0" or (fill == GROUND and "not counted" in shown.words):
            continue  # nothing to see; a ground that is only a tint says its words too
        whole = tiles.get(fill, fill) if one.get("fill-opacity") is None else ""
        edges = colours(one.get("stroke")), colours(whole)
        if not any(edge and all(stands_out(one, *grounds) for one in edge) for edge in edges):
            found.append(str(one.attrib))
    return found


def keys_alike(shown: Drawing) -> list[str]:
    """Entries of a legend that share every sign but the colour with another one."""
    tiles = {f"url(#{one.get('id')})": one[1].get("d") for one in shown.root.iter("pattern")}
    looks: dict[str, list[str]] = {}
    for words, sample in zip(shown.keys, shown.samples, strict=True):
        told = [(one.tag, one.get("d"), one.get("height"), one.get("stroke-dasharray"),
                 tiles.get(one.get("fill", ""))) for one in sample]  # fmt: skip
        looks.setdefault(str(told), []).append(words)
    return [f"{names} share {one}" for one, names in looks.items() if len(names) > 1]


@pytest.mark.parametrize("name", EXPLORERS)
def test_an_explorers_chart_is_seen_by_everyone(name: str) -> None:
    explorer = EXPLORERS[name]()
    charts, drawings = charts_of(explorer), drawings_of(explorer)
    assert charts or drawings, "no chart is open"
    for chart in charts:
        assert faint(chart, LIGHT, DARK) == []
        assert told_by_colour_alone(chart) == []
    for one in drawings:
        assert faint_marks(one, LIGHT, DARK) == []
        assert keys_alike(one) == []


def test_the_lessons_charts_are_seen_by_everyone() -> None:
    """Those have a white ground in both themes: their template says so."""
    found = list(lessons_charts())
    assert len(found) >= 10
    for name, chart in found:
        assert faint(chart, LIGHT) == [], name
        assert told_by_colour_alone(chart) == [], name


def test_what_fails_here() -> None:
    """A light orange, a diluted blue, a zone that is a mere tint, two lines of two colours."""
    assert not stands_out("#E69F00", LIGHT)
    dot = {"type": "scatter", "mode": "markers", "name": "a"}
    assert faint({"data": [{**dot, "marker": {"color": "#E69F00"}}], "layout": {}}, LIGHT)
    diluted = {**dot, "marker": {"color": PALETTE["blue"], "opacity": 0.5}}
    assert faint({"data": [diluted], "layout": {}}, LIGHT)
    zone = {"fillcolor": "#E3F0F9", "line": {"width": 0}}
    assert faint({"data": [], "layout": {"shapes": [zone]}}, LIGHT)
    lines = [
        {"type": "scatter", "mode": "lines", "name": name, "line": {"color": PALETTE[name]}}
        for name in ("blue", "green")
    ]
    assert told_by_colour_alone({"data": lines, "layout": {}})


def test_what_fails_in_a_drawing() -> None:
    """A light orange, a diluted blue, a mere tint, two lines of two colours."""
    for fault in (
        {"fill": "#E69F00"},
        {"fill": PALETTE["blue"], "fill_opacity": 0.5},
        {"fill": GROUND},
    ):
        shown = Drawing(drawing("Why?", 10, [element("rect", **fault)]))
        assert len(faint_marks(shown, LIGHT)) == 1, fault
    keys = [key(stroke("M0 7H24", PALETTE[name]), name) for name in ("blue", "green")]
    assert keys_alike(Drawing(drawing("Why?", 10, [], keys)))
