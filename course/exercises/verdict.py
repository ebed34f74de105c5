"""A verdict as a notebook shows it: one sentence as text, a framed box as HTML."""

from __future__ import annotations

from dataclasses import dataclass

from course.records import Verdict
from course.style import VERDICTS, box


@dataclass(frozen=True, repr=False)
class Shown:
    """A verdict on the page; `verdict` holds the record."""

    verdict: Verdict

    def __repr__(self) -> str:
        return self.verdict.sentence

    def _repr_html_(self) -> str:
        sign, colour = VERDICTS[self.verdict.word]
        title = f"{self.verdict.word} \N{MIDDLE DOT} {self.verdict.exercise}"
        return box(sign, colour, title, (self.verdict.say, self.verdict.question))


@dataclass(frozen=True, repr=False)
class Told:
    """A note of the course to the student, for example a solution."""

    title: str
    paragraphs: tuple[str, ...]

    def __repr__(self) -> str:
        return " ".join((f"{self.title} \N{EN DASH}", *self.paragraphs))

    def _repr_html_(self) -> str:
        return box(
            "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}", "#6B6B6B", self.title, self.paragraphs
        )
