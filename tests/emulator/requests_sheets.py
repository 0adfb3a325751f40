"""Requests on the spreadsheet and its sheets: adding, deleting, copying, properties."""

from __future__ import annotations

from typing import Any

from . import references
from .change import Change, fields_mask, handles
from .errors import invalid
from .formats import canonical
from .grid import Sheet, deleted, plain_copy
from .masks import overwrite
from .spreadsheet import Spreadsheet, new_id
from .spreadsheet_view import properties_view

MAX_COLUMNS = 18_278


@handles("updateSpreadsheetProperties")
def update_spreadsheet_properties(change: Change, request: dict[str, Any]) -> None:
    """Title, locale, time zone and the rest."""
    mask = fields_mask(request.get("fields"), "SpreadsheetProperties")
    new = overwrite(change.book.properties, request.get("properties", {}), mask)
    for key in ("title", "locale", "timeZone"):
        if not new.get(key):
            raise invalid(f"{key} must not be empty" if key != "title" else "Title is required.")
    change.book.properties = {**change.book.properties, **new}


@handles("addSheet")
def add_sheet(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A new sheet, last unless an index is given."""
    sheet = make_sheet(change.book, request.get("properties", {}))
    return {"properties": properties_view(change.book, sheet)}


def make_sheet(book: Spreadsheet, properties: dict[str, Any]) -> Sheet:
    """A sheet by its properties, put into its place."""
    sheet_id = properties.get("sheetId")
    if sheet_id is not None and sheet_id < 0:
        raise invalid(f"sheetId must be non-negative: {sheet_id}")
    if sheet_id is not None and book.by_id(sheet_id):
        raise invalid(f'Sheet with id "{sheet_id}" already exists. Please enter another id.')
    title = properties.get("title", "")
    sheet = book.add_sheet(title, sheet_id=sheet_id)
    if sheet_id == 0:
        sheet.id = 0
    sheet.kind = properties.get("sheetType", "GRID")
    grid = properties.get("gridProperties", {})
    _resize(book, sheet, grid)
    sheet.grid = {k: v for k, v in grid.items() if k not in ("rowCount", "columnCount")}
    _check_frozen(sheet)
    look = {k: properties[k] for k in LOOKS if k in properties}
    sheet.properties = canonical(look)
    if "index" in properties:
        _insert(book, sheet, properties["index"])
    return sheet


def _insert(book: Spreadsheet, sheet: Sheet, index: int) -> None:
    if not 0 <= index < len(book.sheets):
        raise invalid(f"Sheet index is out of bounds: {index}")
    book.sheets.remove(sheet)
    book.sheets.insert(index, sheet)


LOOKS = ("hidden", "tabColor", "tabColorStyle", "rightToLeft")


def _resize(book: Spreadsheet, sheet: Sheet, grid: dict[str, Any]) -> None:
    rows, columns = (
        grid.get("rowCount", sheet.row_count),
        grid.get("columnCount", sheet.column_count),
    )
    for count, word in ((rows, "row"), (columns, "column")):
        if count <= 0:
            raise invalid(f"You can't delete all the {word}s on the sheet.")
    if columns > MAX_COLUMNS:
        raise invalid(
            f"This action would increase the number of columns above the limit of {MAX_COLUMNS}."
        )
    _shrink(book, sheet, rows, columns)
    sheet.row_count, sheet.column_count = rows, columns
    book.check_size()


def _shrink(book: Spreadsheet, sheet: Sheet, rows: int, columns: int) -> None:
    if rows < sheet.row_count:
        book.shift(sheet, "ROWS", deleted(rows, sheet.row_count))
    if columns < sheet.column_count:
        book.shift(sheet, "COLUMNS", deleted(columns, sheet.column_count))


def _check_frozen(sheet: Sheet) -> None:
    if sheet.grid.get("frozenRowCount", 0) >= sheet.row_count:
        raise invalid("You can't freeze all visible rows on the sheet.")
    if sheet.grid.get("frozenColumnCount", 0) >= sheet.column_count:
        raise invalid("You can't freeze all visible columns on the sheet.")


@handles("updateSheetProperties")
def update_sheet_properties(change: Change, request: dict[str, Any]) -> None:
    """Title, place, size, what is frozen or hidden, the tab's colour."""
    given = request.get("properties", {})
    mask = fields_mask(request.get("fields"), "SheetProperties")
    sheet = change.sheet(given.get("sheetId", 0))
    change.editable_sheet(sheet)
    before = properties_view(change.book, sheet) | sheet.properties
    before["gridProperties"] = {**before.get("gridProperties", {}), **sheet.grid}
    new = overwrite(before, given, mask)
    if new.get("sheetId", sheet.id) != sheet.id:
        raise invalid("Cannot update the id of a sheet.")
    _retitle(change.book, sheet, new.get("title", "" if mask else sheet.title))
    grid = new.get("gridProperties", {})
    _resize(change.book, sheet, grid)
    sheet.grid = {k: v for k, v in grid.items() if k not in ("rowCount", "columnCount")}
    _check_frozen(sheet)
    look = {k: new[k] for k in LOOKS if k in new}
    if look.get("tabColorStyle") == {} or (
        mask.keys() & {"tabColor"} and look.get("tabColor") == {}
    ):
        look = {k: v for k, v in look.items() if not k.startswith("tabColor")}
    sheet.properties = canonical(look, sheet.properties)
    if sheet.hidden and all(other.hidden for other in change.book.sheets):
        raise invalid("You can't hide all the sheets in a document.")
    if "index" in new and new["index"] != change.book.sheets.index(sheet):
        _place(change.book, sheet, new["index"])


def _place(book: Spreadsheet, sheet: Sheet, index: int) -> None:
    """Move a sheet; the index counts the places before the move."""
    if not 0 <= index <= len(book.sheets):
        raise invalid(f"Sheet index is out of bounds: {index}")
    before = book.sheets.index(sheet)
    book.sheets.remove(sheet)
    book.sheets.insert(index - 1 if index > before else index, sheet)


def _retitle(book: Spreadsheet, sheet: Sheet, title: str) -> None:
    if title == sheet.title:
        return
    if not title:
        raise invalid("The sheet name cannot be empty.")
    book.check_title(title, sheet)
    old = sheet.title
    book.rewrite_formulas(lambda _, formula: references.retitled(formula, old, title))
    sheet.title = title


@handles("deleteSheet")
def delete_sheet(change: Change, request: dict[str, Any]) -> None:
    """A sheet with all that stands on it; not the last visible one."""
    sheet = change.sheet(request.get("sheetId", 0))
    change.editable_sheet(sheet)
    others = [other for other in change.book.sheets if other is not sheet]
    if not others:
        raise invalid("You can't remove all the sheets in a document.")
    if all(other.hidden for other in others):
        raise invalid("You can't remove all the visible sheets in a document.")
    change.book.sheets = others
    book = change.book
    book.named_ranges = [n for n in book.named_ranges if n["range"].get("sheetId", 0) != sheet.id]
    book.metadata = [m for m in book.metadata if not _stands_on(m["location"], sheet.id)]


def _stands_on(location: dict[str, Any], sheet_id: int) -> bool:
    place = location.get("dimensionRange")
    if place:
        return place.get("sheetId", 0) == sheet_id
    return location["locationType"] == "SHEET" and location.get("sheetId", 0) == sheet_id


@handles("duplicateSheet")
def duplicate_sheet(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A copy of a sheet within the spreadsheet."""
    source = change.sheet(request.get("sourceSheetId", 0))
    new = request.get("newSheetId")
    if new is not None and change.book.by_id(new):
        raise invalid(f'Sheet with id "{new}" already exists. Please enter another id.')
    title = request.get("newSheetName") or _copy_title(change.book, source.title)
    change.book.check_title(title)
    sheet = copied(source, change.book, title, new)
    index = request.get("insertSheetIndex", 0)
    if not 0 <= index <= len(change.book.sheets):
        raise invalid(f"Sheet index is out of bounds: {index}")
    change.book.sheets.insert(index, sheet)
    change.book.check_size()
    return {"properties": properties_view(change.book, sheet)}


def _copy_title(book: Spreadsheet, title: str) -> str:
    word = "Копия {}" if book.properties["locale"].startswith("ru") else "Copy of {}"
    name, number = word.format(title), 1
    while book.by_title(name):
        number += 1
        name = f"{word.format(title)} {number}"
    return name


def copied(source: Sheet, book: Spreadsheet, title: str, sheet_id: int | None = None) -> Sheet:
    """A copy of a sheet under a new id, its objects with ids of their own."""
    sheet = source.copy()
    sheet.id = new_id() if sheet_id is None else sheet_id
    sheet.title = title
    for name, items in sheet.objects.items():
        sheet.objects[name] = [_anew(plain_copy(item), source.id, sheet.id) for item in items]
    if sheet.basic_filter:
        sheet.basic_filter = _anew(plain_copy(sheet.basic_filter), source.id, sheet.id)
    return sheet


IDS = ("protectedRangeId", "chartId", "filterViewId", "bandedRangeId", "slicerId")
RANGES = {"range", "dataRange", "gridRange", "anchorCell", "source"}
GRID_KEYS = {"startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex"}


def _anew(item: Any, old_id: int, sheet_id: int) -> Any:
    if isinstance(item, list):
        return [_anew(part, old_id, sheet_id) for part in item]
    if not isinstance(item, dict):
        return item
    result = {key: _anew(value, old_id, sheet_id) for key, value in item.items()}
    for key in IDS:
        if key in result:
            result[key] = new_id()
    for key in RANGES & result.keys():
        if isinstance(result[key], dict) and result[key].get("sheetId", 0) in (old_id, sheet_id):
            result[key] = {**result[key], "sheetId": sheet_id}
    if result.keys() & GRID_KEYS and result.get("sheetId", 0) == old_id:
        result = {**result, "sheetId": sheet_id}
    return result
