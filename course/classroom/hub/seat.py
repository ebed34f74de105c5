"""A seat in the class: what a hub starts for one student, as that student.

The course is brought up to date, the lessons are copied as everywhere (course.classroom.start),
and JupyterLab opens in the student's folder. This runs with the student's own rights: a hook of
the hub would write into other people's folders as the superuser, and on a cluster it could not
reach them at all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from course.classroom.lab import in_front, prepare_environment

IDLE = 30 * 60
"""Seconds after which a kernel that no open page uses, and then an idle server, is ended."""


def pull(repository: str, clone: Path) -> bool:
    """Whether there is a course in the clone: the newest, or the last that could be had.

    Nobody works in the clone, so nbgitpuller never has anything of a student's to merge.
    """
    from nbgitpuller.errors import BranchExistError, BranchResolveError
    from nbgitpuller.pull import GitPuller

    if not (clone / "notebooks").is_dir():
        shutil.rmtree(clone, ignore_errors=True)  # a first pull that was cut off
    try:
        for line in GitPuller(repository, str(clone)).pull():
            print(line, end="")
    except (OSError, subprocess.CalledProcessError, BranchExistError, BranchResolveError) as why:
        print(f"The course at {repository} could not be pulled ({why}); the last one is used.")
    return (clone / "course").is_dir() and (clone / "notebooks").is_dir()


def arguments(folder: Path) -> list[str]:
    """What a student's JupyterLab is started with."""
    return [
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.terminals_enabled=False",
        "--KernelManager.transport=ipc",
        "--KernelSpecManager.allowed_kernelspecs=python3",
        "--MultiKernelManager.default_kernel_name=python3",
        f"--MappingKernelManager.cull_idle_timeout={IDLE}",
        f"--ServerApp.shutdown_no_activity_timeout={IDLE}",
    ]


def main(more: Sequence[str]) -> int:
    """1 when there can be no folder; else this process becomes the student's server."""
    folder = Path.home() / "on-what-terms"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as problem:
        print(f"The folder {folder} cannot be made: {problem.strerror or problem}.")
        return 1
    repository = os.environ.get("COURSE_REPOSITORY")
    clone = Path.home() / ".on-what-terms"
    if repository and pull(repository, clone):
        in_front("PYTHONPATH", clone)  # lessons and code are of one making, also in the kernels
    # Its own process, so that it is the pulled course that copies its lessons. If it fails it
    # has said why, and the student's earlier work can still be opened.
    python = [sys.executable, "-P", "-m"]
    subprocess.run([*python, "course", "start", str(folder)], check=False)  # noqa: S603
    prepare_environment(folder)
    # Kernels listen on files that are the student's own: a port is anybody's on this machine, and
    # with a whole class at once it can be taken before it is bound. Such a file's path must be
    # short, hence not in the home folder.
    os.environ["JUPYTER_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="seat-")
    sys.stdout.flush()
    return os.execv(  # noqa: S606
        sys.executable, [*python, "jupyterhub.singleuser", *arguments(folder), *more]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
