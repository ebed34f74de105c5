"""Intake: whose each notebook is, and which of several counts; every file has its line."""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from course.grading.arrivals import Arrival, Arrivals, Unopened
from course.grading.platforms import Identity, Roster, identity_of, is_called, safe_id, tops
from course.grading.records import Stray, Student, Submission


class Intake:
    """What was handed in: `submissions` in order, and `strays`, every other file.

    `students` are the roster, `expected` is the name of the notebook that was handed out, and
    `aside` are folders that are the teacher's own (the key, the results), wherever they lie.
    """

    def __init__(
        self,
        source: Path,
        students: Sequence[Student] = (),
        expected: str = "",
        aside: Sequence[Path] = (),
    ) -> None:
        self._arrivals = Arrivals(source, aside)
        self._files: dict[str, Arrival] = {}
        try:
            self.submissions = self._submissions(Roster(students), expected)
        except BaseException:
            self._arrivals.close()
            raise

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_why: object) -> None:
        self._arrivals.close()

    @property
    def strays(self) -> Sequence[Stray]:
        """Every file that is no submission that counts."""
        return self._arrivals.strays

    @contextlib.contextmanager
    def content(self, submission: Submission) -> Iterator[bytes | mmap.mmap]:
        """The bytes of a submission, not all of them in memory where there are many."""
        with self._arrivals.opened(self._files[submission.sid]) as file:
            size = os.fstat(file.fileno()).st_size
            if size == 0:
                yield b""
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield data

    def _submissions(self, roster: Roster, expected: str) -> tuple[Submission, ...]:
        files = self._arrivals.notebooks
        top = _below_groups(tops([one.path for one in files]), roster)
        owners: dict[str, list[tuple[Identity, Arrival]]] = defaultdict(list)
        for file in files:
            identity = identity_of(file.path, top[file.path])
            code = roster.code_of(identity)
            owners[f"code:{code}" if code else identity.owner].append((identity, file))
        made = []
        for several in owners.values():
            latest = max(several, key=lambda one: _rank(one, expected))
            identity, file = latest
            submission = self._submission(identity, file, roster)
            made.append(replace(submission, attempt=len(several)))
            for other in several:
                if other is not latest:
                    self._arrivals.stray(
                        other[1].path,
                        other[1].refused or f"The same student's {file.path.name} counts instead.",
                        other[1].size,
                        submission.sid,
                    )
        return tuple(sorted(made, key=lambda one: one.sid))

    def _submission(self, identity: Identity, file: Arrival, roster: Roster) -> Submission:
        code = roster.code_of(identity)
        digest, size, refused = "", file.size, file.refused
        try:
            digest, size = ("", size) if refused else self._hash(file)
        except Unopened as problem:
            refused = str(problem)
        sid = safe_id(identity)
        if sid in self._files:
            sid = f"{sid}-{hashlib.sha256(identity.owner.encode('utf-8')).hexdigest()[:6]}"
        self._files[sid] = file
        return Submission(
            sid=sid,
            file=str(file.path),
            name=roster.names.get(code) or identity.name,
            student=code,
            login=identity.login,
            platform=identity.platform,
            late=identity.late,
            size=size,
            sha256=digest,
            refused=refused,
        )

    def _hash(self, file: Arrival) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with self._arrivals.opened(file) as opened:
            while part := opened.read(1 << 20):
                digest.update(part)
                size += len(part)
        return digest.hexdigest(), size


def _below_groups(top: Mapping[PurePosixPath, str], roster: Roster) -> Mapping[PurePosixPath, str]:
    """The folders that name the students; where one stands for a group, those inside it."""
    inside: dict[PurePosixPath, str] = {}
    students: dict[str, set[str]] = defaultdict(set)
    for path, group in top.items():
        parts = path.parts[:-1]
        if group and not roster.code_of(identity_of(path, group)):
            for name in parts[parts.index(group) + 1 :][:1]:
                inside[path] = name
                students[group].add(roster.code_of(identity_of(path, name)))
    groups = {group for group, codes in students.items() if len(codes - {""}) > 1}
    return {
        path: inside.get(path, group) if group in groups else group for path, group in top.items()
    }


def _rank(one: tuple[Identity, Arrival], expected: str) -> tuple[bool, bool, str, float, str]:
    """Which of a student's files counts: the one with the right name, then the latest."""
    identity, file = one
    right = bool(expected) and is_called(identity.file, expected)
    return not file.refused, right, identity.order, file.when, str(file.path)
