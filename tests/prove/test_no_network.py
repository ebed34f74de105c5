"""With the network cut: JupyterLab through our door, every lesson in Chromium, nothing missing.

The whole proof runs again inside a network namespace that has loopback only.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from browser.labserver import LabServer, launch, lesson
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
INSIDE = "COURSE_WITHOUT_NETWORK"
SIOCGIFFLAGS, SIOCSIFFLAGS, UP = 0x8913, 0x8914, 0x1


def bring_up_loopback() -> None:
    """A new namespace has its loopback down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        asked = struct.pack("16sH14s", b"lo", 0, b"")
        flags = struct.unpack("16sH14s", fcntl.ioctl(handle, SIOCGIFFLAGS, asked))[1]
        fcntl.ioctl(handle, SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", flags | UP, b""))


def run_every_lesson(work: Path) -> None:
    """Open, run and look through every lesson; raises AssertionError at the first fault."""
    names = [name for _, name in socket.if_nameindex()]
    assert names == ["lo"], f"there is a network: {names}"
    with LabServer(work) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for path in sorted(work.glob("[0-9]*.ipynb")):
            with lesson(browser, server, path.name) as shown:
                shown.run_all()
                assert shown.errors() == [], path.name
                assert shown.outside == [], path.name
                print("ran", path.name, flush=True)
        browser.close()


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_every_lesson_runs_without_a_network(tmp_path: Path) -> None:
    as_root = os.geteuid() == 0
    cut = ["unshare", "-n"] if as_root else ["unshare", "-rn"]
    assert subprocess.run([*cut, "true"], check=False).returncode == 0, (
        "this machine lets nobody make a network namespace (unshare -n), so this was not shown"
    )
    done = subprocess.run(
        [*cut, sys.executable, __file__, str(tmp_path / "work")],
        cwd=ROOT,
        env={**os.environ, INSIDE: "yes", "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert done.stdout.count("ran ") == len(list((ROOT / "notebooks").glob("*.ipynb"))) > 0


if __name__ == "__main__" and os.environ.get(INSIDE):
    bring_up_loopback()
    run_every_lesson(Path(sys.argv[1]))
