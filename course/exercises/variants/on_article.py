"""Variants on the article: another word, another place, another quotation."""

from __future__ import annotations

import re
from functools import cache
from random import Random
from typing import Any

from course.exercises.variants.instance import Instance
from course.library import load_article, table
from course.reading.document import byte_offset, mention_spans


@cache
def _words() -> tuple[str, ...]:
    """Words of the article whose first letters-only match is also their first whole mention."""
    text = load_article().text
    words = dict.fromkeys(re.findall(r"[A-Za-z]{6,}", text))
    return tuple(
        word
        for word in words
        if word != "Peskov" and text.find(word) == mention_spans(text, word)[0].start
    )


def character_at(number: int) -> Instance:
    """Which character stands at an offset: curly marks, apostrophes and the letters after them."""
    text = load_article().text
    odd = [place for place, character in enumerate(text) if ord(character) > 127 and place > 43]
    places = sorted({*odd, *(place + 1 for place in odd)})
    place = places[number % len(places)]
    straight = {"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"}
    wrong = [
        (text[place - 1], "This one stands one place earlier. Does Python count from 0 or 1?"),
        (text[place + 1], "This one stands one place later. Did you skip a mark?"),
    ]
    if text[place] in straight:
        wrong.append((straight[text[place]], "Look closer at the mark: is it straight or curly?"))
    return Instance(
        "word",
        f"Which character stands at offset {place} of the article?",
        'one character in quotation marks, for example "k"',
        text[place],
        f"article.text[{place}] is {text[place]!r}.",
        f"Ask Python: what does article.text[{place}] show?",
        wrong,
        {"exactly": True},
    )


def mention_span(number: int) -> Instance:
    """The span of a word's first mention."""
    article = load_article()
    word = _words()[number % len(_words())]
    found = mention_spans(article, word)[0]
    start, end = found.start, found.end
    return Instance(
        "span",
        f"Give (start, end) of the first \u201c{word}\u201d in the article.",
        "two whole numbers in round brackets, for example (10, 14)",
        [start, end],
        f"article.text.find({word!r}) gives {start}, and {start} + {len(word)} is {end}.",
        "Where does the word begin, and how many characters has it?",
        [
            (
                [start, end - 1],
                "The end is one place past the last character. Print the slice: is it whole?",
            ),
            (
                [start + 1, end + 1],
                "Both numbers are one too large. Where does Python begin to count?",
            ),
            (
                [byte_offset(article, start), byte_offset(article, end)],
                "These are offsets in bytes. How many bytes does a curly mark take?",
            ),
        ],
    )  # fmt: skip


def byte_drift(number: int) -> Instance:
    """How far byte offset and character offset of a word lie apart."""
    article = load_article()
    late = [word for word in _words() if article.text.find(word) > 43]
    word = late[number % len(late)]
    start = article.text.find(word)
    drift = byte_offset(article, start) - start
    marks = sum(ord(character) > 127 for character in article.text[:start])
    return Instance(
        "number",
        f"By how much is the byte offset of the first \u201c{word}\u201d larger than its "
        "character offset?",
        "a whole number, for example 3",
        drift,
        f"{marks} characters before it are not ASCII; together they take {drift} extra bytes.",
        "Encode the text before the word and compare the two lengths. What do you get?",
        [
            (
                0,
                "Then bytes and characters would be the same. What stands before it?",
            ),
            (marks, "You counted the unusual characters. How many extra bytes has each?"),
            (
                drift + marks,
                "You counted all bytes of the marks. One of them is the character itself.",
            ),
        ],
    )


def mention_count(number: int) -> Instance:
    """How often a word stands in the file, as a whole word."""
    text = load_article().text
    words = dict.fromkeys(re.findall(r"[A-Za-z]{4,}", text))
    often = [word for word in words if len(mention_spans(text, word)) > 1]
    word = often[number % len(often)]
    count = len(mention_spans(text, word))
    return Instance(
        "number",
        f"How often does \u201c{word}\u201d stand in the file as a whole word, written just so?",
        "a whole number, for example 7",
        count,
        f"mentions(article, {word!r}) has {count} rows.",
        "find( ) stops at the first one. Which tool gives all of them?",
        [
            (1, "You found the first. Are there more after it?"),
            (text.count(word), "You also counted places inside longer words. Are they mentions?"),
            (
                text.casefold().count(word.casefold()),
                "You also counted other spellings, such as capitals. Is that asked for?",
            ),
        ],
    )  # fmt: skip


_ABSENT = (
    "Berlin", "Geneva", "London", "Paris", "minister", "agreement", "spokeswoman", "ambassador",
    "Beijing", "Vienna", "parliament", "interview", "yesterday", "tomorrow", "Monday", "summit",
    "uranium", "reactor", "satellite", "Helsinki", "signature", "journalist", "editor", "photo",
)  # fmt: skip
_PRESENT = (
    "Sputnik", "Telegram", "Vladimir", "Washington", "Moscow", "Medvedev", "bunkers", "sanctions",
    "Security", "regime", "missiles", "spokesperson", "platform", "weapons", "intervention",
    "cumulative",
)  # fmt: skip


def absent_words(number: int) -> Instance:
    """Which of eight words do not occur in the text."""
    random = Random(f"absent {number}")
    missing, there = random.sample(_ABSENT, 4), random.sample(_PRESENT, 4)
    shown = random.sample(missing + there, 8)
    slips: list[tuple[Any, str]] = [
        (there, "These are the ones that do occur. The question asks for the others.")
    ]
    return Instance(
        "set",
        f"Which of these words do NOT occur in the text: {', '.join(shown)}?",
        'a set of words, for example {"apple", "pear"}',
        missing,
        "Searching for each word finds: " + ", ".join(sorted(there)) + ".",
        "Do not trust memory: what does \u201cword\u201d in article.text say for each?",
        slips,
        {"options": shown},
    )


_VOICES = {
    "a": ("peskov", "Peskov"),
    "b": ("putin", "Putin, as recalled by Peskov"),
    "c": ("nsc", "a representative of the US National Security Council"),
    "d": ("medvedev", "Medvedev"),
    "e": ("not stated", "the text does not say"),
}


def _voice(code: object) -> str:
    return next(letter for letter, (known, _) in _VOICES.items() if known == code)


def speaker_of(number: int) -> Instance:
    """Whose words a piece of a quotation is."""
    pieces = [
        (" ".join(words[place : place + 5]), _voice(row["speaker"]), str(row["id"]))
        for row in table("quotations").to_dict("records")
        for words in [str(row["exact"]).split()]
        for place in range(0, max(1, len(words) - 4), 3)
    ]
    piece, letter, home = pieces[number % len(pieces)]
    return Instance(
        "choice",
        f"Whose words does the text give as \u201c{piece}\u201d?",
        'one letter, for example "e"',
        letter,
        f"They stand in quotation {home}; the text gives them to: {_VOICES[letter][1]}.",
        "Find the piece in the text. Which cue stands before or after its quotation?",
        settings={"options": {key: words for key, (_, words) in _VOICES.items()}},
    )
