"""What the last judging changed: whose points, by how much, question by question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.gradebook.csvtext import BOM, as_csv
from course.gradebook.ledger import Ledger, many, number
from course.grading.folders import HISTORY, RESULTS, load_result
from course.grading.records import Outcome, Result


@dataclass(frozen=True)
class Change:
    """One question of one student, before and after; None where there was no such answer."""

    sid: str
    question: str
    before: Outcome | None
    after: Outcome | None

    @property
    def points(self) -> float:
        """By how many points the student's sum changes through this question."""
        after, before = (one.points if one else 0.0 for one in (self.after, self.before))
        return round(after - before, 4)


@dataclass(frozen=True)
class Changes:
    """All changes since an earlier judging (its stamp, "" where there was none)."""

    since: str
    changes: Sequence[Change]

    @property
    def by_student(self) -> Mapping[str, float]:
        """By sid, by how many points the sum changes; students whose sum stays are left out."""
        sums: dict[str, float] = {}
        for one in self.changes:
            sums[one.sid] = round(sums.get(one.sid, 0.0) + one.points, 4)
        return {sid: points for sid, points in sums.items() if points}


def changes(ledger: Ledger) -> Changes:
    """What changed since the last results that were kept in the history.

    Submissions that were not there then are no changes.
    """
    stamp = _last(ledger.out)
    if not stamp:
        return Changes("", ())
    found: list[Change] = []
    for result in ledger.results:
        sid = result.submission.sid
        before = load_result(ledger.out / HISTORY / stamp, sid)
        if before:
            found += _between(sid, before, result)
    return Changes(stamp, tuple(found))


def _last(out: Path) -> str:
    kept = sorted(one.parent.name for one in (out / HISTORY).glob(f"*/{RESULTS}"))
    return kept[-1] if kept else ""


def _between(sid: str, before: Result, after: Result) -> Iterator[Change]:
    old = {one.question: one for one in before.outcomes}
    new = {one.question: one for one in after.outcomes}
    for question in dict.fromkeys((*old, *new)):
        change = Change(sid, question, old.get(question), new.get(question))
        was, now = change.before, change.after
        if was is None or now is None or (was.word, was.points) != (now.word, now.points):
            yield change


_COLUMNS = (
    "sid", "pseudonym", "question", "before", "after", "change",
    "verdict before", "verdict after", "decided by",
)  # fmt: skip


def as_table(ledger: Ledger, found: Changes) -> str:
    """The changes as CSV, a row for each; `change` added up by sid is what a sum changes by."""
    return BOM + as_csv(_COLUMNS, (_row(ledger, one) for one in found.changes))


def _row(ledger: Ledger, one: Change) -> Sequence[object]:
    was, now = one.before, one.after
    return (
        one.sid, ledger.pseudonyms.get(one.sid, ""), one.question,
        was.points if was else None, now.points if now else None, one.points,
        was.word if was else "", now.word if now else "", now.decided if now else "",
    )  # fmt: skip


def told(found: Changes) -> str:
    """The changes as a sentence for the report; "" where nothing was judged before."""
    if not found.since:
        return ""
    sums = found.by_student
    day, _, clock = found.since.partition("T")
    since = f"Since the judging that was kept at {day}, {clock[:5].replace('-', ':')} (UTC),"
    if not sums:
        return f"{since} nobody's points change."
    more = [one for one in sums.values() if one > 0]
    less = [one for one in sums.values() if one < 0]
    parts = []
    if more:
        most = max(more)
        parts.append(f"{many(len(more), 'student')} gain{'s' * (len(more) == 1)} "
                     f"{'' if len(more) == 1 else 'up to '}{_points(most)}")  # fmt: skip
    if less:
        most = -min(less)
        parts.append(f"{many(len(less), 'student')} lose{'s' * (len(less) == 1)} "
                     f"{'' if len(less) == 1 else 'up to '}{_points(most)}")  # fmt: skip
    return f"{since} {' and '.join(parts)}."


def _points(value: float) -> str:
    return f"{number(value)} point{'s' * (value != 1)}"
