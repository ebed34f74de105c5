"""The class report: one page on how the questions did, for the teacher alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

from course.gradebook.alike import Likeness, likeness
from course.gradebook.changes import Changes, told
from course.gradebook.charts import legend, patterns, shares, spread
from course.gradebook.items import FEW, FEWEST, Item, Slip, chance, items, slips
from course.gradebook.ledger import Ledger, many, mended, number
from course.gradebook.pages import listed, page, paragraph, table, text
from course.gradebook.pooled import Pooled, pooled
from course.gradebook.tables import TWICE, is_one_of_two, is_settled
from course.grading.records import Result

_FIRST = 8
"""So many students are listed beside a slip."""


def report(ledger: Ledger, changed: Changes) -> str:
    """The page as HTML. Students go by pseudonyms unless the ledger says names; gradebook.csv says
    who is who."""
    title = f"{ledger.batch.title}: class report"
    body = patterns() + f"<h1>{text(title)}</h1>\n"
    body += _what_came(ledger) + paragraph(told(changed))
    body += _points(ledger) + _persons(ledger) + _questions(items(ledger))
    body += _slips(ledger, slips(ledger)) + _coding(pooled(ledger))
    body += _alike(ledger, likeness(ledger)) + _changed(ledger, changed)
    return page(title, body)


def _what_came(ledger: Ledger) -> str:
    batch = ledger.batch
    parts = [many(len(batch.submissions), "submission")]
    if batch.strays:
        parts.append(
            f"{many(len(batch.strays), 'other file')} (each has its line in gradebook.csv)"
        )
    if batch.missing:
        parts.append(f"nothing from {len(batch.missing)} on the class list")
    shown = "names" if ledger.names else "pseudonyms; gradebook.csv says who is who"
    unfinished = "" if batch.finished else "The grading was broken off: this is what is there."
    graded = f"Graded {batch.finished[:16].replace('T', ' ')} (UTC). " if batch.finished else ""
    return (
        paragraph(f"{', '.join(parts)}.")
        + paragraph(unfinished)
        + f'<p class="soft">{text(graded)}{text(batch.isolation)} Students are shown by {shown}. '
        "Of the students nothing is stored that is not in this folder.</p>\n"
    )


def _points(ledger: Ledger) -> str:
    read = [one for one in ledger.results if one.status != "unreadable"]
    if not read:
        return ""
    sums = sorted(one.points for one in read)
    middle = (sums[(len(sums) - 1) // 2] + sums[len(sums) // 2]) / 2
    most = ledger.key.points
    waits = sum(bool(one.open) for one in read)
    said = (
        f"Of {number(most)} points the median is {number(middle)}, the lowest {number(sums[0])}, "
        f"the highest {number(sums[-1])}."
    )
    if waits:
        said += f" In {many(waits, 'notebook')} points wait for a person: see marking.html."
    return "<h2>How are the points spread?</h2>\n" + paragraph(said) + spread(sums, most)


def _persons(ledger: Ledger) -> str:
    held = [one for one in ledger.results if not is_settled(ledger, one)]
    odd = [(one, why) for one in held if (why := _reason(ledger, one))]
    repaired = [one for one in ledger.results if one.status == "repaired"]
    made = "<h2>What needs a person?</h2>\n"
    if not held:
        made += paragraph("Nothing: every notebook could be graded to its end.")
    if len(held) > len(odd):
        made += paragraph(f"{many(len(held) - len(odd), 'notebook')} only for answers to be read.")
    if held:
        made += paragraph("They stay out of canvas.csv and moodle.csv until that is done.")
    if odd:
        rows = [(ledger.shown(one.submission.sid), one.status, why) for one, why in odd]
        made += table("Notebooks a person has to look at", ("student", "status", "why"), rows)
    if repaired:
        told_of = [(ledger.shown(one.submission.sid), " ".join(mended(one))) for one in repaired]
        columns = ("student", "what was mended")
        made += table("Notebooks that had to be mended first", columns, told_of)
    return made


def _reason(ledger: Ledger, result: Result) -> str:
    twice = TWICE * is_one_of_two(ledger, result)
    return " ".join(part for part in (result.why, twice) if part)


def _questions(found: Sequence[Item]) -> str:
    made = "<h2>Which questions were hard?</h2>\n"
    rows = [(one.question, one.title, one.count, one.facility, one.discrimination) for one in found]
    columns = ("question", "task", "notebooks", "facility", "discrimination")
    made += table("Facility and discrimination of each question", columns, rows)
    made += (
        '<p class="soft">Facility: the mean of the points, divided by what could be had; 0 nobody, '
        "1 everybody. Discrimination: the correlation of a question’s points with those of all "
        "other questions together; near 1 it tells strong work from weak, near 0 it tells "
        "something else. Far below 0, further than by chance, look at the question or its key. "
        f"– stands for none: fewer than {FEWEST} notebooks, all the same, or answers that wait for "
        "a person.</p>\n"
    )
    count = max((one.count for one in found), default=0)
    if FEWEST <= count < FEW:
        made += paragraph(f"With {count} notebooks a correlation may well be chance.")
    against = [
        one.question
        for one in found
        if one.discrimination is not None and one.discrimination < -chance(one.count)
    ]
    if against:
        made += paragraph(f"Look at {', '.join(against)}: weaker notebooks did better there.")
    made += legend() + shares([(one.question, one.words) for one in found])
    fell = [f"{one.question}: {one.fell}" for one in found if one.fell]
    if fell:
        made += paragraph(
            "Right in the lesson, and not on data that the student had not seen (counted as not "
            f"yet): {', '.join(fell)}."
        )
    return made


def _slips(ledger: Ledger, found: Sequence[Slip]) -> str:
    made = "<h2>Which slips came, and how often?</h2>\n"
    if not found:
        return made + paragraph("No answer came that the exercises foresee.")
    made += paragraph("Each is called by the words with which its entry answers.")
    rows = [
        (one.question, one.answer or "–", one.word, one.say, len(one.who), _who(ledger, one))
        for one in found
    ]
    return made + table(
        "Foreseen answers that came",
        ("question", "answer", "verdict", "words", "how many", "who"),
        rows,
    )


def _who(ledger: Ledger, slip: Slip) -> str:
    first = ", ".join(ledger.shown(sid) for sid in slip.who[:_FIRST])
    return f"{first} and {len(slip.who) - _FIRST} more" if len(slip.who) > _FIRST else first


def _coding(found: Sequence[Pooled]) -> str:
    if not found:
        return ""
    made = "<h2>Did the class code alike?</h2>\n"
    made += paragraph(
        "Krippendorff’s alpha: 1 is full agreement, 0 what chance would give, below 0 less than "
        "chance. It says how far a class reads alike, and not who is right."
    )
    for one in found:
        figure = "none, since one label was used throughout"
        if not math.isnan(one.alpha):
            figure = f"{one.alpha:.2f}"
        made += f"<h3>{text(one.question)}: alpha {figure}</h3>\n" + paragraph(one.title)
        labels = [str(label) for label in one.counts.columns]
        rows = [
            (str(unit), *(int(count) for count in counts))
            for unit, counts in zip(one.counts.index, one.counts.to_numpy().tolist(), strict=True)
        ]
        made += table(
            f"How many of {many(len(one.codings.columns), 'coder')} gave which label",
            ("unit", *labels),
            rows,
        )
    return made


def _alike(ledger: Ledger, found: Likeness) -> str:
    made = "<h2>Which notebooks are alike?</h2>\n"
    made += paragraph(
        f"{many(found.looked_at, 'pair')} of notebooks were looked at, for wrong answers that "
        "hardly anybody else gave and for long runs of the same words. Alike is no verdict: those "
        "who learnt together, or read the same page, are alike too, and among many pairs some are "
        "alike by chance. It has no part in any points."
    )
    if not found.pairs:
        return made + paragraph("None are alike.")
    rows = []
    for one in found.pairs:
        prose = ", ".join(f"{name} ({share:.0%} of the shorter)" for name, share in one.prose)
        both = (ledger.shown(one.one), ledger.shown(one.other))
        rows.append((" and ".join(both), ", ".join(one.answers) or "–", prose or "–"))
    columns = ("students", "the same rare wrong answers", "the same words")
    return made + table("Notebooks that are alike", columns, rows)


def _changed(ledger: Ledger, found: Changes) -> str:
    if not found.by_student:
        return ""
    made = "<h2>Who changes?</h2>\n" + paragraph(told(found))
    rows = []
    for sid, points in found.by_student.items():
        mine = [one for one in found.changes if one.sid == sid and one.points]
        where = ", ".join(f"{one.question} {one.points:+g}" for one in mine)
        rows.append((ledger.shown(sid), f"{points:+g}", where))
    made += table("Points that change", ("student", "change", "through"), rows)
    return made + listed(["changes.csv has every question before and after."])
