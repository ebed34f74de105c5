"""A class on one server: thirty students log in at once, work, log out, and come back to a mended
lesson; the course reaches them through git, and nobody loses anything.

The hub is started by its own command. Only who may log in, and that all run as one account, is
said otherwise here: thirty real accounts would have to be made on the machine. The proxy comes
from npm, as for a teacher.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
import requests
import websocket
from tracked import ROOT

from course.classroom.hub import PROXY

SEATS = 30
PASSWORD = "a class of thirty"
LESSON = "05_conditions.ipynb"
UNTOUCHED = "06_time.ipynb"
MENDED = "This sentence was mended after the class began."
PATIENCE = 280


def git(folder: Path, *command: str) -> None:
    who = ["-c", "user.name=a teacher", "-c", "user.email=teacher@example.org"]
    subprocess.run(["git", *who, *command], cwd=folder, check=True, capture_output=True)


@dataclass(frozen=True)
class Hub:
    """A running hub: its address, its process, where its students live, where it pulls from."""

    address: str
    process: subprocess.Popen[bytes]
    homes: Path
    teacher: Path

    def seats(self) -> list[psutil.Process]:
        """The servers of all students."""
        found = []
        for one in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # it ended while we looked
                if "jupyterhub.singleuser" in one.cmdline():
                    found.append(one)
        return found


@pytest.fixture(scope="module")
def teacher(clean_copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A teacher's clone of a repository with the course in it."""
    place = tmp_path_factory.mktemp("git")
    first, bare, clone = place / "first", place / "course.git", place / "clone"
    shutil.copytree(clean_copy, first)
    git(first, "init", "-q", "-b", "main")
    git(first, "add", ".")
    git(first, "commit", "-qm", "The course")
    git(place, "clone", "-q", "--bare", str(first), str(bare))
    git(place, "clone", "-q", str(bare), str(clone))
    return clone


@pytest.fixture(scope="module")
def hub(teacher: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    assert shutil.which("npm"), f"this proof needs Node's npm, for {PROXY}"
    state = tmp_path_factory.mktemp("hub")
    subprocess.run(
        ["npm", "install", "--silent", "--prefix", str(state), PROXY], check=True, cwd=state
    )
    homes, output = state / "homes", state / "output.txt"
    front, inner, proxy = free_ports(3)
    address = f"http://127.0.0.1:{front}"
    command = [
        sys.executable, "-m", "course", "hub", f"--state={state}",
        f"--JupyterHub.bind_url={address}", f"--JupyterHub.hub_port={inner}",
        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{proxy}",
        "--JupyterHub.authenticator_class=dummy", f"--DummyAuthenticator.password={PASSWORD}",
        "--Authenticator.allow_all=True", "--JupyterHub.spawner_class=simple",
        f"--SimpleLocalProcessSpawner.home_dir_template={homes}/{{username}}",
        "--JupyterHub.cleanup_servers=True", "--Spawner.args=--allow-root",
    ]  # fmt: skip
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("JUPYTER", "COURSE", "PYTHON"))}  # fmt: skip
    with output.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=kept | {"COURSE_REPOSITORY": f"file://{teacher.with_name('course.git')}"},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        until(lambda: process.poll() is not None or answers(f"{address}/hub/health"), 60)
        assert process.poll() is None, output.read_text(encoding="utf-8")[-3000:]
        yield Hub(address, process, homes, teacher)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        said = output.read_text(encoding="utf-8")
        print("\n".join(re.findall(r"^\[[EC] .*", said, re.MULTILINE)[:20]))


def free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).ok
    except requests.ConnectionError:
        return False


def until(found: Callable[[], object], seconds: float) -> None:
    limit = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < limit, "it took too long"
        time.sleep(0.5)


@dataclass
class Student:
    """One student with a browser's cookies, and what was seen through it."""

    hub: Hub
    name: str
    browser: requests.Session = field(default_factory=requests.Session)
    token: str = ""
    began: float = 0.0
    seen: dict[str, float] = field(default_factory=dict)
    saved: list[str] = field(default_factory=list)
    verdict: str = ""

    @property
    def answer(self) -> str:
        """Half the class is right about exercise 05.1; each says who wrote it."""
        letter = "a" if int(self.name[1:]) % 2 else "b"
        return f'answer_05_1 = "{letter}"  # written by {self.name}'

    @property
    def folder(self) -> Path:
        return self.hub.homes / self.name / "on-what-terms"

    def after(self, what: str) -> None:
        self.seen[what] = time.monotonic() - self.began

    def log_in(self) -> None:
        """Through the form, and on to JupyterLab when the server is there."""
        self.began = time.monotonic()
        self.browser = requests.Session()
        hub = f"{self.hub.address}/hub"
        self.browser.get(f"{hub}/login", timeout=PATIENCE).raise_for_status()
        form = {"username": self.name, "password": PASSWORD, "_xsrf": self.xsrf()}
        page = self.browser.post(f"{hub}/login?next=/hub/spawn", data=form, timeout=PATIENCE)
        page.raise_for_status()
        made = self.browser.post(
            f"{hub}/api/users/{self.name}/tokens",
            headers={"X-XSRFToken": self.xsrf(), "Referer": f"{hub}/token"},
            json={"note": "the proof"},
            timeout=PATIENCE,
        )
        made.raise_for_status()
        self.token = made.json()["token"]
        until(self.served, PATIENCE)
        lab = self.browser.get(f"{self.hub.address}/user/{self.name}/", timeout=PATIENCE)
        lab.raise_for_status()
        assert lab.url.endswith(f"/user/{self.name}/lab/tree/00_workbench.ipynb"), lab.url
        assert "jupyter-config-data" in lab.text
        self.after("JupyterLab's page")

    def xsrf(self) -> str:
        return str(self.browser.cookies.get("_xsrf", path="/hub/"))

    def served(self) -> bool:
        told = self.ask("GET", f"/hub/api/users/{self.name}")
        return bool(told["servers"].get("", {}).get("ready"))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        answer = requests.request(
            method,
            self.hub.address + path,
            headers={"Authorization": f"token {self.token}"},
            json=body,
            timeout=PATIENCE,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def contents(self, name: str) -> Any:
        return self.ask("GET", f"/user/{self.name}/api/contents/{name}")["content"]

    def work(self) -> None:
        """Open the lesson, run every cell with an answer in one of them, save."""
        notebook = self.contents(LESSON)
        session = self.ask(
            "POST",
            f"/user/{self.name}/api/sessions",
            {"path": LESSON, "name": LESSON, "type": "notebook", "kernel": {"name": "python3"}},
        )
        kernel = websocket.create_connection(
            f"{self.hub.address.replace('http', 'ws', 1)}/user/{self.name}/api/kernels/"
            f"{session['kernel']['id']}/channels",
            header=[f"Authorization: token {self.token}"],
            timeout=PATIENCE,
        )
        for cell in notebook["cells"]:
            if cell["id"] == "answer-05-1":
                cell["source"] = self.answer
            if cell["cell_type"] == "code":
                cell["outputs"] = self.run(kernel, cell["source"])
                if cell["outputs"] and "first output" not in self.seen:
                    self.after("first output")
            if cell["id"] == "check-05-1":
                self.verdict = json.dumps(cell["outputs"])
        self.after("the whole lesson")
        kernel.close()
        where = f"/user/{self.name}/api/contents/{LESSON}"
        self.ask("PUT", where, {"type": "notebook", "format": "json", "content": notebook})
        self.saved = [cell["source"] for cell in notebook["cells"]]

    def run(self, kernel: websocket.WebSocket, source: str) -> list[Any]:
        """A cell's outputs; an error in it ends the proof."""
        mine = uuid.uuid4().hex
        header = {"msg_id": mine, "msg_type": "execute_request", "username": self.name,
                  "session": self.name, "version": "5.3", "date": ""}  # fmt: skip
        content = {"code": source, "silent": False, "store_history": True,
                   "user_expressions": {}, "allow_stdin": False}  # fmt: skip
        asked = {"header": header, "parent_header": {}, "metadata": {}, "content": content,
                 "channel": "shell", "buffers": []}  # fmt: skip
        kernel.send(json.dumps(asked))
        outputs = []
        while True:
            said = kernel.recv()
            if isinstance(said, bytes):  # a widget's message with buffers, of no cell's output
                continue
            message = json.loads(said)
            if message["parent_header"].get("msg_id") != mine:
                continue
            kind = message["header"]["msg_type"]
            assert kind != "error", (source, message["content"])
            if kind == "status" and message["content"]["execution_state"] == "idle":
                return outputs
            if kind in ("stream", "display_data", "execute_result"):
                outputs.append(nbformat.v4.output_from_msg(nbformat.from_dict(message)))

    def log_out(self) -> None:
        """Until the hub has seen the server end: it starts no new one while the old one stops."""
        self.browser.get(f"{self.hub.address}/hub/logout", timeout=PATIENCE).raise_for_status()
        until(lambda: not self.ask("GET", f"/hub/api/users/{self.name}")["servers"], PATIENCE)


def at_once(class_: list[Student], step: Callable[[Student], None]) -> None:
    with ThreadPoolExecutor(len(class_)) as pool:
        list(pool.map(step, class_))


def told(class_: list[Student], what: str) -> str:
    times = [one.seen[what] for one in class_]
    return f"{what}: median {statistics.median(times):.0f} s, worst {max(times):.0f} s"


def cost(hub: Hub) -> str:
    """What a student costs: memory (PSS, so that what is shared is shared) and processor time."""
    servers = hub.seats()
    assert len(servers) == SEATS
    kernels = [child for one in servers for child in one.children(recursive=True)]
    assert len(kernels) == SEATS

    def memory(processes: list[psutil.Process]) -> float:
        return statistics.median(one.memory_full_info().pss for one in processes) / 1e6

    spent = [sum(one.cpu_times()[:2]) for one in (*servers, *kernels)]
    return (
        f"memory each: server {memory(servers):.0f} MB + kernel {memory(kernels):.0f} MB; "
        f"processor each: {sum(spent) / SEATS:.1f} s"
    )


def mend(teacher: Path) -> None:
    """Two lessons are mended and pushed."""
    for name in (LESSON, UNTOUCHED):
        path = teacher / "notebooks" / name
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"][0]["source"] = [*notebook["cells"][0]["source"], f"\n\n{MENDED}"]
        path.write_text(json.dumps(notebook, indent=1) + "\n", encoding="utf-8")
    git(teacher, "commit", "-qam", "Two lessons mended")
    git(teacher, "push", "-q")


def sources(notebook: Any) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def test_a_class_works_and_comes_back(hub: Hub) -> None:
    class_ = [Student(hub, f"s{number:02}") for number in range(1, SEATS + 1)]
    lessons = sorted(path.name for path in (hub.teacher / "notebooks").glob("[0-9]*.ipynb"))

    def first_time(student: Student) -> None:
        student.log_in()
        student.work()

    at_once(class_, first_time)
    print(f"\n{SEATS} students, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for what in class_[0].seen:
        print(told(class_, what))
    print(cost(hub))
    for student in class_:
        assert sorted(path.name for path in student.folder.glob("*.ipynb")) == lessons
        assert ("Correct" if '"a"' in student.answer else "Not yet") in student.verdict

    at_once(class_, Student.log_out)
    assert hub.seats() == [], "whoever logs out gives the memory back"
    files = {one.name: (one.folder / LESSON).read_bytes() for one in class_}
    mend(hub.teacher)

    at_once(class_, Student.log_in)
    print("coming back,", told(class_, "JupyterLab's page"))
    for student in class_:
        assert (student.folder / LESSON).read_bytes() == files[student.name]
        assert sources(student.contents(LESSON)) == student.saved
        assert student.answer in student.saved
        assert MENDED in student.contents(UNTOUCHED)["cells"][0]["source"]

    # The mended lesson beside the student's own, with the answer in it, for whoever wants it.
    for student in class_[:3]:
        subprocess.run(
            [sys.executable, "-P", "-m", "course", "update", str(student.folder)],
            env=os.environ | {"PYTHONPATH": str(hub.homes / student.name / ".on-what-terms")},
            check=True,
        )
        [beside] = student.folder.glob("05_conditions*new*.ipynb")
        fresh = sources(json.loads(beside.read_text(encoding="utf-8")))
        assert student.answer in fresh
        assert MENDED in fresh[0]
        assert (student.folder / LESSON).read_bytes() == files[student.name]
    at_once(class_, Student.log_out)
