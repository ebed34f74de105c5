"""What goes into a wheelhouse, by system and Python; the wheels themselves are a slow proof."""

from __future__ import annotations

import subprocess

import pytest
from tracked import ROOT

from course.__main__ import main
from course.classroom.wheelhouse import PLACE, Target, lines, rounds, targets, wanted

PINS = list(lines(ROOT / "requirements" / "lab.txt"))


def names(target: Target) -> set[str]:
    return {pin.partition("==")[0] for pin in wanted(PINS, target)}


def test_each_system_gets_what_it_needs_and_not_what_others_do() -> None:
    windows, mac, linux = (names(Target(one, "3.12")) for one in ("windows", "mac-arm", "linux"))
    assert "pywinpty" in windows
    assert "appnope" in mac
    assert "pywinpty" not in mac | linux
    assert "appnope" not in windows | linux
    assert "ptyprocess" in mac & linux - windows
    assert {"pandas", "plotly", "jupyterlab", "voila"} <= windows & mac & linux


def test_a_pin_that_depends_on_the_release_of_python_comes_for_both() -> None:
    pins = [
        "soup==1.0 ; python_full_version < '3.11.5'",
        "soup==2.0 ; python_full_version >= '3.11.5'",
    ]
    assert wanted(pins, Target("linux", "3.11")) == ["soup==1.0", "soup==2.0"]
    assert wanted(pins, Target("linux", "3.12")) == ["soup==2.0"]
    assert rounds(["a==1", "soup==1.0", "soup==2.0"]) == [["a==1", "soup==1.0"], ["soup==2.0"]]


def test_systems_are_chosen_by_how_their_names_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert {one.system for one in targets(["mac"])} == {"mac-arm", "mac-intel"}
    assert list(map(str, targets(["linux-3.12"]))) == ["linux-3.12"]
    assert len(targets()) == 12
    assert main(["wheelhouse", "--only", "amiga"]) == 2
    assert "no system 'amiga'" in capsys.readouterr().out


def test_the_scripts_can_be_read_by_their_systems() -> None:
    subprocess.run(["sh", "-n", str(PLACE / "install.sh")], check=True)
    batch = (PLACE / "install-windows.bat").read_text(encoding="ascii")
    for label in ("failed",):
        assert f"goto {label}" in batch
        assert f"\n:{label}\n" in batch
