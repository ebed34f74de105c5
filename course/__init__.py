"""On What Terms: from the words of one news article to data that can check it.

Names are loaded when they are first used, so that `import course` needs nothing but Python
and `python -m course doctor` can speak even where no library is installed.
"""

from __future__ import annotations

_HOMES = {
    "load_article": "course.library",
    "table": "course.library",
    "glossary": "course.codebook",
    "span": "course.reading.document",
    "mentions": "course.reading.document",
    "paragraphs": "course.reading.document",
    "sentences": "course.reading.document",
    "quotations": "course.reading.quotations",
    "balance": "course.reading.quotations",
    "chain": "course.reading.attribution",
    "check": "course.exercises.check",
    "solution": "course.exercises.check",
    "again": "course.exercises.check",
    "assignment": "course.exercises.check",
    "check_notebook": "course.assigning.check",
    "practice_table": "course.exercises.invented",
    "practice_text": "course.exercises.invented",
    "possible_worlds": "course.conditions.engine",
    "agreement_explorer": "course.explorers.agreement",
    "conditions_explorer": "course.explorers.conditions",
    "Patch": "course.repairs",
    "apply_patches": "course.repairs",
    "brier": "course.repairs",
    "smallest_patch": "course.repairs",
    "why_from_the_end": "course.repairs",
    "claim_checker": "course.explorers.claims",
    "limits_explorer": "course.explorers.limits",
    "repair_bench": "course.explorers.bench",
    "collation": "course.explorers.collation",
    "in_force_explorer": "course.explorers.in_force",
    "article_reader": "course.explorers.reader",
    "span_picker": "course.explorers.picker",
    "speech_act_coder": "course.explorers.coder",
    "tests_explorer": "course.explorers.testing",
    "timeline": "course.explorers.timeline",
    "days_between": "course.treaties.register",
    "lives": "course.treaties.lives",
    "status_matrix": "course.treaties.lives",
    "status_on": "course.treaties.lives",
    "gaps": "course.treaties.force",
    "in_force": "course.treaties.force",
    "my_coding": "course.coding",
    "confusion": "course.agreement",
    "percent_agreement": "course.agreement",
    "kappa": "course.agreement",
    "alpha": "course.agreement",
    "save_work": "course.classroom.backup",
    "restore_work": "course.classroom.backup",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  (the table above is the one list of public names)
__version__ = "2026.11"


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError("the course has no name {!r}".format(name))
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
