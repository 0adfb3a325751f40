"""A sheet: its cells (sparse), its rows and columns, and how they move."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Cell = dict[str, Any]
"""What is stored of a cell, never changed in place: userEnteredValue, userEnteredFormat, note,
dataValidation, textFormatRuns, pivotTable, chipRuns, and `pinned`, a formula's given result."""
Span = tuple[int, int]
Shift = Callable[[int, int], Span | None]
GridRange = dict[str, int]

ENDLESS = 10**9
LISTS = ("merges", "conditionalFormats", "filterViews", "protectedRanges", "charts", "bandedRanges")
LISTS += ("rowGroups", "columnGroups", "slicers", "tables")


def plain_copy(value: Any) -> Any:
    """A deep copy of dicts and lists."""
    if isinstance(value, dict):
        return {key: plain_copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_copy(item) for item in value]
    return value


@dataclass
class Sheet:
    """One sheet with all that stands on it; ranges of objects are as Google shows them."""

    id: int
    title: str
    row_count: int = 1000
    column_count: int = 26
    kind: str = "GRID"
    grid: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    dimensions: dict[str, dict[int, dict[str, Any]]] = field(
        default_factory=lambda: {"ROWS": {}, "COLUMNS": {}}
    )
    objects: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {name: [] for name in LISTS}
    )
    basic_filter: dict[str, Any] | None = None

    def copy(self) -> Sheet:
        """An independent copy; cells are shared as they never change."""
        return Sheet(
            self.id,
            self.title,
            self.row_count,
            self.column_count,
            self.kind,
            dict(self.grid),
            dict(self.properties),
            {row: dict(cells) for row, cells in self.rows.items()},
            {name: dict(lines) for name, lines in self.dimensions.items()},
            {name: plain_copy(items) for name, items in self.objects.items()},
            plain_copy(self.basic_filter),
        )

    @property
    def hidden(self) -> bool:
        """Whether the tab is hidden."""
        return bool(self.properties.get("hidden"))

    def size(self, dimension: str) -> int:
        """How many rows or columns."""
        return self.row_count if dimension == "ROWS" else self.column_count

    def cell(self, row: int, column: int) -> Cell:
        """What is stored of a cell; empty if nothing."""
        return self.rows.get(row, {}).get(column, {})

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Store a cell, or forget an empty one."""
        if cell:
            self.rows.setdefault(row, {})[column] = cell
        elif (cells := self.rows.get(row)) is not None:
            cells.pop(column, None)
            if not cells:
                del self.rows[row]

    def set_value(self, row: int, column: int, value: dict[str, Any]) -> None:
        """Put a value into a cell, its format kept; a chip and runs of formats go with the old."""
        old = self.rows.get(row, {}).get(column)
        cell = {} if old is None else {k: v for k, v in old.items() if k not in VALUE_PARTS}
        if value and not cell and "errorValue" not in value:
            kind, item = next(iter(value.items()))
            cell = value_cell(kind, item, type(item))
        elif value:
            cell["userEnteredValue"] = value
        self.put(row, column, cell)

    def has_value(self, row: int, column: int) -> bool:
        """Whether something was entered into the cell."""
        return "userEnteredValue" in self.cell(row, column)

    def last_row(self) -> int:
        """The number of rows up to the last with a stored cell."""
        return max(self.rows, default=-1) + 1

    def shift(self, dimension: str, shift: Shift) -> None:
        """Move cells, rows' properties and objects as `shift` says of spans."""
        if dimension == "ROWS":
            self.rows = _rekeyed(self.rows, shift)
        else:
            moved = {row: _rekeyed(cells, shift) for row, cells in self.rows.items()}
            self.rows = {row: cells for row, cells in moved.items() if cells}
        self.dimensions[dimension] = _rekeyed(self.dimensions[dimension], shift)
        self._shift_objects(dimension, shift)

    def _shift_objects(self, dimension: str, shift: Shift) -> None:
        ranges = RangeShift(self.id, dimension, shift)
        for name, items in self.objects.items():
            kept = [ranges.object(item) for item in items]
            self.objects[name] = [item for item in kept if item is not None]
        if self.basic_filter:
            self.basic_filter = ranges.object(self.basic_filter)
        self.objects["merges"] = [
            merge for merge in self.objects["merges"] if not _single_cell(merge)
        ]


@functools.lru_cache(maxsize=200_000)
def value_cell(kind: str, item: Any, item_type: type) -> Cell:
    """A cell of nothing but a value; equal ones are one, as cells never change."""
    return {"userEnteredValue": {kind: item}}


VALUE_PARTS = {"userEnteredValue", "pinned", "chipRuns", "textFormatRuns"}


def _single_cell(merge: GridRange) -> bool:
    return (
        merge["endRowIndex"] - merge["startRowIndex"] == 1
        and merge["endColumnIndex"] - merge["startColumnIndex"] == 1
    )


def _rekeyed(lines: dict[int, Any], shift: Shift) -> dict[int, Any]:
    result = {}
    for index, item in lines.items():
        span = shift(index, index + 1)
        if span is not None:
            result[span[0]] = item
    return result


def inserted(at: int, count: int) -> Shift:
    """Spans after an insertion: what starts at or after it moves, what holds it grows."""

    def shift(start: int, end: int) -> Span:
        return (start + count if start >= at else start, end + count if end > at else end)

    return shift


def deleted(first: int, last: int) -> Shift:
    """Spans after a deletion; a span wholly deleted is gone."""

    def shift(start: int, end: int) -> Span | None:
        new_start = start - max(0, min(start, last) - first)
        new_end = end - max(0, min(end, last) - first)
        return None if new_start >= new_end else (new_start, new_end)

    return shift


def relocated(first: int, last: int, target: int) -> Shift:
    """Spans after a block moved to before `target`, an index of the time before the move."""
    size = last - first
    low, high = (first, target) if target > last else (target, last)
    block_at = target - size if target > last else target
    step = -size if target > last else size

    def place(start: int, end: int) -> list[Span]:
        spans = []
        for a, b, by in (
            (0, low, 0),
            (low, first, step),
            (last, high, step),
            (high, 10**12, 0),
        ):
            s, e = max(start, a), min(end, b)
            if s < e:
                spans.append((s + by, e + by))
        return spans

    def shift(start: int, end: int) -> Span:
        remaining = place(start, min(end, first)) + place(max(start, last), end)
        if not remaining:
            by = block_at - first
            return max(start, first) + by, min(end, last) + by
        return min(s for s, _ in remaining), max(e for _, e in remaining)

    return shift


class RangeShift:
    """Moves every GridRange of a sheet that stands anywhere in an object."""

    def __init__(self, sheet_id: int, dimension: str, shift: Shift) -> None:
        self.sheet_id = sheet_id
        self.dimension = dimension
        word = "Row" if dimension == "ROWS" else "Column"
        self.keys = (f"start{word}Index", f"end{word}Index")
        self.shift = shift

    def object(self, item: dict[str, Any]) -> dict[str, Any] | None:
        """The object with its ranges moved; None if its own range is gone."""
        if _is_range(item):
            return self.range(item)
        result = {}
        for key, value in item.items():
            moved = self._value(key, value)
            if moved is None:
                if key in ("range", "ranges"):
                    return None
                continue
            result[key] = moved
        return result

    def _value(self, key: str, value: Any) -> Any:
        if isinstance(value, dict):
            if key == "range" and "dimension" in value:
                return self._dimension(value)
            if key in ("range", "source") or _is_range(value):
                return self.range(value)
            if key == "anchorCell":
                return self._anchor(value)
            return self.object(value)
        if isinstance(value, list):
            if key in ("ranges", "unprotectedRanges", "sources"):
                kept = [self.range(item) for item in value]
                alive = [item for item in kept if item is not None]
                return alive or (None if key == "ranges" else [])
            return [self.object(item) or {} if isinstance(item, dict) else item for item in value]
        return value

    def range(self, grid_range: GridRange) -> GridRange | None:
        """A GridRange moved; None if it is gone; one of another sheet stays."""
        if grid_range.get("sheetId", 0) != self.sheet_id:
            return grid_range
        start_key, end_key = self.keys
        if start_key not in grid_range and end_key not in grid_range:
            return grid_range
        start = grid_range.get(start_key, 0)
        end = grid_range.get(end_key, ENDLESS)
        span = self.shift(start, end)
        if span is None:
            return None
        result = dict(grid_range)
        if start_key in grid_range:
            result[start_key] = span[0]
        if end_key in grid_range:
            result[end_key] = span[1]
        return result

    def _dimension(self, value: dict[str, Any]) -> dict[str, Any] | None:
        if value["dimension"] != self.dimension or value.get("sheetId", 0) != self.sheet_id:
            return value
        span = self.shift(value["startIndex"], value["endIndex"])
        return span and {**value, "startIndex": span[0], "endIndex": span[1]}

    def _anchor(self, value: dict[str, Any]) -> dict[str, Any]:
        if value.get("sheetId", 0) != self.sheet_id:
            return value
        key = "rowIndex" if self.dimension == "ROWS" else "columnIndex"
        index = value.get(key, 0)
        span = self.shift(index, index + 1)
        index = span[0] if span else index
        rest = {k: v for k, v in value.items() if k != key}
        return {**rest, key: index} if index else rest


RANGE_KEYS = {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex", "sheetId"}


def _is_range(item: dict[str, Any]) -> bool:
    return bool(item) and len(item.keys() - {"sheetId"}) > 0 and item.keys() <= RANGE_KEYS
