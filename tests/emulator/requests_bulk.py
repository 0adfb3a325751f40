"""Requests that copy, sort, search and tidy whole ranges."""

from __future__ import annotations

import csv
import io
import random
import re
from typing import Any

from .a1 import Area, write_area
from .change import Change, cells_of, grid_range, handles, intersection
from .errors import invalid
from .formulas import relocated
from .grid import Cell, Sheet
from .spreadsheet import Spreadsheet
from .values_api import enter

FORMAT_PARTS = {"userEnteredFormat", "textFormatRuns"}
VALUE_PARTS = {"userEnteredValue", "textFormatRuns", "chipRuns", "pinned"}
PASTED = {
    "PASTE_NORMAL": None,
    "PASTE_NO_BORDERS": None,
    "PASTE_VALUES": VALUE_PARTS,
    "PASTE_FORMULA": VALUE_PARTS,
    "PASTE_FORMAT": FORMAT_PARTS,
    "PASTE_DATA_VALIDATION": {"dataValidation"},
    "PASTE_CONDITIONAL_FORMATTING": set(),
}


def _relocated(cell: Cell, down: int, right: int) -> Cell:
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is None:
        return cell
    kept = {k: v for k, v in cell.items() if k != "pinned"}
    return {**kept, "userEnteredValue": {"formulaValue": relocated(formula, down, right)}}


def _pasted(book: Spreadsheet, sheet: Sheet, row: int, column: int, kind: str) -> Cell:
    cell = sheet.cell(row, column)
    if kind == "PASTE_VALUES" and "formulaValue" in cell.get("userEnteredValue", {}):
        return {"userEnteredValue": book.effective(sheet, row, column, cell)}
    if kind == "PASTE_NO_BORDERS" and "userEnteredFormat" in cell:
        style = {k: v for k, v in cell["userEnteredFormat"].items() if k != "borders"}
        return {**cell, "userEnteredFormat": style}
    return cell


def _lay(old: Cell, new: Cell, kind: str) -> Cell:
    parts = PASTED.get(kind)
    if parts is None:
        return dict(new)
    rest = {k: v for k, v in old.items() if k not in parts}
    return rest | {k: v for k, v in new.items() if k in parts}


@handles("copyPaste")
def copy_paste(change: Change, request: dict[str, Any]) -> None:
    """A range copied, again and again where the destination is larger."""
    source = change.area(request.get("source"))
    kind = request.get("pasteType", "PASTE_NORMAL")
    turned = request.get("pasteOrientation") == "TRANSPOSE"
    block = {
        (row - source.top, column - source.left): _pasted(
            change.book, source.sheet, row, column, kind
        )
        for row, column in cells_of(source)
    }
    height, width = source.bottom - source.top, source.right - source.left
    if turned:
        block = {(column, row): cell for (row, column), cell in block.items()}
        height, width = width, height
    given = request.get("destination") or {}
    target = change.area(given)
    tall, wide = target.bottom - target.top, target.right - target.left
    down, across = max(1, tall // height), max(1, wide // width)
    bottom = min(target.top + height * down, target.sheet.row_count)
    right = min(target.left + width * across, target.sheet.column_count)
    area = change.editable(Area(target.sheet, target.top, target.left, bottom, right))
    for row, column in cells_of(area):
        at = ((row - area.top) % height, (column - area.left) % width)
        origin = (
            (source.top + at[1], source.left + at[0])
            if turned
            else (
                source.top + at[0],
                source.left + at[1],
            )
        )
        cell = _relocated(block[at], row - origin[0], column - origin[1])
        area.sheet.put(row, column, _lay(area.sheet.cell(row, column), cell, kind))
    if kind in ("PASTE_NORMAL", "PASTE_NO_BORDERS") and not turned:
        _copy_merges(source, area)


def _copy_merges(source: Area, area: Area) -> None:
    for merge in list(source.sheet.objects["merges"]):
        top, left = merge["startRowIndex"], merge["startColumnIndex"]
        bottom, right = merge["endRowIndex"], merge["endColumnIndex"]
        inside = source.top <= top and bottom <= source.bottom
        if inside and source.left <= left and right <= source.right:
            down, across = area.top - source.top, area.left - source.left
            new = grid_range(area.sheet, top + down, left + across, bottom + down, right + across)
            if new not in area.sheet.objects["merges"]:
                area.sheet.objects["merges"].append(new)


@handles("cutPaste")
def cut_paste(change: Change, request: dict[str, Any]) -> None:
    """A range moved to another place."""
    source = change.editable(change.area(request.get("source")))
    to = request.get("destination", {})
    sheet = change.sheet(to.get("sheetId", 0), "grid")
    top, left = to.get("rowIndex", 0), to.get("columnIndex", 0)
    height, width = source.bottom - source.top, source.right - source.left
    if top + height > sheet.row_count or left + width > sheet.column_count:
        raise invalid("The destination is outside of the grid.")
    change.editable(Area(sheet, top, left, top + height, left + width))
    kind = request.get("pasteType", "PASTE_NORMAL")
    block = {place: source.sheet.cell(*place) for place in cells_of(source)}
    parts = PASTED.get(kind)
    for (row, column), cell in block.items():
        rest = {} if parts is None else {k: v for k, v in cell.items() if k not in parts}
        source.sheet.put(row, column, rest)
    for (row, column), cell in block.items():
        place = (row - source.top + top, column - source.left + left)
        sheet.put(*place, _lay(sheet.cell(*place), cell, kind))


@handles("autoFill")
def auto_fill(change: Change, request: dict[str, Any]) -> None:
    """Values of a source continued: numbers in their step, others repeated."""
    if "sourceAndDestination" in request:
        plan = request["sourceAndDestination"]
        source = change.area(plan.get("source"))
        length, rows = plan.get("fillLength", 0), plan.get("dimension") == "ROWS"
    else:
        source, length, rows = _source_within(change.area(request.get("range")))
    _fill(change, source, length, rows)


def _source_within(area: Area) -> tuple[Area, int, bool]:
    filled = [place for place in cells_of(area) if area.sheet.has_value(*place)]
    if not filled:
        return area, 0, True
    bottom = max(row for row, _ in filled) + 1
    right = max(column for _, column in filled) + 1
    rows = bottom < area.bottom
    source = Area(area.sheet, area.top, area.left, bottom, right)
    return source, (area.bottom - bottom if rows else area.right - right), rows


def _fill(change: Change, source: Area, length: int, rows: bool) -> None:
    sheet = source.sheet
    size = source.bottom - source.top if rows else source.right - source.left
    steps = range(1, length + 1) if length > 0 else range(-1, length - 1, -1)
    lines = range(source.left, source.right) if rows else range(source.top, source.bottom)
    start = (source.top if rows else source.left) + (size - 1 if length > 0 else 0)
    for line in lines:
        cells = [
            sheet.cell(source.top + i, line) if rows else sheet.cell(line, source.left + i)
            for i in range(size)
        ]
        for step in steps:
            index = (size - 1 + step) % size
            place = (start + step, line) if rows else (line, start + step)
            if place[0] >= sheet.row_count or place[1] >= sheet.column_count or min(place) < 0:
                continue
            change.editable(Area(sheet, *place, place[0] + 1, place[1] + 1))
            sheet.put(*place, _continued(cells, index, step, rows))


def _continued(cells: list[Cell], index: int, step: int, rows: bool) -> Cell:
    numbers = [cell.get("userEnteredValue", {}).get("numberValue") for cell in cells]
    if all(number is not None for number in numbers) and len(numbers) > 1:
        gap = (numbers[-1] - numbers[0]) / (len(numbers) - 1)
        base = numbers[-1] if step > 0 else numbers[0]
        value = base + gap * step
        value = int(value) if value == int(value) else value
        return {**cells[index], "userEnteredValue": {"numberValue": value}}
    size = len(cells)
    away = size - 1 + step - index if step > 0 else step - index
    return _relocated(cells[index], away if rows else 0, 0 if rows else away)


@handles("sortRange")
def sort_range(change: Change, request: dict[str, Any]) -> None:
    """Rows of a range in the order of some columns, empty cells last."""
    area = change.editable(change.area(request.get("range")))
    specs = request.get("sortSpecs", [])
    _check_vertical_merges(change, area)
    hidden = area.sheet.dimensions["ROWS"]
    rows = [r for r in range(area.top, area.bottom) if not hidden.get(r, {}).get("hiddenByUser")]
    lines = [(row, _line(area, row)) for row in rows]
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        lines = _sorted(change.book, area, lines, column, spec.get("sortOrder") == "DESCENDING")
    _put_lines(area, lines, rows)


def _check_vertical_merges(change: Change, area: Area) -> None:
    for merge in area.sheet.objects["merges"]:
        merged = change.book.area(merge)
        if merged.bottom - merged.top > 1 and intersection(area, merged):
            place = write_area(merged).rpartition("!")[2]
            raise invalid(
                "You can't sort a range containing vertical merges. There is a vertical merge at "
                f"{place}"
            )


def _line(area: Area, row: int) -> dict[int, Cell]:
    cells = area.sheet.rows.get(row, {})
    return {column: cells[column] for column in cells if area.left <= column < area.right}


def _put_lines(
    area: Area, lines: list[tuple[int, dict[int, Cell]]], rows: list[int] | None = None
) -> None:
    """Put lines into the rows of an area, or into some of them."""
    for row, (old_row, cells) in zip(rows or range(area.top, area.bottom), lines, strict=True):
        for column in range(area.left, area.right):
            if column in cells or area.sheet.cell(row, column):
                area.sheet.put(row, column, _relocated(cells.get(column, {}), row - old_row, 0))


def _sorted(
    book: Spreadsheet, area: Area, lines: list, column: int, descending: bool
) -> list[tuple[int, dict[int, Cell]]]:
    keyed = []
    for row, cells in lines:
        value = book.effective(area.sheet, row, column, cells.get(column, {}))
        keyed.append((_sort_key(value), (row, cells)))
    full = [item for item in keyed if item[0] is not None]
    full.sort(key=lambda item: item[0], reverse=descending)
    return [line for _, line in full] + [line for key, line in keyed if key is None]


def _sort_key(value: dict[str, Any]) -> tuple[int, Any] | None:
    if "numberValue" in value:
        return 0, value["numberValue"]
    if "stringValue" in value and value["stringValue"] != "":
        return 1, value["stringValue"].casefold()
    if "boolValue" in value:
        return 2, value["boolValue"]
    return (3, "") if "errorValue" in value else None


@handles("randomizeRange")
def randomize_range(change: Change, request: dict[str, Any]) -> None:
    """Rows of a range in any order."""
    area = change.editable(change.area(request.get("range")))
    lines = [(row, _line(area, row)) for row in range(area.top, area.bottom)]
    random.Random(len(lines)).shuffle(lines)
    _put_lines(area, lines)


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


@handles("deleteDuplicates")
def delete_duplicates(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """Rows that repeat an earlier one taken out, the rest moved up."""
    area = change.editable(change.area(request.get("range")))
    compared = [
        column
        for part in request.get("comparisonColumns", [])
        for column in range(part.get("startIndex", area.left), part.get("endIndex", area.right))
    ] or list(range(area.left, area.right))
    seen, kept = set(), []
    for row in range(area.top, area.bottom):
        cells = _line(area, row)
        key = tuple(
            str(change.book.effective(area.sheet, row, c, cells.get(c, {}))).casefold()
            for c in compared
        )
        if key not in seen:
            seen.add(key)
            kept.append((row, cells))
    removed = area.bottom - area.top - len(kept)
    _put_lines(area, kept + [(area.bottom - 1, {})] * removed)
    return {"duplicatesRemovedCount": removed} if removed else {}


DELIMITERS = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " "}


@handles("textToColumns")
def text_to_columns(change: Change, request: dict[str, Any]) -> None:
    """A column of text split into columns."""
    area = change.area(request.get("source"))
    if area.right - area.left != 1:
        raise invalid("source must span exactly one column.")
    kind = request.get("delimiterType", "AUTODETECT")
    for row in range(area.top, area.bottom):
        text = change.book.text(area.sheet, row, area.left, area.sheet.cell(row, area.left))
        mark = request.get("delimiter", "") if kind == "CUSTOM" else DELIMITERS.get(kind, "")
        mark = mark or next((m for m in ",;.\t " if m in text), "")
        if not mark or mark not in text:
            continue
        parts = text.split(mark)
        right = area.left + len(parts)
        area.sheet.column_count = max(area.sheet.column_count, right)
        change.editable(Area(area.sheet, row, area.left, row + 1, right))
        for column, part in enumerate(parts, area.left):
            enter(change.book, area.sheet, row, column, part.strip())


@handles("pasteData")
def paste_data(change: Change, request: dict[str, Any]) -> None:
    """Text with a delimiter put into cells as if typed."""
    to = request.get("coordinate", {})
    sheet = change.sheet(to.get("sheetId", 0), "grid")
    top, left = to.get("rowIndex", 0), to.get("columnIndex", 0)
    data = request.get("data", "")
    if request.get("html"):
        rows = [
            [
                re.sub(r"<[^>]+>", "", part)
                for part in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, re.S)
            ]
            for line in re.findall(r"<tr[^>]*>(.*?)</tr>", data, re.DOTALL)
        ]
    else:
        rows = list(csv.reader(io.StringIO(data), delimiter=request.get("delimiter") or "\t"))
    if not rows:
        return
    width = max(len(row) for row in rows)
    sheet.row_count = max(sheet.row_count, top + len(rows))
    sheet.column_count = max(sheet.column_count, left + width)
    change.editable(Area(sheet, top, left, top + len(rows), left + width))
    for row, values in enumerate(rows, top):
        for column, value in enumerate(values, left):
            enter(change.book, sheet, row, column, value)
