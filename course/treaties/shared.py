"""The life of each treaty between given states: one row of stretches for all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from course.treaties.force import between
from course.treaties.lives import CODES, STATUSES, status_matrix
from course.treaties.register import Register, ours

RANK = (
    "no text yet", "not listed", "not a party", "given up, never in force", "signed",
    "ratified, not in force", "ended by withdrawal", "ended by expiry", "ended by supersession",
    "ended by termination", "state ended", "not known", "disputed",
    "applied provisionally", "in effect", "in force, suspended as claimed", "in force",
)  # fmt: skip
"""The statuses from the loosest tie to the firmest: between states the loosest of theirs holds."""

_ORDER = np.array([CODES[status] for status in RANK])
_PLACE = np.argsort(_ORDER)
_GONE = RANK.index("state ended")
FIRST = date(1945, 1, 1)


def shared_lives(
    states: Sequence[str], last: date, register: Register | None = None
) -> pd.DataFrame:
    """One row per stretch between the states: treaty, from, until (NaT: beyond last), status.

    On each day from 1945 on it is the status of the one that is tied least: signed by one and
    ratified by the other is signed. A state that continues another stands in for it, as Russia does
    for the Soviet Union. Only treaties for which all of them have a row.
    """
    return _shared(tuple(sorted(set(states))), last, register or ours()).copy()


@lru_cache(maxsize=32)
def _shared(states: tuple[str, ...], last: date, register: Register) -> pd.DataFrame:
    matrix = status_matrix(FIRST, last, register)
    pairs = between(register, matrix.pairs.assign(row=range(len(matrix.pairs))), states)
    found = []
    for treaty, group in pairs.groupby("treaty", sort=False):
        places = _PLACE[matrix.codes[group["row"]]]
        roles = group["role"].to_numpy()
        ties = np.min([_one(places[roles == role]) for role in np.unique(roles)], axis=0)
        edges = np.append(0, np.flatnonzero(np.diff(ties)) + 1)
        found.append(
            pd.DataFrame(
                {
                    "treaty": treaty,
                    "from": matrix.days[edges],
                    "until": np.append(matrix.days[edges[1:]], np.datetime64("NaT")),
                    "status": [STATUSES[_ORDER[place]] for place in ties[edges]],
                }
            )
        )
    if found:
        return pd.concat(found, ignore_index=True)
    day = "datetime64[s]"
    return pd.DataFrame(columns=["treaty", "from", "until", "status"]).astype(
        {"from": day, "until": day}
    )


def _one(places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The firmest tie of a state and of those it continues; one that has ended speaks last."""
    alive = np.where(places == _GONE, -1, places).max(axis=0)
    return np.where(alive < 0, _GONE, alive)
