"""The report as a notebook that a teacher can go on with, and the table that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from course.authoring.lesson import node
from course.authoring.run import executed
from course.authoring.tidy import as_bytes
from course.gradebook.csvtext import as_csv
from course.gradebook.ledger import Ledger

TABLE = "report.csv"
_COLUMNS = ("student", "question", "points", "of", "open", "verdict", "entry", "words")

_CELLS = (
    "# {title}: the numbers\n\nOne row of `report.csv` is one question of one notebook. Students "
    "are shown by {shown}. Change what you like and run it again.",
    'import pandas as pd\nimport plotly.express as px\n\nrows = pd.read_csv("report.csv", '
    'dtype={{"question": str}}, keep_default_na=False)\n'
    'rows["question"] = pd.Categorical(rows["question"], rows["question"].unique())\nrows.head()',
    "## How are the points spread?",
    'sums = rows.groupby("student")[["points", "of", "open"]].sum()\nsums.describe().round(2)',
    'px.histogram(sums, x="points", title="How many students have how many points?")',
    "## Which questions were hard?\n\n*Facility* is the mean of the points divided by what could "
    "be had. *Discrimination* is the correlation of a question's points with those of all other "
    "questions together. Questions that wait for a person are left out.",
    'waiting = rows.loc[rows["open"] > 0, "question"]\n'
    'closed = rows[~rows["question"].isin(waiting)]\n'
    'by_question = closed.pivot(index="student", columns="question", values="points")\n'
    'most = closed.groupby("question")["of"].max()\n'
    "together = by_question.sum(axis=1)\n"
    "questions = pd.DataFrame({{\n"
    '    "facility": by_question.mean() / most,\n'
    '    "discrimination": [\n'
    "        by_question[name].corr(together - by_question[name])\n"
    "        for name in by_question\n"
    "    ],\n"
    "}})\n"
    "questions.round(2)",
    'px.bar(questions.reset_index(), x="question", y="facility", range_y=[0, 1],\n'
    '       title="How hard was each question?")',
    "## What was said to whom, and how often?",
    'said = rows[rows["entry"].str.contains(":")]\n'
    'said.groupby(["question", "verdict", "words"]).size().rename("how many").reset_index()',
    "## A question of your own",
    'pd.crosstab(rows["question"], rows["verdict"])',
)


def table_of(ledger: Ledger) -> str:
    """The table as CSV: a row for each question of each notebook that could be read."""
    return as_csv(_COLUMNS, _rows(ledger))


def _rows(ledger: Ledger) -> Iterator[Sequence[object]]:
    for result in ledger.results:
        if result.status == "unreadable":
            continue
        who = ledger.shown(result.submission.sid)
        for one in result.outcomes:
            yield (who, one.question, one.points, one.most, one.open, one.word, one.entry,
                   one.message)  # fmt: skip


def workbook(ledger: Ledger) -> bytes:
    """The notebook, executed. Raises course.authoring.run.Stopped where no kernel can run."""
    shown = "name" if ledger.names else "pseudonym"
    cells = []
    for place, source in enumerate(_CELLS):
        words = source.format(title=ledger.batch.title.replace("\n", " "), shown=shown)
        cells.append(_cell(place, words))
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    notebook = node({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})
    if any(one.status != "unreadable" for one in ledger.results):
        notebook = executed(notebook, files={TABLE: table_of(ledger).encode("utf-8")})
    return as_bytes(notebook)


def _cell(place: int, source: str) -> NotebookNode:
    if source.startswith("#"):
        return node(
            {"cell_type": "markdown", "id": f"text-{place}", "metadata": {}, "source": source}
        )
    return node(
        {"cell_type": "code", "id": f"step-{place}", "metadata": {}, "source": source,
         "execution_count": None, "outputs": []}
    )  # fmt: skip
