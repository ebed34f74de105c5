"""The makers' tools: each rule of the contract can fail, tidy and run give the same bytes."""

from __future__ import annotations

import ast
import copy
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from small_lesson import (
    HINTS,
    NAME,
    OTHER,
    RECORD,
    cell,
    markdown,
    result,
    small,
    stream,
    unrun,
    write,
)
from tracked import ALL

from course.__main__ import parser
from course.authoring import contract as contract_module
from course.authoring import key as key_module
from course.authoring import run as run_module
from course.authoring import tidy as tidy_module
from course.authoring import timing as timing_module
from course.authoring.contract import RULES, contract, records_of
from course.authoring.key import filled, key, literal
from course.authoring.lesson import TAGS, chosen, exercise_of, node, read
from course.authoring.run import Stopped, executed, run
from course.authoring.tidy import PLOTLY, WIDGET, Untidy, as_bytes, tidy, tidy_file
from course.authoring.timing import markdown as as_markdown
from course.authoring.timing import timing
from course.exercises.catalogue import exercises
from course.exercises.check import judge
from course.library import lessons, root
from course.records import KINDS

RECORDS = (RECORD, OTHER)
Change = Callable[[NotebookNode], object]


# --- the contract ----------------------------------------------------------------------------


def breaks(rule: str, change: Change, says: str, **given: Any) -> Any:
    return pytest.param(rule, change, says, given, id=f"{rule}-{says[:24]}")


def put(identity: str, **values: Any) -> Change:
    """Change fields of one cell."""

    def change(notebook: NotebookNode) -> None:
        cell(notebook, identity).update(node(values))  # type: ignore[no-untyped-call]

    return change


def course(**values: Any) -> Change:
    return lambda notebook: notebook.metadata.course.update(values)


def shown(identity: str, *outputs: Callable[[NotebookNode], NotebookNode]) -> Change:
    """Change what one cell shows."""

    def change(notebook: NotebookNode) -> None:
        one = cell(notebook, identity)
        one.outputs = [output(one) for output in outputs]

    return change


def tagged(identity: str, *tags: str, **course_metadata: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        metadata = cell(notebook, identity).metadata
        metadata.tags = [*metadata.get("tags", []), *tags]
        if course_metadata:
            metadata.course = node(course_metadata)

    return change


def both(*changes: Change) -> Change:
    def change(notebook: NotebookNode) -> None:
        for one in changes:
            one(notebook)

    return change


def source(identity: str, old: str, new: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        one = cell(notebook, identity)
        assert old in one.source
        one.source = one.source.replace(old, new)

    return change


def swapped(first: str, second: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        places = [[one.id for one in notebook.cells].index(name) for name in (first, second)]
        cells = notebook.cells
        cells[places[0]], cells[places[1]] = cells[places[1]], cells[places[0]]

    return change


def exercises_swapped(notebook: NotebookNode) -> None:
    cells = notebook.cells
    cells[5:13] = [*cells[9:13], *cells[5:9]]
    counted = [one for one in cells if one.cell_type == "code"]
    for count, one in enumerate(counted, start=1):
        one.execution_count = count
        for output in one.outputs:
            if "execution_count" in output:
                output.execution_count = count


def error(one: NotebookNode) -> NotebookNode:
    return node(
        {"output_type": "error", "ename": "KeyError", "evalue": "1", "traceback": ["KeyError: 1"]}
    )


BREAKS = [
    breaks("file_name", lambda n: None, "two digits and a slug", name="99-small.ipynb"),
    breaks("metadata", course(language="pt"), "this edition is 'en'"),
    breaks("metadata", course(teaching="2"), "wrong type: teaching"),
    breaks("metadata", course(widgets=1), "fields that nobody reads: widgets"),
    breaks("metadata", course(lesson="05"), "metadata says lesson 05, the file name says 99"),
    breaks("metadata", course(requires=["99"]), "no earlier lesson"),
    breaks(
        "metadata",
        course(outcomes=["LO99.1", "LO99.2", "LO7.1"]),
        "'LO7.1' is not numbered after this lesson",
        others=("able_to", "last_cell", "outcomes"),
    ),
    breaks("kernel", lambda n: n.metadata.kernelspec.update(name="julia"), "must be python3"),
    breaks("kernel", lambda n: n.metadata.language_info.update(version="3"), "the name only"),
    breaks("cell_ids", put("fig-99-1", id="Fig_1"), "small letters, digits and hyphens"),
    breaks("cell_ids", put("fig-99-1", id="a1b2c3d4"), "made by a machine"),
    breaks("cell_ids", put("fig-99-1", id="fig-99-2"), "2 cells have this id"),
    breaks("cell_ids", lambda n: n.cells[2].pop("id"), "a cell id is made of"),
    breaks("title_cell", source("title-99", "# A small", "A small"), "must begin with the title"),
    breaks("title_cell", source("step-99-1", "A line", "# A line"), "there is one H1"),
    breaks(
        "title_cell",
        source("title-99", "*You need* lesson 00", "Bring a pen"),
        "must say *You need*",
    ),
    breaks("title_cell", source("title-99", "*Questions* What is a word?\n\n", ""), "*Questions*"),
    breaks(
        "title_cell",
        lambda n: n.cells[0].update(
            source=n.cells[0].source.replace("*Questions*", "*Q*").replace(
                "*You need* lesson 00.", "*You need* lesson 00.\n\n*Questions* Why?"
            )
        ),
        "the order is: You will be able to, Questions",
    ),
    breaks("able_to", source("title-99", "- say what a space is\n", ""), "names 1 things"),
    breaks(
        "able_to",
        both(
            course(outcomes=["LO99.1"]),
            source("title-99", "- say what a space is\n", ""),
            source("end-99", "- A space counts.\n", ""),
        ),
        "2 to 4 outcomes; the metadata has 1",
        records=(RECORD, replace(OTHER, outcome="LO99.1")),
    ),
    breaks("time_line", source("title-99", "= 10 min", "= 11 min"), "10 min together"),
    breaks("time_line", source("title-99", "2 min teaching", "3 min teaching"), "2 min teaching"),
    breaks("setup_cell", source("setup-99", "check", "check\nimport os"), "not `import os`"),
    breaks(
        "setup_cell",
        source("setup-99", "check", "check, table\nrows = table('data/rows.csv')"),
        "not `rows = table('data/rows.csv')`",
    ),
    breaks(
        "setup_cell",
        lambda n: [n.cells[1].metadata.pop(name) for name in list(n.cells[1].metadata)],
        "the second cell, and no other",
    ),
    breaks("last_cell", source("end-99", "*Key points*", "So:"), "must be Markdown with"),
    breaks("last_cell", source("end-99", "*Next*", "Then"), "*Next* is missing"),
    breaks("last_cell", source("end-99", "- A space counts.\n", ""), "1 key points for 2 outcomes"),
    breaks("tags", tagged("fig-99-1", "nbval-skip"), "nbval-skip is forbidden"),
    breaks("tags", tagged("fig-99-1", "solution"), "'solution' is not on the list"),
    breaks("tags", source("fig-99-1", "line =", "# NBVAL_SKIP\nline ="), "not an NBVAL comment"),
    breaks("ignored_output", tagged("fig-99-1", "nbval-ignore-output"), "needs metadata"),
    breaks(
        "ignored_output",
        both(
            tagged("fig-99-1", "nbval-ignore-output", reason="the clock"),
            tagged("fig-99-2", "nbval-ignore-output", reason="the clock"),
        ),
        "only one cell",
    ),
    breaks("locked", lambda n: n.cells[1].metadata.pop("editable"), "setup cell has editable"),
    breaks(
        "locked",
        lambda n: cell(n, "check-99-1").metadata.update(deletable=True),
        "check cell has deletable: false",
    ),
    breaks(
        "locked",
        lambda n: cell(n, "answer-99-1").metadata.update(editable=False),
        "an answer cell must be editable",
    ),
    breaks("code_is_plain", source("fig-99-1", "len", "%time len"), "not plain Python"),
    breaks("code_is_plain", put("fig-99-1", source="  "), "an empty code cell"),
    breaks("code_is_short", put("fig-99-1", source="1\n" * 13), "13 lines of code, 12 at most"),
    breaks(
        "closed_book",
        both(
            course(lesson="06", outcomes=["LO6.1", "LO6.2"]),
            source("fig-99-1", "len(line)", 'table("witnesses")'),
        ),
        "closed book: the table 'witnesses' opens in 08",
        name="06_small.ipynb",
        others=("outcomes", "order"),
    ),
    breaks("one_pattern", swapped("hints-99-1", "ex-99-1"), "needs these cells in a row"),
    breaks(
        "one_pattern",
        lambda n: n.cells.insert(6, markdown("more-99-1", "A word more.")),
        "here stand ex-99-1, more-99-1",
    ),
    breaks("order", exercises_swapped, "99.2, 99.1. Sort them by number"),
    breaks("order", source("step-99-1", "A line", "### Exercise 99.1 · 4 min\n\nA"), "2 times"),
    breaks(
        "record_exists",
        lambda n: None,
        "99.2 has no record",
        records=(RECORD,),
        others=("outcomes", "minutes_together"),
    ),
    breaks(
        "record_used",
        lambda n: None,
        "the record 99.3 has no exercise here",
        records=(*RECORDS, replace(OTHER, id="99.3", minutes=0)),
    ),
    breaks("minutes", source("ex-99-1", "4 min", "5 min"), "heading says 5 min, the record says 4"),
    breaks(
        "minutes_together",
        both(course(exercises=9), source("title-99", "8 min exercises = 10", "9 min ex = 11")),
        "metadata says 9 min of exercises, the records add up to 8",
    ),
    breaks(
        "outcomes",
        lambda n: None,
        "record 99.2 is for LO1.1, which the metadata does not name",
        records=(RECORD, replace(OTHER, outcome="LO1.1")),
    ),
    breaks(
        "outcomes",
        lambda n: None,
        "no exercise practises LO99.2",
        records=(RECORD, replace(OTHER, outcome="LO99.1")),
    ),
    breaks("done_when", source("ex-99-1", "*Done when*", "It is done if"), "does not say *Done"),
    breaks(
        "heading_form",
        source("step-99-1", "A line", "#### Exercise 99.3 (4 min)\n\nA"),
        "must be '### Exercise 05.3 · 4 min'",
    ),
    breaks("hints", put("hints-99-1", source=HINTS * 4), "here: 4 opened, 4 closed, 4 named"),
    breaks("hints", put("hints-99-1", source="Look between."), "here: 0 opened"),
    breaks("answer_cells", source("answer-99-1", "...", "7"), "holds `answer_99_1 = ...`"),
    breaks(
        "answer_cells",
        lambda n: cell(n, "answer-99-1").metadata.course.update(exercise="99.2"),
        "metadata.course.exercise must be '99.1'",
    ),
    breaks(
        "check_cells",
        source("check-99-1", "99.1", "99.2"),
        "holds `check('99.1', answer_99_1)`",
    ),
    breaks(
        "check_cells",
        lambda n: cell(n, "check-99-1").metadata.course.update(exercise="99.2"),
        "metadata.course.exercise must be '99.1'",
    ),
    breaks("answers_not_read", source("fig-99-2", "line.split()", "answer_99_1"), "only its check"),
    breaks(
        "solution_not_called",
        source("fig-99-2", 'print("and', 'solution("99.1")\nprint("and'),
        "for the student to call",
    ),
    breaks(
        "options_are_a_list",
        source("ex-99-1", "How many words?", "How many words?\n\n(a) six\n(b) seven"),
        "write options as a list",
    ),
    breaks("counted", put("fig-99-2", execution_count=9), "not run 1 to 7 in order"),
    breaks("counted", put("setup-99", execution_count=None), "not run 1 to 7 in order"),
    breaks("outputs_kept", put("check-99-1", outputs=[]), "the output is gone"),
    breaks(
        "all_compared",
        shown("fig-99-1", lambda one: result(one, image_png="iVBORw0KGgo=")),
        "nothing in this output can be compared",
    ),
    breaks("explorer_reads", tagged("fig-99-1", "explorer"), "lacks text/html"),
    breaks("no_errors", shown("fig-99-1", error), "the stored output is an error"),
    breaks("no_errors", tagged("fig-99-1", "raises-exception"), "but nothing was raised"),
    breaks("quiet", shown("fig-99-1", lambda one: stream("stderr", "careful\n")), "on stderr"),
    breaks(
        "printed_lines_fit",
        shown("fig-99-1", lambda one: stream("stdout", "a short line\n" + "word " * 20 + "\n")),
        "has over 96 characters",
    ),
    breaks(
        "no_colours",
        shown("fig-99-1", lambda one: stream("stdout", "\x1b[31mred\x1b[0m\n")),
        "colour codes",
    ),
    breaks("no_widget_state", lambda n: n.metadata.update(widgets={"x": 1}), "widget state"),
    breaks(
        "no_widget_state",
        shown(
            "fig-99-1",
            lambda one: node(
                {**result(one, text_plain="7"), "data": {"text/plain": "7", WIDGET: {"m": "1"}}}
            ),
        ),
        "a widget's model",
    ),
    breaks(
        "no_machine",
        shown("fig-99-1", lambda one: result(one, text_plain="<thing at 0x7f3a2b10c0d0>")),
        "an address in memory",
    ),
    breaks(
        "no_machine",
        shown("fig-99-1", lambda one: stream("stdout", "/home/someone/work\n")),
        "a path of one machine",
    ),
    breaks("size", put("step-99-1", source="word " * 20_000), "100,000 at most"),
    breaks(
        "tidied",
        lambda n: cell(n, "fig-99-1").metadata.update({"scrolled": True}),
        "the file is not tidy. Run make tidy",
    ),
]  # fmt: skip


def test_the_small_lesson_keeps_the_contract(tmp_path: Path) -> None:
    assert contract(write(tmp_path, small()), RECORDS) == []


@pytest.mark.parametrize(("rule", "change", "says", "given"), BREAKS)
def test_each_rule_names_what_breaks_it(
    tmp_path: Path, rule: str, change: Change, says: str, given: dict[str, Any]
) -> None:
    notebook = small()
    change(notebook)
    path = write(tmp_path, notebook, given.get("name", NAME))
    problems = contract(path, given.get("records", RECORDS))
    found = {problem.rule for problem in problems}
    # A file that a front end has written to breaks its own rule and is not tidy either.
    also = {"tidied", *given.get("others", ())}
    assert rule in found
    assert found - {rule} <= also
    assert any(says in problem.message for problem in problems if problem.rule == rule)
    assert all(str(problem).startswith(path.name) for problem in problems)


def test_every_rule_is_broken_by_a_test_and_says_what_it_is() -> None:
    assert {case.values[0] for case in BREAKS} == set(RULES)
    assert all(rule.__doc__ for rule in RULES.values())


def test_a_problem_names_file_cell_and_what_to_change(tmp_path: Path) -> None:
    notebook = small()
    source("ex-99-1", "4 min", "5 min")(notebook)
    (problem,) = contract(write(tmp_path, notebook), RECORDS)
    assert str(problem) == (
        "99_small.ipynb, cell ex-99-1: heading says 5 min, the record says 4. "
        "Change one of them [minutes]"
    )


def test_the_one_ignored_output_is_allowed_with_its_reason(tmp_path: Path) -> None:
    notebook = small()
    tagged("fig-99-1", "nbval-ignore-output", reason="it shows the clock")(notebook)
    assert contract(write(tmp_path, notebook), RECORDS) == []


@pytest.mark.parametrize("text", ["", "not json", "[]", '{"cells": 3}', '{"nbformat": 4}', "{}"])
def test_a_file_that_is_no_notebook_is_one_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / NAME
    path.write_text(text, encoding="utf-8")
    assert [problem.rule for problem in contract(path, RECORDS)] == ["readable"]


def test_a_file_that_is_not_utf8_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"\xff\xfe")
    assert [problem.rule for problem in contract(path, RECORDS)] == ["readable"]


# --- tidy ------------------------------------------------------------------------------------


def worn() -> NotebookNode:
    """The small lesson as a front end saves it."""
    notebook = small()
    notebook.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {}}
    notebook.metadata.language_info = node({"name": "python", "version": "3.14.2"})
    notebook.metadata.kernelspec = node(
        {"display_name": "my kernel", "language": "python", "name": "python3"}
    )
    one = cell(notebook, "fig-99-1")
    one.metadata.update({"execution": {"iopub.execute_input": "…"}, "scrolled": True})
    one.metadata.tags = ["hide-input"]
    one.outputs = [
        node(
            {
                "output_type": "display_data",
                "metadata": {"image/png": {"width": 4}, "text/html": {"isolated": True}},
                "transient": {"display_id": "7"},
                "data": {
                    PLOTLY: {"data": [], "layout": {}},
                    WIDGET: {"model_id": "7"},
                    "image/png": "iVBORw0KGgo=",
                    "text/html": "<table></table>",
                    "text/plain": "a table",
                },
            }
        ),
        node({"output_type": "display_data", "metadata": {}, "data": {WIDGET: {}}}),
    ]
    cell(notebook, "fig-99-2").outputs = [
        stream("stdout", "words: 8\n"),
        stream("stderr", "\n"),
        stream("stdout", "and spaces\n"),
    ]
    return notebook


def test_tidy_drops_what_a_front_end_adds_and_keeps_what_a_maker_wrote() -> None:
    before, after = worn(), tidy(worn())
    assert set(after.metadata) == {"course", "kernelspec", "language_info"}
    assert after.metadata.language_info == {"name": "python"}
    assert after.metadata.course == before.metadata.course
    one = cell(after, "fig-99-1")
    assert one.metadata == {"tags": ["hide-input"], "jupyter": {"source_hidden": True}}
    (output,) = one.outputs
    assert set(output.data) == {PLOTLY, "text/html", "text/plain"}
    assert output.metadata == {"text/html": {"isolated": True}}
    assert "transient" not in output
    assert cell(after, "fig-99-2").outputs == [stream("stdout", "words: 8\nand spaces\n")]
    assert [one.id for one in after.cells] == [one.id for one in before.cells]
    assert [one.source for one in after.cells] == [one.source for one in before.cells]
    locked = cell(after, "check-99-1").metadata
    assert locked == {
        "course": {"exercise": "99.1"},
        "deletable": False,
        "editable": False,
        "tags": ["check"],
    }


def test_tidy_changes_nothing_twice_and_leaves_its_argument_alone() -> None:
    notebook = worn()
    untouched = copy.deepcopy(notebook)
    once = tidy(notebook)
    assert notebook == untouched
    assert as_bytes(tidy(once)) == as_bytes(once)
    nbformat.validate(once)


def test_a_picture_without_a_figure_beside_it_stays() -> None:
    notebook = small()
    one = cell(notebook, "fig-99-1")
    one.outputs = [result(one, image_png="iVBORw0KGgo=", text_plain="a picture")]
    assert "image/png" in cell(tidy(notebook), "fig-99-1").outputs[0].data


def test_a_traceback_keeps_the_lesson_s_lines_only() -> None:
    notebook = small()
    cell(notebook, "fig-99-1").outputs = [
        node(
            {
                "output_type": "error",
                "ename": "KeyError",
                "evalue": "1",
                "traceback": [
                    "\x1b[31mKeyError\x1b[0m  Traceback",
                    "Cell In[2], line 1",
                    "\x1b[36mFile \x1b[39m~/somewhere/pandas.py:7",
                    "KeyError: 1",
                ],
            }
        )
    ]
    (output,) = cell(tidy(notebook), "fig-99-1").outputs
    assert output.traceback == ["KeyError  Traceback", "Cell In[2], line 1", "KeyError: 1"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda n: n.cells[2].pop("id"), "has no id"),
        (shown("fig-99-1", lambda one: stream("stderr", "Warning: old\n")), "'Warning: old'"),
        (shown("fig-99-1", lambda one: stream("stdout", "\x1b[1mbold")), "colour codes"),
        (shown("fig-99-1", lambda one: result(one, text_plain="\x1b[1mb")), "colour codes"),
    ],
)
def test_tidy_refuses_what_only_the_maker_can_mend(change: Change, says: str) -> None:
    notebook = small()
    change(notebook)
    with pytest.raises(Untidy, match=says):
        tidy(notebook)


def test_the_file_has_one_form(tmp_path: Path) -> None:
    path = tmp_path / NAME
    text = json.dumps(json.loads(as_bytes(worn())), indent=4, ensure_ascii=True)
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert tidy_file(path) is True
    assert tidy_file(path) is False
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"}\n") and not raw.endswith(b"\n\n")
    assert raw.startswith(b'{\n "cells": [\n  {\n')
    assert "–".encode() in raw


# --- run -------------------------------------------------------------------------------------


def test_two_runs_give_the_same_bytes_and_keep_the_contract(tmp_path: Path) -> None:
    path = write(tmp_path, unrun())
    run(path)
    first = path.read_bytes()
    assert contract(path, RECORDS) == []
    run(path)
    assert path.read_bytes() == first
    notebook = read(path)
    assert cell(notebook, "fig-99-1").outputs[0].data == {"text/plain": "43"}
    assert cell(notebook, "check-99-1").outputs[0].data["text/plain"].startswith("Not answered yet")


def test_a_run_stops_with_the_cell_s_id_and_leaves_the_file(tmp_path: Path) -> None:
    notebook = unrun()
    cell(notebook, "fig-99-2").source = "line[100]"
    path = write(tmp_path, notebook)
    before = path.read_bytes()
    with pytest.raises(Stopped, match=r"^99_small.ipynb, cell fig-99-2: IndexError: string index"):
        run(path)
    assert path.read_bytes() == before


def test_an_announced_error_is_kept_without_paths(tmp_path: Path) -> None:
    notebook = unrun()
    cell(notebook, "fig-99-2").source = "import json\njson.loads(line)"
    cell(notebook, "fig-99-2").metadata.tags = ["raises-exception"]
    path = write(tmp_path, notebook)
    run(path)
    assert contract(path, RECORDS) == []
    (output,) = cell(read(path), "fig-99-2").outputs
    assert output.ename == "JSONDecodeError"
    assert "File" not in "".join(output.traceback)


def test_a_hung_kernel_gets_one_more_try(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = unrun()
    for one in notebook.cells:
        if one.cell_type == "code":
            one.source = "1"  # nothing else may take long on a busy machine
    cell(notebook, "fig-99-1").source = "while True: pass"
    tries: list[int] = []
    execute = run_module._execute

    def noted(given: NotebookNode, cell_seconds: int, files: Mapping[str, bytes]) -> None:
        tries.append(cell_seconds)
        execute(given, cell_seconds, files)

    monkeypatch.setattr(run_module, "_execute", noted)
    with pytest.raises(Stopped, match=r"cell fig-99-1: no answer within 2 s, twice"):
        executed(notebook, cell_seconds=2)
    assert tries == [2, 2]


def test_a_dead_kernel_is_named(tmp_path: Path) -> None:
    notebook = unrun()
    cell(notebook, "fig-99-1").source = "import os\nos._exit(1)"
    with pytest.raises(Stopped, match="cell fig-99-1: the kernel died"):
        executed(notebook)


def test_a_run_that_warns_is_not_kept(tmp_path: Path) -> None:
    notebook = unrun()
    cell(notebook, "fig-99-1").source += '\nimport warnings\nwarnings.warn("old")'
    with pytest.raises(Stopped, match="cell fig-99-1 writes to stderr"):
        run(write(tmp_path, notebook))


def test_a_run_sees_neither_the_clone_nor_what_it_left(tmp_path: Path) -> None:
    notebook = unrun()
    cell(notebook, "fig-99-1").source = (
        'from pathlib import Path\nPath("left.txt").write_text("x", encoding="utf-8")\n'
        "[one.name for one in Path().iterdir()]\n"
    )
    cell(notebook, "fig-99-2").source = "1"
    done = executed(notebook)
    assert cell(done, "fig-99-1").outputs[0].data["text/plain"] == "['left.txt']"
    assert list(tmp_path.iterdir()) == []


# --- the teacher's edition -------------------------------------------------------------------


KEYS = lessons() if ALL else lessons()[5:6]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path | Stopped]:
    """The teacher's edition of every lesson, built two at a time, or why it stopped."""
    folder = tmp_path_factory.mktemp("key")

    def build(path: Path) -> Path | Stopped:
        try:
            return key(path, folder)
        except Stopped as problem:
            return problem

    with ThreadPoolExecutor(max_workers=2) as pair:
        return dict(zip(KEYS, pair.map(build, KEYS), strict=True))


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_every_check_of_the_teacher_s_edition_says_correct(
    path: Path, editions: dict[Path, Path | Stopped]
) -> None:
    built = editions[path]
    assert isinstance(built, Path), str(built)
    notebook = read(built)
    said = {
        exercise_of(one): one.outputs[0].data["text/plain"]
        for one in notebook.cells
        if exercise_of(one) and one.id.startswith("check-")
    }
    assert set(said) == {record.id for record in records_of(path)}
    assert {name: text for name, text in said.items() if not text.startswith("Correct")} == {}
    commented = [one.id for one in notebook.cells if one.id.startswith("key-")]
    assert len(commented) == len(said)
    assert built.name == path.name


def test_the_answers_stand_in_their_cells_and_the_reasons_below() -> None:
    whole = filled(small(), {"99.1": RECORD, "99.2": OTHER})
    assert cell(whole, "answer-99-1").source == "answer_99_1 = 7"
    ids = [one.id for one in whole.cells]
    assert ids[ids.index("check-99-1") + 1] == "key-99-1"
    told = cell(whole, "key-99-1").source
    assert "Seven words, six spaces." in told
    assert "*Not yet:* `6` – Those are the spaces." in told
    assert cell(small(), "answer-99-1").source == "answer_99_1 = ..."


def test_an_exercise_without_a_record_stops_the_teacher_s_edition() -> None:
    with pytest.raises(Stopped, match=r"cell answer-99-2: exercise 99\.2 has no record"):
        filled(small(), {"99.1": RECORD})


@pytest.mark.parametrize(
    "value",
    [
        18,
        0.25,
        True,
        "a “word”",
        (335, 341),
        {"s14", "s15"},
        set(),
        ["s17", "s16"],
        {"P01": "headline", "P02": "body"},
        {f"P{n:02}": "body or boilerplate" for n in range(1, 19)},
        {f"q{n}": (n, n + 100_000) for n in range(12)},
        [
            {"quotation": f"q{n}", "speaker": "Peskov", "via": "the press, at length"}
            for n in range(9)
        ],
        {"one": {f"member number {n}" for n in range(9)}, "two": ["a", "b"]},
        "A model text of several sentences. " * 8 + 'With "marks" and a \\.',
    ],
    ids=lambda value: type(value).__name__,
)
def test_answers_are_written_as_readable_python(value: object) -> None:
    written = literal(value)
    assert ast.literal_eval(written) == value
    assert max(len(line) for line in written.splitlines()) <= 100


# --- timing and the command lines ------------------------------------------------------------


def test_timing_adds_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing_module, "records_of", lambda path: RECORDS)
    frame = timing([write(tmp_path, small())])
    assert frame.to_dict("records") == [
        {
            "lesson": "99",
            "title": "A small lesson",
            "teaching": 2,
            "practice": 8,
            "total": 10,
            "exercises": 2,
        },
        {
            "lesson": "all",
            "title": "",
            "teaching": 2,
            "practice": 8,
            "total": 10,
            "exercises": 2,
        },
    ]
    assert as_markdown(frame).splitlines()[2] == "| 99 | A small lesson | 2 | 8 | 10 | 2 |"


def test_the_command_lines_say_what_happened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contract_module, "records_of", lambda path: RECORDS)
    monkeypatch.setattr(key_module, "records_of", lambda path: (replace(RECORD, wrong=()), OTHER))
    path = write(tmp_path, worn())
    assert contract_module.main([path]) == 1
    assert tidy_module.main([path]) == 0
    assert tidy_module.main([path]) == 0
    assert run_module.main([path]) == 0
    assert contract_module.main([path]) == 0
    assert timing_module.main([path]) == 0
    assert key_module.main([path], tmp_path / "key") == 0
    out = capsys.readouterr().out
    for words in (
        "0 of 1 lessons keep the contract",
        "99_small.ipynb: tidied",
        "99_small.ipynb: was tidy",
        "99_small.ipynb: ran in",
        "1 of 1 lessons keep the contract",
        "| all |",
        "key/99_small.ipynb",
    ):
        assert words in out
    broken = unrun()
    cell(broken, "fig-99-1").source = "1/0"
    path = write(tmp_path, broken)
    assert run_module.main([path]) == 1
    assert "cell fig-99-1: ZeroDivisionError" in capsys.readouterr().err


def test_a_lesson_is_named_by_its_number_or_its_path(tmp_path: Path) -> None:
    assert chosen([]) == list(lessons())
    for path in lessons():
        assert chosen([Path(path.name[:2])]) == [path]
    with pytest.raises(FileNotFoundError, match="There is no lesson 98"):
        chosen([Path("98")])


# --- CONTRIBUTING.md -------------------------------------------------------------------------

GUIDE = (root() / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_example_record_of_the_guide_is_a_record(tmp_path: Path) -> None:
    path = tmp_path / "05.toml"
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    path.write_text(example, encoding="utf-8")
    (record,) = exercises(path)
    assert judge(record, {"a", "c"}).word == "Correct"
    assert judge(record, {"a"}).word == "Defensible"
    assert judge(record, {"a", "b"}).entry == "wrong:1"
    assert judge(record, ...).word == "Not answered yet"


def test_the_commands_of_the_guide_exist() -> None:
    (commands,) = parser()._subparsers._group_actions  # type: ignore[union-attr]
    named = set(re.findall(r"python -m course (\w+)", GUIDE))
    assert named and named <= set(commands.choices or ())
    made = set(
        re.findall(r"^([a-z-]+):", (root() / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"\bmake ([a-z]+)", GUIDE)) - {"it"} <= made


def test_the_guide_gives_a_reason_for_every_dependency() -> None:
    project = tomllib.loads((root() / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = {re.split(r"[^\w-]", name)[0] for group in groups for name in group}
    rows = re.findall(
        r"^\| ([^|]+) \| [^|]+ \|$", GUIDE.partition("## Dependencies")[2], re.MULTILINE
    )
    assert wanted <= {name.strip() for row in rows for name in row.split(",")}


def test_the_guide_names_every_tag_and_kind_of_answer() -> None:
    assert [tag for tag in TAGS if f"`{tag}`" not in GUIDE] == []
    assert [kind for kind in KINDS if not re.search(rf"\b{kind}\b", GUIDE)] == []
