"""Variants on time: dates, orders and intervals of invented notices."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from course.codebook import group
from course.exercises.variants.instance import Instance
from course.exercises.variants.people import cast_of, up

# --- 06.1: the years of a notice ---------------------------------------------------------------


def notice_years(number: int) -> Instance:
    """Which four-digit years an invented notice names, beside numbers that are no years."""
    random = Random(f"years {number}")
    cast = cast_of(random)
    built, mended, planned = sorted(random.sample(range(1951, 2019), 3))
    decade = random.choice(("1920", "1930", "1940"))
    visitors, room = random.randrange(2100, 9000, 50), random.randrange(1101, 1499)
    pieces = [
        f"{up(cast.place)} was built in {built}.",
        f"It looks like something from the {decade}s.",
        f"In {mended} it was mended, and {visitors} visitors came.",
        f"The keys are in room {room}.",
    ]
    years = [str(built), str(mended)]
    if number % 2:
        pieces.append(f"{up(cast.asker)} wants it back by {planned}.")
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
    random = Random(f"interval {number}")
    cast = cast_of(random)
    start = random.randrange(1960, 2005)
    old, late = start, start + random.randrange(2, 7)
    soon = late + random.randrange(2, 6)
    far = soon + random.randrange(1, 5)
    pieces = [
        f"{up(cast.place)} was built in {old}.",
        f"In {late} {cast.owner} had the roof painted.",
        f"The permit expires in {soon}.",
        f"{up(cast.asker)} will pay the last part in {far}.",
    ]
    random.shuffle(pieces)
    link = f"(See also: Our summer of {late + 1})"
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
                {"earliest": late + 1, "latest": soon},
                "Did you use the line in brackets? It points to another text.",
            ),
            (
                {"earliest": late, "latest": soon - 1},
                "Can one write in a year about something that ends later in the same year?",
            ),
        ],
        {"parts": {"earliest": "number", "latest": "number"}},
    )


# --- 06.5: the order of events -----------------------------------------------------------------

_EVENTS = (
    "{owner} bought {place}", "{asker} moved in", "the roof was mended",
    "a storm broke two windows", "the walls were painted", "a lift was put in",
)  # fmt: skip
_YEARS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def order_of_events(number: int) -> Instance:
    """Four invented events in the order in which they happened."""
    random = Random(f"order {number}")
    cast = cast_of(random)
    events = [one.format(**cast._asdict()) for one in random.sample(_EVENTS, 4)]
    first, letters = random.randrange(1961, 2000), [*"abcd"]
    while True:  # told in another order than it happened
        years = dict(zip(letters, random.sample(range(first, first + 10), 4), strict=True))
        answer = sorted(letters, key=lambda letter: years[letter])
        if answer != letters:
            break
    told = [f"In {years['a']} {events[0]} (a)."]
    for place, letter in enumerate(letters[1:], start=1):
        other = random.choice(letters[:place])
        apart = years[letter] - years[other]
        count = f"{_YEARS[abs(apart)]} year{'s' * (abs(apart) > 1)}"
        side = "after" if apart > 0 else "before"
        told.append(f"{up(count)} {side} ({other}), {events[place]} ({letter}).")
    return Instance(
        "ordered",
        "Put the events of this invented notice in the order of happening, the earliest first. "
        f"{' '.join(told)}",
        'a list of four letters, for example ["a", "b", "c", "d"]',
        answer,
        f"The years are: {', '.join(f'{one} {years[one]}' for one in answer)}.",
        "Give each event its year: from which other event is each of them counted?",
        [
            (letters, "That is the order in which they are told. Which of them came first?"),
            (answer[::-1], "Here the latest comes first. At which end should it be?"),
        ],
    )


# --- 06.7: how precise an expression is --------------------------------------------------------

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def precision_of(number: int) -> Instance:
    """How precise an expression is by its own meaning."""
    random = Random(f"precision {number}")
    cast = cast_of(random)
    month, year = random.choice(_MONTHS), random.randrange(1951, 2015)
    place, asker = cast.place, cast.asker
    made: Mapping[str, tuple[str, ...]] = {
        "day": (f"on {month} {random.randrange(1, 28)}, {year}", "yesterday", "tomorrow"),
        "month": (f"in {month} {year}", "last month", f"in the {month} of that year"),
        "year": (f"in {year}", "last year", "in the year of the flood"),
        "decade": (f"in the {year // 10 * 10}s", "in the seventies", "in the decade of the flood"),
        "relation": (f"before {asker} came", "previously", f"after {place} was sold"),
        "vague": ("recently", "soon", "a short while ago"),
    }
    codes = list(made)
    label = codes[number % len(codes)]
    words = made[label][(number // len(codes)) % 3]
    definition = next(one["definition"] for one in group("precision") if one["code"] == label)
    return Instance(
        "word",
        f"How precise is “{words}” by its own meaning, as it is said of {place}? "
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
    random = Random(f"months {number}")
    cast = cast_of(random)
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
        f"{up(cast.place)} was opened on {_MONTHS[month]} {day}, {year}, and closed in "
        f"{_MONTHS[then]} {later}. How many calendar months apart are the two months?",
        "a whole number, for example 7",
        apart,
        f"{later} × 12 + {then + 1} minus {year} × 12 + {month + 1}.",
        "Year times twelve plus month makes one number of each. What is the difference?",
        [(slip, say) for slip, say in slips if slip > 0],
    )
