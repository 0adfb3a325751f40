"""The values of a standing tab that are not as wanted, as requests that write them and no others.

A decision's cell is written only when what was read there is another decision than the wanted
one: what somebody types there meanwhile is not touched.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rules.grid import Grid, Value, place
from sync.drawn_values import Held, held
from sync.google.canvas import LONGEST_TEXT, Canvas
from sync.google.rectangles import rectangles
from sync.google.serials import serial
from sync.google.sheets import Sheet
from sync.google.standing import RETIRED, Moves
from sync.worker_books import decision_value

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
    differs = _difference(sheet.grid)
    rows: list[list[str | None]] = []
    for number, (row, source) in enumerate(zip(canvas.values, moves.rows.sources, strict=True)):
        kinds: list[str | None] = []
        for column, value in enumerate(row):
            typed = canvas.is_typed(number, column)
            wrong = differs(source, moves.columns.sources[column], value, typed)
            kinds.append((TYPED if typed else OWN) if wrong else None)
        rows.append(_joined(kinds, canvas, number))
    for (top, left, bottom, right), _ in rectangles(rows):
        cells = [
            {"values": [_cell(value) for value in canvas.values[row][left : right + 1]]}
            for row in range(top, bottom + 1)
        ]
        yield _update(sheet.id, top, left, cells)


Differs = Callable[[int | None, int | None, Held, bool], bool]


def _difference(grid: Grid) -> Differs:
    """Give what tells whether the value at a standing place differs from a wanted one."""

    def differs(row: int | None, column: int | None, wanted: Held, typed: bool) -> bool:
        if row is None or column is None:
            return wanted is not None
        value = at(grid, row, column)
        if typed:
            value = decision_value(value)
            wanted = held(decision_value(wanted), LONGEST_TEXT)
        elif (spot := place(row, column)) in grid.errors or spot in grid.formulas:
            return True
        standing = held(value, LONGEST_TEXT)
        return standing != wanted or isinstance(standing, bool) is not isinstance(wanted, bool)

    return differs


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
