"""What an answer is worth: verdicts, parts, variants, hidden data, outputs, and nbval's word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from grading_class import FULL, as_file, make_key, questions, student

from course.authoring.key import literal
from course.authoring.lesson import exercise_of, read, tags_of
from course.exercises.match import example
from course.exercises.variants import variant_of
from course.grading.book import Book, open_book, records_in
from course.grading.build import build_key, seal
from course.grading.compare import PLOTLY, same_outputs
from course.grading.examine import run
from course.grading.jsonfile import BadFile, from_json, to_json
from course.grading.judge import judged
from course.grading.packing import pack, unpack
from course.grading.places import Place, open_place
from course.grading.records import Key, Outcome, Result, Student, Submission, World
from course.library import exercise_files, lessons


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with open_place(trust=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, place: Place) -> Book:
    folder = tmp_path_factory.mktemp("judge") / "key"
    make_key(folder, place)
    return open_book(folder)


def result_of(book: Book, notebook: Any, place: Place, code: str = "") -> Result:
    raw = as_file(notebook)
    found = run(book, "ada", raw, place)
    return judged(book, Submission("ada", "ada.ipynb", student=code), found)


def outcome(result: Result, question: str) -> Outcome:
    return next(one for one in result.outcomes if one.question == question)


# --- shares of the points --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "points", "settled"),
    [
        ('{"a", "c"}', 2.0, 2),
        ('{"a"}', 1.0, 1),
        ('{"a", "b"}', 0.0, 0),
        ('{"a", "c", "d"}', 1.0, 1),
        ('{"a", "b", "c", "d"}', 0.0, 0),
        ("set()", 0.0, 0),
    ],
)
def test_a_set_earns_its_share(
    answer: str, points: float, settled: int, book: Book, place: Place
) -> None:
    found = outcome(result_of(book, student(q2=f"answer_97_2 = {answer}"), place), "97.2")
    assert (found.points, found.settled, found.parts) == (points, settled, 2)


def test_what_the_teacher_says_of_shares(book: Book, place: Place) -> None:
    notebook = student(
        q2='answer_97_2 = {"a"}',
        q3='answer_97_3 = {"w": "east", "x": "west", "y": "east", "z": "east"}',
    )
    assert result_of(book, notebook, place).points == FULL - 1
    stricter = [
        replace(one, partial="none", defensible=0.5) for one in questions(records_in(book.folder))
    ]
    strict = replace(book, key=replace(book.key, questions=tuple(stricter)))
    found = result_of(strict, notebook, place)
    assert outcome(found, "97.2").points == 0
    assert (outcome(found, "97.3").word, outcome(found, "97.3").points) == ("Defensible", 2)


def test_a_name_that_was_changed_is_told(book: Book, place: Place) -> None:
    found = outcome(result_of(book, student(q1="anser_97_1 = 7"), place), "97.1")
    assert (found.points, found.word) == (0, "Not answered yet")
    assert "no value to answer_97_1" in found.message


def test_points_of_a_person_wait(book: Book, place: Place) -> None:
    by_hand = [replace(one, by_hand=one.points) for one in questions(records_in(book.folder))]
    waiting = replace(book, key=replace(book.key, questions=tuple(by_hand)))
    found = result_of(waiting, student(q1="answer_97_1 = ..."), place)
    assert (found.points, found.open, found.most) == (0, FULL - 1, FULL)


# --- data the student has not seen -----------------------------------------------------------


def test_hidden_data_tells_a_program_from_a_number(book: Book, place: Place) -> None:
    assert book.key.worlds[0].answers == {"97.4": 418}
    assert outcome(result_of(book, student(), place), "97.4").hidden == "same"
    for answer, hidden in (
        ("60", "different"),
        ("60 if len(seen) == 3 and seen[0] == '10' else 1 / 0", "different"),
    ):
        source = f"seen = open('tons.txt').read().split()\nanswer_97_4 = {answer}"
        found = outcome(result_of(book, student(q4=source), place), "97.4")
        assert (found.word, found.points, found.hidden) == ("Correct", 0, hidden)


def test_a_second_world_of_code_and_of_the_courses_own_data(tmp_path: Path, place: Place) -> None:
    codes = tmp_path / "key" / "worlds" / "other" / "datasets"
    codes.mkdir(parents=True)
    (codes / "sources.csv").write_text("id\nx\ny\n", encoding="utf-8")
    world = World("other", ("97.1", "97.4"), "worlds/other", "swan = 1")
    solutions = {
        "97.1": "answer_97_1 = 7 + globals().get('swan', 0)",
        "97.4": "from course.library import root\n"
        "path = root() / 'datasets' / 'sources.csv'\n"
        "answer_97_4 = 60 + (path.read_text(encoding='utf-8').split() == ['id', 'x', 'y'])",
    }
    make = tmp_path / "key"
    folder = tmp_path / "made"
    key = make_key(folder, place, worlds=[], solutions=solutions)
    assert (key.answers["97.1"], key.answers["97.4"]) == (7, 60)
    (folder / "worlds" / "other").mkdir()
    make.joinpath("worlds", "other").rename(folder / "worlds" / "other")
    source = tmp_path / "made-source"
    key = build_key(
        source / "97_boats.ipynb", folder, [source / "97.toml"],
        solutions=solutions, worlds=[world], place=place,
    )  # fmt: skip
    assert key.worlds[0].answers == {"97.1": 8, "97.4": 61}


# --- variants --------------------------------------------------------------------------------


def test_each_student_has_a_variant_of_their_own(tmp_path: Path, place: Place) -> None:
    notebook = next(path for path in lessons() if path.name.startswith("05"))
    class_list = [Student("AAAA", "Ada"), Student("BBBB", "Bo")]
    variants = {"AAAA": {"05.1": 3, "05.3": 4}, "BBBB": {"05.1": 5, "05.3": 6}}
    build_key(notebook, tmp_path / "key", students=class_list, variants=variants, place=place)
    book = open_book(tmp_path / "key")
    records = records_in(book.folder)

    def answered(code: str) -> Any:
        filled = read(notebook)
        for cell in filled.cells:
            name = exercise_of(cell)
            if name in variants[code] and "exercise" in tags_of(cell):
                own = variant_of(records[name], variants[code][name])
                value = literal(example(own, own.solution))
                cell.source = f"answer_{name.replace('.', '_')} = {value}"
        filled.cells[1].source += f'\nmy_code = "{code}"'
        return filled

    mine = result_of(book, answered("AAAA"), place, "AAAA")
    assert (outcome(mine, "05.1").points, outcome(mine, "05.1").variant) == (1, 3)
    assert outcome(mine, "05.3").points == 2
    copied = result_of(book, answered("AAAA"), place, "BBBB")
    assert copied.points < mine.points
    assert copied.status == "repaired"
    assert [one.kind for one in copied.repairs if one.kind == "identity"]
    for typed in ("AAAA", " aa-aa\u200b"):  # as the lesson takes it, so does the grader
        filled = answered("AAAA")
        filled.cells[1].source = filled.cells[1].source.replace('"AAAA"', f'"{typed}"')
        nobody = result_of(book, filled, place)
        assert (nobody.status, nobody.points) == ("needs a person", mine.points)


def test_every_lesson_can_be_graded(tmp_path: Path, place: Place) -> None:
    path = lessons()[0]
    build_key(path, tmp_path / "key", place=place)
    book = open_book(tmp_path / "key")
    full = result_of(book, read(book.folder / "reference.ipynb"), place)
    assert (full.points, full.status) == (full.most, "graded")
    empty = result_of(book, read(path), place)
    assert {one.word for one in empty.outcomes} == {"Not answered yet"}
    assert set(exercise_files()) >= {book.key.lesson}


# --- what a cell shows -----------------------------------------------------------------------


def test_a_question_about_what_is_shown(tmp_path: Path, place: Place) -> None:
    asked = [
        replace(one, judge="output", tolerance=1e-3) if one.id == "97.5" else one
        for one in questions(records_in_source(tmp_path))
    ]
    solutions = {"97.5": "print('tons:', 1 / 3)\nboats"}
    make_key(tmp_path / "key", place, questions=asked, solutions=solutions, worlds=[])
    book = open_book(tmp_path / "key")
    for source, points in (
        ("print('tons:', 0.33333)\nboats", 1),
        ("print('tons:', 0.34)\nboats", 0),
        ("boats", 0),
        ("answer_97_5 = 1", 0),
    ):
        found = outcome(result_of(book, student(q5=source), place), "97.5")
        assert (found.points, source) == (points, source)


def records_in_source(folder: Path) -> dict[str, Any]:
    from grading_class import RECORDS

    (folder / "exercises").mkdir()
    (folder / "exercises" / "97.toml").write_text(RECORDS, encoding="utf-8")
    return records_in(folder)


def shown(**data: Any) -> list[dict[str, Any]]:
    kinds = {kind.replace("_", "/", 1): value for kind, value in data.items()}
    return [{"output_type": "display_data", "metadata": {}, "data": kinds}]


def printed(text: str) -> list[dict[str, Any]]:
    return [{"output_type": "stream", "name": "stdout", "text": text}]


def figure(*heights: float, **layout: Any) -> list[dict[str, Any]]:
    data = [{"type": "bar", "y": list(heights), "uid": str(layout)}]
    bundle = {PLOTLY: {"data": data, "layout": layout}}
    return [{"output_type": "display_data", "metadata": {}, "data": bundle}]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (shown(text_plain="a 1.0"), shown(text_plain="a 1.0000000001"), True),
        (shown(text_plain="a 1.0"), shown(text_plain="a 1.1"), False),
        (shown(text_plain="K1 2"), shown(text_plain="K2 2"), False),
        (shown(text_plain="x"), shown(text_plain="x", text_html="<b>x</b>"), True),
        (shown(text_plain="x"), shown(text_plain="x") * 2, False),
        (shown(text_plain="x"), [], False),
        ([], [], True),
        (figure(1, 2), figure(1, 2.0000000001, template="t"), True),
        (figure(1, 2), figure(1, 3), False),
        (figure(1, 2), figure(1, 2, title="other"), False),
        (shown(text_plain="1" * 100_000 + "x"), shown(text_plain="1" * 99_999 + "2x"), False),
        (printed("a" * 50_000 + "\b" * 50_000), printed("b"), False),
        (printed("10 %\r100 %\n"), printed("100 %\n"), True),
    ],
)
def test_nbval_compares(one: Any, other: Any, same: bool) -> None:
    found = same_outputs(one, other)
    assert found.same == same
    assert bool(found.why) != same
    assert same_outputs(shown(text_plain="no"), one, accepted=[one]).same


# --- records and packed answers --------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [7, 1.5, True, "text", ["a", 1], {"a", "b"}, {"a": ["x"], "b": {"c": 1}}, [(1, 2), (3, 4)]],
)
def test_an_answer_survives_packing(answer: Any) -> None:
    from course.exercises.answers import plain

    assert unpack(json.loads(json.dumps(pack(answer)))) == plain(answer)


def test_a_key_survives_its_file(book: Book) -> None:
    assert from_json(Key, to_json(book.key)) == book.key
    with pytest.raises(BadFile, match="unknown field 'colour'"):
        from_json(Key, to_json(book.key).replace('"seed"', '"colour"'), "key.json")
    with pytest.raises(BadFile, match="later version"):
        from_json(Key, to_json(book.key).replace('"format": 1', '"format": 9'))


def test_a_key_knows_what_has_changed(tmp_path: Path, place: Place) -> None:
    folder = tmp_path / "key"
    first = make_key(folder, place)
    assert seal(folder, first) == first
    (folder / "exercises" / "97.toml").write_text("", encoding="utf-8")
    second = seal(folder, first)
    assert (second.run == first.run, second.judge == first.judge) == (True, False)
    (folder / "work" / "tons.txt").write_text("1\n", encoding="utf-8")
    assert seal(folder, second).run != first.run
