"""Requests that copy, move, fill in and paste."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from .a1 import Area
from .change import Change, cells_of, grid_range, handles
from .errors import invalid
from .grid import Cell, Sheet
from .references import relocated
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


def with_moved_formula(cell: Cell, down: int, right: int) -> Cell:
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
        cell = with_moved_formula(block[at], row - origin[0], column - origin[1])
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
    return with_moved_formula(cells[index], away if rows else 0, 0 if rows else away)


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
