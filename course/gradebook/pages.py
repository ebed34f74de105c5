"""Pages that stand alone: no network, no file beside them, light and dark, on paper and a phone."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Sequence

from course.gradebook.csvtext import clean
from course.records import Word
from course.style import VERDICTS

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1b; --soft: #595959; --line: #c9c9c9;
  --Correct: #00664b; --Defensible: #005c91; --Notyet: #a34700; --Notansweredyet: #595959; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #161616; --ink: #ececec; --soft: #b0b0b0; --line: #4a4a4a;
    --Correct: #3ecfa4; --Defensible: #7cc4f5; --Notyet: #ff9a52; --Notansweredyet: #b0b0b0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 16px; max-width: 56rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p, ul, ol { margin: .4rem 0; max-width: 72ch; }
small, .soft { color: var(--soft); font-size: .875rem; }
pre { white-space: pre-wrap; margin: .4rem 0; padding: 6px 10px; border: 1px solid var(--line);
  border-radius: 4px; font: .875rem/1.45 ui-monospace, monospace; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; color: var(--soft); padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0;
  border-bottom: 1px solid var(--line); overflow-wrap: normal; }
td:not(.number) { min-width: 7rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.verdict { border-left: 6px solid; padding: 2px 0 2px 12px; margin: 1rem 0; }
.verdict h3 { margin: 0; }
.sum { font-size: 1.25rem; font-weight: 600; }
.note { border: 1px solid var(--line); border-radius: 4px; padding: 8px 12px; margin: 1rem 0; }
svg { display: block; width: 100%; overflow: visible; }
svg text { fill: currentColor; font-size: 12px; }
button, input, textarea { font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--soft); border-radius: 4px; padding: 6px 10px; max-width: 100%; }
table { min-width: min(100%, 24rem); }
.say { margin: 2px 0; text-align: left; font-size: .875rem; }
textarea { width: 100%; min-height: 4.5rem; }
:focus-visible { outline: 3px solid var(--Defensible); outline-offset: 2px; }
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #999;
    --Correct: #00664b; --Defensible: #005c91; --Notyet: #a34700; --Notansweredyet: #444; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  .verdict, tr, svg { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .screen { display: none; }
}
"""


_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the writing round, also that of what stands behind them."""


def text(words: object) -> str:
    """Any text as HTML that shows it and does nothing else."""
    return html.escape(_TURNING.sub("\N{REPLACEMENT CHARACTER}", clean(str(words))))


def page(title: str, body: str, script: str = "") -> str:
    """A whole page. Its own rules let the browser load nothing and run nothing but `script`."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    runs = f" script-src 'sha256-{digest}';" if script else ""
    tail = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'unsafe-inline';{runs}\">\n"
        f'<meta name="robots" content="noindex">\n<title>{text(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n{tail}</body>\n</html>\n"
    )


def paragraph(words: object) -> str:
    """One paragraph; nothing where there are no words."""
    return f"<p>{text(words)}</p>\n" if words else ""


def listed(items: Iterable[object]) -> str:
    """A list with points; nothing where there is nothing to list."""
    inside = "".join(f"<li>{text(one)}</li>" for one in items)
    return f"<ul>{inside}</ul>\n" if inside else ""


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table that can be scrolled sideways; numbers stand to the right, the first cell leads."""
    made = list(rows)
    right = [bool(made) and all(_is_number(row[at]) for row in made) for at in range(len(columns))]
    head = "".join(
        f'<th scope="col"{_side(side)}>{text(name)}</th>'
        for name, side in zip(columns, right, strict=True)
    )
    lines = []
    for row in made:
        cells = [f'<th scope="row">{text(row[0])}</th>']
        cells += [
            f"<td{_side(side)}>{text(_cell(one))}</td>"
            for one, side in zip(row[1:], right[1:], strict=True)
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{text(caption)}"><table>'
        f"<caption>{text(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></div>\n"
    )


def _side(right: bool) -> str:
    return ' class="number"' if right else ""


def _is_number(cell: object) -> bool:
    return cell is None or isinstance(cell, int | float)


def _cell(cell: object) -> str:
    if cell is None:
        return "–"
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)


def colour(word: Word) -> str:
    """The colour of a verdict's word, as the page's own variable."""
    return f"var(--{word.replace(' ', '')})"


def verdict(word: Word, title: str, inside: str) -> str:
    """A framed verdict: sign, heading and whatever stands below (HTML)."""
    sign, _ = VERDICTS[word]
    return (
        f'<section class="verdict" style="border-color:{colour(word)}"><h3>'
        f'<span aria-hidden="true" style="color:{colour(word)}">{sign}</span> {text(title)}</h3>\n'
        f"{inside}</section>\n"
    )
