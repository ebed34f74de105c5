"""The coder's second part: your labels beside those of another coder, in numbers and a chart."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence

import ipywidgets as widgets
import pandas as pd

from course.agreement import NothingToCompare, alpha, confusion, kappa, percent_agreement
from course.explorers.chart import Chart
from course.explorers.frame import detail, labelled
from course.explorers.parts import Curtain
from course.figures.matrix import confusion_figure, confusion_sentence


class Comparison(widgets.VBox):  # type: ignore[misc]
    """One coder's labels against the others'; closed until the exercise was tried.

    `others` has one row per unit and one column per coder; `labels` gives the order of labels.
    """

    def __init__(
        self,
        others: pd.DataFrame,
        labels: Sequence[str],
        opens_with: str,
        changed: Callable[[], None],
    ) -> None:
        self.others, self.order = others, labels
        self.mine: Mapping[str, str] = {}
        self._seen: object = None
        self._told = NOTHING
        self.curtain = Curtain("the comparison", "comparison", opens_with, changed)
        shown = [(f"coder {name} (invented for teaching)", name) for name in others.columns]
        self.other = labelled(
            widgets.Dropdown(
                options=shown, description="Compare with", layout={"width": "max-content"}
            ),
            "other",
        )
        self.other.observe(lambda _: changed(), "value")
        self.numbers = widgets.HTML()
        self.chart = Chart()
        super().__init__([self.curtain.button, self.other, self.numbers, self.chart])

    @property
    def is_open(self) -> bool:
        """Whether the other coders' labels may be seen."""
        return self.curtain.is_open

    def _pairs(self) -> pd.DataFrame:
        """Your labels beside the other coders', one row per unit."""
        mine = pd.Series(self.mine, name="you", dtype=object).reindex(self.others.index)
        return pd.concat([mine, self.others], axis=1)

    def matrix(self) -> pd.DataFrame:
        """The confusion matrix of your labels and the chosen coder's."""
        pairs = self._pairs()
        other = pairs[self.other.value].rename(f"coder {self.other.value}")
        return confusion(pairs["you"], other, self.order)

    def figures(self) -> dict[str, float]:
        """Agreement, kappa and alpha with the chosen coder, and alpha with all of them."""
        pairs, name = self._pairs(), self.other.value
        every = " and ".join(f"coder {one}" for one in self.others.columns)
        return {
            "agreement": percent_agreement(pairs["you"], pairs[name]),
            "kappa": kappa(pairs["you"], pairs[name]),
            "alpha": alpha(pairs[["you", name]]),
            f"alpha of you with {every}": alpha(pairs),
        }

    def sentence(self) -> str:
        """What the comparison says, or how it is opened."""
        return self._told if self.is_open else self.curtain.sentence()

    def column(self) -> pd.Series:
        """The chosen coder's labels, named as invented."""
        name = str(self.other.value)
        return pd.Series(self.others[name].fillna(""), name=f"coder {name} (invented)")

    def update(self, mine: Mapping[str, str]) -> None:
        """Compare with your labels, by unit; nothing is drawn anew unless something changed."""
        seen = (dict(mine), self.other.value, self.is_open)
        if seen == self._seen:
            return
        self.mine, self._seen = seen[0], seen
        self.other.disabled = not self.is_open
        self.other.layout.display = "" if self.is_open else "none"
        self._told, self.numbers.value = NOTHING, ""
        try:
            numbers = self.figures() if self.is_open else {}
        except NothingToCompare:
            numbers = {}
        if not numbers:
            self.chart.show(None)
            return
        matrix = self.matrix()
        shown = {name: three(one) for name, one in numbers.items()}
        listed = ", ".join(f"{name} {one}" for name, one in shown.items())
        self._told = f"{confusion_sentence(matrix)} In numbers: {listed}."
        self.numbers.value = f"{detail(shown)}<p>{html.escape(NOTE)}</p>"
        self.chart.show(confusion_figure(matrix), self._told)


NOTHING = "Label a sentence that the other coder labelled, and it is compared."
NOTE = (
    "The other coders are invented for teaching: their labels can be argued for, and so can yours."
)


def three(value: float) -> str:
    """A coefficient with three decimals, or the words for one that is not defined."""
    return "not defined (only one label is used)" if pd.isna(value) else f"{value:.3f}"
