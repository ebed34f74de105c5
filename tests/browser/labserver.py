"""A JupyterLab started through the course's own door, and a lesson open in it.

Used by the browser tests, the proofs and the benches: what they see is what a student gets.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, Request

from course.doctor import chromium

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
READY = """() => {
  const app = window.jupyterapp;
  const context = app?.shell?.currentWidget?.sessionContext;
  if (!context?.isReady) return false;
  return context.session?.kernel?.status === 'idle';
}"""
# A cell is done when JupyterLab wrote its number beside it; [*] means it waits or runs.
DONE = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const cells = [...notebook.model.cells].filter(one => one.type === 'code');
  const runs = cells.filter(one => one.sharedModel.getSource().trim());
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel;
  return kernel?.status === 'idle' && runs.every(one => one.executionCount !== null)
    && !cells.some(one => one.executionState === 'running');
}"""

# axe leaves out the words of a drawing: those of less than 4.5 : 1 against what they stand on.
FAINT_WORDS = """within => {
  const read = colour => {
    const found = colour.match(/[0-9.]+/g).map(Number);
    return found.length > 3 ? found : [...found, 1];
  };
  const light = colour => {
    const linear = colour.slice(0, 3).map(one => one / 255)
      .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = one => {
    // the number in a bar stands on the bar
    const bar = one.closest('.point')?.querySelector('path');
    const [words, under] = [one, bar || one].map(part => part.getBoundingClientRect());
    if (bar && words.top > under.top && words.bottom < under.bottom)
      return read(getComputedStyle(bar).fill);
    // plotly draws in layers; the lowest one has the ground of all
    const chart = one.closest('.js-plotly-plot')?.querySelector('.main-svg');
    for (let at = chart || one; at; at = at.parentElement) {
      const colour = read(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const found = [];
  for (const one of document.querySelectorAll(`:is(${within}) svg text`)) {
    if (!one.getClientRects().length || !one.textContent.trim()) continue;
    if (one.closest('.heatmaplayer, .hm')) continue;  // words on a coloured cell, always dark
    const [low, high] = [light(read(getComputedStyle(one).fill)), light(ground(one))]
      .sort((a, b) => a - b);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) found.push(`words in a drawing, ${ratio.toFixed(2)} : 1: ${one.textContent}`);
  }
  return found;
}"""


def private_environment(home: Path) -> dict[str, str]:
    """The environment of a person who never used Jupyter before."""
    ours = {
        "HOME": home,
        "USERPROFILE": home,
        "IPYTHONDIR": home / "ipython",
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
    }
    dropped = ("JUPYTER", "BROWSER", "DISPLAY", "WAYLAND")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {name: str(value) for name, value in ours.items()}


class LabServer:
    """`python -m course lab --no-browser` on a folder of its own; `address` is what it printed.

    `more` is handed on to the command, `python` may be that of another environment, `cwd` is
    where the command is typed, and `environment` is added to a private one. Used with `with`.
    """

    def __init__(
        self,
        work: Path,
        *more: str,
        python: str | Path = sys.executable,
        cwd: Path = ROOT,
        environment: dict[str, str] | None = None,
        seconds: float = 60,
    ) -> None:
        self.work = work
        self.home = tempfile.TemporaryDirectory(prefix="course-home-")
        self.output = Path(self.home.name) / "output.txt"
        self.command = [
            str(python),
            "-m",
            "course",
            "lab",
            "--no-browser",
            "--work",
            str(work),
            # Two at once would look for a free port at the same moment, and take the same one.
            "--port",
            str(8888 + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])),
            "--LabApp.expose_app_in_browser=True",
            *more,
        ]
        self.environment = private_environment(Path(self.home.name)) | (environment or {})
        self.cwd = cwd
        self.seconds = seconds
        self.address = ""

    def __enter__(self) -> Self:
        with self.output.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _wait(self) -> None:
        limit = time.monotonic() + self.seconds
        while time.monotonic() < limit and self.process.poll() is None:
            found = re.search(r"^ +(http://\S+)$", self.printed(), re.MULTILINE)
            if found:
                self.address = found[1]
                try:
                    self.get("api/status")
                except OSError:
                    pass
                else:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"JupyterLab did not start:\n{self.printed()}")

    def printed(self) -> str:
        """Everything the command has printed so far."""
        return self.output.read_text(encoding="utf-8")

    @property
    def token(self) -> str:
        """The token in the address."""
        return self.address.partition("token=")[2]

    @property
    def base(self) -> str:
        """The server's address without a page."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}/"

    def get(self, path: str, body: bytes | None = None) -> bytes:
        """What the server answers at a path of its API (with a body: when that is posted)."""
        request = urllib.request.Request(
            self.base + path, data=body, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())

    def page_of(self, name: str) -> str:
        """The address of one notebook, with the tabs of earlier visits closed."""
        return f"{self.base}lab/tree/{quote(name)}?token={self.token}&reset"

    def stop(self) -> int:
        """The exit code after Ctrl-C; -9 if that did not help within 15 seconds."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode

    def close(self) -> None:
        """Stop, and forget the person whose home this was."""
        self.stop()
        self.home.cleanup()


def launch(playwright: Playwright) -> Browser:
    """Chromium, as quiet as it can be; the superuser has no sandbox."""
    sandbox = [] if getattr(os, "geteuid", lambda: 1)() else ["--no-sandbox"]
    return playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, *sandbox])


@dataclass
class LessonPage:
    """A notebook open in JupyterLab, and what the page complained about."""

    page: Page
    server: LabServer
    name: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Collect console errors, and requests that leave this machine."""

        def heard(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.complaints.append(message.text[:300])

        def asked(request: Request) -> None:
            if urlsplit(request.url).scheme in ("http", "https", "ws", "wss") and (
                urlsplit(request.url).hostname not in ("127.0.0.1", "localhost")
            ):
                self.outside.append(request.url[:200])

        self.page.on("console", heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)[:300]))
        self.page.on("request", asked)

    def visit(self) -> None:
        """Open the notebook and wait until its kernel is idle."""
        self.page.goto(self.server.page_of(self.name))
        self.wait_until_ready()

    def turn_to(self, name: str) -> None:
        """Put the notebook away, unsaved, and open another one in the same JupyterLab.

        One that was only just opened stays.
        """
        if name == self.name:
            return
        self.put_away()
        self.name = name
        self.complaints.clear()
        self.outside.clear()
        self.command("docmanager:open", path=name)
        self.wait_until_ready()

    def put_away(self) -> None:
        """Stop the notebook's kernel and close it without asking."""
        self.page.evaluate(
            """async () => {
              const panel = window.jupyterapp?.shell?.currentWidget;
              await panel?.sessionContext?.shutdown();
              panel?.dispose();
              // What JupyterLab says of the kernel's end is no complaint about the next notebook.
              await new Promise(done => setTimeout(done, 200));
            }"""
        )

    def wait_until_ready(self) -> None:
        """Wait until the notebook is on the page and its kernel is idle."""
        self.page.wait_for_selector(f"{PANEL} .jp-Notebook .jp-Cell", timeout=60_000)
        self.page.wait_for_function(READY, timeout=60_000)

    def command(self, name: str, **arguments: Any) -> None:
        """Start one of JupyterLab's commands, as its menu does; wait for what it should do."""
        self.page.evaluate(
            "([name, given]) => { void window.jupyterapp.commands.execute(name, given); }",
            [name, arguments],
        )

    def run_all(self) -> None:
        """Run every cell, from a cleared notebook, and wait until the last one is done."""
        self.command("notebook:clear-all-cell-outputs")
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(DONE, timeout=120_000)

    def save(self) -> None:
        """Save the notebook and wait until it is on the disk."""
        self.command("docmanager:save")
        self.page.wait_for_function(
            "() => !window.jupyterapp.shell.currentWidget.context.model.dirty", timeout=15_000
        )

    def set_source(self, cell: str, source: str) -> None:
        """Write into a cell, found by its id, as typing does."""
        self.page.evaluate(
            """([id, source]) => {
              const notebook = window.jupyterapp.shell.currentWidget.content;
              const cells = [...notebook.model.cells];
              const place = cells.findIndex(one => one.id === id);
              if (place < 0) throw new Error('no cell ' + id);
              notebook.activeCellIndex = place;
              cells[place].sharedModel.setSource(source);
            }""",
            [cell, source],
        )

    def run_cell(self, cell: str) -> None:
        """Run one cell, found by its id, and wait until it is done and the kernel idle again."""
        self.page.evaluate(
            """id => {
              const notebook = window.jupyterapp.shell.currentWidget.content;
              const cells = [...notebook.model.cells];
              const place = cells.findIndex(one => one.id === id);
              if (place < 0) throw new Error('no cell ' + id);
              notebook.activeCellIndex = place;
              notebook.deselectAll();
              cells[place].clearExecution();  // the number of an earlier run is no sign
              void window.jupyterapp.commands.execute('notebook:run-cell');
            }""",
            cell,
        )
        self.page.wait_for_function(
            """id => {
              const panel = window.jupyterapp.shell.currentWidget;
              const model = [...panel.content.model.cells].find(one => one.id === id);
              return model.executionCount !== null && model.executionState !== 'running'
                && panel.sessionContext.session?.kernel?.status === 'idle';
            }""",
            arg=cell,
            timeout=60_000,
        )

    def cell(self, cell: str) -> Locator:
        """A cell on the page, found by its id, scrolled into view (JupyterLab draws lazily)."""
        place = self.page.evaluate(
            """async id => {
              const notebook = window.jupyterapp.shell.currentWidget.content;
              const place = [...notebook.model.cells].findIndex(one => one.id === id);
              if (place < 0) throw new Error('no cell ' + id);
              notebook.activeCellIndex = place;
              await notebook.scrollToItem(place, 'center');
              return place;
            }""",
            cell,
        )
        return self.page.locator(f'{PANEL} .jp-Cell[data-windowed-list-index="{place}"]')

    def cells(self) -> list[dict[str, Any]]:
        """Every cell of the notebook as it is now: id, type, source, outputs."""
        found: list[dict[str, Any]] = self.page.evaluate(
            """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].map(one => ({
              id: one.id, type: one.type, source: one.sharedModel.getSource(),
              outputs: one.type === 'code' ? one.outputs.toJSON() : []}))"""
        )
        return found

    def errors(self) -> list[str]:
        """The cells whose output is an error or on stderr, and what it says."""
        return [
            f"{cell['id']}: {output.get('evalue') or output.get('text')}"
            for cell in self.cells()
            for output in cell["outputs"]
            if output["output_type"] == "error" or output.get("name") == "stderr"
        ]

    def violations(self, within: str = f"{PANEL} .jp-OutputArea-output") -> list[str]:
        """What is wrong in the outputs on the page now: axe's rule and its first place, and words
        in drawings, which axe leaves out, that do not stand out from their ground.
        """
        from axe_playwright_python.sync_playwright import Axe

        if not self.page.locator(within).count():
            return []
        answer = Axe().run(self.page, context=within).response
        found: list[str] = self.page.evaluate(FAINT_WORDS, within)
        for one in answer["violations"]:
            places = [node["html"] for node in one["nodes"]]
            if one["id"] == "empty-table-header":
                # pandas leaves the corner above its index empty, in every table of every
                # notebook; axe calls that a minor matter of good practice, WCAG nothing.
                places = [place for place in places if place != "<th></th>"]
            if places:
                found.append(f"{one['id']} ({len(places)} times): {places[0][:160]}")
        return found

    def all_violations(self) -> list[str]:
        """What axe finds in all outputs of the lesson, scrolled through from top to bottom.

        JupyterLab may take cells out of the page that are out of sight, so one look is not enough.
        """
        found: dict[str, None] = {}
        seen: set[int] = set()
        for place, cell in enumerate(self.cells()):
            if cell["outputs"] and place not in seen:
                self.cell(cell["id"]).locator(".jp-OutputArea-output").first.wait_for()
                found.update(dict.fromkeys(self.violations()))
                seen.update(
                    self.page.evaluate(
                        f"""() => [...document.querySelectorAll(
                          '{PANEL} .jp-Cell[data-windowed-list-index]')]
                          .map(one => Number(one.dataset.windowedListIndex))"""
                    )
                )
        return list(found)


@contextmanager
def lesson(browser: Browser, server: LabServer, name: str, **screen: Any) -> Iterator[LessonPage]:
    """A lesson open on a page of its own; its kernel is stopped at the end.

    `screen` is what Playwright's new_context takes, for another screen than a large one.
    """
    large = {"viewport": {"width": 1280, "height": 1700}, "accept_downloads": True}
    context = browser.new_context(**{**large, **screen})
    shown = LessonPage(context.new_page(), server, name)
    shown.listen()
    try:
        shown.visit()
        yield shown
    finally:
        try:
            shown.put_away()
        finally:
            context.close()


def names_of(folder: Path) -> Sequence[str]:
    """The lessons' file names, in their order."""
    return sorted(path.name for path in folder.glob("[0-9][0-9]_*.ipynb"))
