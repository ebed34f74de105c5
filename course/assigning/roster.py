"""Roster: the class list, as a spreadsheet or a learning platform saves it, and a code for each."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from course.grading.platforms import letters
from course.grading.records import Student

_NAMES: dict[str, tuple[str, ...]] = {
    "name": ("name", "student", "student name", "full name"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "e-mail", "email address", "mail"),
    "section": ("section", "group", "groups", "class"),
    "code": ("code", "roster code"),
}
_LOGINS = (
    "id", "login", "username", "user name", "number", "student id", "student number", "sis user id",
    "sis login id", "sis id", "id number", "identifier",
)  # fmt: skip
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a code is made of: nothing that is taken for something else when it is copied by hand."""


class BadRoster(ValueError):
    """A class list that cannot be used; the message names the file, the line, and what to do."""


def students_of(path: Path, seed: str) -> tuple[Student, ...]:
    """The students on a class list (CSV with a line of column names), in its order.

    Where the list has no codes they follow from the seed and the student, so that they are the
    same whenever the list is read. Raises BadRoster, or FileNotFoundError.
    """
    lines = _lines(path)
    columns = {_plain(name): name for name in lines[0]} if lines else {}
    found: dict[str, str] = {}
    for field, words in _NAMES.items():
        known = [columns[word] for word in words if word in columns]
        if known:
            found[field] = known[0]
    if "name" not in found and not {"first", "last"} <= set(found):
        names = ", ".join(repr(one) for one in (lines[0] if lines else ()) if one) or "none"
        raise BadRoster(
            f"{path.name} has no column with the students' names. Its columns: {names}. Call one "
            "of them name (or two of them first name and last name)."
        )
    logins = [columns[word] for word in _LOGINS if word in columns]
    made: list[Student] = []
    at: dict[str, int] = {}
    for number, row in enumerate(lines[1:], start=2):
        cells = dict(zip(lines[0], row, strict=False))
        if not any(one.strip() for one in row) or _is_note(cells):
            continue
        one = _student(found, logins, cells, seed)
        if not one.name:
            raise BadRoster(f"{path.name}, line {number}: the name is missing.")
        for mark in _marks(one):
            if mark in at:
                raise BadRoster(
                    f"{path.name}, line {number}: {one.name} stands in line {at[mark]} already "
                    f"(the same {mark.partition(' ')[0]}). Take one of the two lines out; if they "
                    "are two people, give each a column id or email."
                )
        at |= dict.fromkeys(_marks(one), number)
        made.append(one)
    if not made:
        raise BadRoster(f"{path.name} has no students below its line of column names.")
    return tuple(made)


def _lines(path: Path) -> list[list[str]]:
    if not path.is_file():
        raise FileNotFoundError(f"There is no class list {path}.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRoster(f"{path.name} is not in UTF-8. Save it as CSV UTF-8.") from None
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
    except csv.Error as problem:
        raise BadRoster(f"{path.name} is not a CSV that can be read: {problem}.") from None


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def _is_note(cells: Mapping[str, str]) -> bool:
    """Whether the row is Canvas's line of possible points."""
    return any(one.strip() == "Points Possible" for one in cells.values())


def _student(
    found: Mapping[str, str], logins: Sequence[str], cells: Mapping[str, str], seed: str
) -> Student:
    told = {field: cells.get(column, "").strip() for field, column in found.items()}
    name = told.get("name") or f"{told.get('first', '')} {told.get('last', '')}".strip()
    numbers = tuple(cells.get(one, "").strip() for one in logins if cells.get(one, "").strip())
    who = next(iter(numbers), "") or told.get("email", "") or name
    code = told.get("code") or code_of(who, seed)
    return Student(code, name, told.get("email", ""), numbers, told.get("section", ""))


def code_of(who: str, seed: str) -> str:
    """The code of a student; the same seed always gives the same one."""
    raw = digest(seed, f"code {who.casefold()}")
    word = "".join(_SIGNS[one % len(_SIGNS)] for one in raw[:8])
    return f"{word[:4]}-{word[4:]}"


def digest(seed: str, words: str) -> bytes:
    """32 bytes that follow from the class seed and the words, and that nobody else can find."""
    return hmac.new(seed.encode("utf-8"), words.encode("utf-8"), hashlib.sha256).digest()


def _marks(one: Student) -> list[str]:
    """By what a student is told from others: a line that shares one of them is a duplicate."""
    marks = [f"id {login.casefold()}" for login in one.logins[:1]]
    marks += [f"email {one.email.casefold()}"] if one.email else []
    marks = marks or [f"name {one.name.casefold()}"]
    return [*marks, f"code {letters(one.code)}"]
