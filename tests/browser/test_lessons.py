"""Each lesson in a real JupyterLab: opened, run, and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.labserver import ROOT, LabServer, LessonPage, lesson, names_of

LESSONS = names_of(ROOT / "notebooks")


@pytest.fixture(scope="module")
def shown(browser: Browser, lab: LabServer) -> Iterator[LessonPage]:
    """One JupyterLab, in which the lessons are opened one after the other."""
    with lesson(browser, lab, LESSONS[0]) as opened:
        yield opened


@pytest.mark.parametrize("name", LESSONS)
def test_lesson_runs_and_is_sound(name: str, shown: LessonPage) -> None:
    shown.turn_to(name)
    shown.run_all()
    assert shown.errors() == []
    assert shown.outside == []
    assert shown.complaints == []
    assert shown.all_violations() == []


def test_first_sight_is_calm(browser: Browser, own_lab: LabServer) -> None:
    """The address that was printed leads to lesson 00, with nothing in front of it."""
    shown = LessonPage(browser.new_context().new_page(), own_lab, LESSONS[0])
    shown.listen()
    shown.page.goto(own_lab.address)
    shown.wait_until_ready()
    shown.page.wait_for_timeout(1_000)  # without our settings a news box comes by then
    here = "() => window.jupyterapp.shell.currentWidget.context.path"
    assert shown.page.evaluate(here) == LESSONS[0]
    assert shown.page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert shown.page.locator('[data-id^="extensionmanager"]').count() == 0
    assert shown.page.locator('[data-jp-item-name*="oila"]').count() == 0
    assert shown.page.locator(".jp-DirListing-itemName").all_inner_texts() == list(LESSONS)
    assert shown.complaints == []
    assert shown.outside == []
    shown.page.context.close()
    home = own_lab.output.parent
    assert not (home / "settings").exists(), "the person's own JupyterLab settings stay theirs"
    assert not list((home / "config").glob("lab*"))


def test_our_settings_are_what_makes_it_calm(browser: Browser, tmp_path: Path) -> None:
    """With our settings file emptied, JupyterLab asks about news and offers extensions."""
    blank = tmp_path / "blank"
    script = (
        "import sys; from pathlib import Path; from course.classroom import lab; "
        f"lab.SETTINGS = Path({str(blank)!r}); sys.argv[0] = 'course'; "
        "from course.__main__ import main; sys.exit(main())"
    )
    server = LabServer(tmp_path / "work")
    server.command[1:3] = ["-c", script]
    with server:
        page = browser.new_context().new_page()
        page.goto(server.address)
        page.locator('[data-id^="extensionmanager"]').first.wait_for(timeout=60_000)
        page.locator(".Toastify__toast").first.wait_for(timeout=60_000)
        page.context.close()
