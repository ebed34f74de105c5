"""Lesson 11: its keys and its variants, worked out from the tables a second way."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from course.exercises.catalogue import exercise
from course.exercises.check import judge
from course.exercises.variants import GENERATORS
from course.library import root

Row = dict[str, str]
COLUMNS = {
    700: "deployed_delivery_vehicles",
    1550: "deployed_warheads",
    800: "deployed_and_nondeployed_launchers",
}


def rows(name: str) -> list[Row]:
    with (root() / "datasets" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def limit(identity: str) -> Row:
    [found] = [row for row in rows("limits") if row["id"] == identity]
    return found


def key(identity: str) -> Any:
    return exercise(identity).solution.pattern["answer"]


def counted(series: str, column: str = "tests") -> Iterator[tuple[str, int, int]]:
    for row in rows("nuclear_tests"):
        if row["series"] == series:
            yield row["state"], int(row["year"]), int(row[column])


# --- the keys ------------------------------------------------------------------------------------


def test_a_limit_without_a_number() -> None:
    row = limit("salt1-icbm")
    assert row["number"] == "not applicable"
    for number in ("1,054", "1,618", "1,607"):
        assert number in row["note"], "the counts that the feedback speaks of"
    assert key("11.1") == "d"


def test_the_days_of_the_limit() -> None:
    row = limit("newstart-1550")
    until = date.fromisoformat(row["binds_until"])
    assert key("11.2") == {"first": row["binds_from"], "last": str(until - timedelta(days=1))}


def test_which_of_six_numbers_bound() -> None:
    six = ("salt2-2400", "salt2-2250", "start1-warheads", "start2-p2", "sort-warheads",
           "newstart-1550")  # fmt: skip
    found = {}
    for letter, identity in zip("abcdef", six, strict=True):
        row = limit(identity)
        words = "law, but its day never came" if row["binds_from"] == "never" else "bound in law"
        found[letter] = words if row["became_law"] == "yes" else "never law"
    assert key("11.3") == found


def above(number: int) -> dict[str, int]:
    exchange = rows("data_exchange")
    counted = Counter(row["state"] for row in exchange if int(row[COLUMNS[number]]) > number)
    return {state: counted[state] for state in ("USA", "RUS")}


def test_who_was_above_on_how_many_dates() -> None:
    assert key("11.4") == above(1550)
    wrong = [entry.pattern["answer"] for entry in exercise("11.4").wrong]
    assert above(700) in wrong and above(800) in wrong
    dates = Counter(row["state"] for row in rows("data_exchange"))
    assert dict(dates) in wrong
    assert {state: dates[state] - above(1550)[state] for state in dates} in wrong


def test_the_six_cases() -> None:
    exchange = {(row["state"], row["date"]): row for row in rows("data_exchange")}
    first = limit("newstart-1550")["binds_from"]
    cases = {"a": ("USA", "2011-02-05", 1800), "b": ("RUS", "2016-09-01", 1796),
             "c": ("RUS", "2022-09-01", 1549), "d": ("USA", "2022-03-01", 1515)}  # fmt: skip
    for letter, (state, day, number) in cases.items():
        assert int(exchange[state, day]["deployed_warheads"]) == number
        free = day < first and number > 1550
        assert free or (day >= first and number <= 1550)
        words = "above, not yet bound" if free else "within a limit that bound"
        assert key("11.5")[letter] == words
    claims = {
        (row["claimed_by"], row["disputed_by"])
        for row in rows("treaty_events")
        if row["treaty"] == "new-start"
        and row["type"] == "compliance-finding"
        and re.search(r"1,550|by 101", row["detail"])
    }
    assert claims == {("RUS", "USA"), ("USA", "RUS")}
    assert key("11.5")["e"] == key("11.5")["f"] == "disputed between the two sides"
    assert max(day for state, day in exchange if state == "RUS") == "2022-09-01"


def test_both_sides_get_the_same_feedback() -> None:
    """What a label of one side's case deserves, the same label of the other side's deserves."""
    record = exercise("11.5")

    def roles(case: str) -> set[tuple[str, str]]:
        wheres = [(entry.role, entry.pattern.get("where", {})) for entry in record.entries]
        return {(role, where[case]) for role, where in wheres if list(where) == [case]}

    for one, other in (("a", "b"), ("c", "d"), ("e", "f")):
        assert roles(one) == roles(other) and roles(one)


def test_a_change_in_percent() -> None:
    exchange = {(row["state"], row["date"]): row for row in rows("data_exchange")}
    for state, percent in key("11.6").items():
        first, last = (
            int(exchange[state, day]["deployed_warheads"]) for day in ("2011-02-05", "2018-02-05")
        )
        assert round(100 * (last / first - 1), 1) == pytest.approx(percent, abs=0.05)


def test_the_cell_that_does_not_fit() -> None:
    totals = {row["state"]: int(row["total"]) for row in rows("nuclear_test_totals")}
    sums = Counter[str]()
    for state, _, number in counted("aca", "as_published"):
        sums[state] += number
    [wrong] = [state for state in sums if sums[state] != totals[state]]
    spare = sums[wrong] - totals[wrong]
    years = [year for state, year, number in counted("aca", "as_published")
             if state == wrong and number == spare]  # fmt: skip
    assert spare == sum(sums.values()) - totals["world"] == 3
    assert judge(exercise("11.8"), {"state": wrong, "year": years[0]}).word == "Correct"
    assert len(years) == 1, "the sums alone decide"


def test_from_one_count_to_the_other() -> None:
    aca = {(state, year): number for state, year, number in counted("aca")}
    sipri = {(state, year): number for state, year, number in counted("sipri-foa")}
    end = max(year for _, year in sipri)
    differ = sum(aca[one] - sipri[one] for one in sipri)
    later = sum(number for (_, year), number in aca.items() if year > end)
    assert key("11.10") == {"a": later, "b": differ, "c": -2}
    assert sum(sipri.values()) + 2 == 2051, "the rows of the list"
    assert 2051 + sum(key("11.10").values()) == sum(aca.values()) == 2056


def test_silent_years_inside_a_pause() -> None:
    silent = [year for state, year, number in counted("aca")
              if state == "SUN" and 1949 <= year <= 1990 and number == 0]  # fmt: skip
    acts = [
        (row["date"], row["type"])
        for row in rows("treaty_events")
        if row["actor"] == "SUN" and row["type"] in ("moratorium", "moratorium-end")
    ]
    inside = set()
    for year in silent:
        before = [kind for day, kind in acts if day < f"{year}-01-01"]
        during = [day for day, _ in acts if day.startswith(str(year))]
        if before and before[-1] == "moratorium" and not during:
            inside.add(str(year))
    assert set(key("11.11")) == inside
    wrong = [entry.pattern.get("answer") for entry in exercise("11.11").wrong]
    assert [str(year) for year in silent] in wrong


def test_no_column_holds_what_the_tables_do_not_say() -> None:
    columns = set(rows("nuclear_tests")[0]) | set(rows("nuclear_test_totals")[0])
    assert not [one for one in columns if re.search("yield|kt|place|site|air|atmos", one)]
    since = {
        row["state"] for row in rows("nuclear_test_totals")
        if "1999" <= row["last_declared_test"] < "a" and row["state"] != "world"
    }  # fmt: skip
    assert since == {"PRK"}


# --- the variants --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(40))
def test_a_variant_worked_out_by_hand(number: int) -> None:
    made = GENERATORS["unit_of_limit"](number)
    treaty, count = re.findall(r"\((\S+)\) is the number ([\d,]+)", made.task)[0]
    [unit] = {row["unit"] for row in rows("limits")
              if row["treaty"] == treaty and row["number"] == count.replace(",", "")}  # fmt: skip
    assert made.settings["options"][made.answer] == unit

    made = GENERATORS["days_bound"](number)
    row = limit(re.findall("“(.+?)”", made.task)[0])
    first, last = made.answer["first"], date.fromisoformat(made.answer["last"])
    assert (first, str(last + timedelta(days=1))) == (row["binds_from"], row["binds_until"])

    made = GENERATORS["dates_above"](number)
    start, end = re.findall(r"\d{4}-\d\d-\d\d", made.task)
    state = "RUS" if "Russia" in made.task else "USA"
    bar = int(re.findall(r"more than ([\d,]+)", made.task)[0].replace(",", ""))
    found = [row for row in rows("data_exchange")
             if row["state"] == state and start <= row["date"] <= end]  # fmt: skip
    assert made.answer == sum(int(row[COLUMNS[bar]]) > bar for row in found)

    made = GENERATORS["percent_change"](number)
    start, end = re.findall(r"\d{4}-\d\d-\d\d", made.task)
    state = "RUS" if "Russia" in made.task else "USA"
    kind = next(
        column for words, column in (("deployed or not", COLUMNS[800]), ("warheads", COLUMNS[1550]),
                                     ("missiles and", COLUMNS[700])) if words in made.task
    )  # fmt: skip
    numbers = {row["date"]: int(row[kind]) for row in rows("data_exchange")
               if row["state"] == state}  # fmt: skip
    assert made.answer == pytest.approx(100 * (numbers[end] / numbers[start] - 1), abs=0.06)

    made = GENERATORS["counted_warheads"](number)
    many, each, single, bombers, _, _, _ = (int(one) for one in re.findall(r"\d+", made.task))
    assert made.answer == many * each + single + bombers

    made = GENERATORS["years_without"](number)
    start, end = re.findall(r"from (\d{4}) to (\d{4})", made.task)[0]
    state = re.findall(r"state ([A-Z]{3})", made.task)[0]
    counts = {year: tests for own, year, tests in counted("aca") if own == state}
    zeros = [year for year in range(int(start), int(end) + 1) if counts[year] == 0]
    assert [int(year) for year in made.answer] == zeros


@pytest.mark.parametrize("number", range(40))
def test_one_cell_of_the_invented_table_is_misread(number: int) -> None:
    made = GENERATORS["misread_cell"](number)
    table, totals = made.task.split(" All four years: ")
    shown = {
        year: {name: int(count) for name, count in re.findall(r"([A-Z]\w+) (\d+)", cells)}
        for year, cells in re.findall(r"(\d{4}): (.+?), in all", table)
    }
    said = dict(re.findall(r"(\d{4}): .+?, in all (\d+)", table))
    wrong_years = [year for year in shown if sum(shown[year].values()) != int(said[year])]
    columns = {name: int(count) for name, count in re.findall(r"([A-Z]\w+) (\d+)", totals)}
    wrong_places = [
        name for name in columns if sum(cells[name] for cells in shown.values()) != columns[name]
    ]
    assert (wrong_years, wrong_places) == ([made.answer["year"]], [made.answer["place"]])
