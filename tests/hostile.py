"""A class of trouble: notebooks that break, cheat or merely surprise, each as a real file.

Every case says what is fair: the points the student deserves out of ten, and the status of the
result. A case about one answer spoils question 1 (one point) and leaves the rest right.
"""

from __future__ import annotations

import copy
import io
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grading_class import FULL, RIGHT, as_file, cell_of, lesson, student
from nbformat import NotebookNode
from small_lesson import code, markdown, stream

ALL_BUT_ONE = FULL - 1
ENDED = "graded or repaired"
"""Whether such a cell ends by itself or has to be left out is chance."""


@dataclass(frozen=True)
class Case:
    """What a student handed in, and what is fair."""

    name: str
    made: Callable[[], bytes]
    points: float
    status: str = "graded"
    entry: str = ""


CASES: list[Case] = []


def case(points: float = ALL_BUT_ONE, status: str = "graded", entry: str = "") -> Callable:
    """A function that gives a notebook (or bytes) becomes a case named after it."""

    def added(make: Callable[[], NotebookNode | bytes]) -> Callable:
        def made() -> bytes:
            notebook = make()
            return notebook if isinstance(notebook, bytes) else as_file(notebook)

        CASES.append(Case(make.__name__, made, points, status, entry))
        return make

    return added


def answer(source: str, points: float = ALL_BUT_ONE, status: str = "graded", entry: str = ""):
    """A case in which the first answer is this source: the function only gives the name."""

    def added(make: Callable) -> Callable:
        return case(points, status, entry)(
            _named(make.__name__, lambda: student(q1=source.strip("\n")))
        )

    return added


def _named(name: str, made: Callable) -> Callable:
    made.__name__ = name
    return made


# --- answers that do not end, or end Python ---------------------------------------------------


@answer("while True:\n    pass", entry="error")
def infinite_loop(): ...


@answer(
    "while True:\n    try:\n        while True: pass\n    except BaseException: pass", status=ENDED
)
def infinite_loop_that_swallows(): ...


@answer("import time\ntime.sleep(3600)", entry="error")
def sleeps_for_an_hour(): ...


@answer(
    "import signal\nfor one in (signal.SIGALRM, signal.SIGPROF):\n"
    "    signal.signal(one, signal.SIG_IGN)\nwhile True: pass",
    status="repaired",
    entry="stopped",
)
def switches_the_alarm_off(): ...


@answer("import os\nos._exit(0)\nanswer_97_1 = 7", status="repaired", entry="stopped")
def os_exit(): ...


@answer("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", entry="empty")
def kill_nine(): ...


@answer("import os, signal\nos.kill(os.getppid(), 9)\nos.kill(-1, 9)\nanswer_97_1 = 8",
        entry="")  # fmt: skip
def kills_whom_it_can(): ...


@answer("import sys\nsys.exit(3)", entry="error")
def sys_exit(): ...


@answer("exit()", entry="empty")
def plain_exit(): ...


@answer("raise KeyboardInterrupt", entry="error")
def keyboard_interrupt(): ...


@answer("import ctypes\nctypes.string_at(0)", status="repaired", entry="stopped")
def segmentation_fault(): ...


@answer(
    "import sys\nsys.setrecursionlimit(10**9)\ndef deep(n): return deep(n + 1) + 1\ndeep(0)",
    status=ENDED,
)
def bottomless_recursion(): ...


@answer("import faulthandler\nfaulthandler._sigabrt()", status="repaired", entry="stopped")
def abort(): ...


@answer("answer_97_1 = input('how many? ')", entry="error")
def asks_the_keyboard(): ...


@answer("import threading, os, time\n"
        "threading.Thread(target=lambda: (time.sleep(0.05), os._exit(1))).start()\n"
        "time.sleep(0.3)", status="repaired", entry="stopped")  # fmt: skip
def dies_a_little_later(): ...


# --- answers that want too much ---------------------------------------------------------------


@answer("for _ in range(40_000): print('flood ' * 20, end='')\nanswer_97_1 = 7", FULL)
def print_flood(): ...


@answer("import os\nfor _ in range(2000): os.write(1, b'x' * 65536)\nanswer_97_1 = 7", FULL)
def flood_below_python(): ...


@answer("import os\nfor _ in range(50):\n    os.fork()", entry="error")
def fifty_forks(): ...


@answer("import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        time.sleep(60)\n"
        "answer_97_1 = 7", FULL)  # fmt: skip
def forks_that_stay(): ...


@answer("import threading, time\nfor _ in range(500):\n"
        "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()")  # fmt: skip
def five_hundred_threads(): ...


@answer("hoard = bytearray(4 << 30)\nanswer_97_1 = 7", entry="error")
def four_gigabytes(): ...


@answer("hoard = []\nwhile True: hoard.append(bytearray(1 << 20))", entry="error")
def memory_bit_by_bit(): ...


@answer("n = 0\nwhile True:\n    n += 1\n"
        "    with open(f'fill{n}', 'wb') as f: f.write(b'x' * (8 << 20))",
        entry="error")  # fmt: skip
def fills_the_disk(): ...


@answer("n = 0\nwhile True:\n    n += 1\n    open(f'many{n}', 'w').close()", entry="error")
def many_small_files(): ...


@answer("answer_97_1 = 'x' * 50_000_000", entry="form")
def answer_of_fifty_megabytes(): ...


@answer("answer_97_1 = list(range(1_000_000))", entry="form")
def answer_with_a_million_parts(): ...


@answer("answer_97_1 = []\nanswer_97_1.append(answer_97_1)", entry="form")
def answer_that_holds_itself(): ...


@answer("answer_97_1 = 10 ** 400", entry="form")
def answer_too_large(): ...


@answer("answer_97_1 = float('nan')", entry="form")
def not_a_number(): ...


# --- answers that want to be right ------------------------------------------------------------


@answer("class Any:\n    def __eq__(self, other): return True\n    __hash__ = None\n"
        "answer_97_1 = Any()", entry="form")  # fmt: skip
def equal_to_everything(): ...


@answer("class Seven(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\n"
        "answer_97_1 = Seven(3)", entry="form")  # fmt: skip
def a_number_that_lies(): ...


@answer("import builtins\nbuiltins.print = lambda *a, **k: None\n"
        "def check(*a, **k): return 'Correct – There are seven.'\nanswer_97_1 = 3")  # fmt: skip
def own_check_and_print(): ...


@answer("import builtins, course.exercises.answers as a, course.grading.packing as p\n"
        "p.pack = a.plain = lambda *x: 'Correct'\nbuiltins.len = lambda x: 1\n"
        "answer_97_1 = 3", status=ENDED)  # fmt: skip
def patches_the_packing(): ...


@answer("import json\njson.dumps = lambda *a, **k: '{\"answers\": {\"97.1\": 7}}'\nanswer_97_1 = 3",
        FULL - 1)  # fmt: skip
def forges_its_own_frames(): ...


@answer("import os, struct, json\n"
        "f = json.dumps({'error': [], 'answers': {'97.1': 'Correct'}, 'points': 99}).encode()\n"
        "for n in range(3, 64):\n"
        "    try: os.write(n, struct.pack('>I', len(f)) + f)\n"
        "    except OSError: pass\nanswer_97_1 = 3",
        status="repaired", entry="stopped")  # fmt: skip
def writes_to_the_wire(): ...


@answer("import os, struct\n"
        "for n in range(3, 64):\n"
        "    try: os.write(n, struct.pack('>I', 1 << 31))\n"
        "    except OSError: pass", status="repaired", entry="stopped")  # fmt: skip
def announces_two_gigabytes(): ...


@answer("class Pickled:\n    def __reduce__(self): return (exec, ('open(\"/pwned\", \"w\")',))\n"
        "answer_97_1 = Pickled()", entry="form")  # fmt: skip
def an_object_to_unpickle(): ...


@answer("print('Correct – There are seven. And the ones that sank?')\nanswer_97_1 = ...",
        entry="empty")  # fmt: skip
def prints_the_verdict(): ...


@case(FULL - 2)
def prints_the_released_output():
    """The number shown in the lesson is right on the lesson's data only."""
    return student(q4="answer_97_4 = 60")


# --- answers that go looking ------------------------------------------------------------------

_LOOK = """
import os
found = []
for top in ("/", {folders}):
    for where, folders, names in os.walk(top):
        for name in names:
            if name.endswith((".ipynb", ".toml", "key.json")) or "solution" in name:
                try: found.append(open(os.path.join(where, name), encoding="utf-8").read())
                except Exception: pass
answer_97_1 = 7 if any("There are seven" in one for one in found) else 3
"""


@answer(_LOOK.format(folders=repr(str(Path(__file__).parent.parent))))
def looks_for_the_reference_on_disk(): ...


@answer("""
import gc, sys
seen = []
frame = sys._getframe()
while frame: seen.append(str(frame.f_locals)); frame = frame.f_back
for one in gc.get_objects():
    try: seen.append(str(one)[:4000] if isinstance(one, (str, dict, list, tuple, bytes)) else "")
    except Exception: pass
needle = "There are " + "seven"
answer_97_1 = 7 if any(needle in one for one in seen) else 3
""")
def looks_in_frames_and_gc(): ...


@answer("""
import glob, os
found = []
for pid in ["self", *map(str, range(1, 400))]:
    for what in ("environ", "cmdline", "maps", "mem"):
        try: found.append(open(f"/proc/{pid}/{what}", "rb").read(100000))
        except Exception: pass
answer_97_1 = 7 if found else 3
""")
def looks_in_other_processes(): ...


@answer("""
answer_97_1 = 3
try:
    from course.exercises.catalogue import exercise
    answer_97_1 = exercise("97.1").solution.pattern["answer"]
except Exception: pass
try:
    from course.exercises.variants import GENERATORS
    answer_97_1 = 7
except Exception: pass
try:
    import course, pathlib
    if list(pathlib.Path(course.__file__).parent.rglob("records/*.toml")): answer_97_1 = 7
except Exception: pass
try:
    from course import solution
    if "seven" in repr(solution("97.1")): answer_97_1 = 7
except Exception: pass
""")
def looks_into_the_package(): ...


@answer("""
import socket, urllib.request
answer_97_1 = 3
for where in (("127.0.0.1", 80), ("127.0.0.1", 8888), ("1.1.1.1", 53)):
    try: socket.create_connection(where, 0.2).close(); answer_97_1 = 7
    except OSError: pass
""")
def calls_somebody(): ...


@answer("""
import os
answer_97_1 = 3
for name in ("/gradebook.csv", "/tmp/pwned", "/usr/pwned", os.path.expanduser("~root/pwned"),
             "/dev/shm/pwned", "../../../pwned", "/etc/passwd", "/dev/null/x"):
    try: open(name, "w").write("100"); answer_97_1 = 7
    except OSError: pass
for act in (lambda: os.chmod("/usr/bin", 0o777), lambda: os.remove("/usr/bin/env"),
            lambda: os.mknod("/own/work/disk"), lambda: os.chroot("/"), lambda: os.setuid(0),
            lambda: os.link("/usr/bin/env", "/own/work/env"), lambda: os.nice(-5)):
    try: act(); print("done")
    except (OSError, AttributeError): pass
""")
def writes_everywhere(): ...


@answer("""
import ctypes, os
c = ctypes.CDLL(None)
answer_97_1 = 3
if c.unshare(0x10000000) == 0 and c.mount(b"proc", b"/own", b"proc", 0, None) == 0: answer_97_1 = 7
if c.ptrace(16, 1, 0, 0) == 0: answer_97_1 = 7
""")
def asks_the_kernel_for_more(): ...


@answer("import subprocess\nanswer_97_1 = 3\n"
        "subprocess.run('cat /etc/shadow; env; ls /; kill -9 -1', shell=True)")  # fmt: skip
def calls_a_shell(): ...


@answer("!echo 7 > seven.txt\nanswer_97_1 = 7", FULL)
def a_shell_line_that_is_honest(): ...


@answer("import sys\nsys.modules['course'] = None\nanswer_97_1 = 7\ndel check\n"
        "import builtins\ndel builtins.open", FULL)  # fmt: skip
def tears_its_own_house_down(): ...


# --- answers that would reach into the others ---------------------------------------------------


@answer("def over(*_): import os; os._exit(1)\n"
        "get_ipython().events.register('pre_run_cell', over)\nanswer_97_1 = 7", FULL)  # fmt: skip
def a_hook_that_ends_later_cells(): ...


@answer("def wrong(*_): get_ipython().user_ns['answer_97_5'] = 'sea'\n"
        "get_ipython().events.register('post_run_cell', wrong)\nanswer_97_1 = 7", FULL)  # fmt: skip
def a_hook_that_changes_later_answers(): ...


@answer("import ast\nclass One(ast.NodeTransformer):\n"
        "    def visit_Constant(self, node): return ast.Constant(1)\n"
        "get_ipython().ast_transformers.append(One())\n"
        "get_ipython().input_transformers_post.append(lambda _: ['1/0\\n'])\n"
        "answer_97_1 = 7", FULL)  # fmt: skip
def later_cells_rewritten(): ...


@answer("shell = get_ipython()\ndef leave(*a, **k): raise SystemExit\n"
        "shell.run_cell = type(shell).run_cell = leave\nanswer_97_1 = 7", FULL)  # fmt: skip
def another_way_to_run_cells(): ...


@answer("import os\nos.chdir('/')\nanswer_97_1 = 7", FULL)
def goes_to_another_folder(): ...


@answer("%cd /\nanswer_97_1 = 7", FULL)
def goes_there_by_magic(): ...


@answer("import sys\nsys.meta_path.insert(0, None)\nsys.path.clear()\nsys.stdout.close()\n"
        "print = list = str = None\nanswer_97_1 = 7", FULL)  # fmt: skip
def imports_and_names_broken(): ...


@answer("import builtins\nfor name in ('open', 'len', 'str', 'dict', 'isinstance', 'type'):\n"
        "    setattr(builtins, name, None)\nanswer_97_1 = 7", status=ENDED)  # fmt: skip
def builtins_taken_away(): ...


@answer("import os\nfor n in range(256):\n    try: os.close(n)\n    except OSError: pass\n"
        "answer_97_1 = 7", status="repaired", entry="stopped")  # fmt: skip
def closes_every_file(): ...


# --- answers written on another computer --------------------------------------------------------


@answer("%pip install pandas\n%matplotlib inline\n%load_ext autoreload\nanswer_97_1 = 7", FULL)
def magics_that_make_a_computer_ready(): ...


@answer("%%capture\n(answer_97_1 := 7)", FULL)
def capture_and_walrus(): ...


@answer('globals()["answer_97_1"] = 3\n*_, answer_97_1 = (1, globals()["answer_97_1"] + 4)', FULL)
def by_the_names_themselves(): ...


@answer("from decimal import Decimal\nanswer_97_1 = Decimal('7')", FULL)
def a_decimal(): ...


@answer("import datetime\nanswer_97_1 = datetime.timedelta(days=7)", entry="form")
def a_length_of_time_instead_of_days(): ...


@case(FULL)
def what_pandas_and_numpy_hand_over():
    return student(
        q2='import pandas as pd\nanswer_97_2 = pd.Series(["a", "c", "a"]).unique()',
        q3="import numpy as np\nanswer_97_3 = dict(zip(np.array(list('wxyz')), "
        "pd.Categorical(['East', 'west'] * 2)))",
    )


@case(FULL)
def copied_from_a_page_and_a_pdf():
    return student(q5='answer_97_5 = "\ufeffhar\u00adbour\u200b "')


@case(FULL)
def saved_in_an_old_encoding():
    text = json.dumps(student(q1="answer_97_1 = 7  # “sept”, café"), ensure_ascii=False)
    return text.encode("cp1252")


@case(FULL)
def zeros_that_a_disk_added():
    return as_file(student()) + b"\0" * 512


@case(FULL)
def a_picture_pasted_into_a_text():
    notebook = student()
    cell_of(notebook, "title-97").source = f"![](data:image/png;base64,{'A' * 8_000_000})"
    return notebook


@case(FULL, "repaired")
def saved_by_colab():
    notebook = json.loads(as_file(student()))
    notebook |= {"metadata": {"colab": {"provenance": []}}, "nbformat_minor": 0}
    for number, cell in enumerate(notebook["cells"]):
        cell.pop("id")
        cell["metadata"] = {"id": f"x{number}Zq"}
    return json.dumps(notebook).encode()


# --- notebooks that were cut about ------------------------------------------------------------


def without(*identities: str) -> NotebookNode:
    """A right notebook without some of its cells."""
    notebook = student()
    notebook.cells = [one for one in notebook.cells if one.id not in identities]
    return notebook


@case(FULL)
def deleted_check():
    return without("check-97-1", "check-97-3")


@case(FULL)
def deleted_setup():
    return without("setup-97", "demo-97")


@case(FULL)
def duplicated_check():
    notebook = student()
    again = copy.deepcopy(cell_of(notebook, "check-97-1"))
    again.id = "again"
    notebook.cells.insert(4, again)
    return notebook


@case(ALL_BUT_ONE, "repaired")
def edited_check():
    notebook = student(q1="answer_97_1 = 3")
    cell_of(notebook, "check-97-1").source = 'print("Correct")  # check("97.1", 7)'
    return notebook


@case(FULL, "repaired")
def answer_in_the_check_cell():
    notebook = student(q1="answer_97_1 = ...")
    check = cell_of(notebook, "check-97-1")
    check.source = f"answer_97_1 = 7\n{check.source}"
    return notebook


@case(FULL, "repaired")
def split_check():
    notebook = student()
    place = notebook.cells.index(cell_of(notebook, "check-97-1"))
    notebook.cells[place].source = 'check("97.1",'
    notebook.cells.insert(place + 1, code("half", "answer_97_1)", "check"))
    return notebook


@case(FULL)
def retyped_check():
    notebook = student()
    place = notebook.cells.index(cell_of(notebook, "check-97-1"))
    notebook.cells[place] = markdown("check-97-1", notebook.cells[place].source)
    return notebook


@case(FULL, "repaired")
def split_answer():
    notebook = student(q1="answer_97_1 = 3")
    place = notebook.cells.index(cell_of(notebook, "answer-97-1"))
    half = copy.deepcopy(notebook.cells[place])
    half.id, half.source = "half", "answer_97_1 = answer_97_1 + 4"
    notebook.cells.insert(place + 1, half)
    return notebook


@case(FULL, "repaired")
def retyped_answer():
    notebook = student()
    place = notebook.cells.index(cell_of(notebook, "answer-97-1"))
    notebook.cells[place] = markdown("answer-97-1", notebook.cells[place].source)
    return notebook


@case(ALL_BUT_ONE, "repaired")
def second_thoughts():
    """The first of two answers counts, also where the second is right."""
    notebook = student(q1="answer_97_1 = 3")
    again = copy.deepcopy(cell_of(notebook, "answer-97-1"))
    again.id, again.source = "again", "answer_97_1 = 7"
    notebook.cells.append(again)
    return notebook


@case(FULL, "repaired")
def an_empty_answer_and_its_copy():
    notebook = student(q1="answer_97_1 = ...")
    again = copy.deepcopy(cell_of(notebook, "answer-97-1"))
    again.id, again.source = "again", "answer_97_1 = 7"
    notebook.cells.insert(5, again)
    return notebook


@case(FULL, "repaired")
def a_text_cell_beside_the_empty_answer():
    notebook = student(q1="answer_97_1 = ...")
    notebook.cells.insert(5, markdown("typed", "answer_97_1 = 7"))
    return notebook


@case(FULL, "repaired")
def answers_in_each_others_cells():
    return student(q1=RIGHT["97.2"], q2=RIGHT["97.1"])


@case(FULL, "repaired")
def two_answers_in_one_cell():
    return student(q1=f"{RIGHT['97.1']}\n{RIGHT['97.2']}", q2="answer_97_2 = ...")


@case()
def the_next_answers_name_by_mistake():
    """The next answer itself is not touched by it."""
    return student(q1="answer_97_2 = 7")


@case(FULL)
def own_cells_before_the_answer():
    notebook = student(q1="answer_97_1 = five + two")
    notebook.cells.insert(3, code("mine", "five = 5"))
    notebook.cells.insert(4, code("mine-too", "two = 2"))
    return notebook


@case(FULL)
def imports_put_into_the_setup():
    notebook = student(q1="answer_97_1 = math.floor(7.9)")
    cell_of(notebook, "setup-97").source += "\nimport math"
    return notebook


@case(FULL)
def changed_demo():
    notebook = student(q1="answer_97_1 = len(boats)")
    cell_of(notebook, "demo-97").source = "boats = list(range(7))"
    return notebook


@case(FULL)
def answers_turned_round():
    notebook = student()
    notebook.cells = notebook.cells[:3] + notebook.cells[:2:-1]
    return notebook


@case(ALL_BUT_ONE, "repaired")
def deleted_answer():
    return without("answer-97-1")


@case(FULL, "repaired")
def stripped_metadata():
    notebook = student()
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


@case(FULL)
def missing_ids():
    notebook = student()
    for cell in notebook.cells:
        del cell["id"]
    notebook.nbformat_minor = 4
    return json.dumps(notebook).encode()


@case(FULL, "repaired")
def no_ids_no_metadata():
    notebook = student()
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"cell{number}"
    return notebook


@case(FULL, "repaired")
def the_format_before_2014():
    cells = [
        {"cell_type": one.cell_type, "language": "python", "input": one.source, "outputs": []}
        if one.cell_type == "code"
        else {"cell_type": "markdown", "source": one.source}
        for one in student().cells
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    return json.dumps(old).encode()


@case(ALL_BUT_ONE)
def nbval_skip_over_a_wrong_answer():
    notebook = student(q1="# NBVAL_SKIP\nanswer_97_1 = 3")
    for cell in notebook.cells:
        cell.metadata = {**cell.metadata, "tags": [*cell.metadata.get("tags", []), "nbval-skip"]}
    return notebook


@case(FULL)
def nbval_skip_over_a_right_one():
    return student(q1="# NBVAL_SKIP\n# NBVAL_RAISES_EXCEPTION\nanswer_97_1 = 7")


@case(ALL_BUT_ONE)
def stale_right_outputs_over_wrong_code():
    notebook = student(q1="answer_97_1 = 3")
    check = cell_of(notebook, "check-97-1")
    check.execution_count, check.outputs = 4, [stream("stdout", "Correct – There are seven.")]
    return notebook


@case(FULL - 2, "graded", "")
def half_of_the_labels():
    right = '{"w": "east", "x": "west", "y": "west", "z": "north"}'
    return student(
        q3=f"answer_97_3 = {right}".replace("north", "west").replace('"w": "east"', '"w": "west"')
    )


@case(FULL)
def defensible_earns_everything():
    return student(q3='answer_97_3 = {"w": "east", "x": "west", "y": "east", "z": "east"}')


@case(0.0)
def nothing_answered():
    return lesson()


@case(FULL)
def a_byte_order_mark_and_windows_lines():
    notebook = student(q1="five = 5\r\nanswer_97_1 = five + 2\r\n")
    return b"\xef\xbb\xbf" + as_file(notebook).replace(b"\n", b"\r\n")


@case(FULL)
def metadata_of_the_wrong_kind():
    notebook = json.loads(as_file(student()))
    notebook["metadata"] = [1, 2]
    notebook["cells"][0]["metadata"] = "none"
    notebook["cells"][1]["metadata"]["tags"] = {"a": 1}
    notebook["cells"][2]["outputs"] = "lost"
    notebook["cells"].append("no cell")
    notebook["cells"].append({"cell_type": "code", "source": [1, None, "2"]})
    return json.dumps(notebook).encode()


@case(FULL)
def thirty_megabytes_of_output():
    notebook = json.loads(as_file(student()))
    line = 'a "quoted" line, with {braces} and [brackets] \\ and more\n'
    text = [line] * (30 * 1000 * 1000 // len(line))
    notebook["cells"][2]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    return json.dumps(notebook).encode()


@case(FULL - 1, entry="error")
def a_nul_in_the_source():
    return student(q1="answer_97_1 = 7\x00")


@case(FULL)
def half_a_character():
    notebook = json.loads(as_file(student()))
    notebook["cells"][0]["source"] = "\ud83d alone"
    return json.dumps(notebook).encode()


@case(FULL)
def half_a_character_in_the_code():
    notebook = json.loads(as_file(student()))
    notebook["cells"].append({"cell_type": "code", "source": "alone = '\ud83d'", "metadata": {}})
    return json.dumps(notebook).encode()


@answer("answer_97_1 = 'a \\ud83d alone'", entry="form")
def half_a_character_as_the_answer(): ...


@answer("raise ValueError('\\ud83d <b>\\x00\\x1b[31m' * 1000)", entry="error")
def half_a_character_as_an_error(): ...


@case(FULL, "repaired")
def answer_typed_into_the_check():
    notebook = student(q1="answer_97_1 = ...")
    cell_of(notebook, "check-97-1").source = 'check("97.1", 3 + 4)'
    return notebook


@case(FULL, ENDED)
def sources_that_tire_a_parser():
    notebook = student()
    for number, source in enumerate((
        "(" * 50_000, "-" * 50_000 + "1", "1+" * 50_000 + "1", "[" * 5_000 + "]" * 5_000,
        "\n" * 300_000, " " * 300_000 + "x", "answer_97_1:\n" * 50_000, "#" * 300_000,
        "not " * 20_000 + "1", "x = " * 5_000 + "1", "a." * 20_000 + "b", "%" * 100_000,
    )):  # fmt: skip
        notebook.cells.append(code(f"tiring-{number}", source))
    return notebook


@case(ALL_BUT_ONE)
def an_answer_that_tires_a_parser():
    return student(q1="answer_97_1 = " + "(" * 100_000)


@case(FULL, "needs a person")
def a_thousand_own_cells():
    notebook = student()
    notebook.cells += [code(f"own-{number}", f"own = {number}") for number in range(1_000)]
    return notebook


# --- files that are no notebook ---------------------------------------------------------------


def unreadable(make: Callable[[], bytes]) -> Callable:
    """A case without points, whose result says that the file cannot be read."""
    return case(0.0, "unreadable")(make)


@unreadable
def not_json():
    return b"answer_97_1 = 7\n"


@unreadable
def empty_file():
    return b""


@unreadable
def only_blanks():
    return b" \n\n"


@unreadable
def broken_off():
    return as_file(student())[:1500]


@unreadable
def a_list():
    return b"[]"


@unreadable
def no_cells():
    return b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'


@unreadable
def a_hundred_thousand_brackets():
    return b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@unreadable
def an_unfinished_merge():
    return as_file(student()).replace(b'"cells"', b'<<<<<<< HEAD\n "cells"\n=======\n>>>>>>> b\n')


@unreadable
def a_web_page():
    return b"<!doctype html><title>Sign in</title>"


@unreadable
def a_zip_called_notebook():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("97_boats.ipynb", as_file(student()))
    return packed.getvalue()


@unreadable
def quotation_marks_that_never_end():
    return b'{"cells": [' + b'"\\' * 2_000_000


@unreadable
def four_million_brackets():
    return b'{"cells": [' + b"[]," * 4_000_000


@unreadable
def numbers_that_never_end():
    return b'{"cells": [{"cell_type": "code", "source": ' + b"9" * 200_000 + b"}], "


@case(0.0, "needs a person")
def another_lesson():
    notebook = json.loads(as_file(student()).replace(b"97", b"42"))
    return json.dumps(notebook).encode()


def write_class(folder: Path) -> None:
    """Nothing; every case lies in a folder of its own, and a perfect student first and last."""
    for name, data in (("aa-perfect", as_file(student())), ("zz-perfect", as_file(student()))):
        (folder / name).mkdir(parents=True)
        (folder / name / "97_boats.ipynb").write_bytes(data)
    for one in CASES:
        made = folder / one.name.replace("_", "-")
        made.mkdir()
        (made / "97_boats.ipynb").write_bytes(one.made())
    beside = folder / "aa-perfect"
    (beside / "conftest.py").write_text("raise SystemExit('mine')\n", encoding="utf-8")
    (beside / "answer.pkl").write_bytes(b"\x80\x04cos\nsystem\n")
    if hasattr(os, "symlink"):
        (folder / "linked").mkdir()
        (folder / "linked" / "97_boats.ipynb").symlink_to(beside / "97_boats.ipynb")


assert RIGHT["97.1"].endswith("7")
