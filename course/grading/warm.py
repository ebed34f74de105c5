"""The grader's end of the sandbox: one zygote, and a session for each of its children."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import socket
import struct
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import course
from course.grading.keyless import keyless
from course.grading.places import WAITING, Lost, NotIsolated, Step
from course.grading.records import Limits
from course.library import exercise_files

_START_SECONDS = 60.0
_GRACE = 0.75
"""Seconds a cell gets to end by itself once its time is over."""
_SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/localtime", "/etc/ld.so.cache")
_RUN = """
import json, sys
sys.dont_write_bytecode = True
words = json.loads(sys.argv[1])
sys.path.insert(0, words.pop("package"))
from course.grading.inside.zygote import main
main(**words)
"""


class Sandbox:
    """The sandbox, as a place to run notebooks; use it in a `with`."""

    trusted = False

    def __init__(self, notices: Sequence[int] = ()) -> None:
        self._ends = contextlib.ExitStack()
        self._lock = threading.Lock()
        self._jobs = 0
        self._slots: set[int] = set()
        try:
            self._start(notices)
        except BaseException:
            self._ends.close()
            raise

    def _start(self, notices: Sequence[int]) -> None:
        folder = Path(self._ends.enter_context(tempfile.TemporaryDirectory(prefix="course-")))
        folder.chmod(0o755)
        package = keyless(folder / "package", notices)
        (folder / "root").mkdir()
        words = {
            "package": str(package),
            "base": str(folder / "root"),
            "seen": [*_seen(), str(package)],
            "over": _hidden_behind(package),
        }
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control = self._ends.enter_context(ours)
        errors = tempfile.TemporaryFile()  # noqa: SIM115
        self._ends.enter_context(errors)
        with theirs:
            self._zygote = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-c", _HANDLE_3, json.dumps(words), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=_environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        self._ends.callback(self._end)
        told = self._hear(_START_SECONDS)
        if not told:
            errors.seek(0)
            lines = errors.read().decode("utf-8", "replace").strip().splitlines()
            raise NotIsolated(f"The sandbox did not start: {lines[-1] if lines else 'no reason'}.")
        landlock = f"Landlock {told['landlock']}" if told["landlock"] else "no Landlock"
        self.isolation = (
            "Each submission ran in a sandbox of its own: no network, no other processes, a folder "
            f"of its own, the libraries read-only ({landlock})."
        )
        self._probe()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_why: object) -> None:
        self._ends.close()

    def warm(self, sources: Sequence[str]) -> None:
        """Nothing; the zygote has run the cells once."""
        self._control.send(json.dumps({"warm": list(sources)}).encode("ascii"))
        self._hear(_START_SECONDS)

    def start(self, files: Mapping[str, bytes], limits: Limits) -> Child:
        """A fresh child whose working folder holds the files."""
        ours, theirs = socket.socketpair()
        with self._lock, theirs:
            self._jobs += 1
            job = self._jobs
            slot = next(one for one in range(64) if one not in self._slots)
            self._slots.add(slot)
            room = {
                "slot": slot,
                "memory": limits.memory,
                "folder": limits.folder,
                "tasks": limits.tasks,
                "seconds": limits.wall_seconds,
            }
            order = json.dumps({"start": job, "room": room}).encode("ascii")
            try:
                socket.send_fds(self._control, [order], [theirs.fileno()])
            except OSError:
                ours.close()
                raise NotIsolated("The sandbox has ended. Start again.") from None

        def stop() -> None:
            ours.close()
            with self._lock, contextlib.suppress(OSError):
                self._control.send(json.dumps({"stop": job}).encode("ascii"))
                self._slots.discard(slot)

        child = Child(ours, stop, limits)
        try:
            child.begin(files)
        except BaseException:
            stop()
            raise
        return child

    def stop(self) -> None:
        """Nothing; the zygote is gone, and every child with it."""
        self._zygote.kill()

    def _hear(self, seconds: float) -> dict[str, Any]:
        if not select.select([self._control], [], [], seconds)[0]:
            return {}
        raw = self._control.recv(1 << 16)
        return dict(json.loads(raw)) if raw else {}

    def _end(self) -> None:
        self._control.close()
        self._zygote.kill()
        self._zygote.wait()

    def _probe(self) -> None:
        """Nothing; raises NotIsolated when something can be reached that must not be."""
        child = self.start({}, Limits())
        try:
            frame = child.run(Step(_PROBE, {"found": "found"}), 10)
        finally:
            child.close()
        found = frame.get("answers", {}).get("found")
        if frame.get("error") or found != []:
            raise NotIsolated(f"The sandbox leaks: {frame.get('error') or found}.")


_HANDLE_3 = (
    "import os, sys\nos.dup2(int(sys.argv[2]), 3)\nos.set_inheritable(3, False)\n"
    "os.closerange(4, 256)\n" + _RUN
)

_PROBE = f"""
import os, socket
found = []
def leaks(name, attempt):
    try:
        attempt()
    except (OSError, ValueError):
        return
    found.append(name)
leaks("network", lambda: socket.create_connection(("127.0.0.1", 9), 0.2))
leaks("processes", lambda: os.kill({os.getpid()}, 0))
leaks("process list", lambda: os.listdir("/proc"))
leaks("exercise records", lambda: os.stat({str(exercise_files()["00"])!r}))
leaks("writing", lambda: open("/usr/bin/course-probe", "w"))
leaks("devices", lambda: os.open("/dev/mem", os.O_RDONLY))
leaks("rights", lambda: os.setuid(0))
found
"""


class Child:
    """One notebook being run in the sandbox."""

    def __init__(self, wire: socket.socket, stop: Any, limits: Limits) -> None:
        self._wire, self._stop, self._limits = wire, stop, limits
        self._count = 0

    def begin(self, files: Mapping[str, bytes]) -> None:
        """Nothing; the child is shut in and has its files. Raises NotIsolated if it is not."""
        packed = {name: base64.b64encode(data).decode("ascii") for name, data in files.items()}
        first = {"files": packed, "stream": self._limits.stream, "frame": self._limits.frame}
        try:
            self._send(first)
            told = self._frame(time.monotonic() + _START_SECONDS)
        except Lost as problem:
            raise NotIsolated(f"A child of the sandbox did not start: {problem}") from None
        if told != {"ready": True}:
            raise NotIsolated(f"A child could not be shut in: {str(told.get('failed'))[:200]}.")

    def run(self, step: Step, seconds: float) -> dict[str, Any]:
        """The frame of one cell; raises Lost."""
        if select.select([self._wire], [], [], 0)[0]:  # nobody was asked
            raise Lost("it stopped Python, or wrote where only Python may", earlier=True)
        self._count += 1
        order = {"n": self._count, "source": step.source, "ask": dict(step.ask)}
        self._send({**order, "show": step.show, "seconds": seconds})
        frame = self._frame(time.monotonic() + WAITING * (seconds + bool(step.ask)) + _GRACE)
        if frame.get("n") != self._count:
            raise Lost("it wrote where only Python may")
        return frame

    def close(self) -> None:
        """Nothing; the child and all that it started are gone."""
        self._stop()

    def _send(self, words: dict[str, Any]) -> None:
        raw = json.dumps(words).encode("ascii")
        try:
            self._wire.settimeout(10)
            self._wire.sendall(struct.pack(">I", len(raw)) + raw)
        except OSError:
            raise Lost("it stopped Python") from None

    def _frame(self, until: float) -> dict[str, Any]:
        size = struct.unpack(">I", self._bytes(4, until))[0]
        if size > self._limits.frame + 1000:
            raise Lost("it sent more than can be read")
        try:
            frame = json.loads(self._bytes(size, until))
        except (ValueError, RecursionError):
            raise Lost("it sent what cannot be read") from None
        if type(frame) is not dict:
            raise Lost("it sent what cannot be read")
        return frame

    def _bytes(self, size: int, until: float) -> bytes:
        parts = []
        while size:
            left = until - time.monotonic()
            try:
                if left <= 0:
                    raise TimeoutError
                self._wire.settimeout(left)
                part = self._wire.recv(min(size, 1 << 20))
            except TimeoutError:
                raise Lost("it did not end in time") from None
            except OSError:
                part = b""
            if not part:
                raise Lost("it stopped Python")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _seen() -> list[str]:
    """The interpreter's and the libraries' files, and what of the system they need."""
    paths = {*map(Path, _SYSTEM), Path(sys.prefix), Path(sys.base_prefix)}
    paths |= {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib", "stdlib")}
    # Of the search path only what is for libraries: a folder of the teacher's own may be on it too.
    paths |= {Path(one) for one in sys.path if one.endswith(("site-packages", "dist-packages"))}
    real = {path.resolve() for path in paths if not path.is_symlink()}
    return [str(one) for one in sorted({*paths, *real}) if one.exists() and one != Path("/")]


def _hidden_behind(package: Path) -> list[list[str]]:
    """What the course without keys is laid over: an installed course among the libraries."""
    installed = Path(course.__file__).parent
    seen = any(installed.is_relative_to(one) for one in _seen())
    return [[str(package / "course"), str(installed)]] if seen else []


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir()
    threads = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_NUM_THREADS")
    return {
        **dict.fromkeys(threads, "1"),
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONHASHSEED": "0",
    }
