"""Doctor: what stands between a person and the lessons, in plain words, and how to mend it.

Standard library only, and all of it parses on Python 3.8: it must be able to say "your Python is
too old" from a clone in which nothing is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator, Optional

from course.doctor.findings import HERE, Finding, is_clone, own_python
from course.doctor.libraries import applies, check_libraries, check_python, pins
from course.doctor.machine import GET_CHROMIUM, check_browser, check_port, check_writing, chromium
from course.doctor.texts import check_data, check_edited, check_seeds

__all__ = [
    "GET_CHROMIUM",
    "Finding",
    "applies",
    "check_port",
    "check_python",
    "check_writing",
    "chromium",
    "examine",
    "is_clone",
    "main",
    "pins",
    "say",
]


def examine(work: Optional[Path] = None) -> Iterator[Finding]:
    """Everything that was looked at, in order."""
    python = check_python()
    yield python
    if python.level != "wrong":  # in another Python, missing libraries say nothing
        yield from check_libraries()
    yield from check_seeds()
    yield from check_data()
    if is_clone():
        yield from check_edited()
    yield check_writing(work or (HERE.parent if is_clone() else Path.cwd()) / "work")
    yield check_port()
    if is_clone():
        yield check_browser()


def _in_own_python(work: Optional[Path]) -> Optional[int]:
    """The verdict of the clone's own Python, when another one was asked; None if it has none."""
    python = own_python(HERE.parent)
    if not is_clone() or os.environ.get("COURSE_DOCTOR") or not os.path.lexists(str(python)):
        return None
    if os.path.realpath(sys.prefix) == os.path.realpath(str(HERE.parent / ".venv")):
        return None
    command = [str(python), "-m", "course", "doctor"] + (["--work", str(work)] if work else [])
    environment = dict(os.environ, COURSE_DOCTOR="asked")
    print("Asking the course's own Python, {}".format(python), flush=True)
    try:
        done = subprocess.run(command, env=environment, cwd=str(HERE.parent), check=False)
    except OSError:
        say(
            Finding(
                "wrong",
                "The course's own Python in .venv does not start.",
                "Delete the folder .venv, then: make lab",
            )
        )
        return 1
    return done.returncode


def say(finding: Finding) -> None:
    """Print one finding, and below it how to mend it."""
    print("{:<6} {}".format(finding.level, finding.says))
    if finding.mend:
        print("       -> {}".format(finding.mend))


def main(work: Optional[Path] = None) -> int:
    """1 when something stops the lessons, else 0; everything found is printed."""
    elsewhere = _in_own_python(work)
    if elsewhere is not None:
        return elsewhere
    findings = []
    for finding in examine(work):
        say(finding)
        findings.append(finding)
    wrong = sum(finding.level == "wrong" for finding in findings)
    notes = sum(finding.level == "note" for finding in findings)
    if wrong:
        print("{} to mend before the lessons can work.".format(wrong))
    elif notes:
        print("The lessons will work. {} to know about.".format(notes))
    else:
        print("All is well.")
    return 1 if wrong else 0
