"""The coder with real widgets, and the student's file: saved, kept, loaded, broken."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from shown import readings

from course import check, load_article, my_coding, progress, speech_act_coder, table
from course.codebook import group
from course.coding import BEFORE, FILE, BrokenCoding, Coded, Task, body_task, read_coding
from course.explorers.coder import SpeechActCoder
from course.records import Document

TASK = body_task()
HEAD = "sentence,label,start,end,exact"
CODES = group("speech_act")


@pytest.fixture
def coder(tmp_path: Path) -> SpeechActCoder:
    return speech_act_coder(tmp_path)


def press(coder: SpeechActCoder, words: str) -> None:
    made = [*coder.steps, *coder.files, coder.comparison.curtain.button]
    next(button for button in made if button.description == words).click()


def write(folder: Path, *lines: str) -> None:
    (folder / FILE).write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")


def give_all(coder: SpeechActCoder, labels: dict[str, str]) -> None:
    for sentence, label in labels.items():
        coder.place.value = sentence
        coder.label.value = label


def labels_of(name: str) -> dict[str, str]:
    coders = table("coders")
    mine = coders[(coders["coder"] == name) & coders["sentence"].isin(list(TASK.sentences))]
    return dict(zip(mine["sentence"], mine["label"], strict=True))


# --- one sentence after the other ---------------------------------------------------------------


def test_every_label_of_every_sentence(coder: SpeechActCoder) -> None:
    text = load_article().text
    assert list(coder.place.options) == list(TASK.sentences)
    assert len(TASK.sentences) == 14
    assert [value for _, value in coder.label.options] == ["", *(one["code"] for one in CODES)]
    for sentence, (start, end) in TASK.sentences.items():
        coder.place.value = sentence
        assert coder.box.text == text[start:end]
        assert sentence in coder.box.label
        for code in CODES:
            coder.label.value = code["code"]
            assert coder.labels[sentence] == code["code"]
            assert f"labelled “{code['code']}”" in coder.room.sentence
            assert code["definition"].split(".")[0] in coder.definition.value
            assert "Beside it" in coder.definition.value
            assert str(code["example"]) not in coder.definition.value, "an example is an answer"
        coder.label.value = ""
        assert sentence not in coder.labels
        assert "not labelled yet" in coder.room.sentence


def test_previous_and_next_go_round_and_keep_what_was_done(coder: SpeechActCoder) -> None:
    coder.label.value = "threat"
    press(coder, "Previous sentence")
    assert (coder.place.value, coder.label.value) == ("s17", "")
    press(coder, "Next sentence")
    assert (coder.place.value, coder.label.value) == ("s03", "threat")
    press(coder, "Next sentence")
    assert (coder.place.value, coder.label.value) == ("s04", "")
    assert coder.labels == {"s03": "threat"}


def test_words_are_marked_in_the_sentence_and_counted_in_the_text(coder: SpeechActCoder) -> None:
    coder.place.value = "s04"
    coder.box.units = [136, 140]  # what the browser sends for a selection
    assert (coder.now.start, coder.now.end) == (471, 475)
    assert coder.now.exact == load_article().text[471:475] == "but "
    assert "the words “but ” marked" in coder.room.sentence
    press(coder, "Next sentence")
    assert coder.box.units == [0, 0]
    press(coder, "Previous sentence")
    assert coder.box.units == [136, 140]
    press(coder, "Unmark the words")
    assert coder.now.exact == ""
    assert coder.box.units == [0, 0]
    coder.mark(471, 502)
    assert coder.box.units == [136, 167]
    with pytest.raises(ValueError, match="does not lie in s04"):
        coder.mark(0, 5)


def test_units_of_the_browser_become_characters(tmp_path: Path) -> None:
    document = Document("\U0001f5fc is here. And there.".encode(), "invented")
    task = Task(document, {"s1": (0, 10), "s2": (11, 21)}, ["x"])
    coders = pd.DataFrame([("s1", "A", "x")], columns=["sentence", "coder", "label"])
    code = {"code": "x", "label": "ex", "definition": "An x.", "neighbour": "A y."}
    small = SpeechActCoder(task, [code], coders, tmp_path)
    small.box.units = [3, 5]
    assert (small.now.start, small.now.exact) == (2, "is")
    assert small.comparison.is_open, "no exercise, no curtain"
    small.label.value = "x"
    assert "same label to 1 of 1" in small.room.sentence
    assert "not defined" in small.room.sentence, "one label throughout has no kappa"


def test_the_line_of_python_is_the_answer(coder: SpeechActCoder) -> None:
    coder.label.value = "offer"
    assert "answer_04_1 = {" in coder.code.value
    assert "s03" in coder.code.value


def test_three_readings(coder: SpeechActCoder) -> None:
    coder.label.value = "offer"
    plain, html = readings(coder)
    assert plain == f"Speech act coder. {coder.room.sentence}"
    assert "1 of 14 sentences" in plain
    assert html.count("<tr") == 15
    text = load_article().text
    assert all(text[start:end] not in html for start, end in TASK.sentences.values())


def test_every_control_has_its_class(coder: SpeechActCoder) -> None:
    controls = [coder.place, coder.label, coder.comparison.other, *coder.steps, *coder.files]
    for control in (*controls, coder.comparison.curtain.button):
        assert any(name.startswith("owt-") for name in control._dom_classes), control.description


# --- the comparison -----------------------------------------------------------------------------


def test_the_closed_comparison_gives_nothing_away(coder: SpeechActCoder) -> None:
    plain, html = readings(coder)
    assert "closed" in plain
    assert "04.1" in plain
    assert "coder" not in html.lower().replace("speech act coder", "")
    for code in CODES:
        assert code["code"] not in (plain + html).replace("none of", ""), code["code"]
    assert coder.comparison.chart.outputs == ()
    assert coder.comparison.numbers.value == ""
    assert coder.comparison.other.disabled
    give_all(coder, labels_of("C"))
    assert coder.comparison.chart.outputs == ()
    assert "kappa" not in "".join(readings(coder))


def test_it_opens_on_request_and_says_what_it_shows(coder: SpeechActCoder) -> None:
    press(coder, "Show the comparison anyway")
    assert "Label a sentence" in coder.room.sentence
    assert coder.comparison.chart.outputs == ()
    give_all(coder, labels_of("B"))
    said = coder.room.sentence
    assert coder.comparison.other.value == "A"
    assert "You and coder A give the same label to 10 of 14 sentences" in said
    assert "agreement 0.714, kappa 0.641, alpha 0.652" in said
    assert "0.641" in coder.comparison.numbers.value
    assert "invented for teaching" in coder.comparison.numbers.value
    data = coder.comparison.chart.outputs[0]["data"]
    assert data["text/plain"] in said
    assert data["application/vnd.plotly.v1+json"]["data"]
    assert "coder A (invented)" in readings(coder)[1]
    coder.comparison.other.value = "B"
    assert "same label to 14 of 14 sentences. In numbers" in coder.room.sentence
    assert "coder B (invented)" in readings(coder)[1]


def test_every_other_coder_is_labelled_as_invented(coder: SpeechActCoder) -> None:
    names = [words for words, _ in coder.comparison.other.options]
    assert names == ["coder A (invented for teaching)", "coder B (invented for teaching)"]


def test_alpha_of_three_with_a_gap(coder: SpeechActCoder) -> None:
    press(coder, "Show the comparison anyway")
    give_all(coder, labels_of("C"))
    assert "alpha of you with coder A and coder B 0.641" in coder.room.sentence


def test_it_opens_with_its_exercise(coder: SpeechActCoder) -> None:
    check("00.1", 3)
    assert not coder.comparison.is_open
    progress.note_attempt("04.1")
    assert coder.comparison.is_open
    assert not coder.comparison.other.disabled
    assert coder.comparison.curtain.button.layout.display == "none"


# --- the file -----------------------------------------------------------------------------------


def test_save_and_load(coder: SpeechActCoder, tmp_path: Path) -> None:
    press(coder, "Save")
    assert "nothing to save yet" in coder.room.sentence
    assert not (tmp_path / FILE).exists()
    press(coder, "Load")
    assert "no my_coding.csv in your folder yet" in coder.room.sentence
    give_all(coder, {"s03": "offer", "s04": "condition"})
    coder.mark(471, 502)
    press(coder, "Save")
    assert "Saved in my_coding.csv: 2 sentences." in coder.room.sentence
    assert (tmp_path / FILE).read_bytes().decode() == (
        f"{HEAD}\ns03,offer,,,\ns04,condition,471,502,but only if it is comprehensive\n"
    )
    assert os.listdir(tmp_path) == [FILE], "nothing half written is left"
    again = speech_act_coder(tmp_path)
    assert "press Load to go on" in again.room.sentence
    assert again.labels == {}
    press(again, "Load")
    assert again.coded == coder.coded
    assert "Loaded from my_coding.csv: 2 sentences." in again.room.sentence


def test_an_older_file_is_kept_beside(coder: SpeechActCoder, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff what somebody else wrote")
    coder.label.value = "offer"
    press(coder, "Save")
    assert "is now my_coding.before.csv" in coder.room.sentence
    assert (tmp_path / BEFORE).read_bytes() == b"\xff what somebody else wrote"
    coder.label.value = "condition"
    press(coder, "Save")  # its own file is not "older"
    assert "before" not in coder.room.sentence.split("“")[0]
    assert (tmp_path / BEFORE).read_bytes() == b"\xff what somebody else wrote"
    assert read_coding(tmp_path, TASK) == (Coded("s03", "condition"),)


def test_unsaved_work_is_replaced_at_the_second_press_only(
    coder: SpeechActCoder, tmp_path: Path
) -> None:
    write(tmp_path, "s03,threat,,,")
    coder.label.value = "offer"
    press(coder, "Load")
    assert "Press Load again" in coder.room.sentence
    assert coder.labels == {"s03": "offer"}
    coder.label.value = "refusal"  # a change takes the permission back
    press(coder, "Load")
    assert coder.labels == {"s03": "refusal"}
    press(coder, "Load")
    assert coder.labels == {"s03": "threat"}
    assert coder.label.value == "threat"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    coder = speech_act_coder(tmp_path / "gone")
    coder.label.value = "offer"
    press(coder, "Save")
    assert "could not be saved" in coder.room.sentence
    assert coder.labels == {"s03": "offer"}


def test_a_failed_write_leaves_the_old_file(
    coder: SpeechActCoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "s03,threat,,,")
    before = (tmp_path / FILE).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    coder.label.value = "offer"
    press(coder, "Save")
    assert "No space left on device" in coder.room.sentence
    assert (tmp_path / FILE).read_bytes() == before
    assert os.listdir(tmp_path) == [FILE]


BROKEN = [
    ("", "line 1: the column 'sentence' is missing"),
    ("sentence;label;start;end;exact\n", "line 1: the column"),
    ("sentence,label\ns03,offer\n", "the column 'start' is missing"),
    (f"{HEAD}\ns99,offer,,,\n", "line 2: 's99' is not a sentence"),
    (f"{HEAD}\ns12,none,,,\n", "'s12' is not a sentence"),
    (f"{HEAD}\ns03,promise,,,\n", "line 2: 'promise' is not a label"),
    (f"{HEAD}\ns03,offer,,,\ns03,offer,,,\n", "line 3: s03 has a row already"),
    (f"{HEAD}\ns04,offer,x,502,but\n", "whole numbers"),
    (f"{HEAD}\ns04,offer,471,502,but if\n", "do not stand at [471, 502)"),
    (f"{HEAD}\ns03,offer,471,474,but\n", "in s03"),
    (f"{HEAD}\ns04,offer,471,,\n", "whole numbers"),
    (f'{HEAD}\ns04,offer,471,474,"but\n', "after line 1: commas and quotation marks do not add up"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_a_broken_file_is_named_and_nothing_is_lost(
    coder: SpeechActCoder, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    (tmp_path / FILE).write_bytes(text.encode())
    with pytest.raises(BrokenCoding) as raised:
        read_coding(tmp_path, TASK)
    assert words in str(raised.value)
    press(coder, "Load")
    assert words in coder.room.sentence
    assert "Nothing was loaded." in coder.room.sentence
    assert set(my_coding(tmp_path)["coder"]) == {"C"}
    said = capsys.readouterr().out
    assert words in said
    assert "Coder C (invented for teaching) stands in." in said
    assert str(tmp_path) not in said


def test_bytes_that_are_not_text_are_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(f"{HEAD}\ns03,offer,,,caf\xe9".encode("latin-1"))
    with pytest.raises(BrokenCoding, match="CSV UTF-8"):
        read_coding(tmp_path, TASK)
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).mkdir()
    with pytest.raises(BrokenCoding, match="cannot be opened"):
        read_coding(tmp_path, TASK)


def test_a_file_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    text = f"\ufeff{HEAD}\r\ns04,condition,471,502,but only if it is comprehensive\r\ns05,,,,\r\n"
    (tmp_path / FILE).write_bytes(text.encode())
    rows = read_coding(tmp_path, TASK)
    assert [row.label for row in rows] == ["condition", ""]
    assert rows[0].exact == "but only if it is comprehensive"


# --- what later lessons read --------------------------------------------------------------------


def test_your_own_coding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "s03,offer,,,", "s04,condition,471,474,but", "s05,,,,")
    frame = my_coding(tmp_path)
    assert frame["sentence"].tolist() == ["s03", "s04"], "a row without a label is no coding"
    assert set(frame["coder"]) == {"me"}
    assert frame.loc[1, ["start", "end", "exact"]].tolist() == [471, 474, "but"]
    assert capsys.readouterr().out == (
        "This is your own coding, from my_coding.csv: 2 sentences.\n"
    )


def test_coder_c_stands_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    frame = my_coding()
    assert dict(zip(frame["sentence"], frame["label"], strict=True)) == labels_of("C")
    assert len(frame) == 13
    assert set(frame["coder"]) == {"C"}
    assert capsys.readouterr().out == (
        "There is no my_coding.csv in your folder. Coder C (invented for teaching) stands in.\n"
    )
    write(tmp_path, "s05,,,,")
    assert set(my_coding()["coder"]) == {"C"}
    assert "No sentence has a label" in capsys.readouterr().out


def test_both_frames_have_one_shape(tmp_path: Path) -> None:
    stand_in = my_coding(tmp_path)
    write(tmp_path, "s03,offer,,,")
    mine = my_coding(tmp_path)
    assert list(stand_in.columns) == list(mine.columns)
    assert stand_in.dtypes.tolist() == mine.dtypes.tolist()
