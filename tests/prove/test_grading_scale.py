"""A large class, a monstrous notebook, every lesson, a sandbox without the superuser's rights."""

from __future__ import annotations

import ctypes
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from grading_class import FILE, FULL, as_file, make_key, student
from hostile import CASES, write_class

from course.grading.book import open_book
from course.grading.build import build_key
from course.grading.examine import run
from course.grading.folders import load_result, load_results
from course.grading.grade import grade
from course.grading.judge import judged
from course.grading.places import Place, open_place
from course.grading.records import Submission
from course.library import lessons

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")

CAP_SYS_ADMIN, PR_CAPBSET_DROP = 21, 24


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with open_place() as opened:
        yield opened


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory, place: Place) -> Path:
    folder = tmp_path_factory.mktemp("teacher") / "key"
    make_key(folder, place)
    return folder


def peak() -> float:
    """The most memory this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_two_hundred_megabytes_of_output(key: Path, place: Place, tmp_path: Path) -> None:
    """Streamed past, not loaded: the answers count, and memory stays small."""
    for name, line in (("lines", 'a line of output, \\"quoted\\" [1]\\n'), ("one", "x" * 60)):
        (tmp_path / "in" / name).mkdir(parents=True)
        raw = as_file(student()).decode("utf-8")
        before, after = raw.split('"outputs": []', 1)
        with (tmp_path / "in" / name / FILE).open("w", encoding="utf-8") as file:
            file.write(f'{before}"outputs": [{{"output_type": "stream", "text": [""')
            for _ in range(200):
                part = f', "{line}"' if name == "lines" else f', "{line * 17_000}"'
                file.write(part * (1_000_000 // len(part) if name == "lines" else 1))
            file.write(f"]}}]{after}")
        assert (tmp_path / "in" / name / FILE).stat().st_size > 180 << 20
    before_mb = peak()
    grade(tmp_path / "in", key, tmp_path / "out", place=place)
    assert [one.points for one in load_results(tmp_path / "out")] == [FULL, FULL]
    assert peak() - before_mb < 300


def test_time_is_linear_and_memory_flat(key: Path, place: Place, tmp_path: Path) -> None:
    paces, peaks = [], []
    for number in (30, 300):
        folder = tmp_path / f"in{number}"
        for one in range(number):
            (folder / f"s{one:03d}").mkdir(parents=True)
            (folder / f"s{one:03d}" / FILE).write_bytes(as_file(student()))
        began = time.monotonic()
        grade(folder, key, tmp_path / f"out{number}", place=place)
        paces.append((time.monotonic() - began) / number)
        peaks.append(peak())
    print(f"seconds a submission: {paces}, peak MB of the grader: {peaks}")
    assert paces[1] < 3 * paces[0]
    assert peaks[1] < peaks[0] + 60
    assert peaks[1] < 1000


@pytest.mark.parametrize("path", lessons(), ids=[path.stem for path in lessons()])
def test_every_lesson(path: Path, place: Place, tmp_path: Path) -> None:
    build_key(path, tmp_path / "key", place=place)
    book = open_book(tmp_path / "key")
    full = (tmp_path / "key" / "reference.ipynb").read_bytes()
    found = judged(book, Submission("a", "a.ipynb"), run(book, "a", full, place))
    assert (found.points, found.open) == (found.most - found.open, found.open)
    assert (found.status, {one.word for one in found.outcomes}) == ("graded", {"Correct"})
    empty = judged(book, Submission("a", "a.ipynb"), run(book, "a", path.read_bytes(), place))
    assert (empty.points, empty.status) == (0, "graded")


def without_rights() -> None:
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0, 0, 0)


def test_the_class_of_trouble_without_the_superusers_rights(key: Path, tmp_path: Path) -> None:
    """The same, fair for everybody, where the sandbox needs a user namespace."""
    write_class(tmp_path / "in")
    command = [sys.executable, "-m", "course", "grade", str(tmp_path / "in"), "--key", str(key)]
    command += ["--out", str(tmp_path / "out")]
    done = subprocess.run(
        command, preexec_fn=without_rights, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "sandbox" in done.stdout
    for case in CASES:
        result = load_result(tmp_path / "out", case.name.replace("_", "-"))
        assert result is not None
        # Where the superuser is nobody special, the number of processes is not limited.
        if case.name not in ("fifty_forks", "five_hundred_threads"):
            assert (case.name, result.points) == (case.name, case.points)
    perfect = load_result(tmp_path / "out", "aa-perfect")
    assert perfect is not None
    assert perfect.points == FULL
