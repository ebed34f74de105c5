"""The Makefile's set-up: which Python it takes, when it does nothing, and what it says.

The installing itself is left out (PIP=true); tests/bench/first_output.py does all of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("cat", "env", "find", "pwd", "rm", "sh", "test", "touch", "echo")

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="no make here")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What make needs of a clone, in a folder with a space in its name."""
    place = tmp_path / "a clone"
    doctor = [f"course/doctor/{path.name}" for path in (ROOT / "course" / "doctor").glob("*.py")]
    for name in ("Makefile", "pyproject.toml", "course/__init__.py", "course/__main__.py",
                 *doctor, "requirements/lab.txt", "requirements/test.txt",
                 ".binder/requirements.txt"):  # fmt: skip
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place / name)
    return place


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with the tools of a bare machine, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    return folder


def make(
    clone: Path, tools: Path, *given: str, pip: str = "true"
) -> subprocess.CompletedProcess[str]:
    dropped = ("MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV", "COURSE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return subprocess.run(
        [shutil.which("make") or "make", *given, f"PIP={pip}"],
        cwd=clone,
        env=kept | {"PATH": str(tools), "SHELL": "/bin/sh"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def old(path: Path) -> None:
    """A Python that says it is 3.9, and that runs the doctor as such."""
    script(
        path,
        f"""case "$*" in
          *sys.exit*) exit 1;;
          "-m course doctor") exec {sys.executable} -c "
from course import doctor; doctor.say(doctor.check_python((3, 9, 2)))";;
        esac""",
    )


def test_without_any_python(clone: Path, tools: Path) -> None:
    done = make(clone, tools, "lab")
    assert done.returncode != 0
    assert "No Python was found. Install Python 3.11 or newer, then: make lab" in done.stdout
    assert not (clone / ".venv").exists()


def test_with_an_old_python_only(clone: Path, tools: Path) -> None:
    old(tools / "python3")
    done = make(clone, tools, "lab")
    assert done.returncode != 0
    assert "This Python is 3.9.2: too old" in done.stdout
    assert not (clone / ".venv").exists()


def test_a_python_without_venv(clone: Path, tools: Path) -> None:
    """Debian's python3 without python3-venv."""
    script(tools / "python3", 'test "$2" != venv')
    done = make(clone, tools, "lab")
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stdout
    assert not (clone / ".venv").exists()


def test_the_set_up_is_done_once_and_again_when_it_must(clone: Path, tools: Path) -> None:
    # An old one, a name with nothing behind it, and a good one.
    old(tools / "python3")
    script(tools / "python3.14", "echo no such version >&2; exit 127")
    script(tools / "python3.12", f'exec {sys.executable} "$@"')
    done = make(clone, tools, ".venv/lab")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Making .venv with Python" in done.stdout
    assert (clone / ".venv" / "lab").is_file()

    again = make(clone, tools, ".venv/lab")
    assert again.returncode == 0
    assert "Making" not in again.stdout
    assert "Installing" not in again.stdout

    later = (clone / ".venv" / "lab").stat().st_mtime + 10
    os.utime(clone / "requirements" / "lab.txt", (later, later))
    pinned = make(clone, tools, ".venv/lab")
    assert "Installing" in pinned.stdout, "other pins are installed"
    assert "Making" not in pinned.stdout

    moved = clone.with_name("moved")
    clone.rename(moved)
    remade = make(moved, tools, ".venv/lab")
    assert "Making .venv" in remade.stdout, "pip wrote the old place into it"
    (moved / ".venv" / "bin" / "python").unlink()
    mended = make(moved, tools, ".venv/lab")
    assert "Making .venv" in mended.stdout, "its Python is gone"


def test_a_failed_installation_is_said_and_not_remembered(clone: Path, tools: Path) -> None:
    script(tools / "python3", f'exec {sys.executable} "$@"')
    failed = make(clone, tools, ".venv/lab", pip="false")
    assert failed.returncode != 0
    assert "could not be installed" in failed.stdout
    assert not (clone / ".venv" / "lab").exists()


def test_make_alone_lists_the_commands(clone: Path, tools: Path) -> None:
    done = make(clone, tools)
    assert done.returncode == 0
    for name in ("lab", "test", "prove", "check", "tidy", "hub", "wheelhouse", "doctor", "clean"):
        assert f"make {name}" in done.stdout


def test_clean_never_touches_work(clone: Path, tools: Path) -> None:
    for name in (".venv", "work", "build", "tests"):
        (clone / name).mkdir()
        (clone / name / "a.txt").write_text("a", encoding="utf-8")
    done = make(clone, tools, "clean")
    assert done.returncode == 0, done.stderr
    assert not (clone / ".venv").exists()
    assert not (clone / "build").exists()
    assert (clone / "work" / "a.txt").is_file()
