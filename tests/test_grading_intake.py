"""What was handed in: every file has its line, every student a safe name, no file a way out."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from pathlib import Path

import pytest
from grading_class import as_file, student

from course.grading import arrivals
from course.grading.intake import Intake
from course.grading.notebook import cells_of, lightened
from course.grading.records import Student

NOTEBOOK = as_file(student())
SAFE = re.compile(r"[a-z0-9][a-z0-9-]{0,90}")


def fill(folder: Path, *names: str, data: bytes = NOTEBOOK) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def packed(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def taken(source: Path, *students: Student, expected: str = "97_boats.ipynb") -> Intake:
    with Intake(source, students, expected) as intake:
        for one in intake.submissions:
            if not one.refused:
                with intake.content(one) as raw:
                    assert len(raw) == one.size
        return intake


ADA = Student("K7QD", "Ada Byron", "ada@example.org", ("1001", "abyron"))
BO = Student("M2XR", "Bo Å. Łęcki", "bo@example.org", ("1002",))


@pytest.mark.parametrize(
    ("names", "platform", "late"),
    [
        (("byronada_1001_555_97_boats.ipynb", "leckibo_LATE_1002_556_97_boats-2.ipynb"),
         "canvas", [False, True]),
        (("Ada Byron_1001_assignsubmission_file_/97_boats.ipynb",
          "Bo Å. Łęcki_1002_assignsubmission_file/97_boats.ipynb"), "moodle", [False, False]),
        (("Ada Byron_1001_assignsubmission_file_97_boats.ipynb",
          "Bo Å. Łęcki_1002_assignsubmission_file_97_boats.ipynb"), "moodle", [False, False]),
        (("Boats_abyron_attempt_2026-11-02-10-00-00_97_boats.ipynb",
          "Boats_1002_attempt_2026-11-02-10-00-01_97_boats.ipynb"), "blackboard", [False, False]),
        (("Ada Byron/97_boats.ipynb", "Łęcki, Bo Å./97_boats.ipynb"), "folder", [False, False]),
        (("97_boats_ada_byron.ipynb", "97_boats_M2XR.ipynb"), "folder", [False, False]),
        (("K7QD/97_boats.ipynb", "M2XR/work/97_boats.ipynb"), "folder", [False, False]),
    ],
    ids=["canvas", "moodle", "moodle flat", "blackboard", "folders", "files", "codes"],
)  # fmt: skip
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_whose_file_it_is(
    names: tuple[str, ...], platform: str, late: list[bool], zipped: bool, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    fill(source, *names)
    if zipped:
        source = packed(tmp_path / "in.zip", **dict.fromkeys(names, NOTEBOOK))
    found = sorted(taken(source, ADA, BO).submissions, key=lambda one: one.student)
    assert [one.student for one in found] == ["K7QD", "M2XR"]
    assert [one.name for one in found] == [ADA.name, BO.name]
    assert [one.late for one in found] == late
    assert {one.platform for one in found} == {platform}


def test_of_several_files_one_counts_and_the_others_are_listed(tmp_path: Path) -> None:
    fill(tmp_path, "byronada_1001_5_97_boats.ipynb", "byronada_1001_6_97_boats-1.ipynb")
    fill(tmp_path, "byronada_1001_7_notes.ipynb", "byronada_1001_8_essay.pdf")
    intake = taken(tmp_path, ADA)
    [one] = intake.submissions
    assert one.file == "byronada_1001_6_97_boats-1.ipynb"
    assert one.attempt == 3
    assert {stray.file for stray in intake.strays if stray.sid == one.sid} == {
        "byronada_1001_5_97_boats.ipynb",
        "byronada_1001_7_notes.ipynb",
    }
    assert any(stray.file.endswith("essay.pdf") and "PDF" in stray.why for stray in intake.strays)


def test_a_name_inside_another_is_not_that_name(tmp_path: Path) -> None:
    kim = Student("CCCC", "Kim Lee")
    found = taken(fill(tmp_path, "97_boats_kim_leewis.ipynb", "Kim-Lee 97.ipynb"), kim).submissions
    assert {one.file: one.student for one in found} == {
        "97_boats_kim_leewis.ipynb": "",
        "Kim-Lee 97.ipynb": "CCCC",
    }


def test_the_teachers_own_folders_are_passed_over(tmp_path: Path) -> None:
    fill(tmp_path, "ada/97_boats.ipynb", "key/reference.ipynb", "out/feedback/ada.html")
    with Intake(tmp_path, aside=(tmp_path / "key", tmp_path / "out")) as intake:
        assert [one.sid for one in intake.submissions] == ["ada"]
        assert intake.strays == []


def test_namesakes_are_not_mixed_up(tmp_path: Path) -> None:
    twins = (Student("AAAA", "Kim Lee"), Student("BBBB", "Kim Lee"))
    [one] = taken(fill(tmp_path, "Kim Lee/97_boats.ipynb"), *twins).submissions
    assert one.student == ""


NAMES = (
    "name with spaces", "Ünïcödé Ñame", "李小龙", "…", "-rf", "CON", "a" * 200, "O'Brien; rm -rf",
    "<script>alert(1)</script>", "=1+1", "emoji \N{PARTY POPPER}", "dots...", "UPPER", "upper",
)  # fmt: skip


def test_any_name_becomes_a_safe_one(tmp_path: Path) -> None:
    fill(tmp_path, *(f"{name.replace('/', '')}/97_boats.ipynb" for name in NAMES))
    found = taken(tmp_path).submissions
    assert len({one.sid for one in found}) == len(NAMES)
    assert all(SAFE.fullmatch(one.sid) for one in found), [one.sid for one in found]
    assert "con" not in {one.sid for one in found}
    again = {one.file: one.sid for one in taken(tmp_path).submissions}
    fill(tmp_path, "upper!/97_boats.ipynb")
    later = {one.file: one.sid for one in taken(tmp_path).submissions}
    assert again.items() <= later.items(), "a name must not change when others come"


def test_a_name_that_is_not_text(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("there every name is text")
    os.mkdir(os.fsencode(tmp_path) + b"/\xff\xfe")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe/97_boats.ipynb")).write_bytes(NOTEBOOK)
    [one] = taken(tmp_path).submissions
    assert one.file.encode("utf-8")
    assert SAFE.fullmatch(one.sid)


def test_paths_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    source = packed(
        tmp_path / "in.zip",
        **{"../../ada/97_boats.ipynb": NOTEBOOK, "/etc/bo/97_boats.ipynb": NOTEBOOK,
           "C:\\cy\\97_boats.ipynb": NOTEBOOK},
    )  # fmt: skip
    found = taken(source).submissions
    assert len(found) == 3
    assert all(".." not in one.file and not one.file.startswith("/") for one in found)
    assert [path.name for path in tmp_path.iterdir()] == ["in.zip"]


def test_links_and_things_that_are_no_files(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("not on this system")
    fill(tmp_path, "ada/97_boats.ipynb", "ada/__MACOSX/._97_boats.ipynb")
    for name in ("bo", "cy"):
        (tmp_path / name).mkdir()
    (tmp_path / "bo" / "97_boats.ipynb").symlink_to(tmp_path / "ada" / "97_boats.ipynb")
    os.mkfifo(tmp_path / "cy" / "97_boats.ipynb")
    (tmp_path / "dora").symlink_to(tmp_path / "ada")
    link = zipfile.ZipInfo("ed/97_boats.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr(link, "../ada/97_boats.ipynb")
    intake = taken(tmp_path)
    refused = {one.sid.partition("-")[0]: one.refused for one in intake.submissions}
    assert refused["ada"] == ""
    assert "link" in refused["bo"]
    assert "ordinary" in refused["cy"]
    assert any("link" in one.refused for one in intake.submissions if "ed" in one.file)
    assert {one.file for one in intake.strays} == {"dora", "ada/__MACOSX/._97_boats.ipynb"}


def test_a_zip_that_grows_beyond_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = b"0" * (30 << 20)
    members = {"ada/97_boats.ipynb": NOTEBOOK, "bo/97_boats.ipynb": bomb}
    intake = taken(packed(tmp_path / "in.zip", **members))
    assert [one.refused[:20] for one in intake.submissions] == ["", "The file would unpac"]
    monkeypatch.setattr(arrivals, "ZIP_TOTAL", 1 << 20)
    intake = taken(tmp_path / "in.zip")
    assert intake.submissions == ()
    assert "unpack to 2 files" in intake.strays[0].why


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    path = packed(tmp_path / "in.zip", **{"ada/97_boats.ipynb": b"1" * 5000})
    data = bytearray(path.read_bytes())
    for at in (data.find(b"PK\x03\x04") + 22, data.find(b"PK\x01\x02") + 24):
        data[at : at + 4] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    [one] = taken(path).submissions
    assert one.refused


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"no zip at all"])
def test_a_damaged_zip(data: bytes, tmp_path: Path) -> None:
    fill(tmp_path, "ada.zip", data=data)
    fill(tmp_path, "bo/97_boats.ipynb")
    intake = taken(tmp_path)
    assert len(intake.submissions) == 1
    assert "damaged" in intake.strays[0].why


def test_a_zip_in_the_platforms_zip(tmp_path: Path) -> None:
    inner, nested = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("97_boats.ipynb", NOTEBOOK)
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("deeper.zip", inner.getvalue())
    path = tmp_path / "in.zip"
    name = "Ada Byron_1001_assignsubmission_file_"
    packed(path, **{f"{name}/work.zip": inner.getvalue(), "x/y.zip": nested.getvalue()})
    intake = taken(path, ADA)
    [one] = intake.submissions
    assert one.student == ADA.code
    assert any("zip in a zip in a zip" in stray.why for stray in intake.strays)


def test_a_zip_whose_names_do_not_say_that_they_are_utf8(tmp_path: Path) -> None:
    path = packed(tmp_path / "in.zip", **{"Bo Å. Łęcki/97_boats.ipynb": NOTEBOOK})
    data = bytearray(path.read_bytes())
    for at in (data.find(b"PK\x03\x04") + 6, data.find(b"PK\x01\x02") + 8):
        data[at : at + 2] = b"\0\0"
    path.write_bytes(data)
    [one] = taken(path, ADA, BO).submissions
    assert (one.student, one.file) == (BO.code, "Bo Å. Łęcki/97_boats.ipynb")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_that_has_a_name_twice(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for year, data in ((2025, b"{}"), (2026, NOTEBOOK)):
            archive.writestr(zipfile.ZipInfo("ada/97.ipynb", (year, 1, 1, 0, 0, 0)), data)
    intake = taken(tmp_path / "in.zip")
    assert [(one.size, one.refused) for one in intake.submissions] == [(len(NOTEBOOK), "")]
    assert len(intake.strays) == 1


def test_folders_of_groups_with_the_students_inside(tmp_path: Path) -> None:
    fill(tmp_path, "Group 1/Ada Byron/97_boats.ipynb", "Group 1/Bo Å. Łęcki/97_boats.ipynb")
    fill(tmp_path, "Cy/Ada Byron/97_boats.ipynb", "Group 2/notes/97_boats.ipynb")
    found = {one.file: one.student for one in taken(tmp_path, ADA, BO).submissions}
    assert found == {
        "Group 1/Ada Byron/97_boats.ipynb": ADA.code,
        "Group 1/Bo Å. Łęcki/97_boats.ipynb": BO.code,
        "Cy/Ada Byron/97_boats.ipynb": "",
        "Group 2/notes/97_boats.ipynb": "",
    }


def test_one_folder_beside_a_file(tmp_path: Path) -> None:
    fill(tmp_path, "Ada Byron/97_boats.ipynb", "M2XR.ipynb")
    assert {one.student for one in taken(tmp_path, ADA, BO).submissions} == {ADA.code, BO.code}


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="There is no"):
        taken(tmp_path / "lost")
    assert taken(tmp_path).submissions == ()


def test_outputs_are_left_out_before_parsing() -> None:
    text = (
        rb'{"cells": [{"outputs": [{"text": "a ] \" [ } \\"}, [1, {"x": []}]], '
        rb'"source": "say(\"outputs\": [1])", "metadata": {"widgets": {"s": {"a": 1}}}}, '
        rb'{"cell_type": "code", "outputs" : [], "source": ["a\n", "b = \"outputs\""]}]}'
    )
    light = lightened(text)
    assert b'"text"' not in light
    assert b'"widgets": {}' in light
    assert [one.source for one in cells_of(light)] == [
        'say("outputs": [1])',
        'a\nb = "outputs"',
    ]
    assert [one.source for one in cells_of(text)] == [one.source for one in cells_of(light)]
    assert lightened(NOTEBOOK[:-100]).startswith(NOTEBOOK[:200])
