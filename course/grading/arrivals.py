"""Arrivals: the files that were handed in, as a folder, a zip or a platform's download.

Only regular files are opened, none is unpacked under a name that somebody else chose, and a zip
may not grow beyond measure.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from course.grading.records import Stray

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
_KINDS |= dict.fromkeys(
    (".icloud", ".crdownload", ".part", ".download"),
    "This is a placeholder of a file that has not been fetched. Hand in the file itself.",
)
_KINDS |= dict.fromkeys(
    (".rar", ".7z", ".gz", ".tar"), "Only zip files are opened. Hand in the .ipynb file itself."
)
_OTHER = "This is not a notebook."
_LINK = "This is a link, not a file. It was not followed: it may lead to another's work."


@dataclass(frozen=True)
class Arrival:
    """A file that came in: where it was (for people), and how it is opened."""

    path: PurePosixPath
    size: int
    real: Path | None = None
    archive: Path | None = None
    member: zipfile.ZipInfo | None = None
    when: float = 0.0
    refused: str = ""


class Arrivals:
    """What is in `source`: `notebooks`, all that are or claim to be one, and `strays`, the others.

    `aside` are folders that are the teacher's own (the key, the results), wherever they lie.
    Raises FileNotFoundError where there is nothing.
    """

    def __init__(self, source: Path, aside: Sequence[Path] = ()) -> None:
        if not source.exists():
            raise FileNotFoundError(f"There is no {source}. Give a folder or a zip of submissions.")
        self._ends = contextlib.ExitStack()
        self._temporary = Path(
            self._ends.enter_context(tempfile.TemporaryDirectory(prefix="course-"))
        )
        self._aside = {path.resolve() for path in aside}
        self._count = 0
        self.strays: list[Stray] = []
        try:
            self.notebooks = list(self._sorted_out(self._everything(source)))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Nothing; what was unpacked is gone."""
        self._ends.close()

    def _everything(self, source: Path) -> Iterator[Arrival]:
        if source.is_dir():
            yield from self._in_folder(source)
        elif zipfile.is_zipfile(source):
            yield from self._in_zip(source, PurePosixPath(), nested=True)
        else:
            yield Arrival(PurePosixPath(source.name), source.stat().st_size, real=source)

    def _in_folder(self, folder: Path) -> Iterator[Arrival]:
        for where, folders, names in os.walk(folder, onerror=self._closed):
            here = Path(where)
            for name in sorted(folders):
                if (here / name).is_symlink():
                    self.stray(_shown(here / name, folder), "A link is not followed.")
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
                    self.stray(shown, f"It cannot be opened: {problem.strerror}.")
                    continue
                if stat.S_ISLNK(about.st_mode):
                    yield Arrival(shown, 0, refused=_LINK)
                elif not stat.S_ISREG(about.st_mode):
                    yield Arrival(shown, 0, refused="This is not an ordinary file.")
                elif path.suffix.casefold() == ".zip":
                    yield from self._in_zip(path, shown, nested=True)
                else:
                    yield Arrival(shown, about.st_size, real=path, when=about.st_mtime)

    def _closed(self, problem: OSError) -> None:
        name = PurePosixPath(Path(str(problem.filename)).name)
        self.stray(name, f"This folder cannot be opened: {problem.strerror}.")

    def _in_zip(self, archive: Path, shown: PurePosixPath, *, nested: bool) -> Iterator[Arrival]:
        try:
            with zipfile.ZipFile(archive) as opened:
                members = opened.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            self.stray(shown, "This zip is damaged and cannot be opened.", archive.stat().st_size)
            return
        total = sum(one.file_size for one in members)
        if len(members) > ZIP_FILES or total > ZIP_TOTAL:
            self.stray(
                shown,
                f"This zip would unpack to {len(members)} files and {total / 1e6:.0f} MB. "
                "It was not opened.",
                archive.stat().st_size,
            )
            return
        for one in members:
            if one.is_dir():
                continue
            path = shown / _inside(_name(one))
            refused = ""
            if stat.S_ISLNK(one.external_attr >> 16):
                refused = _LINK
            elif one.flag_bits & 1:
                refused = "The file is locked with a password."
            elif one.file_size > _RATIO_FROM and one.file_size > ZIP_RATIO * one.compress_size:
                refused = "The file would unpack to far more than it is; it was not opened."
            if refused:
                yield Arrival(path, one.file_size, refused=refused)
            elif path.suffix.casefold() == ".zip":
                yield from self._zip_in_zip(archive, one, path, nested=nested)
            else:
                when = _when(one)
                yield Arrival(path, one.file_size, archive=archive, member=one, when=when)

    def _zip_in_zip(
        self, archive: Path, member: zipfile.ZipInfo, path: PurePosixPath, *, nested: bool
    ) -> Iterator[Arrival]:
        if not nested:
            self.stray(path, "A zip in a zip in a zip is not opened.", member.file_size)
            return
        outside = Arrival(path, member.file_size, archive=archive, member=member)
        try:
            with self.opened(outside) as file:
                self._count += 1
                inner = self._temporary / f"{self._count}.zip"
                with inner.open("wb") as copy:
                    shutil.copyfileobj(file, copy)
        except Unopened as problem:
            self.stray(path, str(problem), member.file_size)
            return
        yield from self._in_zip(inner, path.with_suffix(""), nested=False)

    def _sorted_out(self, files: Iterator[Arrival]) -> Iterator[Arrival]:
        """The files that are, or claim to be, notebooks; the others become strays."""
        for file in files:
            name = file.path.name.casefold()
            system = next((one for one in file.path.parts if one in _SYSTEM), "")
            if system:
                self.stray(file.path, "A program put this file there, not the student.", file.size)
            elif not name.endswith(_NOTEBOOKS) or name.startswith("."):
                why = file.refused or _KINDS.get(file.path.suffix.casefold(), _OTHER)
                self.stray(file.path, why, file.size)
            else:
                yield file

    @contextlib.contextmanager
    def opened(self, file: Arrival) -> Iterator[IO[bytes]]:
        """The file, open for reading and on disk; raises Unopened with a sentence."""
        if file.size > LARGEST:
            raise Unopened(f"The file has {file.size / 1e6:.0f} MB, more than is opened.")
        if file.real is not None:
            with _plainly(file.real) as opened:
                yield opened
            return
        assert file.archive is not None and file.member is not None  # noqa: S101
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

    def stray(self, path: PurePosixPath, why: str, size: int = 0, sid: str = "") -> None:
        """Nothing; the file has its line among the strays."""
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


def _shown(path: Path, folder: Path) -> PurePosixPath:
    return PurePosixPath(_printable(path.relative_to(folder).as_posix()))


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; some programs write it in UTF-8 and do not say so."""
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _when(member: zipfile.ZipInfo) -> float:
    try:
        return datetime(*member.date_time, tzinfo=UTC).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _inside(name: str) -> PurePosixPath:
    """A zip member's name as a path that stays below."""
    parts = [one for one in name.replace("\\", "/").split("/") if one not in ("", ".", "..")]
    return PurePosixPath(*(parts or ["nameless"]))


def _printable(text: str) -> str:
    """The text without what no file or page can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
