"""Until lesson 08 the book is closed: no control, row, sentence or date from outside the text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from course import article_reader, conditions_explorer, load_article, table
from course.exercises.catalogue import exercises
from course.library import exercise_files, lessons, package

ROOT = Path(__file__).resolve().parent.parent
CLOSED = [path for path in lessons() if path.name[:2] < "08"]
RECORDS = {name: path for name, path in exercise_files().items() if name < "08"}

FACTS = (
    "2024", "2025", "21 June", "29 February", "8 August", "Lusa", "EFE", "TASS",
    "Reuters", "Newsweek", "Notícias", "Última Hora", "Leia Também", "Portug",
    "Spanish dispatch", "press secretary",
    "Biden", "Ryder", "Pentagon", "Kharkiv", "Sullivan", "Zakharova", "Lavrov", "never tied",
    "nunca hemos", "overtures", "New START successor", "psychosis", "rip out", "accession to NATO",
    "refusing to supply", "38-FZ", "Federal Assembly", "as a package", "Telegram post", "oe-mag",
)  # fmt: skip
"""Words that only a witness could have brought in."""
ASKED = {"01.7": ("Lusa",), "01.8": ("press secretary",), "06.2": ("2024", "2025")}
"""Words an exercise names: to be looked for and not found, or as a wrong answer foreseen."""


def without_asked(text: str, lesson: str) -> str:
    for exercise, words in ASKED.items():
        if exercise.startswith(lesson):
            for word in words:
                text = text.replace(word, "")
    return text


def found(text: str) -> list[str]:
    # The text's own years are no facts from outside, and neither is 2024 inside a longer number.
    return [word for word in FACTS if re.search(rf"(?<!\d){re.escape(word)}", text)]


@pytest.mark.parametrize("path", CLOSED, ids=lambda path: path.stem)
def test_a_lesson_knows_no_witness(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        text = without_asked("".join(cell["source"]) + shown(cell), path.name[:2])
        assert not found(text), (path.name, cell["id"], found(text))
        assert "witnesses=True" not in text, (path.name, cell["id"])


def shown(cell: dict[str, Any]) -> str:
    return json.dumps(cell.get("outputs", []), ensure_ascii=False)


@pytest.mark.parametrize("lesson", RECORDS)
def test_feedback_knows_no_witness(lesson: str) -> None:
    for one in exercises(RECORDS[lesson]):
        words = [one.task, one.form, one.pointer, one.question, str(one.settings)]
        words += [f"{entry.say} {entry.stronger} {entry.pattern}" for entry in one.entries]
        text = without_asked(" ".join(words), lesson)
        assert not found(text), (one.id, found(text))


def test_a_closed_lesson_loads_no_table_that_opens_later() -> None:
    late = [one["name"] for one in package()["resources"] if "opens" in one]
    assert "witnesses" in late
    for path in CLOSED:
        source = path.read_text(encoding="utf-8")
        for name in late:
            assert f'table(\\"{name}\\"' not in source, (path.name, name)


def test_a_closed_table_holds_no_fact_from_outside() -> None:
    for resource in package()["resources"]:
        if "opens" in resource or resource["name"] == "sources":
            continue
        frame = table(resource["name"])
        text = str(frame.to_dict("records"))
        assert not found(text), (resource["name"], found(text))


def test_explorers_are_closed_until_they_are_opened() -> None:
    reader = article_reader()
    conditions = conditions_explorer()
    options = [box for one in conditions.readings.children for box in one.options]
    assert not found(str(options) + reader.room.sentence)
    assert not any(one.outside for actor in conditions.actors for one in actor.in_use)
    closed = {one.id for a in conditions.actors for g in a.conditions for one in g if one}
    opened = conditions_explorer(witnesses=True)
    assert {one.id for a in opened.actors for g in a.conditions for one in g if one} > closed


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "datasets/README.md", "CITATION.cff"]
)
def test_the_front_pages_date_the_article_no_closer_than_it_does_itself(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "June 2024" not in text
    assert "2024-06" not in text


def test_the_list_of_facts_can_catch_something() -> None:
    assert found("said on 21 June 2024 to TASS") == ["2024", "21 June", "TASS"]
    assert not found(load_article().text)
