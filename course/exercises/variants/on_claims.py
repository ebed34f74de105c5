"""Variants on claims: what a sentence claims, who said so, what decides, whose word it is."""

from __future__ import annotations

from random import Random
from typing import Any

from course.exercises.variants.instance import Instance
from course.exercises.variants.people import cast_of, up

LETTERS = "abcde"

# --- 12.1: how many claims ---------------------------------------------------------------------

_SIDE_CLAIMS = ("also called {alias}", "a gift of {asker}", "which belongs to {owner}")
_MAIN_CLAIMS = (
    "was built in {year}",
    "was closed in {month}",
    "is the oldest in the town",
    "has a new roof",
    "will be repaired if {owner} pays",
)
_ALIASES = ("the White Lady", "the Old Box", "the Long House", "the Lantern", "the Blue Door")
_MONTHS = ("March", "April", "May", "June", "September", "October")


def count_claims(number: int) -> Instance:
    """How many claims an invented sentence makes that can be true or false by themselves."""
    random = Random(f"claims {number}")
    cast = cast_of(random)
    words = {
        **cast._asdict(),
        "alias": random.choice(_ALIASES),
        "month": random.choice(_MONTHS),
        "year": random.randint(1860, 1990),
    }
    count = 3 + number % 4
    aside = random.sample(_SIDE_CLAIMS, random.randint(1, min(3, count - 2)))
    main = random.sample(_MAIN_CLAIMS, count - len(aside))
    told = [one.format(**words) for one in (*aside, *main)]
    asides = ", ".join(told[: len(aside)])
    mains = ", ".join(told[len(aside) : -1]) + f" and {told[-1]}"
    return Instance(
        "number",
        f"How many claims does this invented sentence make, each of which can be true or false by "
        f"itself? {up(cast.place)}, {asides}, {mains}. (A condition with its \u201cif\u201d is one "
        "claim.)",
        "a whole number",
        count,
        f"One claim in each of these: {'; '.join(told)}.",
        "Write each claim as a short sentence of its own. How many sentences do you get?",
        [
            (1, "One sentence, yes. Could one half of it be true and the other half false?"),
            (len(main), "You counted the verbs. Do the words between commas claim nothing?"),
            (count - 1, "One is missing. Is there a claim in a name, or between two commas?"),
            (count + 1, "One too many. Did you cut a condition, or count the subject twice?"),
        ],
    )


# --- 12.3: said, and so ------------------------------------------------------------------------

_FACTS = (
    ("the bridge was closed in May", "the bridge was open all through May"),
    ("the key was found", "the key was never found"),
    ("the hall was full", "half of the seats in the hall were empty"),
    ("the boat was repaired", "nobody touched the boat"),
    ("the money was paid back", "nothing was paid back"),
)
_JUDGEMENTS = (
    "the new hall is ugly", "the concert was too long", "the plan shows a lack of courage",
    "nobody in the town cares for music", "this was the best summer of all",
)  # fmt: skip
_SAID = {
    "supported": "A recording has these words.",
    "wrong": "A recording has the opposite, and nothing else on the matter.",
    "unverifiable": "Nobody recorded it, and no other witness was found.",
}
_SO = {
    "supported": "Two inspectors, who do not know each other, write that {fact}.",
    "wrong": "Two inspectors, who do not know each other, write that {other}.",
    "contested": "One inspector writes that {fact}, the other that {other}.",
    "unverifiable": "On the matter itself nothing was found.",
    "opinion": "On the taste of the matter people differ.",
}
VERDICTS = ("supported", "wrong", "contested", "unverifiable", "opinion")


def said_and_so(number: int) -> Instance:
    """Two verdicts on one invented report: that it was said, and whether it is so."""
    random = Random(f"said {number}")
    said = [*_SAID][number % len(_SAID)]
    so = [*_SO][(number // len(_SAID) + number) % len(_SO)]
    fact, other = random.choice(_FACTS)
    if so == "opinion":
        fact = random.choice(_JUDGEMENTS)
    owner = cast_of(random).owner
    options = {one: one for one in VERDICTS}
    return Instance(
        "record",
        f"The town paper prints: \u201c{up(owner)} said that {fact}.\u201d {_SAID[said]} "
        f"{_SO[so].format(fact=fact, other=other)} Which verdict does \u201cit was said\u201d get, "
        f"and which \u201cit is so\u201d? Choose from: {', '.join(VERDICTS)}.",
        'a dict with two verdicts, for example {"said": "opinion", "so": "opinion"}',
        {"said": said, "so": so},
        "The recording, or its lack, decides the first question. It decides nothing of the second.",
        "Cover one half of the evidence, and answer one question. Then cover the other half.",
        [
            ({"said": so, "so": said}, "You changed the two over. Which evidence is a recording?"),
            (
                {"said": said, "so": said},
                "The first is settled. Does it follow from somebody\u2019s words that it is so?",
            ),
            (
                {"said": so, "so": so},
                "The second is settled. Can a false thing have been said, or a true one not?",
            ),
        ],
        {"parts": {"said": "choice", "so": "choice"}, "options": {"said": options, "so": options}},
    )


# --- 12.6: a claim about dates -----------------------------------------------------------------

_HAPPENED = (
    "the bridge was closed", "the market moved", "the roof was repaired", "the choir stopped",
    "the ferry was sold", "the mill burnt down", "the well was dug", "the school was painted",
)  # fmt: skip
_SUPPORTED, _WRONG, _SILENT = "supported", "wrong", "the table does not say"


def dates_decide(number: int) -> Instance:
    """Whether an invented table of events decides that one event came before another."""
    random = Random(f"dates {number}")
    names = random.sample(_HAPPENED, 5)
    year, month = random.randint(1991, 2019), random.randint(2, 9)
    days = sorted(random.sample(range(10, 29), 3))
    rows = [
        (f"{year}-{month:02}-{days[0]}", names[0]),
        (f"{year}-{month:02}-{days[1]}", names[1]),
        (f"{year}-{month + 1:02}", names[2]),
        (f"{year}-{month + 1:02}-{days[2]}", names[3]),
    ]
    kind = number % 4
    pairs = {
        0: (_SUPPORTED, (0, random.choice([1, 2, 3]))),
        1: (_WRONG, (random.choice([1, 2, 3]), 0)),
        2: (_SILENT, random.choice([(2, 3), (3, 2)])),
        3: (_SILENT, random.choice([(4, 1), (0, 4)])),
    }
    right, (first, second) = pairs[kind]
    reasons = {
        _SUPPORTED: "Its whole date lies before the other one.",
        _WRONG: "Its whole date lies after the other one.",
        _SILENT: "A month may lie before or after a day in it, and a missing row says nothing.",
    }
    shown = rows[:]
    random.shuffle(shown)
    listed = " \u00b7 ".join(f"{date}: {name}" for date, name in shown)
    options = dict(zip(LETTERS, (_SUPPORTED, _WRONG, _SILENT), strict=False))
    return Instance(
        "choice",
        f"An invented table of events: {listed}. The claim: \u201c{up(names[first])} before "
        f"{names[second]}.\u201d (a) supported (b) wrong (c) the table does not say",
        'one letter, for example "a"',
        next(letter for letter, one in options.items() if one == right),
        reasons[right],
        "Are both events in the table, and do their dates leave only one order?",
        [
            ("a", "Write the two dates one under the other. Do they force this order?"),
            ("b", "Write the two dates one under the other. Do they force the other order?"),
            ("c", "Both dates are there, and they do not overlap. Which one is earlier?"),
        ],
        {"options": options},
    )


# --- 12.11: whose word is it -------------------------------------------------------------------

_TAKEN_OVER: tuple[tuple[str, str], ...] = (
    (
        "{owner} has refused each time to lend {thing}.",
        "{asker} says that {owner} has refused each time to lend {thing}; {owner} denies it.",
    ),
    (
        "{asker} threatened {owner} with a lawyer.",
        "{asker} wrote to {owner}: \u201cWe shall ask a lawyer.\u201d",
    ),
    (
        "The unfair rules of {owner} stay as they are.",
        "The rules of {owner}, which {asker} calls unfair, stay as they are.",
    ),
    (
        "The theft of the key of {place} is not cleared up.",
        "The key of {place} has been missing since May; {owner} speaks of theft.",
    ),
    (
        "{asker} at last admitted that the window was broken.",
        "{asker} said that the window was broken.",
    ),
    (
        "{owner} banned {asker} from {place}.",
        "{owner} told {asker} to stay away from {place} until the repair is done.",
    ),
    (
        "The attack of {asker} on the plan began in June.",
        "The letters of {asker} on the plan, \u201can attack\u201d to {owner}, began in June.",
    ),
)


def takes_over(number: int) -> Instance:
    """Which sentences of an invented brief take over a side\u2019s word as their own."""
    random = Random(f"brief {number}")
    cast = cast_of(random)
    pairs = random.sample(_TAKEN_OVER, 4)
    marked = [random.random() < 0.5 for _ in pairs]
    marked[random.randrange(4)] = True
    options = {
        letter: up(pair[0 if taken else 1].format(**cast._asdict()))
        for letter, pair, taken in zip(LETTERS, pairs, marked, strict=False)
    }
    answer = [letter for letter, taken in zip(LETTERS, marked, strict=False) if taken]
    listed = " ".join(f"({letter}) {words}" for letter, words in options.items())
    slips: list[tuple[Any, str]] = [
        (
            [letter for letter in options if letter not in answer],
            "These report, and say whose word it is. Which of the others do not?",
        ),
        ([*options], "Not all: in some the strong word has an owner. In which?"),
        ([], "At least one does. Which strong word stands there without an owner?"),
    ]
    return Instance(
        "set",
        f"From an invented brief. Which sentences take over the word of one side? {listed}",
        'a set of letters, for example {"a"}',
        answer,
        "In these a strong word is the writer\u2019s own. In the others it has an owner, or is "
        "replaced by what was said or done.",
        "For each strong word ask: would both sides let the sentence stand?",
        slips,
        {"options": options},
    )
