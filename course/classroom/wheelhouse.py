"""A folder on a stick: all that a classroom without a network needs to install the course.

It holds the wheels of every pin of requirements/lab.txt for each system and each Python, the
course's own wheel, and a small script for each system. It is filled by a teacher with a network.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement

from course.files import write_whole

PYTHONS = ("3.11", "3.12", "3.13")
_MANYLINUX = tuple(f"manylinux_2_{minor}_x86_64" for minor in range(28, 16, -1))
SYSTEMS = {
    # Name: the tags of wheels that run there, and what the markers of pins ask about.
    "windows": (("win_amd64",), ("win32", "nt", "Windows", "AMD64")),
    "mac-arm": (("macosx_14_0_arm64",), ("darwin", "posix", "Darwin", "arm64")),
    "mac-intel": (("macosx_14_0_x86_64",), ("darwin", "posix", "Darwin", "x86_64")),
    "linux": (
        (*_MANYLINUX, "manylinux2014_x86_64", "linux_x86_64"),
        ("linux", "posix", "Linux", "x86_64"),
    ),
}
PLACE = Path(__file__).parent / "stick"
"""The scripts that go along; nothing in them depends on what the folder holds."""


@dataclass(frozen=True, slots=True)
class Target:
    """One system with one Python."""

    system: str
    python: str

    def __str__(self) -> str:
        return f"{self.system}-{self.python}"

    def environment(self) -> dict[str, str]:
        """What the markers of pins are to be told; pip would ask this machine instead."""
        platform, name, system, machine = SYSTEMS[self.system][1]
        told = {str(key): str(value) for key, value in default_environment().items()}
        return told | {
            "python_version": self.python,
            "python_full_version": f"{self.python}.99",
            "implementation_version": f"{self.python}.99",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "sys_platform": platform,
            "os_name": name,
            "platform_system": system,
            "platform_machine": machine,
        }

    def options(self) -> list[str]:
        """What makes pip look for this system's wheels."""
        given = ["--only-binary=:all:", "--no-deps", "--implementation=cp"]
        given += [f"--python-version={self.python}"]
        return given + [f"--platform={tag}" for tag in SYSTEMS[self.system][0]]


def targets(only: Sequence[str] = ()) -> list[Target]:
    """Every system with every Python, or those whose names begin as asked.

    Raises ValueError for a name that fits none.
    """
    every = [Target(system, python) for system in SYSTEMS for python in PYTHONS]
    for asked in only:
        if not any(str(one).startswith(asked) for one in every):
            names = ", ".join(map(str, every))
            raise ValueError(f"There is no system {asked!r}. There are: {names}.")
    return [one for one in every if not only or any(str(one).startswith(name) for name in only)]


def lines(path: Path) -> Iterator[str]:
    """The pins of a file and of those it includes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            yield from lines(path.parent / line.removeprefix("-r ").strip())
        elif line.strip():
            yield line


def wanted(pins: Sequence[str], target: Target) -> list[str]:
    """The pins that count there, without their markers."""
    asked = [Requirement(pin) for pin in pins]
    return [
        f"{one.name}{one.specifier}"
        for one in asked
        if one.marker is None or one.marker.evaluate(target.environment())
    ]


def pip(*command: str) -> subprocess.CompletedProcess[str]:
    """What this Python's pip does."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *command],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def collect(pins: Sequence[str], target: Target, folder: Path | None) -> list[str]:
    """The pins of which there is no wheel; the others are in the folder, if one is given.

    Raises OSError when pip fails for another reason than a missing wheel.
    """
    left, missing = wanted(pins, target), []
    way = ["download", "-q", f"--dest={folder}"] if folder else ["install", "-q", "--dry-run"]
    way += [] if folder else ["--ignore-installed", f"--target={tempfile.gettempdir()}"]
    while left:
        done = pip(*way, *target.options(), *left)
        if done.returncode == 0:
            break
        found = re.search(r"No matching distribution found for (\S+)", done.stderr)
        if not found or found[1] not in left:
            raise OSError(done.stderr.strip()[-500:])
        left.remove(found[1])
        missing.append(found[1])
    return missing


def build(clone: Path, folder: Path) -> str:
    """The name of the course's own wheel, made in the folder; raises OSError if it cannot be."""
    with tempfile.TemporaryDirectory(prefix="course-wheel-") as place:
        done = pip("wheel", "-q", "--no-deps", "--no-build-isolation", f"-w{place}", str(clone))
        if done.returncode:
            raise OSError(done.stderr.strip()[-500:])
        [made] = Path(place).glob("*.whl")
        shutil.copy(made, folder / made.name)
        return made.name


def fill(clone: Path, folder: Path, chosen: Sequence[Target], check: bool = False) -> list[str]:
    """What there is no wheel of, in words; the folder is filled unless it is only asked about."""
    pins = list(lines(clone / "requirements" / "lab.txt"))
    wheels = folder / "wheels"
    if not check:
        wheels.mkdir(parents=True, exist_ok=True)
    told = []
    for target in chosen:
        missing = collect(pins, target, None if check else wheels)
        number = len(wanted(pins, target))
        print(f"{target}: {number - len(missing)} of {number} wheels", flush=True)
        told += [f"{target}: no wheel of {pin}" for pin in missing]
    if not check:
        own = build(clone, wheels)
        # The newest only: an older wheel of the course on the stick would be in the way.
        for old in wheels.glob("on_what_terms-*.whl"):
            if old.name != own:
                old.unlink()
        write_whole(folder / "pins.txt", "\n".join([*pins, "on-what-terms"]) + "\n")
        for script in PLACE.iterdir():
            if script.is_file():
                shutil.copy(script, folder / script.name)
    return told


def main(folder: Path, only: Sequence[str] = (), check: bool = False) -> int:
    """0 when there is a wheel of every pin for every system asked for, else 1; 2 for a bad name."""
    from course.library import root

    clone = root()
    if not (clone / "requirements" / "lab.txt").is_file():
        print("A wheelhouse is filled from a clone of the course, and this is an installed one.")
        return 1
    try:
        chosen = targets(only)
    except ValueError as problem:
        print(problem)
        return 2
    try:
        missing = fill(clone, folder, chosen, check)
    except OSError as problem:
        print(f"The wheelhouse could not be filled: {problem}")
        return 1
    print("\n".join(missing) or "Nothing is missing.")
    if not check:
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"{folder} is {size / 1e6:.0f} MB. How to install from it: README.txt there.")
    return 1 if missing else 0
