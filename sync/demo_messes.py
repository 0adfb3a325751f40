"""What people do to the books of the demo, the way it happens in life (`messes.yaml`)."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rules.grid import Value
from sync.tabs import Block, Cell, Column, Tab

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
