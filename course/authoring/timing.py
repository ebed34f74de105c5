"""Timing: how long each lesson takes, from the notebooks and the exercise records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from course.authoring.contract import records_of
from course.authoring.lesson import chosen, read
from course.files import write_whole
from course.library import root

if TYPE_CHECKING:
    import pandas as pd

BEGINS = "<!-- timing: made by python -m course timing -->\n"
ENDS = "<!-- end of timing -->"


def timing(paths: Sequence[Path] = ()) -> pd.DataFrame:
    """One row for each lesson, in minutes, and a last row with the sums."""
    import pandas as pd

    rows = []
    for path in chosen(paths):
        notebook = read(path)
        records = records_of(path)
        teaching = int(notebook.metadata["course"]["teaching"])
        practice = sum(record.minutes for record in records)
        rows.append(
            {
                "lesson": path.name[:2],
                "title": _title(notebook.cells[0].source),
                "teaching": teaching,
                "practice": practice,
                "total": teaching + practice,
                "exercises": len(records),
            }
        )
    columns = ["lesson", "title", "teaching", "practice", "total", "exercises"]
    frame = pd.DataFrame(rows, columns=columns)
    sums = {name: int(frame[name].sum()) for name in columns[2:]}
    frame.loc[len(frame)] = {"lesson": "all", "title": "", **sums}
    return frame


def markdown(frame: pd.DataFrame) -> str:
    """The timing table in Markdown, as it stands in the teacher's handbook."""
    heads = ("Lesson", "Title", "Teaching, min", "Practice, min", "Together, min", "Exercises")
    lines = [" | ".join(heads), " | ".join(["---", "---", *["---:"] * 4])]
    lines += [" | ".join(str(value) for value in row) for row in frame.itertuples(index=False)]
    return "\n".join(f"| {line} |" for line in lines)


def _title(source: str) -> str:
    return source.partition("\n")[0].lstrip("# ").strip()


def placed(handbook: str, frame: pd.DataFrame) -> str:
    """The text of the handbook with this table between its two markers."""
    before, _, rest = handbook.partition(BEGINS)
    _, end, after = rest.partition(ENDS)
    if not end:
        raise ValueError(f"the handbook has no place for the timing table: {BEGINS.strip()}")
    return f"{before}{BEGINS}{markdown(frame)}\n{end}{after}"


def main(paths: Sequence[Path] = ()) -> int:
    """0; the table is printed in Markdown, and that of all lessons goes into the handbook."""
    frame = timing(paths)
    print(markdown(frame))
    handbook = root() / "TEACHING.md"
    if not paths and handbook.is_file():  # an installed course has no handbook
        text = handbook.read_text(encoding="utf-8")
        write_whole(handbook, placed(text, frame))
    return 0
