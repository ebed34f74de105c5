"""A student without a mouse does a whole lesson in a real JupyterLab, by key presses alone.

Lesson 02: ten exercises, answers of all sizes, hints to open, a chart, and an explorer that opens
because its exercises were answered, so that the lesson's own thread runs through it. (Lesson 01
has one layer in the same explorer, and no chart.) Nothing here clicks, sets a value or moves the
focus but keys; the page is only read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from browser.labserver import PANEL, LabServer, LessonPage, lesson
from playwright.sync_api import Browser, Locator, expect

from course.exercises.catalogue import exercises
from course.exercises.check import written
from course.exercises.match import example
from course.library import exercise_files

NAME = "02_who_says_what.ipynb"
MOST_TABS = 60
WHERE = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const one = document.activeElement;
  const cell = one.closest('.jp-Cell');
  return {
    mode: notebook.mode,
    cell: notebook.activeCell?.model.id,
    inside: !!one.closest('.jp-Notebook'),
    onCell: one === cell,
    inOutput: !!one.closest('.jp-OutputArea-output'),
    what: `${one.tagName.toLowerCase()} ${one.className} ${one.ariaLabel || one.textContent}`
      .replace(/\\s+/g, ' ').slice(0, 80),
  };
}"""
# Of the element with the focus: is some of it on the screen, and does it say that it has it?
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  let seen = false;
  for (const x of [0.02, 0.25, 0.5, 0.75, 0.98])
    for (const y of [0.02, 0.25, 0.5, 0.75, 0.98]) {
      const hit = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
      seen ||= !!hit && (one === hit || one.contains(hit));
    }
  const style = getComputedStyle(one);
  const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return [seen, outline || style.boxShadow !== 'none'];
}"""


@pytest.fixture(scope="module")
def student(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Student]:
    with (
        LabServer(tmp_path_factory.mktemp("keys") / "work") as server,
        lesson(browser, server, NAME, viewport={"width": 1280, "height": 800}) as shown,
    ):
        yield Student(shown)


class Student:
    """Presses keys, and looks where the focus is."""

    def __init__(self, shown: LessonPage) -> None:
        self.shown, self.page, self.keyboard = shown, shown.page, shown.page.keyboard
        self.stops: list[str] = []

    def where(self) -> dict[str, Any]:
        """Where the focus is: cell, mode, inside an output or not."""
        found: dict[str, Any] = self.page.evaluate(WHERE)
        return found

    def press(self, key: str, times: int = 1) -> None:
        """Press a key; wherever in our outputs that leads, the focus is on screen and marked."""
        for _ in range(times):
            self.keyboard.press(key)
            now = self.where()
            if now["inOutput"]:
                self.page.wait_for_function(f"() => ({SEEN})()[0]", timeout=2_000)
                seen, marked = self.page.evaluate(SEEN)
                assert seen, f"not on the screen: {now['what']}"
                assert marked, f"no focus mark: {now['what']}"
                self.stops.append(now["what"])

    def until(self, key: str, what: str, wanted: str) -> None:
        """Press a key until `where` says what is wanted."""
        for _ in range(MOST_TABS):
            if str(self.where()[what]) == wanted:
                return
            self.press(key)
        raise AssertionError(f"{MOST_TABS} times {key} do not lead to {wanted}: {self.where()}")

    def run(self, cell: str) -> None:
        """Run the cell one stands on with Shift+Enter, and wait until it is done."""
        assert self.where()["cell"] == cell, self.where()
        self.press("Shift+Enter")
        self.page.wait_for_function(
            """id => {
              const panel = window.jupyterapp.shell.currentWidget;
              const model = [...panel.content.model.cells].find(one => one.id === id);
              return model.type !== 'code' || (model.executionCount !== null
                && model.executionState !== 'running'
                && panel.sessionContext.session?.kernel?.status === 'idle');
            }""",
            arg=cell,
            timeout=60_000,
        )

    def type_answer(self, source: str) -> None:
        """Into the cell with Enter, type over what stands there, out with Escape."""
        self.press("Enter")
        assert self.where()["mode"] == "edit"
        self.press("ControlOrMeta+a")
        self.keyboard.type(source)
        self.press("Escape")
        assert self.where()["mode"] == "command"

    def open_hint(self, hint: Locator) -> None:
        """From the cell to its first hint with Tab, open it with Enter, back with Shift+Tab."""
        words = hint.locator("p").last
        expect(words).not_to_be_visible()
        self.reach(hint.locator("summary"))
        self.press("Enter")
        expect(words).to_be_visible()
        self.until("Shift+Tab", "onCell", "True")

    def cell(self, cell: str) -> Locator:
        """A cell on the page; it is only read."""
        place = [one["id"] for one in self.shown.cells()].index(cell)
        return self.page.locator(f'{PANEL} .jp-Cell[data-windowed-list-index="{place}"]')

    def reach(self, wanted: Locator) -> None:
        """On with Tab until a control has the focus."""
        for _ in range(MOST_TABS):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab do not lead to {wanted}")

    def explore(self, cell: str) -> None:
        """Back to the cell of the article reader, into it, through all its controls, out of it."""
        self.until("ArrowUp", "cell", cell)
        self.until("Tab", "inOutput", "True")
        explorer = self.cell(cell).locator(".owt-explorer")
        said = explorer.locator("[role=status]")
        expect(said).to_contain_text("Layer “speakers”")
        for control, key in (
            (".owt-layer select", "ArrowDown"),
            (".owt-text", "End"),
            (".owt-back", "Enter"),
            (".owt-next", "Space"),
            (".owt-row select", "ArrowDown"),
        ):
            self.reach(explorer.locator(control))
            before = said.inner_text()
            self.press(key)
            if control == ".owt-text":
                pane = explorer.locator(control).element_handle()
                self.page.wait_for_function("one => one.scrollTop > 0", arg=pane, timeout=5_000)
            else:
                expect(said).not_to_have_text(before)
        expect(said).to_contain_text("Layer “attribution chains”")
        self.press("Escape")
        assert self.where()["onCell"], self.where()
        self.press("ArrowDown")


def test_a_whole_lesson(student: Student) -> None:
    shown = student.shown
    before = [(cell["id"], cell["source"]) for cell in shown.cells()]
    answers: dict[str, str] = {}
    for record in exercises(exercise_files()[NAME[:2]]):
        number = record.id.replace(".", "_")
        [entry] = [one for one in record.entries if one.role == "solution"]
        answers[record.id] = f"answer_{number} = {written(example(record, entry))}"

    student.until("Tab", "inside", "True")
    student.until("ArrowUp", "cell", before[0][0])
    for cell, _ in before[:-1]:
        sort, _, number = cell.partition("-")
        exercise = number.replace("-", ".")
        if sort == "hints":
            student.open_hint(student.cell(cell).locator("details").first)
        if sort == "answer":
            student.type_answer(answers[exercise])
        student.run(cell)
        if sort == "check":
            expect(student.cell(cell).locator(".jp-OutputArea")).to_contain_text("Correct")
        if sort == "explorer":
            student.explore(cell)
    assert student.where()["cell"] == before[-1][0]
    assert len(student.stops) >= 5, student.stops

    wanted = [
        (cell, answers.get(cell.removeprefix("answer-").replace("-", "."), source))
        for cell, source in before
    ]
    assert [(cell["id"], cell["source"]) for cell in shown.cells()] == wanted
    assert shown.errors() == []
    student.press("ControlOrMeta+s")
    shown.page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty", timeout=15_000
    )
    saved = json.loads((shown.server.work / NAME).read_text(encoding="utf-8"))
    assert [(one["id"], "".join(one["source"])) for one in saved["cells"]] == wanted
    assert shown.complaints == []
