"""The course without its keys: the copy of the package that runs beside students' code.

It has what a lesson imports. Exercise records, variants, the check itself and everything that
makers and teachers use stay outside; `course.exercises.check` is a silent twin.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import course
from course.exercises.invented import practice_table, practice_text
from course.grading.inside.notices import FILE
from course.library import root

_LEFT_OUT = ("authoring", "assigning", "gradebook", "grading", "_data", "__pycache__")
_EXERCISES = ("__init__.py", "answers.py", "verdict.py")
_GRADING = ("__init__.py", "packing.py", "inside")
_DATA = ("datasets", "seeds")
_PRACTICE = 60


def keyless(target: Path, notices: Iterable[int] = ()) -> Path:
    """The folder that holds the copy: put it at the head of the search path.

    `notices` are the invented notices that are wanted beyond the first sixty.
    """
    package = Path(course.__file__).parent
    made = target / "course"
    shutil.copytree(
        package, made, ignore=lambda folder, names: _left_out(Path(folder) == package, names)
    )
    shutil.rmtree(made / "exercises")
    (made / "exercises").mkdir()
    for name in _EXERCISES:
        shutil.copy(package / "exercises" / name, made / "exercises" / name)
    numbers = sorted({*range(_PRACTICE), *notices})
    inside = package / "grading" / "inside"
    shutil.copy(inside / "silent.py", made / "exercises" / "check.py")
    shutil.copy(inside / "notices.py", made / "exercises" / "invented.py")
    practice = {
        "texts": {number: practice_text(number).text for number in numbers},
        "tables": {number: practice_table(number).to_dict("list") for number in numbers},
    }
    (made / "exercises" / FILE).write_text(json.dumps(practice), encoding="utf-8")
    (made / "grading").mkdir()
    for name in _GRADING:
        source = package / "grading" / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, made / "grading" / name)
    for name in _DATA:
        shutil.copytree(root() / name, made / "_data" / name)
    _silence_the_rest(made, inside / "silent.py")
    return target


def _silence_the_rest(made: Path, silent: Path) -> None:
    """Nothing; a public name whose module stays outside answers silently, as the check does."""
    for module in set(vars(course)["_HOMES"].values()):
        path = made.joinpath(*module.split(".")[1:])
        if not path.with_suffix(".py").exists() and not (path / "__init__.py").exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.parent / "__init__.py").touch()
            shutil.copy(silent, path.with_suffix(".py"))


def _left_out(top: bool, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__" or (top and name in _LEFT_OUT)]
