"""Doctor: what stands between a person and the lessons, in plain words, and how to mend it.

Standard library only, and it parses on Python 3.8: it must be able to say "your Python is too
old" from a clone in which nothing is installed.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

OLDEST = (3, 11)
NEWEST = (3, 14)
PORT = 8888
HERE = Path(__file__).resolve().parent
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


# --- Python ---------------------------------------------------------------------------------


def check_python(version: Tuple[int, ...] = tuple(sys.version_info[:3])) -> Finding:
    """Whether this Python is one the course runs on."""
    shown = ".".join(str(part) for part in version)
    if version[:2] < OLDEST:
        return Finding(
            "wrong",
            "This Python is {}: too old. The course needs Python 3.11 or newer.".format(shown),
            "Install a newer Python (python.org, or your system's packages), then: make lab. "
            "If it has a name of its own: make lab PYTHON=python3.13",
        )
    if version[:2] > NEWEST:
        return Finding(
            "note",
            "This Python is {}. The course was tried on Python 3.11 to 3.14.".format(shown),
            "If a library will not install, take Python 3.14: make lab PYTHON=python3.14",
        )
    return Finding("ok", "Python {}".format(shown))


# --- libraries ------------------------------------------------------------------------------


def surroundings() -> Dict[str, str]:
    """The names that a requirement's marker may ask for, with their values here."""
    full = "{}.{}.{}".format(*sys.version_info[:3])
    return {
        "python_version": "{}.{}".format(*sys.version_info[:2]),
        "python_full_version": full,
        "implementation_version": full,
        "implementation_name": sys.implementation.name,
        "platform_python_implementation": platform.python_implementation(),
        "platform_system": platform.system(),
        "platform_machine": platform.machine(),
        "sys_platform": sys.platform,
        "os_name": os.name,
        "extra": "",
    }


def _numbers(version: str) -> List[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def applies(marker: str, values: Optional[Dict[str, str]] = None) -> bool:
    """Whether an environment marker is true here.

    A marker is also a Python expression of names, strings, comparisons, and, or; it is read as
    such, and never evaluated as code. One that cannot be read counts as true.
    """
    known = surroundings() if values is None else values

    def value(node: ast.AST) -> Tuple[str, bool]:
        if isinstance(node, ast.Name):
            return known[node.id], "version" in node.id
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value, False
        raise ValueError("not a marker")

    def compare(left: ast.AST, operator: ast.cmpop, right: ast.AST) -> bool:
        (one, is_version), (two, also) = value(left), value(right)
        if isinstance(operator, ast.In):
            return one in two
        if isinstance(operator, ast.NotIn):
            return one not in two
        a: Any = one
        b: Any = two
        if is_version or also:
            a, b = _numbers(one), _numbers(two)
        results = {
            ast.Eq: a == b,
            ast.NotEq: a != b,
            ast.Lt: a < b,
            ast.LtE: a <= b,
            ast.Gt: a > b,
            ast.GtE: a >= b,
        }
        return bool(results[type(operator)])

    def truth(node: ast.AST) -> bool:
        if isinstance(node, ast.BoolOp):
            parts = [truth(part) for part in node.values]
            return all(parts) if isinstance(node.op, ast.And) else any(parts)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return compare(node.left, node.ops[0], node.comparators[0])
        raise ValueError("not a marker")

    try:
        return truth(ast.parse(marker.strip(), mode="eval").body)
    except (SyntaxError, ValueError, KeyError):
        return True


def pins(path: Path) -> Dict[str, str]:
    """The versions that a requirements file pins for this machine, by library."""
    found: Dict[str, str] = {}
    for written in path.read_text(encoding="utf-8").splitlines():
        line = written.split("#", 1)[0].strip()
        if line.startswith("-r "):
            found.update(pins(path.parent / line[3:].strip()))
        elif "==" in line:
            pin, _, marker = line.partition(";")
            if not marker or applies(marker):
                name, _, version = pin.partition("==")
                found[name.strip()] = version.strip()
    return found


def installed(name: str) -> Optional[str]:
    """The version of a library that this Python finds, or None."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def wanted() -> Dict[str, str]:
    """The libraries the lessons need, with the pinned version ("" where none is pinned)."""
    if is_clone():
        return pins(HERE.parent / "requirements" / "lab.txt")
    from importlib import metadata

    try:
        lines = metadata.requires("on-what-terms") or []
    except metadata.PackageNotFoundError:
        lines = []
    names = [line.split(";", 1) for line in lines]
    return {
        re.split(r"[^A-Za-z0-9._-]", parts[0].strip(), maxsplit=1)[0]: ""
        for parts in names
        if len(parts) == 1 or applies(parts[1])
    }


def check_libraries(needed: Optional[Dict[str, str]] = None) -> Iterator[Finding]:
    """Which libraries are missing, and which are not the pinned version."""
    needed = wanted() if needed is None else needed
    missing, other = [], []
    for name, version in sorted(needed.items()):
        here = installed(name)
        if here is None:
            missing.append(name)
        elif version and here != version:
            other.append("{} is {} and should be {}".format(name, here, version))
    if missing:
        verb = "library is" if len(missing) == 1 else "libraries are"
        yield Finding(
            "wrong",
            "{} {} missing: {}.".format(len(missing), verb, _some(missing)),
            install_again(),
        )
    if other:
        yield Finding(
            "note",
            "Not the version the lessons were made with: {}. Results may look different.".format(
                _some(other)
            ),
            install_again(),
        )
    if not missing and not other:
        yield Finding("ok", "{} libraries, all as they should be".format(len(needed)))
    if installed("on-what-terms") is None:
        yield Finding(
            "note",
            "The course itself is not installed in this Python: lessons find it only when "
            "JupyterLab is started with: python -m course lab",
        )


def _some(names: Sequence[str], most: int = 8) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (" and {} more".format(more) if more > 0 else "")


# --- texts and tables -----------------------------------------------------------------------


def seeds(folder: Path) -> Dict[str, str]:
    """The hash of each seed, read line by line from SOURCES.toml (3.8 has no TOML reader)."""
    found: Dict[str, str] = {}
    name = ""
    for line in (folder / "SOURCES.toml").read_text(encoding="utf-8").splitlines():
        match = re.match(r'(file|sha256) = "([^"]+)"', line)
        if match and match.group(1) == "file":
            name = match.group(2)
        elif match:
            found[name] = match.group(2)
    return found


def check_seeds(folder: Optional[Path] = None) -> Iterator[Finding]:
    """Whether each text has the bytes the course was built on."""
    folder = folder or root() / "seeds"
    mend = "git checkout -- seeds" if is_clone() else install_again()
    try:
        known = seeds(folder)
    except OSError:
        yield Finding("wrong", "seeds/SOURCES.toml is missing or cannot be read.", mend)
        return
    for name, wanted_hash in known.items():
        path = folder / Path(name).name
        try:
            raw = path.read_bytes()
        except OSError:
            yield Finding("wrong", "The text {} is missing.".format(path.name), mend)
            continue
        if hashlib.sha256(raw).hexdigest() == wanted_hash:
            yield Finding("ok", "Text {}, {} bytes, unchanged".format(path.name, len(raw)))
        elif b"\r\n" in raw:
            yield Finding(
                "wrong",
                "The text {} was changed: its line ends are those of Windows, so every place "
                "in it has moved.".format(path.name),
                "git config core.autocrlf false, then: " + mend,
            )
        else:
            yield Finding(
                "wrong",
                "The text {} was changed. All places in it would be wrong.".format(path.name),
                mend,
            )


def _fault(path: Path, fields: Sequence[str], text: str) -> str:
    """What is wrong with one table, or nothing."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if list(rows.fieldnames or ()) != list(fields):
                return "its columns are not those that datapackage.json names"
            for number, row in enumerate(rows, start=2):
                if None in row or None in row.values():
                    return "line {} has too many or too few cells".format(number)
                if not row.get("exact") or not row.get("start"):
                    continue
                if text and text[int(row["start"]) : int(row["end"])] != row["exact"]:
                    return "line {} points at other words than it quotes".format(number)
    except OSError:
        return "it is missing or cannot be read"
    except (UnicodeDecodeError, ValueError):
        return "it is not UTF-8, or a place in it is not a number"
    return ""


def _text(folder: Path) -> str:
    """The text that the tables quote; empty where it is not to be had, or not the only one."""
    try:
        (name,) = seeds(folder)
        return (folder / name).read_bytes().decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def check_data(folder: Optional[Path] = None) -> Iterator[Finding]:
    """Whether the tables have their columns, and each quoting row still finds its words."""
    folder = folder or root()
    mend = "git checkout -- datasets" if is_clone() else install_again()
    try:
        described = (folder / "datasets" / "datapackage.json").read_text(encoding="utf-8")
        resources = json.loads(described)["resources"]
        resources = [(one["path"], one["schema"]["fields"]) for one in resources]
    except (OSError, ValueError, KeyError, TypeError):
        yield Finding("wrong", "datasets/datapackage.json is missing or damaged.", mend)
        return
    text = _text(folder / "seeds")
    faults = 0
    for name, fields in resources:
        fault = _fault(folder / "datasets" / name, [field["name"] for field in fields], text)
        if fault:
            faults += 1
            says = "The table {} was changed: {}.".format(name, fault)
            yield Finding("wrong", says, mend)
    if not faults:
        yield Finding("ok", "{} tables, as described".format(len(resources)))


def check_edited() -> Iterator[Finding]:
    """What git knows to be edited among texts and tables; silent where it cannot be asked."""
    command = ["git", "status", "--porcelain", "--", "seeds", "datasets"]
    try:
        done = subprocess.run(
            command, cwd=str(HERE.parent), capture_output=True, check=False, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return
    names = [line[3:] for line in done.stdout.decode("utf-8", "replace").splitlines()]
    if names and done.returncode == 0:
        yield Finding(
            "note",
            "Edited since the course was published: {}.".format(_some(names)),
            "If you did not mean to: git checkout -- seeds datasets",
        )


# --- the machine ----------------------------------------------------------------------------


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


# --- all together ---------------------------------------------------------------------------


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


def other_python() -> Optional[Path]:
    """The clone's own Python, when this is another one; None if it has none."""
    python = own_python(HERE.parent)
    if not is_clone() or not os.path.lexists(str(python)):
        return None
    if os.path.realpath(sys.prefix) == os.path.realpath(str(HERE.parent / ".venv")):
        return None
    return python


def _in_own_python(work: Optional[Path]) -> Optional[int]:
    """The verdict of the clone's own Python, when another one was asked; None if it has none."""
    python = other_python()
    if python is None or os.environ.get("COURSE_DOCTOR"):
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
