"""Handouts: a whole lesson on paper, nothing of it from elsewhere, nothing given away."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from course.__main__ import main
from course.authoring.handout import article_on_paper, handout
from course.authoring.lesson import read
from course.exercises.catalogue import exercises
from course.library import exercise_files, lessons, load_article

LESSONS = lessons()


class Page(HTMLParser):
    """What a page loads, and the words of its boxes."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "link", "img", "iframe", "object", "video", "audio"):
            self.loads.append(tag)
        self.loads += [name for name in given if name in ("src", "srcset", "data", "background")]


@pytest.mark.parametrize("path", LESSONS, ids=[path.stem for path in LESSONS])
def test_a_lesson_on_paper(path: Path) -> None:
    page = handout(read(path))
    seen = Page()
    seen.feed(page)
    assert seen.loads == []
    assert "@import" not in page
    assert "url(" not in page
    assert page.count("<h1>") == 1
    for record in exercises(exercise_files()[path.name[:2]]):
        assert page.count(f"Your answer to {record.id}:") == 1
        assert record.pointer not in page, "what a wrong answer deserves is for the screen"
    assert "Not answered yet · " not in page
    assert "<summary>Hint" not in page


class Words(HTMLParser):
    """The words in the cells of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open = tag

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open == "td":
            self.cells.append(data)


@pytest.mark.parametrize(("level", "units"), [("paragraph", 18), ("sentence", 21)])
def test_the_whole_article_on_paper_without_a_label(level: str, units: int) -> None:
    page = article_on_paper(level)
    seen, words = Page(), Words()
    seen.feed(page)
    words.feed(page)
    assert seen.loads == []
    assert len(words.cells) == units
    assert "".join("".join(words.cells).split()) == "".join(load_article().text.split())
    assert "boilerplate" not in page


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["handout", "01", "--to", str(tmp_path / "paper")]) == 0
    said = capsys.readouterr().out
    assert "01_on_the_page.html" in said
    assert "article_paragraphs.html" in said
    assert (tmp_path / "paper" / "article_sentences.html").is_file()
    assert (tmp_path / "paper" / "01_on_the_page.html").read_text(encoding="utf-8").endswith("\n")
