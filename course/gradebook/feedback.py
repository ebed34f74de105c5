"""A student's own page: what was right, what was defensible, and a hint for what was not.

It holds the words of the entry that answered, which the student may have met in the lesson, and
never what was expected: no solution, no stronger reading, no data that was kept back.
"""

from __future__ import annotations

from course.gradebook.items import word_of
from course.gradebook.ledger import Ledger, mended, number
from course.gradebook.pages import listed, page, paragraph, text, verdict
from course.grading.records import Outcome, Result
from course.records import Word

_STRONGER = " The other reading is stronger:"
_HIDDEN = {
    "same": "It also held on data that you had not seen.",
    "different": "On data that you had not seen it did not hold. Does your cell work the answer "
    "out from the data, or does it only state it?",
    "failed": "On data that you had not seen it did not run to its end. Does your cell read its "
    "data from the file, or does it rely on one that was there by chance?",
}
_WAY_OUT = "Ask your teacher how to hand it in again: as the notebook itself, a file that ends in "


def feedback(ledger: Ledger, result: Result) -> str:
    """The page as HTML."""
    who = ledger.name_of(result.submission)
    title = ledger.batch.title
    body = f"<h1>{text(title)}</h1>\n<p>Feedback for {text(who)}</p>\n"
    if result.status == "unreadable":
        body += '<p class="sum">No points could be given yet.</p>\n'
        body += paragraph(result.why) + paragraph(f"{_WAY_OUT}.ipynb.")
        return page(f"{title}: {who}", body)
    body += f'<p class="sum">{number(result.points)} of {number(result.most)} points</p>\n'
    if result.open:
        body += paragraph(
            f"A person reads what a program cannot: up to {number(result.open)} more points are "
            "still to be given."
        )
    if result.status == "needs a person":
        body += paragraph("Before these points count, your teacher will look at them.")
    body += "<h2>Your answers</h2>\n"
    body += "".join(_question(ledger, result.submission.sid, one) for one in result.outcomes)
    body += _mended(result)
    return page(f"{title}: {who}", body)


def _question(ledger: Ledger, sid: str, outcome: Outcome) -> str:
    titles = {one.id: one.title for one in ledger.key.questions}
    task = titles.get(outcome.question, "")
    if outcome.variant is not None:
        task = ledger.tasks.get((outcome.question, outcome.variant), task)
    inside = paragraph(task)
    whole = ledger.answers[sid].get(outcome.question)
    answer = whole if isinstance(whole, str) else outcome.answer
    if answer:
        inside += f'<p class="soft">You wrote</p>\n<pre>{text(answer)}</pre>\n'
    word, heading = _heading(outcome)
    fell = word != outcome.word and bool(outcome.hidden)
    inside += "" if fell else paragraph(told(outcome))
    if outcome.entry.startswith("wrong:") and outcome.parts > 1 and outcome.settled:
        inside += paragraph(f"{outcome.settled} of {outcome.parts} parts are settled.")
    inside += paragraph(_HIDDEN.get(outcome.hidden, ""))
    if outcome.ask and not fell:
        inside += f"<p><em>To think on:</em> {text(outcome.ask)}</p>\n"
    if outcome.comment:
        inside += f"<p><strong>Your teacher:</strong> {text(outcome.comment)}</p>\n"
    return verdict(word, f"{outcome.question} · {heading}", inside)


def _heading(outcome: Outcome) -> tuple[Word, str]:
    """The word whose colour the answer gets, and what its heading says."""
    points = f"{number(outcome.points)} of {number(outcome.most)}"
    if outcome.open:
        return "Not answered yet", f"waits for a person · up to {number(outcome.open)} points"
    if outcome.decided == "person":
        most = outcome.points >= outcome.most
        word: Word = "Correct" if most else "Defensible" if outcome.points else "Not yet"
        return word, f"read by your teacher · {points}"
    word = word_of(outcome)
    if word != outcome.word:
        return word, f"right in the lesson, not on other data · {points}"
    return word, f"{word} · {points}"


def told(outcome: Outcome) -> str:
    """What the check said, as a sentence and without the reading that it thinks stronger."""
    pieces = outcome.message.split(_STRONGER)
    words = pieces[0] if outcome.word == "Defensible" else outcome.message
    return words[:1].upper() + words[1:]


def _mended(result: Result) -> str:
    loud, quiet = mended(result, quiet=False), mended(result, quiet=True)
    made = ""
    if loud:
        made += "<h2>What had to be mended first</h2>\n"
        made += paragraph("Your answers were graded after this; nothing was taken off for it.")
        made += listed(loud)
    if quiet:
        made += "<h2>What was noted</h2>\n" + listed(quiet)
    return made
