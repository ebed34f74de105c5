"""check(): every kind of answer, every order of entries, and answers nobody should hand in."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from course import again, check, load_article, progress, solution, span
from course.exercises.answers import Unreadable, plain
from course.exercises.catalogue import BadRecord, exercises
from course.exercises.check import judge, written
from course.records import Exercise

COMMON = """
outcome = "LO9.1"
minutes = 1
points = 1
mark = "open"
task = "Invented."
form = "an answer"
pointer = "Look again. Where?"
question = "And now?"
"""


def record(tmp_path: Path, body: str) -> Exercise:
    path = tmp_path / "99.toml"
    path.write_text(f'lesson = "99"\n[[exercise]]\nid = "1"\n{COMMON}\n{body}', encoding="utf-8")
    return exercises.__wrapped__(path)[0]  # not the cached reading of an older file


NUMBER = """
kind = "number"
tolerance = 0.01
[exercise.solution]
answer = 0.5
reason = "half"
[[exercise.accepted]]
answer = 50
say = "in per cent"
[[exercise.defensible]]
answer = 0.6
say = "rounded up"
stronger = "nothing asks for it"
[[exercise.wrong]]
answer = 2
say = "upside down"
[[exercise.wrong]]
between = [10, 20]
say = "far too large"
"""
CHOICE = """
kind = "choice"
[exercise.options]
a = "Peskov"
b = "the text does not say"
[exercise.solution]
answer = "b"
reason = "It is silent."
[[exercise.wrong]]
answer = "a"
say = "Where?"
"""
SET = """
kind = "set"
optional = ["s17"]
[exercise.solution]
answer = ["s14", "s16"]
reason = "These two."
[[exercise.defensible]]
includes = ["s15"]
say = "odd verb"
stronger = "not impossible"
[[exercise.wrong]]
includes = ["s09"]
say = "odd, not contradictory"
[[exercise.wrong]]
lacks = ["s16"]
say = "one more"
"""
LABELS = """
kind = "labels"
labels = ["offer", "condition", "refusal"]
[exercise.solution]
reason = "By the codebook."
[exercise.solution.answer]
s03 = ["offer", "condition"]
s05 = "refusal"
s09 = "offer"
[[exercise.defensible]]
where = { s05 = "condition" }
say = "it limits"
stronger = "it rules out"
[[exercise.wrong]]
where = { s09 = "refusal" }
say = "who refuses?"
"""
SPAN = """
kind = "span"
start_within = 0
end_within = 1
[exercise.solution]
answer = [91, 290]
reason = "From We on."
[[exercise.wrong]]
answer = [87, 290]
say = "debris"
"""
SPANS = """
kind = "spans"
overlap = 0.8
[exercise.solution]
answer = [[10, 20], [30, 40]]
reason = "Two."
[[exercise.wrong]]
answer = [[10, 20]]
say = "one more"
"""
NAMED = """
kind = "spans"
start_within = 0
end_within = 1
[exercise.solution]
answer = { q2 = [91, 290], q7 = [1614, 1701] }
reason = "Both."
[[exercise.wrong]]
where = { q7 = [1614, 1684] }
say = "orphan"
"""
RECORD = """
kind = "record"
[exercise.parts]
bytes = "number"
newline = "choice"
word = "word"
sure = "yesno"
place = "span"
[exercise.options.newline]
a = "LF"
b = "CRLF"
[exercise.solution]
answer = { bytes = 3, newline = "a", word = "inclusive", sure = "no", place = [1, 2] }
reason = "Counted."
[[exercise.wrong]]
where = { bytes = 5 }
say = "characters"
"""
TABLE = """
kind = "table"
key = "quotation"
[exercise.solution]
answer = [
  { quotation = "q3", speaker = ["Putin", "Vladimir Putin"], via = "Peskov" },
  { quotation = "q4", speaker = "Peskov", via = "none" },
]
reason = "By the cues."
[[exercise.defensible]]
where = { q3 = { via = "Kremlin" } }
say = "known"
stronger = "not in the text"
[[exercise.wrong]]
where = { q3 = { speaker = "Peskov" } }
say = "record both"
"""
ORDERED = """
kind = "ordered"
[exercise.solution]
answer = ["s17", "s16", "s15"]
reason = "Oldest first."
[[exercise.wrong]]
answer = ["s15", "s16", "s17"]
say = "turned round"
"""
WORD = """
kind = "word"
exactly = true
[exercise.solution]
answer = "\u201c"
reason = "curly"
[[exercise.wrong]]
answer = '"'
say = "straight"
"""
YESNO = """
kind = "yesno"
[exercise.solution]
answer = "the text does not say"
reason = "silent"
[[exercise.wrong]]
answer = "yes"
say = "which words?"
"""
CHANCE = """
kind = "probabilities"
brier = 0.15
[exercise.solution]
answer = { a = 1, b = 0 }
reason = "One of two."
"""
TEXT = """
kind = "text"
[exercise.solution]
answer = "Medvedev wrote it on Telegram."
reason = "Named."
[[exercise.criteria]]
see = "names Medvedev"
say = "Name the speaker."
any_of = ["Medvedev"]
[[exercise.criteria]]
see = "has at least three words"
say = "Write a sentence."
min_words = 3
"""
Q = "\u201c"
ROW3 = {"quotation": "q3", "speaker": "Vladimir Putin", "via": "peskov"}
ROW4 = {"quotation": "q4", "speaker": "Peskov", "via": "none"}
GOOD = {"bytes": 3, "newline": "LF", "word": " Inclusive", "sure": False, "place": (1, 2)}
CASES = [
    (NUMBER, 0.5, "solution"),
    (NUMBER, 0.505, "solution"),
    (NUMBER, np.float64(0.5), "solution"),
    (NUMBER, 50, "accepted:1"),
    (NUMBER, 0.6, "defensible:1"),
    (NUMBER, 2, "wrong:1"),
    (NUMBER, 15, "wrong:2"),
    (NUMBER, 7, "pointer"),
    (NUMBER, "0.5", "form"),
    (NUMBER, True, "form"),
    (NUMBER, float("nan"), "form"),
    (NUMBER, 10**4000, "form"),
    (CHOICE, "B ", "solution"),
    (CHOICE, "The text does not say.", "solution"),
    (CHOICE, "a", "wrong:1"),
    (CHOICE, "z", "form"),
    (SET, {"s14", "S16"}, "solution"),
    (SET, ["s14", "s16", "s17"], "solution"),
    (SET, {"s14", "s16", "s15"}, "defensible:1"),
    (SET, {"s14", "s16", "s09"}, "wrong:1"),
    (SET, {"s14"}, "wrong:2"),
    (SET, set(), "wrong:2"),
    (SET, {"s16"}, "pointer"),
    (SET, {"a": 1}, "form"),
    (LABELS, {"s03": "condition", "s05": "refusal", "s09": "offer"}, "solution"),
    (LABELS, {"s03": "Offer", "s05": "condition", "s09": "offer"}, "defensible:1"),
    (LABELS, {"s03": "offer", "s05": "refusal", "s09": "refusal"}, "wrong:1"),
    (LABELS, {"s03": "refusal", "s05": "condition", "s09": "offer"}, "pointer"),
    (LABELS, {"s03": "offer"}, "form"),
    (LABELS, {"s03": "offer", "s05": "refusal", "s09": "threat"}, "form"),
    (LABELS, {"s03": "offer", "s05": ..., "s09": "offer"}, "empty"),
    (LABELS, pd.Series({"s03": "offer"}), "form"),
    (SPAN, (91, 290), "solution"),
    (SPAN, [91, 291], "solution"),
    (SPAN, span(load_article(), 91, 290), "solution"),
    (SPAN, np.array([91, 290]), "solution"),
    (SPAN, (87, 290), "wrong:1"),
    (SPAN, (90, 290), "pointer"),
    (SPAN, (290, 91), "form"),
    (SPAN, (91, 290, 3), "form"),
    (SPANS, [(30, 40), (10, 20)], "solution"),
    (SPANS, {(30, 40), (11, 20)}, "solution"),
    (SPANS, [(10, 20)], "wrong:1"),
    (SPANS, [(10, 20), (10, 20)], "pointer"),
    (NAMED, {"q2": (91, 291), "Q7": [1614, 1701]}, "solution"),
    (NAMED, {"q2": (91, 290), "q7": (1614, 1684)}, "wrong:1"),
    (NAMED, [(91, 290), (1614, 1701)], "form"),
    (RECORD, GOOD, "solution"),
    (RECORD, tuple(GOOD.values()), "solution"),
    (RECORD, {**GOOD, "bytes": 5}, "wrong:1"),
    (RECORD, {**GOOD, "sure": "maybe"}, "form"),
    (RECORD, {**GOOD, "sure": "yes"}, "pointer"),
    (TABLE, [ROW3, ROW4], "solution"),
    (TABLE, pd.DataFrame([ROW4, ROW3]).assign(mine="x"), "solution"),
    (TABLE, {"q3": ROW3, "q4": ROW4}, "solution"),
    (TABLE, [{**ROW3, "via": "Kremlin"}, ROW4], "defensible:1"),
    (TABLE, [{**ROW3, "speaker": "Peskov"}, ROW4], "wrong:1"),
    (TABLE, [ROW3], "form"),
    (TABLE, "q3", "form"),
    (ORDERED, ["s17", "s16", "s15"], "solution"),
    (ORDERED, ("s15", "s16", "s17"), "wrong:1"),
    (ORDERED, ["s17"], "pointer"),
    (WORD, Q, "solution"),
    (WORD, '"', "wrong:1"),
    (WORD, " ", "pointer"),
    (YESNO, "The text does not say", "solution"),
    (YESNO, True, "wrong:1"),
    (YESNO, "no", "pointer"),
    (CHANCE, {"a": 0.9, "b": 0.3}, "solution"),
    (CHANCE, {"a": 0.1, "b": 0.3}, "pointer"),
    (CHANCE, {"a": 0.9}, "pointer"),
    (CHANCE, {"a": 90, "b": 0}, "form"),
    (TEXT, "Medvedev wrote this down.", "criteria"),
    (TEXT, "Somebody wrote this down.", "criterion:names Medvedev"),
    (TEXT, 7, "form"),
]
WORDS = {"wrong": "Not yet", "form": "Not yet", "pointer": "Not yet", "solution": "Correct",
         "accepted": "Correct", "criteria": "Correct", "criterion": "Not yet",
         "defensible": "Defensible", "empty": "Not answered yet"}  # fmt: skip


@pytest.mark.parametrize(("body", "answer", "entry"), CASES)
def test_the_right_entry_answers(tmp_path: Path, body: str, answer: object, entry: str) -> None:
    verdict = judge(record(tmp_path, body), answer)
    assert verdict.entry == entry
    assert verdict.word == WORDS[entry.partition(":")[0]]
    assert verdict.say


def test_nearness_counts_and_names_no_answer(tmp_path: Path) -> None:
    said = judge(record(tmp_path, SET), {"s16", "s01"}).say
    assert said.startswith("1 of yours belong here, 1 do not, and 1 are missing.")
    assert "s14" not in said
    said = judge(record(tmp_path, LABELS), {"s03": "refusal", "s05": "offer", "s09": "offer"}).say
    assert said.startswith("1 of 3 parts are settled. Begin with s03.")
    assert "close" in judge(record(tmp_path, SPAN), (92, 280)).say


class Hostile:
    """Every method raises, even the ones that Python calls by itself."""

    def _no(self, *_: object, **__: object) -> Any:
        raise RuntimeError("hostile")

    __eq__ = __hash__ = __len__ = __iter__ = __bool__ = __str__ = __repr__ = __getattr__ = _no  # type: ignore[assignment]
    __getattribute__ = _no

    @property
    def __class__(self) -> Any:
        raise RuntimeError("hostile")


class EqualToAll(str):
    """A text that claims to equal everything."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


def endless() -> Iterator[int]:
    while True:
        yield 1


ME: list[Any] = []
ME.append(ME)
# fmt: off
ANYTHING = [
    ..., None, "", "  ", 0, -1, -(10**5000), 1.5, float("inf"), complex(1, 2), True, b"abc",
    "x" * 10_000_000, list(range(10**6)), {}, set(), (), [None], [[]], {None: 1}, {1: 2}, ME,
    endless(), (one for one in ""), map(str, ()), print, lambda: 1, Hostile(), [Hostile()],
    {"a": Hostile()}, EqualToAll("b"), pd.DataFrame(), pd.DataFrame({"a": [1]}),
    pd.DataFrame({"a": [Hostile]}), pd.Series(dtype=float), pd.NA, pd.NaT,
    pd.Timestamp("2000-01-01"), np.nan, np.array([[1, 2], [3, 4]]), np.array(3), np.int64(3),
    np.datetime64("2000-01-01"), range(10**9), type, Exception("x"), load_article(), object(),
    {frozenset({1}): 1}, {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": 1}}}}}}}}, "\ud800",
    "\x00",
]
# fmt: on
BODIES = [NUMBER, CHOICE, SET, LABELS, SPAN, SPANS, NAMED, RECORD, TABLE, ORDERED, WORD]
BODIES += [YESNO, CHANCE, TEXT]


@pytest.mark.parametrize("body", BODIES)
def test_anything_at_all_gets_a_verdict(tmp_path: Path, body: str) -> None:
    one = record(tmp_path, body)
    for answer in ANYTHING:
        verdict = judge(one, answer)
        assert verdict.word in ("Not yet", "Not answered yet")
        assert verdict.sentence.encode("utf-8", "replace")
        assert len(verdict.sentence) < 1000


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (pd.Timestamp("2024-06-21"), "2024-06-21"),
        (date(2024, 6, 21), "2024-06-21"),
        (np.datetime64("2024-06-21T00:00:00.000000000"), "2024-06-21"),
        ({np.str_("a"): 1, pd.Timestamp("2024-06-21"): 2}, {"a": 1, "2024-06-21": 2}),
        (pd.Series(["a", "b"]).unique(), ["a", "b"]),
        (pd.Categorical(["a", "b"]), ["a", "b"]),
        (pd.DatetimeIndex(["2024-06-21"]), ["2024-06-21"]),
        (deque([1]), [1]),
        (Decimal("7"), 7),
        (Fraction(1, 2), 0.5),
    ],
)
def test_what_libraries_hand_over_is_read(given: object, read: object) -> None:
    assert plain(given) == read


@pytest.mark.parametrize("given", [pd.Timedelta(days=7), np.timedelta64(7, "ns")])
def test_a_length_of_time_is_told_what_to_add(given: object) -> None:
    with pytest.raises(Unreadable, match=r"\.days"):
        plain(given)


def test_an_object_equal_to_everything_is_not_correct(tmp_path: Path) -> None:
    assert judge(record(tmp_path, CHOICE), EqualToAll("b")).entry == "form"


def test_recipes_are_named() -> None:
    for recipe, word in ((endless(), "generator"), (map(str, ()), "map"), (print, "function")):
        with pytest.raises(Exception, match=word):
            plain(recipe)


def test_check_of_an_unknown_exercise_is_no_traceback() -> None:
    for strange in ("77.7", "", 5, None, Hostile()):
        shown = check(strange, 1)  # type: ignore[arg-type]
        assert shown.verdict.entry == "unknown"
    assert "no exercise" in repr(again("77.7", 1))
    assert "no exercise" in repr(solution("77.7"))


def test_a_solution_opens_after_a_try() -> None:
    progress.forget()
    assert "after your first try" in repr(solution("01.1"))
    check("01.1", ...)
    assert "after your first try" in repr(solution("01.1"))
    check("01.1", 3)
    assert "Answer: 18" in repr(solution("01.1"))
    progress.forget()


def test_verdicts_are_words_and_html() -> None:
    shown = check("01.1", 18)
    assert repr(shown).startswith("Correct \N{EN DASH} ")
    assert "Correct" in shown._repr_html_()
    assert "<script" not in check("01.1", "<script>")._repr_html_()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (NUMBER.replace('kind = "number"', 'kind = "guess"'), "'guess' is not one of"),
        (NUMBER.replace("answer = 50", "answr = 50"), "accepted 1: give answer"),
        (NUMBER.replace('stronger = "nothing asks for it"', ""), "why the other reading"),
        (NUMBER.replace('say = "upside down"', ""), "its words are missing"),
        (NUMBER + "\n[exercise.variant]\ngenerator = 'byte_drift'", "go together"),
        (NUMBER.replace("tolerance", "tolerence"), "unknown fields: tolerence"),
        (
            NUMBER + "\n[[exercise.rubric]]\nname = 'Order'\nlevels = ['no', 'a', 'b', 'yes']",
            "give 3 points together, not",
        ),
    ],
)
def test_a_bad_record_is_named(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(BadRecord, match=message):
        record(tmp_path, body)


def test_answers_are_written_as_a_beginner_would() -> None:
    assert written({"b", "a"}) == "{'a', 'b'}"
    assert written({"q2": (1, 2), "s": {"x"}}) == "{'q2': (1, 2), 's': {'x'}}"
    assert written(set()) == "set()"
