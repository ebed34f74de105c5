"""A whole class of trouble, graded in one batch: what is fair, for each of them and the others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from grading_class import FULL, make_key
from hostile import CASES, write_class

from course.grading.folders import load_batch, load_results
from course.grading.grade import grade
from course.grading.records import Batch, Result

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Batch, dict[str, Result]]:
    folder = tmp_path_factory.mktemp("class")
    make_key(folder / "key")
    write_class(folder / "in")
    # Most of them wait for a time limit, so four at once take hardly more of the machine than two.
    grade(folder / "in", folder / "key", folder / "out", jobs=4, say=lambda _words: None)
    batch = load_batch(folder / "out")
    assert batch is not None
    return batch, {one.submission.sid: one for one in load_results(folder / "out")}


@pytest.mark.parametrize("case", CASES, ids=[one.name for one in CASES])
def test_what_is_fair(case, graded) -> None:
    result = graded[1][case.name.replace("_", "-")]
    told = [(one.question, one.word, one.points, one.entry, one.message) for one in result.outcomes]
    assert result.points == case.points, (told, result.why, result.stops)
    assert result.status in case.status.split(" or "), (result.why, result.repairs)
    if case.entry:
        assert result.outcomes[0].entry == case.entry, told
    assert result.most == FULL


@pytest.mark.parametrize("sid", ["aa-perfect", "zz-perfect"])
def test_the_perfect_student_beside_them(sid: str, graded) -> None:
    result = graded[1][sid]
    assert (result.points, result.status, result.why) == (FULL, "graded", "")
    assert {one.word for one in result.outcomes} == {"Correct"}


def test_a_row_for_everything(graded) -> None:
    batch, results = graded
    assert len(results) == len(batch.submissions) == len(CASES) + 3
    linked = results["linked"]
    assert (linked.status, linked.points) == ("unreadable", 0)
    assert "link" in linked.why
    assert {Path(one.file).name for one in batch.strays} == {"conftest.py", "answer.pkl"}
    assert all(one.why for one in batch.strays)
    assert batch.finished
