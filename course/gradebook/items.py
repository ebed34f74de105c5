"""How a question did: how hard it was, and whether it tells strong work from weak."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course.gradebook.ledger import Ledger
from course.grading.records import Outcome
from course.records import Word

FEWEST = 5
"""Below so many notebooks a correlation says nothing, and none is given."""
FEW = 20
"""Below so many it says little, and the report says so."""


@dataclass(frozen=True)
class Item:
    """One question: who said what, and its two figures (None where there are none)."""

    question: str
    title: str
    count: int
    words: Mapping[Word, int]
    facility: float | None
    discrimination: float | None


@dataclass(frozen=True)
class Slip:
    """A foreseen answer that came: the words of its entry, who gave it (sids), for how many."""

    question: str
    entry: str
    word: Word
    say: str
    who: Sequence[str]


def items(ledger: Ledger) -> list[Item]:
    """The figures of each question, over all notebooks that could be read.

    **Facility** is the mean of the points divided by the points that could be had: 0 nobody, 1
    everybody. A question that was not answered counts as 0 (of the ways that Moodle's developer
    documentation, Quiz statistics calculations, gives for omitted questions, its first).

    **Discrimination** is Pearson's correlation of the points for the question with the points for
    all other questions together, r = cov(x, X - x) / (s(x) s(X - x)); for a question of all or
    nothing this is the point-biserial correlation, corrected for the question's own part in the
    sum. From -1 to 1; None below FEWEST notebooks and where everybody has the same. Textbook
    formulas of classical test theory.

    Answers that wait for a person are left out of both.
    """
    return [_item(ledger, one.id, one.title) for one in ledger.key.questions]


def _item(ledger: Ledger, question: str, title: str) -> Item:
    given = ledger.outcomes(question)
    closed = [(result, one) for result, one in given if not one.open]
    words = Counter(one.word for _, one in given)
    facility = (
        statistics.fmean(one.points / one.most for _, one in closed)
        if closed and all(one.most for _, one in closed)
        else None
    )
    mine = [one.points for _, one in closed]
    rest = [result.points - one.points for result, one in closed]
    return Item(question, title, len(given), words, facility, correlation(mine, rest))


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's r, None where there are too few or one side is constant."""
    if len(one) < FEWEST or _constant(one) or _constant(other):
        return None
    return statistics.correlation(one, other)


def _constant(values: Sequence[float]) -> bool:
    return max(values) - min(values) < 1e-9


def slips(ledger: Ledger) -> list[Slip]:
    """Every foreseen wrong or defensible answer that came, the most frequent first in a question.

    The name of a slip is what its entry says to it.
    """
    found: list[Slip] = []
    for question in ledger.key.questions:
        groups: dict[tuple[str, Word], list[tuple[str, Outcome]]] = {}
        for result, one in ledger.outcomes(question.id):
            if one.entry.partition(":")[0] in ("wrong", "defensible", "criterion"):
                groups.setdefault((one.entry, one.word), []).append((result.submission.sid, one))
        mine = [
            Slip(
                question.id,
                entry,
                word,
                _say(ledger, question.id, entry) or given[0][1].message,
                [sid for sid, _ in given],
            )
            for (entry, word), given in groups.items()
        ]
        found += sorted(mine, key=lambda one: -len(one.who))
    return found


def _say(ledger: Ledger, question: str, entry: str) -> str:
    record = ledger.records.get(question)
    if record is None or record.generator:  # a variant's entries are its own
        return ""
    for one in record.criteria:
        if entry == f"criterion:{one.see}":
            return one.say
    return next((one.say for one in record.entries if one.name == entry), "")
