"""Time of each lesson's setup cell and whole run in a fresh kernel, and its size.

Aims: setup 1 s, whole run 5 s, size at most 100 kB. The peer in the same run is a notebook that
only imports pandas and shows a small table.

    .venv/bin/python tests/bench/lessons.py
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]


def timed(notebook: nbformat.NotebookNode) -> tuple[float, float]:
    """Seconds of the first code cell, and of all cells, kernel start left out."""
    took: list[float] = []
    started = [0.0]

    def begins(**_: object) -> None:
        started[0] = time.perf_counter()

    def ends(**_: object) -> None:
        took.append(time.perf_counter() - started[0])

    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=120,
            resources={"metadata": {"path": folder}},
            on_cell_execute=begins,
            on_cell_executed=ends,
            extra_arguments=["--log-level=ERROR"],
        )
        client.execute()
    return took[0], sum(took)


def main() -> None:
    peer = nbformat.v4.new_notebook()
    peer.cells = [
        nbformat.v4.new_code_cell("import pandas as pd"),
        nbformat.v4.new_code_cell("pd.DataFrame({'a': range(5)})"),
    ]
    base, _ = timed(peer)
    print(f"{'lesson':32} {'setup s':>8} {'x pandas':>9} {'run s':>7} {'kB':>5}")
    print(f"{'(import pandas)':32} {base:8.2f} {1:9.1f}")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        setup, whole = timed(nbformat.read(path, 4))
        size = path.stat().st_size / 1000
        over = "" if setup <= 1 and whole <= 5 and size <= 100 else "  over the aim"
        print(f"{path.stem:32} {setup:8.2f} {setup / base:9.1f} {whole:7.2f} {size:5.0f}{over}")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
