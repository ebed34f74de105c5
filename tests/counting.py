"""A pytest plugin that writes down which cells nbval compared, how much of each, and what failed.

Loaded with `-p counting`; the file to write is named by the variable COUNTED. It also lets nbval's
kernels speak through sockets in a folder: between choosing and binding, a port can be taken, and
two judges at once did take one from each other.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import nbval.kernel
import pytest
from jupyter_client.manager import KernelManager
from nbval.plugin import IPyNbCell

SEEN: dict[str, dict[str, int]] = defaultdict(dict)
FAILED: dict[str, list[str]] = defaultdict(list)
_compare = IPyNbCell.compare_outputs


def _noted(self: Any, test: Any, ref: Any, skip_compare: Any = None) -> bool:
    skipped = set(skip_compare or self.parent.skip_compare)
    keys = [key for output in ref for key in (*output.get("data", {}), *output) if key != "data"]
    SEEN[self.parent.path.name][self.cell.id] = sum(key not in skipped for key in keys)
    return bool(_compare(self, test, ref, skip_compare))


def _without_ports(**given: Any) -> KernelManager:
    folder = tempfile.mkdtemp(prefix="kernel-")
    return KernelManager(transport="ipc", ip=f"{folder}/k", **given)


def pytest_configure(config: pytest.Config) -> None:
    IPyNbCell.compare_outputs = _noted
    if os.name == "posix":
        nbval.kernel.KernelManager = _without_ports


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        FAILED[Path(report.location[0]).name].append(report.longreprtext)


def pytest_unconfigure(config: pytest.Config) -> None:
    IPyNbCell.compare_outputs = _compare
    found = {"counted": SEEN, "failed": FAILED}
    Path(os.environ["COUNTED"]).write_text(json.dumps(found), encoding="utf-8")
