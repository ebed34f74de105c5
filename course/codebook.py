"""The coding scheme: every code with its label, its definition and its neighbour.

One codebook feeds the drop-down lists, the validation of the tables and the glossary in the
lessons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course.library import codes

if TYPE_CHECKING:
    import pandas as pd


def group(name: str) -> tuple[dict[str, Any], ...]:
    """The codes of one group, in the order in which lists show them."""
    known = codes()
    if name not in known:
        raise KeyError(f"The codebook has no group {name!r}. It has: {', '.join(known)}.")
    return tuple(known[name]["codes"])


def label(name: str, code: str) -> str:
    """What a reader sees for a code. A code that is not in the codebook is an error."""
    for one in group(name):
        if one["code"] == code:
            return str(one["label"])
    known = ", ".join(one["code"] for one in group(name))
    raise KeyError(f"{code!r} is not a code of {name!r}. The codes are: {known}.")


def glossary(name: str) -> pd.DataFrame:
    """One group of codes as a glossary: code, definition, example, neighbour."""
    import pandas as pd

    return pd.DataFrame(group(name))[["code", "definition", "example", "neighbour"]]
