"""Variants on invented notices: texts nobody has seen before."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from course.exercises.invented import FORMS, notice, sentence
from course.exercises.variants.instance import Instance
from course.reading.quotations import balance, quotation_spans


def _on(number: int) -> str:
    return f"Load the invented notice with notice = practice_text({number})."


def paragraph_count(number: int) -> Instance:
    """How many paragraphs an invented notice has."""
    made = notice(number)
    count = len(made.paragraphs)
    lines = made.document.text.count("\n") + 1
    return Instance(
        "number",
        f"{_on(number)} How many paragraphs does it have?",
        "a whole number, for example 7",
        count,
        f"There are {count - 1} blank lines between paragraphs, so {count} paragraphs.",
        "What stands between two paragraphs, and how often does it stand there?",
        [
            (lines, "You split at every line break and counted the empty lines too."),
            (count - 1, "You counted what stands between the paragraphs. Is there one more?"),
        ],
    )


_SPLITTER = r"(?<=[.!?])\s+"


def splitter_pieces(number: int) -> Instance:
    """How many pieces the simple sentence splitter makes of an invented notice."""
    text = notice(number).document.text
    pieces = len(re.split(_SPLITTER, text))
    return Instance(
        "number",
        f'{_on(number)} How many pieces does re.split(r"{_SPLITTER}", notice.text) give?',
        "a whole number, for example 7",
        pieces,
        f"The pattern finds {pieces - 1} places to cut, which makes {pieces} pieces.",
        "Run the line and count with len( ). What do you get?",
        [(pieces - 1, "You counted the cuts. How many pieces do they make?")],
    )


def mark_counts(number: int) -> Instance:
    """How many opening and closing marks an invented notice has."""
    text = notice(number).document.text
    opening, closing = text.count("\u201c"), text.count("\u201d")
    return Instance(
        "record",
        f"{_on(number)} How many opening and how many closing curly marks does it have?",
        'a dict, for example {"opening": 3, "closing": 5}',
        {"opening": opening, "closing": closing},
        f"There are {opening} opening and {closing} closing marks.",
        "Opening and closing marks are two different characters. Did you count each?",
        [({"opening": closing, "closing": opening}, "You changed the two over. Which mark opens?")],
        {"parts": {"opening": "number", "closing": "number"}},
    )


def unbalanced_paragraphs(number: int) -> Instance:
    """Which paragraphs of an invented notice have unequal marks."""
    made = notice(number)
    frame = balance(made.document, "curly")
    broken = list(frame.loc[~frame["balanced"], "id"])
    return Instance(
        "set",
        f"{_on(number)} In which paragraphs do opening and closing marks differ in number?",
        'a set of ids, for example {"P08", "P09"}; set() for none',
        broken,
        "balance(notice) shows it paragraph by paragraph.",
        "A whole file can look balanced. What does each paragraph say?",
        [([], "You looked at the whole file, or trusted your eye. Count inside each paragraph.")],
        {"options": list(frame["id"])},
    )


def _quotation_of(number: int) -> tuple[int, Any]:
    found = [one for one in quotation_spans(notice(number).document, "curly") if one.closed]
    place = number % len(found)
    return place + 1, found[place]


def quotation_span(number: int) -> Instance:
    """Where a quotation of an invented notice begins and ends, its marks included."""
    place, one = _quotation_of(number)
    start, end = one.outer.start, one.outer.end
    return Instance(
        "span",
        f"{_on(number)} Give (start, end), with the marks, of the closed quotation that begins "
        f"with \u201c{' '.join(one.inner.exact.split()[:3])}\u201d (number {place} of those that "
        "are closed).",
        "two whole numbers in round brackets, for example (10, 44)",
        [start, end],
        f"notice.text[{start}:{end}] begins and ends with its marks.",
        "Print your slice. Does it begin with an opening mark and end with a closing one?",
        [
            ([start + 1, end - 1], "You left the marks out. The task asks for them too."),
            ([start, end - 1], "The closing mark is missing: the end is one place past it."),
        ],
    )


def quoted_characters(number: int) -> Instance:
    """How many characters a quotation of an invented notice has, its marks left out."""
    place, one = _quotation_of(number)
    length = len(one.inner.exact)
    return Instance(
        "number",
        f"{_on(number)} How many characters does the closed quotation number {place} have, "
        f"the marks left out? It begins \u201c{' '.join(one.inner.exact.split()[:3])}\u201d.",
        "a whole number, for example 70",
        length,
        f"It runs from {one.inner.start} to {one.inner.end}, which is {length} characters.",
        "The end minus the start gives the length. Which characters did you include?",
        [(length + 2, "You counted the two marks too. The task leaves them out.")],
    )


_FORM_WORDS = {
    "direct": "all that is reported stands between marks",
    "indirect": "speech is reported, without marks",
    "mixed": "a report runs into words between marks",
    "none": "nobody's speech is reported",
}


def reported_kind(number: int) -> Instance:
    """Whether an invented sentence is direct, indirect, mixed or no report of speech."""
    random = Random(f"form {number}")
    form = FORMS[number % len(FORMS)]
    one = sentence(random, form)
    return Instance(
        "word",
        f"Is this invented sentence direct, indirect, mixed or none? {one.text}",
        'one of "direct", "indirect", "mixed", "none"',
        form,
        f"Here {_FORM_WORDS[form]}.",
        "Is there a reporting verb? Are there marks? What stands outside them?",
        [
            (other, f"That would mean: {words}. Is it so in this sentence?")
            for other, words in _FORM_WORDS.items()
        ],
    )


def sources_missing(number: int) -> Instance:
    """Which of five invented sentences name no source."""
    random = Random(f"sources {number}")
    forms = ["none", "none", *random.choices(FORMS[:3], k=2), random.choice(FORMS)]
    random.shuffle(forms)
    made = [sentence(random, form) for form in forms]
    letters = "abcde"
    shown = " ".join(f"({letter}) {one.text}" for letter, one in zip(letters, made, strict=True))
    answer = [letter for letter, one in zip(letters, made, strict=True) if one.form == "none"]
    return Instance(
        "set",
        f"Which of these invented sentences name no source at all? {shown}",
        'a set of letters, for example {"a", "b"}',
        answer,
        "The others have a speaker and a verb of saying.",
        "For each sentence: is somebody named who says it, and by which verb?",
        [([one for one in letters if one not in answer], "These are the ones with a source.")],
        {"options": list(letters)},
    )
