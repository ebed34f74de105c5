"""Write the pin files anew from pyproject.toml: `python requirements/pin.py` (needs uv).

One universal resolution serves Python 3.11 to 3.14 on Windows, macOS and Linux through
environment markers. Files hold names and versions only, never an index or an address.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINDER = {"pandas", "plotly", "ipywidgets", "anywidget", "krippendorff", "voila"}
"""What the lessons' outputs and the explorers' pages depend on; Binder brings JupyterLab."""


def resolve(*extras: str, constraints: Path | None = None) -> list[str]:
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    command += [argument for extra in extras for argument in ("--extra", extra)]
    command += ["--constraint", str(constraints)] if constraints else []
    command += [str(ROOT / "pyproject.toml")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.splitlines()


def name(pin: str) -> str:
    return re.split(r"[=\s;]", pin, maxsplit=1)[0]


def write(path: Path, include: str | None, pins: list[str]) -> None:
    lines = ([f"-r {include}"] if include else []) + pins
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    lab = resolve("lab", "make", "judge")
    binder = [pin for pin in lab if name(pin) in BINDER]
    rest = [pin for pin in lab if name(pin) not in BINDER]
    write(ROOT / ".binder/requirements.txt", None, binder)
    write(ROOT / "requirements/lab.txt", "../.binder/requirements.txt", rest)
    held = ROOT / "requirements/.held.txt"
    write(held, None, lab)
    try:
        everything = resolve(
            "lab", "make", "judge", "test", "hub", "prove", "cluster", constraints=held
        )
    finally:
        held.unlink()
    known = {name(pin) for pin in lab}
    extra = [pin for pin in everything if name(pin) not in known]
    write(ROOT / "requirements/test.txt", "lab.txt", extra)


if __name__ == "__main__":
    main()
