"""Python and the libraries: which are missing, and which are not the version that was pinned."""

from __future__ import annotations

import ast
import os
import platform
import re
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from course.doctor.findings import HERE, Finding, install_again, is_clone, some

OLDEST = (3, 11)
NEWEST = (3, 14)


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
            "{} {} missing: {}.".format(len(missing), verb, some(missing)),
            install_again(),
        )
    if other:
        yield Finding(
            "note",
            "Not the version the lessons were made with: {}. Results may look different.".format(
                some(other)
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
