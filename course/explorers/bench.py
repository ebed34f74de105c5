"""The repair bench: mark a passage, say how sure you are that it is corrupt, mend it."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import pandas as pd

from course.explorers.chart import Chart
from course.explorers.frame import Explorer, detail, labelled
from course.explorers.gold import Gold, gold_of
from course.explorers.marklist import MarkList, repair_words
from course.explorers.pages import compared, listed
from course.explorers.parts import Curtain, buttons
from course.explorers.picker import SpanPicker
from course.figures.calibration import calibration_figure, calibration_words
from course.library import load_article, table
from course.repairs import as_patches, brier, calibration

if TYPE_CHECKING:
    from collections.abc import Callable

    from course.records import Document, Span

MINE, COURSE = "my repairs", "the course’s repairs"
_LATER = ("c2", "layer", "not_confirmed")
"""What exercises of lesson 08 ask for: it opens with the last of them."""
_NOT_SHOWN = ("not_beside",)
"""A note for makers of exercises; it names passages that the closed book cannot know of."""
_NONE = ("none yet", -1)


class _Marking(SpanPicker):
    """The span picker, which tells the bench what was marked."""

    def __init__(self, document: Document, tell: Callable[[Span], None]) -> None:
        self._tell = tell
        super().__init__(document)

    def pick(self, start: int, end: int) -> Span:
        found = super().pick(start, end)
        self._tell(found)
        return found


class RepairBench(Explorer):
    """The student's marks in a text: passages, probabilities, smallest repairs.

    What the course says of the passages stays closed: the score until one exercise was tried, the
    list of passages and the course's repairs until another was, or until the student asks.
    """

    title = "Repair bench"

    def __init__(self, document: Document, gold: Gold, folder: Path) -> None:
        self.document, self.gold, self.list = document, gold, MarkList(document, folder)
        self._says = "Mark a passage that you doubt, or one that you want to clear."
        self.picker = _Marking(document, self._marked)
        self.probability = labelled(
            widgets.BoundedIntText(50, min=0, max=100, step=5, description="Corrupt, in %"),
            "probability",
        )
        self.repair = labelled(
            widgets.Textarea(description="It should read", rows=3, layout={"width": "44em"}),
            "repair",
        )
        self.mine = labelled(widgets.Dropdown(options=[_NONE], description="My marks"), "mine")
        self.whose = labelled(widgets.Dropdown(options=[MINE], description="Repairs"), "whose")
        self.every = labelled(
            widgets.Checkbox(description="Show every paragraph", indent=False), "every"
        )
        self.passage = labelled(widgets.Dropdown(options=[""], description="Passage"), "passage")
        for control in (self.whose, self.every, self.passage):
            control.observe(lambda _: self.refresh(), "value")
        self.table, self.texts, self.fit, self.facts = (widgets.HTML() for _ in range(4))
        self.chart = Chart()
        self.score = Curtain("my score", "score", "07.8", self.refresh)
        self.course = Curtain("the course’s list", "list", "07.9", self.refresh)
        self.origin = Curtain("where the faults arose", "origin", "08.8", self.refresh)
        self.curtains = [self.score, self.course]
        if set(_LATER) <= set(gold.passages.columns):
            self.curtains.append(self.origin)
        steps = buttons(
            ("find", "Show in the text", self.find),
            ("remove", "Remove", self.remove),
            ("save", "Save my repairs", self.save),
            ("load", "Load my repairs", self.load),
        )
        super().__init__(
            self.picker.box,
            widgets.HBox([self.picker.start, self.picker.end, self.probability]),
            self.repair,
            widgets.HBox(buttons(("add", "Put on my list", self.add))),
            self.table,
            widgets.HBox([self.mine, *steps], layout={"flex_flow": "row wrap"}),
            widgets.HBox([self.whose, self.every]),
            self.texts,
            widgets.HBox([one.button for one in self.curtains]),
            self.fit,
            self.chart,
            self.passage,
            self.facts,
        )

    def _marked(self, found: Span) -> None:
        # A repair begins with the printed words: who changes little, repairs little.
        self.repair.value = found.exact
        self._tell(f"[{found.start}, {found.end}) is in the boxes.")

    def add(self) -> None:
        """Put the marked passage, with its probability and repair, on the list."""
        found = self.picker.span
        done = self.list.add(found, self.probability.value / 100, self.repair.value)
        spans = [(mark.start, mark.end) for mark in self.list.marks]
        here = (found.start, found.end)
        self._listed(done, spans.index(here) if here in spans else 0)

    def find(self) -> None:
        """Put the chosen mark back into the boxes, to look at it or to change it."""
        if self.mine.value >= 0:
            mark = self.list.marks[self.mine.value]
            self.picker.pick(mark.start, mark.end)
            self.repair.value, self.probability.value = mark.new, round(mark.probability * 100)

    def remove(self) -> None:
        """Take the chosen mark off the list."""
        if self.mine.value >= 0:
            self._listed(self.list.remove(self.mine.value))

    def save(self) -> None:
        """Write the list to the student's file."""
        self._tell(self.list.save())

    def load(self) -> None:
        """Read the list from the student's file."""
        self._listed(self.list.load())

    def _listed(self, words: str, chosen: int = 0) -> None:
        named = [
            (f"{place + 1}: {_short(mark.exact)}", place)
            for place, mark in enumerate(self.list.marks)
        ]
        self.mine.options = named or [_NONE]
        self.mine.value = chosen if named else -1
        self._tell(words)

    def _tell(self, words: str) -> None:
        self._says = words
        self.refresh()

    def groups(self) -> pd.DataFrame:
        """The probabilities in groups of like ones, with the share that is corrupt."""
        said = self.gold.said(self.list.marks)
        return calibration({name: self.gold.truth[name] for name in said}, said)

    def sentence(self) -> str:
        """What was done last, how many marks there are, and what is open."""
        marks, repairs = len(self.list.marks), len(self.list.patches)
        words = [self._says, f"On the list: {marks}, with a repair: {repairs}."]
        if self.score.is_open:
            words.append(self._score())
        if self.course.is_open:
            passages = self.gold.passages
            corrupt = int((passages["is_garble"] == "yes").sum())
            words.append(
                f"The course’s list: {corrupt} corrupt passages, {len(passages) - corrupt} sound."
            )
            words.append(self._passage())
        closed = [f"{one.part} ({one.opens_with})" for one in self.curtains if not one.is_open]
        if closed:
            words.append(
                "Closed until you have tried the exercise, or press its button: "
                f"{', '.join(closed)}."
            )
        return " ".join(words)

    def _passage(self) -> str:
        """The chosen passage of the course’s list: what it is taken for, and why."""
        found = self.gold.passages[self.gold.passages["id"] == self.passage.value]
        if found.empty:
            return "Choose a passage to hear of it."
        row = found.iloc[0]
        name, judged = self._judged(row["id"])
        return f"Passage {name} “{_short(row['exact'])}”: {judged}. {row['inside']}"

    def _score(self) -> str:
        said = self.gold.said(self.list.marks)
        if not said:
            return "Nothing to score yet: no mark is on a passage that the course is sure about."
        score = brier({name: self.gold.truth[name] for name in said}, said)
        return (
            f"Brier score {score:.3f} over {len(said)} passages that the course is sure about "
            f"(0 is best; 50 % everywhere gives 0.250). {calibration_words(self.groups())}"
        )

    def rows(self) -> pd.DataFrame:
        """The student's marks; once the course's list is open, with what it says of each."""
        names = ["mark", "start", "end", "words", "probability", "repair"]
        if self.course.is_open:
            names += ["passage", "the course says"]
        rows = []
        for number, mark in enumerate(self.list.marks, start=1):
            row = [number, mark.start, mark.end, mark.exact, mark.probability, repair_words(mark)]
            if self.course.is_open:
                row += self._judged(self.gold.passage_of(mark.start, mark.end))
            rows.append(row)
        return pd.DataFrame(rows, columns=names)

    def _judged(self, name: str) -> list[str]:
        judged = dict(zip(self.gold.passages["id"], self.gold.passages["is_garble"], strict=True))
        return [name, {"yes": "corrupt", "no": "sound"}.get(judged.get(name, ""), "not judged")]

    def refresh(self) -> None:
        """Bring list, texts and the open parts up to date."""
        super().refresh()
        self.table.value = listed(self.rows())
        groups = self.groups() if self.score.is_open else pd.DataFrame()
        self.fit.value = listed(groups)
        drawn = None if groups.empty else calibration_figure(groups)
        self.chart.show(drawn, "" if groups.empty else calibration_words(groups))
        self._open_list()
        ours = self.whose.value == COURSE
        patches = as_patches(self.gold.patches) if ours else self.list.patches
        left = html.escape(", ".join(self.gold.as_printed))
        note = f"<p>A partial restoration. Left as printed: {left or 'none'}.</p>" if ours else ""
        self.texts.value = note + compared(self.document, patches, self.every.value)

    def _open_list(self) -> None:
        """Show the course's list beside the student's, if it may be seen."""
        self.passage.layout.display = "" if self.course.is_open else "none"
        if self.course.is_open and len(self.whose.options) == 1:
            self.whose.options = [MINE, COURSE]
            named = zip(self.gold.passages["exact"], self.gold.passages["id"], strict=True)
            self.passage.options = [(f"{name} {_short(exact)}", name) for exact, name in named]
        found = self.gold.passages[self.gold.passages["id"] == self.passage.value]
        row: dict[str, Any] = {} if found.empty else dict(found.iloc[0].astype(object))
        hidden = _NOT_SHOWN if self.origin.is_open else (*_NOT_SHOWN, *_LATER)
        shown = {name: one for name, one in row.items() if name not in hidden}
        self.facts.value = detail(
            {name: "not rated" if pd.isna(one) else one for name, one in shown.items()}
        )


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= 40 else f"{flat[:37]}..."


def repair_bench(witnesses: bool = False, folder: Path | str = ".") -> RepairBench:
    """A bench to mark doubtful passages of the article and mend them; saves in your folder.

    With witnesses=True (from lesson 08 on) it shows the evidence from outside the text too.
    """
    evidence = table("evidence", witnesses=witnesses)
    garbles, patches = (table(name, witnesses=witnesses) for name in ("garbles", "patches"))
    return RepairBench(load_article(), gold_of(garbles, patches, evidence), Path(folder).absolute())
