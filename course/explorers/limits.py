"""The limits explorer: declared numbers against limits, and the numbers of other treaties."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as widgets
import pandas as pd

from course.explorers.frame import Explorer, detail
from course.explorers.pages import listed
from course.explorers.parts import WRAP, Curtain, choice, tick
from course.figures.limits import limits_figure, limits_sentence
from course.library import package, table
from course.limits import BOUND, NONE, OPEN, declared, limits_of

DECLARED, LIMITS = "declared numbers", "the numbers of a treaty"
BOTH = "both sides"


class LimitsExplorer(Explorer):
    """Declared numbers on a time line with the limit that later bound; and limits as a table.

    `aggregates` gives for each column of `exchange` the limit it is held against; `names` how each
    state is called. `treaty` opens the explorer with the numbers of that treaty.
    """

    title = "Limits explorer"

    def __init__(
        self,
        exchange: pd.DataFrame,
        limits: pd.DataFrame,
        treaties: pd.DataFrame,
        aggregates: Mapping[str, str],
        names: Mapping[str, str],
        aggregate: str = "",
        treaty: str = "",
        opens_with: str = "",
    ) -> None:
        self.exchange, self.limits, self.names = exchange, limits, names
        self.declared = declared(exchange, limits, aggregates)
        self.what = {
            column: str(limits[limits["id"] == name]["what"].iloc[0])
            for column, name in aggregates.items()
        }
        short = dict(zip(treaties["id"], treaties["short_name"], strict=True))
        self.short = {name: short.get(name, name) for name in dict.fromkeys(limits["treaty"])}
        self.curtain = Curtain("the numbers", "numbers", opens_with, self.refresh)
        self.view = choice("view", "Show", [DECLARED, LIMITS])
        self.aggregate = choice(
            "aggregate", "Number", [(words, column) for column, words in self.what.items()]
        )
        sides = [(names[state], state) for state in dict.fromkeys(self.declared["state"])]
        self.sides = choice("sides", "Sides", [(BOTH, ""), *sides])
        self.bound = tick("bound", "only dates on which the limit bound")
        self.row = choice("row", "One row", [("", -1)])
        self.treaty = choice(
            "treaty", "Treaty", [(words, name) for name, words in self.short.items()]
        )
        if aggregate:
            self.aggregate.value = aggregate
        if treaty:
            self.view.value, self.treaty.value = LIMITS, treaty
        self.chart = widgets.HTML()
        self.facts = widgets.HTML()
        for control in (self.view, self.aggregate, self.sides, self.bound, self.treaty):
            control.observe(lambda _: self.refresh(), "value")
        self.row.observe(lambda _: self._show_row(), "value")
        super().__init__(
            self.curtain.button,
            self.view,
            self.treaty,
            self.aggregate,
            widgets.HBox([self.sides, self.bound], layout=WRAP),
            self.chart,
            self.row,
            self.facts,
        )
        self.add_class("owt-limits")

    def shown(self) -> pd.DataFrame:
        """The declared numbers on the page."""
        rows: pd.DataFrame = self.declared[self.declared["aggregate"] == self.aggregate.value]
        if self.sides.value:
            rows = rows[rows["state"] == self.sides.value]
        if self.bound.value:
            rows = rows[rows["bound"] == BOUND]
        return rows

    def sentence(self) -> str:
        """Who was above the limit on which dates, and whether it bound; or what a treaty limits."""
        if not self.curtain.is_open:
            return self.curtain.sentence()
        if self.view.value == LIMITS:
            return self._limits_sentence()
        rows = self.shown()
        if rows.empty:
            return "No declared number of this side is of a date on which the limit bound."
        return limits_sentence(rows, self.what[self.aggregate.value], self.names)

    def _limits_sentence(self) -> str:
        own = limits_of(self.limits, self.treaty.value)
        spans = [
            "never bound"
            if first == "never"
            else "an outcome, not a limit"
            if first == NONE
            else f"from {first}, {'still binding' if last == OPEN else f'until {last}'}"
            for first, last in zip(own["binds from"], own["binds until"], strict=True)
        ]
        told = "; ".join(f"{span} ({spans.count(span)})" for span in dict.fromkeys(spans))
        law = {
            ("yes",): "They stood in a text that was in force in law.",
            ("no",): "They never became law.",
        }
        found = law.get(tuple(sorted(set(own["ever law?"]))), "Not all of them became law.")
        many = "1 row" if len(own) == 1 else f"{len(own)} rows"
        return f"{self.short[self.treaty.value]}, {many}: {told}. {found}"

    def rows(self) -> pd.DataFrame:
        """The declared numbers, one row a date; or the numbers of the chosen treaty."""
        if not self.curtain.is_open:
            return pd.DataFrame(columns=["date", "number", "limit"])
        if self.view.value == LIMITS:
            return limits_of(self.limits, self.treaty.value)
        rows = self.shown().copy()
        rows["told"] = [
            f"{number:,}, above" if above else f"{number:,}"
            for number, above in zip(rows["number"], rows["above"], strict=True)
        ]
        wide = rows.pivot(index=["date", "limit", "bound"], columns="state", values="told")
        wide = (
            wide.rename(columns={**self.names, "bound": "did it bind?"})
            .fillna("not published")
            .reset_index()
        )
        return wide.rename_axis(columns=None)

    def refresh(self) -> None:
        """Draw the chart, or the table of limits, anew."""
        super().refresh()
        is_open, of_treaty = self.curtain.is_open, self.view.value == LIMITS
        numbers = (self.aggregate, self.sides, self.bound, self.row)
        for control in (self.view, self.treaty, *numbers):
            shown = is_open and (control is self.view or (control is self.treaty) == of_treaty)
            control.layout.display = "" if shown else "none"
        rows = self.shown() if is_open and not of_treaty else self.declared.iloc[:0]
        words = self.what[self.aggregate.value]
        self.chart.value = "" if rows.empty else limits_figure(rows, words, self.names)
        options = [
            (f"{row['date']} {self.names[row['state']]}", place) for place, row in rows.iterrows()
        ] or [("", -1)]
        if list(self.row.options) != options:
            self.row.options = options
        if is_open and of_treaty:
            self.facts.value = listed(limits_of(self.limits, self.treaty.value))
        else:
            self._show_row()

    def _show_row(self) -> None:
        """The chosen row with where it comes from."""
        if self.view.value == LIMITS:
            return
        if self.row.value is None or self.row.value < 0:
            self.facts.value = ""
            return
        day, state = self.declared.loc[self.row.value, ["date", "state"]]
        own = (self.exchange["date"] == day) & (self.exchange["state"] == state)
        self.facts.value = detail(self.exchange[own].iloc[0].to_dict())


def limits_explorer(aggregate: str = "", treaty: str = "", opens_with: str = "") -> LimitsExplorer:
    """The numbers declared under New START against its limits, and the limits of other treaties.

    `aggregate` is the column of data_exchange to begin with, `treaty` the treaty whose numbers to
    begin with; closed until the exercise `opens_with` was tried, if one is given.
    """
    described = {one["name"]: one for one in package()["resources"]}["data_exchange"]
    fields = described["schema"]["fields"]
    totals = table("nuclear_test_totals")
    return LimitsExplorer(
        table("data_exchange"),
        table("limits"),
        table("treaties"),
        {one["name"]: one["limit"] for one in fields if "limit" in one},
        dict(zip(totals["state"], totals["name"], strict=True)),
        aggregate,
        treaty,
        opens_with,
    )
