"""Assignments: what students are given, the key beside it, and that nothing is given away."""

from __future__ import annotations

import base64
import csv
import html
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from grading_class import FILE, RECORDS, RIGHT, cell_of, lesson
from small_lesson import code, markdown

from course.__main__ import main
from course.assigning.assign import assign
from course.assigning.leaks import leaks
from course.assigning.lesson import Lesson, lesson_of
from course.authoring.key import literal
from course.authoring.lesson import node, read
from course.authoring.tidy import as_bytes
from course.exercises.match import example
from course.gradebook.feedback import feedback
from course.gradebook.ledger import open_ledger
from course.grading.book import open_book
from course.grading.examine import run
from course.grading.grade import grade
from course.grading.judge import judged
from course.grading.places import Place, open_place
from course.grading.records import Key, Result, Submission

CLASS = """name,email,id
Ana Lima,ana@example.org,1001
Bo Chen,bo@example.org,1002
Çelik Öz,celik@example.org,1003
"""
OWN = """
[[exercise]]
id = "6"
outcome = "LO97.2"
minutes = 1
points = 3
mark = "variant"
kind = "number"
task = "How many paragraphs has the notice at the door?"
form = "a whole number"
pointer = "Count the empty lines."
question = "Who wrote it?"
solution = { answer = 2, reason = "The notice at the door has two paragraphs, one for each side." }

[exercise.variant]
generator = "paragraph_count"
"""
WORLDS = """
[solutions]
"97.4" = '''answer_97_4 = sum(int(line) for line in open("datasets/tons.txt", encoding="utf-8"))'''

[[world]]
name = "heavy"
questions = ["97.4"]
folder = "heavy"
"""
TONS = 'answer_97_4 = sum(int(line) for line in open("datasets/tons.txt", encoding="utf-8"))'


def write_lesson(folder: Path) -> Lesson:
    """A teacher's own lesson: seven boats, with a variant and a question with hidden data."""
    made = lesson()
    belongs = {"exercise": "97.6"}
    made.cells += [
        markdown("ex-97-6", "### Exercise 97.6\n\nCount the paragraphs."),
        code("answer-97-6", "answer_97_6 = ...", "exercise", course=belongs),
        code("check-97-6", 'check("97.6", answer_97_6)', "check", course=belongs),
    ]
    (folder / "datasets").mkdir(parents=True)
    (folder / "heavy" / "datasets").mkdir(parents=True)
    files = {
        FILE: as_bytes(made),
        "97.toml": (RECORDS + OWN).encode("utf-8"),
        "worlds.toml": WORLDS.encode("utf-8"),
        "class.csv": CLASS.encode("utf-8"),
        "datasets/tons.txt": b"10\n20\n30\n",
        "heavy/datasets/tons.txt": b"7000001\n1100\n400\n",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return lesson_of(folder / FILE, folder / "97.toml")


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with open_place(trust=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, place: Place) -> tuple[Path, Key]:
    folder = tmp_path_factory.mktemp("own")
    own = write_lesson(folder)
    out = folder / "out"
    return out, assign(
        own, out, folder / "class.csv", "autumn", folder / "worlds.toml", place=place
    )


def filled(out: Path, key: Key, code: str, **answers: str) -> bytes:
    """The edition as a student hands it in, right in everything but for the answers given."""
    book = open_book(out / "key")
    notebook = read(out / "student" / FILE)
    cell_of(notebook, "code").source = f'my_code = "{code}"'
    mine = book.records_for(code)["97.6"]
    right = RIGHT | {"97.4": TONS, "97.6": f"answer_97_6 = {literal(example(mine, mine.solution))}"}
    for cell in notebook.cells:
        question = cell.metadata.get("course", {}).get("exercise")
        if question and cell.id.startswith("answer"):
            cell.source = answers.get(f"q{question[-1]}", right[question])
    return as_bytes(notebook)


def graded(out: Path, key: Key, place: Place, code: str, raw: bytes) -> Result:
    book = open_book(out / "key")
    return judged(book, Submission("one", FILE, student=code), run(book, "one", raw, place))


def points(result: Result) -> dict[str, float]:
    return {one.question: one.points for one in result.outcomes}


def test_two_keys_differ_and_both_are_right(made: tuple[Path, Key], place: Place) -> None:
    out, key = made
    book = open_book(out / "key")
    answers = {
        one.code: book.records_for(one.code)["97.6"].solution.pattern["answer"]
        for one in key.students
    }
    assert len(set(answers.values())) > 1
    assert 2 not in answers.values()  # the one in the lesson is nobody's
    full = {one.id: one.points for one in key.questions}
    for student in key.students:
        result = graded(out, key, place, student.code, filled(out, key, student.code))
        assert (points(result), result.status) == (full, "graded"), result.why
        assert result.repairs == ()
    bo = key.students[0].code
    ana = next(one for one in answers if answers[one] != answers[bo])
    swapped = graded(out, key, place, bo, filled(out, key, bo, q6=f"answer_97_6 = {answers[ana]}"))
    assert points(swapped) == full | {"97.6": 0}


def test_a_result_that_was_typed_in_earns_nothing_on_other_data(
    made: tuple[Path, Key], place: Place
) -> None:
    out, key = made
    code = key.students[0].code
    result = graded(out, key, place, code, filled(out, key, code, q4="answer_97_4 = 60"))
    assert points(result)["97.4"] == 0
    assert {one.question: one.hidden for one in result.outcomes}["97.4"] == "different"
    [world] = key.worlds
    assert world.answers["97.4"] == 7001501


def test_it_can_be_made_again_from_the_seed(made: tuple[Path, Key], tmp_path: Path, place: Place):
    _, key = made
    own = write_lesson(tmp_path / "own")
    folder = tmp_path / "own"
    again = assign(
        own, tmp_path / "b", folder / "class.csv", "autumn", folder / "worlds.toml", place
    )
    assert (again.students, again.variants) == (key.students, key.variants)
    assert again.answers == key.answers
    other = assign(
        own, tmp_path / "c", folder / "class.csv", "spring", folder / "worlds.toml", place
    )
    assert {one.code for one in other.students}.isdisjoint(one.code for one in key.students)


def test_what_lies_in_the_two_folders(made: tuple[Path, Key]) -> None:
    out, key = made
    assert sorted(path.name for path in (out / "student").iterdir()) == sorted(
        [FILE, "course", "datasets"]
    )
    lines = (out / "key" / "codes.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines))
    assert [row["name"] for row in rows] == ["Ana Lima", "Bo Chen", "Çelik Öz"]
    assert [row["code"] for row in rows] == [one.code for one in key.students]
    marks = {one.id: one.mark for one in key.questions}
    assert (marks["97.1"], marks["97.4"], marks["97.6"]) == ("open", "hidden", "variant")
    first = cell_of(read(out / "student" / FILE), "code")
    assert (first.source, first.metadata.tags) == ('my_code = "...."', ["setup"])


ASKED = """
import json, sys
from course import again, assignment, check, check_notebook, practice_text, solution
code = sys.argv[1]
told = {
    "wrong code": repr(assignment("97.6", "nobody")), "no code": repr(assignment("97.6", "....")),
    "task": repr(assignment("97.6", code.upper().replace("-", " "))),
    "number": repr(check("97.6", 12345)), "text": repr(check("97.6", "many")),
    "hidden": repr(check("97.4", 1)), "hidden text": repr(check("97.4", "x")),
    "open": repr(check("97.1", 7)), "open wrong": repr(check("97.1", 8)),
    "empty": repr(check("97.6", ...)), "solution": repr(solution("97.1")),
    "again": repr(again("97.6", 3)), "all": repr(assignment()),
    "whole": repr(check_notebook("97_boats.ipynb")),
}
number = told["task"].partition("practice_text(")[2].partition(")")[0]
told["notice"] = practice_text(int(number)).text
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def asked(made: tuple[Path, Key]) -> Mapping[str, str]:
    """What a student is told, in the folder that was handed out."""
    out, key = made
    done = subprocess.run(
        [sys.executable, "-B", "-c", ASKED, key.students[0].code],
        cwd=out / "student",
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    told: dict[str, str] = json.loads(done.stdout)
    return told


def test_a_student_sees_the_task_and_the_form_and_nothing_else(
    made: tuple[Path, Key], asked: Mapping[str, str]
) -> None:
    out, key = made
    code = key.students[0].code
    record = open_book(out / "key").records_for(code)["97.6"]
    words = record.task.partition(")")[2]
    assert words in asked["task"]
    assert f"({key.variants[code]['97.6']})" not in asked["task"]
    assert asked["notice"].count("\n\n") + 1 == record.solution.pattern["answer"]
    assert asked["number"].startswith("The form is right")
    assert asked["hidden"].startswith("The form is right")
    assert asked["text"].startswith("Not yet")
    assert asked["hidden text"].startswith("Not yet")
    assert asked["empty"].startswith("Not answered yet")
    assert asked["open"].startswith("Correct")
    assert asked["open wrong"].startswith("Not yet")
    for name in ("solution", "again"):
        assert "In an assignment there are no" in asked[name]
    assert "handed it in" in asked["whole"]
    assert "not on the roster" in asked["wrong code"]
    assert "first cell" in asked["no code"]
    for mark in ("open", "variant", "hidden"):
        assert f"{mark}:" in asked["all"]


def test_feedback_shows_the_task_as_the_student_was_told_it(
    made: tuple[Path, Key], asked: Mapping[str, str], place: Place, tmp_path: Path
) -> None:
    out, key = made
    first = key.students[0]
    (tmp_path / "in" / first.name).mkdir(parents=True)
    (tmp_path / "in" / first.name / FILE).write_bytes(filled(out, key, first.code))
    grade(tmp_path / "in", out / "key", tmp_path / "out", place=place)
    ledger = open_ledger(tmp_path / "out", out / "key")
    [result] = ledger.results
    page = feedback(ledger, result)
    told = asked["task"].partition(" – ")[2].partition(" Write ")[0]
    assert "practice_text(10" in told
    assert html.escape(told) in page
    assert "How many paragraphs has the notice at the door?" not in page


def test_the_course_itself_is_no_assignment() -> None:
    from course import assignment

    assert "not an assignment" in repr(assignment("05.3", "abcd-efgh"))


# --- leaks ---------------------------------------------------------------------------------------


def in_cell(change: Callable[[Any], None], identity: str = "answer-97-6") -> Callable[[Path], None]:
    def plant(student: Path) -> None:
        notebook = read(student / FILE)
        change(cell_of(notebook, identity))
        (student / FILE).write_bytes(as_bytes(notebook))

    return plant


SAID = "The notice at the door has two paragraphs, one for each side."


def in_assignment(change: Callable[[Any], None]) -> Callable[[Path], None]:
    def plant(student: Path) -> None:
        path = student / "course" / "_data" / "assignment.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        change(told)
        path.write_text(json.dumps(told), encoding="utf-8")

    return plant


def task(told: Any) -> Any:
    return next(mine["97.6"] for mine in told["tasks"].values() if "97.6" in mine)


def output(cell: Any) -> None:
    text = {"text/plain": "60"}
    cell.outputs = [node({"output_type": "display_data", "metadata": {}, "data": text})]


def attachment(cell: Any) -> None:
    word = base64.b64encode(SAID.encode("utf-8")).decode("ascii")
    cell.attachments = node({"a.png": {"image/png": word}})


def a_file(name: str, text: str) -> Callable[[Path], None]:
    def plant(student: Path) -> None:
        (student / name).parent.mkdir(parents=True, exist_ok=True)
        (student / name).write_text(text, encoding="utf-8")

    return plant


def append(name: str, text: str) -> Callable[[Path], None]:
    def plant(student: Path) -> None:
        with (student / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return plant


PLANTS: dict[str, Callable[[Path], None]] = {
    "in the metadata of a cell": in_cell(lambda cell: cell.metadata.update(key=60)),
    "in a mark of the course": in_cell(lambda cell: cell.metadata.course.update(answer=60)),
    "in an output": in_cell(output),
    "in an attachment": in_cell(attachment, "ex-97-6"),
    "in the prose": in_cell(lambda cell: cell.update(source=f"Hint: {SAID}"), "ex-97-6"),
    "as the answer": in_cell(lambda cell: cell.update(source="answer_97_6 = 9")),
    "as the method": in_cell(lambda cell: cell.update(source=TONS), "demo-97"),
    "in a file beside": a_file("solutions.txt", "60"),
    "hidden data beside": a_file("datasets/more.txt", "7000001\n1100\n400\n"),
    "records in the course": a_file("course/exercises/records/97.toml", OWN),
    "variants in the course": a_file("course/exercises/variants/__init__.py", "LARGEST = 1"),
    "in a module of the course": append("course/records.py", "\nANSWER = 60\n"),
    "in a settings of a task": in_assignment(lambda told: task(told)["settings"].update(answer=9)),
    "in the blank of a task": in_assignment(lambda told: task(told).update(answer=9)),
    "beside a task": in_assignment(lambda told: task(told).update(variant=77)),
    "the seed": in_assignment(lambda told: told.update(salt="autumn")),
    "a code": in_assignment(lambda told: told.update(title="For brsh-qjgk")),
    "a key": in_assignment(
        lambda told: told["practice"]["exercise"].append({"id": "6", "solution": 2})
    ),
}


def test_the_edition_gives_nothing_away(made: tuple[Path, Key]) -> None:
    out, _ = made
    assert leaks(out / "student", out / "key") == []


@pytest.mark.parametrize("where", PLANTS)
def test_what_is_planted_is_found(where: str, made: tuple[Path, Key], tmp_path: Path) -> None:
    out, _ = made
    student = Path(shutil.copytree(out / "student", tmp_path / "student"))
    PLANTS[where](student)
    assert leaks(student, out / "key") != []


# --- what can be wrong ---------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Path:
    write_lesson(tmp_path / "own")
    return tmp_path / "own"


def command(own: Path, *more: str, lesson: str = FILE, records: str = "97.toml") -> list[str]:
    return [
        "assign", "--lesson", str(own / lesson), "--records", str(own / records),
        "--out", str(own / "out"), "--worlds", str(own / "worlds.toml"), *more,
    ]  # fmt: skip


ROSTERS = {
    "a column is missing": ("number,mail\n1,a@b.c\n", "no column with the students' names"),
    "the same line twice": (CLASS + "Ana Lima,ana@example.org,1001\n", "line 5: Ana Lima stands"),
    "the same name": ("name\nAna\nBo\nAna\n", "line 4: Ana stands in line 2"),
    "the same code": ("name,code\nAna,x1\nBo,x1\n", "the same code"),
    "the same code for a lesson": ("name,code\nAna,x-1\nBo,X1\n", "the same code"),
    "no name": ("name,id\nAna,1\n,2\n", "line 3: the name is missing"),
    "nobody": ("name,id\n", "has no students"),
    "nothing": ("", "no column"),
}


@pytest.mark.parametrize("case", ROSTERS)
def test_a_roster_that_cannot_be_used(
    case: str, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, words = ROSTERS[case]
    (own / "class.csv").write_text(text, encoding="utf-8")
    assert main(command(own, "--roster", str(own / "class.csv"))) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert not (own / "out").exists()


def test_rosters_of_platforms_are_read(tmp_path: Path) -> None:
    from course.assigning.roster import students_of

    moodle = "\ufeffFirst name;Surname;ID number;Email address\nAna;Lima;7;a@example.org\n"
    canvas = 'Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"Lima, Ana",7,al,B\n'
    for text, name in ((moodle, "Ana Lima"), (canvas, "Lima, Ana")):
        (tmp_path / "class.csv").write_text(text, encoding="utf-8")
        [one] = students_of(tmp_path / "class.csv", "autumn")
        assert (one.name, one.logins[0]) == (name, "7")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("kind = \"set\"", "kind = \"heap\""), "kind 'heap' is not one of"),
        (("mark = \"hidden\"", "mark = \"secret\""), "mark must be open, variant or hidden"),
        (("pointer = \"Count them again.\"\n", ""), "97.toml, exercise 97.1: these fields"),
        (("paragraph_count", "no_such"), "no generator 'no_such'"),
        (("lesson = \"97\"", ""), "lesson is missing"),
        (("[[exercise]]", "[[exercise"), "not TOML"),
        (("answer = 7,", "answer = \"seven\","), "97.1: its solution is not right"),
        (("options = { a", "option = { a"), "unknown fields: option"),
        (("labels = [\"east\", \"west\"]\n", ""), "97.3: the settings do not fit"),
    ],
)  # fmt: skip
def test_records_with_a_broken_rule(
    change: tuple[str, str], words: str, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own / "97.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    assert main(command(own)) == 2
    assert words in capsys.readouterr().err
    assert not (own / "out").exists()


def test_a_folder_that_is_there_is_left_alone(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own / "out").mkdir()
    (own / "out" / "key.json").write_text("mine", encoding="utf-8")
    assert main(command(own)) == 2
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in (own / "out").iterdir()] == ["key.json"]
    assert (own / "out" / "key.json").read_text(encoding="utf-8") == "mine"


def test_lessons_that_are_not_there(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(own / "out")
    assert main(["assign", "47", "--out", out]) == 2
    assert "There is no lesson 47" in capsys.readouterr().err
    assert main(["assign", str(own / FILE), "--out", out]) == 2
    assert "--records" in capsys.readouterr().err
    assert main(["assign", "--out", out]) == 2
    assert "Name one lesson" in capsys.readouterr().err
    assert main(["assign", str(own / FILE), str(own / "97.toml"), "--out", out]) == 2
    assert "no other data" in capsys.readouterr().err
    (own / "worlds.toml").write_text(
        '[[world]]\nname = "x"\nquestions = ["97.4"]\n', encoding="utf-8"
    )
    assert main(command(own)) == 2
    assert "[solutions]" in capsys.readouterr().err
    assert main(["check", str(own / FILE)]) == 2
    assert "--key" in capsys.readouterr().err
    assert main(["check", str(own / "gone.ipynb")]) == 2
    assert "no notebook" in capsys.readouterr().err
    assert not (own / "out").exists()
