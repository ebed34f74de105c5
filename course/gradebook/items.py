"""How a question did: how hard it was, and whether it tells strong work from weak."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from course.authoring.key import foreseen
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
    fell: int
    """How many answers were right or defensible, and did not hold on hidden data."""
    facility: float | None
    discrimination: float | None


@dataclass(frozen=True)
class Slip:
    """A foreseen answer that came: the words of its entry, who gave it (sids), for how many."""

    question: str
    entry: str
    word: Word
    answer: str
    """What the entry foresees, as code; "" where it is each student's own."""
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

    A question of which some answers wait for a person has neither yet, and is in no sum.
    """
    waits = {one.question for result in ledger.results for one in result.outcomes if one.open}
    return [_item(ledger, one.id, one.title, waits) for one in ledger.key.questions]


def _item(ledger: Ledger, question: str, title: str, waits: Collection[str]) -> Item:
    given = ledger.outcomes(question)
    words = Counter(word_of(one) for _, one in given)
    fell = sum(word_of(one) != one.word for _, one in given)
    facility = discrimination = None
    if given and question not in waits and all(one.most for _, one in given):
        facility = statistics.fmean(one.points / one.most for _, one in given)
        rest = [
            sum(one.points for one in result.outcomes if one.question not in {question, *waits})
            for result, _ in given
        ]
        discrimination = correlation([one.points for _, one in given], rest)
    return Item(question, title, len(given), words, fell, facility, discrimination)


def word_of(outcome: Outcome) -> Word:
    """The verdict's word, hidden data included: what did not hold there is not there yet."""
    return "Not yet" if outcome.hidden in ("different", "failed") else outcome.word


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's r, None where there are too few or one side is constant."""
    if len(one) < FEWEST or _constant(one) or _constant(other):
        return None
    return statistics.correlation(one, other)


def chance(count: int) -> float:
    """How far from 0 a correlation comes by chance alone in all but one of twenty cases.

    Of two unrelated columns r has a standard deviation of about 1 / sqrt(n - 1); this is twice it.
    """
    return 2 / math.sqrt(count - 1)


def _constant(values: Sequence[float]) -> bool:
    return max(values) - min(values) < 1e-9


def slips(ledger: Ledger) -> list[Slip]:
    """Every foreseen wrong or defensible answer that came, the most frequent first in a question.

    The name of a slip is what its entry says to it. In a variant slips that are told the same are
    one; where each student is told of a day or a text of his or her own, those who made the same
    entry's slip are one, and one of them stands as an example.
    """
    found: list[Slip] = []
    for question in ledger.key.questions:
        came = [
            (result.submission.sid, one)
            for result, one in ledger.outcomes(question.id)
            if one.entry.partition(":")[0] in ("wrong", "defensible", "criterion")
        ]
        shared = Counter(one.message for _, one in came if one.variant is not None)
        groups: dict[tuple[str, Word, bool], list[tuple[str, Outcome]]] = {}
        for sid, one in came:
            varied = one.variant is not None
            name = one.message if varied and shared[one.message] > 1 else one.entry
            groups.setdefault((name, one.word, varied), []).append((sid, one))
        mine = [_slip(ledger, question.id, given) for given in groups.values()]
        found += sorted(mine, key=lambda one: -len(one.who))
    return found


def _slip(ledger: Ledger, question: str, given: Sequence[tuple[str, Outcome]]) -> Slip:
    first = given[0][1]
    answer, say = _foreseen(ledger, first)
    several = first.variant is not None and len({one.message for _, one in given}) > 1
    example = "For example: " if several else ""
    who = [sid for sid, _ in given]
    return Slip(question, first.entry, first.word, answer, example + say, who)


def _foreseen(ledger: Ledger, outcome: Outcome) -> tuple[str, str]:
    """The answer that the entry foresees, as code without its fence, and the entry's words."""
    record = ledger.records.get(outcome.question)
    if record is None or outcome.variant is not None:  # a variant's entries are its own
        return "", outcome.message
    for criterion in record.criteria:
        if outcome.entry == f"criterion:{criterion.see}":
            return "", criterion.say
    found = next((one for one in record.entries if one.name == outcome.entry), None)
    return (foreseen(record, found).strip("`"), found.say) if found else ("", outcome.message)
