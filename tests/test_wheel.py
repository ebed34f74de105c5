"""The wheel: built, installed elsewhere, and used far from any clone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tracked import ROOT, tracked

import course

USE = """
import json, sys
from pathlib import Path
import course
from course import check, load_article, table
from course.classroom.start import start
from course.doctor import is_clone
from course.library import exercise_files, lessons, root
assert not is_clone()
article = load_article()
started = start(root() / "notebooks", Path("work"))
print(json.dumps({
    "home": str(Path(course.__file__).parent), "root": str(root()), "bytes": len(article.raw),
    "rows": len(table("segments")), "verdict": repr(check("01.1", 18)), "copied": started.copied,
    "records": sorted(exercise_files()), "lessons": [path.name for path in lessons()],
    "settings": (Path(course.__file__).parent / "classroom/settings/labconfig").is_dir(),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the wheel, and the libraries of this one, but not the clone."""
    home = tmp_path_factory.mktemp("far away") / "env"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    [here] = [Path(entry) for entry in sys.path if entry.endswith("site-packages")][:1]
    found = next(iter(home.glob("bin/python")), home / "Scripts" / "python.exe")
    subprocess.run(
        [found, "-m", "pip", "install", "-qq", "--no-deps", "--no-index", str(wheel)],
        check=True,
    )
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    place = subprocess.run([found, "-c", ask], check=True, capture_output=True, encoding="utf-8")
    # After its own packages come ours, without what an editable install adds to them.
    (Path(place.stdout.strip()) / "libraries.pth").write_text(f"{here}\n", encoding="utf-8")
    return found


def test_what_the_wheel_holds(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        first = name.partition("/")[0]
        if first in ("datasets", "seeds", "notebooks"):
            assert f"course/_data/{name}" in names
        elif first == "course":
            assert name in names
        else:
            assert name not in names
    assert not [name for name in names if "__pycache__" in name or ".ipynb_checkpoints" in name]
    seed = "seeds/000_0e2c3ec265911d08.txt"
    assert zipfile.ZipFile(wheel).read(f"course/_data/{seed}") == (ROOT / seed).read_bytes()


def test_the_course_works_from_the_wheel(python: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [python, "-W", "error", "-c", USE],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert str(ROOT) not in told["home"]
    assert Path(told["root"]) == Path(told["home"]) / "_data"
    assert told["bytes"] == 2955
    assert told["rows"] == len(course.table("segments"))
    assert told["verdict"].startswith("Correct"), told["verdict"]
    assert (
        told["copied"]
        == told["lessons"]
        == [path.name for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))]
    )
    assert told["records"] == sorted(
        path.stem for path in (ROOT / "course" / "exercises" / "records").glob("[0-9]*.toml")
    )
    assert told["settings"]
    assert sorted(path.name for path in (tmp_path / "work").glob("*.ipynb")) == told["lessons"]


def test_the_doctor_from_the_wheel(python: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [python, "-m", "course", "doctor"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert str(tmp_path / "work") in done.stdout
    assert "Chromium" not in done.stdout, "the tests are not in the wheel"


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")
def test_the_sandbox_from_the_wheel_hides_the_keys(python: Path, tmp_path: Path) -> None:
    """An installed course lies among the libraries, keys and all; in the sandbox it does not."""
    use = """
from course.grading.places import Step, open_place
from course.grading.records import Limits
from course.library import exercise_files
with open_place() as place:
    session = place.start({}, Limits())
    records = str(exercise_files()["01"].parent)
    look = f"import os, course; found = [os.path.exists({records!r}), course.__file__]"
    print(session.run(Step(look, {"found": "found"}), 5)["answers"]["found"])
    session.close()
"""
    done = subprocess.run(
        [python, "-c", use], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("[False, ")
