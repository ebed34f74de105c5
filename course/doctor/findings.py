"""What the doctor says, and where it looks: one finding, the course's folders, the way to mend."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple, Sequence

HERE = Path(__file__).resolve().parent.parent
"""The package's own folder."""
WINDOWS = os.name == "nt"


class Finding(NamedTuple):
    """One thing that was looked at: `level` is ok, note or wrong (wrong stops a lesson)."""

    level: str
    says: str
    mend: str = ""


def root() -> Path:
    """The folder with seeds/ and datasets/: the wheel's own copy, or the clone."""
    packed = HERE / "_data"
    return packed if packed.is_dir() else HERE.parent


def is_clone() -> bool:
    """Whether this is a clone, with pins and tests, and not an installed wheel."""
    return (HERE.parent / "requirements" / "lab.txt").is_file()


def own_python(clone: Path) -> Path:
    """Where `make lab` puts the Python that belongs to a clone."""
    return clone / ".venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")


def install_again() -> str:
    """The command that installs what the lessons need, as it is typed on this system."""
    if not is_clone():
        return "{} -m pip install --upgrade on-what-terms".format(sys.executable)
    if WINDOWS:
        return r".venv\Scripts\python -m pip install -r requirements\lab.txt"
    return "make lab"


def some(names: Sequence[str], most: int = 8) -> str:
    """The first names of a list, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (" and {} more".format(more) if more > 0 else "")
