"""nbval's own comparison, without a pytest session, and what a class needs beyond it.

What is not compared: HTML, stderr, pictures, widgets. Numbers in texts and figures may differ by
a tolerance: a value that is close enough is put in the reference's words before nbval looks.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, coalesce_streams, nocolors

from course.authoring.lesson import node

PLOTLY = "application/vnd.plotly.v1+json"
_SKIPPED = (
    "metadata", "traceback", "prompt_number", "output_type", "name", "execution_count",
    "application/vnd.jupyter.widget-view+json", "image/png", "image/jpeg", "image/svg+xml",
    "text/html",
)  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][-+]?\d++)?+(?![\w.])")
"""Possessive throughout: a million digits must not make the search go back and forth."""
_DEEPEST = 40


@dataclass(frozen=True)
class Comparison:
    """Whether two outputs are the same, and if not, how they differ, as nbval says it."""

    same: bool
    why: str = ""


class _Judge:
    """What nbval's comparison needs around it."""

    colors = nocolors
    config = None
    sanitize = IPyNbCell.sanitize
    compare_outputs = IPyNbCell.compare_outputs
    format_output_compare = IPyNbCell.format_output_compare

    def __init__(self, html: bool) -> None:
        skipped = tuple(one for one in _SKIPPED if not (html and one == "text/html"))
        self.parent = SimpleNamespace(skip_compare=skipped, sanitize_patterns=OrderedDict())
        self.ihook = SimpleNamespace(pytest_assertrepr_compare=lambda **_words: [])
        self.comparison_traceback: list[str] = []


def same_outputs(
    reference: Iterable[Mapping[str, Any]],
    given: Iterable[Mapping[str, Any]],
    tolerance: float = 1e-9,
    accepted: Iterable[Iterable[Mapping[str, Any]]] = (),
    html: bool = False,
) -> Comparison:
    """Whether the outputs given are the reference's, or one of the accepted ones."""
    theirs = _kept(given)
    first: Comparison | None = None
    for wanted in (reference, *accepted):
        ours = _kept(wanted)
        judge = _Judge(html)
        close = [_close(a, b, tolerance) for a, b in zip(ours, theirs, strict=False)]
        close += theirs[len(ours) :]
        if judge.compare_outputs(_nodes(close), _nodes(ours)):
            return Comparison(True)
        first = first or Comparison(False, "\n".join(map(str, judge.comparison_traceback))[:2000])
    return first or Comparison(False)


def _kept(outputs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Outputs without stderr; figures without what is drawn by chance."""
    kept = []
    for output in outputs:
        if output.get("output_type") == "stream" and output.get("name") == "stderr":
            continue
        one = {name: _joined(part) for name, part in output.items()}
        if isinstance(one.get("text"), str):
            # nbval plays backspaces back one at a time, which takes for ever where there are many.
            one["text"] = one["text"].replace("\b", "")
        if one.get("output_type") == "execute_result":
            one["output_type"] = "display_data"
        data = one.get("data")
        if isinstance(data, Mapping):
            one["data"] = {kind: _normal(kind, part) for kind, part in data.items()}
        kept.append(one)
    return kept


def _joined(part: Any) -> Any:
    text = isinstance(part, list) and all(isinstance(one, str) for one in part)
    return "".join(part) if text else part


def _normal(kind: str, part: Any) -> Any:
    if kind != PLOTLY:
        return _joined(part)
    return _without_chance(part, 0)


def _without_chance(part: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        return None
    if isinstance(part, Mapping):
        return {
            str(name): _without_chance(one, depth + 1)
            for name, one in part.items()
            if name not in ("uid", "template", "config")
        }
    if isinstance(part, list | tuple):
        return [_without_chance(one, depth + 1) for one in part]
    return part


def _close(wanted: Any, given: Any, tolerance: float) -> Any:
    """What was given, in the words of what was wanted wherever it is close enough."""
    if isinstance(wanted, Mapping) and isinstance(given, Mapping):
        return {
            name: _close(wanted[name], one, tolerance) if name in wanted else one
            for name, one in given.items()
        }
    if isinstance(wanted, list) and isinstance(given, list) and len(wanted) == len(given):
        return [_close(a, b, tolerance) for a, b in zip(wanted, given, strict=True)]
    if isinstance(wanted, str) and isinstance(given, str):
        return _close_text(wanted, given, tolerance)
    if _is_number(wanted) and _is_number(given):
        return wanted if _near(wanted, given, tolerance) else given
    return given


def _close_text(wanted: str, given: str, tolerance: float) -> str:
    if wanted == given or _NUMBER.split(wanted) != _NUMBER.split(given):
        return given
    pairs = zip(_NUMBER.findall(wanted), _NUMBER.findall(given), strict=True)
    return wanted if all(_near(float(a), float(b), tolerance) for a, b in pairs) else given


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _near(wanted: float, given: float, tolerance: float) -> bool:
    return math.isclose(wanted, given, rel_tol=tolerance, abs_tol=tolerance)


def _nodes(outputs: Sequence[Mapping[str, Any]]) -> list[NotebookNode]:
    made: list[NotebookNode] = coalesce_streams([node(one) for one in outputs])
    return made
