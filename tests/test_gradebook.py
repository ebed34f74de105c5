"""What a teacher gets out of a grading: real results of a small class, graded once."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from gradebook_class import ALIKE, FORMULA, HOSTILE, ROSTER, TITLE, WORK, build
from hypothesis import given
from hypothesis import strategies as st

from course.__main__ import main as course
from course.gradebook import write_books
from course.gradebook.alike import likeness
from course.gradebook.changes import changes
from course.gradebook.csvtext import as_csv, guarded, unguarded
from course.gradebook.items import chance, correlation, items, slips
from course.gradebook.ledger import Ledger, mended, open_ledger
from course.gradebook.pages import text
from course.gradebook.pooled import pooled
from course.gradebook.tables import canvas
from course.gradebook.workbook import workbook
from course.grading import folders
from course.grading.folders import load_key, load_result, load_results, store
from course.grading.grade import grade
from course.grading.jsonfile import to_json
from course.grading.places import Place, open_place
from course.grading.records import Repair

Graded = tuple[Path, Path]
"""The folder of the key and the folder of the results."""


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with open_place(trust=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, place: Place) -> Graded:
    key, out = build(tmp_path_factory.mktemp("gradebook"), place)
    write_books(out, key, notebook=False)
    return key, out


@pytest.fixture
def own(graded: Graded, tmp_path: Path) -> Graded:
    """A copy of key and results that a test may change; what was handed in lies beside it."""
    for name in ("key", "out", "in"):
        shutil.copytree(graded[0].parent / name, tmp_path / name)
    return tmp_path / "key", tmp_path / "out"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sid_of(ledger: Ledger, login: str) -> str:
    return next(one.sid for one in ledger.batch.submissions if one.login == login)


def shown(path: Path) -> str:
    """The words that a page shows."""
    body = path.read_text(encoding="utf-8").partition("<body>")[2]
    return html.unescape(re.sub(r"<[^>]*>", "", body))


# --- the gradebook ---------------------------------------------------------------------------


def test_no_name_turns_a_page_round() -> None:
    assert text("\u202e<b>evil\u2066") == "\ufffd&lt;b&gt;evil\ufffd"
    assert text("\u200fمحمد") == "\u200fمحمد"


def test_everybody_and_everything_has_a_row(graded: Graded) -> None:
    found = rows(graded[1] / "gradebook.csv")
    assert len(found) == len(WORK) + 2
    by_code = {row["code"]: row["status"] for row in found}
    assert set(by_code) == {one.code for one in ROSTER} | {""}
    assert by_code["c-gu"] == "nothing came"
    assert by_code["c-hal"] == "unreadable"
    [stray] = [row for row in found if row["status"] == "not a submission"]
    assert unguarded(stray["file"]) == "+notes.txt"
    assert stray["why"]


def test_columns_add_up_to_the_points(graded: Graded) -> None:
    questions = [one.id for one in load_key(graded[0]).questions]
    stored = {one.submission.sid: one for one in load_results(graded[1])}
    read = [row for row in rows(graded[1] / "gradebook.csv") if row["points"]]
    assert len(read) == len(WORK) - 1
    for row in read:
        assert sum(float(row[name]) for name in questions) == float(row["points"])
        assert float(row["points"]) == stored[row["sid"]].points
        assert float(row["open"]) == stored[row["sid"]].open


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("=+-@\t")))
def test_no_text_begins_a_formula_and_none_is_lost(words: str) -> None:
    written = next(csv.reader(io.StringIO(as_csv(["a"], [[words]]).partition("\r\n")[2])), [""])
    assert not (written or [""])[0].lstrip(" ").startswith(("=", "+", "-", "@", "\t"))
    assert unguarded(guarded(words)) == words


def test_a_formula_for_a_name_stays_a_name(graded: Graded) -> None:
    for name, column in (("gradebook", "name"), ("moodle", "Full name"), ("canvas", "Student")):
        cells = [row[column] for row in rows(graded[1] / f"{name}.csv")]
        assert f"'{FORMULA}" in cells
        assert not [one for one in cells if one.startswith("=")]


def test_junit_counts_what_it_holds(graded: Graded) -> None:
    top = Xml.fromstring((graded[1] / "junit.xml").read_bytes())
    assert len(top) == len(WORK)
    for suite in top:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall("*/failure"))
        assert "lovelace" not in suite.get("name", "").casefold()
    assert len(top.findall("*/*/failure")) >= 5


# --- learning platforms ----------------------------------------------------------------------


def canvas_import(text: str) -> tuple[float, dict[str, str]]:
    """What Canvas would take from a table: the points possible, and points by user id.

    The rules are those of its importer: which columns come first, the row of the points, a
    student found by ID.
    """
    table = list(csv.reader(io.StringIO(text, newline="")))
    head, possible, *students = table
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert re.search(r"SIS\s+User\s+ID", head[2])
    assert re.search(r"SIS\s+Login\s+ID", head[3])
    assert "Section" in head[4]
    assert head[5:] == [TITLE]
    assert "Points Possible" in possible[0]
    assert {len(row) for row in table} == {6}
    return float(possible[5]), {row[1]: row[5] for row in students}


def test_canvas_takes_back_its_own_students(own: Graded) -> None:
    key, out = own
    settle(out)
    export = ["Student,ID,SIS User ID,SIS Login ID,Section,Old work (12)"]
    export += ["    Points Possible,,,,,10.00"]
    export += [f'"{one.name}",{one.logins[1]},{one.logins[2]},{one.email},Week A,9.00'
               for one in ROSTER]  # fmt: skip
    (key / "roster.csv").write_text("\n".join(export), encoding="utf-8", newline="")
    text = canvas(open_ledger(out, key))
    possible, points = canvas_import(text)
    assert possible == load_key(key).points
    assert set(points) == {one.logins[1] for one in ROSTER}
    assert float(points["71"]) == points_of(out, "1001")
    assert points["77"] == ""
    assert points["78"] == ""
    assert "Week A" in text


def test_another_list_s_numbers_are_not_canvas_s(own: Graded) -> None:
    key, out = own
    settle(out)
    lines = [f'"{one.name}",{one.logins[1]}' for one in ROSTER]
    (key / "roster.csv").write_text("\n".join(["name,id", *lines]), encoding="utf-8", newline="")
    _, points = canvas_import(canvas(open_ledger(out, key)))
    assert set(points) == {""}


def moodle_import(text: str) -> dict[str, tuple[str, str]]:
    """What Moodle's importer of worksheets would take: grade and comment by participant."""
    found = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        assert "Last modified (grade)" in row
        number = row["Identifier"].removeprefix("Participant ")
        found[number] = row["Grade"], row["Feedback comments"]
    return found


def test_moodle_takes_back_its_own_participants(own: Graded) -> None:
    key, out = own
    settle(out)
    write_books(out, key, notebook=False)
    found = moodle_import((out / "moodle.csv").read_text(encoding="utf-8"))
    assert set(found) == {one.logins[0] for one in ROSTER}
    assert float(found["1001"][0]) == points_of(out, "1001")
    assert "97.1: 1 of 1" in found["1001"][1]
    assert found["1007"] == found["1008"] == ("", "")


def test_what_waits_for_a_person_does_not_go_out(graded: Graded) -> None:
    found = moodle_import((graded[1] / "moodle.csv").read_text(encoding="utf-8"))
    assert {number for number, (grade, _) in found.items() if grade} == {"1006"}


def points_of(out: Path, login: str) -> float:
    return next(one.points for one in load_results(out) if one.submission.login == login)


def settle(out: Path) -> None:
    """Nothing; nobody has anything left to read."""
    for result in load_results(out):
        done = tuple(replace(one, open=0.0) for one in result.outcomes)
        store(out, replace(result, outcomes=done))


# --- pages -----------------------------------------------------------------------------------


def test_what_students_wrote_is_shown_and_does_nothing(graded: Graded) -> None:
    pages = [*graded[1].rglob("*.html")]
    assert len(pages) == len(WORK) + 2
    for path in pages:
        page = path.read_text(encoding="utf-8")
        assert "<img" not in page
        assert page.count("<script") == (path.name == "marking.html")
        assert not re.search(r"https?://|<link|src=(?!x)", page.replace(html.escape(HOSTILE), ""))
    ledger = open_ledger(graded[1], graded[0])
    theirs = shown(graded[1] / "feedback" / f"{sid_of(ledger, '1003')}.html")
    assert theirs.count(HOSTILE) >= 3


def test_a_page_says_what_answered(graded: Graded) -> None:
    ledger = open_ledger(graded[1], graded[0])
    bo = shown(graded[1] / "feedback" / f"{sid_of(ledger, '1002')}.html")
    assert "One of them is a swan. Which?" in bo
    assert "9 of 13 points" in bo
    ed = shown(graded[1] / "feedback" / f"{sid_of(ledger, '1005')}.html")
    assert "97.3 · Defensible · 4 of 4" in ed
    assert "It may turn." in ed
    hal = shown(graded[1] / "feedback" / f"{sid_of(ledger, '1008')}.html")
    assert "not a notebook" in hal


def test_a_page_holds_no_solution_and_nothing_hidden(graded: Graded) -> None:
    ledger = open_ledger(graded[1], graded[0])
    for path in (graded[1] / "feedback").iterdir():
        words = shown(path)
        assert "418" not in words  # what the tons of the hidden world add up to
        assert "stronger" not in words
    fy = shown(graded[1] / "feedback" / f"{sid_of(ledger, '1006')}.html")
    assert "did not hold" in fy
    assert "Anna and Clara" not in fy
    di = shown(graded[1] / "feedback" / f"{sid_of(ledger, '1004')}.html")
    assert "There are seven" not in di


def test_the_class_report_names_nobody(graded: Graded) -> None:
    key, out = graded
    ledger = open_ledger(out, key)
    for name in ("report.html", "report.csv", "marking.csv", "marking.html", "junit.xml"):
        page = (out / name).read_text(encoding="utf-8").casefold()
        for one in ROSTER:
            assert html.escape(one.name).casefold() not in page
        assert [sid for sid in ledger.pseudonyms if sid in page] == []
    assert re.search(r"\bS[0-9A-F]{4}\b", shown(out / "report.html"))


def test_names_are_shown_to_who_asks(own: Graded) -> None:
    key, out = own
    write_books(out, key, names=True, notebook=False)
    assert "Di Müller, née Čapek" in shown(out / "report.html")


# --- how the questions did -------------------------------------------------------------------


def test_facility_and_discrimination(graded: Graded) -> None:
    found = {one.question: one for one in items(open_ledger(graded[1], graded[0]))}
    assert found["97.1"].facility == pytest.approx(3 / 6)
    assert found["97.3"].facility == pytest.approx((5 * 4 + 3) / (6 * 4))
    assert found["97.6"].facility is None  # some wait for a person
    assert found["97.4"].fell == 1
    # By hand: points for 97.1, and for 97.2 to 97.5 together, of the six in their order.
    rest = [9, 9, 8, 8, 8, 4]
    assert found["97.1"].discrimination == pytest.approx(correlation([1, 0, 1, 0, 0, 1], rest))


def test_a_correlation_of_a_known_case() -> None:
    assert correlation([0, 0, 1, 1, 1], [1, 2, 3, 4, 5]) == pytest.approx(0.8660254)
    assert correlation([1, 1, 1, 1, 1], [1, 2, 3, 4, 5]) is None
    assert correlation([0, 1], [0, 1]) is None


def test_slips_go_by_the_words_of_their_entries(graded: Graded) -> None:
    found = {one.say: one for one in slips(open_ledger(graded[1], graded[0]))}
    assert len(found["One of them is a swan. Which?"].who) == 1
    assert found["One of them is a swan. Which?"].answer == "8"
    assert len(found["Your text does not name the place. Which is it?"].who) == 2


def told_in_variants(ledger: Ledger, *told: tuple[str, str]) -> Ledger:
    """The grading as if the first question had variants, and the first students these slips."""
    results = list(ledger.results)
    for at, (entry, message) in enumerate(told):
        first, *others = results[at].outcomes
        slip = replace(first, entry=entry, message=message, word="Not yet", variant=at)
        results[at] = replace(results[at], status="graded", outcomes=(slip, *others))
    return replace(ledger, results=results)


def test_slips_in_variants_are_one_where_they_are_told_the_same(graded: Graded) -> None:
    ledger = open_ledger(graded[1], graded[0])
    same = told_in_variants(ledger, ("wrong:1", "Which way?"), ("wrong:2", "Which way?"))
    [one] = [one for one in slips(same) if one.say == "Which way?"]
    assert len(one.who) == 2
    own = told_in_variants(ledger, ("wrong:1", "Is it May?"), ("wrong:1", "Is it June?"))
    [one] = [one for one in slips(own) if "Is it" in one.say]
    assert (one.say, len(one.who)) == ("For example: Is it May?", 2)


def test_a_correlation_is_told_from_chance() -> None:
    """Of 101 unrelated columns r has a standard deviation of a tenth."""
    assert chance(101) == pytest.approx(0.2)


def test_what_was_mended_is_told_once(graded: Graded) -> None:
    ledger = open_ledger(graded[1], graded[0])
    lost = [Repair("renamed", "It was known by its id.", f"97.{n}") for n in range(1, 6)]
    noted = Repair("carried", "A cell was taken along.")
    result = replace(ledger.results[0], repairs=(*lost, noted))
    assert mended(result) == ["It was known by its id. (5 times)", "A cell was taken along."]
    assert mended(result, quiet=True) == ["A cell was taken along."]


def test_the_class_as_coders(graded: Graded) -> None:
    [one] = pooled(open_ledger(graded[1], graded[0]))
    assert one.question == "97.3"
    assert one.counts.loc["w"].to_dict() == {"east": 5, "west": 1}
    # 4 units, 6 coders: Do = (10 + 10) / (4 * 6 * 5) and De = 2 * 12 * 12 / (24 * 23), by hand.
    assert one.alpha == pytest.approx(1 - (20 / 120) / (288 / 552))


def test_only_what_few_share_is_alike(graded: Graded) -> None:
    ledger = open_ledger(graded[1], graded[0])
    found = likeness(ledger)
    assert found.looked_at == 6 * 5 // 2
    [pair] = found.pairs
    assert {pair.one, pair.other} == {sid_of(ledger, "1004"), sid_of(ledger, "1005")}
    assert pair.answers == ("97.1", "97.5")
    assert [name for name, _ in pair.prose] == ["97.6"]
    report = shown(graded[1] / "report.html")
    assert "15 pairs of notebooks were looked at" in report
    assert not re.search(r"cheat|copied|plagiar", report)


def test_the_notebook_ran_and_goes_on_from_its_table(graded: Graded) -> None:
    made = json.loads(workbook(open_ledger(graded[1], graded[0])))
    code = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    kinds = [kind for cell in code for one in cell["outputs"] for kind in one.get("data", {})]
    assert kinds.count("application/vnd.plotly.v1+json") == 2
    table = rows(graded[1] / "report.csv")
    assert len(table) == 6 * len(load_key(graded[0]).questions)


# --- what a person gives ---------------------------------------------------------------------


def fill_in(out: Path, *points: str, between: str = ",", encoding: str = "utf-8-sig") -> Path:
    """The marking sheet with these points in its first rows, as a spreadsheet saves it."""
    sheet = rows(out / "marking.csv")
    for row, one in zip(sheet, points, strict=False):
        row["points"], row["comment"] = one, "Clear. #1"
    path = out.parent / "filled.csv"
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        writer = csv.DictWriter(file, list(sheet[0]), delimiter=between)
        writer.writeheader()
        writer.writerows(sheet)
    return path


def marks(sheet: Path, own: Graded) -> int:
    return course(["marks", str(sheet), "--out", str(own[1]), "--key", str(own[0])])


@pytest.fixture(autouse=True)
def no_kernel(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """One test runs the notebook; the others need not wait for it."""
    monkeypatch.setattr("course.gradebook.books.workbook", lambda _ledger: b"{}")


@pytest.mark.parametrize(("between", "encoding"), [(",", "utf-8-sig"), (";", "cp1252")])
def test_marks_come_back(own: Graded, between: str, encoding: str) -> None:
    key, out = own
    before = {one.submission.sid: one for one in load_results(out)}
    sheet = fill_in(out, "2,5", "0", between=between, encoding=encoding)
    first, second = rows(out / "marking.csv")[:2]
    assert marks(sheet, own) == 0
    after = {open_ledger(out, key).pseudonyms[one.submission.sid]: one for one in load_results(out)}
    read = after[first["student"]].outcomes[-1]
    assert (read.points, read.open, read.decided) == (2.5, 0.0, "person")
    assert read.comment == "Clear. Your text does not name the place. Which is it?"
    assert after[second["student"]].outcomes[-1].points == 0
    assert (
        after[first["student"]].points
        == before[after[first["student"]].submission.sid].points + 2.5
    )
    page = shown(out / "feedback" / f"{after[first['student']].submission.sid}.html")
    assert "read by your teacher · 2.5 of 3" in page
    assert [row["points"] for row in rows(out / "marking.csv")][:2] == ["2.5", "0.0"]
    assert "2.5" in (out / "changes.csv").read_text(encoding="utf-8")


def test_bad_rows_are_named_and_the_others_kept(
    own: Graded, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = fill_in(own[1], "3", "four", "99", "-1")
    with sheet.open("a", encoding="utf-8", newline="") as file:
        file.write("S-NOBODY,,97.6,1,3,,,,\r\n")
    assert marks(sheet, own) == 1
    told = capsys.readouterr().err
    for words in ("Line 3: 'four'", "Line 4: 99 points", "Line 5: -1 points", "'S-NOBODY'"):
        assert words in told
    assert len(rows(own[1] / "marks.csv")) == 1
    assert marks(fill_in(own[1], "", "1"), own) == 0
    assert len(rows(own[1] / "marks.csv")) == 2  # what was there stays


def test_a_mark_is_taken_back(own: Graded) -> None:
    key, out = own
    before = {one.submission.sid: one.outcomes for one in load_results(out)}
    assert marks(fill_in(out, "3", "1"), own) == 0
    assert marks(fill_in(out, "none", ""), own) == 0
    after = {one.submission.sid: one.outcomes for one in load_results(out)}
    sid_by = {name: sid for sid, name in open_ledger(out, key).pseudonyms.items()}
    first, second = (sid_by[row["student"]] for row in rows(out / "marking.csv")[:2])
    assert after[first] == before[first]
    assert after[second][-1].points == 1
    assert [row["points"] for row in rows(out / "marks.csv")] == ["1.0"]
    assert rows(out / "marking.csv")[0]["points"] == ""


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", '"', "student,points\nx,1\n"])
def test_what_is_no_sheet_is_told(
    own: Graded, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = own[1].parent / "odd.csv"
    sheet.write_text(text, encoding="utf-8")
    assert marks(sheet, own) == 1
    assert "odd.csv" in capsys.readouterr().err
    assert not (own[1] / "marks.csv").exists()


def test_the_sheet_shows_what_the_form_check_saw(graded: Graded) -> None:
    found = {row["answer"]: row for row in rows(graded[1] / "marking.csv")}
    assert len(found) == 5  # one gave no text, one file could not be read
    assert "names the harbour: no" in found["'=1+1 is a boat"]["form"]
    assert "names the harbour: yes" in found[ALIKE.partition("'")[2].rstrip("'")]["form"]
    page = (graded[1] / "marking.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;1&lt;/b&gt;: there" in page


# --- after a key was mended ------------------------------------------------------------------


def test_a_mended_key_shows_who_changes(own: Graded, place: Place) -> None:
    key, out = own
    assert changes(open_ledger(out, key)).since == ""
    path = key / folders.RECORDS / "97.toml"
    mended = path.read_text(encoding="utf-8").replace(
        'solution = { answer = 7, reason = "There are seven." }',
        'solution = { answer = 7, reason = "There are seven." }\naccepted = [{ answer = 4711 }]',
    )
    path.write_text(mended, encoding="utf-8", newline="\n")
    grade(own[0].parent / "in", key, out, place=place, say=lambda _words: None)
    write_books(out, key, notebook=False)
    ledger = open_ledger(out, key)
    two = {sid_of(ledger, "1004"), sid_of(ledger, "1005")}
    assert changes(ledger).by_student == dict.fromkeys(two, 1.0)
    table = rows(out / "changes.csv")
    assert {row["sid"] for row in table} == two
    assert {row["question"] for row in table} == {"97.1"}
    assert "2 students gain up to 1 point." in shown(out / "report.html")


# --- odd gradings ----------------------------------------------------------------------------


def test_books_of_nothing(own: Graded, capsys: pytest.CaptureFixture[str]) -> None:
    key, out = own
    empty = out.parent / "empty"
    assert course(["report", str(empty), "--key", str(key)]) == 1
    assert "holds no grading" in capsys.readouterr().err
    batch = replace(open_ledger(out, key).batch, submissions=(), strays=(), finished="")
    empty.mkdir()
    (empty / folders.BATCH).write_text(to_json(batch), encoding="utf-8")
    assert course(["report", str(empty), "--key", str(key)]) == 0
    assert "broken off" in shown(empty / "report.html")


def test_a_result_that_is_missing_leaves_the_others(own: Graded) -> None:
    key, out = own
    ledger = open_ledger(out, key)
    (out / folders.RESULTS / f"{sid_of(ledger, '1001')}.json").write_text("{", encoding="utf-8")
    write_books(out, key, notebook=False)
    assert load_result(out, sid_of(ledger, "1001")) is None
    found = rows(out / "gradebook.csv")
    assert len([row for row in found if row["points"]]) == len(WORK) - 2
    assert [row["code"] for row in found if row["status"] == "not graded yet"] == ["c-ada"]


def test_two_files_of_one_student_go_nowhere_by_themselves(own: Graded) -> None:
    key, out = own
    settle(out)
    ledger = open_ledger(out, key)
    ada, bo = ledger.results[:2]
    other = replace(bo.submission, student="c-ada")
    subs = tuple(other if one == bo.submission else one for one in ledger.batch.submissions)
    store(out, replace(ledger.batch, submissions=subs))
    store(out, replace(bo, submission=other))
    write_books(out, key, notebook=False)
    found = moodle_import((out / "moodle.csv").read_text(encoding="utf-8"))
    assert found[ada.submission.login] == found[bo.submission.login] == ("", "")
    assert "which of them counts?" in shown(out / "report.html")
