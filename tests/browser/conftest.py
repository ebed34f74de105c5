"""Fixtures for whoever tests in the browser.

`lab` is a running server on a fresh folder with all lessons, one for the whole session; do not
change its files: take `own_lab` for that. `browser` is Chromium, one for a module. `open_lesson`
opens a lesson by its file's name, ready to run:

    def test_reader(open_lesson: OpenLesson) -> None:
        shown = open_lesson("00_workbench.ipynb")
        shown.run_all()
        cell = shown.cell("reader-00")            # scrolled into view
        cell.locator(".owt-layer select").select_option("speakers")
        assert shown.errors() == [] and shown.outside == []

Each opened lesson is closed, and its kernel stopped, when the test ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.labserver import LabServer, LessonPage, launch, lesson
from course.doctor import GET_CHROMIUM, chromium

OpenLesson = Callable[[str], LessonPage]
# The proofs run these tests on other versions of JupyterLab.
PYTHON = os.environ.get("COURSE_LAB_PYTHON", sys.executable)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without it the test is skipped, and on CI it fails."""
    if not chromium():
        message = f"no Chromium for the browser tests. {GET_CHROMIUM}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    # One for a module, not for the session: while Playwright runs, no other event loop can.
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A JupyterLab started through the course's door, with every lesson in its folder."""
    with LabServer(tmp_path_factory.mktemp("lab") / "work", python=PYTHON) as server:
        yield server


@pytest.fixture
def own_lab(tmp_path: Path) -> Iterator[LabServer]:
    """A JupyterLab for one test that changes files."""
    with LabServer(tmp_path / "work", python=PYTHON) as server:
        yield server


@pytest.fixture
def open_lesson(browser: Browser, lab: LabServer) -> Iterator[OpenLesson]:
    """A function that opens a lesson in the shared JupyterLab."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(lesson(browser, lab, name))
