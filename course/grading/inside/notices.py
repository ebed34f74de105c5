"""The twin of course.exercises.invented: the notices and tables themselves, not how they are made.

How they are made tells what is wrong with them. Those that can be asked for lie beside this file;
those of an assignment also in the working folder.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.records import Document

if TYPE_CHECKING:
    import pandas as pd

FILE = "practice.json"


@cache
def _beside() -> dict[str, dict[str, Any]]:
    return _read(Path(__file__).parent / FILE)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return made


def _number(kind: str, number: object) -> Any:
    found = _beside()[kind].get(str(number))
    if found is None and Path(FILE).is_file():  # not kept: the working folder changes
        found = _read(Path(FILE))[kind].get(str(number))
    if found is None:
        raise LookupError(f"Notice {number!r} is not at hand in an assignment.")
    return found


def practice_text(number: int) -> Document:
    """An invented notice to practise on."""
    return Document(_number("texts", number).encode("utf-8"), f"notice {number}")


def practice_table(number: int) -> pd.DataFrame:
    """A table of statements over practice_text(number): id, speaker, start, end, evidence."""
    import pandas as pd

    return pd.DataFrame(_number("tables", number))
