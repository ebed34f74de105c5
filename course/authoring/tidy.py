"""Tidy: a notebook without what a front end adds, so that the same lesson has the same bytes."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.authoring.lesson import each, name_of, node, read, tags_of

WIDGET = "application/vnd.jupyter.widget-view+json"
PLOTLY = "application/vnd.plotly.v1+json"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_CELL_METADATA = ("course", "deletable", "editable", "tags")


class Untidy(ValueError):
    """Something in the notebook that only its maker can mend; the message says what."""


def tidy(notebook: NotebookNode) -> NotebookNode:
    """A tidied copy; the notebook given stays as it is.

    Kept: sources, cell ids, tags, course metadata, editable and deletable, and what an output
    says. Dropped: whatever a front end or a kernel adds. Raises Untidy for what nobody may drop
    in silence: a cell without an id, anything on stderr, colour codes in an output.
    """
    return node(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": _metadata(notebook.metadata),
            "cells": [_cell(copy.deepcopy(cell)) for cell in notebook.cells],
        }
    )


def as_bytes(notebook: NotebookNode) -> bytes:
    """The notebook as it stands in a file: keys in order, indent 1, LF, one newline at the end."""
    written: str = nbformat.v4.writes(  # type: ignore[no-untyped-call]
        notebook, indent=1, sort_keys=True, ensure_ascii=False
    )
    return (written.rstrip("\n") + "\n").encode()


def tidy_file(path: Path) -> bool:
    """Whether tidying changed the file. Raises Untidy with the file's name before the reason."""
    try:
        new = as_bytes(tidy(read(path)))
    except Untidy as problem:
        raise Untidy(f"{name_of(path)}, {problem}") from None
    if new == path.read_bytes():
        return False
    path.write_bytes(new)
    return True


def _metadata(given: Any) -> dict[str, Any]:
    kept: dict[str, Any] = {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}}
    if "course" in given:
        kept["course"] = given["course"]
    return kept


def _cell(cell: NotebookNode) -> NotebookNode:
    if not cell.get("id"):
        raise Untidy(
            f"the cell that begins {cell.source[:40]!r} has no id. Give it one, like fig-05-1."
        )
    metadata = {key: cell.metadata[key] for key in _CELL_METADATA if key in cell.metadata}
    if "hide-input" in tags_of(cell):  # the tag is the rule, this is how JupyterLab obeys it
        metadata["jupyter"] = {"source_hidden": True}
    kept = {
        "cell_type": cell.cell_type,
        "id": cell.id,
        "metadata": metadata,
        "source": cell.source.replace("\r\n", "\n"),
    }
    if cell.cell_type == "code":
        kept["execution_count"] = cell.execution_count
        kept["outputs"] = _joined([_output(cell, output) for output in cell.outputs])
    if "attachments" in cell and cell.attachments:
        kept["attachments"] = cell.attachments
    return node(kept)


def _output(cell: NotebookNode, output: NotebookNode) -> dict[str, Any]:
    match output.output_type:
        case "stream":
            if output.name == "stderr" and output.text.strip():
                raise Untidy(
                    f"cell {cell.id} writes to stderr: {output.text.strip().splitlines()[-1]!r}. "
                    "Mend the cause of the warning."
                )
            _refuse_colours(cell, output.text)
            return {"output_type": "stream", "name": output.name, "text": output.text}
        case "error":
            # Frames from outside the notebook hold paths of one machine; nbval compares name and
            # message only, so the rest can go.
            lines = [_ANSI.sub("", line) for line in output.traceback]
            kept = [line for line in lines if not line.lstrip().startswith("File ")]
            return {
                "output_type": "error",
                "ename": output.ename,
                "evalue": output.evalue,
                "traceback": kept,
            }
        case _:
            return _bundle(cell, output)


def _bundle(cell: NotebookNode, output: NotebookNode) -> dict[str, Any]:
    data = {kind: value for kind, value in output.data.items() if kind != WIDGET}
    if PLOTLY in data:
        data.pop("image/png", None)
    for kind, value in data.items():
        if kind.startswith("text/"):
            _refuse_colours(cell, value)
    metadata = {kind: value for kind, value in output.metadata.items() if kind in data and value}
    kept = {"output_type": output.output_type, "data": data, "metadata": metadata}
    if output.output_type == "execute_result":
        kept["execution_count"] = cell.execution_count
    return kept


def _joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbouring pieces of one stream in one piece: where a kernel cuts them is chance."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        if output.get("data", True) == {} or output.get("text", True) == "":
            continue
        last = joined[-1] if joined else {}
        if "name" in output and output["name"] == last.get("name"):
            last["text"] += output["text"]
        elif output.get("name") != "stderr":  # only blank lines can be left on stderr
            joined.append(output)
    return joined


def _refuse_colours(cell: NotebookNode, text: object) -> None:
    if isinstance(text, str) and _ANSI.search(text):
        raise Untidy(f"cell {cell.id} prints colour codes. Print plain text.")


def main(paths: Sequence[Path] = ()) -> int:
    """0 when all notebooks are tidy now, 1 when one of them needs its maker."""
    return each(paths, lambda path: "tidied" if tidy_file(path) else "was tidy")
