"""Explorers in a real JupyterLab: used with real key presses and with the mouse, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, expect

from browser.labserver import LabServer, LessonPage, lesson

CELLS = {
    "setup": "from course import agreement_explorer, article_reader\n"
    "from course import conditions_explorer, span_picker",
    "reader": "article_reader(['kinds', 'marks'])",
    "picker": "span_picker()",
    "conditions": "conditions_explorer()",
    "agreement": "agreement_explorer()",
}
NAME = "zz_explorers.ipynb"


@pytest.fixture(scope="module")
def bench(browser: Browser, lab: LabServer) -> Iterator[LessonPage]:
    """A notebook with one explorer a cell, run; for the tests of this module only."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=name) for name, source in CELLS.items()],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    path = lab.work / NAME
    nbformat.write(notebook, path)
    with lesson(browser, lab, NAME) as shown:
        shown.run_all()
        assert shown.errors() == []
        yield shown
    path.unlink()


def state(shown: LessonPage) -> tuple[int, int]:
    """What JupyterLab's own shortcuts would have changed: the cells, and which one is active."""
    found = shown.page.evaluate(
        """() => { const n = jupyterapp.shell.currentWidget.content;
                   return [n.model.cells.length, n.activeCellIndex]; }"""
    )
    return found[0], found[1]


def sentence(cell: Locator) -> Locator:
    return cell.locator(".owt-room [role=status]")


def focus(cell: Locator, selector: str) -> Locator:
    control = cell.locator(selector).first
    control.focus()
    expect(control).to_be_focused()
    return control


def test_reader_by_keys(bench: LessonPage) -> None:
    cell = bench.cell("reader")
    before = state(bench)
    expect(sentence(cell)).to_contain_text("closed")
    focus(cell, ".owt-show")
    bench.page.keyboard.press("Enter")
    expect(sentence(cell)).to_contain_text("P01")
    assert cell.locator("mark").count() >= 18
    focus(cell, ".owt-next")
    bench.page.keyboard.press("Space")
    expect(sentence(cell)).to_contain_text("P02 [86, 333)")
    focus(cell, ".owt-row select")
    bench.page.keyboard.press("ArrowDown")
    expect(sentence(cell)).to_contain_text("P03")
    focus(cell, ".owt-layer select")
    bench.page.keyboard.press("ArrowDown")
    expect(sentence(cell)).to_contain_text("quotation marks")
    bench.page.keyboard.press("b")  # JupyterLab's key for a new cell
    assert state(bench) == before
    focus(cell, ".owt-layer select")
    bench.page.keyboard.press("ArrowUp")
    expect(sentence(cell)).to_contain_text("P01 [0, 84)")


def test_reader_by_mouse(bench: LessonPage) -> None:
    cell = bench.cell("reader")
    expect(sentence(cell)).to_contain_text("paragraph kinds")  # opened in the test before
    cell.locator('mark[data-row="P04"]').click()
    expect(sentence(cell)).to_contain_text("P04")
    expect(cell.locator(".owt-row select")).to_have_value("P04")
    expect(cell.locator("mark.owt-picked")).to_have_attribute("data-row", "P04")


def test_picker_by_keys(bench: LessonPage) -> None:
    cell = bench.cell("picker")
    before = state(bench)
    focus(cell, "textarea")
    bench.page.keyboard.press("Control+Home")
    for _ in range(6):
        bench.page.keyboard.press("Shift+ArrowRight")
    expect(sentence(cell)).to_contain_text("[0, 6)")
    expect(sentence(cell)).to_contain_text("Russia")
    end = focus(cell, ".owt-end input")
    end.fill("341")
    bench.page.keyboard.press("Tab")
    start = focus(cell, ".owt-start input")
    start.fill("335")
    bench.page.keyboard.press("Tab")
    expect(sentence(cell)).to_contain_text("Peskov")
    selected = cell.locator("textarea").evaluate(
        "box => box.value.slice(box.selectionStart, box.selectionEnd)"
    )
    assert selected == "Peskov"
    assert state(bench) == before


def test_picker_does_not_change_the_text(bench: LessonPage) -> None:
    cell = bench.cell("picker")
    box = focus(cell, "textarea")
    text = box.input_value()
    bench.page.keyboard.type("x")
    bench.page.keyboard.press("Delete")
    assert box.input_value() == text


def test_conditions_by_keys(bench: LessonPage) -> None:
    cell = bench.cell("conditions")
    before = state(bench)
    focus(cell, ".owt-actor select")
    bench.page.keyboard.press("ArrowDown")
    expect(sentence(cell)).to_contain_text("Putin")
    focus(cell, ".owt-show")
    bench.page.keyboard.press("Enter")
    expect(sentence(cell)).to_contain_text("predict the answer")
    focus(cell, ".owt-switch-comprehensive input")
    bench.page.keyboard.press("Space")
    expect(sentence(cell)).to_contain_text("the agenda is comprehensive")
    focus(cell, ".owt-guess input")
    bench.page.keyboard.press("Space")
    focus(cell, ".owt-reveal")
    bench.page.keyboard.press("Enter")
    expect(sentence(cell)).to_contain_text("only if taken for if")
    assert state(bench) == before


def test_agreement_by_keys(bench: LessonPage) -> None:
    cell = bench.cell("agreement")
    before = state(bench)
    expect(sentence(cell)).to_contain_text("Undetermined")
    focus(cell, ".owt-readings select")
    for _ in range(2):
        bench.page.keyboard.press("ArrowDown")
    expect(sentence(cell)).to_contain_text("only if q2 is read alone")
    focus(cell, ".owt-member-1 input")
    bench.page.keyboard.press("Space")
    expect(sentence(cell)).to_contain_text("Putin")
    expect(cell.locator(".js-plotly-plot .ytick", has_text="Putin")).to_be_visible()
    assert state(bench) == before


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing(bench: LessonPage, theme: str) -> None:
    bench.command("apputils:change-theme", theme=theme)
    light = "true" if theme.endswith("Light") else "false"
    bench.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
    assert bench.all_violations() == []
    assert bench.complaints == []
    assert bench.outside == []
