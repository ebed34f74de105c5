"""The register: three frames of treaties, acts and parties, and how to name what is in them.

treaties has id, short_name, aliases, scope, binding, category, limits_arsenals and negotiated_by;
events has id, treaty, date, actor, type, detail, claimed_by and disputed_by; parties has treaty,
state, from, until, act_in, act_out and status_note. Their codes are explained in the codebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, cached_property

import numpy as np
import pandas as pd

from course.library import table

CODE = r"[A-Z]{3}"
"""The code of a state, as ISO 3166 has it, or SUN, CSK, DDR."""


CLOSED = date(2026, 11, 23)
"""The day on which the course's tables were closed: of later acts they know nothing."""


class NotInTheRegister(ValueError):
    """A treaty, a state or a day that cannot be looked up; the message says what to write."""


@dataclass(frozen=True, eq=False)
class Register:
    """The three frames that every answer about treaties is worked out from."""

    treaties: pd.DataFrame
    events: pd.DataFrame
    parties: pd.DataFrame

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The codes of all states that are named anywhere, in the order of the alphabet."""
        cells = [self.parties["state"], self.events["actor"], self.treaties["negotiated_by"]]
        codes = pd.concat(cells).str.split(";").explode().drop_duplicates()
        return tuple(sorted(codes[codes.str.fullmatch(CODE)]))

    @cached_property
    def names(self) -> dict[str, str]:
        """The id of a treaty by each of its names, in small letters."""
        found: dict[str, str] = {}
        rows = self.treaties
        for id_, short, aliases in zip(
            rows["id"], rows["short_name"], rows["aliases"], strict=True
        ):
            others = [re.sub(r"^[a-z]{2}: ", "", alias) for alias in aliases.split(";")]
            for name in (*others, short, id_):
                found[name.casefold()] = id_
        return found

    def treaty(self, name: str) -> str:
        """The id of the treaty that goes by this id, short name or alias."""
        id_ = self.names.get(str(name).strip().casefold())
        if id_ is None:
            near = get_close_matches(str(name).casefold(), self.names, n=3, cutoff=0.5)
            raise NotInTheRegister(
                f"There is no treaty {name!r} in the table. {_near([self.names[n] for n in near])}"
                'The ids are in the column "id" of table("treaties").'
            )
        return id_

    def state(self, code: str) -> str:
        """The code of a state that the tables know."""
        wanted = str(code).strip().upper()
        if wanted not in self.states:
            near = [one for one in self.states if one[:2] == wanted[:2]][:3]
            raise NotInTheRegister(
                f"The tables know no state {code!r}. {_near(near)}Write a code of three letters as "
                'in the column "state" of table("treaty_parties"): "RUS", "USA", or "SUN" for the '
                "Soviet Union."
            )
        return wanted

    def category(self, name: str) -> str:
        """A category that the table of treaties has."""
        known = sorted(self.treaties["category"].unique())
        if name not in known:
            near = get_close_matches(str(name), known, n=3, cutoff=0.5)
            raise NotInTheRegister(
                f"There is no category {name!r}. {_near(near)}"
                f"The categories are: {', '.join(known)}."
            )
        return name


def _near(names: Iterable[str]) -> str:
    unique = list(dict.fromkeys(names))
    return f"Did you mean {' or '.join(repr(name) for name in unique)}? " if unique else ""


@cache
def ours() -> Register:
    """The register of the course's own tables."""
    return Register(table("treaties"), table("treaty_events"), table("treaty_parties"))


def days(cells: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """The first day that each cell may mean; NaT where it holds a word instead of a date.

    A year or a month stands for its first day: 2003 is 2003-01-01, 2020-03 is 2020-03-01.
    """
    return pd.to_datetime((cells + "-01-01").str[:10], format="%Y-%m-%d", errors="coerce")


def day_of(day: str | date) -> pd.Timestamp:
    """The day that is meant; raises NotInTheRegister with a sentence that says how to write it."""
    if isinstance(day, date | np.datetime64):
        return pd.Timestamp(day).normalize()
    if re.fullmatch(r"\s*\d{4}-\d{2}-\d{2}\s*", str(day), re.ASCII):
        try:
            return pd.Timestamp(date.fromisoformat(str(day).strip()))
        except ValueError:
            raise NotInTheRegister(
                f"There is no day {str(day).strip()} in the calendar. Look at month and day again."
            ) from None
    raise NotInTheRegister(
        f"{day!r} is not a day. Write year, month and day with two hyphens, for example 2024-06-21."
    )


def days_between(first: str | date, last: str | date, register: Register | None = None) -> int:
    """How many days after the first the last comes; negative if it comes before.

    Each is a day, or the id of an event of which the very day is known.
    """
    dates = dict((register or ours()).events[["id", "date"]].to_numpy())

    def day(one: str | date) -> pd.Timestamp:
        if one not in dates:
            if isinstance(one, str) and re.search("[a-z]-", one):
                near = get_close_matches(one, dates, n=3, cutoff=0.6)
                raise NotInTheRegister(
                    f"There is no event {one!r}. {_near(near)}"
                    'The ids are in the column "id" of table("treaty_events").'
                )
            return day_of(one)
        if len(dates[one]) < len("2024-06-21"):
            raise NotInTheRegister(
                f"Of the event {one} only {dates[one]} is known, so days cannot be counted. "
                "Give a first and a last possible day instead, and count twice."
            )
        return day_of(dates[one])

    return (day(last) - day(first)).days
