"""One notebook's cells, run one after the other in this process; each gives one frame.

A frame is a dict of plain JSON values: what was printed, what was shown, the error, and the
packed answers that were asked for. Everything in it comes from the student's process and is
trusted by nobody.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any

import pandas as pd
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course.grading.packing import EMPTY, pack

_ELSEWHERE = ("pip", "conda", "mamba", "uv", "matplotlib", "pylab")
"""Magics that only make the student's own computer ready; here they do nothing."""
NAME_CAP, WORDS_CAP = 80, 500
WAITING = 2
"""A cell may take so many times longer if it does not compute: others may use the machine too."""
# A cell may put others in the places of these.
_dumps, _run_cell = json.dumps, InteractiveShell.run_cell


class TooLong(BaseException):
    """The time of a cell is over; no ordinary `except` catches it."""


class Capped(io.StringIO):
    """What a cell prints, up to a cap; the rest is forgotten, and the cell goes on."""

    def __init__(self, cap: int) -> None:
        super().__init__()
        self._left = cap

    def write(self, text: str) -> int:
        """The number of characters taken, as if all were."""
        if self._left > 0:
            super().write(text[: self._left])
        self._left -= len(text)
        return len(text)

    def isatty(self) -> bool:
        """No."""
        return False


class Cells:
    """A notebook's namespace, and the means to run a cell in it."""

    def __init__(self, stream: int = 100_000, frame: int = 1 << 20) -> None:
        # No history: its file would be open in every child, and a thread would write it.
        config = Config({"HistoryManager": {"enabled": False}})
        shell: Any = InteractiveShell.instance(config=config)
        shell.display_pub = CapturingDisplayPublisher(parent=shell)  # type: ignore[no-untyped-call]
        shell.showtraceback = shell.showsyntaxerror = shell.ask_exit = lambda *_a, **_k: None
        shell.display_trap.hook = self._result
        shell.system = shell.system_raw  # the other one wants a terminal
        shell.db = {}  # %cd and others remember things on a disk that is not there
        for magic in _ELSEWHERE:
            shell.register_magic_function(lambda _line: None, "line", magic)
        shell.run_cell("None", store_history=False)
        # As in a notebook: pandas takes a process without a kernel for a terminal.
        pd.set_option("display.max_columns", 20)
        self.shell = shell
        self.stream, self.frame = stream, frame
        self._shown: list[dict[str, Any]] = []
        self._show = False

    def run(
        self, source: str, ask: Mapping[str, str], *, show: bool = False, seconds: float = 0.0
    ) -> dict[str, Any]:
        """The frame of one cell: error, answers, and with `show` what was printed and shown.

        `ask` holds, by question, the expressions whose values are wanted once the cell ran. After
        `seconds` the cell is interrupted, where the system can do that.
        """
        out, err = Capped(self.stream), Capped(self.stream)
        self._shown, self._show = [], show
        publisher = self.shell.display_pub
        publisher.outputs = []
        error: list[str] = []
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _within(seconds):
            try:
                if source.strip():
                    error = self._run(source)
            except BaseException as problem:
                error = _named(problem)
        answers = {}
        with contextlib.redirect_stdout(Capped(0)), contextlib.redirect_stderr(Capped(0)):
            for question, expression in ask.items():
                answers[question] = self._value(expression)
        frame: dict[str, Any] = {"error": error, "answers": answers}
        if show:
            # Another display publisher may have been put in by the cell; ours is asked.
            shown = [one["data"] for one in publisher.outputs] + self._shown
            frame |= {"out": out.getvalue(), "err": err.getvalue(), "shown": shown}
        return frame

    def within_cap(self, frame: dict[str, Any]) -> bytes:
        """The frame as JSON; what makes it too big is left out of it, outputs first."""
        for drop in ((), ("shown",), ("shown", "out", "err"), ("shown", "out", "err", "answers")):
            kept = {name: one for name, one in frame.items() if name not in drop}
            if drop:
                kept["cut"] = list(drop)
            try:
                raw = _dumps(kept, ensure_ascii=True, allow_nan=False).encode("ascii")
            except (TypeError, ValueError, RecursionError):
                continue
            if len(raw) <= self.frame:
                return raw
        return _dumps({"n": frame["n"], "error": [], "answers": {}}).encode("ascii")

    def _run(self, source: str) -> list[str]:
        # What a cell hung into the shell ends with it: it would change the answers of others.
        self.shell.events.callbacks = {name: [] for name in self.shell.events.callbacks}
        self.shell.ast_transformers = []
        self.shell.input_transformers_post = []
        done: Any = _run_cell(self.shell, source, store_history=False)  # type: ignore[no-untyped-call]
        problem = done.error_before_exec or done.error_in_exec
        return _named(problem) if problem else []

    def _value(self, expression: str) -> Any:
        names = self.shell.user_ns
        try:
            with _within(2.0):
                # Most checks read one name; others are looked up as the lesson wrote them.
                if isinstance(ast.parse(expression, mode="eval").body, ast.Name):
                    return pack(names[expression]) if expression in names else EMPTY
                return pack(eval(expression, {"__builtins__": builtins, **names}))  # noqa: S307
        except TooLong:
            return {"form": "Your answer takes too long to read."}
        except BaseException:
            return EMPTY

    def _result(self, value: object) -> None:
        if value is None:
            return
        self.shell.user_ns["_"] = value
        if self._show and len(self._shown) < 50:
            data, _metadata = self.shell.display_formatter.format(value)
            self._shown.append({str(kind): one for kind, one in data.items()})


def _named(problem: object) -> list[str]:
    kind = problem if isinstance(problem, type) else type(problem)
    try:
        words = str(problem)
    except BaseException:
        words = ""
    if kind is TooLong:
        return ["TimeoutError", "the cell ran longer than it may"]
    return [kind.__name__[:NAME_CAP], words[:WORDS_CAP]]


@contextlib.contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Computing for so many seconds, or waiting for twice as many, raises TooLong inside."""
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return

    def over(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, over)
    signal.signal(signal.SIGPROF, over)
    try:
        # Both come again: a loop may swallow one.
        signal.setitimer(signal.ITIMER_REAL, WAITING * seconds, 0.05)
        signal.setitimer(signal.ITIMER_PROF, seconds, 0.05)
        yield
    finally:
        _quiet()


def _quiet() -> None:
    for _ in range(100):  # an alarm may still come on the way
        try:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            return
        except TooLong:
            continue


def lay(files: Mapping[str, bytes], folder: str) -> None:
    """Nothing; the files lie in the folder, those below `datasets/` over the course's data."""
    for name, data in files.items():
        path = os.path.join(folder, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    if any(name.startswith("datasets/") for name in files):
        _overlay(folder)


def _overlay(folder: str) -> None:
    """The course reads its data from the folder, where it has them, and else as before."""
    from course import library

    real = library.root()
    for name in sorted(path.name for path in (real / "datasets").iterdir()):
        mine = os.path.join(folder, "datasets", name)
        if not os.path.exists(mine):
            with open(real / "datasets" / name, "rb") as file, open(mine, "wb") as copy:
                copy.write(file.read())
    seeds = os.path.join(folder, "seeds")
    if not os.path.exists(seeds):
        os.symlink(real / "seeds", seeds)
    here = type(real)(folder)
    library.root = lambda: here  # type: ignore[assignment]
    for cached in (library.package, library.codes):
        cached.cache_clear()


def main_loop(
    cells: Cells, read: Callable[[], dict[str, Any] | None], send: Callable[[bytes], None]
) -> None:
    """Nothing; each message read is run, and its one frame sent, until no message comes."""
    mine, getpid, leave = os.getpid(), os.getpid, os._exit
    home, chdir = os.getcwd(), os.chdir
    while True:
        message = read()
        if message is None:
            return
        frame = cells.run(
            message["source"],
            message["ask"],
            show=message["show"],
            seconds=message["seconds"],
        )
        if getpid() != mine:
            leave(0)  # a copy that the student's code made; it has no say
        if message["ask"]:
            chdir(home)  # the next answer finds its files, wherever this one went
        send(cells.within_cap({"n": message["n"], **frame}))
        sys.stdout.flush()
