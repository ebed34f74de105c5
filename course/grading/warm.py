"""The grader's end of the sandbox: one zygote, and a session for each of its children."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import course
from course.grading.child import START_SECONDS, Child
from course.grading.keyless import keyless
from course.grading.places import NotIsolated, Step
from course.grading.records import Limits
from course.library import exercise_files

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
        told = self._hear(START_SECONDS)
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
        self._hear(START_SECONDS)

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
        "PIP_NO_INDEX": "1",  # there is no network: `!pip install` need not wait for one
    }
