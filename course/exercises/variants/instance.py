"""What a generator gives: one variant of a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Instance:
    """One variant of a task: its words, its answer, and the slips that can be foreseen."""

    kind: str
    task: str
    form: str
    answer: Any
    reason: str
    pointer: str
    wrong: Sequence[tuple[Any, str]] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
