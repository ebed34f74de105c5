"""Variants on speech acts and on time: invented sentences and notices, their answers computed."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from course.codebook import group
from course.exercises.variants.instance import Instance

LETTERS = "abcde"

_OWNERS = ("the school board", "the rowing club", "Mayor Lind", "the library", "Captain Osei")
_ASKERS = ("the choir", "the market council", "the theatre group", "Dr Ferrer", "the chess club")
_THINGS = ("the hall", "the old boat", "the garden", "the blue van", "the stage", "the kitchen")


def _up(text: str) -> str:
    return text[0].upper() + text[1:]


def _cast(number: int, name: str) -> tuple[Random, dict[str, str]]:
    """An owner, an asker and a thing for invented sentences, and the chance to go on with."""
    random = Random(f"{name} {number}")
    cast = {
        "owner": random.choice(_OWNERS),
        "asker": random.choice(_ASKERS),
        "thing": random.choice(_THINGS),
    }
    return random, cast


# --- 04.1: what a sentence does ----------------------------------------------------------------

_ACTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "offer",
        (
            "“We are ready to lend {thing} to {asker},” {owner} said.",
            "“{asker} can have {thing} on any evening,” {owner} said.",
        ),
    ),
    (
        "condition",
        (
            "“We lend {thing} only if {asker} pays for the light,” {owner} said.",
            "“{thing} is free for {asker} only after the repairs of last year are paid,” "
            "{owner} said.",
        ),
    ),
    (
        "refusal",
        (
            "“We will not lend {thing} to {asker}, not for one evening,” {owner} said.",
            "“Sharing {thing} with {asker} is out of the question for us,” {owner} said.",
        ),
    ),
    (
        "accusation",
        (
            "“{asker} refused to clean {thing} and left it dirty,” {owner} said.",
            "“{asker} promised to repair {thing} and never did,” {owner} said.",
        ),
    ),
    (
        "threat",
        (
            "“If {asker} comes late once more, we shall take back {thing} for good,” {owner} said.",
            "“Unless {asker} gives back the key of {thing}, we shall tell everybody who lost it,” "
            "{owner} said.",
        ),
    ),
    (
        "background claim",
        (
            "{thing} was painted last spring and is used by {asker} on Mondays.",
            "{thing} belongs to {owner} and was shown to {asker} on a tour in May.",
        ),
    ),
)
_ACT_SLIPS = {
    "offer": "An offer announces a readiness that no words tie. Is there a tie here?",
    "condition": "A condition names what must come first or be there. Which words would do that?",
    "refusal": "A refusal rules something out for the speaker’s own side. Is that done here?",
    "accusation": "An accusation has somebody to blame. Who would that be here?",
    "threat": "A threat says what unwelcome thing will follow. Is one announced here?",
    "background claim": "A background claim informs and blames nobody. Is that all that is done?",
    "none": "“none” is kept for lines in which nobody speaks or tells. Is this such a line?",
}


def act_of_sentence(number: int) -> Instance:
    """What an invented sentence does, by the codebook."""
    _, cast = _cast(number, "act")
    label, sentences = _ACTS[number % len(_ACTS)]
    words = sentences[(number // len(_ACTS)) % len(sentences)].format(**cast)
    words = "“" + _up(words[1:]) if words.startswith("“") else _up(words)
    codes = [str(code["code"]) for code in group("speech_act")]
    definition = next(code["definition"] for code in group("speech_act") if code["code"] == label)
    return Instance(
        "word",
        f"Which label of the codebook fits this invented sentence? {words} "
        f"Labels: {', '.join(codes)}.",
        "one label of the codebook as a text",
        label,
        f"The codebook says of this label: {definition}",
        "Who speaks, for which side, and which words show what is done?",
        [(code, _ACT_SLIPS[code]) for code in codes],
    )


# --- 04.4: the reporting verb ------------------------------------------------------------------

_VERBS = (
    "said", "argued", "stressed", "recalled", "added", "announced", "warned", "admitted",
    "claimed", "explained", "insisted", "complained",
)  # fmt: skip
_REPORTS = (
    ("{owner}, who had built {thing}, {verb} that {asker} had broken a window.", "built", "broken"),
    ("“We opened {thing} in spring,” {owner} {verb}, and left before {asker} came.", "opened",
     "left"),
    ("After {asker} had left, {owner} {verb} that {thing} was considered too small.", "left",
     "considered"),
    ("{owner} walked through {thing} and {verb} that {asker} had painted it well.", "walked",
     "painted"),
)  # fmt: skip


def reporting_verb(number: int) -> Instance:
    """Which verb of an invented sentence reports somebody's words."""
    _, cast = _cast(number, "verb")
    verb = _VERBS[number % len(_VERBS)]
    frame, one, two = _REPORTS[(number // len(_VERBS) + number) % len(_REPORTS)]
    words = frame.format(verb=verb, **cast)
    slip = "This verb tells of something else. Which verb has the speaker of the words as subject?"
    return Instance(
        "word",
        f"Which verb reports somebody’s words in this invented sentence? {_up(words)}",
        "one word, the verb as it is printed",
        verb,
        f"The words are passed on under “{verb}”; the other verbs tell what somebody did.",
        "Whose words are passed on, and which verb has this speaker as its subject?",
        [(one, slip), (two, slip), ("was", "“was” stands inside what is said. Who says it?")],
    )


# --- 04.5: the verb that takes the truth for granted -------------------------------------------

_SURE = ("recalled", "knew", "remembered", "noticed", "realised", "discovered", "regretted")
_OPEN = (
    "said", "argued", "claimed", "stressed", "announced", "believed", "suggested", "stated",
    "hoped", "guessed",
)  # fmt: skip
_FACTS = (
    "it had rained", "the shop was shut", "the train was late", "the key was lost",
    "the lamp was broken", "the road was closed",
)  # fmt: skip


def takes_for_granted(number: int) -> Instance:
    """Which of four verbs takes the truth of what follows for granted; perhaps none does."""
    random = Random(f"granted {number}")
    verbs = random.sample(_OPEN, 4)
    place = random.randrange(len(LETTERS))
    if place < len(verbs):
        verbs[place] = random.choice(_SURE)
    fact = random.choice(_FACTS)
    options = dict(zip(LETTERS, [*verbs, "none of them"], strict=True))
    shown = " · ".join(f"({letter}) {verb}" for letter, verb in options.items())
    right = LETTERS[place]
    reason = (
        f"“Ana did not {_plain(verbs[place])} that {fact}” still tells you that {fact}."
        if place < len(verbs)
        else "Put “did not” before each: after none of them are you still told that it was so."
    )
    slips = [
        (letter, f"“Ana did not {_plain(verb)} that {fact}.” Do you know now whether {fact}?")
        for letter, verb in options.items()
        if letter != LETTERS[-1]
    ]
    slips.append((LETTERS[-1], "Put “did not” before each verb. After one the fact stays. Which?"))
    return Instance(
        "choice",
        f"“Ana … that {fact}.” Which of these verbs takes it for granted that it was so? {shown}",
        'one letter, for example "e"',
        right,
        reason,
        "Put “did not” before each verb. After which one is the thing still said to be so?",
        slips,
        {"options": options},
    )


_PLAIN = {
    "said": "say", "knew": "know", "argued": "argue", "stressed": "stress", "hoped": "hope",
    "guessed": "guess", "recalled": "recall", "remembered": "remember", "noticed": "notice",
    "realised": "realise", "discovered": "discover", "regretted": "regret", "claimed": "claim",
    "announced": "announce", "believed": "believe", "suggested": "suggest", "stated": "state",
}  # fmt: skip


def _plain(verb: str) -> str:
    return _PLAIN[verb]


# --- 06.1: the years of a notice ---------------------------------------------------------------


def notice_years(number: int) -> Instance:
    """Which four-digit years an invented notice names, beside numbers that are no years."""
    random, cast = _cast(number, "years")
    built, mended, planned = sorted(random.sample(range(1951, 2019), 3))
    decade = random.choice(("1920", "1930", "1940"))
    visitors, room = random.randrange(2100, 9000, 50), random.randrange(1101, 1499)
    pieces = [
        f"{_up(cast['thing'])} was built in {built}.",
        f"It looks like something from the {decade}s.",
        f"In {mended} it was mended, and {visitors} visitors came.",
        f"The keys are in room {room}.",
    ]
    years = [str(built), str(mended)]
    if number % 2:
        pieces.append(f"{_up(cast['asker'])} wants it back by {planned}.")
        years.append(str(planned))
    first, *rest = pieces
    random.shuffle(rest)
    # "It" needs its noun: the first sentence stays first.
    text = " ".join([first, *rest])
    look = "Read each of your numbers in its place. Does each of them name one year?"
    return Instance(
        "set",
        f"Which four-digit years does this invented notice name? {text}",
        'a set of texts, for example {"1984", "1990"}',
        years,
        "The other numbers count visitors, name a room, or name ten years at once.",
        "Which numbers of four digits does the notice have, and which of them name a year?",
        [
            ([*years, decade], "Look at the letter behind one of your numbers. Is it one year?"),
            ([*years, str(visitors)], look),
            ([*years, str(room)], look),
            ([*years, decade, str(visitors), str(room)], look),
            (years[:-1], "One is missing. Did you read the notice to its end?"),
        ],
    )


# --- 06.2: when a notice was written -----------------------------------------------------------


def interval_of_writing(number: int) -> Instance:
    """The interval in which an invented notice can have been written, from its own clues."""
    random, cast = _cast(number, "interval")
    start = random.randrange(1960, 2005)
    old, late = start, start + random.randrange(2, 7)
    soon = late + random.randrange(1, 5)
    far = soon + random.randrange(1, 5)
    pieces = [
        f"{_up(cast['thing'])} was built in {old}.",
        f"In {late} {cast['owner']} had it painted.",
        f"The permit expires in {soon}.",
        f"{_up(cast['asker'])} will pay the last part in {far}.",
    ]
    random.shuffle(pieces)
    link = f"(See also: the summer of {late - 1 if number % 2 else far + 2}.)"
    return Instance(
        "record",
        "In which years can this invented notice have been written, from its own words alone? "
        f"{' '.join(pieces)} {link}",
        'a dict with two years, for example {"earliest": 1950, "latest": 1953}',
        {"earliest": late, "latest": soon},
        f"{late} is the latest year that is told as past, {soon} the earliest that is still to "
        "come. The line in brackets points to another text.",
        "Which is the latest thing told as past, and which the earliest that is still to come?",
        [
            ({"earliest": old, "latest": soon}, "Something later than this is told as past. What?"),
            ({"earliest": late, "latest": far}, "Something earlier is still to come. What is it?"),
            ({"earliest": old, "latest": far}, "True, and wider than need be. Which clues narrow?"),
            (
                {"earliest": late, "latest": soon - 1},
                "Can one write in a year about something that ends later in the same year?",
            ),
        ],
        {"parts": {"earliest": "number", "latest": "number"}},
    )


# --- 06.5: the order of events -----------------------------------------------------------------


def order_of_events(number: int) -> Instance:
    """Four invented events in the order in which they happened."""
    random, cast = _cast(number, "order")
    year = random.randrange(1971, 2010)
    before, after, later = random.sample((1, 2, 3, 4, 5), 3)
    years = {
        "a": year,
        "b": year - before,
        "c": year + after,
        "d": year - before - later if number % 2 else year + after + later,
    }
    side = f"{_count(later)} before that" if number % 2 else f"{_count(later)} after that"
    told = [
        f"In {year} {cast['owner']} bought {cast['thing']} (a).",
        f"The roof had been mended {_count(before)} before (b).",
        f"{_up(cast['asker'])} moved in {_count(after)} after the sale (c).",
        f"{_up(side)} a storm broke two windows (d).",
    ]
    if number % 2:  # "before that" must follow what it counts from
        told = [told[0], told[2], told[1], told[3]]
    answer = sorted(years, key=lambda letter: years[letter])
    page = [one[-3] for one in told]
    return Instance(
        "ordered",
        "Put the events of this invented notice in the order of happening, the earliest first. "
        f"{' '.join(told)}",
        'a list of four letters, for example ["a", "b", "c", "d"]',
        answer,
        f"The years are: {', '.join(f'{one} {years[one]}' for one in answer)}.",
        "Give each event its year: from which other event is each of them counted?",
        [
            (page, "That is the order in which they are told. Which of them came first?"),
            (answer[::-1], "Here the latest comes first. At which end should it be?"),
        ],
    )


_NUMBERS = {1: "one year", 2: "two years", 3: "three years", 4: "four years", 5: "five years"}


def _count(years: int) -> str:
    return _NUMBERS[years]


# --- 06.7: how precise an expression is --------------------------------------------------------

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def precision_of(number: int) -> Instance:
    """How precise an expression is by its own meaning."""
    random, cast = _cast(number, "precision")
    month, year = random.choice(_MONTHS), random.randrange(1951, 2015)
    thing, asker = cast["thing"], cast["asker"]
    made: Mapping[str, tuple[str, ...]] = {
        "day": (f"on {month} {random.randrange(1, 28)}, {year}", "yesterday", "tomorrow"),
        "month": (f"in {month} {year}", "last month", f"in the {month} of that year"),
        "year": (f"in {year}", "last year", "in the year of the flood"),
        "decade": (f"in the {year // 10 * 10}s", "in the seventies", "in the decade of the flood"),
        "relation": (f"before {asker} came", "previously", f"after {thing} was sold"),
        "vague": ("recently", "soon", "a short while ago"),
    }
    codes = list(made)
    label = codes[number % len(codes)]
    words = made[label][(number // len(codes)) % 3]
    definition = next(one["definition"] for one in group("precision") if one["code"] == label)
    return Instance(
        "word",
        f"How precise is “{words}” by its own meaning, as it is said of {thing}? "
        f"Labels: {', '.join(codes)}.",
        "one of the labels as a text",
        label,
        f"The codebook says of this label: {definition}",
        "How wide a place on the calendar do the words need, wherever that place is?",
        [(code, _WIDTHS[code]) for code in codes],
    )


_WIDTHS = {
    "day": "Do the words fit on a single day, and on no longer stretch?",
    "month": "A month has about thirty days. Do the words say no more and no less?",
    "year": "A year has twelve months. Do the words say no more and no less?",
    "decade": "A decade has ten years. Do the words name so many?",
    "relation": "A relation gives only an order. Do the words say more, or less, than that?",
    "vague": "Vague words have no limit at all. Do these have one?",
}


# --- 06.8: months between two dates ------------------------------------------------------------


def month_distance(number: int) -> Instance:
    """How many calendar months lie between two months."""
    random, cast = _cast(number, "months")
    year, month = random.randrange(1961, 2015), random.randrange(12)
    apart = random.randrange(3, 40)
    later, then = divmod(year * 12 + month + apart, 12)
    day = random.randrange(1, 29)
    slips: list[tuple[Any, str]] = [
        (apart + 1, "You counted both months. From January to February, how many months is that?"),
        (apart - 1, "You counted the months that lie between. From January to February?"),
        (abs(then - month), "You compared the months and left the years out. What do they add?"),
        ((later - year) * 12, "You compared the years and left the months out. What do they add?"),
    ]
    return Instance(
        "number",
        f"{_up(cast['thing'])} was opened on {_MONTHS[month]} {day}, {year}, and closed in "
        f"{_MONTHS[then]} {later}. How many calendar months apart are the two months?",
        "a whole number, for example 7",
        apart,
        f"{later} × 12 + {then + 1} minus {year} × 12 + {month + 1}.",
        "Year times twelve plus month makes one number of each. What is the difference?",
        [(slip, say) for slip, say in slips if slip > 0],
    )
