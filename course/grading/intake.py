"""Intake: what was handed in, a folder, a zip or a platform's download, with a line for every file.

Only regular files are opened, none is unpacked under a name that somebody else chose, and a zip
may not grow beyond measure.
"""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import shutil
import stat
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from course.grading.platforms import (
    Identity,
    Roster,
    identity_of,
    is_called,
    safe_id,
    tops,
)
from course.grading.records import Stray, Student, Submission

LARGEST = 400 << 20
"""Bytes of one notebook, its stored outputs included; more is not even looked at."""
ZIP_TOTAL = 4 << 30
ZIP_FILES = 20_000
ZIP_RATIO = 200
_RATIO_FROM = 10 << 20

_NOTEBOOKS = (".ipynb", ".ipynb.txt", ".ipynb.json")
_SYSTEM = ("__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__")
_KINDS = {
    ".py": "Python files are not run and have no say in the grading.",
    ".cfg": "Settings have no say in the grading.",
    ".ini": "Settings have no say in the grading.",
    ".toml": "Settings have no say in the grading.",
    ".html": "This is a web page; the notebook itself (.ipynb) is needed.",
    ".pdf": "This is a PDF; the notebook itself (.ipynb) is needed.",
}
_OTHER = "This is not a notebook."
_LINK = "This is a link, not a file. It was not followed: it may lead to another's work."


@dataclass(frozen=True)
class _File:
    """A file that came in: where it was (for people), and how it is opened."""

    path: PurePosixPath
    size: int
    real: Path | None = None
    archive: Path | None = None
    member: str = ""
    when: float = 0.0
    refused: str = ""


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
        if not source.exists():
            raise FileNotFoundError(f"There is no {source}. Give a folder or a zip of submissions.")
        self._ends = contextlib.ExitStack()
        self._temporary = Path(
            self._ends.enter_context(tempfile.TemporaryDirectory(prefix="course-"))
        )
        self._files: dict[str, _File] = {}
        self._aside = {path.resolve() for path in aside}
        self._count = 0
        self.strays: list[Stray] = []
        try:
            found = list(self._sorted_out(self._everything(source)))
            self.submissions = self._submissions(found, Roster(students), expected)
        except BaseException:
            self._ends.close()
            raise

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_why: object) -> None:
        self._ends.close()

    @contextlib.contextmanager
    def content(self, submission: Submission) -> Iterator[bytes | mmap.mmap]:
        """The bytes of a submission, not all of them in memory where there are many."""
        with self._handle(self._files[submission.sid]) as file:
            size = os.fstat(file.fileno()).st_size
            if size == 0:
                yield b""
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield data

    # --- finding the files ---

    def _everything(self, source: Path) -> Iterator[_File]:
        if source.is_dir():
            yield from self._in_folder(source)
        elif zipfile.is_zipfile(source):
            yield from self._in_zip(source, PurePosixPath(), nested=True)
        else:
            yield _File(PurePosixPath(source.name), source.stat().st_size, real=source)

    def _in_folder(self, folder: Path) -> Iterator[_File]:
        for where, folders, names in os.walk(folder, onerror=self._closed):
            here = Path(where)
            for name in sorted(folders):
                if (here / name).is_symlink():
                    self._stray(_shown(here / name, folder), "A link is not followed.")
            folders[:] = sorted(
                name
                for name in folders
                if not (here / name).is_symlink() and (here / name).resolve() not in self._aside
            )
            for name in sorted(names):
                path, shown = here / name, _shown(here / name, folder)
                try:
                    about = path.lstat()
                except OSError as problem:
                    self._stray(shown, f"It cannot be opened: {problem.strerror}.")
                    continue
                if stat.S_ISLNK(about.st_mode):
                    yield _File(shown, 0, refused=_LINK)
                elif not stat.S_ISREG(about.st_mode):
                    yield _File(shown, 0, refused="This is not an ordinary file.")
                elif path.suffix.casefold() == ".zip":
                    yield from self._in_zip(path, shown, nested=True)
                else:
                    yield _File(shown, about.st_size, real=path, when=about.st_mtime)

    def _closed(self, problem: OSError) -> None:
        name = PurePosixPath(Path(str(problem.filename)).name)
        self._stray(name, f"This folder cannot be opened: {problem.strerror}.")

    def _in_zip(self, archive: Path, shown: PurePosixPath, *, nested: bool) -> Iterator[_File]:
        try:
            with zipfile.ZipFile(archive) as opened:
                members = opened.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            self._stray(shown, "This zip is damaged and cannot be opened.", archive.stat().st_size)
            return
        total = sum(one.file_size for one in members)
        if len(members) > ZIP_FILES or total > ZIP_TOTAL:
            self._stray(
                shown,
                f"This zip would unpack to {len(members)} files and {total / 1e6:.0f} MB. "
                "It was not opened.",
                archive.stat().st_size,
            )
            return
        for one in members:
            if one.is_dir():
                continue
            path = shown / _inside(one.filename)
            refused = ""
            if stat.S_ISLNK(one.external_attr >> 16):
                refused = _LINK
            elif one.flag_bits & 1:
                refused = "The file is locked with a password."
            elif one.file_size > _RATIO_FROM and one.file_size > ZIP_RATIO * one.compress_size:
                refused = "The file would unpack to far more than it is; it was not opened."
            if refused:
                yield _File(path, one.file_size, refused=refused)
            elif path.suffix.casefold() == ".zip":
                yield from self._zip_in_zip(archive, one, path, nested=nested)
            else:
                yield _File(path, one.file_size, archive=archive, member=one.filename)

    def _zip_in_zip(
        self, archive: Path, member: zipfile.ZipInfo, path: PurePosixPath, *, nested: bool
    ) -> Iterator[_File]:
        if not nested:
            self._stray(path, "A zip in a zip in a zip is not opened.", member.file_size)
            return
        outside = _File(path, member.file_size, archive=archive, member=member.filename)
        try:
            with self._handle(outside) as file:
                self._count += 1
                inner = self._temporary / f"{self._count}.zip"
                with inner.open("wb") as copy:
                    shutil.copyfileobj(file, copy)
        except Unopened as problem:
            self._stray(path, str(problem), member.file_size)
            return
        yield from self._in_zip(inner, path.with_suffix(""), nested=False)

    def _sorted_out(self, files: Iterator[_File]) -> Iterator[_File]:
        """The files that are, or claim to be, notebooks; the others become strays."""
        for file in files:
            name = file.path.name.casefold()
            system = next((one for one in file.path.parts if one in _SYSTEM), "")
            if system:
                self._stray(file.path, "A program put this file there, not the student.", file.size)
            elif not name.endswith(_NOTEBOOKS) or name.startswith("."):
                why = file.refused or _KINDS.get(file.path.suffix.casefold(), _OTHER)
                self._stray(file.path, why, file.size)
            else:
                yield file

    # --- whose they are ---

    def _submissions(
        self, files: Sequence[_File], roster: Roster, expected: str
    ) -> tuple[Submission, ...]:
        top = tops([one.path for one in files])
        owners: dict[str, list[tuple[Identity, _File]]] = defaultdict(list)
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
                    self._stray(
                        other[1].path,
                        other[1].refused or f"The same student's {file.path.name} counts instead.",
                        other[1].size,
                        submission.sid,
                    )
        return tuple(sorted(made, key=lambda one: one.sid))

    def _submission(self, identity: Identity, file: _File, roster: Roster) -> Submission:
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

    def _hash(self, file: _File) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with self._handle(file) as opened:
            while part := opened.read(1 << 20):
                digest.update(part)
                size += len(part)
        return digest.hexdigest(), size

    @contextlib.contextmanager
    def _handle(self, file: _File) -> Iterator[IO[bytes]]:
        """The file, open for reading and on disk; raises Unopened with a sentence."""
        if file.size > LARGEST:
            raise Unopened(f"The file has {file.size / 1e6:.0f} MB, more than is opened.")
        if file.real is not None:
            with _plainly(file.real) as opened:
                yield opened
            return
        assert file.archive is not None  # noqa: S101
        with tempfile.TemporaryFile(dir=self._temporary) as copy:
            try:
                with (
                    zipfile.ZipFile(file.archive) as archive,
                    archive.open(file.member) as member,
                ):
                    left = file.size
                    while part := member.read(min(1 << 20, left + 1)):
                        left -= len(part)
                        if left < 0:
                            raise Unopened("The file is larger than its zip says.")
                        copy.write(part)
            except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError):
                raise Unopened("This part of the zip is damaged.") from None
            copy.flush()
            copy.seek(0)
            yield copy

    def _stray(self, path: PurePosixPath, why: str, size: int = 0, sid: str = "") -> None:
        self.strays.append(Stray(_printable(str(path)), why, size, sid))


class Unopened(OSError):
    """A file that cannot be opened; the message says why."""


@contextlib.contextmanager
def _plainly(path: Path) -> Iterator[IO[bytes]]:
    """An ordinary file, open; nothing that was put in its place meanwhile."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError as problem:
        raise Unopened(f"The file cannot be opened: {problem.strerror}.") from None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Unopened("This is not an ordinary file.")
        yield file


def _rank(one: tuple[Identity, _File], expected: str) -> tuple[bool, bool, str, float, str]:
    """Which of a student's files counts: the one with the right name, then the latest."""
    identity, file = one
    right = bool(expected) and is_called(identity.file, expected)
    return not file.refused, right, identity.order, file.when, str(file.path)


def _shown(path: Path, folder: Path) -> PurePosixPath:
    return PurePosixPath(_printable(path.relative_to(folder).as_posix()))


def _inside(name: str) -> PurePosixPath:
    """A zip member's name as a path that stays below."""
    parts = [one for one in name.replace("\\", "/").split("/") if one not in ("", ".", "..")]
    return PurePosixPath(*(parts or ["nameless"]))


def _printable(text: str) -> str:
    """The text without what no file or page can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
