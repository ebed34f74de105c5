"""Writing a file whole or not at all, the way everything here is written that somebody may need."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_whole(path: Path, data: str | bytes) -> None:
    """Nothing; the file holds the data, or what it held before, also if the power goes.

    Text is written as UTF-8 with the line ends it has. Raises OSError where the folder is missing.
    """
    raw = data.encode("utf-8") if isinstance(data, str) else data
    # Not tempfile's: its files are for their owner alone, and these may be for a class.
    new = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.new")
    try:
        with new.open("xb") as file:
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
