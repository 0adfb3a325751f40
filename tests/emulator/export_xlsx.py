"""A spreadsheet as an .xlsx workbook: values, results of formulas, notes, looks, sizes."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from .grid import Cell, Sheet
from .rendering import DATE_TYPES, ERROR_TEXTS
from .spreadsheet import Spreadsheet
from .spreadsheet_view import hyperlink

PIXELS_A_CHARACTER = 7
FORBIDDEN = str.maketrans("[]:*?/\\", "_______")


def as_xlsx(book: Spreadsheet) -> bytes:
    """All sheets as a workbook."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        formats = Formats(workbook)
        for sheet in book.sheets:
            page = workbook.add_worksheet(sheet.title.translate(FORBIDDEN)[:31])
            _fill(book, sheet, page, formats)
    return out.getvalue()


class Formats:
    """A workbook's formats, each made once."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.known: dict[str, Any] = {}

    def get(self, look: dict[str, Any]) -> Any:
        """The workbook's format for a cell's; None for a plain cell."""
        properties = _properties(look)
        if not properties:
            return None
        key = repr(sorted(properties.items()))
        if key not in self.known:
            self.known[key] = self.workbook.add_format(properties)
        return self.known[key]


def _properties(look: dict[str, Any]) -> dict[str, Any]:
    text = look.get("textFormat", {})
    found: dict[str, Any] = {key: True for key in ("bold", "italic") if text.get(key)}
    if "backgroundColor" in look:
        found["bg_color"] = _hex(look["backgroundColor"])
    if "foregroundColor" in text:
        found["font_color"] = _hex(text["foregroundColor"])
    if "fontSize" in text:
        found["font_size"] = text["fontSize"]
    if look.get("wrapStrategy") == "WRAP":
        found["text_wrap"] = True
    number = look.get("numberFormat", {})
    if number.get("pattern"):
        found["num_format"] = number["pattern"]
    elif number.get("type") in DATE_TYPES:
        found["num_format"] = "dd.mm.yyyy" if number["type"] == "DATE" else "dd.mm.yyyy hh:mm"
    return found


def _hex(colour: dict[str, float]) -> str:
    parts = (round(colour.get(part, 0) * 255) for part in ("red", "green", "blue"))
    return "#" + "".join(f"{part:02X}" for part in parts)


def _fill(book: Spreadsheet, sheet: Sheet, page: Any, formats: Formats) -> None:
    if sheet.hidden:
        page.hide()
    frozen = sheet.grid.get("frozenRowCount", 0), sheet.grid.get("frozenColumnCount", 0)
    if any(frozen):
        page.freeze_panes(*frozen)
    for column, line in sheet.dimensions["COLUMNS"].items():
        options = {"hidden": True} if line.get("hiddenByUser") else {}
        width = line.get("pixelSize", 100) / PIXELS_A_CHARACTER
        page.set_column(column, column, width, None, options)
    for merge in sheet.objects["merges"]:
        span = (merge["startRowIndex"], merge["startColumnIndex"])
        page.merge_range(*span, merge["endRowIndex"] - 1, merge["endColumnIndex"] - 1, "")
    for row, cells in sorted(sheet.rows.items()):
        for column, cell in sorted(cells.items()):
            _write(book, sheet, page, (row, column), cell, formats)


def _write(
    book: Spreadsheet, sheet: Sheet, page: Any, place: tuple[int, int], cell: Cell, formats: Formats
) -> None:
    look = formats.get(cell.get("userEnteredFormat", {}))
    value = book.effective(sheet, *place, cell)
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    item = next(iter(value.values()), None)
    if "errorValue" in value:
        item = ERROR_TEXTS[value["errorValue"].get("type", "ERROR")]
    link = hyperlink(cell)
    if formula is not None and not link:
        page.write_formula(*place, formula, look, item)
    elif link and len(link) < 2000:
        page.write_url(*place, link, look, str(item))
    elif isinstance(item, bool):
        page.write_boolean(*place, item, look)
    elif isinstance(item, int | float):
        page.write_number(*place, item, look)
    elif item is not None:
        page.write_string(*place, item[:32_767], look)
    elif look is not None:
        page.write_blank(*place, None, look)
    if "note" in cell:
        page.write_comment(*place, cell["note"])
