"""At 200 % nothing breaks: every explorer on a page of 640 by 512 CSS pixels.

That is a screen of 1280 by 1024 at 200 % (WCAG 2.2, 1.4.4 and 1.4.10). Rows of controls wrap, no
word is cut off, nothing scrolls two ways; a table or a chart that cannot be narrower scrolls
sideways in a box of its own, and keys reach that box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from browser.labserver import LabServer, LessonPage, launch, lesson
from browser.test_explorers import CELLS, open_all
from browser.test_show import shown
from playwright.sync_api import Browser, Locator, expect, sync_playwright

from course.classroom.show import PAGES
from course.doctor import GET_CHROMIUM, chromium

SCREEN = {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2}
# What is wrong on the page as it is now, in words.
BROKEN = """part => {
  const found = [];
  const told = one => `${one.tagName} ${one.className.baseVal ?? one.className}: ` +
    one.textContent.trim().slice(0, 60);
  const boxes = '.owt-chart, .widget-html-content';
  for (const explorer of part.querySelectorAll('.owt-explorer')) {
    if (!explorer.getClientRects().length) continue;
    const home = explorer.closest('.jp-OutputArea-output') || explorer.parentElement;
    const right = Math.min(home.getBoundingClientRect().right, innerWidth) + 1;
    if (home.scrollWidth > home.clientWidth + 1) found.push(`the output scrolls: ${told(home)}`);
    for (const one of explorer.querySelectorAll('*')) {
      if (!one.getClientRects().length) continue;
      const place = one.getBoundingClientRect(), style = getComputedStyle(one);
      if (one instanceof SVGElement) {
        const drawing = one.closest('svg').getBoundingClientRect();
        if (one.tagName === 'text' && one.textContent.trim() && place.width > 0
            && (place.right > drawing.right + 2 || place.left < drawing.left - 2))
          found.push(`cut off in its drawing: ${told(one)}`);
        continue;
      }
      const wide = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 2;
      const high = one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 2;
      const goes = way => ['auto', 'scroll'].includes(way);
      if (wide && high && goes(style.overflowX) && goes(style.overflowY))
        found.push(`scrolls two ways: ${told(one)}`);
      if (wide && ['hidden', 'clip'].includes(style.overflowX) && one.textContent.trim()
          && !one.closest('.js-plotly-plot'))
        found.push(`cut off: ${told(one)}`);
      if (wide && one.matches(boxes) && one.tabIndex !== 0)
        found.push(`keys do not reach: ${told(one)}`);
      if (!one.parentElement.closest(boxes) && place.width > 1 && place.right > right)
        found.push(`sticks out by ${Math.round(place.right - right)}: ${told(one)}`);
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  return found;
}"""


def broken(part: Locator) -> list[str]:
    """What is wrong in a part of the page once it has come to rest."""
    part.page.wait_for_timeout(400)  # a chart is drawn anew after its box has changed
    found: list[str] = part.evaluate(BROKEN)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert chromium(), GET_CHROMIUM
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="module")
def narrow(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LessonPage]:
    """A notebook with every explorer in JupyterLab at 200 %, all of their parts open."""
    cells = [
        nbformat.v4.new_code_cell(source, id=name)
        for name, source in CELLS.items()
        if name != "plain"
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    work = tmp_path_factory.mktemp("zoom") / "work"
    with LabServer(work) as server:
        nbformat.write(made, work / "zoom.ipynb")
        with lesson(browser, server, "zoom.ipynb", **SCREEN) as page:
            page.run_all()
            yield page


@pytest.mark.parametrize("name", [name for name in CELLS if name != "plain"])
def test_in_jupyterlab(narrow: LessonPage, name: str) -> None:
    cell = narrow.cell(name)
    expect(cell.locator(".owt-room [role=status]")).not_to_be_empty()
    assert broken(cell) == []
    open_all(cell)
    assert broken(cell) == []
    assert narrow.violations() == []


@pytest.mark.parametrize("name", PAGES)
def test_on_a_page_of_its_own(browser: Browser, tmp_path: Path, name: str) -> None:
    with shown(name, tmp_path) as address:
        page = browser.new_page(**SCREEN)
        page.goto(address)
        expect(page.locator(".owt-explorer [role=status]").first).not_to_be_empty(timeout=60_000)
        assert broken(page.locator("body")) == []
        open_all(page.locator("body"))
        assert broken(page.locator("body")) == []
        page.close()


def test_what_counts_as_broken(browser: Browser) -> None:
    page = browser.new_page(**SCREEN)
    page.set_content(
        '<div><div class="owt-explorer" style="width:300px"><p style="width:900px">wide</p>'
        '<p style="width:40px;overflow:hidden;white-space:nowrap">these words are cut</p>'
        '<div style="width:80px;height:40px;overflow:auto"><p style="width:200px">'
        "many<br>lines<br>of<br>words</p></div></div></div>"
    )
    found = " ".join(broken(page.locator("body")))
    for words in ("sticks out", "cut off", "two ways", "page scrolls sideways"):
        assert re.search(words, found), words
    page.close()
