"""A handout in a browser: it prints, and nobody stumbles over it."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from course.__main__ import main


def test_a_handout_prints(browser: Browser, tmp_path: Path) -> None:
    assert main(["handout", "05", "--to", str(tmp_path)]) == 0
    page = browser.new_page(viewport={"width": 360, "height": 740})
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto((tmp_path / "05_conditions.html").as_uri())
    assert len(asked) == 1, "the page itself, and nothing else"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["id"] != "empty-table-header"] == []
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()
