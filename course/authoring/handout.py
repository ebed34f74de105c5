"""Handout: a lesson as one page to print, with room to write; it needs no network and no kernel."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import mistune
from nbformat import NotebookNode

from course.authoring.lesson import each, exercise_of, read, tags_of
from course.files import write_whole

STYLE = """
:root { color-scheme: light dark; }
body { font: 11pt/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; }
blockquote { margin: .5rem 1rem; padding-left: .75rem; border-left: 3px solid; }
pre { font: 9pt/1.4 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
  border: 1px solid #8a8a8a; border-radius: 3px; padding: .4rem .6rem; break-inside: avoid; }
pre.shows { border-style: none none none dotted; border-radius: 0; }
code { font: .92em ui-monospace, monospace; }
table { border-collapse: collapse; font-size: 9pt; margin: .5rem 0; }
th, td { border-bottom: 1px solid #8a8a8a; padding: .15rem .5rem; text-align: left;
  vertical-align: top; }
.wide { overflow-x: auto; }
.write { border: 1px solid #8a8a8a; border-radius: 3px; min-height: 4.5rem; padding: .3rem .6rem;
  break-inside: avoid; margin: .5rem 0 1rem; }
.chart { border: 1px dashed #8a8a8a; padding: .3rem .6rem; }
footer { margin-top: 2rem; border-top: 1px solid; font-size: 9pt; }
@page { margin: 18mm 16mm; }
@media print {
  body { max-width: none; padding: 0; }
  .wide { overflow: visible; }
  a { color: inherit; }
}
"""
_markdown = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])


def handout(notebook: NotebookNode) -> str:
    """A lesson as one self-contained HTML page: text, code, results, and lines to write on.

    An answer's cell becomes a box to write in; its check and its hints stay on the screen. A chart
    is named, because paper shows the table or the sentence beside it.
    """
    lines = notebook.cells[0].source.splitlines()
    title = next(line.removeprefix("# ") for line in lines if line.startswith("# "))
    body = "\n".join(part for cell in notebook.cells for part in _parts(cell))
    name = html.escape(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name} · On What Terms</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{body}\n</main>\n<footer>On What Terms · {name} · prose and data CC BY 4.0; the article "
        "that is quoted is third-party press text.</footer>\n</body>\n</html>\n"
    )


def _parts(cell: NotebookNode) -> Iterator[str]:
    tags = tags_of(cell)
    if cell.cell_type == "markdown":
        if not str(cell.get("id", "")).startswith("hints-"):
            yield str(_markdown(cell.source))
        return
    last = cell.source.strip().rpartition("\n")[2]
    if {"check", "setup"} & set(tags) or last.startswith("check("):
        return
    if exercise_of(cell):
        yield f'<div class="write">Your answer to {html.escape(exercise_of(cell))}:</div>'
        return
    if "hide-input" not in tags:
        yield f"<pre><code>{html.escape(cell.source)}</code></pre>"
    for output in cell.outputs:
        yield from _shows(output)


def _shows(output: NotebookNode) -> Iterator[str]:
    """What one output shows on paper."""
    data = output.get("data", {})
    if "application/vnd.plotly.v1+json" in data:
        chart = data["application/vnd.plotly.v1+json"]["layout"].get("title", {}).get("text", "")
        words = re.sub(r"<[^>]+>", " ", chart)
        yield f'<p class="chart">A chart on the screen: {html.escape(words)}</p>'
    elif "text/html" in data:
        page = re.sub(r"<style.*?</style>", "", data["text/html"], flags=re.DOTALL)
        yield f'<div class="wide" tabindex="0" role="group" aria-label="table">{page}</div>'
    else:
        text = output.get("text") or data.get("text/plain", "")
        yield f'<pre class="shows">{html.escape(text)}</pre>'


def main(paths: Sequence[Path] = (), target: Path = Path("build/handouts")) -> int:
    """0 when every handout was written, 1 when a notebook could not be read."""
    target.mkdir(parents=True, exist_ok=True)

    def write(path: Path) -> str:
        made = target / f"{path.stem}.html"
        write_whole(made, handout(read(path)))
        return made.as_posix()

    return each(paths, write)
