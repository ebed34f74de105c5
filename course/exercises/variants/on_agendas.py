"""Variants on agendas: sets of issues, who would accept them, and what linking issues does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from random import Random

from course.conditions.engine import ACCEPTS, ANSWERS, REFUSES, SILENT
from course.exercises.variants.instance import Instance
from course.exercises.variants.people import cast_of, up

LETTERS = "abcde"
_ISSUES = ("the rent", "the heating", "the parking", "the noise", "the roof", "the garden")

Agenda = frozenset[str]


def _agendas(issues: Sequence[str]) -> list[Agenda]:
    """Every agenda with at least one issue, the short ones first."""
    sizes = range(1, len(issues) + 1)
    return [frozenset(one) for size in sizes for one in combinations(issues, size)]


def _shown(agenda: Agenda) -> str:
    return "{" + ", ".join(sorted(agenda)) + "}"


# --- 12.8: which agendas somebody accepts ------------------------------------------------------

_TERMS: tuple[tuple[str, Callable[[Agenda, Sequence[str]], bool]], ...] = (
    ("about all three issues together, and about nothing less", lambda a, i: a == set(i)),
    ("if {0} is on the agenda, and only then", lambda a, i: i[0] in a),
    ("if both {0} and {1} are on the agenda, and only then", lambda a, i: {i[0], i[1]} <= a),
    (
        "if {0} or {1} is on the agenda (or both are), and only then",
        lambda a, i: bool({i[0], i[1]} & a),
    ),
    (
        "if {0} is on the agenda and {1} is not, and only then",
        lambda a, i: i[0] in a and i[1] not in a,
    ),
    ("if {0} stays off the agenda, and only then", lambda a, i: i[0] not in a),
)


def accepted_agendas(number: int) -> Instance:
    """How many of the seven agendas over three invented issues somebody accepts."""
    random = Random(f"agendas {number}")
    issues = random.sample(_ISSUES, 3)
    terms, accepts = _TERMS[number % len(_TERMS)]
    who = cast_of(random).asker
    yes = [one for one in _agendas(issues) if accepts(one, issues)]
    return Instance(
        "number",
        f"There are three issues: {', '.join(issues)}. An agenda is a set of one, two or three of "
        f"them, so there are seven. {up(who)} will talk {terms.format(*issues)}. How many of the "
        "seven agendas are accepted?",
        "a whole number",
        len(yes),
        f"These: {'; '.join(_shown(one) for one in yes)}.",
        "Write down all seven, the small ones first, and go through them one by one.",
        [
            (7, "All seven? Find one agenda that breaks the terms."),
            (7 - len(yes), "Are these perhaps the ones that are refused?"),
            (len(yes) + 1, "One too many. Did you count an agenda with nothing on it?"),
            (1, "Only one? Do the terms forbid that more issues are on the table as well?"),
        ],
    )


# --- 12.9: is there an agenda for both ---------------------------------------------------------

_FORMS = (
    ("only if {terms}", REFUSES, SILENT),
    ("if {terms}", SILENT, ACCEPTS),
    ("if, and only if, {terms}", REFUSES, ACCEPTS),
)
"""The words, the answer where the terms are not met, and the answer where they are."""
_MET: tuple[tuple[str, Callable[[Agenda, Sequence[str]], bool]], ...] = (
    ("{0} is on the agenda", lambda a, i: i[0] in a),
    ("{1} is on the agenda", lambda a, i: i[1] in a),
    ("both issues are on the agenda", lambda a, i: a == set(i)),
    ("{0} stays off the agenda", lambda a, i: i[0] not in a),
)
ZONES = ("not empty", "undetermined", "empty")


def _zone(one: Sequence[int], other: Sequence[int]) -> str:
    pairs = [*zip(one, other, strict=True)]
    if (ACCEPTS, ACCEPTS) in pairs:
        return ZONES[0]
    return ZONES[2] if all(REFUSES in pair for pair in pairs) else ZONES[1]


def zone_of_two(number: int) -> Instance:
    """Whether two invented speakers would meet on some agenda of two issues."""
    random = Random(f"zone {number}")
    cast, issues = cast_of(random), random.sample(_ISSUES, 2)
    agendas = _agendas(issues)
    speakers = [
        (
            words.format(terms=terms.format(*issues)),
            [met_code if met(one, issues) else unmet_code for one in agendas],
        )
        for words, unmet_code, met_code in _FORMS
        for terms, met in _MET
    ]
    right = ZONES[number % len(ZONES)]
    fitting = [
        (one, other)
        for one in speakers
        for other in speakers
        if one is not other and _zone(one[1], other[1]) == right
    ]
    (owner_words, owner), (asker_words, asker) = random.choice(fitting)
    rows = "; ".join(
        f"{_shown(agenda)}: {ANSWERS[one]} / {ANSWERS[other]}"
        for agenda, one, other in zip(agendas, owner, asker, strict=True)
    )
    options = dict(zip(LETTERS, ZONES, strict=False))
    slips = {
        "not empty": "Which agenda do both accept, by their words? Can you name it?",
        "undetermined": "Go through the three agendas. Is there one that nobody refuses?",
        "empty": "Does somebody refuse every agenda? Silence is no refusal.",
    }
    return Instance(
        "choice",
        f"Two issues: {issues[0]} and {issues[1]}; so there are three agendas. {up(cast.owner)}: "
        f"\u201cWe talk {owner_words}.\u201d {up(cast.asker)}: \u201cWe talk {asker_words}.\u201d "
        "By their words alone, is there an agenda on which both would talk? (a) not empty: on one "
        "at least (b) undetermined: nobody refuses some agenda, but of somebody it is not said "
        "(c) empty: somebody refuses each",
        'one letter, for example "a"',
        next(letter for letter, zone in options.items() if zone == right),
        f"The answers, agenda by agenda: {rows}.",
        "For each of the three agendas write down two answers: accepts, refuses, or not said.",
        [(letter, slips[zone]) for letter, zone in options.items()],
        {"options": options},
    )


# --- 12.10: what linking does ------------------------------------------------------------------

LINKING = (
    "creates a zone",
    "destroys a zone",
    "a zone with and without linking",
    "no zone with or without linking",
)


def linking_of(first: tuple[int, int], second: tuple[int, int]) -> str:
    """What linking two issues does to the zone of agreement; gains of side 1 and side 2."""
    alone = min(first) > 0 or min(second) > 0
    linked = min(first[0] + second[0], first[1] + second[1]) > 0
    if linked:
        return LINKING[2] if alone else LINKING[0]
    return LINKING[1] if alone else LINKING[3]


def payoff_table(number: int) -> Instance:
    """What linking does in an invented payoff table."""
    random = Random(f"payoffs {number}")
    right = LINKING[number % len(LINKING)]
    gains = [one for one in range(-5, 6) if one]
    while True:
        first = (random.choice(gains), random.choice(gains))
        second = (random.choice(gains), random.choice(gains))
        sums = (first[0] + second[0], first[1] + second[1])
        if 0 not in sums and linking_of(first, second) == right:
            break
    options = dict(zip(LETTERS, LINKING, strict=False))
    listed = " ".join(f"({letter}) {words}" for letter, words in options.items())
    return Instance(
        "choice",
        f"An invented payoff table. First issue: side 1 gains {first[0]}, side 2 gains {first[1]}. "
        f"Second issue: side 1 gains {second[0]}, side 2 gains {second[1]}. (No agreement: 0 for "
        "both. Linked: both issues together or none.) What does linking the two do? " + listed,
        'one letter, for example "a"',
        next(letter for letter, words in options.items() if words == right),
        f"First issue alone: {_pair(first)}. Second alone: {_pair(second)}. Linked: {_pair(sums)}. "
        "A zone needs a gain for both sides.",
        "Look at each issue alone: do both sides gain? Then add the two issues, side by side.",
        [
            (
                letter,
                "Do it in two steps: is there an issue that both gain from? And what are the sums?",
            )
            for letter in options
        ],
        {"options": options},
    )


def _pair(gains: tuple[int, int]) -> str:
    return f"{gains[0]} for side 1, {gains[1]} for side 2"
