"""A class on one server: JupyterHub, in which every student comes through our own door."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

CONFIG = Path(__file__).parent / "jupyterhub_config.py"
PROXY = "configurable-http-proxy"


def port(user: int) -> int:
    """A free port for a user of the hub, who is counted from 1.

    Each has ten of their own, below those that the system hands out: of thirty seats that are
    given any free port, one or two lose it to a kernel or a connection before they are up.
    """
    first = 20_000 + user % 1200 * 10
    for number in range(first, first + 10):
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", number))
            except OSError:
                continue
            return number
    return 0  # as without us: any port


def missing(state: Path) -> list[str]:
    """What this machine lacks to be a class's server, each with the way to get it."""
    words = []
    if os.name == "nt":
        words.append("JupyterHub does not run on Windows: take a machine with Linux.")
    if not (find_spec("jupyterhub") and find_spec("nbgitpuller")):
        words.append("JupyterHub is not installed in this Python. In a clone: make hub")
    if not shutil.which(PROXY, path=_search(state)):
        words.append(
            f"{PROXY} is not installed; it comes with Node's npm: "
            f'npm install --prefix "{state}" {PROXY}'
        )
    return words


def _search(state: Path) -> str:
    """Where the proxy is looked for: beside the hub's own files, then on the PATH."""
    return os.pathsep.join([str(state / "node_modules" / ".bin"), os.environ.get("PATH", "")])


def main(state: Path | None = None, more: Sequence[str] = ()) -> int:
    """1 when something is missing, which is said; else this process becomes the hub.

    The hub keeps its files (its database, the secret of its cookies) in `state`.
    """
    folder = (state or Path.home() / "on-what-terms-hub").expanduser().absolute()
    lacking = missing(folder)
    if lacking:
        print("\n".join(lacking))
        return 1
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.chdir(folder)
    except OSError as problem:
        print(f"The folder {folder} cannot be used: {problem.strerror or problem}.")
        return 1
    if os.geteuid() != 0:
        print("Not started by the superuser: only you yourself can log in.", flush=True)
    os.environ["PATH"] = _search(folder)
    return os.execv(  # noqa: S606
        sys.executable, [sys.executable, "-m", "jupyterhub", "-f", str(CONFIG), *more]
    )
