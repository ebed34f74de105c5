"""The conditions and agreement explorers with real widgets: every option of every control."""

from __future__ import annotations

import pytest
from shown import readings

from course import agreement_explorer, conditions_explorer, load_article, table
from course.conditions.engine import ACCEPTS, REFUSES, SILENT
from course.explorers.agreement import MOST_FREE, VARIES
from course.explorers.conditions import PREDICT, SHOW, ConditionsExplorer


def turn_to(explorer: ConditionsExplorer, holder: str, target: str) -> None:
    explorer.actor.value = next(
        place
        for place, one in enumerate(explorer.actors)
        if (one.holder, one.target) == (holder, target)
    )
    explorer.show.click()


def test_every_actor_reading_and_switch() -> None:
    explorer = conditions_explorer(witnesses=True)
    explorer.mode.value = SHOW
    for name, place in explorer.actor.options:
        explorer.actor.value = place
        explorer.show.click()
        assert name in explorer.room.sentence
        for box in explorer.readings.children:
            for _, reading in box.options:  # every reading of every condition
                box.value = reading
                assert "\u201c" in explorer.room.sentence
                assert explorer.form.value or not explorer.picked
        for switch in explorer.scenario.children:
            before = explorer.room.sentence
            switch.value = not switch.value
            assert explorer.room.sentence != before, "the scenario is told"
        explorer.reset.click()


def test_all_answers_are_shown_beside_each_other_once_they_are_open() -> None:
    explorer = conditions_explorer()
    explorer.mode.value = SHOW
    turn_to(explorer, "putin", "dialogue")
    assert explorer.result.value.count("closed until") == len(explorer.actors) - 1
    for _, place in explorer.actor.options:
        explorer.actor.value = place
        explorer.show.click()
    assert "closed until" not in explorer.result.value
    assert explorer.result.value.count("<tr>") == len(explorer.actors)


def test_a_closed_actor_shows_words_only() -> None:
    explorer = conditions_explorer()
    explorer.mode.value = SHOW
    for _, place in explorer.actor.options:
        explorer.actor.value = place
        assert not explorer.is_open
        assert explorer.form.value == ""
        assert explorer.result.value == ""
        shown = "".join(readings(explorer))
        for answer in ("refuses.", "accepts.", "requires", "is required"):
            assert answer not in shown
        assert any(run["row"] for run in explorer.pane.runs), "the words are marked all the same"


def test_the_marked_words_are_the_sentences_of_the_text() -> None:
    explorer = conditions_explorer()
    segments = table("segments").set_index("id")
    for _, place in explorer.actor.options:
        explorer.actor.value = place
        shown = "".join(run["text"] for run in explorer.pane.runs)
        for one in explorer.chosen.in_use:
            home = segments.loc[explorer.words.rows[one.id]["sentence"]]
            assert load_article()[int(home["start"]) : int(home["end"])] in shown


def test_the_situation_of_the_text_comes_back() -> None:
    explorer = conditions_explorer()
    start = dict(explorer.world)
    for switch in explorer.scenario.switches.values():
        switch.value = not switch.value
    assert explorer.world != start
    explorer.reset.click()
    assert explorer.world == start
    assert start["nuclear"]
    assert not start["ukraine"]


@pytest.mark.parametrize(
    ("holder", "target", "on", "said", "words"),
    [
        ("putin", "dialogue", ["comprehensive"], ACCEPTS, "only if taken for if"),
        ("peskov", "dialogue", ["comprehensive", "ukraine", "us_role"], SILENT, "offer overlooked"),
        ("peskov", "dialogue", ["comprehensive", "ukraine", "us_role"], REFUSES, "Medvedev"),
        ("medvedev", "negotiations", ["comprehensive"], ACCEPTS, "Peskov"),
        ("medvedev", "negotiations", ["arming_stopped"], SILENT, "and taken for or"),
        ("nsc", "nuclear_talks", ["ukraine"], REFUSES, "silence taken for a refusal"),
        ("nsc", "nuclear_talks", ["ukraine"], ACCEPTS, "offer on all"),
        ("russia", "test_rus", [], REFUSES, "if taken for only if"),
        ("russia", "proposals_accepted", [], REFUSES, "reason taken for a condition"),
    ],
)
def test_a_wrong_prediction_is_told_its_misreading(
    holder: str, target: str, on: list[str], said: int, words: str
) -> None:
    explorer = conditions_explorer()
    turn_to(explorer, holder, target)
    for atom in on:
        explorer.scenario.switches[atom].value = True
    assert "predict the answer" in explorer.room.sentence
    assert explorer.result.value == ""
    explorer.guess.value = said
    assert explorer.result.value == "", "nothing is shown before it is asked for"
    explorer.reveal.click()
    assert words in explorer.room.sentence
    assert explorer.result.value


def test_a_right_prediction_is_said_to_be_right() -> None:
    explorer = conditions_explorer()
    for _, place in explorer.actor.options:
        explorer.actor.value = place
        explorer.show.click()
        explorer.guess.value = explorer.answer()[0]
        explorer.reveal.click()
        assert "That is so." in explorer.room.sentence
        explorer.mode.value = SHOW
        explorer.mode.value = PREDICT


def test_every_scenario_has_an_answer_with_words() -> None:
    """No scenario of any actor leaves the page without a sentence that quotes the text."""
    explorer = conditions_explorer()
    explorer.mode.value = SHOW
    for _, place in explorer.actor.options:
        explorer.actor.value = place
        explorer.show.click()
        for number in range(2 ** len(explorer.scenario.children)):
            for bit, switch in enumerate(explorer.scenario.children):
                switch.value = bool(number >> bit & 1)
            _, why = explorer.answer()
            assert "\u201c" in why


# --- agreement -------------------------------------------------------------------------------


def test_the_map_stays_closed_until_its_exercise() -> None:
    explorer = agreement_explorer(opens_with="05.12")
    assert "closed" in explorer.room.sentence
    assert explorer.map.value == ""
    assert "undetermined" not in "".join(readings(explorer)).lower()
    explorer.curtain.button.click()
    assert "Undetermined" in explorer.room.sentence
    assert explorer.map.value


def test_every_option_of_the_agreement_explorer() -> None:
    explorer = agreement_explorer(witnesses=True)
    for _, choice in explorer.reading.options:
        explorer.reading.value = choice
        assert choice.name in explorer.room.sentence
        assert len(explorer.rows()) == 2
    for member in explorer.members.values():
        member.value = not member.value
        assert explorer.room.sentence
    for member in explorer.members.values():
        member.value = False
    assert "Tick at least one" in explorer.room.sentence
    assert explorer.map.value == ""


def test_every_atom_can_be_held_or_vary() -> None:
    explorer = agreement_explorer()
    for box in explorer.held.values():
        for value in box.options:
            box.value = value
            assert len(explorer.free) <= MOST_FREE
            codes = explorer.answers()
            assert all(len(one) == 2 ** len(explorer.free) <= 64 for one in codes)
    for box in explorer.held.values():
        box.value = VARIES
    assert "Only the first 6" in explorer.warning.value
    assert "scenarios" in explorer.room.sentence


def test_each_row_of_the_zones_is_computed_and_shown() -> None:
    explorer = agreement_explorer(witnesses=True)
    keys = {choice.key: choice for _, choice in explorer.reading.options}
    for row in table("zones", witnesses=True).to_dict("records"):
        explorer.reading.value = keys[row["reading"]]
        assert explorer.zone() == row["say"], row["id"]
    assert not set(table("zones")["id"]) & {"z3"}


def test_a_weaker_side_of_the_map_is_counted() -> None:
    explorer = agreement_explorer()
    counted = explorer.rows().set_index("actor").sum(axis=1)
    assert set(counted) == {64}
