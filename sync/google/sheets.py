"""Spreadsheets as Google answers them, read into grids.

One `spreadsheets.get` under the field mask `FIELDS` holds all that a pass wants to know of a
book. Its grids are those that `sync.workbooks` gives for the same content in an .xlsx.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.grid import Grid, Value, place, position
from sync.google.serials import KINDS
from sync.workbooks import MAX_COLUMNS_READ, MAX_ROWS

Json = Mapping[str, Any]

TAB_KEY = "vzaimo-tab"
"""Developer metadata of a sheet of the worker's: the title under which it was made."""

GUARD_KEY = "vzaimo-guard"
"""Developer metadata of a spreadsheet: its id is next after that of the write before."""

METADATA = "developerMetadata(metadataId,metadataKey,metadataValue)"
CELL = (
    "effectiveValue,userEnteredValue(formulaValue),"
    "userEnteredFormat(numberFormat(type)),effectiveFormat(numberFormat(type))"
)
SHEET = (
    "properties(sheetId,title,index,hidden,sheetType,gridProperties),"
    f"{METADATA},merges,protectedRanges(protectedRangeId,requestingUserCanEdit),"
    "conditionalFormats(ranges),charts(chartId),basicFilter(range),rowGroups(range,depth),"
    f"data(startRow,startColumn,rowData(values({CELL})))"
)
FIELDS = f"spreadsheetId,properties(title,locale,timeZone),{METADATA},sheets({SHEET})"
"""The field mask of the one `spreadsheets.get` that reads a book."""

RESPONSE_FIELDS = f"spreadsheetId,updatedSpreadsheet({FIELDS})"
"""The same of a batchUpdate that answers with the spreadsheet as it stands after it."""

MAX_CELLS = 10_000_000
"""What a spreadsheet holds; so many rows of the worker's own tabs are read."""

LOADING = "LOADING"
ERROR_TEXTS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    LOADING: "Loading...",
}

Area = tuple[int, int, int, int]
"""A range of cells: zero-based, inclusive (row, column, last row, last column)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of cells.

    `ours` is the title under which the worker made it, «» for a tab of people's; so is the
    title of its `grid` then, whatever somebody renamed it to: `title` is what it is called now.
    `protected` are the ids of the protected ranges that may be changed, `conditions` the number
    of conditional formats, `filtered` the range of the filter, `groups` the first and the last
    row and the depth of each group of rows.
    """

    id: int
    title: str
    grid: Grid
    row_count: int
    column_count: int
    hidden: bool = False
    ours: str = ""
    frozen_rows: int = 0
    frozen_columns: int = 0
    protected: tuple[int, ...] = ()
    conditions: int = 0
    charts: tuple[int, ...] = ()
    filtered: Area | None = None
    groups: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A spreadsheet as it stands.

    `order` is the id and title of every sheet from left to right, those of charts too, which
    are not among `sheets`. `guard` is the id of the metadata that the last write left, 0
    without any. `loading` tells that a value is still being computed: it is not ready.
    """

    id: str
    title: str
    sheets: tuple[Sheet, ...] = ()
    order: tuple[tuple[int, str], ...] = ()
    guard: int = 0
    loading: bool = False
    locale: str = ""
    time_zone: str = ""

    @property
    def grids(self) -> list[Grid]:
        """The grids of all sheets, in their order."""
        return [sheet.grid for sheet in self.sheets]


def spreadsheet_of(answer: Json) -> Spreadsheet:
    """Read the answer to a `spreadsheets.get` under `FIELDS`."""
    properties = answer.get("properties", {})
    found = sorted(answer.get("sheets", ()), key=lambda one: one["properties"].get("index", 0))
    cells = [_Cells(one) for one in found if _holds_cells(one)]
    return Spreadsheet(
        id=str(answer.get("spreadsheetId", "")),
        title=properties.get("title", ""),
        sheets=_distinct([_sheet(one) for one in cells]),
        order=tuple((_id(one), one["properties"].get("title", "")) for one in found),
        guard=max(_metadata(answer, GUARD_KEY), default=(0, ""))[0],
        loading=any(one.loading for one in cells),
        locale=properties.get("locale", ""),
        time_zone=properties.get("timeZone", ""),
    )


def _id(sheet: Json) -> int:
    return int(sheet["properties"].get("sheetId", 0))


def _holds_cells(sheet: Json) -> bool:
    return str(sheet["properties"].get("sheetType", "GRID")) == "GRID"


def _metadata(owner: Json, key: str) -> list[tuple[int, str]]:
    return [
        (int(one.get("metadataId", 0)), str(one.get("metadataValue", "")))
        for one in owner.get("developerMetadata", ())
        if one.get("metadataKey") == key
    ]


def _distinct(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Let one sheet of a title be the worker's: a copy that somebody made is that person's."""
    chosen: dict[str, Sheet] = {}
    for sheet in sorted(sheets, key=lambda one: one.title != one.ours):
        if sheet.ours:
            chosen.setdefault(sheet.ours, sheet)
    return tuple(
        one if not one.ours or chosen[one.ours] is one else _not_ours(one) for one in sheets
    )


def _not_ours(sheet: Sheet) -> Sheet:
    return replace(sheet, ours="", grid=replace(sheet.grid, title=sheet.title))


def _sheet(cells: "_Cells") -> Sheet:
    one = cells.sheet
    properties = one["properties"]
    size = properties.get("gridProperties", {})
    title = properties.get("title", "")
    filtered = one.get("basicFilter", {}).get("range")
    rows, columns = size.get("rowCount", 0), size.get("columnCount", 0)
    return Sheet(
        id=_id(one),
        title=title,
        grid=cells.grid(cells.ours or title),
        row_count=rows,
        column_count=columns,
        hidden=properties.get("hidden", False),
        ours=cells.ours,
        frozen_rows=size.get("frozenRowCount", 0),
        frozen_columns=size.get("frozenColumnCount", 0),
        protected=tuple(
            int(found["protectedRangeId"])
            for found in one.get("protectedRanges", ())
            if found.get("requestingUserCanEdit", True)
        ),
        conditions=len(one.get("conditionalFormats", ())),
        charts=tuple(int(found["chartId"]) for found in one.get("charts", ())),
        filtered=None if filtered is None else area(filtered, rows, columns),
        groups=tuple(_group(found) for found in one.get("rowGroups", ())),
    )


def _group(found: Json) -> tuple[int, int, int]:
    span = found.get("range", {})
    return span.get("startIndex", 0), span.get("endIndex", 0) - 1, found.get("depth", 1)


def area(grid_range: Json, rows: int, columns: int) -> Area:
    """Give a GridRange, whose open ends reach those of its sheet, as an area."""
    return (
        grid_range.get("startRowIndex", 0),
        grid_range.get("startColumnIndex", 0),
        grid_range.get("endRowIndex", rows) - 1,
        grid_range.get("endColumnIndex", columns) - 1,
    )


class _Cells:
    """The cells of one sheet, read: values from A1 on, errors, formulas."""

    def __init__(self, sheet: Json) -> None:
        self.sheet = sheet
        self.ours = next((value for _, value in _metadata(sheet, TAB_KEY)), "")
        self.most_rows = MAX_CELLS if self.ours else MAX_ROWS
        self.rows: list[list[Value]] = []
        self.errors: dict[int, str] = {}
        self.formulas: set[int] = set()
        self.loading = self.truncated = False
        for data in sheet.get("data", ()):
            left = data.get("startColumn", 0)
            self.rows += [[] for _ in range(data.get("startRow", 0) - len(self.rows))]
            for row in data.get("rowData", ()):
                self._row(row.get("values", ()), left)

    def _row(self, cells: Sequence[Json], left: int) -> None:
        if len(self.rows) >= self.most_rows:
            self.truncated |= any("effectiveValue" in cell for cell in cells)
            return
        values: list[Value] = [""] * left
        add = values.append
        for spot, cell in enumerate(cells, start=place(len(self.rows), left)):
            effective = cell.get("effectiveValue")
            if effective is None:
                add("")
            elif (text := effective.get("stringValue")) is not None:
                add(text)
            elif (figure := effective.get("numberValue")) is not None:
                kind = _number_kind(cell)
                add(float(figure) if kind is None else kind(float(figure)))
            elif "errorValue" in effective:
                self._error(effective["errorValue"], spot)
                add("")
            else:
                add(effective.get("boolValue", False))
            if "formulaValue" in cell.get("userEnteredValue", ()):
                self.formulas.add(spot)
        self.rows.append(values)

    def _error(self, error: Json, spot: int) -> None:
        kind = error.get("type", "ERROR")
        self.loading |= kind == LOADING
        self.errors[spot] = ERROR_TEXTS.get(kind, "#ERROR!")

    def grid(self, title: str) -> Grid:
        """Give the grid, as wide and high as its last cell with something in it."""
        height, width = _reach(self.rows, self.errors.keys() | self.formulas)
        shown = min(width, MAX_COLUMNS_READ)
        return Grid(
            title,
            [row[:shown] + [""] * (shown - len(row)) for row in self.rows[:height]],
            errors={spot: text for spot, text in self.errors.items() if _column(spot) < shown},
            formulas=frozenset(spot for spot in self.formulas if _column(spot) < shown),
            merged=tuple(area(one, 0, 0) for one in self.sheet.get("merges", ())),
            truncated=self.truncated or width > MAX_COLUMNS_READ,
            sheet=_id(self.sheet),
        )


def _column(spot: int) -> int:
    return position(spot)[1]


def _reach(rows: Sequence[Sequence[Value]], taken: Iterable[int]) -> tuple[int, int]:
    """Tell how many rows and columns reach to the last cell that is not empty or `taken`."""
    spots = [position(spot) for spot in taken]
    height = max((row + 1 for row, _ in spots), default=0)
    width = max((column + 1 for _, column in spots), default=0)
    for number, row in enumerate(rows, start=1):
        length = len(row)
        while length and row[length - 1] == "":
            length -= 1
        if length:
            height = max(height, number)
            width = max(width, length)
    return height, width


def _number_kind(cell: Json) -> Callable[[float], Value] | None:
    """Give how the number in a cell is to be taken, None for a plain one."""
    for name in ("userEnteredFormat", "effectiveFormat"):
        kind = cell.get(name, {}).get("numberFormat", {}).get("type")
        if kind is not None:
            return KINDS.get(kind)
    return None


def grid_range(sheet: int, area: Area | None = None) -> dict[str, int]:
    """Give an area of a sheet, or all of it, as a GridRange."""
    if area is None:
        return {"sheetId": sheet}
    top, left, bottom, right = area
    return {
        "sheetId": sheet,
        "startRowIndex": top,
        "endRowIndex": bottom + 1,
        "startColumnIndex": left,
        "endColumnIndex": right + 1,
    }
