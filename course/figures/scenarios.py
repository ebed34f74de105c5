"""Scenarios against actors: who accepts which, as a map of signs."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from course.style import PALETTE

_WIDTH, _LINE, _ROW = 640, 22, 18
"""Of the drawing, of a line of words and of a row of signs, in the drawing's own units."""

_SIGNS = (
    (2, "accepts", "■", "fill:{}", PALETTE["blue"]),
    (1, "the text does not say", "○", "fill:none;stroke:{};stroke-width:1.5", "currentColor"),
    (0, "refuses", "✕", "fill:none;stroke:{};stroke-width:2", PALETTE["vermilion"]),
)
"""Each answer with a shape and a colour of its own."""


def agreement_map(
    names: Sequence[str], answers: Sequence[npt.NDArray[np.int8]], scenes: Sequence[str]
) -> str:
    """Scenarios against actors as a drawing (HTML with SVG): a column for each scenario.

    `answers` holds one array of codes (0 refuses, 1 the text does not say, 2 accepts) an actor,
    `scenes` the words of each scenario, which a pointer on a column shows. Those that nobody
    refuses come first. A drawing of our own, because a chart takes three times as long to change.
    """
    stack = np.stack(list(answers))
    refused, accepted = (stack == 0).any(axis=0), (stack == 2).sum(axis=0)
    order = np.lexsort((-accepted, refused))
    step = min(40.0, _WIDTH / len(order))
    rows, top = [], 0
    for name, codes in zip(names, stack[:, order], strict=True):
        rows.append(f'<text x="0" y="{top + 16}">{html.escape(name)}</text>')
        for code, _, _, look, colour in _SIGNS:
            drawn = "".join(
                _sign(code, (place + 0.5) * step, top + _LINE + _ROW / 2, min(step, _ROW) * 0.38)
                for place in np.flatnonzero(codes == code).tolist()
            )
            rows.append(f'<path d="{drawn}" style="{look.format(colour)}"/>' if drawn else "")
        top += _LINE + _ROW + 6
    columns = "".join(
        f'<rect x="{place * step:.1f}" width="{step:.1f}" height="{top}" fill-opacity="0">'
        f"<title>{html.escape(scenes[one])}</title></rect>"
        for place, one in enumerate(order.tolist())
    )
    free = int((~refused).sum())
    edge = f"M{free * step:.1f} 0V{top}" if 0 < free < len(order) else ""
    keys = " &nbsp; ".join(
        f'<span aria-hidden="true" style="color:{colour}">{sign}</span> {answer}'
        for _, answer, sign, _, colour in _SIGNS
    )
    return (
        f'<div class="owt-map"><p><strong>Who accepts which scenario?</strong><br>{keys}</p>'
        f'<svg viewBox="0 0 {_WIDTH} {top + _LINE}" role="img" aria-label="{len(names)} actors and '
        f'{len(order)} scenarios; the sentence above says what the map shows">'
        f'<path d="{edge}" class="owt-edge"/>{"".join(rows)}'
        f'<text x="0" y="{top + 14}">{_below(free, len(order))}</text>{columns}</svg></div>'
    )


def _below(free: int, every: int) -> str:
    if free in (0, every):
        return f"{every} scenarios: {'somebody refuses each' if not free else 'nobody refuses any'}"
    return f"{free} of {every} scenarios nobody refuses; behind the line somebody does"


def _sign(code: int, x: float, y: float, size: float) -> str:
    """One sign as a piece of a path: a square, a ring or a cross."""
    if code == 2:
        return f"M{x - size:.1f} {y - size:.1f}h{2 * size:.1f}v{2 * size:.1f}h{-2 * size:.1f}z"
    if code == 1:
        arc = f"a{size:.1f} {size:.1f} 0 1 0"
        return f"M{x - size:.1f} {y:.1f}{arc} {2 * size:.1f} 0{arc} {-2 * size:.1f} 0"
    ends = f"l{2 * size:.1f} {2 * size:.1f}m0 {-2 * size:.1f}l{-2 * size:.1f} {2 * size:.1f}"
    return f"M{x - size:.1f} {y - size:.1f}{ends}"
