"""The pages of the explorers: every explorer has one, and it does what the page says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import course
from course.__main__ import main
from course.classroom.show import PAGES
from course.explorers.frame import Explorer


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_an_explorer(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["show", "--write", str(tmp_path / "pages")]) == 0
    notebook = json.loads((tmp_path / "pages" / f"{name}.ipynb").read_text(encoding="utf-8"))
    [cell] = notebook["cells"]
    known: dict[str, object] = {}
    *steps, last = cell["source"].splitlines()
    exec("\n".join(steps), known)
    assert isinstance(eval(last, known), Explorer)


def test_every_explorer_has_a_page() -> None:
    shown = {line.partition("(")[0] for line in PAGES.values()}
    explorers = {
        name
        for name, home in vars(course)["_HOMES"].items()
        if home.startswith("course.explorers.") and name.islower()
    }
    assert shown == explorers


def test_an_unknown_name_is_told_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "weather"]) == 2
    said = capsys.readouterr().out
    assert "no explorer 'weather'" in said
    assert "conditions" in said
