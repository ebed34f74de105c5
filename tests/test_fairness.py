"""Fairness that can be counted: the same fields, controls and questions for each actor."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from course import conditions_explorer, table
from course.exercises.catalogue import exercises
from course.library import exercise_files, lessons

ROOT = Path(__file__).resolve().parent.parent
WORDS = tomllib.loads((Path(__file__).parent / "words_we_avoid.toml").read_text(encoding="utf-8"))
SPEAKERS = ("peskov", "putin", "nsc", "medvedev")


def test_each_actor_has_the_same_fields_filled() -> None:
    actors = table("actors")
    for row in actors.to_dict("records"):
        assert all(str(cell) for cell in row.values()), row["id"]


def test_each_condition_says_the_same_things_of_itself() -> None:
    frame = table("conditions", witnesses=True)
    asked = ["conditioned", "object", "type", "direction", "form", "plain", "exact", "decides"]
    for row in frame.to_dict("records"):
        for field in (*asked, "decides_outside"):
            assert str(row[field]).strip(), (row["id"], field)


def test_each_speaker_has_a_condition_readings_and_evidence() -> None:
    frame, evidence = table("conditions"), table("evidence")
    for speaker in SPEAKERS:
        mine = frame[frame["holder"] == speaker]
        assert (mine["in_use"] == "yes").any(), speaker
        known = evidence[(evidence["table"] == "conditions") & evidence["row"].isin(mine["id"])]
        assert (known["role"] == "decides").sum() >= 2, speaker


def test_each_actor_gets_the_same_controls_and_the_same_three_answers() -> None:
    explorer = conditions_explorer()
    shapes = set()
    for _, place in explorer.actor.options:
        explorer.actor.value = place
        shapes.add(
            (len(explorer.guess.options), explorer.reveal.description, len(explorer.children))
        )
    assert len(shapes) == 1


def test_each_speaker_is_met_by_a_foreseen_misreading() -> None:
    counted = table("misreadings")["holder"].value_counts()
    assert set(SPEAKERS) <= set(counted.index)


def test_said_that_p_and_p_are_checked_apart_for_every_claim() -> None:
    claims = table("claims", witnesses=True)
    for field in ("said_verdict", "p_verdict"):
        assert (claims[field] != "").all()
    contested = claims[claims["p_verdict"] == "contested"]
    assert contested["sentence"].isin(["s08", "s09"]).any(), "claims of the US side"
    assert contested["sentence"].isin(["s03", "s16"]).any(), "claims of the Russian side"


def test_state_funded_media_of_any_state_are_labelled() -> None:
    witnesses = table("witnesses", witnesses=True)
    funded = witnesses[witnesses["funding"].str.contains("state|government", case=False)]
    text = " ".join(funded["funding"])
    assert "Russia" in text
    assert "US" in text or "United States" in text


def prose() -> list[tuple[str, str]]:
    """Our own prose: Markdown without quotations, and the words of the feedback."""
    handbook = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
    found = [("TEACHING", re.sub(r"```.*?```", "", handbook, flags=re.DOTALL))]
    for path in lessons():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                lines = [line for line in "".join(cell["source"]).splitlines() if line[:1] != ">"]
                found.append((f"{path.stem} {cell['id']}", "\n".join(lines)))
    for path in exercise_files().values():
        for one in exercises(path):
            words = [(f"{one.id} {e.name}", f"{e.say} {e.stronger}") for e in one.entries]
            found.extend(words)
    return found


def unquoted(text: str) -> str:
    for opening, closing in (("“", "”"), ("‘", "’"), ('"', '"'), ("*", "*"), ("`", "`")):
        text = re.sub(f"{re.escape(opening)}[^{re.escape(closing)}]*{re.escape(closing)}", "", text)
    return text


@pytest.mark.parametrize("word", WORDS["avoid"], ids=lambda one: one["word"])
def test_our_own_prose_evaluates_nobody(word: dict[str, str]) -> None:
    pattern = re.compile(rf"\b{word['word']}\b", re.IGNORECASE)
    places = [place for place, text in prose() if pattern.search(unquoted(text))]
    allowed = set(word.get("allowed", "").split(";")) - {""}
    assert set(places) <= allowed, f"{word['word']}: {word['why']}"


def test_the_list_says_why() -> None:
    assert all(len(one["why"]) > 20 for one in WORDS["avoid"])
    assert unquoted("he “claimed” that") == "he  that"
