"""Grading a class: it goes on where it stopped, judges again, and works without a sandbox."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from grading_class import FULL, RECORDS, as_file, lesson, make_key, student

from course import practice_table, practice_text
from course.grading import places, warm
from course.grading.folders import BUSY, HISTORY, load_batch, load_result, load_results
from course.grading.grade import grade, main
from course.grading.jsonfile import BadFile
from course.grading.judge import BadKey
from course.grading.places import NotIsolated, open_place

linux = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")


def quiet(_words: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory, place: places.Place) -> Path:
    folder = tmp_path_factory.mktemp("teacher") / "key"
    make_key(folder, place)
    return folder


@pytest.fixture(scope="module")
def place() -> Iterator[places.Place]:
    with open_place(trust=True) as opened:
        yield opened


@pytest.fixture
def own_key(key: Path, tmp_path: Path) -> Path:
    """A copy of the key that a test may mend."""
    import shutil

    shutil.copytree(key, tmp_path / "key")
    return tmp_path / "key"


def hand_in(folder: Path, **students: object) -> Path:
    """A folder with one notebook for each student."""
    for name, notebook in students.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "97_boats.ipynb").write_bytes(as_file(notebook))
    return folder


@linux
def test_what_is_done_is_not_done_again(key: Path, tmp_path: Path, place: places.Place) -> None:
    came = hand_in(tmp_path / "in", ada=student(), bo=student(q1="answer_97_1 = 8"))
    out = tmp_path / "out"
    assert grade(came, key, out, say=quiet, place=place).ran == 2
    first = load_result(out, "ada")
    assert first is not None
    assert first.points == FULL
    hand_in(came, cy=lesson())
    assert grade(came, key, out, say=quiet, place=place).ran == 1
    assert load_result(out, "ada") == first
    assert [one.points for one in load_results(out)] == [FULL, FULL - 1, 0.0]
    assert not (out / HISTORY).exists()
    hand_in(came, bo=student())
    assert grade(came, key, out, say=quiet, place=place).ran == 1
    assert [one.points for one in load_results(out)] == [FULL, FULL, 0.0]
    [before] = (out / HISTORY).iterdir()
    assert load_result(before, "bo").points == FULL - 1


@linux
def test_a_mended_key_is_judged_again_without_running(
    own_key: Path, tmp_path: Path, place: places.Place
) -> None:
    came = hand_in(tmp_path / "in", ada=student(), bo=student(q1="answer_97_1 = 8"))
    out = tmp_path / "out"
    grade(came, own_key, out, say=quiet, place=place)
    assert load_result(out, "bo").outcomes[0].word == "Not yet"
    records = own_key / "exercises" / "97.toml"
    mended = RECORDS.replace(
        'wrong = [{ answer = 8, say = "One of them is a swan. Which?" }]', "accepted = [{answer=8}]"
    )
    records.write_text(mended, encoding="utf-8")
    batch = grade(came, own_key, out, say=quiet, place=place)
    assert batch.ran == 0
    assert load_result(out, "bo").points == FULL
    [before] = (out / HISTORY).iterdir()
    assert load_result(before, "bo").points == FULL - 1
    assert load_batch(before).judge != batch.judge


@linux
def test_two_gradings_do_not_write_into_one_folder(
    key: Path, tmp_path: Path, place: places.Place
) -> None:
    """Where the other one still lives nothing is done; where it was killed the work goes on."""
    came, out = hand_in(tmp_path / "in", ada=student()), tmp_path / "out"
    out.mkdir()
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    (out / BUSY).write_text(f"{other.pid} {platform.node()}", encoding="utf-8")
    with pytest.raises(BadFile, match="Another grading writes into"):
        grade(came, key, out, say=quiet, place=place)
    assert not (out / "results").exists()
    other.kill()
    other.communicate()
    assert grade(came, key, out, say=quiet, place=place).ran == 1
    assert not (out / BUSY).exists()


def test_results_are_kept_apart(key: Path, tmp_path: Path) -> None:
    came = hand_in(tmp_path / "in", ada=student())
    (tmp_path / "file").touch()
    for source, out, say in (
        (key, tmp_path / "out", "is the key"),
        (came, came, "another folder"),
        (came, key / "out", "another folder"),
        (came, tmp_path / "file", "is a file"),
    ):
        with pytest.raises(BadFile, match=say):
            grade(source, key, out, say=quiet)
    assert [path.name for path in came.iterdir()] == ["ada"]


def test_results_that_cannot_be_written(
    key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    came = hand_in(tmp_path / "in", ada=student())
    (tmp_path / "file").touch()
    assert main(came, key, tmp_path / "file" / "out") == 1
    assert "cannot be written" in capsys.readouterr().err


@linux
def test_points_that_a_person_gives(key: Path, tmp_path: Path, place: places.Place) -> None:
    came = hand_in(tmp_path / "in", bo=student(q1="answer_97_1 = 8"))
    out = tmp_path / "out"
    grade(came, key, out, say=quiet, place=place)
    marks = "sid,question,points,comment\nbo,97.1,0.5,a fair point\nbo,97.2,,\n"
    (out / "marks.csv").write_text(marks, encoding="utf-8")
    grade(came, key, out, say=quiet, place=place)
    outcome = load_result(out, "bo").outcomes[0]
    assert (outcome.points, outcome.decided, outcome.comment) == (0.5, "person", "a fair point")
    (out / "marks.csv").write_text("sid,question,points\nbo,97.1,much\n", encoding="utf-8")
    with pytest.raises(BadFile, match="line 2: 'much'"):
        grade(came, key, out, say=quiet, place=place)


def test_a_key_whose_solution_is_wrong_is_refused(own_key: Path, tmp_path: Path) -> None:
    records = own_key / "exercises" / "97.toml"
    records.write_text(RECORDS.replace("answer = 7,", "answer = 9,"), encoding="utf-8")
    with pytest.raises(BadKey, match=r"97\.1 is not right"):
        grade(hand_in(tmp_path / "in", ada=student()), own_key, tmp_path / "out", say=quiet)


@linux
def test_ctrl_c_loses_nothing(key: Path, tmp_path: Path, place: places.Place) -> None:
    slow = student(q1="import time\ntime.sleep(0.3)\nanswer_97_1 = 7")
    came = hand_in(tmp_path / "in", **{f"s{number:02d}": slow for number in range(8)})
    command = [sys.executable, "-m", "course", "grade", str(came), "--key", str(key)]
    command += ["--out", str(tmp_path / "out")]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as running:
        assert running.stdout is not None
        first = running.stdout.readline()
        assert time.monotonic() - began < 4  # under 2 s where nothing else runs
        assert str(came) in first
        for line in running.stdout:
            if line.startswith("1 of 8"):
                break
        running.send_signal(signal.SIGINT)
        said = running.stdout.read()
    assert running.returncode == 130
    assert "goes on from here" in said
    done = len(list(load_results(tmp_path / "out")))
    assert 1 <= done < 8
    assert load_batch(tmp_path / "out").finished == ""
    assert not list((tmp_path / "out").rglob("*.new"))
    batch = grade(came, key, tmp_path / "out", say=quiet, place=place)
    assert batch.ran <= 8 - done
    assert [one.points for one in load_results(tmp_path / "out")] == [FULL] * 8


def test_without_a_sandbox_nothing_runs_unless_trusted(
    tmp_path: Path, place: places.Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key"
    make_key(key, place, worlds=[])
    monkeypatch.setattr(sys, "platform", "darwin")
    came = hand_in(tmp_path / "in", ada=student(), bo=student(q1="import os\nos._exit(1)"))
    with pytest.raises(NotIsolated, match="--trust"):
        grade(came, key, tmp_path / "out", say=quiet)
    assert list(load_results(tmp_path / "out")) == []
    batch = grade(came, key, tmp_path / "out", trust=True, say=quiet)
    assert "trusted" in batch.isolation
    ada, bo = load_results(tmp_path / "out")
    assert (ada.points, ada.status, ada.isolation) == (FULL, "graded", "trusted")
    assert (bo.points, bo.status) == (FULL - 1, "repaired")


@linux
def test_a_sandbox_that_leaks_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "_PROBE", "found = ['network']")
    with pytest.raises(NotIsolated, match="network"), open_place():
        pass


@linux
def test_the_sandbox_keeps_out(tmp_path: Path, place: places.Place) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mine", encoding="utf-8")
    look = f"""
import ctypes, os, platform, stat
seen = os.path.exists({str(secret)!r})
ids = [os.getuid(), os.getpid()]
handles = []
for number in range(256):
    try:
        handles.append(stat.S_IFMT(os.fstat(number).st_mode))
    except OSError:
        pass
handles = [one in (stat.S_IFCHR, stat.S_IFSOCK) for one in handles]
# The kernel's keyring is one for all processes of a user: no notes in there.
note = ctypes.CDLL(None).syscall(250 if platform.machine() == "x86_64" else 219, 0, -4, 1)
"""
    session = place.start({"mine.txt": b"3"}, places.Limits())
    try:
        ask = {name: name for name in ("seen", "ids", "handles", "note")}
        ask["file"] = "open('mine.txt').read()"
        answers = session.run(places.Step(look, ask), 5)["answers"]
    finally:
        session.close()
    assert answers["seen"] is False
    assert answers["file"] == "3"
    assert answers["handles"]
    assert all(answers["handles"]), "only devices and the wire are open"
    assert answers["note"] == -1
    uid, pid = answers["ids"]
    assert pid == 1
    assert uid != 0
    assert os.environ.get("HOME", "") not in json.dumps(answers)


@linux
def test_the_course_in_there_has_every_name_and_no_key(place: places.Place) -> None:
    """A lesson may import whatever the course offers; what could tell an answer is not there."""
    look = """
import course, importlib, json, pathlib
lost = []
for name in course.__dir__():
    try:
        getattr(course, name)
    except Exception as problem:
        lost.append(f"{name}: {problem}")
said = [repr(course.check("01.1", 3)), repr(course.solution("01.1")), repr(course.again("01.1", 2))]
table = course.practice_table(7).to_json()
text = course.practice_text(7).text
here = pathlib.Path(course.__file__).parent
kept = sorted(str(one.relative_to(here)) for one in here.rglob("*") if "records" in str(one)
              or one.name in ("catalogue.py", "match.py", "judge.py") or "variants" in str(one))
"""
    session = place.start({}, places.Limits())
    try:
        ask = {name: name for name in ("lost", "said", "table", "text", "kept")}
        answers = session.run(places.Step(look, ask), 20)["answers"]
    finally:
        session.close()
    assert answers["lost"] == []
    assert len(set(answers["said"])) == 1
    assert answers["table"] == practice_table(7).to_json()
    assert answers["text"] == practice_text(7).text
    assert answers["kept"] == ["records.py"]
