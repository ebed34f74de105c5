"""The timeline: where dates lie, when the text can have been written, and what stays closed."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from shown import Drawing, points_of, readings

from course import load_article, progress, table, timeline
from course.dating import (
    KINDS,
    Interval,
    Month,
    bounds,
    closed_book,
    contradicted,
    month_of,
    placed,
    writing_interval,
)
from course.explorers.timeline import Timeline
from course.figures.calendar import timeline_figure, timeline_sentence
from course.style import INK, PALETTE

TOLD = {"T01": "present", "T04": "present", "T05": "present", "T07": "present", "T10": "future"}
"""How the text tells each expression, seen from the writing; past is the rest."""


def dates_of_the_article(witnesses: bool = False) -> pd.DataFrame:
    frame = table("dates", witnesses=witnesses)
    return frame.assign(told_as=[TOLD.get(name, "past") for name in frame["id"]])


DATES = dates_of_the_article()
BOTH = dates_of_the_article(witnesses=True)
FIRST, LAST = date(2023, 2, 1), date(2026, 12, 31)


@pytest.fixture
def closed() -> Timeline:
    return Timeline(BOTH, dates_open_with="06.9", interval_opens_with="06.3")


@pytest.fixture
def line() -> Timeline:
    return Timeline(DATES)


def press(line: Timeline, words: str) -> None:
    parts = (line.dates_part.button, line.interval_part.button)
    next(one for one in (*line.steps, *parts) if one.description == words).click()


def at(frame: pd.DataFrame, name: str) -> tuple[object, object]:
    row = frame[frame["id"] == name].iloc[0]
    return row["first"], row["last"]


# --- the interval of writing --------------------------------------------------------------------


def test_the_interval_from_the_text_alone() -> None:
    interval = writing_interval(DATES)
    assert interval.earliest and interval.latest
    assert (interval.earliest.day, interval.latest.day) == (FIRST, LAST)
    assert interval.earliest.sentence == interval.latest.sentence == "s15"
    assert (interval.earliest.exact, interval.latest.exact) == ("In February 2023", "in 2026")
    assert str(interval) == "[2023-02-01, 2026-12-31]"
    assert writing_interval(BOTH) == interval, "the closed book looks at no witness"
    assert str(writing_interval(DATES.iloc[:0])) == "[open, open]"


def test_the_weaker_bounds_are_there_too() -> None:
    limits = bounds(DATES)
    after = limits[limits["bound"] == "not before"]
    assert after["id"].tolist() == ["T13", "T08", "T12", "T09"]
    assert limits[limits["bound"] == "not after"]["id"].tolist() == ["T10"]
    without = writing_interval(DATES[DATES["id"] != "T09"])
    assert without.earliest
    assert (without.earliest.day, without.earliest.sentence) == (date(2022, 2, 24), "s17")


def test_the_interval_with_witnesses_in_steps() -> None:
    some = BOTH[BOTH["id"].isin(["T09", "T10"])]
    assert str(writing_interval(some, witnesses=True)) == "[2023-02-21, 2026-02-05]"
    some = BOTH[BOTH["id"].isin(["T09", "T10", "T14"])]
    assert str(writing_interval(some, witnesses=True)) == "[2024-05-30, 2026-02-05]"
    interval = writing_interval(BOTH, witnesses=True)
    assert str(interval) == "[2024-06-21, 2024-06-21]"
    assert interval.earliest and interval.earliest.exact == "today"


@pytest.mark.parametrize(
    ("month", "against"),
    [
        ("2023-01", {"T09"}),
        ("2023-02", set()),
        ("2024-02", set()),
        ("2026-12", set()),
        ("2027-01", {"T10"}),
        ("2022-02", {"T09"}),
        ("2022-01", {"T09", "T12"}),
        ("1949-12", {"T09", "T12", "T08"}),
        ("1938-12", {"T09", "T12", "T08", "T13"}),
    ],
)
def test_what_a_month_contradicts(month: str, against: set[str]) -> None:
    assert set(contradicted(bounds(DATES), month_of(month))["id"]) == against


def test_a_text_of_other_dates() -> None:
    invented = pd.DataFrame(
        [
            ("X1", "s1", "in 2001", "absolute", "year", "2001-01-01", "2001-12-31", "past"),
            ("X2", "s2", "by May 2003", "absolute", "month", "2003-05-01", "2003-05-31", "future"),
        ],
        columns=["id", "sentence", "exact", "kind", "precision", "given_from", "given_to",
                 "told_as"],
    ).assign(relation="itself", hangs_on="none")  # fmt: skip
    assert str(writing_interval(invented)) == "[2001-01-01, 2003-05-31]"
    assert timeline_sentence(placed(invented)).startswith("2 expressions of time: absolute 2.")


# --- months -------------------------------------------------------------------------------------


def test_months() -> None:
    assert month_of(" 2024-2 ") == Month(2024, 2)
    assert (Month(2024, 2).first, Month(2024, 2).last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert str(Month(2024, 12).plus(1)) == "2025-01"
    assert str(Month(2024, 1).plus(-13)) == "2022-12"
    assert str(Month(2100, 12).plus(1)) == "2100-12"
    assert str(Month(1900, 1).plus(-12)) == "1900-01"


@pytest.mark.parametrize(
    "words",
    ["", "2024", "2024-13", "2024-00", "24-01", "June 2024", "1899-12", "2101-01", "٢٠٢٤-٠١"],
)
def test_what_is_no_month_is_told_how_to_write_one(words: str) -> None:
    with pytest.raises(ValueError, match="Write year, hyphen, month, for example"):
        month_of(words)


# --- the dates on a calendar --------------------------------------------------------------------


def test_what_the_words_give_never_moves() -> None:
    own = {
        "T08": (date(1950, 1, 1), date(1969, 12, 31)),
        "T09": (date(2023, 2, 1), date(2023, 2, 28)),
        "T10": (date(2026, 1, 1), date(2026, 12, 31)),
        "T12": (date(2022, 2, 24), date(2022, 2, 24)),
        "T13": (date(1939, 1, 1), date(1945, 12, 31)),
        "T11": (None, date(2023, 2, 28)),
        "T15": (None, date(2023, 2, 28)),
    }
    for anchor in (None, Month(1999, 1), Month(2025, 3)):
        frame = placed(DATES, anchor, writing_interval(DATES))
        assert {name: at(frame, name) for name in own} == own


def test_what_hangs_on_the_writing_moves_with_it() -> None:
    frame = placed(DATES, Month(2025, 3))
    month = (date(2025, 3, 1), date(2025, 3, 31))
    assert at(frame, "T01") == at(frame, "T07") == month
    for name in ("T02", "T03", "T04", "T05", "T06", "T14", "T16"):
        assert at(frame, name) == (None, month[1]), name


def test_without_a_today_the_interval_places_or_nothing_does() -> None:
    frame = placed(DATES, None, writing_interval(DATES))
    assert at(frame, "T01") == (FIRST, LAST)
    assert at(frame, "T06") == (None, LAST)
    frame = placed(DATES)
    for name in ("T01", "T02", "T06", "T14"):
        assert at(frame, name) == (None, None)
    assert at(placed(DATES, None, Interval(None, None)), "T01") == (None, None)


def test_the_limits_are_those_that_a_reader_wrote_down() -> None:
    """The table's own limits, from the text alone; T04 says more than the words do."""
    frame = placed(DATES, None, writing_interval(DATES)).set_index("id")
    for row in DATES.itertuples():
        if row.id != "T04":
            found = [one.isoformat() if one else "" for one in frame.loc[row.id, ["first", "last"]]]
            assert found == [row.earliest, row.latest], row.id


def test_kinds_are_kept_apart_in_their_order() -> None:
    frame = placed(DATES)
    assert list(dict.fromkeys(frame["kind"])) == list(KINDS)
    odd = placed(DATES.assign(kind=["other", *DATES["kind"][1:]]))
    assert odd.iloc[-1]["kind"] == "other"


# --- the chart and its sentence -----------------------------------------------------------------

WINDOW = (date(2021, 1, 1), date(2027, 12, 31))


def width(chart: Drawing, name: str) -> float:
    """How many days wide the bar of an expression is."""
    (bar,) = chart.about(f"{name} ", "rect")
    whole = (WINDOW[1] - WINDOW[0]).days + 1
    return float(bar.get("width", "0")) / (800 - 316) * whole


def test_width_is_precision_and_shape_is_kind() -> None:
    frame = placed(DATES, Month(2025, 3))
    html = timeline_figure(frame, WINDOW, Month(2025, 3), writing_interval(DATES))
    chart = Drawing(html)
    for name, days in {"T12": 1, "T09": 28, "T10": 365, "T01": 31}.items():
        assert width(chart, name) == pytest.approx(days, abs=0.5)
    looks: dict[str, set[tuple[str | None, str | None]]] = {}
    for row in frame.to_dict("records"):
        for one in chart.about(f"{row['id']} {row['kind']}: "):
            if "triangle-" not in one.get("class", "").replace("triangle-up", ""):
                looks.setdefault(row["kind"], set()).add((one.get("class"), one.get("fill")))
    assert looks["absolute"] == {("owt-square", PALETTE["blue"])}
    assert all(len(own) == 1 for own in looks.values()), "each kind has one look"
    assert len(set.union(*looks.values())) == len(looks) == len(KINDS) - 1, "period: outside"
    assert {"can have been written", "“today” = 2025-03", "time", "words of the text"} < set(
        chart.words
    )
    assert chart.question.endswith("?")
    assert sum(words.startswith("T") for words in chart.words) == 16
    assert html == timeline_figure(frame, WINDOW, Month(2025, 3), writing_interval(DATES))


def shapes(chart: Drawing, kind: str) -> list[tuple[str, float]]:
    """The shapes of one kind of expression, each with the leftmost place of its first point."""
    own = [one for one in chart.marks(stroke=INK) if f" {kind}: " in one.findtext("title", "")]
    return [(one.get("class", "").removeprefix("owt-"), points_of(one)[0]) for one in own]


def test_what_lies_beyond_the_edge_is_pointed_at() -> None:
    periods = shapes(Drawing(timeline_figure(placed(DATES), WINDOW)), "period")
    assert [shape for shape, _ in periods] == ["triangle-left"] * 2
    assert {place for _, place in periods} == {316 - 6.5}
    early = Drawing(timeline_figure(placed(DATES), (date(1930, 1, 1), date(1940, 12, 31))))
    assert [shape for shape, _ in shapes(early, "absolute")] == ["triangle-right"] * 3
    cut = [shape for shape, _ in shapes(early, "period")]
    assert cut == ["triangle-right", "diamond", "triangle-right"]


def test_the_sentence_counts() -> None:
    said = timeline_sentence(placed(DATES, None, writing_interval(DATES)))
    assert "16 expressions of time: absolute 3, period 2, deictic 3, vague 1, relative 4" in said
    assert "5 have a first and a last day by their own words, 7 once" in said


# --- the explorer -------------------------------------------------------------------------------


def test_closed_parts_give_nothing_away(closed: Timeline) -> None:
    press(closed, "+1 month")
    closed.month.value = "2031-01"
    plain, html = readings(closed)
    said = plain + html + closed.chart.value + closed.facts.value
    for answer in ("2023", "2026", "s15", "s17", "deictic", "decade", "contradicts", "2024", "R5"):
        assert answer not in said, answer
    assert plain.count("is closed") == 2
    assert closed.row.disabled and closed.view.disabled
    assert [value for _, value in closed.row.options] == [""]
    assert html.count("<tr") == 3


def test_each_part_opens_alone(closed: Timeline) -> None:
    progress.note_attempt("06.3")
    said = closed.room.sentence
    assert "not before 2023-02-01 (“In February 2023”, s15)" in said
    assert "not after 2026-12-31 (“in 2026”, s15)" in said
    assert closed.chart.value == ""
    assert "deictic" not in "".join(readings(closed))
    closed.month.value = "2027-01"
    assert "contradicts s15 (“in 2026”: not after 2026-12-31)" in closed.room.sentence
    progress.note_attempt("06.9")
    assert "16 expressions of time" in closed.room.sentence
    assert closed.chart.value


def test_the_dates_alone_do_not_give_the_interval(closed: Timeline) -> None:
    press(closed, "Show the dates anyway")
    plain, html = readings(closed)
    assert "16 expressions" in plain
    assert "not before" not in plain + html
    assert "can have been written" not in closed.chart.value
    for _, name in closed.row.options:
        closed.row.value = name
        assert "note" not in closed.facts.value
    closed.month.value = "2031-01"
    assert "what hangs on it moves there" in closed.room.sentence
    assert "contradicts" not in closed.room.sentence
    press(closed, "Show the interval of writing anyway")
    assert "contradicts s15" in closed.room.sentence
    assert "note" in closed.facts.value


def test_the_closed_book_holds_no_witness(line: Timeline) -> None:
    shut = Timeline(BOTH)
    assert not [name for name in shut.dates.columns if name.startswith("outside")]
    assert list(closed_book(BOTH).columns) == list(line.dates.columns)
    for view in shut.view.options:
        shut.view.value = view
        for _, name in shut.row.options:
            shut.row.value = name
            drawn = Drawing(shut.chart.value)
            words = [*drawn.told, *(one for one in drawn.words if not one.isdigit())]
            said = "".join([*readings(shut), *words, shut.facts.value])  # the axis names each year
            for outside in ("2024", "2023-02-21", "2026-02-05", "2022-08-08", "R5", "witness"):
                assert outside not in said, (name, outside)


def test_with_witnesses_all_is_open_and_named() -> None:
    line = Timeline(BOTH, witnesses=True)
    plain, html = readings(line)
    assert "With the witnesses, it was written not before 2024-06-21 (“today”, s11)" in plain
    assert "outside_source" in html and "R18; R23" in html
    assert "what witnesses say" in line.chart.value
    line.row.value = "T11"
    assert "2022-08-08" in line.facts.value and "(R21)" in line.facts.value
    line.month.value = "2024-05"
    assert "s11 (“today”: not before 2024-06-21, R6; R35" in line.room.sentence
    line.month.value = "2024-06"
    assert "nothing in the text or the witnesses contradicts it" in line.room.sentence


def test_every_button_moves_today(line: Timeline) -> None:
    assert "No “today” is assumed" in line.room.sentence
    press(line, "+1 month")
    assert line.month.value == "2022-02", "begins at the first day that the text names"
    for words, month in [
        ("+1 month", "2022-03"),
        ("+1 year", "2023-03"),
        ("−1 month", "2023-02"),
        ("−1 year", "2022-02"),
    ]:
        press(line, words)
        assert line.month.value == str(line.anchor) == month
        assert f"“today” = {month}" in line.chart.value
        assert f"If “today” is in {month}" in line.room.sentence
    press(line, "No “today”")
    assert (line.month.value, line.anchor) == ("", None)


def test_a_month_is_typed(line: Timeline) -> None:
    line.month.value = "2025-3"
    assert line.month.value == "2025-03"
    assert "no sentence contradicts it" in line.room.sentence
    line.month.value = "soon"
    assert "'soon' is not a month" in line.room.sentence
    assert (line.month.value, line.anchor) == ("soon", Month(2025, 3)), "it can be mended"
    line.month.value = ""
    assert line.anchor is None
    assert "No “today” is assumed" in line.room.sentence
    line.move("2022-01")
    assert "contradicts s17 (“February 24, 2022”" in line.room.sentence
    with pytest.raises(ValueError, match="not a month"):
        line.move("soon")


def test_every_view_and_every_row(line: Timeline) -> None:
    text = load_article().text
    shown = []
    for view in line.view.options:
        line.view.value = view
        years = [one for one in Drawing(line.chart.value).words if one.isdigit()]
        shown.append((years[0], years[-1]))
    assert shown == [("2021", "2027"), ("1940", "2020")]
    assert len(line.row.options) == 16
    for _, name in line.row.options:
        line.row.value = name
        own = DATES[DATES["id"] == name].iloc[0]
        assert own["exact"] in line.facts.value
        assert text[own["start"] : own["end"]] == own["exact"]


def test_three_readings_agree(line: Timeline) -> None:
    plain, html = readings(line)
    assert plain == f"Timeline. {line.room.sentence}"
    assert html.count("<tr") == 17
    assert "None" not in html and "NaT" not in html and "nan" not in html


def test_every_control_has_its_class(line: Timeline) -> None:
    parts = (line.dates_part.button, line.interval_part.button)
    for control in (line.month, line.view, line.row, *line.steps, *parts):
        assert any(name.startswith("owt-") for name in control._dom_classes), control.description


def test_the_public_function() -> None:
    line = timeline()
    assert line.room.sentence.count("is closed") == 2
    assert "06.9" in line.room.sentence and "06.3" in line.room.sentence
    assert timeline(dates_open_with="", interval_opens_with="").chart.value
    assert timeline(witnesses=True).witnesses


def test_the_table_tells_past_present_and_future() -> None:
    frame = table("dates")
    assert [TOLD.get(name, "past") for name in frame["id"]] == frame["told_as"].tolist()


def test_the_sentence_tells_the_chosen_expression_and_what_moves() -> None:
    line = timeline(witnesses=True)
    line.row.value = "T02"
    assert "Chosen: T02 “recent” (s07), vague" in line.room.sentence
    assert "with the witnesses on 2024-06-21." in line.room.sentence
    assert "With it move" not in line.room.sentence
    line.move("2023-06")
    assert "T01 “today”" in line.room.sentence.partition("With it move")[2]
    assert "T12" not in line.room.sentence.partition("With it move")[2].partition("stay")[0]
