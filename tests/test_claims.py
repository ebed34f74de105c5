"""Claims: every verdict follows from the rows, and the code that is shown finds the same rows."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from shown import readings

from course import claim_checker, load_article, progress, table
from course.claims import BY_A_READER, Finding, turning_points, verdict, verdict_on
from course.codebook import group
from course.explorers.claims import PREDICT, SHOW, ClaimChecker
from course.queries import (
    BEARINGS,
    LEVELS,
    OPERATORS,
    BadQuery,
    Filter,
    Level,
    Query,
    ask,
    code,
    queries,
    source,
)

CLAIMS = table("claims", witnesses=True)
ASKED, FILTERS = table("claim_queries"), table("claim_filters")
QUERIES = queries(ASKED, FILTERS)
ROWS = {row["id"]: row for row in CLAIMS.to_dict("records")}


@cache
def finding(query: Query) -> Finding:
    return Finding(query, ask(query))


def findings(claim: str, level: Level) -> list[Finding]:
    return [finding(one) for one in QUERIES if (one.claim, one.level) == (claim, level)]


@pytest.fixture(scope="module")
def shared() -> ClaimChecker:
    return claim_checker()


@pytest.fixture
def checker(shared: ClaimChecker) -> ClaimChecker:
    """One checker for all tests, turned to its first claim."""
    shared.mode.value = PREDICT
    shared.claim.value = "C02"
    shared.claim.value = "C01"
    return shared


# --- the verdicts follow from the rows -----------------------------------------------------------


@pytest.mark.parametrize("claim", list(ROWS))
def test_the_verdicts_follow_from_the_rows(claim: str) -> None:
    for level in LEVELS:
        stored, found = ROWS[claim][f"{level}_verdict"], findings(claim, level)
        assert (stored in BY_A_READER) == (not found), f"{level}: who gives the verdict?"
        assert verdict_on(stored, found) == stored, [(one.query.id, one.bearing) for one in found]


def test_claims_about_treaties_and_tests_are_decided_by_the_treaty_tables() -> None:
    treaty_tables = {
        "treaties", "treaty_events", "in_force", "nuclear_tests", "nuclear_test_totals",
    }  # fmt: skip
    for claim in ("C16", "C17", "C32", "C33", "C34", "C35", "C37", "C38", "C39", "C41"):
        asked = {one.table for one in QUERIES if (one.claim, one.level) == (claim, "p")}
        assert asked <= treaty_tables, claim
    for claim in ("C15", "C36", "C40"):
        assert {one.table for one in QUERIES if one.claim == claim} & treaty_tables, claim


def test_what_was_in_force_on_the_day_of_the_article() -> None:
    last, others, notices = findings("C34", "p")
    assert last.rows["treaty"].tolist() == ["new-start"]
    assert others.rows["treaty"].tolist() == ["pnet", "ttbt"]
    assert {"blmna-1988", "exercises-1989", "accidents-1971"} <= set(notices.rows["treaty"])


def test_contested_is_used_for_every_side() -> None:
    """Peskov, the National Security Council, Russia: a fact that the other side denies."""
    both = {claim for claim, row in ROWS.items() if row["p_verdict"] == "contested"}
    assert {"C07", "C16", "C17", "C20", "C41"} <= both
    for claim in both - {"C20"}:  # C20 is reported in other words: garbled comes first
        assert ROWS[claim]["verdict"] == "contested", claim
    for claim in both:
        found = findings(claim, "p")
        assert {"supports", "contradicts"} <= {one.bearing for one in found}, claim


def test_every_query_says_something_of_a_claim_that_there_is() -> None:
    for one in QUERIES:
        assert one.claim in ROWS and one.id.startswith(one.claim)
        assert one.if_rows != "nothing", f"{one.id} could never speak"
        assert one.asks.endswith("?"), one.id
        assert one.filters, one.id
    assert {one["code"] for one in group("claim_operator")} == set(OPERATORS)
    assert {one["code"] for one in group("claim_bearing")} == set(BEARINGS)


@pytest.mark.parametrize(
    ("bearings", "expected"),
    [
        ([], "unverifiable"),
        (["nothing", "reservation"], "unverifiable"),
        (["supports", "nothing"], "supported"),
        (["supports", "reservation"], "supported"),
        (["contradicts", "contradicts"], "wrong"),
        (["supports", "contradicts"], "contested"),
        (["differs"], "garbled"),
        (["contradicts", "differs", "supports"], "garbled"),
    ],
)
def test_one_rule_for_every_verdict(bearings: list[str], expected: str) -> None:
    assert verdict(bearings) == expected


def test_what_would_change_a_verdict() -> None:
    turns = {one.query.id: then for one, then in turning_points("contested", findings("C17", "p"))}
    assert turns == {"C17p1": "wrong", "C17p2": "supported"}
    turns = {one.query.id: then for one, then in turning_points("wrong", findings("C38", "p"))}
    assert turns == {"C38p1": "unverifiable", "C38p2": "contested"}
    assert turning_points("opinion", []) == []
    both = turning_points("garbled", findings("C40", "said"))
    assert both == [], "two answers show it: one alone changes nothing"


# --- the code ------------------------------------------------------------------------------------


def run(text: str) -> pd.DataFrame:
    """What a cell with this code shows, as a notebook runs it."""
    *lines, last = text.split("\n")
    names: dict[str, object] = {}
    exec("\n".join(lines), names)  # the code that the course writes, tried as a student would
    shown: pd.DataFrame = eval(last, names)
    return shown.reset_index(drop=True)


def test_the_code_finds_the_rows_that_were_found() -> None:
    for one in QUERIES:
        text = code(one)
        pd.testing.assert_frame_equal(run(text), finding(one).rows)
        assert all(len(line) <= 100 for line in text.split("\n")), one.id
        assert len(text.split("\n")) <= 14, one.id


def invented(*filters: Filter, columns: tuple[str, ...] = ("name",)) -> Query:
    return Query(
        "C99p1", "C99", "p", "Which?", "actors", "not applicable", (), columns, "supports",
        "nothing", filters,
    )  # fmt: skip


FRAME = pd.DataFrame(
    {"name": ["one", "two", "three"], "date": ["2023-01-31", "2023-02", "2023-02-21"],
     "count": [1, 2, 3]}
)  # fmt: skip


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("name", "is", "two", ["two"]),
        ("name", "is not", "two", ["one", "three"]),
        ("name", "is one of", "one;three", ["one", "three"]),
        ("name", "contains", "e", ["one", "three"]),
        ("name", "contains", "t.o", []),
        ("name", "begins with", "t", ["two", "three"]),
        ("date", "before", "2023-02-21", ["one", "two"]),
        ("date", "from", "2023-02", ["two", "three"]),
        ("count", "is", "2", ["two"]),
        ("count", "is one of", "1;2", ["one", "two"]),
        ("count", "more than", "1", ["two", "three"]),
        ("count", "less than", "3", ["one", "two"]),
    ],
)
def test_every_operator(field: str, operator: str, value: str, found: list[str]) -> None:
    query = invented(Filter(field, operator, value))
    assert ask(query, FRAME)["name"].tolist() == found
    lines = code(query, FRAME).split("\n")
    names: dict[str, object] = {"rows": FRAME}
    exec("\n".join(lines[3:-1]), names)
    assert eval(lines[-1], names)["name"].tolist() == found


def test_nothing_in_a_table_is_run_as_code() -> None:
    value = '"] or __import__("os").abort() or ["\\'
    query = invented(Filter("name", "is", value))
    assert ask(query, FRAME).empty
    lines = code(query, FRAME).split("\n")
    names: dict[str, object] = {"rows": FRAME}
    exec("\n".join(lines[3:-1]), names)
    assert eval(lines[-1], names).empty


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        (Filter("nam", "is", "one"), "C99p1 step 1, field: 'nam' is none of: name, date, count"),
        (Filter("name", "more than", "1"), "operator: 'more than' wants numbers; name is text"),
        (Filter("count", "contains", "1"), "operator: 'contains' wants text; count has numbers"),
        (Filter("count", "is", "many"), "value: 'many' is not a whole number"),
    ],
)
def test_a_filter_that_does_not_fit_is_refused(filters: Filter, says: str) -> None:
    with pytest.raises(BadQuery, match=says):
        ask(invented(filters), FRAME)


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadQuery, match="claim_queries, C99p1, columns: 'nome' is none of"):
        ask(invented(columns=("nome",)), FRAME)


@pytest.mark.parametrize(
    ("frame", "column", "value", "says"),
    [
        ("queries", "level", "maybe", "claim_queries, C01p1, level: 'maybe' is none of: said, p"),
        ("queries", "table", "treatys", "claim_queries, C01p1, table: 'treatys' is none of"),
        ("queries", "if_rows", "proves", "C01p1, if_rows: 'proves' is none of: supports"),
        ("queries", "if_none", "proves", "C01p1, if_none: 'proves' is none of: supports"),
        (
            "queries",
            "day",
            "2024-06-21",
            "C01p1, day: the table 'in_force' needs a day, the others",
        ),
        (
            "filters",
            "operator",
            "equals",
            "C01p1 step 1, operator: 'equals' is none of: is, is not",
        ),
        ("filters", "query", "C98p1", "C98p1 step 1: there is no query 'C98p1' in claim_queries"),
    ],
)
def test_a_bad_row_is_refused_with_its_place(
    frame: str, column: str, value: str, says: str
) -> None:
    frames = {"queries": ASKED.copy(), "filters": FILTERS.copy()}
    frames[frame].loc[0, column] = value
    with pytest.raises(BadQuery, match=says):
        queries(frames["queries"], frames["filters"])


def test_in_force_needs_a_day() -> None:
    asked = ASKED.copy()
    asked.loc[0, "table"] = "in_force"
    with pytest.raises(BadQuery, match="C01p1, day: the table 'in_force' needs a day"):
        queries(asked, FILTERS)


# --- the explorer --------------------------------------------------------------------------------


def test_every_claim_and_every_query(checker: ClaimChecker) -> None:
    checker.mode.value = SHOW
    shown = 0
    for _, claim in checker.claim.options:
        checker.claim.value = claim
        row = ROWS[claim]
        marked = [run for run in checker.pane.runs if run["row"] == claim]
        assert "".join(str(run["text"]) for run in marked) == row["exact"]
        for asked, level in (("Was it said?", "said"), ("Is it so?", "p")):
            told = row[f"{level}_verdict"]
            assert f"{asked} {told[0].upper()}{told[1:]}" in checker.room.sentence
            assert f"<strong>{asked} {told}.</strong>" in checker.result.value
        assert checker.result.value.count("What would change it: ") == 2
        own = [one for one in QUERIES if one.claim == claim]
        assert checker.rows()["query"].tolist() == [one.id for one in own]
        for one in own:
            checker.query.value = one.id
            assert checker.code.text == code(one)
            assert checker.found.value.count("<tr>") == (len(finding(one).rows) or -1) + 1
            shown += 1
    assert shown == len(QUERIES)
    checker.claim.value = "C43"
    assert checker.query.layout.display == checker.code.layout.display == "none"
    assert "no row can" in checker.result.value


def test_nothing_is_shown_before_a_prediction(checker: ClaimChecker) -> None:
    checker.claim.value = "C16"
    said = (
        "".join(readings(checker)) + checker.result.value + checker.found.value + checker.code.text
    )
    for given in ("contested", "supports", "treaty_events", "C16p1"):
        assert given not in said
    assert "Predict both verdicts" in checker.room.sentence
    assert [value for _, value in checker.query.options] == [""]
    checker.reveal.click()
    assert "Choose a verdict for both questions first" in checker.room.sentence
    checker.guesses["said"].value = "supported"
    checker.reveal.click()
    assert "contested" not in "".join(readings(checker))


def test_a_prediction_is_told_how_it_stands(checker: ClaimChecker) -> None:
    checker.claim.value = "C16"
    checker.guesses["said"].value = checker.guesses["p"].value = "supported"
    checker.reveal.click()
    said = checker.room.sentence
    assert "Was it said? Supported: " in said
    assert "? C16s1 supports (1 row). You said so too. What would change it: " in said
    assert "Is it so? Contested" in said and "You said supported, which is accepted too." in said
    checker.guesses["p"].value = "wrong"
    assert "Predict both verdicts" in checker.room.sentence, "taken back: reveal again"
    checker.reveal.click()
    assert "You said wrong." in checker.room.sentence
    checker.next.click()
    assert checker.claim.value == "C17" and checker.guesses["p"].value == ""
    assert checker.answer.layout.display == "none"


@pytest.mark.parametrize("code_", [str(one["code"]) for one in group("claim_verdict")])
def test_every_verdict_can_be_predicted(checker: ClaimChecker, code_: str) -> None:
    checker.claim.value = "C20"
    checker.guesses["said"].value = checker.guesses["p"].value = code_
    checker.reveal.click()
    said = checker.room.sentence
    assert ("You said so too" in said) == (code_ in ("garbled", "contested"))
    assert checker.result.value


def test_a_level_without_words_has_nothing_to_predict(checker: ClaimChecker) -> None:
    checker.claim.value = "C34"
    assert checker.guesses["said"].disabled
    assert checker.guesses["said"].value == "not applicable"
    checker.guesses["p"].value = "garbled"
    checker.reveal.click()
    assert checker.room.sentence.count("You said so too") == 2
    assert "00:00:00" not in checker.found.value and "2011-02-05" in checker.found.value
    checker.claim.value = "C20"
    assert not checker.guesses["said"].disabled


def test_previous_and_next_go_round(checker: ClaimChecker) -> None:
    checker.previous.click()
    assert checker.claim.value == "C48"
    checker.next.click()
    assert checker.claim.value == "C01"


def test_closed_it_shows_the_claim_alone() -> None:
    closed = claim_checker("C35", opens_with="12.2")
    said = "".join(readings(closed)) + closed.result.value
    assert "expires in 2026" in said and "exercise 12.2" in said
    assert "2026-02-05" not in said
    hidden = (closed.mode, closed.reveal, *closed.guesses.values(), closed.answer)
    assert {part.layout.display for part in hidden} == {"none"}
    progress.note_attempt("12.2")
    assert "Predict both verdicts" in closed.room.sentence
    assert closed.reveal.layout.display == ""
    progress.forget()
    asked = claim_checker("C35", opens_with="12.2")
    asked.mode.value = SHOW
    assert "supports" not in "".join(readings(asked))
    asked.curtain.button.click()
    assert "C35p1 supports (1 row)" in asked.room.sentence


def test_a_teacher_adds_a_claim_with_rows_alone() -> None:
    """Another claim of the same text: a row of claims, two queries, their filters."""
    claim = ROWS["C35"] | {
        "id": "C90", "claim": "New START never ended.", "p": "It never ended.",
        "p_verdict": "wrong", "verdict": "wrong", "accept": "none", "note": "none",
    }  # fmt: skip
    like = ASKED[ASKED["id"] == "C35p1"].iloc[0].to_dict()
    added = [
        like | {"id": "C90p1", "claim": "C90", "if_rows": "contradicts", "if_none": "supports"},
        like | {"id": "C90p2", "claim": "C90", "if_rows": "supports", "if_none": "nothing"},
    ]
    filters = [
        ("C90p1", 1, "treaty", "is", "new-start"), ("C90p1", 2, "type", "is", "expiry"),
        ("C90p2", 1, "treaty", "is", "new-start"), ("C90p2", 2, "date", "from", "2030"),
    ]  # fmt: skip
    checker = ClaimChecker(
        load_article(),
        table("segments"),
        pd.DataFrame([claim]),
        queries(pd.DataFrame(added), pd.DataFrame(filters, columns=FILTERS.columns)),
    )
    checker.mode.value = SHOW
    told = checker.room.sentence
    assert "C90p1 contradicts (1 row); " in told and "C90p2 says nothing (no rows)." in told
    assert "Is it so? Wrong: " in told
    assert "unverifiable, if C90p1" not in checker.result.value, "without the row it is so"
    assert "supported, if C90p1 found no row; contested, if C90p2 found a row" in (
        checker.result.value
    )


def test_sources_are_the_tables_of_the_package() -> None:
    day = next(one for one in QUERIES if one.table == "in_force")
    assert "suspended_by" in source(day)
    assert len(source(next(one for one in QUERIES if one.table == "witnesses"))) > 50
