"""A scenario as switches: what is on the agenda, what was done beforehand, who tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import ipywidgets as widgets

from course.conditions.reasons import Lexicon
from course.explorers.parts import tick


class Scenario(widgets.VBox):  # type: ignore[misc]
    """A switch for each atom of `situation`, on where it holds in the situation of the text.

    Only those that are asked for are shown; the others keep their places.
    """

    def __init__(
        self, situation: Mapping[str, bool], words: Lexicon, changed: Callable[[], None]
    ) -> None:
        self.situation, self._changed, self._restoring = situation, changed, False
        self.switches = {
            atom: tick(f"switch-{atom}", words.state(atom, True), value)
            for atom, value in situation.items()
        }
        for switch in self.switches.values():
            switch.observe(self._moved, "value")
        super().__init__()

    def _moved(self, _change: object) -> None:
        if not self._restoring:
            self._changed()

    @property
    def values(self) -> dict[str, bool]:
        """What holds now, by atom."""
        return {atom: bool(switch.value) for atom, switch in self.switches.items()}

    def show(self, atoms: Iterable[str]) -> None:
        """Show the switches of these atoms."""
        self.children = [self.switches[atom] for atom in atoms]

    def restore(self) -> None:
        """Go back to the situation of the text, in one step."""
        self._restoring = True
        for atom, value in self.situation.items():
            self.switches[atom].value = value
        self._restoring = False
        self._changed()
