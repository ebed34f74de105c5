"""Where students' code runs: the sandbox, or plain processes where the files are trusted."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from course.grading.records import Limits

WAITING = 2
"""A cell may take so many times its seconds if it does not compute: others use the machine too."""


class NotIsolated(RuntimeError):
    """Students' code cannot be shut in here; the message says why, and what can be done."""


class Lost(RuntimeError):
    """A session has ended before its time: the cell stopped Python, or never ended.

    `earlier` says that a cell before this one is to blame.
    """

    def __init__(self, why: str, *, earlier: bool = False) -> None:
        super().__init__(why)
        self.earlier = earlier


@dataclass(frozen=True)
class Step:
    """One cell to run: its source, and the expressions that are wanted after it, by question."""

    source: str
    ask: Mapping[str, str]
    show: bool = False


class Session(Protocol):
    """One notebook being run."""

    def run(self, step: Step, seconds: float) -> dict[str, Any]:
        """The frame of the cell (see inside/cells.py); nothing in it is to be trusted.

        Raises Lost, with a sentence for the student, when the cell stopped Python or did not end.
        """

    def close(self) -> None:
        """Nothing; what the session started has ended."""


class Place(Protocol):
    """Where sessions are opened; several may be open at once."""

    isolation: str
    """How work is kept apart here, as a sentence for reports."""
    trusted: bool
    """Whether the files had to be trusted."""

    def warm(self, sources: Sequence[str]) -> None:
        """Nothing; a lesson's own cells were run once, so that sessions open faster."""

    def start(self, files: Mapping[str, bytes], limits: Limits) -> Session:
        """A fresh session whose working folder holds the files."""

    def stop(self) -> None:
        """Nothing; every session that is open is lost at once."""


@contextlib.contextmanager
def open_place(trust: bool = False, notices: Sequence[int] = ()) -> Iterator[Place]:
    """A place to run students' code in: the sandbox, or with `trust` also plain processes.

    Raises NotIsolated where there is no sandbox and the files are not trusted.
    """
    why = "This system has no namespaces; they are Linux's."
    if sys.platform == "linux":
        from course.grading.warm import Sandbox

        try:
            with Sandbox(notices) as place:
                yield place
                return
        except NotIsolated as problem:
            why = str(problem)
    if not trust:
        raise NotIsolated(
            f"Students' code cannot be shut in on this machine. {why} Grade on Linux, in WSL2 or "
            "in a container that allows namespaces; or, if you know and trust all the files, "
            "add --trust."
        )
    from course.grading.processes import Processes

    with Processes(notices, why) as place:
        yield place
