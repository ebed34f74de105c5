"""The tests explorer: nuclear tests by year in two tallies, with treaties and declared pauses."""

from __future__ import annotations

import ipywidgets as widgets
import pandas as pd

from course.codebook import label
from course.explorers.frame import Explorer
from course.explorers.pages import listed
from course.explorers.parts import WRAP, Curtain, choice, tick
from course.figures.testing import Years, tally_figure, tally_sentence
from course.library import table
from course.tallies import IN_FORCE, beside, counted, published_errors, summed

SIDE_BY_SIDE = "both, side by side"
CORRECTED, PUBLISHED = "with the known error corrected", "as published, error and all"
STACKED, STEPS = "bars, one state on another", "steps, one line a state"
TOTALS, ACTS, CLAIMS, ERRORS = (
    "first and last declared tests, and totals",
    "treaties and moratoria",
    "what is alleged and what is answered",
    "an error in a published table",
)


class TestsExplorer(Explorer):
    """Tests by year and state as each tally counts them; the tallies are never added up.

    `opens_with` is the exercise that opens the explorer.
    """

    __test__ = False  # its name begins as that of a test class does
    title = "Nuclear tests"

    def __init__(
        self,
        tests: pd.DataFrame,
        totals: pd.DataFrame,
        events: pd.DataFrame,
        treaties: pd.DataFrame,
        opens_with: str = "",
    ) -> None:
        self.tests, self.totals = tests, totals
        self._counts = {
            CORRECTED: counted(tests),
            PUBLISHED: counted(tests, as_published=True),
        }
        self.beside = beside(events, treaties)
        texts = set(treaties[treaties["category"] == "test-ban"]["id"])
        claims = events["type"].isin(["compliance-finding", "compliance-reply"])
        self.claims = events[claims & events["treaty"].isin(texts)]
        counts = self._counts[CORRECTED]
        states = set(counts["state"])
        self.names = {
            code: name
            for code, name in zip(totals["state"], totals["name"], strict=True)
            if code in states
        }
        self.last = dict(zip(totals["state"], totals["last_declared_test"], strict=True))
        self.series_names = {one: label("test_series", one) for one in counts["series"].unique()}
        self.looks = list(dict.fromkeys(counts[counts["tests"] > 0]["state"]))
        last = max(int(counts["year"].max()), *(day.year for day in self.beside["day"]))
        years = range(int(counts["year"].min()), last + 1)
        self.curtain = Curtain("the tests", "tests", opens_with, self.refresh)
        names = [(words, one) for one, words in self.series_names.items()]
        self.series = choice("series", "Tally", [(SIDE_BY_SIDE, ""), *names])
        self.numbers = choice("numbers", "Numbers", list(self._counts))
        self.form = choice("form", "Drawn as", [STACKED, STEPS])
        every = [(str(year), year) for year in years]
        self.first = choice("first", "From", every)
        self.final = choice("final", "to", every, value=years[-1])
        self.members = {
            code: tick(f"state-{code}", name, True, margin="2px 16px 2px 2px")
            for code, name in self.names.items()
        }
        self.drawn = tick("drawn", "treaties and moratoria beside them", True)
        self.more = choice("more", "Below", [TOTALS, ACTS, CLAIMS, ERRORS])
        self.chart = widgets.HTML()
        self.facts = widgets.HTML()
        self.first.observe(self._from, "value")
        self.final.observe(self._to, "value")
        for control in (self.series, self.numbers, self.form, self.drawn, *self.members.values()):
            control.observe(lambda _: self.refresh(), "value")
        self.more.observe(lambda _: self._list(), "value")
        self.controls = widgets.VBox(
            [
                widgets.HBox([self.series, self.form], layout=WRAP),
                self.numbers,
                widgets.HBox([self.first, self.final, self.drawn], layout=WRAP),
                widgets.HBox(list(self.members.values()), layout=WRAP),
            ]
        )
        super().__init__(self.curtain.button, self.controls, self.chart, self.more, self.facts)
        self.add_class("owt-tests")

    def _from(self, _change: object) -> None:
        """The years stay in their order: the other end follows."""
        if self.final.value < self.first.value:
            self.final.value = self.first.value
        else:
            self.refresh()

    def _to(self, _change: object) -> None:
        if self.first.value > self.final.value:
            self.first.value = self.final.value
        else:
            self.refresh()

    # --- what is on the page -----------------------------------------------------------------

    @property
    def years(self) -> Years:
        """The first and the last year on the page."""
        return self.first.value, self.final.value

    @property
    def states(self) -> list[str]:
        """The states on the page."""
        return [code for code, box in self.members.items() if box.value]

    @property
    def shown_series(self) -> dict[str, str]:
        """The tallies on the page, with their names."""
        wanted = self.series.value
        return {one: name for one, name in self.series_names.items() if wanted in ("", one)}

    def shown(self) -> pd.DataFrame:
        """The counts on the page."""
        rows = self._counts[self.numbers.value]
        first, last = self.years
        inside = rows["year"].between(first, last) & rows["state"].isin(self.states)
        return rows[inside & rows["series"].isin(list(self.shown_series))]

    def marks(self) -> pd.DataFrame:
        """The acts of treaties and of the chosen states in these years, and what still lasts."""
        if not self.drawn.value:
            return self.beside.iloc[:0]
        first, last = self.years
        begun = self.beside["day"].map(lambda day: day.year <= last)
        lasts = self.beside["day"].map(lambda day: day.year >= first)
        lasts |= self.beside["kind"] == IN_FORCE
        lasts |= self.beside["end"].map(lambda day: day is not None and day.year >= first)
        others = [code for code in self.names if code not in self.states]
        return self.beside[begun & lasts & ~self.beside["lane"].isin(others)]

    def sentence(self) -> str:
        """The tests of each state in each tally, the last declared ones, and the known error."""
        if not self.curtain.is_open:
            return self.curtain.sentence()
        rows = self.shown()
        if rows.empty:
            return "No tally has a row for these states and years. Choose others."
        told = tally_sentence(rows, self.names, self.shown_series, self.last)
        errors = self._errors()
        if self._as_published and len(errors):
            wrong = "; ".join(
                f"{self.names[row['state']]} {row['year']}: {row['published_error']}"
                for row in errors.to_dict("records")
            )
            return f"{told} As published this has a known error: {wrong}."
        return told

    def _errors(self) -> pd.DataFrame:
        """The known errors among the counts on the page."""
        found = published_errors(self.tests).drop(columns="tests")
        return found.merge(self.shown(), on=["series", "year", "state"])

    @property
    def _as_published(self) -> bool:
        return bool(self.numbers.value == PUBLISHED)

    def rows(self) -> pd.DataFrame:
        """The chosen states, their tests in each tally, and their last declared tests."""
        if not self.curtain.is_open or not self.states:
            return pd.DataFrame(columns=["state", "tests", "last declared test"])
        return summed(self.shown(), self.totals, self.states)

    def below(self) -> pd.DataFrame:
        """The list that is chosen for the place below the chart."""
        if self.more.value == ERRORS:
            wanted = ["year", "state", "series", "as_published", "tests", "published_error", "note"]
            return published_errors(self.tests)[wanted]
        if self.more.value == CLAIMS:
            return self.claims[["date", "actor", "type", "detail", "claimed_by", "disputed_by"]]
        if self.more.value == ACTS:
            acts = self.marks()[["day", "lane", "kind", "detail"]]
            return acts.assign(lane=acts["lane"].map(lambda one: self.names.get(one, one)))
        own = self.totals[self.totals["state"].isin([*self.states, "world"])]
        wanted = [
            "name",
            "first_test",
            "last_declared_test",
            "total",
            "rival_totals",
            "what_counts",
        ]
        return own[wanted]

    def refresh(self) -> None:
        """Draw the chart and the list below it anew."""
        super().refresh()
        is_open = self.curtain.is_open
        for part in (self.controls, self.more):
            part.layout.display = "" if is_open else "none"
        self.chart.value = self._drawn() if is_open else ""
        self._list()

    def _drawn(self) -> str:
        rows = self.shown()
        if rows.empty:
            return ""
        return tally_figure(
            rows, self.marks(), self.years, self.names, self.shown_series, self.looks,
            self.form.value == STEPS, self._errors() if self._as_published else None,
            self.model_id or "",
        )  # fmt: skip

    def _list(self) -> None:
        self.facts.value = listed(self.below()) if self.curtain.is_open else ""


def tests_explorer(opens_with: str = "") -> TestsExplorer:
    """Nuclear tests by year and state in two tallies, with treaties and declared pauses.

    Closed until the exercise `opens_with` was tried, if one is given.
    """
    return TestsExplorer(
        table("nuclear_tests"),
        table("nuclear_test_totals"),
        table("treaty_events"),
        table("treaties"),
        opens_with,
    )
