"""The class as coders: where every student labelled the same units, how far do they agree?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from course.agreement import NothingToCompare, alpha
from course.exercises.answers import normal
from course.gradebook.ledger import Ledger


@dataclass(frozen=True)
class Pooled:
    """One question of labels: units as rows, students as columns, labels in the cells."""

    question: str
    title: str
    codings: pd.DataFrame
    counts: pd.DataFrame
    """Units as rows, labels as columns: how many gave this label."""
    alpha: float


def pooled(ledger: Ledger) -> list[Pooled]:
    """Every question of labels to which two students or more gave answers.

    Students with a variant labelled other units and are left out. Alpha is Krippendorff's, for
    labels without an order, see course.agreement; NaN where one label was used throughout.
    """
    made = []
    for question in ledger.key.questions:
        record = ledger.records.get(question.id)
        if record is None or record.kind != "labels":
            continue
        labels = {normal(one): one for one in record.settings.get("labels", ())}
        units = list(record.solution.pattern["answer"])
        columns: dict[str, dict[str, str]] = {}
        for result, outcome in ledger.outcomes(question.id):
            answer = ledger.answers[result.submission.sid].get(question.id)
            if outcome.variant is None and isinstance(answer, dict):
                given = {unit: normal(str(answer.get(unit, ""))) for unit in units}
                columns[ledger.pseudonyms[result.submission.sid]] = {
                    unit: labels[label] for unit, label in given.items() if label in labels
                }
        codings = pd.DataFrame(columns, index=units, dtype=object)
        try:
            figure = alpha(codings) if len(columns) > 1 else None
        except NothingToCompare:
            continue
        if figure is not None:
            counts = codings.apply(lambda row: row.value_counts(), axis=1)
            counts = counts.reindex(columns=list(labels.values())).fillna(0).astype(int)
            made.append(Pooled(question.id, question.title, codings, counts, figure))
    return made
