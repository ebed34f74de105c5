"""Repairs to a text: small replacements applied from the end, and how well doubts were placed.

A repair (Patch) says which characters [start, end) are replaced, by what, and which words it
expects to find there. Words that were not printed are shown in [square brackets].
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from course.reading.document import text_of
from course.records import Document

if TYPE_CHECKING:
    import pandas as pd

# A word with its apostrophes, one white space, or one other character.
_TOKEN = re.compile(r"\w+(?:['\u2019]\w+)*|\s|[^\w\s]")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")


class BadPatch(ValueError):
    """A repair that cannot be made; the message names it and says what to change."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One repair: [start, end) becomes `new`; `exact` is what is expected there, if it is known."""

    start: int
    end: int
    new: str
    exact: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch as it stands on both sides: in the printed text and in the restored one."""

    kind: Literal["same", "deleted", "added", "moved"]
    printed: str
    restored: str


Patches = Iterable[Patch | Sequence[Any]]


def as_patches(patches: Patches | pd.DataFrame) -> tuple[Patch, ...]:
    """The repairs as records, from records, (start, end, new) tuples or a table's rows."""
    import pandas as pd

    rows: Any = patches
    if isinstance(patches, pd.DataFrame):
        wanted = [name for name in ("start", "end", "new", "exact") if name in patches.columns]
        if wanted[:3] != ["start", "end", "new"]:
            raise BadPatch("A table of repairs needs the columns start, end and new.")
        rows = [tuple(row) for row in patches[wanted].to_numpy(dtype=object)]
    return tuple(_as_patch(number, one) for number, one in enumerate(rows, start=1))


def _as_patch(number: int, one: Any) -> Patch:
    if not isinstance(one, Patch):
        if isinstance(one, str) or not isinstance(one, Sequence) or not 3 <= len(one) <= 4:
            raise BadPatch(f"Repair {number} is not three values: (start, end, new).")
        one = Patch(*one)
    offsets = (one.start, one.end)
    if any(isinstance(x, bool) or not hasattr(x, "__index__") for x in offsets):
        raise BadPatch(
            f"Repair {number}: start and end are whole numbers, without quotation marks."
        )
    if not isinstance(one.new, str):
        raise BadPatch(f"Repair {number}: the new words are a text, in quotation marks.")
    return Patch(int(one.start), int(one.end), one.new, one.exact)


def in_order(text: Document | str, patches: Patches | pd.DataFrame) -> tuple[Patch, ...]:
    """The repairs in the order of the text, each with the words that stand there now.

    Raises BadPatch where a repair lies outside the text, does not find its words, or overlaps
    another one.
    """
    whole = text_of(text)
    found = []
    for number, one in enumerate(as_patches(patches), start=1):
        place, there = f"[{one.start}, {one.end})", whole[one.start : one.end]
        if not 0 <= one.start <= one.end <= len(whole):
            raise BadPatch(
                f"Repair {number} is at {place}, which is not a place in this text: it has "
                f"{len(whole)} characters, so use 0 <= start <= end <= that number."
            )
        if one.exact is not None and one.exact != there:
            raise BadPatch(
                f"Repair {number} is for {one.exact!r}, but at {place} the text has {there!r}. "
                "Offsets count in the printed text, before any repair: are yours from there?"
            )
        found.append((number, Patch(one.start, one.end, one.new, there)))
    found.sort(key=lambda pair: (pair[1].start, pair[1].end))
    for (first, one), (second, other) in pairwise(found):
        if other.start < one.end or (one.start, one.end) == (other.start, other.end):
            raise BadPatch(
                f"Repair {second} at [{other.start}, {other.end}) overlaps repair {first} at "
                f"[{one.start}, {one.end}). Make one of them shorter, or join the two into one."
            )
    return tuple(one for _, one in found)


def apply_patches(text: Document | str, patches: Patches | pd.DataFrame) -> str:
    """The text with every repair made, from the end, so that no repair moves another's place.

    Raises BadPatch, and changes nothing, where a repair cannot be made.
    """
    whole = text_of(text)
    for one in reversed(in_order(text, patches)):
        whole = whole[: one.start] + one.new + whole[one.end :]
    return whole


def why_from_the_end(text: Document | str, patches: Patches | pd.DataFrame) -> pd.DataFrame:
    """What stands at each repair's place when it is its turn: from the front, and from the end.

    Columns: start, end, wanted, from_the_front, from_the_end.
    """
    import pandas as pd

    ordered = in_order(text, patches)
    found: dict[bool, dict[Patch, str]] = {True: {}, False: {}}
    for forward, turn in ((True, ordered), (False, ordered[::-1])):
        whole = text_of(text)
        for one in turn:
            found[forward][one] = whole[one.start : one.end]
            whole = whole[: one.start] + one.new + whole[one.end :]
    names = ["start", "end", "wanted", "from_the_front", "from_the_end"]
    rows = [(one.start, one.end, one.exact, *(found[way][one] for way in found)) for one in ordered]
    return pd.DataFrame(rows, columns=names)


def smallest_patch(old: str, new: str, start: int = 0) -> Patch:
    """The shortest repair, in whole words, that turns `old` (beginning at `start`) into `new`."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    most = min(len(before), len(after))
    head = next((i for i in range(most) if before[i] != after[i]), most)
    most -= head
    tail = next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)
    exact = "".join(before[head : len(before) - tail])
    begin = start + len("".join(before[:head]))
    put = "".join(after[head : len(after) - tail])
    return Patch(begin, begin + len(exact), put, exact)


def side_by_side(text: Document | str, patches: Patches | pd.DataFrame) -> tuple[Run, ...]:
    """The printed and the restored text, cut into stretches that are the same, deleted, added or
    moved. Added words stand in [square brackets], whether the repair wrote them so or not.
    """
    whole, place, cut = text_of(text), 0, []
    for one in in_order(text, patches):
        cut.append(Run("same", whole[place : one.start], whole[place : one.start]))
        cut += _runs(one.exact or "", one.new)
        place = one.end
    cut.append(Run("same", whole[place:], whole[place:]))
    return tuple(run for run in cut if run.printed or run.restored)


def bracketed(patch: Patch) -> Patch:
    """The same repair with every added word in [square brackets]."""
    new = "".join(run.restored for run in _runs(patch.exact or "", patch.new))
    return Patch(patch.start, patch.end, new, patch.exact)


def _runs(old: str, new: str) -> Iterator[Run]:
    """One repair, word by word."""
    before, after = _TOKEN.findall(old), list(_pieces(old, new))
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    steps = matcher.get_opcodes()
    gone = Counter(one for step, i, j, _, _ in steps if step != "equal" for one in before[i:j])
    for step, i, j, k, m in steps:
        if step == "equal":
            yield Run("same", "".join(before[i:j]), "".join(before[i:j]))
            continue
        if i < j:
            yield Run("deleted", "".join(before[i:j]), "")
        waiting: list[str] = []
        for piece in after[k:m]:
            if not _BRACKETED.fullmatch(piece):
                waiting.append(piece)
                continue
            yield from _inserted(waiting, gone)
            yield Run("added", "", piece)
            waiting = []
        yield from _inserted(waiting, gone)


def _pieces(old: str, new: str) -> Iterator[str]:
    """The words of a repair; what it wrote in brackets stays whole."""
    place = 0
    if "[" not in old and "]" not in old:
        for found in _BRACKETED.finditer(new):
            yield from _TOKEN.findall(new[place : found.start()])
            yield found.group()
            place = found.end()
    yield from _TOKEN.findall(new[place:])


def _inserted(words: list[str], gone: Counter[str]) -> Iterator[Run]:
    """Words that a repair puts in: moved if they were taken away elsewhere in it, else added."""
    whole = "".join(words)
    core = whole.strip()
    spoken = Counter(word for word in words if not word.isspace())
    if not core or spoken <= gone:
        if whole:
            yield Run("moved", "", whole)
        return
    left = len(whole) - len(whole.lstrip())
    yield Run("added", "", f"{whole[:left]}[{core}]{whole[left + len(core) :]}")


def brier(truth: Mapping[str, float], said: Mapping[str, float]) -> float:
    """The mean squared distance between probabilities and what is the case (0 is best).

    Source of the rule: G. W. Brier, Monthly Weather Review 78 (1950), in its one-class form.
    """
    return sum((said[name] - truth[name]) ** 2 for name in truth) / len(truth)


def calibration(
    truth: Mapping[str, float], said: Mapping[str, float], bins: int = 5
) -> pd.DataFrame:
    """Groups of like probabilities: what was said in each (mean), and the share that is so.

    Columns: from, to, number, said, share. Groups without a probability are left out; the last
    group includes its upper end.
    """
    import pandas as pd

    groups: dict[int, list[str]] = {}
    for name in truth:
        # Rounded first: 0.6 * 5 must not fall short of 3.
        groups.setdefault(min(int(round(said[name] * bins, 9)), bins - 1), []).append(name)
    rows = []
    for group, names in sorted(groups.items()):
        means = [round(sum(one[name] for name in names) / len(names), 4) for one in (said, truth)]
        edges = [round(edge / bins, 4) for edge in (group, group + 1)]
        rows.append((*edges, len(names), *means))
    return pd.DataFrame(rows, columns=["from", "to", "number", "said", "share"])
