"""The shelf: the only module that opens data files."""

from __future__ import annotations

import hashlib
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.records import Document

if TYPE_CHECKING:
    import pandas as pd

ARTICLE = "000_0e2c3ec265911d08"


class DataChanged(RuntimeError):
    """A data file is not what the course was built on; the message says what to do."""


@cache
def root() -> Path:
    """The folder that holds seeds/, datasets/ and notebooks/: a clone's, or the wheel's copy."""
    packed = Path(__file__).parent / "_data"
    return packed if packed.is_dir() else Path(__file__).parent.parent


def load_article(name: str = ARTICLE, seeds: Path | None = None) -> Document:
    """The seed text as a document, byte for byte.

    Raises DataChanged when a byte differs from the hash in seeds/SOURCES.toml: every offset
    in the course counts on these bytes.
    """
    folder = seeds or root() / "seeds"
    known = tomllib.loads((folder / "SOURCES.toml").read_text(encoding="utf-8"))["seed"]
    entry = next((one for one in known if Path(one["file"]).stem == name), None)
    if entry is None:
        names = ", ".join(Path(one["file"]).stem for one in known)
        raise DataChanged(f"There is no seed called {name!r}. SOURCES.toml names: {names}.")
    path = folder / Path(entry["file"]).name
    if not path.is_file():
        raise DataChanged(
            f"The text {path.name} is missing. Get it back with: git checkout -- seeds"
        )
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != entry["sha256"]:
        raise DataChanged(
            f"The text {path.name} is not the one the course was built on: it has "
            f"{len(raw)} bytes and another hash. All offsets would be wrong, so it is not opened. "
            "Get the original back with: git checkout -- seeds"
        )
    return Document(raw, name)


@cache
def package() -> dict[str, Any]:
    """The description of the data package: one entry per table, with its fields and types."""
    loaded: dict[str, Any] = json.loads(
        (root() / "datasets" / "datapackage.json").read_text(encoding="utf-8")
    )
    return loaded


@cache
def codes() -> dict[str, Any]:
    """The codebook as it stands in datasets/codebook.toml."""
    return tomllib.loads((root() / "datasets" / "codebook.toml").read_text(encoding="utf-8"))


def table(name: str, witnesses: bool = False) -> pd.DataFrame:
    """One table of the data package as a frame, its columns typed by datapackage.json.

    Columns and rows that rest on evidence from outside the article are there only with
    witnesses=True: until lesson 08 the course reads with the closed book.

    Text stays text: an empty cell of a text column is "", and what empty means is said in the
    codebook. Numbers that are not given are missing values.
    """
    import pandas as pd

    resources = {resource["name"]: resource for resource in package()["resources"]}
    if name not in resources:
        raise KeyError(f"There is no table {name!r}. There are: {', '.join(sorted(resources))}.")
    resource = resources[name]
    fields = resource["schema"]["fields"]
    frame = pd.read_csv(
        root() / "datasets" / resource["path"],
        dtype="str",
        keep_default_na=False,
        encoding="utf-8",
    )
    if not witnesses:
        later = resource.get("opens_rows")
        frame = frame[frame[later["field"]] != later["value"]] if later else frame
        frame = frame.drop(columns=[one["name"] for one in fields if "opens" in one])
        fields = [one for one in fields if "opens" not in one]
    frame = frame.reset_index(drop=True)
    for column in fields:
        values = frame[column["name"]]
        if column["type"] == "integer":
            whole = pd.to_numeric(values.where(values != "", None))
            gaps = bool(whole.isna().any())
            frame[column["name"]] = whole.astype("Int64" if gaps else "int64")
        elif column["type"] == "number":
            frame[column["name"]] = pd.to_numeric(values.where(values != "", None))
        elif column["type"] == "boolean":
            frame[column["name"]] = values.map({"true": True, "false": False})
    return frame


@cache
def exercise_files() -> dict[str, Path]:
    """Where each lesson's exercise records are, by lesson number ("00", "01" …)."""
    folder = Path(__file__).parent / "exercises" / "records"
    return {path.stem: path for path in sorted(folder.glob("[0-9][0-9].toml"))}


def exercise_file(path: Path) -> dict[str, Any]:
    """The raw records of one lesson."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def lessons() -> tuple[Path, ...]:
    """The lessons' notebooks in their order."""
    return tuple(sorted((root() / "notebooks").glob("[0-9][0-9]_*.ipynb")))
