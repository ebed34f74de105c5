"""What Binder would build, replayed without Docker, and every lesson run in it.

repo2docker itself says which steps it would take; they are taken here in a fresh environment. Its
images start from a frozen base, so the lessons run on that base's older JupyterLab, and on the one
that is pinned here as well.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tracked import ROOT

from course.classroom.show import PAGES
from course.doctor import chromium, pins

BASE = (
    "jupyterlab", "jupyter_server", "jupyterlab_server", "jupyterlab_widgets", "jupyter_client",
    "ipykernel", "ipywidgets", "notebook",
)  # fmt: skip
RUN = """
import sys, time
from importlib.metadata import version
from pathlib import Path
import nbformat
from nbclient import NotebookClient
print({name: version(name) for name in ("jupyterlab", "ipywidgets", "ipykernel", "pandas")})
print("folder", Path.cwd())
lessons = sorted(Path.cwd().glob("[0-9][0-9]_*.ipynb"))
for path in lessons:
    NotebookClient(nbformat.read(path, 4), timeout=60, kernel_name="python3").execute()
    print("ran", path.name)
"""


@dataclass(frozen=True)
class Plan:
    """repo2docker's decisions about a repository."""

    python: str
    lock: str
    scripts: tuple[str, ...]
    post_build: tuple[str, ...]
    start: str
    dockerfile: str


@dataclass(frozen=True)
class Image:
    """A replayed image: its environment, its copy of the repository, its variables."""

    home: Path
    repo: Path
    variables: dict[str, str]
    start: str

    @property
    def python(self) -> Path:
        return self.home / "env" / "bin" / "python"

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """What a command does that is started as Binder starts JupyterLab."""
        return subprocess.run(
            [self.start, *command],
            cwd=self.repo,
            env=self.variables,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )


@pytest.fixture(scope="module")
def plan(clean_copy: Path) -> Plan:
    """What repo2docker would do."""
    # It warns of Python's own changes to come, and of Docker, which is not asked here.
    script = """
import json, os, sys
import repo2docker.buildpacks as packs
from repo2docker.app import Repo2Docker
app = Repo2Docker()
pack = next(one for one in (kind(app.base_image) for kind in app.buildpacks) if one.detect())
lock = os.path.join(os.path.dirname(packs.__file__), "conda",
                    f"environment.py-{pack.python_version}-linux-64.lock")
pack.platform = "linux/amd64"
steps = [*pack.get_preassemble_scripts(), *pack.get_assemble_scripts()]
print(json.dumps({"kind": type(pack).__name__, "python": pack.python_version, "lock": lock,
    "scripts": [text for _, text in steps], "post_build": list(pack.get_post_build_scripts()),
    "start": pack.get_start_script(), "dockerfile": pack.render()}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=clean_copy,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert told.pop("kind") == "PythonBuildPack"
    told["scripts"], told["post_build"] = tuple(told["scripts"]), tuple(told["post_build"])
    return Plan(**told)


def frozen(lock: str) -> list[str]:
    """The pins of Binder's base, from repo2docker's own lock file."""
    text = Path(lock).read_text(encoding="utf-8")
    found = re.findall(r"/([A-Za-z0-9_.-]+?)-([0-9][^-/]*)-[^-/]+\.(?:conda|tar\.bz2)", text)
    return [f"{name}=={version}" for name, version in found if name in BASE]


def newest() -> list[str]:
    """The same libraries as they are pinned here."""
    known = pins(ROOT / "requirements" / "test.txt")
    return [f"{name}=={known[name.replace('_', '-')]}" for name in BASE]


def python_of(version: str) -> str:
    """The Python that Binder would use."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    found = shutil.which(f"python{version}")
    assert found, f"this proof needs Python {version}"
    return found


@pytest.fixture(scope="module", params=["frozen", "newest"])
def image(
    request: pytest.FixtureRequest,
    plan: Plan,
    clean_copy: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Image:
    """The environment after all of Binder's steps."""
    home = tmp_path_factory.mktemp(request.param)
    repo = home / "repo"
    shutil.copytree(clean_copy, repo)
    env = home / "env"
    # No JUPYTER_ or COURSE_ of this run, and no packages of this environment.
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("JUPYTER", "COURSE", "PYTHON", "VIRTUAL_ENV"))}  # fmt: skip
    variables = kept | {
        "KERNEL_PYTHON_PREFIX": str(env),
        "NB_PYTHON_PREFIX": str(env),
        "NB_USER": "nobody-in-particular",
        "REPO_DIR": str(repo),
        "HOME": str(home),
        "PATH": f"{env / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }

    def step(command: str) -> None:
        done = subprocess.run(
            ["bash", "-ec", command],
            cwd=repo,
            env=variables,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"

    step(f"'{python_of(plan.python)}' -m venv '{env}'")
    base = frozen(plan.lock) if request.param == "frozen" else newest()
    assert len(base) == len(BASE)
    step(f"pip install -q {' '.join(base)}")
    for script in plan.scripts:
        assert "apt-get" not in script
        step(script)
    for script in plan.post_build:
        step(f"chmod +x '{script}'; './{script}'")
    step("pip check")
    return Image(home, repo, variables, plan.start.replace("${REPO_DIR}", str(repo)))


def test_the_plan(plan: Plan) -> None:
    assert plan.python == "3.11"
    assert plan.post_build == (".binder/postBuild",)
    assert plan.start.endswith(".binder/start")
    assert [one for one in plan.scripts if '-r ".binder/requirements.txt"' in one]


def test_a_changed_lesson_installs_nothing_anew(plan: Plan) -> None:
    """Layers are kept as long as what was copied before them is the same."""
    steps = [line for line in plan.dockerfile.splitlines() if line.startswith(("COPY", "RUN"))]
    [installs] = [n for n, one in enumerate(steps) if '-r ".binder/requirements.txt"' in one]
    [rest] = [n for n, one in enumerate(steps) if one.split()[-2:] == ["src/", "${REPO_DIR}/"]]
    ours = [one.split()[-2] for one in steps[:installs] if " src/" in one]
    assert ours == ["src/.binder/requirements.txt"], "all of the repository that is there so far"
    assert installs < rest
    print("\n".join(steps[installs - 1 :]))


def test_every_lesson_runs(image: Image) -> None:
    done = image.run(image.python, "-c", RUN)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
    ran = re.findall(r"^ran (\S+)$", done.stdout, re.MULTILINE)
    lessons = sorted(path.name for path in (image.repo / "notebooks").glob("[0-9]*.ipynb"))
    assert ran == lessons
    assert f"folder {image.repo / 'work'}\n" in done.stdout
    print(done.stdout)


def test_the_course_there_is_the_installed_one(image: Image) -> None:
    ask = "import course; from course.library import root; print(course.__file__, root())"
    done = image.run(image.python, "-c", ask)
    assert "site-packages" in done.stdout.splitlines()[-1], done.stdout


def test_a_second_start_keeps_the_work(image: Image) -> None:
    image.run("true")
    mine = image.repo / "work" / "00_workbench.ipynb"
    before = mine.read_bytes()
    mine.write_bytes(before + b"\n")
    assert "left alone" in image.run("true").stdout
    assert mine.read_bytes() == before + b"\n"
    mine.write_bytes(before)


@pytest.fixture
def server(image: Image, tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab started as Binder starts it."""
    output = tmp_path / "output.txt"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["jupyter-lab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root",
               "--IdentityProvider.token=binder"]  # fmt: skip
    with output.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [image.start, *command],
            cwd=image.repo,
            env=image.variables,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        limit = time.monotonic() + 60
        found = False
        while not found and process.poll() is None and time.monotonic() < limit:
            time.sleep(0.1)
            found = "is running at" in output.read_text(encoding="utf-8")
        assert found, output.read_text(encoding="utf-8")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_binder_opens_the_first_lesson_calmly(server: str) -> None:
    def get(path: str) -> Any:
        request = urllib.request.Request(server + path, headers={"Authorization": "token binder"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.geturl(), answer.read().decode("utf-8")

    assert get("")[0].endswith("/lab/tree/00_workbench.ipynb")
    names = [one["name"] for one in json.loads(get("api/contents")[1])["content"]]
    assert "00_workbench.ipynb" in names, "work/ is what one sees"
    settings = json.loads(get("lab/api/settings/@jupyterlab/apputils-extension:notification")[1])
    assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert settings["schema"]["properties"]["doNotDisturbMode"]["default"] is True


def test_an_explorer_alone_on_a_page(server: str, image: Image) -> None:
    """Voilà, as an extension of that server, with our template and a kernel of the image."""
    pages = {path.stem for path in (image.repo / "work" / "explorers").glob("*.ipynb")}
    assert pages == set(PAGES)
    request = urllib.request.Request(
        f"{server}voila/render/explorers/conditions.ipynb",
        headers={"Authorization": "token binder"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        shown = answer.read().decode("utf-8")
    assert "#rendered_cells { max-width: 62rem" in shown, "our template"
    assert "application/vnd.jupyter.widget-view+json" in shown, "the explorer, alive"
    assert "conditions_explorer()" not in shown, "no code to be seen"
    assert "Traceback" not in shown


@pytest.mark.skipif(not chromium(), reason="no Chromium")
def test_the_lessons_in_its_jupyterlab(image: Image) -> None:
    """The browser tests once more, on this base."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "tests/browser"],
        cwd=ROOT,
        env=os.environ | {"COURSE_LAB_PYTHON": str(image.python), "COURSE_ALL": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
