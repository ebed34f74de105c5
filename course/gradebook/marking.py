"""Free texts for a person to read: a sheet to fill in, as a table and as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course.exercises.match import seen_in
from course.gradebook.csvtext import BOM, as_csv
from course.gradebook.ledger import Ledger, number
from course.gradebook.marking_page import SCRIPT
from course.gradebook.pages import page, paragraph, text
from course.grading.records import Outcome, Question
from course.records import Exercise

COLUMNS = (
    "student", "name", "question", "points", "of", "comment", "program gave", "form", "answer",
)  # fmt: skip
COMMENTS = "comments.csv"


@dataclass(frozen=True)
class Reading:
    """One free text that a person reads: whose, the whole of it, and what the form check saw."""

    sid: str
    outcome: Outcome
    answer: str
    seen: Sequence[tuple[str, bool]]


def asked(ledger: Ledger) -> list[Question]:
    """The questions that a person reads: those with points by hand, and all free texts."""
    return [
        one
        for one in ledger.key.questions
        if one.by_hand
        or (ledger.records.get(one.id) is not None and ledger.records[one.id].kind == "text")
    ]


def readings(ledger: Ledger, question: Question) -> list[Reading]:
    """Everybody's answer to a question; those who gave none are left out.

    In the order of the pseudonyms, so that nobody is always read last for a name.
    """
    record = ledger.records.get(question.id)
    found = []
    for result, outcome in ledger.outcomes(question.id):
        sid = result.submission.sid
        answer = ledger.answers[sid].get(question.id)
        if answer is not None:
            words = answer if isinstance(answer, str) else outcome.answer
            found.append(Reading(sid, outcome, words, _seen(record, words)))
    return sorted(found, key=lambda one: ledger.pseudonyms[one.sid])


def _seen(record: Exercise | None, words: str) -> list[tuple[str, bool]]:
    return [(one.see, seen_in(one, words)) for one in record.criteria] if record else []


def sheet(ledger: Ledger) -> str:
    """The sheet as CSV: fill in `points` and `comment`, then `python -m course marks SHEET`.

    `points` are all the points of the answer together, of `of`. Where a person has marked it they
    stand there already; "none" takes them back. A comment may name reusable ones by their code:
    "#1".
    """
    return BOM + as_csv(COLUMNS, _rows(ledger))


def _rows(ledger: Ledger) -> Iterator[Sequence[object]]:
    for question in asked(ledger):
        for one in readings(ledger, question):
            outcome = one.outcome
            marked = outcome.decided == "person"
            form = "; ".join(f"{see}: {'yes' if there else 'no'}" for see, there in one.seen)
            yield (
                ledger.pseudonyms[one.sid], ledger.shown(one.sid) if ledger.names else "",
                question.id, outcome.points if marked else None,
                outcome.most, outcome.comment, None if marked else outcome.points,
                f"{form}; {len(one.answer.split())} words".removeprefix("; "), one.answer,
            )  # fmt: skip


def comments(ledger: Ledger) -> str:
    """The reusable comments as CSV (code, question, words), to be changed and added to.

    To begin with they are what the form check says to what it misses.
    """
    found = []
    for question in asked(ledger):
        record = ledger.records.get(question.id)
        found += [(question.id, one.say) for one in (record.criteria if record else ())]
    rows = [(f"#{place}", name, say) for place, (name, say) in enumerate(found, start=1)]
    return BOM + as_csv(("code", "question", "words"), rows)


def marking_page(ledger: Ledger, rubric: str, said: Sequence[tuple[str, str, str]]) -> str:
    """The sheet as a page that keeps what is typed and saves marked.csv, without a network.

    `said` are the reusable comments: code, question ("" for all), words.
    """
    title = f"{ledger.batch.title}: marking"
    body = f"<h1>{text(title)}</h1>\n"
    questions = asked(ledger)
    if not questions:
        return page(title, body + paragraph("There is nothing here that a person has to read."))
    body += paragraph(
        "Give all the points of an answer together. What you type is kept in this browser. Save "
        "marked.csv when you stop, and bring it in with the command below. An answer without "
        "points stays as it is; where you empty a field that had points, they are taken back."
    )
    body += "<pre>python -m course marks marked.csv --out OUT --key KEY</pre>\n"
    body += '<p class="screen"><button id="save" type="button">Save marked.csv</button> '
    body += '<span id="state" role="status"></span></p>\n'
    if rubric:
        body += f"<h2>Rubric</h2>\n<pre>{text(rubric)}</pre>\n"
    for question in questions:
        body += f"<h2>{text(question.id)}</h2>\n" + paragraph(question.title)
        mine = [one for one in said if one[1] in ("", question.id)]
        body += "".join(_answer(ledger, one, mine) for one in readings(ledger, question))
    name = json.dumps(f"{ledger.batch.key} {ledger.batch.judge}")
    body += f'<div id="sheet" hidden data-name="{text(name)}"></div>\n'
    return page(title, body, SCRIPT)


def _answer(ledger: Ledger, one: Reading, said: Sequence[tuple[str, str, str]]) -> str:
    outcome, who = one.outcome, ledger.shown(one.sid)
    marked = outcome.decided == "person"
    label = f"{outcome.question}, {who}"
    seen = ", ".join(f"{see}: {'yes' if there else 'no'}" for see, there in one.seen)
    program = "" if marked else f"The program gave {number(outcome.points)}. "
    chips = "".join(
        f'<button type="button" class="say" data-say="{text(words)}">{text(code)} {text(words)}'
        "</button> "
        for code, _, words in said
    )
    points = number(outcome.points) if marked else ""
    return (
        f'<section class="note answer" data-student="{text(ledger.pseudonyms[one.sid])}" '
        f'data-question="{text(outcome.question)}"><h3>{text(who)}</h3>\n'
        f"<pre>{text(one.answer)}</pre>\n"
        f'<p class="soft">{text(program)}{len(one.answer.split())} words. {text(seen)}</p>\n'
        f'<p><label>Points (of {number(outcome.most)}) <input class="points" type="number" min="0" '
        f'max="{number(outcome.most)}" step="any" value="{text(points)}" '
        f'aria-label="Points for {text(label)}, of {number(outcome.most)}"></label></p>\n'
        f'<p><label>Comment<textarea class="comment" aria-label="Comment for {text(label)}">'
        f"{text(outcome.comment)}</textarea></label></p>\n"
        f'<p class="screen">{chips}</p></section>\n'
    )
