"""A spreadsheet: its sheets, names and metadata, the results of its formulas."""

from __future__ import annotations

import random
from typing import Any

from . import formulas, references
from .a1 import Area, column_index, read
from .errors import GoogleError, invalid
from .formats import DEFAULT_FORMAT, SPREADSHEET_THEME
from .functions import FormulaError, Range
from .grid import Cell, RangeShift, Sheet, Shift, plain_copy
from .locales import Locale, locale
from .rendering import text_of

CELL_COUNT_LIMIT = 10_000_000
TITLE_LIMIT = 100
_random = random.Random(20_261_125)


def new_id() -> int:
    """A number for a sheet or an object, as Google takes them: at random."""
    return _random.randrange(1, 2**31 - 1)


class Spreadsheet:
    """One spreadsheet; copied for a batch and put back when all of it went well."""

    def __init__(self, spreadsheet_id: str, title: str, locale_name: str = "en_US") -> None:
        self.id = spreadsheet_id
        self.properties: dict[str, Any] = {
            "title": title,
            "locale": locale_name,
            "autoRecalc": "ON_CHANGE",
            "timeZone": "Etc/GMT",
            "defaultFormat": DEFAULT_FORMAT,
            "spreadsheetTheme": SPREADSHEET_THEME,
        }
        self.sheets: list[Sheet] = []
        self.named_ranges: list[dict[str, Any]] = []
        self.metadata: list[dict[str, Any]] = []
        self.now = 0.0
        self._results: dict[tuple[int, int, int], dict[str, Any]] = {}

    def copy(self) -> Spreadsheet:
        """An independent copy."""
        other = Spreadsheet.__new__(Spreadsheet)
        other.id = self.id
        other.properties = dict(self.properties)
        other.sheets = [sheet.copy() for sheet in self.sheets]
        other.named_ranges = plain_copy(self.named_ranges)
        other.metadata = plain_copy(self.metadata)
        other.now = self.now
        other._results = {}
        return other

    def adopt(self, other: Spreadsheet) -> None:
        """Take over what a changed copy holds."""
        self.__dict__.update(other.__dict__)
        self._results = {}

    @property
    def title(self) -> str:
        """The spreadsheet's title."""
        return self.properties["title"]

    @property
    def locale(self) -> Locale:
        """Separators and patterns of the spreadsheet's locale."""
        return locale(self.properties["locale"])

    @property
    def default_sheet_title(self) -> str:
        """What a sheet without a title is called, without its number."""
        return "Лист" if self.properties["locale"].startswith("ru") else "Sheet"

    def by_id(self, sheet_id: int) -> Sheet | None:
        """The sheet of an id."""
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def by_title(self, title: str) -> Sheet | None:
        """The sheet of a title; exact spelling goes before another case."""
        low = title.lower()
        return next((sheet for sheet in self.sheets if sheet.title == title), None) or next(
            (sheet for sheet in self.sheets if sheet.title.lower() == low), None
        )

    def named_area(self, name: str) -> Area | None:
        """The rectangle of a named range."""
        for item in self.named_ranges:
            if item["name"].lower() == name.lower():
                return self.area(item["range"])
        return None

    def area(self, grid_range: dict[str, int], word: str = "grid") -> Area:
        """The rectangle of a GridRange, its ends clipped to the grid."""
        sheet_id = grid_range.get("sheetId", 0)
        sheet = self.by_id(sheet_id)
        if sheet is None:
            raise invalid(f"No {word} with id: {sheet_id}")
        top, bottom = grid_range.get("startRowIndex", 0), grid_range.get("endRowIndex")
        left, right = grid_range.get("startColumnIndex", 0), grid_range.get("endColumnIndex")
        bottom = sheet.row_count if bottom is None else min(bottom, sheet.row_count)
        right = sheet.column_count if right is None else min(right, sheet.column_count)
        return Area(sheet, top, left, bottom, right)

    def check_size(self) -> None:
        """Refuse more than ten million cells."""
        if sum(s.row_count * s.column_count for s in self.sheets) > CELL_COUNT_LIMIT:
            raise invalid(
                "This action would increase the number of cells in the workbook above the limit "
                f"of {CELL_COUNT_LIMIT} cells."
            )

    def free_title(self, stem: str) -> str:
        """A title that no sheet has: the stem and a number."""
        number = len(self.sheets) + 1
        while self.by_title(f"{stem}{number}"):
            number += 1
        return f"{stem}{number}"

    def check_title(self, title: str, but: Sheet | None = None) -> None:
        """Refuse a title that another sheet has."""
        if len(title) > TITLE_LIMIT:
            raise invalid(f"The sheet name cannot be greater than {TITLE_LIMIT} characters.")
        other = self.by_title(title)
        if other is not None and other is not but:
            raise invalid(
                f'A sheet with the name "{title}" already exists. Please enter another name.'
            )

    def add_sheet(self, title: str = "", **fields: Any) -> Sheet:
        """Put a new sheet at the end."""
        title = title or self.free_title(self.default_sheet_title)
        self.check_title(title)
        sheet = Sheet(fields.pop("sheet_id", None) or new_id(), title, **fields)
        self.sheets.append(sheet)
        return sheet

    def shift(self, sheet: Sheet, dimension: str, shift: Shift) -> None:
        """Move rows or columns of a sheet with all that points to them."""
        sheet.shift(dimension, shift)
        ranges = RangeShift(sheet.id, dimension, shift)
        moved = [ranges.object(item) for item in self.named_ranges]
        self.named_ranges = [item for item in moved if item is not None]
        for other in self.sheets:
            if other is not sheet:
                other.objects["charts"] = [
                    ranges.object(item) or item for item in other.objects["charts"]
                ]
        self._shift_metadata(sheet, dimension, shift)
        self._shift_formulas(sheet, dimension, shift)

    def _shift_metadata(self, sheet: Sheet, dimension: str, shift: Shift) -> None:
        kept = []
        for item in self.metadata:
            place = item["location"].get("dimensionRange")
            if place and place.get("sheetId", 0) == sheet.id and place["dimension"] == dimension:
                span = shift(place["startIndex"], place["endIndex"])
                if span is None:
                    continue
                place["startIndex"], place["endIndex"] = span
            kept.append(item)
        self.metadata = kept

    def _shift_formulas(self, sheet: Sheet, dimension: str, shift: Shift) -> None:
        rows = dimension == "ROWS"

        def moved(other: Sheet, formula: str) -> str:
            return references.shifted(formula, other is sheet, sheet.title, rows, shift)

        self.rewrite_formulas(moved)

    def rewrite_formulas(self, rewrite: Any) -> None:
        """Change every formula by a function of its sheet and its text."""
        for sheet in self.sheets:
            for row, cells in sheet.rows.items():
                for column, cell in cells.items():
                    formula = cell.get("userEnteredValue", {}).get("formulaValue")
                    if formula is None:
                        continue
                    new = rewrite(sheet, formula)
                    if new != formula:
                        value = {"formulaValue": new}
                        sheet.rows[row][column] = {**cell, "userEnteredValue": value}

    def forget_results(self) -> None:
        """Work formulas out anew when they are next read."""
        self._results.clear()

    def effective(self, sheet: Sheet, row: int, column: int, cell: Cell) -> dict[str, Any]:
        """A cell's effective value as an ExtendedValue; empty if there is none."""
        value = cell.get("userEnteredValue")
        if value is None:
            return {}
        formula = value.get("formulaValue")
        if formula is None:
            return value
        if "pinned" in cell:
            return cell["pinned"]
        key = (sheet.id, row, column)
        if key not in self._results:
            self._results[key] = _circular()
            self._results[key] = self._evaluate(sheet, formula)
        return self._results[key]

    def _evaluate(self, sheet: Sheet, formula: str) -> dict[str, Any]:
        try:
            parser = formulas.Parser(formula, lambda ref: self._cells(sheet, ref), self.now)
            result = parser.result()
        except FormulaError as error:
            return error.value()
        except (RecursionError, OverflowError):
            return {"errorValue": {"type": "NUM", "message": "Numeric value is too large."}}
        if isinstance(result, bool):
            return {"boolValue": result}
        if isinstance(result, str):
            return {"stringValue": result} if result else {"stringValue": ""}
        if isinstance(result, float) and result.is_integer() and abs(result) < 1e15:
            result = int(result)
        return {"numberValue": result or 0}

    def _cells(self, here: Sheet, reference: str) -> Range:
        title, mark, cells = reference.rpartition("!")
        sheet = self.by_title(references.title_of(title)) if mark else here
        if sheet is None:
            raise FormulaError("REF", f"Unresolved sheet name '{title}'.")
        area = self._reference(sheet, cells)
        result = Range()
        result.row, result.column = area.top, area.left
        bottom = min(area.bottom, max(area.sheet.last_row(), area.top + 1))
        for row in range(area.top, bottom):
            line = area.sheet.rows.get(row, {})
            result.append(
                [self._scalar(area.sheet, row, c, line) for c in range(area.left, area.right)]
            )
        return result

    def _reference(self, sheet: Sheet, cells: str) -> Area:
        ends = cells.replace("$", "").split(":")
        first = references.REFERENCE.fullmatch(ends[0])
        if first and first["c1"] and first["r1"] and len(ends) == 1:
            row, column = int(first["r1"]) - 1, column_index(first["c1"])
            return Area(sheet, row, column, row + 1, column + 1)
        try:
            if ":" in cells:
                return read(self, "'" + sheet.title.replace("'", "''") + "'!" + cells)
            if (area := self.named_area(cells)) is not None:
                return area
        except GoogleError:
            raise FormulaError("REF", "Reference does not exist.") from None
        raise FormulaError("NAME", f"Unknown range name: '{cells.upper()}'.")

    def _scalar(self, sheet: Sheet, row: int, column: int, line: dict[int, Cell]) -> Any:
        cell = line.get(column)
        if cell is None:
            return None
        value = self.effective(sheet, row, column, cell)
        if "errorValue" in value:
            error = value["errorValue"]
            return FormulaError(error.get("type", "ERROR"), error.get("message", ""))
        return next(iter(value.values()), None)

    def number_format(self, cell: Cell) -> dict[str, str]:
        """The number format that a cell's user gave it."""
        return cell.get("userEnteredFormat", {}).get("numberFormat", {})

    def text(self, sheet: Sheet, row: int, column: int, cell: Cell) -> str:
        """What a cell shows."""
        value = self.effective(sheet, row, column, cell)
        return text_of(value, self.number_format(cell), self.locale) if value else ""


def _circular() -> dict[str, Any]:
    message = (
        "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
    )
    return {"errorValue": {"type": "REF", "message": message}}
