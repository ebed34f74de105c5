"""The door: `python -m course lab`, `doctor`, and the makers' commands.

Each command loads its own module when it is called: `doctor` must answer on an old Python with
nothing installed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import List, Optional, Sequence

MAKERS = {
    "run": "run notebooks from first to last cell in place, and tidy them",
    "tidy": "take out of notebooks what a front end added",
    "contract": "check notebooks against the rules for lessons",
    "timing": "print the table of times, and put it into TEACHING.md",
    "key": "build the teacher's edition, with the answers, in build/key",
    "handout": "build pages to print, with room to write, in build/handouts",
}


HOMES = {
    "lab": "course.classroom.lab",
    "start": "course.classroom.start",
    "show": "course.classroom.show",
    "update": "course.classroom.update",
    "hub": "course.classroom.hub",
    "wheelhouse": "course.classroom.wheelhouse",
    "assign": "course.assigning.assign",
    "check": "course.assigning.check",
    "grade": "course.grading.grade",
    "report": "course.gradebook.books",
    "marks": "course.gradebook.marks",
}
"""The module of each command, but the makers': theirs is in course.authoring. Its main() takes what
the parser below calls the command's arguments, by their names."""
ADDRESS = "only print the address"
TARGETS = {"key": Path("build/key"), "handout": Path("build/handouts")}


def parser() -> argparse.ArgumentParser:
    """The course's command line."""
    course = argparse.ArgumentParser(
        prog="python -m course", description="On What Terms: the commands of the course."
    )
    commands = course.add_subparsers(dest="command", metavar="COMMAND")

    lab = commands.add_parser("lab", help="open the lessons in JupyterLab")
    lab.add_argument("--work", type=Path, help="your folder (default: work)")
    lab.add_argument("--port", type=int, default=8888, help="first port to try (default: 8888)")
    lab.add_argument("--no-browser", dest="browser", action="store_false", help=ADDRESS)
    lab.epilog = "What this command does not know is handed on to JupyterLab."

    start = commands.add_parser("start", help="copy the lessons into a folder, over nothing")
    start.add_argument("target", type=Path, nargs="?", help="the folder (default: work)")

    show = commands.add_parser("show", help="one explorer alone on a page, in large type")
    show.add_argument("name", nargs="?", default="", help="an explorer, for example conditions")
    show.add_argument("--write", type=Path, help="only write the pages into this folder")
    show.add_argument("--port", type=int, default=8866, help="first port to try (default: 8866)")
    show.add_argument("--no-browser", dest="browser", action="store_false", help=ADDRESS)

    update = commands.add_parser("update", help="put mended lessons beside yours, answers kept")
    update.add_argument("target", type=Path, nargs="?", help="the folder (default: work)")

    hub = commands.add_parser("hub", help="a class on this server, with JupyterHub")
    hub.add_argument("--state", type=Path, help="the hub's own files (default: on-what-terms-hub)")
    hub.epilog = "What this command does not know is handed on to JupyterHub."

    wheels = commands.add_parser("wheelhouse", help="a folder to install from without a network")
    wheels.add_argument("--to", dest="folder", type=Path, default=Path("build/wheelhouse"))
    wheels.add_argument("--only", nargs="+", default=(), help="for example windows, linux-3.12")
    wheels.add_argument("--check", action="store_true", help="only say what there is no wheel of")

    doctor = commands.add_parser("doctor", help="say what is wrong, and how to mend it")
    doctor.add_argument("--work", type=Path, help="your folder (default: work)")

    assign = commands.add_parser("assign", help="make a lesson an assignment, and its key")
    assign.add_argument(
        "given", type=Path, nargs="*", metavar="LESSON",
        help="a number such as 05, or a notebook of yours and the TOML of its exercises",
    )  # fmt: skip
    assign.add_argument("--out", type=Path, required=True, help="a new folder: student/ and key/")
    assign.add_argument("--lesson", type=Path, help="the notebook")
    assign.add_argument("--records", type=Path, help="the TOML with the notebook's exercises")
    assign.add_argument("--roster", type=Path, help="the class list, a CSV with a column name")
    assign.add_argument("--seed", default="", help="a secret word that codes and tasks follow from")
    assign.add_argument("--worlds", type=Path, help="the TOML that names data nobody has seen")

    check = commands.add_parser("check", help="hold a notebook against the solutions")
    check.add_argument("notebook", type=Path, help="a saved notebook")
    check.add_argument("--key", type=Path, help="the folder of a key (default: the public one)")

    grade = commands.add_parser("grade", help="grade a class's notebooks against a key")
    grade.add_argument("submissions", type=Path, help="a folder, a zip, or a platform's download")
    grade.add_argument("--key", type=Path, required=True, help="the folder of the key")
    grade.add_argument("--out", type=Path, required=True, help="the folder for the results")
    grade.add_argument("--trust", action="store_true", help="run the files without a sandbox")
    grade.add_argument("--again", action="store_true", help="run everything anew")
    grade.add_argument("--jobs", type=int, default=2, help="how many at a time (default: 2)")
    grade.add_argument(
        "--scheduler", metavar="ADDRESS", default="", help="run on a Dask cluster of your own"
    )

    report = commands.add_parser("report", help="write a grading's tables and pages anew")
    report.add_argument("out", type=Path, help="the folder with the results")
    report.add_argument("--key", type=Path, required=True, help="the folder of the key")
    report.add_argument("--names", action="store_true", help="show names in the class report")

    marks = commands.add_parser("marks", help="bring in the points that a person gave")
    marks.add_argument("sheet", type=Path, help="marking.csv filled in, or marks.csv")
    marks.add_argument("--out", type=Path, required=True, help="the folder with the results")
    marks.add_argument("--key", type=Path, required=True, help="the folder of the key")

    for name, words in MAKERS.items():
        maker = commands.add_parser(name, help=words)
        maker.add_argument(
            "paths", type=Path, nargs="*", help="notebooks or numbers such as 01 (default: all)"
        )
        if name in TARGETS:
            maker.add_argument("--to", dest="target", type=Path, default=TARGETS[name])
    return course


def main(argv: Optional[Sequence[str]] = None) -> int:
    """The exit code of the command that was asked for."""
    course = parser()
    known, rest = course.parse_known_args(argv)
    if rest and known.command not in ("lab", "hub"):
        course.error("this is not understood: {}".format(" ".join(rest)))
    if known.command is None:
        course.print_help()
        return 2
    if known.command == "doctor":
        from course import doctor

        return doctor.main(known.work)
    words = list(sys.argv[1:] if argv is None else argv)
    if sys.version_info < (3, 11):
        from course import doctor

        if doctor.other_python():
            return _hand_on(words)
        doctor.say(doctor.check_python())
        return 1
    try:
        return _run(known, [word for word in rest if word != "--"])
    except ModuleNotFoundError as missing:
        if (missing.name or "course").partition(".")[0] == "course":
            raise
        from course import doctor

        if doctor.other_python():
            return _hand_on(words)
        print("{} is not installed for this Python.".format(missing.name), file=sys.stderr)
        print("To see what is wrong: python -m course doctor", file=sys.stderr)
        return 1


def _hand_on(words: List[str]) -> int:
    """The exit code of the same command in the clone's own Python, where `make lab` installs."""
    from course import doctor

    command = [str(doctor.other_python()), "-m", "course", *words]
    try:
        if os.name != "nt":
            os.execv(command[0], command)  # noqa: S606  (so that Ctrl-C reaches JupyterLab only)
        return subprocess.call(command)  # noqa: S603
    except OSError:
        print("The course's own Python in .venv does not start.", file=sys.stderr)
        print("To see what is wrong: python -m course doctor", file=sys.stderr)
        return 1


def _run(known: argparse.Namespace, rest: List[str]) -> int:
    given = dict(vars(known))
    command = given.pop("command")
    if command in ("lab", "hub"):
        given["more"] = rest
    if command == "grade":  # the libraries take a while; a class waits for a first word
        print("Looking at {} ...".format(known.submissions), flush=True)
    module = HOMES.get(command, "course.authoring.{}".format(command))
    try:
        return int(import_module(module).main(**given))
    except FileNotFoundError as problem:  # a lesson that does not exist; the message is plain
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
