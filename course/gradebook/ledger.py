"""A grading as it is read for the gradebook: the key, the batch, and every result."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from course.assigning.drawn import Names
from course.authoring.lesson import read
from course.exercises.answers import Plain, Unanswered, Unreadable
from course.exercises.variants import variant_of
from course.grading.book import records_in
from course.grading.folders import STUDENT, load_batch, load_key, load_results, load_run
from course.grading.packing import unpack
from course.grading.records import QUIET, Batch, Key, Outcome, Result, Student, Submission
from course.library import load_article
from course.records import Exercise


def mended(result: Result, quiet: bool | None = None) -> list[str]:
    """What had to be mended, each sentence once, with how many answers it is about.

    `quiet` asks for the repairs that are only noted, or for the others; None for all.
    """
    counts = Counter(one.say for one in result.repairs if quiet in (None, one.kind in QUIET))
    return [say if count == 1 else f"{say} ({count} times)" for say, count in counts.items()]


@dataclass(frozen=True)
class Ledger:
    """One grading. `names` says whether the pages for the class show names or pseudonyms."""

    out: Path
    folder: Path
    key: Key
    batch: Batch
    results: Sequence[Result]
    records: Mapping[str, Exercise]
    names: bool = False

    @cached_property
    def students(self) -> Mapping[str, Student]:
        """The roster by code."""
        return {one.code: one for one in self.key.students}

    @cached_property
    def pseudonyms(self) -> Mapping[str, str]:
        """By sid, a name that says nothing of the student and is the same at every grading."""
        given: dict[str, str] = {}
        for one in self.batch.submissions:
            secret = f"{self.key.seed}|{self.key.id}|{one.sid}".encode()
            digest = hashlib.sha256(secret).hexdigest().upper()
            length = 4
            while f"S{digest[:length]}" in given.values():
                length += 1
            given[one.sid] = f"S{digest[:length]}"
        return given

    def shown(self, sid: str) -> str:
        """How the pages for the class call a student."""
        if not self.names:
            return self.pseudonyms.get(sid, sid)
        return next(
            (self.name_of(one) for one in self.batch.submissions if one.sid == sid), sid
        )  # fmt: skip

    def name_of(self, submission: Submission) -> str:
        """A student's name: the roster's, else the one that came with the file, else the sid."""
        student = self.students.get(submission.student)
        return (student.name if student else "") or submission.name or submission.sid

    @cached_property
    def answers(self) -> Mapping[str, Mapping[str, Plain]]:
        """By sid and question, the answers that could be read, whole and as plain values."""
        found: dict[str, dict[str, Plain]] = {}
        for one in self.batch.submissions:
            run = load_run(self.out, one.sid)
            mine = found.setdefault(one.sid, {})
            for question, given in run.answers.items() if run else ():
                try:
                    mine[question] = unpack(given.value)
                except (Unanswered, Unreadable):
                    continue
        return found

    @cached_property
    def tasks(self) -> Mapping[tuple[str, int], str]:
        """By question and number, what each variant that was given out asks, as it was told."""
        pairs = {pair for mine in self.key.variants.values() for pair in mine.items()}
        asked = {
            (name, one): variant_of(self.records[name], one).task
            for name, one in pairs
            if name in self.records
        }
        names = Names(asked.values(), self.key.seed)
        return {pair: names.in_words(task) for pair, task in asked.items()}

    @cached_property
    def handed_out(self) -> str:
        """All words that every student had before them: the notebook and the article."""
        notebook = read(self.folder / STUDENT)
        return "\n".join([load_article().text, *(cell.source for cell in notebook.cells)])

    def outcomes(self, question: str) -> list[tuple[Result, Outcome]]:
        """What everybody whose notebook could be read earned with one question."""
        return [
            (result, outcome)
            for result in self.results
            if result.status != "unreadable"
            for outcome in result.outcomes
            if outcome.question == question
        ]


def open_ledger(out: Path, key: Path, names: bool = False) -> Ledger:
    """A grading, read. Raises FileNotFoundError or BadFile with a sentence."""
    batch = load_batch(out)
    if batch is None:
        raise FileNotFoundError(f"{out} holds no grading. Grade a class first, into this folder.")
    return Ledger(
        out, key, load_key(key), batch, tuple(load_results(out)), records_in(key), names
    )  # fmt: skip


def number(value: float) -> str:
    """A number of points as people write it: at most two decimals, no empty ones."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def many(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun: "1 student", "3 students"."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
