"""Writing a file whole or not at all, the way everything here is written that somebody may need."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_whole(path: Path, data: str | bytes, *, private: bool = False) -> None:
    """Nothing; the file holds the data, or what it held before, also if the power goes.

    Text is written as UTF-8 with the line ends it has. A `private` file is for its owner alone.
    Raises OSError where the folder is missing.
    """
    raw = data.encode("utf-8") if isinstance(data, str) else data
    new = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.new")
    try:
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(new, flags, 0o600 if private else 0o666), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def beside(path: Path, data: bytes, tail: str) -> tuple[Path, bool]:
    """A free name beside a file (`name-tail.ext`, `name-tail-2.ext` …), and whether the very same
    data are there already under one of them."""
    number = 1
    while True:
        end = f"-{tail}" if number == 1 else f"-{tail}-{number}"
        candidate = path.with_name(f"{path.stem}{end}{path.suffix}")
        if not os.path.lexists(candidate):
            return candidate, False
        if candidate.is_file() and candidate.read_bytes() == data:
            return candidate, True
        number += 1
