"""Plugin: `pytest --nbval --course-reference[=KEY] NOTEBOOK` compares with the reference.

Bare nbval compares a saved notebook with itself, so a wrong answer that was run and saved passes.
With this option a notebook's collected tests are its questions, judged by the engine that grades;
nbval's comparison with itself is left out. pytest loads this file at every start: it imports late.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from course.assigning.check import Checked, Room

_ROOM: pytest.StashKey[Room] = pytest.StashKey()
OPTION = "--course-reference"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Nothing; pytest knows the option."""
    group = parser.getgroup("on what terms")
    group.addoption(
        OPTION,
        nargs="?",
        const="",
        metavar="KEY",
        help="compare notebooks with the solutions: with a key's folder, else with the public ones",
    )


def pytest_load_initial_conftests(args: list[str]) -> None:
    """Nothing; the option without "=" does not take the notebook behind it for a key."""
    args[:] = [f"{OPTION}=" if one == OPTION else one for one in args]


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Generator[None, Any, Any]:
    """The collectors of a file: with the option, for a notebook, ours alone."""
    found = yield
    given = parent.config.getoption(OPTION)
    if given is None or file_path.suffix != ".ipynb":
        return found
    return [Questions.from_parent(parent, path=file_path)]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing; the place where notebooks were run is closed."""
    if _ROOM in config.stash:
        config.stash[_ROOM].close()


class NotAsReference(Exception):
    """An answer is not the reference's; the message is what a student would be told."""


class Questions(pytest.File):
    """The questions of one notebook."""

    @property
    def key(self) -> Path | None:
        """The folder of the key, or None for the public solutions."""
        given = self.config.getoption(OPTION)
        return Path(given) if given else None

    @cached_property
    def checked(self) -> Checked:
        """What came of the notebook; it is run once, when the first question is asked."""
        from course.assigning.check import Room

        if _ROOM not in self.config.stash:
            self.config.stash[_ROOM] = Room(self.key)
        return self.config.stash[_ROOM].check(self.path)

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each question. What cannot be checked at all is an error that says why."""
        from course.assigning.check import TROUBLE, questions_of

        try:
            names = questions_of(self.path, self.key)
        except TROUBLE as problem:
            raise self.CollectError(str(problem)) from None
        for name in names:
            yield Answer.from_parent(self, name=name)


class Answer(pytest.Item):
    """One question: does the answer earn what the reference's does?"""

    parent: Questions

    def runtest(self) -> None:
        """Nothing; raises NotAsReference."""
        from course.assigning.check import is_right, told

        checked = self.parent.checked
        for one in checked.result.outcomes:
            if one.question == self.name and not is_right(one):
                raise NotAsReference(told(one).strip())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], **_how: Any) -> str:  # type: ignore[override]
        """The words of the failure: the answer's, or why nothing could be checked."""
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where this is."""
        return self.path, None, f"exercise {self.name}"
