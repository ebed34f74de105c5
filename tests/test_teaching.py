"""The handbook: every lesson has its section, and what it names is there and does what it says."""

from __future__ import annotations

import argparse
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from course.__main__ import parser
from course.authoring import timing as timing_module
from course.authoring.timing import BEGINS, placed, timing
from course.classroom.show import PAGES
from course.exercises.catalogue import exercise, exercises
from course.exercises.check import check
from course.library import exercise_files, lessons

ROOT = Path(__file__).resolve().parent.parent
HANDBOOK = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
LESSONS = {path.name[:2]: path for path in lessons()}
PARTS = ("**Prepare.**", "**Misreadings.**", "**Discuss.**", "**May go wrong.**")
SECTIONS = dict(re.findall(r"^### (\d\d) (.*?)(?=^##)", HANDBOOK, re.DOTALL | re.MULTILINE))
SAMPLES = re.findall(
    r"^#### (Sample \w)\n\n```text\n(.*?)```\n(.*?)(?=^####|^\*\*What 0)",
    HANDBOOK,
    re.DOTALL | re.MULTILINE,
)
TIMES = timing().set_index("lesson")


def plan(lesson: str) -> list[tuple[int, int]]:
    """The first and last minute of each step of a session plan."""
    rows = re.findall(r"^\| (\d+)-(\d+) \|", SECTIONS[lesson], re.MULTILINE)
    return [(int(begin), int(end)) for begin, end in rows]


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_a_section_with_all_parts(lesson: str) -> None:
    title = SECTIONS[lesson].partition("\n")[0]
    assert title == TIMES.loc[lesson, "title"]
    assert [part for part in PARTS if part not in SECTIONS[lesson]] == []


@pytest.mark.parametrize("lesson", SECTIONS)
def test_a_plan_leaves_no_minute_out(lesson: str) -> None:
    steps = plan(lesson)
    assert steps[0][0] == 0
    assert all(end == begin for (_, end), (begin, _) in pairwise(steps))
    assert all(begin < end for begin, end in steps)
    if lesson in LESSONS:
        assert steps[-1][1] == TIMES.loc[lesson, "total"], "the timing table has other minutes"


def test_the_first_session_takes_as_long_as_its_lesson() -> None:
    first = HANDBOOK.partition("## First session")[2].partition("## The lessons")[0]
    ends = [int(end) for end in re.findall(r"^\| \d+-(\d+) \|", first, re.MULTILINE)]
    assert ends[-1] == TIMES.loc["01", "total"]


def test_the_timing_table_is_current() -> None:
    assert placed(HANDBOOK, timing()) == HANDBOOK, "run: python -m course timing"


def test_timing_writes_the_table_of_all_lessons_into_the_handbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    handbook = tmp_path / "TEACHING.md"
    old = re.sub(r"^\| 00 .*\n", "", HANDBOOK, flags=re.MULTILINE)
    handbook.write_text(old, encoding="utf-8")
    monkeypatch.setattr(timing_module, "root", lambda: tmp_path)
    timing_module.main([LESSONS["01"]])
    assert handbook.read_text(encoding="utf-8") == old, "one lesson is not the table"
    timing_module.main()
    written = handbook.read_text(encoding="utf-8")
    assert written.count(f"| 00 | {TIMES.loc['00', 'title']} |") == 1
    assert "| all |" in capsys.readouterr().out


def test_a_handbook_without_a_place_for_the_table_says_so() -> None:
    with pytest.raises(ValueError, match="no place"):
        placed(HANDBOOK.replace(BEGINS, ""), timing())


def test_every_exercise_named_is_in_the_course() -> None:
    known = {one.id for path in exercise_files().values() for one in exercises(path)}
    named = set(re.findall(r"(?<![\d,.$])\b([01]\d\.\d\d?)\b(?!\d)", HANDBOOK))
    assert {one for one in named if one[:2] in LESSONS} <= known


@pytest.mark.parametrize("text", [HANDBOOK, README], ids=["TEACHING", "README"])
def test_every_command_named_can_be_given(text: str) -> None:
    course = parser()
    (commands,) = [
        action.choices
        for action in course._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    named = re.findall(r"python -m course ([a-z]+)", text)
    assert named
    assert set(named) <= set(commands)


def test_every_explorer_shown_is_one() -> None:
    assert set(re.findall(r"python -m course show ([\w-]+)", HANDBOOK)) <= set(PAGES)


def test_every_target_of_make_is_one() -> None:
    targets = set(
        re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"`make ([\w-]+)`", HANDBOOK + README)) <= targets


@pytest.mark.parametrize("text", [HANDBOOK, README], ids=["TEACHING", "README"])
def test_every_file_and_heading_linked_is_there(text: str) -> None:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert [one for one in links if one[0] == "#" and one[1:] not in anchors] == []
    files = [one.partition("#")[0] for one in links if one[0] != "#" and "://" not in one]
    assert [one for one in files if not (ROOT / one).exists()] == []
    notebooks = set(re.findall(r"`(\d\d_\w+\.ipynb)`", text))
    assert notebooks <= {path.name for path in LESSONS.values()}


def test_the_rubric_is_the_one_of_the_record() -> None:
    """The handbook and the lesson show the lines by which the marking sheet asks."""
    lesson = LESSONS["12"].read_text(encoding="utf-8")
    rubric = exercise("12.12").rubric
    assert len(rubric) == 4
    for line in rubric:
        row = f"| **{line.name}** | {' | '.join(reversed(line.levels))} |"
        assert row in HANDBOOK
        assert json.dumps(row, ensure_ascii=False)[1:-1] in lesson


def test_there_are_samples_at_four_levels() -> None:
    assert len(SAMPLES) == 4
    assert HANDBOOK.partition("#### Sample A")[0].rstrip().endswith("(lesson 09).")
    assert "**invented for teaching**" in HANDBOOK


@pytest.mark.parametrize(("name", "brief", "below"), SAMPLES, ids=[one[0] for one in SAMPLES])
def test_the_program_says_of_a_sample_what_the_handbook_says(
    name: str, brief: str, below: str
) -> None:
    said = re.search(r"\*The program says:\* (\w[\w ]*)", below)
    assert said
    assert check("12.12", brief).verdict.word == said[1]


@pytest.mark.parametrize(("name", "brief", "below"), SAMPLES, ids=[one[0] for one in SAMPLES])
def test_the_marks_of_a_sample_add_up(name: str, brief: str, below: str) -> None:
    marks = re.search(
        r"Attribution (\d), Presuppositions (\d), Conditions (\d), Damage (\d) = (\d+)", below
    )
    assert marks
    *lines, total = (int(one) for one in marks.groups())
    assert all(0 <= one <= 3 for one in lines)
    assert sum(lines) == total


def test_the_live_conflict_is_named_for_what_the_assembly_called_it() -> None:
    fair = HANDBOOK.partition("## How to teach a live conflict")[2].partition("\n## ")[0]
    for must in ("ES-11/1", "opt-out", "debrief", "role-play", "opinions", "vaccine"):
        assert must in fair, must
