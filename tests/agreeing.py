"""Whether comparing in this process says of each cell what `pytest --nbval` says of it.

Run as a program, it runs a notebook's cells with the engine that grades, and prints what they show.
"""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode

from course.authoring.lesson import node, read, tags_of
from course.authoring.run import student_environment
from course.authoring.tidy import as_bytes
from course.grading.compare import same_outputs
from course.grading.examine import outputs_of

Said = dict[str, list[bool]]
"""By a notebook's name, for each of its code cells: is it as it was stored?"""


def spoilt(notebook: NotebookNode, every: int) -> NotebookNode:
    """The notebook with a word too many in what every such cell has stored."""
    made = copy.deepcopy(notebook)
    shown = [cell for cell in made.cells if cell.cell_type == "code" and cell.outputs]
    for cell in shown[::every]:
        output = cell.outputs[0]
        if "text" in output:
            output.text += "and more\n"
        elif "text/plain" in output.get("data", {}):
            output.data["text/plain"] += " and more"
    return made


def by_nbval(paths: Sequence[Path]) -> Said:
    """What nbval says, in one process, on notebooks that lie in one folder."""
    folder = paths[0].parent
    (folder / "none.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", "none.ini", "-rA", "--color=no", "--nbval"]
    command += ["--nbval-cell-timeout=120", "--nbval-kernel-name=python3"]
    done = subprocess.run(
        [*command, *(path.name for path in paths)],
        cwd=folder,
        env=student_environment(folder / "ipython"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    found = re.findall(r"^(PASSED|FAILED) (\S+)::Cell (\d+)", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    said: Said = {}
    for path in paths:
        mine = {int(cell): word == "PASSED" for word, name, cell in found if name == path.name}
        said[path.name] = [mine[cell] for cell in sorted(mine)]
    return said


def in_process(paths: Sequence[Path]) -> Said:
    """What the engine that grades says; each notebook runs in a process of its own."""
    said: Said = {}
    for path in paths:
        done = subprocess.run(
            [sys.executable, __file__, path.name],
            cwd=path.parent,
            env=student_environment(path.parent / "ipython"),
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        frames = json.loads(done.stdout)
        cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
        said[path.name] = [
            cell.execution_count is None
            or "nbval-ignore-output" in tags_of(cell)
            or same_outputs(cell.outputs, outputs_of(frame)).same
            for cell, frame in zip(cells, frames, strict=True)
        ]
    return said


def write(folder: Path, name: str, notebook: NotebookNode) -> Path:
    """The file that the notebook was written into."""
    (folder / name).write_bytes(as_bytes(node(notebook)))
    return folder / name


def main(path: Path) -> None:
    """Nothing; the frames of the notebook's cells are printed."""
    import plotly.io

    from course.grading.inside.cells import Cells

    plotly.io.renderers.default = "plotly_mimetype"
    cells = Cells(stream=10**7, frame=10**8)
    sources = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    frames = [cells.run(source, {}, show=True) for source in sources]
    print(json.dumps(frames, default=str))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
