"""Cluster: students' code run by the workers of a Dask cluster, where one machine is too small.

A worker is sent an Examination as JSON text, what the sandboxed child is given anyway: never the
key, the reference or an expectation. It answers with a Run as JSON text, which is read field by
field. Dask itself pickles the messages around these texts, and a scheduler lets whoever reaches
it run code: scheduler and workers must be the teacher's own machines, in a network of their own.
"""

from __future__ import annotations

import atexit
import threading
from asyncio import CancelledError
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from course.grading.examine import Examination, examined
from course.grading.jsonfile import from_json, to_json
from course.grading.places import NotIsolated, Place, open_place
from course.grading.records import Run

if TYPE_CHECKING:
    from distributed import Client

_CONNECT_SECONDS = 10


@dataclass(frozen=True)
class Setting:
    """What a worker opens its place with: the same for the whole class.

    `lesson` holds the lesson's own cells, `notices` the numbers of the variants.
    """

    trust: bool
    notices: tuple[int, ...]
    lesson: tuple[str, ...] = ()


class Cluster:
    """The workers behind a scheduler. Several threads may ask for examinations at once."""

    def __init__(self, client: Client, address: str, setting: Setting) -> None:
        self._client, self._address, self._setting = client, address, setting
        self._asked: set[Any] = set()
        self._lock, self._stopped = threading.Lock(), False
        threads = client.nthreads()
        self.jobs = max(1, sum(threads.values()))
        """How many examinations the workers can do at once."""
        kept = "may run without a sandbox (--trust)" if setting.trust else "runs in a sandbox"
        self.isolation = (
            f"Students' code {kept} on the {len(threads)} worker(s) of a Dask cluster; "
            "the key stays on this machine."
        )

    def warm(self, sources: Sequence[str]) -> None:
        """Nothing; each worker will run the lesson's own cells once, when it opens its place."""
        self._setting = replace(self._setting, lesson=tuple(sources))

    def examined(self, examination: Examination) -> Run:
        """What came of an examination; one whose worker has died is given to another.

        Raises NotIsolated where a worker has no sandbox or the cluster is lost.
        """
        from distributed import KilledWorker

        texts = sent(self._setting, examination)
        try:
            with self._lock:
                if self._stopped:
                    raise NotIsolated("The grading was broken off.")
                future = self._client.submit(examined_here, *texts, pure=False)
                self._asked.add(future)
            run = from_json(Run, future.result(), "A worker's answer")
        except KilledWorker:  # Dask's, after several workers died of it
            say = "Several workers of the cluster died while they ran this notebook."
            return Run(examination.sid, examination.sha256, examination.key, trouble=say)
        except NotIsolated:
            raise
        except (Exception, CancelledError) as problem:
            raise NotIsolated(
                f"The cluster at {self._address} could not go on ({type(problem).__name__}: "
                f"{problem}). What is done is kept; the same command goes on from here."
            ) from problem
        finally:
            with self._lock:
                self._asked = {one for one in self._asked if not one.done()}
        if (run.sid, run.sha256, run.key) != (
            examination.sid, examination.sha256, examination.key
        ):  # fmt: skip
            raise NotIsolated(f"A worker at {self._address} answered for another submission.")
        return run

    def stop(self) -> None:
        """Nothing; whatever was asked for is given up."""
        with self._lock:
            self._stopped = True
            asked = list(self._asked)
        self._client.cancel(asked)


@contextmanager
def open_cluster(address: str, trust: bool, notices: Sequence[int]) -> Iterator[Cluster]:
    """The cluster at a scheduler's address, such as tcp://10.0.0.1:8786.

    Raises NotIsolated, with what to do, where there is none.
    """
    try:
        from distributed import Client
    except ImportError:
        raise NotIsolated(
            "--scheduler needs Dask, which is not installed here. Install it, on the workers too: "
            "python -m pip install distributed"
        ) from None
    with ExitStack() as stack:
        try:
            client = stack.enter_context(
                Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
            )
            client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError) as problem:
            raise NotIsolated(
                f"There is no Dask scheduler with workers at {address} ({problem}). Start "
                "`dask scheduler`, and `dask worker ADDRESS` on each machine; then give the "
                "address that the scheduler prints."
            ) from None
        yield Cluster(client, address, Setting(trust, tuple(notices)))


def sent(setting: Setting, examination: Examination) -> tuple[str, str]:
    """All that a worker is sent for one submission, as JSON texts."""
    return to_json(setting), to_json(examination)


# --- on a worker -----------------------------------------------------------------------------

_places: dict[str, Place] = {}
_opening = threading.Lock()


def examined_here(setting: str, examination: str) -> str:
    """The Run as JSON text. Called on a worker, which opens a place once for each class."""
    with _opening:
        if setting not in _places:
            wanted = from_json(Setting, setting, "The setting")
            stack = ExitStack()
            place = stack.enter_context(open_place(wanted.trust, wanted.notices))
            atexit.register(stack.close)
            place.warm(wanted.lesson)
            _places[setting] = place
    run = examined(from_json(Examination, examination, "An examination"), _places[setting])
    return to_json(run)
