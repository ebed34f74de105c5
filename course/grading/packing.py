"""Answers as JSON that can cross from the sandbox: plain values only, size-capped, no pickles.

Text, numbers and truth values stand for themselves, a list is a list; `{"set": […]}`,
`{"tuple": […]}` and `{"dict": {…}}` are what they say. `{"empty": true}` is an answer that is
still open, `{"form": "…"}` one that cannot be compared, with the sentence that says why.
"""

from __future__ import annotations

from typing import Any

from course.exercises.answers import Plain, Unanswered, Unreadable, plain

EMPTY: dict[str, Any] = {"empty": True}
DEEPEST = 20


def pack(value: object) -> Any:
    """Any object as packed JSON values; objects that are not plain become a form or empty."""
    try:
        return _packed(plain(value))
    except Unanswered:
        return EMPTY
    except Unreadable as problem:
        return {"form": str(problem)}


def _packed(value: Any) -> Any:
    match value:
        case frozenset():
            members = [_packed(one) for one in value]
            return {"set": sorted(members, key=lambda one: (type(one).__name__, repr(one)))}
        case tuple():
            return {"tuple": [_packed(one) for one in value]}
        case dict():
            return {"dict": {name: _packed(one) for name, one in value.items()}}
        case list():
            return [_packed(one) for one in value]
    return value


def unpack(packed: Any) -> Plain:
    """The plain value; nothing in it is trusted.

    Raises Unanswered, or Unreadable with a sentence, as `plain` does.
    """
    return plain(_unpacked(packed, 0))


def clean(packed: Any) -> Any:
    """The packed value as it should be, whatever came: read, held to its limits, packed again."""
    try:
        return _packed(unpack(packed))
    except Unanswered:
        return EMPTY
    except (Unreadable, RecursionError) as problem:
        return {"form": str(problem)[:300]}


def _unpacked(packed: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise Unreadable("Your answer has too many lists inside lists. Use a simpler form.")
    if type(packed) in (str, int, float, bool):
        return packed
    if type(packed) is list:
        return [_unpacked(one, depth + 1) for one in packed]
    if type(packed) is dict and len(packed) == 1:
        [(sign, inner)] = packed.items()
        if sign in ("set", "tuple") and type(inner) is list:
            members = [_unpacked(one, depth + 1) for one in inner]
            try:
                return frozenset(members) if sign == "set" else tuple(members)
            except TypeError:
                raise Unreadable("A set cannot hold lists or dicts.") from None
        if sign == "dict" and type(inner) is dict:
            return {str(name): _unpacked(one, depth + 1) for name, one in inner.items()}
        if sign == "form" and type(inner) is str:
            raise Unreadable(inner[:300])
    raise Unanswered
