"""What several explorers are made of: a part that stays closed for a while, and controls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

from course import progress
from course.explorers.frame import labelled

WRAP = {"flex_flow": "row wrap"}
"""The layout of a row of controls that may take several lines."""


class Curtain:
    """A part of an explorer that opens when its exercise was tried, or when the student asks.

    A part without an exercise (`opens_with` is "") is open from the start.
    """

    def __init__(self, part: str, name: str, opens_with: str, changed: Callable[[], None]) -> None:
        self.part = part
        self.opens_with = opens_with
        self.asked = False
        self._changed = changed
        self.button = labelled(widgets.Button(description=f"Show {part} anyway"), f"open-{name}")
        self.button.on_click(self._ask)
        self._draw()
        progress.on_attempt(self._attempted)

    @property
    def is_open(self) -> bool:
        """Whether the part may be seen."""
        return not self.opens_with or self.asked or progress.attempted(self.opens_with)

    def sentence(self) -> str:
        """How a closed part is opened."""
        return (
            f"“{self.part[0].upper()}{self.part[1:]}” is closed: it opens when you have tried "
            f"exercise {self.opens_with}, or when you press “Show {self.part} anyway”."
        )

    def _attempted(self, exercise: str) -> None:
        if exercise == self.opens_with:
            self._open()

    def _ask(self, _button: widgets.Button) -> None:
        self.asked = True
        self._open()

    def _open(self) -> None:
        self._draw()
        self._changed()

    def _draw(self) -> None:
        self.button.layout.display = "none" if self.is_open else ""


def buttons(*made: tuple[str, str, Callable[[], None]]) -> list[widgets.Button]:
    """Buttons from (class name, words, what a press does)."""
    row = []
    for name, words, press in made:
        button = labelled(widgets.Button(description=words), name)
        button.on_click(lambda _button, press=press: press())
        row.append(button)
    return row


def choice(
    name: str, words: str, options: Sequence[Any], width: str = "max-content", **more: Any
) -> widgets.Dropdown:
    """A list to choose from, never wider than the page."""
    layout = {"width": width, "max_width": "100%"}
    made = widgets.Dropdown(options=options, description=words, layout=layout, **more)
    return labelled(made, name)


def tick(name: str, words: str, value: bool = False, **layout: str) -> widgets.Checkbox:
    """A box to tick, as wide as its words."""
    made = widgets.Checkbox(
        value=value, description=words, indent=False, layout={"width": "auto", **layout}
    )
    return labelled(made, name)
