"""Repairs: applied from the end, refused in words, shown beside what was printed."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import (
    Patch,
    apply_patches,
    brier,
    load_article,
    smallest_patch,
    table,
    why_from_the_end,
)
from course.exercises import kinds
from course.records import Document
from course.repairs import BadPatch, as_patches, bracketed, calibration, in_order, side_by_side

SECOND = Document("The ferry \U0001f6a2 leaves at nine.\r\n\r\nIt never leaves.".encode(), "second")

WORDS = st.text(alphabet="ab \n“”’.[]\U0001f6a2", max_size=24)


@st.composite
def texts_with_patches(draw: st.DrawFn) -> tuple[str, list[Patch]]:
    """A text and repairs in it that do not overlap, in any order."""
    text = draw(WORDS)
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = list(dict.fromkeys(zip(edges[::2], edges[1::2], strict=False)))
    made = [Patch(start, end, draw(WORDS)) for start, end in pairs]
    return text, draw(st.permutations(made))


@given(texts_with_patches())
def test_from_the_end_is_the_same_as_one_by_one_with_shifted_offsets(
    case: tuple[str, list[Patch]],
) -> None:
    text, patches = case
    one_by_one, done = text, list[Patch]()
    for one in patches:
        before = [other for other in done if (other.start, other.end) < (one.start, one.end)]
        shift = sum(len(other.new) - (other.end - other.start) for other in before)
        start, end = one.start + shift, one.end + shift
        one_by_one = one_by_one[:start] + one.new + one_by_one[end:]
        done.append(one)
    assert apply_patches(text, patches) == one_by_one


@given(WORDS, WORDS, st.integers(0, 9))
def test_the_smallest_patch_restores_and_is_small(old: str, new: str, start: int) -> None:
    patch = smallest_patch(old, new, start)
    text = "x" * start + old
    assert apply_patches(text, [patch]) == "x" * start + new
    assert patch.end - patch.start <= len(old)
    assert (patch.start == patch.end and not patch.new) == (old == new)
    again = smallest_patch(patch.exact or "", patch.new, patch.start)
    assert (again.start, again.end) == (patch.start, patch.end)


@given(texts_with_patches())
def test_both_sides_hold_the_whole_texts(case: tuple[str, list[Patch]]) -> None:
    text, patches = case
    runs = side_by_side(text, patches)
    assert "".join(run.printed for run in runs) == text
    made = [bracketed(one) for one in in_order(text, patches)]
    restored = apply_patches(text, made)
    assert "".join(run.restored for run in runs) == restored
    plain = restored.replace("[", "").replace("]", "")
    assert plain == apply_patches(text, patches).replace("[", "").replace("]", "")
    for run in runs:
        assert run.kind != "same" or run.printed == run.restored
        assert run.kind != "deleted" or not run.restored


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.booleans(), st.floats(0, 1)), min_size=1))
def test_brier_and_calibration(cases: dict[str, tuple[bool, float]]) -> None:
    truth = {name: float(yes) for name, (yes, _) in cases.items()}
    said = {name: one for name, (_, one) in cases.items()}
    assert 0 <= brier(truth, said) <= 1
    assert brier(truth, truth) == 0
    groups = calibration(truth, said)
    assert groups["number"].sum() == len(cases)
    for row in groups.itertuples():
        low, high = row[1], row[2]
        assert low - 1e-4 <= row.said <= high + 1e-4
        assert 0 <= row.share <= 1


def test_brier_by_hand() -> None:
    truth, said = {"a": 1.0, "b": 0.0}, {"a": 0.8, "b": 0.4}
    assert brier(truth, said) == pytest.approx((0.04 + 0.16) / 2)
    assert kinds.brier is brier  # one rule for the check and for the bench
    groups = calibration(truth | {"c": 0.0}, said | {"c": 1.0})
    assert groups.to_dict("list") == {
        "from": [0.4, 0.8],
        "to": [0.6, 1.0],
        "number": [1, 2],
        "said": [0.4, 0.9],
        "share": [0.0, 0.5],
    }
    assert list(calibration({"a": 1.0}, {"a": 0.6})["from"]) == [0.6]


@pytest.mark.parametrize(
    ("old", "new", "start", "end", "put"),
    [
        ("testing its weapons", "inspecting its weapons", 0, 7, "inspecting"),
        ("only after arming", "only after [an end to] arming", 11, 11, "[an end to] "),
        ("“And“We", "“We", 1, 5, ""),
        ("a b", "a c b", 2, 2, "c "),
        ("a a a", "a a", 3, 5, ""),
        ("same", "same", 4, 4, ""),
        ("", "new", 0, 0, "new"),
        ("the United States’ offer", "the offer", 4, 19, ""),
    ],
)
def test_smallest_patches_by_hand(old: str, new: str, start: int, end: int, put: str) -> None:
    found = smallest_patch(old, new)
    assert (found.start, found.end, found.new) == (start, end, put)
    assert found.exact == old[start:end]


def test_the_forms_in_which_repairs_come() -> None:
    wanted = "The ferry \U0001f6a2 leaves at ten.\r\n\r\nIt never leaves."
    place = SECOND.text.index("nine")
    for one in (
        Patch(place, place + 4, "ten"),
        (place, place + 4, "ten"),
        [place, place + 4, "ten", "nine"],
    ):
        assert apply_patches(SECOND, [one]) == wanted
    frame = pd.DataFrame([(place, place + 4, "ten")], columns=["start", "end", "new"])
    assert apply_patches(SECOND, frame) == wanted
    assert apply_patches(SECOND, frame.assign(exact="nine", basis="inside")) == wanted
    assert apply_patches(SECOND, []) == SECOND.text
    assert as_patches([(1, 2, "")]) == (Patch(1, 2, ""),)


@pytest.mark.parametrize(
    ("patches", "said"),
    [
        ([(0, 3)], "Repair 1 is not three values"),
        (["abc"], "Repair 1 is not three values"),
        ([3], "Repair 1 is not three values"),
        ([("0", "3", "x")], "whole numbers"),
        ([(0.0, 3, "x")], "whole numbers"),
        ([(True, 3, "x")], "whole numbers"),
        ([(0, 3, None)], "a text, in quotation marks"),
        ([(0, 3, "A"), (5, 999, "x")], r"Repair 2 is at \[5, 999\).*characters"),
        ([(-1, 3, "x")], "not a place"),
        ([(3, 0, "x")], "not a place"),
        ([(4, 9, "boat", "barge")], "Repair 1 is for 'barge', but .* the text has 'ferry'"),
        ([(4, 9, "boat"), (0, 5, "A f")], r"Repair 1 at \[4, 9\) overlaps repair 2 at \[0, 5\)"),
        ([(4, 9, "boat"), (4, 9, "ship")], "overlaps"),
        ([(4, 4, "old "), (4, 4, "new ")], "overlaps"),
        ([(0, 9, ""), (3, 3, "x")], "overlaps"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(patches: list[object], said: str) -> None:
    with pytest.raises(BadPatch, match=said):
        apply_patches(SECOND, patches)  # type: ignore[arg-type]


def test_a_table_needs_its_columns() -> None:
    with pytest.raises(BadPatch, match="columns start, end and new"):
        apply_patches(SECOND, pd.DataFrame({"start": [0], "end": [3]}))


def test_repairs_may_touch() -> None:
    assert apply_patches("abc", [(0, 1, "x"), (1, 2, "y"), (2, 2, "-")]) == "xy-c"
    assert apply_patches("abc", [(1, 2, "y"), (1, 1, "-")]) == "a-yc"


def test_why_from_the_end() -> None:
    shown = why_from_the_end("one two three", [(0, 3, "first"), (4, 7, "second"), (8, 13, "3")])
    assert list(shown["wanted"]) == ["one", "two", "three"]
    assert list(shown["from_the_end"]) == ["one", "two", "three"]
    assert list(shown["from_the_front"]) == ["one", "t t", "ndwo "]


def kinds_of(old: str, new: str) -> list[tuple[str, str]]:
    runs = side_by_side(old, [Patch(0, len(old), new)])
    return [
        (run.kind, run.printed or run.restored)
        for run in runs
        if (run.printed + run.restored).strip()
    ]


def test_added_words_stand_in_brackets_and_moved_ones_do_not() -> None:
    assert kinds_of("nine boats", "ten boats") == [
        ("deleted", "nine"), ("added", "[ten]"), ("same", " boats")
    ]  # fmt: skip
    assert kinds_of("a fight", "a [big] fight") == [
        ("same", "a "), ("added", "[big]"), ("same", "fight")
    ]  # fmt: skip
    moved = kinds_of("to the army to fight", "[to us] to fight the army")
    assert ("added", "[to us]") in moved
    assert ("moved", "fight ") in moved
    assert ("deleted", " to fight") in moved
    # Brackets that the printed text has are not the repair's.
    assert ("added", "[see] ") in kinds_of("a [b] c", "a [b] see c")


def test_the_course_repairs_fit_the_article() -> None:
    article = load_article()
    for witnesses in (False, True):
        patches = table("patches", witnesses=witnesses)
        repaired = apply_patches(article, patches)
        runs = side_by_side(article, patches)
        # The rows are bracketed by hand: brackets that a program adds would be a gap in them.
        assert "".join(run.restored for run in runs) == repaired
        assert repaired.count("\n\n") == article.text.count("\n\n")
        for row in patches.to_dict("records"):
            assert row["exact"] == article[row["start"] : row["end"]]
    assert "outside" not in set(table("patches")["basis"])
