"""Lesson 10: every number and set of its exercises follows from the tables; variants, too."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd
import pytest

from course import gaps, status_on, table
from course.exercises.catalogue import exercise
from course.exercises.variants import GENERATORS

TREATIES = table("treaties").set_index("id")
EVENTS = table("treaty_events")
PARTIES = table("treaty_parties")
SIDES = {"Russia": "RUS", "the United States": "USA"}


def answer(identity: str) -> Any:
    return exercise(identity).solution.pattern["answer"]


def day_of(treaty: str, kind: str, actor: str | None = None) -> date:
    rows = EVENTS[(EVENTS["treaty"] == treaty) & (EVENTS["type"] == kind)]
    rows = rows if actor is None else rows[rows["actor"] == actor]
    [found] = rows["date"]
    return date.fromisoformat(found)


def bound(day: str, state: str) -> set[str]:
    """By comparing days as days, and not as texts."""
    rows = PARTIES[(PARTIES["state"] == state) & (PARTIES["from"].str[:1].isin(["1", "2"]))]
    starts = pd.to_datetime((rows["from"] + "-01-01").str[:10])
    until = (rows["until"] + "-01-01").str[:10]
    ends = pd.to_datetime(until, format="%Y-%m-%d", errors="coerce")
    ends = ends.fillna(pd.Timestamp("2100-01-01"))
    when = pd.Timestamp(day)
    return set(rows.loc[(starts <= when) & (when < ends), "treaty"])


# --- the exercises -------------------------------------------------------------------------------


def test_the_longest_wait() -> None:
    waits = {
        one: (day_of(one, "entry-into-force") - day_of(one, "signature")).days
        for one in exercise("10.1").settings["options"]["longest"]
    }
    longest = max(waits, key=lambda one: waits[one])
    assert answer("10.1") == {"longest": longest, "days": waits[longest]}


def test_who_ratified_and_who_consented() -> None:
    on = {
        day: set(EVENTS.loc[(EVENTS["treaty"] == name) & (EVENTS["date"] == day), "type"])
        for name, day in [
            ("new-start", "2010-12-22"), ("new-start", "2011-02-02"), ("new-start", "2011-01-26"),
            ("new-start", "2011-01-28"), ("start-2", "1996-01-26"),
        ]
    }  # fmt: skip
    assert on["2010-12-22"] == on["2011-01-26"] == on["1996-01-26"] == {"legislative-consent"}
    assert on["2011-02-02"] == {"ratification"}
    assert on["2011-01-28"] == {"ratification-law"}
    of_start_2 = EVENTS[EVENTS["treaty"] == "start-2"]
    assert not set(of_start_2["type"]) & {"ratification", "entry-into-force"}
    starts = PARTIES[PARTIES["treaty"] == "new-start"].set_index("state")["from"]
    assert starts["RUS"] == starts["USA"] == "2011-02-05"


def test_what_bound_both_on_two_days() -> None:
    chosen = TREATIES[
        (TREATIES["category"] == "strategic-limits") & (TREATIES["limits_arsenals"] == "yes")
    ]
    for day, ids in answer("10.3").items():
        assert set(ids) == bound(day, "RUS") & bound(day, "USA") & set(chosen.index)


def test_days_are_counted_from_the_rows() -> None:
    exempt, announced = (
        day_of("new-start", kind) for kind in ("inspection-exemption", "announcement-of-suspension")
    )
    end = day_of("new-start", "expiry")
    left = (end - date(2024, 6, 21)).days
    assert answer("10.4") == {"apart": (announced - exempt).days, "left": left}
    first_term = (date(2021, 2, 5) - date(2024, 6, 21)).days
    law = (day_of("new-start", "law-of-suspension") - exempt).days
    foreseen = [one.pattern["where"] for one in exercise("10.4").wrong]
    assert {"left": first_term} in foreseen and {"apart": law} in foreseen
    [other] = exercise("10.4").defensible
    assert other.pattern["where"] == {"left": left - 1}


def test_rival_dates_are_in_the_rows() -> None:
    rivals = EVENTS[EVENTS["rival_dates"] != "none"]
    for treaty, day, words in [
        ("new-start", "2026-02-05", "2026-02-04 last day"),
        ("new-start", "2011-02-05", "2011-01-26"),
        ("new-start", "2010-12-22", "2011-12-22"),
        ("cfe", "2023-11-07", "2023-11-06"),
        ("npt", "2003-01-11", "never"),
        ("ctbt", "1996-09-24", "1996-09-10"),
        ("cppnm", "1987-02-08", "1979-02-08"),
    ]:
        rows = rivals[(rivals["treaty"] == treaty) & (rivals["date"] == day)]
        assert rows["rival_dates"].str.contains(words, regex=False).any(), treaty
    for treaty, day in [("new-start", "2011-01-26"), ("ctbt", "1996-09-10")]:
        assert ((EVENTS["treaty"] == treaty) & (EVENTS["date"] == day)).any()
    assert not ((EVENTS["treaty"] == "new-start") & (EVENTS["date"] == "2011-12-22")).any()
    assert day_of("cppnm", "opened-for-signature") > date(1979, 2, 8)


def test_two_rows_carry_the_name_start_3() -> None:
    named = TREATIES[TREATIES["aliases"].str.contains("START III")]
    assert set(named.index) == set(answer("10.6")["rows"])
    assert "one extension" in TREATIES.loc["new-start", "duration"]
    assert day_of("new-start", "extension") < date(2024, 6, 21)


def test_days_of_notice() -> None:
    for words, days in answer("10.7").items():
        treaty, state = words.split()
        notice, effect = (
            day_of(treaty, f"{kind}-of-withdrawal", state) for kind in ("notice", "effect")
        )
        assert days == (effect - notice).days
        announced = day_of(treaty, "announcement-of-withdrawal", state)
        assert exercise("10.7").wrong[1].pattern["answer"][words] == (effect - announced).days


CASES = {
    "a": ("2019-05-01", "inf", "USA"),
    "b": ("2019-02-20", "inf", "RUS"),
    "c": ("2024-06-21", "new-start", "RUS"),
    "d": ("2024-06-21", "cfe", "USA"),
    "e": ("2024-06-21", "cfe", "RUS"),
    "f": ("2002-05-01", "abm", "USA"),
    "g": ("2021-07-01", "open-skies", "RUS"),
    "h": ("2024-06-21", "ctbt", "USA"),
}


def test_eight_statuses_by_one_rule() -> None:
    assert answer("10.8") == {letter: status_on(*case) for letter, case in CASES.items()}
    assert [case[2] for case in CASES.values()].count("USA") == len(CASES) / 2


def test_russia_and_the_united_states_have_one_status_under_the_ctbt() -> None:
    assert {status_on("2024-06-21", "ctbt", state) for state in SIDES.values()} == {"signed"}
    of_russia = EVENTS[(EVENTS["treaty"] == "ctbt") & (EVENTS["actor"] == "RUS")]
    assert "remains a signatory" in of_russia[of_russia["type"] == "de-ratification"].iloc[0].detail


def test_successors_on_a_day() -> None:
    states = set(PARTIES["state"]) - {"USA"}
    found = {
        name: sum(name in bound("2000-01-01", state) for state in states)
        for name in answer("10.10")
    }
    assert found == answer("10.10")
    notice = EVENTS[(EVENTS["treaty"] == "abm") & (EVENTS["type"] == "notice-of-withdrawal")]
    told = re.findall("Russia|Belarus|Kazakhstan|Ukraine", notice.iloc[0]["detail"])
    assert exercise("10.10").defensible[0].pattern["where"] == {"abm": len(told)}


def test_the_longest_gap_and_the_sentence_that_holds() -> None:
    found = gaps("strategic-limits", ["RUS", "USA"], "1972-10-03", "2026-02-06")
    assert answer("10.11")["days"] == found["days"].max()
    assert list(found["until"].dt.strftime("%Y-%m-%d")) == ["1994-12-05", "2026-02-06"]
    assert {"ttbt", "pnet"} <= bound("2026-02-05", "RUS") & bound("2026-02-05", "USA")


# --- variants ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(27))
def test_waits_of_other_treaties(number: int) -> None:
    made = GENERATORS["wait_of_treaty"](number)
    [id_] = re.findall(r'\("(.+?)"\)', made.task)
    assert made.answer == (day_of(id_, "entry-into-force") - day_of(id_, "signature")).days


@pytest.mark.parametrize("number", range(25))
def test_what_bound_both_on_other_days(number: int) -> None:
    made = GENERATORS["bound_on"](number)
    [day] = re.findall(r"\d{4}-\d{2}-\d{2}", made.task)
    shown = re.findall(r'"(.+?)"', made.task)
    assert set(made.answer) == set(shown) & bound(day, "RUS") & bound(day, "USA")


@pytest.mark.parametrize("number", range(25))
def test_days_of_other_acts(number: int) -> None:
    made = GENERATORS["days_of_acts"](number)
    treaty = re.findall("“(.+?)”", made.task)[0]
    told = re.findall(r"(?:First|Second): “(.+?)” \((.+?), (\S+?)\)\.", made.task)
    days = []
    for detail, actor, kind in told:
        mine = EVENTS[(EVENTS["treaty"] == treaty) & (EVENTS["detail"] == detail)]
        [found] = mine.loc[(mine["actor"] == actor) & (mine["type"] == kind), "date"]
        days.append(date.fromisoformat(found))
    assert made.answer == (days[1] - days[0]).days > 0


@pytest.mark.parametrize("number", range(30))
def test_statuses_of_other_parties(number: int) -> None:
    made = GENERATORS["status_of_party"](number)
    treaty, name, day = re.findall(r"\((\S+)\) and (.+?) on (\S+)\?", made.task)[0]
    held = treaty in bound(day, SIDES[name]) | (bound(day, "SUN") if name == "Russia" else set())
    assert held == made.answer.startswith("in force")
    assert made.answer in {words for words, _ in made.wrong}
