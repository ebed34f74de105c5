"""The closed list of answer kinds: how each is read into one canonical form and compared.

An answer of several parts (labels, record, table, named spans) is a dict from part to value, so
that one rule serves them all.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course.exercises.answers import Plain, Unreadable, normal
from course.reading.document import overlap
from course.records import Exercise
from course.repairs import brier

NOT_SAID = "the text does not say"
_YES = {"yes": "yes", "true": "yes", "no": "no", "false": "no", NOT_SAID: NOT_SAID}
ROUNDING = 1e-9
"""How far apart, as a share, two numbers may be that computing alone has made different."""
LOOSE = ("overlap", "start_within", "end_within", "optional")
"""Settings that make right answers easier to hit; wrong ones are recognised exactly."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one value has to be: its kind, and the options or tolerances that go with it."""

    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def strictly(self) -> Part:
        """The same part without the tolerances."""
        kept = {name: one for name, one in self.settings.items() if name not in LOOSE}
        return Part(self.kind, kept)


def parts_of(exercise: Exercise) -> dict[str, Part] | None:
    """The parts an answer must have, or None where the answer is one value."""
    expected: Any = exercise.solution.pattern.get("answer")
    settings = exercise.settings
    if exercise.kind == "labels":
        part = Part("choice", {"options": {one: one for one in settings["labels"]}})
        return dict.fromkeys(expected, part)
    if exercise.kind == "spans" and isinstance(expected, dict):
        return dict.fromkeys(expected, Part("span", settings))
    if exercise.kind == "record":
        options = settings.get("options", {})
        return {
            name: Part(kind, _for_part(settings, options.get(name)))
            for name, kind in settings["parts"].items()
        }
    if exercise.kind == "table":
        key = settings["key"]
        return {
            f"{row[key]}.{column}": Part("word")
            for row in expected
            for column in row
            if column != key
        }
    return None


def _for_part(settings: Mapping[str, Any], options: Any) -> dict[str, Any]:
    shared = {name: one for name, one in settings.items() if name != "options"}
    return shared if options is None else {**shared, "options": options}


def canonical(exercise: Exercise, answer: Plain) -> Any:
    """The answer in the one form in which its kind is compared.

    Raises Unreadable with a sentence about the form, or Unanswered when a part is missing.
    """
    parts = parts_of(exercise)
    if parts is None:
        return read(Part(exercise.kind, exercise.settings), answer)
    given = by_cell(exercise, answer) if exercise.kind == "table" else answer
    if isinstance(given, list) and exercise.kind == "record" and len(given) == len(parts):
        given = dict(zip(parts, given, strict=True))
    if not isinstance(given, dict):
        raise Unreadable("This question asks for several named parts, written as a dict.")
    names = {normal(name): name for name in parts}
    found = {names.get(normal(name), name): value for name, value in given.items()}
    strange = [name for name in found if name not in parts]
    if strange:
        raise Unreadable(f"{_listed(strange)} is not a part this question asks for.")
    missing = [name for name in parts if name not in found]
    if missing:
        raise Unreadable(f"Some parts are missing: {_listed(missing)}.")
    values = {}
    for name, part in parts.items():
        try:
            values[name] = read(part, found[name])
        except Unreadable as problem:
            raise Unreadable(f"Look at {name}. {problem}") from None
    return values


def by_cell(exercise: Exercise, answer: Plain) -> dict[str, Any]:
    """A table as a dict from "row.column" to the cell's value, asked-for columns only."""
    key = exercise.settings["key"]
    rows = answer
    if isinstance(answer, dict):
        rows = [
            {key: name, **row} if isinstance(row, dict) else row for name, row in answer.items()
        ]
    if not isinstance(rows, list) or not all(isinstance(row, dict) and key in row for row in rows):
        raise Unreadable(f"This question asks for a table with a column {key!r}.")
    wanted = parts_of(exercise) or {}
    cells = {
        f"{row[key]}.{column}": value
        for row in rows
        for column, value in row.items()
        if column != key
    }
    columns = {name.rpartition(".")[2] for name in wanted}
    return {name: one for name, one in cells.items() if name.rpartition(".")[2] in columns}


def read(part: Part, value: Plain) -> Any:
    """One value in the form in which its kind is compared; raises Unreadable with a sentence."""
    match part.kind:
        case "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise Unreadable("A number is asked for, without quotation marks.")
            return value
        case "word":
            if isinstance(value, bool | int | float):
                value = str(value)
            if not isinstance(value, str):
                raise Unreadable("One word or short text is asked for, in quotation marks.")
            return value if part.settings.get("exactly") else _spoken(normal(value))
        case "yesno":
            found = _YES.get(normal(str(value))) if isinstance(value, str | bool) else None
            if found is None:
                raise Unreadable(f'Write "yes", "no" or "{NOT_SAID}".')
            return found
        case "choice":
            return _choice(part.settings.get("options", {}), value)
        case "set":
            return _set(part, value)
        case "ordered":
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise Unreadable("A list is asked for: texts in square brackets, in order.")
            return [normal(one) for one in value]
        case "span":
            return _span(value)
        case "spans":
            if not isinstance(value, list | frozenset):
                raise Unreadable("A list of spans is asked for.")
            return [_span(list(one) if isinstance(one, tuple) else one) for one in value]
        case "probabilities":
            return _probabilities(value)
        case "text":
            if not isinstance(value, str):
                raise Unreadable("Write your text between quotation marks.")
            return value
        case _:
            raise ValueError(f"{part.kind!r} is not a kind of answer")


def _spoken(text: str) -> str:
    return text.strip(" .\"'")


def _choice(options: Mapping[str, str], value: Plain) -> str:
    if isinstance(value, str):
        said = _spoken(normal(value))
        for letter, words in options.items():
            if said in (normal(letter), _spoken(normal(words))):
                return letter
    raise Unreadable(f"Choose one of: {', '.join(options)}.")


def _set(part: Part, value: Plain) -> frozenset[str]:
    if isinstance(value, str):
        value = frozenset([value])
    if isinstance(value, dict):
        raise Unreadable("A set is asked for: texts in braces { }, without colons.")
    if not isinstance(value, list | frozenset) or not all(isinstance(one, str) for one in value):
        raise Unreadable("A set of texts is asked for, in braces { }.")
    options = part.settings.get("options")
    if options is None:
        return frozenset(_spoken(normal(one)) for one in value)
    letters = options if isinstance(options, dict) else {one: one for one in options}
    return frozenset(normal(_choice(letters, one)) for one in value)


def _span(value: Plain) -> tuple[int, int]:
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(isinstance(one, int) and not isinstance(one, bool) for one in value)
    ):
        raise Unreadable("A span is two whole numbers in round brackets: (start, end).")
    start, end = value
    if start > end:
        raise Unreadable("The start of a span comes before its end. Change the two numbers over.")
    return start, end


def _probabilities(value: Plain) -> dict[str, float]:
    if not isinstance(value, dict):
        raise Unreadable("Write a dict: each name, a colon, and a probability.")
    for name, one in value.items():
        if isinstance(one, bool) or not isinstance(one, int | float) or not 0 <= one <= 1:
            raise Unreadable(f"{name} needs a probability between 0 and 1.")
    return dict(value)


def _listed(names: Sequence[str], most: int = 4) -> str:
    shown = ", ".join(name[:40] for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def same(part: Part, expected: Any, value: Any) -> bool:
    """Whether a canonical value is the expected one, within the tolerances of its kind."""
    settings = part.settings
    match part.kind:
        case "number":
            if isinstance(value, float) and math.isclose(value, expected, rel_tol=ROUNDING):
                return True
            return bool(abs(value - expected) <= settings.get("tolerance", 0))
        case "word" | "choice" | "yesno":
            wanted = expected if isinstance(expected, list) else [expected]
            return any(value == read(part, one) for one in wanted)
        case "set":
            spare = {normal(one) for one in settings.get("optional", ())}
            return bool(value - spare == read(part, expected) - spare)
        case "ordered":
            return bool(value == [normal(one) for one in expected])
        case "span":
            return _same_span(settings, tuple(expected), value)
        case "spans":
            left = list(value)
            for one in expected:
                hit = next((got for got in left if _same_span(settings, tuple(one), got)), None)
                if hit is None:
                    return False
                left.remove(hit)
            return not left
        case "probabilities":
            return bool(set(value) == set(expected) and brier(expected, value) <= settings["brier"])
        case _:
            return False


def _same_span(settings: Mapping[str, Any], wanted: Any, got: tuple[int, int]) -> bool:
    if "start_within" in settings or "end_within" in settings:
        return bool(
            abs(got[0] - wanted[0]) <= settings.get("start_within", 0)
            and abs(got[1] - wanted[1]) <= settings.get("end_within", 0)
        )
    return bool(overlap(wanted, got) >= settings.get("overlap", 1.0))
