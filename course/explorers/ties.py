"""What ties states to each other: their treaties of a category, day by day, as rows and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from course.codebook import label
from course.figures.lives import Gap, lives_sentence
from course.treaties.force import gaps
from course.treaties.lives import IN_FORCE
from course.treaties.register import CLOSED, Register
from course.treaties.shared import FIRST, shared_lives

EVERY = "all categories"
NAMES = {
    "BLR": "Belarus", "CHN": "China", "DEU": "Germany", "FRA": "France", "GBR": "United Kingdom",
    "IND": "India", "IRN": "Iran", "ISR": "Israel", "KAZ": "Kazakhstan", "PAK": "Pakistan",
    "PRK": "North Korea", "RUS": "Russia", "SUN": "Soviet Union", "UKR": "Ukraine",
    "USA": "United States",
}  # fmt: skip
"""Names of some states beside their codes; the others go by their codes alone."""
_THE = {"GBR": "the United Kingdom", "SUN": "the Soviet Union", "USA": "the United States"}
_OUTSIDE = ("no text yet", "not a party", "not listed", "state ended")


@dataclass(frozen=True, eq=False)
class Ties:
    """The treaties of a category that all of the states have to do with.

    `names` gives the short name of each treaty, `lives` its stretches of status between the states
    (treaty, from, until, status), `gaps` the stretches without any in force, `window` the days
    worth showing.
    """

    states: tuple[str, ...]
    kind: str
    names: Mapping[str, str]
    lives: pd.DataFrame
    gaps: tuple[Gap, ...]
    window: tuple[date, date]

    def _now(self, day: date) -> pd.DataFrame:
        """The stretch that each treaty is in on a day."""
        at = pd.Timestamp(day)
        now = self.lives[(self.lives["from"] <= at) & ~(self.lives["until"] <= at)]
        return now.set_index("treaty").reindex(list(self.names))

    def on(self, day: date) -> pd.Series[str]:
        """The status of each treaty on a day."""
        return self._now(day)["status"]

    def table(self, day: date, second: date | None = None) -> pd.DataFrame:
        """The treaties, each with its status on the day, since when, and on the second day."""
        now = self._now(day)
        since = now["from"].dt.strftime("%Y-%m-%d").where(~now["status"].isin(_OUTSIDE), "")
        cells = zip(self.names.values(), now["status"], since, strict=True)
        frame = pd.DataFrame(list(cells), columns=["treaty", f"on {day}", "since"])
        return frame.assign(**{f"second day {second}": self.on(second).to_numpy()}
                            if second else {})  # fmt: skip

    def sentence(self, day: date, second: date | None = None) -> str:
        """What is in force, what changed between two days, and where the gaps are."""
        whose = " and ".join(_THE.get(one, NAMES.get(one, one)) for one in self.states)
        whose = whose[0].upper() + whose[1:]
        if not self.names:
            return f"{whose}, {self.kind}: no treaty in the tables."
        told = [f"{whose}, {self.kind}.", lives_sentence(self.lives, self.names, day)]
        if second:
            told.append(self._changes(*sorted((day, second))))
        if self.gaps:
            spans = [
                f"{first} to {last} ({(last - first).days:,} days)"
                if last < self.window[1]
                else f"since {first}"
                for first, last in self.gaps
            ]
            told.append(f"Gaps, with nothing of this kind in force: {'; '.join(spans)}.")
        if max(day, second or day) > CLOSED:
            told.append(f"The tables were closed on {CLOSED}: they know nothing of later acts.")
        return " ".join(told)

    def _changes(self, first: date, second: date) -> str:
        """What changed between two days, treaty by treaty, in words."""
        before, after = self.on(first), self.on(second)
        told = [
            f"{name}: {before[id_]}, then {after[id_]}"
            for id_, name in self.names.items()
            if before[id_] != after[id_]
        ]
        return f"From {first} to {second}: {'; '.join(told) if told else 'nothing changed'}."


def ties(states: Sequence[str], category: str, last: date, register: Register) -> Ties:
    """What ties the states to each other until the day `last`, in one category or in EVERY one."""
    rows = register.treaties
    if category != EVERY:
        rows = rows[rows["category"] == category]
    found = shared_lives(states, last, register)
    living = found[~found["status"].isin(_OUTSIDE)]
    kept = rows["id"].isin(living["treaty"])
    names = dict(zip(rows["id"][kept], rows["short_name"][kept], strict=True))
    lives = found[found["treaty"].isin(list(names))]
    first = date(max(FIRST.year, living["from"].min().year - 1), 1, 1) if names else FIRST
    kind = EVERY if category == EVERY else label("treaty_category", category)
    empty = () if category == EVERY else _gaps(lives, category, states, last, register)
    return Ties(tuple(states), kind, names, lives, empty, (first, last))


def _gaps(
    lives: pd.DataFrame, category: str, states: Sequence[str], last: date, register: Register
) -> tuple[Gap, ...]:
    """The stretches without a treaty in force, once one was; an open one ends with `last`."""
    held = lives[lives["status"].isin(IN_FORCE)]
    if held.empty:
        return ()
    found = gaps(category, states, held["from"].min(), CLOSED, register)
    return tuple(
        (start.date(), end.date() if end.date() < CLOSED else last)
        for start, end in zip(found["from"], found["until"], strict=True)
    )
