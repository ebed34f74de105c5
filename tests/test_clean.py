"""What must not be in the repository, and what every file in it must keep to."""

from __future__ import annotations

import io
import itertools
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tracked import ROOT, tracked

FILES = tracked()
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]
each_file = pytest.mark.parametrize("path", FILES, ids=NAMES)
TEXTS = [path for path in FILES if path.suffix != ".png"]
each_text = pytest.mark.parametrize(
    "path", TEXTS, ids=[path.relative_to(ROOT).as_posix() for path in TEXTS]
)
SEEDS = ROOT / "seeds"

# Written in pieces, so that this file does not hold what it looks for.
HOME = re.compile(r"(?<![\w.])/(?:" + "|".join(["root", "work", "home"]) + r")/[\w.]")
REGISTRIES = re.compile(
    "|".join(["py" r"pi\.org", "python" r"hosted\.org", "npm" r"js\.(?:org|com)",
              "deb" r"ian\.org", "anaconda" r"\.(?:org|com)/", "find-" "links", "index-" "url",
              "extra-" "index"])
)  # fmt: skip
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@each_text
def test_no_path_of_a_machine(path: Path) -> None:
    if SEEDS in path.parents or path.name == "test_authoring.py":
        return  # the second shows such a path to the rule that forbids it in lessons
    text = path.read_text(encoding="utf-8")
    found = [hit[0] for hit in HOME.finditer(text)]
    assert found == [], "a path that only one machine has"


@each_text
def test_no_registry_is_named(path: Path) -> None:
    if path.name == "pin.py":  # it tells its tool to leave them out
        return
    found = REGISTRIES.findall(path.read_bytes().decode("utf-8"))
    assert found == []


@each_text
def test_text_is_utf8_with_lf_and_one_last_newline(path: Path) -> None:
    if SEEDS in path.parents and path.suffix == ".txt":
        return  # as received, byte for byte
    data = path.read_bytes()
    assert data.decode("utf-8").encode("utf-8") == data
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert CONTROLS.search(data) is None
    if data and path.suffix != ".typed":
        assert data.endswith(b"\n")
        assert not data.endswith(b"\n\n"), "one newline at the end, not more"


@each_file
def test_a_name_that_every_system_takes(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    assert re.fullmatch(r"[A-Za-z0-9_./-]+", name)
    assert len(name) < 120


def test_no_two_names_differ_in_case_only() -> None:
    assert len({name.casefold() for name in NAMES}) == len(NAMES)


def test_scripts_can_be_run() -> None:
    if os.name == "nt":
        pytest.skip("no such bits there")
    for name in (".ci/run", ".binder/postBuild", ".binder/start"):
        assert os.access(ROOT / name, os.X_OK), name
        subprocess.run(["bash", "-n", str(ROOT / name)], check=True)


def test_pins_are_names_and_versions_only() -> None:
    for name in (".binder/requirements.txt", "requirements/lab.txt", "requirements/test.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(r"-r [\w./]+|[a-z0-9._-]+==[\w.]+( ; .+)?", line), line


def test_binder_gets_no_jupyterlab_and_no_clone() -> None:
    """Its image has a JupyterLab of its own, and -e would install everything at each commit."""
    text = (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8")
    assert "jupyterlab" not in text
    assert "-e" not in text
    assert (ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8") == "python-3.11\n"


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in (
        ".binder/requirements.txt", "requirements/lab.txt", "requirements/test.txt"))  # fmt: skip
    extras = project["optional-dependencies"].values()
    named = [*project["dependencies"], *itertools.chain.from_iterable(extras)]
    for name in named:
        assert f"{name}==" in text, name


def test_encodings_are_watched() -> None:
    """The course's own code must name its encodings; pytest is told to fail where it does not."""
    if not sys.flags.warn_default_encoding:
        if os.environ.get("CI") == "true":
            pytest.fail("start the tests with: make test")
        pytest.skip("start the tests with make test to see files opened without an encoding")
    with pytest.raises(EncodingWarning):
        io.TextIOWrapper(io.BytesIO())


def test_a_windows_clone_keeps_line_ends(tmp_path: Path) -> None:
    """With autocrlf on, .gitattributes holds what must stay LF, and the seed byte for byte."""
    for command in (
        ["init", "-q", "."],
        ["config", "core.autocrlf", "true"],
        ["config", "user.name", "a"],
        ["config", "user.email", "a@example.org"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    kept = ["seeds/000_0e2c3ec265911d08.txt", "Makefile", ".binder/start", ".gitattributes",
            "datasets/segments.csv", "pyproject.toml"]  # fmt: skip
    for name in kept:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True, capture_output=True)
    subprocess.run(["git", "commit", "-qm", "all"], cwd=tmp_path, check=True)
    for name in kept[:3] + kept[4:]:
        (tmp_path / name).unlink()
    subprocess.run(["git", "checkout", "-q", "--", "."], cwd=tmp_path, check=True)
    for name in kept:
        assert (tmp_path / name).read_bytes() == (ROOT / name).read_bytes(), name
