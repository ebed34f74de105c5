"""Variants on invented conditions: everyday sentences, their answers computed, not stored."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from random import Random
from typing import Any

from course.conditions.engine import grid
from course.conditions.logic import parse
from course.exercises.variants.everyday import AGAINST, PAIRS, TRIOS, Pair, Trio
from course.exercises.variants.instance import Instance

LETTERS = "abcde"
UNSAID = "the text does not say"


def _up(text: str) -> str:
    return text[0].upper() + text[1:]


def _held(form: str, names: Sequence[str]) -> frozenset[tuple[bool, ...]]:
    """The worlds, as tuples of truth values, in which a form holds."""
    held = parse(form, names).holds(grid(names))
    worlds = product([False, True], repeat=len(names))
    return frozenset(world for world, yes in zip(worlds, held, strict=True) if yes)


def _two(form: str) -> frozenset[tuple[bool, ...]]:
    return _held(form, ("x", "y"))


def _broken(form: str) -> frozenset[tuple[bool, ...]]:
    return frozenset(product([False, True], repeat=2)) - _two(form)


def _world(pair: Pair, world: tuple[bool, ...]) -> str:
    """A world in words."""
    x, y = world
    return f"{pair.thing if x else pair.no_thing} and {pair.need if y else pair.no_need}"


def _ruled_out(pair: Pair, form: str) -> str:
    """The worlds that a form rules out, in words."""
    return ", or ".join(_world(pair, world) for world in sorted(_broken(form)))


def _listed(options: dict[str, str]) -> str:
    return " ".join(f"({letter}) {words}." for letter, words in options.items())


def _yes(value: bool) -> str:
    return "yes" if value else "no"


# --- 05.1: the form of a sentence --------------------------------------------------------------

_SENTENCES = (
    ("{thing} only if {need}", "x implies y", PAIRS),
    ("{thing} if {need}", "y implies x", PAIRS),
    ("{thing} if, and only if, {need}", "x iff y", PAIRS),
    ("{no_thing} unless {need}", "x implies y", PAIRS),
    ("{thing} unless {need}", "not y implies x", AGAINST),
    ("if {need}, {thing}", "y implies x", PAIRS),
    ("{no_thing}, because {no_need}", "", PAIRS),
)
_ARROWS = {
    "X \u2192 Y": "x implies y",
    "Y \u2192 X": "y implies x",
    "X \u2194 Y": "x iff y",
    "\u00acY \u2192 X": "not y implies x",
}
_NO_CONDITION = "none of these: the sentence sets no condition"
_ARROW_SLIPS = {
    "X \u2192 Y": "This arrow makes Y something that must be there. Which word would ask for it?",
    "Y \u2192 X": "This arrow makes Y enough for X. Does the sentence promise so much?",
    "X \u2194 Y": "This arrow goes both ways. Which words of the sentence carry each half?",
    "\u00acY \u2192 X": "This arrow speaks about the case without Y. What is said of that case?",
    _NO_CONDITION: "One of its small words does join the two things. Which one?",
}


def form_of_sentence(number: int) -> Instance:
    """Which arrow an invented sentence stands for."""
    words, form, pairs = _SENTENCES[number % len(_SENTENCES)]
    pair = pairs[(number // len(_SENTENCES) + number) % len(pairs)]
    shown = [*_ARROWS]
    Random(f"form of {number}").shuffle(shown)
    options = dict(zip(LETTERS, [*shown, _NO_CONDITION], strict=True))
    right = _NO_CONDITION
    if form:
        right = next(arrow for arrow in shown if _two(_ARROWS[arrow]) == _two(form))
    reason = "\u201cbecause\u201d gives a reason for what is so and leaves all other cases open."
    if form:
        reason = f"The sentence rules out just this: {_ruled_out(pair, form)}."
    return Instance(
        "choice",
        f"Formalise: \u201c{_up(words.format(**pair._asdict()))}.\u201d X: {pair.thing}. "
        f"Y: {pair.need}. (Not X: {pair.no_thing}. Not Y: {pair.no_need}.) {_listed(options)}",
        'one letter, for example "a"',
        next(letter for letter, arrow in options.items() if arrow == right),
        reason,
        "Which of the four worlds does the sentence rule out, if any?",
        [(letter, _ARROW_SLIPS[arrow]) for letter, arrow in options.items()],
        {"options": options},
    )


# --- 05.2: the world in which two sentences differ ---------------------------------------------

_UNLESS, _NOT_IF = "not y implies x", "y implies not x"
_CONTRASTS = (
    ("{thing} only if {need}", "x implies y", "{thing} if {need}", "y implies x", PAIRS),
    ("{thing} if {need}", "y implies x", "{thing} only if {need}", "x implies y", PAIRS),
    ("{thing} unless {need}", _UNLESS, "{no_thing} if {need}", _NOT_IF, AGAINST),
    ("{no_thing} if {need}", _NOT_IF, "{thing} unless {need}", _UNLESS, AGAINST),
)


def breaking_world(number: int) -> Instance:
    """The possible world that breaks one invented sentence and keeps another."""
    broken, broken_form, kept, kept_form, pairs = _CONTRASTS[number % len(_CONTRASTS)]
    pair = pairs[(number // len(_CONTRASTS)) % len(pairs)]
    (right,) = _broken(broken_form) & _two(kept_form)
    clauses = pair._asdict()
    return Instance(
        "record",
        f"In which world is \u201c{_up(broken.format(**clauses))}\u201d broken while "
        f"\u201c{_up(kept.format(**clauses))}\u201d is kept? X: {pair.thing}. Y: {pair.need}.",
        'a dict with True or False for each, for example {"X": True, "Y": True}',
        _row(right),
        f"It is the world in which {_world(pair, right)}.",
        "When would you say that the first sentence was not true? What are X and Y then?",
        [
            (
                _row(world),
                "Read both sentences in your world. Is the first one false there, and only that?",
            )
            for world in product([False, True], repeat=2)
        ],
        {"parts": {"X": "yesno", "Y": "yesno"}},
    )


def _row(world: tuple[bool, ...]) -> dict[str, str]:
    return {"X": _yes(world[0]), "Y": _yes(world[1])}


# --- 05.3: which paraphrases follow ------------------------------------------------------------

_PREMISES = (
    ("{thing} only if {need}", "x implies y"),
    ("{thing} if {need}", "y implies x"),
    ("{no_thing} unless {need}", "x implies y"),
    ("{no_thing} if {no_need}", "not y implies not x"),
)
_PARAPHRASES = (
    ("if {thing}, then {need}", "x implies y"),
    ("if {need}, then {thing}", "y implies x"),
    ("if {no_need}, then {no_thing}", "not y implies not x"),
    ("if {no_thing}, then {no_need}", "not x implies not y"),
    ("it never happens that {thing} and {no_need}", "not (x and not y)"),
    ("it never happens that {no_thing} and {need}", "not (not x and y)"),
    ("it never happens that {thing} and {need}", "not (x and y)"),
    ("if {thing}, then {no_need}", "x implies not y"),
)


def paraphrases(number: int) -> Instance:
    """Which of four sentences follow from an invented condition."""
    random = Random(f"paraphrases {number}")
    premise, form = _PREMISES[number % len(_PREMISES)]
    pair = PAIRS[(number // len(_PREMISES)) % len(PAIRS)]
    follow = [one for one in _PARAPHRASES if _two(form) <= _two(one[1])]
    others = [one for one in _PARAPHRASES if one not in follow]
    count = random.randint(1, min(3, len(follow)))
    shown = random.sample(follow, count) + random.sample(others, 4 - count)
    random.shuffle(shown)
    clauses = pair._asdict()
    options = {
        letter: _up(words.format(**clauses))
        for letter, (words, _) in zip(LETTERS, shown, strict=False)
    }
    answer = [letter for letter, one in zip(LETTERS, shown, strict=False) if one in follow]
    return Instance(
        "set",
        f"Which of these follow from \u201c{_up(premise.format(**clauses))}\u201d? "
        f"{_listed(options)}",
        "a set of letters; set() for none",
        answer,
        f"They forbid the world in which {_ruled_out(pair, form)}, and the sentence does so too.",
        "Find the world that the sentence forbids. Which of the others forbid just this one?",
        [
            (
                [letter for letter in options if letter not in answer],
                "These are the ones that do not follow. Which world does each of them forbid?",
            ),
            ([*options], "Not all of them. Which one forbids a world that the sentence allows?"),
            ([], "At least one does. Which world does the sentence forbid?"),
        ],
        {"options": options},
    )


# --- 05.7: what "otherwise" stands for ---------------------------------------------------------

_OTHERWISES = (
    ("{one} and {two}", "a and b"),
    ("{one} or {two} (or both)", "a or b"),
    ("{one}, whether or not {two}", "a"),
)
_NEGATIONS = {
    "\u00ac(A \u2227 B)": "not (a and b)",
    "\u00acA \u2227 \u00acB": "not a and not b",
    "A \u2227 B": "a and b",
    "\u00acA": "not a",
}


def otherwise_stands_for(number: int) -> Instance:
    """What "otherwise" stands for after an invented condition with two parts."""
    trio = TRIOS[number % len(TRIOS)]
    words, form = _OTHERWISES[(number // len(TRIOS) + number) % len(_OTHERWISES)]
    condition = words.format(one=trio.one, two=trio.two)
    shown = [*_NEGATIONS]
    Random(f"otherwise {number}").shuffle(shown)
    options = dict(zip(LETTERS, [*shown, UNSAID], strict=True))
    names = ("a", "b")
    wanted = _held(f"not ({form})", names)
    right = next(
        letter
        for letter, sign in options.items()
        if sign in _NEGATIONS and _held(_NEGATIONS[sign], names) == wanted
    )
    return Instance(
        "choice",
        f"\u201c{_up(trio.thing)} only if {condition}. Otherwise {trio.no_thing}.\u201d "
        f"A: {trio.one}. B: {trio.two}. What does \u201cOtherwise\u201d stand for? "
        f"{_listed(options)}",
        'one letter, for example "a"',
        right,
        f"The condition is not met in {len(wanted)} of the four worlds, and {options[right]} is "
        "true in just these.",
        "In which of the four worlds for A and B is the condition not met?",
        [
            (letter, "In which worlds is this true? Is the condition not met in just these?")
            if sign in _NEGATIONS
            else (letter, "\u201cOtherwise\u201d looks back to a condition. Which one stands here?")
            for letter, sign in options.items()
        ],
        {"options": options},
    )


# --- 05.8: what follows in a scenario ----------------------------------------------------------

_RULES = (
    ("only if {one} and {two}", "x implies (a and b)"),
    ("only if {one} or {two}", "x implies (a or b)"),
    ("if {one} and {two}", "(a and b) implies x"),
    ("if {one} or {two}", "(a or b) implies x"),
    ("if, and only if, {one} and {two}", "x iff (a and b)"),
)


def scenario_answer(number: int) -> Instance:
    """Whether something happens in a scenario, by one invented sentence alone."""
    trio = TRIOS[number % len(TRIOS)]
    words, form = _RULES[(number // len(TRIOS) + number) % len(_RULES)]
    facts = Random(f"facts {number}").choice([*product([False, True], repeat=2)])
    worlds = _held(form, ("x", "a", "b"))
    open_values = {x for x, *given in worlds if tuple(given) == facts}
    answer = UNSAID if len(open_values) > 1 else _yes(open_values.pop())
    told = ". ".join(
        f"\u201c{_up(clause)}\u201d is {'true' if fact else 'false'}"
        for clause, fact in zip((trio.one, trio.two), facts, strict=True)
    )
    slips: list[tuple[Any, str]] = [
        ("yes", "That would need words that make the facts enough. Are they in the sentence?"),
        ("no", "That would need a requirement that fails. Does the sentence require what fails?"),
        (UNSAID, "Here the sentence is enough. Put the facts in: which values of X keep it?"),
    ]
    return Instance(
        "yesno",
        f"\u201c{_up(trio.thing)} {words.format(one=trio.one, two=trio.two)}.\u201d "
        f"Suppose: {told}. "
        f"Does it follow that {trio.thing} (yes), that {trio.no_thing} (no), or does the text "
        "not say?",
        f'"yes", "no" or "{UNSAID}"',
        answer,
        f"With these facts the sentence is kept {_kept(answer, trio)}.",
        "Try both: with these facts, is the sentence kept if it happens, and if it does not?",
        slips,
    )


def _kept(answer: str, trio: Trio) -> str:
    if answer == UNSAID:
        return f"both where {trio.thing} and where {trio.no_thing}"
    return f"only where {trio.thing if answer == 'yes' else trio.no_thing}"
