"""The zygote: a clean process with the libraries loaded, which forks one shut-in child a job.

It is started by exec with a course that has no keys, so no answer was ever in its memory. Handle 3
is the grader's end: a message {"start": n, "room": {…}} with a socket makes a child that runs cells
over that socket; {"stop": n} ends it and everything it started; {"warm": [sources]} runs a lesson's
own cells once, so that the children find its tables read.
"""

from __future__ import annotations

import base64
import gc
import io
import json
import os
import signal
import socket
import struct
import sys
from typing import Any

from course.grading.inside import sandbox

CONTROL = 3


def main(base: str, seen: list[str], over: list[list[str]]) -> None:
    """Nothing; it serves until the grader goes away."""
    sandbox.die_with_parent()
    own = sandbox.own_processes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=CONTROL)
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    home = os.open("/proc/self/ns/pid", os.O_RDONLY)
    _load_libraries()
    from course.grading.inside.cells import Cells

    cells = Cells()
    sandbox.enter_root(base, [*seen, *_libraries()], [(what, where) for what, where in over])
    _tell(control, {"ready": True, "own": own, "landlock": sandbox.landlock_version()})
    children: dict[int, int] = {}
    while True:
        raw, handles, _flags, _from = socket.recv_fds(control, 1 << 20, 1)
        if not raw:
            return
        order = json.loads(raw)
        if "warm" in order:
            _warm(cells, order["warm"])
            _tell(control, {"warm": True})
        elif "stop" in order:
            child = children.pop(order["stop"], 0)
            if child:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        else:
            child = sandbox.fork_apart(home)
            if child == 0:
                control.close()
                os.close(home)
                _child(cells, handles[0], sandbox.Room(**order["room"]), own, proc)
            children[order["start"]] = child
            os.close(handles[0])


def _load_libraries() -> None:
    import anywidget  # noqa: F401
    import ipywidgets  # noqa: F401
    import pandas as pd
    import plotly.graph_objects as go
    import plotly.io

    plotly.io.renderers.default = "plotly_mimetype"
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": [1.0, 2.0]})
    frame.pivot_table(index="a", columns="b", values="c", aggfunc="max")
    pd.read_csv(io.StringIO("a,b\n1,x"), encoding="utf-8")
    frame._repr_html_()  # type: ignore[operator]
    go.Figure(go.Bar(x=[1], y=[1])).to_dict()


def _libraries() -> list[str]:
    """The files this process has loaded code from, wherever they lie."""
    with open("/proc/self/maps", encoding="utf-8") as file:
        mapped = {line.split(maxsplit=5)[5].strip() for line in file if "/" in line}
    return [path for path in mapped if os.path.isfile(path)]


def _warm(cells: Any, sources: list[str]) -> None:
    from ipywidgets import Widget

    from course import progress

    for source in sources:
        cells.run(source, {})
    Widget.close_all()
    progress.forget()
    cells.shell.reset(new_session=False)
    gc.collect()
    gc.freeze()  # what stays is not touched again, and its pages stay shared


def _tell(control: socket.socket, words: dict[str, Any]) -> None:
    control.send(json.dumps(words).encode("ascii"))


def _child(cells: Any, handle: int, room: sandbox.Room, own: bool, proc: int) -> None:
    from course.grading.inside.cells import lay, main_loop

    try:
        sandbox.shut_in(room, own, proc)
        nowhere = os.open("/dev/null", os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        own_folder = os.path.dirname(sandbox.FOLDER)
        os.environ.update(HOME=own_folder, IPYTHONDIR=own_folder, TMPDIR=own_folder)
        wire = Wire(handle)
        first = wire.read() or {}
        cells.stream, cells.frame = first["stream"], first["frame"]
        files = {name: base64.b64decode(data) for name, data in first["files"].items()}
        lay(files, sandbox.FOLDER)
        wire.send(b'{"ready": true}')
        main_loop(cells, wire.read, wire.send)
    except BaseException as problem:
        words = {"failed": f"{type(problem).__name__}: {problem}"}
        os.write(handle, frame_of(json.dumps(words).encode("ascii")))
    finally:
        os._exit(0)


def frame_of(raw: bytes) -> bytes:
    """The bytes with their length before them."""
    return struct.pack(">I", len(raw)) + raw


class Wire:
    """The child's end: length-prefixed JSON."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def read(self) -> dict[str, Any] | None:
        """The next message, or None when the grader has gone."""
        head = self._bytes(4)
        body = self._bytes(struct.unpack(">I", head)[0]) if head else b""
        return dict(json.loads(body)) if body else None

    def send(self, raw: bytes) -> None:
        """Nothing; the bytes are sent, all of them."""
        left = memoryview(frame_of(raw))
        while left:
            left = left[os.write(self._handle, left) :]

    def _bytes(self, size: int) -> bytes:
        parts = []
        while size:
            part = os.read(self._handle, min(size, 1 << 20))
            if not part:
                return b""
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
