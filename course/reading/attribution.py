"""Attribution chains: through how many voices a sentence has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.library import table

if TYPE_CHECKING:
    import pandas as pd


def chain(sentence: str, steps: pd.DataFrame | None = None) -> pd.DataFrame:
    """The voices of one sentence, from the printed page (step 1) to the farthest one.

    Columns: step, voice, role, exact (the words that show it), start, end. `steps` is a frame
    like the table "attributions", which is used when none is given.
    """
    frame = table("attributions") if steps is None else steps
    rows = frame[frame["sentence"] == sentence].sort_values("step")
    if rows.empty:
        known = ", ".join(sorted(frame["sentence"].unique()))
        raise KeyError(f"No attribution is recorded for {sentence!r}. There are: {known}.")
    return rows[["step", "voice", "role", "exact", "start", "end"]].reset_index(drop=True)


def layers(voices: pd.DataFrame) -> int:
    """The number of people who report between the farthest voice and the reader."""
    return len(voices) - 1
