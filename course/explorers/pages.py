"""Pages of explorers: lists, and the printed beside the restored text."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

import pandas as pd

from course.reading.document import paragraph_id, paragraph_spans
from course.records import Document
from course.repairs import Patch, Run, side_by_side

_UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
_CELL = "text-align:left;vertical-align:top;padding:4px 12px 4px 0;white-space:pre-wrap"
_TABLE = "border-collapse:collapse;width:100%;max-width:110ch;line-height:1.6;font-size:1rem"
_INK = "color:var(--jp-content-font-color1,inherit)"


def compared(document: Document, patches: Iterable[Patch], every: bool = False) -> str:
    """The printed and the restored text as an HTML table, one row for each paragraph.

    Only paragraphs with a repair are shown, unless `every` one is asked for.
    """
    rows = []
    for name, runs in _by_paragraph(document, side_by_side(document, patches)):
        if every or any(run.kind != "same" for run in runs):
            left = "".join(_printed(run) for run in runs).strip()
            right = "".join(_restored(run) for run in runs).strip()
            rows.append(
                f'<tr><th scope="row" style="{_CELL}">{name}</th>'
                f'<td style="{_CELL}">{left}</td><td style="{_CELL}">{right}</td></tr>'
            )
    if not rows:
        return "<p>No repair yet: both texts are the same.</p>"
    heads = "".join(
        f'<th scope="col" style="{_CELL};width:{wide}%">{word}</th>'
        for word, wide in (("paragraph", 8), ("printed", 46), ("restored", 46))
    )
    return (
        "<p>Struck through: taken away. [In brackets]: added. Dotted line: moved.</p>"
        f'<table class="owt-compared" style="{_TABLE};{_INK}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def listed(frame: pd.DataFrame) -> str:
    """A frame as an HTML table with every word in it; nothing for a frame without rows."""
    if frame.empty:
        return ""
    cell = "text-align:left;vertical-align:top;padding:2px 12px 2px 0"
    heads = "".join(
        f'<th scope="col" style="{cell}">{html.escape(str(name))}</th>' for name in frame.columns
    )
    rows = "".join(
        "<tr>"
        + "".join(f'<td style="{cell}{_whole(one)}">{html.escape(str(one))}</td>' for one in row)
        + "</tr>"
        for row in frame.itertuples(index=False)
    )
    return (
        f'<table class="owt-listed" style="{_TABLE};{_INK}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _whole(cell: object) -> str:
    """A day or a number is not broken over two lines."""
    return ";white-space:nowrap" if len(str(cell)) <= len("2011-02-05") else ""


def _by_paragraph(document: Document, runs: Iterable[Run]) -> Iterator[tuple[str, list[Run]]]:
    """The runs of each paragraph of the printed text; what crosses an edge is cut there."""
    edges = [one.start for one in paragraph_spans(document)][1:]
    number, place, row = 1, 0, list[Run]()
    for run in runs:
        rest = run.printed
        while edges and place + len(rest) >= edges[0] and rest:
            head, rest = rest[: edges[0] - place], rest[edges[0] - place :]
            yield paragraph_id(number), [*row, _part(run, head)]
            place, number, row = edges.pop(0), number + 1, []
        if rest or not run.printed:
            row.append(_part(run, rest) if run.printed else run)
        place += len(rest)
    yield paragraph_id(number), row


def _part(run: Run, printed: str) -> Run:
    return Run(run.kind, printed, printed if run.kind == "same" else "")


def _printed(run: Run) -> str:
    words = html.escape(run.printed)
    return f"<del>{_aside('deleted: ')}{words}</del>" if run.kind == "deleted" else words


def _restored(run: Run) -> str:
    words = html.escape(run.restored)
    if run.kind == "added":
        before, core, after = words.partition(words.strip())
        return f"{before}<ins>{_aside('added: ')}{core}</ins>{after}"
    if run.kind == "moved" and words.strip():
        dotted = "border-bottom:2px dotted currentColor"
        return f'<span style="{dotted}">{_aside("moved: ")}{words}</span>'
    return words


def _aside(word: str) -> str:
    """A word for those who hear the page and see no line through a word."""
    return f'<span style="{_UNSEEN}">{word}</span>'
