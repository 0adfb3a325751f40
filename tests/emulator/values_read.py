"""spreadsheets.values: reading ranges as plain values."""

from __future__ import annotations

from typing import Any

from .a1 import Area, read, write_area
from .grid import Cell
from .metadata import filtered_areas
from .rendering import DATE_TYPES
from .spreadsheet import Spreadsheet

Options = dict[str, Any]


def value_range(book: Spreadsheet, area: Area, options: Options) -> dict[str, Any]:
    """A ValueRange: trailing empty cells and rows left out, `values` absent if all is empty."""
    columns = options.get("majorDimension") == "COLUMNS"
    render = _renderer(book, options)
    rows: list[list[Any]] = []
    sheet = area.sheet
    last = max((r for r in sheet.rows if area.top <= r < area.bottom), default=area.top - 1)
    for row in range(area.top, last + 1):
        cells = sheet.rows.get(row, {})
        end = max((c for c in cells if area.left <= c < area.right), default=area.left - 1)
        rows.append(
            [
                render(sheet, row, column, cells[column]) if column in cells else ""
                for column in range(area.left, end + 1)
            ]
        )
    if columns:
        rows = _turned(rows)
    rows = _trimmed(rows)
    result = {
        "range": write_area(area),
        "majorDimension": "COLUMNS" if columns else "ROWS",
    }
    return result | ({"values": rows} if rows else {})


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _turned(rows: list[list[Any]]) -> list[list[Any]]:
    width = max((len(row) for row in rows), default=0)
    return [[row[i] if i < len(row) else "" for row in rows] for i in range(width)]


def _renderer(book: Spreadsheet, options: Options) -> Any:
    kind = options.get("valueRenderOption", "FORMATTED_VALUE")
    dates_as_text = options.get("dateTimeRenderOption") == "FORMATTED_STRING"

    def formatted(sheet: Any, row: int, column: int, cell: Cell) -> Any:
        return book.text(sheet, row, column, cell)

    def unformatted(sheet: Any, row: int, column: int, cell: Cell) -> Any:
        value = book.effective(sheet, row, column, cell)
        if not value:
            return ""
        if "errorValue" in value:
            return book.text(sheet, row, column, cell)
        if dates_as_text and book.number_format(cell).get("type") in DATE_TYPES:
            return book.text(sheet, row, column, cell)
        return next(iter(value.values()))

    def formula(sheet: Any, row: int, column: int, cell: Cell) -> Any:
        entered = cell.get("userEnteredValue", {})
        if "formulaValue" in entered:
            return entered["formulaValue"]
        return unformatted(sheet, row, column, cell)

    by_kind = {"FORMATTED_VALUE": formatted, "UNFORMATTED_VALUE": unformatted, "FORMULA": formula}
    return by_kind[kind]


def get(book: Spreadsheet, a1: str, options: Options) -> dict[str, Any]:
    """values.get"""
    return value_range(book, read(book, a1), options)


def batch_get(book: Spreadsheet, ranges: list[str], options: Options) -> dict[str, Any]:
    """values.batchGet: one bad range is an error for all."""
    areas = [read(book, a1) for a1 in ranges]
    result: dict[str, Any] = {"spreadsheetId": book.id}
    if areas:
        result["valueRanges"] = [value_range(book, area, options) for area in areas]
    return result


def batch_get_by_filter(book: Spreadsheet, body: dict[str, Any]) -> dict[str, Any]:
    """values.batchGetByDataFilter"""
    found = [
        {"valueRange": value_range(book, area, body), "dataFilters": [data_filter]}
        for data_filter in body.get("dataFilters", [])
        for area in filtered_areas(book, data_filter)
    ]
    return {"spreadsheetId": book.id} | ({"valueRanges": found} if found else {})
