"""Texts and tables: whether they have the bytes and the columns the course was built on."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Dict, Iterator, Optional, Sequence

from course.doctor.findings import HERE, Finding, install_again, is_clone, root, some


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
            "Edited since the course was published: {}.".format(some(names)),
            "If you did not mean to: git checkout -- seeds datasets",
        )
