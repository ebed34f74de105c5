"""The reading library on the article and on a second, invented text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from course import balance, chain, load_article, mentions, paragraphs, quotations, sentences, span
from course.library import DataChanged, root
from course.reading.attribution import layers
from course.reading.document import byte_offset, from_utf16, mention_spans, overlap, to_utf16
from course.reading.quotations import quotation_spans, style_of
from course.records import Document, Span

# Invented: French marks, Windows line ends, and a character outside the Basic Multilingual Plane.
SECOND = Document(
    "Le phare \U0001f5fc reste ouvert\r\n\r\n"
    "«\u00a0Nous restons\u00a0», dit Anna. Bruno répond : «\u00a0Oui\r\n"
    "et non\u00a0».\r\n   \r\n"
    "Un mot sans fin : «\u00a0peut-être\r\n".encode(),
    "second",
)


def test_article_counts() -> None:
    article = load_article()
    assert (len(article.raw), len(article)) == (2955, 2910)
    assert article[335:341] == "Peskov"
    assert len(paragraphs(article)) == 18
    assert list(paragraphs(article)["id"])[::17] == ["P01", "P18"]


def test_every_paragraph_and_sentence_is_where_it_says() -> None:
    for text in (load_article(), SECOND):
        for frame in (paragraphs(text), sentences(text)):
            for row in frame.itertuples():
                assert text[row.start : row.end] == row.text
                assert row.text == row.text.strip()


def test_paragraphs_leave_out_only_line_breaks() -> None:
    for text in (load_article(), SECOND):
        left = list(text.text)
        for row in paragraphs(text).itertuples():
            left[row.start : row.end] = [""] * (row.end - row.start)
        assert "".join(left).strip() == ""
    assert len(paragraphs(SECOND)) == 3


def test_sentences_are_cut_after_closing_marks() -> None:
    found = list(sentences(Document("“One.” Two? «Three!» Four".encode()))["text"])
    assert found == ["“One.”", "Two?", "«Three!»", "Four"]


def test_span_keeps_words_and_context() -> None:
    found = span(load_article(), 335, 341)
    assert found == Span(335, 341, "Peskov")
    assert found.suffix.startswith(" recalled")
    with pytest.raises(ValueError, match="2910 characters"):
        span(load_article(), 2900, 2911)
    with pytest.raises(ValueError, match="not a place"):
        span(load_article(), 10, 5)


def test_mentions_are_whole_words() -> None:
    found = mentions(load_article(), "NATO")
    assert list(zip(found["start"], found["end"], strict=True)) == [(1697, 1701), (2777, 2781)]
    assert list(found["paragraph"]) == ["P09", "P16"]
    assert len(mention_spans("art start art", "art")) == 2
    with pytest.raises(ValueError, match="Give the word"):
        mentions(load_article(), " ")


def test_bytes_and_browser_units() -> None:
    assert byte_offset(load_article(), 335) == 345
    after_tower = SECOND.text.index("reste")
    assert to_utf16(SECOND, after_tower) == after_tower + 1
    # A text box shows CRLF as one character.
    second_paragraph = SECOND.text.index("«")
    assert to_utf16(SECOND, second_paragraph) == second_paragraph + 1 - 2


def test_browser_units_round_trip_at_every_place() -> None:
    for text in (load_article(), SECOND):
        for place in range(len(text) + 1):
            if text.text[place - 1 : place + 1] != "\r\n":  # a place no browser can name
                assert from_utf16(text, to_utf16(text, place)) == place


def test_quotation_marks_of_the_article() -> None:
    frame = balance(load_article()).set_index("id")
    assert frame[["opening", "closing"]].sum().tolist() == [9, 9]
    assert list(frame.index[~frame["balanced"]]) == ["P02", "P09"]
    found = quotations(load_article())
    assert len(found) == 8
    assert (91, 291) in set(zip(found["start"], found["end"], strict=True))


def test_quotations_of_the_second_text() -> None:
    assert style_of(SECOND) == "angle"
    found = quotations(SECOND)
    assert [text.strip() for text in found["exact"]] == [
        "Nous restons",
        "Oui\r\net non",
        "peut-être",
    ]
    assert list(found["closed"]) == [True, True, False]
    assert list(balance(SECOND)["balanced"]) == [True, True, False]


@pytest.mark.parametrize(
    ("text", "style", "inner"),
    [
        ('He said "yes" and "no".', "straight", ["yes", "no"]),
        ("Er sagte „ja“ und „nein“.", "low", ["ja", "nein"]),
        ("No marks here.", "curly", []),
    ],
)
def test_other_marks(text: str, style: str, inner: list[str]) -> None:
    assert style_of(text) == style
    assert [one.inner.exact for one in quotation_spans(text)] == inner


def test_chain_of_a_sentence() -> None:
    voices = chain("s04")
    assert list(voices["step"]) == list(range(1, len(voices) + 1))
    assert layers(voices) == 2
    for row in voices.itertuples():
        assert load_article()[row.start : row.end] == row.exact
    with pytest.raises(KeyError, match="s99"):
        chain("s99")


def test_overlap() -> None:
    assert overlap((0, 10), (0, 10)) == 1
    assert overlap((0, 10), (5, 15)) == pytest.approx(1 / 3)
    assert overlap((0, 1), (5, 6)) == 0
    assert overlap((3, 3), (3, 3)) == 1


def test_bytes_that_are_not_utf8_are_refused_with_the_place() -> None:
    with pytest.raises(ValueError, match="byte 3 cannot be read"):
        _ = Document(b"abc\x9d", "old").text


@pytest.mark.parametrize("change", [b"*", b"\n", None])
def test_a_changed_seed_is_refused(tmp_path: Path, change: bytes | None) -> None:
    name = "000_0e2c3ec265911d08.txt"
    source = root() / "seeds"
    (tmp_path / "SOURCES.toml").write_bytes((source / "SOURCES.toml").read_bytes())
    if change is not None:
        (tmp_path / name).write_bytes((source / name).read_bytes() + change)
    with pytest.raises(DataChanged, match="git checkout"):
        load_article(seeds=tmp_path)


def test_an_unknown_seed_names_the_known_ones() -> None:
    with pytest.raises(DataChanged, match="000_0e2c3ec265911d08"):
        load_article("001_other")
    assert hashlib.sha256(load_article().raw).hexdigest().startswith("cc714237")
