"""A student's folder as one zip, and back again without losing anything.

A zip comes from anywhere, so what is in it is trusted with nothing: names are kept inside the
folder, sizes are counted while reading, and a file the student worked on is never replaced.
"""

from __future__ import annotations

import io
import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from course.classroom.start import RECORD, changed, record, sources, write_record
from course.files import beside, write_whole

MOST_BYTES = 50_000_000
"""The most that one folder may hold when packed, or one zip when unpacked."""
MOST_FILES = 1_000
_DRIVE_OR_STREAM = re.compile(r'[<>:"|?*\x00-\x1f]')
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


class TooBig(ValueError):
    """The folder or the zip is larger than work on this course can be."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What happened to one file of a zip."""

    name: str
    what: Literal["restored", "same", "beside", "refused"]
    place: str = ""
    why: str = ""

    @property
    def sentence(self) -> str:
        """What happened, in plain words."""
        if self.what == "restored":
            return f"{self.name} is back."
        if self.what == "same":
            return f"{self.name} was there already, with the same content."
        if self.what == "beside":
            return (
                f"You have work of your own in {self.name}; the copy from the zip is {self.place}."
            )
        return f"{self.name} was left out: {self.why}."


def _files(folder: Path) -> Iterator[Path]:
    """The folder's own files: no links, nothing hidden but the record of what was started."""
    for where, folders, names in os.walk(folder):
        here = Path(where)
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not (here / name).is_symlink()
        )
        for name in sorted(names):
            path = here / name
            if not name.startswith(".") and stat.S_ISREG(path.lstat().st_mode):
                yield path
    if (folder / RECORD).is_file():
        yield folder / RECORD


def pack(folder: Path) -> bytes:
    """The folder as a zip; raises TooBig, with the size, if it holds more than a course does."""
    paths = list(_files(folder))
    total = sum(path.stat().st_size for path in paths)
    if total > MOST_BYTES or len(paths) > MOST_FILES:
        raise TooBig(
            f"the folder holds {len(paths)} files and {total / 1e6:.0f} MB; "
            f"{MOST_FILES} files and {MOST_BYTES / 1e6:.0f} MB can be packed"
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            # writestr keeps to dates a zip can hold; a file of 1979 would stop ZipFile.write.
            archive.writestr(path.relative_to(folder).as_posix(), path.read_bytes())
    return packed.getvalue()


def _refusal(entry: zipfile.ZipInfo) -> str:
    """Why an entry of a zip must not be unpacked, or nothing."""
    parts = PurePosixPath(entry.filename).parts
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "it is a link, not a file"
    if "\\" in entry.filename or _DRIVE_OR_STREAM.search(entry.filename):
        return "its name holds characters that file names must not have"
    if not parts or parts[0] == "/" or ".." in parts or len(entry.filename) > 200:
        return "its name leads out of your folder"
    if any(part.startswith(".") for part in parts):
        return "it is a hidden file"
    if any(_DEVICE.fullmatch(part) or part != part.rstrip(" .") for part in parts):
        return "its name cannot be used on every system"
    if entry.flag_bits & 1:
        return "it is locked with a password"
    return ""


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of an entry, counted while they come: the size that a zip states may be a lie."""
    stream = archive.open  # of bytes, so there is no encoding to give
    with stream(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise TooBig(f"unpacked, the zip would be larger than {MOST_BYTES / 1e6:.0f} MB")
    return data


def _read(data: bytes) -> Iterator[tuple[zipfile.ZipInfo, bytes | str]]:
    """Each file of a zip with its bytes, or with the reason why it is left out."""
    left = MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise TooBig(f"the zip holds {len(entries)} files; {MOST_FILES} is the most")
        for entry in entries:
            why = "" if entry.filename == RECORD.as_posix() else _refusal(entry)
            if why:
                yield entry, why
                continue
            try:
                content = _unpacked(archive, entry, left)
            except TooBig:
                raise
            except Exception:
                # zipfile raises whatever its decompressors do (zlib.error, LZMAError, EOFError,
                # NotImplementedError …); to the student all of them mean one thing.
                yield entry, "it is damaged"
            else:
                left -= len(content)
                yield entry, content


def restore(data: bytes, folder: Path) -> list[Restored]:
    """What happened to each file of a zip, after unpacking it into a folder.

    A lesson that is still as it was copied gives way to the student's saved one; a file with
    changes stays, and the copy from the zip gets a name beside it. Nothing is written when the
    zip cannot be read or is too big (ValueError, with the reason).
    """
    try:
        found = list(_read(data))
    except TooBig:
        raise
    except Exception:
        raise ValueError("this is not a zip file, or it is damaged") from None
    known = _record_in(found)
    done = []
    for entry, content in found:
        if entry.filename == RECORD.as_posix():
            continue
        if isinstance(content, str):
            done.append(Restored(entry.filename, "refused", why=content))
            continue
        try:
            one = _place(folder, entry.filename, content)
        except OSError as problem:
            why = f"it could not be saved ({problem.strerror or problem})"
            one = Restored(entry.filename, "refused", why=why)
        done.append(one)
        if one.what == "restored" and entry.filename in known:
            # The saved work began from the original its own record names, perhaps an older one.
            _note(folder, entry.filename, known[entry.filename])
    return done


def _record_in(found: list[tuple[zipfile.ZipInfo, bytes | str]]) -> dict[str, dict[str, Any]]:
    """The record that came in the zip, as far as it can be believed."""
    for entry, content in found:
        if entry.filename == RECORD.as_posix() and isinstance(content, bytes):
            try:
                files = json.loads(content)["files"]
                return {
                    str(name): {
                        "version": str(one["version"]),
                        "sha256": str(one["sha256"]),
                        "cells": {str(cell): str(text) for cell, text in one["cells"].items()},
                    }
                    for name, one in files.items()
                }
            except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
                return {}
    return {}


def _note(folder: Path, name: str, entry: dict[str, Any]) -> None:
    try:
        files = record(folder)
    except ValueError:
        return  # the next start sets a damaged record aside and says so
    write_record(folder, files | {name: entry})


def _place(folder: Path, name: str, content: bytes) -> Restored:
    path = folder / name
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        return Restored(name, "refused", why="a link in your folder leads out of it")
    if not os.path.lexists(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        return Restored(name, "restored", name)
    if path.is_file() and not path.is_symlink():
        if _alike(path.read_bytes(), content):
            return Restored(name, "same", name)
        if _as_copied(folder, name):
            write_whole(path, content)
            return Restored(name, "restored", name)
    other, there = beside(path, content, "restored")
    if not there:
        write_whole(other, content)
    return Restored(name, "beside", other.relative_to(folder).as_posix())


def _alike(one: bytes, other: bytes) -> bool:
    """Whether two files say the same: for notebooks, the same sources in the same cells."""
    if one == other:
        return True
    try:
        return sources(one) == sources(other)
    except ValueError:
        return False


def _as_copied(folder: Path, name: str) -> bool:
    """Whether a lesson is still as it was copied."""
    try:
        return changed(folder, name) == []
    except ValueError:
        return False  # nobody knows any more, so it counts as the student's
