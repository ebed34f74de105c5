"""Who may import whom: down only, and data files are opened in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import course

PACKAGE = Path(course.__file__).parent
ROOT = PACKAGE.parent

LAYERS = {
    # The door may know everybody; nobody knows the door.
    "course.__main__": 5,
    # Trades use the course to make it or to run a class; no lesson needs them.
    "course.authoring": 4,
    "course.classroom": 4,
    "course.grading": 4,
    "course.gradebook": 4,
    "course.assigning": 4,
    "course.doctor": 4,
    # Faces show and judge; they know methods and data, not who runs the class.
    "course.explorers": 3,
    "course.exercises": 3,
    "course.figures": 3,
    "course.progress": 3,
    "course.style": 3,
    # The student's own coding is a file of theirs, not one of the course's data.
    "course.coding": 3,
    # Methods work on any text and any frame; they never show anything.
    "course.reading": 2,
    "course.conditions": 2,
    "course.agreement": 2,
    "course.dating": 2,
    "course.repairs": 2,
    "course.collating": 2,
    "course.claims": 2,
    "course.queries": 2,
    "course.limits": 2,
    "course.tallies": 2,
    "course.treaties": 2,
    # Knowledge is what everything stands on.
    "course.library": 1,
    "course.codebook": 1,
    "course.records": 0,
    "course.cells": 0,
    "course.files": 0,
}
HOMES: dict[str, str] = vars(course)["_HOMES"]
"""Where each name of the package's door comes from."""

ALONE = {"course.doctor", "course.records", "course.cells", "course.files", "course"}
"""Modules that use the standard library only."""

OPENERS = {
    "open", "fdopen", "read_text", "read_bytes", "read_csv", "read_json", "read_table",
    "read_excel", "read_parquet", "loadtxt", "genfromtxt", "load", "open_text", "open_binary",
}  # fmt: skip


def module_of(path: Path, root: Path = ROOT) -> str:
    """The dotted name of a file of the package."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer_of(module: str) -> int | None:
    """The layer a module belongs to; None for the package itself and for what is not ours."""
    while module and module not in LAYERS:
        module = module.rpartition(".")[0]
    return LAYERS.get(module)


def imports(tree: ast.AST, module: str, package: bool = False) -> Iterator[tuple[int, str]]:
    """Every module that the code imports, wherever it does so, with its line.

    A name taken from the package's door (`from course import table`) counts as the module it
    comes from.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: len(module.split(".")) - node.level + package]
            home = ".".join([*above, node.module or ""]).strip(".") if node.level else node.module
            for alias in node.names:
                full = f"{home}.{alias.name}"
                if home == "course" and alias.name in HOMES:
                    yield node.lineno, HOMES[alias.name]
                else:
                    yield node.lineno, full if layer_of(full) is not None else str(home)


def upward(source: str, module: str, package: bool = False) -> list[str]:
    """The imports that go up, in words."""
    mine = layer_of(module)
    if mine is None:
        return []
    found = []
    for line, other in imports(ast.parse(source), module, package):
        theirs = layer_of(other)
        if theirs is not None and theirs > mine:
            found.append(f"{module}, line {line}: imports {other}, which stands above it")
    return found


FILES = sorted(PACKAGE.rglob("*.py"))
FILES = [path for path in FILES if "_data" not in path.parts]
each_file = pytest.mark.parametrize("path", FILES, ids=[module_of(path) for path in FILES])


@each_file
def test_imports_go_down_only(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert upward(source, module_of(path), path.name == "__init__.py") == []


@each_file
def test_every_module_has_its_layer(path: Path) -> None:
    module = module_of(path)
    assert module == "course" or layer_of(module) is not None, f"give {module} a layer"


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("course.library", "from course.exercises.check import check"),
        ("course.library", "import course.reading.document"),
        ("course.reading.document", "from course import table, check"),
        ("course.reading.document", "from course import explorers"),
        ("course.reading.document", "from ..exercises import check"),
        ("course.exercises.check", "def late():\n    from course.authoring import run"),
        ("course.explorers.frame", "from course.classroom.backup import save_work"),
        ("course.records", "if TYPE_CHECKING:\n    from course.library import table"),
        ("course.doctor", "import course.__main__"),
    ],
)
def test_an_upward_import_is_found(module: str, source: str) -> None:
    assert len(upward(source, module)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("course.reading.document", "from course.library import table\nimport re"),
        ("course.reading.document", "from course import load_article"),
        ("course.exercises.check", "from course import progress"),
        ("course.authoring.run", "import course\nfrom course.exercises import check"),
    ],
)
def test_a_downward_import_is_fine(module: str, source: str) -> None:
    assert upward(source, module) == []


@pytest.mark.parametrize("module", sorted(ALONE))
def test_some_modules_use_the_standard_library_only(module: str) -> None:
    place = ROOT.joinpath(*module.split("."))
    whole = place.is_dir() and module != "course"
    paths = sorted(place.glob("*.py")) if whole else [
        place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    ]  # fmt: skip
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {name for _, name in imports(tree, module_of(path), path.name == "__init__.py")}
        outside = {
            name
            for name in names
            if name.partition(".")[0] not in sys.stdlib_module_names
            and not f"{name}.".startswith(f"{module}.")
        }
        assert paths and outside == set(), path


def test_import_course_loads_no_library() -> None:
    code = "import sys, course; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded & {"plotly", "ipywidgets", "pandas", "numpy", "IPython", "anywidget"} == set()
    assert [name for name in done.stdout.split() if name.startswith("course.")] == []


def test_every_public_name_has_a_home_that_exists() -> None:
    homes = {name: layer_of(home) for name, home in HOMES.items()}
    assert None not in homes.values()


def opened(source: str) -> list[str]:
    """The calls that open a file, by line."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = ((node.lineno, ast.unparse(node.func).rpartition(".")[2]) for node in calls)
    return [f"line {line}: {name}( )" for line, name in names if name in OPENERS]


BELOW_FACES = [
    path
    for path in FILES
    if (layer_of(module_of(path)) or 0) <= 2
    and module_of(path) not in ("course.library", "course.files")
]


@pytest.mark.parametrize("path", BELOW_FACES, ids=[module_of(path) for path in BELOW_FACES])
def test_only_the_library_opens_data_files(path: Path) -> None:
    assert opened(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["open('x')", "pd.read_csv(p)", "Path('x').read_bytes()", "tomllib.load(f)", "io.open(p)"],
)
def test_an_opened_file_is_found(source: str) -> None:
    assert len(opened(source)) == 1


def without_encoding(source: str) -> list[str]:
    """The places where a text file is opened without saying in which encoding."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        texts = [one.value for one in (*node.args, *(k.value for k in node.keywords))
                 if isinstance(one, ast.Constant) and isinstance(one.value, str)]  # fmt: skip
        binary = name == "open" and any(
            set(text) <= set("rwxab+") and "b" in text for text in texts
        )
        named = any(keyword.arg in ("encoding", None) for keyword in node.keywords)
        if name in ("open", "read_text", "write_text", "read_csv", "to_csv") and not (
            binary
            or named
            or ast.unparse(node.func) in ("webbrowser.open", "os.open", "archive.open")
        ):
            found.append(f"line {node.lineno}: {ast.unparse(node)[:60]}")
    return found


SOURCES = [*FILES, *sorted((ROOT / "tests").rglob("*.py")), *sorted(ROOT.glob("requirements/*.py"))]


@pytest.mark.parametrize(
    "path", SOURCES, ids=[path.relative_to(ROOT).as_posix() for path in SOURCES]
)
def test_no_file_is_opened_without_an_encoding(path: Path) -> None:
    assert without_encoding(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("open(path)", 1),
        ("path.read_text()", 1),
        ("path.write_text('x')", 1),
        ("open(path, 'rb')", 0),
        ("open(path, encoding='utf-8')", 0),
        ("path.read_bytes()", 0),
    ],
)
def test_a_missing_encoding_is_found(source: str, found: int) -> None:
    assert len(without_encoding(source)) == found
