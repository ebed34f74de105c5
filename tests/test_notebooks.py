"""The lessons: they keep the contract, and nbval really compares what they show."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import NotebookNode
from small_lesson import cell, unrun, write
from tracked import ALL

from course.authoring.contract import contract, records_of
from course.authoring.lesson import read, tags_of
from course.authoring.rules_outputs import LARGEST, compared
from course.authoring.run import Stopped, run, student_environment
from course.authoring.tidy import as_bytes, tidy
from course.library import lessons

ROOT = Path(__file__).resolve().parent.parent
LESSONS = lessons()
RERUN = LESSONS if ALL else LESSONS[5:6]
CELL_SECONDS = 60
JUDGE_SECONDS = 300

each_lesson = pytest.mark.parametrize("path", LESSONS, ids=[path.stem for path in LESSONS])


@dataclass(frozen=True)
class Judged:
    """What strict nbval did: per notebook the cells compared with their fields, and what failed."""

    said: str
    seconds: float
    counted: dict[str, dict[str, int]]
    failed: dict[str, list[str]]


def judge(paths: Sequence[Path], folder: Path) -> Judged:
    """The verdict of strict nbval, in a process of its own, on copies in `folder`.

    nbval runs a notebook in the notebook's own folder: on copies, nothing a lesson writes can
    land among the lessons. A judge that hangs gets one more try.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = [Path(shutil.copy(path, folder)).name for path in paths]
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    counted = folder / "counted.json"
    command = [sys.executable, "-m", "pytest", "-c", "pytest.ini", "-q", "--color=no"]
    command += ["-p", "no:cacheprovider", "-p", "counting", "--nbval"]
    command += [f"--nbval-cell-timeout={CELL_SECONDS}", "--nbval-kernel-name=python3", *names]
    environment = student_environment(folder / "ipython")
    environment["PYTHONPATH"] += os.pathsep + str(ROOT / "tests")  # where the plugin is
    environment["COUNTED"] = str(counted)
    environment.pop("PYTEST_ADDOPTS", None)
    for last_try in (False, True):
        before = time.perf_counter()
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                capture_output=True,
                encoding="utf-8",
                timeout=JUDGE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            if last_try:
                raise
        else:
            break
    seconds = time.perf_counter() - before
    said = done.stdout + done.stderr
    assert done.returncode in (0, 1), said
    found = json.loads(counted.read_text(encoding="utf-8"))
    assert (done.returncode == 0) == (not found["failed"]), said
    return Judged(said, seconds, found["counted"], found["failed"])


def expected(notebook: NotebookNode) -> list[str]:
    """The cells nbval must compare: every code cell, but the one that may be ignored."""
    return [
        str(one.id)
        for one in notebook.cells
        if one.cell_type == "code" and "nbval-ignore-output" not in tags_of(one)
    ]


def uncounted(path: Path, judged: Judged) -> list[str]:
    """The code cells that nbval passed over, or where it found nothing to compare."""
    notebook = read(path)
    seen = judged.counted.get(path.name, {})
    shows = {str(one.id) for one in notebook.cells if one.cell_type == "code" and one.outputs}
    empty = {name for name, fields in seen.items() if not fields and name in shows}
    return [name for name in expected(notebook) if name not in seen or name in empty]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """All lessons before strict nbval, once for all tests of this module, in two halves."""
    if not LESSONS:
        pytest.skip("no lesson yet")
    halves = [half for half in (LESSONS[::2], LESSONS[1::2]) if half]
    folders = [tmp_path_factory.mktemp("judged") for _ in halves]
    with ThreadPoolExecutor(max_workers=2) as pair:
        said = list(pair.map(judge, halves, folders))
    return Judged(
        "\n".join(one.said for one in said),
        max(one.seconds for one in said),
        {name: cells for one in said for name, cells in one.counted.items()},
        {name: cells for one in said for name, cells in one.failed.items()},
    )


# --- the lessons -----------------------------------------------------------------------------


@each_lesson
def test_the_lesson_keeps_the_contract(path: Path) -> None:
    assert [str(problem) for problem in contract(path)] == []


@each_lesson
def test_the_file_is_small_and_tidy_byte_for_byte(path: Path) -> None:
    raw = path.read_bytes()
    assert len(raw) <= LARGEST
    assert as_bytes(tidy(read(path))) == raw


@each_lesson
def test_the_lesson_has_exercises(path: Path) -> None:
    assert records_of(path)


def test_strict_nbval_passes_over_all_lessons(
    judged: Judged, record_property: Callable[[str, object], None]
) -> None:
    record_property("nbval_seconds", round(judged.seconds, 1))
    failed = [f"{name}: {one[:1000]}" for name, cells in judged.failed.items() for one in cells[:1]]
    assert failed == []


@each_lesson
def test_nbval_compared_every_cell_it_should(path: Path, judged: Judged) -> None:
    notebook = read(path)
    assert expected(notebook)
    assert uncounted(path, judged) == []
    assert set(judged.counted[path.name]) == set(compared(notebook))
    assert sum(judged.counted[path.name].values()) > 0


@dataclass(frozen=True)
class Rerun:
    """A lesson that was run again, elsewhere: what it became, or why it stopped."""

    raw: bytes
    stopped: str = ""


@pytest.fixture(scope="module")
def reruns(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Rerun]:
    """Lessons run again, two at a time: most of a run is waiting for its kernel."""
    folder = tmp_path_factory.mktemp("reruns")

    def again(path: Path) -> Rerun:
        copy = Path(shutil.copy(path, folder))
        try:
            run(copy)
        except Stopped as problem:
            return Rerun(b"", str(problem))
        return Rerun(copy.read_bytes())

    with ThreadPoolExecutor(max_workers=2) as pair:
        return dict(zip(RERUN, pair.map(again, RERUN), strict=True))


@pytest.mark.parametrize("path", RERUN, ids=[path.stem for path in RERUN])
def test_a_second_run_gives_the_same_bytes(path: Path, reruns: dict[Path, Rerun]) -> None:
    again = reruns[path]
    assert again.stopped == ""
    assert again.raw == path.read_bytes()


# --- proofs that these tests can fail --------------------------------------------------------


@dataclass(frozen=True)
class Proofs:
    """One sound notebook and three spoilt ones, all of them before strict nbval."""

    paths: dict[str, Path]
    judged: Judged

    def failures(self, name: str) -> list[str]:
        return self.judged.failed.get(self.paths[name].name, [])

    def uncounted(self, name: str) -> list[str]:
        return uncounted(self.paths[name], self.judged)


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> Proofs:
    folder = tmp_path_factory.mktemp("proofs")
    sound = write(folder, unrun(), "96_sound.ipynb")
    run(sound)
    changed = read(sound)
    cell(changed, "fig-99-1").outputs[0].data["text/plain"] = "44"
    whole = read(sound)
    for one in whole.cells:
        strip(one)
    cell(whole, "fig-99-1").source = 'line = "something else altogether"'
    part = read(sound)
    strip(cell(part, "fig-99-2"))
    paths = {
        "sound": sound,
        "changed": write(folder, changed, "97_changed.ipynb"),
        "stripped": write(folder, whole, "98_stripped.ipynb"),
        "one stripped": write(folder, part, "99_one_stripped.ipynb"),
    }
    return Proofs(paths, judge(list(paths.values()), folder / "judge"))


def strip(one: NotebookNode) -> None:
    """What a tool that strips outputs does to a cell."""
    if one.cell_type == "code":
        one.execution_count, one.outputs = None, []


def test_a_sound_notebook_passes_and_every_cell_counts(proofs: Proofs) -> None:
    assert proofs.failures("sound") == []
    assert proofs.uncounted("sound") == []
    fields = proofs.judged.counted["96_sound.ipynb"]
    assert (fields["setup-99"], fields["fig-99-1"], fields["fig-99-2"]) == (0, 1, 1)
    assert fields["check-99-1"] == 2  # a sentence and a box


def test_nbval_fails_when_one_output_was_changed(proofs: Proofs) -> None:
    (failure,) = proofs.failures("changed")
    assert "mismatch 'text/plain'" in failure


def test_nbval_alone_passes_a_stripped_notebook_and_the_count_does_not(proofs: Proofs) -> None:
    path = proofs.paths["stripped"]
    assert proofs.failures("stripped") == [], "nbval refuses it by now: simplify this module"
    assert proofs.uncounted("stripped") == expected(read(path))
    assert compared(read(path)) == []
    assert {"counted", "outputs_kept"} <= {problem.rule for problem in contract(path, ())}


def test_one_stripped_cell_is_enough_to_be_noticed(proofs: Proofs) -> None:
    assert proofs.failures("one stripped") == []
    assert proofs.uncounted("one stripped") == ["fig-99-2"]
