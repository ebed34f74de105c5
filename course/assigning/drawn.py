"""Drawn: which variant each student has, and the tasks as the students see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from course.assigning.roster import digest
from course.exercises.invented import practice_table, practice_text
from course.exercises.variants import LARGEST, variant_of
from course.library import exercise_files, load_article
from course.records import Exercise

_NOTICE = re.compile(r"(practice_(?:text|table)\()(\d+)(\))")
TOLD = ("options", "labels", "parts", "key", "exactly")
"""The settings that say what form an answer has."""


def drawn(
    records: Iterable[Exercise], codes: Sequence[str], seed: str
) -> dict[str, dict[str, int]]:
    """The number of the variant, by roster code and question; it follows from the class seed.

    No student gets the task that is printed in the lesson. Without codes all get the same one.
    """
    records = list(records)
    return {
        code: {record.id: _number(record, code, seed) for record in records}
        for code in (codes or [""])
    }


def _number(record: Exercise, code: str, seed: str) -> int:
    printed = record.solution.pattern["answer"]
    number = 0
    for attempt in range(50):
        raw = digest(seed, f"variant {record.id} {code.casefold()} {attempt}")
        number = int.from_bytes(raw[:8], "big") % (LARGEST + 1)
        made = variant_of(record, number)
        if made.solution.pattern["answer"] != printed:
            break
    return number


class Names:
    """Other numbers for the invented notices that the tasks name.

    The number of a notice is the number of the variant, and the course's own solution( ) would
    tell what goes with it.
    """

    def __init__(self, tasks: Iterable[str], seed: str) -> None:
        found = {int(one[2]) for task in tasks for one in _NOTICE.finditer(task)}
        mixed = sorted(found, key=lambda one: digest(seed, f"notice {one}"))
        self._of = {number: LARGEST + 1 + place for place, number in enumerate(mixed)}

    def in_words(self, text: str) -> str:
        """The text with the other numbers."""
        return _NOTICE.sub(lambda one: f"{one[1]}{self._of[int(one[2])]}{one[3]}", text)

    def notices(self) -> dict[str, dict[str, Any]]:
        """The notices and tables themselves, by their other number."""
        return {
            "texts": {str(other): practice_text(own).text for own, other in self._of.items()},
            "tables": {
                str(other): practice_table(own).to_dict("list") for own, other in self._of.items()
            },
        }


def told(record: Exercise, names: Names) -> dict[str, Any]:
    """What a student is told of a task: its words and what form an answer has, nothing more."""
    return {
        "task": names.in_words(record.task),
        "form": names.in_words(record.form),
        "kind": record.kind,
        "settings": {name: record.settings[name] for name in TOLD if name in record.settings},
        "answer": _nothing(record),
        "length": _length(record),
    }


def _nothing(record: Exercise) -> Any:
    """The names of an answer's parts, with nothing in them."""
    answer = record.solution.pattern["answer"]
    if record.kind == "table":
        key = record.settings["key"]
        return [{name: one if name == key else "" for name, one in row.items()} for row in answer]
    if record.kind in ("labels", "spans") and isinstance(answer, Mapping):
        return dict.fromkeys(answer, "")
    return ""


def _length(record: Exercise) -> int | None:
    """How many characters the text has in which the spans of an answer lie, where it is known."""
    named = _NOTICE.search(record.task)
    if named:
        return len(practice_text(int(named[2])).text)
    ours = record.id.partition(".")[0] in exercise_files()
    return len(load_article().text) if ours else None
