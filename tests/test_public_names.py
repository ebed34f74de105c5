"""The lazy names of the package, their types, and what importing it costs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import course


def test_every_public_name_loads() -> None:
    for name in course.__dir__():
        assert callable(getattr(course, name)), name


def test_the_stub_names_the_same() -> None:
    stub = (Path(course.__file__).parent / "__init__.pyi").read_text(encoding="utf-8")
    assert sorted(re.findall(r"import \w+ as (\w+)", stub)) == course.__dir__()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no name 'chek'"):
        getattr(course, "chek")  # noqa: B009
