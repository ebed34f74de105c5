"""Once installed nothing needs a network: the lessons on a machine that has none.

The tests run in a network namespace of their own, in which there is nothing but the loopback
device; that needs the rights of the superuser, or user namespaces.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from tracked import ROOT

from course.doctor import GET_CHROMIUM, chromium

# Switches the loopback device of its namespace on (SIOCSIFFLAGS; IFF_UP and IFF_RUNNING), then
# becomes the command: so no tool is needed that a bare machine may not have.
INSIDE = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
    fcntl.ioctl(device, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))
os.execv(sys.argv[1], sys.argv[1:])
"""


def cut_off(*command: str) -> subprocess.CompletedProcess[str]:
    """What a command does that can reach nothing but this machine."""
    rights = [] if os.geteuid() == 0 else ["--map-root-user"]
    unshare = shutil.which("unshare")
    assert unshare, "this proof needs Linux, and unshare (Debian: util-linux)"
    return subprocess.run(
        [unshare, "--net", *rights, sys.executable, "-c", INSIDE, *command],
        cwd=ROOT,
        env=os.environ | {"PIP_NO_INDEX": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_there_really_is_no_network() -> None:
    ask = (
        "import socket; names = [name for _, name in socket.if_nameindex()]; print(names)\n"
        "try:\n socket.create_connection(('192.0.2.1', 80), 2)\n"
        "except OSError as problem: print(problem)\n"
        "with socket.create_server(('127.0.0.1', 0)) as one:\n"
        " socket.create_connection(one.getsockname(), 2); print('loopback works')"
    )
    done = cut_off(sys.executable, "-c", ask)
    assert done.returncode == 0, done.stderr
    assert "Network is unreachable" in done.stdout
    assert "loopback works" in done.stdout


def test_the_doctor_has_no_complaint() -> None:
    done = cut_off(sys.executable, "-m", "course", "doctor")
    assert done.returncode == 0, done.stdout


def test_every_lesson_in_jupyterlab() -> None:
    """Through our door, in Chromium: opened, run, looked at, nothing asked for outside."""
    if not chromium():
        pytest.fail(f"no Chromium for this proof. {GET_CHROMIUM}")
    two = ("-n", "2", "--dist", "loadfile")
    done = cut_off(sys.executable, "-m", "pytest", "-q", *two, "tests/browser", "tests/test_lab.py")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_every_lesson_with_nbval() -> None:
    done = cut_off(sys.executable, "-m", "pytest", "-q", "--nbval", "notebooks")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
