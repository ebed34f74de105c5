"""`make lab` from a fresh clone to the first output on the screen: cold, and a second time.

Aims: 60 s and 10 s. The peer is the installation alone, the part that no course can shorten.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser.labserver import ROOT, launch, private_environment

FIRST = """() => { const n = window.jupyterapp?.shell?.currentWidget?.content;
  const cell = [...(n?.model?.cells ?? [])].find(one => one.type === 'code');
  return cell?.executionCount === 1; }"""
READY = """() => { const c = window.jupyterapp?.shell?.currentWidget?.sessionContext;
  return c?.isReady && c.session?.kernel?.status === 'idle'; }"""


def first_output(clone: Path, home: Path) -> tuple[float, float]:
    """Seconds until the address is printed, and until the setup cell has run on the page."""
    log = home / "make.log"
    start = time.perf_counter()
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            ["make", "lab", "ARGS=--LabApp.expose_app_in_browser=True"],
            cwd=clone,
            env=private_environment(home),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while not (found := re.search(r"http://\S+token=\w+", log.read_text(encoding="utf-8"))):
            if process.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.05)
        printed = time.perf_counter() - start
        with sync_playwright() as playwright:
            browser = launch(playwright)
            page = browser.new_page()
            page.goto(found[0])
            page.wait_for_function(READY, timeout=120_000)
            page.evaluate(
                """() => { const n = jupyterapp.shell.currentWidget.content;
                  n.activeCellIndex = [...n.model.cells].findIndex(c => c.type === 'code');
                  n.model.cells.get(n.activeCellIndex).sharedModel.execution_count = null;
                  void jupyterapp.commands.execute('notebook:run-cell'); }"""
            )
            page.wait_for_function(FIRST, timeout=120_000)
            seen = time.perf_counter() - start
            browser.close()
        return printed, seen
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(20)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home, clone = Path(folder) / "home", Path(folder) / "clone"
        home.mkdir()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        for name in ("cold", "second time"):
            printed, seen = first_output(clone, home)
            print(f"{name:12} address after {printed:5.1f} s, first output after {seen:5.1f} s")


if __name__ == "__main__":
    main()
