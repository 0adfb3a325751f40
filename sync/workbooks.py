"""Workbooks as people bring them (.xlsx, .xls, .ods), read into grids.

Read by calamine, whose traps are dealt with here: it shows neither errors nor formulas, so a
book of .xlsx that has them is looked at once more by openpyxl; it reports a merged range only
when asked; it drops what stands before the first filled cell unless told not to.
"""

import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import openpyxl
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

from rules.grid import Grid, Value, place
from sync.package_guard import (
    DAMAGED,
    PASSWORD,
    UnreadableBook,
    open_package,
    refuse,
    xml_parts,
)

__all__ = ["MAX_ROWS", "UnreadableBook", "read_book"]

MAX_ROWS = 5000
MAX_COLUMNS = 400
"""No form has more; what stands beyond is not read, and that is told."""

FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
ERROR = re.compile(rb"<(?:\w+:)?c\s[^>]*\bt=[\"']e[\"']")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s")


def read_book(content: bytes, name: str) -> list[Grid]:
    """Read the bytes of a book called `name` into one grid a worksheet, in their order.

    Empty cells are «» or None. Raises UnreadableBook, and nothing else, for whatever cannot
    be read.
    """
    try:
        return _read(content)
    except UnreadableBook:
        raise
    except PasswordError as error:
        raise refuse(PASSWORD) from error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the Rust library is no Exception
        raise refuse(DAMAGED) from error


def _read(content: bytes) -> list[Grid]:
    package = open_package(content)
    special = merged = package is None
    blind = package is None
    if package is not None:
        with package:
            blind = "content.xml" in package.namelist()
            for part, data in xml_parts(package):
                if part == "META-INF/manifest.xml" and b"encryption-data" in data:
                    raise refuse(PASSWORD)
                if "/worksheets/" in part or part.startswith("xl/"):
                    special = special or bool(FORMULA.search(data) or ERROR.search(data))
                    merged = merged or bool(MERGED.search(data))
    book = CalamineWorkbook.from_object(BytesIO(content))
    try:
        grids = [
            _grid(book, sheet.name, merged, blind)
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
    finally:
        book.close()
    if special and not blind:
        return _second_look(content, grids)
    return grids


def _grid(book: CalamineWorkbook, title: str, merged: bool, blind: bool) -> Grid:
    sheet = book.get_sheet_by_name(title)
    rows: Sequence[Sequence[Value]] = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS)
    truncated = sheet.end is not None and (sheet.end[0] >= MAX_ROWS or sheet.end[1] >= MAX_COLUMNS)
    if sheet.end is not None and sheet.end[1] >= MAX_COLUMNS:
        rows = [row[:MAX_COLUMNS] for row in rows]
    ranges = (sheet.merged_cell_ranges or []) if merged else []
    return Grid(
        title,
        rows,
        merged=tuple((top, left, bottom, right) for (top, left), (bottom, right) in ranges),
        truncated=truncated,
        blind=blind,
    )


def _second_look(content: bytes, grids: list[Grid]) -> list[Grid]:
    """Find errors and formulas by openpyxl: once as they were typed, once as they were computed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        typed = openpyxl.load_workbook(BytesIO(content), read_only=True)
        computed = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        try:
            return [_looked(grid, typed, computed) for grid in grids]
        finally:
            typed.close()
            computed.close()


def _looked(grid: Grid, typed: openpyxl.Workbook, computed: openpyxl.Workbook) -> Grid:
    formulas = frozenset(_places(typed, grid.title, "f"))
    errors = _places(computed, grid.title, "e")
    if not formulas and not errors:
        return grid
    rows = [list(row) for row in grid.rows]
    uncached = set()
    for spot in sorted(formulas):
        row, column = divmod(spot, place(1, 0))
        while len(rows) <= row:
            rows.append([])
        rows[row] += [None] * (column + 1 - len(rows[row]))
        if rows[row][column] in (None, "") and spot not in errors:
            uncached.add(spot)
    return replace(grid, rows=rows, errors=errors, formulas=formulas, uncached=frozenset(uncached))


def _places(book: openpyxl.Workbook, title: str, kind: str) -> dict[int, str]:
    found = {}
    for row in book[title].iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS):
        for cell in row:
            if cell.data_type == kind:
                found[place(cell.row - 1, cell.column - 1)] = str(cell.value)
    return found
