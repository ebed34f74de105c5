"""A real Dask cluster of two worker processes, one of which is killed halfway."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from grading_class import FILE, as_file, make_key, student

from course.grading import grade as loop
from course.grading.folders import load_results
from course.grading.grade import grade
from course.grading.places import open_place
from course.grading.records import Batch, Limits, Result, Run

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's"),
    pytest.mark.filterwarnings("default"),  # Dask's own, when a worker of it is killed
]

CLASS = 12


def told(out: Path) -> list[Result]:
    """The results without what differs from one grading to the next."""
    return [replace(one, seconds=0.0, judged="") for one in load_results(out)]


def test_a_worker_is_killed_halfway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    with open_place() as place:
        make_key(tmp_path / "key", place, limits=Limits(cell_seconds=20.0, wall_seconds=120.0))
        for number in range(CLASS):
            folder = tmp_path / "in" / f"s{number:02}"
            folder.mkdir(parents=True)
            answer = f"import time\ntime.sleep(0.2)\nanswer_97_1 = {7 + number % 2}"
            (folder / FILE).write_bytes(as_file(student(q1=answer)))
        (tmp_path / "in" / "s05" / FILE).write_bytes(b"no notebook")
        grade(tmp_path / "in", tmp_path / "key", tmp_path / "here", place=place)

    stored: Counter[tuple[str, str]] = Counter()
    write = loop.store

    def counted(out: Path, record: Run | Result | Batch) -> None:
        if not isinstance(record, Batch):
            sid = record.sid if isinstance(record, Run) else record.submission.sid
            stored[type(record).__name__, sid] += 1
        write(out, record)

    monkeypatch.setattr(loop, "store", counted)
    killed: list[int] = []
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:

        def kill_one(words: str) -> None:
            done = sum(1 for kind, _ in stored if kind == "Run")
            if not killed and " of " in words and done >= 3:
                killed.append(cluster.workers[0].process.pid)
                os.kill(killed[0], signal.SIGKILL)

        batch = grade(
            tmp_path / "in", tmp_path / "key", tmp_path / "there",
            scheduler=cluster.scheduler_address, say=kill_one,
        )  # fmt: skip
    assert killed
    assert batch.ran == CLASS
    assert set(stored.values()) == {1}
    assert len(stored) == 2 * CLASS
    assert told(tmp_path / "there") == told(tmp_path / "here")
