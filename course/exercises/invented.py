"""Short invented notices for practice: nothing in them happened, and each says so."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from course.records import Document

if TYPE_CHECKING:
    import pandas as pd

_WHO = (
    "Mayor Lind", "Captain Osei", "Dr Ferrer", "Ms Tanaka", "Mr Novak", "the harbour office",
    "the bus company", "the school board", "the library", "the market council",
)  # fmt: skip
_CLAIMS = (
    "the bridge will stay open", "the new timetable is ready", "the old crane must go",
    "the water is clean again", "the market moves to the square", "the roof needs repair",
    "the ferry runs every hour", "the books can come home", "the lamps are paid for",
    "the path along the river is safe",
)  # fmt: skip
_PARTS = (
    "only if the council pays", "not before the summer", "if the neighbours agree",
    "as long as the money lasts", "unless it rains for a week", "for everybody who asks",
    "after a second look", "whatever the cost", "without a new tax", "in small steps",
)  # fmt: skip
_VERBS = ("said", "argued", "stressed", "recalled", "added", "announced")
_PLAIN = (
    "Work on the quay began in spring.", "The hall was full on both evenings.",
    "Two streets were closed all day.", "The plan has three parts.",
    "Nobody has counted the visitors.", "The notice hangs at the town hall.",
    "The old map shows another line.", "The meeting ended late.",
)  # fmt: skip
_LINKS = ("See also: Ten ways to grow beans", "Also read: Choir looks for voices")

_LINK_AT = 3
"""The place of the line that does not belong to the notice."""

FORMS = ("direct", "indirect", "mixed", "none")


@dataclass(frozen=True)
class Sentence:
    """One invented sentence: its words, the form of its report, and who speaks (if anyone)."""

    text: str
    form: str
    speaker: str


@dataclass(frozen=True)
class Notice:
    """One invented notice, and what is known of it because it was made."""

    document: Document
    paragraphs: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    broken: frozenset[str]


def sentence(random: Random, form: str) -> Sentence:
    """One invented sentence whose report has the given form."""
    who, verb = random.choice(_WHO), random.choice(_VERBS)
    claim, part = random.choice(_CLAIMS), random.choice(_PARTS)
    name = who[0].upper() + who[1:]
    if form == "direct":
        text = f"\u201c{claim[0].upper()}{claim[1:]}, {part},\u201d {who} {verb}."
    elif form == "indirect":
        text = f"{name} {verb} that {claim}, {part}."
    elif form == "mixed":
        text = f"{name} {verb} that {claim}, \u201cbut {part}\u201d."
    else:
        return Sentence(random.choice(_PLAIN), form, "")
    return Sentence(text, form, who)


def notice(number: int) -> Notice:
    """The invented notice with this number; the same number always gives the same text.

    One to three of its paragraphs have a quotation mark too many or too few.
    """
    random = Random(f"notice {number}")
    made = [sentence(random, random.choice(FORMS)) for _ in range(random.randint(6, 11))]
    made[0] = sentence(random, "direct")
    made[2] = sentence(random, "mixed")
    blocks: list[str] = ["Invented notice for practice"]
    quoted: list[int] = []
    index = 0
    while index < len(made):
        size = random.choice((1, 1, 2))
        blocks.append(" ".join(one.text for one in made[index : index + size]))
        if "\u201c" in blocks[-1]:
            quoted.append(len(blocks) - 1)
        index += size
    damaged = random.sample(quoted, k=min(len(quoted), random.randint(1, 3)))
    for place in damaged:
        blocks[place] = _damage(random, blocks[place])
    blocks.insert(_LINK_AT, random.choice(_LINKS))
    final = [place + (place >= _LINK_AT) for place in damaged]
    return Notice(
        Document("\n\n".join(blocks).encode("utf-8"), f"notice {number}"),
        tuple(blocks),
        tuple(made),
        frozenset(f"P{place + 1:02d}" for place in final),
    )


def _damage(random: Random, text: str) -> str:
    """The text with its first opening mark doubled, or its last closing mark lost or doubled."""
    way = random.choice(("double opening", "lost closing", "double closing"))
    if way == "double opening":
        return text.replace("\u201c", "\u201cSo\u201c", 1)
    place = text.rindex("\u201d")
    middle = "" if way == "lost closing" else "\u201d \u201d"
    return text[:place] + middle + text[place + 1 :]


def practice_text(number: int) -> Document:
    """An invented notice to practise on; it was made up for this course."""
    return notice(number).document


_Row = tuple[str, int, int, str]
_LENGTHS = (2, 3, 3, 4)
"""How many words a row of a practice table has as its evidence."""


def practice_table(number: int) -> pd.DataFrame:
    """A table of statements over practice_text(number): id, speaker, start, end, evidence.

    Invented like the text. In one to three of its rows the words do not stand at the place.
    """
    import pandas as pd

    random = Random(f"table {number}")
    made = notice(number)
    text = made.document.text
    rows: list[_Row] = []
    for one in (sentence for sentence in made.sentences if sentence.speaker):
        words = _unmarked(random, one.text)
        start = text.index(words)
        rows.append((one.speaker, start, start + len(words), words))
    for place in random.sample(range(len(rows)), k=min(len(rows) - 1, random.randint(1, 3))):
        rows[place] = _spoilt(random, text, *rows[place])
    frame = pd.DataFrame(rows, columns=["speaker", "start", "end", "evidence"])
    frame.insert(0, "id", [f"r{place:02d}" for place in range(1, len(rows) + 1)])
    return frame


def _unmarked(random: Random, text: str) -> str:
    """A few words of a sentence that stand together, with no quotation mark among them."""
    pieces = [one.split() for one in text.replace("\u201d", "\u201c").split("\u201c")]
    words = max(pieces, key=len)
    length = min(random.choice(_LENGTHS), len(words))
    start = random.randrange(len(words) - length + 1)
    return " ".join(words[start : start + length]).rstrip(".,")


def _spoilt(random: Random, text: str, speaker: str, start: int, end: int, words: str) -> _Row:
    """The row with a slip that people make: counted from 1, in bytes, one short, or typed."""
    slip = random.choice(("from one", "bytes", "one short", "typed"))
    if slip == "typed":
        return speaker, start, end, words.replace(" ", "  ", 1)
    if slip == "one short":
        return speaker, start, end - 1, words
    drift = len(text[:start].encode("utf-8")) - start if slip == "bytes" else 0
    drift = drift or 1
    return speaker, start + drift, end + drift, words
