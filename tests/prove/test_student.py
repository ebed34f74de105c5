"""A student works through every lesson in a real JupyterLab: each answer wrong, then right.

Every foreseen answer of every exercise is written into its cell, run and checked, and the words
that appear on the page are those of the entry that should reply.
"""

from __future__ import annotations

import html

import pytest
from browser.labserver import LabServer, LessonPage, lesson, names_of
from playwright.sync_api import Browser
from tracked import ROOT

from course.exercises.catalogue import exercises
from course.exercises.check import written
from course.exercises.match import example
from course.library import exercise_files
from course.records import Entry, Exercise

WORDS = {
    "wrong": "Not yet",
    "solution": "Correct",
    "accepted": "Correct",
    "defensible": "Defensible",
}


def said(shown: LessonPage, cell: str) -> str:
    """The verdict that a check shows."""
    [found] = [one for one in shown.cells() if one["id"] == cell]
    shows = [output["data"] for output in found["outputs"] if "data" in output]
    assert len(shows) == 1, found["outputs"]
    page = shows[0]["text/html"]
    return html.unescape("".join(page if isinstance(page, list) else [page]))


def tried(shown: LessonPage, record: Exercise, answer: object) -> str:
    """What the page says after an answer was typed in and checked."""
    number = record.id.replace(".", "-")
    name = f"answer_{record.id.replace('.', '_')}"
    shown.set_source(f"answer-{number}", f"{name} = {written(answer)}")
    shown.run_cell(f"answer-{number}")
    shown.run_cell(f"check-{number}")
    return said(shown, f"check-{number}")


def replies(record: Exercise, entry: Entry) -> str:
    """The first words with which an entry replies."""
    words = entry.say or record.solution.say
    return words.split(".")[0][:60]


@pytest.mark.parametrize("name", names_of(ROOT / "notebooks"))
def test_each_answer_gets_its_words(name: str, browser: Browser, lab: LabServer) -> None:
    records = exercises(exercise_files()[name[:2]])
    with lesson(browser, lab, name) as shown:
        shown.run_all()
        for record in records:
            for entry in record.entries:
                if record.kind == "text":
                    continue
                shows = tried(shown, record, example(record, entry))
                assert WORDS[entry.role] in shows, f"{record.id} {entry.name}: {shows}"
                assert replies(record, entry) in shows, f"{record.id} {entry.name}: {shows}"
        assert shown.errors() == []
        assert shown.outside == []
        assert shown.complaints == []
        assert shown.all_violations() == []
