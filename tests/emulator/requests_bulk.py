"""Requests that search and tidy text."""

from __future__ import annotations

import re
from typing import Any

from .a1 import Area
from .change import Change, cells_of, handles
from .errors import invalid
from .grid import Sheet
from .values_api import enter


@handles("findReplace")
def find_replace(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """Text found and replaced in values, and in formulas if asked."""
    areas = _search_areas(change, request)
    pattern = _pattern(request)
    replacement = request.get("replacement", "")
    if not request.get("searchByRegex"):
        replacement = replacement.replace("\\", "\\\\")
    else:
        replacement = re.sub(r"\$(\d)", r"\\\1", replacement)
    counts = {"valuesChanged": 0, "formulasChanged": 0, "occurrencesChanged": 0}
    rows, sheets = set(), set()
    for area in areas:
        for row in [r for r in area.sheet.rows if area.top <= r < area.bottom]:
            for column in [c for c in area.sheet.rows[row] if area.left <= c < area.right]:
                if _replace_in(
                    change, area.sheet, row, column, pattern, replacement, request, counts
                ):
                    rows.add((area.sheet.id, row))
                    sheets.add(area.sheet.id)
    counts |= {"rowsChanged": len(rows), "sheetsChanged": len(sheets)}
    return {key: value for key, value in counts.items() if value}


def _search_areas(change: Change, request: dict[str, Any]) -> list[Area]:
    if not request.get("find"):
        raise invalid("find must not be empty.")
    if request.get("allSheets"):
        return [change.book.area({"sheetId": sheet.id}) for sheet in change.book.sheets]
    if "range" in request:
        return [change.area(request["range"])]
    if "sheetId" not in request:
        raise invalid("Must specify one of range, sheetId or allSheets.")
    return [change.area({"sheetId": request["sheetId"]})]


def _pattern(request: dict[str, Any]) -> re.Pattern[str]:
    text = request["find"] if request.get("searchByRegex") else re.escape(request["find"])
    if request.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    return re.compile(text, 0 if request.get("matchCase") else re.IGNORECASE)


def _replace_in(
    change: Change,
    sheet: Sheet,
    row: int,
    column: int,
    pattern: re.Pattern[str],
    replacement: str,
    request: dict[str, Any],
    counts: dict[str, int],
) -> bool:
    cell = sheet.cell(row, column)
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is not None and not request.get("includeFormulas"):
        return False
    text = formula if formula is not None else change.book.text(sheet, row, column, cell)
    new, times = pattern.subn(replacement, text)
    if not times:
        return False
    change.editable(Area(sheet, row, column, row + 1, column + 1))
    enter(change.book, sheet, row, column, new)
    counts["occurrencesChanged"] += times
    counts["formulasChanged" if formula is not None else "valuesChanged"] += 1
    return True


@handles("trimWhitespace")
def trim_whitespace(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """Spaces around and between words of text tidied."""
    area = change.editable(change.area(request.get("range")))
    count = 0
    for row, column in cells_of(area):
        text = area.sheet.cell(row, column).get("userEnteredValue", {}).get("stringValue")
        if text is not None and (new := " ".join(text.split())) != text:
            area.sheet.set_value(row, column, {"stringValue": new} if new else {})
            count += 1
    return {"cellsChangedCount": count} if count else {}
