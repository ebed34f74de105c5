"""The gradebook as tables: our own, and those that Canvas and Moodle take in."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from course.gradebook.csvtext import BOM, as_csv, read_rows
from course.gradebook.ledger import Ledger, mended, number
from course.grading.jsonfile import BadFile
from course.grading.records import Result, Student, Submission

NOTHING, NOT_ONE, NOT_YET = "nothing came", "not a submission", "not graded yet"
"""What stands in the column of the status beside the four of a result."""

_ONCE_MORE = "Grade the class once more into this folder; only what is missing is run."
_ABOUT = ("pseudonym", "sid", "name", "code", "section", "file", "attempt", "late", "status")
_SUMS = ("points", "of", "open", "why")


def gradebook(ledger: Ledger) -> str:
    """A row for each submission, each other file, and everybody from whom nothing came.

    After nine columns on whose and which file it is there is a column of points for each
    question; `points` is their sum, `of` what could be had, `open` what a person has still to
    give. An unreadable file has no points; a person decides.
    """
    questions = [one.id for one in ledger.key.questions]
    columns = (*_ABOUT, *questions, *_SUMS)
    return BOM + as_csv(columns, _rows(ledger, questions))


def _rows(ledger: Ledger, questions: Sequence[str]) -> Iterator[Sequence[object]]:
    blank = [None] * len(questions)
    stored = {one.submission.sid: one for one in ledger.results}
    for one in ledger.batch.submissions:
        result = stored.get(one.sid)
        if result is None:  # the grading was broken off, or the file of the result is spoilt
            most = _plain(ledger.key.points)
            yield (*_about(ledger, one), NOT_YET, *blank, None, most, None, _ONCE_MORE)
            continue
        sums: Sequence[object] = (None, _plain(result.most), None)
        points: Sequence[object] = blank
        if result.status != "unreadable":
            given = {outcome.question: outcome.points for outcome in result.outcomes}
            points = [_plain(given.get(name)) for name in questions]
            sums = (_plain(result.points), _plain(result.most), _plain(result.open))
        yield (*_about(ledger, one), result.status, *points, *sums, _why(ledger, result))
    for stray in ledger.batch.strays:
        whose = ledger.pseudonyms.get(stray.sid, "")
        yield (whose, stray.sid, "", "", "", stray.file, None, "", NOT_ONE, *blank,
               None, None, None, stray.why)  # fmt: skip
    for code in ledger.batch.missing:
        who = ledger.students.get(code, Student(code))
        yield ("", "", who.name, code, who.section, "", None, "", NOTHING, *blank,
               None, _plain(ledger.key.points), None, "")  # fmt: skip


def _about(ledger: Ledger, one: Submission) -> Sequence[object]:
    section = ledger.students[one.student].section if one.student in ledger.students else ""
    late = "late" if one.late else ""
    return (ledger.pseudonyms[one.sid], one.sid, ledger.name_of(one), one.student, section,
            one.file, one.attempt, late)  # fmt: skip


def _why(ledger: Ledger, result: Result) -> str:
    told = [
        result.why,
        TWICE * is_one_of_two(ledger, result),
        *(one for one in mended(result) if one not in result.why),
    ]
    return " ".join(one for one in told if one)


def _plain(points: float | None) -> float | int | None:
    """Points as a number that a spreadsheet reads in every country: no empty decimals."""
    if points is None:
        return None
    rounded = round(points, 4)
    return int(rounded) if rounded == int(rounded) else rounded


# --- learning platforms ----------------------------------------------------------------------


TWICE = "Several submissions belong to this student: which of them counts?"


def settled(ledger: Ledger) -> Mapping[str, Result]:
    """By student's code, the results that can go to a platform."""
    found = {one.submission.student: one for one in ledger.results if is_settled(ledger, one)}
    found.pop("", None)
    return found


def is_settled(ledger: Ledger, result: Result) -> bool:
    """Whether the points are the last word: no person is needed, and no other file competes."""
    done = result.status in ("graded", "repaired") and not result.open
    return done and not is_one_of_two(ledger, result)


def is_one_of_two(ledger: Ledger, result: Result) -> bool:
    """Whether the same student has another submission in the batch."""
    code = result.submission.student
    return bool(code) and sum(one.student == code for one in ledger.batch.submissions) > 1


def canvas(ledger: Ledger) -> str:
    """The table that Canvas takes under Grades, Import.

    Its columns are those of Canvas's own export: Student, ID, SIS User ID, SIS Login ID, Section,
    then the assignment, and in the second line its points. Canvas finds a student by ID, then by
    the SIS numbers, then by name (lib/gradebook_importer.rb in canvas-lms); a column whose name is
    no assignment becomes a new one. Where the roster came from Canvas its cells are given back
    as they were. Points that a person has still to settle are left empty.
    """
    said, ready = _said_by_the_roster(ledger), settled(ledger)
    numbers = {one.student: one.login for one in _from(ledger, "canvas")}
    columns = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", ledger.key.title)
    rows: list[Sequence[object]] = [
        ("    Points Possible", "", "", "", "", _plain(ledger.key.points))
    ]
    for code, student in ledger.students.items():
        cell = said.get(code, {})
        if not {"student", "sis login id"} <= set(cell):
            cell = {}  # another list's "id" is not Canvas's
        rows.append(
            (
                cell.get("student") or student.name or code,
                cell.get("id") or numbers.get(code, ""),
                cell.get("sis user id", ""),
                cell.get("sis login id", ""),
                cell.get("section") or student.section,
                _plain(ready[code].points) if code in ready else None,
            )
        )
    rows += [
        (one.submission.name, one.submission.login, "", "", "", _plain(one.points))
        for one in ledger.results
        if not ledger.students and one.submission.platform == "canvas" and is_settled(ledger, one)
    ]
    return as_csv(columns, rows)


_MOODLE = (
    "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade",
    "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
    "Feedback comments",
)  # fmt: skip


def moodle(ledger: Ledger) -> str:
    """The grading worksheet that Moodle takes under Assignment, Upload grading worksheet.

    Moodle reads Identifier ("Participant" and a number, which also stands in the names of the
    files it gives out), Grade, Last modified (grade) and Feedback comments
    (mod/assign/feedback/offline/importer.php); it passes over a row whose identifier it does not
    know. The assignment's maximum in Moodle has to be the key's points.
    """
    said, ready = _said_by_the_roster(ledger), settled(ledger)
    numbers = {one.student: one.login for one in _from(ledger, "moodle")}
    rows: list[Sequence[object]] = []
    for code, student in ledger.students.items():
        cell = said.get(code, {})
        number_there = numbers.get(code, "")
        identifier = cell.get("identifier") or (f"Participant {number_there}" * bool(number_there))
        name = cell.get("full name") or student.name
        email = cell.get("email address") or student.email
        rows.append(_worksheet(ledger, identifier, name, email, ready.get(code)))
    rows += [
        _worksheet(ledger, f"Participant {one.submission.login}", one.submission.name, "", one)
        for one in ledger.results
        if not ledger.students and one.submission.platform == "moodle" and is_settled(ledger, one)
    ]
    return as_csv(_MOODLE, rows)


def _worksheet(
    ledger: Ledger, identifier: str, name: str, email: str, result: Result | None
) -> Sequence[object]:
    points = f"{result.points:.2f}" if result else ""
    comment = _comment(result) if result else ""
    return (identifier, name, email, "", points, f"{ledger.key.points:.2f}", "Yes", None, None,
            comment)  # fmt: skip


def _comment(result: Result) -> str:
    """The points question by question, and a person's comments, as Moodle wants it: HTML."""
    lines = [
        f"{one.question}: {number(one.points)} of {number(one.most)}. {one.comment}".strip()
        for one in result.outcomes
    ]
    return "<br>".join(html.escape(line, quote=False) for line in lines)


def _from(ledger: Ledger, platform: str) -> list[Submission]:
    return [one for one in ledger.batch.submissions if one.student and one.platform == platform]


def _said_by_the_roster(ledger: Ledger) -> Mapping[str, Mapping[str, str]]:
    """By code, the cells of the class list as the teacher gave it; empty where nothing fits."""
    try:
        rows = read_rows(ledger.folder / "roster.csv")
    except (OSError, BadFile):
        return {}
    known: dict[str, set[str]] = defaultdict(set)
    for one in ledger.key.students:
        for name in (one.code, one.email, *one.logins):
            if name.strip():
                known[name.strip().casefold()].add(one.code)
    names: dict[str, set[str]] = defaultdict(set)
    for one in ledger.key.students:
        names[one.name.strip().casefold()].add(one.code)
    found: dict[str, dict[str, str]] = {}
    for _, row in rows:
        cells = [value.casefold() for value in row.values() if value]
        cells += [cell.removeprefix("participant ") for cell in cells]
        hits = set().union(*(known.get(cell, set()) for cell in cells)) or set().union(
            *(names.get(cell, set()) for cell in cells)
        )
        if len(hits) == 1:
            found[hits.pop()] = row
    return found
