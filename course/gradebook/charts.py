"""The report's charts: small drawings in SVG that fit any width, each beside a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from course.gradebook.ledger import many
from course.gradebook.pages import colour, text
from course.records import Word
from course.style import VERDICTS

WORDS: tuple[Word, ...] = ("Correct", "Defensible", "Not yet", "Not answered yet")
_BAR = 20
_PATTERNS: Mapping[Word, str] = {
    "Correct": "",
    "Defensible": "M0 8L8 0",
    "Not yet": "M0 0L8 8M0 8L8 0",
    "Not answered yet": "M2 4h4",
}
"""What is drawn over a verdict's colour, for whoever does not see colours."""


def patterns() -> str:
    """The patterns, to stand once in a page that holds charts."""
    made = "".join(
        f'<pattern id="{_name(word)}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" style="fill:{colour(word)}"/>'
        f'<path d="{path}" style="fill:none;stroke:var(--paper);stroke-width:1.2"/></pattern>'
        for word, path in _PATTERNS.items()
    )
    return f'<svg height="0" aria-hidden="true" style="position:absolute"><defs>{made}</defs></svg>'


def legend() -> str:
    """The four words with their signs and patterns."""
    keys = " &nbsp; ".join(
        f'<svg aria-hidden="true" style="display:inline-block;width:16px;height:12px">'
        f'<rect width="16" height="12" fill="url(#{_name(word)})"/></svg> '
        f"{VERDICTS[word][0]} {word}"
        for word in WORDS
    )
    return f"<p>{keys}</p>\n"


def shares(rows: Sequence[tuple[str, Mapping[Word, int]]]) -> str:
    """A bar for each row, divided by the four words; the numbers stand in it where they fit."""
    return "".join(f"<h3>{text(label)}</h3>\n{_bar(counts)}" for label, counts in rows)


def _bar(counts: Mapping[Word, int]) -> str:
    every = sum(counts.values())
    if not every:
        return '<p class="soft">Nobody.</p>\n'
    pieces, left = [], 0.0
    for word in WORDS:
        share = 100 * counts.get(word, 0) / every
        if share:
            pieces.append(
                f'<rect x="{left:.2f}%" width="{share:.2f}%" height="{_BAR}" '
                f'fill="url(#{_name(word)})" style="stroke:var(--paper)"/>'
            )
        left += share
    said = ", ".join(f"{word} {counts[word]}" for word in WORDS if counts.get(word))
    return (
        f'<svg height="{_BAR}" role="img" aria-label="{text(said)}">{"".join(pieces)}</svg>'
        f'<p class="soft">{text(said)}</p>\n'
    )


def spread(values: Sequence[float], most: float, noun: str = "student") -> str:
    """How many reached how many points: at most ten columns, 1, 2, 5, 10 … points wide."""
    if not values or most <= 0:
        return ""
    wide = next(one * 10**power for power in range(9) for one in (1, 2, 5)
                if one * 10**power * 10 >= most)  # fmt: skip
    bins = max(1, math.ceil(most / wide))
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, max(0, int(value / wide)))] += 1
    height, step = 120, 100 / bins
    columns = []
    for place, count in enumerate(counts):
        tall = count / max(counts) * (height - 18)
        middle = (place + 0.5) * step
        columns.append(
            f'<rect x="{place * step + step * 0.06:.2f}%" width="{step * 0.88:.2f}%" '
            f'y="{height - tall:.1f}" height="{tall:.1f}" style="fill:var(--Defensible)"/>'
            + (
                f'<text x="{middle:.2f}%" y="{height - tall - 4:.1f}" '
                f'text-anchor="middle">{count}</text>'
                if count
                else ""
            )
            + f'<text x="{place * step:.2f}%" y="{height + 15}" '
            f'text-anchor="{"middle" if place else "start"}">{place * wide}</text>'
        )
    end = f'<text x="100%" y="{height + 15}" text-anchor="end">{bins * wide}</text>'
    said = "; ".join(
        f"{place * wide} to {'under ' * (place + 1 < bins)}{(place + 1) * wide} points: "
        f"{many(count, noun)}"
        for place, count in enumerate(counts)
        if count
    )
    return (
        f'<svg height="{height + 20}" role="img" aria-label="{text(said)}">{"".join(columns)}{end}'
        f'</svg><p class="soft">{text(said)}.</p>\n'
    )


def _name(word: Word) -> str:
    return f"fill-{word.replace(' ', '')}"
