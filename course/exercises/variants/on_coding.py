"""Variants on coding: tables to validate, events to code, coders to compare."""

from __future__ import annotations

from random import Random
from typing import Any

import pandas as pd

from course.agreement import alpha, confusion, kappa, percent_agreement
from course.exercises.invented import practice_table, practice_text
from course.exercises.variants.instance import Instance
from course.library import table

# --- 09.2: rows whose words do not stand at their place ------------------------------------------


def rows_that_fail(number: int) -> Instance:
    """Which rows of an invented table have words that do not stand at their place."""
    text = practice_text(number).text
    rows = practice_table(number)
    places = zip(rows["start"], rows["end"], rows["evidence"], strict=True)
    right = [text[start:end] == words for start, end, words in places]
    failing = [row for row, good in zip(rows["id"], right, strict=True) if not good]
    found = [words in text for words in rows["evidence"]]
    typed = [row for row, there in zip(rows["id"], found, strict=True) if not there]
    slips: list[tuple[Any, str]] = [
        ([], "None at all? Put text[start:end] beside the evidence, row by row."),
        (
            [row for row in rows["id"] if row not in failing],
            "These are the rows in which the two agree. The task asks for the others.",
        ),
        (typed, "You asked whether the words stand anywhere. Do they stand at this place?"),
        (failing[:-1], "One more. Did you let Python compare, or your eyes?"),
    ]
    return Instance(
        "set",
        f"Load an invented notice and an invented table about it: text = practice_text({number})"
        f".text and rows = practice_table({number}). In which rows do the words of evidence not "
        "stand at [start, end)?",
        'a set of ids, for example {"r01", "r02"}',
        failing,
        "In each of them text[start:end] == evidence is False.",
        "Compare text[start:end] with the evidence in each row. For which is it not the same?",
        slips,
        {"options": list(rows["id"])},
    )


# --- 09.3: the code of an event ------------------------------------------------------------------

_STATES = ("Norland", "Estavia", "Sudmark", "Oster Island", "Veldonia", "Kandor", "Lower Mora")
_TOPICS = ("the fishing limits", "the river ports", "the old railway", "the border market")
_EVENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "036",
        (
            "{a} says that it is ready to talk with {b} about {topic}.",
            "{a} says that it is ready to talk with {b} about {topic}, but only if {other} is on "
            "the agenda too.",
        ),
    ),
    (
        "125",
        (
            "{b} proposes talks about {topic}, and {a} says that there will be none.",
            "{a} turns down a proposal by {b} to discuss {topic}.",
        ),
    ),
    (
        "111",
        (
            "{a} calls the policy of {b} on {topic} careless and short-sighted.",
            "{a} criticises how {b} has dealt with {topic}.",
        ),
    ),
    (
        "072",
        (
            "{a} hands over six armed patrol boats to the navy of {b}.",
            "Twenty lorries with shells from {a} arrive at the barracks of {b}.",
        ),
    ),
    (
        "1032",
        (
            "{a} demands armed patrol boats for its navy from {b}.",
            "“Send us shells, and send them now,” the government of {a} says to {b}.",
        ),
    ),
    (
        "164",
        (
            "After the third day {a} breaks off its talks with {b} about {topic}.",
            "{a} calls its delegation home from the talks with {b} about {topic}: they are over.",
        ),
    ),
)
_EVENT_SLIPS = {
    "036": "This code is for a readiness to talk. Does {a} announce one here?",
    "125": "This code is for a proposal that is turned down. Was there one, and did talks begin?",
    "111": "This code is for blame. Does {a} find fault with something here?",
    "072": "This code is for aid that is given. Who gives what to whom here?",
    "1032": "This code is for a demand. Does {a} ask for something here, or give it?",
    "164": "This code is for talks that are ended. Had they begun?",
}


def code_of_event(number: int) -> Instance:
    """The CAMEO code of an invented event."""
    random = Random(f"event {number}")
    a, b = random.sample(_STATES, k=2)
    topic, other = random.sample(_TOPICS, k=2)
    code, sentences = _EVENTS[number % len(_EVENTS)]
    words = sentences[(number // len(_EVENTS)) % len(sentences)]
    words = words.format(a=a, b=b, topic=topic, other=other)
    labels = dict(zip(*(table("cameo_codes")[name] for name in ("code", "label")), strict=True))
    shown = " · ".join(f"{one} {labels[one]}" for one in sorted(_EVENT_SLIPS))
    slips = [(one, say.format(a=a)) for one, say in _EVENT_SLIPS.items()]
    if code.startswith("0"):
        slips.append(
            (code.lstrip("0"), "A code is a name. Did the 0 at its beginning get lost on the way?")
        )
    return Instance(
        "word",
        f"An invented event: {words} Which code of CAMEO fits? {shown}",
        'one code in quotation marks, for example "010"',
        code,
        f"{code}: {labels[code]}."
        + (" That it hangs on a condition, the code does not keep." if "only if" in words else ""),
        "Who does what to whom? Say it with one verb, and look for that verb in the labels.",
        slips,
    )


# --- 09.6, 09.7, 09.8: coders to compare ---------------------------------------------------------

_LABELS = ("offer", "refusal", "threat")
_WEIGHTS = (5, 3, 2)
NEAR = 0.005
"""How far a share, a kappa or an alpha may be off."""


def _coders(seed: str, names: str, gap: bool) -> pd.DataFrame:
    """Invented labels of some coders for some units; with a gap, the last coder has one."""
    random = Random(seed)
    units = random.randint(10, 14)
    first = random.choices(_LABELS, weights=_WEIGHTS, k=units)
    columns: dict[str, list[str | None]] = {names[0]: list(first)}
    for name in names[1:]:
        column: list[str | None] = list(first)
        for unit in random.sample(range(units), k=random.randint(2, 4)):
            column[unit] = random.choice([one for one in _LABELS if one != first[unit]])
        columns[name] = column
    if gap:
        columns[names[-1]][random.randrange(units)] = None
    return pd.DataFrame(columns)


def _written(frame: pd.DataFrame) -> str:
    """The frame as a line of Python that makes it."""
    columns = {
        name: [None if pd.isna(one) else one for one in frame[name]] for name in frame.columns
    }
    return f"made = pd.DataFrame({columns!r})"


def _apart(
    right: float, slips: list[tuple[float, str]], near: float = 2 * NEAR
) -> list[tuple[float, str]]:
    """The slips that can be told from the right number and from each other."""
    kept: list[tuple[float, str]] = []
    for value, say in slips:
        if all(abs(value - one) > near for one in (right, *(one for one, _ in kept))):
            kept.append((round(value, 4), say))
    return kept


def agreement_of_two(number: int) -> Instance:
    """How many units two invented coders label alike, and which share that is."""
    frame = _coders(f"agreement {number}", "XY", gap=number % 2 == 1)
    both = frame.dropna()
    same = int((both["X"] == both["Y"]).sum())
    share = percent_agreement(frame["X"], frame["Y"])
    slips: list[tuple[Any, str]] = [
        (
            {"same": len(both) - same, "share": share},
            "You counted the units in which they differ.",
        ),
        (
            {"same": same, "share": 1 - share},
            "This is the share in which they differ. What is left of 1?",
        ),
    ]
    if len(both) < len(frame):
        slips.append(
            (
                {"same": same, "share": same / len(frame)},
                "One unit has no label from Y. Can the two agree or differ there?",
            )
        )
    return Instance(
        "record",
        f"Two invented coders. Run: {_written(frame)} In how many units do X and Y agree, and "
        "which share is that of the units that both labelled?",
        'a dict with two numbers, for example {"same": 3, "share": 0.25}',
        {"same": same, "share": round(share, 4)},
        f"{same} of {len(both)} units, which is {share:.3f}.",
        "Compare the columns, take the sum, and divide by the units that both have labelled.",
        slips,
        {"parts": {"same": "number", "share": "number"}, "tolerance": NEAR},
    )


def kappa_of_two(number: int) -> Instance:
    """Cohen's kappa of two invented coders."""
    frame = _coders(f"kappa {number}", "XY", gap=False)
    right = kappa(frame["X"], frame["Y"])
    observed = percent_agreement(frame["X"], frame["Y"])
    shares = confusion(frame["X"], frame["Y"]).to_numpy() / len(frame)
    expected = float(shares.sum(axis=1) @ shares.sum(axis=0))
    even = 1 / len(_LABELS)
    slips = [
        (observed, "This is the plain share. What do you take away from it?"),
        (expected, "This is what chance alone would give. What comes next?"),
        (observed - expected, "You took chance away. What was there left to win above chance?"),
        (
            (observed - even) / (1 - even),
            "You gave each label the same chance. How often did each coder use each label?",
        ),
    ]
    return Instance(
        "number",
        f"Two invented coders. Run: {_written(frame)} What is Cohen’s kappa of X and Y?",
        "a number with three decimals, for example 0.123",
        round(right, 4),
        f"po is {observed:.3f}, pe is {expected:.3f}, so kappa is {right:.3f}.",
        "Work out po, then pe from the shares of both coders, then (po - pe) / (1 - pe).",
        _apart(right, slips),
        {"tolerance": NEAR},
    )


def alpha_of_three(number: int) -> Instance:
    """Krippendorff's alpha of three invented coders, one of whom has a gap."""
    frame = _coders(f"alpha {number}", "XYZ", gap=True)
    right = alpha(frame)
    slips = [
        (alpha(frame.fillna("no label")), "Did you count the gap as a label? A gap says nothing."),
        (alpha(frame[["X", "Y"]]), "This is for X and Y alone. Where is Z?"),
        (alpha(frame.dropna()), "You threw out the whole unit. The other two did label it."),
    ]
    return Instance(
        "number",
        f"Three invented coders. Run: {_written(frame)} What is Krippendorff’s alpha of all three?",
        "a number with three decimals, for example 0.123",
        round(right, 4),
        f"alpha(made) gives {right:.3f}; the gap is left out, and nothing else.",
        "Hand over the whole table, with its gap, to alpha( ).",
        _apart(right, slips),
        {"tolerance": NEAR},
    )
