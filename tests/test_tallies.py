"""Nuclear tests: tallies side by side, the known error, treaties and declared pauses."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from shown import Drawing, points_of, readings

import course
from course import progress, table
from course.cells import BadRow
from course.explorers.testing import (
    ACTS,
    CLAIMS,
    CORRECTED,
    ERRORS,
    PUBLISHED,
    STACKED,
    STEPS,
    TOTALS,
    TestsExplorer,
)
from course.figures.drawing import GROUND
from course.figures.testing import tally_figure
from course.style import INK, PALETTE
from course.tallies import (
    IN_FORCE,
    KINDS,
    LAST,
    PAUSE,
    RESUMED,
    SIGNED,
    beside,
    counted,
    in_years,
    published_errors,
    summed,
)

TESTS, TOTAL_ROWS = table("nuclear_tests"), table("nuclear_test_totals")
BESIDE = beside(table("treaty_events"), table("treaties"))


@pytest.fixture
def explorer() -> TestsExplorer:
    return course.tests_explorer()


# --- counting ------------------------------------------------------------------------------------


def test_the_tallies_count_what_they_say_they_count() -> None:
    rows = counted(TESTS)
    sums = rows.groupby("series")["tests"].sum().to_dict()
    assert sums == {"aca": 2056, "sipri-foa": 2049}
    printed = counted(TESTS, as_published=True)
    assert printed.groupby("series")["tests"].sum().to_dict() == {"aca": 2059, "sipri-foa": 2049}
    wide = rows.pivot(index=["year", "state"], columns="series", values="tests").dropna()
    apart = wide[wide["aca"] != wide["sipri-foa"]]
    assert apart.index.tolist() == [(1972, "SUN")]
    wrong = published_errors(TESTS)
    assert wrong[["year", "state", "tests", "as_published"]].values.tolist() == [
        [2010, "PRK", 0, 3]
    ]


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("tests", "some", r"row 3 \(aca 1945 GBR\), tests: 'some' is not a whole number"),
        ("tests", -2, r"tests: -2 is not a whole number"),
        ("year", "45", None),
        ("year", "soon", r"year: 'soon' is not a whole number"),
        ("state", "USA", r"row 3 \(aca 1945 USA\): this year of this state stands in this series"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(column: str, value: object, says: str | None) -> None:
    rows = TESTS.head(6).astype(object)
    rows.loc[2, column] = value
    if says is None:
        assert 45 in set(counted(rows)["year"])
        return
    with pytest.raises(BadRow, match=says):
        counted(rows)


def test_a_summary_stands_side_by_side() -> None:
    found = summed(counted(TESTS), TOTAL_ROWS, ["PRK", "RUS", "SUN"]).set_index("state")
    assert found.loc["North Korea", "tests by sipri-foa"] == "not covered"
    assert found.loc["Russia", "last declared test"] == "none declared"
    assert found.loc["Soviet Union"].tolist() == [715, 714, "1990-10-24"]


# --- beside --------------------------------------------------------------------------------------


def test_treaties_have_lanes_of_their_own_and_come_first() -> None:
    lanes = list(dict.fromkeys(BESIDE["lane"]))
    assert lanes[:4] == ["Partial Test Ban Treaty", "TTBT", "PNET", "CTBT"]
    texts = BESIDE[BESIDE["in law"]]
    assert not texts.duplicated(["lane", "kind"]).any(), "one signature, one entry into force"
    days = texts.set_index(["lane", "kind"])["day"].to_dict()
    assert days["TTBT", SIGNED] == date(1974, 7, 3)
    assert days["TTBT", IN_FORCE] == days["PNET", IN_FORCE] == date(1990, 12, 11)
    assert ("CTBT", IN_FORCE) not in days


def test_a_pause_ends_only_where_a_row_says_so() -> None:
    pauses = BESIDE[BESIDE["kind"] == PAUSE]
    ends = {(row["lane"], str(row["day"])): row["end"] for row in pauses.to_dict("records")}
    assert ends["SUN", "1958-11-03"] == date(1961, 9, 1)
    assert ends["SUN", "1958-03-31"] is None, "it declared another one first"
    assert ends["GBR", "1958-10-31"] is None
    assert ends["FRA", "1992-04-08"] == date(1995, 9, 5)
    assert ends["FRA", "1996-01-29"] is None
    assert ends["PRK", "2018-04-21"] == date(2020, 1, 1)
    assert not {"inf", "new-start"} & set(BESIDE["treaty"]), "other moratoria are not of tests"


def test_a_day_on_the_axis_of_years() -> None:
    assert in_years(date(1963, 1, 1)) == 1963
    assert 1963.49 < in_years(date(1963, 7, 2)) < 1963.51
    assert in_years(date(1963, 12, 31)) < 1964


def test_a_date_that_is_none_is_refused() -> None:
    events = table("treaty_events")
    own = events[events["treaty"] == "ptbt"].copy()
    own.loc[own["type"] == "entry-into-force", "date"] = "spring 1963"
    with pytest.raises(BadRow, match=r"ptbt-19631010.*, date: 'spring 1963' is not a date"):
        beside(own, table("treaties"))


# --- the chart -----------------------------------------------------------------------------------

NAMES = {"AAA": "one state", "BBB": "another", "CCC": "a third"}
SERIES = {"x": "tally X", "y": "tally Y"}


def invented() -> pd.DataFrame:
    return pd.DataFrame(
        [("x", 2000, "AAA", 2), ("x", 2001, "AAA", 0), ("x", 2000, "BBB", 1), ("x", 2001, "BBB", 4),
         ("y", 2000, "AAA", 3), ("x", 2000, "CCC", 0)],
        columns=["series", "year", "state", "tests"],
    )  # fmt: skip


def test_each_tally_has_a_panel_and_each_state_a_look_of_its_own() -> None:
    rows = invented()
    html = tally_figure(rows, BESIDE.iloc[:0], (2000, 2001), NAMES, SERIES, ["AAA", "BBB"])
    chart = Drawing(html)
    first, second = chart.marks(class_="owt-bars-AAA")
    (other,) = chart.marks(class_="owt-bars-BBB")
    assert [one.get("d").count("M") for one in (first, second, other)] == [1, 1, 2]
    left, floor, top, right, _ = points_of(first)
    start, low, high, _, _, later, low_later, high_later, _, _ = points_of(other)
    assert (start, low) == (left, top), "one state stands on another"
    assert (later, low_later) == (right, floor)
    unit = (floor - top) / 2
    assert low - high == pytest.approx(unit, abs=0.2)
    assert low_later - high_later == pytest.approx(4 * unit, abs=0.2)
    assert first.get("fill") == second.get("fill") == PALETTE["blue"]
    assert other.get("fill") == "url(#owt-tests-BBB)" and chart.marks(id="owt-tests-BBB")
    assert {"tests in a year: tally X", "tests in a year: tally Y", "year"} <= set(chart.words)
    assert chart.keys == ["one state", "another"] and chart.question.endswith("?")
    assert chart.told == ["2000: one state 2, another 1", "2001: another 4", "2000: one state 3"]
    alone = Drawing(
        tally_figure(rows[rows["state"] == "BBB"], BESIDE.iloc[:0], (2000, 2001), NAMES, SERIES,
                     ["AAA", "BBB"])
    )  # fmt: skip
    assert alone.marks(class_="owt-bars-BBB")[0].get("fill") == other.get("fill")
    assert len(alone.marks(fill=GROUND)) == 1 and "not counted" in alone.words
    assert html == tally_figure(rows, BESIDE.iloc[:0], (2000, 2001), NAMES, SERIES, ["AAA", "BBB"])


def test_steps_have_lines_and_signs_and_no_tail() -> None:
    chart = Drawing(
        tally_figure(
            invented(), BESIDE.iloc[:0], (2000, 2001), NAMES, SERIES, ["AAA", "BBB"], steps=True
        )
    )
    one, another = chart.marks(stroke=PALETTE["blue"]), chart.marks(stroke=PALETTE["orange"])
    assert {line.get("stroke-dasharray") for line in one} != {
        line.get("stroke-dasharray") for line in another
    }
    (circles, more), (squares,) = (
        chart.marks(class_="owt-steps-AAA"), chart.marks(class_="owt-steps-BBB")
    )  # fmt: skip
    assert "a" in circles.get("d") and "a" not in squares.get("d"), "signs of other shapes"
    assert [one.get("d").count("M") for one in (circles, more, squares)] == [1, 1, 2]
    ends = {line.get("d").rpartition("H")[2].partition("V")[0] for line in one} - {"24"}
    assert ends == {"506.0"}, "no tail: the line ends after the last test, at the end of 2000"


def test_marks_and_errors_are_drawn() -> None:
    wrong = pd.DataFrame([("x", 2001, 4)], columns=["series", "year", "tests"])
    chart = Drawing(
        tally_figure(invented(), BESIDE, (1958, 2020), NAMES, SERIES, ["AAA"], errors=wrong)
    )
    signs = {kind: [one for one in chart.root.iter("path") if f", {kind}: " in
                    one.findtext("title", "")] for kind in KINDS}  # fmt: skip
    assert sum(map(len, signs.values())) == len(BESIDE)
    points = {kind: points_of(own[0]) for kind, own in signs.items()}
    looks = {(len(points[kind]), points[kind][0] < points[kind][2], own[0].get("fill"))
             for kind, own in signs.items()}  # fmt: skip
    assert len(looks) == len(KINDS)
    assert "known error" in chart.words
    assert len(chart.marks(stroke_width="5")) == 3 + 5, "three in force, five pauses with an end"
    through = chart.marks(stroke=INK, stroke_width="1")
    assert len(through) == 4 + 2, "four signatures; TTBT and PNET entered into force on one day"
    text = "".join(chart.root.itertext())
    assert all(kind in text for kind in KINDS), "the signs are told in words"


# --- the explorer --------------------------------------------------------------------------------


def test_every_tally_number_and_form(explorer: TestsExplorer) -> None:
    seen = set()
    for _, series in explorer.series.options:
        for numbers in (CORRECTED, PUBLISHED):
            for form in (STACKED, STEPS):
                explorer.series.value = series
                explorer.numbers.value = numbers
                explorer.form.value = form
                said, drawn = explorer.room.sentence, explorer.chart.value
                assert ("not added up" in said) == (series == "")
                assert ("2,056" in said) == (series != "sipri-foa" and numbers == CORRECTED)
                assert ("2,059" in said) == (series != "sipri-foa" and numbers == PUBLISHED)
                assert ("known error" in said) == ("2,059" in said)
                assert ("known error" in drawn) == ("2,059" in said)
                assert ("owt-bars-" in drawn) == (form == STACKED)
                assert "4,1" not in said, "2,056 and 2,049 are never added"
                seen.add((said, drawn))
    assert len(seen) == 10, "the list of SIPRI and FOA has no known error: two pairs are the same"


def test_every_state(explorer: TestsExplorer) -> None:
    explorer.series.value = "aca"
    for code, box in explorer.members.items():
        box.value = False
        assert f"{explorer.names[code]} " not in explorer.room.sentence
        assert code not in explorer.states
        assert explorer.names[code] not in set(explorer.rows()["state"])
        box.value = True
    assert "Russia 0" in explorer.room.sentence and "Russia none" in explorer.room.sentence
    for box in explorer.members.values():
        box.value = False
    assert "Choose others" in explorer.room.sentence
    assert explorer.chart.value == "" and explorer.rows().empty


def test_the_years_keep_their_order(explorer: TestsExplorer) -> None:
    assert explorer.years == (1945, 2020)
    for _, year in explorer.first.options[::5]:
        explorer.first.value = year
        assert explorer.years == (year, 2020)
        assert explorer.shown()["year"].min() >= year or explorer.shown().empty
    explorer.final.value = 1963
    assert explorer.years == (1963, 1963)
    explorer.first.value = 1990
    assert explorer.years == (1990, 1990)
    for _, year in explorer.final.options[::5]:
        explorer.final.value = year
        assert explorer.years == (min(1990, year), year) or explorer.years[0] <= year
    explorer.first.value = 2018
    assert "Choose others" in explorer.room.sentence


def test_treaties_and_moratoria_can_be_left_out(explorer: TestsExplorer) -> None:
    assert "moratorium declared" in explorer.chart.value
    explorer.drawn.value = False
    assert explorer.marks().empty
    assert "moratorium declared" not in explorer.chart.value
    explorer.drawn.value = True
    explorer.members["PRK"].value = False
    assert "PRK" not in set(explorer.marks()["lane"])
    assert "CTBT" in set(explorer.marks()["lane"])


def test_what_began_earlier_and_lasts_is_still_there(explorer: TestsExplorer) -> None:
    explorer.first.value = 1986
    lanes = set(explorer.marks()["lane"])
    assert "Partial Test Ban Treaty" in lanes, "in force since 1963"
    assert (explorer.marks()["end"] == date(1987, 2, 26)).any(), "declared in 1985"
    assert not (explorer.marks()["day"] == date(1958, 11, 3)).any()
    lasting = Drawing(explorer.chart.value).marks(stroke_width="5")
    assert min(points_of(one)[0] for one in lasting) == 184, "it begins at the edge"


def test_every_list_below(explorer: TestsExplorer) -> None:
    shown = {}
    for name in explorer.more.options:
        explorer.more.value = name
        assert explorer.facts.value.count("<tr>") == len(explorer.below()) + 1
        shown[name] = explorer.facts.value
    assert "read as a number" in shown[ERRORS] and "2010" in shown[ERRORS]
    assert "none declared" not in shown[TOTALS] and "never" in shown[TOTALS]
    assert LAST in shown[ACTS] and RESUMED in shown[ACTS]
    answers = explorer.claims
    assert {"USA", "RUS", "CHN"} <= set(answers["actor"])
    assert "fake news" in shown[CLAIMS] and "zero-yield" in shown[CLAIMS]


def test_closed_it_counts_nothing() -> None:
    closed = course.tests_explorer(opens_with="11.4")
    said = "".join(readings(closed)) + closed.chart.value + closed.facts.value
    assert "exercise 11.4" in said
    for given in ("1990", "715", "2,056", "Soviet", "CTBT"):
        assert given not in said
    assert closed.controls.layout.display == "none"
    progress.note_attempt("11.4")
    assert "715" in closed.room.sentence and closed.chart.value
    assert closed.controls.layout.display == ""
