"""Variants on speech acts: invented sentences, what they do and how they report."""

from __future__ import annotations

from random import Random

from course.codebook import group
from course.exercises.variants.instance import Instance
from course.exercises.variants.people import cast_of, up

LETTERS = "abcde"

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
    cast = cast_of(Random(f"act {number}"))
    label, sentences = _ACTS[number % len(_ACTS)]
    words = up(sentences[(number // len(_ACTS)) % len(sentences)].format(**cast._asdict()))
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
    ("{owner} had built {place} and {verb} that {asker} had broken a window.", "built", "broken"),
    ("“We opened {place} in spring,” {owner} {verb}, and left.", "opened", "left"),
    ("After {asker} had left, {owner} {verb} that {place} was too cold.", "left", "was"),
    ("{owner} walked through {place} and {verb} that {asker} had painted it.", "walked", "painted"),
)


def reporting_verb(number: int) -> Instance:
    """Which verb of an invented sentence reports somebody's words."""
    cast = cast_of(Random(f"verb {number}"))
    verb = _VERBS[number % len(_VERBS)]
    frame, one, two = _REPORTS[(number // len(_VERBS) + number) % len(_REPORTS)]
    words = up(frame.format(verb=verb, **cast._asdict()))
    slip = "This verb tells of something else. Which verb has the speaker of the words as subject?"
    return Instance(
        "word",
        f"Which verb reports somebody’s words in this invented sentence? {words}",
        "one word, the verb as it is printed",
        verb,
        f"The words are passed on under “{verb}”; the other verbs tell what somebody did.",
        "Whose words are passed on, and which verb has this speaker as its subject?",
        [(one, slip), (two, slip)],
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
