"""Agreement by hand: every figure worked out on paper, gaps, and what has no answer."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from course import alpha, confusion, kappa, percent_agreement, table
from course.agreement import NothingToCompare
from course.figures.matrix import confusion_figure, confusion_sentence

BODY = [f"s{number:02d}" for number in range(3, 18) if number != 12]
SHORT = {
    "offer": "offer",
    "cond": "condition",
    "refus": "refusal",
    "backg": "background claim",
    "accus": "accusation",
    "threat": "threat",
    "-": None,
}
CODERS = {
    "A": "offer cond refus backg offer accus offer accus cond threat backg backg backg backg",
    "B": "cond cond refus offer backg accus offer accus cond threat accus backg backg backg",
    "C": "cond cond cond - offer accus offer accus cond threat backg threat backg backg",
}
WIDE = pd.DataFrame(
    {coder: [SHORT[one] for one in labels.split()] for coder, labels in CODERS.items()},
    index=BODY,
)
A, B, C = WIDE["A"], WIDE["B"], WIDE["C"]


def test_the_table_of_coders_is_the_one_worked_by_hand() -> None:
    coders = table("coders")
    wide = coders.pivot(index="sentence", columns="coder", values="label").loc[BODY]
    assert wide.fillna("").to_numpy().tolist() == WIDE.fillna("").to_numpy().tolist()


def test_two_coders() -> None:
    assert percent_agreement(A, B) == 10 / 14
    # expected: (3x2 + 2x3 + 1x1 + 5x4 + 2x3 + 1x1) / 14² = 40/196
    assert kappa(A, B) == pytest.approx((10 / 14 - 40 / 196) / (1 - 40 / 196))
    assert kappa(A, B) == pytest.approx(0.641, abs=0.0005)
    assert alpha(WIDE[["A", "B"]]) == pytest.approx(0.652, abs=0.0005)


def test_three_coders_with_a_gap() -> None:
    assert alpha(WIDE) == pytest.approx(0.641, abs=0.0005)
    assert alpha(WIDE.fillna("")) == alpha(WIDE), "an empty cell is a gap, not a label"
    assert percent_agreement(A, C) == 10 / 13, "apart in s03, s05 and s15"
    assert int(confusion(A, C).to_numpy().sum()) == 13, "s06 does not count"


def test_merging_labels_buys_agreement() -> None:
    merged = WIDE.replace({"offer": "open", "condition": "open"})
    assert kappa(merged["A"], merged["B"]) == pytest.approx(0.706, abs=0.0005)
    assert alpha(merged[["A", "B"]]) == pytest.approx(0.716, abs=0.0005)


def test_easy_units_buy_agreement() -> None:
    coders = table("coders")
    wide = coders.pivot(index="sentence", columns="coder", values="label")
    assert len(wide) == 19
    assert kappa(wide["A"], wide["B"]) == pytest.approx(0.743, abs=0.0005)


def test_krippendorffs_published_example() -> None:
    none = None
    units = pd.DataFrame(
        {
            1: [1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none],
            2: [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3],
            3: [none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none],
            4: [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none],
        }
    )
    assert alpha(units) == pytest.approx(0.743, abs=0.0005)


def test_full_and_no_agreement() -> None:
    assert (percent_agreement(A, A), kappa(A, A)) == (1.0, pytest.approx(1.0))
    assert kappa(["x", "y"], ["y", "x"]) == pytest.approx(-1.0)
    assert percent_agreement(["x", "y"], ["y", "x"]) == 0.0


def test_one_label_throughout_has_no_kappa_and_no_alpha() -> None:
    same = ["x", "x", None]
    assert percent_agreement(same, same) == 1.0
    assert math.isnan(kappa(same, same))
    assert math.isnan(alpha(pd.DataFrame({"one": same, "other": same})))


def test_columns_are_matched_by_their_index() -> None:
    assert kappa(A, B.iloc[::-1]) == pytest.approx(kappa(A, B))
    assert percent_agreement(A, B.iloc[:3]) == pytest.approx(2 / 3)
    assert percent_agreement(list(A), list(B)) == 10 / 14


@pytest.mark.parametrize("method", [percent_agreement, kappa, confusion])
def test_nothing_to_compare_is_said(method: object) -> None:
    with pytest.raises(NothingToCompare, match="No unit was labelled by both"):
        method([None, "x"], ["x", ""])  # type: ignore[operator]
    with pytest.raises(ValueError, match="one length: these have 1 and 2"):
        method(["x"], ["x", "y"])  # type: ignore[operator]
    twice = pd.Series(["x", "y"], index=["s03", "s03"])
    with pytest.raises(ValueError, match="'s03' stands twice"):
        method(twice, twice)  # type: ignore[operator]


def test_alpha_needs_two_labels_on_a_unit() -> None:
    with pytest.raises(NothingToCompare):
        alpha(pd.DataFrame({"one": ["x", None], "other": [None, "y"]}))


def test_the_confusion_matrix() -> None:
    matrix = confusion(A, B, ["threat", "offer", "nobody used this"])
    assert (matrix.index.name, matrix.columns.name) == ("A", "B")
    order = ["threat", "offer", "accusation", "background claim", "condition", "refusal"]
    assert list(matrix.index) == list(matrix.columns) == order
    assert matrix.loc["offer", "condition"] == 1, "s03"
    assert matrix.loc["background claim", "accusation"] == 1, "s14"
    assert matrix.loc["condition", "offer"] == 0
    assert matrix.to_numpy().trace() == 10
    assert confusion(list(A), list(B)).index.name == "first coder"


def test_the_matrix_as_a_sentence_and_as_a_chart() -> None:
    matrix = confusion(A, B)
    said = confusion_sentence(matrix)
    assert said.startswith("A and B give the same label to 10 of 14 sentences. They differ in: ")
    assert "offer against condition (1)" in said
    assert (
        confusion_sentence(confusion(A, A)) == "A and A give the same label to 14 of 14 sentences."
    )
    chart = confusion_figure(matrix)
    assert chart.layout.title.text == "Where do A and B give the same label?"
    assert chart.layout.xaxis.title.text == "label given by B"
    assert chart.layout.yaxis.title.text == "label given by A"
    assert len(chart.layout.shapes) == len(matrix), "a frame on each cell that agrees"
    assert chart.data[0].texttemplate == "%{z}", "a number in each cell, not colour alone"
    assert chart.layout.paper_bgcolor == chart.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert chart.to_json() == confusion_figure(matrix).to_json()
