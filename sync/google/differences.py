"""The values of a standing tab that are not as wanted, as requests that write them and no others.

A decision's cell is written only where its row or column is new, or where it is empty and what
was typed stands in a copy of the row: what people type there is never written over.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from rules.grid import Grid, Value, place
from sync.drawn_values import Held, held
from sync.google.canvas import LONGEST_TEXT, Canvas
from sync.google.rectangles import rectangles
from sync.google.serials import serial
from sync.google.sheets import Sheet
from sync.google.standing import Moves
from sync.worker_books import RETIRED, decision_value

Request = dict[str, Any]

OWN, TYPED = "own", "typed"


def all_values(canvas: Canvas, sheet: int) -> Iterator[Request]:
    """Give the request that writes all values into an empty sheet."""
    rows = [{"values": [_cell(value) for value in _trimmed(row)]} for row in canvas.values]
    yield _update(sheet, 0, 0, rows)


def differing_values(canvas: Canvas, sheet: Sheet, moves: Moves) -> Iterator[Request]:
    """Give the requests that write what differs once the lines stand as `moves` puts them."""
    yield from _wanted_values(canvas, sheet, moves)
    yield from _retired_marks(canvas, sheet, moves)


def _wanted_values(canvas: Canvas, sheet: Sheet, moves: Moves) -> Iterator[Request]:
    rows: list[list[str | None]] = []
    for number, (row, source) in enumerate(zip(canvas.values, moves.rows.sources, strict=True)):
        copied = canvas.keys[number] in moves.copied
        kinds: list[str | None] = []
        for column, value in enumerate(row):
            spot = (source, moves.columns.sources[column])
            if canvas.is_typed(number, column):
                kinds.append(TYPED if _is_missing(sheet.grid, spot, value, copied) else None)
            else:
                kinds.append(OWN if _differs(sheet.grid, spot, value) else None)
        rows.append(_joined(kinds, canvas, number))
    for (top, left, bottom, right), _ in rectangles(rows):
        cells = [
            {"values": [_cell(value) for value in canvas.values[row][left : right + 1]]}
            for row in range(top, bottom + 1)
        ]
        yield _update(sheet.id, top, left, cells)


Spot = tuple[int | None, int | None]
"""Where a cell of a canvas stood: None for a new row or column."""


def _is_missing(grid: Grid, spot: Spot, wanted: Held, copied: bool) -> bool:
    """Tell whether a decision is to be written; `copied` when its row stands there twice."""
    row, column = spot
    if wanted is None or row is None or column is None:
        return wanted is not None
    return copied and decision_value(at(grid, row, column)) in (None, "")


def _differs(grid: Grid, spot: Spot, wanted: Held) -> bool:
    """Tell whether what stands in a cell of the worker's is not the wanted value."""
    row, column = spot
    if row is None or column is None:
        return wanted is not None
    if (packed := place(row, column)) in grid.errors or packed in grid.formulas:
        return True
    standing = held(at(grid, row, column), LONGEST_TEXT)
    return standing != wanted or isinstance(standing, bool) is not isinstance(wanted, bool)


def at(grid: Grid, row: int, column: int) -> Value:
    """Give the value at a place, «» beyond the grid."""
    cells = grid.rows[row] if row < len(grid.rows) else ()
    return cells[column] if column < len(cells) else ""


def _joined(kinds: Sequence[str | None], canvas: Canvas, row: int) -> list[str | None]:
    """Let a row be written at one go between cells that differ, but never over a decision."""
    joined = list(kinds)
    before: int | None = None
    for column, kind in enumerate(kinds):
        if canvas.is_typed(row, column):
            before = None
        elif kind is not None:
            for number in range(before if before is not None else column, column):
                joined[number] = OWN
            before = column
    return joined


def _retired_marks(canvas: Canvas, sheet: Sheet, moves: Moves) -> Iterator[Request]:
    """Mark the lines that are retired, as far as they are not yet."""
    mark = [{"values": [_cell(RETIRED)]}]
    column = moves.columns.sources[canvas.mark_column]
    for number, source in enumerate(moves.rows.retired, start=canvas.rows):
        if column is None or at(sheet.grid, source, column) != RETIRED:
            yield _update(sheet.id, number, canvas.mark_column, mark)
    row = moves.rows.sources[0]
    for number, source in enumerate(moves.columns.retired, start=canvas.columns):
        if row is None or at(sheet.grid, row, source) != RETIRED:
            yield _update(sheet.id, 0, number, mark)


def _update(sheet: int, row: int, column: int, rows: Sequence[Request]) -> Request:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": list(rows), "fields": "userEnteredValue"}}


def _trimmed(row: Sequence[Held]) -> Sequence[Held]:
    count = len(row)
    while count and row[count - 1] is None:
        count -= 1
    return row[:count]


def _cell(value: Held) -> Request:
    """Give a value by its type: no text can become a formula."""
    if value is None:
        return {}
    if isinstance(value, str):
        return {"userEnteredValue": {"stringValue": value}}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    number = serial(value) if isinstance(value, dt.datetime) else value
    return {"userEnteredValue": {"numberValue": number}}
