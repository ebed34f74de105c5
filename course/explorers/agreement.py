"""The agreement explorer: scenarios against actors, where all would talk, and the way there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import ipywidgets as widgets
import numpy as np
import numpy.typing as npt
import pandas as pd

from course.codebook import label
from course.conditions.choices import choices
from course.conditions.engine import (
    ACCEPTS,
    REFUSES,
    SILENT,
    Actor,
    actors,
    grid,
    readings,
    situation,
)
from course.conditions.logic import Truth
from course.conditions.reasons import Lexicon, lexicon
from course.conditions.zone import ALL, OPEN, OUTCOMES, outcome, smallest_changes, verdict
from course.explorers.forms import actor_name
from course.explorers.frame import Explorer
from course.explorers.parts import Curtain, choice, tick
from course.figures.scenarios import agreement_map
from course.library import table

MOST_FREE = 6
"""Six things that vary make 64 scenarios, which is what a page can show."""
VARIES, YES, NO = "varies", "yes", "no"


class AgreementExplorer(Explorer):
    """A map of scenarios against actors: who accepts, who refuses, of whom the text is silent."""

    title = "Agreement explorer"

    def __init__(
        self,
        conditions: pd.DataFrame,
        atoms: pd.DataFrame,
        evidence: pd.DataFrame,
        zones: pd.DataFrame,
        opens_with: str = "",
    ) -> None:
        self.words: Lexicon = lexicon(conditions, atoms, evidence)
        self.zones = zones.to_dict("records")
        every = actors(readings(conditions, atoms), outside=True)
        # Only those who accept or refuse talks can agree: an announcement is no agreement, and
        # neither a reason nor a headline is somebody's condition.
        self.actors = [one for one in every if self._talks(one)]
        self.base = situation(atoms)
        first = self._first_two()
        self.members = {
            self._name(one): tick(f"member-{place}", self._name(one), place in first)
            for place, one in enumerate(self.actors)
        }
        self.choices = choices([one for one in every if self._talks(one)])
        ways = [(one.name, one) for one in self.choices]
        self.reading = choice("readings", "Readings", ways, "auto")
        free = self._free_at_first()
        self.held = {
            atom: choice(
                f"held-{atom}", self.words.state(atom, True), [VARIES, YES, NO], "auto",
                value=VARIES if atom in free else (YES if value else NO),
            )
            for atom, value in self.base.items()
        }  # fmt: skip
        self.warning = widgets.HTML()
        self.map = widgets.HTML()
        self.curtain = Curtain("the map", "map", opens_with, self.refresh)
        for control in (*self.members.values(), self.reading, *self.held.values()):
            control.observe(lambda _: self.refresh(), "value")
        questions = widgets.VBox(list(self.held.values()))
        questions.add_class("owt-questions")
        super().__init__(
            widgets.VBox(list(self.members.values())),
            self.reading,
            questions,
            self.warning,
            self.curtain.button,
            self.map,
        )

    def _talks(self, actor: Actor) -> bool:
        kinds = {self.words.rows[one.id]["type"] for one in actor.in_use}
        accepts = self.words.atoms[actor.target]["yes_word"] == "accepts"
        return accepts and not kinds & {"reason", "framing"}

    def _name(self, actor: Actor) -> str:
        return actor_name(actor, self.words)

    def _first_two(self) -> set[int]:
        """Two actors of different holders to begin with: the first, and the first who offers."""
        sure = [
            place
            for place, one in enumerate(self.actors)
            if any(reading.suffices for reading in one.in_use)
        ]
        return set(sure[:2])

    def _free_at_first(self) -> set[str]:
        """The atoms that the working readings speak of most, as many as the page can show."""
        readings = (one for actor in self.actors for one in actor.in_use)
        spoken = Counter(name for one in readings for name in one.names)
        ranked = sorted(spoken, key=lambda name: (-spoken[name], list(self.base).index(name)))
        return set(ranked[:MOST_FREE])

    # --- what is on the page -----------------------------------------------------------------

    @property
    def chosen(self) -> list[Actor]:
        """The actors that take part."""
        return [one for one in self.actors if self.members[self._name(one)].value]

    @property
    def free(self) -> list[str]:
        """The atoms that vary, six at the most."""
        return [atom for atom, box in self.held.items() if box.value == VARIES][:MOST_FREE]

    def worlds(self) -> dict[str, Truth]:
        """The scenarios on the page."""
        free = self.free
        fixed = {
            atom: box.value == YES if atom not in free and box.value != VARIES else self.base[atom]
            for atom, box in self.held.items()
        }
        return grid(free, fixed)

    def answers(self) -> list[npt.NDArray[np.int8]]:
        """The answer of each chosen actor in each scenario."""
        worlds, choice = self.worlds(), self.reading.value
        return [one.answer(worlds, choice.of(one)) for one in self.chosen]

    def zone(self) -> str:
        """The zone of agreement in words, as the table "zones" has it where it names this case."""
        if not self.chosen:
            return "Nobody takes part. Tick at least one actor."
        found = verdict(outcome(self.answers()))
        holders = ";".join(sorted({one.holder for one in self.chosen}))
        for row in self.zones:
            same = row["holders"] == holders and row["reading"] == self.reading.value.key
            if same and row["verdict"] == found:
                return str(row["say"])
        return f"Where all would talk: {found}."

    def changes(self) -> str:
        """The smallest changes from the situation of the text, in words."""
        worlds, found = self.worlds(), outcome(self.answers())
        for wanted, result in (
            (ALL, "all of them would accept"),
            (OPEN, "nobody refuses any more, and of some the text does not say"),
        ):
            steps = smallest_changes(worlds, found == wanted, self.base, self.free)
            if steps:
                if not steps[0].size:
                    return f"In the situation of the text {result}."
                told = [
                    "; ".join(
                        [self.words.state(atom, True) for atom in step.becomes_true]
                        + [self.words.state(atom, False) for atom in step.becomes_false]
                    )
                    for step in steps
                ]
                return f"The smallest change after which {result}: {', or: '.join(told)}."
        return "No change of what varies here ends every refusal."

    def sentence(self) -> str:
        """Counts, the zone in words, and the smallest changes."""
        if not self.curtain.is_open:
            return self.curtain.sentence()
        if not self.chosen:
            return self.zone()
        found = outcome(self.answers())
        rest = 2 ** (len(self.base) - len(self.free)) - 1
        held = (
            f" The map holds {len(self.base) - len(self.free)} things still; with them there are "
            f"{rest:,} more maps like this one."
            if rest
            else ""
        )
        counts = ", ".join(
            f"{OUTCOMES[code]} in {int((found == code).sum())}" for code in (ALL, OPEN, 0)
        )
        names = " and ".join(label("voice", one.holder) for one in self.chosen)
        refused = ", ".join(
            f"{label('voice', one.holder)} in {int((codes == REFUSES).sum())}"
            for one, codes in zip(self.chosen, self.answers(), strict=True)
        )
        return (
            f"{names}, {self.reading.value.name}. Of {len(found)} scenarios: {counts}. "
            f"Refusals: {refused}.{held} "
            f"{self.zone()} {self.changes()}"
        )

    def rows(self) -> pd.DataFrame:
        """For each actor, in how many scenarios it accepts, refuses, or the text does not say."""
        columns = ["actor", "accepts", "refuses", "the text does not say"]
        if not self.curtain.is_open:
            return pd.DataFrame(columns=columns)
        counted = [
            (self._name(one), *(int((codes == code).sum()) for code in (ACCEPTS, REFUSES, SILENT)))
            for one, codes in zip(self.chosen, self.answers(), strict=True)
        ]
        return pd.DataFrame(counted, columns=columns)

    def refresh(self) -> None:
        """Draw the map anew."""
        super().refresh()
        many = sum(box.value == VARIES for box in self.held.values()) > MOST_FREE
        self.warning.value = (
            f"<p>Only the first {MOST_FREE} things can vary at once; the others are held as in the "
            "situation of the text. Hold one of them still to let another vary.</p>"
            if many
            else ""
        )
        if not self.curtain.is_open or not self.chosen:
            self.map.value = ""
            return
        names = [label("voice", one.holder) for one in self.chosen]
        self.map.value = agreement_map(names, self.answers(), self._scenes())

    def _scenes(self) -> list[str]:
        worlds, free = self.worlds(), self.free
        size = 2 ** len(free)
        return ["; ".join(self._clauses(worlds, free, place)) for place in range(size)]

    def _clauses(self, worlds: Mapping[str, Truth], free: Sequence[str], place: int) -> list[str]:
        return [self.words.state(atom, bool(worlds[atom][place])) for atom in free]


def agreement_explorer(opens_with: str = "", witnesses: bool = False) -> AgreementExplorer:
    """A map of who accepts which scenario; closed until `opens_with` was tried, if given.

    With witnesses=True readings from outside the text can be chosen as well.
    """
    return AgreementExplorer(
        table("conditions", witnesses=witnesses),
        table("atoms"),
        table("evidence"),
        table("zones", witnesses=witnesses),
        opens_with,
    )
