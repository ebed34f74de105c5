"""The claim checker's pages: a claim taken apart, and a verdict with what it rests on."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from course.claims import NOTHING_TO_CHECK, Finding, turning_points, verdict_on
from course.codebook import group, label
from course.explorers.pages import listed
from course.queries import Level

ASKED: Mapping[Level, str] = {"said": "Was it said?", "p": "Is it so?"}


def split_page(row: Mapping[Any, Any]) -> str:
    """A claim taken apart: whose it is, what was said, what would have to be so."""
    told = [
        f"Whose claim: {label('voice', row['holder'])}.",
        f"{ASKED['said']} {row['said'] if row['said'] != 'none' else 'Only the page says it.'}",
        f"{ASKED['p']} {row['p'] if row['p'] != 'none' else 'Nothing beyond its being said.'}",
    ]
    return "".join(f"<p>{html.escape(one)}</p>" for one in told)


def verdict_page(row: Mapping[Any, Any], level: Level, findings: Sequence[Finding]) -> str:
    """The verdict on one level of a claim: name and definition, answers, what would change it."""
    stored = row[f"{level}_verdict"]
    verdict = verdict_on(stored, findings)
    defined = next(one for one in group("claim_verdict") if one["code"] == verdict)
    answers = pd.DataFrame(
        [(one.query.id, one.query.asks, many(one), means(one)) for one in findings],
        columns=["query", "asks", "found", "means"],
    )
    return (
        f"<p><strong>{html.escape(f'{ASKED[level]} {verdict}')}.</strong> "
        f"{html.escape(str(defined['definition']))}</p>{listed(answers)}"
        f"<p>What would change it: {html.escape(changes(stored, findings))}</p>"
    )


def verdict_told(asked: str, verdict: str, findings: Sequence[Finding]) -> str:
    """One verdict as a sentence, with each query, what it means and how many rows it found."""
    rows = "; ".join(
        f"{one.query.asks} {one.query.id} {means(one)} ({many(one)})" for one in findings
    )
    return f"{asked} {verdict[:1].upper()}{verdict[1:]}{f': {rows}' if rows else ''}."


def said_told(said: str, verdict: str, accepted: Sequence[str]) -> str:
    """How a predicted verdict stands beside the one from the rows."""
    if said == verdict:
        return "You said so too."
    return f"You said {said}{', which is accepted too' if said in accepted else ''}."


def changes(stored: str, findings: Sequence[Finding]) -> str:
    """What would change a verdict, in words; `stored` is the verdict in the table of claims."""
    if stored == "opinion":
        return "no row can: rows show who shares a judgement, not whether it is right."
    if stored == NOTHING_TO_CHECK:
        return "there is nothing to check at this level."
    turns = [
        f"{then}, if {one.query.id} found {'no row' if len(one.rows) else 'a row'}"
        for one, then in turning_points(stored, findings)
    ]
    return f"{'; '.join(turns)}." if turns else "no single answer: several would have to differ."


def note_page(row: Mapping[Any, Any]) -> str:
    """The verdict on the claim as printed, what is accepted beside it, and the note."""
    accepted = "" if row["accept"] == "none" else f" Also accepted: {row['accept']}."
    told = f"For the claim as printed, in one word: {row['verdict']}.{accepted}"
    note = "" if row["note"] == "none" else f"<p>{html.escape(row['note'])}</p>"
    return f"<p>{html.escape(told)}</p>{note}"


def found_page(rows: pd.DataFrame) -> str:
    """The rows that a query found, days without an hour; “No row.” where it found none."""
    days = {
        name: rows[name].dt.strftime("%Y-%m-%d") for name in rows.select_dtypes("datetime").columns
    }
    return listed(rows.assign(**days)) or "<p>No row.</p>"


def means(finding: Finding) -> str:
    """What an answer means for the claim, in words."""
    return label("claim_bearing", finding.bearing)


def many(finding: Finding) -> str:
    """How many rows were found, in words."""
    count = len(finding.rows)
    return "1 row" if count == 1 else f"{count or 'no'} rows"
