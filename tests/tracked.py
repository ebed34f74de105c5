"""The files of the repository: what git tracks, or would if everything were added."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ALL = bool(os.environ.get("COURSE_ALL"))
"""Whether slow tests take every lesson and page (make prove), or one of them (make test)."""
ROOT = Path(__file__).resolve().parent.parent


def tracked() -> list[Path]:
    """Every file that is or could be committed, in order."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = sorted(set(done.stdout.decode("utf-8").split("\0")) - {""})
    return [ROOT / name for name in names if (ROOT / name).is_file()]
