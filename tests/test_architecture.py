"""The shape of the house: who may import whom, what rules may not do, where things stand.

Each check is a function of one source that gives what it objects to; each stands in `CASES`
with samples that it must object to and one that it must let pass.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {"__pycache__", "demo", "build", "dist"}
"""Folders at the top that are made, not written."""

MAY_IMPORT = {
    "rules": {"rules"},
    "docgen": {"rules", "docgen"},
    "sync": {"rules", "docgen", "sync", "templates"},
    "templates": {"templates"},
}
"""Each room and the rooms it may import; nobody imports the tests."""

HOUSE = {*MAY_IMPORT, "tests"}

ONLY_IN = {
    "gspread": "sync/google*",
    "google": "sync/google*",
    "google_auth_oauthlib": "sync/google*",
    "oauthlib": "sync/google*",
    "requests": "sync/google*",
    "tenacity": "sync/google*",
    "urllib3": "sync/google*",
    "sqlalchemy": "sync/state.py",
    "filelock": "sync/locks.py",
    "schedule": "sync/watching.py",
    "structlog": "sync/logs.py",
    "logging": "sync/logs.py",
    "xlsxwriter": "sync/draw*.py",
    "python_calamine": "sync/workbooks.py",
}
"""Libraries that one module hides from the rest."""

COMMAND_LINE = ("sync/cli.py", "sync/closing.py", "sync/command.py")
"""The files that talk to the terminal and end the program."""

IMPURE_MODULES = """
    asyncio concurrent docx docxtpl filelock ftplib glob google googleapiclient gspread http
    httpx importlib io logging multiprocessing openpyxl os pathlib python_calamine requests
    rich schedule secrets shutil signal smtplib socket sqlalchemy sqlite3 structlog subprocess sys
    tempfile threading time typer urllib uuid xlsxwriter zipfile
""".split()
PURE_PARTS = ("urllib.parse.",)
"""Parts of those libraries that only look at text."""

IMPURE_NAMES = re.compile(
    r"open|input|breakpoint|__import__|eval|exec"
    r"|pandas\.(read_\w+|Excel\w+|HDFStore)"
    r"|numpy\.(load|loadtxt|genfromtxt|fromfile|memmap|save\w*)"
)
IMPURE_METHODS = re.compile(r"to_(excel|feather|hdf|parquet|pickle|sql)|tofile")

CLOCK_NAMES = re.compile(
    r"time\.\w+|datetime\.(date|datetime)\.(today|now|utcnow)|pandas\.Timestamp\.(now|today|utcnow)"
)
CLOCK_METHODS = {"now", "today", "utcnow"}
CLOCK_WORDS = {"now", "today"}

SHARED_DICE = re.compile(r"random\.(?!Random$)\w+|numpy\.random\.(?!default_rng$)[a-z]\w+")

SPEAKING_NAMES = re.compile(
    r"print|input|exit|quit|SystemExit|sys\.(exit|stdout|stderr|stdin)|os\._exit"
    r"|(typer|click)\.(echo|secho|Exit|Abort|confirm|prompt)|rich\.(print|console\.Console|progress\.\w+)"
)

KIND_NAMES = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
"""Last words of names that tell the kind of a file, not what it holds."""

TO_DO = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")
SHARED = ".." + "/shared"
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:work/|root/|tmp/bash" + r"_jobs)")


@dataclass(frozen=True)
class Source:
    """One file: its path from the root, its text, the syntax tree of a Python file."""

    path: str
    text: str
    tree: ast.Module = field(repr=False)

    @property
    def room(self) -> str:
        return self.path.split("/")[0]


def source(path: str, text: str) -> Source:
    return Source(path, text, ast.parse(text if path.endswith(".py") else ""))


def tree_of_the_project() -> Iterator[Source]:
    """Give every text file of the project; folders with a dot are tools' own, but for .ci."""
    for top in sorted(ROOT.iterdir()):
        if top.is_file():
            yield from _texts([top])
        elif top.name == ".ci" or (top.name not in NOT_OURS and not top.name.startswith(".")):
            yield from _texts(sorted(top.rglob("*")))


def _texts(paths: list[Path]) -> Iterator[Source]:
    for path in paths:
        if path.is_file() and "__pycache__" not in path.parts:
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            yield source(path.relative_to(ROOT).as_posix(), text)


# What a source names


def imports(one: Source) -> Iterator[tuple[int, str]]:
    """Give the line and the whole name of everything imported, relative imports resolved."""
    package = one.path.split("/")[:-1]
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            start = ".".join([*base, *filter(None, [node.module])])
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def names(one: Source) -> Iterator[tuple[int, str]]:
    """Give the line and the whole name of everything used, as the imports spell it out."""
    known = dict(_aliases(one.tree))
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
            name = _dotted(node, known)
            if name is not None:
                yield node.lineno, name
    yield from imports(one)


def _aliases(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _dotted(node: ast.expr, known: dict[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        start = _dotted(node.value, known)
        return start and f"{start}.{node.attr}"
    return None


def calls(one: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give each call with the last word of what it calls."""
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node, node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node, node.func.id


# The checks


def wrong_direction(one: Source) -> Iterator[str]:
    """A room is imported against the direction rules ← docgen ← sync."""
    allowed = MAY_IMPORT.get(one.room, HOUSE)
    for line, name in imports(one):
        room = name.split(".")[0]
        if room in HOUSE and room not in allowed:
            yield f"{line}: {one.room} imports {room}"


def hidden_library(one: Source) -> Iterator[str]:
    """A library is used outside the one module that hides it."""
    for line, name in imports(one):
        place = ONLY_IN.get(name.split(".")[0], "*")
        if one.room in MAY_IMPORT and not fnmatch(one.path, place):
            yield f"{line}: {name} belongs in {place}"


def impure_rules(one: Source) -> Iterator[str]:
    """A rule reaches for files, the network or the system."""
    if one.room != "rules":
        return
    for line, name in imports(one):
        if name.split(".")[0] in IMPURE_MODULES and not name.startswith(PURE_PARTS):
            yield f"{line}: imports {name}"
    for line, name in names(one):
        if IMPURE_NAMES.fullmatch(name):
            yield f"{line}: {name}"
    for call, name in calls(one):
        if IMPURE_METHODS.fullmatch(name):
            yield f"{call.lineno}: {name}()"


def clock(one: Source) -> Iterator[str]:
    """A rule or a document asks the clock, where today is an argument."""
    if one.room not in {"rules", "docgen"}:
        return
    for line, name in names(one):
        if CLOCK_NAMES.fullmatch(name):
            yield f"{line}: {name}"
    for call, name in calls(one):
        words = {arg.value for arg in call.args if isinstance(arg, ast.Constant)}
        if name in CLOCK_METHODS:
            yield f"{call.lineno}: {name}()"
        elif name in {"to_datetime", "Timestamp", "datetime64"} and words & CLOCK_WORDS:
            yield f"{call.lineno}: {name}({words})"


def unseeded(one: Source) -> Iterator[str]:
    """A rule or a document throws dice without a seed."""
    if one.room not in {"rules", "docgen"}:
        return
    for line, name in names(one):
        if SHARED_DICE.fullmatch(name):
            yield f"{line}: {name} has no seed of its own"
    for call, name in calls(one):
        if name in {"default_rng", "Random", "RandomState"} and not (call.args or call.keywords):
            yield f"{call.lineno}: {name}() without a seed"
        if name == "sample" and "random_state" not in {word.arg for word in call.keywords}:
            yield f"{call.lineno}: sample() without random_state"


def speaking(one: Source) -> Iterator[str]:
    """Something but the command line talks to the terminal or ends the program."""
    if one.room not in MAY_IMPORT or any(fnmatch(one.path, path) for path in COMMAND_LINE):
        return
    for line, name in names(one):
        if SPEAKING_NAMES.fullmatch(name):
            yield f"{line}: {name}"


def no_docstring(one: Source) -> Iterator[str]:
    """A module does not say what it is."""
    if one.path.endswith(".py") and not ast.get_docstring(one.tree):
        yield "1: no docstring of the module"


def named_after_kind(one: Source) -> Iterator[str]:
    """A file or folder is named after its kind."""
    for part in Path(one.path).with_suffix("").parts:
        if part.lower().split("_")[-1] in KIND_NAMES:
            yield f"{part} tells the kind, not what it holds"


def left_to_do(one: Source) -> Iterator[str]:
    """Python code has a note of work that was not done."""
    if one.path.endswith(".py"):
        yield from _lines(one, TO_DO)


def machine_path(one: Source) -> Iterator[str]:
    """A text holds a path of the machine it was written on."""
    yield from _lines(one, MACHINE_PATH)


def outside_path(one: Source) -> Iterator[str]:
    """Something but Markdown points to the folder beside the project."""
    if not one.path.endswith(".md"):
        yield from _lines(one, re.compile(re.escape(SHARED)))


def _lines(one: Source, pattern: re.Pattern[str]) -> Iterator[str]:
    for number, line in enumerate(one.text.splitlines(), 1):
        if pattern.search(line):
            yield f"{number}: {line.strip()}"


# The checks, and what they must object to

Check = Callable[[Source], Iterator[str]]


@dataclass(frozen=True)
class Case:
    """A check, samples (path, text) that break it, and one beside them that does not."""

    check: Check
    broken: tuple[tuple[str, str], ...]
    sound: tuple[str, str]


def in_file(path: str, *texts: str) -> tuple[tuple[str, str], ...]:
    return tuple((path, text) for text in texts)


CASES = (
    Case(
        wrong_direction,
        (
            ("rules/edits.py", "import docgen"),
            ("rules/edits.py", "from sync.tabs import Tab"),
            ("rules/edits.py", "def late() -> None:\n    import templates"),
            ("rules/deep/edits.py", "from ...sync import tabs"),
            ("docgen/page.py", "import rules, sync.state"),
            ("docgen/page.py", "import templates"),
            ("templates/__init__.py", "import rules"),
            ("sync/state.py", "from tests import emulator"),
        ),
        ("docgen/page.py", "import rules.edits\nfrom . import words\nfrom syncopate import beat"),
    ),
    Case(
        hidden_library,
        (
            ("sync/folder.py", "import gspread"),
            ("sync/folder.py", "from google.auth import default"),
            ("sync/passes.py", "import requests"),
            ("sync/passes.py", "from tenacity import Retrying"),
            ("sync/worker.py", "from sqlalchemy import select"),
            ("docgen/page.py", "import xlsxwriter.utility"),
            ("sync/state.py", "from python_calamine import CalamineWorkbook"),
            ("sync/cli.py", "from filelock import FileLock"),
            ("sync/cli.py", "import schedule"),
            ("sync/passes.py", "import structlog"),
            ("sync/passes.py", "import logging"),
        ),
        ("sync/state.py", "import sqlalchemy as sa\nimport googol"),
    ),
    Case(
        impure_rules,
        in_file(
            "rules/edits.py",
            *(f"import {name}" for name in IMPURE_MODULES),
            "from os import path",
            "from importlib import resources",
            "open('x')",
            "input()",
            "texts = map(open, [])",
            "import pandas as pd\npd.read_csv('x')",
            "from pandas import read_excel",
            "import numpy as np\nnp.load('x')",
            "frame.to_excel('x')",
        ),
        (
            "rules/edits.py",
            "import pandas as pd\nfrom urllib.parse import urlsplit\n"
            "pd.DataFrame()\ntab.open\nreading.open_rows()",
        ),
    ),
    Case(
        clock,
        (
            *in_file(
                "rules/edits.py",
                "import datetime\ndatetime.date.today()",
                "import datetime as dt\ndt.datetime.now()",
                "from datetime import datetime\ndatetime.utcnow()",
                "from datetime import date\nclock = date.today",
                "import time\ntime.time()",
                "from time import monotonic",
                "import pandas as pd\npd.Timestamp.now()",
                "import pandas as pd\npd.to_datetime('today')",
                "import numpy as np\nnp.datetime64('now')",
            ),
            ("docgen/page.py", "import datetime as dt\ndt.date.today()"),
        ),
        ("rules/edits.py", "import datetime as dt\nlate = dt.date(2022, 3, 1) > district.today"),
    ),
    Case(
        unseeded,
        in_file(
            "rules/edits.py",
            "import random\nrandom.random()",
            "from random import shuffle",
            "import random\nrandom.Random()",
            "import numpy as np\nnp.random.rand(3)",
            "import numpy as np\nnp.random.seed(1)",
            "import numpy as np\nnp.random.default_rng()",
            "from numpy.random import default_rng\ndefault_rng()",
            "frame.sample(3)",
        ),
        (
            "rules/edits.py",
            "import random\nimport numpy as np\nrandom.Random(1)\nnp.random.default_rng(1)\n"
            "frame.sample(3, random_state=1)",
        ),
    ),
    Case(
        speaking,
        (
            ("rules/edits.py", "print(1)"),
            ("docgen/page.py", "list(map(print, rows))"),
            ("sync/worker.py", "exit(1)"),
            ("sync/worker.py", "raise SystemExit(2)"),
            ("sync/worker.py", "import sys\nsys.exit()"),
            ("sync/worker.py", "import sys as system\nsystem.stderr.write('')"),
            ("sync/worker.py", "import typer\ntyper.echo('')"),
            ("sync/worker.py", "from typer import secho as say"),
            ("sync/worker.py", "from rich import print as say"),
            ("sync/worker.py", "from rich.console import Console"),
            ("sync/worker.py", "from rich.progress import Progress as Bar"),
            ("sync/worker.py", "import click\nclick.echo('')"),
            ("templates/__init__.py", "print(1)"),
        ),
        ("sync/cli.py", "import typer\nprint(1)\ntyper.echo('')\nraise SystemExit(2)"),
    ),
    Case(
        no_docstring,
        (
            ("rules/edits.py", "import re"),
            ("rules/__init__.py", ""),
            ("sync/state.py", "# a comment\nX = 1"),
            ("tests/test_x.py", "def test() -> None: ..."),
        ),
        ("rules/edits.py", '"""What it is."""'),
    ),
    Case(
        named_after_kind,
        (
            ("rules/utils.py", ""),
            ("sync/book_helpers.py", ""),
            ("tests/common/books.py", ""),
            ("sync/Manager.py", ""),
        ),
        ("rules/managers_share.py", ""),
    ),
    Case(
        left_to_do,
        in_file("rules/edits.py", "# TO" + "DO: later", '"""Fine. FIX' + 'ME."""'),
        ("rules/edits.py", "TODOS = 1  # things to do"),
    ),
    Case(
        machine_path,
        (
            ("sync/state.py", "PATH = '/wo" + "rk/main'"),
            ("README.md", "cd /ro" + "ot/district"),
            (".ci/run", "tail /tm" + "p/bash_jobs.0/1/stdout"),
        ),
        ("README.md", "[a page](https://example.org/work/1), [another](docs/root/x.md)"),
    ),
    Case(
        outside_path,
        (("tests/test_x.py", f"open('{SHARED}/data')"), ("Makefile", f"ls {SHARED}")),
        ("README.md", f"see `{SHARED}/design`"),
    ),
)


def said(check: Check) -> str:
    return check.__name__


@pytest.fixture(scope="module")
def project() -> list[Source]:
    return list(tree_of_the_project())


@pytest.mark.parametrize("check", [case.check for case in CASES], ids=said)
def test_the_project_is_built_as_the_house_says(check: Check, project: list[Source]) -> None:
    """No file of the project gives the check anything to object to."""
    objections = [f"{one.path}:{text}" for one in project for text in check(one)]
    assert not objections, f"{check.__doc__}\n" + "\n".join(objections)


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [(case.check, *sample) for case in CASES for sample in case.broken],
)
def test_a_check_objects_to_what_breaks_it(check: Check, path: str, text: str) -> None:
    """Each check sees each of its broken samples, so that it is no check that cannot fail."""
    assert list(check(source(path, text)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: said(case.check))
def test_a_check_lets_sound_code_pass(case: Case) -> None:
    """Each check lets a sound sample pass that looks much like the broken ones."""
    assert list(case.check(source(*case.sound))) == []


def test_the_walk_sees_the_whole_project(project: list[Source]) -> None:
    """The walk finds files of every room, of the top and of .ci, and nothing of the tools."""
    paths = {one.path for one in project}
    assert {
        "rules/grid.py",
        "sync/state.py",
        "docgen/__init__.py",
        "templates/__init__.py",
    } <= paths
    assert {"templates/forms/staffing.yaml", "pyproject.toml", ".ci/run", "Makefile"} <= paths
    assert "tests/test_architecture.py" in paths
    assert not [path for path in paths if path.startswith((".git/", ".venv/", "demo/"))]
