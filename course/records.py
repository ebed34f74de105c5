"""What the course's data are made of: frozen records, standard library only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Half = tuple[int, int]
"""A half-open interval [start, end) of character offsets, counted from 0."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, anchored by place and by words (a W3C TextQuoteSelector)."""

    start: int
    end: int
    exact: str
    prefix: str = field(default="", compare=False, repr=False)
    suffix: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Document:
    """A text as received: its bytes, and the characters they stand for.

    Nothing is normalised: line ends, curly marks and no-break spaces stay as they came, so that
    an offset means the same to everybody.
    """

    raw: bytes
    name: str = "text"

    @cached_property
    def text(self) -> str:
        """The characters; raises ValueError with the place where the bytes are not UTF-8."""
        try:
            return self.raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValueError(
                f"{self.name} is not UTF-8: byte {error.start} cannot be read. "
                "Save the file as UTF-8 and load it again."
            ) from None

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, place: int | slice) -> str:
        return self.text[place]

    def __repr__(self) -> str:
        return f"Document({self.name!r}, {len(self.raw)} bytes, {len(self.text)} characters)"


Mark = Literal["open", "variant", "hidden"]
"""What a mark on an exercise is worth: the practice key is public (open), each student
has a variant of their own, or the answer is tried on data the student has not seen."""

KINDS = (
    "number",
    "word",
    "yesno",
    "choice",
    "set",
    "ordered",
    "labels",
    "span",
    "spans",
    "record",
    "table",
    "probabilities",
    "text",
)
"""The closed list of answer kinds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer that was foreseen, with the words it deserves."""

    role: Literal["wrong", "solution", "accepted", "defensible"]
    say: str
    pattern: Mapping[str, Any]
    stronger: str = ""
    number: int = 0

    @property
    def name(self) -> str:
        """The entry's name in tests and reports, for example `wrong:2`."""
        return self.role if self.role == "solution" else f"{self.role}:{self.number}"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a program can see in a free text.

    With `within`, only sentences that have one of these words are looked at; with `each`, every
    one of them must have what is asked for, and not only one.
    """

    see: str
    say: str
    any_of: Sequence[str] = ()
    none_of: Sequence[str] = ()
    within: Sequence[str] = ()
    each: bool = False
    min_words: int = 0
    max_words: int = 0


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One thing a person reads a free text for: in words, what earns 0 points, 1, and so on."""

    name: str
    levels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: its task, its answer, and the words for every answer foreseen."""

    id: str
    outcome: str
    minutes: int
    points: int
    mark: Mark
    kind: str
    task: str
    form: str
    pointer: str
    question: str
    solution: Entry
    accepted: Sequence[Entry] = ()
    defensible: Sequence[Entry] = ()
    wrong: Sequence[Entry] = ()
    criteria: Sequence[Criterion] = ()
    rubric: Sequence[RubricLine] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    generator: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every foreseen answer, in the order in which they are tried."""
        return (*self.wrong, self.solution, *self.accepted, *self.defensible)


Word = Literal["Correct", "Defensible", "Not yet", "Not answered yet"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check says of one answer, and which entry of the record said it."""

    exercise: str
    word: Word
    say: str
    question: str = ""
    entry: str = "pointer"

    @property
    def sentence(self) -> str:
        """The whole verdict as one line of text."""
        return " ".join(
            part for part in (f"{self.word} \N{EN DASH} {self.say}", self.question) if part
        )
