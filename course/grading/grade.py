"""Grade: a whole class, one submission after the other, each kept as soon as it is done.

Whatever is done stays done: a run that was broken off goes on where it stopped, and a mended key is
judged again from what the runs found, without running anything again.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from course.grading import examine
from course.grading.again import Work, has_run, is_old, judge_anew, judged_anew, our_fault
from course.grading.book import Book
from course.grading.build import current_book
from course.grading.cluster import Cluster, open_cluster
from course.grading.folders import alone, keep_history, load_batch, load_results, store
from course.grading.intake import Intake
from course.grading.jsonfile import BadFile
from course.grading.judge import BadKey, hold_against_records
from course.grading.marks import load_marks
from course.grading.notebook import NoNotebook
from course.grading.places import NotIsolated, Place, open_place
from course.grading.progress import Progress, Say, at_once, say_what_is_there
from course.grading.records import Batch, Key, Result, Run, Submission


def grade(
    submissions: Path,
    key: Path,
    out: Path,
    *,
    trust: bool = False,
    jobs: int = 2,
    again: bool = False,
    say: Say = at_once,
    place: Place | None = None,
    scheduler: str = "",
) -> Batch:
    """The batch as it was graded into `out`; what was there already is not done again.

    `again` runs everything anew. `say` gets a line now and then. `place` is where the work runs;
    where none is given one is opened, or with the address of a `scheduler` a Dask cluster is
    asked. On KeyboardInterrupt what is done is kept, the batch says so, and the interrupt goes
    on. Raises FileNotFoundError, BadFile, BadKey and NotIsolated with a sentence for the teacher.
    """
    began, before = datetime.now(UTC), time.monotonic()
    _hold_apart(submissions, key, out)
    book = current_book(key)
    hold_against_records(book)
    work = Work(book, out, load_marks(out))
    students, file = book.key.students, book.key.file
    with Intake(submissions, students, file, aside=(key, out)) as intake, alone(out):
        batch = _batch(book.key, intake, began)
        to_run = [one for one in intake.submissions if again or not has_run(work, one)]
        say_what_is_there(batch, to_run, say)
        changed = [one for one in intake.submissions if is_old(work, one)]
        if changed or (again and to_run):
            keep_history(out)
        done = 0
        store(out, batch)
        try:
            for one in intake.submissions:  # from what earlier runs found
                if one not in to_run:
                    judge_anew(work, one)
            if to_run:
                opened: AbstractContextManager[Place | Cluster]
                if scheduler:
                    opened = open_cluster(scheduler, trust, book.notices)
                else:
                    opened = nullcontext(place) if place else open_place(trust, book.notices)
                with opened as chosen:
                    batch = replace(batch, isolation=chosen.isolation)
                    say(chosen.isolation)
                    chosen.warm(_lesson(book))
                    jobs = chosen.jobs if isinstance(chosen, Cluster) else jobs
                    told = Progress(len(to_run), say)
                    results = _results(work, intake, to_run, chosen, jobs)
                    for done, result in enumerate(results, start=1):
                        store(out, result)
                        told.about(done, result)
        finally:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            seconds = round(time.monotonic() - before, 2)
            isolation = batch.isolation or _isolation_before(out)
            batch = replace(batch, isolation=isolation, ran=done, seconds=seconds)
            store(out, replace(batch, finished=now if done == len(to_run) else ""))
    return batch


def _hold_apart(submissions: Path, key: Path, out: Path) -> None:
    """Nothing; raises BadFile where results would be written among what they are made from."""
    if key.resolve() == submissions.resolve():
        raise BadFile(f"{key} is the key. Give the folder or zip of what was handed in.")
    if submissions.resolve() == out.resolve() or out.resolve().is_relative_to(key.resolve()):
        raise BadFile(f"{out} holds the submissions or the key. Give the results another folder.")
    if out.exists() and not out.is_dir():
        raise BadFile(f"{out} is a file. Give a folder for the results.")


def _batch(key: Key, intake: Intake, began: datetime) -> Batch:
    came = {one.student for one in intake.submissions}
    return Batch(
        key=key.id,
        title=key.title,
        run=key.run,
        judge=key.judge,
        submissions=intake.submissions,
        strays=tuple(intake.strays),
        missing=tuple(one.code for one in key.students if one.code not in came),
        started=began.isoformat(timespec="seconds"),
    )


def _isolation_before(out: Path) -> str:
    batch = load_batch(out)
    return batch.isolation if batch else ""


# --- running ---------------------------------------------------------------------------------


def _results(
    work: Work,
    intake: Intake,
    submissions: Sequence[Submission],
    place: Place | Cluster,
    jobs: int,
) -> Iterator[Result]:
    """The results as they come, `jobs` at a time; never more of them in memory than that."""
    stop = threading.Event()
    waiting = iter(submissions)
    running: set[Future[Result | None]] = set()
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        try:
            while True:
                while len(running) < max(1, jobs):
                    submission = next(waiting, None)
                    if submission is None:
                        break
                    running.add(pool.submit(_one, work, intake, submission, place, stop))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    if result is not None:
                        yield result
        except BaseException:
            stop.set()
            place.stop()
            raise


def _one(
    work: Work,
    intake: Intake,
    submission: Submission,
    place: Place | Cluster,
    stop: threading.Event,
) -> Result | None:
    run = _run(work.book, intake, submission, place)
    if stop.is_set():
        return None
    store(work.out, run)
    return judged_anew(work, submission, run)


def _run(book: Book, intake: Intake, submission: Submission, place: Place | Cluster) -> Run:
    key = book.key
    blank = Run(submission.sid, submission.sha256, key.run)
    if submission.refused:
        return replace(blank, unreadable=submission.refused)
    try:
        with intake.content(submission) as raw:
            if not isinstance(place, Cluster):
                return examine.run(book, submission.sid, raw, place, submission.sha256)
            sent = examine.prepared(book, submission.sid, raw, submission.sha256)
        return place.examined(sent)
    except NoNotebook as problem:
        return replace(blank, unreadable=str(problem))
    except OSError as problem:
        return replace(blank, unreadable=f"The file could not be read: {problem}")
    except NotIsolated:
        raise
    except Exception as problem:  # a fault of ours must not stop the class
        return replace(blank, trouble=our_fault(problem))


def _lesson(book: Book) -> list[str]:
    """The lesson's own cells: no answers, nothing of the students'."""
    return [
        cell.source
        for cell in book.student.cells
        if cell.cell_type == "code" and not book.is_answer(cell) and not book.is_check(cell)
    ]


def main(
    submissions: Path,
    key: Path,
    out: Path,
    trust: bool = False,
    jobs: int = 2,
    again: bool = False,
    scheduler: str = "",
) -> int:
    """0 when the whole class was graded, 1 when it could not be, 130 when it was broken off."""
    try:
        batch = grade(
            submissions, key, out, trust=trust, jobs=jobs, again=again, scheduler=scheduler
        )
    except (FileNotFoundError, BadFile, BadKey, NotIsolated) as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(
            f"The results cannot be written: {problem}. Mend that (is the disk full, may you write "
            f"into {out}?) and give the same command again: what is done is kept.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nBroken off. What is done is kept; the same command goes on from here.")
        with suppress(FileNotFoundError):  # broken off before there was anything
            _write_books(out, key, notebook=False)
        return 130
    print(f"Graded in {batch.seconds:.1f} s. Writing the gradebook and the report ...", flush=True)
    _write_books(out, key)
    counts = Counter(one.status for one in load_results(out))
    print(", ".join(f"{count} {status}" for status, count in counts.most_common()) + ".")
    print(f"All is in {out}: begin with report.html.")
    return 0


def _write_books(out: Path, key: Path, notebook: bool = True) -> None:
    from course.gradebook import write_books  # what it loads, grading need not wait for

    write_books(out, key, notebook=notebook)
