"""The explorers in a real JupyterLab: real key presses, the mouse, and axe in light and dark.

JupyterLab takes keys for itself: with the focus on a plain widget an arrow goes to the next cell
and `b` makes a new one. So each test looks at both: the explorer changed, and the notebook did not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, expect

from browser.labserver import FAINT_WORDS, LabServer, LessonPage, lesson

NAME = "zz_explorers.ipynb"
CELLS = {
    "reader": "from course import article_reader\narticle_reader(['kinds', 'marks'])",
    "picker": "from course import span_picker\nspan_picker()",
    "conditions": "from course import conditions_explorer\nconditions_explorer()",
    "agreement": "from course import agreement_explorer\nagreement_explorer()",
    "coder": "from course import speech_act_coder\nspeech_act_coder(opens_with='')",
    "timeline": (
        "from course import timeline\ntimeline(dates_open_with='', interval_opens_with='')"
    ),
    "bench": "from course import repair_bench\nrepair_bench()",
    "collation": "from course import collation\ncollation()",
    "in_force": "from course import in_force_explorer\nin_force_explorer()",
    "limits": "from course import limits_explorer\nlimits_explorer()",
    "claims": "from course import claim_checker\nclaim_checker('C34')",
    "tests": "from course import tests_explorer\ntests_explorer()",
    # The last one, because the test that uses it changes the notebook.
    "plain": (
        "import ipywidgets as widgets\n"
        "widgets.Dropdown(options=['one', 'two'], description='Plain')"
    ),
}
MOST_TABS = 60


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: LabServer) -> Iterator[LessonPage]:
    """A notebook with one explorer a cell, run; for the tests of this module only."""
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=name) for name, source in CELLS.items()],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    path = lab.work / NAME
    nbformat.write(made, path)
    try:
        with lesson(browser, lab, NAME) as shown:
            shown.run_all()
            assert shown.errors() == []
            yield shown
    finally:
        path.unlink()


def fresh(notebook: LessonPage, name: str) -> Locator:
    """The cell with a new explorer in it, as no test before has left it."""
    cell = notebook.cell(name)
    room = cell.locator(".owt-room")
    room.wait_for()
    room.evaluate("one => { one.dataset.old = 'yes'; }")
    notebook.run_cell(name)
    cell.locator(".owt-room:not([data-old])").wait_for()
    return notebook.cell(name)


def open_all(cell: Locator) -> None:
    """Open each part of an explorer that waits for an exercise, and the answers."""
    buttons = cell.get_by_role("button", name=re.compile("anyway$"))
    while many := buttons.count():
        buttons.first.click()
        expect(buttons).to_have_count(many - 1)
    mode = cell.locator(".owt-mode select")
    if mode.count():
        mode.select_option(index=1)  # show the answers


def sentence(cell: Locator) -> Locator:
    """What the explorer says of itself."""
    return cell.locator(".owt-room [role=status]")


def reach(cell: Locator, selector: str) -> Locator:
    """A control, reached with Tab alone from the first one of the explorer."""
    wanted = cell.locator(selector).first
    expect(wanted).to_be_enabled()
    first = ":is(button, select, input, textarea, [tabindex='0']):not([disabled])"
    cell.locator(".owt-explorer").locator(first).locator("visible=true").first.focus()
    for _ in range(MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return wanted
        cell.page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} times Tab do not lead to {selector}")


def replace(cell: Locator, selector: str, words: str) -> None:
    """Type over what stands in a box, and go on with Tab."""
    reach(cell, selector)
    keyboard = cell.page.keyboard
    keyboard.press("ControlOrMeta+a")
    keyboard.type(words)
    keyboard.press("Tab")


def state(notebook: LessonPage) -> list[object]:
    """What JupyterLab's shortcuts would change: the cells, which one is active, the mode."""
    found: list[object] = notebook.page.evaluate(
        """() => {
          const notebook = window.jupyterapp.shell.currentWidget.content;
          const cells = [...notebook.model.cells].map(one => one.type + one.id);
          return [cells.join(' '), notebook.activeCellIndex, notebook.mode];
        }"""
    )
    return found


@contextmanager
def untouched(notebook: LessonPage) -> Iterator[None]:
    """Fails when the notebook is another one afterwards."""
    before = state(notebook)
    yield
    assert state(notebook) == before, "keys meant for the explorer changed the notebook"


def test_reader_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "reader"), notebook.page.keyboard
    with untouched(notebook):
        expect(sentence(cell)).to_contain_text("is closed")
        expect(cell.locator("mark")).to_have_count(0)
        reach(cell, ".owt-show")
        keyboard.press("Enter")
        expect(sentence(cell)).to_contain_text("P01 [0, 84)")
        expect(cell.locator('mark[data-row="P01"]')).to_have_class("owt-1 owt-picked")
        reach(cell, ".owt-next")
        keyboard.press("Space")
        expect(sentence(cell)).to_contain_text("P02 [86, 333)")
        expect(cell.locator("mark.owt-picked")).to_have_attribute("data-row", "P02")
        reach(cell, ".owt-row select")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("P03")
        reach(cell, ".owt-layer select")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("The layer “quotation marks” is closed")
        expect(cell.locator("mark")).to_have_count(0)
        keyboard.press("b")  # JupyterLab's key for a new cell
        keyboard.press("ArrowUp")
        expect(sentence(cell)).to_contain_text("P01 [0, 84)")


def test_reader_by_mouse(notebook: LessonPage) -> None:
    cell = fresh(notebook, "reader")
    cell.locator(".owt-show").click()
    cell.locator('mark[data-row="P04"]').first.click()
    expect(sentence(cell)).to_contain_text("P04 [")
    expect(cell.locator(".owt-row select")).to_have_value("P04")
    expect(cell.locator("table.owt-row")).to_contain_text("P04")
    expect(cell.locator("mark.owt-picked")).to_have_attribute("data-row", "P04")


def test_reader_scrolls_by_keys(notebook: LessonPage) -> None:
    cell = fresh(notebook, "reader")
    with untouched(notebook):
        pane = reach(cell, ".owt-text")
        notebook.page.keyboard.press("End")
        notebook.page.wait_for_function(
            "one => one.scrollTop > 0", arg=pane.element_handle(), timeout=10_000
        )


def test_picker_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "picker"), notebook.page.keyboard
    with untouched(notebook):
        box = reach(cell, "textarea")
        for _ in range(6):
            keyboard.press("Shift+ArrowRight")
        expect(sentence(cell)).to_contain_text("[0, 6) holds 6 characters: 'Russia'")
        expect(cell.locator(".owt-end input")).to_have_value("6")
        replace(cell, ".owt-end input", "341")
        expect(sentence(cell)).to_contain_text("[0, 341)")
        replace(cell, ".owt-start input", "335")
        expect(sentence(cell)).to_contain_text("[335, 341) holds 6 characters: 'Peskov'")
        expect(cell.locator("code")).to_have_text("article.text[335:341]")
        chosen = box.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
        assert chosen == "Peskov"


def test_picker_by_mouse(notebook: LessonPage) -> None:
    cell = fresh(notebook, "picker")
    cell.locator("textarea").dblclick(position={"x": 30, "y": 20})
    expect(sentence(cell)).to_contain_text("[0, 6) holds 6 characters: 'Russia'")


def test_picker_keeps_its_text(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "picker"), notebook.page.keyboard
    with untouched(notebook):
        box = reach(cell, "textarea")
        text = box.input_value()
        keyboard.type("dd x")
        for key in ("Delete", "Backspace", "Enter", "ControlOrMeta+a", "ControlOrMeta+x"):
            keyboard.press(key)
        assert box.input_value() == text


def test_conditions_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "conditions"), notebook.page.keyboard
    with untouched(notebook):
        reach(cell, ".owt-actor select")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("Putin")
        reach(cell, ".owt-show")
        keyboard.press("Enter")
        expect(sentence(cell)).to_contain_text("predict the answer")
        switch = reach(cell, ".owt-switch-comprehensive input")
        assert not switch.is_checked()
        keyboard.press("Space")
        expect(sentence(cell)).to_contain_text("the agenda is comprehensive")
        reach(cell, ".owt-guess input")
        keyboard.press("ArrowDown")
        expect(cell.locator(".owt-guess input").nth(1)).to_be_checked()
        keyboard.press("ArrowUp")
        expect(cell.locator(".owt-guess input").nth(0)).to_be_checked()
        expect(sentence(cell)).to_contain_text("predict the answer")
        reach(cell, ".owt-reveal")
        keyboard.press("Enter")
        expect(sentence(cell)).to_contain_text("You predicted")
        expect(sentence(cell)).to_contain_text("only if taken for if")


def test_agreement_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "agreement"), notebook.page.keyboard
    rows = cell.locator(".owt-map svg > text").filter(has_not_text="scenarios")
    with untouched(notebook):
        expect(sentence(cell)).to_contain_text("Undetermined")
        expect(rows).to_have_count(2)
        reach(cell, ".owt-readings select")
        keyboard.press("ArrowDown")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("only if q2 is read alone")
        reach(cell, ".owt-member-1 input")
        keyboard.press("Space")
        expect(sentence(cell)).to_contain_text("Putin")
        expect(rows.filter(has_text="Putin")).to_be_visible()
        expect(rows).to_have_count(3)


def test_coder_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "coder"), notebook.page.keyboard
    with untouched(notebook):
        reach(cell, ".owt-label select")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("You have labelled 1 of")
        reach(cell, "textarea")
        for _ in range(3):
            keyboard.press("Shift+ArrowRight")
        expect(sentence(cell)).to_contain_text("marked.")
        reach(cell, ".owt-next")
        keyboard.press("Enter")
        expect(sentence(cell)).to_contain_text("not labelled yet")


def test_timeline_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "timeline"), notebook.page.keyboard
    with untouched(notebook):
        reach(cell, ".owt-anchor-f1")
        keyboard.press("Enter")
        expect(sentence(cell)).to_contain_text("If “today” is in")
        reach(cell, ".owt-anchor-none")
        keyboard.press("Space")
        expect(sentence(cell)).to_contain_text("No “today” is assumed")


def test_bench_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "bench"), notebook.page.keyboard
    with untouched(notebook):
        reach(cell, "textarea")
        for _ in range(6):
            keyboard.press("Shift+ArrowRight")
        expect(sentence(cell)).to_contain_text("[0, 6) is in the boxes")
        replace(cell, ".owt-probability input", "20")
        reach(cell, ".owt-add")
        keyboard.press("Enter")
        expect(cell.locator(".owt-mine select option")).to_contain_text(["Russia"])


def test_collation_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "collation"), notebook.page.keyboard
    with untouched(notebook):
        before = sentence(cell).inner_text()
        reach(cell, ".owt-next")
        keyboard.press("Enter")
        expect(sentence(cell)).not_to_have_text(before)


def test_in_force_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "in_force"), notebook.page.keyboard
    with untouched(notebook):
        expect(sentence(cell)).to_contain_text("On 2024-06-21: in force 1: New START (suspended")
        replace(cell, ".owt-day input", "2023-02-29")
        expect(sentence(cell)).to_contain_text("There is no day 2023-02-29")
        replace(cell, ".owt-day input", "2023-02-27")
        expect(sentence(cell)).to_contain_text("in force 1: New START.")
        slider = reach(cell, "input[type=range]")
        expect(slider).to_have_attribute("aria-valuetext", "2023-02-27")
        keyboard.press("ArrowRight")
        expect(sentence(cell)).to_contain_text("On 2023-02-28: in force 1: New START (suspended")
        expect(cell.locator(".owt-day input")).to_have_value("2023-02-28")
        reach(cell, ".owt-article")
        keyboard.press("Enter")
        reach(cell, ".owt-keep")
        keyboard.press("Space")
        reach(cell, ".owt-f1")
        keyboard.press("Enter")
        keyboard.press("Enter")
        expect(sentence(cell)).to_contain_text("then ended by expiry")
        reach(cell, ".owt-category select")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("intermediate range")


def test_limits_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "limits"), notebook.page.keyboard
    legend = cell.locator(".owt-key")
    with untouched(notebook):
        reach(cell, ".owt-aggregate select")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("the limit of 1,550 binds from 2018-02-05")
        expect(legend.filter(has_text="did not bind yet")).to_have_count(1)
        reach(cell, ".owt-bound input")
        keyboard.press("Space")
        expect(sentence(cell)).not_to_contain_text("Before it bound")
        expect(legend.filter(has_text="did not bind yet")).to_have_count(0)
        reach(cell, ".owt-row select")
        keyboard.press("ArrowDown")
        expect(cell.locator("table.owt-row")).to_contain_text("2018-02-05")
        reach(cell, ".owt-view select")
        keyboard.press("ArrowDown")
        expect(cell.locator(".owt-treaty")).to_be_visible()
        reach(cell, ".owt-treaty select")
        keyboard.press("ArrowDown")
        expect(cell.locator("table.owt-listed")).to_contain_text("binds until")


def test_tests_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "tests"), notebook.page.keyboard
    legend = cell.locator(".owt-key")
    with untouched(notebook):
        expect(legend.filter(has_text="China")).to_have_count(1)
        reach(cell, ".owt-numbers select")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("known error: North Korea 2010")
        reach(cell, ".owt-state-CHN input")
        keyboard.press("Space")
        expect(sentence(cell)).not_to_contain_text("China")
        expect(legend.filter(has_text="China")).to_have_count(0)
        reach(cell, ".owt-drawn input")
        keyboard.press("Space")
        expect(cell.get_by_text("moratorium declared")).to_have_count(0)
        reach(cell, ".owt-first select")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("1946 to 2017")
        reach(cell, ".owt-more select")
        keyboard.press("ArrowDown")
        keyboard.press("ArrowDown")
        expect(cell.locator("table.owt-listed")).to_contain_text("disputed_by")


def test_claims_by_keys(notebook: LessonPage) -> None:
    cell, keyboard = fresh(notebook, "claims"), notebook.page.keyboard
    with untouched(notebook):
        expect(sentence(cell)).to_contain_text("Predict both verdicts")
        expect(cell.locator("mark")).to_contain_text("the last nuclear disarmament treaty")
        reach(cell, ".owt-guess-p select")
        keyboard.press("ArrowDown")
        reach(cell, ".owt-reveal")
        keyboard.press("Enter")
        expect(sentence(cell)).to_contain_text("Is it so? Garbled")
        expect(sentence(cell)).to_contain_text("You said supported, which is accepted too")
        expect(cell.locator(".owt-query")).to_be_visible()
        reach(cell, ".owt-query select")
        keyboard.press("ArrowDown")
        expect(cell.locator("table.owt-listed").last).to_contain_text("ttbt")
        expect(cell.locator("textarea")).to_have_value(re.compile("new-start"))
        box = reach(cell, "textarea")
        keyboard.press("ControlOrMeta+a")
        text = box.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
        assert text.startswith("from course import in_force")
        keyboard.type("x")
        assert box.input_value() == text, "the query cannot be changed here"
        reach(cell, ".owt-next")
        keyboard.press("Space")
        expect(sentence(cell)).to_contain_text("C35, s15")
        reach(cell, ".owt-mode select")
        keyboard.press("ArrowDown")
        expect(sentence(cell)).to_contain_text("Is it so? Supported")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing(notebook: LessonPage, theme: str) -> None:
    for name in CELLS:
        open_all(notebook.cell(name))
    notebook.command("apputils:change-theme", theme=theme)
    light = "true" if theme.endswith("Light") else "false"
    notebook.page.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
    assert notebook.all_violations() == []
    assert notebook.complaints == []
    assert notebook.outside == []


def test_faint_words_in_a_drawing_are_found(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        '<div class="here" style="background:#111"><svg><text y="20" fill="#767676">faint</text>'
        '<text y="40" fill="#fff">clear</text></svg></div>'
    )
    assert page.evaluate(FAINT_WORDS, ".here") == ["words in a drawing, 4.16 : 1: faint"]
    page.close()


def test_the_shield_is_what_keeps_the_notebook_whole(notebook: LessonPage) -> None:
    """A plain widget has none: JupyterLab takes the same keys. The last test: it adds a cell."""
    cell = notebook.cell("plain")
    before = state(notebook)
    cell.locator("select").focus()
    notebook.page.keyboard.press("b")
    assert state(notebook) != before
