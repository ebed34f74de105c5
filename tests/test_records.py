"""Feedback under test: for every exercise each foreseen answer, and the empty stub."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from course.exercises.answers import plain
from course.exercises.catalogue import exercises
from course.exercises.check import judge
from course.exercises.kinds import canonical
from course.exercises.match import example, fits, seen_in, settled
from course.exercises.variants import GENERATORS, LARGEST, variant_of
from course.library import exercise_files
from course.records import Entry, Exercise

ALL = [one for path in exercise_files().values() for one in exercises(path)]
PAIRS = [(one, entry) for one in ALL for entry in one.entries if one.kind != "text"]
WORDS = {
    "wrong": "Not yet",
    "solution": "Correct",
    "accepted": "Correct",
    "defensible": "Defensible",
}


def name(value: object) -> str:
    return (
        value.id if isinstance(value, Exercise) else value.name if isinstance(value, Entry) else ""
    )


@pytest.mark.parametrize(("exercise", "entry"), PAIRS, ids=name)
def test_each_foreseen_answer_gets_its_own_words(exercise: Exercise, entry: Entry) -> None:
    verdict = judge(exercise, example(exercise, entry))
    assert verdict.entry == entry.name
    assert verdict.word == WORDS[entry.role]
    assert (entry.say or exercise.solution.say) in verdict.say
    assert entry.stronger in verdict.say


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_the_stub_is_not_answered_yet(exercise: Exercise) -> None:
    for stub in (..., None):
        verdict = judge(exercise, stub)
        assert (verdict.word, verdict.entry) == ("Not answered yet", "empty")
        assert exercise.form in verdict.say


@pytest.mark.parametrize("exercise", [one for one in ALL if one.kind != "text"], ids=name)
def test_known_answers_are_disjoint(exercise: Exercise) -> None:
    right = [exercise.solution, *exercise.accepted]
    for entry in (*right, *exercise.defensible):
        value = canonical(exercise, plain(example(exercise, entry)))
        caught = [wrong.name for wrong in exercise.wrong if fits(exercise, wrong, value)]
        assert not caught, f"{exercise.id} {entry.name} is also {caught}"
        if entry.role == "defensible":
            assert not any(fits(exercise, one, value) for one in right)
            assert settled(exercise, value)


@pytest.mark.parametrize("exercise", [one for one in ALL if one.kind == "labels"], ids=name)
def test_every_accepted_label_is_correct(exercise: Exercise) -> None:
    answer = exercise.solution.pattern["answer"]
    units = [one if isinstance(one, list) else [one] for one in answer.values()]
    for labels in itertools.islice(itertools.product(*units), 200):
        assert judge(exercise, dict(zip(answer, labels, strict=True))).word == "Correct"


@pytest.mark.parametrize("exercise", [one for one in ALL if one.kind == "text"], ids=name)
def test_writing_shows_each_missing_criterion(exercise: Exercise) -> None:
    model = exercise.solution.pattern["answer"]
    assert judge(exercise, model).entry == "criteria"
    for entry in exercise.wrong:
        assert judge(exercise, example(exercise, entry)).word == "Not yet"
    for criterion in exercise.criteria:
        spoilt = "" if not criterion.none_of else " ".join([model, criterion.none_of[0]])
        if criterion.none_of and criterion.within:
            spoilt = f"{model} {criterion.within[0]} {criterion.none_of[0]}"
        if criterion.each:
            spoilt = f"{model} {criterion.within[0]} nobody knows."
        if criterion.max_words:
            spoilt = "word " * (criterion.max_words + 1)
        assert not seen_in(criterion, spoilt)
        alone = replace(exercise, criteria=(criterion,))
        assert criterion.say in judge(alone, spoilt or "x").say
    assert len(judge(exercise, "x").say) < 900


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_feedback_reads_well(exercise: Exercise) -> None:
    """Words are there, end as sentences, and a hint does not start with the verdict's word."""
    texts = [exercise.task, exercise.pointer, exercise.question]
    texts += [entry.say for entry in exercise.entries if entry.say]
    for text in texts:
        assert text.strip() == text
        assert text[-1] in ".?)”`", text
        assert not text.startswith(("Correct", "Defensible", "Not yet", "Wrong", "Incorrect"))
        assert "! " not in text
    assert "?" in exercise.question
    assert exercise.wrong or exercise.kind in ("text", "probabilities")


def test_hints_give_no_answer_away() -> None:
    for exercise in ALL:
        answer = exercise.solution.pattern["answer"]
        if exercise.kind in ("number", "span", "word") and len(str(answer)) > 2:
            shown = str(tuple(answer)) if isinstance(answer, list) else str(answer)
            hints = [
                exercise.task,
                exercise.form,
                exercise.pointer,
                *(e.say for e in exercise.wrong),
            ]
            assert not any(shown in hint for hint in hints), (exercise.id, shown)


def test_a_quarter_of_the_exercises_have_variants() -> None:
    assert sum(bool(one.generator) for one in ALL) >= len(ALL) / 4


def test_outcomes_minutes_and_points() -> None:
    for exercise in ALL:
        assert exercise.outcome.startswith(f"LO{int(exercise.id[:2])}.")
        assert 1 <= exercise.minutes <= 20
        assert exercise.points >= 1


# --- variants --------------------------------------------------------------------------------


def plain_exercise(generator: str) -> Exercise:
    found = [one for one in ALL if one.generator == generator]
    if found:
        return found[0]
    return Exercise(
        "99.1", "LO99.1", 1, 1, "variant", "number", "-", "-", "-", "And now?",
        Entry("solution", "-", {"answer": 0}), generator=generator,
    )  # fmt: skip


def variants(generator: str, count: int = 40) -> Iterator[Exercise]:
    base = plain_exercise(generator)
    yield from (variant_of(base, number) for number in range(count))


@pytest.mark.parametrize("generator", GENERATORS)
def test_at_least_twenty_different_tasks(generator: str) -> None:
    assert len({one.task for one in variants(generator)}) >= 20


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_variant_knows_its_answer_and_its_slips(generator: str) -> None:
    for one in variants(generator):
        for entry in one.entries:
            verdict = judge(one, example(one, entry))
            assert verdict.entry == entry.name, (one.task, entry)


@pytest.mark.parametrize("generator", GENERATORS)
def test_answers_differ_between_variants(generator: str) -> None:
    answers = {str(one.solution.pattern["answer"]) for one in variants(generator)}
    assert len(answers) >= 3


def test_variants_are_the_same_each_time() -> None:
    base = plain_exercise("mention_span")
    assert variant_of(base, 7) == variant_of(base, 7)
    for strange in (-1, LARGEST + 1, "7", None, 1.5):
        with pytest.raises(KeyError):
            variant_of(base, strange)  # type: ignore[arg-type]
