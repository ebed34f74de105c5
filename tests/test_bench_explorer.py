"""The repair bench with real widgets: marks, repairs, file, and what stays closed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import ipywidgets as widgets
import pytest
from shown import readings

from course import load_article, progress, repair_bench, table
from course.explorers.bench import COURSE, MINE, RepairBench
from course.explorers.gold import gold_of
from course.explorers.marks import FILE, BadMarks, Mark, as_csv, from_csv
from course.explorers.pages import compared
from course.records import Document
from course.repairs import Patch

ARTICLE = load_article()
HEAD = b"start,end,exact,probability,new\n"


@pytest.fixture
def bench(tmp_path: Path) -> RepairBench:
    return repair_bench(folder=tmp_path)


def press(bench: RepairBench, name: str) -> None:
    found = [one for one in within(bench) if f"owt-{name}" in getattr(one, "_dom_classes", ())]
    assert len(found) == 1
    found[0].click()


def within(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from within(child)


def put(bench: RepairBench, words: str, new: str | None = None, percent: int = 50) -> None:
    """Mark words, say how sure, mend them."""
    start = ARTICLE.text.index(words)
    bench.picker.box.units = [start, start + len(words)]  # what the browser sends
    bench.probability.value = percent
    if new is not None:
        bench.repair.value = new
    press(bench, "add")


def everything(bench: RepairBench) -> str:
    """All that is sent to the page or stored: the state of every widget, and the readings."""
    states = [str({**one.get_state()}) for one in within(bench)]
    return " ".join([*states, *readings(bench)])


def test_mark_say_mend(bench: RepairBench) -> None:
    words = "provide weapons to the Russian military"
    put(bench, words, "provide weapons [to Ukraine] to fight the Russian military", 95)
    assert bench.list.marks == [
        Mark(2014, 2053, words, 0.95, "provide weapons [to Ukraine] to fight the Russian military")
    ]
    assert bench.list.patches == [Patch(2030, 2032, "[to Ukraine] to fight", "to")]
    assert "[2014, 2053) added" in bench.room.sentence
    assert "<ins>" in bench.texts.value
    assert "[to Ukraine]" in bench.texts.value
    assert bench.rows()["probability"].tolist() == [0.95]
    plain, html = readings(bench)
    assert plain == f"Repair bench. {bench.room.sentence}"
    assert "to Ukraine" in html
    assert len(html) < 10_000


def test_a_mark_begins_with_the_printed_words(bench: RepairBench) -> None:
    put(bench, "expires in 2026", percent=5)
    assert bench.repair.value == "expires in 2026"
    assert bench.list.patches == []
    assert "no repair" in bench.room.sentence
    assert "No repair yet" in bench.texts.value


def test_taking_away_is_said_and_struck(bench: RepairBench) -> None:
    put(bench, "See also", "")
    assert "take away “See also”" in bench.room.sentence
    assert re.search(r"<del><span[^>]*>deleted: </span>See also</del>", bench.texts.value)


def test_nothing_marked(bench: RepairBench) -> None:
    press(bench, "add")
    assert "Mark a passage" in bench.room.sentence
    for name in ("find", "remove"):
        press(bench, name)
    assert bench.list.marks == []


def test_the_same_words_again_change_the_mark(bench: RepairBench) -> None:
    put(bench, "Otherwise", "If not", 60)
    put(bench, "Otherwise", "[If not]", 90)
    assert [(one.probability, one.new) for one in bench.list.marks] == [(0.9, "[If not]")]
    assert "changed" in bench.room.sentence


def test_two_repairs_of_the_same_words_are_refused(bench: RepairBench) -> None:
    put(bench, "has previously banned", "had previously banned")
    put(bench, "Moscow has previously", "Moscow [had] previously")
    assert len(bench.list.marks) == 1
    assert "Not added: this repair and yours at [2410, 2431)" in bench.room.sentence
    # A probability alone may lie over another mark, and so may a repair of other words in it.
    put(bench, "Moscow has previously", "Moscow has previously")
    put(bench, "previously banned the", "previously barred the")
    assert len(bench.list.marks) == 3


def test_find_and_remove(bench: RepairBench) -> None:
    put(bench, "Otherwise", "If not", 60)
    put(bench, "See also", "", 100)
    assert [value for _, value in bench.mine.options] == [0, 1]
    assert bench.mine.value == 0  # "See also" stands first in the text
    for place, mark in enumerate(bench.list.marks):
        bench.mine.value = place
        press(bench, "find")
        assert bench.picker.span.exact == mark.exact
        assert bench.repair.value == mark.new
        assert bench.probability.value == round(100 * mark.probability)
    bench.mine.value = 1
    press(bench, "remove")
    assert [one.exact for one in bench.list.marks] == ["See also"]
    press(bench, "remove")
    assert bench.list.marks == []
    assert bench.mine.value == -1


def test_the_probability_stays_a_percentage(bench: RepairBench) -> None:
    for given, kept in ((-5, 0), (0, 0), (37, 37), (100, 100), (250, 100)):
        bench.probability.value = given
        assert bench.probability.value == kept


def test_start_and_end_can_be_typed(bench: RepairBench) -> None:
    bench.picker.end.value = 341
    bench.picker.start.value = 335
    assert bench.repair.value == "Peskov"


def test_every_paragraph_or_only_the_changed_ones(bench: RepairBench) -> None:
    put(bench, "See also", "")
    assert bench.texts.value.count('scope="row"') == 1
    bench.every.value = True
    assert bench.texts.value.count('scope="row"') == 18
    bench.every.value = False
    assert bench.texts.value.count('scope="row"') == 1


GARBLES = table("garbles", witnesses=True)
SECRETS = [
    *GARBLES["inside"],
    *GARBLES["outside"],
    *GARBLES["printed_sense"],
    *(one for one in GARBLES["restoration_outside"] if len(one) > 25),
    "Brier", "corrupt passages", "sound", "not judged", "G17", "N01", COURSE, "vnd.plotly",
]  # fmt: skip


@pytest.mark.parametrize("witnesses", [False, True])
def test_a_closed_bench_gives_nothing_away(tmp_path: Path, witnesses: bool) -> None:
    bench = repair_bench(witnesses, tmp_path)
    for words in ("expires in 2026", "provide weapons to the Russian military", "do not link"):
        put(bench, words, percent=70)
    told = everything(bench).replace("the course’s list", "").replace("list anyway", "")
    assert [one for one in SECRETS if one in told] == []
    assert bench.whose.options == (MINE,)
    assert bench.chart.outputs == ()


def test_a_sound_and_a_corrupt_passage_look_the_same(tmp_path: Path) -> None:
    told = []
    for words in ("(1939-1945)", "a greater need for dialogue"):
        bench = repair_bench(folder=tmp_path)
        put(bench, words)
        place = f"{bench.list.marks[0].start}, {bench.list.marks[0].end}"
        told.append(bench.room.sentence.replace(place, ""))
    assert told[0] == told[1]


def filled(folder: Path, witnesses: bool = False) -> RepairBench:
    bench = repair_bench(witnesses, folder)
    put(bench, "provide weapons to the Russian military", percent=90)
    put(bench, "(1939-1945)", percent=20)
    put(bench, "the worst security crisis", percent=20)
    put(bench, "do not link", "have never linked", percent=80)
    put(bench, "a greater need", percent=60)
    put(bench, "concluded Peskov", percent=40)
    return bench


def test_the_score_opens_with_its_exercise(tmp_path: Path) -> None:
    bench = filled(tmp_path)
    progress.note_attempt("07.7")
    assert "Brier" not in bench.room.sentence
    progress.note_attempt("07.8")
    # 0.9 for a corrupt passage, 0.2 for two sound ones; the rest is not judged or not for sure.
    score = ((1 - 0.9) ** 2 + 2 * 0.2**2) / 3
    assert f"Brier score {score:.3f} over 3 passages" in bench.room.sentence
    assert list(bench.groups()["number"]) == [2, 1]
    assert "<table" in bench.fit.value
    data = bench.chart.outputs[0]["data"]
    title = json.dumps(data["application/vnd.plotly.v1+json"]["layout"]["title"])
    assert "how many are corrupt?" in title
    assert "Of 2 given 20%" in data["text/plain"]
    # The score does not say which passage is which.
    assert "sound" not in everything(bench)
    assert bench.whose.options == (MINE,)


def test_the_score_opens_on_request(bench: RepairBench) -> None:
    press(bench, "open-score")
    assert "Nothing to score yet" in bench.room.sentence
    assert bench.chart.outputs == ()
    put(bench, "(1939-1945)", percent=0)
    assert "Brier score 0.000 over 1" in bench.room.sentence
    assert len(bench.chart.outputs) == 1


def test_the_list_opens_with_its_exercise(tmp_path: Path) -> None:
    bench = filled(tmp_path)
    progress.note_attempt("07.9")
    assert bench.course.is_open
    assert not bench.score.is_open
    assert "The course’s list: 23 corrupt passages, 9 sound." in bench.room.sentence
    said = dict(zip(bench.rows()["words"], bench.rows()["the course says"], strict=True))
    assert said == {
        "a greater need": "corrupt",
        "do not link": "not judged",  # nothing inside the text shows it
        "concluded Peskov": "not judged",
        "provide weapons to the Russian military": "corrupt",
        "the worst security crisis": "sound",
        "(1939-1945)": "sound",
    }
    assert "corrupt" in readings(bench)[1]
    assert [value for _, value in bench.passage.options] == list(bench.gold.passages["id"])
    for _, name in bench.passage.options:
        bench.passage.value = name
        assert f"<td>{name}</td>" in bench.facts.value
    bench.whose.value = COURSE
    assert "Left as printed: G02" in bench.texts.value
    assert "[to Ukraine]" in bench.texts.value
    bench.whose.value = MINE
    assert "[to Ukraine]" not in bench.texts.value


def test_the_book_stays_closed_before_the_witnesses(bench: RepairBench) -> None:
    for name in ("open-score", "open-list"):
        press(bench, name)
    bench.whose.value = COURSE
    told = ""
    for _, name in bench.passage.options:
        bench.passage.value = name
        told += everything(bench)
    outside = [*GARBLES["outside"], *(one for one in GARBLES["restoration_outside"] if " " in one)]
    # Two senses that the text itself gives may stand in the restoration from inside too.
    inside = " ".join(GARBLES["restoration"])
    assert [one for one in outside if one in told and one not in inside and one != "none"] == []
    assert not re.search(r"\bR\d+\b|layer|not_confirmed|G10|G11|G25", told)
    assert not any("owt-open-origin" in getattr(one, "_dom_classes", ()) for one in within(bench))


def test_the_witnesses_open_in_two_steps(tmp_path: Path) -> None:
    bench = filled(tmp_path, witnesses=True)
    press(bench, "open-list")
    assert "26 corrupt passages, 9 sound" in bench.room.sentence
    assert "cannot be seen" not in bench.room.sentence
    bench.passage.value = "G11"
    assert "have never tied" in bench.facts.value
    assert "after the Spanish dispatch" not in bench.facts.value
    assert "not_confirmed" not in bench.facts.value
    progress.note_attempt("08.8")
    assert "after the Spanish dispatch" in bench.facts.value
    assert "not_confirmed" in bench.facts.value
    bench.whose.value = COURSE
    assert "Left as printed: G02, G09, G10, G18, G24, G25, G26." in bench.texts.value
    assert "[have never linked]" in bench.texts.value
    said = dict(zip(bench.rows()["words"], bench.rows()["the course says"], strict=True))
    assert said["do not link"] == "corrupt"


def test_which_passage_a_mark_is_about() -> None:
    gold = gold_of(*(table(name, witnesses=True) for name in ("garbles", "patches", "evidence")))
    for row in gold.passages.to_dict("records"):
        assert gold.passage_of(row["start"], row["end"]) == row["id"]
    for words, name in (
        ("testing its", "G21"),  # a part of the passage
        ("preventing it.” Entry into NATO", "G13"),
        ("weapons to the Russian military to fight", "G17"),  # a little more than the passage
        ("See also\u00a0 First Covid-19 vaccine-related death reported in South Africa", "G14"),
        ("deputy head", "N06"),  # lies in G26, and is the better fit
        ("categorically rejected", "N08"),
        ("categorically rejected our proposals", "G10"),
        ("concluded Peskov", ""),
    ):
        start = ARTICLE.text.index(words)
        assert gold.passage_of(start, start + len(words)) == name, words
    assert gold.passage_of(0, len(ARTICLE)) == ""
    assert gold.truth["G17"] == 1
    assert gold.truth["N08"] == 0
    assert "G10" not in gold.truth  # corrupt, but not for sure


def test_of_two_marks_on_one_passage_the_higher_counts(bench: RepairBench) -> None:
    put(bench, "preventing it.” Entry into NATO", percent=80)
    put(bench, "only after arming", percent=95)
    assert bench.gold.said(bench.list.marks) == {"G13": 0.95}


def test_save_and_load(tmp_path: Path) -> None:
    bench = filled(tmp_path)
    put(bench, "“And“We", "“We", 100)
    press(bench, "save")
    assert "7 marks saved in my_repairs.csv." in bench.room.sentence
    other = repair_bench(folder=tmp_path)
    press(other, "load")
    assert "7 marks loaded" in other.room.sentence
    assert other.list.marks == bench.list.marks
    assert len(other.mine.options) == 7
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    # What this bench wrote or read may be written over; the file stays the only one.
    press(other, "remove")
    press(other, "save")
    assert "6 marks saved" in other.room.sentence
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_an_older_file_is_kept(tmp_path: Path) -> None:
    press(filled(tmp_path), "save")
    older = (tmp_path / FILE).read_bytes()
    for number in (1, 2):
        bench = repair_bench(folder=tmp_path)
        put(bench, "Otherwise", "If not", 50 + number)
        press(bench, "save")
        name = f"my_repairs.before-{number}.csv"
        assert f"The older file is kept as {name}." in bench.room.sentence
        assert (tmp_path / name).read_bytes() == older
        older = (tmp_path / FILE).read_bytes()


def test_loading_loses_nothing_on_the_page(tmp_path: Path) -> None:
    press(filled(tmp_path), "save")
    bench = repair_bench(folder=tmp_path)
    put(bench, "Otherwise", "If not", 50)
    mine = as_csv(bench.list.marks)
    press(bench, "load")
    assert "What was on your list is kept as my_repairs.before-1.csv." in bench.room.sentence
    assert (tmp_path / "my_repairs.before-1.csv").read_bytes() == mine
    assert len(bench.list.marks) == 6


def test_a_save_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = filled(tmp_path)
    press(bench, "save")
    before = (tmp_path / FILE).read_bytes()
    press(bench, "remove")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    press(bench, "save")
    assert "cannot be saved: No space left" in bench.room.sentence
    assert (tmp_path / FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    bench = repair_bench(folder=tmp_path / "nowhere")
    put(bench, "Otherwise", "If not")
    press(bench, "save")
    assert "cannot be saved" in bench.room.sentence
    press(bench, "load")
    assert "There is no my_repairs.csv" in bench.room.sentence
    assert len(bench.list.marks) == 1


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    bench = repair_bench(folder=tmp_path)
    put(bench, "Otherwise", "If not")
    press(bench, "save")
    assert "cannot be saved" in bench.room.sentence
    press(bench, "load")
    assert "cannot be read" in bench.room.sentence


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "line 1: it must be start,end,exact,probability,new"),
        (b"start;end;exact;probability;new\n", "with commas"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (HEAD + b'335,341,"Pes', "not a CSV file"),
        (HEAD + b"335,341,Peskov,0.5\n", "line 2: 5 values belong here, and there are 4"),
        (HEAD + b"x,341,Peskov,0.5,\n", "line 2: start and end are whole numbers"),
        (HEAD + b"335,341,Peskov,50,\n", "from 0 to 1"),
        (HEAD + b"335,341,Peskov,nan,\n", "from 0 to 1"),
        (HEAD + b'335,341,Peskov,"0,5",\n', "with a point"),
        (HEAD + b"335,99999,Peskov,0.5,\n", "not a passage of this text"),
        (HEAD + b"335,335,,0.5,x\n", "not a passage of this text"),
        (HEAD + b"336,342,Peskov,0.5,\n", "the text has 'eskov ', not 'Peskov'"),
        (HEAD + b"335,341,Peskov,0.5,\n\n335,341,Peskov,0.6,\n", "line 4: these words are marked"),
        (HEAD + b"335,341,Peskov,0.5,He\n335,348,Peskov recall,0.5,She\n", "overlaps"),
    ],
)
def test_a_broken_file_is_refused_in_words(tmp_path: Path, raw: bytes, said: str) -> None:
    with pytest.raises(BadMarks, match=re.escape(said)):
        from_csv(raw, ARTICLE)
    (tmp_path / FILE).write_bytes(raw)
    bench = repair_bench(folder=tmp_path)
    put(bench, "Otherwise", "If not")
    press(bench, "load")
    assert said in bench.room.sentence
    assert "Nothing was loaded" in bench.room.sentence
    assert len(bench.list.marks) == 1
    assert (tmp_path / FILE).read_bytes() == raw
    press(bench, "save")  # a file that cannot be read is still the student's
    if raw:
        assert (tmp_path / "my_repairs.before-1.csv").read_bytes() == raw


def test_a_file_that_a_spreadsheet_saved(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + HEAD.replace(b"\n", b"\r\n") + b"335,341,Peskov,1,He\r\n"
    assert from_csv(raw, ARTICLE) == [Mark(335, 341, "Peskov", 1.0, "He")]


def test_a_second_text_with_other_line_ends(tmp_path: Path) -> None:
    second = Document("Une note.\r\n\r\nDeux\r\nlignes \U0001f5fc <b>.".encode(), "second")
    empty = gold_of(*(table(name).iloc[:0] for name in ("garbles", "patches", "evidence")))
    bench = RepairBench(second, empty, tmp_path)
    bench.picker.pick(4, second.text.index(" \U0001f5fc"))
    # A browser's text box gives back one sort of line end.
    bench.repair.value = bench.repair.value.replace("\r\n", "\n").replace("Deux", "Trois")
    press(bench, "add")
    assert bench.list.patches == [Patch(13, 17, "Trois", "Deux")]
    assert "&lt;b&gt;" in (bench.every.set_trait("value", True) or bench.texts.value)
    press(bench, "save")
    press(bench, "load")
    assert len(bench.list.marks) == 1


def test_a_repair_across_paragraphs_is_cut_at_their_edge() -> None:
    document = Document(b"One two.\n\nThree four.\n\nFive.", "second")
    page = compared(document, [Patch(4, 15, "six")])
    assert page.count('scope="row"') == 2
    assert re.findall(r"deleted: </span>([^<]*)</del>", page) == ["two.\n\n", "Three"]
    assert "[six]" in page


def test_every_control_has_a_class_and_a_name(bench: RepairBench) -> None:
    controls = (
        widgets.Button,
        widgets.Dropdown,
        widgets.Textarea,
        widgets.BoundedIntText,
        widgets.Checkbox,
    )
    for one in within(bench):
        if isinstance(one, controls):
            assert any(name.startswith("owt-") for name in one._dom_classes)
            assert one.description
        assert not isinstance(one, widgets.IntSlider | widgets.FloatSlider)
