"""Check: one notebook held against the solutions, by the engine that grades a class.

Nothing that the notebook shows is believed: its answers are run again in the lesson as it was
handed out, and judged. Without a key the public solutions of the course's lessons are taken.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from course.authoring.lesson import chosen, exercise_of, read, tags_of
from course.exercises.verdict import Told
from course.grading.book import Book, open_book
from course.grading.build import build_key
from course.grading.examine import run
from course.grading.jsonfile import BadFile
from course.grading.judge import BadKey, judged
from course.grading.places import NotIsolated, Place, open_place
from course.grading.platforms import letters
from course.grading.records import Outcome, Result, Submission
from course.library import lessons

TROUBLE = (FileNotFoundError, BadFile, BadKey, NotIsolated)
"""Why a notebook may not be checked at all; every message is plain."""
_CLOSE = 1e-6


@dataclass(frozen=True, repr=False)
class Checked:
    """What came of a notebook, question by question; `result` holds it as a record."""

    result: Result
    title: str
    note: str = ""

    @property
    def right(self) -> bool:
        """Whether every answer is as in the reference."""
        return bool(self.result.outcomes) and all(map(is_right, self.result.outcomes))

    def __repr__(self) -> str:
        return "\n".join([self._head(), *map(told, self.result.outcomes), self._foot()])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(one.question)}</td><td>{escape(one.word)}</td>"
            f"<td>{one.points:g} of {one.most:g}</td>"
            f'<td style="text-align:left">{escape(_say(one))}</td></tr>'
            for one in self.result.outcomes
        )
        head = "<tr><th>exercise</th><th>verdict</th><th>points</th><th></th></tr>"
        table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
        return f"<p>{escape(self._head())}</p>{table}<p>{escape(self._foot())}</p>"

    def _head(self) -> str:
        return f"{self.result.submission.file}, as it is saved, against {self.title}."

    def _foot(self) -> str:
        result = self.result
        words = [f"{result.points:g} of {result.most:g} points."]
        if result.open:
            words.append(f"A person gives up to {result.open:g} more.")
        loud = [one.say for one in result.repairs if one.kind not in ("carried", "edited")]
        return " ".join([*words, result.why, *loud, self.note]).strip()


def is_right(one: Outcome) -> bool:
    """Whether an answer earns all that a program can give."""
    return one.word in ("Correct", "Defensible") and one.points + one.open >= one.most - _CLOSE


def told(one: Outcome) -> str:
    """One line on one question."""
    say = _say(one)
    return f"{one.question:>6}  {one.word:<16} {one.points:g}/{one.most:g}" + (
        f"  {say}" if say else ""
    )


def _say(one: Outcome) -> str:
    parts = [] if is_right(one) else [one.message]
    if one.hidden in ("different", "failed"):
        how = "is not right" if one.hidden == "different" else "does not run"
        parts.append(f"On other data the same code {how}.")
    return " ".join(parts)


class Room:
    """Where notebooks are held against one key, or against the public solutions; close it.

    Solutions are run once, and what they ran in is used for all notebooks.
    """

    def __init__(self, key: Path | None = None, place: Place | None = None) -> None:
        self._key, self._place = key, place
        self._ends = contextlib.ExitStack()
        self._books: dict[Path, Book] = {}

    def close(self) -> None:
        """Nothing; what was started has ended."""
        self._ends.close()

    def check(self, notebook: Path) -> Checked:
        """What comes of a saved notebook. Raises TROUBLE."""
        if not notebook.is_file():
            raise FileNotFoundError(
                f"There is no notebook {notebook}. Its name is at the top of its tab."
            )
        raw = notebook.read_bytes()
        book = self._book(notebook)
        found = run(book, "notebook", raw, self._opened(book.notices))
        mine = Submission("notebook", notebook.name, size=len(raw))
        codes = {letters(one.code): one.code for one in book.key.students}
        mine = replace(mine, student=codes.get(letters(found.claims), ""))
        note = ""
        if self._key is None and b"assignment(" in raw:
            note = "It is an assignment: tasks of your own can be judged by its teacher only."
        return Checked(judged(book, mine, found), book.key.title, note)

    def _opened(self, notices: Sequence[int] = ()) -> Place:
        if self._place is None:
            self._place = self._ends.enter_context(open_place(trust=True, notices=notices))
        return self._place

    def _book(self, notebook: Path) -> Book:
        source = self._key or lesson_of(notebook)
        if source not in self._books:
            self._books[source] = open_book(source) if self._key else self._practice(source)
        return self._books[source]

    def _practice(self, lesson: Path) -> Book:
        made = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="course-"))
        build_key(lesson, Path(made) / "key", place=self._opened())
        return open_book(Path(made) / "key")


def lesson_of(notebook: Path) -> Path:
    """The course's lesson that a notebook is a copy of, by what it says of itself, or its name.

    Raises FileNotFoundError.
    """
    said = ""
    with contextlib.suppress(OSError, ValueError):
        said = str(read(notebook).metadata.get("course", {}).get("lesson", ""))
    known = {path.name[:2] for path in lessons()}
    number = said if said in known else notebook.name[:2]
    if number not in known:
        raise FileNotFoundError(
            f"{notebook.name} is not one of the course's lessons ({', '.join(sorted(known))}). "
            "A notebook of another's is held against its key: --key FOLDER"
        )
    return chosen([Path(number)])[0]


def questions_of(notebook: Path, key: Path | None = None) -> list[str]:
    """The questions a notebook will be asked about, without running anything. Raises TROUBLE."""
    if key is not None:
        return [one.id for one in open_book(key).key.questions]
    cells = read(lesson_of(notebook)).cells
    return list(dict.fromkeys(exercise_of(one) for one in cells if "check" in tags_of(one)))


def check_file(notebook: Path, key: Path | None = None, place: Place | None = None) -> Checked:
    """What comes of a saved notebook, run in `place` or in one of its own. Raises TROUBLE."""
    with contextlib.closing(Room(key, place)) as room:
        return room.check(notebook)


def check_notebook(notebook: str, key: str | None = None) -> Checked | Told:
    """A whole notebook held against the solutions, from a cell. Save it first.

    `notebook` is the file's name, `key` the folder of a key where there is one.
    """
    try:
        return check_file(Path(notebook), Path(key) if key else None)
    except TROUBLE as problem:
        return Told("Check", (str(problem),))


def main(notebook: Path, key: Path | None = None) -> int:
    """0 when every answer is right, 1 when one is not, 2 when the notebook cannot be checked."""
    try:
        done = check_file(notebook, key)
    except TROUBLE as problem:
        print(problem, file=sys.stderr)
        return 2
    print(done)
    return 0 if done.right else 1
