"""A class without a network: a wheelhouse is filled, and the course installed from it, cut off."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from prove.test_no_network import cut_off
from tracked import ROOT

from course.__main__ import main
from course.classroom.wheelhouse import SYSTEMS, fill, targets

LESSON = """
import nbformat
from nbclient import NotebookClient
lesson = nbformat.read("work/05_conditions.ipynb", 4)
NotebookClient(lesson, timeout=60, resources={"metadata": {"path": "work"}}).execute()
ran = sum(cell.cell_type == "code" and cell.execution_count is not None for cell in lesson.cells)
import course
print(ran, "cells", course.__file__)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the namespace without a network is Linux's")
def test_installed_from_the_folder_without_a_network(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stick, place = tmp_path / "a stick", tmp_path / "a student" / "on-what-terms"
    here = f"linux-{sys.version_info[0]}.{sys.version_info[1]}"
    assert main(["wheelhouse", "--to", str(stick), "--only", here]) == 0, capfd.readouterr().out
    # Only the Python of this proof, and none of its settings.
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.symlink_to(Path(sys.base_prefix) / "bin" / "python3")
    path = os.pathsep.join([str(python.parent), "/usr/bin", "/bin"])
    clean = ["/usr/bin/env", "-i", f"PATH={path}", f"HOME={place.parent}", "LANG=C.UTF-8"]
    place.parent.mkdir()
    done = cut_off(*clean, "/bin/sh", str(stick / "install.sh"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lessons copied into" in done.stdout
    assert "Installed." in done.stdout
    own = place / "python" / "bin" / "python"
    lesson = cut_off(*clean, "/bin/sh", "-c", 'cd "$0" && exec "$1" -c "$2"', str(place), str(own),
                     LESSON)  # fmt: skip
    assert lesson.returncode == 0, lesson.stdout + lesson.stderr
    ran, _, home = lesson.stdout.strip().partition(" cells ")
    assert int(ran) > 20
    assert Path(home).is_relative_to(place), "the installed course, not the clone"
    # Once more: nothing of a student's is written over.
    mine = place / "work" / "00_workbench.ipynb"
    mine.write_bytes(mine.read_bytes() + b"\n")
    before = mine.read_bytes()
    again = cut_off(*clean, "/bin/sh", str(stick / "install.sh"))
    assert again.returncode == 0, again.stdout + again.stderr
    assert mine.read_bytes() == before


def test_there_are_wheels_for_every_system(tmp_path: Path) -> None:
    """Nothing is downloaded: the registry is only asked what it has."""
    assert {one.system for one in targets()} == set(SYSTEMS)
    assert fill(ROOT, tmp_path, targets(), check=True) == []
