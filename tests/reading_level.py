"""How hard prose is to read, counted plainly: length of sentences, share of long words.

No dictionary and no syllables, so nothing is downloaded. The readability libraries that were looked
at fetch a pronouncing dictionary when they are first used. LIX (Björnsson 1968) is the mean number
of words in a sentence plus the percentage of words of more than six letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
END = re.compile(r"(?:(?<=[.!?:])|(?<=[.!?][”’)*\"])|(?<=[.!?]\*\*))\s+(?=[^a-z]|s\d\d\b|\w+: )")
ABBREVIATIONS = re.compile(r"\b(e\.g|i\.e|Dr|No|Art|St)\.")


@dataclass(frozen=True)
class Level:
    """Sentences, and what was counted in them."""

    sentences: tuple[str, ...]

    @property
    def lengths(self) -> list[int]:
        """The number of words of each sentence."""
        return [len(WORD.findall(one)) for one in self.sentences]

    @property
    def mean(self) -> float:
        """The mean number of words in a sentence."""
        return sum(self.lengths) / len(self.lengths)

    @property
    def lix(self) -> float:
        """LIX: below 40 is easy, above 50 hard."""
        words = [word for one in self.sentences for word in WORD.findall(one)]
        long = sum(len(word) > 6 for word in words)
        return self.mean + 100 * long / len(words)


def level(*texts: str) -> Level:
    """The reading level of the prose in some Markdown texts."""
    return Level(tuple(one for text in texts for one in sentences(text)))


def sentences(markdown: str) -> list[str]:
    """The sentences of a Markdown text that are ours: no quotations, code or headings.

    The points of a list, the cells of a table and what ` · ` keeps apart are sentences of their
    own. What stands in backticks or in quotation marks counts as nothing in its sentence.
    """
    text = re.sub(r"```.*?```", "", markdown, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->|<[^>]*>", "", text, flags=re.DOTALL)
    lines = [line for line in text.splitlines() if line.lstrip()[:1] not in (">", "#")]
    lines = [line.replace("|", "\n\n") if line[:1] == "|" else line for line in lines]
    joined = re.sub(r"\n(?=\s*(?:[-*]|\d+\.)\s)", "\n\n", "\n".join(lines))
    found = []
    for paragraph in re.split(r"\n\s*\n", joined):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paragraph)
        plain = re.sub(r"`[^`]*`|“[^”]*”|\[\d+, \d+\)", "…", plain)
        plain = ABBREVIATIONS.sub(r"\1", " ".join(plain.split()))
        for piece in re.split(r" · ", plain):
            found += [one for one in END.split(piece) if WORD.search(one)]
    return found
