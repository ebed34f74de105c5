"""Comparing in-process and `pytest --nbval` agree on every cell of every lesson."""

from __future__ import annotations

from pathlib import Path

import pytest
from agreeing import by_nbval, in_process, spoilt, write

from course.authoring.lesson import read
from course.library import lessons


@pytest.mark.parametrize("lesson", lessons(), ids=[path.stem for path in lessons()])
def test_every_cell_of_a_lesson(lesson: Path, tmp_path: Path) -> None:
    """As it is published all agree that it is right; spoilt, on each cell that it is not."""
    right = read(lesson)
    paths = [
        write(tmp_path, "right.ipynb", right),
        write(tmp_path, "spoilt.ipynb", spoilt(right)),
        write(tmp_path, "half.ipynb", spoilt(right, every=2)),
    ]
    nbval, ours = by_nbval(paths), in_process(paths)
    assert ours == nbval
    assert all(nbval["right.ipynb"])
    assert nbval["spoilt.ipynb"].count(False) > nbval["half.ipynb"].count(False) > 3
