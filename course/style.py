"""One visual voice: palette, spacing and type for verdicts, explorers and charts.

The hues are those of Okabe and Ito, chosen for people with any common colour blindness. The light
ones are darker here: each colour has a contrast of at least 3 : 1 with a white and with a dark
page, which WCAG asks of marks. None stands alone, a shape or a word always says the same.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

PALETTE = {
    "blue": "#0072B2",
    "orange": "#BF8400",
    "green": "#009E73",
    "vermilion": "#D55E00",
    "purple": "#CC79A7",
    "sky": "#3D96CC",
    "olive": "#9C9400",
    "grey": "#6B6B6B",
}
INK = "#767676"
"""Between black and white, so that a line stands out from either; words use the page's own."""
PATTERNS = ("", "/", ".", "x", "-", "\\", "|", "+")
"""Patterns of bars, one beside each colour, by the names that plotly gives them."""

VERDICTS = {
    "Correct": ("\N{CHECK MARK}", PALETTE["green"]),
    "Defensible": ("\N{ALMOST EQUAL TO}", PALETTE["blue"]),
    "Not yet": ("\N{ANTICLOCKWISE OPEN CIRCLE ARROW}", PALETTE["vermilion"]),
    "Not answered yet": ("\N{HORIZONTAL ELLIPSIS}", PALETTE["grey"]),
}
"""A sign and a colour beside each verdict's word."""


def box(sign: str, colour: str, title: str, paragraphs: Iterable[str]) -> str:
    """A framed message as HTML that needs no style sheet: sign, title in words, paragraphs."""
    body = "".join(f'<p style="margin:4px 0 0">{html.escape(one)}</p>' for one in paragraphs if one)
    return (
        f'<div style="border-left:6px solid {colour};padding:4px 12px;margin:4px 0;max-width:72ch;'
        f'line-height:1.5"><strong><span aria-hidden="true">{sign}</span> '
        f"{html.escape(title)}</strong>{body}</div>"
    )
