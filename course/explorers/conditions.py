"""The conditions explorer: what would it take for each of them, and where does it say so?"""

from __future__ import annotations

import html
from typing import Any

import ipywidgets as widgets
import pandas as pd

from course import progress
from course.codebook import label
from course.conditions.engine import ACCEPTS, REFUSES, SILENT, Actor, Reading, actors, readings
from course.conditions.misreadings import explained, misreadings, of
from course.conditions.reasons import Lexicon, lexicon, one_world, reason
from course.explorers.forms import evidence_of, forms_table, forms_told
from course.explorers.frame import Explorer, detail, labelled
from course.explorers.reader import MarkedText
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
        self._atoms = [row for row in atoms.to_dict("records") if row["kind"] != "object"]
        self._asked: set[str] = set()
        self._said: int | None = None
        self.actor = labelled(
            widgets.Dropdown(
                options=[(self._name(one), place) for place, one in enumerate(self.actors)],
                description="Actor",
                layout={"width": "auto"},
            ),
            "actor",
        )
        self.readings = widgets.VBox()
        self.pane = MarkedText(label="The sentences, with the words that are evidence marked")
        self.form = widgets.HTML()
        self.switches = {
            str(row["atom"]): labelled(
                widgets.Checkbox(
                    value=row["default"] == "true",
                    description=self.words.state(str(row["atom"]), True),
                    indent=False,
                    layout={"width": "auto"},
                ),
                f"switch-{row['atom']}",
            )
            for row in self._atoms
        }
        self.scenario = widgets.VBox()
        self.mode = labelled(
            widgets.Dropdown(options=[PREDICT, SHOW], description="Answers"), "mode"
        )
        self.guess = labelled(
            widgets.RadioButtons(description="Your prediction", layout={"width": "auto"}), "guess"
        )
        self.reveal = labelled(widgets.Button(description="Reveal the answer"), "reveal")
        self.show = labelled(
            widgets.Button(description="Show this actor\u2019s form anyway"), "show"
        )
        self.reset = labelled(widgets.Button(description="Situation of the text"), "reset")
        self.result = widgets.HTML()
        self._turn_to()
        self.actor.observe(lambda _: self._changed(), "value")
        for switch in self.switches.values():
            switch.observe(lambda _: self._moved(), "value")
        self.mode.observe(lambda _: self._moved(), "value")
        self.reveal.on_click(lambda _: self._reveal())
        self.show.on_click(lambda _: self._ask())
        self.reset.on_click(lambda _: self._restore())
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
        values = {atom: bool(switch.value) for atom, switch in self.switches.items()}
        return {**dict.fromkeys(self.words.atoms, False), **values}

    @property
    def is_open(self) -> bool:
        """Whether this actor's form and answers may be seen."""
        return self._seen(self.chosen)

    def _seen(self, actor: Actor) -> bool:
        keys = {self.words.rows[one.id]["opens_with"] for one in actor.in_use}
        return _key(actor) in self._asked or all(progress.attempted(key) for key in keys)

    def _name(self, actor: Actor) -> str:
        return f"{label('voice', actor.holder)}: {self.words.label(actor.target)}"

    def _used(self) -> list[str]:
        """The atoms that the readings in use speak of, and those that a misreading would.

        A switch that changes nothing is part of the question: the student is to say so.
        """
        tempting = [one.reading for one in of(self.chosen, self.misreadings)]
        spoken = {
            name
            for one in (*self.picked, *tempting)
            for formula in (one.requires, one.suffices)
            if formula
            for name in formula.names
        }
        return [str(row["atom"]) for row in self._atoms if row["atom"] in spoken]

    # --- changes ---------------------------------------------------------------------------

    def _turn_to(self) -> None:
        boxes = []
        for group in self.chosen.conditions:
            mine = [one for one in group if one]
            names = [(self._reading_name(one), one.id) for one in mine]
            if len(mine) < len(group):
                names.append(("not this speaker\u2019s condition", ""))
            value = next((one.id for one in mine if one.in_use), "")
            box = labelled(
                widgets.Dropdown(
                    options=names,
                    value=value,
                    description=f"Reading of {mine[0].condition}",
                    layout={"width": "auto"},
                ),
                f"reading-{mine[0].condition}",
            )
            box.observe(lambda _: self._moved(), "value")
            boxes.append(box)
        self.readings.children = boxes
        self.scenario.children = [self.switches[atom] for atom in self._used()]
        options = [
            (self.words.answer(self.chosen.target, code), code)
            for code in (ACCEPTS, REFUSES, SILENT)
        ]
        self.guess.options = options
        self.guess.value = None
        self._said = None

    def _reading_name(self, one: Reading) -> str:
        outside = " (from outside the text)" if one.outside else ""
        return f"{one.id[len(one.condition) :]}: {one.name}{outside}"

    def _changed(self) -> None:
        self._turn_to()
        self.refresh()

    def _moved(self) -> None:
        self.scenario.children = [self.switches[atom] for atom in self._used()]
        self._said = None
        self.refresh()

    def _reveal(self) -> None:
        self._said = self.guess.value
        self.refresh()

    def _ask(self) -> None:
        self._asked.add(_key(self.chosen))
        self.refresh()

    def _restore(self) -> None:
        for row in self._atoms:
            self.switches[str(row["atom"])].value = row["default"] == "true"
        self._moved()

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
        start = f"Scenario: {scene or 'nothing that this actor speaks of'}. "
        if not self.is_open:
            keys = sorted({self.words.rows[one.id]["opens_with"] for one in self.chosen.in_use})
            return (
                f"{start}{self._name(self.chosen)}: form and answer are closed; they open when you "
                f"have tried exercise {', '.join(keys)}, or when you ask for them."
            )
        if not self.revealed:
            plain = " ".join(self.words.rows[one.id]["plain"] for one in self.picked)
            return f"{start}{self._name(self.chosen)}: predict the answer, then reveal it. {plain}"
        code, why = self.answer()
        answer = self.words.answer(self.chosen.target, code)
        told = f"{start}{self._name(self.chosen)}: {answer}. {why}"
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
        sign = {ACCEPTS: "\u2713", REFUSES: "\u2717", SILENT: "?"}[code]
        answer = html.escape(self.words.answer(self.chosen.target, code))
        return (
            f'<p><strong><span aria-hidden="true">{sign}</span> {answer}</strong><br>'
            f"{html.escape(why)}</p>{self._everybody() if self.mode.value == SHOW else ''}"
        )

    def _everybody(self) -> str:
        """The answer of every actor in this scenario, under the working readings."""
        columns = one_world(self.world)
        return detail(
            {
                self._name(one): self.words.answer(one.target, int(one.answer(columns)[0]))
                if self._seen(one)
                else "closed until its exercises were tried"
                for one in self.actors
            }
        )


def _key(actor: Actor) -> str:
    return f"{actor.holder} {actor.target}"


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
