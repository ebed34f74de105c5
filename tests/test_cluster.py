"""Grading on a cluster: nothing of the key leaves the grader; what is missing is said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from grading_class import FILE, as_file, make_key, student

from course.grading.book import open_book
from course.grading.cluster import Setting, open_cluster, sent
from course.grading.examine import Examination, prepared
from course.grading.jsonfile import from_json
from course.grading.places import NotIsolated, open_place


def test_nothing_of_the_key_is_in_what_is_sent(tmp_path: Path) -> None:
    with open_place(trust=True) as place:
        make_key(tmp_path / "key", place)
    book = open_book(tmp_path / "key")
    wrong = student(
        q1="answer_97_1 = 1", q2="answer_97_2 = {'b'}", q3="answer_97_3 = {}",
        q4="answer_97_4 = 2", q5="answer_97_5 = 'sea'",
    )  # fmt: skip
    examination = prepared(book, "ada", as_file(wrong), "0" * 64)
    texts = sent(Setting(False, ()), examination)
    assert from_json(Examination, texts[1]) == examination
    names = {scene.name: sorted(scene.files) for scene in examination.scenes}
    assert names == {"": ["tons.txt"], "heavy": ["tons.txt"]}
    told = " ".join(texts)
    kept = [cell.source for cell in book.reference.cells if book.is_answer(cell)]
    for record in book.records.values():
        kept += [record.solution.say, record.pointer, *(one.say for one in record.wrong)]
    kept += [str(tmp_path), book.key.judge, "harbour", "east", FILE]
    assert len([one for one in kept if one]) > 15
    assert [one for one in kept if one and one in told] == []


def test_without_dask_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(NotIsolated, match="pip install distributed"),
        open_cluster("tcp://127.0.0.1:1", False, ()),
    ):
        raise AssertionError
