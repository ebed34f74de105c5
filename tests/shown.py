"""What an explorer shows, read again: its sentence, its table, its drawing."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import ipywidgets as widgets


def readings(explorer: widgets.Widget) -> tuple[str, str]:
    """The sentence and the table that stand where no widget is shown, as text and as HTML."""
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in data
    return data["text/plain"], data["text/html"]


class Drawing:
    """The HTML of course.figures.drawing as a tree; HTML that is not well formed fails here."""

    def __init__(self, html: str) -> None:
        self.root = ElementTree.fromstring(f"<all>{html}</all>")

    @property
    def question(self) -> str:
        """The title."""
        return "".join(self.root.find(".//strong").itertext())

    @property
    def words(self) -> list[str]:
        """The words in the picture."""
        return [str(one.text) for one in self.root.iter("text")]

    @property
    def keys(self) -> list[str]:
        """The words of the legend."""
        spans = self.root.iter("span")
        return ["".join(one.itertext()).strip() for one in spans if one.get("class") == "owt-key"]

    @property
    def samples(self) -> list[ElementTree.Element]:
        """The samples of the legend, in the order of its words."""
        return [one[0] for one in self.root.iter("span") if one.get("class") == "owt-key"]

    @property
    def told(self) -> list[str]:
        """What a pointer is told, place by place."""
        return [str(one.text) for one in self.root.iter("title")]

    def marks(self, **attributes: str) -> list[ElementTree.Element]:
        """The elements with these attributes, for example class_="owt-bars-USA"."""
        wanted = {name.strip("_").replace("_", "-"): one for name, one in attributes.items()}
        return [
            one
            for one in self.root.iter()
            if all(one.get(name) == value for name, value in wanted.items())
        ]

    def about(self, words: str, tag: str = "path") -> list[ElementTree.Element]:
        """The elements of which a pointer is told something that begins with these words."""
        return [one for one in self.root.iter(tag)
                if one.findtext("title", "").startswith(words)]  # fmt: skip


def points_of(element: ElementTree.Element) -> list[float]:
    """The numbers in a path, in their order."""
    return [float(one) for one in re.findall(r"-?[\d.]+", element.get("d", ""))]
