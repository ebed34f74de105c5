"""Fixtures for the proofs in a browser; here a missing Chromium is a failure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.labserver import LabServer, launch
from playwright.sync_api import Browser, sync_playwright

from course.doctor import GET_CHROMIUM, chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, one for a module."""
    assert chromium(), GET_CHROMIUM
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A JupyterLab with all lessons in a folder of its own, one for a module."""
    with LabServer(tmp_path_factory.mktemp("lab") / "work") as server:
        yield server
