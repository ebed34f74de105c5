"""The door to JupyterLab: a calm first screen, the course's own Python, a plain address."""

from __future__ import annotations

import getpass
import os
import secrets
import signal
import socket
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from course.classroom.start import FIRST, home, start, told
from course.library import root

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

SETTINGS = Path(__file__).parent / "settings"
"""A Jupyter configuration folder with one file: no news, no update check, no extension manager.

It goes in front of the person's own configuration for this run only, and holds defaults: what
they chose in JupyterLab's settings still counts.
"""


def as_root() -> bool:
    """Whether we are the superuser, whom JupyterLab refuses unless told."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def has_screen() -> bool:
    """Whether a browser can show up here: a server without a screen would open one nobody sees."""
    if os.environ.get("BROWSER") or os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def prepare_environment(work: Path) -> None:
    """Set what JupyterLab and its kernels read from the environment."""
    in_front("JUPYTER_CONFIG_PATH", SETTINGS)
    # A "python3" that the person set up elsewhere may know nothing of the course: ours is first.
    in_front("JUPYTER_PATH", Path(sys.prefix) / "share" / "jupyter")
    try:
        metadata.version("on-what-terms")
    except metadata.PackageNotFoundError:
        # Not installed: the kernels start in work/ and would not find the package.
        in_front("PYTHONPATH", Path(__file__).resolve().parents[2])
    # Last time's open tabs belong to this folder, not to every JupyterLab of this person.
    os.environ.setdefault("JUPYTERLAB_WORKSPACES_DIR", str(work / ".course" / "workspaces"))


def in_front(name: str, path: Path) -> None:
    """Put a folder in front of a search path in the environment."""
    paths = [str(path), *os.environ.get(name, "").split(os.pathsep)]
    os.environ[name] = os.pathsep.join(dict.fromkeys(filter(None, paths)))


def arguments(work: Path, port: int, browser: bool) -> list[str]:
    """What JupyterLab is started with."""
    first = f"/lab/tree/{quote(FIRST)}" if (work / FIRST).is_file() else "/lab"
    given = [
        f"--ServerApp.root_dir={work}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        f"--ServerApp.open_browser={browser}",
        f"--LabApp.default_url={first}",
        "--KernelSpecManager.allowed_kernelspecs=python3",
        "--MultiKernelManager.default_kernel_name=python3",
        "--Application.log_level=WARN",
    ]
    if not os.environ.get("JUPYTER_TOKEN"):
        # Given here and not on a real command line, where others on the machine could read it.
        given.append(f"--IdentityProvider.token={secrets.token_hex(24)}")
    return given + ["--allow-root"] * as_root()


def announce(app: ServerApp, wanted: int, browser: bool) -> None:
    """Print where the lessons are to be found, and how to stop."""
    token = app.identity_provider.token
    address = app.connection_url.rstrip("/") + app.default_url.removeprefix(
        app.base_url.rstrip("/")
    )
    if app.port != wanted:
        print(f"Port {wanted} is taken; this JupyterLab uses {app.port}.")
    print(f"\nThe lessons are at\n\n    {address}{'?token=' + token if token else ''}\n")
    if not browser and not has_screen():
        print("There is no screen here, so no browser was opened. From your own computer:")
        print(f"    ssh -L {app.port}:127.0.0.1:{app.port} {_who()}")
        print("and open the address there while that runs.\n")
    print("Stop with Ctrl-C.", flush=True)


def _who() -> str:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "you"
    return f"{user}@{socket.gethostname()}"


def main(
    work: Path | None = None, port: int = 8888, browser: bool = True, more: Sequence[str] = ()
) -> int:
    """0 when JupyterLab was stopped, 1 when it cannot start.

    It opens the first lesson, with the student's folder as its root.
    """
    folder = (work or home()).expanduser().absolute()
    try:
        print(told(start(root() / "notebooks", folder)), flush=True)
    except OSError as problem:
        print(f"The folder {folder} cannot be filled: {problem.strerror or problem}.")
        print("To see what is wrong: python -m course doctor")
        return 1
    prepare_environment(folder)
    try:
        from jupyterlab.labapp import LabApp
    except ModuleNotFoundError:
        raise  # the door knows another Python, or says what is missing
    except ImportError as problem:
        print(f"JupyterLab cannot be loaded ({problem}).")
        print("To see what is wrong: python -m course doctor")
        return 1
    shown = browser and has_screen()
    app = LabApp.initialize_server(argv=[*arguments(folder, port, shown), *more])
    # The port is bound by the loop's first callback, so the next one speaks of what is true.
    app.io_loop.add_callback(announce, app, port, shown)
    # Without a terminal Ctrl-C would end the loop but not the kernels, and a waiting thread could
    # keep Python alive for ever; with one it would ask. A request to end (SIGTERM) closes
    # everything at once, so Ctrl-C takes that way.
    signal.signal(signal.SIGINT, signal.getsignal(signal.SIGTERM))
    app.start()
    print("Stopped.")
    return 0
