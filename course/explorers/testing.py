"""The tests explorer: nuclear tests by year in two tallies, with treaties and declared pauses."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as widgets
import pandas as pd

from course.codebook import label
from course.explorers.frame import Explorer, labelled
from course.explorers.pages import listed
from course.explorers.parts import Chart, Curtain
from course.figures.testing import SIGNS_IN_WORDS, Years, tally_figure, tally_sentence
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
        self.series = self._choice("Tally", "series", [(SIDE_BY_SIDE, ""), *names])
        self.numbers = self._choice("Numbers", "numbers", [(one, one) for one in self._counts])
        self.form = self._choice("Drawn as", "form", [(STACKED, STACKED), (STEPS, STEPS)])
        every = [(str(year), year) for year in years]
        self.first = self._choice("From", "first", every)
        self.final = self._choice("to", "final", every)
        self.final.value = years[-1]
        self.members = {
            code: labelled(
                widgets.Checkbox(
                    value=True,
                    description=name,
                    indent=False,
                    layout={"width": "auto", "margin": "2px 16px 2px 2px"},
                ),
                f"state-{code}",
            )
            for code, name in self.names.items()
        }
        self.drawn = labelled(
            widgets.Checkbox(
                value=True,
                description="treaties and moratoria beside them",
                indent=False,
                layout={"width": "auto"},
            ),
            "drawn",
        )
        self.more = self._choice(
            "Below", "more", [(one, one) for one in (TOTALS, ACTS, CLAIMS, ERRORS)]
        )
        self.chart = Chart()
        self.signs = widgets.HTML(f"<p>{SIGNS_IN_WORDS}</p>")
        self.facts = widgets.HTML()
        self.first.observe(self._from, "value")
        self.final.observe(self._to, "value")
        for control in (self.series, self.numbers, self.form, self.drawn, *self.members.values()):
            control.observe(lambda _: self.refresh(), "value")
        self.more.observe(lambda _: self._list(), "value")
        wrap = {"flex_flow": "row wrap"}
        self.controls = widgets.VBox(
            [
                widgets.HBox([self.series, self.form], layout=wrap),
                self.numbers,
                widgets.HBox([self.first, self.final, self.drawn], layout=wrap),
                widgets.HBox(list(self.members.values()), layout=wrap),
            ]
        )
        super().__init__(
            self.curtain.button, self.controls, self.chart, self.signs, self.more, self.facts
        )
        self.add_class("owt-tests")

    def _choice(
        self, words: str, name: str, options: Sequence[tuple[str, object]]
    ) -> widgets.Dropdown:
        made = widgets.Dropdown(
            options=options, description=words, layout={"width": "max-content", "max_width": "100%"}
        )
        return labelled(made, name)

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
        rows = self.shown()
        drawn = is_open and len(rows) > 0
        self.signs.layout.display = "" if drawn and self.drawn.value else "none"
        if drawn:
            chart = tally_figure(
                rows, self.marks(), self.years, self.names, self.shown_series, self.looks,
                self.form.value == STEPS, self._errors() if self._as_published else None,
            )  # fmt: skip
            self.chart.show(chart, self.room.sentence)
        else:
            self.chart.show(None)
        self._list()

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
