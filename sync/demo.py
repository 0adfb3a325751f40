"""The demo district: the passport's own table, everything else invented, with human mess.

Its data stand in `templates/demo/`, readable; see the README there.
"""

import csv
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml

from rules.grid import Value
from rules.settings import settings_of
from rules.tables import assemble
from sync.config import FILE
from sync.drawing import draw
from sync.folder import BOOKS, Folder, file_name
from sync.form_tabs import Row
from sync.founding import (
    Blanks,
    aspect_lists,
    catalogue,
    found_district,
    organisation_book,
    organisation_tabs,
    shared_cells,
)
from sync.intake import Progress
from sync.resources import forms, read_text
from sync.tabs import Block, Cell, Column, Tab

TODAY = dt.date(2022, 3, 1)
REPORTING_DATE = "30.06.2021"

CONFIG = f"""\
# Учебный район: настоящая в нём только таблица «Кадры» на 30.06.2021, остальное выдумано.

# День, который программа считает сегодняшним. В настоящем районе этой строки нет.
today = {TODAY.isoformat()}
"""


class FoundingError(Exception):
    """The demo can't be made here; the text says in Russian why."""


COUNTS = ("total", "no_category", "first", "highest", "attested", "not_attested")


def found_demo(store: Folder, number: int | None, progress: Progress) -> None:
    """Make the demo district in the store's folder; what is there already stays as it is.

    `number` is how many organisations to make; None makes the passport's 29.
    """
    organisations = _organisations(number)
    settings = {row["name"]: row["value"] for row in _table("settings.csv")}
    registry = [
        {name: row.get(name) or None for name in _registry_names()} for row in organisations
    ]
    found_district(store, registry, settings, CONFIG)
    staffing = _staffing()
    table, _ = assemble(forms()["settings"], ())
    blanks = Blanks(
        settings_of(table), aspect_lists(catalogue()), {"directions": forms()["directions"].initial}
    )
    messes: dict[str, list[dict[str, Any]]] = {}
    for mess in yaml.safe_load(read_text("demo", "messes.yaml")):
        messes.setdefault(mess["org"], []).append(mess)
    for done, row in enumerate(organisations):
        progress("Книги организаций", done, len(organisations))
        card = {name: value or None for name, value in row.items()}
        rows: dict[str, list[Row]] = {
            "organisation": [card | shared_cells(card)],
            "staffing": staffing[row["origin"]],
        }
        tabs = organisation_tabs(rows, blanks, row["kind"])
        for mess in messes.get(row["code"], ()):
            tabs = MESSES[mess["mess"]](tabs, mess)
        store.create(
            f"{BOOKS}/{file_name(row['short_name'])}", draw(organisation_book(tabs, blanks))
        )
    progress("Книги организаций", len(organisations), len(organisations))


def refuse_strange_folder(store: Folder) -> None:
    """Keep the demo's invented books out of a real district and of any other folder.

    FoundingError where the folder holds something else than a demo.
    """
    config = store.read(FILE)
    standing = {path.name for path in store.path.iterdir()} if store.path.is_dir() else set()
    if config is None and standing - {".vzaimo"}:
        msg = f"Папка «{store.path}» не пуста: для учебного района нужна новая."
        raise FoundingError(msg)
    if config is not None and config != CONFIG.encode():
        msg = f"В папке «{store.path}» уже есть район, и он не учебный: укажите другую папку."
        raise FoundingError(msg)


def _registry_names() -> Sequence[str]:
    return forms()["registry"].names


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(read_text("demo", name).splitlines()))


def _organisations(number: int | None) -> list[dict[str, str]]:
    """Give the organisations, the 29 of the passport over and over where more are wanted.

    `origin` is the code of the one whose figures they have.
    """
    base = _table("organisations.csv")
    made = []
    for position in range(len(base) if number is None else number):
        row, copy = base[position % len(base)], position // len(base)
        row = row | {"origin": row["code"]}
        if copy:
            row["code"] = f"{row['code']}-{copy + 1}"
            row["short_name"] = f"{row['short_name']} ({copy + 1})"
            row["parent"] = f"{row['parent']}-{copy + 1}" if row["parent"] else ""
        made.append(row)
    return made


def _staffing() -> dict[str, list[Row]]:
    """Give the rows of «Кадры» of each of the 29 by code, the earliest date first."""
    codes = [row["code"] for row in _table("organisations.csv")]
    managers = {row["code"]: row["managers"] for row in _table("managers_2021-06-30.csv")}
    rows: dict[str, list[Row]] = {code: [] for code in codes}
    for row in _table("staffing_earlier.csv"):
        counts = {name: _number(row[name]) for name in (*COUNTS, "managers")}
        rows[row["code"]].append({"date": row["date"]} | counts)
    for code, row in zip(codes, _table("staffing_2021-06-30.csv"), strict=True):
        counts = {name: _number(row[name]) for name in COUNTS}
        head = _number(managers.get(code, ""))
        rows[code].append({"date": REPORTING_DATE} | counts | {"managers": head})
    return {code: sorted(own, key=_day) for code, own in rows.items()}


def _day(row: Row) -> dt.date:
    return dt.datetime.strptime(row["date"], "%d.%m.%Y").date()


def _number(text: str) -> int | None:
    return int(text) if text else None


# --- messes -----------------------------------------------------------------------------------

Tabs = tuple[Tab, ...]
Mess = Mapping[str, Any]


def _in_block(change: Callable[[Block, Mess], Block]) -> Callable[[Tabs, Mess], Tabs]:
    """Make a mess of a tab from a mess of its only block."""

    def spoil(tabs: Tabs, mess: Mess) -> Tabs:
        return tuple(
            replace(tab, blocks=(change(tab.blocks[0], mess),)) if tab.title == mess["tab"] else tab
            for tab in tabs
        )

    return spoil


def _column(block: Block, start: str) -> int:
    return next(n for n, c in enumerate(block.columns) if c.title.startswith(start))


def _row(block: Block, day: str) -> int:
    wanted = dt.datetime.strptime(day, "%d.%m.%Y").date()
    return next(n for n, row in enumerate(block.rows) if row[0] == wanted)


def _moved_column(block: Block, mess: Mess) -> Block:
    source, target = _column(block, mess["column"]), mess["to"]

    def moved(items: Sequence[Any]) -> list[Any]:
        rest = [item for number, item in enumerate(items) if number != source]
        return [*rest[:target], items[source], *rest[target:]]

    return replace(block, columns=tuple(moved(block.columns)), rows=list(map(moved, block.rows)))


def _inserted_column(block: Block, mess: Mess) -> Block:
    at = mess["to"]
    columns = (*block.columns[:at], Column(mess["text"]), *block.columns[at:])
    rows = [[*row[:at], None, *row[at:]] for row in block.rows]
    return replace(block, columns=columns, rows=rows)


def _renamed_header(block: Block, mess: Mess) -> Block:
    at = _column(block, mess["column"])
    columns = list(block.columns)
    columns[at] = replace(columns[at], title=mess["text"])
    return replace(block, columns=tuple(columns))


def _typed_text(block: Block, mess: Mess) -> Block:
    rows = [list(row) for row in block.rows]
    rows[_row(block, mess["row"])][_column(block, mess["column"])] = mess["text"]
    return replace(block, rows=rows)


def _total_row(block: Block, mess: Mess) -> Block:
    def total(column: int) -> int:
        return sum(row[column] for row in block.rows if isinstance(row[column], int))  # type: ignore[misc]

    totals = [total(column) for column in range(1, len(block.columns))]
    return replace(block, rows=[*block.rows, ["Итого", *totals]])


def _numbered_columns(block: Block, mess: Mess) -> Block:
    numbers = list(range(1, len(block.columns) + 1))
    row: list[Value | Cell] = [Cell(number, "integer") for number in numbers]
    return replace(block, rows=[row, *block.rows])


def _blank_rows(block: Block, mess: Mess) -> Block:
    blank: list[None] = [None] * len(block.columns)
    return replace(block, rows=[*[blank] * mess["count"], *block.rows])


def _merged_cells(block: Block, mess: Mess) -> Block:
    row = _row(block, mess["row"])
    left, right = (_column(block, name) for name in mess["columns"])
    return replace(block, merged=((row, left, row, right),))


def _title_above(tabs: Tabs, mess: Mess) -> Tabs:
    return tuple(
        replace(tab, lines=(*tab.lines, mess["text"], "(заполнено по приказу)"))
        if tab.title == mess["tab"]
        else tab
        for tab in tabs
    )


def _renamed_tab(tabs: Tabs, mess: Mess) -> Tabs:
    return tuple(
        replace(tab, title=mess["text"]) if tab.title == mess["tab"] else tab for tab in tabs
    )


def _extra_tab(tabs: Tabs, mess: Mess) -> Tabs:
    columns = (Column("№", "integer"), Column("Отделение", width=30))
    names = ("Лыжные гонки", "Волейбол", "Самбо")
    rows: list[list[Value | Cell]] = [[n, name] for n, name in enumerate(names, start=1)]
    return (*tabs, Tab(mess["text"], mess["text"], (Block(columns, rows),), open=True))


MESSES: dict[str, Callable[[Tabs, Mess], Tabs]] = {
    "moved_column": _in_block(_moved_column),
    "inserted_column": _in_block(_inserted_column),
    "renamed_header": _in_block(_renamed_header),
    "typed_text": _in_block(_typed_text),
    "total_row": _in_block(_total_row),
    "numbered_columns": _in_block(_numbered_columns),
    "blank_rows": _in_block(_blank_rows),
    "merged_cells": _in_block(_merged_cells),
    "title_above": _title_above,
    "renamed_tab": _renamed_tab,
    "extra_tab": _extra_tab,
}
"""What can happen to a book, by its name in `messes.yaml`."""
