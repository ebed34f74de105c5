"""A notebook held against the solutions: by command, from a cell, and in pytest with nbval."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from grading_class import FILE, FULL, make_key, student

from course import check_notebook
from course.__main__ import main
from course.assigning.check import Checked, check_file
from course.authoring.tidy import as_bytes
from course.grading.places import Place, open_place

WRONG = {"q1": "answer_97_1 = 8", "q4": "answer_97_4 = 60"}


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with open_place(trust=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, place: Place) -> Path:
    """A key, and two notebooks: one right, one with two wrong answers, both run and saved."""
    made = tmp_path_factory.mktemp("check")
    make_key(made / "key", place=place)
    (made / "right.ipynb").write_bytes(as_bytes(student()))
    (made / "wrong.ipynb").write_bytes(as_bytes(student(**WRONG)))
    return made


def words(checked: Checked) -> dict[str, str]:
    return {one.question: one.word for one in checked.result.outcomes}


def test_right_and_wrong(folder: Path, place: Place) -> None:
    right = check_file(folder / "right.ipynb", folder / "key", place)
    assert right.right
    assert set(words(right).values()) == {"Correct"}
    assert f"{FULL:g} of {FULL:g} points" in repr(right)
    wrong = check_file(folder / "wrong.ipynb", folder / "key", place)
    assert not wrong.right
    assert words(wrong)["97.1"] == "Not yet"
    assert "On other data the same code is not right" in repr(wrong)
    assert "swan" in wrong._repr_html_()


def test_the_command_and_the_cell(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder / "wrong.ipynb"), "--key", str(folder / "key")]) == 1
    assert "swan" in capsys.readouterr().out
    assert main(["check", str(folder / "wrong.ipynb"), "--key", str(folder)]) == 2
    assert "is not a key" in capsys.readouterr().err
    assert "is not a key" in repr(check_notebook(str(folder / "wrong.ipynb"), key=str(folder)))


# --- pytest --------------------------------------------------------------------------------------


def said_by_pytest(*args: str, cwd: Path) -> Mapping[str, str]:
    """What pytest says of each test, in a process of its own that knows no settings of ours."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-c", "none.ini", *args],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    found = re.findall(r"^(PASSED|FAILED) (.+?::.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return {name: word for word, name in found}


@pytest.fixture(scope="module")
def with_option(folder: Path) -> Mapping[str, str]:
    (folder / "none.ini").touch()
    key = folder / "key"
    files = ("right.ipynb", "wrong.ipynb")
    return said_by_pytest("--nbval", f"--course-reference={key}", *files, cwd=folder)


def test_with_the_option_right_passes_and_wrong_fails(with_option: Mapping[str, str]) -> None:
    questions = [f"97.{number}" for number in range(1, 6)]
    assert with_option == {
        **{f"right.ipynb::{one}": "PASSED" for one in questions},
        **{
            f"wrong.ipynb::{one}": "FAILED" if one in ("97.1", "97.4") else "PASSED"
            for one in questions
        },
    }


def test_without_a_key_the_public_one_is_taken(tmp_path: Path) -> None:
    """And the option does not take the notebook behind it for a key."""
    (tmp_path / "none.ini").touch()
    (tmp_path / FILE).write_bytes(as_bytes(student()))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "none.ini", "--nbval", "--course-reference", FILE],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "is not one of the course's lessons" in done.stdout
    assert "--key FOLDER" in done.stdout
    assert done.returncode == 2
