"""Time to load the treaty tables, and to find every status on every day from 1945 to 2026.

Also with 100 times the rows. The peers in the same run are a plain pandas read of the same files,
and a loop over the parties' stretches that asks day by day, on a sample. The aim for all statuses
on all days is one second.

    PYTHONPATH=.:tests .venv/bin/python tests/bench/treaties.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pandas as pd
from test_treaties import many

from course.library import root, table
from course.treaties.lives import lives, status_matrix, stretches
from course.treaties.register import Register, ours

TABLES = ("treaties", "treaty_events", "treaty_parties", "limits", "treaty_sources")
DECADES = [(f"{year}-01-01", f"{min(year + 9, 2026)}-12-31") for year in range(1945, 2027, 10)]
SAMPLE = 2_000
AIM = 1_000


def best(work: Callable[[], object], times: int = 3) -> float:
    """The shortest of several runs, in milliseconds."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return 1000 * min(took)


def plain() -> None:
    for name in TABLES:
        pd.read_csv(
            root() / "datasets" / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8"
        )


def every_status(register: Register) -> int:
    """How many statuses there are; ten years at a time, so that they fit into memory."""
    return sum(status_matrix(first, last, register).codes.size for first, last in DECADES)


def naive(rows: list[tuple[str, str, pd.Timestamp, pd.Timestamp]]) -> int:
    """The statuses of one treaty on some days, by looking at each stretch."""
    days = pd.date_range("1990-01-01", periods=SAMPLE)
    found = 0
    for day in days:
        for treaty, _, start, end in rows:
            if treaty == "new-start" and start <= day and not end <= day:
                found += 1
    return found


def main() -> None:
    read, ours_ = best(plain), best(lambda: [table(name) for name in TABLES])
    print(f"load {len(TABLES)} tables: {ours_:.0f} ms; plain pandas {read:.0f} ms, ", end="")
    print(f"{ours_ / read:.1f} times as long")
    for register in (ours(), many(100)):
        acts = len(register.events)
        fold = best(lambda: stretches.__wrapped__(register))  # noqa: B023
        count = every_status(register)
        fill = best(lambda: every_status(register), 1)  # noqa: B023
        over = "" if fold + fill <= AIM else "  over the aim"
        print(
            f"{acts:7,} acts: stretches {fold:.0f} ms, then {count:,} statuses {fill:.0f} ms "
            f"({1e6 * fill / count:.2f} ns each){over}"
        )
        each = fill / count
    rows = list(lives()[["treaty", "state", "from", "until"]].itertuples(index=False, name=None))
    loop = best(lambda: naive(rows), 1) / (2 * SAMPLE)
    print(f"a loop over stretches: {1e3 * loop:.1f} µs for each status, {loop / each:,.0f} times")


if __name__ == "__main__":
    main()
