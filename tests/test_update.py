"""A mended lesson beside the student's own: what is new in it, and the answers carried over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from course import save_work
from course.classroom import backup, update
from course.classroom.start import RECORD, start
from course.classroom.update import News, news, take

NAME = "05_lesson.ipynb"


def text(identity: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": identity, "metadata": {}, "source": source}


def code(identity: str, source: str, exercise: str = "", tag: str = "exercise") -> dict[str, Any]:
    told = {"course": {"exercise": exercise}, "tags": [tag]} if exercise else {}
    return {
        "cell_type": "code", "id": identity, "metadata": told, "source": source,
        "execution_count": 1, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}],
    }  # fmt: skip


def exercise(number: int, task: str) -> list[dict[str, Any]]:
    name = f"05.{number}"
    return [
        text(f"ex-05-{number}", task),
        code(f"answer-05-{number}", f"answer_05_{number} = ...", name),
        code(f"check-05-{number}", f'check("{name}", answer_05_{number})', name, "check"),
    ]


def notebook(*cells: dict[str, Any]) -> bytes:
    body = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(body).encode("utf-8")


OLD = notebook(text("title", "# Old"), *exercise(1, "One"), *exercise(2, "Two"), *exercise(3, "3"))
NEW = notebook(text("title", "# New"), *exercise(4, "Four"), *exercise(2, "Mended"),
               *exercise(1, "One"))  # fmt: skip


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The originals, mended, and a folder in which a student had answered the old lesson."""
    source, target = tmp_path / "notebooks", tmp_path / "work"
    source.mkdir()
    (source / NAME).write_bytes(OLD)
    start(source, target)
    mine = json.loads(OLD)
    for cell in mine["cells"]:
        if cell["id"].startswith("answer"):
            cell["source"] = [f"{cell['id'].replace('-', '_')} = (\n", "    'mine')"]
    # A front end lost the ids, and the student copied an answer cell and changed the copy.
    again = {**mine["cells"][2], "source": "answer_05_1 = 'a later copy'"}
    mine["cells"].append(again)
    for cell in mine["cells"]:
        del cell["id"]
    (target / NAME).write_text(json.dumps(mine), encoding="utf-8")
    (source / NAME).write_bytes(NEW)
    return source, target


def answers(path: Path) -> dict[str, str]:
    cells = json.loads(path.read_bytes())["cells"]
    found = [one for one in cells if "exercise" in one["metadata"].get("tags", ())]
    return {one["id"]: "".join(one["source"]) for one in found}


def test_what_is_new_is_said_in_words(folders: tuple[Path, Path]) -> None:
    [one] = news(*folders)
    assert (one.new, one.mended, one.gone) == (("05.4",), ("05.2",), ("05.3",))
    assert one.sentence.startswith("Lesson 05: ")
    for words in ("new exercises: 05.4", "mended: 05.2", "gone: 05.3"):
        assert words in one.sentence
    assert "its exercises are the same" in News(NAME, (), (), (), 1).sentence


def test_answers_are_carried_by_exercise(folders: tuple[Path, Path]) -> None:
    source, target = folders
    before = (target / NAME).read_bytes()
    taken = take(source, target, NAME)
    assert (target / NAME).read_bytes() == before, "the student's file is never written"
    assert taken.place == target / "05_lesson-new.ipynb"
    assert (sorted(taken.carried), taken.lost) == (["05.1", "05.2"], ("05.3",))
    assert answers(taken.place) == {
        "answer-05-4": "answer_05_4 = ...",
        "answer-05-2": "answer_05_2 = (\n    'mine')",
        "answer-05-1": "answer_05_1 = (\n    'mine')",
    }
    cells = {one["id"]: one for one in json.loads(taken.place.read_bytes())["cells"]}
    assert cells["answer-05-1"]["outputs"] == [], "an old output under a carried answer would lie"
    assert cells["answer-05-4"]["outputs"]
    assert "05.3" in taken.sentence


def test_it_is_offered_until_it_was_taken(folders: tuple[Path, Path]) -> None:
    source, target = folders
    take(source, target, NAME)
    assert news(source, target) == []
    assert start(source, target).newer == ()
    (source / NAME).write_bytes(NEW.replace(b"Four", b"Fourth"))
    assert [one.name for one in news(source, target)] == [NAME]
    again = take(source, target, NAME)
    assert again.place.name == "05_lesson-new-2.ipynb", "the first new one may hold work by now"


def test_a_damaged_record_offers_nothing(folders: tuple[Path, Path]) -> None:
    (folders[1] / RECORD).write_text("junk", encoding="utf-8")
    assert news(*folders) == []
    assert save_work(folders[1]).updates.children == ()


def test_a_copy_that_is_no_notebook_is_left_alone(folders: tuple[Path, Path]) -> None:
    source, target = folders
    (target / NAME).write_bytes(b"junk")
    with pytest.raises(ValueError, match="not a notebook"):
        take(source, target, NAME)
    assert (target / NAME).read_bytes() == b"junk"
    assert [one.name for one in target.glob("*.ipynb")] == [NAME]


def test_the_button_in_lesson_00(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = folders
    monkeypatch.setattr(backup, "root", lambda: source.parent)
    panel = save_work(target)
    [offer] = panel.updates.children
    words, button = offer.children
    assert "new exercises: 05.4" in words.value
    button.click()
    assert "05_lesson-new.ipynb is the new lesson" in panel.room.sentence
    assert button.disabled
    assert save_work(target).updates.children == ()


def test_the_command(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = folders
    monkeypatch.setattr("course.library.root", lambda: source.parent)
    assert update.main(target) == 0
    assert "05_lesson-new.ipynb is the new lesson" in capsys.readouterr().out
    assert update.main(target) == 0
    assert "Nothing was mended" in capsys.readouterr().out
    assert update.main(target / "gone") == 1
    assert "There is no folder" in capsys.readouterr().out
