"""Click to changed explorer, measured inside the page: median and 95th percentile.

    PYTHONPATH=.:tests .venv/bin/python tests/bench/click.py
    PYTHONPATH=.:tests .venv/bin/python tests/bench/click.py --only timeline --only tests

Two moments are measured: when the first word on the page changed, and when the last did, that is
the last before a fifth of a second in which nothing changes any more. The peer in the same run is
a button that sets a plain HTML widget. Aims for the whole change: 60 ms and 120 ms.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from browser.labserver import LabServer, LessonPage, launch, lesson
from playwright.sync_api import sync_playwright

NAME = "zz_clicks.ipynb"
TIMES, WARM = 45, 5
MEDIAN, HIGH = 60, 120


@dataclass(frozen=True)
class Case:
    """One explorer: its cell, what is clicked (or typed into), and a place that must change."""

    name: str
    code: str
    control: str
    place: str = "[role=status]"
    typed: bool = False

    @property
    def cell(self) -> str:
        return self.name.replace(" ", "-").replace(",", "")


PEER = Case(
    "plain HTML widget",
    """import ipywidgets as widgets
button, words = widgets.Button(description='Next'), widgets.HTML('0')
button.on_click(lambda _: setattr(words, 'value', str(int(words.value) + 1)))
button.add_class('owt-next')
words.add_class('owt-peer')
widgets.VBox([button, words])""",
    ".owt-next",
    ".owt-peer",
)
CASES = (
    PEER,
    Case(
        "article reader, next row",
        "from course import article_reader\nr = article_reader(['kinds'])\nr.show.click()\nr",
        ".owt-next",
    ),
    Case(
        "span picker, typed number",
        "from course import span_picker\nspan_picker()",
        ".owt-end input",
        typed=True,
    ),
    Case(
        "conditions, a switch",
        "from course import conditions_explorer\nc = conditions_explorer()\nc.show.click()\n"
        "c.mode.value = 'show the answers'\nc",
        ".owt-switch-comprehensive input",
    ),
    Case(
        "agreement, a member",
        "from course import agreement_explorer\nagreement_explorer()",
        ".owt-member-1 input",
        ".owt-map",
    ),
    Case(
        "coder, next sentence",
        "from course import speech_act_coder\nspeech_act_coder(opens_with='')",
        ".owt-next",
    ),
    Case(
        "timeline, a month on",
        "from course import timeline\ntimeline(dates_open_with='', interval_opens_with='')",
        ".owt-anchor-f1",
    ),
    Case(
        "repair bench, typed number",
        "from course import repair_bench\nrepair_bench()",
        ".owt-end input",
        typed=True,
    ),
    Case(
        "in force, a year on",
        "from course import in_force_explorer\ne = in_force_explorer()\ne.show('1965-01-01')\ne",
        ".owt-f1",
        "[role=status], .owt-chart",
    ),
    Case("collation, next unit", "from course import collation\ncollation()", ".owt-next"),
    Case(
        "limits, only while binding",
        "from course import limits_explorer\nlimits_explorer()",
        ".owt-bound input",
        "[role=status], .owt-chart",
    ),
    Case(
        "claims, next claim",
        "from course import claim_checker\nc = claim_checker()\n"
        "c.mode.value = 'show the verdicts'\nc",
        ".owt-next",
    ),
    Case(
        "tests, a state",
        "from course import tests_explorer\ntests_explorer()",
        ".owt-state-CHN input",
        "[role=status], .owt-chart",
    ),
)
CLICK = """async ([home, control, place, typed]) => {
  const root = document.querySelector(home);
  const read = () => [...root.querySelectorAll(place)].map(one => one.textContent).join('|');
  const before = read();
  const found = root.querySelector(control);
  let first = -1, last = -1, timer = 0;
  return await new Promise(done => {
    const end = () => { watch.disconnect(); done([first, last]); };
    const start = performance.now();
    const watch = new MutationObserver(() => {
      const now = read();
      if (first < 0) {
        if (!now || now === before) return; // a chart is empty for a moment
        first = performance.now() - start;
      }
      last = performance.now() - start;
      clearTimeout(timer);
      timer = setTimeout(end, 200);
    });
    watch.observe(root, { subtree: true, childList: true, characterData: true });
    timer = setTimeout(end, 5000);
    if (typed) {
      found.value = typed;
      found.dispatchEvent(new Event('change', { bubbles: true }));
    } else found.click();
  });
}"""


def measured(shown: LessonPage, case: Case, row: int) -> list[tuple[float, float]]:
    """Milliseconds to the first and to the last change, for each click; -1 for no change seen.

    `row` is the place of the explorer's cell in the notebook.
    """
    shown.cell(case.cell).locator(case.place).first.wait_for(state="attached")
    home = f'.jp-Cell[data-windowed-list-index="{row}"] .jp-OutputArea'
    took = []
    for number in range(TIMES):
        typed = str(100 + number) if case.typed else ""
        first, last = shown.page.evaluate(CLICK, [home, case.control, case.place, typed])
        took.append((float(first), float(last)))
    return took[WARM:]


def told(case: Case, took: list[tuple[float, float]], peer: float) -> str:
    """One line of the table."""
    seen = [pair for pair in took if pair[0] >= 0]
    if len(seen) < 2:
        return f"{case.name:27} no change seen"
    first, last = statistics.median(a for a, _ in seen), statistics.median(b for _, b in seen)
    high = statistics.quantiles((b for _, b in seen), n=20, method="inclusive")[-1]
    words = "" if last <= MEDIAN and high <= HIGH else "  over the aim"
    words += f"  {len(took) - len(seen)} without a change" * (len(seen) < len(took))
    ratio = last / peer if peer else 1.0
    return f"{case.name:27} {first:9.0f} {last:10.0f} {high:7.0f} {ratio:7.1f}{words}"


def chosen() -> list[Case]:
    """The cases asked for on the command line, after the peer; all of them if none is."""
    parser = argparse.ArgumentParser(description="Click to changed explorer, in the page")
    names = [case.name for case in CASES[1:]]
    parser.add_argument("--only", action="append", metavar="WORDS", help=f"one of: {names}")
    only = parser.parse_args().only
    found = [case for case in CASES[1:] if not only or any(one in case.name for one in only)]
    if not found:
        parser.error(f"no explorer is called that. There are: {'; '.join(names)}.")
    return [PEER, *found]


def main() -> None:
    cases = chosen()
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(case.code, id=case.cell) for case in cases],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder) / "work"
        with LabServer(work) as server:
            nbformat.write(notebook, work / NAME)
            browser = launch(playwright)
            with lesson(browser, server, NAME) as shown:
                shown.run_all()
                assert shown.errors() == []
                print(f"{'milliseconds':27} {'first':>9} {'all':>10} {'p95':>7} {'x plain':>7}")
                peer = 0.0
                for row, case in enumerate(cases):
                    took = measured(shown, case, row)
                    print(told(case, took, peer), flush=True)
                    peer = peer or statistics.median(last for _, last in took)
                print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            browser.close()


if __name__ == "__main__":
    main()
