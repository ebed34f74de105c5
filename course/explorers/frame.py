"""The base of every explorer: one object, three readings.

Live it is a widget; where nothing runs (GitHub, print, a screen reader's page) it is a table and
a sentence. The table and the sentence are what nbval compares.
"""

from __future__ import annotations

import html
from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets as widgets
import traitlets

if TYPE_CHECKING:
    import pandas as pd

_HERE = Path(__file__).parent


def script(name: str) -> str:
    """The source of one of the explorers' small scripts."""
    return (_HERE / name).read_text(encoding="utf-8")


class Room(anywidget.AnyWidget):
    """The head of an explorer: title, sentence, look, and the shield for the keyboard."""

    _esm = script("room.js")
    _css = script("room.css")
    title = traitlets.Unicode().tag(sync=True)
    sentence = traitlets.Unicode().tag(sync=True)


class Explorer(widgets.VBox):  # type: ignore[misc]
    """A widget that is also a table and a sentence.

    A subclass gives `title`, `sentence()`, `rows()` and its controls, and calls `refresh()` after
    each change of state.
    """

    title = ""

    def __init__(self, *parts: widgets.Widget) -> None:
        self.room = Room(title=self.title)
        super().__init__([self.room, *parts])
        self.add_class("owt-explorer")
        self.refresh()

    @abstractmethod
    def sentence(self) -> str:
        """What the explorer shows now, in words that are enough without the picture."""

    @abstractmethod
    def rows(self) -> pd.DataFrame:
        """What the explorer shows now, as a table."""

    def refresh(self) -> None:
        """Bring the page up to date with the state."""
        self.room.sentence = self.sentence()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data["text/plain"] = f"{self.title}. {self.sentence()}"
        data["text/html"] = f"<p>{html.escape(self.sentence())}</p>" + self.rows().to_html(
            index=False, border=0
        )
        return bundle


def labelled(widget: widgets.Widget, name: str) -> widgets.Widget:
    """The widget with a class to find it by and room for its whole label."""
    widget.add_class(f"owt-{name}")
    if hasattr(widget, "description_width") or hasattr(widget.style, "description_width"):
        widget.style.description_width = "initial"
    return widget


def both_ends(words: str, most: int = 60) -> str:
    """The words; of a long passage its first and last ones, so that an ear can check its edges."""
    half = most // 2 - 2
    return words if len(words) <= most else f"{words[:half]} … {words[-half:]}"


def detail(row: Mapping[str, object]) -> str:
    """One row of data as an HTML table: field beside value."""
    cells = "".join(
        f'<tr><th scope="row">{html.escape(str(name))}</th><td>{html.escape(str(value))}</td></tr>'
        for name, value in row.items()
    )
    return f'<table class="owt-row">{cells}</table>'
