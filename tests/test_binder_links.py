"""The links to Binder: each lesson and each explorer's page, at the release they speak of."""

from __future__ import annotations

import re

from tracked import ROOT

import course
from course.classroom.show import PAGES

README = (ROOT / "README.md").read_text(encoding="utf-8")
RELEASE = f"https://mybinder.org/v2/gh/on-what-terms/on-what-terms/v{course.__version__}?urlpath="


def test_every_link_goes_by_the_release() -> None:
    links = re.findall(r"https://mybinder\.org/v2/[^\s)]+", README)
    assert [link for link in links if not link.startswith(RELEASE)] == []


def test_each_lesson_and_each_explorer_has_its_link() -> None:
    wanted = {
        path.name[:2]: f"lab/tree/{path.name}" for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")
    } | {name: f"voila/render/explorers/{name}.ipynb" for name in PAGES}
    found = dict(re.findall(r"^\[([\w-]+)\]: (\S+)$", README, re.MULTILINE))
    right = {name: RELEASE + page for name, page in wanted.items()}
    lines = "\n".join(f"[{name}]: {link}" for name, link in right.items())
    assert found == right, f"README.md should end with\n{lines}"
    shown = README.partition("\n[00]: ")[0]
    assert [name for name in found if f"[{name}]" not in shown] == []
