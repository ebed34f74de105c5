"""Progress: what the teacher reads while a class is graded."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from course.grading.records import Batch, Result, Submission

_EVERY_SECONDS = 2.0
Say = Callable[[str], None]


def at_once(words: str) -> None:
    """Nothing; the words are printed, also where the output goes into a file."""
    print(words, flush=True)


def say_what_is_there(batch: Batch, to_run: Sequence[Submission], say: Say) -> None:
    """Nothing; one line was said: how many came, what else, and what is done already."""
    number, there = len(batch.submissions), len(batch.submissions) - len(to_run)
    words = [f"{batch.title}: {number} submission{'s' * (number != 1)}"]
    if batch.strays:
        words.append(f"{len(batch.strays)} other file{'s' * (len(batch.strays) != 1)}")
    if batch.missing:
        words.append(f"nothing from {len(batch.missing)} on the roster")
    if there:
        words.append(f"{there} were run before")
    say(", ".join(words) + ".")


class Progress:
    """Says how far the work has come: at once, then every two seconds, and at the end."""

    def __init__(self, number: int, say: Say) -> None:
        self._number, self._say = number, say
        self._began, self._last = time.monotonic(), 0.0

    def about(self, done: int, result: Result) -> None:
        """Nothing; a line was said if it was time for one."""
        now = time.monotonic()
        if 1 < done < self._number and now - self._last < _EVERY_SECONDS:
            return
        self._last = now
        left = (now - self._began) / done * (self._number - done)
        end = f", about {left:.0f} s left" if 1 < done < self._number else ""
        who = result.submission.sid
        self._say(f"{done} of {self._number}: {who} {result.status}{end}")
