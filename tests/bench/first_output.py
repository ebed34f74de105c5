"""How long from `make lab` in a fresh clone to the first output on the screen; cold and again.

    PYTHONPATH=.:tests .venv/bin/python tests/bench/first_output.py [--times 3]

A copy of the repository without .venv stands for the clone. Chromium waits for the address that
`make lab` prints, opens it, runs the first two code cells and waits for what the second shows.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from browser.labserver import PANEL, READY, launch, private_environment
from playwright.sync_api import sync_playwright
from tracked import ROOT, tracked


def copy_to(target: Path) -> None:
    """What a clone would hold."""
    for path in tracked():
        place = target / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)


def first_output(clone: Path, home: Path) -> dict[str, float]:
    """Seconds from `make lab` to the address, the notebook, the kernel and the first output."""
    output = home / "output.txt"
    environment = private_environment(home) | {"ARGS": "--LabApp.expose_app_in_browser=True"}
    for name in [name for name in environment if name.startswith(("MAKE", "MFLAGS", "PYTHONP"))]:
        del environment[name]  # of the make that started this
    told: dict[str, float] = {}
    with sync_playwright() as playwright, output.open("w", encoding="utf-8") as file:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        begin = time.perf_counter()
        make = subprocess.Popen(
            ["make", "lab"],
            cwd=clone,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            found = None
            while not found:
                if make.poll() is not None:
                    raise SystemExit(output.read_text(encoding="utf-8"))
                time.sleep(0.02)
                text = output.read_text(encoding="utf-8")
                found = re.search(r"^ +(http://\S+)$", text, re.MULTILINE)
            told["address"] = time.perf_counter() - begin
            page.goto(found[1])
            page.wait_for_selector(f"{PANEL} .jp-Cell", timeout=60_000)
            told["notebook"] = time.perf_counter() - begin
            page.wait_for_function(READY, timeout=60_000)
            told["kernel"] = time.perf_counter() - begin
            page.evaluate(
                """() => { const notebook = window.jupyterapp.shell.currentWidget.content;
                  const cells = [...notebook.model.cells];
                  const code = cells.map((one, i) => one.type === 'code' ? i : -1);
                  window.wanted = code.filter(i => i >= 0)[1];
                  cells[window.wanted].clearExecution();
                  notebook.activeCellIndex = window.wanted;
                  void window.jupyterapp.commands.execute('notebook:run-all-above').then(
                    () => window.jupyterapp.commands.execute('notebook:run-cell')); }"""
            )
            page.wait_for_function(
                """() => { const notebook = window.jupyterapp.shell.currentWidget.content;
                  const one = notebook.model.cells.get(window.wanted);
                  return one.executionCount && one.outputs.length; }""",
                timeout=60_000,
            )
            told["first output"] = time.perf_counter() - begin
        finally:
            os.killpg(make.pid, signal.SIGINT)
            try:
                make.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(make.pid, signal.SIGKILL)
            browser.close()
    return told


def main() -> None:
    """Print one line for each start."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--times", type=int, default=3, help="how often the second start is timed")
    times = reader.parse_args().times
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        clone, home = Path(folder) / "on-what-terms", Path(folder) / "home"
        home.mkdir()
        copy_to(clone)
        report("cold", first_output(clone, home))
        runs = [first_output(clone, home) for _ in range(times)]
        for told in runs:
            report("again", told)
        print(f"again, median: {statistics.median(one['first output'] for one in runs):.1f} s")


def report(name: str, told: dict[str, float]) -> None:
    print(f"{name:6}", *(f"{step} {seconds:.1f} s" for step, seconds in told.items()), sep="  ")


if __name__ == "__main__":
    main()
