"""Variants: the same task with other material, its answer computed and not written down.

A generator takes a number and gives an Instance. The practice keys are public, so a mark that
must not be guessable stands on a variant of the student's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from course.exercises.variants import (
    on_acts,
    on_agendas,
    on_article,
    on_claims,
    on_coding,
    on_conditions,
    on_dates,
    on_limits,
    on_notices,
    on_repairs,
    on_tests,
    on_treaties,
)
from course.exercises.variants.instance import Instance
from course.records import Entry, Exercise

LARGEST = 10_000
"""Variant numbers run from 0 to this."""

GENERATORS: dict[str, Callable[[int], Instance]] = {
    made.__name__: made
    for made in (
        on_article.character_at,
        on_article.mention_span,
        on_article.byte_drift,
        on_article.mention_count,
        on_article.absent_words,
        on_article.speaker_of,
        on_notices.paragraph_count,
        on_notices.splitter_pieces,
        on_notices.mark_counts,
        on_notices.unbalanced_paragraphs,
        on_notices.quotation_span,
        on_notices.quoted_characters,
        on_notices.reported_kind,
        on_notices.sources_missing,
        on_acts.act_of_sentence,
        on_acts.reporting_verb,
        on_acts.takes_for_granted,
        on_dates.notice_years,
        on_dates.interval_of_writing,
        on_dates.order_of_events,
        on_dates.precision_of,
        on_dates.month_distance,
        on_conditions.form_of_sentence,
        on_conditions.breaking_world,
        on_conditions.paraphrases,
        on_conditions.otherwise_stands_for,
        on_conditions.scenario_answer,
        on_repairs.contradicting_pair,
        on_repairs.role_reversal,
        on_repairs.brier_of,
        on_repairs.patched_words,
        on_repairs.independent_witnesses,
        on_repairs.first_change,
        on_repairs.weekday_of,
        on_claims.count_claims,
        on_claims.said_and_so,
        on_claims.dates_decide,
        on_claims.takes_over,
        on_agendas.accepted_agendas,
        on_agendas.zone_of_two,
        on_agendas.payoff_table,
        on_coding.rows_that_fail,
        on_coding.code_of_event,
        on_coding.agreement_of_two,
        on_coding.kappa_of_two,
        on_coding.alpha_of_three,
        on_limits.unit_of_limit,
        on_limits.days_bound,
        on_limits.dates_above,
        on_limits.percent_change,
        on_limits.counted_warheads,
        on_tests.misread_cell,
        on_tests.years_without,
        on_treaties.wait_of_treaty,
        on_treaties.bound_on,
        on_treaties.days_of_acts,
        on_treaties.status_of_party,
    )
}


def variant_of(record: Exercise, number: int) -> Exercise:
    """The exercise with the material of this variant.

    Raises KeyError when the exercise has no variants or the number is not one.
    """
    if record.generator not in GENERATORS or type(number) is not int or not 0 <= number <= LARGEST:
        raise KeyError(record.id)
    made = GENERATORS[record.generator](number)
    slips: list[tuple[Any, str]] = []
    for answer, say in made.wrong:
        if answer != made.answer and answer not in [one for one, _ in slips]:
            slips.append((answer, say))
    return replace(
        record,
        kind=made.kind,
        task=made.task,
        form=made.form,
        pointer=made.pointer,
        solution=Entry("solution", made.reason, {"answer": made.answer}),
        accepted=(),
        defensible=(),
        wrong=tuple(
            Entry("wrong", say, {"answer": answer}, number=place)
            for place, (answer, say) in enumerate(slips, start=1)
        ),
        criteria=(),
        settings=made.settings,
    )
