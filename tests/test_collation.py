"""The collation: where a phrase first changes, and the explorer that shows it."""

from __future__ import annotations

import pandas as pd
import pytest
from shown import readings

from course import collation, progress, table
from course.collating import BadCollation, first_changes, passage, relation_counts
from course.explorers.collation import Collation

UNITS, WORDS, CARDS = (
    table(name, witnesses=True) for name in ("collation_units", "collation", "witnesses")
)
# Invented: a second text with four stages.
SECOND = pd.DataFrame(
    [
        ("A", 2, "B1", "same"), ("A", 1, "B0", "base"),
        ("A", 4, "B3", "same"), ("A", 3, "B2", "weaker"),
        ("Z", 1, "B0", "base"), ("Z", 3, "B2", "same"),
    ],
    columns=["unit", "place", "witness", "relation"],
)  # fmt: skip


def test_first_changes_of_a_second_text() -> None:
    found = first_changes(SECOND)
    assert list(found["unit"]) == ["A", "Z"]
    assert (found["place"][0], found["witness"][0], found["relation"][0]) == (3, "B2", "weaker")
    assert pd.isna(found["place"][1])
    assert found["witness"][1] == ""
    assert list(passage(SECOND, "A")["place"]) == [1, 2, 3, 4]


def test_counts_of_a_second_text() -> None:
    found = relation_counts(SECOND).set_index("witness")
    assert list(found.columns) == ["same", "weaker"]
    assert found.loc["B2"].to_dict() == {"same": 1, "weaker": 1}
    assert relation_counts(SECOND.iloc[:0]).empty


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one.drop(columns="place"), "column 'place'"),
        (lambda one: one[one["unit"] != "A"], "no unit 'A'. There are: Z"),
        (lambda one: one.assign(place=1), "two witnesses at place 1"),
        (lambda one: one.assign(relation="same"), "relation 'base'"),
        (lambda one: one.assign(relation="base"), "nowhere else"),
    ],
)
def test_a_malformed_collation_is_refused_in_words(change: object, said: str) -> None:
    with pytest.raises(BadCollation, match=said):
        passage(change(SECOND), "A")  # type: ignore[operator]


def test_the_table_says_what_the_rows_say() -> None:
    place = {2: "at the Spanish dispatch", 3: "after the Spanish dispatch"}
    found = first_changes(WORDS)
    computed = {
        row.unit: "not changed" if pd.isna(row.place) else place[int(row.place)]
        for row in found.itertuples()
    }
    assert computed == dict(zip(UNITS["id"], UNITS["first_changes"], strict=True))


def test_every_voice_unit_and_witness() -> None:
    shown = collation()
    seen = set()
    assert [value for _, value in shown.voice.options] == ["nsc", "peskov", "medvedev"]
    for _, voice in shown.voice.options:
        shown.voice.value = voice
        for _, unit in shown.unit.options:
            shown.unit.value = unit
            seen.add(unit)
            assert f"({unit})" in shown.room.sentence
            chain = passage(WORDS, unit)
            assert list(shown.rows()["witness"].str.split().str[0]) == [
                one if one != "text" else "the" for one in chain["witness"]
            ]
            for _, witness in shown.witness.options:
                shown.witness.value = witness
                card = shown.shown_card()
                if witness == "text":
                    assert "address" not in card
                else:
                    for field in ("address", "date", "grade", "who pays for it"):
                        assert card[field]
                        assert str(card[field]).split("&")[0] in shown.card.value.replace(
                            "&#x27;", "'"
                        )
                    assert "independence group" in card
                    assert "<a " not in shown.card.value  # the address is text
    assert seen == set(UNITS["id"])


def test_next_and_previous_go_round() -> None:
    shown = collation()
    first = shown.unit.value
    back, forward = steps(shown)
    back.click()
    assert shown.unit.value == shown.unit.options[-1][1]
    forward.click()
    forward.click()
    assert shown.unit.value == shown.unit.options[1][1] != first


def steps(shown: Collation) -> tuple[object, object]:
    row = shown.children[1].children
    found = {name: one for one in row for name in one._dom_classes}
    return found["owt-back"], found["owt-next"]


def test_a_card_quotes_the_words_where_one_does() -> None:
    shown = collation()
    shown.unit.value = "N7"
    assert shown.shown_card()["card"] == "R5a"
    shown.unit.value = "N4"
    assert shown.shown_card()["card"] == "R5b"
    shown.witness.value = "R2"
    assert "counted as one" in str(shown.shown_card()["independence group"])


def test_what_is_missing_says_so() -> None:
    shown = collation()
    shown.voice.value = "peskov"
    shown.unit.value = "P6"
    assert list(shown.rows()["words"])[1:] == ["(not there)", "(not there)"]
    lonely = Collation(UNITS, WORDS, CARDS[CARDS["witness"] != "R5"])
    assert "no card" in str(lonely.shown_card()["what"])


def words_of_the_answer() -> list[str]:
    relations = ["against the first", "first witness", "weaker", "stronger", "reversed", "same"]
    return ["First changes", *relations, *UNITS["why"], *UNITS["first_changes"]]


def test_the_answer_stays_closed() -> None:
    shown = collation()
    for _, voice in shown.voice.options:
        shown.voice.value = voice
        for _, unit in shown.unit.options:
            shown.unit.value = unit
            told = (
                "".join(readings(shown))
                + shown.table.value
                + shown.card.value
                + shown.room.sentence
            )
            assert [one for one in words_of_the_answer() if one in told] == []
            assert shown.curtain.button.layout.display == ""


def test_the_answer_opens_on_request_for_its_exercise_only() -> None:
    shown = collation()
    shown.unit.value = "N7"
    shown.curtain.button.click()
    assert "First changes: after the Spanish dispatch" in shown.room.sentence
    assert "against the first" in shown.table.value
    assert shown.curtain.button.layout.display == "none"
    shown.unit.value = "N1"  # asked for by another exercise
    assert "closed" in shown.room.sentence
    assert "against the first" not in "".join(readings(shown))
    assert "08.3" in shown.room.sentence
    shown.unit.value = "N2"
    assert "not changed" in shown.room.sentence
    # The counts leave out the units that are closed.
    closed = [one for one in UNITS["id"] if one in ("N1", "P5")]
    counted = shown.counts().drop(columns="witness").to_numpy().sum()
    assert counted == 2 * (len(UNITS) - len(closed))


@pytest.mark.parametrize(("unit", "key"), [("N7", "08.2"), ("N1", "08.3"), ("P5", "08.13")])
def test_the_answer_opens_when_its_exercise_was_tried(unit: str, key: str) -> None:
    shown = collation()
    shown.voice.value = dict(zip(UNITS["id"], UNITS["voice"], strict=True))[unit]
    shown.unit.value = unit
    progress.note_attempt("08.1")
    assert "closed" in shown.room.sentence
    progress.note_attempt(key)
    assert "First changes" in shown.room.sentence
    assert "First changes" in collation_at(unit)


def collation_at(unit: str) -> str:
    shown = collation()
    shown.voice.value = dict(zip(UNITS["id"], UNITS["voice"], strict=True))[unit]
    shown.unit.value = unit
    return str(shown.room.sentence)


def test_the_three_readings_agree() -> None:
    shown = collation()
    told = "".join(readings(shown))
    assert f"Collation. {shown.room.sentence}" in told
    for word in shown.rows()["words"]:
        assert word[:40] in told
