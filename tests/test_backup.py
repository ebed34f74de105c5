"""The student's folder as a zip: what goes in comes back, and nothing of theirs is lost."""

from __future__ import annotations

import io
import json
import os
import random
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from course import restore_work, save_work
from course.classroom import zipfolder
from course.classroom.start import RECORD, changed, record, start
from course.classroom.zipfolder import Restored, TooBig, pack, restore
from course.library import root

NAME = "00_workbench.ipynb"
OTHER = "01_on_the_page.ipynb"


def zipped(files: dict[str, bytes], **settings: Any) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, **settings) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def edited(folder: Path, name: str, words: str) -> bytes:
    """Do some work in a lesson; returns its new bytes."""
    path = folder / name
    lesson = json.loads(path.read_text(encoding="utf-8"))
    lesson["cells"][-1]["source"] = words
    path.write_text(json.dumps(lesson), encoding="utf-8")
    return path.read_bytes()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    start(root() / "notebooks", folder)
    return folder


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A fresh folder, as Binder gives one the next day."""
    folder = tmp_path / "later"
    start(root() / "notebooks", folder)
    return folder


def told(done: list[Restored]) -> dict[str, str]:
    return {one.name: one.what for one in done}


def test_the_next_day(work: Path, later: Path) -> None:
    mine = edited(work, NAME, "my words")
    (work / "notes").mkdir()
    (work / "notes" / "mine – ü.csv").write_bytes(b"a;b")
    done = restore(pack(work), later)
    assert told(done)[NAME] == "restored"
    assert told(done)[OTHER] == "same"
    assert (later / NAME).read_bytes() == mine
    assert (later / "notes" / "mine – ü.csv").read_bytes() == b"a;b"
    assert changed(later, NAME) != []
    assert changed(later, OTHER) == []


def test_work_in_both_places_is_kept(work: Path, later: Path) -> None:
    mine = edited(work, NAME, "of yesterday")
    today = edited(later, NAME, "of today")
    packed = pack(work)
    done = {one.name: one for one in restore(packed, later)}
    assert done[NAME].what == "beside"
    assert done[NAME].place == "00_workbench-restored.ipynb"
    assert (later / NAME).read_bytes() == today
    assert (later / done[NAME].place).read_bytes() == mine
    before = sorted(path.name for path in later.iterdir())
    restore(packed, later)
    assert sorted(path.name for path in later.iterdir()) == before, "twice is not two copies"
    edited(work, NAME, "of the day before")
    assert (later / told_place(restore(pack(work), later), NAME)).is_file()
    assert (later / "00_workbench-restored-2.ipynb").is_file()


def told_place(done: list[Restored], name: str) -> str:
    return next(one.place for one in done if one.name == name)


def test_the_record_follows_the_file(work: Path, later: Path) -> None:
    """Work begun on an older original is compared with that one in a later update."""
    files = record(work)
    files[NAME]["version"] = "2020.1"
    zipfolder.write_record(work, files)
    edited(work, NAME, "my words")
    restore(pack(work), later)
    assert record(later)[NAME]["version"] == "2020.1"
    assert record(later)[OTHER]["version"] != "2020.1"


@pytest.mark.parametrize(
    "junk", [b"", b"{", b'{"files": []}', b'{"files": {"a": 1}}', b"[" * 10**5]
)
def test_a_bad_record_in_the_zip_does_no_harm(later: Path, junk: bytes) -> None:
    before = record(later)
    done = restore(zipped({RECORD.as_posix(): junk, "a.txt": b"a"}), later)
    assert told(done) == {"a.txt": "restored"}
    assert record(later) == before


def test_without_a_record_everything_is_the_students(work: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / NAME).write_bytes(b"mine")
    assert told(restore(zipped({NAME: b"other"}), folder)) == {NAME: "beside"}


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt",
        "a/../../outside.txt",
        "/outside.txt",
        "C:/outside.txt",
        "C:outside.txt",
        "..\\outside.txt",
        ".jupyter/jupyter_server_config.py",
        "sub/.hidden/x.txt",
        "con.txt",
        "sub/NUL",
        "dot.",
        "space /x.txt",
        "line\nbreak.txt",
        "n" * 201,
    ],
)
def test_names_that_lead_astray_are_refused(later: Path, name: str) -> None:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name  # the constructor would clean it
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(info, b"x")
    before = sorted(later.parent.rglob("*"))
    done = restore(made.getvalue(), later)
    assert [one.what for one in done] == ["refused"]
    assert done[0].why
    assert sorted(later.parent.rglob("*")) == before


def test_a_link_in_the_zip_is_refused(later: Path) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert told(restore(made.getvalue(), later)) == {"link": "refused"}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_in_the_folder_lead_nowhere(work: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_bytes(b"secret")
    (work / "way").symlink_to(outside)
    (work / "file.txt").symlink_to(outside / "secret.txt")
    names = zipfile.ZipFile(io.BytesIO(pack(work))).namelist()
    assert not [name for name in names if "secret" in name or "file.txt" in name]
    done = restore(zipped({"way/x.txt": b"x", "file.txt": b"x"}), work)
    assert told(done) == {"way/x.txt": "refused", "file.txt": "beside"}
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]
    assert (outside / "secret.txt").read_bytes() == b"secret"


def test_a_bomb_is_refused_before_anything_is_written(
    later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfolder, "MOST_BYTES", 100_000)
    before = sorted(later.iterdir())
    for files in (
        {"a.txt": b"a", "bomb.txt": bytes(200_000)},
        {f"{number}.txt": bytes(30_000) for number in range(4)},
    ):
        with pytest.raises(TooBig):
            restore(zipped(files), later)
    assert sorted(later.iterdir()) == before


def test_a_zip_that_lies_about_sizes_is_counted(
    later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfolder, "MOST_BYTES", 1_000)
    honest = zipped({"a.txt": bytes(5_000)})
    lying = honest.replace((5_000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert lying != honest
    try:
        done = restore(lying, later)
    except TooBig:
        return
    assert all(one.what == "refused" for one in done) or (later / "a.txt").stat().st_size <= 1_000


def test_too_many_files(later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfolder, "MOST_FILES", 2)
    with pytest.raises(TooBig):
        restore(zipped({f"{number}.txt": b"x" for number in range(3)}), later)
    with pytest.raises(TooBig, match="files"):
        pack(later)


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip", b"PK\x03\x04" + bytes(100)])
def test_no_zip_at_all(later: Path, data: bytes) -> None:
    with pytest.raises(ValueError, match="not a zip"):
        restore(data, later)


def test_a_damaged_file_in_the_zip(later: Path) -> None:
    data = zipped({"a.txt": b"hello" * 100, "b.txt": b"fine"})
    spot = data.index(b"a.txt") + 8
    done = restore(data[:spot] + b"\xff\xff\xff" + data[spot + 3 :], later)
    assert told(done) == {"a.txt": "refused", "b.txt": "restored"}


def test_any_damage_at_all_gets_a_plain_answer(later: Path) -> None:
    chance = random.Random(7)
    whole = zipped({"a.txt": b"hello" * 50, "b/c.txt": bytes(range(256))})
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            done = restore(bytes(data), later)
        except ValueError as problem:
            assert str(problem)
        else:
            assert all(one.sentence for one in done)
    assert {path.name for path in later.parent.iterdir()} == {"later"}


def test_what_cannot_be_saved_is_said(later: Path) -> None:
    (later / "taken").write_bytes(b"a file where the zip has a folder")
    done = restore(zipped({"taken/a.txt": b"x", "b.txt": b"x"}), later)
    assert told(done) == {"taken/a.txt": "refused", "b.txt": "restored"}


def test_hidden_files_stay_out(work: Path) -> None:
    (work / ".ipynb_checkpoints").mkdir()
    (work / ".ipynb_checkpoints" / NAME).write_bytes(b"x")
    (work / ".env").write_bytes(b"x")
    (work / ".course" / "workspaces").mkdir()
    names = zipfile.ZipFile(io.BytesIO(pack(work))).namelist()
    assert [name for name in names if name.startswith(".")] == [RECORD.as_posix()]


def test_a_file_from_before_zip_was_invented(work: Path) -> None:
    os.utime(work / NAME, (0, 0))
    assert NAME in zipfile.ZipFile(io.BytesIO(pack(work))).namelist()


# --- the widget -----------------------------------------------------------------------------


def messages(widget: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any]]:
    sent: list[tuple[Any, Any]] = []
    monkeypatch.setattr(
        widget.controls, "send", lambda content, buffers=None: sent.append((content, buffers))
    )
    return sent


def test_the_button_packs(work: Path, later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(work, NAME, "my words")
    shown = save_work(work)
    sent = messages(shown, monkeypatch)
    shown._asked(None, {"kind": "pack"}, [])
    [(content, [data])] = sent
    assert content["kind"] == "packed"
    assert content["name"].startswith("my-work-")
    assert content["name"] in shown.sentence()
    back = save_work(later)
    back._asked(None, {"kind": "restore", "name": "my.zip"}, [memoryview(data)])
    assert f"Brought back: {NAME}." in back.sentence()
    assert "close its tab" in back.sentence()


def test_a_folder_too_big_is_said(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfolder, "MOST_BYTES", 10)
    shown = save_work(work)
    sent = messages(shown, monkeypatch)
    shown._asked(None, {"kind": "pack"}, [])
    assert sent == [({"kind": "failed"}, None)], "the page lets the button go again"
    assert "could not be packed" in shown.sentence()


@pytest.mark.parametrize(
    ("message", "buffers", "words"),
    [
        ({"kind": "restore"}, [b"no zip"], "not a zip file"),
        ({"kind": "restore"}, [zipped({})], "empty"),
        ({"kind": "restore"}, [zipped({"../x": b"x"})], "leads out of your folder"),
        ({"kind": "too big", "name": "big.zip"}, [], 'restore_work("big.zip")'),
        ({"kind": "restore"}, [], "Nothing was saved or brought back yet"),
        ({"kind": "else"}, [], "Nothing was saved or brought back yet"),
        ("nonsense", [], "Nothing was saved or brought back yet"),
    ],
)
def test_what_the_widget_says(work: Path, message: Any, buffers: list[bytes], words: str) -> None:
    shown = save_work(work)
    shown._asked(None, message, buffers)
    assert words in shown.sentence()
    assert shown.room.sentence == shown.sentence()


def test_without_the_widget(work: Path, later: Path) -> None:
    edited(work, NAME, "my words")
    (later / "mine.zip").write_bytes(pack(work))
    assert "Brought back: 00_workbench.ipynb" in restore_work(later / "mine.zip", later)
    assert "There is no file" in restore_work(later / "none.zip", later)


def test_what_a_saved_notebook_shows_is_always_the_same(work: Path, later: Path) -> None:
    one, other = (save_work(folder)._repr_mimebundle_() for folder in (work, later))
    for kind in ("text/plain", "text/html"):
        assert one[kind] == other[kind]
