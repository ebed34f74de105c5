"""Why an actor answers as it does: the clause that decides, and the words of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from course.conditions.engine import ACCEPTS, ANSWERS, REFUSES, Actor, Reading
from course.conditions.logic import Formula, Truth

PLAIN = {"implies": "implies that", "iff": "exactly if"}
LONGEST_QUOTE = 120


@dataclass(frozen=True)
class Lexicon:
    """The words for atoms and readings: labels, yes and no, quotations with their sentences."""

    atoms: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, Mapping[str, str]]
    quotes: Mapping[str, str]

    def label(self, atom: str) -> str:
        """What a reader sees for an atom."""
        return self.atoms[atom]["label"]

    def state(self, atom: str, value: bool) -> str:
        """An atom with its value as a clause: "the conflict in Ukraine is not on the agenda"."""
        return f"{self.label(atom)} {self.atoms[atom]['yes_word' if value else 'no_word']}"

    def answer(self, target: str, code: int) -> str:
        """The answer in words: what accepting means depends on what is conditioned."""
        if code == ACCEPTS:
            return self.atoms[target]["yes_word"]
        return self.atoms[target]["no_word"] if code == REFUSES else ANSWERS[code]

    def formula(self, formula: Formula, value: bool = True) -> str:
        """A formula in plain English, or its opposite: "not both" is said as "one or the other"."""
        if not formula.parts:
            return self.state(formula.word, value)
        if formula.word == "not":
            return self.formula(formula.parts[0], not value)
        if formula.word in ("and", "or"):
            word = formula.word if value else {"and": "or", "or": "and"}[formula.word]
            return f" {word} ".join(
                self._inner(part, formula.word, value) for part in formula.parts
            )
        joined = f" {PLAIN[formula.word]} ".join(
            f"({self.formula(part)})" for part in formula.parts
        )
        return joined if value else f"it is not so that {joined}"

    def _inner(self, part: Formula, word: str, value: bool) -> str:
        told = self.formula(part, value)
        simple = not part.parts or part.word in ("not", word)
        return told if simple else f"({told})"


def lexicon(conditions: pd.DataFrame, atoms: pd.DataFrame, evidence: pd.DataFrame) -> Lexicon:
    """The words of the tables "conditions", "atoms" and "evidence", ready to look up."""
    rows = {str(row["id"]): row for row in conditions.to_dict("records")}
    shown = evidence[
        (evidence["table"] == "conditions") & evidence["column"].isin(["requires", "direction"])
    ]
    quotes = {}
    for name, row in rows.items():
        exact = str(row["exact"])
        if len(exact) > LONGEST_QUOTE:
            mine = shown[(shown["row"] == name) & (shown["role"] == "decides")]
            exact = " \u2026 ".join(mine["exact"]) or f"{exact[: LONGEST_QUOTE - 1]}\u2026"
        quotes[name] = f"\u201c{exact}\u201d ({row['sentence']})"
    return Lexicon(
        {str(row["atom"]): _texts(row) for row in atoms.to_dict("records")},
        {name: _texts(row) for name, row in rows.items()},
        quotes,
    )


def _texts(row: Mapping[object, object]) -> dict[str, str]:
    return {str(name): str(value) for name, value in row.items()}


def one_world(world: Mapping[str, bool]) -> dict[str, Truth]:
    """One scenario as columns of length one."""
    return {atom: np.array([value]) for atom, value in world.items()}


def reason(
    actor: Actor, chosen: Sequence[Reading], world: Mapping[str, bool], words: Lexicon
) -> tuple[int, str]:
    """The actor's answer in one scenario, as a code, and the reason in a sentence."""
    columns = one_world(world)
    code = int(actor.answer(columns, chosen)[0])
    used = tuple(chosen) or actor.in_use
    if code == REFUSES:
        told = [_refusal(one, world, words) for one in used if one.failing(world)]
        return code, " ".join(dict.fromkeys(told))
    if code == ACCEPTS:
        one = next(one for one in used if int(one.answer(columns)[0]) == ACCEPTS)
        if one.always:
            return code, f"No condition is made in this reading: {words.quotes[one.id]}."
        held = words.formula(one.suffices) if one.suffices else ""
        return (
            code,
            f"This is the case the words speak of: {held}. The words: {words.quotes[one.id]}.",
        )
    return code, " ".join(_silence(one, words) for one in used)


def _refusal(one: Reading, world: Mapping[str, bool], words: Lexicon) -> str:
    missing = [
        f"it does not hold that {words.formula(clause)}"
        if clause.parts
        else words.state(clause.word, world[clause.word])
        for clause in one.failing(world)
    ]
    return (
        f"Something required is missing: {'; '.join(missing)}. The words: {words.quotes[one.id]}."
    )


def _silence(one: Reading, words: Lexicon) -> str:
    quote = words.quotes[one.id]
    if one.form is None:
        return f"A reason is given here, and nothing is made a condition. The words: {quote}."
    if one.requires and one.suffices is None and not one.always:
        return f"What is required is there, but no words say that it is enough. The words: {quote}."
    return f"The words do not speak of this case: {quote}."
