"""A tab: what a sheet that the worker makes should hold, declared once and drawn by each store.

A `Book` is a row of tabs, a `Tab` a column of blocks, a `Block` one table under its headers.
A cell of a block is a plain value or a `Cell` where it needs more than its column says.
Nothing here knows how a store draws it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from rules.grid import Value

Kind = Literal["text", "integer", "number", "share", "change", "date"]
"""How a value is shown: «share» is 0.5 as 50,0 %; «change» is 0.05 as +5,0 %."""

ChartKind = Literal["bar", "column", "bar_stacked", "column_stacked", "line"]

Style = Literal[
    "", "total", "marked", "bad", "warn", "good", "muted", "strong", "section", "label", "hint"
]
"""A look with a meaning: «marked» rests on a cell with an error, «total» is a row of sums."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with something of its own: a look, a link, a note, a list to choose from.

    `link` is «internal:'Лист'!B7», «external:../Организации/Х.xlsx#'Кадры'!B7» or a web address.
    `editable` is a cell that people fill in a protected tab.
    """

    value: Value
    kind: Kind | None = None
    style: Style = ""
    link: str = ""
    note: str = ""
    choices: tuple[str, ...] = ()
    editable: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a block.

    `group` is the upper header that neighbouring columns of the same group share.
    `colours` maps a text that a cell may hold to the style it is coloured with
    (a native conditional format). `bar` draws a native data bar in each cell.
    `editable` is a marked column: people type there, the rest of the tab is protected.
    `choices` is a drop-down; with `free` other text is accepted too. `rotated` turns the header
    upright, `clipped` texts of the last column stay on one line. A column without a title goes
    on with the one before it: header and cells of both are drawn as one.
    """

    title: str
    kind: Kind = "text"
    width: float = 12
    group: str = ""
    note: str = ""
    choices: tuple[str, ...] = ()
    free: bool = False
    editable: bool = False
    hidden: bool = False
    colours: Mapping[str, Style] = field(default_factory=dict)
    bar: bool = False
    rotated: bool = False
    clipped: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One table: a heading, lines of text, headers, rows.

    `entry_rows` are empty rows below `rows` that people fill: drawn with the columns' formats
    and drop-downs. `table` freezes the headers and puts filters on them (one block of a tab).
    `headers` False leaves the header row out (a card of labels and values). `merged` are ranges
    of `rows` drawn as one cell: zero-based, inclusive (row, column, last row, last column).
    A `folded` block shows its heading only, until somebody unfolds it (not in a protected tab).
    """

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value | Cell]] = ()
    heading: str = ""
    lines: tuple[str, ...] = ()
    entry_rows: int = 0
    table: bool = False
    headers: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: a column of a block of a tab, over its rows `first`..`last`."""

    title: str
    tab: str
    block: int
    categories: str
    values: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart; it stands `column` columns from the left, beside row `row` of its tab."""

    kind: ChartKind
    title: str
    series: tuple[Series, ...]
    row: int
    column: int
    width: int = 560
    height: int = 320
    share: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet: a title row, lines under it, blocks from top to bottom, charts.

    `open` is a tab that people fill: nothing in it is protected. In any other tab only
    editable cells and columns accept typing, unless it is not `protected`. `colour` is the
    colour of the sheet's tab as a name of `Style`. `mark` is text of the worker's own in a
    hidden cell (digest of the content as it was written), in row 1 of the column after the last.
    `frozen_columns` stay in sight on the left.
    """

    title: str
    heading: str
    blocks: tuple[Block, ...]
    lines: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    open: bool = False
    colour: Style = ""
    landscape: bool = True
    mark: str = ""
    frozen_columns: int = 0
    protected: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook of the worker's making. `date` is the date in its properties."""

    tabs: tuple[Tab, ...]
    date: dt.date


def book_date(tabs: Sequence[Tab]) -> dt.date:
    """Give the date of a worker's book: the latest that the marks of its tabs say."""
    return max(dt.date.fromisoformat(tab.mark.split()[1]) for tab in tabs)


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """Where a block stands in its sheet: zero-based rows, `last` below `first` when it is empty.

    `heading` and `lines` are the rows of its heading and first line, `header` the upper header
    row, `first` and `last` those of its rows, `end` the last row that people may fill.
    """

    heading: int
    lines: int
    header: int
    first: int
    last: int
    end: int


def layout(tab: Tab) -> tuple[BlockPlace, ...]:
    """Tell where each block of `tab` stands, so that links and charts can point there."""
    row = 1 + len(tab.lines) + 1
    places = []
    for block in tab.blocks:
        heading = row
        lines = heading + bool(block.heading)
        header = lines + len(block.lines)
        first = header + header_height(block)
        last = first + len(block.rows) - 1
        end = last + block.entry_rows
        places.append(BlockPlace(heading, lines, header, first, last, end))
        row = end + 2
    return tuple(places)


def merged_areas(block: Block) -> list[tuple[int, int, int, int]]:
    """Give the ranges of rows drawn as one cell, those of columns without a title included."""
    spans = [(one, last) for one, last in title_spans(block) if last > one]
    rows = range(len(block.rows))
    return [*block.merged, *((row, one, row, last) for row in rows for one, last in spans)]


def title_spans(block: Block) -> list[tuple[int, int]]:
    """Give the first and the last column under each title."""
    firsts = [n for n, column in enumerate(block.columns) if column.title or n == 0]
    return [(one, following - 1) for one, following in pairwise([*firsts, len(block.columns)])]


def dated(tab: Tab, line: str = "") -> Tab:
    """Give a tab of a worker's book as it is published: under the line with its date."""
    return replace(tab, lines=(line, *tab.lines))


def header_height(block: Block) -> int:
    """Give the number of header rows: two where columns share an upper header."""
    if not block.headers:
        return 0
    return 2 if any(column.group for column in block.columns) else 1
