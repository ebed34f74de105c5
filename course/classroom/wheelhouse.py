"""A folder on a stick: all that a classroom without a network needs to install the course.

It holds the wheels of every pin of requirements/lab.txt for each system and each Python, the
course's own wheel, and a small script for each system. It is filled by a teacher with a network.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

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

    def environments(self) -> list[dict[str, str]]:
        """What the markers of pins are to be told, for the first and the last of its releases.

        Left alone pip would ask this machine.
        """
        platform, name, system, machine = SYSTEMS[self.system][1]
        told = {str(key): str(value) for key, value in default_environment().items()}
        told |= {
            "python_version": self.python,
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "sys_platform": platform,
            "os_name": name,
            "platform_system": system,
            "platform_machine": machine,
        }
        releases = (f"{self.python}.0", f"{self.python}.99")
        return [
            told | {"python_full_version": full, "implementation_version": full}
            for full in releases
        ]

    def options(self) -> list[str]:
        """What makes pip look for this system's wheels."""
        # What a library requires of Python is in the pins' markers and the wheels' tags; pip
        # would compare it with X.Y.0, in a dry run even with this Python.
        given = ["--only-binary=:all:", "--no-deps", "--implementation=cp"]
        given += [f"--python-version={self.python}", "--ignore-requires-python"]
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
    """The pins that count there, without their markers; of some libraries two versions."""
    asked = [Requirement(pin) for pin in pins]
    return [
        f"{one.name}{one.specifier}"
        for one in asked
        if one.marker is None or any(map(one.marker.evaluate, target.environments()))
    ]


def rounds(pins: Iterable[str]) -> list[list[str]]:
    """The pins in lists that name no library twice, as pip wants them."""
    found: list[dict[str, str]] = []
    for pin in pins:
        name = pin.partition("==")[0]
        for one in found:
            if name not in one:
                one[name] = pin
                break
        else:
            found.append({name: pin})
    return [list(one.values()) for one in found]


def pip(*command: str) -> subprocess.CompletedProcess[str]:
    """What this Python's pip does."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *command],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def collect(pins: Sequence[str], target: Target, folder: Path | None) -> tuple[list[str], set[str]]:
    """The pins of which there is no wheel, and those whose wheel runs everywhere.

    The wheels are put into the folder, if one is given; else they are only asked for. Raises
    OSError when pip fails for another reason than a missing wheel.
    """
    left, missing = list(pins), []
    if folder:
        way = ["download", "-q", f"--dest={folder}"]
    else:
        way = ["install", "-q", "--dry-run", "--report=-", "--ignore-installed",
               f"--target={tempfile.gettempdir()}"]  # fmt: skip
    found: list[str] = []
    while left:
        done = pip(*way, *target.options(), *left)
        if done.returncode == 0:
            found = [path.name for path in folder.glob("*.whl")] if folder else _reported(done)
            break
        lost = re.search(r"No matching distribution found for (\S+)", done.stderr)
        if not lost or lost[1] not in left:
            errors = [line for line in done.stderr.splitlines() if not line.startswith("WARNING")]
            raise OSError("\n".join(errors)[-500:])
        left.remove(lost[1])
        missing.append(lost[1])
    everywhere = {
        f"{name}=={version}"
        for name, version, _, tags in map(parse_wheel_filename, found)
        if any(str(tag).endswith("-none-any") for tag in tags)
    }
    return missing, everywhere & {canonical(pin) for pin in left}


def canonical(pin: str) -> str:
    """A pin as wheels name it."""
    name, _, version = pin.partition("==")
    return f"{canonicalize_name(name)}=={Version(version)}"


def _reported(done: subprocess.CompletedProcess[str]) -> list[str]:
    """The names of the wheels that pip would install."""
    places = [one["download_info"]["url"] for one in json.loads(done.stdout)["install"]]
    return [unquote(urlparse(place).path.rpartition("/")[2]) for place in places]


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
    told, everywhere = [], set[str]()
    for target in chosen:
        here = wanted(pins, target)
        missing = []
        for some in rounds(pin for pin in here if canonical(pin) not in everywhere):
            lost, more = collect(some, target, None if check else wheels)
            missing += lost
            everywhere |= more
        print(f"{target}: {len(here) - len(missing)} of {len(here)} wheels", flush=True)
        told += [f"{target}: no wheel of {pin}" for pin in missing]
    if not check:
        course = build(clone, wheels)
        # The newest only: an older wheel of the course on the stick would be in the way.
        for old in wheels.glob("on_what_terms-*.whl"):
            if old.name != course:
                old.unlink()
        write_whole(folder / "pins.txt", "\n".join([*pins, "on-what-terms"]) + "\n")
        for script in PLACE.iterdir():
            text = script.read_bytes()
            if script.suffix in (".bat", ".txt"):
                text = text.replace(b"\n", b"\r\n")  # cmd.exe loses labels in a file without
            write_whole(folder / script.name, text)
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
