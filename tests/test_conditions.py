"""The engine of conditions: the language, every truth table, every reading, the three answers."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import possible_worlds, table
from course.conditions.engine import (
    ACCEPTS,
    OVER_READINGS,
    REFUSES,
    SILENT,
    BadCondition,
    Reading,
    actors,
    grid,
    over_readings,
    readings,
)
from course.conditions.logic import BadExpression, Formula, parse
from course.conditions.reasons import lexicon, reason
from course.conditions.zone import outcome, smallest_changes, verdict

CONDITIONS = table("conditions", witnesses=True)
ATOMS = table("atoms")
NAMES = list(ATOMS["atom"])
READINGS = {one.id: one for one in readings(CONDITIONS, ATOMS)}
MISREADINGS = table("misreadings")
FALSE = dict.fromkeys(NAMES, False)


def holds(formula: Formula, **world: bool) -> bool:
    return bool(formula.holds({name: np.array([value]) for name, value in world.items()})[0])


def answer(reading: str, *true: str) -> int:
    world = {name: np.array([name in true]) for name in NAMES}
    return int(READINGS[reading].answer(world)[0])


# --- the language ----------------------------------------------------------------------------

TABLES = [
    ("d implies c", "TTFT"),  # worlds in the order FF FT TF TT of d, c
    ("c implies d", "TFTT"),
    ("d iff c", "TFFT"),
    ("not d implies c", "FTTT"),
    ("not (d and c)", "TTTF"),
    ("d or c and not d", "FTTT"),
    ("d implies c implies d", "TTTT"),
    ("d and c or not d", "TTFT"),
    ("d iff c iff d", "FTFT"),
]


@pytest.mark.parametrize(("expression", "truth"), TABLES)
def test_truth_tables_worked_by_hand(expression: str, truth: str) -> None:
    """Implication is false only where the first is true and the second is not."""
    formula = parse(expression, {"d", "c"})
    worlds = product([False, True], repeat=2)
    got = "".join("FT"[holds(formula, d=d, c=c)] for d, c in worlds)
    assert got == truth


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "empty"),
        ("d and", "ends where a name"),
        ("d c", "'c' stands where the expression should end"),
        ("(d", "opened and not closed"),
        ("d)", "'\\)' stands where the expression should end"),
        ("and d", "'and' stands where a name"),
        ("peace", "'peace', which is not an atom"),
        ("d & c", "'&' cannot stand"),
        ("__import__('os')", "cannot stand"),
        ("d.real", "cannot stand"),
        ("D", "cannot stand"),
        ("(" * 60 + "d" + ")" * 60, "too many parts"),
        ("not " * 60 + "d", "too many parts"),
        ("d and " * 200 + "d", "characters"),
    ],
)
def test_what_is_no_expression_is_refused_with_the_reason(expression: str, message: str) -> None:
    with pytest.raises(BadExpression, match=message):
        parse(expression, {"d", "c"})


formulas = st.recursive(
    st.sampled_from(["d", "c", "n"]).map(Formula),
    lambda inner: st.one_of(
        st.builds(lambda one: Formula("not", (one,)), inner),
        st.builds(
            lambda word, one, two: Formula(word, (one, two)),
            st.sampled_from(["and", "or", "implies", "iff"]),
            inner,
            inner,
        ),
    ),
    max_leaves=8,
)


@given(formulas)
def test_a_formula_written_out_means_the_same(formula: Formula) -> None:
    signs = {"not": "not ", "and": "and", "or": "or", "implies": "implies", "iff": "iff"}
    columns = grid(["d", "c", "n"])

    def bracketed(one: Formula) -> str:
        if not one.parts:
            return one.word
        parts = [f"({bracketed(part)})" for part in one.parts]
        return f"not {parts[0]}" if one.word == "not" else f" {one.word} ".join(parts)

    again = parse(bracketed(formula), {"d", "c", "n"})
    assert again == formula
    assert (again.holds(columns) == formula.holds(columns)).all()
    assert formula.shown(signs)


def test_possible_worlds() -> None:
    worlds = possible_worlds("D", "C")
    assert worlds.to_numpy().tolist() == [
        [False, False],
        [False, True],
        [True, False],
        [True, True],
    ]
    assert list(worlds[worlds["D"] & ~worlds["C"]].index) == [2]


# --- the rows --------------------------------------------------------------------------------


@pytest.mark.parametrize("frame", [CONDITIONS, MISREADINGS], ids=["conditions", "misreadings"])
def test_requires_and_suffices_follow_from_the_form(frame: pd.DataFrame) -> None:
    """requires = the form with the object true; suffices = not the form with the object false."""
    for row in frame.to_dict("records"):
        if row["form"] == "none":
            assert (row["requires"], row["suffices"]) == ("none", "none"), row["id"]
            continue
        form, target = parse(row["form"], NAMES), row["object"]
        free = sorted(
            form.names.union(
                *(parse(row[one], NAMES).names for one in ("requires", "suffices")
                  if row[one] not in ("none", "always"))
            ) - {target}
        )  # fmt: skip
        for values in product([False, True], repeat=len(free)):
            world = dict(zip(free, values, strict=True))
            requires = row["requires"] == "none" or holds(parse(row["requires"], NAMES), **world)
            suffices = row["suffices"] == "always" or (
                row["suffices"] != "none" and holds(parse(row["suffices"], NAMES), **world)
            )
            assert requires == holds(form, **world, **{target: True}), (row["id"], world)
            assert suffices == (not holds(form, **world, **{target: False})), (row["id"], world)


ALL_ISSUES = ("comprehensive", "ukraine", "us_role")
BY_HAND: list[tuple[str, tuple[str, ...], int]] = [
    ("K1A", ("nuclear",), REFUSES),
    ("K1A", ("nuclear", "ukraine", "us_role"), REFUSES),  # three issues are not "all issues"
    ("K1A", (*ALL_ISSUES, "nuclear"), ACCEPTS),
    ("K1A", ("comprehensive", "ukraine"), REFUSES),
    ("K1B", (), ACCEPTS),
    ("K1C", ALL_ISSUES, ACCEPTS),
    ("K2A", (), REFUSES),
    ("K2A", ("comprehensive",), SILENT),  # "only if" that is met promises nothing
    ("K2B", ("comprehensive",), SILENT),
    ("K3A", ("nuclear",), REFUSES),
    ("K3A", ("comprehensive",), SILENT),
    ("K3B", ("isolable",), SILENT),
    ("K3B", (), REFUSES),
    ("K4A", ("nuclear",), ACCEPTS),
    ("K4A", ("nuclear", "ukraine"), SILENT),
    ("K4A", (), SILENT),
    ("K4B", ("nuclear", "ukraine"), REFUSES),
    ("K4B", ("nuclear",), ACCEPTS),
    ("K4C", ("nuclear", "ukraine"), REFUSES),
    ("K5A", (), SILENT),
    ("K5A", ("us_support",), SILENT),
    ("K5B", (), ACCEPTS),
    ("K5B", ("us_support",), SILENT),
    ("K6A", ("arming_stopped",), REFUSES),
    ("K6A", ("arming_stopped", "nato_blocked"), SILENT),
    ("K6B", (), REFUSES),
    ("K6B", ("ukraine_armed", "it_prevented"), SILENT),
    ("K6C", ("arming_stopped",), SILENT),
    ("K7A", ("arming_stopped",), ACCEPTS),  # not both: the announcement stands
    ("K7A", ("arming_stopped", "nato_blocked"), SILENT),
    ("K7B", (), ACCEPTS),
    ("K8A", ("test_us",), ACCEPTS),
    ("K8A", (), SILENT),  # "if" says nothing of the other case
    ("K8B", ("us_blocks",), ACCEPTS),
    ("K8B", ("test_us",), SILENT),
    ("K8C", (), REFUSES),
    ("K8C", ("test_us",), ACCEPTS),
    ("K9A", ("broad",), REFUSES),
    ("K9A", ("broad", "ukraine"), ACCEPTS),
    ("K9B", (), ACCEPTS),
]


@pytest.mark.parametrize(("reading", "true", "expected"), BY_HAND)
def test_answers_worked_by_hand(reading: str, true: tuple[str, ...], expected: int) -> None:
    assert answer(reading, *true) == expected


def test_every_reading_was_worked_by_hand() -> None:
    assert {reading for reading, _, _ in BY_HAND} == set(READINGS)


def bad(**cells: str) -> pd.DataFrame:
    frame = CONDITIONS.head(3).copy()
    for name, cell in cells.items():
        frame.loc[1, name] = cell
    return frame


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"form": "dialogue implies peace"},
            "row K1B, field form: .* 'peace', which is not an atom",
        ),
        ({"requires": "comprehensive and"}, "row K1B, field requires: .* ends where a name"),
        ({"suffices": "exec('1')"}, "row K1B, field suffices: .* cannot stand"),
        ({"object": "peace"}, "row K1B, field object: 'peace' is not an atom"),
    ],
)
def test_a_bad_row_is_named_and_never_run(cells: dict[str, str], message: str) -> None:
    with pytest.raises(BadCondition, match=message):
        readings(bad(**cells), ATOMS)


# --- holders and zones -----------------------------------------------------------------------


def actor(holder: str, target: str, outside: bool = False) -> Any:
    every = actors(tuple(READINGS.values()), outside)
    return next(one for one in every if (one.holder, one.target) == (holder, target))


AGENDAS = grid(["nuclear", "ukraine", "us_role", "comprehensive"], FALSE)
ONLY_NUCLEAR, EVERYTHING = 8, 15
PESKOV, NSC = ("peskov", "dialogue"), ("nsc", "nuclear_talks")


def zone(peskov: tuple[str, ...], nsc: tuple[str, ...]) -> str:
    first = actor(*PESKOV).answer(AGENDAS, [READINGS[one] for one in peskov])
    second = actor(*NSC, outside=True).answer(AGENDAS, [READINGS[one] for one in nsc])
    return verdict(outcome([first, second]))


def test_the_three_way_answer() -> None:
    """Text alone: undetermined. With R11 read as a refusal: empty. q2 alone, reading B: not empty.

    Under reading B the other sentences of Peskov still exclude an agenda of nuclear topics alone.
    """
    assert zone(("K1A", "K3A"), ("K4A",)) == "undetermined"
    assert zone(("K1A", "K3A"), ("K4C",)) == "empty"
    assert zone(("K1B",), ("K4A",)) == "not empty"
    assert zone(("K1B", "K3A"), ("K4A",)) == "undetermined"
    codes = actor(*PESKOV).answer(AGENDAS, [READINGS["K1B"], READINGS["K3A"]])
    assert codes[ONLY_NUCLEAR] == REFUSES


def test_peskov_and_medvedev_are_not_merged() -> None:
    holders = {(one.holder, one.target) for one in actors(tuple(READINGS.values()))}
    assert {("peskov", "dialogue"), ("putin", "dialogue"), ("medvedev", "negotiations")} <= holders


def test_outside_readings_are_left_out_until_they_are_asked_for() -> None:
    closed = {
        one.id for a in actors(tuple(READINGS.values())) for g in a.conditions for one in g if one
    }
    assert closed == {name for name, one in READINGS.items() if not one.outside}
    assert "K4C" not in set(table("conditions")["id"])
    assert "decides_outside" not in table("conditions")


def test_over_all_readings() -> None:
    summary = over_readings(actor(*PESKOV).under_all(AGENDAS))
    assert OVER_READINGS[summary[EVERYTHING]] == "accepts under every reading"
    assert OVER_READINGS[summary[ONLY_NUCLEAR]] == "refuses under every reading"
    putin = over_readings(actor("putin", "dialogue").under_all(AGENDAS))
    assert OVER_READINGS[putin[EVERYTHING]] == "the text does not say"
    assert OVER_READINGS[putin[ONLY_NUCLEAR]] == "refuses under some readings"
    medvedev = over_readings(actor("medvedev", "negotiations").under_all(AGENDAS))
    assert OVER_READINGS[medvedev[0]] == "refuses under every reading"


def test_smallest_changes_are_smallest() -> None:
    codes = actor(*PESKOV).answer(AGENDAS)
    base = {**FALSE, "nuclear": True}
    free = ["nuclear", "ukraine", "us_role", "comprehensive"]
    (step,) = smallest_changes(AGENDAS, codes == ACCEPTS, base, free)
    assert (step.becomes_true, step.becomes_false) == (("ukraine", "us_role", "comprehensive"), ())
    assert smallest_changes(AGENDAS, codes == 7, base, free) == ()


def test_reasons_name_the_failing_clause_and_quote() -> None:
    words = lexicon(CONDITIONS, ATOMS, table("evidence"))
    world = {**FALSE, "arming_stopped": True}
    medvedev = actor("medvedev", "negotiations")
    code, why = reason(medvedev, (), world, words)
    assert code == REFUSES
    assert "entry into NATO is not blocked" in why
    assert "arming of Ukraine" not in why.split("The words")[0]
    assert "only after" in why
    _, why = reason(actor("putin", "dialogue"), (), {**FALSE, "comprehensive": True}, words)
    assert "no words say that it is enough" in why
    _, why = reason(actor("russia", "proposals_accepted"), (), FALSE, words)
    assert "A reason is given" in why


# --- properties of the engine ----------------------------------------------------------------

readings_drawn = st.sampled_from(sorted(READINGS))
worlds_drawn = st.fixed_dictionaries({name: st.booleans() for name in NAMES})


@given(readings_drawn, worlds_drawn, st.sampled_from(NAMES))
def test_an_atom_no_condition_mentions_changes_no_answer(
    name: str, world: dict[str, bool], atom: str
) -> None:
    one = READINGS[name]
    spoken = {n for f in (one.requires, one.suffices) if f for n in f.names}
    if atom in spoken:
        return
    columns = {key: np.array([value, value]) for key, value in world.items()}
    columns[atom] = np.array([False, True])
    first, second = one.answer(columns)
    assert first == second


@given(formulas, formulas)
def test_a_weaker_requirement_never_refuses_more(strong: Formula, weak: Formula) -> None:
    """The property holds of requirements and of what suffices, each in its own direction."""
    columns = grid(["d", "c", "n"])

    def made(requires: Formula | None, suffices: Formula | None) -> Any:
        return Reading(
            "X", "X", "x", "a", "d", None, requires, suffices, False, True, False
        ).answer(columns)

    either = Formula("or", (strong, weak))
    assert not ((made(either, None) == REFUSES) & (made(strong, None) != REFUSES)).any()
    assert not ((made(None, either) != ACCEPTS) & (made(None, strong) == ACCEPTS)).any()


@given(
    st.lists(st.lists(st.sampled_from([0, 1, 2]), min_size=4, max_size=4), min_size=1, max_size=5)
)
def test_another_actor_never_widens_the_zone(codes: list[list[int]]) -> None:
    stack = [np.array(row, dtype=np.int8) for row in codes]
    assert (outcome(stack) <= outcome(stack[:-1] or stack)).all()


def test_a_new_actor_and_a_new_issue_are_rows_only() -> None:
    more = pd.concat(
        [ATOMS, ATOMS.head(1).assign(atom="space", label="space", used_by="X1A")], ignore_index=True
    )
    row = CONDITIONS.head(1).assign(
        id="X1A", condition="X1", holder="someone", form="dialogue implies space", requires="space",
        suffices="none",
    )  # fmt: skip
    made = actors(readings(pd.concat([CONDITIONS, row], ignore_index=True), more))
    new = next(one for one in made if one.holder == "someone")
    assert new.answer(grid(["space"], {**FALSE})).tolist() == [REFUSES, SILENT]
