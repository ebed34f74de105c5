"""Charts in one visual voice: frame in, figure out, and beside each the sentence that says it."""

from course.figures.calendar import timeline_figure, timeline_sentence
from course.figures.lives import lives_figure, lives_sentence
from course.figures.matrix import confusion_figure, confusion_sentence
from course.figures.scenarios import agreement_map
from course.figures.voice import bundle, figure

__all__ = [
    "agreement_map",
    "bundle",
    "confusion_figure",
    "confusion_sentence",
    "figure",
    "lives_figure",
    "lives_sentence",
    "timeline_figure",
    "timeline_sentence",
]
