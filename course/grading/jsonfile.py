"""Frozen records to JSON text and back; a file that does not fit is told by its place."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

FORMAT = 1
"""The format of all files written by grading; a reader refuses a higher one."""

R = TypeVar("R")


class BadFile(ValueError):
    """A file of a key or a result that cannot be read; the message names it and the place."""


def to_json(record: Any) -> str:
    """A record as JSON text that ends in a newline; the same record always gives the same text."""
    text = json.dumps(_plain(record), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return text.encode("utf-8", "replace").decode("utf-8")  # half a character has no place


def from_json(kind: type[R], text: str | bytes, where: str = "") -> R:
    """The record a JSON text holds; fields that are not known are an error.

    Raises BadFile with `where` and the field.
    """
    try:
        made = _read(kind, json.loads(text), kind.__name__)
    except (ValueError, RecursionError) as problem:
        raise BadFile(f"{where or kind.__name__} cannot be read: {problem}") from None
    return made  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    return value


def _read(kind: Any, value: Any, place: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return value
    if origin is Literal:
        if value not in inner:
            raise ValueError(f"{place} is {value!r}, not one of {', '.join(map(str, inner))}")
        return value
    if origin in (Union, UnionType):
        if value is None and type(None) in inner:
            return None
        return _read(next(one for one in inner if one is not type(None)), value, place)
    if origin is tuple and isinstance(value, list):
        return tuple(_read(inner[0], one, f"{place}[{at}]") for at, one in enumerate(value))
    if origin is Mapping and isinstance(value, dict):
        return {name: _read(inner[1], one, f"{place}.{name}") for name, one in value.items()}
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(value, dict):
        hints = get_type_hints(kind)
        known = {one.name for one in fields(kind)}
        strange = sorted(set(value) - known)
        if strange:
            raise ValueError(f"{place} has an unknown field {strange[0]!r}")
        if value.get("format", FORMAT) > FORMAT:
            raise ValueError("it was written by a later version of the course")
        try:
            return kind(
                **{name: _read(hints[name], one, f"{place}.{name}") for name, one in value.items()}
            )
        except TypeError:
            raise ValueError(f"{place} lacks a field") from None
    if kind is bytes and isinstance(value, str):
        return b64decode(value, validate=True)
    if kind is float and type(value) is int:
        return float(value)
    if isinstance(kind, type) and type(value) is kind:
        return value
    raise ValueError(f"{place} is not what belongs there")
