"""Whose file is it? What learning platforms, folders and class lists say of a name.

The platform's word wins: a student may write any name into a notebook, but not into the name under
which the platform hands it out.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from course.grading.records import Student

Platform = Literal["folder", "canvas", "moodle", "blackboard"]

_PATTERNS: dict[Platform, re.Pattern[str]] = {
    "moodle": re.compile(
        r"(?P<who>.+?)_(?P<login>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)"
    ),
    "blackboard": re.compile(
        r".+?_(?P<login>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})_?(?P<file>.*)"
    ),
    "canvas": re.compile(
        r"(?P<who>[^_]+)(?P<late>_LATE)?_(?P<login>\d+)_(?P<number>\d+)_(?P<file>.+)"
    ),
}
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that are no letter and a mark, so that taking marks off would lose them."""
_LONGEST, _MOST_WORDS = 40, 12


@dataclass(frozen=True)
class Identity:
    """Whose file it is by its name: one `owner` has one submission.

    `file` is the name the student gave the file. `order` sorts several files of one owner: later
    is higher.
    """

    owner: str
    name: str
    file: str
    platform: Platform = "folder"
    login: str = ""
    late: bool = False
    order: str = ""


def identity_of(path: PurePosixPath, top: str = "") -> Identity:
    """Whose the file at `path` (below what was handed in) is.

    `top` is the part of the path that names a student where folders do; "" where files do.
    """
    for part in path.parts:  # a platform's name may stand before folders of the student's own
        for platform, pattern in _PATTERNS.items():
            found = pattern.fullmatch(part)
            if found:
                return _named(platform, found, path.name)
    if top:
        return Identity(top, top, path.name)
    return Identity(path.name, stem(path.name), path.name)


def _named(platform: Platform, found: re.Match[str], name: str) -> Identity:
    parts = found.groupdict()
    file = parts["file"] or name
    order = parts.get("when") or f"{attempt(file):04d}"
    return Identity(
        owner=f"{platform}:{parts['login']}",
        name=parts.get("who") or parts["login"],
        file=file,
        platform=platform,
        login=parts["login"],
        late=bool(parts.get("late")),
        order=order,
    )


def stem(name: str) -> str:
    """A file's name without its endings for notebooks."""
    return re.sub(r"(?:\.ipynb)?(?:\.(?:ipynb|json|txt))$", "", name, flags=re.IGNORECASE)


def attempt(file: str) -> int:
    """The number that a platform or a browser put behind a name: 05_conditions-2.ipynb is 2."""
    found = re.search(r"[- ]\(?(\d{1,3})\)?$", stem(file))
    return int(found[1]) if found else 0


def is_called(file: str, expected: str) -> bool:
    """Whether a file has the name under which the notebook was handed out, copies included."""
    plain = re.sub(r"(?:[-_ ]*(?:copy)?[-_ ]*\(?\d{0,3}\)?)$", "", stem(file), flags=re.IGNORECASE)
    return stem(expected).casefold() in (plain.casefold(), stem(file).casefold())


def safe_id(identity: Identity) -> str:
    """A name that every file system takes, the same each time and for nobody else."""
    told = identity.name.casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", told).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    if identity.login and re.fullmatch(r"[a-z0-9]{1,40}", identity.login):
        return f"{slug or 's'}-{identity.login}" if slug != identity.login else f"s-{slug}"
    if slug == identity.owner and not _RESERVED.match(slug):
        return slug
    mark = hashlib.sha256(identity.owner.encode("utf-8")).hexdigest()[:6]
    return f"{slug}-{mark}" if slug else f"s-{mark}"


# --- the class list --------------------------------------------------------------------------


def letters(text: str) -> str:
    """A name as it is compared: letters and digits only, small, without accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in plain if one.isalnum())


class Roster:
    """The class list, to find a student by whatever a platform calls them."""

    def __init__(self, students: Sequence[Student]) -> None:
        self._by_login: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        for one in students:
            for login in (*one.logins, one.email, one.email.partition("@")[0], one.code):
                self._put(self._by_login, login.strip().casefold(), one.code)
            for name in _orders(one.name):
                self._put(self._by_name, name, one.code)
            self._put(self._by_name, letters(one.code), one.code)
        self.names: Mapping[str, str] = {one.code: one.name for one in students}

    @staticmethod
    def _put(table: dict[str, set[str]], name: str, code: str) -> None:
        if name:
            table.setdefault(name, set()).add(code)

    def code_of(self, identity: Identity) -> str:
        """The code of the student whose file it is; "" where nobody or several would fit."""
        for table, name in (
            (self._by_login, identity.login.casefold()),
            (self._by_login, identity.name.strip().casefold()),
            (self._by_name, letters(identity.name)),
        ):
            found = table.get(name, set()) if name else set()
            if len(found) == 1:
                return next(iter(found))
        if identity.platform != "folder":
            return ""
        words = [letters(one) for one in re.split(r"[\W_]+", identity.name) if one]
        runs = {
            "".join(words[start:end])
            for start in range(min(len(words), _MOST_WORDS))
            for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1)
        }
        several = set[str]().union(*(self._by_name.get(one, set()) for one in runs))
        return next(iter(several)) if len(several) == 1 else ""


def _orders(name: str) -> set[str]:
    """A name's letters with the family name first and last."""
    last, comma, first = name.partition(",")
    words = [*first.split(), *last.split()] if comma else name.split()
    if not words:
        return set()
    turned = [*words[1:], words[0]], [words[-1], *words[:-1]]
    return {letters("".join(one)) for one in (words, *turned)}


def tops(paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, str]:
    """For each file the folder that names its student, or "" where files stand side by side.

    Folders that hold the whole class are passed over.
    """
    found = list(paths)
    parts = {path: path.parts[:-1] for path in found}
    depth = 0
    while found and all(len(one) > depth + 1 for one in parts.values()):
        if len({one[depth] for one in parts.values()}) > 1:
            break
        depth += 1
    level = Counter(one[depth] for one in parts.values() if len(one) > depth)
    if (
        len(level) == 1
        and level.total() == len(found) > 1
        and not any(len(one) > depth + 1 for one in parts.values())
    ):
        return dict.fromkeys(found, "")  # one folder with everybody's files in it
    return {path: one[depth] if len(one) > depth else "" for path, one in parts.items()}
