"""The logical forms of an actor's conditions: their evidence, a table of them, and their words."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pandas as pd

from course.conditions.engine import Reading
from course.conditions.logic import Formula
from course.conditions.reasons import Lexicon


def evidence_of(used: Sequence[Reading], words: Lexicon, evidence: pd.DataFrame) -> pd.DataFrame:
    """The marks to set in the sentences: each reading's own words, and those that decide it."""
    ids = [one.id for one in used]
    own = [
        {"row": one, "start": int(words.rows[one]["start"]),
         "end": int(words.rows[one]["end"]), "tag": one, "look": 1}
        for one in ids
    ]  # fmt: skip
    deciding = evidence[
        (evidence["table"] == "conditions")
        & evidence["row"].isin(ids)
        & (evidence["role"] == "decides")
    ]
    more = [
        {"row": row["id"], "start": row["start"], "end": row["end"], "tag": "", "look": 2}
        for row in deciding.to_dict("records")
    ]
    return pd.DataFrame(own + more)


def forms_table(used: Sequence[Reading], words: Lexicon, is_open: bool) -> pd.DataFrame:
    """One row per reading: its words, what must be there, what is enough; or that it is closed."""

    def must(formula: Formula | None) -> str:
        return words.formula(formula) if formula else "nothing"

    def enough(one: Reading) -> str:
        if one.always:
            return "nothing is needed"
        return words.formula(one.suffices) if one.suffices else "nothing is said to be enough"

    told = [
        (one.id, words.quotes[one.id], must(one.requires), enough(one))
        if is_open
        else (one.id, words.quotes[one.id], "closed", "closed")
        for one in used
    ]
    return pd.DataFrame(told, columns=["reading", "words", "must be there", "is enough"])


def forms_told(used: Sequence[Reading], words: Lexicon) -> str:
    """Each reading in plain English and in symbols, and what decides for it, as HTML."""
    parts = []
    for one in used:
        row = words.rows[one.id]
        symbols = html.escape(str(one.form) if one.form else "no logical form: a reason")
        parts.append(
            f"<p><strong>{one.id}, {html.escape(one.name)}.</strong> "
            f"{html.escape(row['plain'])}"
            f"<br>In symbols: <code>{symbols}</code>"
            f"<br>What decides between the readings: {html.escape(row['decides'])}</p>"
        )
    return "".join(parts)
