"""The silent twin of course.exercises.check: what a lesson calls, and nothing is told.

In the sandbox it stands in the place of the real one. Answers are read from the notebook's names,
not from what these functions are given, so they need do nothing; they never fail either.
"""

from __future__ import annotations

from typing import Any


class Noted:
    """A mark that something was called; it shows one neutral line."""

    def __repr__(self) -> str:
        return "Noted. Answers are judged outside."

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>"


def _noted(*_given: Any, **_named: Any) -> Noted:
    return Noted()


check = solution = again = _noted


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _noted
