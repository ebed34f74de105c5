"""What all tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing was tried yet, as in a kernel that has just started."""
    from course import progress

    progress.forget()
    yield
    progress.forget()


@pytest.fixture(scope="session")
def clean_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as it would be cloned now: what git knows or would add, without .git."""
    from tracked import tracked

    copy = tmp_path_factory.mktemp("clone") / "on-what-terms"
    for path in tracked():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        target.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
    return copy


def pytest_report_header() -> str:
    """Whether this run sees files opened without an encoding."""
    seen = "on" if sys.flags.warn_default_encoding else "OFF: run make test"
    return f"encoding warnings: {seen}"
