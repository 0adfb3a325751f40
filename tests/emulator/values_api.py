"""spreadsheets.values: writing, appending and clearing ranges of plain values."""

from __future__ import annotations

import json
from typing import Any

from . import grid as grids
from .a1 import Area, beyond_grid, column_name, read, write, write_area
from .change import Change
from .entry import raw, typed
from .errors import invalid
from .masks import overwrite
from .metadata import filtered_areas
from .spreadsheet import Spreadsheet
from .values_read import Options, value_range

Touched = set[tuple[int, int, int]]


"""Cells that were written: sheet, row, column."""


def _rows_of(body: dict[str, Any], place: str) -> list[list[Any]]:
    rows = body.get("values", [])
    for i, row in enumerate(rows):
        if not isinstance(row, list):
            shown = json.dumps(row, ensure_ascii=False)
            kind = "type.googleapis.com/google.protobuf.ListValue"
            raise invalid(f"Invalid value at '{place}[{i}]' ({kind}), {shown}")
        for j, item in enumerate(row):
            if isinstance(item, dict | list):
                kind = "struct_value" if isinstance(item, dict) else "list_value"
                raise invalid(f"Invalid values[{i}][{j}]: {kind} {{\n}}\n")
    if body.get("majorDimension") != "COLUMNS":
        return rows
    width = max((len(row) for row in rows), default=0)
    return [[row[i] if i < len(row) else None for row in rows] for i in range(width)]


def _input_option(option: str | None) -> bool:
    if option in (None, "INPUT_VALUE_OPTION_UNSPECIFIED"):
        raise invalid("'valueInputOption' is required but not specified")
    return option == "USER_ENTERED"


def update(
    change: Change, a1: str, body: dict[str, Any], options: Options, done: Touched | None = None
) -> dict[str, Any]:
    """values.update"""
    if body.get("range") and body["range"] != a1:
        same = read(change.book, body["range"])[:5] == read(change.book, a1)[:5]
        if not same:
            raise invalid(f"Request range[{a1}] does not match value's range[{body['range']}]")
    user_entered = _input_option(options.get("valueInputOption"))
    area = read(change.book, a1, clip=False)
    rows = _rows_of(body, "data.values")
    _check_inside(area, a1, rows)
    return _written(change, area.sheet, area.top, area.left, rows, user_entered, options, done)


def _check_inside(area: Area, a1: str, rows: list[list[Any]]) -> None:
    height, width = area.bottom - area.top, area.right - area.left
    if (height, width) == (1, 1):
        return
    shown = write_area(area)
    if len(rows) > height:
        raise invalid(
            f"Requested writing within range [{shown}], but tried writing to row "
            f"[{area.bottom + 1}]"
        )
    if max((len(row) for row in rows), default=0) > width:
        raise invalid(
            f"Requested writing within range [{shown}], but tried writing to column "
            f"[{column_name(area.right)}]"
        )


def _written(
    change: Change,
    sheet: grids.Sheet,
    top: int,
    left: int,
    rows: list[list[Any]],
    user_entered: bool,
    options: Options,
    done: Touched | None = None,
) -> dict[str, Any]:
    width = max((len(row) for row in rows), default=0)
    bottom, right = top + max(len(rows), 1), left + max(width, 1)
    if bottom > sheet.row_count or right > sheet.column_count:
        raise beyond_grid(sheet, top, left, bottom, right)
    area = Area(sheet, top, left, bottom, right)
    if rows and width:
        change.editable(area)
    touched = _write(change.book, area, rows, user_entered)
    if done is not None:
        done.update((sheet.id, row, column) for row, column in touched)
    result: dict[str, Any] = {
        "spreadsheetId": change.book.id,
        "updatedRange": write_area(area),
    }
    if touched:
        result["updatedRows"] = len({row for row, _ in touched})
        result["updatedColumns"] = len({column for _, column in touched})
        result["updatedCells"] = len(touched)
    if options.get("includeValuesInResponse"):
        render = {
            "valueRenderOption": options.get("responseValueRenderOption", "FORMATTED_VALUE"),
            "dateTimeRenderOption": options.get("responseDateTimeRenderOption"),
            "majorDimension": "ROWS",
        }
        change.book.forget_results()
        result["updatedData"] = value_range(change.book, area, render)
    return result


def _write(
    book: Spreadsheet, area: Area, rows: list[list[Any]], user_entered: bool
) -> list[tuple[int, int]]:
    touched = []
    for row, values in enumerate(rows, area.top):
        for column, value in enumerate(values, area.left):
            if value is None:
                continue
            touched.append((row, column))
            if user_entered:
                enter(book, area.sheet, row, column, value)
            else:
                area.sheet.set_value(row, column, raw(value))
    return touched


def enter(book: Spreadsheet, sheet: grids.Sheet, row: int, column: int, value: Any) -> None:
    """Put a value into a cell as if it was typed there; its look may change with it."""
    before = sheet.cell(row, column).get("userEnteredFormat", {})
    as_text = before.get("numberFormat", {}).get("type") == "TEXT"
    entered, number_format = typed(value, book.locale, as_text)
    sheet.set_value(row, column, entered)
    if number_format and "numberFormat" not in before:
        style = overwrite(before, {"numberFormat": number_format}, {"numberFormat": {}})
        sheet.put(row, column, {**sheet.cell(row, column), "userEnteredFormat": style})


def batch_update(change: Change, body: dict[str, Any]) -> dict[str, Any]:
    """values.batchUpdate"""
    responses, done = [], Touched()
    for index, data in enumerate(body.get("data", [])):
        try:
            responses.append(update(change, data.get("range", ""), data, body, done))
        except Exception as error:
            _say_which(error, index)
            raise
    return _totals(change.book, responses, done)


def _say_which(error: Exception, index: int) -> None:
    message = getattr(error, "message", "")
    if getattr(error, "code", 0) == 400 and not message.startswith("'valueInputOption'"):
        error.message = f"Invalid data[{index}]: {message}"  # type: ignore[attr-defined]


def batch_update_by_filter(change: Change, body: dict[str, Any]) -> dict[str, Any]:
    """values.batchUpdateByDataFilter"""
    user_entered = _input_option(body.get("valueInputOption"))
    responses, done = [], Touched()
    for index, data in enumerate(body.get("data", [])):
        data_filter = data.get("dataFilter", {})
        for area in filtered_areas(change.book, data_filter):
            rows = _rows_of(data, f"data[{index}].values")
            _check_inside(area, "", rows)
            place = (area.sheet, area.top, area.left)
            response = _written(change, *place, rows, user_entered, body, done)
            del response["spreadsheetId"]
            responses.append({**response, "dataFilter": data_filter})
    return _totals(change.book, responses, done)


def _totals(book: Spreadsheet, responses: list[dict[str, Any]], touched: Touched) -> dict[str, Any]:
    result: dict[str, Any] = {"spreadsheetId": book.id}
    totals = {
        "totalUpdatedRows": len({(sheet, row) for sheet, row, _ in touched}),
        "totalUpdatedColumns": len({(sheet, column) for sheet, _, column in touched}),
        "totalUpdatedCells": len(touched),
        "totalUpdatedSheets": len({sheet for sheet, _, _ in touched}),
    }
    result |= {key: value for key, value in totals.items() if value}
    return result | ({"responses": responses} if responses else {})


def append(change: Change, a1: str, body: dict[str, Any], options: Options) -> dict[str, Any]:
    """values.append: after the last table that the range meets, else at the range's start."""
    user_entered = _input_option(options.get("valueInputOption"))
    area = read(change.book, a1)
    rows = _rows_of(body, "data.values")
    table = _table(area)
    top, left = (table.bottom, table.left) if table else (area.top, area.left)
    sheet, width = area.sheet, max((len(row) for row in rows), default=0)
    if options.get("insertDataOption") == "INSERT_ROWS" and rows and top < sheet.row_count:
        change.book.shift(sheet, "ROWS", grids.inserted(top, len(rows)))
        sheet.row_count += len(rows)
    sheet.row_count = max(sheet.row_count, top + len(rows))
    sheet.column_count = max(sheet.column_count, left + width)
    change.book.check_size()
    updates = _written(
        change, sheet, min(top, sheet.row_count - 1), left, rows, user_entered, options
    )
    result: dict[str, Any] = {"spreadsheetId": change.book.id}
    if table:
        result["tableRange"] = write_area(table)
    return result | {"updates": updates}


def _table(area: Area) -> Area | None:
    sheet = area.sheet
    inside = [
        (row, column)
        for row, cells in sheet.rows.items()
        if area.top <= row < area.bottom
        for column, cell in cells.items()
        if area.left <= column < area.right and "userEnteredValue" in cell
    ]
    if not inside:
        return None
    row, column = max(inside)
    top, left, bottom, right = row, column, row + 1, column + 1
    while True:
        grown = _grown(sheet, top, left, bottom, right)
        if grown == (top, left, bottom, right):
            return Area(sheet, *grown)
        top, left, bottom, right = grown


def _grown(
    sheet: grids.Sheet, top: int, left: int, bottom: int, right: int
) -> tuple[int, int, int, int]:
    """The rectangle with those of its neighbours that hold something."""
    found = [(top, left), (bottom - 1, right - 1)]
    for row in range(top - 1, bottom + 1):
        edge = row in (top - 1, bottom)
        for column in range(left - 1, right + 1) if edge else (left - 1, right):
            if sheet.has_value(row, column):
                found.append((row, column))
    rows, columns = [r for r, _ in found], [c for _, c in found]
    return min(rows), min(columns), max(rows) + 1, max(columns) + 1


def _clear(change: Change, area: Area) -> str:
    change.editable(area)
    sheet = area.sheet
    for row in [r for r in sheet.rows if area.top <= r < area.bottom]:
        for column in [c for c in sheet.rows[row] if area.left <= c < area.right]:
            sheet.set_value(row, column, {})
    return write(sheet, *area[1:])


def clear(change: Change, a1: str) -> dict[str, Any]:
    """values.clear: values go, formats and notes stay."""
    cleared = _clear(change, read(change.book, a1))
    return {"spreadsheetId": change.book.id, "clearedRange": cleared}


def batch_clear(change: Change, ranges: list[str]) -> dict[str, Any]:
    """values.batchClear"""
    areas = [read(change.book, a1) for a1 in ranges]
    result: dict[str, Any] = {"spreadsheetId": change.book.id}
    return result | ({"clearedRanges": [_clear(change, area) for area in areas]} if areas else {})


def batch_clear_by_filter(change: Change, filters: list[dict[str, Any]]) -> dict[str, Any]:
    """values.batchClearByDataFilter"""
    areas = [area for item in filters for area in filtered_areas(change.book, item)]
    result: dict[str, Any] = {"spreadsheetId": change.book.id}
    return result | ({"clearedRanges": [_clear(change, area) for area in areas]} if areas else {})
