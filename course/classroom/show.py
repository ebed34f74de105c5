"""Show: one explorer alone on a page, for a class in front of a projector and for a phone.

Voilà serves the page: a kernel of its own for each visitor, no code to be seen, no cell to change.
"""

from __future__ import annotations

import json
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from course.classroom.lab import SETTINGS, has_screen, in_front, prepare_environment
from course.files import write_whole

if TYPE_CHECKING:
    from voila.app import Voila

PAGES = {
    "reader": "article_reader()",
    "picker": "span_picker()",
    "coder": "speech_act_coder()",
    "conditions": "conditions_explorer()",
    "agreement": "agreement_explorer()",
    "timeline": "timeline()",
    "bench": "repair_bench()",
    "collation": "collation()",
    "in-force": "in_force_explorer()",
    "limits": "limits_explorer()",
    "tests": "tests_explorer()",
    "claims": "claim_checker()",
}
"""Every explorer, by the name under which it is shown, and the line that makes it."""


def page(name: str) -> str:
    """The notebook of one page, as text: a single cell that makes the explorer."""
    line = PAGES[name]
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "id": f"show-{name}",
        "metadata": {},
        "outputs": [],
        "source": f"from course import {line.partition('(')[0]}\n\n{line}",
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "title": f"On What Terms: {name}"}
    notebook = {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1) + "\n"


def write_pages(folder: Path) -> list[Path]:
    """The notebooks of all pages, written into a folder; older ones of the same name give way."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [folder / f"{name}.ipynb" for name in PAGES]
    for path in made:
        write_whole(path, page(path.stem))
    return made


def announce(app: Voila, wanted: int) -> None:
    """Print where the page is to be found, and how to stop."""
    if app.port != wanted:
        print(f"Port {wanted} is taken; this page uses {app.port}.")
    print(
        f"\nThe explorer is at\n\n    http://127.0.0.1:{app.port}/\n\nStop with Ctrl-C.", flush=True
    )


def main(name: str, port: int = 8866, browser: bool = True, write: Path | None = None) -> int:
    """0 when the page was closed or the pages were written, 1 when it cannot be served.

    2 for an unknown name, with the names there are. With `write` the notebooks of all pages are
    written into that folder, where a Voilà that runs already (on Binder, on a hub) finds them.
    """
    if write:
        print(f"{len(write_pages(write))} pages written to {write}.")
        return 0
    if name not in PAGES:
        print(f"There is no explorer {name!r}. There are: {', '.join(PAGES)}.")
        return 2
    try:
        from tornado.ioloop import IOLoop
        from voila.app import Voila
    except ModuleNotFoundError:
        raise  # the door knows another Python, or says what is missing
    except ImportError as problem:
        print(f"Voilà cannot be loaded ({problem}).")
        print("To see what is wrong: python -m course doctor")
        return 1
    with tempfile.TemporaryDirectory(prefix="course-show-") as folder:
        write_pages(Path(folder))
        prepare_environment(Path(folder))
        in_front("JUPYTER_PATH", SETTINGS)  # where our template is
        shown = browser and has_screen()
        app = Voila()
        app.initialize(
            [
                str(Path(folder) / f"{name}.ipynb"),
                "--Voila.ip=127.0.0.1",
                f"--port={port}",
                f"--Voila.open_browser={shown}",
                "--template=course",
                "--Voila.log_level=ERROR",
                # Notebook 7's own additions cannot be loaded here, and the page would say so.
                "--VoilaConfiguration.extension_denylist=@jupyter-notebook/lab-extension",
            ]
        )
        # The port is bound before the loop begins, so this speaks of what is true.
        IOLoop.current().add_callback(announce, app, port)
        # As in lab.py: Ctrl-C takes the way of a request to end, which closes everything.
        signal.signal(signal.SIGINT, signal.getsignal(signal.SIGTERM))
        app.start()
    print("Stopped.")
    return 0
