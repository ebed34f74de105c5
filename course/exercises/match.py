"""Which entry of an exercise's record foresees an answer, and how near an answer comes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from course.exercises.answers import Plain, Unanswered, Unreadable, normal
from course.exercises.kinds import Part, by_cell, canonical, parts_of, read, same
from course.reading.document import overlap
from course.records import Criterion, Entry, Exercise
from course.repairs import brier


def fits(exercise: Exercise, entry: Entry, value: Any) -> bool:
    """Whether an entry of the record foresees this canonical answer."""
    pattern = entry.pattern
    parts = parts_of(exercise)
    whole = _meant(Part(exercise.kind, exercise.settings), entry)
    if "between" in pattern:
        low, high = pattern["between"]
        return bool(low <= value <= high)
    if "where" in pattern:
        return parts is not None and all(
            same(_meant(parts[name], entry), wanted, value[name])
            for name, wanted in _where(exercise, pattern["where"]).items()
        )
    if "includes" in pattern or "lacks" in pattern:
        more = read(whole, list(pattern.get("includes", [])) or frozenset())
        less = read(whole, list(pattern.get("lacks", [])) or frozenset())
        if entry.role == "wrong":
            return bool(more <= value and not less & value)
        right = read(whole, exercise.solution.pattern["answer"])
        return bool(value == (right | more) - less)
    expected = pattern["answer"]
    if parts is None:
        return same(whole, expected, value)
    wanted = by_cell(exercise, expected) if exercise.kind == "table" else expected
    return all(same(_meant(part, entry), wanted[name], value[name]) for name, part in parts.items())


def _meant(part: Part, entry: Entry) -> Part:
    return part.strictly() if entry.role == "wrong" else part


def _where(exercise: Exercise, where: Mapping[str, Any]) -> dict[str, Any]:
    if exercise.kind != "table":
        return dict(where)
    return {f"{row}.{column}": one for row, cells in where.items() for column, one in cells.items()}


def settled(exercise: Exercise, value: Any) -> tuple[Entry, ...]:
    """The defensible entries that together explain every part that differs from the solution.

    Empty when the answer is not defensible.
    """
    for entry in exercise.defensible:
        if "where" not in entry.pattern and fits(exercise, entry, value):
            return (entry,)
    used, left = _explained(exercise, value)
    return () if left else used


def _explained(exercise: Exercise, value: Any) -> tuple[tuple[Entry, ...], list[str]]:
    """The defensible entries that speak for some parts, and the parts nothing speaks for."""
    parts = parts_of(exercise)
    if parts is None:
        return (), ["all"]
    expected = exercise.solution.pattern["answer"]
    wanted = by_cell(exercise, expected) if exercise.kind == "table" else expected
    left = [name for name, part in parts.items() if not same(part, wanted[name], value[name])]
    fitting = [
        (set(_where(exercise, entry.pattern["where"])), entry)
        for entry in exercise.defensible
        if "where" in entry.pattern and fits(exercise, entry, value)
    ]
    used: list[Entry] = []
    # The entry that explains most speaks first.
    for touched, entry in sorted(fitting, key=lambda one: -len(one[0].intersection(left))):
        if touched.intersection(left):
            used.append(entry)
            left = [name for name in left if name not in touched]
    return tuple(used), left


# --- how near --------------------------------------------------------------------------------


def settled_parts(exercise: Exercise, answer: Plain) -> tuple[int, int]:
    """How many parts of an answer are settled, of how many; (0, 0) where it has no parts.

    A set's parts are its members: one that does not belong takes back one that does.
    """
    try:
        value = canonical(exercise, answer)
    except (Unanswered, Unreadable):
        return 0, 0
    parts = parts_of(exercise)
    if parts is not None:
        return len(parts) - len(_explained(exercise, value)[1]), len(parts)
    if exercise.kind == "set":
        found, extra, missing = _members(exercise, value)
        return max(0, found - extra), found + missing
    return 0, 0


def _members(exercise: Exercise, value: Any) -> tuple[int, int, int]:
    """Of a set: how many members belong there, how many do not, and how many are missing."""
    right = read(Part("set", exercise.settings), exercise.solution.pattern["answer"])
    spare = {normal(one) for one in exercise.settings.get("optional", ())}
    return len(value & right), len(value - right - spare), len(right - value)


def nearness(exercise: Exercise, value: Any) -> str:
    """A sentence on how far the answer already goes, or nothing. It names no right answer."""
    expected = exercise.solution.pattern["answer"]
    parts = parts_of(exercise)
    if parts is not None:
        wrong = _explained(exercise, value)[1]
        told = f"{len(parts) - len(wrong)} of {len(parts)} parts are settled."
        return f"{told} Begin with {wrong[0]}." if len(parts) > 2 else told
    if exercise.kind == "set":
        found, extra, missing = _members(exercise, value)
        return f"{found} of yours belong here, {extra} do not, and {missing} are missing."
    if exercise.kind == "span":
        agreed = overlap(tuple(expected), value)
        return "You are close: check the edges." if agreed >= 0.4 else ""
    if exercise.kind == "ordered":
        right_so_far = 0
        for one, other in zip(value, (normal(one) for one in expected), strict=False):
            if one != other:
                break
            right_so_far += 1
        return f"The first {right_so_far} are in place." if right_so_far else ""
    if exercise.kind == "probabilities":
        if set(value) != set(expected):
            return "Give a probability for each of the names in the task, and for no others."
        return f"Your Brier score is {brier(expected, value):.3f}; smaller is better."
    return ""


def seen_in(criterion: Criterion, text: str) -> bool:
    """Whether a free text meets one visible criterion.

    What must not stand there may stand in quotation marks: then it is somebody else's word.
    """
    said = normal(text)
    words = len(said.split())
    looked_at = [said]
    if criterion.within:
        looked_at = [one for one in _SENTENCE_END.split(said) if _has(one, criterion.within)]
    found = [_has(one, criterion.any_of) for one in looked_at]
    return (
        (not criterion.any_of or (all(found) if criterion.each else any(found)))
        and not any(_has(_own_words(one), criterion.none_of) for one in looked_at)
        and words >= criterion.min_words
        and (not criterion.max_words or words <= criterion.max_words)
    )


_SENTENCE_END = re.compile(r"""(?<=[.!?]["')\]])\s+|(?<=[.!?])(?<!\.[a-z]\.)\s+""")
_QUOTED = re.compile(r"""\"[^"]*\"|(?<!\w)'[^']*'(?!\w)""")


def _has(text: str, words: Sequence[str]) -> bool:
    # From the beginning of a word: "test" is in "testing" and not in "contested".
    return any(re.search(rf"(?<!\w){re.escape(normal(one))}", text) for one in words)


def _own_words(text: str) -> str:
    return _QUOTED.sub(" ", text)


# --- examples --------------------------------------------------------------------------------


def example(exercise: Exercise, entry: Entry) -> Any:
    """An answer, as a student would write it, that this entry foresees.

    Used by the tests, which try every entry, and by the teacher's edition.
    """
    right = _first(exercise, exercise.solution.pattern["answer"])
    pattern = entry.pattern
    if exercise.kind == "probabilities" and entry.role == "solution":
        return {name: float(one) for name, one in right.items()}
    if "between" in pattern:
        return pattern["between"][0]
    if "where" in pattern:
        changed = _first(exercise, pattern["where"])
        if exercise.kind == "table":
            key = exercise.settings["key"]
            return [{**row, **changed.get(row[key], {})} for row in right]
        return {**right, **changed}
    if "includes" in pattern or "lacks" in pattern:
        return (set(right) | set(pattern.get("includes", ()))) - set(pattern.get("lacks", ()))
    return _first(exercise, pattern["answer"])


def _first(exercise: Exercise, answer: Any) -> Any:
    """An answer pattern with one choice where several are right, in the form a student writes."""
    if exercise.kind == "record":
        kinds = exercise.settings["parts"]
        return {name: _written(kinds[name], one) for name, one in answer.items()}
    return _written(exercise.kind, answer)


def _written(kind: str, answer: Any) -> Any:
    if kind == "set":
        return set(answer)
    if kind == "span":
        return tuple(answer)
    if kind == "spans":
        if isinstance(answer, dict):
            return {name: tuple(one) for name, one in answer.items()}
        return [tuple(one) for one in answer]
    if kind == "labels":
        return {name: one[0] if isinstance(one, list) else one for name, one in answer.items()}
    if kind == "table" and isinstance(answer, list):
        return [{c: v[0] if isinstance(v, list) else v for c, v in row.items()} for row in answer]
    if kind == "table":
        return {
            name: {c: v[0] if isinstance(v, list) else v for c, v in cells.items()}
            for name, cells in answer.items()
        }
    if kind in ("word", "choice", "yesno") and isinstance(answer, list):
        return answer[0]
    return answer
