"""At 200 % nothing breaks: every explorer, and every chart of a lesson, in JupyterLab.

The pages of `course show` are tried in tests/browser/test_show.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import nbformat
import pytest
from browser.labserver import LabServer, LessonPage, lesson, names_of
from browser.narrow import PLAIN, SCREEN, broken
from browser.test_explorers import CELLS, open_all
from playwright.sync_api import Browser, expect
from tracked import ROOT

SHARP = 2
"""Device pixels for a CSS pixel, as at 200 %."""

PLOTLY = "application/vnd.plotly"
WITH_CHARTS = [
    name
    for name in names_of(ROOT / "notebooks")
    if PLOTLY in (ROOT / "notebooks" / name).read_text(encoding="utf-8")
]


@pytest.fixture(scope="module")
def narrow(browser: Browser, lab: LabServer) -> Iterator[LessonPage]:
    """A notebook with every explorer in JupyterLab at 200 %, all of their parts open."""
    cells = [
        nbformat.v4.new_code_cell(source, id=name)
        for name, source in CELLS.items()
        if name != "plain"
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, lab.work / "zoom.ipynb")
    with lesson(browser, lab, "zoom.ipynb", viewport=SCREEN, device_scale_factor=SHARP) as page:
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


@pytest.mark.parametrize("name", WITH_CHARTS)
def test_a_lessons_charts(browser: Browser, lab: LabServer, name: str) -> None:
    """With the list of files closed, as one has it at 200 %."""
    with lesson(browser, lab, name, viewport=SCREEN, device_scale_factor=SHARP) as page:
        page.command("application:toggle-left-area")
        page.run_all()
        charts = [one["id"] for one in page.cells() if PLOTLY in str(one["outputs"])]
        assert charts
        for one in charts:
            cell = page.cell(one)
            cell.locator(".jp-OutputArea-output svg").first.wait_for()
            page.page.wait_for_timeout(400)  # it is drawn anew when it knows how wide it may be
            assert cell.evaluate(PLAIN) == []


def test_what_counts_as_broken(browser: Browser) -> None:
    page = browser.new_page(viewport=SCREEN, device_scale_factor=SHARP)
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
