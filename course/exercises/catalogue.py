"""The exercises of the course as records, read from one TOML per lesson and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from course.library import exercise_file, exercise_files
from course.records import KINDS, Criterion, Entry, Exercise, RubricLine

_FIELDS = ("outcome", "minutes", "points", "mark", "kind", "task", "form", "pointer", "question")
_LISTS = ("accepted", "defensible", "wrong", "criteria", "rubric")
_PATTERN = ("answer", "where", "includes", "lacks", "between")
_SETTINGS = (
    "options", "labels", "parts", "key", "tolerance", "overlap", "start_within", "end_within",
    "optional", "exactly", "brier",
)  # fmt: skip


class BadRecord(ValueError):
    """An exercise record breaks the format; the message names the file, exercise and rule."""


@cache
def exercise(identity: str) -> Exercise:
    """The exercise with this id, for example "01.3". Raises KeyError if there is none."""
    lesson = identity.partition(".")[0]
    path = exercise_files().get(lesson)
    for one in exercises(path) if path else ():
        if one.id == identity:
            return one
    raise KeyError(identity)


@cache
def exercises(path: Path) -> tuple[Exercise, ...]:
    """All exercises of one lesson's TOML, in their order.

    Raises BadRecord with the file, the exercise and the rule that is broken.
    """
    return exercises_in(path.name, exercise_file(path))


def exercises_in(name: str, raw: Mapping[str, Any]) -> tuple[Exercise, ...]:
    """All exercises of records that were read already; `name` is said where a rule is broken.

    Raises BadRecord.
    """
    for field in ("lesson", "exercise"):
        if field not in raw:
            raise BadRecord(f"{name}: {field} is missing.")
    found = tuple(_exercise(name, str(raw["lesson"]), one) for one in raw["exercise"])
    ids = [one.id for one in found]
    if len(set(ids)) < len(ids):
        raise BadRecord(f"{name}: an exercise id stands twice. Ids: {', '.join(ids)}.")
    return found


def _exercise(name: str, lesson: str, raw: dict[str, Any]) -> Exercise:
    where = f"{name}, exercise {lesson}.{raw.get('id', '?')}"
    missing = [name for name in ("id", *_FIELDS, "solution") if name not in raw]
    if missing:
        raise BadRecord(f"{where}: these fields are missing: {', '.join(missing)}.")
    known = {"id", *_FIELDS, "solution", *_LISTS, *_SETTINGS, "variant"}
    unknown = sorted(set(raw) - known)
    if unknown:
        raise BadRecord(f"{where}: unknown fields: {', '.join(unknown)}.")
    if raw["kind"] not in KINDS:
        raise BadRecord(f"{where}: kind {raw['kind']!r} is not one of {', '.join(KINDS)}.")
    if raw["mark"] not in ("open", "variant", "hidden"):
        raise BadRecord(f"{where}: mark must be open, variant or hidden, not {raw['mark']!r}.")
    generator = raw.get("variant", {}).get("generator", "")
    if (raw["mark"] == "variant") != bool(generator):
        raise BadRecord(f'{where}: mark = "variant" and [exercise.variant] go together.')
    rubric = tuple(RubricLine(**one) for one in raw.get("rubric", ()))
    most = sum(len(one.levels) - 1 for one in rubric)
    if rubric and most != raw["points"]:
        raise BadRecord(
            f"{where}: the lines of its rubric give {most} points together, not {raw['points']}."
        )
    return Exercise(
        id=f"{lesson}.{raw['id']}",
        **{name: raw[name] for name in _FIELDS},
        solution=_entry(where, "solution", raw["solution"], 0),
        accepted=_entries(where, "accepted", raw),
        defensible=_entries(where, "defensible", raw),
        wrong=_entries(where, "wrong", raw),
        criteria=tuple(Criterion(**one) for one in raw.get("criteria", ())),
        rubric=rubric,
        settings={name: raw[name] for name in _SETTINGS if name in raw},
        generator=generator,
    )


def _entries(where: str, role: Any, raw: dict[str, Any]) -> tuple[Entry, ...]:
    given = raw.get(role, ())
    return tuple(_entry(where, role, one, number) for number, one in enumerate(given, start=1))


def _entry(where: str, role: Any, raw: dict[str, Any], number: int) -> Entry:
    pattern = {name: raw[name] for name in _PATTERN if name in raw}
    words = raw.get("reason" if role == "solution" else "say", "")
    whole = "answer" in pattern or "between" in pattern
    if not pattern or (whole and len(pattern) > 1) or ("where" in pattern and len(pattern) > 1):
        raise BadRecord(
            f"{where}, {role} {number or ''}: give answer, or where, or between, "
            "or includes and lacks."
        )
    if not words and role != "accepted":
        raise BadRecord(f"{where}, {role} {number or ''}: its words are missing.")
    if role == "defensible" and not raw.get("stronger"):
        raise BadRecord(f"{where}, defensible {number}: say why the other reading is stronger.")
    extra = sorted(set(raw) - set(_PATTERN) - {"say", "reason", "stronger"})
    if extra:
        raise BadRecord(f"{where}, {role} {number or ''}: unknown fields: {', '.join(extra)}.")
    return Entry(role, words, pattern, raw.get("stronger", ""), number)
