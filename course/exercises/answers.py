"""From whatever a student hands in to plain values that can be compared.

Nothing of the student's is ever called: only objects whose exact type is known are read, so an
object with hostile or broken methods is told apart by its type and refused with a sentence.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter, OrderedDict, defaultdict, deque
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from course.records import Span

Plain = str | int | float | bool | list[Any] | dict[str, Any] | frozenset[Any]
"""A plain value: text, number, truth value, list, dict with text keys, or set of plain values."""

LONGEST_TEXT = 20_000
MOST_ITEMS = 2_000
DEEPEST = 6
LARGEST = 10**15


class Unanswered(Exception):
    """The answer, or a part of it, is still open."""


class Unreadable(Exception):
    """The answer has a form that cannot be compared; the message says what to do."""


_QUOTES = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u2039": "'", "\u203a": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    }
)  # fmt: skip


def normal(text: str) -> str:
    """Text as it is compared: stripped, straight quotes, plain spaces, small letters.

    What comes along unseen from a page or a PDF is gone: ligatures, wide letters (NFKC), and
    characters without a width (category Cf).
    """
    seen = "".join(one for one in text if unicodedata.category(one) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).translate(_QUOTES).casefold().split())


def plain(value: object, depth: int = 0) -> Plain:
    """The answer as plain values.

    Raises Unanswered where something is still `...`, None or empty, and Unreadable with a plain
    sentence for anything that is not text, numbers, lists, sets, dicts, spans or a table.
    """
    if depth > DEEPEST:
        raise Unreadable("Your answer has too many lists inside lists. Use a simpler form.")
    kind = type(value)
    if value is ... or value is None:
        raise Unanswered
    if kind is bool:
        return bool(value)
    if kind is str:
        return _text(value)  # type: ignore[arg-type]
    if kind in (int, float, Decimal, Fraction):
        return _number(value)  # type: ignore[arg-type]
    if kind is Span:
        return [value.start, value.end]  # type: ignore[attr-defined]
    if kind is date or kind is datetime:
        return _day(value)
    if kind in (list, tuple, deque):
        return [plain(one, depth + 1) for one in _few(value)]
    if kind in (set, frozenset):
        return frozenset(_member(plain(one, depth + 1)) for one in _few(value))
    if kind in (dict, Counter, OrderedDict, defaultdict):
        named: dict[object, object] = _few(value)
        return {_key(key): plain(one, depth + 1) for key, one in named.items()}
    return _library_value(value, depth)


def _text(value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise Unreadable(
            f"Your text has {len(value):,} characters, more than can be read here "
            f"({LONGEST_TEXT:,}). Give a shorter one."
        )
    if not value:
        raise Unanswered
    return value


def _number(value: float) -> int | float:
    with suppress(OverflowError, ValueError):
        if -LARGEST <= float(value) <= LARGEST:  # false for nan as well
            return value if type(value) in (int, float) else float(value)
    raise Unreadable("Your number is not one that can be compared (infinite, nan or huge).")


def _day(value: Any) -> str:
    """A date as it is written here, and a time only where there is one."""
    return str(value).removesuffix(" 00:00:00")


def _few(value: Any) -> Any:
    if len(value) > MOST_ITEMS:
        raise Unreadable(
            f"Your answer has {len(value):,} parts, more than can be read ({MOST_ITEMS:,}). "
            "Is it the whole text instead of a part of it?"
        )
    return value


def _member(value: Plain) -> Any:
    if isinstance(value, list):
        return tuple(_member(one) for one in value)
    if isinstance(value, dict):
        raise Unreadable("A set cannot hold dicts. Use a list of them.")
    return value


def _key(key: object) -> str:
    try:
        name = plain(key)
    except Unanswered:
        name = []
    if type(name) is str:
        return name
    if type(name) is int:
        return str(name)
    raise Unreadable("In a dict, write the names before the colons as text in quotation marks.")


_RECIPE = "which is a recipe, not a result. Put list( ) around it."
_LENGTH = "You handed over a length of time. Add .days to it: that is a number."
_HINTS = {
    "timedelta": _LENGTH,
    "Timedelta": _LENGTH,
    "generator": f"You handed over a generator, {_RECIPE}",
    "map": f"You handed over a map, {_RECIPE}",
    "filter": f"You handed over a filter, {_RECIPE}",
    "zip": f"You handed over a zip, {_RECIPE}",
    "function": "You handed over a function. Call it: add ( ) after its name.",
    "builtin_function_or_method": "You handed over a function. Call it: add ( ) after its name.",
    "method": "You handed over a method. Call it: add ( ) after its name.",
    "bytes": 'You handed over bytes. Decode them first: .decode("utf-8").',
    "Document": "You handed over the whole document. Give the part that is asked for.",
}


_VIEWS: tuple[type, ...] = (range, type({}.keys()), type({}.values()), type(OrderedDict().keys()))


def _home(kind: type) -> str:
    """The library a type comes from: what a student derived from its types is not its own."""
    return str(kind.__module__).partition(".")[0]


def _library_value(value: Any, depth: int) -> Plain:
    # The modules are looked up, not imported: a value can only come from what is loaded already.
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    kind = type(value)
    if pandas and kind is pandas.DataFrame:
        _few(value.columns)
        return [plain(row, depth + 1) for row in _few(value).to_dict("records")]
    if pandas and kind is pandas.Timestamp:
        return _day(value)
    if (
        pandas
        and _home(kind) == "pandas"
        and issubclass(kind, pandas.Series | pandas.Index | pandas.api.extensions.ExtensionArray)
    ):
        return plain(_few(value).tolist(), depth)
    if numpy and kind is numpy.ndarray:
        return plain(_few(value.ravel()).tolist() if value.ndim == 1 else value.tolist(), depth + 1)
    if numpy and _home(kind) == "numpy" and issubclass(kind, numpy.generic):
        if kind in (numpy.datetime64, numpy.timedelta64):
            value = value.astype(f"{kind.__name__}[s]")  # finer ones become bare numbers
        return plain(value.item(), depth + 1)
    if kind in _VIEWS:
        return plain(list(_few(value)), depth)
    raise Unreadable(_HINTS.get(kind.__name__, "Your answer is an object that cannot be compared."))
