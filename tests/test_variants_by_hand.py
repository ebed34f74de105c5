"""Answers of variants, worked out a second way."""

from __future__ import annotations

import re

import pytest

from course import load_article, practice_text
from course.exercises.invented import notice
from course.exercises.variants import GENERATORS

TEXT = load_article().text


@pytest.mark.parametrize("number", range(25))
def test_on_the_article(number: int) -> None:
    made = GENERATORS["character_at"](number)
    place = int(re.findall(r"offset (\d+)", made.task)[0])
    assert list(TEXT)[place] == made.answer

    made = GENERATORS["mention_span"](number)
    word = re.findall("“(.+?)”", made.task)[0]
    start, end = made.answer
    assert TEXT[start:end] == word
    assert word not in TEXT[:start]

    made = GENERATORS["byte_drift"](number)
    word = re.findall("“(.+?)”", made.task)[0]
    assert TEXT.encode().index(word.encode()) - TEXT.index(word) == made.answer

    made = GENERATORS["mention_count"](number)
    word = re.findall("“(.+?)”", made.task)[0]
    assert len([one for one in re.split(r"\W+", TEXT) if one == word]) == made.answer

    made = GENERATORS["absent_words"](number)
    shown = made.task.split(": ")[1].rstrip("?").split(", ")
    assert {word for word in shown if word.lower() not in TEXT.lower()} == set(made.answer)


@pytest.mark.parametrize("number", range(25))
def test_on_invented_notices(number: int) -> None:
    text = practice_text(number).text
    assert text.startswith("Invented notice")
    assert GENERATORS["paragraph_count"](number).answer == len(text.split("\n\n"))
    assert set(GENERATORS["unbalanced_paragraphs"](number).answer) == notice(number).broken
    start, end = GENERATORS["quotation_span"](number).answer
    assert (text[start], text[end - 1]) == ("“", "”")
    assert "“" not in text[start + 1 : end - 1]
    assert GENERATORS["quoted_characters"](number).answer == end - start - 2
    task = GENERATORS["reported_kind"](number)
    words = task.task.split("none? ")[1]
    verb = re.search(r" (said|argued|stressed|recalled|added|announced)\b", words)
    form = "none" if not verb else "indirect" if "“" not in words else "direct"
    if form == "direct" and not words.startswith("“"):
        form = "mixed"
    assert task.answer == form
