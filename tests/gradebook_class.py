"""A small class with everything a gradebook has to show: built once, graded for real.

The lesson of grading_class gets a sixth question, a free text that a person reads; the class comes
as Moodle hands it out.
"""

from __future__ import annotations

from pathlib import Path

from grading_class import FILE, RECORDS, RIGHT, as_file, cell_of, lesson, make_key
from nbformat import NotebookNode
from small_lesson import code, markdown

from course.grading.grade import grade
from course.grading.places import Place
from course.grading.records import Student

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
FORMULA = "=cmd|' /C calc'!A0"
TITLE = "Boats & Co, week 3"

TEXT = """
[[exercise]]
id = "6"
outcome = "LO97.1"
minutes = 5
points = 3
mark = "open"
kind = "text"
task = "Describe the harbour."
form = "a text of at least five words"
pointer = "What do you see?"
question = "Who else would see it?"
solution = { answer = "The harbour lies still and seven boats wait in it.", reason = "One may." }

[[exercise.criteria]]
see = "names the harbour"
any_of = ["harbour"]
say = "Your text does not name the place. Which is it?"

[[exercise.criteria]]
see = "has five words"
min_words = 5
say = "Your text is short. What else is there?"
"""

OWN = "answer_97_6 = 'In the harbour seven boats lie at anchor while two gulls quarrel over bread.'"
ROSTER = (
    Student("c-ada", "Ada Lovelace", "ada@example.org", ("1001", "71", "u-ada"), "A"),
    Student("c-bo", FORMULA, "bo@example.org", ("1002", "72", "u-bo"), "A"),
    Student("c-cy", f"Cy {HOSTILE}", "cy@example.org", ("1003", "73", "u-cy"), "A"),
    Student("c-di", "Di Müller, née Čapek", "di@example.org", ("1004", "74", "u-di"), "B"),
    Student("c-ed", "Ed Two", "ed@example.org", ("1005", "75", "u-ed"), "B"),
    Student("c-fy", "Fy Far", "fy@example.org", ("1006", "76", "u-fy"), "B"),
    Student("c-gu", "Gu Gone", "gu@example.org", ("1007", "77", "u-gu"), "B"),
    Student("c-hal", "Hal Broken", "hal@example.org", ("1008", "78", "u-hal"), "B"),
)


def with_text() -> NotebookNode:
    """The lesson with its sixth question."""
    notebook = lesson()
    belongs = {"exercise": "97.6"}
    notebook.cells += [
        markdown("ex-97-6", "### Exercise 97.6\n\nWrite it into `answer_97_6`."),
        code("answer-97-6", "answer_97_6 = ...", "exercise", course=belongs),
        code("check-97-6", 'check("97.6", answer_97_6)', "check", course=belongs,
             editable=False, deletable=False),
    ]  # fmt: skip
    return notebook


def written(**answers: str) -> NotebookNode:
    """A student's notebook: right in everything, but for the answers given as q1="…"."""
    notebook = with_text()
    for question, right in {**RIGHT, "97.6": OWN}.items():
        number = question.partition(".")[2]
        cell_of(notebook, f"answer-97-{number}").source = answers.get(f"q{number}", right)
    return notebook


ALIKE = (
    "answer_97_6 = 'My grandfather says that the harbour was once full of coal ships and their "
    "smoke, and that nobody hung out white washing in those days.'"
)
WORK = {
    "1001": written(),
    "1002": written(q1="answer_97_1 = 8", q6="answer_97_6 = '=1+1 is a boat'"),
    "1003": written(q5=f"answer_97_5 = {HOSTILE!r}", q6=f"answer_97_6 = {HOSTILE!r} * 2"),
    "1004": written(q1="answer_97_1 = 4711", q5="answer_97_5 = 'upstairs'", q6=ALIKE),
    "1005": written(
        q1="answer_97_1 = 4711",
        q5="answer_97_5 = 'upstairs'",
        q6=ALIKE.replace("once", "formerly"),
        q3=RIGHT["97.3"].replace('"z": "west"', '"z": "east"'),
    ),
    "1006": written(
        q2="answer_97_2 = {'b'}",
        q3=RIGHT["97.3"].replace('"w": "east"', '"w": "west"'),
        q4="answer_97_4 = 60",
        q6="answer_97_6 = ...",
    ),
    "1008": None,
}
"""By Moodle's number, what was handed in; nothing came from 1007."""

_MOODLE = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed"


def hand_in(folder: Path) -> Path:
    """A folder as Moodle hands it out, with a stray file in it."""
    names = {one.logins[0]: one.name for one in ROSTER}
    for number, notebook in WORK.items():
        name = "".join(one for one in names[number] if one not in "<>/|:*?\"'\\")
        theirs = folder / f"{name}_{number}_assignsubmission_file"
        theirs.mkdir(parents=True)
        raw = b"not a notebook" if notebook is None else as_file(notebook)
        (theirs / FILE).write_bytes(raw)
    (folder / "+notes.txt").write_text("for the teacher", encoding="utf-8")
    return folder


def build(folder: Path, place: Place) -> tuple[Path, Path]:
    """The key's folder and the folder of the results, graded."""
    import grading_class

    key, out = folder / "key", folder / "out"
    kept = grading_class.lesson, grading_class.RECORDS
    grading_class.lesson, grading_class.RECORDS = with_text, RECORDS + TEXT
    try:
        make_key(key, place, students=ROSTER, title=TITLE, seed="a class")
    finally:
        grading_class.lesson, grading_class.RECORDS = kept
    rows = [_MOODLE, *(f'Participant {one.logins[0]},"{one.name}",{one.email},,,14.00,Yes'
                       for one in ROSTER)]  # fmt: skip
    (key / "roster.csv").write_text("\r\n".join(rows), encoding="utf-8", newline="")
    (key / "rubric.md").write_text("3: lively\n2: clear\n<b>1</b>: there", encoding="utf-8")
    grade(hand_in(folder / "in"), key, out, place=place, say=lambda _words: None)
    return key, out
