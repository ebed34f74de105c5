"""What the student has tried since the kernel started: it opens solutions and layers."""

from __future__ import annotations

from collections.abc import Callable

_attempted: set[str] = set()
_listeners: list[Callable[[str], None]] = []


def attempted(exercise: str) -> bool:
    """Whether an answer of the student's own was checked."""
    return exercise in _attempted


def note_attempt(exercise: str) -> None:
    """Remember an attempt, and tell every explorer on the page."""
    _attempted.add(exercise)
    for listener in tuple(_listeners):
        listener(exercise)


def on_attempt(listener: Callable[[str], None]) -> None:
    """Call `listener` with the exercise's id after each attempt."""
    _listeners.append(listener)


def forget() -> None:
    """Start afresh, as a restarted kernel does."""
    _attempted.clear()
    _listeners.clear()
