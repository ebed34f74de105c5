"""Second worlds: data that no student has seen, on which answers that are code are tried again.

A world of the course's own lessons is drawn from the class seed, so it is nowhere to be read. What
is right in it is found by running the teacher's solution there. A teacher's own lesson names its
worlds in a TOML file:

    [solutions]
    "97.4" = "answer_97_4 = tons.sum()"

    [[world]]
    name = "heavy"
    questions = ["97.4"]
    folder = "heavy"        # beside this file; laid over the student's working folder
    code = ""               # runs after the setup cell
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pandas as pd

from course.assigning.roster import digest
from course.library import root


class BadWorld(ValueError):
    """A file of second worlds that breaks the format; the message names the file and the rule."""


@dataclass(frozen=True)
class Second:
    """A second world: for which questions, its files by path below the working folder, and code
    that runs after the setup cell."""

    name: str
    questions: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    code: str = ""


@dataclass(frozen=True)
class Worlds:
    """The second worlds of a lesson, and the solutions, as code, of the questions tried there."""

    worlds: tuple[Second, ...] = ()
    solutions: Mapping[str, str] = field(default_factory=dict)


def worlds_of(lesson: str, seed: str) -> Worlds:
    """The second worlds of one of the course's lessons; none where nothing generalises."""
    maker = _MAKERS.get(lesson)
    return maker(Random(digest(seed, f"worlds {lesson}"))) if maker else Worlds()


def worlds_in(path: Path) -> Worlds:
    """The second worlds that a teacher's TOML names. Raises BadWorld or FileNotFoundError."""
    if not path.is_file():
        raise FileNotFoundError(f"There is no file {path}.")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadWorld(f"{path.name} is not TOML that can be read: {problem}") from None
    solutions = raw.get("solutions", {})
    made = []
    for number, one in enumerate(raw.get("world", ()), start=1):
        strange = sorted(set(one) - {"name", "questions", "folder", "code"})
        if strange or not {"name", "questions"} <= set(one):
            raise BadWorld(
                f"{path.name}, world {number}: a world has name and questions, and may have folder "
                f"and code{'; not ' + ', '.join(strange) if strange else ''}."
            )
        bare = [name for name in one["questions"] if name not in solutions]
        if bare:
            raise BadWorld(
                f"{path.name}: [solutions] has no line for {', '.join(bare)}. What is right in "
                "another world is found by running the solution there."
            )
        files = _files(path, str(one["folder"])) if one.get("folder") else {}
        made.append(Second(str(one["name"]), tuple(one["questions"]), files, one.get("code", "")))
    return Worlds(tuple(made), dict(solutions))


def _files(path: Path, name: str) -> dict[str, bytes]:
    folder = path.parent / name
    if not folder.is_dir():
        raise BadWorld(f"{path.name}: there is no folder {name} beside it.")
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


# --- the course's own lessons -----------------------------------------------------------------


def _raw(name: str) -> pd.DataFrame:
    """A table as its file has it, every cell as text."""
    path = root() / "datasets" / f"{name}.csv"
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")


def _file(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n", encoding="utf-8").encode("utf-8")


def _numbers(random: Random) -> Worlds:
    """Lesson 11: other numbers were declared."""
    declared = _raw("data_exchange")
    column = "deployed_warheads"
    given = declared[column] != ""
    drawn = [str(random.randrange(1300, 1900)) for _ in declared.index]
    declared[column] = pd.Series(drawn).where(given, "")
    for state in sorted(set(declared["state"])):  # each has a number above the limit, and one below
        mine = declared.index[(declared["state"] == state) & given]
        declared.loc[mine[0], column] = str(random.randrange(1551, 1900))
        declared.loc[mine[1], column] = str(random.randrange(1300, 1550))
    above = 'exchange[exchange["deployed_warheads"] > 1550]["state"].value_counts()'
    change = '100 * (warheads.loc["2018-02-05"] / warheads.loc["2011-02-05"] - 1)'
    return Worlds(
        (Second("other-numbers", ("11.4", "11.6"), {_DECLARED: _file(declared)}),),
        {
            "11.4": f"answer_11_4 = {above}.to_dict()",
            "11.6": f"answer_11_6 = ({change}).round(1).to_dict()",
        },
    )


def _days(random: Random) -> Worlds:
    """Lesson 10: another treaty waited longest, because it was signed on another day."""
    events = _raw("treaty_events")
    treaty = random.choice(["abm", "inf", "start-1", "sort", "new-start"])
    days = {
        kind: events.index[(events["treaty"] == treaty) & (events["type"] == kind)]
        for kind in ("signature", "entry-into-force")
    }
    force = pd.to_datetime(events.loc[days["entry-into-force"][0], "date"])
    signed = force - pd.Timedelta(random.randint(6500, 9000), "D")
    events.loc[days["signature"], "date"] = f"{signed:%Y-%m-%d}"
    solution = """force = some[some["type"] == "entry-into-force"].set_index("treaty")["date"]
days = (pd.to_datetime(force) - pd.to_datetime(signature)).dt.days
answer_10_1 = {"longest": days.idxmax(), "days": int(days.max())}"""
    second = Second("other-days", ("10.1",), {"datasets/treaty_events.csv": _file(events)})
    return Worlds((second,), {"10.1": solution})


_DECLARED = "datasets/data_exchange.csv"
_MAKERS: dict[str, Callable[[Random], Worlds]] = {"10": _days, "11": _numbers}
