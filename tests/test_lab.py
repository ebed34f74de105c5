"""The door to JupyterLab: on a bare server, with a port taken, beside another JupyterLab."""

from __future__ import annotations

import json
import os
import socket
import stat
import time
from pathlib import Path

import pytest
from browser.labserver import LabServer, names_of

from course.classroom import lab
from course.classroom.start import start
from course.library import root

LESSONS = names_of(root() / "notebooks")


def test_it_starts_prints_its_address_and_stops(tmp_path: Path) -> None:
    with LabServer(tmp_path / "work") as server:
        printed = server.printed()
        assert f"{len(LESSONS)} lessons copied into {tmp_path / 'work'}." in printed
        assert server.address.startswith("http://127.0.0.1:")
        assert f"/lab/tree/{LESSONS[0]}?token=" in server.address
        assert len(server.token) >= 40
        shown = json.loads(server.get("api/contents"))
        assert sorted(one["name"] for one in shown["content"]) == LESSONS
        assert json.loads(server.get("api/kernels", b"{}"))["name"] == "python3"
        running = server.output.parent / "runtime"
        assert len(list(running.glob("kernel-*.json"))) == 1
        assert server.stop() == 0
        left = {path.name for path in running.iterdir()} - {"jupyter_cookie_secret"}
        assert left == set(), "its kernels have ended, and nothing of theirs is left"
    for word in ("Traceback", "ERROR", "[W ", "[E ", "Shut down this"):
        assert word not in printed


def test_a_second_start_on_a_bare_server(tmp_path: Path) -> None:
    """The student's file stays; the address is printed, and how to get there without a screen."""
    work = tmp_path / "my work – ü"
    start(root() / "notebooks", work)
    (work / LESSONS[0]).write_text("mine", encoding="utf-8")
    server = LabServer(work, environment={"JUPYTER_TOKEN": "my-own-token"})
    server.command.remove("--no-browser")
    with server:
        assert "left alone" in server.printed()
        assert server.token == "my-own-token"
        if not lab.has_screen():
            limit = time.monotonic() + 10
            while "Stop with" not in server.printed() and time.monotonic() < limit:
                time.sleep(0.05)
            port = server.base.rstrip("/").rpartition(":")[2]
            assert "There is no screen here" in server.printed()
            assert f"ssh -L {port}:127.0.0.1:{port}" in server.printed()
    assert (work / LESSONS[0]).read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name == "nt", reason="needs a script as a browser")
def test_the_browser_opens_without_the_token_on_a_command_line(tmp_path: Path) -> None:
    """Others on the machine can read command lines; JupyterLab's own file hands the token on."""
    opened = tmp_path / "opened.txt"
    script = tmp_path / "browser"
    script.write_text(
        f'#!/bin/sh\necho "$@" > {opened}.new; mv {opened}.new {opened}\n', encoding="utf-8"
    )
    script.chmod(0o755)
    server = LabServer(tmp_path / "work", environment={"BROWSER": str(script)})
    server.command.remove("--no-browser")
    with server:
        limit = time.monotonic() + 20
        while not opened.is_file() and time.monotonic() < limit:
            time.sleep(0.05)
        address = opened.read_text(encoding="utf-8").strip()
        assert address.startswith("file:")
        assert server.token not in address
        page = Path(address.removeprefix("file://"))
        text = page.read_text(encoding="utf-8")
        assert f"/lab/tree/{LESSONS[0]}" in text
        assert server.token in text
        assert stat.S_IMODE(page.stat().st_mode) & 0o077 == 0 or (
            stat.S_IMODE(page.parent.stat().st_mode) & 0o077 == 0
        )


def test_a_taken_port_and_a_kernel_of_the_persons_own(tmp_path: Path) -> None:
    """The next port is used and said; and whatever "python3" they have, lessons run in ours."""
    spec = {"argv": ["/bin/false"], "display_name": "Other", "language": "python"}
    other = tmp_path / "other"
    for place in (other / "kernels" / "python3", other / "kernels" / "r"):
        place.mkdir(parents=True)
        (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    environment = {"JUPYTER_PATH": str(other), "JUPYTER_PREFER_ENV_PATH": "0"}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with LabServer(tmp_path / "work", "--port", str(port), environment=environment) as server:
            used = int(server.base.rstrip("/").rpartition(":")[2])
            assert used != port
            assert f"Port {port} is taken; this JupyterLab uses {used}." in server.printed()
            offered = json.loads(server.get("api/kernelspecs"))
    assert offered["default"] == "python3"
    assert list(offered["kernelspecs"]) == ["python3"]
    assert offered["kernelspecs"]["python3"]["spec"]["argv"][0] != "/bin/false"


def test_lessons_find_the_course_from_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the package is not installed, only its pins (Windows without make)."""
    for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "PYTHONPATH", "JUPYTERLAB_WORKSPACES_DIR"):
        monkeypatch.setenv(name, "before")

    def missing(name: str) -> str:
        raise lab.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(lab.metadata, "version", missing)
    lab.prepare_environment(tmp_path)
    package = Path(lab.__file__).parents[2]
    assert os.environ["PYTHONPATH"].split(os.pathsep) == [str(package), "before"]
    assert os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0] == str(lab.SETTINGS)
    lab.prepare_environment(tmp_path)
    assert os.environ["PYTHONPATH"].split(os.pathsep) == [str(package), "before"], "once is enough"
    assert os.environ["JUPYTERLAB_WORKSPACES_DIR"] == "before", "what is set on purpose counts"


def test_only_the_superuser_is_let_through_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "as_root", lambda: False)
    assert "--allow-root" not in lab.arguments(tmp_path, 8888, browser=False)
    monkeypatch.setattr(lab, "as_root", lambda: True)
    assert "--allow-root" in lab.arguments(tmp_path, 8888, browser=False)


def test_a_folder_that_cannot_be_is_said_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "work").write_text("a file", encoding="utf-8")
    assert lab.main(tmp_path / "work") == 1
    assert "cannot be filled" in capsys.readouterr().out
