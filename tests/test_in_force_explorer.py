"""The in-force explorer: every option of every control, with real widgets."""

from __future__ import annotations

from datetime import date

import pytest
from shown import Drawing, readings

from course import in_force, in_force_explorer
from course.explorers.in_force import InForceExplorer
from course.explorers.ties import EVERY
from course.treaties.lives import IN_FORCE
from course.treaties.register import ours

TODAY = date(2026, 11, 25)


@pytest.fixture
def shown() -> InForceExplorer:
    return InForceExplorer(ours(), TODAY, ("RUS", "USA"))


def press(explorer: InForceExplorer, words: str) -> None:
    every = (*explorer.days, *explorer.keep, explorer.curtain.button)
    next(one for one in every if one.description == words).click()


def held(explorer: InForceExplorer) -> set[str]:
    on = explorer.ties.on(explorer.day)
    return set(on[on.isin(IN_FORCE)].index)


def drawn(explorer: InForceExplorer) -> Drawing:
    return Drawing(explorer.chart.value)


def test_it_opens_on_the_day_of_the_article(shown: InForceExplorer) -> None:
    words = shown.sentence()
    assert "On 2024-06-21: in force 1: New START (suspended as claimed)." in words
    assert "1977-10-03 to 1994-12-05 (6,272 days); since 2026-02-05" in words
    table = shown.rows().set_index("treaty")
    assert table.loc["New START", "on 2024-06-21"] == "in force, suspended as claimed"
    assert table.loc["New START", "since"] == "2023-02-28"


def test_three_readings(shown: InForceExplorer) -> None:
    plain, html = readings(shown)
    assert shown.sentence() in plain
    assert "<td>SORT</td>" in html


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("−1 year", date(2023, 6, 21)),
        ("+1 year", date(2025, 6, 21)),
        ("Today", TODAY),
        ("Day of the article", date(2024, 6, 21)),
    ],
)
def test_every_button_for_a_day(shown: InForceExplorer, words: str, day: date) -> None:
    press(shown, words)
    assert shown.day == day
    assert shown.typed.value == day.isoformat()
    assert shown.slider.value == (day - date(1970, 1, 1)).days
    assert f"On {day}" in shown.room.sentence
    assert f"day {day}" in drawn(shown).words


def test_typing_and_dragging(shown: InForceExplorer) -> None:
    shown.typed.value = "2023-02-27"
    assert "in force 1: New START." in shown.room.sentence
    shown.slider.value += 1
    assert (shown.day, shown.typed.value) == (date(2023, 2, 28), "2023-02-28")
    assert "in force 1: New START (suspended as claimed)." in shown.room.sentence


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2023-02-29", "There is no day 2023-02-29"),
        ("21 June 2024", "for example 2024-06-21"),
        ("", "for example 2024-06-21"),
        ("1918-11-11", "outside the days shown here, 1945-01-01 to 2026-12-31"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays(
    shown: InForceExplorer, typed: str, words: str
) -> None:
    shown.typed.value = typed
    assert words in shown.room.sentence
    assert shown.typed.value == typed
    assert shown.day == date(2024, 6, 21)
    press(shown, "+1 year")
    assert shown.typed.value == "2025-06-21"
    assert words not in shown.room.sentence


def test_a_bad_second_day_does_not_survive_a_button(shown: InForceExplorer) -> None:
    shown.second.value = "soon"
    assert "for example 2024-06-21" in shown.room.sentence
    press(shown, "Keep the day as the second")
    assert shown.second.value == "2024-06-21"
    assert "nothing changed" in shown.room.sentence


def test_two_days_are_compared(shown: InForceExplorer) -> None:
    shown.second.value = "2026-11-23"
    told = "From 2024-06-21 to 2026-11-23: New START: in force, suspended as claimed, then ended"
    assert told in shown.room.sentence
    assert "second day 2026-11-23" in shown.rows().columns
    assert "second day 2026-11-23" in drawn(shown).words
    press(shown, "Today")
    assert "From 2026-11-23 to 2026-11-25: nothing changed." in shown.room.sentence
    assert "The tables were closed on 2026-11-23" in shown.room.sentence
    press(shown, "No second day")
    assert (shown.other, shown.second.value) == (None, "")


def test_the_years_stop_at_the_edges(shown: InForceExplorer) -> None:
    shown.show("1945-03-01")
    press(shown, "−1 year")
    assert shown.day == date(1945, 1, 1)
    shown.show("2026-12-31")
    press(shown, "+1 year")
    assert shown.day == date(2026, 12, 31)


def test_every_category_agrees_with_the_method(shown: InForceExplorer) -> None:
    for _, category in shown.category.options:
        shown.category.value = category
        kinds = None if category == EVERY else category
        wanted = in_force("2024-06-21", category=kinds, states=["RUS", "USA"])
        assert held(shown) == set(wanted["treaty"]), category
        assert bool(shown.chart.value) == bool(shown.ties.names)
        assert ("Gaps" in shown.room.sentence) == bool(shown.ties.gaps)


def test_every_state_agrees_with_the_method(shown: InForceExplorer) -> None:
    shown.category.value = EVERY
    for _, state in shown.state.options:
        shown.state.value = state
        wanted = in_force("2024-06-21", states=[state, "USA"])
        assert held(shown) == set(wanted["treaty"]), state
        assert shown.room.sentence == shown.sentence()


@pytest.mark.parametrize("other", ["", "DEU", "SUN", "USA"])
def test_the_second_state(shown: InForceExplorer, other: str) -> None:
    shown.category.value = "conventional"
    shown.with_.value = other
    states = ["RUS", *([other] if other else [])]
    assert held(shown) == set(in_force("2024-06-21", "conventional", states)["treaty"])


def test_a_treaty_is_told_for_each_state(shown: InForceExplorer) -> None:
    for name, treaty in shown.treaty.options:
        shown.treaty.value = treaty
        assert name == shown.ties.names[treaty]
        assert "<td>USA</td>" in shown.facts.value
    shown.treaty.value = "new-start"
    assert "Claimed by RUS; disputed by USA" in shown.facts.value
    shown.category.value = "test-ban"
    assert "Claimed by RUS; disputed by USA" not in shown.facts.value


def test_no_colour_stands_alone(shown: InForceExplorer) -> None:
    shown.category.value = EVERY
    bars = [one for one in drawn(shown).root.iter("rect") if one.findtext("title")]
    looks = {one.get("stroke"): (one.get("fill"), one.get("height")) for one in bars}
    assert len(set(looks.values())) == len(looks) >= 6
    fills = [fill for fill, _ in looks.values() if fill and fill.startswith("url(")]
    assert len(fills) == len(looks) - 1, "all but one have a pattern"
    for fill in fills:
        assert drawn(shown).marks(id=fill[5:-1]), "each pattern is there"
    assert len(drawn(shown).keys) >= len(looks)


def test_it_stays_closed_until_the_exercise_was_tried() -> None:
    explorer = in_force_explorer(opens_with="10.3")
    assert "exercise 10.3" in explorer.room.sentence
    assert "New START" not in str(explorer._repr_mimebundle_())
    assert not explorer.chart.value
    assert explorer.facts.value == ""
    press(explorer, "Show the treaties anyway")
    assert "New START" in explorer.room.sentence
    assert explorer.chart.value
