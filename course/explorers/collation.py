"""The collation: one phrase through its witnesses, and the card of each witness beside it."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import pandas as pd

from course.codebook import label
from course.collating import first_changes, passage, relation_counts
from course.explorers.frame import Explorer, detail, labelled
from course.explorers.pages import listed
from course.explorers.parts import Curtain, buttons
from course.library import table

_OPENS = {"N1": "08.3", "P5": "08.13"}
_OTHERS_OPEN = "08.2"
"""The exercise that asks where a unit changes; units that none asks about open with the first."""
_TEXT = "text"
_CARD = {
    "outlet": "outlet",
    "what": "what",
    "address": "address",
    "date": "date",
    "date_basis": "how the date is known",
    "language": "language",
    "grade": "grade",
    "funding": "who pays for it",
}
"""Fields of a card, and what a reader sees for them."""


class Collation(Explorer):
    """One unit of one speaker in the order of its witnesses.

    Words and cards are open; how each witness stands to the first, and where the sense first
    changes, open when the exercise that asks for it was tried, or when the student asks.
    """

    title = "Collation"

    def __init__(self, units: pd.DataFrame, words: pd.DataFrame, cards: pd.DataFrame) -> None:
        self.units, self.words, self.cards = units, words, cards
        self._chains = {unit: passage(words, unit) for unit in units["id"]}
        outlets = cards.drop_duplicates("witness")
        self._outlets = dict(zip(outlets["witness"], outlets["outlet"], strict=True))
        self.curtains = {
            key: Curtain("where it changes", "changes", key, self.refresh)
            for key in dict.fromkeys(self._key(one) for one in units["id"])
        }
        voices = [(label("voice", one), one) for one in dict.fromkeys(units["voice"])]
        self.voice = labelled(widgets.Dropdown(options=voices, description="Speaker"), "voice")
        self.unit = labelled(widgets.Dropdown(options=self._units(), description="Unit"), "unit")
        self.witness = labelled(
            widgets.Dropdown(options=self._witnesses(), description="Card of witness"), "witness"
        )
        self.table, self.card = widgets.HTML(), widgets.HTML()
        self.place = widgets.HBox()
        self.voice.observe(lambda _: self._turn(self.unit, self._units), "value")
        self.unit.observe(lambda _: self._turn(self.witness, self._witnesses), "value")
        self.witness.observe(lambda _: self.refresh(), "value")
        steps = buttons(
            ("back", "Previous unit", lambda: self._step(-1)),
            ("next", "Next unit", lambda: self._step(1)),
        )
        super().__init__(
            widgets.HBox([self.voice, self.unit, *steps], layout={"flex_flow": "row wrap"}),
            self.table,
            self.place,
            self.witness,
            self.card,
        )

    @staticmethod
    def _key(unit: str) -> str:
        return _OPENS.get(unit, _OTHERS_OPEN)

    @property
    def curtain(self) -> Curtain:
        """What covers the answer for the unit that is chosen now."""
        return self.curtains[self._key(self.unit.value)]

    @property
    def chain(self) -> pd.DataFrame:
        """The rows of the chosen unit, the first witness first."""
        return self._chains[self.unit.value]

    def _units(self) -> list[tuple[str, str]]:
        mine = self.units[self.units["voice"] == self.voice.value]
        return [(f"{row.id} {row.topic}", str(row.id)) for row in mine.itertuples()]

    def _witnesses(self) -> list[tuple[str, str]]:
        return [(self._outlet(one), one) for one in self.chain["witness"]]

    def _outlet(self, witness: str) -> str:
        if witness == _TEXT:
            return "the text"
        return f"{witness} {self._outlets[witness]}" if witness in self._outlets else witness

    def _turn(self, control: widgets.Dropdown, options: Any) -> None:
        """Give the next control its options; its own change, if there is one, refreshes too."""
        control.options = options()
        self.refresh()

    def _step(self, by: int) -> None:
        ids = [value for _, value in self.unit.options]
        self.unit.value = ids[(ids.index(self.unit.value) + by) % len(ids)]

    def shown_card(self) -> dict[str, object]:
        """The card of the chosen witness: where, when, of what grade, who pays, whose copy."""
        row = self.chain[self.chain["witness"] == self.witness.value].iloc[0]
        if row["witness"] == _TEXT:
            found: dict[str, object] = {"what": "the text under examination"}
            if not pd.isna(row["seed_start"]):
                found["place"] = f"[{row['seed_start']}, {row['seed_end']})"
            return found
        cards = self.cards[self.cards["witness"] == row["witness"]]
        if cards.empty:
            return {"what": "There is no card of this witness."}
        # Of several cards of one witness the one that quotes these words.
        quoting = cards[[row["words"].casefold() in words.casefold() for words in cards["words"]]]
        card = (cards if quoting.empty else quoting).iloc[0]
        shown = {words: card[name] for name, words in _CARD.items()}
        shown["grade"] = label("grade", card["grade"])
        alike = sorted(set(self.cards[self.cards["family"] == card["family"]]["witness"]))
        return {
            "card": card["id"],
            **shown,
            "independence group": f"{card['family']} ({', '.join(alike)}: counted as one)"
            if len(alike) > 1
            else card["family"],
            "goes back to": card["origin"],
            "words on the card": card["words"],
            "note": card["note"],
        }

    def counts(self) -> pd.DataFrame:
        """For each witness, how many units it keeps, weakens …, of those that are open."""
        ready = [one for one in self.units["id"] if self.curtains[self._key(one)].is_open]
        return relation_counts(self.words[self.words["unit"].isin(ready)])

    def rows(self) -> pd.DataFrame:
        """The words of the unit, witness by witness; their relation once it is open."""
        chain = self.chain
        frame = pd.DataFrame(
            {
                "place": chain["place"],
                "witness": [self._outlet(one) for one in chain["witness"]],
                "language": chain["language"],
                "words": chain["words"].replace("none", "(not there)"),
                "in English": chain["translation"].replace({"not needed": "", "none": ""}),
            }
        )
        if self.curtain.is_open:
            frame["against the first"] = [
                label("collation_relation", one) for one in chain["relation"]
            ]
        return frame

    def sentence(self) -> str:
        """The unit through its witnesses, and where it first changes once that is open."""
        unit = self.units[self.units["id"] == self.unit.value].iloc[0]
        told = "; ".join(
            f"{row['witness']}: {row['in English'] or row['words']}"
            for row in self.rows().to_dict("records")
        )
        words = f"{label('voice', unit['voice'])}, {unit['topic']} ({unit['id']}). {told}."
        return f"{words} {self._answer(unit) if self.curtain.is_open else self.curtain.sentence()}"

    def _answer(self, unit: pd.Series) -> str:
        found = first_changes(self.chain).iloc[0]
        place = label("first_changes", unit["first_changes"])
        where = f" (first seen in {self._outlet(found['witness'])})" if found["witness"] else ""
        counts = "; ".join(
            f"{row.pop('witness')}: {', '.join(f'{one} {name}' for name, one in row.items())}"
            for row in self.counts().to_dict("records")
        )
        return (
            f"First changes: {place}{where}. {unit['why']} Over all units that are open: {counts}."
        )

    def refresh(self) -> None:
        """Show the unit that is chosen now and the card beside it."""
        super().refresh()
        self.place.children = [self.curtain.button]
        self.table.value = listed(self.rows())
        self.card.value = detail(self.shown_card())


def collation() -> Collation:
    """An explorer that follows one phrase through its witnesses (from lesson 08 on)."""
    units, words, cards = (
        table(name, witnesses=True) for name in ("collation_units", "collation", "witnesses")
    )
    return Collation(units, words, cards)
