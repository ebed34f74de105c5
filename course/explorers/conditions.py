"""The conditions explorer: what would it take for each of them, and where does it say so?"""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import pandas as pd

from course import progress
from course.conditions.engine import (
    ACCEPTS,
    REFUSES,
    SILENT,
    Actor,
    Reading,
    actors,
    readings,
    situation,
)
from course.conditions.misreadings import explained, misreadings, of
from course.conditions.reasons import Lexicon, lexicon, reason
from course.explorers.forms import (
    actor_name,
    answer_told,
    answers_told,
    evidence_of,
    forms_table,
    forms_told,
    reading_name,
)
from course.explorers.frame import Explorer, labelled
from course.explorers.parts import buttons, choice
from course.explorers.reader import MarkedText
from course.explorers.scenario import Scenario
from course.explorers.words import sentence_runs
from course.library import load_article, table
from course.records import Document

PREDICT, SHOW = "predict, then reveal", "show the answers"


class ConditionsExplorer(Explorer):
    """The conditions of each actor: words, form, reading, and the answer in a scenario.

    The student says first what an actor would answer; then the answer is shown with its reason,
    and a wrong prediction is told which misreading would lead to it.
    """

    title = "Conditions explorer"

    def __init__(
        self,
        document: Document,
        segments: pd.DataFrame,
        conditions: pd.DataFrame,
        atoms: pd.DataFrame,
        evidence: pd.DataFrame,
        slips: pd.DataFrame,
    ) -> None:
        self.document, self.segments, self.evidence = document, segments, evidence
        self.words: Lexicon = lexicon(conditions, atoms, evidence)
        every = readings(conditions, atoms)
        self.actors = actors(every, outside=True)
        self.misreadings = misreadings(slips, atoms)
        self._asked: set[Actor] = set()
        self._said: int | None = None
        shown = [(actor_name(one, self.words), place) for place, one in enumerate(self.actors)]
        self.actor = choice("actor", "Actor", shown, "auto")
        self.readings = widgets.VBox()
        self.pane = MarkedText(label="The sentences, with the words that are evidence marked")
        self.form = widgets.HTML()
        self.scenario = Scenario(situation(atoms), self.words, self._moved)
        self.mode = choice("mode", "Answers", [PREDICT, SHOW])
        self.guess = labelled(
            widgets.RadioButtons(description="Your prediction", layout={"width": "auto"}), "guess"
        )
        self.reveal, self.show, self.reset = buttons(
            ("reveal", "Reveal the answer", self._reveal),
            ("show", "Show this actor\u2019s form anyway", self._ask),
            ("reset", "Situation of the text", self.scenario.restore),
        )
        self.result = widgets.HTML()
        self._turn_to()
        self.actor.observe(lambda _: self._changed(), "value")
        self.mode.observe(lambda _: self._moved(), "value")
        progress.on_attempt(lambda _: self._changed())
        super().__init__(
            self.actor,
            self.pane,
            self.show,
            self.form,
            self.readings,
            self.scenario,
            widgets.HBox([self.reset, self.mode]),
            self.guess,
            self.reveal,
            self.result,
        )

    # --- state -----------------------------------------------------------------------------

    @property
    def chosen(self) -> Actor:
        """The actor on the page."""
        place: int = self.actor.value
        return self.actors[place]

    @property
    def picked(self) -> tuple[Reading, ...]:
        """The readings in use for this actor, one a condition."""
        known = {one.id: one for group in self.chosen.conditions for one in group if one}
        return tuple(known[box.value] for box in self.readings.children if box.value)

    @property
    def world(self) -> dict[str, bool]:
        """The scenario: what is on the agenda, what was done beforehand, who tests."""
        return {**dict.fromkeys(self.words.atoms, False), **self.scenario.values}

    @property
    def is_open(self) -> bool:
        """Whether this actor's form and answers may be seen."""
        return self._seen(self.chosen)

    def _seen(self, actor: Actor) -> bool:
        keys = {self.words.rows[one.id]["opens_with"] for one in actor.in_use}
        return actor in self._asked or all(progress.attempted(key) for key in keys)

    def _used(self) -> list[str]:
        """The atoms that the readings in use speak of, and those that a misreading would.

        A switch that changes nothing is part of the question: the student is to say so.
        """
        tempting = [one.reading for one in of(self.chosen, self.misreadings)]
        spoken = {name for one in (*self.picked, *tempting) for name in one.names}
        return [atom for atom in self.scenario.switches if atom in spoken]

    # --- changes ---------------------------------------------------------------------------

    def _turn_to(self) -> None:
        boxes = []
        for group in self.chosen.conditions:
            mine = [one for one in group if one]
            names = [(reading_name(one), one.id) for one in mine]
            if len(mine) < len(group):
                names.append(("not this speaker\u2019s condition", ""))
            value = next((one.id for one in mine if one.in_use), "")
            name = mine[0].condition
            box = choice(f"reading-{name}", f"Reading of {name}", names, "auto", value=value)
            box.observe(lambda _: self._moved(), "value")
            boxes.append(box)
        self.readings.children = boxes
        self.scenario.show(self._used())
        options = [
            (self.words.answer(self.chosen.target, code), code)
            for code in (ACCEPTS, REFUSES, SILENT)
        ]
        self.guess.options = options
        self.guess.value = None
        self._said = None

    def _changed(self) -> None:
        self._turn_to()
        self.refresh()

    def _moved(self) -> None:
        self.scenario.show(self._used())
        self._said = None
        self.refresh()

    def _reveal(self) -> None:
        self._said = self.guess.value
        self.refresh()

    def _ask(self) -> None:
        self._asked.add(self.chosen)
        self.refresh()

    # --- readings --------------------------------------------------------------------------

    def answer(self) -> tuple[int, str]:
        """The answer of the actor on the page, as a code, with its reason."""
        return reason(self.chosen, self.picked, self.world, self.words)

    @property
    def revealed(self) -> bool:
        """Whether the answer is on the page."""
        return self.is_open and (self.mode.value == SHOW or self._said is not None)

    def sentence(self) -> str:
        """The scenario, the actor, and the answer with its reason as far as it may be seen."""
        scene = "; ".join(self.words.state(atom, self.world[atom]) for atom in self._used())
        start = (
            f"Scenario: {scene or 'nothing that this actor speaks of'}. "
            f"{actor_name(self.chosen, self.words)}:"
        )
        if not self.is_open:
            keys = sorted({self.words.rows[one.id]["opens_with"] for one in self.chosen.in_use})
            return (
                f"{start} form and answer are closed; they open when you have tried exercise "
                f"{', '.join(keys)}, or when you ask for them."
            )
        if not self.revealed:
            plain = " ".join(self.words.rows[one.id]["plain"] for one in self.picked)
            return f"{start} predict the answer, then reveal it. {plain}"
        code, why = self.answer()
        answer = self.words.answer(self.chosen.target, code)
        told = f"{start} {answer}. {why}"
        if self._said is None:
            return told
        said = self.words.answer(self.chosen.target, self._said)
        if self._said == code:
            return f"{told} You predicted: {said}. That is so."
        why = explained(self.chosen, self.misreadings, self.world, self._said)
        return f"{told} You predicted: {said}. {why}"

    def rows(self) -> pd.DataFrame:
        """The readings in use: words, what must be there, what is enough (while they are open)."""
        return forms_table(self.picked, self.words, self.is_open)

    def refresh(self) -> None:
        """Bring words, form, switches and answer up to date."""
        super().refresh()
        self.pane.runs = self._runs()
        shown = self.is_open
        self.show.layout.display = "none" if shown else ""
        self.readings.layout.display = "" if shown else "none"
        self.form.value = forms_told(self.picked, self.words) if shown else ""
        predict = self.mode.value == PREDICT
        self.guess.layout.display = "" if predict else "none"
        self.reveal.layout.display = "" if predict else "none"
        self.guess.disabled = self.reveal.disabled = not shown
        self.result.value = self._result() if self.revealed else ""

    def _runs(self) -> list[dict[str, Any]]:
        used = self.picked or self.chosen.in_use
        marks = evidence_of(used, self.words, self.evidence)
        names = list(dict.fromkeys(self.words.rows[one.id]["sentence"] for one in used))
        return sentence_runs(self.document, self.segments, names, marks)

    def _result(self) -> str:
        code, why = self.answer()
        told = answer_told(code, self.words.answer(self.chosen.target, code), why)
        if self.mode.value == PREDICT:
            return told
        return told + answers_told(self.actors, self._seen, self.world, self.words)


def conditions_explorer(witnesses: bool = False) -> ConditionsExplorer:
    """The conditions of each actor; with witnesses=True also readings from outside the text."""
    return ConditionsExplorer(
        load_article(),
        table("segments"),
        table("conditions", witnesses=witnesses),
        table("atoms"),
        table("evidence"),
        table("misreadings"),
    )
