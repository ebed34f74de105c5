"""Students who learnt English at school can read us: sentences are short, words mostly too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading_level import WORD, Level, level, sentences

from course.exercises.catalogue import exercises
from course.library import exercise_files, lessons

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 36
"""Words in one sentence. Plain-English guides ask for 25 as a rule; lists run longer."""
MEAN = 13.0
LIX = 30.0

EXCEPTIONS = (
    "C33 (also called START III)",  # the task of 12.7: a list of six claims with their numbers
)
"""How a longer sentence begins that has to stay, and why."""


def lesson(path: Path) -> Level:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return level(*("".join(c["source"]) for c in cells if c["cell_type"] == "markdown"))


def record(path: Path) -> Level:
    words = []
    for one in exercises(path):
        words += [one.task, one.pointer, one.question]
        for entry in one.entries:
            words += [entry.say, entry.stronger]
    return level(*(word for word in words if word))


PROSE = {
    **{path.stem: lesson(path) for path in lessons()},
    **{f"records {number}": record(path) for number, path in exercise_files().items()},
    "TEACHING": level((ROOT / "TEACHING.md").read_text(encoding="utf-8")),
}


@pytest.mark.parametrize("name", PROSE)
def test_no_sentence_is_too_long(name: str) -> None:
    found = zip(PROSE[name].sentences, PROSE[name].lengths, strict=True)
    long = [one for one, words in found if words > LONGEST]
    assert [one for one in long if not one.startswith(EXCEPTIONS)] == []


@pytest.mark.parametrize("name", PROSE)
def test_the_prose_as_a_whole_is_easy(name: str) -> None:
    assert len(PROSE[name].sentences) > 60, "hardly any prose was found: is it measured at all?"
    assert PROSE[name].mean < MEAN
    assert PROSE[name].lix < LIX


def test_every_exception_is_still_needed() -> None:
    every = [one for prose in PROSE.values() for one in prose.sentences]
    for beginning in EXCEPTIONS:
        assert any(one.startswith(beginning) and len(WORD.findall(one)) > LONGEST for one in every)


def test_what_is_a_sentence_of_ours() -> None:
    text = """# A title

> Somebody's own words are not ours.

It runs. “Is it so?” one asks (Ana said “not at all. Never” twice). See `a. B` and s03.
s04 follows: Two more.

- a point without a stop
- another one

| a head | a cell |
| --- | --- |
"""
    assert sentences(text) == [
        "It runs.",
        "… one asks (Ana said … twice).",
        "See … and s03.",
        "s04 follows:",
        "Two more.",
        "- a point without a stop",
        "- another one",
        "a head",
        "a cell",
    ]


def test_the_measure_can_fail() -> None:
    hard = level("Notwithstanding considerable institutional disagreement, " * 8 + "it ended.")
    assert hard.lengths == [34]
    assert hard.lix > 100
    assert level("He came. She saw it.").mean == 2.5
