"""The article as data: the package is valid, and every coded word stands in the seed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import tomllib
import traceback
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import frictionless
import pytest

ROOT = Path(__file__).parent.parent
DATASETS = ROOT / "datasets"
SEED = ROOT / "seeds" / "000_0e2c3ec265911d08.txt"
TEXT = SEED.read_bytes().decode("utf-8")

LOOSE = 60
"""Most characters of the seed that may stand in a cell in one piece outside a quotation."""

OUTSIDE = ("Kremlin", "Lusa", "EFE", "TASS", "Reuters", "Portug", "Spanish", "2024", "2025")
"""Words that only a look outside the text could bring into a table of lessons 00 to 07."""

NO_NAME = {"narrator", "headline", "not stated", "none"}
"""Voices that no words of the text name, so that they have no row among the actors."""

Row = dict[str, str]


class Package:
    """A data package as it lies in a folder, read without the course."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.described: dict[str, Any] = json.loads(self.read("datapackage.json"))
        self.book: dict[str, Any] = tomllib.loads(self.read("codebook.toml"))
        self.fields: dict[str, list[dict[str, Any]]] = {}
        self.tables: dict[str, list[Row]] = {}
        self.ragged: list[str] = []
        for resource in self.described["resources"]:
            name = resource["name"]
            self.fields[name] = resource["schema"]["fields"]
            with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
                self.tables[name] = list(csv.DictReader(file, strict=True))
            wanted = len(self.fields[name])
            for number, row in enumerate(self.tables[name], start=2):
                cells: list[Any] = list(row.values())
                if len(cells) != wanted or None in cells:
                    self.ragged.append(f"{name}.csv line {number}: not {wanted} cells")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def codes(self, group: str) -> list[str]:
        return [one["code"] for one in self.book[group]["codes"]]

    def cells(self) -> Iterator[tuple[str, str]]:
        """Every cell of every table, with the words that say where it is."""
        for name, rows in self.tables.items():
            for number, row in enumerate(rows, start=2):
                for column, cell in row.items():
                    yield f"{name}.csv line {number}, {column}", cell

    def quoted(self) -> list[tuple[int, int]]:
        """The spans of the quotations, marks included: the words that tables may hold."""
        return [
            (
                min(int(row["printed_start"]), int(row["start"])),
                max(int(row["printed_end"]), int(row["end"])),
            )
            for row in self.tables["quotations"]
        ]

    def segments(self, level: str) -> list[Row]:
        return [row for row in self.tables["segments"] if row["level"] == level]


def long_pieces(words: str) -> Iterator[int]:
    """Where in the seed each piece of more than LOOSE characters stands that is in the words."""
    for place in range(len(words) - LOOSE):
        start = TEXT.find(words[place : place + LOOSE + 1])
        if start >= 0:
            yield start


@pytest.fixture(scope="module")
def package() -> Package:
    return Package(DATASETS)


# --- the rules: each looks at one package and raises AssertionError -----------------------------


def frictionless_finds_it_valid(package: Package) -> None:
    """Every cell fits what datapackage.json says of its field."""
    report = frictionless.validate(str(package.folder / "datapackage.json"))
    wrong = [error.message for error in report.errors]
    for task in report.tasks:
        for error in task.errors:
            line = f" line {error.row_number}" if hasattr(error, "row_number") else ""
            row = f" ({error.cells[0]})" if getattr(error, "cells", None) else ""
            field = f", {error.field_name}" if hasattr(error, "field_name") else ""
            cell = f" {error.cell!r}," if hasattr(error, "cell") else ""
            wrong.append(f"{task.name}.csv{line}{row}{field}:{cell} {error.title}, {error.note}")
    assert report.valid, "\n".join(package.ragged or wrong)


def files_are_plain(package: Package) -> None:
    for path in sorted(package.folder.iterdir()):
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf"), f"{path.name} begins with a byte order mark"
        assert b"\r" not in raw, f"{path.name} has a line end that is not LF"
        assert raw.endswith(b"\n") and not raw.endswith(b"\n\n"), f"{path.name}: the last line"
        raw.decode("utf-8")


def tables_are_byte_stable(package: Package) -> None:
    """Reading a table and writing it again gives the same bytes: quoting is minimal."""
    for name, rows in package.tables.items():
        written = io.StringIO()
        writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        assert written.getvalue().encode() == (package.folder / f"{name}.csv").read_bytes(), name


def every_field_is_described(package: Package) -> None:
    for resource in package.described["resources"]:
        assert resource["encoding"] == "utf-8", resource["name"]
        assert resource["schema"]["missingValues"] == [""], resource["name"]
        assert resource["schema"]["primaryKey"], resource["name"]
        for field in resource["schema"]["fields"]:
            where = f"{resource['name']}.{field['name']}"
            required = field.get("constraints", {}).get("required", False)
            says = "Never empty." if required else "Empty means: "
            assert says in field["description"], f"{where} does not say what empty means"


def spans_match(package: Package) -> None:
    counted = 0
    for name, rows in package.tables.items():
        for row in rows:
            if "exact" not in row:
                continue
            start, end = int(row["start"]), int(row["end"])
            assert 0 <= start < end <= len(TEXT), (name, row)
            assert TEXT[start:end] == row["exact"], (name, row, TEXT[start:end])
            counted += 1
    coded = {
        name for name, fields in package.fields.items() if "start" in {f["name"] for f in fields}
    }
    # The draft of lesson 09 is wrong on purpose; tests/test_statements.py counts how.
    with_words = sum(len(package.tables[name]) for name in coded - {"segments", "statements_draft"})
    assert counted == with_words, "a coded table lacks start, end or exact"


def segments_match(package: Package) -> None:
    for row in package.tables["segments"]:
        words = TEXT[int(row["start"]) : int(row["end"])]
        assert hashlib.sha256(words.encode()).hexdigest() == row["sha256"], row["id"]
        assert words.startswith(row["first_words"]), row["id"]
        assert words.endswith(row["last_words"]), row["id"]
        assert len(row["first_words"].split()) <= 4 and len(row["last_words"].split()) <= 4
        assert len(row["first_words"]) + len(row["last_words"]) < len(words), row["id"]


def paragraphs_tile(package: Package) -> None:
    rows = package.segments("paragraph")
    assert [row["id"] for row in rows] == [f"P{number:02d}" for number in range(1, 19)]
    assert int(rows[0]["start"]) == 0 and int(rows[-1]["end"]) == len(TEXT)
    for one, following in pairwise(rows):
        assert TEXT[int(one["end"]) : int(following["start"])] == "\n\n", one["id"]
    for row in rows:
        assert "\n" not in TEXT[int(row["start"]) : int(row["end"])], row["id"]
        assert row["parent"] == "", row["id"]


def sentences_nest(package: Package) -> None:
    rows = package.segments("sentence")
    assert [row["id"] for row in rows] == [f"s{number:02d}" for number in range(1, 22)]
    homes = {row["id"]: row for row in package.segments("paragraph")}
    covered: dict[str, list[Row]] = {name: [] for name in homes}
    for row in rows:
        home = homes[row["parent"]]
        assert row["kind"] == home["kind"], row["id"]
        covered[home["id"]].append(row)
    for name, inside in covered.items():
        home = homes[name]
        assert inside[0]["start"] == home["start"] and inside[-1]["end"] == home["end"], name
        for one, following in pairwise(inside):
            assert TEXT[int(one["end"]) : int(following["start"])] == " ", one["id"]


def codes_are_in_the_codebook(package: Package) -> None:
    used: dict[str, set[str]] = {group: set() for group in package.book}
    for name, fields in package.fields.items():
        for field in fields:
            enum = field.get("constraints", {}).get("enum")
            where = f"{name}.{field['name']}"
            assert (enum is None) == ("codes" not in field), f"{where}: an enum without its group"
            if enum is None:
                continue
            assert enum == package.codes(field["codes"]), f"{where} and the codebook differ"
            for number, row in enumerate(package.tables[name], start=2):
                code = row[field["name"]]
                assert code in enum, (
                    f"{name}.csv line {number} ({next(iter(row.values()))}), {field['name']}: "
                    f"{code!r} is not one of the codes of {field['codes']}: {', '.join(enum)}"
                )
                used[field["codes"]].add(code)
    used["voice"] |= {row["id"] for row in package.tables["actors"]}
    for group, content in package.book.items():
        for one in content["codes"]:
            spare = one["code"] not in used[group]
            assert spare == ("reserved" in one), f"{group}: {one['code']!r} used or reserved?"


def codebook_is_complete(package: Package) -> None:
    known = {row.get("id", row.get("key")) for rows in package.tables.values() for row in rows}
    for group, content in package.book.items():
        assert content["title"] and content["question"].endswith("?"), group
        codes = package.codes(group)
        assert len(codes) == len(set(codes)), group
        for code in content["codes"]:
            for part in ("label", "definition", "example", "neighbour"):
                assert code[part], f"{group}, {code['code']}: {part}"
            assert code["example"] in known | {"none in this text"}, (
                f"codebook.toml, {group}, {code['code']}: its example {code['example']} is no row"
            )
            assert ("searle" in code) == (group == "speech_act"), f"{group}, {code['code']}"


def examples_show_their_code(package: Package) -> None:
    """The row that a code gives as its example holds that code, if it holds one of the group."""
    for name, fields in package.fields.items():
        for field in (one for one in fields if "codes" in one):
            for code in package.book[field["codes"]]["codes"]:
                for row in package.tables[name]:
                    if row.get("id", row.get("key")) != code["example"] or "reserved" in code:
                        continue
                    cells = [row[f["name"]] for f in fields if f.get("codes") == field["codes"]]
                    assert code["code"] in cells, (
                        f"codebook.toml, {field['codes']}, {code['code']}: the example "
                        f"{code['example']} has {', '.join(cells)}"
                    )


def links_hold(package: Package) -> None:
    """What the foreign keys cannot say: levels, voices, and the cells that evidence is for."""
    sentences = {row["id"] for row in package.segments("sentence")}
    for name in ("quotations", "statements", "references", "attributions"):
        for row in package.tables[name]:
            assert row["sentence"] in sentences, (name, row)
    actors = {row["id"] for row in package.tables["actors"]}
    assert set(package.codes("voice")) == actors | NO_NAME
    for row in package.tables["evidence"]:
        targets = {one["id"]: one for one in package.tables[row["table"]]}
        assert row["row"] in targets, row
        assert row["column"] in targets[row["row"]], row
    statements = {row["id"]: row for row in package.tables["statements"]}
    for row in statements.values():
        if row["same_as"]:
            assert statements[row["same_as"]]["same_as"] == row["id"], row["id"]
            assert statements[row["same_as"]]["speaker"] == row["speaker"], row["id"]


def places_agree(package: Package) -> None:
    """Rows stand in the sentences they name, and statements agree with their quotations."""
    places = {r["id"]: (int(r["start"]), int(r["end"])) for r in package.segments("sentence")}
    for name in ("statements", "references"):
        for row in package.tables[name]:
            start, end = places[row["sentence"]]
            assert start <= int(row["start"]) and int(row["end"]) <= end, (name, row["id"])
    quotations = {row["id"]: row for row in package.tables["quotations"]}
    for row in quotations.values():
        assert places[row["sentence"]][0] <= int(row["printed_start"]) <= int(row["start"])
        assert int(row["end"]) <= int(row["printed_end"]) <= places[row["last_sentence"]][1]
        assert (row["broken"] == "yes") == (row["what_is_broken"] != "none"), row["id"]
        assert row["kind"] in ("direct", "mixed"), row["id"]
    for row in package.tables["statements"]:
        if row["quotation"]:
            quotation = quotations[row["quotation"]]
            shared = ("speaker", "cited_via", "channel")
            assert [row[key] for key in shared] == [quotation[key] for key in shared], row["id"]
            assert row["quote_status"] == quotation["kind"], row["id"]
            assert int(quotation["start"]) <= int(row["start"]), row["id"]
            assert int(row["end"]) <= int(quotation["end"]), row["id"]
        start, end = places[row["sentence"]]
        dated = row["time_reference"] != "not stated"
        assert dated == (row["time_kind"] != "not stated"), row["id"]
        assert not dated or row["time_reference"] in TEXT[start:end], row["id"]
        assert (row["uncertain"] == "yes") == (row["why_uncertain"] != "none"), row["id"]
    quoted = {row["quotation"] for row in package.tables["statements"]} - {""}
    assert quoted == set(quotations), "every quotation belongs to a statement"


def chains_are_whole(package: Package) -> None:
    chains: dict[str, list[Row]] = {}
    for row in package.tables["attributions"]:
        chains.setdefault(row["sentence"], []).append(row)
    spoken = {row["id"] for row in package.segments("sentence") if row["kind"] != "boilerplate"}
    assert set(chains) == spoken
    for sentence, steps in chains.items():
        assert [int(row["step"]) for row in steps] == list(range(1, len(steps) + 1)), sentence
        page = "headline" if sentence in ("s01", "s02") else "narrator"
        assert steps[0]["voice"] == page, sentence
        assert page not in {row["voice"] for row in steps[1:]}, sentence
    said = {row["sentence"]: row for row in reversed(package.tables["statements"])}
    for sentence, row in said.items():
        voices = [step["voice"] for step in chains[sentence]]
        assert row["speaker"] in voices, sentence
        assert row["cited_via"] in (*voices, "none"), sentence
    assert len(chains["s04"]) == 3, "Putin, recalled by Peskov, reported by the narrator"


def actors_have_the_same_fields(package: Package) -> None:
    for row in package.tables["actors"]:
        assert all(row.values()), f"{row['id']} has an empty cell"
        assert row["name"] == row["exact"], row["id"]
        assert TEXT.index(row["name"]) == int(row["start"]), f"{row['id']}: not the first mention"
        for column in ("also_called", "described_as"):
            for words in row[column].split("; "):
                assert words == "none" or words in TEXT, (row["id"], column, words)
    told = {row["speaker"] for row in package.tables["statements"]}
    via = {row["id"] for row in package.tables["actors"] if row["speaks"] != "no"}
    assert told - NO_NAME == via, "who speaks, and who has a statement"


def nothing_leaks(package: Package) -> None:
    """No cell holds a sentence of the seed, or a long piece of one, that is not quoted."""
    quoted = package.quoted()
    longest = max(int(row["end"]) - int(row["start"]) for row in package.tables["quotations"])
    sentences = [(int(row["start"]), int(row["end"])) for row in package.segments("sentence")]
    for where, cell in package.cells():
        if where.endswith("exact"):
            assert len(cell) <= longest, where
        for start, end in sentences:
            inside = any(a <= start and end <= b for a, b in quoted)
            assert inside or TEXT[start:end] not in cell, f"{where} holds a whole sentence"
        for start in long_pieces(cell):
            inside = any(a <= start and start + LOOSE < b for a, b in quoted)
            assert inside, f"{where} holds more than {LOOSE} characters that nobody is quoted with"
    for name in ("codebook.toml", "datapackage.json", "README.md"):
        assert not list(long_pieces(package.read(name))), f"{name} holds a piece of the seed"


def closed_book(package: Package) -> Iterator[tuple[str, str]]:
    """What a lesson before 08 can come to see: no field, row or table that opens later."""
    for resource in package.described["resources"]:
        if resource["name"] == "sources" or "opens" in resource:
            continue
        fields = [one for one in resource["schema"]["fields"] if "opens" not in one]
        later = resource.get("opens_rows", {"field": "none", "value": ""})
        for row in package.tables[resource["name"]]:
            if row.get(later["field"]) != later["value"]:
                yield resource["name"], " ".join(row[one["name"]] for one in fields)
        for group in {one["codes"] for one in fields if "codes" in one}:
            yield f"codebook.toml, {group}", str(package.book[group])


def book_stays_closed(package: Package) -> None:
    for name, content in closed_book(package):
        for word in OUTSIDE:
            assert word not in content, f"{name} knows {word!r}, which is not in the text"
    for row in package.tables["references"]:
        open_ended = row["refers_to"] == "cannot be decided from the text"
        assert open_ended == (row["decided_by"] == "undecided"), row["id"]


def readme_counts_the_rows(package: Package) -> None:
    counted = dict.fromkeys(package.tables, -1)
    for line in package.read("README.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].endswith(".csv`"):
            counted[cells[0].strip("`").removesuffix(".csv")] = int(cells[-1])
    for name, rows in package.tables.items():
        assert counted.pop(name) == len(rows), f"README.md, {name}.csv: it has {len(rows)} rows"
    assert not counted, f"README.md counts tables that are not there: {counted}"


def sources_say_what_was_seen(package: Package) -> None:
    for row in package.tables["sources"]:
        seen = row["seen"] == "seen"
        assert seen == (row["words_seen"] != "none") == (row["date_seen"] != ""), row["key"]


RULES: tuple[Callable[[Package], None], ...] = (
    frictionless_finds_it_valid,
    files_are_plain,
    tables_are_byte_stable,
    every_field_is_described,
    spans_match,
    segments_match,
    paragraphs_tile,
    sentences_nest,
    codes_are_in_the_codebook,
    codebook_is_complete,
    examples_show_their_code,
    links_hold,
    places_agree,
    chains_are_whole,
    actors_have_the_same_fields,
    nothing_leaks,
    book_stays_closed,
    readme_counts_the_rows,
    sources_say_what_was_seen,
)


def what_it_finds(rule: Callable[[Package], None], package: Package) -> str:
    """What a rule says of a package: nothing, or the fault without the code around it."""
    try:
        rule(package)
    except AssertionError as fault:
        line = traceback.extract_tb(fault.__traceback__)[-1].lineno
        words = str(fault).split("\nassert ")[0]
        return f"{words}\nThe rule: {rule.__name__}, line {line}"
    return ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds(rule: Callable[[Package], None], package: Package) -> None:
    if package.ragged and rule is not frictionless_finds_it_valid:
        pytest.skip("first mend the row that has not as many cells as its table has fields")
    said = what_it_finds(rule, package)
    if said:
        pytest.fail(said, pytrace=False)


def test_the_numbers_the_lessons_count_on(package: Package) -> None:
    kinds = [row["kind"] for row in package.segments("paragraph")]
    assert [kinds.count(kind) for kind in ("headline", "body", "boilerplate")] == [1, 13, 4]
    kinds = [row["kind"] for row in package.segments("sentence")]
    assert [kinds.count(kind) for kind in ("headline", "body", "boilerplate")] == [2, 14, 5]
    quoted: dict[str, int] = {}
    for row in package.tables["quotations"][1:]:
        length = int(row["end"]) - int(row["start"])
        quoted[row["speaker"]] = quoted.get(row["speaker"], 0) + length
    assert quoted == {"peskov": 486, "nsc": 222, "medvedev": 160, "putin": 31}
    narrated = {r["sentence"] for r in package.tables["statements"] if r["speaker"] == "narrator"}
    assert narrated == {"s14", "s15", "s16", "s17"}


# --- the rules can fail: each is tried on a copy with one thing spoilt --------------------------

LATE_PARAGRAPH = ("P02,paragraph,,body,86,", "P02,paragraph,,body,87,")
SENTENCE = TEXT[TEXT.index("Moscow has") : TEXT.index("Western sanctions.") + 18]
SPOILT: tuple[tuple[Callable[[Package], None], str, str, str], ...] = (
    (frictionless_finds_it_valid, "segments.csv", "P01,paragraph,", "P02,paragraph,"),
    (frictionless_finds_it_valid, "quotations.csv", "q3,s04,s04", "q3,s44,s04"),
    (frictionless_finds_it_valid, "segments.csv", ",body,", ",story,"),
    (frictionless_finds_it_valid, "segments.csv", "s09,sentence,P07", "s09,sentence,P77"),
    (frictionless_finds_it_valid, "statements.csv", ",indirect,,st10,", ",indirect,,st77,"),
    (frictionless_finds_it_valid, "attributions.csv", "s04,3,", "s04,2,"),
    (
        frictionless_finds_it_valid,
        "statements.csv",
        "peskov,none,russian-press",
        ",none,russian-press",
    ),
    (files_are_plain, "actors.csv", "\n", "\r\n"),
    (tables_are_byte_stable, "actors.csv", "peskov,Peskov", '"peskov",Peskov'),
    (every_field_is_described, "datapackage.json", "Never empty.", ""),
    (spans_match, "evidence.csv", "he said", "he sad"),
    (spans_match, "references.csv", "r06,s07,926,928,", "r06,s07,926,929,"),
    (spans_match, "attributions.csv", "s04,1,narrator,reports,342", "s04,1,narrator,reports,341"),
    (segments_match, "segments.csv", "Not only did", "Not only has"),
    (segments_match, "segments.csv", ",to Western sanctions.,", ",to western sanctions.,"),
    (segments_match, "segments.csv", ",boilerplate,2825,2838", ",boilerplate,2825,2837"),
    (paragraphs_tile, "segments.csv", *LATE_PARAGRAPH),
    (sentences_nest, "segments.csv", "s09,sentence,P07", "s09,sentence,P08"),
    (sentences_nest, "segments.csv", "s12,sentence,P10,boilerplate", "s12,sentence,P10,body"),
    (codes_are_in_the_codebook, "codebook.toml", 'code = "mixed"', 'code = "blended"'),
    (codes_are_in_the_codebook, "codebook.toml", 'reserved = "lesson 06"', ""),
    (codebook_is_complete, "codebook.toml", 'example = "q4"', 'example = "q9"'),
    (codebook_is_complete, "codebook.toml", 'searle = "assertive"', ""),
    (examples_show_their_code, "codebook.toml", 'example = "q8"', 'example = "q7"'),
    (links_hold, "evidence.csv", "statements,st03,speaker", "statements,st33,speaker"),
    (links_hold, "evidence.csv", "statements,st03,speaker", "statements,st03,speakers"),
    (links_hold, "statements.csv", ",indirect,,st10,", ",indirect,,st08,"),
    (links_hold, "statements.csv", "st05,s05,", "st05,P04,"),
    (places_agree, "references.csv", "r06,s07,", "r06,s08,"),
    (places_agree, "statements.csv", "st04,s04,putin,peskov", "st04,s04,peskov,none"),
    (places_agree, "statements.csv", ",today,", ",yesterday,"),
    (places_agree, "quotations.csv", "no,yes,", "no,no,"),
    (chains_are_whole, "attributions.csv", "s04,3,", "s04,4,"),
    (chains_are_whole, "attributions.csv", "s10,1,narrator", "s10,1,peskov"),
    (
        actors_have_the_same_fields,
        "actors.csv",
        "nato,NATO,organisation,none",
        "nato,NATO,organisation,",
    ),
    (actors_have_the_same_fields, "actors.csv", "the Russian agency", "the Russian news agency"),
    (actors_have_the_same_fields, "actors.csv", "none,no,70", "none,yes,70"),
    (nothing_leaks, "references.csv", "An inference: ", SENTENCE + " "),
    (nothing_leaks, "evidence.csv", "No name; ", "Leave a Reply "),
    (nothing_leaks, "README.md", "## Check it", SENTENCE),
    (book_stays_closed, "statements.csv", "The marks are broken", "The Kremlin"),
    (book_stays_closed, "references.csv", "cannot be decided from the text", "NATO entry"),
    (readme_counts_the_rows, "README.md", "| 39 |", "| 38 |"),
    (sources_say_what_was_seen, "sources.csv", ",none,,en,", ",none,2026-11-23,en,"),
)


@pytest.mark.parametrize(
    ("rule", "name", "old", "new"),
    SPOILT,
    ids=[f"{rule.__name__}-{number}" for number, (rule, *_) in enumerate(SPOILT)],
)
def test_rule_can_fail(
    rule: Callable[[Package], None], name: str, old: str, new: str, tmp_path: Path
) -> None:
    copy = tmp_path / "datasets"
    shutil.copytree(DATASETS, copy)
    content = (copy / name).read_bytes().decode("utf-8")
    assert old in content, f"nothing to spoil in {name}: {old!r}"
    (copy / name).write_bytes(content.replace(old, new, 1).encode("utf-8"))
    assert what_it_finds(rule, Package(copy))


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("treaty_events.csv", ",expiry,Extended", ",ending,Extended", "-all-parties), type: 'endi"),
        ("limits.csv", "Category I,300,", "Category I,three,", "(mtcr-range), number: 'three'"),
        ("limits.csv", "Category I,300,", "Category I,,", "(mtcr-range), number: '', Constraint"),
        ("limits.csv", "Category I,300,", "Category I,300,x,", "limits.csv line 48: not 1"),
        ("treaty_parties.csv", "\nnew-start,USA", "\nnewstart,USA", '"newstart" not found in the'),
        ("treaty_events.csv", "\nnpt-19680612-", "\nnpt-19680701-", "codebook.toml, event_type"),
    ],
)
def test_a_fault_is_named(name: str, old: str, new: str, says: str, tmp_path: Path) -> None:
    """The file, the line, the row, the field and what is wrong, in one line."""
    copy = tmp_path / "datasets"
    shutil.copytree(DATASETS, copy)
    content = (copy / name).read_bytes().decode("utf-8")
    assert old in content, f"nothing to spoil in {name}: {old!r}"
    (copy / name).write_bytes(content.replace(old, new, 1).encode("utf-8"))
    package = Package(copy)
    rules = (frictionless_finds_it_valid, codes_are_in_the_codebook, codebook_is_complete)
    said = [what_it_finds(rule, package) for rule in rules[: 1 if package.ragged else 3]]
    assert any(says in words for words in said), said
