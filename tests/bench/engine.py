"""Time of the conditions engine, from 2 ** 8 to 2 ** 16 scenarios, all readings.

Also with 4,096 scenarios and 20 actors. The peer is one numpy comparison of the same length.

    .venv/bin/python tests/bench/engine.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from course import table
from course.conditions.engine import ACCEPTS, actors, grid, over_readings, readings


def best(work: Callable[[], object], times: int = 7) -> float:
    """The shortest of several runs, in milliseconds."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return 1000 * min(took)


def bend(times: dict[int, float]) -> str:
    """Where the time begins to grow with the number of scenarios, in words."""
    sizes = sorted(times)
    most = sizes[-1]
    slope = (times[most] - times[sizes[0]]) / (most - sizes[0])
    fixed = times[sizes[0]] - slope * sizes[0]
    start = next((size for size in sizes if slope * size > fixed), None)
    where = f"from about {start:,} scenarios on" if start else f"nowhere up to {most:,} scenarios"
    return (
        f"All readings: {fixed:.1f} ms whatever their number, and {1000 * slope:.2f} ms for each "
        f"1,000 scenarios. The scenarios cost more than the rest {where}."
    )


def main() -> None:
    conditions, atoms = table("conditions", witnesses=True), table("atoms")
    every = actors(readings(conditions, atoms), outside=True)
    names = [str(row) for row in atoms.loc[atoms["kind"] != "object", "atom"]]
    names += [f"issue_{number}" for number in range(16)]
    fixed = dict.fromkeys(map(str, atoms["atom"]), False)
    print(
        f"{'scenarios':>10} {'grid ms':>8} {'working ms':>11} {'all readings ms':>16} "
        f"{'numpy ms':>9}"
    )
    times: dict[int, float] = {}
    for power in range(8, 17):
        worlds = grid(names[:power], fixed)
        size = 2**power
        made = best(lambda: grid(names[:power], fixed))  # noqa: B023
        one = best(lambda: [a.answer(worlds) for a in every])  # noqa: B023
        full = best(lambda: [over_readings(a.under_all(worlds)) for a in every])  # noqa: B023
        codes = np.zeros(size, np.int8)
        peer = best(lambda: codes == ACCEPTS)  # noqa: B023
        times[size] = full
        print(f"{size:10,} {made:8.2f} {one:11.2f} {full:16.2f} {peer:9.3f}")
    print(bend(times))
    talks = conditions[conditions["condition"].isin(["K1", "K3"])]
    many = pd.concat(
        [talks.assign(holder=f"actor {number}") for number in range(20)], ignore_index=True
    )
    twenty = actors(readings(many, atoms))
    worlds = grid(names[:12], fixed)
    took = best(lambda: [a.answer(worlds) for a in twenty])
    print(f"20 actors, 4,096 scenarios, working readings: {took:.2f} ms")


if __name__ == "__main__":
    main()
