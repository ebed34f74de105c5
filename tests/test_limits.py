"""Declared numbers against limits: what was above which limit on which date, and did it bind."""

from __future__ import annotations

import pandas as pd
import pytest
from shown import Drawing, points_of, readings

from course import limits_explorer, progress, table
from course.cells import BadRow
from course.explorers.limits import DECLARED, LIMITS, LimitsExplorer
from course.figures.limits import limits_figure, limits_sentence
from course.limits import BOUND, NO_LONGER, NOT_YET, declared, limits_of, stretches

AGGREGATES = {
    "deployed_delivery_vehicles": "newstart-700",
    "deployed_warheads": "newstart-1550",
    "deployed_and_nondeployed_launchers": "newstart-800",
}
EXCHANGE, LIMIT_ROWS = table("data_exchange"), table("limits")
NAMES = {"AAA": "one side", "BBB": "another"}


@pytest.fixture(scope="module")
def explorer() -> LimitsExplorer:
    return limits_explorer()


def invented(**limit: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three dates of two invented sides, and a limit of 10 from 2001 to 2002."""
    exchange = pd.DataFrame(
        [
            ("2000-01-01", "AAA", 12), ("2000-01-01", "BBB", 9), ("2001-01-01", "AAA", 11),
            ("2001-01-01", "BBB", 10), ("2002-01-01", "AAA", 13), ("2002-01-01", "BBB", 1),
        ],
        columns=["date", "state", "things"],
    )  # fmt: skip
    bar = {"id": "ten", "treaty": "x", "what": "things", "number": "10",
           "binds_from": "2001-01-01", "binds_until": "2002-01-01"}  # fmt: skip
    return exchange, pd.DataFrame([bar | limit])


# --- the comparison ------------------------------------------------------------------------------


def test_a_limit_binds_from_its_first_day_to_the_day_before_it_ends() -> None:
    rows = declared(*invented(), {"things": "ten"})
    own = rows[rows["state"] == "AAA"]
    assert own["bound"].tolist() == [NOT_YET, BOUND, NO_LONGER]
    assert own["above"].tolist() == [True, True, True]
    assert not rows[rows["state"] == "BBB"]["above"].any(), "ten is not above ten"
    rows = declared(*invented(binds_until="open"), {"things": "ten"})
    assert rows["bound"].tolist()[-1] == BOUND


def test_no_number_is_above_a_limit_that_bound_and_both_sides_were_before() -> None:
    """The dates that corrections to the literature name, from the rows."""
    rows = declared(EXCHANGE, LIMIT_ROWS, AGGREGATES)
    assert not (rows["above"] & (rows["bound"] == BOUND)).any()
    last = rows[rows["above"]].groupby(["state", "aggregate"])["date"].max().to_dict()
    assert last == {
        ("USA", "deployed_delivery_vehicles"): "2016-03-01",
        ("USA", "deployed_warheads"): "2015-03-01",
        ("USA", "deployed_and_nondeployed_launchers"): "2017-03-01",
        ("RUS", "deployed_warheads"): "2017-09-01",
        ("RUS", "deployed_and_nondeployed_launchers"): "2017-03-01",
    }
    assert len(rows) == 3 * len(EXCHANGE)


def test_stretches_are_of_neighbouring_dates() -> None:
    rows = pd.DataFrame({"date": ["a", "b", "c", "d"]})
    wanted = pd.Series([True, True, False, True])
    assert stretches(rows, wanted) == [("a", "b", 2), ("d", "d", 1)]
    assert stretches(rows, ~wanted) == [("c", "c", 1)]


@pytest.mark.parametrize(
    ("row", "column", "value", "says"),
    [
        (2, "things", "many", r"data_exchange, row 3 \(2001-01-01 AAA\), things: 'many' is not a"),
        (0, "things", -1, "row 1 .*: -1 is not a whole number"),
        (0, "things", 1.5, "1.5 is not a whole number"),
        (1, "date", "2000-13-01", "row 2 .*, date: '2000-13-01' is not a day. Write YYYY-MM-DD"),
        (2, "date", "2000-01-01", "row 3 .*: this date of this state stands there twice"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(
    row: int, column: str, value: object, says: str
) -> None:
    exchange, limits = invented()
    exchange = exchange.astype(object)
    exchange.loc[row, column] = value
    with pytest.raises(BadRow, match=says):
        declared(exchange, limits, {"things": "ten"})


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ({"number": "1700-2200"}, "limits, ten, number: '1700-2200' is not a whole number"),
        ({"binds_from": "never"}, "limits, ten, binds_from: 'never' is not a day"),
        ({"binds_until": "2002"}, "limits, ten, binds_until: '2002' is not a day"),
        ({"id": "eleven"}, "things is held against the limit 'ten', which limits lacks"),
    ],
)
def test_a_bad_limit_is_refused(limit: dict[str, str], says: str) -> None:
    with pytest.raises(BadRow, match=says):
        declared(*invented(**limit), {"things": "ten"})


def test_the_numbers_of_a_treaty() -> None:
    salt = limits_of(LIMIT_ROWS, "salt-2")
    assert set(salt["binds from"]) == {"never"} and set(salt["ever law?"]) == {"no"}
    assert "2400 delivery vehicles" in set(salt["number"])
    freeze = limits_of(LIMIT_ROWS, "salt-1-interim").iloc[0]
    assert freeze["number"] == "no number"
    assert "counts by the US" in freeze["how it is counted"]
    with pytest.raises(KeyError, match="no numbers of 'start-4'"):
        limits_of(LIMIT_ROWS, "start-4")


# --- the chart and its sentence ------------------------------------------------------------------


def test_the_chart_marks_what_is_above_by_whether_it_bound() -> None:
    rows = declared(*invented(), {"things": "ten"})
    chart = Drawing(limits_figure(rows, "things", NAMES))
    assert chart.keys == [
        "the limit, not binding yet",
        "the limit",
        "one side",
        "another",
        "above a limit that did not bind yet",
        "above a limit that bound",
        "above a limit that bound no longer",
    ]
    sides = [chart.about("one side, "), chart.about("another, ")]
    assert [one.findtext("title") for one in sides[0]] == [
        "one side, 2000-01-01: 12", "one side, 2001-01-01: 11", "one side, 2002-01-01: 13",
    ]  # fmt: skip
    assert sides[0][0].get("fill") != sides[1][0].get("fill")
    assert len(points_of(sides[0][0])) != len(points_of(sides[1][0])), "a sign of another shape"
    dashes = {chart.marks(stroke=side[0].get("fill"))[0].get("stroke-dasharray") for side in sides}
    assert len(dashes) == 2
    assert {"binds from 2001-01-01", "binds until 2002-01-01"} <= set(chart.words)
    assert chart.question.endswith("?") and {"things"} < set(chart.words)
    assert limits_figure(rows, "things", NAMES) == limits_figure(rows, "things", NAMES)


def test_the_sentence_says_it_in_words() -> None:
    said = limits_sentence(declared(*invented(), {"things": "ten"}), "things", NAMES)
    assert "Before it bound: one side above it on 1 of 1 dates (2000-01-01); another above" in said
    assert "While it bound: one side above it on 1 of 1 dates (2001-01-01)" in said
    assert "When it bound no longer: one side above it on 1 of 1 dates (2002-01-01)" in said
    assert "breaks nothing" in said


# --- the explorer --------------------------------------------------------------------------------


def test_every_number_side_and_filter(explorer: LimitsExplorer) -> None:
    explorer.view.value = DECLARED
    seen = set()
    for _, aggregate in explorer.aggregate.options:
        for _, side in explorer.sides.options:
            for bound in (False, True):
                explorer.aggregate.value = aggregate
                explorer.sides.value = side
                explorer.bound.value = bound
                rows = explorer.shown()
                assert set(rows["aggregate"]) == {aggregate}
                assert set(rows["state"]) == ({side} if side else {"RUS", "USA"})
                assert (rows["date"].min() == "2018-02-05") == bound
                assert ("Before it bound" in explorer.room.sentence) == (not bound)
                assert len(explorer.row.options) == len(rows)
                assert len(explorer.rows()) == rows["date"].nunique()
                assert f"{rows['number'].iloc[-1]:,}" in explorer.chart.value
                seen.add(explorer.room.sentence)
    assert len(seen) == 18
    explorer.bound.value, explorer.sides.value = False, ""


def test_both_sides_dates_are_named(explorer: LimitsExplorer) -> None:
    explorer.view.value, explorer.aggregate.value = DECLARED, "deployed_warheads"
    said = explorer.room.sentence
    assert "Russia above it on 8 of 14 dates (2011-09-01, 2014-09-01 to 2017-09-01)" in said
    assert "United States above it on 9 of 14 dates (2011-02-05 to 2015-03-01)" in said
    assert "binds from 2018-02-05 until 2026-02-05" in said
    table_ = explorer.rows()
    last = table_[table_["date"] == "2023-03-01"].iloc[0]
    assert (last["Russia"], last["United States"]) == ("not published", "1,419")
    assert "1,796, above" in "".join(readings(explorer))


def test_every_row_shows_where_it_comes_from(explorer: LimitsExplorer) -> None:
    explorer.view.value = DECLARED
    for _, place in explorer.row.options:
        explorer.row.value = place
        row = explorer.declared.loc[place]
        for words in (row["date"], row["state"], "words_seen", "confidence"):
            assert words in explorer.facts.value


def test_every_treaty(explorer: LimitsExplorer) -> None:
    explorer.view.value = LIMITS
    assert explorer.chart.value == ""
    assert explorer.aggregate.layout.display == "none"
    for name, treaty in explorer.treaty.options:
        explorer.treaty.value = treaty
        rows = explorer.rows()
        assert explorer.room.sentence.startswith(f"{name}, {len(rows)} row")
        assert explorer.facts.value.count("<tr>") == len(rows) + 1
        assert ("They never became law" in explorer.room.sentence) == (
            set(rows["ever law?"]) == {"no"}
        )
    explorer.treaty.value = "sort"
    assert "never bound (1). They stood in a text that was in force" in explorer.room.sentence
    explorer.view.value = DECLARED
    assert explorer.treaty.layout.display == "none" and explorer.chart.value


def test_it_opens_where_it_is_told_to() -> None:
    assert "of 1,550" in limits_explorer(aggregate="deployed_warheads").room.sentence
    assert limits_explorer(treaty="inf").room.sentence.startswith("INF Treaty, 5 rows")


def test_closed_it_shows_no_number() -> None:
    closed = limits_explorer(opens_with="11.2")
    said = "".join(readings(closed)) + closed.chart.value + closed.facts.value
    assert "exercise 11.2" in said
    for given in ("2018", "1,550", "700", "Russia", "INF"):
        assert given not in said
    assert closed.view.layout.display == closed.sides.layout.display == "none"
    progress.note_attempt("11.2")
    assert "2018-02-05" in closed.room.sentence and closed.chart.value
    progress.forget()
    asked = limits_explorer(opens_with="11.2")
    assert asked.chart.value == ""
    asked.curtain.button.click()
    assert asked.chart.value and asked.curtain.button.layout.display == "none"
