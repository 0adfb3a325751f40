"""Requests that write cells: values, formats, notes, drop-downs, borders, merges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .a1 import Area
from .change import Change, cells_of, fields_mask, grid_range, handles, intersection
from .entry import CELL_LIMIT, number, too_long
from .errors import invalid
from .formats import canonical
from .grid import Cell, Sheet
from .masks import Mask, overwrite
from .references import relocated

WRITABLE = (
    "userEnteredValue",
    "userEnteredFormat",
    "note",
    "textFormatRuns",
    "dataValidation",
    "pivotTable",
    "chipRuns",
)
VALUE_COMPANIONS = ("pinned", "textFormatRuns", "chipRuns")


def kept_value(value: dict[str, Any]) -> dict[str, Any]:
    """An ExtendedValue as it is kept; empty text is no value, too long text is refused."""
    if not value:
        return {}
    key, item = next(iter(value.items()))
    if key in ("stringValue", "formulaValue"):
        if len(item) > CELL_LIMIT:
            raise too_long()
        if not item:
            return {}
    if key == "formulaValue" and not item.startswith("="):
        return {"stringValue": item}
    if key == "numberValue":
        return {key: number(item)}
    return value


def written(old: Cell, data: dict[str, Any], mask: Mask) -> Cell:
    """The cell after the masked parts of CellData were written into it."""
    new = dict(old)
    for key in mask or WRITABLE:
        if key not in WRITABLE:
            continue
        below = mask.get(key) if mask else None
        value = data.get(key)
        if key == "userEnteredValue":
            for companion in VALUE_COMPANIONS:
                new.pop(companion, None)
            value = kept_value(value or {})
        elif key == "userEnteredFormat":
            before = old.get(key, {})
            value = canonical(overwrite(before, value or {}, below or {}), before)
        elif key == "dataValidation":
            value = canonical(value)
        elif below and isinstance(value, dict):
            value = overwrite(old.get(key, {}), value, below)
        if value:
            new[key] = value
        else:
            new.pop(key, None)
    return new


@handles("updateCells")
def update_cells(change: Change, request: dict[str, Any]) -> None:
    """Rows of cells from a start or into a range, of which the rest is cleared."""
    mask = fields_mask(request.get("fields"), "CellData")
    rows = [row.get("values", []) for row in request.get("rows", [])]
    if "range" in request:
        area = change.area(request["range"])
    elif "start" in request:
        area = _from_start(change, request["start"], rows)
    else:
        raise invalid("Must specify either start or range.")
    _check_fit(area, rows)
    if area.top < area.bottom and area.left < area.right:
        change.editable(area)
    _write_rows(area, rows, mask, "range" in request)


def _from_start(change: Change, start: dict[str, int], rows: list[list[Any]]) -> Area:
    sheet = change.sheet(start.get("sheetId", 0), "grid")
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    for index, size, word in ((top, sheet.row_count, "row"), (left, sheet.column_count, "column")):
        if index >= size:
            raise invalid(
                f"GridCoordinate.{word}Index[{index}] is after last {word} in grid[{size - 1}]"
            )
    width = max((len(row) for row in rows), default=0)
    bottom = min(top + len(rows), sheet.row_count)
    return Area(sheet, top, left, bottom, min(left + width, sheet.column_count))


def _check_fit(area: Area, rows: list[list[Any]]) -> None:
    if area.top + len(rows) > area.bottom:
        raise invalid(
            f"Attempting to write row: {area.bottom}, beyond the last requested row of: "
            f"{area.bottom - 1}"
        )
    if area.left + max((len(row) for row in rows), default=0) > area.right:
        raise invalid(
            f"Attempting to write column: {area.right}, beyond the last requested column of: "
            f"{area.right - 1}"
        )


def _write_rows(area: Area, rows: list[list[dict[str, Any]]], mask: Mask, clear: bool) -> None:
    sheet = area.sheet
    for offset, row in enumerate(range(area.top, area.bottom)):
        values = rows[offset] if offset < len(rows) else []
        cells = sheet.rows.get(row, {})
        for index, data in enumerate(values):
            column = area.left + index
            sheet.put(row, column, written(cells.get(column, {}), data, mask))
        if clear:
            rest = [c for c in cells if area.left + len(values) <= c < area.right]
            for column in rest:
                sheet.put(row, column, written(cells[column], {}, mask))


@handles("repeatCell")
def repeat_cell(change: Change, request: dict[str, Any]) -> None:
    """The same parts of a cell in a whole range; formulas move along."""
    mask = fields_mask(request.get("fields"), "CellData")
    area = change.editable(change.area(request.get("range")))
    data = request.get("cell", {})
    formula = data.get("userEnteredValue", {}).get("formulaValue")
    if not formula:
        _same_everywhere(area, lambda old: written(old, data, mask))
        return
    for row, column in cells_of(area):
        moved = relocated(formula, row - area.top, column - area.left)
        data = {**data, "userEnteredValue": {"formulaValue": moved}}
        area.sheet.put(row, column, written(area.sheet.cell(row, column), data, mask))


def _same_everywhere(area: Area, write: Callable[[Cell], Cell]) -> None:
    """Write into all cells of an area; those that were one and the same remain so."""
    plain = write({})
    made: dict[int, tuple[Cell, Cell]] = {}
    for row in range(area.top, area.bottom):
        cells = area.sheet.rows.get(row, {})
        for column in range(area.left, area.right):
            old = cells.get(column)
            if old is not None and id(old) not in made:
                made[id(old)] = old, write(old)
            area.sheet.put(row, column, plain if old is None else made[id(old)][1])


@handles("appendCells")
def append_cells(change: Change, request: dict[str, Any]) -> None:
    """Rows after the last one with data, the grid made longer if need be."""
    mask = fields_mask(request.get("fields"), "CellData")
    sheet = change.sheet(request.get("sheetId", 0), "grid")
    rows = [row.get("values", []) for row in request.get("rows", [])]
    top = last_row_with_data(sheet)
    sheet.row_count = max(sheet.row_count, top + len(rows))
    width = max((len(row) for row in rows), default=0)
    sheet.column_count = max(sheet.column_count, width)
    change.book.check_size()
    area = Area(sheet, top, 0, top + len(rows), width)
    if rows and width:
        change.editable(area)
        _write_rows(area, rows, mask, False)


def last_row_with_data(sheet: Sheet) -> int:
    """The number of rows up to the last in which something was entered."""
    rows = (
        r for r, cells in sheet.rows.items() if any("userEnteredValue" in c for c in cells.values())
    )
    return max(rows, default=-1) + 1


@handles("setDataValidation")
def set_data_validation(change: Change, request: dict[str, Any]) -> None:
    """The rule of a range's cells; none clears it."""
    area = change.editable(change.area(request.get("range")))
    rule = canonical(request.get("rule")) if request.get("rule") else None
    if rule and "condition" not in rule:
        raise invalid("rule.condition is required")
    if rule is None:
        for row, column in cells_of(area):
            if "dataValidation" in area.sheet.cell(row, column):
                cell = area.sheet.cell(row, column)
                area.sheet.put(
                    row, column, {k: v for k, v in cell.items() if k != "dataValidation"}
                )
        return
    _same_everywhere(area, lambda old: {**old, "dataValidation": rule})


@handles("updateBorders")
def update_borders(change: Change, request: dict[str, Any]) -> None:
    """The borders around and inside a range."""
    area = change.editable(change.area(request.get("range")))
    made: dict[Any, tuple[Cell, Cell]] = {}
    for row, column in cells_of(area):
        borders = _borders_of(request, area, row, column)
        if borders:
            old = area.sheet.cell(row, column)
            spot = (id(old) if old else 0, tuple(borders), tuple(map(id, borders.values())))
            if spot not in made:
                made[spot] = old, _bordered(old, borders)
            area.sheet.put(row, column, made[spot][1])


def _bordered(cell: Cell, borders: dict[str, Any]) -> Cell:
    style = dict(cell.get("userEnteredFormat", {}))
    merged = {**style.get("borders", {}), **borders}
    merged = {k: v for k, v in merged.items() if v.get("style") != "NONE"}
    style.pop("borders", None)
    if merged:
        style["borders"] = canonical(merged)
    rest = {k: v for k, v in cell.items() if k != "userEnteredFormat"}
    return rest | ({"userEnteredFormat": style} if style else {})


def _borders_of(request: dict[str, Any], area: Area, row: int, column: int) -> dict[str, Any]:
    edges = {
        "top": (row == area.top, "innerHorizontal"),
        "bottom": (row == area.bottom - 1, "innerHorizontal"),
        "left": (column == area.left, "innerVertical"),
        "right": (column == area.right - 1, "innerVertical"),
    }
    found = {}
    for side, (outer, inner) in edges.items():
        border = request.get(side if outer else inner)
        if border is not None:
            found[side] = border
    return found


@handles("mergeCells")
def merge_cells(change: Change, request: dict[str, Any]) -> None:
    """One merged cell, or one a row or a column; what it covers is cleared."""
    area = change.editable(change.area(request.get("range")))
    _check_frozen(area)
    _drop_merges(change, area)
    kind = request.get("mergeType", "MERGE_ALL")
    if kind == "MERGE_ROWS":
        parts = [
            Area(area.sheet, r, area.left, r + 1, area.right) for r in range(area.top, area.bottom)
        ]
    elif kind == "MERGE_COLUMNS":
        parts = [
            Area(area.sheet, area.top, c, area.bottom, c + 1) for c in range(area.left, area.right)
        ]
    else:
        parts = [area]
    for part in parts:
        if (part.bottom - part.top) * (part.right - part.left) > 1:
            _merge(part)


def _check_frozen(area: Area) -> None:
    for word, start, end in (("Row", area.top, area.bottom), ("Column", area.left, area.right)):
        frozen = area.sheet.grid.get(f"frozen{word}Count", 0)
        if start < frozen < end:
            raise invalid(f"You can't merge frozen and non-frozen {word.lower()}s.")


def _merge(area: Area) -> None:
    sheet = area.sheet
    places = [p for p in cells_of(area) if sheet.has_value(*p)]
    if places:
        first = sheet.cell(*places[0])
        for place in places:
            sheet.set_value(*place, {})
        sheet.set_value(area.top, area.left, first["userEnteredValue"])
    sheet.objects["merges"].append(grid_range(sheet, area.top, area.left, area.bottom, area.right))


def _drop_merges(change: Change, area: Area) -> None:
    kept = []
    for merge in area.sheet.objects["merges"]:
        other = change.book.area(merge)
        shared = intersection(area, other)
        if shared is None:
            kept.append(merge)
        elif shared != other:
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    area.sheet.objects["merges"] = kept


@handles("unmergeCells")
def unmerge_cells(change: Change, request: dict[str, Any]) -> None:
    """All merges of a range taken apart."""
    _drop_merges(change, change.editable(change.area(request.get("range"))))
