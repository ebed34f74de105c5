"""An explorer alone on a page, as a class sees it on the wall and a student on a phone."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from tracked import ALL, ROOT

from browser.labserver import private_environment
from browser.narrow import SCREEN, broken
from browser.test_explorers import open_all
from course.classroom.show import PAGES

NAMES = PAGES if ALL else ["conditions"]
"""The proofs look at every page, the quick tests at one."""


@contextmanager
def shown(name: str, home: Path) -> Iterator[str]:
    """The address that `python -m course show` prints, while it runs."""
    output = home / "output.txt"
    with output.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "course", "show", name, "--no-browser"],
            cwd=ROOT,
            env=private_environment(home),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        limit = time.monotonic() + 60
        found = None
        while not found:
            assert process.poll() is None, output.read_text(encoding="utf-8")
            assert time.monotonic() < limit, output.read_text(encoding="utf-8")
            time.sleep(0.05)
            found = re.search(r"^ +(http://\S+)$", output.read_text(encoding="utf-8"), re.MULTILINE)
        yield found[1]
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0, output.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_for_the_wall_and_the_phone(browser: Browser, tmp_path: Path, name: str) -> None:
    with shown(name, tmp_path) as address:
        outside, complaints = [], []
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.on("request", lambda asked: outside.append(asked.url))
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.goto(address)
        said = page.locator(".owt-explorer [role=status]").first
        expect(said).not_to_be_empty(timeout=60_000)
        width = "document.documentElement.scrollWidth"
        assert page.evaluate(width) == 360, "nobody scrolls sideways on a phone"
        page.set_viewport_size(SCREEN)
        assert broken(page.locator("body")) == []
        open_all(page.locator("body"))
        assert broken(page.locator("body")) == []
        page.set_viewport_size({"width": 1280, "height": 900})
        assert (
            page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == 20
        )
        assert page.locator(".jp-CodeMirrorEditor, .jp-InputArea-editor").count() == 0
        found = Axe().run(page, context=".owt-explorer").response["violations"]
        assert [one["id"] for one in found] == []
        hosts = {
            urlsplit(url).hostname for url in outside if not url.startswith(("data:", "blob:"))
        }
        assert hosts == {"127.0.0.1"}
        assert complaints == []
        if name == "conditions":
            before = said.inner_text()
            page.locator(".owt-actor select").select_option(index=1)
            expect(said).not_to_have_text(before)
        page.close()
