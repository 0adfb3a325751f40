"""Requests on rows and columns: inserting, deleting, moving, sizes, groups; shifting ranges."""

from __future__ import annotations

from typing import Any

from . import grid
from .a1 import Area
from .change import Change, fields_mask, handles
from .errors import invalid
from .grid import Sheet
from .masks import overwrite


def _span(change: Change, given: dict[str, Any] | None) -> tuple[Sheet, str, int, int]:
    if not given:
        raise invalid("range is required")
    sheet = change.sheet(given.get("sheetId", 0), "grid")
    dimension = given.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise invalid("range.dimension is required")
    start = given.get("startIndex", 0)
    end = given.get("endIndex", sheet.size(dimension))
    if start < 0:
        raise invalid("DimensionRange indexes must be >= 0")
    if end <= start:
        raise invalid(f"range.endIndex[{end}] must be greater than range.startIndex[{start}].")
    return sheet, dimension, start, end


def _band(sheet: Sheet, dimension: str, start: int, end: int) -> Area:
    if dimension == "ROWS":
        return Area(sheet, start, 0, end, sheet.column_count)
    return Area(sheet, 0, start, sheet.row_count, end)


def _resize(sheet: Sheet, dimension: str, by: int) -> None:
    if dimension == "ROWS":
        sheet.row_count += by
    else:
        sheet.column_count += by


@handles("insertDimension")
def insert_dimension(change: Change, request: dict[str, Any]) -> None:
    """Empty rows or columns, with the formats of the neighbour before or after."""
    sheet, dimension, start, end = _span(change, request.get("range"))
    size, before = sheet.size(dimension), request.get("inheritFromBefore", False)
    if start > size:
        raise invalid(f"range.startIndex is larger than current grid size ({size})")
    if start == size and not before:
        raise invalid(
            f"range.startIndex must be less than the grid size ({size}) if inheritFromBefore is "
            "false."
        )
    if before and start == 0:
        raise invalid("inheritFromBefore cannot be true if inserting at the start of the sheet.")
    change.editable(_band(sheet, dimension, max(0, start - before), max(0, start - before) + 1))
    change.book.shift(sheet, dimension, grid.inserted(start, end - start))
    _resize(sheet, dimension, end - start)
    change.book.check_size()
    frozen = "frozenRowCount" if dimension == "ROWS" else "frozenColumnCount"
    if start < sheet.grid.get(frozen, 0):
        sheet.grid[frozen] += end - start
    _inherit(sheet, dimension, start, end, start - 1 if before else end)


def _inherit(sheet: Sheet, dimension: str, start: int, end: int, source: int) -> None:
    lines = sheet.dimensions[dimension]
    if source in lines:
        for index in range(start, end):
            lines[index] = dict(lines[source])
    if dimension == "ROWS":
        for column, cell in list(sheet.rows.get(source, {}).items()):
            for row in range(start, end):
                sheet.put(row, column, _look(cell))
        return
    for row, cells in list(sheet.rows.items()):
        if source in cells:
            for column in range(start, end):
                sheet.put(row, column, _look(cells[source]))


def _look(cell: grid.Cell) -> grid.Cell:
    return {k: cell[k] for k in ("userEnteredFormat", "dataValidation") if k in cell}


@handles("deleteDimension")
def delete_dimension(change: Change, request: dict[str, Any]) -> None:
    """Rows or columns with all that is in them; not all of them."""
    sheet, dimension, start, end = _span(change, request.get("range"))
    size, word = sheet.size(dimension), "row" if dimension == "ROWS" else "column"
    if start >= size or end > size:
        index = start if start >= size else end - 1
        raise invalid(
            f"Cannot delete a {word} that doesn't exist. Tried to delete {word} index {index} but "
            f"there are only {size} {word}s."
        )
    if end - start >= size:
        raise invalid(f"You can't delete all the {word}s on the sheet.")
    frozen = sheet.grid.get(f"frozen{word.capitalize()}Count", 0)
    gone_frozen = max(0, min(end, frozen) - min(start, frozen))
    if frozen - gone_frozen >= size - (end - start):
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {word}s.")
    change.editable(_band(sheet, dimension, start, end))
    if gone_frozen:
        sheet.grid[f"frozen{word.capitalize()}Count"] = frozen - gone_frozen
    change.book.shift(sheet, dimension, grid.deleted(start, end))
    _resize(sheet, dimension, start - end)


@handles("moveDimension")
def move_dimension(change: Change, request: dict[str, Any]) -> None:
    """Rows or columns to before an index of the time before the move."""
    sheet, dimension, start, end = _span(change, request.get("source"))
    target, size = request.get("destinationIndex", 0), sheet.size(dimension)
    if start >= size or end > size:
        raise invalid(f"source.endIndex[{end}] is after the last index of the grid[{size}]")
    if not 0 <= target <= size:
        raise invalid(f"destinationIndex[{target}] is outside of the grid[{size}]")
    change.editable(_band(sheet, dimension, start, end))
    if not start <= target <= end:
        _check_merges(sheet, dimension, start, end)
        change.book.shift(sheet, dimension, grid.relocated(start, end, target))


def _check_merges(sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Refuse to take a part of a merged cell away from the rest."""
    word = "Row" if dimension == "ROWS" else "Column"
    for merge in sheet.objects["merges"]:
        first, last = merge[f"start{word}Index"], merge[f"end{word}Index"]
        crosses = first < end and last > start and not (start <= first and last <= end)
        if last - first > 1 and crosses:
            raise invalid(
                f"Sorry, it is not possible to move a {word.lower()} to a position that crosses a "
                "merged cell. Please unmerge and try again."
            )


@handles("appendDimension")
def append_dimension(change: Change, request: dict[str, Any]) -> None:
    """Empty rows or columns at the end."""
    sheet = change.sheet(request.get("sheetId", 0), "grid")
    length = request.get("length", 0)
    if length <= 0:
        raise invalid(f"length[{length}] must be greater than 0.")
    _resize(sheet, request.get("dimension", "ROWS"), length)
    change.book.check_size()


@handles("updateDimensionProperties")
def update_dimension_properties(change: Change, request: dict[str, Any]) -> None:
    """Sizes and hiding of rows or columns."""
    sheet, dimension, start, end = _span(change, request.get("range"))
    mask = fields_mask(request.get("fields"), "DimensionProperties")
    given = request.get("properties", {})
    wanted = not mask or "pixelSize" in mask
    if wanted and given.get("pixelSize", 0 if "pixelSize" in mask else 1) < 1:
        raise invalid("pixelSize must be greater than 0.")
    end = min(end, sheet.size(dimension))
    if start >= end:
        raise invalid(f"range.startIndex[{start}] is outside of the grid[{end}]")
    lines = sheet.dimensions[dimension]
    for index in range(start, end):
        new = overwrite(lines.get(index, {}), given, mask)
        lines[index] = {k: v for k, v in new.items() if k in ("pixelSize", "hiddenByUser") and v}


@handles("autoResizeDimensions")
def auto_resize(change: Change, request: dict[str, Any]) -> None:
    """Sizes by the longest text."""
    sheet, dimension, start, end = _span(change, request.get("dimensions"))
    for index in range(start, min(end, sheet.size(dimension))):
        size = 21
        if dimension == "COLUMNS":
            texts = [
                change.book.text(sheet, row, index, cells[index])
                for row, cells in sheet.rows.items()
                if index in cells
            ]
            size = max((7 * len(text) + 9 for text in texts if text), default=100)
        line = sheet.dimensions[dimension].get(index, {})
        sheet.dimensions[dimension][index] = {**line, "pixelSize": size}


@handles("addDimensionGroup")
def add_dimension_group(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """A group of rows or columns, one deeper than what it overlaps."""
    sheet, dimension, start, end = _span(change, request.get("range"))
    if end > sheet.size(dimension):
        raise invalid(f"range.endIndex[{end}] is after the last index of the grid")
    name = _groups(dimension)
    counts = _depths(sheet, name)
    for index in range(start, end):
        counts[index] = counts.get(index, 0) + 1
    sheet.objects[name] = _regrouped(sheet, dimension, counts)
    control = "rowGroupControlAfter" if dimension == "ROWS" else "columnGroupControlAfter"
    sheet.grid.setdefault(control, True)
    return {"dimensionGroups": sheet.objects[name]}


@handles("deleteDimensionGroup")
def delete_dimension_group(change: Change, request: dict[str, Any]) -> dict[str, Any]:
    """One level of grouping less in a range."""
    sheet, dimension, start, end = _span(change, request.get("range"))
    name = _groups(dimension)
    counts = _depths(sheet, name)
    if not any(counts.get(index) for index in range(start, end)):
        raise invalid("There is no dimension group in the range.")
    for index in range(start, end):
        counts[index] = max(0, counts.get(index, 0) - 1)
    sheet.objects[name] = _regrouped(sheet, dimension, counts)
    return {"dimensionGroups": sheet.objects[name]} if sheet.objects[name] else {}


def _groups(dimension: str) -> str:
    return "rowGroups" if dimension == "ROWS" else "columnGroups"


def _depths(sheet: Sheet, name: str) -> dict[int, int]:
    counts: dict[int, int] = {}
    for group in sheet.objects[name]:
        for index in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            counts[index] = max(counts.get(index, 0), group["depth"])
    return counts


def _regrouped(sheet: Sheet, dimension: str, counts: dict[int, int]) -> list[dict[str, Any]]:
    groups = []
    for depth in range(1, max(counts.values(), default=0) + 1):
        indexes = sorted(index for index, count in counts.items() if count >= depth)
        for start, end in _runs(indexes):
            where = {"sheetId": sheet.id} if sheet.id else {}
            place = {**where, "dimension": dimension, "startIndex": start, "endIndex": end}
            groups.append({"range": place, "depth": depth})
    return groups


def _runs(indexes: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index in indexes:
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0], index + 1)
        else:
            runs.append((index, index + 1))
    return runs


@handles("updateDimensionGroup")
def update_dimension_group(change: Change, request: dict[str, Any]) -> None:
    """A group folded or unfolded."""
    group = request.get("dimensionGroup", {})
    sheet, dimension, start, end = _span(change, group.get("range"))
    mask = fields_mask(request.get("fields"), "DimensionGroup")
    for own in sheet.objects[_groups(dimension)]:
        place = own["range"]
        if (place["startIndex"], place["endIndex"], own["depth"]) == (
            start,
            end,
            group.get("depth"),
        ):
            own.pop("collapsed", None)
            if (not mask or "collapsed" in mask) and group.get("collapsed"):
                own["collapsed"] = True
            _fold(sheet, dimension, start, end, bool(own.get("collapsed")))
            return
    raise invalid("There is no dimension group with that range and depth.")


def _fold(sheet: Sheet, dimension: str, start: int, end: int, hidden: bool) -> None:
    lines = sheet.dimensions[dimension]
    for index in range(start, end):
        line = {k: v for k, v in lines.get(index, {}).items() if k != "hiddenByUser"}
        lines[index] = {**line, "hiddenByUser": True} if hidden else line


@handles("insertRange")
def insert_range(change: Change, request: dict[str, Any]) -> None:
    """Empty cells, what stands there moved down or right."""
    area = change.editable(change.area(request.get("range")))
    _shift_part(change, area, request.get("shiftDimension", "ROWS"), True)


@handles("deleteRange")
def delete_range(change: Change, request: dict[str, Any]) -> None:
    """Cells taken out, what is after them moved up or left."""
    area = change.editable(change.area(request.get("range")))
    _shift_part(change, area, request.get("shiftDimension", "ROWS"), False)


def _shift_part(change: Change, area: Area, dimension: str, insert: bool) -> None:
    rows = dimension == "ROWS"
    start, end = (area.top, area.bottom) if rows else (area.left, area.right)
    shift = grid.inserted(start, end - start) if insert else grid.deleted(start, end)
    sheet = area.sheet
    moved: list[tuple[int, int, grid.Cell]] = []
    for row, cells in list(sheet.rows.items()):
        for column, cell in list(cells.items()):
            inside = area.left <= column < area.right if rows else area.top <= row < area.bottom
            if inside and (row if rows else column) >= start:
                sheet.put(row, column, {})
                moved.append((row, column, cell))
    for row, column, cell in moved:
        index = row if rows else column
        span = shift(index, index + 1)
        if span and span[0] < sheet.size(dimension):
            sheet.put(*((span[0], column) if rows else (row, span[0])), cell)
    _shift_ranges(sheet, area, dimension, shift)
    change.book.forget_results()


def _shift_ranges(sheet: Sheet, area: Area, dimension: str, shift: grid.Shift) -> None:
    low, high = (area.left, area.right) if dimension == "ROWS" else (area.top, area.bottom)
    word = "Column" if dimension == "ROWS" else "Row"
    ranges = grid.RangeShift(sheet.id, dimension, shift)
    for name in ("merges", "protectedRanges", "conditionalFormats"):
        kept = []
        for item in sheet.objects[name]:
            own = item if name == "merges" else item.get("range") or item.get("ranges", [{}])[0]
            inside = (
                low <= own.get(f"start{word}Index", -1)
                and own.get(f"end{word}Index", 10**9) <= high
            )
            new = ranges.object(item) if inside else item
            kept += [] if new is None else [new]
        sheet.objects[name] = kept
