"""Logical forms: a small language of its own, read and evaluated here, never run as code.

    talks implies comprehensive
    comprehensive implies (ukraine and us_role)

Words, weakest first: iff, implies (to the right), or, and, not; names are lower case with
underscores. A formula is evaluated on whole columns of truth values at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Truth = npt.NDArray[np.bool_]

WORDS = ("not", "and", "or", "implies", "iff")
SYMBOLS = {"not": "\u00ac", "and": "\u2227", "or": "\u2228", "implies": "\u2192", "iff": "\u2194"}
LONGEST = 500
DEEPEST = 40

_TOKEN = re.compile(r"\s*(?:([a-z][a-z0-9_]*)|([()]))")


class BadExpression(ValueError):
    """An expression that cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A name, or a word of logic with the formulas it joins."""

    word: str
    parts: tuple[Formula, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names that stand in the formula."""
        if not self.parts:
            return frozenset([self.word])
        return frozenset[str]().union(*(part.names for part in self.parts))

    def holds(self, worlds: Mapping[str, Truth]) -> Truth:
        """Whether the formula is true, world by world (one entry per world)."""
        if not self.parts:
            return worlds[self.word]
        first, *rest = (part.holds(worlds) for part in self.parts)
        if self.word == "not":
            return ~first
        second = rest[0]
        if self.word == "and":
            return first & second
        if self.word == "or":
            return first | second
        if self.word == "implies":
            return ~first | second
        return ~(first ^ second)

    def conjuncts(self) -> Iterator[Formula]:
        """The clauses that "and" joins at the top: each must hold for the whole to hold."""
        if self.word == "and":
            for part in self.parts:
                yield from part.conjuncts()
        else:
            yield self

    def __str__(self) -> str:
        return self.shown(SYMBOLS)

    def shown(self, signs: Mapping[str, str], names: Mapping[str, str] | None = None) -> str:
        """The formula with other signs for its words, and other words for its names."""
        if not self.parts:
            return (names or {}).get(self.word, self.word)
        inner = [
            f"({part.shown(signs, names)})"
            if part.parts and part.word != "not" and part.word != self.word
            else part.shown(signs, names)
            for part in self.parts
        ]
        sign = signs[self.word]
        return f"{sign}{inner[0]}" if self.word == "not" else f" {sign} ".join(inner)


def parse(expression: str, names: Collection[str]) -> Formula:
    """The formula an expression stands for.

    Raises BadExpression when it is not well formed, or names something that is not in `names`.
    """
    if len(expression) > LONGEST:
        raise BadExpression(f"it has {len(expression)} characters; {LONGEST} are the most.")
    tokens = _tokens(expression)
    formula, rest = _iff(tokens, 0, 0)
    if rest < len(tokens):
        raise BadExpression(f"{tokens[rest]!r} stands where the expression should end.")
    unknown = sorted(formula.names - set(names))
    if unknown:
        raise BadExpression(
            f"it names {unknown[0]!r}, which is not an atom. Known: {', '.join(sorted(names))}."
        )
    return formula


def _tokens(expression: str) -> list[str]:
    found, place = [], 0
    text = expression.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise BadExpression(f"{text[place:].lstrip()[:1]!r} cannot stand in an expression.")
        found.append(match.group(1) or match.group(2))
        place = match.end()
    if not found:
        raise BadExpression("it is empty.")
    return found


def _iff(tokens: list[str], at: int, depth: int) -> tuple[Formula, int]:
    left, at = _implies(tokens, at, depth)
    while at < len(tokens) and tokens[at] == "iff":
        right, at = _implies(tokens, at + 1, depth)
        left = Formula("iff", (left, right))
    return left, at


def _implies(tokens: list[str], at: int, depth: int) -> tuple[Formula, int]:
    if depth > DEEPEST:
        raise BadExpression("it has too many parts inside each other.")
    left, at = _joined("or", tokens, at, depth)
    if at < len(tokens) and tokens[at] == "implies":
        right, at = _implies(tokens, at + 1, depth + 1)
        return Formula("implies", (left, right)), at
    return left, at


def _joined(word: str, tokens: list[str], at: int, depth: int) -> tuple[Formula, int]:
    def below(start: int) -> tuple[Formula, int]:
        if word == "or":
            return _joined("and", tokens, start, depth)
        return _not(tokens, start, depth)

    left, at = below(at)
    while at < len(tokens) and tokens[at] == word:
        right, at = below(at + 1)
        left = Formula(word, (left, right))
    return left, at


def _not(tokens: list[str], at: int, depth: int) -> tuple[Formula, int]:
    if depth > DEEPEST:
        raise BadExpression("it has too many parts inside each other.")
    if at >= len(tokens):
        raise BadExpression("it ends where a name should follow.")
    word = tokens[at]
    if word == "not":
        inner, at = _not(tokens, at + 1, depth + 1)
        return Formula("not", (inner,)), at
    if word == "(":
        inner, at = _iff(tokens, at + 1, depth + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise BadExpression("a bracket is opened and not closed.")
        return inner, at + 1
    if word == ")" or word in WORDS:
        raise BadExpression(f"{word!r} stands where a name should stand.")
    return Formula(word), at + 1
