"""Which notebooks are alike in what few share: rare wrong answers, and long stretches of prose.

Alike is an observation. Two students who learnt together, or read the same page, are alike too. It
is never a verdict and takes no part in any mark.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from course.gradebook.ledger import Ledger
from course.grading.records import Outcome

RARE = 0.05
"""At most this share of a class, and always two students, may give an answer that is rare."""
ANSWERS = 2
"""So many rare wrong answers two notebooks must share to be called alike."""
RUN = 6
"""Words in a row that count as a stretch of prose."""
PROSE = 0.4
"""So much of the shorter text must stand in the other as well."""
_GUESSABLE = ("yesno", "choice")


@dataclass(frozen=True)
class Pair:
    """Two sids, the questions in which they share a rare wrong answer, and where prose is alike
    (question and the share of the shorter text that stands in the other)."""

    one: str
    other: str
    answers: tuple[str, ...] = ()
    prose: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Likeness:
    """The pairs that are alike, and how many pairs were looked at to find them."""

    pairs: tuple[Pair, ...]
    looked_at: int


def likeness(ledger: Ledger) -> Likeness:
    """The notebooks that are alike.

    A wrong answer counts only if no entry foresaw it (what many think is no sign of anything), if
    it is whole, and if few gave it. Right answers, answers to choices and variants of different
    numbers never count. Of prose only runs of words count that stand neither in what was handed
    out, the article and the solution, nor in the texts of more than those few.
    """
    readable = [one.submission.sid for one in ledger.results if one.status != "unreadable"]
    few = max(2, int(len(readable) * RARE))
    shared = _shared_answers(ledger, few)
    prose = _shared_prose(ledger, few)
    pairs = [
        Pair(*both, tuple(shared.get(both, ())), tuple(prose.get(both, ())))
        for both in sorted({*shared, *prose})
        if len(shared.get(both, ())) >= ANSWERS or both in prose
    ]
    pairs.sort(key=lambda one: (-len(one.answers) - len(one.prose), one.one, one.other))
    return Likeness(tuple(pairs), len(readable) * (len(readable) - 1) // 2)


Both = tuple[str, str]


def _shared_answers(ledger: Ledger, few: int) -> Mapping[Both, list[str]]:
    shared: dict[Both, list[str]] = defaultdict(list)
    for question in ledger.key.questions:
        record = ledger.records.get(question.id)
        if record is None or record.kind in (*_GUESSABLE, "text"):
            continue
        groups: dict[tuple[int | None, str], list[str]] = defaultdict(list)
        for result, outcome in ledger.outcomes(question.id):
            sid = result.submission.sid
            answer = ledger.answers[sid].get(question.id)
            if answer is not None and _is_unforeseen(outcome):
                groups[outcome.variant, _canonical(answer)].append(sid)
        for who in groups.values():
            if 2 <= len(who) <= few:
                for both in combinations(sorted(who), 2):
                    shared[both].append(question.id)
    return shared


def _is_unforeseen(outcome: Outcome) -> bool:
    return outcome.word == "Not yet" and outcome.entry == "pointer"


def _canonical(answer: Any) -> str:
    def known(one: Any) -> Any:
        return sorted(map(_canonical, one)) if isinstance(one, frozenset) else repr(one)

    return json.dumps(answer, default=known, sort_keys=True).casefold()


def _shared_prose(ledger: Ledger, few: int) -> Mapping[Both, list[tuple[str, float]]]:
    shared: dict[Both, list[tuple[str, float]]] = defaultdict(list)
    before = runs(ledger.handed_out)
    for question in ledger.key.questions:
        record = ledger.records.get(question.id)
        if record is None or record.kind != "text":
            continue
        known = before | runs(f"{record.task} {record.solution.pattern.get('answer', '')}")
        texts = {
            result.submission.sid: runs(answer) - known
            for result, _ in ledger.outcomes(question.id)
            if isinstance(answer := ledger.answers[result.submission.sid].get(question.id), str)
        }
        for both, count in _together(texts, few).items():
            share = count / min(len(texts[one]) for one in both)
            if share >= PROSE:
                shared[both].append((question.id, share))
    return shared


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of RUN words in a text, in small letters and without punctuation."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def _together(texts: Mapping[str, Iterable[tuple[str, ...]]], few: int) -> Mapping[Both, int]:
    """By pair, how many rare runs both have; looked up by run, so that a big class is no matter."""
    where: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for sid, found in texts.items():
        for run in found:
            where[run].append(sid)
    counts: dict[Both, int] = defaultdict(int)
    for who in where.values():
        if 2 <= len(who) <= few:
            for both in combinations(sorted(who), 2):
                counts[both] += 1
    return counts
