"""Marks that come back from a person: held against the grading row by row, and merged."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.gradebook.csvtext import as_csv, read_rows
from course.gradebook.ledger import Ledger, many, number, open_ledger
from course.gradebook.marking import COMMENTS
from course.grading.again import Work, judge_anew
from course.grading.build import current_book
from course.grading.folders import MARKS, alone, keep_history, store, write
from course.grading.jsonfile import BadFile
from course.grading.marks import Mark, load_marks, with_marks

NONE = "none"
"""What stands for points where a mark is taken back."""
_COMMENT = re.compile(r"#\d+")


@dataclass(frozen=True)
class Sheet:
    """What a sheet holds: the marks that can be used, and for each bad row a sentence."""

    marks: Sequence[Mark]
    problems: Sequence[str]
    empty: int
    """Rows without points: not marked yet."""
    withdrawn: Sequence[tuple[str, str]] = ()
    """The sids and questions whose mark is taken back: points "none"."""


def read_sheet(ledger: Ledger, path: Path) -> Sheet:
    """The marks on a filled-in sheet: marking.csv, or a marks.csv with sid, question, points.

    A student may stand there by sid or by pseudonym. An empty row changes nothing, for another
    person may have marked it; "none" as points takes a mark back. Rows that cannot be used are
    named and left out, the others are kept. Raises BadFile where a column is missing.
    """
    rows = read_rows(path, "question", "points")
    if rows and not {"sid", "student"} & set(rows[0][1]):
        raise BadFile(f"{path}: the column 'student' (or 'sid') is missing.")
    said = comments_in(ledger.out)
    known = _known(ledger)
    most = {
        (result.submission.sid, one.question): one.most
        for result in ledger.results
        for one in result.outcomes
    }
    found: dict[tuple[str, str], Mark | None] = {}
    problems, empty = [], 0
    for line, row in rows:
        if not row["points"]:
            empty += 1
            continue
        try:
            answer = _answer(row, known, most)
            if answer in found:
                raise ValueError("this answer has a row above already; the first one counts.")
            mark = None if row["points"] == NONE else _mark(row, answer, most[answer], said)
        except ValueError as problem:
            problems.append(f"Line {line}: {problem}")
        else:
            found[answer] = mark
    given = tuple(mark for mark in found.values() if mark)
    withdrawn = tuple(answer for answer, mark in found.items() if not mark)
    return Sheet(given, tuple(problems), empty, withdrawn)


def _known(ledger: Ledger) -> Mapping[str, str]:
    """By what a sheet may call a student, the sid; names that two share are left out."""
    known: dict[str, str] = {}
    twice = set()
    for one in ledger.batch.submissions:
        name = ledger.name_of(one).casefold()
        twice |= {name} & set(known)
        known[name] = one.sid
    known = {name: sid for name, sid in known.items() if name not in twice}
    known |= {name.casefold(): sid for sid, name in ledger.pseudonyms.items()}
    return known | {sid: sid for sid in ledger.pseudonyms}


def _answer(
    row: Mapping[str, str], known: Mapping[str, str], most: Mapping[tuple[str, str], float]
) -> tuple[str, str]:
    """The sid and the question a row is about. Raises ValueError where there is no such answer."""
    who = row.get("sid") or row.get("student", "")
    sid = known.get(who.casefold())
    if sid is None:
        raise ValueError(f"there is no submission of {who!r}.")
    question = row["question"]
    if (sid, question) not in most:
        raise ValueError(f"there is no question {question!r} in this notebook.")
    return sid, question


def _mark(
    row: Mapping[str, str], answer: tuple[str, str], most: float, said: Mapping[str, str]
) -> Mark:
    """The mark in a row. Raises ValueError with what is wrong with it."""
    sid, question = answer
    try:
        points = float(row["points"].replace(",", "."))
    except ValueError:
        raise ValueError(
            f"{row['points']!r} is not a number of points (nor {NONE}, which takes a mark back)."
        ) from None
    if not 0 <= points <= most:
        raise ValueError(f"{row['points']} points for {question}, which has 0 to {number(most)}.")
    comment = _COMMENT.sub(lambda code: said.get(code[0], code[0]), row.get("comment", ""))
    return Mark(sid, question, points, comment)


def comments_in(out: Path) -> Mapping[str, str]:
    """The reusable comments by their code; none where there is no such file."""
    return {code: words for code, _, words in comment_rows(out)}


def comment_rows(out: Path) -> list[tuple[str, str, str]]:
    """The reusable comments: code, question ("" for all) and words."""
    try:
        rows = read_rows(out / COMMENTS)
    except (FileNotFoundError, BadFile):
        return []
    return [(row.get("code", ""), row.get("question", ""), row.get("words", "")) for _, row in rows]


def merge(ledger: Ledger, sheet: Sheet) -> int:
    """How many marks are new, changed or gone; OUT/marks.csv and the results hold them now.

    What was there and is not on the sheet stays. The results before are kept in the history.
    """
    before = {(one.sid, one.question): one for one in load_marks(ledger.out)}
    after = before | {(one.sid, one.question): one for one in sheet.marks}
    for answer in sheet.withdrawn:
        after.pop(answer, None)
    changed = [place for place in before | after if before.get(place) != after.get(place)]
    if not changed:
        return 0
    rows = ((one.sid, one.question, one.points, one.comment) for one in after.values())
    write(ledger.out / MARKS, as_csv(("sid", "question", "points", "comment"), rows))
    keep_history(ledger.out)
    marks = load_marks(ledger.out)
    work = Work(current_book(ledger.folder), ledger.out, marks)
    bare = {sid for sid, _ in sheet.withdrawn}
    for result in ledger.results:
        if result.submission.sid in bare:  # what the program gave is found anew
            judge_anew(work, result.submission)
        elif with_marks(result, marks) != result:
            store(ledger.out, with_marks(result, marks))
    return len(changed)


def main(sheet: Path, out: Path, key: Path) -> int:
    """0 when every row could be used, 1 when some could not; the others are merged all the same."""
    from course.gradebook.books import write_books

    try:
        ledger = open_ledger(out, key)
        read = read_sheet(ledger, sheet)
        with alone(out):
            changed = merge(ledger, read)
            write_books(out, key)
    except (FileNotFoundError, BadFile) as problem:
        print(problem, file=sys.stderr)
        return 1
    for words in read.problems:
        print(f"{sheet}: {words}", file=sys.stderr)
    print(f"{many(len(read.marks), 'mark')} read, {changed} new, changed or taken back.", end=" ")
    print(f"{many(read.empty, 'answer')} without points yet.")
    if read.problems:
        print(f"{many(len(read.problems), 'row')} could not be used; mend them and bring the sheet "
              "in again.")  # fmt: skip
    return 1 if read.problems else 0
