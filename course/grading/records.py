"""What grading is made of: frozen records, each of which can be kept as JSON.

A **key** is private: what is asked, what it is worth, and what the solutions gave when they were
run. A **submission** is one file that came in. Its **run** is what its answers were; its
**result** is what they are worth. The two are apart so that a mended key can be judged again
without running anything again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from course.grading.jsonfile import FORMAT
from course.records import Word

Partial = Literal["parts", "none"]
"""parts: an answer of several parts earns the share of them that is settled; none: all or
nothing."""

Status = Literal["graded", "repaired", "needs a person", "unreadable"]
"""graded: as it came; repaired: the notebook had to be mended first, see repairs; needs a person:
there are points, but somebody should look before they count, see why; unreadable: no points can
be given, see why."""

Hidden = Literal["", "same", "different", "failed"]
"""How an answer did on data the student has not seen: "" where the question has none, same: the
verdict there earned the same share or more; different: it earned less; failed: it did not run."""

RepairKind = Literal[
    "copied", "split", "retyped", "renamed", "found", "missing", "check", "carried", "edited",
    "markers", "identity", "replayed",
]  # fmt: skip
"""What was mended. Of an answer: copied (several cells, one was taken), split (in several cells,
put together), retyped (stood in a text cell), renamed (other metadata or id), found (by its
variable only), missing (nowhere), check (code in its check cell, run before the check). Of the
notebook: carried (a cell of the student's own was taken along), edited (a cell of the lesson was
changed; the lesson's ran first), markers (nbval's markers and tags taken off), identity (the
notebook says another code than the file), replayed (a cell stopped Python; the rest ran without
it)."""

QUIET: tuple[RepairKind, ...] = ("carried", "edited", "markers")
"""Repairs that are noted and do not make a result "repaired"."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Seconds, bytes, and numbers of things.

    A cell may compute for `cell_seconds` and wait for twice as long.
    """

    cell_seconds: float = 5.0
    wall_seconds: float = 60.0
    memory: int = 1 << 30
    """Bytes of address space beyond what the libraries need."""
    folder: int = 64 << 20
    tasks: int = 16
    stream: int = 100_000
    """Characters kept of each of stdout and stderr, a cell."""
    frame: int = 1 << 20
    """Bytes of what one cell may answer."""
    notebook: int = 6 << 20
    """Bytes of a notebook without its outputs, before it is parsed."""
    replays: int = 8
    """How many cells may stop Python before the rest is left ungraded."""


@dataclass(frozen=True)
class Question:
    """One question of an assignment, and how it earns its points.

    `id` is the exercise's, for example "05.3". `expression` is what the reference's check cell
    checks, as source, for example "answer_05_3". `judge` says which comparison decides:
    "verdict": the check's verdict on the value of the expression; "output": what the answer cell
    shows, as nbval compares it (with `tolerance` for floats). `partial` see Partial. `defensible`
    is the share of the points for a Defensible verdict: 1.0 unless the teacher says otherwise.
    `by_hand` is the number of the points that a person gives (a free text); they are not among
    what the program can earn, see Outcome. `mark` is what the mark is worth: open, variant,
    hidden. `accepted` are further outputs that earn full marks where judge is "output" (each a
    list of nbformat outputs).
    """

    id: str
    points: float
    title: str = ""
    outcome: str = ""
    expression: str = ""
    mark: Literal["open", "variant", "hidden"] = "open"
    judge: Literal["verdict", "output"] = "verdict"
    partial: Partial = "parts"
    defensible: float = 1.0
    by_hand: float = 0.0
    tolerance: float = 1e-9
    accepted: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Student:
    """One line of the roster.

    `code` is what the student types into the first cell; it chooses the variants. `logins` are
    all names and numbers under which a learning platform may know the student (Canvas user id,
    Moodle participant number, SIS id, login, e-mail).
    """

    code: str
    name: str = ""
    email: str = ""
    logins: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True)
class World:
    """A second world for the hidden questions: data the student has not seen.

    `folder` is a folder of the key, relative to it; its files are laid over the student's working
    folder, those below `datasets/` over the course's own data. `code` runs after the setup cell,
    as its last line; it may set names (another article, another date). `questions` are those
    whose answers are judged in this world too. `answers` holds, by question, the packed value
    (see course.grading.packing) that the solution gave in this world.
    """

    name: str
    questions: tuple[str, ...]
    folder: str = ""
    code: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Key:
    """All that grading needs to know of an assignment, except what lies beside it in its folder.

    See course.grading.folders for the folder. `file` is the name under which the notebook was
    handed out. `seed` is the class seed from which variants follow.
    `variants`: by student code, by question, the number of the variant. `answers`: by question,
    the packed value the solution gave. `idle` are cells of the reference (by id) that need not
    run for grading. `run` and `judge` are digests: of what decides how a submission runs
    (reference, data, limits) and of what decides how it is judged (questions, records, worlds).
    """

    id: str
    title: str
    lesson: str
    version: str
    questions: tuple[Question, ...]
    file: str = ""
    seed: str = ""
    students: tuple[Student, ...] = ()
    variants: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    worlds: tuple[World, ...] = ()
    idle: tuple[str, ...] = ()
    limits: Limits = Limits()
    made: str = ""
    run: str = ""
    judge: str = ""
    format: int = FORMAT

    @property
    def points(self) -> float:
        """The points that can be had, those given by hand included."""
        return sum(one.points for one in self.questions)


@dataclass(frozen=True)
class Submission:
    """One file that came in and is, or claims to be, a notebook.

    `sid` is a safe name, unique in the batch: small letters, digits, "-"; results are stored under
    it. `name` is the student's name as the platform or the folder says, to be shown and never to
    be used as a path. `student` is the roster code it was matched to ("" if none). `login` is the
    platform's number for the student. `file` is where it lay, relative to what was handed in
    (inside a zip: the member's name). `attempt` counts up where the platform counts; `late` as the
    platform says. `refused` is a sentence where the file was not opened (a link, a locked or
    monstrous part of a zip).
    """

    sid: str
    file: str
    name: str = ""
    student: str = ""
    login: str = ""
    platform: Literal["folder", "canvas", "moodle", "blackboard"] = "folder"
    attempt: int = 1
    late: bool = False
    size: int = 0
    sha256: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Stray:
    """A file that came in and is not a submission that counts; it has its line in every report.

    `why` is a whole sentence. `sid` names the submission it belongs to, where that is known (an
    older attempt, a data file beside the notebook).
    """

    file: str
    why: str
    size: int = 0
    sid: str = ""


@dataclass(frozen=True)
class Repair:
    """Something that had to be mended before the answers could be run; `say` is a sentence."""

    kind: RepairKind
    say: str
    question: str = ""


@dataclass(frozen=True)
class Stop:
    """A cell that stopped Python or ran too long: its id, and what it did, as a sentence."""

    cell: str
    say: str
    question: str = ""


@dataclass(frozen=True)
class Given:
    """What the run found of one answer.

    `value` is the packed answer (course.grading.packing); `error` is ("NameError", "name 'x' is
    not defined") where the answer's cell failed; `outputs` are nbformat outputs of the answer's
    cell, kept only where the question is judged by output; `source` is the student's own text of
    the answer.
    """

    value: Any = None
    error: tuple[str, ...] = ()
    outputs: tuple[Any, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Run:
    """What came of one submission in the sandbox, before anything is judged.

    `answers` by question; `worlds` by world's name and question. `trouble` is a sentence where
    the run itself could not be done or finished. `claims` is the roster code that the notebook's
    first cell names. `isolation` is "sandbox" or "trusted".
    """

    sid: str
    sha256: str
    key: str
    answers: Mapping[str, Given] = field(default_factory=dict)
    worlds: Mapping[str, Mapping[str, Given]] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()
    stops: tuple[Stop, ...] = ()
    claims: str = ""
    trouble: str = ""
    unreadable: str = ""
    isolation: str = "sandbox"
    seconds: float = 0.0
    format: int = FORMAT


@dataclass(frozen=True)
class Outcome:
    """One question of one submission.

    `word` is the verdict's word. `points` is what the program gives, out of `most`; where a person
    gives points too, `open` is how many of `most` are not given yet, and `decided` becomes
    "person" once they are. `entry` is the record's entry that spoke ("solution", "accepted:1",
    "defensible:2", "wrong:1", "pointer", "form", "empty", "criteria"), or "error", "stopped",
    "missing", "output", "fault" (the program failed; a person decides). `message` is what the
    student is told, plain text. `hidden` see Hidden. `variant` is the number of the student's
    variant. `settled` of `parts` is how many parts are right, where the answer has parts. `answer`
    is the answer as a student would write it, cut to 200 characters; `error` is the error's name
    and words; `comment` is a person's.
    """

    question: str
    word: Word
    points: float
    most: float
    entry: str
    message: str
    ask: str = ""
    open: float = 0.0
    hidden: Hidden = ""
    variant: int | None = None
    settled: int = 0
    parts: int = 0
    answer: str = ""
    error: str = ""
    decided: Literal["program", "person"] = "program"
    comment: str = ""


@dataclass(frozen=True)
class Result:
    """One submission, judged. `why` says why it needs a person or could not be read.

    `run` and `judge` are the digests of the key it was run and judged with. `points` is the sum
    of what is given so far, `most` what could be had, `open` what still waits for a person.
    """

    submission: Submission
    status: Status
    outcomes: tuple[Outcome, ...] = ()
    repairs: tuple[Repair, ...] = ()
    stops: tuple[Stop, ...] = ()
    why: str = ""
    isolation: str = "sandbox"
    run: str = ""
    judge: str = ""
    seconds: float = 0.0
    judged: str = ""
    format: int = FORMAT

    @property
    def points(self) -> float:
        """The points given so far."""
        return round(sum(one.points for one in self.outcomes), 4)

    @property
    def most(self) -> float:
        """The points that could be had."""
        return sum(one.most for one in self.outcomes)

    @property
    def open(self) -> float:
        """The points that a person has still to give."""
        return sum(one.open for one in self.outcomes)


@dataclass(frozen=True)
class Batch:
    """One grading of one class: which submissions, in their order, and what was left aside.

    `missing` are the codes of the roster from whom nothing came. `isolation` is a sentence on how
    the work was kept apart from this machine, for the report. `seconds` is the wall time of the
    last run, `ran` how many submissions it ran (the others were there already).
    """

    key: str
    title: str
    run: str
    judge: str
    submissions: tuple[Submission, ...] = ()
    strays: tuple[Stray, ...] = ()
    missing: tuple[str, ...] = ()
    isolation: str = ""
    started: str = ""
    finished: str = ""
    seconds: float = 0.0
    ran: int = 0
    format: int = FORMAT
