"""Explorers with real widgets: every option of every control, and what each reading says."""

from __future__ import annotations

import pytest
from shown import readings

from course import article_reader, check, load_article, span_picker, table
from course.codebook import glossary, group, label
from course.exercises.catalogue import exercise
from course.exercises.match import example
from course.explorers.layers import LAYERS, runs
from course.explorers.picker import SpanPicker
from course.records import Document


def test_every_layer_and_every_row() -> None:
    reader = article_reader()
    text = load_article().text
    assert [value for _, value in reader.choice.options] == list(LAYERS)
    for name in LAYERS:
        reader.choice.value = name
        assert not reader.is_open
        assert reader.row.disabled
        reader.show.click()
        assert reader.is_open
        assert not reader.row.disabled
        for row in reader.row.options:
            reader.row.value = row
            assert row in reader.room.sentence
            assert reader.pane.picked == row
            assert row in reader.facts.value
        for mark in reader.marks().itertuples():
            assert 0 <= mark.start < mark.end <= len(text)


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda one: one.name)
def test_a_layer_opens_with_its_exercise(layer: object) -> None:
    reader = article_reader([layer.name])  # type: ignore[attr-defined]
    closed = reader.room.sentence
    assert "closed" in closed
    check(layer.opens_with, ...)  # type: ignore[attr-defined]
    assert reader.room.sentence == closed, "an empty answer opens nothing"
    check("00.1", 3)
    assert reader.room.sentence == closed, "another exercise opens nothing"
    check(layer.opens_with, object())  # type: ignore[attr-defined]
    assert reader.room.sentence == closed, "an answer that cannot be read opens nothing"
    record = exercise(layer.opens_with)  # type: ignore[attr-defined]
    check(record.id, example(record, record.wrong[0]))
    assert reader.is_open
    assert "closed" not in reader.room.sentence


def test_a_reader_made_after_the_exercise_is_open() -> None:
    record = exercise("01.2")
    check(record.id, example(record, record.wrong[0]))
    reader = article_reader(["kinds"])
    assert reader.is_open
    assert "P01" in reader.room.sentence


def test_a_closed_layer_gives_nothing_away() -> None:
    reader = article_reader(["kinds", "speakers"])
    plain, html = readings(reader)
    assert reader.marks().empty
    assert all(not run["row"] for run in reader.pane.runs)
    for answer in ("boilerplate", "headline", "Peskov", "Medvedev"):
        assert answer not in plain + html


def test_from_a_mark_to_its_row_and_back() -> None:
    reader = article_reader(["kinds"])
    reader.show.click()
    reader.pane.picked = "P10"  # what a click on the mark sends
    assert reader.row.value == "P10"
    assert "boilerplate" in reader.room.sentence
    reader.next.click()
    assert (reader.row.value, reader.pane.picked) == ("P11", "P11")
    reader.back.click()
    assert reader.row.value == "P10"
    reader.row.value = "P01"
    reader.back.click()
    assert reader.row.value == "P18"
    reader.pane.picked = "no such row"
    assert reader.row.value == "P18"


def test_three_readings_agree() -> None:
    reader = article_reader(["kinds"])
    reader.show.click()
    plain, html = readings(reader)
    assert plain == f"Article reader. {reader.room.sentence}"
    assert html.count("<tr>") == 18
    assert len(html) < 10_000, "the stored table holds rows, not the article"


def test_runs_hold_the_whole_text_and_the_narrowest_mark() -> None:
    text = load_article().text
    for layer in LAYERS.values():
        cut = runs(text, layer.marks(load_article()))
        assert "".join(run["text"] for run in cut) == text
        shown = {row for run in cut for row in run["rows"]}
        assert all(run["row"] in run["rows"] for run in cut if run["rows"])
        assert shown == set(layer.marks(load_article())["row"]), layer.name


def test_unknown_layer_is_named() -> None:
    with pytest.raises(ValueError, match="There are: kinds"):
        article_reader(["colours"])


def test_picker_from_the_page_to_numbers() -> None:
    picker = span_picker()
    assert "Nothing is marked" in picker.room.sentence
    picker.box.units = [335, 341]  # what the browser sends for a selection
    assert (picker.start.value, picker.end.value) == (335, 341)
    assert "[335, 341) holds 6 characters: 'Peskov'" in picker.room.sentence
    assert "article.text[335:341]" in picker.code.value
    plain, html = readings(picker)
    assert "Peskov" in plain
    assert "Peskov" in html


def test_picker_from_numbers_to_the_page() -> None:
    picker = span_picker()
    picker.end.value = 341
    picker.start.value = 335
    assert picker.box.units == [335, 341]
    picker.start.value = 400  # past the end: nothing is moved until the end follows
    assert picker.span.exact == "Peskov"
    picker.end.value = 410
    assert (picker.span.start, picker.span.end) == (400, 410)
    picker.end.value = 99_999  # held inside the text by the control
    assert picker.span.end == len(load_article())


def test_picker_counts_characters_where_the_browser_counts_units() -> None:
    picker = SpanPicker(Document("a\U0001f5fcb\r\nc".encode(), "invented"))
    picker.box.units = [3, 4]
    assert picker.span.exact == "b"
    picker.box.units = [4, 6]
    assert picker.span.exact == "\r\nc"


def test_the_codebook_is_a_glossary() -> None:
    assert list(glossary("segment_kind")["code"]) == ["headline", "body", "boilerplate"]
    assert label("voice", "nsc")
    with pytest.raises(KeyError, match="not a code"):
        label("voice", "nobody")
    with pytest.raises(KeyError, match="no group"):
        group("colours")


def test_a_table_is_typed_and_an_unknown_one_named() -> None:
    frame = table("segments")
    assert frame["start"].dtype.kind == "i"
    with pytest.raises(KeyError, match="There are"):
        table("nothing")


def test_a_long_passage_is_told_with_both_ends() -> None:
    """Who hears the page checks the end of a span as well as its beginning."""
    picker = span_picker()
    found = picker.pick(1147, 1267)
    assert found.exact[:20] in picker.room.sentence
    assert found.exact[-20:] in picker.room.sentence
    assert found.exact not in picker.room.sentence


def test_a_single_mark_is_told_with_the_words_around_it() -> None:
    reader = article_reader(["marks"])
    reader.show.click()
    picked = reader.marks().iloc[3]
    reader.row.value = picked["row"]
    text = reader.document.text
    assert repr(text[picked["start"] : picked["end"]]) in reader.room.sentence
    assert text[picked["end"] : picked["end"] + 15].split("\n")[0] in reader.room.sentence
