"""The in-force explorer: which treaties bind on a day, and what changed between two days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import anywidget
import ipywidgets as widgets
import pandas as pd
import traitlets

from course.codebook import group
from course.explorers.frame import Explorer, labelled, script
from course.explorers.parts import Chart, Curtain, buttons
from course.figures.lives import lives_figure, lives_sentence, with_days
from course.figures.voice import drawn
from course.treaties.force import continued, gaps
from course.treaties.lives import IN_FORCE, lives
from course.treaties.register import CLOSED, NotInTheRegister, Register, day_of, ours
from course.treaties.shared import FIRST, shared_lives

ARTICLE = date(2024, 6, 21)
"""The day on which the article appeared."""
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
_EPOCH = date(1970, 1, 1)


class DaySlider(anywidget.AnyWidget):
    """A native range input for a day, counted in days since 1970-01-01."""

    _esm = script("slider.js")
    label = traitlets.Unicode("Drag the day").tag(sync=True)
    first = traitlets.Int().tag(sync=True)
    last = traitlets.Int().tag(sync=True)
    value = traitlets.Int().tag(sync=True)


class InForceExplorer(Explorer):
    """Lives of treaties for one or two states, on a day that is typed, dragged or compared."""

    title = "What is in force?"

    def __init__(
        self, register: Register, today: date, states: tuple[str, str], opens_with: str = ""
    ) -> None:
        self.register = register
        self.window = (FIRST, max(date(2026, 12, 31), today))
        self.day = ARTICLE
        self.other: date | None = None
        self._problem = ""
        self._settling = False
        self._told: tuple[str, ...] = ()
        self.curtain = Curtain("the treaties", "treaties", opens_with, self.refresh)
        self.typed = self._box("day", "Day", ARTICLE.isoformat())
        first, last, value = ((one - _EPOCH).days for one in (*self.window, ARTICLE))
        self.slider = DaySlider(first=first, last=last, value=value)
        self.days = buttons(
            ("b1", "−1 year", lambda: self._years(-1)),
            ("f1", "+1 year", lambda: self._years(1)),
            ("article", "Day of the article", lambda: self.show(ARTICLE, self.other)),
            ("today", "Today", lambda: self.show(today, self.other)),
        )
        self.second = self._box("second", "Second day", "")
        self.keep = buttons(
            ("keep", "Keep the day as the second", lambda: self.show(self.day, self.day)),
            ("single", "No second day", lambda: self.show(self.day)),
        )
        codes = [(f"{one} {NAMES.get(one, '')}".strip(), one) for one in register.states]
        self.state = self._list("state", "State", codes, states[0])
        self.with_ = self._list("with", "and", [("nobody else", ""), *codes], states[1])
        kinds = [(EVERY, EVERY), *((one["label"], one["code"]) for one in group("treaty_category"))]
        self.category = self._list("category", "Category", kinds, "strategic-limits")
        self.treaty = self._list("treaty", "Treaty", [""], "")
        self.chart = Chart()
        self.facts = widgets.HTML()
        self.typed.observe(lambda change: self._write(change["new"], self.second.value), "value")
        self.second.observe(lambda change: self._write(self.typed.value, change["new"]), "value")
        self.slider.observe(self._dragged, "value")
        for control in (self.state, self.with_, self.category):
            control.observe(lambda _: self._filter(), "value")
        self.treaty.observe(lambda _: self._tell(), "value")
        self._choose()
        wrap = {"flex_flow": "row wrap"}
        super().__init__(
            self.curtain.button,
            widgets.HBox([self.typed, *self.days], layout=wrap),
            self.slider,
            widgets.HBox([self.second, *self.keep], layout=wrap),
            widgets.HBox([self.state, self.with_, self.category], layout=wrap),
            self.chart,
            self.treaty,
            self.facts,
        )

    def _box(self, name: str, words: str, value: str) -> widgets.Text:
        box = widgets.Text(
            value=value, description=words, placeholder="year-month-day", continuous_update=False
        )
        return labelled(box, name)

    def _list(
        self, name: str, words: str, options: Sequence[object], value: str
    ) -> widgets.Dropdown:
        return labelled(
            widgets.Dropdown(
                options=options, value=value, description=words, layout={"width": "max-content"}
            ),
            name,
        )

    # --- what is asked ------------------------------------------------------------------------

    def show(self, day: str | date, second: str | date | None = None) -> None:
        """Look at a day, and at a second one to compare it with."""
        self.day, self.other = self._day(day), None if second is None else self._day(second)
        self._problem = ""
        self._settle()

    def _settle(self) -> None:
        """Write the days into the controls, which then report what is known already."""
        self._settling = True
        self.typed.value = self.day.isoformat()
        self.second.value = self.other.isoformat() if self.other else ""
        self.slider.value = (self.day - _EPOCH).days
        self._settling = False
        self.refresh()

    def _day(self, day: str | date) -> date:
        found = day_of(day).date()
        if not self.window[0] <= found <= self.window[1]:
            raise NotInTheRegister(
                f"{found} is outside the days shown here, {self.window[0]} to {self.window[1]}."
            )
        return found

    def _write(self, day: str, second: str) -> None:
        if self._settling:
            return
        try:
            self.show(day, second if second.strip() else None)
        except NotInTheRegister as problem:  # what was typed stays, so that it can be mended
            self._problem = str(problem)
            self.refresh()

    def _dragged(self, change: dict[str, int]) -> None:
        if not self._settling:
            self.show(_EPOCH + timedelta(days=change["new"]), self.other)

    def _years(self, by: int) -> None:
        moved = (pd.Timestamp(self.day) + pd.DateOffset(years=by)).date()
        self.show(min(max(moved, self.window[0]), self.window[1]), self.other)

    def _filter(self) -> None:
        self._choose()
        self.refresh()

    @property
    def states(self) -> list[str]:
        """The states that are looked at."""
        return list(dict.fromkeys(one for one in (self.state.value, self.with_.value) if one))

    def _choose(self) -> None:
        """Work out what only depends on states and category: the lives and the gaps."""
        rows = self.register.treaties
        if self.category.value != EVERY:
            rows = rows[rows["category"] == self.category.value]
        found = shared_lives(self.states, self.window[1], self.register)
        living = found[~found["status"].isin(_OUTSIDE)]
        kept = rows["id"].isin(living["treaty"])
        self.names = dict(zip(rows["id"][kept], rows["short_name"][kept], strict=True))
        self.lives = found[found["treaty"].isin(list(self.names))]
        held = self.lives[self.lives["status"].isin(IN_FORCE)]
        self.gaps: list[tuple[date, date]] = []
        if self.category.value != EVERY and not held.empty:
            empty = gaps(
                self.category.value, self.states, held["from"].min(), CLOSED, self.register
            )
            spans = zip(empty["from"], empty["until"], strict=True)
            self.gaps = [
                (first.date(), last.date() if last.date() < CLOSED else self.window[1])
                for first, last in spans
            ]
        first = date(max(FIRST.year, living["from"].min().year - 1), 1, 1) if self.names else FIRST
        window = (first, self.window[1])
        self._drawn = drawn(lives_figure(self.lives, self.names, window, self.gaps))
        chosen = self.treaty.value
        self.treaty.options = [(name, id_) for id_, name in self.names.items()] or [("", "")]
        if chosen in self.names:
            self.treaty.value = chosen

    # --- what is told -------------------------------------------------------------------------

    def on(self, day: date) -> pd.Series[str]:
        """The status of each treaty shown, on a day."""
        at = pd.Timestamp(day)
        now = self.lives[(self.lives["from"] <= at) & ~(self.lives["until"] <= at)]
        return now.set_index("treaty")["status"].reindex(list(self.names))

    def sentence(self) -> str:
        """What is in force between whom, what changed between two days, and where the gaps are."""
        if not self.curtain.is_open:
            return self.curtain.sentence()
        if self._problem:
            return self._problem
        whose = " and ".join(_THE.get(one, NAMES.get(one, one)) for one in self.states)
        whose = whose[0].upper() + whose[1:]
        if not self.names:
            return f"{whose}, {self._kind()}: no treaty in the tables."
        told = [f"{whose}, {self._kind()}.", lives_sentence(self.lives, self.names, self.day)]
        if self.other:
            told.append(self._changes(*sorted((self.day, self.other))))
        if self.gaps:
            spans = [
                f"{first} to {last} ({(last - first).days:,} days)"
                if last < self.window[1]
                else f"since {first}"
                for first, last in self.gaps
            ]
            told.append(f"Gaps, with nothing of this kind in force: {'; '.join(spans)}.")
        if max(self.day, self.other or self.day) > CLOSED:
            told.append(f"The tables were closed on {CLOSED}: they know nothing of later acts.")
        return " ".join(told)

    def _kind(self) -> str:
        return str(self.category.label)

    def _changes(self, first: date, second: date) -> str:
        """What changed between two days, treaty by treaty, in words."""
        before, after = self.on(first), self.on(second)
        told = [
            f"{name}: {before[id_]}, then {after[id_]}"
            for id_, name in self.names.items()
            if before[id_] != after[id_]
        ]
        changed = "; ".join(told) if told else "nothing changed"
        return f"From {first} to {second}: {changed}."

    def rows(self) -> pd.DataFrame:
        """The treaties shown, each with its status on the day, since when, and on the second."""
        columns = ["treaty", f"on {self.day}", "since"]
        if not self.curtain.is_open:
            return pd.DataFrame(columns=columns)
        at = pd.Timestamp(self.day)
        now = self.lives[(self.lives["from"] <= at) & ~(self.lives["until"] <= at)]
        now = now.set_index("treaty").reindex(list(self.names))
        since = now["from"].dt.strftime("%Y-%m-%d").where(~now["status"].isin(_OUTSIDE), "")
        cells = zip(self.names.values(), now["status"], since, strict=True)
        frame = pd.DataFrame(list(cells), columns=columns)
        if self.other:
            frame[f"second day {self.other}"] = self.on(self.other).to_numpy()
        return frame

    def refresh(self) -> None:
        """Draw the chart anew."""
        super().refresh()
        is_open = self.curtain.is_open
        self.treaty.disabled = not is_open
        if is_open and self.names:
            days = [self.day, *([self.other] if self.other else [])]
            self.chart.show(with_days(self._drawn, days), self.room.sentence)
        else:
            self.chart.show(None)
        self._tell()

    def _tell(self) -> None:
        """The life of the chosen treaty for each of the states, with what began each stretch."""
        asked = (self.treaty.value, *self.states) if self.curtain.is_open else ("",)
        if asked == self._told:
            return
        self._told = asked
        if not asked[0]:
            self.facts.value = ""
            return
        found = lives(self.treaty.value, register=self.register)
        heirs = continued(self.register)
        states = [one for state in self.states for one in (*heirs.get(state, ()), state)]
        found = found[found["state"].isin(states)].drop(columns="treaty")
        for column in ("from", "until"):
            found[column] = found[column].dt.strftime("%Y-%m-%d").fillna("")
        self.facts.value = found.to_html(index=False, border=0, classes="owt-row owt-lives")


def in_force_explorer(opens_with: str = "") -> InForceExplorer:
    """Which treaties are in force between two states on a day, and what changed between two days.

    The treaties stay closed until the exercise `opens_with` was tried, if one is given.
    """
    return InForceExplorer(
        ours(), datetime.now(UTC).astimezone().date(), ("RUS", "USA"), opens_with
    )
