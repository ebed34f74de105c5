"""The pages of a grading in a browser: a phone, the dark, paper, axe, and nothing from outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from gradebook_class import build
from playwright.sync_api import Browser, Page

from course.gradebook import write_books
from course.gradebook.ledger import open_ledger
from course.gradebook.marks import read_sheet
from course.grading.places import open_place


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of the key and that of the results; made before the browser starts."""
    with open_place(trust=True) as place:
        key, out = build(tmp_path_factory.mktemp("pages"), place)
    write_books(out, key, notebook=False)
    return key, out


def violations(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1000, "dark")])
def test_every_page_reads_well(
    graded: tuple[Path, Path], browser: Browser, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda one: trouble.append(one.text))
    page.on("pageerror", lambda one: trouble.append(str(one)))
    page.on("dialog", lambda one: (trouble.append(one.message), one.dismiss()))
    page.on("request", lambda one: one.url.startswith("file:") or trouble.append(one.url))
    pages = sorted(graded[1].rglob("*.html"))
    assert len(pages) >= 8
    for path in pages:
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert violations(page) == [], path.name
        assert trouble == [], path.name
    context.close()


def test_marks_typed_into_the_page_come_back(
    graded: tuple[Path, Path], browser: Browser, tmp_path: Path
) -> None:
    key, out = graded
    page = browser.new_page()
    page.goto((out / "marking.html").as_uri())
    page.locator(".points").first.fill("2.5")
    page.locator(".say").first.click()
    page.locator(".comment").nth(1).fill('=1+1, "twice"')
    page.locator(".points").nth(1).fill("0")
    page.on("dialog", lambda one: one.accept())  # unsaved work asks before it goes
    state = page.locator("#state")
    for _ in range(20):  # the browser writes down a little later what a page keeps
        page.reload()
        if "2 of 5" in (state.text_content() or ""):
            break
        page.wait_for_timeout(200)
    assert "2 of 5" in (state.text_content() or "")
    with page.expect_download() as download:
        page.locator("#save").click()
    download.value.save_as(tmp_path / "marked.csv")
    read = read_sheet(open_ledger(out, key), tmp_path / "marked.csv")
    assert read.problems == ()
    assert [one.points for one in read.marks] == [2.5, 0.0]
    assert read.marks[0].comment == "Your text does not name the place. Which is it?"
    assert read.marks[1].comment == '=1+1, "twice"'
    page.evaluate("document.querySelectorAll('.points')[0].defaultValue = '2.5'")
    page.locator(".points").first.fill("")  # a mark that stood there is taken back
    with page.expect_download() as download:
        page.locator("#save").click()
    download.value.save_as(tmp_path / "less.csv")
    read = read_sheet(open_ledger(out, key), tmp_path / "less.csv")
    assert len(read.withdrawn) == 1
    page.emulate_media(media="print")
    assert not page.locator("#save").is_visible()
    page.close()
