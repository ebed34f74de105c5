"""Assign: from a lesson to what students are given, and to the key that stays with the teacher."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from course.assigning.drawn import Names, drawn, told
from course.assigning.edition import Handout, notebook_of, write_edition
from course.assigning.leaks import leaks
from course.assigning.lesson import CannotAssign, Lesson, lesson_of
from course.assigning.lists import CODES, write_lists
from course.assigning.roster import BadRoster, students_of
from course.assigning.worlds import BadWorld, Worlds, worlds_in, worlds_of
from course.authoring.lesson import read
from course.exercises.catalogue import BadRecord
from course.exercises.handed import MARKS
from course.exercises.variants import variant_of
from course.grading.build import build_key, expressions, question_of
from course.grading.folders import write
from course.grading.inside.notices import FILE as NOTICES
from course.grading.judge import BadKey
from course.grading.places import Place
from course.grading.records import Key, Question, Student, World

STUDENT, KEY = "student", "key"


TROUBLE = (CannotAssign, BadRecord, BadRoster, BadWorld, BadKey, FileNotFoundError)
"""What may be wrong with what a teacher gives; every message is plain."""


def assign(
    lesson: Lesson,
    out: Path,
    roster: Path | None = None,
    seed: str = "",
    worlds: Path | None = None,
    place: Place | None = None,
) -> Key:
    """The key of the assignment that was made in `out`: `out/student` and `out/key`.

    `seed` is a secret word from which codes, variants and second worlds follow; where none is
    given one is drawn. Nothing that exists is written over. Raises one of TROUBLE.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CannotAssign(
            f"{out} is there already, and it may hold the key of a class. Nothing was written. "
            "Give another --out, or move it away yourself."
        )
    seed = seed or secrets.token_hex(8)
    students = students_of(roster, seed) if roster else ()
    second = worlds_in(worlds) if worlds else worlds_of(lesson.number, seed)
    questions = _questions(lesson, second)
    taking = [lesson.exercises[one.id] for one in questions if one.mark == "variant"]
    variants = drawn(taking, [one.code for one in students], seed) if taking else {}
    handout = _handout(lesson, questions, variants, seed)
    edition = notebook_of(read(lesson.notebook), questions, bool(students))
    out.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        name = lesson.notebook.name
        write_edition(new / STUDENT, name, edition, handout)
        key = _key(lesson, new / KEY, new / STUDENT / name, questions, students, variants, second,
                   handout, place)  # fmt: skip
        write_lists(new / KEY, key, lesson, students, roster)
        found = leaks(new / STUDENT, new / KEY)
        if found:
            raise CannotAssign("The students' edition gives answers away:\n" + "\n".join(found))
        if out.is_dir():
            out.rmdir()
        new.chmod(0o755)
        new.rename(out)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return key


def _questions(lesson: Lesson, second: Worlds) -> tuple[Question, ...]:
    """The questions of the assignment, and what a mark on each is worth."""
    hidden = {name for world in second.worlds for name in world.questions}
    found = []
    for name, expression in expressions(read(lesson.notebook)).items():
        if name not in lesson.exercises:
            raise CannotAssign(f"{lesson.notebook.name}: {lesson.records.name} has no {name}.")
        one = question_of(lesson.exercises[name], expression)
        if one.mark == "hidden" and name not in hidden:
            raise CannotAssign(
                f"{name} is marked hidden, and there are no other data to try it on. Name them "
                "in a file: --worlds FILE.toml"
            )
        found.append(replace(one, mark="hidden") if name in hidden else one)
    strange = sorted(hidden - {one.id for one in found})
    if strange or not found:
        what = f"no exercise {', '.join(strange)}" if strange else "no exercise that is checked"
        raise CannotAssign(f"{lesson.notebook.name} has {what}.")
    return tuple(found)


def _handout(
    lesson: Lesson,
    questions: Sequence[Question],
    variants: Mapping[str, Mapping[str, int]],
    seed: str,
) -> Handout:
    own = {
        code: {name: variant_of(lesson.exercises[name], number) for name, number in mine.items()}
        for code, mine in variants.items()
    }
    names = Names((one.task for mine in own.values() for one in mine.values()), seed)
    tasks = {
        code: {name: told(one, names) for name, one in mine.items()} for code, mine in own.items()
    }
    hidden = [one.id for one in questions if one.mark == "hidden"]
    tasks[""] = tasks.get("", {}) | {name: told(lesson.exercises[name], names) for name in hidden}
    public = {one.id.rpartition(".")[2] for one in questions if one.mark == "open"}
    records = [one for one in lesson.raw["exercise"] if str(one["id"]) in public]
    title = next(
        (line.lstrip("# ") for cell in read(lesson.notebook).cells[:1]
         for line in cell.source.splitlines()[:1] if line.startswith("# ")),
        lesson.notebook.stem,
    )  # fmt: skip
    practice = {"lesson": lesson.raw["lesson"], "exercise": records}
    data = {f"datasets/{path}": raw for path, raw in lesson.data.items()}
    return Handout(title, seed, tuple(questions), tasks, practice, names.notices(), data)


def _key(
    lesson: Lesson,
    target: Path,
    notebook: Path,
    questions: Sequence[Question],
    students: Sequence[Student],
    variants: Mapping[str, Mapping[str, int]],
    second: Worlds,
    handout: Handout,
    place: Place | None,
) -> Key:
    for path, raw in handout.data.items():
        write(target / "work" / path, raw)
    if handout.notices["texts"]:
        write(target / "work" / NOTICES, json.dumps(handout.notices, ensure_ascii=False))
    worlds = []
    for one in second.worlds:
        folder = f"worlds/{one.name}" if one.files else ""
        worlds.append(World(one.name, one.questions, folder, one.code))
        for path, raw in one.files.items():
            write(target / folder / path, raw)
    return build_key(
        notebook,
        target,
        [lesson.records],
        solutions=second.solutions,
        title=handout.title,
        questions=questions,
        students=students,
        variants=variants,
        worlds=worlds,
        seed=handout.seed,
        place=place,
    )


# --- the command -------------------------------------------------------------------------------


def summary(key: Key, out: Path) -> list[str]:
    """What was made, question by question: what a mark on it is, and what that is worth."""
    lines = [f"{key.title}: {len(key.questions)} questions, {key.points:g} points.", ""]
    lines += [
        f"{one.id:>6}  {one.mark:<8}{one.points:>4g}  {one.title[:70]}" for one in key.questions
    ]
    lines.append("")
    for mark, words in MARKS.items():
        points = sum(one.points for one in key.questions if one.mark == mark)
        if points:
            lines.append(f"{points:g} of {key.points:g} points are {words}.")
    if any(one.mark == "variant" for one in key.questions):
        lines.append(
            "The generators of variants are public too: another student's answer does not help, "
            "but whoever reads the course's source can work out an answer."
        )
    lines += ["", f"Hand out:   {out / STUDENT}"]
    if key.students:
        lines.append(f"Give codes: {out / KEY / CODES} ({len(key.students)} students)")
    lines.append(f"Keep:       {out / KEY} (answers, class seed {key.seed!r})")
    return lines


def main(
    given: Sequence[Path],
    out: Path,
    lesson: Path | None = None,
    records: Path | None = None,
    roster: Path | None = None,
    seed: str = "",
    worlds: Path | None = None,
) -> int:
    """0 when the assignment was made, 2 when what was given cannot be used."""
    try:
        notebook, toml = _meant(given, lesson, records)
        key = assign(lesson_of(notebook, toml), out, roster, seed, worlds)
    except TROUBLE as problem:
        print(problem, file=sys.stderr)
        return 2
    print("\n".join(summary(key, out)))
    return 0


def _meant(
    given: Sequence[Path], lesson: Path | None, records: Path | None
) -> tuple[Path, Path | None]:
    """The notebook and the records, whether they were named by options or only given."""
    left = list(given)
    notebook = lesson or (left.pop(0) if left else None)
    toml = records or (left.pop(0) if left else None)
    if notebook is None or left:
        raise CannotAssign("Name one lesson: a number such as 05, or a notebook and its records.")
    return notebook, toml
