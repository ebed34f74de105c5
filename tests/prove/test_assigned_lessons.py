"""Every lesson as an assignment: two students who are right, and one who typed the result in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from course.assigning.assign import assign
from course.assigning.leaks import leaks
from course.assigning.lesson import lesson_of
from course.assigning.worlds import worlds_of
from course.authoring.key import literal
from course.authoring.lesson import exercise_of, read, tags_of
from course.authoring.tidy import as_bytes
from course.exercises.match import example
from course.grading.book import Book, open_book
from course.grading.examine import run
from course.grading.judge import judged
from course.grading.places import Place, open_place
from course.grading.records import Result, Submission
from course.library import lessons

NUMBERS = [path.name[:2] for path in lessons()]
HIDDEN = [number for number in NUMBERS if worlds_of(number, "autumn").worlds]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with open_place(trust=True) as opened:
        yield opened


def handed_in(out: Path, book: Book, code: str, *, typed: bool) -> bytes:
    """The edition with the student's own answers; the hidden ones typed in or found by code."""
    records = book.records_for(code)
    solved = {
        book.question_of(cell): cell.source
        for cell in book.reference.cells
        if "exercise" in tags_of(cell)
    }
    notebook = read(out / "student" / book.key.file)
    for cell in notebook.cells:
        question = exercise_of(cell)
        if cell.id == "code":
            cell.source = f'my_code = "{code}"'
        elif "exercise" in tags_of(cell) and question in records:
            mine = records[question]
            if book.questions[question].mark == "hidden" and not typed:
                cell.source = solved[question]
                continue
            name = book.questions[question].expression
            cell.source = f"{name} = {literal(example(mine, mine.solution))}"
    return as_bytes(notebook)


def result(book: Book, place: Place, code: str, raw: bytes) -> Result:
    return judged(book, Submission("one", "one", student=code), run(book, "one", raw, place))


@pytest.mark.parametrize("number", NUMBERS)
def test_whoever_is_right_gets_full_marks(number: str, place: Place, tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("name\nAna\nBo\n", encoding="utf-8")
    out = tmp_path / "out"
    key = assign(lesson_of(Path(number)), out, tmp_path / "class.csv", "autumn", place=place)
    assert leaks(out / "student", out / "key") == []
    book = open_book(out / "key")
    assert {one.id for one in key.questions if one.mark == "variant"} == set(
        key.variants.get(key.students[0].code, {})
    )
    for student in key.students:
        done = result(book, place, student.code, handed_in(out, book, student.code, typed=False))
        lost = [(one.question, one.word, one.message) for one in done.outcomes
                if one.points + one.open < one.most]  # fmt: skip
        assert (lost, done.status) == ([], "graded"), done.why
    if number in HIDDEN:
        code = key.students[0].code
        done = result(book, place, code, handed_in(out, book, code, typed=True))
        wrong = {one.question for one in done.outcomes if one.hidden not in ("", "same")}
        assert wrong == {one.id for one in key.questions if one.mark == "hidden"}


def test_who_reads_the_brief_has_the_rubric(place: Place, tmp_path: Path) -> None:
    assign(lesson_of(Path("12")), tmp_path / "out", seed="autumn", place=place)
    rubric = (tmp_path / "out" / "key" / "rubric.md").read_text(encoding="utf-8")
    assert "## 12.12: 12 points" in rubric
    assert rubric.count("0 to 3 points:") == 4


def test_some_lessons_have_hidden_data() -> None:
    assert {"10", "11"} <= set(HIDDEN)
    for number in HIDDEN:
        one, other = (worlds_of(number, seed).worlds[0].files for seed in ("autumn", "spring"))
        assert one != other
        assert one == worlds_of(number, "autumn").worlds[0].files
