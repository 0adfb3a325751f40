"""A small demo district on disk, and what people do to its books between passes."""

import datetime as dt
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from rules.grid import a1, place
from rules.personal import Personal
from sync import worker_books
from sync.config import FILE, load
from sync.demo import TODAY, found_demo
from sync.folder import ANSWERS, BOOKS, COORDINATOR, SUMMARY, Folder
from sync.passes import Result, run
from sync.state import State
from sync.workbooks import read_book

NOW = dt.datetime(2026, 1, 1, 12)
OYA = "МБОУ «Ойская СШ».xlsx"
LAST = "МБДОУ Ермаковский детский сад №1 комбинированного вида «Ромашка».xlsx"


def silent(what: str, done: int, of: int) -> None:
    """Show no progress."""


def found(folder: Path, number: int | None = 5, personal: Personal = "books") -> Path:
    """Make a demo district of the first `number` organisations in `folder`."""
    found_demo(Folder(folder, folder / ".vzaimo" / "copies", personal), number, silent)
    return folder


def store(folder: Path) -> Folder:
    """Give the store over `folder`, configured as its file says."""
    personal = load(folder).personal if (folder / FILE).is_file() else "books"
    return Folder(folder, folder / ".vzaimo" / "copies", personal)


def go(folder: Path, today: dt.date = TODAY, **more: Any) -> Result:
    """Make a pass."""
    state = State(folder / ".vzaimo")
    try:
        return run(store(folder), state, today, NOW, **more)
    finally:
        state.close()


def files(folder: Path) -> dict[str, bytes]:
    """Give the bytes of every file of the district but the worker's own folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".vzaimo" not in path.parts
    }


def people_files(folder: Path) -> dict[str, bytes]:
    """Give the bytes of the files that people own."""
    return {
        name: content
        for name, content in files(folder).items()
        if name.startswith(BOOKS) or name == COORDINATOR
    }


def copy(source: Path, target: Path, *, state: bool = True) -> Path:
    """Copy a district, with or without its state."""
    ignore = None if state else shutil.ignore_patterns(".vzaimo")
    shutil.copytree(source, target, ignore=ignore)
    return target


def edit(path: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    """Open a book as a person would in Excel, change it and save it."""
    book = opened(path)
    change(book)
    book.save(path)


def opened(path: Path) -> openpyxl.Workbook:
    """Open a book; openpyxl warns that it drops the native data bars."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".* extension is not supported")
        return openpyxl.load_workbook(path)


def type_into(path: Path, tab: str, cell: str, value: object) -> None:
    """Type `value` into one cell of a book."""

    def change(book: openpyxl.Workbook) -> None:
        book[tab][cell] = value

    edit(path, change)


def explain(folder: Path, book: str, rule: str, text: str | None) -> str:
    """Type an explanation beside the finding of `rule` in the answer `book`; give its key."""
    path = folder / ANSWERS / book
    (grid,) = read_book(path.read_bytes(), book)
    columns: dict[str, int] = {}
    for number, row in enumerate(grid.rows):
        names = {str(value): column for column, value in enumerate(row) if value}
        if "Пояснение" in names:
            columns = names
        elif columns and row[columns["Правило"]] == rule:
            type_into(path, grid.title, a1(place(number, columns["Пояснение"])), text)
            return str(row[columns["ключ"]])
    msg = f"no finding of {rule} in {book}"
    raise AssertionError(msg)


def decide(folder: Path, tab: str, column: str, typed: dict[str, Any]) -> None:
    """Type into a marked column of the summary, as a coordinator does: key of the row → value."""
    (grid,) = [g for g in read_book((folder / SUMMARY).read_bytes(), SUMMARY) if g.title == tab]
    headers: dict[str, int] = {}
    cells = {}
    for number, row in enumerate(grid.rows):
        names = {str(value): place_ for place_, value in enumerate(row) if value}
        if "ключ" in names:
            headers = names
        elif headers and row[headers["ключ"]] in typed:
            cells[a1(place(number, headers[column]))] = typed[str(row[headers["ключ"]])]
    assert len(cells) == len(typed), (typed, sorted(headers))

    def change(book: openpyxl.Workbook) -> None:
        for address, value in cells.items():
            book[tab][address] = value

    edit(folder / SUMMARY, change)


def rows(folder: Path, rule: str | None = None, tab: str = "Замечания") -> list[dict[str, Any]]:
    """Give the rows of a table of the summary by header; of one rule only when it is given."""
    grids = {grid.title: grid for grid in read_book((folder / SUMMARY).read_bytes(), SUMMARY)}
    header: list[str] | None = None
    found = []
    for row in grids[tab].rows:
        if header is None and {"ОО", "Важность", "Аспект", "ключ"} & set(map(str, row)):
            header = [str(value) for value in row]
        elif header is not None:
            made = dict(zip(header, row, strict=False))
            if rule is None or made["Правило"] == rule:
                found.append(made)
    return found


def answer_rows(folder: Path, book: str) -> dict[str, str]:
    """Give the explanations that stand in an answer, by key."""
    grids = read_book((folder / ANSWERS / book).read_bytes(), book)
    return {cell.key: str(cell.value or "") for cell in worker_books.typed(grids)}
