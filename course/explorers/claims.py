"""The claim checker: was it said, is it so, by which rows, and what would change the verdict?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets
import pandas as pd

from course.claims import NOTHING_TO_CHECK, Finding, verdict_on
from course.codebook import group
from course.explorers.frame import Explorer
from course.explorers.parts import WRAP, Curtain, buttons, choice
from course.explorers.picker import SelectText
from course.explorers.reader import MarkedText
from course.explorers.verdicts import (
    ASKED,
    changes,
    found_page,
    means,
    note_page,
    said_told,
    split_page,
    verdict_page,
    verdict_told,
)
from course.explorers.words import sentence_runs
from course.library import load_article, table
from course.queries import LEVELS, Level, Query, ask, code, queries, source
from course.records import Document

PREDICT, SHOW = "predict, then reveal", "show the verdicts"


class ClaimChecker(Explorer):
    """One claim after another: its words, two verdicts, the queries that decide them.

    Whether it was said and whether it is so are checked apart. The student predicts both
    verdicts, then they are worked out from the rows that the queries find.
    """

    title = "Claim checker"

    def __init__(
        self,
        document: Document,
        segments: pd.DataFrame,
        claims: pd.DataFrame,
        asked: Sequence[Query],
        claim: str = "",
        opens_with: str = "",
    ) -> None:
        self.document, self.segments = document, segments
        self.claims = {str(row["id"]): row for row in claims.to_dict("records")}
        self.queries = asked
        self._known: dict[str, tuple[Finding, str]] = {}
        self._said: dict[Level, str] | None = None
        self.curtain = Curtain("the verdicts", "verdicts", opens_with, self.refresh)
        shown = [(f"{name} {row['sentence']}: {row['claim']}", name)
                 for name, row in self.claims.items()]  # fmt: skip
        self.claim = choice("claim", "Claim", shown)
        if claim:
            self.claim.value = claim
        self.previous, self.next, self.reveal = buttons(
            ("previous", "Previous claim", lambda: self._step(-1)),
            ("next", "Next claim", lambda: self._step(1)),
            ("reveal", "Reveal the verdicts", self._reveal),
        )
        self.pane = MarkedText(label="The sentence, with the words of the claim marked")
        self.split = widgets.HTML()
        self.mode = choice("mode", "Verdicts", [PREDICT, SHOW])
        verdicts = [(str(one["label"]), str(one["code"])) for one in group("claim_verdict")]
        self.guesses: dict[Level, widgets.Dropdown] = {
            level: choice(f"guess-{level}", ASKED[level], [("choose a verdict", ""), *verdicts])
            for level in LEVELS
        }
        self.result = widgets.HTML()
        self.query = choice("query", "Query", [("", "")])
        self.code = SelectText(label="The query as code: select it, copy it into a cell, run it")
        self.found = widgets.HTML()
        self.answer = widgets.VBox([self.result, self.query, self.code, self.found])
        self.claim.observe(lambda _: self._turn_to(), "value")
        self.mode.observe(lambda _: self.refresh(), "value")
        for guess in self.guesses.values():
            guess.observe(lambda _: self._take_back(), "value")
        self.query.observe(lambda _: self._show_query(), "value")
        super().__init__(
            self.claim,
            widgets.HBox([self.previous, self.next]),
            self.pane,
            self.split,
            self.curtain.button,
            self.mode,
            widgets.HBox(list(self.guesses.values()), layout=WRAP),
            self.reveal,
            self.answer,
        )
        self.add_class("owt-claims")
        self._turn_to()

    # --- state -------------------------------------------------------------------------------

    @property
    def row(self) -> dict[Any, Any]:
        """The claim on the page."""
        return self.claims[self.claim.value]

    @property
    def revealed(self) -> bool:
        """Whether the verdicts on this claim are on the page."""
        return self.curtain.is_open and (self.mode.value == SHOW or self._said is not None)

    def findings(self, level: Level) -> list[Finding]:
        """What the queries find on one level of the claim; each is asked once."""
        found = []
        for one in self.queries:
            if one.claim == self.claim.value and one.level == level:
                if one.id not in self._known:
                    rows = source(one)
                    self._known[one.id] = Finding(one, ask(one, rows)), code(one, rows)
                found.append(self._known[one.id][0])
        return found

    def verdict(self, level: Level) -> str:
        """The verdict on one level, from the rows."""
        return verdict_on(self.row[f"{level}_verdict"], self.findings(level))

    def _step(self, by: int) -> None:
        names = list(self.claims)
        self.claim.value = names[(names.index(self.claim.value) + by) % len(names)]

    def _turn_to(self) -> None:
        """Another claim: nothing is predicted yet."""
        for level, guess in self.guesses.items():
            nothing = self.row[level] == "none"
            guess.value, guess.disabled = NOTHING_TO_CHECK if nothing else "", nothing
        self._said = None
        self.refresh()

    def _take_back(self) -> None:
        if self._said is not None:
            self._said = None
            self.refresh()

    def _reveal(self) -> None:
        said = {level: str(guess.value) for level, guess in self.guesses.items()}
        self._said = said if all(said.values()) else None
        self.refresh()
        if self._said is None:
            self.room.sentence = f"{self.sentence()} Choose a verdict for both questions first."

    # --- readings ----------------------------------------------------------------------------

    def sentence(self) -> str:
        """The claim with its place, and as far as they may be seen the verdicts with their rows."""
        row = self.row
        start = (
            f"{row['id']}, {row['sentence']} [{row['start']}, {row['end']}) “{row['exact']}”. "
            f"The claim: {row['claim']}"
        )
        if not self.curtain.is_open:
            return f"{start} {self.curtain.sentence()}"
        if not self.revealed:
            return f"{start} Predict both verdicts, then reveal them."
        return " ".join([start, *(self._told(level) for level in LEVELS)])

    def _told(self, level: Level) -> str:
        """One verdict in words: how many queries speak for it, and how the prediction stands."""
        verdict, findings = self.verdict(level), self.findings(level)
        told = [verdict_told(ASKED[level], verdict, findings)]
        if self._said is not None:
            told.append(said_told(self._said[level], verdict, self.row["accept"].split("; ")))
        if findings:
            told.append(f"What would change it: {changes(self.row[f'{level}_verdict'], findings)}")
        return " ".join(told)

    def rows(self) -> pd.DataFrame:
        """The queries on this claim, what each found and what that means; closed until revealed."""
        columns = ["query", "asks", "table", "rows found", "means", "verdict"]
        if not self.revealed:
            return pd.DataFrame(columns=columns)
        told = [
            (one.query.id, one.query.asks, one.query.table, len(one.rows), means(one),
             self.verdict(level))
            for level in LEVELS
            for one in self.findings(level)
        ]  # fmt: skip
        return pd.DataFrame(told, columns=columns)

    def refresh(self) -> None:
        """Bring words, verdicts and queries up to date."""
        super().refresh()
        row = self.row
        marks = pd.DataFrame(
            [{"row": row["id"], "start": int(row["start"]), "end": int(row["end"]),
              "tag": row["id"], "look": 1}]
        )  # fmt: skip
        self.pane.runs = sentence_runs(self.document, self.segments, [row["sentence"]], marks)
        self.split.value = split_page(self.row)
        is_open, revealed = self.curtain.is_open, self.revealed
        predict = is_open and self.mode.value == PREDICT
        self.mode.layout.display = "" if is_open else "none"
        for part in (*self.guesses.values(), self.reveal):
            part.layout.display = "" if predict else "none"
        self.answer.layout.display = "" if revealed else "none"
        if revealed:
            self.result.value = self._page()
        else:
            self.result.value = self.found.value = self.code.text = ""
        self._list_queries(revealed)

    def _page(self) -> str:
        """Both verdicts, and the one on the claim as printed."""
        pages = [verdict_page(self.row, level, self.findings(level)) for level in LEVELS]
        return "".join([*pages, note_page(self.row)])

    def _list_queries(self, revealed: bool) -> None:
        options = [
            (f"{one.query.id}: {one.query.asks}", one.query.id)
            for level in LEVELS
            for one in (self.findings(level) if revealed else ())
        ] or [("no query", "")]
        if list(self.query.options) != options:
            self.query.options = options
        self._show_query()

    def _show_query(self) -> None:
        """The chosen query as code, and the rows that it finds."""
        shown = self.revealed and self.query.value in self._known
        for part in (self.query, self.code, self.found):
            part.layout.display = "" if shown else "none"
        if shown:
            finding, self.code.text = self._known[self.query.value]
            self.found.value = found_page(finding.rows)


def claim_checker(claim: str = "", opens_with: str = "") -> ClaimChecker:
    """The claims of the article, each with the queries that decide it.

    `claim` is the one to begin with; the verdicts stay closed until the exercise `opens_with` was
    tried, if one is given.
    """
    return ClaimChecker(
        load_article(),
        table("segments"),
        table("claims", witnesses=True),
        queries(table("claim_queries"), table("claim_filters")),
        claim,
        opens_with,
    )
