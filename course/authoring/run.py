"""Run: a notebook executed from the first cell to the last on a fresh kernel, then tidied."""

from __future__ import annotations

import asyncio
import copy
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

import course
from course.authoring.lesson import each, name_of, read
from course.authoring.tidy import Untidy, as_bytes, tidy

CELL_SECONDS = 60
NOTEBOOK_SECONDS = 300
_MAKERS_SWITCHES = {"PYTHONWARNINGS", "PYTHONWARNDEFAULTENCODING", "PYTHONDEVMODE"}


class Stopped(RuntimeError):
    """The run stopped; the message names the cell and the reason."""


class _Hung(Exception):
    """The kernel gave no sign of life; worth one more try."""


def run(path: Path, cell_seconds: int = CELL_SECONDS) -> None:
    """Nothing; the notebook is executed in place and tidied.

    Raises Stopped with the cell's id when a cell fails (and has no tag raises-exception), when
    the kernel hangs twice, or when an output cannot be kept. The file is then left as it was.
    """
    notebook = read(path)
    try:
        done = as_bytes(tidy(executed(notebook, cell_seconds)))
    except (Stopped, Untidy) as problem:
        raise Stopped(f"{name_of(path)}, {problem}") from None
    if done != path.read_bytes():
        path.write_bytes(done)


def executed(
    notebook: NotebookNode,
    cell_seconds: int = CELL_SECONDS,
    files: Mapping[str, bytes] | None = None,
) -> NotebookNode:
    """An executed copy, its cells counted 1 to n; the notebook given stays as it is.

    The working directory is a folder of its own, as strange to the course as a student's; `files`
    lie in it, by name.
    A hung kernel gets one more try, a cell that fails does not. Raises Stopped.
    """
    reason = ""
    for _ in range(2):
        fresh = copy.deepcopy(notebook)
        try:
            _execute(fresh, cell_seconds, files or {})
        except _Hung as problem:
            reason = str(problem)
        else:
            return fresh
    raise Stopped(f"{reason}, twice. Is there a loop that does not end?")


def _execute(notebook: NotebookNode, cell_seconds: int, files: Mapping[str, bytes]) -> None:
    where = "the kernel's start"

    def note(cell: NotebookNode, cell_index: int) -> None:
        nonlocal where
        where = f"cell {cell.get('id', cell_index)}"

    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    notebook.metadata.pop("widgets", None)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        work = Path(folder) / "work"
        work.mkdir()
        for name, data in files.items():
            (work / name).write_bytes(data)
        client = NotebookClient(
            notebook,
            timeout=cell_seconds,
            kernel_name="python3",
            shutdown_kernel="immediate",
            record_timing=False,
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(work)}},
            on_cell_start=note,
            config=_without_ports(Path(folder)) if os.name == "posix" else Config(),
        )
        try:
            asyncio.run(
                _within(client, Path(folder) / "ipython", max(NOTEBOOK_SECONDS, cell_seconds))
            )
        except CellExecutionError as error:
            raise Stopped(f"{where}: {error.ename}: {error.evalue}") from None
        except DeadKernelError:
            raise Stopped(f"{where}: the kernel died.") from None
        except (CellTimeoutError, TimeoutError):
            raise _Hung(f"{where}: no answer within {cell_seconds} s") from None
        except RuntimeError as error:
            if "Kernel didn't respond" not in str(error):
                raise
            raise _Hung(f"{where}: the kernel did not start") from None


def _without_ports(folder: Path) -> Config:
    """Sockets in the run's own folder: between choosing and binding, a port can be taken."""
    return Config(KernelManager={"transport": "ipc", "ip": str(folder / "kernel")})


async def _within(client: NotebookClient, home: Path, seconds: int) -> None:
    await asyncio.wait_for(client.async_execute(env=student_environment(home)), seconds)


def student_environment(home: Path) -> dict[str, str]:
    """The environment of a student's kernel, whatever the maker works or tests with.

    The kernel finds this course, installed or not. A maker's own IPython profile and switches
    that make Python warn more have no say in what a lesson shows.
    """
    search = [str(Path(course.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]
    kept = {name: value for name, value in os.environ.items() if name not in _MAKERS_SWITCHES}
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(part for part in search if part),
        "IPYTHONDIR": str(home),
    }


def main(paths: Sequence[Path] = ()) -> int:
    """0 when every notebook ran to its end, 1 when one of them stopped."""

    def timed(path: Path) -> str:
        before = time.perf_counter()
        run(path)
        return f"ran in {time.perf_counter() - before:.1f} s"

    return each(paths, timed, (Stopped, ValueError))
