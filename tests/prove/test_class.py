"""A made-up class of two hundred, end to end: roster, assignment, Moodle's zip, grades, pages.

Most students answer what the records foresee, right, defensible or wrong; some hand in trouble.
Everybody must get what they deserve, and everything a teacher opens must be there and in order.
To keep the pages and look at them: `pytest tests/prove/test_class.py --basetemp FOLDER`.
"""

from __future__ import annotations

import copy
import csv
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import NotebookNode
from playwright.sync_api import Browser

from course.authoring.key import literal
from course.authoring.lesson import exercise_of, node, read, tags_of
from course.authoring.tidy import as_bytes
from course.exercises.check import judge
from course.exercises.match import example
from course.grading.book import Book, open_book
from course.grading.folders import load_batch, load_results
from course.records import Exercise

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's")

NUMBER, ABSENT = 200, 3
FIRST = """Ana Bo Çelik Dao Eszter Fatima Giulia Håkon Ines Jūratė Kofi Łucja Mei Ngozi
Oleh""".split()  # noqa: SIM905
LAST = """Lima Chen Öz Nguyễn Nagy al-Amin O'Brien Ødegård Sørensen Kovač Ivanova Smith
Sow Bauer""".split()  # noqa: SIM905
ROLES = ("solution", "accepted", "defensible", "wrong")


@dataclass(frozen=True)
class Made:
    """A submission: who, the bytes under which name, and the word each question deserves."""

    login: str
    name: str
    files: Mapping[str, bytes]
    words: Mapping[str, str] | None
    """None where nothing can be read."""


def names(number: int) -> list[tuple[str, str]]:
    """First and last names, each pair once."""
    pairs = [(first, last) for last in LAST for first in FIRST]
    return [(first, last) for first, last in (pairs * 2)[:number]]


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """What a command of the course printed; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", "course", *map(str, words)],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done


# --- what they hand in ------------------------------------------------------------------------


def answered(book: Book, record: Exercise, dice: random.Random) -> tuple[str, str]:
    """The source of an answer, and the word it deserves."""
    question = book.questions[record.id]
    role = dice.choices(ROLES, (10, 1, 3, 6))[0]
    if question.mark == "hidden" and role == "solution":
        solved = {book.question_of(one): one.source for one in book.reference.cells
                  if "exercise" in tags_of(one)}  # fmt: skip
        return solved[record.id], "Correct"
    entries = [one for one in record.entries if one.role == role]
    if not entries or (question.mark == "hidden" and role != "wrong"):
        return f"{question.expression} = ...", "Not answered yet"
    given = example(record, dice.choice(entries))
    return f"{question.expression} = {literal(given)}", judge(record, given).word


def written(book: Book, edition: NotebookNode, code: str, dice: random.Random) -> Made:
    """An honest student's notebook."""
    notebook, words = copy.deepcopy(edition), {}
    records = book.records_for(code)
    for cell in notebook.cells:
        question = exercise_of(cell)
        if cell.id == "code":
            cell.source = f'my_code = "{code}"'
        elif "exercise" in tags_of(cell) and question in records:
            cell.source, words[question] = answered(book, records[question], dice)
    return Made("", "", {book.key.file: as_bytes(notebook)}, words)


def first_answer(notebook: NotebookNode) -> NotebookNode:
    return next(one for one in notebook.cells if "exercise" in tags_of(one))


def with_first(source: str) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        first_answer(notebook).source = source

    return change


def stripped(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = node({})


def without_checks(notebook: NotebookNode) -> None:
    notebook.cells = [one for one in notebook.cells if "check" not in tags_of(one)]


def run_in_another_order(notebook: NotebookNode) -> None:
    for count, cell in enumerate(reversed(notebook.cells), start=1):
        if cell.cell_type == "code":
            cell.execution_count = count
            cell.outputs = [node({"output_type": "stream", "name": "stdout", "text": "Correct"})]


SPOILS_ITS_FIRST = {
    "loops for ever": with_first("while True: pass"),
    "ends Python": with_first("import os\nos._exit(0)"),
    "needs all memory": with_first("x = bytearray(8 << 30)"),
    "a syntax error": with_first("answer = = 3"),
}
HARMS_NOBODY = {
    "metadata stripped": stripped,
    "checks deleted": without_checks,
    "stale outputs": run_in_another_order,
}
UNREADABLE = {"not JSON": b"{ not json", "empty": b""}


def handed_in(book: Book, edition: NotebookNode) -> list[Made]:
    """What everybody handed in: every tenth is trouble, the last few nothing at all."""
    trouble = [*SPOILS_ITS_FIRST.items(), *HARMS_NOBODY.items(), *UNREADABLE.items()]
    all_made = []
    for at, student in enumerate(book.key.students[: NUMBER - ABSENT]):
        made = written(book, edition, student.code, random.Random(at))
        name, how = trouble[(at // 10) % len(trouble)] if at % 10 == 9 else ("", None)
        files, words = dict(made.files), dict(made.words or {})
        if isinstance(how, bytes):
            files, words = {book.key.file: how}, None
        elif how is not None:
            notebook = node_of(files[book.key.file])
            if name in SPOILS_ITS_FIRST:
                words[exercise_of(first_answer(notebook))] = "Not yet"
            how(notebook)
            files = {book.key.file: as_bytes(notebook)}
        if at % 25 == 3:
            files |= {"conftest.py": b"raise SystemExit", "notes.pdf": b"%PDF-1.4"}
        all_made.append(Made(student.logins[0], student.name, files, words))
    return all_made


def node_of(raw: bytes) -> NotebookNode:
    import nbformat

    return nbformat.reads(raw.decode("utf-8"), as_version=4)


def moodle_zip(path: Path, made: list[Made]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in made:
            for name, raw in one.files.items():
                folder = f"{one.name}_{one.login}_assignsubmission_file_"
                archive.writestr(f"{folder}/{name}", raw)


# --- the class --------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", ["05", "10"])
def test_a_class_of_two_hundred(lesson: str, browser: Browser, tmp_path: Path) -> None:
    roster = tmp_path / "class.csv"
    with roster.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("First name", "Last name", "ID number", "Email address"))
        for at, (first, last) in enumerate(names(NUMBER)):
            lines.writerow((first, last, 4000 + at, f"s{at}@example.org"))
    out, key, grades = tmp_path / "out", tmp_path / "out" / "key", tmp_path / "grades"
    command("assign", lesson, "--out", out, "--roster", roster, "--seed", "autumn 2026")
    book = open_book(key)
    made = handed_in(book, read(out / "student" / book.key.file))
    moodle_zip(tmp_path / "submissions.zip", made)

    told = command("grade", tmp_path / "submissions.zip", "--key", key, "--out", grades)
    print(told.stdout)
    results = {one.submission.login: one for one in load_results(grades)}
    batch = load_batch(grades)
    assert batch is not None
    assert len(results) == NUMBER - ABSENT == len(made)
    assert len(batch.missing) == ABSENT
    assert len(batch.strays) == sum(len(one.files) - 1 for one in made)

    for one in made:
        result = results[one.login]
        if one.words is None:
            assert (result.status, result.points) == ("unreadable", 0)
        else:
            unfair = [
                (one.login, one.words[it.question], it)
                for it in result.outcomes
                if it.word != one.words[it.question]
            ]
            assert unfair == []

    with (grades / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) >= 1 + len(made) + len(batch.strays)
    with (grades / "moodle.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 1 + NUMBER
    assert len(list((grades / "feedback").glob("*.html"))) == len(made)
    look(browser, grades)


def look(browser: Browser, grades: Path) -> None:
    """The report and every tenth page of feedback, opened: in order, and asking for nothing."""
    from axe_playwright_python.sync_playwright import Axe

    pages = [grades / "report.html", *sorted((grades / "feedback").glob("*.html"))[::10]]
    page = browser.new_page(viewport={"width": 360, "height": 740})
    trouble: list[str] = []
    page.on("console", lambda one: trouble.append(one.text))
    page.on("pageerror", lambda one: trouble.append(str(one)))
    page.on("request", lambda one: one.url.startswith("file:") or trouble.append(one.url))
    for path in pages:
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path.name
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found] == [], path.name
    assert trouble == []
    page.close()
