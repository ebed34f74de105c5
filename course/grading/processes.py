"""Plain processes, one for each notebook: where there is no sandbox and the files are trusted.

The same cells run in the same way as in the sandbox; what is missing is the wall around them. Of
the limits only those hold that the system has: time everywhere, memory and files where POSIX is.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from course.grading.keyless import keyless
from course.grading.places import WAITING, Lost, Step
from course.grading.records import Limits

_START_SECONDS = 120.0
_GRACE = 0.75
_RUN = """
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from course.grading.inside.plain import main
main(sys.argv[2], bytes.fromhex(sys.stdin.readline().strip()))
"""


class Processes:
    """Plain processes, as a place to run notebooks; use it in a `with`."""

    trusted = True

    def __init__(self, notices: Sequence[int], why: str) -> None:
        self._ends = contextlib.ExitStack()
        folder = self._ends.enter_context(
            tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True)
        )
        self._folder = Path(folder)
        self._package = keyless(self._folder / "package", notices)
        self._lock = threading.Lock()
        self._jobs = 0
        self._open: list[Running] = []
        self.isolation = (
            "The files were trusted: they ran as plain processes, with the rights of whoever "
            f"graded them. {why}"
        )

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_why: object) -> None:
        self._ends.close()

    def warm(self, sources: Sequence[str]) -> None:
        """Nothing: each process starts cold."""

    def start(self, files: Mapping[str, bytes], limits: Limits) -> Running:
        """A fresh process whose working folder holds the files."""
        with self._lock:
            self._jobs += 1
            folder = self._folder / f"job{self._jobs}"
        (folder / "work").mkdir(parents=True)
        running = Running(folder, self._package, files, limits)
        with self._lock:
            self._open = [one for one in self._open if one.alive] + [running]
        return running

    def stop(self) -> None:
        """Nothing; every process that runs is killed."""
        with self._lock:
            for one in self._open:
                one.kill()


class Running:
    """One notebook being run in a process."""

    def __init__(
        self, folder: Path, package: Path, files: Mapping[str, bytes], limits: Limits
    ) -> None:
        self._folder, self._limits, self._count = folder, limits, 0
        secret = secrets.token_bytes(32)
        with Listener(authkey=secret) as listener:
            address = listener.address
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-c", _RUN, str(package), json.dumps(address)],
                cwd=folder / "work",
                env=_environment(folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=os.name == "posix",
            )
            assert self._process.stdin is not None  # noqa: S101
            self._process.stdin.write(secret.hex().encode("ascii") + b"\n")
            self._process.stdin.close()
            self._wire: Connection[Any, Any] = self._accepted(listener)
        packed = {name: base64.b64encode(data).decode("ascii") for name, data in files.items()}
        first = {
            "files": packed,
            "stream": limits.stream,
            "frame": limits.frame,
            "memory": limits.memory,
            "folder": limits.folder,
        }
        self._send(first)
        self._frame(_START_SECONDS)

    def run(self, step: Step, seconds: float) -> dict[str, Any]:
        """The frame of one cell; raises Lost."""
        self._count += 1
        order = {"n": self._count, "source": step.source, "ask": dict(step.ask)}
        self._send({**order, "show": step.show, "seconds": seconds})
        frame = self._frame(WAITING * (seconds + bool(step.ask)) + _GRACE)
        if frame.get("n") != self._count:
            raise Lost("it wrote where only Python may")
        return frame

    def close(self) -> None:
        """Nothing; the process has ended."""
        self.kill()
        self._process.wait()
        self._wire.close()

    def _accepted(self, listener: Listener) -> Connection[Any, Any]:
        # A process that dies before it calls would leave us waiting for ever.
        watch = threading.Thread(target=self._give_up, args=(listener.address,), daemon=True)
        watch.start()
        try:
            return listener.accept()
        except Exception as problem:
            self.kill()
            raise Lost("Python did not start") from problem

    def _give_up(self, address: Any) -> None:
        from multiprocessing.connection import Client

        if self._process.wait() != 0:
            with contextlib.suppress(Exception):
                Client(address, authkey=b"it has ended").close()

    def _send(self, words: dict[str, Any]) -> None:
        try:
            self._wire.send_bytes(json.dumps(words).encode("ascii"))
        except OSError:
            raise Lost("it stopped Python") from None

    def _frame(self, seconds: float) -> dict[str, Any]:
        late = threading.Event()

        def over() -> None:
            late.set()
            self.kill()

        timer = threading.Timer(seconds, over)
        timer.daemon = True
        timer.start()
        try:
            frame = json.loads(self._wire.recv_bytes(self._limits.frame + 1000))
        except (EOFError, OSError):
            raise Lost("it did not end in time" if late.is_set() else "it stopped Python") from None
        except (ValueError, RecursionError):
            raise Lost("it sent what cannot be read") from None
        finally:
            timer.cancel()
        if type(frame) is not dict:
            raise Lost("it sent what cannot be read")
        return frame

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Nothing; the process and what it started have ended."""
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, 9)
            else:
                self._process.kill()


def _environment(folder: Path) -> dict[str, str]:
    """What a process needs of the environment, and no secret of the grader's."""
    kept = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "LANG", "LC_ALL", "TEMP", "TMP")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "HOME": str(folder),
        "USERPROFILE": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
    }
