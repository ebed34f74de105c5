"""Where a key and a grading lie on disk, and how they are written: whole or not at all.

A key's folder (private; nothing of it is ever given to a student or to the sandbox, except what
stands under `work/` and, in the second worlds, their folders):

    key.json          the Key
    reference.ipynb   the notebook with the solutions in place, executed: what nbval compares with
    student.ipynb     the edition that was handed out, to tell what a student changed
    exercises/*.toml  the exercise records this assignment is judged by; the teacher may mend them
    work/             files laid into each student's working folder (may be missing)
    worlds/NAME/      files of the second worlds (may be missing)
    roster.csv        the class list as the teacher gave it (may be missing)
    rubric.md         for what a person reads (may be missing)

A grading's folder, OUT:

    batch.json        the Batch: who handed in what, what was left aside
    runs/SID.json     the Run of each submission
    results/SID.json  the Result of each submission
    marks.csv         points given by a person: sid, question, points, comment (may be missing)
    history/STAMP/    what results/ and batch.json were before a later judging changed them
    gradebook.csv, canvas.csv, moodle.csv, junit.xml, report.html, feedback/SID.html
                      made from the results alone, whenever they change
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from course.files import write_whole
from course.grading.jsonfile import BadFile, R, from_json, to_json
from course.grading.records import Batch, Key, Result, Run

KEY, REFERENCE, STUDENT, RECORDS = "key.json", "reference.ipynb", "student.ipynb", "exercises"
WORK, WORLDS = "work", "worlds"
BATCH, RUNS, RESULTS, HISTORY, MARKS = "batch.json", "runs", "results", "history", "marks.csv"
BUSY = ".busy"
"""Says which process writes into a grading's folder now."""


def write(path: Path, data: str | bytes) -> None:
    """Nothing; the file, for its owner alone, holds the data whole, and its folder was made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data, private=True)


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Nothing; meanwhile no other grading or marking writes into the folder.

    What a process left that has ended counts no more. Raises BadFile where one still writes.
    """
    out.mkdir(parents=True, exist_ok=True)
    path, me = out / BUSY, f"{os.getpid()} {platform.node()}"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(me)
    except FileExistsError:
        pid, _, host = path.read_text(encoding="utf-8").partition(" ")
        if pid.isdecimal() and (host != platform.node() or psutil.pid_exists(int(pid))):
            raise BadFile(
                f"Another grading writes into {out} (process {pid} on {host}). Wait for it. If "
                f"there is none, delete {path} and try again."
            ) from None
        write(path, me)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def load_key(folder: Path) -> Key:
    """The key in a folder. Raises FileNotFoundError or BadFile with a sentence."""
    path = folder / KEY
    if not path.is_file():
        raise FileNotFoundError(
            f"{folder} is not a key: it has no {KEY}. Give the folder that was made beside the "
            "students' edition."
        )
    return from_json(Key, path.read_bytes(), str(path))


def load_batch(out: Path) -> Batch | None:
    """The batch last graded into a folder, or None. Raises BadFile."""
    path = out / BATCH
    return from_json(Batch, path.read_bytes(), str(path)) if path.is_file() else None


def load_run(out: Path, sid: str) -> Run | None:
    """What was found of a submission earlier; None where nothing, or nothing readable, is there."""
    return _load(Run, out / RUNS / f"{sid}.json")


def load_result(out: Path, sid: str) -> Result | None:
    """The stored result of a submission; None where nothing, or nothing readable, is there."""
    return _load(Result, out / RESULTS / f"{sid}.json")


def load_results(out: Path) -> Iterator[Result]:
    """The results of the batch in its order, one at a time: a class need not fit into memory."""
    batch = load_batch(out)
    for one in batch.submissions if batch else ():
        result = load_result(out, one.sid)
        if result:
            yield result


def store(out: Path, record: Run | Result | Batch) -> None:
    """Nothing; the record is written where it belongs."""
    match record:
        case Run():
            write(out / RUNS / f"{record.sid}.json", to_json(record))
        case Result():
            write(out / RESULTS / f"{record.submission.sid}.json", to_json(record))
        case Batch():
            write(out / BATCH, to_json(record))


def keep_history(out: Path) -> Path | None:
    """The folder into which the present results were copied; None when there are none."""
    if not (out / BATCH).is_file():
        return None
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S-%f")
    made = out / HISTORY / stamp
    made.mkdir(parents=True)
    shutil.copy2(out / BATCH, made / BATCH)
    if (out / RESULTS).is_dir():
        shutil.copytree(out / RESULTS, made / RESULTS)
    return made


def _load(kind: type[R], path: Path) -> R | None:
    try:
        return from_json(kind, path.read_bytes(), str(path))
    except (OSError, BadFile):
        return None
