"""The seed is the text as received, byte for byte, also after a clone on Windows."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


def entries() -> list[dict[str, Any]]:
    """What SOURCES.toml says of each seed."""
    loaded = tomllib.loads((SEEDS / "SOURCES.toml").read_text(encoding="utf-8"))
    return list(loaded["seed"])


def differences(raw: bytes, entry: dict[str, Any]) -> list[str]:
    """Everything in which these bytes differ from what SOURCES.toml says of them."""
    found = []
    if hashlib.sha256(raw).hexdigest() != entry["sha256"]:
        found.append("sha256")
    if len(raw) != entry["bytes"]:
        found.append("bytes")
    if len(raw.decode(entry["encoding"], errors="replace")) != entry["characters"]:
        found.append("characters")
    if (b"\r" in raw) == (entry["line_ends"] == "LF"):
        found.append("line_ends")
    if raw.endswith(b"\n") != entry["final_newline"]:
        found.append("final_newline")
    return found


def git(*arguments: str, folder: Path) -> None:
    """Run git as if this machine had no settings of its own."""
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    somebody = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    subprocess.run(
        ["git", *somebody, *arguments],
        cwd=folder,
        env=inherited | alone,
        check=True,
        capture_output=True,
    )


def windows_clone(folder: Path, attributes: bytes | None) -> Path:
    """A clone of the seeds as Windows makes it, with these .gitattributes or without any."""
    origin = folder / "origin"
    shutil.copytree(SEEDS, origin / "seeds")
    if attributes is not None:
        (origin / ".gitattributes").write_bytes(attributes)
    git("init", "--quiet", ".", folder=origin)
    git("add", "--all", folder=origin)
    git("commit", "--quiet", "--message", "seed", folder=origin)
    git("clone", "--quiet", "-c", "core.autocrlf=true", "origin", "clone", folder=folder)
    return folder / "clone" / "seeds"


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def test_every_seed_has_an_entry_and_every_entry_a_seed() -> None:
    named = [entry["file"] for entry in entries()]
    assert sorted(named) == sorted(path.name for path in SEEDS.glob("*.txt"))
    assert len(named) == len(set(named)) > 0


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_the_seed_is_as_received(entry: dict[str, Any]) -> None:
    assert differences((SEEDS / entry["file"]).read_bytes(), entry) == []


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["file"])
def test_where_it_comes_from_and_whose_it_is(entry: dict[str, Any]) -> None:
    assert entry["received"].strip() and entry["cited"].strip()
    assert entry["address_cited"].startswith("https://")
    for words in ("Third-party", "criticism and teaching", "outside the licences"):
        assert words in entry["rights"]
    assert "open an issue" in entry["contact"]


def test_the_book_stays_closed() -> None:
    """Lessons 00 to 07 read from the text alone when it was written; so must this file."""
    content = (SEEDS / "SOURCES.toml").read_text(encoding="utf-8")
    assert not [key for entry in entries() for key in entry if "date" in key]
    assert not [word for word in ("2023", "2024", "2025", "June", "Friday") if word in content]


@pytest.mark.parametrize(
    ("spoil", "noticed"),
    [
        (lambda raw: raw.replace(b"\n", b"\r\n"), {"sha256", "bytes", "line_ends"}),
        (lambda raw: raw + b"\n", {"sha256", "bytes", "final_newline"}),
        (lambda raw: raw.replace(b"\xc2\xa0", b" "), {"sha256", "bytes"}),
        (lambda raw: raw.replace(b"Peskov", b"Peskow", 1), {"sha256"}),
        (lambda raw: b"\xef\xbb\xbf" + raw, {"sha256", "bytes", "characters"}),
        (lambda raw: raw[:-1], {"sha256", "bytes", "characters"}),
    ],
    ids=["crlf", "final-newline", "no-break-space", "one-letter", "byte-order-mark", "cut"],
)
def test_a_change_is_noticed(spoil: Any, noticed: set[str]) -> None:
    entry = entries()[0]
    spoilt = spoil((SEEDS / entry["file"]).read_bytes())
    assert noticed <= set(differences(spoilt, entry))


@needs_git
def test_a_windows_clone_keeps_every_byte(tmp_path: Path) -> None:
    clone = windows_clone(tmp_path, (ROOT / ".gitattributes").read_bytes())
    for entry in entries():
        assert (clone / entry["file"]).read_bytes() == (SEEDS / entry["file"]).read_bytes()


@needs_git
def test_without_our_attributes_a_windows_clone_changes_the_seed(tmp_path: Path) -> None:
    """The test above proves something: the same clone without .gitattributes has CRLF."""
    clone = windows_clone(tmp_path, None)
    entry = entries()[0]
    raw = (clone / entry["file"]).read_bytes()
    assert "line_ends" in differences(raw, entry)
    assert len(raw) == entry["bytes"] + raw.count(b"\r\n")
