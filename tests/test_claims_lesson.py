"""Lesson 12: its keys follow from the tables and the engine, and the brief is read with care."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest

from course import in_force, table
from course.conditions.engine import ACCEPTS, REFUSES, actors, grid, readings
from course.conditions.zone import answers_of, outcome, verdict
from course.exercises.catalogue import exercise
from course.exercises.check import judge
from course.exercises.kinds import canonical
from course.exercises.match import fits, settled
from course.exercises.variants import GENERATORS
from course.exercises.variants.on_agendas import LINKING, linking_of


def key(number: int) -> Any:
    return exercise(f"12.{number}").solution.pattern["answer"]


# --- the keys and the tables -------------------------------------------------------------------


def test_verdicts_are_those_of_the_table() -> None:
    claims = table("claims", witnesses=True).set_index("id")
    for claim, answer in key(2).items():
        right = [answer] if isinstance(answer, str) else answer
        assert claims.at[claim, "verdict"] == right[0]
        assert set(right[1:]) <= set(claims.at[claim, "accept"].split("; "))
    for part, answer in key(3).items():
        claim, question = part.split()
        column = "said_verdict" if question == "said" else "p_verdict"
        assert claims.at[claim, column] == answer


def test_both_sides_have_a_contested_claim_among_the_four() -> None:
    claims = table("claims", witnesses=True).set_index("id")
    contested = [part.split()[0] for part, answer in key(3).items() if answer == "contested"]
    assert {claims.at[one, "holder"] for one in contested} == {"nsc", "peskov"}


def test_split_of_s15() -> None:
    claims = table("claims", witnesses=True)
    rows = claims[claims["sentence"] == "s15"]
    assert len(rows) == 6  # with the one that is taken for granted
    assert key(1) == len(rows) - 1


def test_every_card_on_each_time_was_seen_and_bears_on_it() -> None:
    cards = table("witnesses", witnesses=True).set_index("id")
    by_witness = cards.reset_index().set_index("witness")
    for name in key(4):
        card = cards.loc[name] if name in cards.index else by_witness.loc[name]
        assert card["seen"] == "seen"
        assert re.search(r"\bC1[67]\b", card["bears_on"])


def test_the_qualifier_leaves_new_start_alone() -> None:
    day = in_force("2024-06-21", states=["USA", "RUS"])
    between = day[day["scope"] == "bilateral"]
    limiting = between[between["limits_arsenals"] == "yes"]
    assert set(limiting["treaty"]) == {"new-start", "ttbt", "pnet"}
    strategic = limiting[limiting["category"] == "strategic-limits"]
    assert list(strategic["treaty"]) == ["new-start"]
    assert strategic[strategic["suspended_by"] == ""].empty


def test_claims_about_dates_follow_from_the_events() -> None:
    events = table("treaty_events")
    rows = events[events["treaty"] == "new-start"]

    def dates(kind: str, actor: str = "", detail: str = "") -> list[str]:
        some = rows[(rows["type"] == kind) & rows["detail"].str.contains(detail)]
        return sorted(some.loc[some["actor"].str.contains(actor), "date"])

    assert dates("inspection-exemption", "RUS")[0] < "2023-02"
    assert dates("inspections-paused")[0] < "2023-02"
    assert max(dates("session")) < "2022-02-24"
    notices = dates("countermeasure", "USA", "notifications")
    assert notices[0] > dates("announcement-of-suspension", "RUS")[0]
    assert rows[(rows["date"] == "2023-02-21") & (rows["actor"] == "USA")].empty
    letter = rows[(rows["type"] == "proposal-rejected") & rows["date"].str.startswith("2023-12")]
    assert list(letter["precision"]) == ["month"]
    assert key(6) == {
        "a": "supported",
        "b": "wrong",
        "c": "supported",
        "d": "wrong",
        "e": "the table does not say",
        "f": "the table does not say",
    }


def test_the_engine_gives_the_same_zones() -> None:
    """Sets in the lesson, formulas in the engine: one result."""
    atoms = table("atoms")
    every = readings(table("conditions", witnesses=True), atoms)
    two = [one for one in actors(every, outside=True) if one.holder in ("peskov", "nsc")]
    names = ("nuclear", "ukraine", "us_role", "comprehensive")
    worlds = grid(names, dict.fromkeys(set(atoms["atom"]) - set(names), False))
    by_id = {one.id: one for one in every}
    whole = worlds["nuclear"] & worlds["ukraine"] & worlds["us_role"]
    real = ~worlds["comprehensive"] | whole

    def zone(*chosen: str) -> str:
        picked = {by_id[one].condition: by_id[one] for one in chosen}
        answers = answers_of(two, worlds, picked)
        return verdict(outcome(answers)[real])

    assert zone() == key(9)["text"]
    assert zone("K4C") == key(9)["R11"]
    assert zone("K1B") == key(9)["B with K3"]
    alone = by_id["K1B"].answer(worlds)
    nsc = next(one for one in two if one.holder == "nsc").answer(worlds)
    assert verdict(outcome([alone, nsc])[real]) == key(9)["B alone"]
    full = real & worlds["comprehensive"]
    putin = by_id["K2A"].answer(worlds)[full]
    assert ACCEPTS not in putin
    assert REFUSES not in putin


def test_linking_in_the_two_tables() -> None:
    payoffs = table("payoffs")
    for name, answer in key(10).items():
        rows = payoffs[payoffs["table"] == name].pivot(index="issue", columns="side", values="gain")
        first, second = (tuple(rows.loc[f"{one} issue"]) for one in ("first", "second"))
        assert linking_of(first, second) == answer
    assert set(key(10).values()) == set(LINKING[:2])


def test_the_draft_leans_to_no_side() -> None:
    """Of the sentences to be marked as many take over a Russian as a US claim."""
    words = exercise("12.11").settings["options"]
    russian = [one for one in key(11) if re.search("intervention|sanctions", words[one])]
    american = [one for one in key(11) if re.search("each time|never tied", words[one])]
    assert len(russian) == len(american) == 2


@pytest.mark.parametrize("number", [2, 3, 4, 6, 7, 8, 9, 10])
def test_no_defensible_part_stands_against_a_wrong_one(number: int) -> None:
    """Two defensible parts in one answer still get a verdict that explains both."""
    record = exercise(f"12.{number}")
    wheres = [one.pattern["where"] for one in record.defensible if "where" in one.pattern]
    for one, other in combinations(wheres, 2):
        if set(one) & set(other):
            continue
        whole = {
            part: answer[0] if isinstance(answer, list) else answer
            for part, answer in key(number).items()
        }
        value = canonical(record, {**whole, **one, **other})
        assert not any(fits(record, wrong, value) for wrong in record.wrong)
        assert len(settled(record, value)) == 2


# --- the brief ---------------------------------------------------------------------------------

BRIEF = str(key(12))


def seen_wrong(brief: str) -> str:
    return judge(exercise("12.12"), brief).say


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Putin, as Peskov recalls him, would", "Russia demands that it would", "which Russian"),
        ("only if it is", "if it is", "only if"),
        ("if the United States did", "only if the United States did", "without “only”"),
        ("[restored: the text as printed says nearly the opposite]", "", "repaired passage"),
        ("an end to the arming of Ukraine [restored: the text as printed says nearly the "
         "opposite]", "after arming the Ukrainian army", "garbled passage"),
        ("“never tied”", "never tied each time", "as your own word"),
        ("“direct involvement”", "direct intervention", "as your own word"),
        ("said that Russia was ready for a dialogue", "said that Russia was ready to negotiate",
         "headline"),
        ("Medvedev wrote on Telegram", "Another man wrote on Telegram", "Medvedev is missing"),
    ],
)  # fmt: skip
def test_a_predictable_failure_gets_its_hint(old: str, new: str, told: str) -> None:
    assert old in BRIEF
    assert told in seen_wrong(BRIEF.replace(old, new))


def test_silence_has_to_be_named() -> None:
    brief = BRIEF.replace("the text does not say", "we shall see")
    brief = brief.replace("He did not say that these would be enough.", "")
    assert "Nothing is said to be open" in seen_wrong(brief)


@pytest.mark.parametrize(
    "harmless",
    [
        "The headline has “ready to negotiate”, and no condition.",
        "Medvedev speaks of “the Ukrainian regime”.",
        "The page says ‘threatened’, and that is its own word.",
        "Peskov says that Russia wants all issues on the table.",
        "The U.S. view is that of the Council; if the U.S. changes it, the page does not say.",
        "These questions are contested.",
    ],
)
def test_a_fair_sentence_is_not_stopped(harmless: str) -> None:
    assert judge(exercise("12.12"), f"{BRIEF} {harmless}").word == "Correct"


def test_another_fair_brief_passes() -> None:
    """Written in another order and with other words than the model."""
    brief = """
    Would Russia and the United States talk about nuclear arms? The article of 21 June 2024 names
    conditions of four voices. A representative of the US National Security Council told Sputnik
    that Washington is open to talks on nuclear risk and arms control; a link to Ukraine was not
    made, by this voice. Peskov answers that Russia is ready for dialogue, but for one that covers
    all issues, with the conflict in Ukraine among them, and he rules out separate talks. He recalls
    words of Putin: no dialogue unless it is comprehensive. What follows once it is, nobody has
    said. Medvedev goes further on Telegram. He says that negotiations can begin only after two
    acts of Washington, an end of the supply of weapons (the sentence is garbled in our text and was
    restored with the help of TASS) and a block on NATO membership. Finally the page tells us about
    testing: according to it, Russia would resume nuclear tests if Washington did so first. So an
    agenda of nuclear matters alone is offered by the Council and refused by Peskov. The full agenda
    is offered by Peskov, and the article does not say whether the Council would accept it. No
    agenda at all meets what Medvedev asks for, because he asks for acts and not for topics.
    """
    assert judge(exercise("12.12"), brief).word == "Correct"


# --- variants, worked out a second way ---------------------------------------------------------


@pytest.mark.parametrize("number", range(24))
def test_variants_a_second_way(number: int) -> None:
    task = GENERATORS["payoff_table"](number)
    one, two, three, four = (int(n) for n in re.findall(r"gains (-?\d+)", task.task))
    alone = (one > 0 and two > 0) or (three > 0 and four > 0)
    linked = one + three > 0 and two + four > 0
    words = task.settings["options"][task.answer]
    assert words.startswith(("creates", "a zone")) == linked
    assert ("destroys" in words or "a zone with" in words) == alone

    task = GENERATORS["dates_decide"](number)
    rows = dict(
        reversed(one.split(": "))
        for one in task.task.split("events: ")[1].split(". ")[0].split(" · ")
    )
    first, second = re.findall("“(.+?)”", task.task)[0].rstrip(".").split(" before ")
    before, after = rows.get(first[0].lower() + first[1:]), rows.get(second)
    if before is None or after is None or (before[:7] == after[:7] and len(before) != len(after)):
        expected = "c"
    else:
        expected = "a" if before < after else "b"
    assert task.answer == expected

    task = GENERATORS["count_claims"](number)
    assert task.answer == task.reason.count(";") + 1

    task = GENERATORS["said_and_so"](number)
    assert ("has these words" in task.task) == (task.answer["said"] == "supported")
    assert ("One inspector writes" in task.task) == (task.answer["so"] == "contested")

    task = GENERATORS["takes_over"](number)
    owned = ("says that", "calls", "speaks of", "wrote to", "said that", "told", "“an attack”")
    for letter, sentence in task.settings["options"].items():
        assert (letter in task.answer) != any(word in sentence for word in owned), sentence


@pytest.mark.parametrize("number", range(24))
def test_agendas_a_second_way(number: int) -> None:
    task = GENERATORS["accepted_agendas"](number)
    issues = re.findall(r"three issues: (.+?)\. An", task.task)[0].split(", ")
    terms = re.findall(r"will talk (.+?)\. How", task.task)[0]
    named = sorted((one for one in issues if one in terms), key=terms.index)
    count = 0
    for bits in range(1, 8):
        on = {issue: bool(bits >> place & 1) for place, issue in enumerate(issues)}
        if "all three" in terms:
            count += all(on.values())
        elif "stays off" in terms:
            count += not on[named[0]]
        elif "is not" in terms:
            count += on[named[0]] and not on[named[1]]
        elif " or " in terms:
            count += on[named[0]] or on[named[1]]
        else:
            count += all(on[one] for one in named)
    assert count == task.answer

    task = GENERATORS["zone_of_two"](number)
    rows = [
        one.split(": ")[1] for one in task.reason.split("agenda: ", 1)[1].rstrip(".").split("; ")
    ]
    if "accepts / accepts" in rows:
        expected = "a"
    else:
        expected = "c" if all("refuses" in row for row in rows) else "b"
    assert task.answer == expected
