"""Variants on damaged texts and on witnesses: invented notices, reports and cards."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from course.exercises.variants.instance import Instance
from course.repairs import apply_patches, brier

LETTERS = "abcdefg"

# --- 07.2: which sentences contradict each other -----------------------------------------------

_FACTS = (
    ("The bridge was closed all Saturday.", "On Saturday afternoon buses crossed the bridge."),
    ("Nobody was hurt in the fire.", "Two firemen were treated for burns from the fire."),
    ("The council has nine members.", "All eleven members of the council raised a hand."),
    ("The museum charges no entrance fee.", "Money from museum tickets paid for the new roof."),
    ("The river has been frozen since Monday.", "On Tuesday children swam in the river."),
    ("The choir sang without instruments.", "A piano accompanied the choir to the end."),
    ("The bakery sold all its bread by noon.", "At two the bakery still had bread to sell."),
    ("The last train leaves at nine.", "A guest went home by the train at half past ten."),
    ("The school has no telephone.", "Parents rang the school all morning."),
    ("The ferry carries no cars.", "Cars drove off the ferry first."),
)
_NEUTRAL = (
    "Flags hung from the windows.",
    "The mayor wore a red scarf.",
    "A film will be shown next week.",
    "The park has three gates.",
    "Coffee was free for everybody.",
    "The oldest visitor was ninety.",
    "The clock of the tower is slow.",
    "Photographs can be seen at the library.",
)


def contradicting_pair(number: int) -> Instance:
    """Which two sentences of an invented notice cannot both be true."""
    random = Random(f"contradiction {number}")
    planted, spare = random.sample(_FACTS, k=2)
    told = [*planted, spare[0], *random.sample(_NEUTRAL, k=2)]
    random.shuffle(told)
    options = dict(zip(LETTERS, told, strict=False))
    right = [letter for letter, words in options.items() if words in planted]
    third = next(letter for letter, words in options.items() if words == spare[0])
    return Instance(
        "set",
        "An invented notice. Which two of its sentences cannot both be true? "
        + " ".join(f"({letter}) {words}" for letter, words in options.items()),
        'a set of two letters, for example {"a", "b"}',
        right,
        f"({right[0]}) and ({right[1]}) cannot both be true. Which of them is wrong, the notice "
        "alone does not say.",
        "For each pair ask: could both have happened? Look for two sentences about one thing.",
        [
            (
                [right[0], third],
                "One of the two is right. Which other sentence is about its thing?",
            ),
            (
                [right[1], third],
                "One of the two is right. Which other sentence is about its thing?",
            ),
            ([right[0]], "A contradiction needs two. Which sentence does yours exclude?"),
            ([right[1]], "A contradiction needs two. Which sentence does yours exclude?"),
            ([], "There is one. Which two sentences are about the same thing?"),
        ],
        {"options": list(options)},
    )


# --- 07.3: the smallest repair of a reversal ---------------------------------------------------

_REVERSALS = (
    # before, the wrong word, after, the right word, a word that repairs nothing
    ("The thief ran to the station, but in the end the police caught the ", "police",
     ".", "thief", "station"),
    ("The cat was hungry, so the girl went to the kitchen and gave the ", "girl",
     " some fish.", "cat", "kitchen"),
    ("The pupil had made no mistake, and the teacher praised the ", "teacher",
     ".", "pupil", "mistake"),
    ("The fire grew quickly. The firemen came with hoses and put out the ", "hoses",
     ".", "fire", "firemen"),
    ("The tenant had not paid for three months, so the landlord wrote to the ", "landlord",
     " and asked for the money.", "tenant", "money"),
    ("The goalkeeper dived, but the striker was faster and kicked the ball past the ", "striker",
     ".", "goalkeeper", "ball"),
    ("The library wanted the book back, so the reader returned it to the ", "reader",
     ".", "library", "book"),
    ("The patient felt ill, and the doctor wrote a prescription for the ", "doctor",
     ".", "patient", "prescription"),
    ("The guest sat down. The waiter brought soup, put it in front of the ", "waiter",
     " and went back to his work.", "guest", "soup"),
    ("The deer had left tracks in the snow, and the hunter followed the ", "hunter",
     ".", "deer", "snow"),
)  # fmt: skip


def role_reversal(number: int) -> Instance:
    """Which word repairs an invented sentence in which two parties are exchanged."""
    before, wrong, after, right, other = _REVERSALS[number % len(_REVERSALS)]
    extra = _NEUTRAL[(number // len(_REVERSALS)) % len(_NEUTRAL)]
    return Instance(
        "word",
        f"An invented notice: \u201c{before}{wrong}{after} {extra}\u201d One noun cannot be right: "
        f"\u201c{wrong}\u201d at the place {_place(before)}. Which word of the same sentence do "
        "you put there?",
        "one word",
        right,
        f"With [{right}] every part of the sentence fits: who does what to whom.",
        "Read the whole sentence. Who does the thing, and to whom is it done?",
        [
            (wrong, "This is the printed word. Who would then do it to whom?"),
            (other, "Read the sentence with this word. Does every part of it fit?"),
        ],
    )


def _place(before: str) -> str:
    """Where the word stands, by the words in front of it."""
    return f"after \u201c{' '.join(before.split()[-3:])}\u201d"


# --- 07.8: a Brier score by hand ---------------------------------------------------------------

_NEAR = 0.006
"""Scores this near to each other count as the same: two decimals are enough."""


def brier_of(number: int) -> Instance:
    """The Brier score of five invented forecasts."""
    random = Random(f"brier {number}")
    said = [random.choice((0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1)) for _ in range(5)]
    came = [random.choice((0, 1)) for _ in range(5)]
    truth = {str(place): float(one) for place, one in enumerate(came)}
    score = brier(truth, {str(place): float(one) for place, one in enumerate(said)})
    distance = sum(abs(one - other) for one, other in zip(said, came, strict=True)) / 5
    slips: list[tuple[Any, str]] = []
    if abs(distance - score) > _NEAR * 2:
        slips.append((round(distance, 4), "You took the distances. Square each of them first."))
    if score > _NEAR * 2:
        slips.append((round(score * 5, 4), "You added them up. The score is their mean."))
    told = ", ".join(f"{one:g}" for one in said)
    seen = ", ".join(str(one) for one in came)
    return Instance(
        "number",
        f"Five invented forecasts of rain: {told}. What came (1 rain, 0 none): {seen}. What is "
        "the Brier score?",
        "a number with two or more decimals, for example 0.123",
        round(score, 6),
        f"The mean of the five squared distances is {score:.3f}.",
        "Take each distance, square it, add up the five squares and divide by five.",
        slips,
        {"tolerance": _NEAR},
    )


# --- 07.9: what comes out of a list of repairs -------------------------------------------------

_THINGS = ("cat", "horse", "ferry", "teacher", "baker", "choir", "lamp")
_LONGER = ("captain", "elephant", "gardener", "telephone", "butterfly", "lighthouse")
_FRAMES = (
    ("The ", " saw the ", " near the old ", "."),
    ("Yesterday a ", " passed a ", " behind the ", "."),
    ("One ", " and one ", " stood beside our ", "."),
)


def patched_words(number: int) -> Instance:
    """What an invented sentence reads after two repairs, at one place of it."""
    random = Random(f"patches {number}")
    frame = _FRAMES[number % len(_FRAMES)]
    first, second, third = random.sample(_THINGS, k=3)
    new = random.sample(_LONGER, k=2)
    text = f"{frame[0]}{first}{frame[1]}{second}{frame[2]}{third}{frame[3]}"
    starts = [len(frame[0])]
    starts.append(starts[0] + len(first) + len(frame[1]))
    starts.append(starts[1] + len(second) + len(frame[2]))
    patches = [
        (starts[0], starts[0] + len(first), new[0]),
        (starts[2], starts[2] + len(third), new[1]),
    ]
    restored = apply_patches(text, patches)
    careless = text
    for start, end, words in patches:
        careless = careless[:start] + words + careless[end:]
    slips = [
        (restored, "This is the whole sentence, rightly repaired. Give its last word only."),
        (third, "This word is replaced by the second repair. What stands there afterwards?"),
        (new[0], "This word goes in at the first place. Which word is the last one?"),
    ]
    wrongly = careless.rstrip(".").split()[-1]
    if wrongly not in restored.split():
        slips.append((wrongly, "You repaired from the front: the first repair moved the place."))
    return Instance(
        "word",
        f"The sentence is \u201c{text}\u201d The repairs (start, end, new words) are {patches}. "
        "Apply them from the end. What is the last word?",
        "one word",
        new[1],
        f"The repaired sentence is: {restored}",
        "Begin with the repair that stands last: text[:start] + new + text[end:]. And then?",
        slips,
    )


# --- 08.1: independent witnesses ---------------------------------------------------------------

_STORIES = (
    "the harbour was quiet but for one lamp",
    "not one chair in the hall stayed empty",
    "the bell rang twice, and then no more",
    "half the town stood at the station",
    "snow lay on the tents until noon",
    "a dog ran ahead of the procession",
)
_PAPERS = (
    "the Morning Post of Lindal", "Radio Osterby", "the Harbour Gazette", "News from the Hill",
    "the Evening Bell", "Island Radio", "the Valley Courier",
)  # fmt: skip


def independent_witnesses(number: int) -> Instance:
    """How many independent witnesses stand behind invented cards, some of which copy."""
    random = Random(f"witnesses {number}")
    count = random.randint(4, 6)
    origins = random.randint(1, count - 1)
    stories = random.sample(_STORIES, k=origins)
    told = [*stories, *random.choices(stories, k=count - origins)]
    random.shuffle(told)
    papers = random.sample(_PAPERS, k=count)
    cards = "; ".join(
        f"{paper}: \u201c{story}\u201d" for paper, story in zip(papers, told, strict=True)
    )
    return Instance(
        "number",
        "Invented cards on one evening. Pages with the same wording go back to one report. How "
        f"many independent witnesses are there? {cards}.",
        "a whole number",
        origins,
        f"There are {count} pages and {origins} different wording{'s' if origins > 1 else ''}: "
        "pages with the same wording count as one.",
        "Write each wording down once. How many have you written?",
        [
            (count, "You counted the pages. Which of them have the same words?"),
            (0, "Somebody wrote the first report. How many different wordings are there?"),
        ],
    )


# --- 08.2: where a phrase first changes --------------------------------------------------------

_CHAINS = (
    ("we have never closed the road", "we do not close the road"),
    ("only if the council pays", "if the council pays"),
    ("some of the roofs are damaged", "the roofs are damaged"),
    ("the visitors may come back in May", "the visitors will come back in May"),
    ("at least forty people came", "forty people came"),
    ("the bridge is said to be safe", "the bridge is safe"),
    ("we still hope for an answer", "we hope for an answer"),
    ("the mayor asked for patience", "the mayor demanded patience"),
)
_STAGES = ("the speaker", "the town paper", "the agency", "the foreign paper", "the website")
_NOWHERE = "nowhere"


def first_change(number: int) -> Instance:
    """At which stage of an invented chain of copies the sense of a phrase first changes."""
    old, new = _CHAINS[number % len(_CHAINS)]
    place = (number // len(_CHAINS) + number) % len(_STAGES)
    # Place 0 stands for a chain in which nothing changes.
    words = [new if place and stage >= place else old for stage in range(len(_STAGES))]
    chain = "; ".join(
        f"{stage}: \u201c{said}\u201d" for stage, said in zip(_STAGES, words, strict=True)
    )
    options = dict(zip(LETTERS, [*_STAGES[1:], _NOWHERE], strict=False))
    right = next(
        letter
        for letter, stage in options.items()
        if stage == (_STAGES[place] if place else _NOWHERE)
    )
    slips = [
        (letter, _chain_slip(stage, place)) for letter, stage in options.items() if letter != right
    ]
    shown = " ".join(f"({letter}) {stage}" for letter, stage in options.items())
    reason = f"{_STAGES[place]} prints \u201c{new}\u201d; all before it have \u201c{old}\u201d."
    return Instance(
        "choice",
        f"An invented chain, from the oldest witness to the youngest: {chain}. Where does the "
        f"sense first change? {shown}",
        'one letter, for example "a"',
        right,
        reason[0].upper() + reason[1:] if place else "All five have the same words.",
        "Compare each version with the one before it. Which is the first that differs?",
        slips,
        {"options": options},
    )


def _chain_slip(stage: str, place: int) -> str:
    if stage == _NOWHERE:
        return "Compare the first version with the last. Do they say the same?"
    if not place:
        return "Compare this version with the one before it, word by word. What has changed?"
    if _STAGES.index(stage) < place:
        return "Up to here nothing has changed. Compare the next version with this one."
    return "Here the change is already there. Did the version before it have it too?"


# --- 08.11: the weekday of a date --------------------------------------------------------------

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_of(number: int) -> Instance:
    """The weekday of a date."""
    random = Random(f"weekday {number}")
    day = date(1950, 1, 1) + timedelta(days=random.randrange(27_000))
    right = _WEEKDAYS[day.weekday()]
    before, after = (_WEEKDAYS[(day.weekday() + step) % 7] for step in (-1, 1))
    return Instance(
        "word",
        f"Which weekday was {day.isoformat()}?",
        "the name of a weekday in English",
        right,
        f'date({day.year}, {day.month}, {day.day}).strftime("%A") gives {right}.',
        "Let Python compute it: from datetime import date. What does strftime give?",
        [
            (before, "One day too early. Is the order year, month, day?"),
            (after, "One day too late. Is the order year, month, day?"),
        ],
    )
