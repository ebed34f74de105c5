"""Which treaties are in force on a day between given states, and when none was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from course.treaties.facts import NOBODY
from course.treaties.lives import CODES, IN_FORCE, Stretches, status_matrix, stretches
from course.treaties.register import NotInTheRegister, Register, day_of, days, ours

SUSPENDED = CODES["in force, suspended as claimed"]
COLUMNS = [
    "treaty", "short_name", "category", "scope", "limits_arsenals", "since", "suspended_by",
    "remark",
]  # fmt: skip


def in_force(
    day: str | date,
    category: str | Sequence[str] | None = None,
    states: Sequence[str] | None = None,
    limits_arsenals: bool | None = None,
    political: bool = False,
    register: Register | None = None,
) -> pd.DataFrame:
    """The treaties that bind in law on a day, one row each, for all of the states at once.

    A suspended treaty is in force: suspended_by has the codes of those who say that they suspend
    it, and remark what is claimed and who disputes it. since is the day from which it has been in
    force for all of them without a break. Without states: in force for at least one party that the
    tables list. A state counts for the one that it continues: Russia in 1973 is the Soviet Union.
    political=True adds what is in effect without binding in law; limits_arsenals=True keeps what
    limits holdings or yields, False the others.
    """
    book = register or ours()
    all_ = stretches(book)
    place = all_.on(day_of(day))
    held = np.isin(all_.code, _holding(political))
    rows = book.treaties.set_index("id", drop=False).rename_axis(None)
    wanted = rows["id"].isin(_chosen(book, category, limits_arsenals))
    pairs = all_.pairs.assign(
        since=_runs(all_, held)[place],
        suspended=all_.code[place] == SUSPENDED,
        begun=all_.start[place],
        note=all_.note[place],
    )[held[place]]
    pairs = pairs[pairs["treaty"].isin(rows["id"][wanted])]
    if states is not None:
        pairs = between(book, pairs, states)
    since = _since(book, pairs).groupby(pairs["treaty"]).agg("min" if states is None else "max")
    found = rows.loc[since.index].rename(columns={"id": "treaty"})
    found["since"] = pd.to_datetime(since, unit="D")
    suspended = pairs[pairs["suspended"]]
    found["suspended_by"] = _joined(suspended["state"], suspended["treaty"], ";", found.index)
    begun = pd.to_datetime(suspended["begun"], unit="D").dt.strftime("%Y-%m-%d")
    said = suspended["state"] + " since " + begun + ": " + suspended["note"]
    endless = book.parties.loc[book.parties["until"] == "unknown", ["treaty", "state"]]
    endless = pairs.merge(endless, on=["treaty", "state"])
    open_ = endless["state"] + ": until when is not known."
    said = pd.concat([said, open_])
    of = pd.concat([suspended["treaty"], endless["treaty"]])
    found["remark"] = _joined(said, of, " ", found.index)
    return found[COLUMNS].sort_values(["since", "treaty"]).reset_index(drop=True)


def gaps(
    category: str | Sequence[str],
    states: Sequence[str],
    first: str | date,
    last: str | date,
    register: Register | None = None,
) -> pd.DataFrame:
    """The stretches in which nothing of a category was in force between the states.

    from (the first such day), until (the first day after) and days, their difference. Only the days
    from first on and before last are looked at: a gap that is still open ends with last. Suspended
    treaties are in force, political texts are not.
    """
    book = register or ours()
    begin, end = day_of(first), day_of(last)
    if begin >= end:
        raise NotInTheRegister(
            f"The first day, {begin:%Y-%m-%d}, is not before the last, {end:%Y-%m-%d}. "
            "Change them round."
        )
    matrix = status_matrix(begin, end - pd.Timedelta(days=1), book)
    pairs = matrix.pairs.assign(row=range(len(matrix.pairs)))
    pairs = between(book, pairs[pairs["treaty"].isin(_chosen(book, category, None))], states)
    covered = np.zeros(len(matrix.days) + 2, bool)
    covered[[0, -1]] = True
    for _, group in pairs.groupby("treaty"):
        held = np.isin(matrix.codes[group["row"]], _holding(political=False))
        by_state = [
            held[(group["role"] == role).to_numpy()].any(axis=0) for role in group["role"].unique()
        ]
        covered[1:-1] |= np.all(by_state, axis=0)
    edges = np.flatnonzero(np.diff(covered.astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    found = pd.DataFrame(
        {
            "from": begin + pd.to_timedelta(starts, unit="D"),
            "until": begin + pd.to_timedelta(ends, unit="D"),
        }
    )
    return found.assign(days=ends - starts)


def _holding(political: bool) -> list[int]:
    """The codes of the statuses that count as holding."""
    return [CODES[status] for status in (*IN_FORCE, *(["in effect"] if political else []))]


def _chosen(
    book: Register, category: str | Sequence[str] | None, limits_arsenals: bool | None
) -> pd.Series[str]:
    """The ids of the treaties that are asked about."""
    rows = book.treaties
    if category is not None:
        names = [category] if isinstance(category, str) else list(category)
        rows = rows[rows["category"].isin([book.category(name) for name in names])]
    if limits_arsenals is not None:
        rows = rows[rows["limits_arsenals"] == ("yes" if limits_arsenals else "no")]
    return rows["id"]


def between(book: Register, pairs: pd.DataFrame, states: Sequence[str]) -> pd.DataFrame:
    """The rows of these states in the treaties that have all of them; role is the state asked for.

    A state's part may be played by the one that it continues.
    """
    if isinstance(states, str):
        raise NotInTheRegister(f'Write the states as a list, for example ["{states}", "USA"].')
    roles = {book.state(state) for state in states}
    if not roles:
        raise NotInTheRegister('Name at least one state, for example ["RUS", "USA"].')
    cast = [(role, one) for role in sorted(roles) for one in (role, *continued(book).get(role, ()))]
    mine = pairs.merge(pd.DataFrame(cast, columns=["role", "state"]), on="state")
    return mine[mine.groupby("treaty")["role"].transform("nunique") == len(roles)]


def continued(book: Register) -> dict[str, tuple[str, ...]]:
    """The states that each state continues: those whose interval ended where its own begins."""
    rows = book.parties
    ends = rows.loc[rows["act_out"] == NOBODY, ["treaty", "state", "until"]]
    begins = rows.loc[rows["act_in"] == "continuation", ["treaty", "state", "from"]]
    both = begins.merge(ends, left_on=["treaty", "from"], right_on=["treaty", "until"])
    both = both[both["state_x"] != both["state_y"]]
    return {
        str(state): tuple(group.unique()) for state, group in both.groupby("state_x")["state_y"]
    }


def _runs(all_: Stretches, held: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """For each stretch the first day of the unbroken run of holding stretches it belongs to."""
    joined = np.append(False, held[1:] & held[:-1] & (all_.pair[1:] == all_.pair[:-1]))
    return all_.start[np.maximum.accumulate(np.where(joined, 0, np.arange(len(joined))))]


def _since(book: Register, pairs: pd.DataFrame) -> pd.Series[int]:
    """The first day for each party; who continues or succeeds counts from the treaty's first."""
    rows = book.parties[book.parties["act_in"].isin(["continuation", "succession"])]
    came = pd.MultiIndex.from_frame(pairs[["treaty", "state"]]).isin(
        pd.MultiIndex.from_frame(rows[["treaty", "state"]])
    )
    first = days(book.parties["from"]).groupby(book.parties["treaty"]).min()
    number = (pairs["treaty"].map(first) - pd.Timestamp(0)).dt.days
    return pairs["since"].where(~came, number)


def _joined(
    words: pd.Series[str], treaties: pd.Series[str], between: str, index: pd.Index[str]
) -> pd.Series[str]:
    """The words of each treaty as one cell, empty where it has none."""
    return words.groupby(treaties).agg(between.join).reindex(index, fill_value="")
