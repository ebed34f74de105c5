"""Lists for the teacher, beside the key: the class, the codes to hand out, variants, the rubric."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from course.assigning.lesson import Lesson
from course.exercises.check import written
from course.exercises.variants import variant_of
from course.grading.folders import write
from course.grading.records import Key, Student

CODES, VARIANTS, ROSTER, RUBRIC = "codes.csv", "variants.csv", "roster.csv", "rubric.md"


def write_lists(
    target: Path,
    key: Key,
    lesson: Lesson,
    students: Sequence[Student],
    roster: Path | None,
) -> None:
    """Nothing; the key in `target` has its class list, codes to hand out, variants and rubric."""
    if roster:
        write(target / ROSTER, roster.read_bytes())
        rows = [[one.name, one.email, " ".join(one.logins), one.code] for one in students]
        write(target / CODES, _csv(["name", "email", "logins", "code"], rows))
    names = {one.code: one.name for one in students}
    rows = []
    for code, mine in key.variants.items():
        for question, number in mine.items():
            one = variant_of(lesson.exercises[question], number)
            answer = written(one.solution.pattern["answer"])
            rows.append([names.get(code, "all"), code, question, str(number), one.task, answer])
    if rows:
        head = ["name", "code", "question", "variant", "task", "answer"]
        write(target / VARIANTS, _csv(head, rows))
    write(target / RUBRIC, "\n".join(_rubric(key, lesson)))


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    made = io.StringIO()
    sheet = csv.writer(made, lineterminator="\n")
    sheet.writerow(head)
    # A cell that begins like a formula is text all the same, also for a spreadsheet.
    sheet.writerows(
        [f"'{one}" if one[:1] in ("=", "+", "-", "@") else one for one in row] for row in rows
    )
    return made.getvalue()


def _rubric(key: Key, lesson: Lesson) -> list[str]:
    lines = [f"# {key.title}: what a person reads", ""]
    for one in key.questions:
        record = lesson.exercises[one.id]
        if one.by_hand:
            lines += [f"## {one.id}: {one.by_hand:g} points", "", record.task, ""]
            for line in record.rubric:
                most = len(line.levels) - 1
                lines += [f"{line.name}, 0 to {most} points:", ""]
                lines += [f"- {points}: {line.levels[points]}" for points in range(most, -1, -1)]
                lines.append("")
            lines += [
                f"- The program sees whether the text {line.see}." for line in record.criteria
            ]
            lines += [f"- {record.solution.say}", ""]
    return lines if len(lines) > 2 else [*lines, "Nothing: the program marks every question.", ""]
