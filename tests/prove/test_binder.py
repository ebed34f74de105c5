"""What Binder would build, replayed without Docker: its own plan, two bases, every lesson.

repo2docker decides what it would do (build pack, Python, steps); the steps are then done in a fresh
environment, once on the versions that Binder's frozen base holds and once on today's.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import repo2docker.buildpacks as buildpacks
from repo2docker.app import Repo2Docker

ROOT = Path(__file__).resolve().parents[2]
STACK = (
    "jupyterlab",
    "notebook",
    "ipywidgets",
    "jupyterlab_widgets",
    "ipykernel",
    "jupyter_server",
)
RUN = """
import sys, nbformat
from nbclient import NotebookClient
for name in sys.argv[1:]:
    notebook = nbformat.read(name, 4)
    NotebookClient(notebook, timeout=120).execute()
    print("ran", name)
"""


def plan(repository: Path) -> tuple[str, list[str], list[str], str, dict[str, str]]:
    """Python's version, the install steps, the post-build steps, the start script, the base."""
    here = Path.cwd()
    os.chdir(repository)  # repo2docker looks at the folder it stands in
    try:
        app = Repo2Docker()
        packs = [made(app.base_image) for made in app.buildpacks]
        pack = next(one for one in packs if one.detect())
        assert type(pack).__name__ == "PythonBuildPack"
        steps = [
            script
            for _, script in [*pack.get_preassemble_scripts(), *pack.get_assemble_scripts()]
            if "apt-get" not in script
        ]
        version = pack.python_version
        lock = (
            Path(buildpacks.__file__).parent / "conda" / f"environment.py-{version}-linux-64.lock"
        )
        found = re.findall(
            r"/([A-Za-z0-9_.-]+?)-([0-9][^-/]*)-[^/]+\.(?:conda|tar\.bz2)",
            lock.read_text(encoding="utf-8"),
        )
        base = {name: number for name, number in found if name in STACK}
        return version, steps, pack.get_post_build_scripts(), pack.get_start_script(), base
    finally:
        os.chdir(here)


@pytest.mark.parametrize("base", ["frozen", "newest"])
def test_every_lesson_runs_on_binder(base: str, clean_copy: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repo"
    shutil.copytree(clean_copy, repository)
    version, steps, after, start, frozen = plan(repository)
    assert version == "3.11"
    assert sys.version_info[:2] == (3, 11), "the proof needs the Python that Binder is told to use"
    assert {"jupyterlab", "ipywidgets", "ipykernel"} <= set(frozen)

    prefix = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", prefix], check=True)
    environment = {
        **os.environ,
        "PATH": f"{prefix / 'bin'}:{os.environ['PATH']}",
        "KERNEL_PYTHON_PREFIX": str(prefix),
        "NB_PYTHON_PREFIX": str(prefix),
        "REPO_DIR": str(repository),
        "HOME": str(tmp_path),
    }

    def shell(command: str) -> str:
        done = subprocess.run(
            ["bash", "-ec", command],
            cwd=repository,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    wanted = [f"{name}=={number}" for name, number in frozen.items()]
    shell(f"pip install -q {' '.join(wanted if base == 'frozen' else STACK)} nbclient")
    for step in steps:
        shell(step)
    if base == "frozen":
        shown = shell("python -m pip list --format=freeze")
        assert f"jupyterlab=={frozen['jupyterlab']}" in shown, "the pins must not change the base"
    for script in after:
        shell(script if os.access(repository / script, os.X_OK) else f"bash {script}")

    # Binder's start script fills work/ and then becomes the command it is given.
    names = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    (tmp_path / "run.py").write_text(RUN, encoding="utf-8")
    told = shell(f"{start or '.binder/start'} python {tmp_path / 'run.py'} {' '.join(names)}")
    assert told.count("ran ") == len(names) > 0
    assert sorted(path.name for path in (repository / "work").glob("*.ipynb")) == names
