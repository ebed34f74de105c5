"""The timeline: the dates of a text on a calendar, and when the text can have been written."""

from __future__ import annotations

from datetime import date

import ipywidgets as widgets
import pandas as pd

from course.dating import (
    Interval,
    Month,
    bounds,
    closed_book,
    contradicted,
    day,
    month_of,
    placed,
    writing_interval,
)
from course.explorers.frame import Explorer, detail, labelled
from course.explorers.parts import WRAP, Curtain, buttons, choice
from course.figures.calendar import (
    Window,
    chosen_sentence,
    contradicted_sentence,
    interval_sentence,
    moving_sentence,
    timeline_figure,
    timeline_sentence,
)
from course.library import table

_NEAR, _ALL = "the years around the dated days", "all years"
_STEPS = (("−1 year", -12), ("−1 month", -1), ("+1 month", 1), ("+1 year", 12))


class Timeline(Explorer):
    """Every date and period of a text, and a “today” that can be moved.

    Two parts can be closed, each until its exercise was tried: the dates, and the interval in
    which the text can have been written.
    """

    title = "Timeline"

    def __init__(
        self,
        dates: pd.DataFrame,
        witnesses: bool = False,
        dates_open_with: str = "",
        interval_opens_with: str = "",
    ) -> None:
        self.witnesses = witnesses
        self.dates = dates if witnesses else closed_book(dates)
        self.anchor: Month | None = None
        self._problem = ""
        # Neither moves with “today”: worked out once.
        self._limits = bounds(self.dates, witnesses)
        self._interval = writing_interval(self.dates, witnesses)
        self._frame = placed(self.dates)
        self.dates_part = Curtain("the dates", "dates", dates_open_with, self.refresh)
        self.interval_part = Curtain(
            "the interval of writing", "interval", interval_opens_with, self.refresh
        )
        self.month = labelled(
            widgets.Text(
                description="“today” is in", placeholder="year-month", continuous_update=False
            ),
            "anchor",
        )
        self.steps = buttons(
            *(
                (f"anchor-{name}", words, lambda by=by: self._step(by))
                for name, (words, by) in zip(("b12", "b1", "f1", "f12"), _STEPS, strict=True)
            ),
            ("anchor-none", "No “today”", lambda: self._set(None)),
        )
        self.view = choice("view", "Show", [_NEAR, _ALL])
        self.row = choice("row", "Expression", [("", "")])
        self.chart = widgets.HTML()
        self.facts = widgets.HTML()
        self.month.observe(self._typed, "value")
        self.view.observe(lambda _: self.refresh(), "value")
        self.row.observe(lambda _: self._turn_to_row(), "value")
        super().__init__(
            widgets.HBox([self.dates_part.button, self.interval_part.button]),
            widgets.HBox([self.month, *self.steps], layout=WRAP),
            self.view,
            self.chart,
            self.row,
            self.facts,
        )
        self.add_class("owt-timeline")

    @property
    def interval(self) -> Interval | None:
        """The interval of writing; None while that part is closed."""
        return self._interval if self.interval_part.is_open else None

    def move(self, month: str) -> None:
        """Say in which month “today” lies, as YYYY-MM; "" takes it away."""
        self._set(month_of(month) if month.strip() else None)

    def _set(self, anchor: Month | None) -> None:
        self.anchor, self._problem = anchor, ""
        self.month.value = str(anchor) if anchor else ""
        self.refresh()

    def _typed(self, change: dict[str, str]) -> None:
        if change["new"] == (str(self.anchor) if self.anchor else ""):
            return
        try:
            self.move(change["new"])
        except ValueError as problem:  # what was typed stays, so that it can be mended
            self._problem = str(problem)
            self.refresh()

    def _step(self, by: int) -> None:
        """Move “today”; the first step begins at the first day that the text names in full."""
        if self.anchor:
            self._set(self.anchor.plus(by))
        else:
            first = self._dated_days()[0]
            self._set(Month(first.year, first.month))

    def _dated_days(self) -> list[date]:
        """The days that the absolute dates of the text name, in their order."""
        own = self.dates[self.dates["kind"] == "absolute"]
        cells = [day(cell) for cell in (*own["given_from"], *own["given_to"])]
        return sorted(one for one in cells if one) or [date(2000, 1, 1)]

    def _window(self) -> Window:
        """The days that the chart shows: whole years with a year to spare on either side."""
        days = self._dated_days()
        if self.view.value == _ALL:
            every = self._frame[["first", "last"]].to_numpy().ravel()
            days = sorted([*days, *(one for one in every if one is not None)])
        if self.anchor:
            days = sorted([*days, self.anchor.first])
        return date(days[0].year - 1, 1, 1), date(days[-1].year + 1, 12, 31)

    def _outside(self) -> pd.DataFrame | None:
        """What witnesses say of each expression; None with the closed book."""
        if not self.witnesses:
            return None
        return self.dates[["id"]].assign(
            first=self.dates["outside_from"].map(day).astype(object),
            last=self.dates["outside_to"].map(day).astype(object),
        )

    def sentence(self) -> str:
        """What the open parts show, and what the assumed “today” contradicts."""
        told = [part.sentence() for part in (self.dates_part, self.interval_part)]
        if self.dates_part.is_open:
            told[0] = timeline_sentence(self._frame)
        if self.interval_part.is_open:
            told[1] = interval_sentence(self._interval, self.witnesses)
        told.append(self._anchor_sentence())
        if self.dates_part.is_open:
            if self.anchor:
                still = placed(self.dates, None, self.interval)
                told.append(moving_sentence(still, self._frame))
            told.append(self._row_sentence())
        return " ".join(part for part in told if part)

    def _row_sentence(self) -> str:
        """The chosen expression, its kind, and the days between which it lies."""
        found = self._frame[self._frame["id"] == self.row.value]
        if found.empty:
            return ""
        if not self.witnesses:
            return chosen_sentence(found.iloc[0])
        own = self.dates[self.dates["id"] == self.row.value].iloc[0]
        return chosen_sentence(found.iloc[0], (day(own["outside_from"]), day(own["outside_to"])))

    def _anchor_sentence(self) -> str:
        if self._problem:
            return self._problem
        if not self.anchor:
            return "No “today” is assumed: type a year and a month, or press a button."
        if not self.interval_part.is_open:
            return f"If “today” is in {self.anchor}, what hangs on it moves there."
        broken = contradicted(self._limits, self.anchor)
        return contradicted_sentence(broken, self.anchor, self.witnesses)

    def rows(self) -> pd.DataFrame:
        """The dates as placed now; else the bounds of the writing; else what opens the parts."""
        if self.dates_part.is_open:
            frame = self._frame
            if self.witnesses:
                extra = self.dates[["id", "outside_from", "outside_to", "outside_source"]]
                frame = frame.merge(extra, on="id", how="left")
            return frame.map(lambda cell: "" if cell is None else str(cell))
        if self.interval_part.is_open:
            return self._limits
        parts = (self.dates_part, self.interval_part)
        told = [(part.part, part.opens_with) for part in parts]
        return pd.DataFrame(told, columns=["part", "opens after exercise"])

    def refresh(self) -> None:
        """Draw the chart and the chosen row anew."""
        self._frame = placed(self.dates, self.anchor, self.interval)
        super().refresh()
        shown = self.dates_part.is_open
        self.row.disabled = self.view.disabled = not shown
        frame = self._frame if shown else self._frame.iloc[:0]
        names = [
            (f"{name} “{words}”", name)
            for name, words in zip(frame["id"], frame["exact"], strict=True)
        ] or [("", "")]
        if list(self.row.options) != names:
            self.row.options = names
        self.chart.value = self._drawn() if shown else ""
        self._tell()

    def _drawn(self) -> str:
        window = self._window()
        return timeline_figure(self._frame, window, self.anchor, self.interval, self._outside())

    def _turn_to_row(self) -> None:
        self.room.sentence = self.sentence()
        self._tell()

    def _tell(self) -> None:
        self.facts.value = detail(self._facts()) if self.dates_part.is_open else ""

    def _facts(self) -> dict[str, object]:
        """The chosen expression, field by field; its note speaks of the interval and waits."""
        frame = self._frame[self._frame["id"] == self.row.value]
        facts: dict[str, object] = {name: one or "" for name, one in frame.iloc[0].items()}
        own = self.dates[self.dates["id"] == self.row.value].iloc[0]
        if self.interval_part.is_open:
            facts["note"] = own["note"]
        if self.witnesses:
            facts["witnesses"] = (
                f"{own['outside_from']} to {own['outside_to']} ({own['outside_source']}): "
                f"{own['outside_note']}"
            )
        return facts


def timeline(
    witnesses: bool = False, dates_open_with: str = "06.9", interval_opens_with: str = "06.3"
) -> Timeline:
    """The timeline of the article; `witnesses=True` (from lesson 08 on) adds what others say.

    The dates and the interval of writing open with an exercise; with witnesses all is open.
    """
    dates = table("dates", witnesses=witnesses)
    if witnesses:
        return Timeline(dates, witnesses=True)
    return Timeline(dates, dates_open_with=dates_open_with, interval_opens_with=interval_opens_with)
