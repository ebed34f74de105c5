"""Transplant: a student's answers put into the reference, cell by cell; every repair is noted.

The frame is always the reference's: setup, lesson and check cells come from there. From the student
come the answers, the cells of their own (an answer may need them), and what they changed in the
lesson's cells (run after the lesson's own version, so that the lesson stays whole).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from course.grading.book import Book
from course.grading.frame import CODE, Frame, is_as_handed_out
from course.grading.notebook import (
    LONGEST,
    MOST_CELLS,
    Cell,
    assigns,
    bare,
    calls,
    text_given,
    uses,
)
from course.grading.records import Repair, RepairKind

MOST_OWN = 200
"""Cells of a student's own that are taken along."""


@dataclass(frozen=True)
class Planned:
    """One cell to be run: where it stands in the reference, whose it is, and for which question.

    `asks` is the question whose answer is read once it has run.
    """

    place: str
    source: str
    question: str = ""
    asks: str = ""
    students: bool = False


@dataclass(frozen=True)
class Plan:
    """A student's notebook as it will be run.

    `answers` holds the student's text of each answer that was found. `doubt` is a sentence where a
    person should look at the notebook itself.
    """

    cells: tuple[Planned, ...]
    answers: Mapping[str, str]
    repairs: tuple[Repair, ...]
    claims: str = ""
    doubt: str = ""


@dataclass
class _Found:
    """What was found in a student's notebook, while it is being read."""

    candidates: dict[str, list[tuple[Cell, RepairKind | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    after: dict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    repairs: list[Repair] = field(default_factory=list)
    known: int = 0
    claims: str = ""
    own: int = 0
    checked: dict[str, str] = field(default_factory=dict)

    def note(self, kind: RepairKind, say: str, question: str = "") -> None:
        self.repairs.append(Repair(kind, say, question))


def transplant(book: Book, cells: Sequence[Cell]) -> Plan:
    """The plan of how a student's notebook is run."""
    found = _sorted(book, cells)
    answers: dict[str, str] = {}
    for question in book.questions:
        chosen = _chosen(book, found, question)
        if chosen is not None:
            answers[question] = chosen[:LONGEST]
    if any(cell.marked for cell in cells):
        found.note("markers", "Marks that steer nbval were taken off the student's cells.")
    plan = tuple(_planned(book, found, answers))
    doubt = ""
    if not answers:
        doubt = "None of the assignment's answers was found. Is it another lesson's notebook?"
    elif found.own >= MOST_OWN or len(cells) >= MOST_CELLS:
        doubt = "There are so many cells in this notebook that not all of them were run."
    elif not found.known and len(answers) < len(book.questions) / 2:
        doubt = "Hardly anything of the assignment was found in this notebook."
    return Plan(plan, answers, tuple(found.repairs), found.claims, doubt)


# --- reading the student's notebook ----------------------------------------------------------


def _sorted(book: Book, cells: Sequence[Cell]) -> _Found:
    """Each cell to its place: answers, cells of the student's own, changed cells of the lesson."""
    frame = Frame(book)
    found = _Found()
    anchor = ""  # the last cell of the lesson that was passed
    seen: set[str] = set()
    for cell in cells:
        found.claims = found.claims or text_given(cell.source, CODE)[:40]
        question, how = frame.answer(cell)
        if question:
            found.candidates[question].append((cell, how))
            anchor = frame.answers[question]
            continue
        original = frame.original(cell, seen)
        if original is not None:
            found.known += 1
            anchor = frame.anchor[original.id]
            seen.add(original.id)
        if cell.kind != "code" or not cell.source.strip():
            continue
        if original is not None and is_as_handed_out(original.source, cell):
            continue
        for checked, expression in calls(cell.source, "check"):
            if expression not in ("", "...", frame.expressions.get(checked)):
                found.checked.setdefault(checked, expression)
        if frame.only_checks(cell):
            continue
        if found.own >= MOST_OWN:
            continue
        found.own += 1
        if original is None:
            found.after[anchor].append(cell)
            found.note("carried", f"A cell of the student's own was taken along: {_first(cell)}")
        elif book.is_check(original):
            question = book.question_of(original)
            found.after[frame.answers.get(question, original.id)].append(cell)
            say = "The check's cell was changed; what stands in it ran before the check."
            found.note("check", say, question)
        else:
            found.after[original.id].append(cell)
            found.note("edited", f"The lesson's cell {original.id} was changed; both were run.")
    return found


def _first(cell: Cell) -> str:
    line = cell.source.strip().splitlines()[0]
    return line if len(line) <= 60 else f"{line[:57]}..."


# --- choosing an answer ----------------------------------------------------------------------


def _chosen(book: Book, found: _Found, question: str) -> str | None:
    """The student's text of an answer, or None where it is nowhere."""
    candidates = found.candidates.get(question, [])
    if not candidates:
        found.note("missing", "The answer's cell is missing.", question)
        return None
    name = book.questions[question].expression
    stub = next(
        (bare(one.source) for one in book.student.cells
         if book.is_answer(one) and book.question_of(one) == question), "",
    )  # fmt: skip
    written = [one for one in candidates if bare(one[0].source) not in ("", stub)]
    written = [one for one in written if one[0].kind == "code"] or written
    if not written and name.isidentifier() and question in found.checked:
        found.note("check", "The answer stood in the check itself; it was taken.", question)
        return f"{name} = ({found.checked[question]})"
    elsewhere = _elsewhere(found, question, name)
    if elsewhere and not any(assigns(cell.source, name) for cell, _ in written):
        found.note("found", "The answer stood in another answer's cell; it was taken.", question)
        return elsewhere.source
    if not written:
        return candidates[0][0].source
    if not name.isidentifier():
        return _told(found, question, candidates, written, [written[0]])
    whole = [at for at, (cell, _) in enumerate(written) if assigns(cell.source, name)]
    if not whole:
        return _told(found, question, candidates, written, written)
    first = whole[0]
    taken = written[: first + 1]
    for cell, how in written[first + 1 :]:
        gives, reads = assigns(cell.source, name), uses(cell.source, name)
        near = cell.place - taken[-1][0].place <= 1
        if (near and reads) or not gives:  # the rest of a cell that was split
            taken.append((cell, how))
    return _told(found, question, candidates, written, taken)


def _elsewhere(found: _Found, question: str, name: str) -> Cell | None:
    """The first cell of another answer that gives this one its value."""
    return next(
        (
            cell
            for other, cells in found.candidates.items()
            if other != question
            for cell, _ in cells
            if cell.kind == "code" and assigns(cell.source, name)
        ),
        None,
    )


def _told(
    found: _Found,
    question: str,
    candidates: Sequence[tuple[Cell, RepairKind | None]],
    written: Sequence[tuple[Cell, RepairKind | None]],
    taken: Sequence[tuple[Cell, RepairKind | None]],
) -> str:
    """The text of the cells that were taken; what was mended is noted."""
    words: dict[RepairKind, str] = {
        "retyped": "The answer stood in a text cell; it was run as code.",
        "renamed": "The answer's cell had lost its mark; it was known by its id.",
        "found": "The answer's cell had lost its mark and id; it was known by its name.",
    }
    for kind in dict.fromkeys(how for _, how in taken if how):
        found.note(kind, words[kind], question)
    if len(taken) > 1:
        found.note("split", f"The answer stood in {len(taken)} cells; all were run.", question)
    if len(written) > len(taken):
        found.note("copied", "The answer was there more than once; the first counts.", question)
    elif len(candidates) > len(written) and candidates[0][0] not in [one for one, _ in taken]:
        found.note("copied", "The first of two cells was empty; the other counts.", question)
    return "\n".join(cell.source for cell, _ in taken)


# --- the plan --------------------------------------------------------------------------------


def _planned(book: Book, found: _Found, answers: Mapping[str, str]) -> Sequence[Planned]:
    plan = [Planned("", cell.source[:LONGEST], students=True) for cell in found.after[""]]
    for cell in (one for one in book.reference.cells if one.cell_type == "code"):
        question = book.question_of(cell)
        if book.is_answer(cell):
            text = answers.get(question, "")
            plan.append(Planned(cell.id, text, question=question, students=True))
        elif book.is_check(cell):
            plan.append(Planned(cell.id, "", question=question, asks=question))
        elif cell.id not in book.key.idle:
            plan.append(Planned(cell.id, cell.source))
        plan += [
            Planned(cell.id, own.source[:LONGEST], students=True)
            for own in found.after[str(cell.id)]
        ]
    return plan
