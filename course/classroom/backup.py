"""Save the student's folder as a zip and bring it back: Binder forgets everything when it stops."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets as widgets

from course.classroom.update import News, news, take
from course.classroom.zipfolder import Restored, TooBig, pack, restore
from course.explorers.frame import Explorer, labelled
from course.library import root

if TYPE_CHECKING:
    import pandas as pd

_SCRIPT = Path(__file__).with_name("backup.js")
_STYLE = """
.owt-backup > * { margin: 4px 0; display: block; }
.owt-backup a { color: var(--jp-content-link-color, #0072B2); text-decoration: underline; }
"""
_WORDS = {"restored": "Brought back", "same": "There already", "beside": "Put beside your own"}


class Controls(anywidget.AnyWidget):
    """The two native controls, and the bytes that pass between page and kernel."""

    _esm = _SCRIPT.read_text(encoding="utf-8")
    _css = _STYLE


class Backup(Explorer):
    """A button that downloads the folder as a zip, and a file box that restores from one."""

    title = "Save your work, bring it back"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._says = "Nothing was saved or brought back yet."
        self.controls = Controls()
        self.controls.on_msg(self._asked)
        self.updates = widgets.VBox(
            [self._update(one) for one in news(root() / "notebooks", folder)]
        )
        super().__init__(self.controls, self.updates)

    def sentence(self) -> str:
        """What was done last."""
        return self._says

    def rows(self) -> pd.DataFrame:
        """What each control does."""
        import pandas as pd

        table = {
            "Download my work": "your folder as one zip file, saved on your own computer",
            "Bring back work from a zip": "each file back in its place; a file you changed stays, "
            "and the copy from the zip gets a name beside it",
        }
        return pd.DataFrame({"control": list(table), "what it does": list(table.values())})

    def _update(self, one: News) -> widgets.VBox:
        """What is new in a lesson that was mended since the student began, and a button for it."""
        button = labelled(
            widgets.Button(description=f"Put the new lesson {one.name[:2]} beside mine"), "update"
        )

        def taken(_: widgets.Button) -> None:
            try:
                self.say(take(root() / "notebooks", self.folder, one.name).sentence)
            except (OSError, ValueError) as problem:
                self.say(f"{one.name} could not be taken: {problem}. Your own copy is as it was.")
                return
            button.disabled = True

        button.on_click(taken)
        return widgets.VBox([widgets.HTML(f"<p>{html.escape(one.sentence)}</p>"), button])

    def say(self, words: str) -> None:
        """Tell the student what was done."""
        self._says = words
        self.refresh()

    def _asked(self, _widget: object, message: Any, buffers: Sequence[Any]) -> None:
        kind = message.get("kind") if isinstance(message, dict) else None
        if kind == "pack":
            self._download()
        elif kind == "restore" and buffers:
            self.say(told(bytes(buffers[0]), self.folder))
        elif kind == "too big":
            name = message.get("name", "your.zip")
            self.say(
                f"{name} is too big to be sent this way. Drag it into the list of files on the "
                f'left, then run: restore_work("{name}").'
            )

    def _download(self) -> None:
        try:
            data = pack(self.folder)
        except (OSError, TooBig) as problem:
            self.controls.send({"kind": "failed"})
            self.say(f"Your folder could not be packed: {problem}.")
            return
        name = f"my-work-{datetime.now().astimezone():%Y-%m-%d-%H%M}.zip"
        self.controls.send({"kind": "packed", "name": name}, [data])
        self.say(
            f"{name} holds your folder as it was last saved ({len(data) / 1000:.0f} kB). "
            "Your browser keeps it where it keeps downloads."
        )


def told(data: bytes, folder: Path) -> str:
    """What bringing back a zip did, in plain words."""
    try:
        done = restore(data, folder)
    except ValueError as problem:
        return f"Nothing was brought back: {problem}."
    if not done:
        return "Nothing was brought back: the zip is empty."
    parts = [_group(done, what) for what in _WORDS]
    parts += [one.sentence for one in done if one.what == "refused"]
    if any(one.what == "restored" for one in done):
        parts.append("If one of them is open, close its tab without saving and open it again.")
    return " ".join(part for part in parts if part)


def _group(done: Sequence[Restored], what: str) -> str:
    names = [
        f"{one.name} (as {one.place})" if what == "beside" else one.name
        for one in done
        if one.what == what
    ]
    return f"{_WORDS[what]}: {', '.join(names)}." if names else ""


def save_work(folder: Path | str = ".") -> Backup:
    """Controls that download your folder as a zip, and bring it back from one."""
    return Backup(Path(folder).absolute())


def restore_work(zip_file: Path | str, folder: Path | str = ".") -> str:
    """What was done, in words, after bringing back your work from a zip in your folder."""
    path = Path(zip_file)
    if not path.is_file():
        return f"There is no file {path}. Drag the zip into the list of files on the left first."
    return told(path.read_bytes(), Path(folder).absolute())
