"""What an actor's conditions and answers are in words: names, evidence, forms, answers."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from course.codebook import label
from course.conditions.engine import ACCEPTS, REFUSES, SILENT, Actor, Reading
from course.conditions.logic import Formula
from course.conditions.reasons import Lexicon, one_world
from course.explorers.frame import detail


def actor_name(actor: Actor, words: Lexicon) -> str:
    """Who it is, and what it accepts or refuses."""
    return f"{label('voice', actor.holder)}: {words.label(actor.target)}"


def reading_name(one: Reading) -> str:
    """One reading among those of its condition; it says so where it comes from outside the text."""
    outside = " (from outside the text)" if one.outside else ""
    return f"{one.id[len(one.condition) :]}: {one.name}{outside}"


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


def answer_told(code: int, answer: str, why: str) -> str:
    """An actor's answer, with a sign and its reason, as HTML."""
    sign = {ACCEPTS: "\u2713", REFUSES: "\u2717", SILENT: "?"}[code]
    return (
        f'<p><strong><span aria-hidden="true">{sign}</span> {html.escape(answer)}</strong><br>'
        f"{html.escape(why)}</p>"
    )


def answers_told(
    every: Iterable[Actor],
    is_open: Callable[[Actor], bool],
    world: Mapping[str, bool],
    words: Lexicon,
) -> str:
    """The answer of every actor in one scenario, under the working readings, as HTML."""
    columns = one_world(world)
    return detail(
        {
            actor_name(one, words): words.answer(one.target, int(one.answer(columns)[0]))
            if is_open(one)
            else "closed until its exercises were tried"
            for one in every
        }
    )
