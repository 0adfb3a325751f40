"""A spreadsheet as spreadsheets.get shows it, only as much as a field mask names."""

from __future__ import annotations

import re
from typing import Any

from .a1 import Area
from .accounts import Account
from .formats import effective
from .grid import Cell, Sheet
from .masks import Mask, select
from .spreadsheet import Spreadsheet

URL = "https://docs.google.com/spreadsheets/d/{}/edit"
ROW_SIZE, COLUMN_SIZE = 21, 100
GRID_KEYS = ("frozenRowCount", "frozenColumnCount", "hideGridlines")
GRID_KEYS += ("rowGroupControlAfter", "columnGroupControlAfter")
LINK = re.compile(r'=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
WEB = re.compile(r"(?:https?|ftp)://\S+")
LINK_COLOUR = {"red": 0.06666667, "green": 0.33333334, "blue": 0.8}


def book_view(
    book: Spreadsheet,
    mask: Mask,
    *,
    areas: list[Area] | None,
    grid: bool,
    caller: Account,
    owner: str,
) -> dict[str, Any]:
    """The spreadsheet; `areas` limits it to ranges, `grid` adds the cells."""
    result: dict[str, Any] = {"spreadsheetId": book.id}
    if _wants(mask, "properties"):
        result["properties"] = book.properties
    if _wants(mask, "sheets"):
        below = mask.get("sheets", {})
        chosen = book.sheets if areas is None else _ordered(book, areas)
        result["sheets"] = [
            sheet_view(book, sheet, below, areas=areas, grid=grid, caller=caller, owner=owner)
            for sheet in chosen
        ]
    if book.named_ranges:
        result["namedRanges"] = book.named_ranges
    result["spreadsheetUrl"] = URL.format(book.id)
    own = [item for item in book.metadata if item["location"]["locationType"] == "SPREADSHEET"]
    if own:
        result["developerMetadata"] = own
    return select(result, {k: (v if k != "sheets" else {}) for k, v in mask.items()})


def _wants(mask: Mask, name: str) -> bool:
    return not mask or name in mask


def _ordered(book: Spreadsheet, areas: list[Area]) -> list[Sheet]:
    wanted = {area.sheet.id for area in areas}
    return [sheet for sheet in book.sheets if sheet.id in wanted]


def properties_view(book: Spreadsheet, sheet: Sheet) -> dict[str, Any]:
    """SheetProperties."""
    grid = {"rowCount": sheet.row_count, "columnCount": sheet.column_count}
    grid |= {key: sheet.grid[key] for key in GRID_KEYS if sheet.grid.get(key)}
    result = {
        "sheetId": sheet.id,
        "title": sheet.title,
        "index": book.sheets.index(sheet),
        "sheetType": sheet.kind,
    }
    if sheet.kind == "GRID":
        result["gridProperties"] = grid
    for key in ("hidden", "tabColor", "rightToLeft", "tabColorStyle"):
        if key in sheet.properties and sheet.properties[key] is not False:
            result[key] = sheet.properties[key]
    return result


def sheet_view(
    book: Spreadsheet,
    sheet: Sheet,
    mask: Mask,
    *,
    areas: list[Area] | None,
    grid: bool,
    caller: Account,
    owner: str,
) -> dict[str, Any]:
    """One sheet."""
    result: dict[str, Any] = {}
    if _wants(mask, "properties"):
        result["properties"] = properties_view(book, sheet)
    if grid and sheet.kind == "GRID" and _wants(mask, "data"):
        own = [area for area in areas or [] if area.sheet.id == sheet.id]
        own = own or [Area(sheet, 0, 0, sheet.row_count, sheet.column_count)]
        below = mask.get("data", {})
        result["data"] = [grid_view(book, area, below) for area in own]
    for name, items in sheet.objects.items():
        if items and _wants(mask, name):
            result[name] = items
    if areas is not None and "merges" in result:
        result["merges"] = [m for m in sheet.objects["merges"] if _touched(book, m, areas)]
        if not result["merges"]:
            del result["merges"]
    if "protectedRanges" in result:
        protected = [protected_view(item, caller, owner) for item in result["protectedRanges"]]
        result["protectedRanges"] = protected
    if sheet.basic_filter is not None and _wants(mask, "basicFilter"):
        result["basicFilter"] = sheet.basic_filter
    own_metadata = [item for item in book.metadata if item["location"].get("sheetId") == sheet.id]
    if own_metadata:
        result["developerMetadata"] = own_metadata
    return select(result, {k: (v if k != "data" else {}) for k, v in mask.items()})


def _touched(book: Spreadsheet, merge: dict[str, int], areas: list[Area]) -> bool:
    """Whether a merge lies in one of the ranges that were asked for."""
    one = book.area(merge)
    return any(
        one.sheet is a.sheet
        and one.top < a.bottom
        and a.top < one.bottom
        and one.left < a.right
        and a.left < one.right
        for a in areas
    )


def protected_view(item: dict[str, Any], caller: Account, owner: str) -> dict[str, Any]:
    """A protected range as the caller sees it: only who may edit it sees the editors."""
    result = {k: v for k, v in item.items() if k not in ("editors", "requestingUserCanEdit")}
    if item.get("warningOnly") or may_edit(item, caller, owner):
        result["requestingUserCanEdit"] = True
        if "editors" in item:
            result["editors"] = item["editors"]
    return result


def may_edit(item: dict[str, Any], caller: Account, owner: str) -> bool:
    """Whether an account is among the editors of a protected range."""
    users = {user.lower() for user in item.get("editors", {}).get("users", [])}
    return caller.email.lower() in users | {owner.lower()}


def grid_view(book: Spreadsheet, area: Area, mask: Mask) -> dict[str, Any]:
    """GridData: rows up to the last that holds something, each up to its last cell."""
    result: dict[str, Any] = {}
    if area.top and _wants(mask, "startRow"):
        result["startRow"] = area.top
    if area.left and _wants(mask, "startColumn"):
        result["startColumn"] = area.left
    if _wants(mask, "rowData"):
        rows = row_data(book, area, mask.get("rowData", {}))
        if rows:
            result["rowData"] = rows
    if _wants(mask, "rowMetadata"):
        lines = _lines(book, area.sheet, "ROWS", area.top, area.bottom, ROW_SIZE)
        result["rowMetadata"] = select(lines, mask.get("rowMetadata", {}))
    if _wants(mask, "columnMetadata"):
        lines = _lines(book, area.sheet, "COLUMNS", area.left, area.right, COLUMN_SIZE)
        result["columnMetadata"] = select(lines, mask.get("columnMetadata", {}))
    return result


def _lines(
    book: Spreadsheet, sheet: Sheet, dimension: str, start: int, end: int, size: int
) -> list[dict[str, Any]]:
    plain = {"pixelSize": size}
    own = sheet.dimensions[dimension]
    lines = [
        {**_shown(own[index]), "pixelSize": own[index].get("pixelSize", size)}
        if index in own
        else plain
        for index in range(start, end)
    ]
    for item in book.metadata:
        place = item["location"].get("dimensionRange")
        if place and place.get("sheetId", 0) == sheet.id and place["dimension"] == dimension:
            index = place["startIndex"] - start
            if 0 <= index < len(lines):
                before = lines[index].get("developerMetadata", [])
                lines[index] = {**lines[index], "developerMetadata": [*before, item]}
    return lines


def _shown(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if value is not False}


def row_data(book: Spreadsheet, area: Area, mask: Mask) -> list[dict[str, Any]]:
    """The rows of an area, trailing empty ones left out."""
    sheet, below = area.sheet, mask.get("values", {}) if mask else {}
    wanted = not mask or "values" in mask
    result: list[dict[str, Any]] = []
    last = max((r for r in sheet.rows if area.top <= r < area.bottom), default=area.top - 1)
    for row in range(area.top, last + 1):
        cells = sheet.rows.get(row, {})
        end = max((c for c in cells if area.left <= c < area.right), default=area.left - 1)
        values = [
            cell_view(book, sheet, row, column, cells[column], below) if column in cells else {}
            for column in range(area.left, end + 1)
        ]
        result.append({"values": values} if values and wanted else {})
    while result and not result[-1]:
        result.pop()
    return result


def cell_view(
    book: Spreadsheet, sheet: Sheet, row: int, column: int, cell: Cell, mask: Mask
) -> dict[str, Any]:
    """CellData, worked out only as far as the mask asks."""
    result: dict[str, Any] = {}
    value = cell.get("userEnteredValue")
    if value is not None:
        if not mask or "userEnteredValue" in mask:
            result["userEnteredValue"] = value
        if not mask or "effectiveValue" in mask:
            plain = "formulaValue" not in value
            result["effectiveValue"] = value if plain else book.effective(sheet, row, column, cell)
        if not mask or "formattedValue" in mask:
            result["formattedValue"] = book.text(sheet, row, column, cell)
    if not mask or "effectiveFormat" in mask:
        only = mask.get("effectiveFormat", {}) if mask else {}
        result["effectiveFormat"] = _effective_format(book, sheet, row, column, cell, only)
    if (not mask or "hyperlink" in mask) and (link := hyperlink(cell)):
        result["hyperlink"] = link
    if value is None or len(cell) > 1:
        for key in STORED:
            if key in cell and (not mask or key in mask):
                result[key] = cell[key]
    for key, below in mask.items():
        if below and key in result:
            result[key] = select(result[key], below)
    return result


STORED = ("userEnteredFormat", "note", "textFormatRuns", "dataValidation", "pivotTable", "chipRuns")


def hyperlink(cell: Cell) -> str:
    """Where a cell's link leads, if it is one."""
    value = cell.get("userEnteredValue", {})
    if "formulaValue" in value:
        match = LINK.match(value["formulaValue"])
        return match[1].replace('""', '"') if match else ""
    link = cell.get("userEnteredFormat", {}).get("textFormat", {}).get("link", {})
    if link:
        return link.get("uri", "")
    for run in cell.get("textFormatRuns", []):
        if uri := run.get("format", {}).get("link", {}).get("uri"):
            return uri if len(cell["textFormatRuns"]) == 1 else ""
    text = value.get("stringValue", "")
    return text if WEB.fullmatch(text) else ""


def _effective_format(
    book: Spreadsheet, sheet: Sheet, row: int, column: int, cell: Cell, only: Mask
) -> dict[str, Any]:
    own = cell.get("userEnteredFormat", {})
    if only.keys() == {"numberFormat"}:  # what a client reads by thousands
        kept = own.get("numberFormat") or book.properties["defaultFormat"].get("numberFormat")
        return {"numberFormat": kept} if kept else {}
    result = effective(own, book.properties["defaultFormat"])
    linked = bool(hyperlink(cell))
    if "horizontalAlignment" not in result and "userEnteredValue" in cell:
        value = book.effective(sheet, row, column, cell)
        side = "RIGHT" if "numberValue" in value else "LEFT"
        result["horizontalAlignment"] = (
            "CENTER" if value.keys() & {"boolValue", "errorValue"} else side
        )
    if linked:
        colours = {"foregroundColor": LINK_COLOUR, "underline": True}
        colours["foregroundColorStyle"] = {"themeColor": "LINK"}
        result["textFormat"] = {**result["textFormat"], **colours, **own.get("textFormat", {})}
    result.setdefault("hyperlinkDisplayType", "LINKED" if linked else "PLAIN_TEXT")
    return result
