"""Requests that put rows of a range into another order."""

from __future__ import annotations

import random
from typing import Any

from .a1 import Area, write_area
from .change import Change, handles, intersection
from .errors import invalid
from .grid import Cell
from .requests_paste import with_moved_formula
from .spreadsheet import Spreadsheet


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
                area.sheet.put(
                    row, column, with_moved_formula(cells.get(column, {}), row - old_row, 0)
                )


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
