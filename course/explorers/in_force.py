"""The in-force explorer: which treaties bind on a day, and what changed between two days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import anywidget
import ipywidgets as widgets
import pandas as pd
import traitlets

from course.codebook import group
from course.explorers.frame import Explorer, labelled, script
from course.explorers.parts import WRAP, Curtain, buttons, choice
from course.explorers.ties import EVERY, NAMES, ties
from course.figures.lives import lives_figure
from course.treaties.force import continued
from course.treaties.lives import lives
from course.treaties.register import NotInTheRegister, Register, day_of, ours
from course.treaties.shared import FIRST

ARTICLE = date(2024, 6, 21)
"""The day on which the article appeared."""
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
        self.state = choice("state", "State", codes, value=states[0])
        self.with_ = choice("with", "and", [("nobody else", ""), *codes], value=states[1])
        kinds = [(EVERY, EVERY), *((one["label"], one["code"]) for one in group("treaty_category"))]
        self.category = choice("category", "Category", kinds, value="strategic-limits")
        self.treaty = choice("treaty", "Treaty", [("", "")])
        self.chart = widgets.HTML()
        self.facts = widgets.HTML()
        self.typed.observe(lambda change: self._write(change["new"], self.second.value), "value")
        self.second.observe(lambda change: self._write(self.typed.value, change["new"]), "value")
        self.slider.observe(self._dragged, "value")
        for control in (self.state, self.with_, self.category):
            control.observe(lambda _: self._filter(), "value")
        self.treaty.observe(lambda _: self._tell(), "value")
        self._choose()
        super().__init__(
            self.curtain.button,
            widgets.HBox([self.typed, *self.days], layout=WRAP),
            self.slider,
            widgets.HBox([self.second, *self.keep], layout=WRAP),
            widgets.HBox([self.state, self.with_, self.category], layout=WRAP),
            self.chart,
            self.treaty,
            self.facts,
        )

    def _box(self, name: str, words: str, value: str) -> widgets.Text:
        box = widgets.Text(
            value=value, description=words, placeholder="year-month-day", continuous_update=False
        )
        return labelled(box, name)

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
        """Work out what only depends on states and category."""
        self.ties = ties(self.states, self.category.value, self.window[1], self.register)
        chosen = self.treaty.value
        self.treaty.options = [(name, id_) for id_, name in self.ties.names.items()] or [("", "")]
        if chosen in self.ties.names:
            self.treaty.value = chosen

    # --- what is told -------------------------------------------------------------------------

    def sentence(self) -> str:
        """What is in force between whom, what changed between two days, and where the gaps are."""
        if not self.curtain.is_open:
            return self.curtain.sentence()
        return self._problem or self.ties.sentence(self.day, self.other)

    def rows(self) -> pd.DataFrame:
        """The treaties shown, each with its status on the day, since when, and on the second."""
        if not self.curtain.is_open:
            return pd.DataFrame(columns=["treaty", f"on {self.day}", "since"])
        return self.ties.table(self.day, self.other)

    def refresh(self) -> None:
        """Draw the chart anew."""
        super().refresh()
        is_open = self.curtain.is_open
        self.treaty.disabled = not is_open
        self.chart.value = self._drawn() if is_open and self.ties.names else ""
        self._tell()

    def _drawn(self) -> str:
        days = [self.day, *([self.other] if self.other else [])]
        own = self.ties
        return lives_figure(own.lives, own.names, own.window, own.gaps, days, self.model_id or "")

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
