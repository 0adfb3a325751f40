"""Workbooks as people bring them (.xlsx, .xls, .ods), read into grids.

Read by calamine, whose traps are dealt with here and in `sheet_scan`: it shows neither errors
nor formulas, it drops what stands before the first filled cell unless told not to, and it is
handed only parts of a package that `package_guard` has unpacked. An .xls is read in a process
of its own: its container can make the library run for ever or end the program.
"""

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import cast

from python_calamine import CalamineWorkbook, SheetTypeEnum

from rules.grid import MAX_COLUMNS, Grid, Value
from sync.package_guard import (
    BOMB,
    DAMAGED,
    Package,
    UnreadableBook,
    open_package,
    packed,
    refuse,
    sheet_like,
)
from sync.sheet_scan import LARGEST_ODS, Scan, guard_counts, is_plain, ods_area, scan, sheet_parts

__all__ = ["MAX_COLUMNS_READ", "MAX_ROWS", "UnreadableBook", "read_book"]

MAX_ROWS = 5000
MAX_COLUMNS_READ = 400
"""No form has more; what stands beyond is not read, and that is told."""

PANICS = "pyo3_runtime"
"""Where a panic of the Rust library comes from; it derives from BaseException."""

ROOT = Path(__file__).resolve().parent.parent
APART = "import sys; sys.path.insert(0, sys.argv[1]); import sync.workbooks as w; w.read_apart()"
SECONDS_APART = 60
MEMORY_APART = 2 * 2**30


def read_book(content: bytes, name: str, skip: Collection[str] = ()) -> list[Grid]:
    """Read the bytes of a book called `name` into one grid a worksheet, in their order.

    Hidden sheets are read too, chart and macro sheets are not. Empty cells are «», as calamine
    gives them. Tabs called as in `skip` are left out. Raises UnreadableBook, and nothing else,
    for whatever cannot be read.
    """
    try:
        package = open_package(content)
        return _read_apart(content) if package is None else _read_package(package, skip)
    except UnreadableBook:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__module__ == PANICS:
            raise refuse(DAMAGED) from error
        raise


def _read_package(package: Package, skip: Collection[str]) -> list[Grid]:
    parts = dict(package.parts)
    if package.is_ods:
        if ods_area(parts["content.xml"]) > LARGEST_ODS:
            raise refuse(BOMB)
        return _grids(packed(parts), blind=True, skip=skip)
    guard_counts(parts)
    scans = {
        part: scan(data, MAX_ROWS, MAX_COLUMNS_READ)
        for part, data in sheet_like(parts)
        if not is_plain(data)
    }
    safe = packed(parts | {part: one.data for part, one in scans.items()})
    grids = _grids(safe, blind=False, skip=skip)
    return _completed(grids, parts, scans) if scans else grids


def _grids(content: bytes, *, blind: bool, skip: Collection[str] = ()) -> list[Grid]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    try:
        return [
            _grid(book, index, blind)
            for index, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.name not in skip
        ]
    finally:
        book.close()


def _grid(book: CalamineWorkbook, index: int, blind: bool) -> Grid:
    sheet = book.get_sheet_by_index(index)
    # times of day and durations pass through too: no field is of such a kind, its parser says so
    raw = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS)
    rows = cast(Sequence[Sequence[Value]], raw)
    last_row, last_column = sheet.end or (0, 0)
    if last_column >= MAX_COLUMNS_READ:
        rows = [row[:MAX_COLUMNS_READ] for row in rows]
    merged = sheet.merged_cell_ranges or []
    return Grid(
        sheet.name,
        rows,
        merged=tuple((top, left, bottom, right) for (top, left), (bottom, right) in merged),
        truncated=last_row >= MAX_ROWS or last_column >= MAX_COLUMNS_READ,
        blind=blind,
    )


# --- what calamine does not show --------------------------------------------------------------


def _completed(
    grids: Sequence[Grid], parts: Mapping[str, bytes], scans: Mapping[str, Scan]
) -> list[Grid]:
    places = sheet_parts(parts)
    found = ((grid, scans.get(places.get(grid.title, ""))) for grid in grids)
    return [_with(grid, one) if one else grid for grid, one in found]


def _with(grid: Grid, found: Scan) -> Grid:
    return replace(
        grid,
        rows=_reaching(grid.rows, found.uncached | found.errors.keys()),
        errors=found.errors,
        formulas=frozenset(found.formulas),
        uncached=frozenset(found.uncached),
        truncated=grid.truncated or found.truncated,
    )


def _reaching(rows: Sequence[Sequence[Value]], places: set[int]) -> list[list[Value]]:
    """Add empty cells so that each of `places` is in `rows`: calamine drops them at the end."""
    wanted = [list(row) for row in rows]
    for row, column in (divmod(spot, MAX_COLUMNS) for spot in places):
        wanted += [[] for _ in range(row + 1 - len(wanted))]
        wanted[row] += [""] * (column + 1 - len(wanted[row]))
    return wanted


# --- .xls, in a process of its own ------------------------------------------------------------


def _read_apart(content: bytes) -> list[Grid]:
    try:
        answer = subprocess.run(
            [sys.executable, "-P", "-c", APART, str(ROOT)],
            input=content,
            capture_output=True,
            timeout=SECONDS_APART,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise refuse(DAMAGED) from error
    grids: list[Grid] = pickle.loads(answer.stdout)
    return grids


def read_apart() -> None:
    """Read an .xls from the standard input and give its grids, pickled, on the standard output."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_APART, MEMORY_APART))
    with os.fdopen(0, "rb") as given, os.fdopen(1, "wb") as wanted:
        wanted.write(pickle.dumps(_grids(given.read(), blind=True)))
