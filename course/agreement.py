"""How far coders agree, and how much of that is more than chance.

A coder's labels are a column: one label per unit, a gap (None, NaN or "") where the coder gave
none. Columns of pandas are matched by their index, plain lists by their order.
"""

from __future__ import annotations

from collections.abc import Sequence

import krippendorff
import numpy as np
import pandas as pd

Labels = pd.Series | Sequence[str | None]
"""One coder's labels."""


class NothingToCompare(ValueError):
    """No unit was labelled by two coders; the message says so in words."""


def _paired(one: Labels, other: Labels) -> pd.DataFrame:
    """The units that both coders labelled, one column for each coder."""
    for column in (one, other):
        if isinstance(column, pd.Series) and column.index.has_duplicates:
            twice = column.index[column.index.duplicated()][0]
            raise ValueError(f"The unit {twice!r} stands twice in one coder's labels.")
    if len(one) != len(other) and not (isinstance(one, pd.Series) and isinstance(other, pd.Series)):
        raise ValueError(f"Two lists must have one length: these have {len(one)} and {len(other)}.")
    frame = pd.DataFrame({"one": one, "other": other})
    frame = frame.mask(frame == "").dropna()
    if frame.empty:
        raise NothingToCompare("No unit was labelled by both coders, so nothing can be compared.")
    return frame


def percent_agreement(one: Labels, other: Labels) -> float:
    """The share of units to which both coders gave the same label, from 0 to 1.

    Units that one of them left without a label do not count.
    """
    pairs = _paired(one, other)
    return float((pairs["one"] == pairs["other"]).mean())


def kappa(one: Labels, other: Labels) -> float:
    """Cohen's kappa of two coders: agreement beyond what chance alone would give.

    kappa = (po - pe) / (1 - pe), where po is the share of units with the same label, and pe is
    the agreement expected by chance: for each label, the first coder's share of it times the
    second coder's share, added up. 1 is full agreement, 0 is what chance gives. Where both use
    one and the same label throughout, pe is 1 and there is no kappa: the result is NaN.

    Source: Jacob Cohen (1960), A Coefficient of Agreement for Nominal Scales, Educational and
    Psychological Measurement 20, 37-46.
    """
    shares = confusion(one, other).to_numpy(dtype=float)
    shares = shares / shares.sum()
    observed = np.trace(shares)
    expected = float(shares.sum(axis=1) @ shares.sum(axis=0))
    return float((observed - expected) / (1 - expected)) if expected < 1 else float("nan")


def alpha(coders: pd.DataFrame) -> float:
    """Krippendorff's alpha of two or more coders for labels without an order.

    One row per unit, one column per coder; gaps are allowed, and a unit with fewer than two
    labels does not count. alpha = 1 - (observed disagreement / disagreement expected by chance).
    Where only one label is used throughout there is no alpha: the result is NaN.

    The library krippendorff computes it. Source: Klaus Krippendorff, Content Analysis: An
    Introduction to Its Methodology.
    """
    frame = coders.mask(coders == "")
    frame = frame[frame.notna().sum(axis=1) >= 2]
    if frame.empty:
        raise NothingToCompare("No unit was labelled by two coders, so nothing can be compared.")
    labels = sorted({label for label in frame.to_numpy().ravel() if pd.notna(label)})
    if len(labels) < 2:
        return float("nan")
    counts = [[(row == label).sum() for label in labels] for _, row in frame.iterrows()]
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def confusion(one: Labels, other: Labels, labels: Sequence[str] = ()) -> pd.DataFrame:
    """A table of counts: the first coder's labels as rows, the second coder's as columns.

    Units on the diagonal got the same label twice. `labels` gives the order of the rows and
    columns; labels that nobody used are left out, and others follow in the order of the alphabet.
    """
    pairs = _paired(one, other)
    used = set(pairs["one"]) | set(pairs["other"])
    order = [label for label in labels if label in used]
    order += sorted(used - set(order))
    counts = pd.crosstab(pairs["one"], pairs["other"]).reindex(
        index=order, columns=order, fill_value=0
    )
    return counts.rename_axis(index=_name(one, "first coder"), columns=_name(other, "second coder"))


def _name(column: Labels, otherwise: str) -> str:
    named = column.name if isinstance(column, pd.Series) else None
    return str(named) if named is not None else otherwise
