"""The machine: whether work can be saved, whether the port is free, whether there is a browser."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from pathlib import Path

from course.doctor.findings import WINDOWS, Finding

PORT = 8888


def check_writing(folder: Path) -> Finding:
    """Whether a student's work can be saved in this folder (or where it would be made)."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    mend = "Choose a folder of your own: python -m course lab --work FOLDER"
    if not place.is_dir():
        return Finding("wrong", "{} is a file, and should be a folder.".format(place), mend)
    try:
        with tempfile.NamedTemporaryFile(dir=str(place), prefix=".course-"):
            pass
    except OSError as error:
        says = "Nothing can be saved in {}: {}.".format(place, error.strerror or error)
        return Finding("wrong", says, mend)
    return Finding("ok", "Your work can be saved in {}".format(folder))


def port_is_free(port: int = PORT, address: str = "127.0.0.1") -> bool:
    """Whether a server could listen on this port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if not WINDOWS:  # there it would allow two servers on one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def check_port(port: int = PORT) -> Finding:
    """Whether JupyterLab's usual port is free."""
    if port_is_free(port):
        return Finding("ok", "Port {} is free".format(port))
    return Finding(
        "note",
        "Port {} is taken, perhaps by another JupyterLab.".format(port),
        "Nothing to do: make lab takes the next free one and prints its address.",
    )


CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
GET_CHROMIUM = (
    "Debian, Ubuntu: apt-get install chromium. Elsewhere install Chromium or Chrome and give "
    "its place: COURSE_CHROMIUM=/path/to/chromium make test"
)


def chromium() -> str:
    """The browser for the browser tests, or "" if there is none."""
    named = os.environ.get("COURSE_CHROMIUM", "")
    if named:
        return named if Path(named).is_file() else ""
    return next((path for path in map(shutil.which, CHROMIUM) if path), "")


def check_browser() -> Finding:
    """Whether the browser tests can run; no lesson needs this."""
    found = chromium()
    if found:
        return Finding("ok", "Browser for the tests: {}".format(found))
    return Finding(
        "note", "No Chromium for the browser tests (the lessons need none).", GET_CHROMIUM
    )
