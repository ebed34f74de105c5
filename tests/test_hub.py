"""A class's server, without starting it: its configuration, its seats, its values for a cluster."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest
import yaml
from traitlets.config import Config, PyFileConfigLoader

import course
from course.__main__ import main
from course.classroom import hub
from course.classroom.hub import seat
from course.classroom.start import FIRST

pytestmark = pytest.mark.skipif(os.name == "nt", reason="JupyterHub does not run there")


def read(monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("COURSE_REPOSITORY", "https://example.org/course.git")
    return PyFileConfigLoader(str(hub.CONFIG)).load_config()


def test_every_option_is_one_that_jupyterhub_has(monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyterhub import app, auth, spawner

    config = read(monkeypatch)
    for name in config:
        home = getattr(app, name, None) or getattr(auth, name, None) or getattr(spawner, name)
        assert set(config[name]) <= set(home.class_trait_names(config=True)), name


def test_a_seat_is_our_own_door(monkeypatch: pytest.MonkeyPatch) -> None:
    config = read(monkeypatch)
    python, *words, module = config.Spawner.cmd
    assert python == sys.executable
    assert words == ["-P", "-m"]
    assert module == seat.__name__
    assert config.Spawner.default_url.endswith(FIRST)
    assert config.Spawner.environment == {"COURSE_REPOSITORY": "https://example.org/course.git"}
    assert config.JupyterHub.bind_url.startswith("http://127.0.0.1"), "closed until it is opened"


def test_each_user_has_ports_of_their_own() -> None:
    first = hub.port(1)
    with socket.create_server(("127.0.0.1", first)):
        assert hub.port(1) == first + 1
    assert {hub.port(user) // 10 for user in range(1, 31)} == set(range(2001, 2031))
    assert hub.port(5000) < 32_768, "the system hands out those above"


def test_what_is_missing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["hub", "--state", str(tmp_path / "hub")]) == 1
    assert f'npm install --prefix "{tmp_path / "hub"}" {hub.PROXY}' in capsys.readouterr().out


def test_a_course_that_cannot_be_pulled_is_not_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clone = tmp_path / "clone"
    assert not seat.pull(f"file://{tmp_path / 'nowhere'}", clone)
    assert "could not be pulled" in capsys.readouterr().out
    for name in ("course", "notebooks"):
        (clone / name).mkdir(parents=True)
    assert seat.pull(f"file://{tmp_path / 'nowhere'}", clone), "the last one is used"


def test_the_values_for_a_cluster_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = hub.CONFIG.with_name("values.yaml").read_text(encoding="utf-8")
    values, config = yaml.safe_load(text), read(monkeypatch)
    single = values["singleuser"]
    assert single["image"]["tag"] == f"v{course.__version__}"
    assert single["cmd"][1:] == config.Spawner.cmd[1:]
    assert single["defaultUrl"] == config.Spawner.default_url
    assert single["startTimeout"] == config.Spawner.start_timeout
    assert values["cull"]["timeout"] > 2 * seat.IDLE, "the seat ends what is idle first"
