"""A student's folder: filled once, never written over, and remembered by cell sources."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import course
from course.__main__ import main
from course.classroom.start import RECORD, changed, record, sources, start, told, write_record
from course.library import lessons, root

NAME = "00_workbench.ipynb"


def cell(identity: str, source: str, **metadata: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": identity,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def notebook(*cells: dict[str, Any]) -> bytes:
    body = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(body).encode("utf-8")


ANSWER = {"tags": ["exercise"], "course": {"exercise": "00.1"}}
CHECK = {"tags": ["check"], "course": {"exercise": "00.1"}}
ORIGINAL = notebook(
    cell("setup-00", "from course import check"),
    cell("answer-00-1", "answer_00_1 = ...", **ANSWER),
    cell("check-00-1", 'check("00.1", answer_00_1)', **CHECK),
)


MENDED = notebook(
    cell("setup-00", "from course import check, table"),
    cell("answer-00-1", "answer_00_1 = ...", **ANSWER),
    cell("check-00-1", 'check("00.1", answer_00_1)', **CHECK),
    cell("step-00-9", "more"),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "originals"
    folder.mkdir()
    (folder / NAME).write_bytes(ORIGINAL)
    (folder / "01_next.ipynb").write_bytes(notebook(cell("a", "1")))
    (folder / "notes.txt").write_text("not a lesson", encoding="utf-8")
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "a student's folder – ü"


def test_every_lesson_is_copied_byte_for_byte(target: Path) -> None:
    started = start(root() / "notebooks", target)
    assert started.copied == tuple(path.name for path in lessons())
    for path in lessons():
        assert (target / path.name).read_bytes() == path.read_bytes()
        assert record(target)[path.name]["cells"] == sources(path.read_bytes())
        assert record(target)[path.name]["version"] == course.__version__


def test_what_is_remembered(source: Path, target: Path) -> None:
    start(source, target)
    assert sorted(record(target)) == [NAME, "01_next.ipynb"]
    assert set(record(target)[NAME]["cells"]) == {
        "cell setup-00",
        "exercise 00.1 answer",
        "exercise 00.1 check",
    }
    assert sorted(path.name for path in target.iterdir()) == [".course", NAME, "01_next.ipynb"]


def test_a_second_start_changes_nothing(source: Path, target: Path) -> None:
    start(source, target)
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    again = start(source, target)
    assert (again.copied, again.kept) == ((), (NAME, "01_next.ipynb"))
    assert {path: path.stat().st_mtime_ns for path in target.rglob("*")} == before


def test_a_students_file_is_never_written_over(source: Path, target: Path) -> None:
    target.mkdir()
    (target / NAME).write_text("mine", encoding="utf-8")
    started = start(source, target)
    assert (target / NAME).read_text(encoding="utf-8") == "mine"
    assert started.copied == ("01_next.ipynb",)
    assert NAME not in record(target), "what we did not copy, we do not claim to know"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_leads_nowhere_is_left_alone(source: Path, target: Path) -> None:
    target.mkdir()
    (target / NAME).symlink_to(target.parent / "elsewhere.ipynb")
    start(source, target)
    assert (target / NAME).is_symlink()
    assert not (target.parent / "elsewhere.ipynb").exists()


def test_a_deleted_lesson_comes_back_and_a_new_one_is_added(source: Path, target: Path) -> None:
    start(source, target)
    (target / NAME).unlink()
    (source / "02_new.ipynb").write_bytes(notebook(cell("a", "2")))
    assert start(source, target).copied == (NAME, "02_new.ipynb")


def test_a_mended_lesson_takes_the_place_of_an_untouched_one(source: Path, target: Path) -> None:
    start(source, target)
    mended = notebook(cell("a", "2"), cell("b", "new"))
    (source / "01_next.ipynb").write_bytes(mended)
    saved = json.loads((target / "01_next.ipynb").read_bytes())
    saved["cells"][0]["execution_count"] = 3  # run and saved, and nothing changed
    (target / "01_next.ipynb").write_text(json.dumps(saved), encoding="utf-8")
    started = start(source, target)
    assert (started.updated, started.newer) == (("01_next.ipynb",), ())
    assert (target / "01_next.ipynb").read_bytes() == mended
    assert "Mended since, and you had not changed them: 01." in told(started)
    assert start(source, target).updated == ()


def test_a_mended_lesson_never_takes_the_place_of_work(source: Path, target: Path) -> None:
    start(source, target)
    mine = ORIGINAL.replace(b"answer_00_1 = ...", b"answer_00_1 = 44")
    (target / NAME).write_bytes(mine)
    (source / NAME).write_bytes(MENDED)
    for _ in range(2):
        started = start(source, target)
        assert started.newer == (NAME,)
        assert (target / NAME).read_bytes() == mine
        assert "you have work in them: 00." in told(started)
        assert "python -m course update" in told(started)


def test_outputs_alone_are_nothing_new(source: Path, target: Path) -> None:
    start(source, target)
    (target / NAME).write_bytes(ORIGINAL.replace(b"= ...", b"= 44"))
    rerun = json.loads(ORIGINAL)
    rerun["cells"][0]["execution_count"] = 1
    (source / NAME).write_text(json.dumps(rerun), encoding="utf-8")
    assert start(source, target).newer == ()


def test_saving_alone_is_no_change(source: Path, target: Path) -> None:
    """Outputs, counts, metadata, indents and the way sources are split are not the student's."""
    start(source, target)
    saved = json.loads(ORIGINAL)
    saved["metadata"] = {"widgets": {"state": {}}}
    for one in saved["cells"]:
        one["execution_count"] = 4
        one["source"] = one["source"].splitlines(keepends=True)
        one["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "4"}]
    (target / NAME).write_text(json.dumps(saved, indent=1), encoding="utf-8")
    assert (target / NAME).read_bytes() != ORIGINAL
    assert changed(target, NAME) == []


def test_what_a_student_changed_is_named(source: Path, target: Path) -> None:
    start(source, target)
    mine = json.loads(ORIGINAL)
    mine["cells"][1]["source"] = "answer_00_1 = 7"
    mine["cells"][1]["id"] = "lost-and-replaced"
    del mine["cells"][0]
    mine["cells"].append(cell("mine", "print(1)"))
    (target / NAME).write_text(json.dumps(mine), encoding="utf-8")
    assert changed(target, NAME) == ["cell setup-00", "exercise 00.1 answer", "cell mine"]


def test_of_an_unknown_file_nothing_is_said(source: Path, target: Path) -> None:
    start(source, target)
    (target / "mine.ipynb").write_bytes(ORIGINAL)
    assert changed(target, "mine.ipynb") is None


@pytest.mark.parametrize("junk", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"cells": [1]}', b"[" * 10**5])
def test_a_broken_notebook_counts_as_changed(source: Path, target: Path, junk: bytes) -> None:
    start(source, target)
    (target / NAME).write_bytes(junk)
    assert changed(target, NAME) == list(sources(ORIGINAL))


@pytest.mark.parametrize("junk", ["", "{", "[]", '{"files": 1}', '{"files": {"a": 1}}'])
def test_a_damaged_record_is_set_aside(source: Path, target: Path, junk: str) -> None:
    start(source, target)
    (target / RECORD).write_text(junk, encoding="utf-8")
    (target / NAME).write_text("mine", encoding="utf-8")
    started = start(source, target)
    assert started.record_lost
    assert "damaged" in told(started)
    assert (target / RECORD).with_suffix(".damaged.json").read_text(encoding="utf-8") == junk
    assert (target / NAME).read_text(encoding="utf-8") == "mine"
    assert record(target) == {}


def test_half_a_copy_is_not_left_behind(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def full(self: Path, *given: Any, **named: Any) -> Any:
        file = real(self, *given, **named)
        if self.parent == target:
            file.write(b"half")
            file.close()  # the next write fails, as on a full disk
        return file

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(ValueError, match="closed file"):
        start(source, target)
    monkeypatch.undo()
    assert not list(target.glob("*.ipynb"))
    assert start(source, target).copied == (NAME, "01_next.ipynb")


def test_a_record_is_written_whole_or_not_at_all(source: Path, target: Path) -> None:
    start(source, target)
    before = (target / RECORD).read_bytes()
    with pytest.raises(TypeError):
        write_record(target, {"a": {"cells": object()}})
    assert (target / RECORD).read_bytes() == before
    assert [path.name for path in (target / ".course").iterdir()] == ["started.json"]


def test_the_command_says_what_it_did(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["start", str(target)]) == 0
    assert f"{len(lessons())} lesson" in capsys.readouterr().out
    assert main(["start", str(target)]) == 0
    assert "left alone" in capsys.readouterr().out


def test_the_command_says_where_it_cannot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "work").write_text("a file", encoding="utf-8")
    assert main(["start", str(tmp_path / "work")]) == 1
    said = capsys.readouterr().out
    assert "cannot be filled" in said
    assert "doctor" in said
