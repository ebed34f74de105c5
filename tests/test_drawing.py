"""Drawings: round numbers on axes, a shape for every sign, words that stay words."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shown import Drawing

from course.figures.drawing import (
    SIGNS,
    WIDTH,
    Scale,
    calendar,
    drawing,
    element,
    key,
    patterned,
    sign,
    text,
    ticks,
)
from course.style import PATTERNS


@given(st.integers(0, 3000), st.integers(0, 100_000), st.integers(1, 12))
def test_ticks_are_round_and_not_too_many(first: int, span: int, most: int) -> None:
    found = ticks(first, first + span, most)
    steps = {b - a for a, b in pairwise(found)}
    assert len(found) <= most + 1 and len(steps) <= 1
    assert all(first <= one <= first + span for one in found)
    assert all(str(step).rstrip("0") in ("1", "2", "5") for step in steps)


def test_ticks_end_at_the_edges() -> None:
    assert ticks(0, 189.0, 5) == [0, 50, 100, 150]
    assert ticks(1945, 2020, 10) == [1950, 1960, 1970, 1980, 1990, 2000, 2010, 2020]
    assert ticks(1963, 1963, 10) == [1963]


def test_a_short_time_is_named_by_months() -> None:
    days = calendar(date(2023, 5, 1), date(2024, 8, 31))
    assert [words for _, words in days] == ["2023-07", "2023-10", "2024-01", "2024-04", "2024-07"]
    assert days[2][0] == date(2024, 1, 1).toordinal()
    years = [words for _, words in calendar(date(1938, 1, 1), date(2027, 12, 31))]
    assert years[0] == "1940" and len(years) <= 10


def test_a_scale_and_the_side_of_words() -> None:
    scale = Scale(10, 20, 100, 300)
    assert [scale(one) for one in (10, 15, 20)] == [100, 200, 300]
    assert [scale.side(one) for one in (10, 15, 20)] == ["start", "middle", "end"]
    assert Scale(5, 5, 100, 300)(5) == 100, "one value alone has a place"
    upwards = Scale(0, 10, 300, 100)
    assert upwards(10) == 100


def test_no_two_signs_are_alike() -> None:
    drawn = {sign(shape, 50, 50, 5) for shape in SIGNS}
    assert len(drawn) == len(SIGNS)
    assert all(path.startswith("M") for path in drawn)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_has_a_tile(pattern: str) -> None:
    define, fill = patterned("owt-x", "#0072B2", pattern)
    assert (fill == "#0072B2" and not define) if not pattern else fill == "url(#owt-x)"
    if pattern:
        (tile,) = Drawing(define).marks(id="owt-x")
        assert tile.find("path") is not None


def test_words_stay_words() -> None:
    bad = '<script>alert("1")</script> & “more”'
    html = drawing(bad, 10, [text(0, 0, bad), element("path", bad, d="M0 0")], [key("", bad)])
    drawn = Drawing(html)
    assert "<script" not in html
    assert drawn.question == bad and drawn.words == drawn.told == [bad] and drawn.keys == [bad]
    (picture,) = drawn.marks(role="img")
    assert picture.get("viewBox") == f"0 0 {WIDTH} 10"
    assert picture.get("aria-label", "").startswith(bad), "who sees no picture hears its question"
