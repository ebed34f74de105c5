"""The README's pictures, taken of the real thing: `make pictures`.

    PYTHONPATH=.:tests .venv/bin/python tests/browser/pictures.py

A student's wrong answer and its reply, the conditions explorer after a prediction, and treaties in
force on a day.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, sync_playwright
from tracked import ROOT

from browser.labserver import LabServer, LessonPage, launch, lesson

FOLDER = ROOT / ".github" / "pictures"
TALL = 690
"""Pixels: a picture that README shows beside a sentence."""


def a_reply(shown: LessonPage) -> Locator:
    """Exercise 05.3 with a predictable wrong answer, and what the check says."""
    shown.set_source("answer-05-3", 'answer_05_3 = {"a", "b"}')
    shown.run_cell("answer-05-3")
    shown.run_cell("check-05-3")
    return shown.cell("check-05-3")


def a_prediction(shown: LessonPage) -> Locator:
    """The conditions explorer, with a prediction that a misreading would lead to."""
    cell = shown.cell("explorer-conditions")
    cell.locator(".owt-actor select").select_option(index=1)
    if cell.locator(".owt-show").is_visible():
        cell.locator(".owt-show").click()
    cell.locator(".owt-guess input").first.check()
    cell.locator(".owt-reveal").click()
    shown.page.wait_for_timeout(500)
    return cell


def a_day(shown: LessonPage) -> Locator:
    """What was in force between the two on a day. Not the article's: the README keeps its date."""
    cell = shown.cell("explorer-in-force")
    cell.get_by_role("button", name="Show the treaties anyway").click()
    cell.locator(".owt-day input").fill("2000-01-01")
    cell.locator(".owt-day input").press("Enter")
    shown.page.wait_for_timeout(800)
    return cell


Scene = Callable[[LessonPage], Locator]
PICTURES: dict[str, tuple[str, Scene]] = {
    "reply.png": ("05", a_reply),
    "conditions.png": ("05", a_prediction),
    "in-force.png": ("10", a_day),
}


def main() -> None:
    """Write the three pictures anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        LabServer(Path(folder) / "work") as server,
    ):
        browser = launch(playwright)
        for name, (number, scene) in PICTURES.items():
            [path] = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
            with lesson(browser, server, path.name) as shown:
                shown.page.set_viewport_size({"width": 1100, "height": 1100})
                shown.command("application:toggle-left-area")
                shown.run_all()
                cell = scene(shown)
                whole = cell if name == "reply.png" else cell.locator(".owt-explorer")
                box = whole.bounding_box()
                assert box
                # A reply with the task above it; of an explorer what one sees first.
                bottom = box["y"] + min(box["height"], TALL if name != "reply.png" else 2_000)
                top = max(60.0, bottom - TALL)
                clip = {"x": box["x"], "y": top, "width": min(box["width"], 900.0),
                        "height": bottom - top}  # fmt: skip
                shown.page.screenshot(path=FOLDER / name, clip=clip)
                print(name, (FOLDER / name).stat().st_size // 1000, "kB")
        browser.close()


if __name__ == "__main__":
    main()
