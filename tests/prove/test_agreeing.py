"""Comparing in-process and `pytest --nbval` agree on every cell of every lesson."""

from __future__ import annotations

from pathlib import Path

import pytest
from agreeing import by_nbval, in_process, spoilt, write
from grading_class import lesson as small
from small_lesson import code

from course.authoring.lesson import node, read
from course.authoring.tidy import as_bytes
from course.library import lessons


@pytest.mark.parametrize("lesson", lessons(), ids=[path.stem for path in lessons()])
def test_every_cell_of_a_lesson(lesson: Path, tmp_path: Path) -> None:
    """As it is published all agree that it is right; with every second output spoilt, on which."""
    right = read(lesson)
    paths = [
        write(tmp_path, "right.ipynb", right),
        write(tmp_path, "half.ipynb", spoilt(right, every=2)),
    ]
    nbval, ours = by_nbval(paths), in_process(paths)
    assert ours == nbval
    assert all(nbval["right.ipynb"])
    assert 3 < nbval["half.ipynb"].count(False) < len(nbval["half.ipynb"]) - 3


def test_bare_nbval_does_the_opposite(tmp_path: Path) -> None:
    """A wrong answer that was run and saved passes, the right one in the released file fails.

    The comparison that grading uses says so of the same cells.
    """
    blank = {"nbformat": 4, "nbformat_minor": 5, "metadata": dict(small().metadata)}
    ask = 'print("Correct" if answer == 7 else "Not yet" if answer == 8 else "Not answered yet")'
    for name, answer, stored in (("right", 7, "Not answered yet"), ("wrong", 8, "Not yet")):
        cells = [code("a", f"answer = {answer}"), code("b", ask)]
        output = {"output_type": "stream", "name": "stdout", "text": f"{stored}\n"}
        cells[1].outputs, cells[1].execution_count = [node(output)], 2
        (tmp_path / f"{name}.ipynb").write_bytes(as_bytes(node({**blank, "cells": cells})))
    paths = [tmp_path / "right.ipynb", tmp_path / "wrong.ipynb"]
    said = by_nbval(paths)
    assert said == {"right.ipynb": [True, False], "wrong.ipynb": [True, True]}
    assert in_process(paths) == said
