"""The tables of lesson 09: a draft with known faults, codes of others, variants a second way."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pandas as pd
import pytest

from course import glossary, load_article, practice_table, practice_text, table
from course.exercises.catalogue import exercise
from course.exercises.variants import GENERATORS

TEXT = load_article().text
DRAFT = table("statements_draft")
CODES = table("cameo_codes")
EVENTS = table("event_coding")
SCORES = table("plover_scores").set_index("category")


def broken_places(rows: pd.DataFrame, text: str) -> set[str]:
    return {
        row["id"]
        for row in rows.to_dict("records")
        if text[row["start"] : row["end"]] != row["evidence"]
    }


# --- the draft -----------------------------------------------------------------------------------


def test_the_draft_has_the_faults_the_exercise_asks_for_and_no_others() -> None:
    segments = table("segments")
    spoken = set(segments.loc[segments["kind"] != "boilerplate", "id"])
    lists = {"sentence": spoken}
    lists |= {"speaker": set(glossary("voice")["code"]), "act": set(glossary("speech_act")["code"])}
    lists["cited_via"] = lists["speaker"]
    off = {
        name: set(DRAFT.loc[~DRAFT[name].isin(list(codes)), "id"]) for name, codes in lists.items()
    }
    assert off == {"sentence": {"d10"}, "speaker": {"d06"}, "act": {"d12"}, "cited_via": set()}
    answer = exercise("09.2").solution.pattern["answer"]
    assert set(answer["lists"]) == set().union(*off.values())
    assert set(answer["places"]) == broken_places(DRAFT, TEXT)


def test_one_row_that_passes_contradicts_the_table_of_statements_and_no_other_does() -> None:
    answer = exercise("09.2").solution.pattern["answer"]
    passing = DRAFT[~DRAFT["id"].isin(answer["lists"] + answer["places"])]
    said = table("statements").drop_duplicates("sentence").set_index("sentence")
    accepted = table("speech_acts").set_index("sentence")["accepted"].str.split("; ")
    wrong = {
        row["id"]
        for row in passing.to_dict("records")
        if row["speaker"] != said.loc[row["sentence"], "speaker"]
        or row["cited_via"] != said.loc[row["sentence"], "cited_via"]
        or row["act"] not in accepted[row["sentence"]]
    }
    found = exercise("09.11").solution.pattern["answer"]
    assert wrong == {found["row"]}
    assert (found["speaker"], found["cited_via"]) == tuple(
        said.loc["s04", ["speaker", "cited_via"]]
    )


# --- codes of others -----------------------------------------------------------------------------


def test_events_use_known_codes_and_their_places_in_plover() -> None:
    codes = CODES.set_index("code")
    said = table("statements").set_index("id")
    for row in EVENTS.to_dict("records"):
        code = codes.loc[row["cameo"]]
        assert (row["plover"], row["mode"]) == (code["plover"], code["mode"]), row["id"]
        assert row["sentence"] == said.loc[row["statement"], "sentence"], row["id"]
        others = [] if row["also"] == "none" else row["also"].split("; ")
        assert set(others) <= set(codes.index) - {row["cameo"]}, row["id"]


def test_scores_are_those_of_the_mode_or_of_the_category() -> None:
    for row in EVENTS.to_dict("records"):
        if row["plover"] == "none":
            assert pd.isna(row["score"]), row["id"]
            continue
        category = SCORES.loc[row["plover"]]
        if row["mode"] == "none":
            assert row["score"] == category["score"], row["id"]
        else:
            assert category["lowest"] <= row["score"] <= category["highest"], row["id"]


def test_one_category_lies_outside_its_modes() -> None:
    with_modes = SCORES[SCORES["modes"] > 0]
    inside = with_modes["score"].between(with_modes["lowest"], with_modes["highest"])
    assert list(with_modes.index[~inside]) == ["ACCUSE"]
    without = SCORES[SCORES["modes"] == 0]
    assert without[["lowest", "highest"]].isna().all(axis=None)


def test_each_code_names_sources_that_were_seen() -> None:
    seen = table("sources").set_index("key")["seen"]
    for frame in (CODES, SCORES):
        for keys in frame["sources"]:
            assert set(seen[keys.split("; ")]) == {"seen"}


@pytest.mark.parametrize("identity", ["09.3", "09.5"])
def test_the_labels_of_an_exercise_are_the_codes(identity: str) -> None:
    assert exercise(identity).settings["labels"] == list(CODES["code"])


def test_the_solutions_agree_with_the_table_of_events() -> None:
    told = EVENTS.drop_duplicates("sentence").set_index("sentence")
    for sentence, code in exercise("09.3").solution.pattern["answer"].items():
        assert code == told.loc[sentence, "cameo"]
    s11 = EVENTS[EVENTS["sentence"] == "s11"].set_index("version")
    answer = exercise("09.5").solution.pattern["answer"]
    assert answer["printed"] == s11.loc["printed", "cameo"]
    assert s11.loc["restored", "cameo"] in answer["restored"]
    assert set(answer["restored"]) <= {"125", *s11.loc["restored", "also"].split("; ")}


def test_both_sides_are_coded_by_one_rule() -> None:
    """A readiness, an accusation and a refusal get the same code whoever makes them."""
    told = EVENTS[EVENTS["version"] == "both"]
    for code in ("036", "ACCUSE"):
        column = "cameo" if code.isdigit() else "plover"
        assert set(told.loc[told[column] == code, "actor"]) == {"RUS", "USA"}, code


# --- variants ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(25))
def test_rows_of_a_practice_table_fail_as_the_variant_says(number: int) -> None:
    rows = practice_table(number)
    failing = broken_places(rows, practice_text(number).text)
    assert set(GENERATORS["rows_that_fail"](number).answer) == failing
    assert 0 < len(failing) < len(rows)
    assert rows["id"].is_unique


def columns_of(task: str) -> dict[str, list[str | None]]:
    made: dict[str, list[str | None]] = ast.literal_eval(
        re.findall(r"DataFrame\((\{.*?\})\)", task)[0]
    )
    return made


@pytest.mark.parametrize("number", range(25))
def test_agreement_of_invented_coders_by_counting(number: int) -> None:
    made = GENERATORS["agreement_of_two"](number)
    pairs = [pair for pair in zip(*columns_of(made.task).values(), strict=True) if None not in pair]
    same = sum(one == other for one, other in pairs)
    assert made.answer == {"same": same, "share": pytest.approx(same / len(pairs), abs=1e-4)}

    made = GENERATORS["kappa_of_two"](number)
    one, other = columns_of(made.task).values()
    n = len(one)
    po = sum(a == b for a, b in zip(one, other, strict=True)) / n
    ours, theirs = Counter(one), Counter(other)
    pe = sum(ours[label] * theirs[label] for label in ours) / n**2
    assert made.answer == pytest.approx((po - pe) / (1 - pe), abs=1e-4)

    made = GENERATORS["alpha_of_three"](number)
    units = [
        [label for label in unit if label is not None]
        for unit in zip(*columns_of(made.task).values(), strict=True)
    ]
    bag = Counter(label for unit in units for label in unit)
    n = sum(bag.values())
    differ = sum(
        sum(a != b for a in unit for b in unit) / (len(unit) - 1) for unit in units if len(unit) > 1
    )
    chance = sum(bag[a] * bag[b] for a in bag for b in bag if a != b) / (n - 1)
    assert made.answer == pytest.approx(1 - differ / chance, abs=1e-4)


@pytest.mark.parametrize("number", range(25))
def test_an_invented_event_names_its_code_among_the_choices(number: int) -> None:
    made = GENERATORS["code_of_event"](number)
    assert f"{made.answer} {CODES.set_index('code').loc[made.answer, 'label']}" in made.task
