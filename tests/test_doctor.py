"""Doctor: each fault really made, in a copy of the repository or in another Python."""

from __future__ import annotations

import ast
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from course import doctor

PACKAGE = Path(doctor.__file__).parent.parent
OWN = [PACKAGE / "__init__.py", PACKAGE / "__main__.py", *sorted((PACKAGE / "doctor").glob("*.py"))]
"""What has to be read by an old Python."""
ASK = (sys.executable, "-m", "course", "doctor")
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
OLD = sorted(Path.home().glob(".pyenv/versions/3.8.*/bin/python"))
Ask = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of a clone as the doctor looks at, with nothing installed."""
    root = PACKAGE.parent
    for name in ("seeds", "datasets", "requirements"):
        shutil.copytree(root / name, tmp_path / "clone" / name)
    (tmp_path / "clone" / ".binder").mkdir()
    shutil.copy(root / ".binder" / "requirements.txt", tmp_path / "clone" / ".binder")
    target = tmp_path / "clone" / "course"
    target.mkdir()
    for path in OWN:
        (target / path.relative_to(PACKAGE)).parent.mkdir(exist_ok=True)
        shutil.copy(path, target / path.relative_to(PACKAGE))
    for path in (tmp_path / "clone").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)  # a seed may be read-only here
    return tmp_path / "clone"


@pytest.fixture
def ask(clone: Path) -> Ask:
    """Ask the clone's doctor; returns what it printed and its exit code."""

    def asked(
        *more: str, python: str = sys.executable, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name != "COURSE_CHROMIUM"}
        return subprocess.run(
            [python, "-m", "course", "doctor", *more],
            cwd=clone,
            env=kept | environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    return asked


def test_all_is_well(ask: Ask) -> None:
    done = ask()
    assert done.returncode == 0, done.stdout
    assert done.stderr == ""
    assert "wrong" not in done.stdout
    assert "unchanged" in done.stdout


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_it_can_be_read_by_python_3_8(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.skipif(not OLD, reason="no Python 3.8 here")
@pytest.mark.parametrize("command", ["doctor", "lab", "start", "contract"])
def test_an_old_python_is_told_so(clone: Path, command: str) -> None:
    done = subprocess.run(
        [str(OLD[0]), "-m", "course", command],
        cwd=clone,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == ""
    assert "This Python is 3.8" in done.stdout
    assert "make lab PYTHON=" in done.stdout
    assert "missing" not in done.stdout, "an old Python needs no libraries"


@pytest.mark.parametrize(
    ("version", "level"),
    [((3, 8, 18), "wrong"), ((3, 10, 0), "wrong"), ((3, 11, 0), "ok"), ((3, 14, 9), "ok"),
     ((3, 15, 0), "note"), ((2, 7, 18), "wrong")],
)  # fmt: skip
def test_versions_of_python(version: tuple[int, ...], level: str) -> None:
    assert doctor.check_python(version).level == level


def test_nothing_is_installed(clone: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(empty)], check=True)
    python = empty / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = subprocess.run(
        [str(python), "-m", "course", "doctor"],
        cwd=clone,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == ""
    pinned = len(doctor.pins(clone / "requirements" / "lab.txt"))
    assert f"{pinned} libraries are missing: anyio, anywidget" in done.stdout
    assert "make lab" in done.stdout


def test_one_library_is_missing_and_one_is_another_version(clone: Path, ask: Ask) -> None:
    pins = clone / "requirements" / "lab.txt"
    text = pins.read_text(encoding="utf-8").replace("tornado==", "no-such-library==")
    pins.write_text(text + "tornado==0.1\n", encoding="utf-8")
    done = ask()
    assert done.returncode == 1
    assert "1 library is missing: no-such-library." in done.stdout
    assert "should be 0.1" in done.stdout
    pins.write_text(pins.read_text(encoding="utf-8").replace("no-such", "#"), encoding="utf-8")
    again = ask()
    assert again.returncode == 0, "another version may do; it is a note"
    assert "note   Not the version" in again.stdout


def test_markers() -> None:
    here = {
        "python_full_version": "3.12.1",
        "sys_platform": "linux",
        "os_name": "posix",
        "implementation_name": "cpython",
    }
    for marker, wanted in {
        "python_full_version < '3.12'": False,
        "python_full_version >= '3.12'": True,
        "python_full_version < '3.9'": False,  # 3.12 is more than 3.9
        "sys_platform == 'win32'": False,
        "os_name != 'nt' or (sys_platform != 'emscripten' and sys_platform != 'win32')": True,
        "sys_platform != 'win32' and python_full_version < '3.11.5'": False,
        "'lin' in sys_platform": True,
        "__import__('os')": True,  # what is no marker is not run; the pin counts
        "nonsense ~ ": True,
    }.items():
        assert doctor.applies(marker, here) is wanted, marker


def test_the_pins_are_read_as_pip_reads_them() -> None:
    packaging = pytest.importorskip("packaging.requirements")
    wanted = {}
    for file in (".binder/requirements.txt", "requirements/lab.txt"):
        for line in (PACKAGE.parent / file).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("-r"):
                one = packaging.Requirement(line)
                if one.marker is None or one.marker.evaluate():
                    wanted[one.name] = str(one.specifier).removeprefix("==")
    assert doctor.pins(PACKAGE.parent / "requirements" / "lab.txt") == wanted


def test_a_seed_has_changed(clone: Path, ask: Ask) -> None:
    seed = next((clone / "seeds").glob("*.txt"))
    whole = seed.read_bytes()
    seed.write_bytes(whole + b" ")
    done = ask()
    assert done.returncode == 1
    assert f"The text {seed.name} was changed" in done.stdout
    assert "git checkout -- seeds" in done.stdout
    seed.write_bytes(whole.replace(b"\n", b"\r\n"))
    assert "line ends are those of Windows" in ask().stdout
    seed.unlink()
    assert f"The text {seed.name} is missing" in ask().stdout
    (clone / "seeds" / "SOURCES.toml").unlink()
    done = ask()
    assert done.returncode == 1
    assert done.stderr == ""
    assert "SOURCES.toml is missing" in done.stdout


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            lambda text: text.replace("Peskov recalled", "Peskov believed", 1),
            "other words than it quotes",
        ),
        (lambda text: text.replace("start", "begin", 1), "its columns are not those"),
        (lambda text: text + "one,two\n", "too many or too few cells"),
        (lambda text: "", "its columns are not those"),
    ],
)
def test_a_table_has_changed(
    clone: Path, ask: Ask, fault: Callable[[str], str], words: str
) -> None:
    table = clone / "datasets" / "evidence.csv"
    text = table.read_text(encoding="utf-8")
    assert fault(text) != text
    table.write_text(fault(text), encoding="utf-8")
    done = ask()
    assert done.returncode == 1
    assert "The table evidence.csv was changed" in done.stdout
    assert words in done.stdout
    assert "git checkout -- datasets" in done.stdout


def test_an_edit_that_only_git_can_see(clone: Path, ask: Ask) -> None:
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "as published"]):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *command], cwd=clone, check=True)
    assert "Edited since" not in ask().stdout
    book = clone / "datasets" / "codebook.toml"
    book.write_text(book.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    done = ask()
    assert done.returncode == 0
    assert "note   Edited since the course was published: datasets/codebook.toml." in done.stdout


def test_tables_are_missing(clone: Path, ask: Ask) -> None:
    (clone / "datasets" / "evidence.csv").unlink()
    assert "missing or cannot be read" in ask().stdout
    (clone / "datasets" / "segments.csv").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in ask().stdout
    (clone / "datasets" / "datapackage.json").write_text("{", encoding="utf-8")
    done = ask()
    assert done.returncode == 1
    assert done.stderr == ""
    assert "datapackage.json is missing or damaged" in done.stdout


def test_work_is_a_file(clone: Path, ask: Ask) -> None:
    (clone / "work").write_text("a file", encoding="utf-8")
    done = ask()
    assert done.returncode == 1
    assert "is a file, and should be a folder" in done.stdout
    assert ask("--work", str(clone / "other" / "place")).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="permissions are other there")
def test_no_permission_to_write(clone: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    if not AS_ROOT:
        locked.chmod(0o555)
        found = doctor.check_writing(locked / "work")
        locked.chmod(0o755)
        assert found.level == "wrong"
        assert "Permission denied" in found.says
        return
    # The superuser may write anywhere, so somebody else asks; they must get as far as here.
    for folder in (locked, *locked.parents):
        if folder.stat().st_uid == 0 and folder != Path("/") and "pytest" in str(folder):
            folder.chmod(0o755)
    ask = (
        f"import sys; sys.path.insert(0, {str(clone)!r}); from pathlib import Path\n"
        f"from course import doctor; print(doctor.check_writing(Path({str(locked)!r}) / 'work'))"
    )
    done = subprocess.run(
        [shutil.which("python3", path="/usr/bin:/bin") or sys.executable, "-I", "-c", ask],
        user=65534,
        cwd="/",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if "can't open" in done.stderr or done.returncode in (126, 127):
        pytest.skip("nobody cannot start a Python here")
    assert "Nothing can be saved" in done.stdout, done.stderr
    assert "Permission denied" in done.stdout


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_port_is_taken(taken: int) -> None:
    found = doctor.check_port(taken)
    assert found.level == "note"
    assert str(taken) in found.says
    assert "next free one" in found.mend


def test_no_browser(ask: Ask, tmp_path: Path) -> None:
    done = ask(COURSE_CHROMIUM=str(tmp_path / "none"))
    assert done.returncode == 0, "no lesson needs it"
    assert "note   No Chromium" in done.stdout
    assert "apt-get install chromium" in done.stdout
    assert "COURSE_CHROMIUM=" in done.stdout


def test_the_clones_own_python_is_asked(clone: Path, ask: Ask) -> None:
    scripts = clone / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    scripts.mkdir(parents=True)
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    python.symlink_to(clone / "gone")
    done = ask()
    assert done.returncode == 1
    assert "does not start" in done.stdout
    assert "Delete the folder .venv" in done.stdout
    python.unlink()
    python.write_text("#!/bin/sh\necho asked $@\nexit 7\n", encoding="utf-8")
    python.chmod(0o755)
    if os.name != "nt":
        done = ask()
        assert done.returncode == 7
        assert "asked -m course doctor" in done.stdout
