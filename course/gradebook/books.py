"""Everything a teacher gets out of a grading, written into its folder."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from course.authoring.run import Stopped
from course.gradebook.changes import as_table, changes
from course.gradebook.feedback import feedback
from course.gradebook.junit import junit
from course.gradebook.ledger import open_ledger
from course.gradebook.marking import COMMENTS, asked, comments, marking_page, sheet
from course.gradebook.marks import comment_rows
from course.gradebook.report import report
from course.gradebook.tables import canvas, gradebook, moodle
from course.gradebook.workbook import TABLE, table_of, workbook
from course.grading.folders import write
from course.grading.jsonfile import BadFile


def write_books(
    out: Path, key: Path, *, names: bool = False, notebook: bool = True
) -> Sequence[Path]:
    """The files that were written, from the stored results alone; each is whole or not there.

    gradebook.csv, canvas.csv, moodle.csv, junit.xml; feedback/SID.html for every submission;
    report.html, report.csv and report.ipynb (executed; left out with `notebook=False`), with
    pseudonyms unless `names`; changes.csv; and where a person has to read something marking.csv,
    marking.html, and comments.csv, which is never written over. Raises FileNotFoundError or
    BadFile with a sentence.
    """
    ledger = open_ledger(out, key, names)
    changed = changes(ledger)
    made: dict[str, str | bytes] = {
        "gradebook.csv": gradebook(ledger),
        "canvas.csv": canvas(ledger),
        "moodle.csv": moodle(ledger),
        "junit.xml": junit(ledger),
        "changes.csv": as_table(ledger, changed),
        TABLE: table_of(ledger),
        "report.html": report(ledger, changed),
    }
    if asked(ledger):
        if not (out / COMMENTS).exists():
            write(out / COMMENTS, comments(ledger))
        rubric = _rubric(key)
        made["marking.csv"] = sheet(ledger)
        made["marking.html"] = marking_page(ledger, rubric, comment_rows(out))
    for result in ledger.results:
        made[f"feedback/{result.submission.sid}.html"] = feedback(ledger, result)
    if notebook:
        try:
            made["report.ipynb"] = workbook(ledger)
        except Stopped as problem:
            print(f"report.ipynb could not be made: {problem}", file=sys.stderr)
    for name, data in made.items():
        write(out / name, data)
    return [out / name for name in made]


def _rubric(key: Path) -> str:
    path = key / "rubric.md"
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def main(out: Path, key: Path, names: bool = False) -> int:
    """0 when the files were written, 1 when there is nothing to write them from."""
    try:
        made = write_books(out, key, names=names)
    except (FileNotFoundError, BadFile) as problem:
        print(problem, file=sys.stderr)
        return 1
    pages = sum(one.parent.name == "feedback" for one in made)
    print(f"Written: {', '.join(one.name for one in made if one.parent == out)}")
    print(f"and {pages} pages in {out / 'feedback'}.")
    return 0
