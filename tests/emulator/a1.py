"""A1 notation: reading ranges of a spreadsheet and writing them as Google does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from .errors import invalid

if TYPE_CHECKING:
    from .grid import Sheet
    from .spreadsheet import Spreadsheet

END = re.compile(r"\$?(?P<column>[A-Za-z]{1,3})?\$?(?P<row>[1-9]\d{0,7})?")
R1C1 = re.compile(r"R(?P<row>[1-9]\d*)C(?P<column>[1-9]\d*)", re.IGNORECASE)
PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|R\d*C\d*|[Rr]\d*|[Cc]\d*")


class Area(NamedTuple):
    """A rectangle of a sheet: half-open, from nought."""

    sheet: Sheet
    top: int
    left: int
    bottom: int
    right: int


def column_name(index: int) -> str:
    """0 to A, 26 to AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    """A to 0, AA to 26."""
    index = 0
    for char in name.upper():
        index = index * 26 + ord(char) - 64
    return index - 1


def quoted(title: str) -> str:
    """A sheet's title as it stands in ranges, quoted where it must be."""
    if PLAIN_TITLE.fullmatch(title) and not _like_cell(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def _like_cell(title: str) -> bool:
    match = LIKE_CELL.fullmatch(title)
    return match is not None and (not title.isalpha() or len(title) == 1)


def write(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> str:
    """A range in full, a single cell without its end."""
    start = f"{column_name(left)}{top + 1}"
    if (bottom - top, right - left) == (1, 1):
        return f"{quoted(sheet.title)}!{start}"
    return f"{quoted(sheet.title)}!{start}:{column_name(right - 1)}{bottom}"


def write_area(area: Area) -> str:
    """A range in full."""
    return write(area.sheet, area.top, area.left, area.bottom, area.right)


def read(book: Spreadsheet, text: str, *, clip: bool = True) -> Area:
    """The rectangle that a range names; 400 if it cannot be read or starts outside the grid."""
    sheet, cells = _split(book, text)
    if cells is None:
        return Area(sheet, 0, 0, sheet.row_count, sheet.column_count)
    if isinstance(cells, Area):
        return cells
    return _bounds(sheet, cells, text, clip)


def _split(book: Spreadsheet, text: str) -> tuple[Sheet, str | Area | None]:
    title, mark, cells = _parts(text)
    if mark:
        sheet = book.by_title(title)
        if sheet is None or not cells:
            raise unreadable(text)
        named = None if _is_cells(cells) else book.named_area(cells)
        return sheet, cells if named is None else named
    bare = text.strip()
    if bare[:1] == "'" and bare[-1:] == "'" and len(bare) > 2:
        sheet = book.by_title(bare[1:-1].replace("''", "'"))
        if sheet is None:
            raise unreadable(text)
        return sheet, None
    return _bare(book, bare, text)


def _parts(text: str) -> tuple[str, str, str]:
    if text.startswith("'"):
        match = re.match(r"'((?:[^']|'')+)'!(.*)$", text, re.DOTALL)
        if match:
            return match[1].replace("''", "'"), "!", match[2]
        return "", "", text
    title, mark, cells = text.rpartition("!")
    return title, mark, cells


def _bare(book: Spreadsheet, bare: str, text: str) -> tuple[Sheet, str | Area | None]:
    if (area := book.named_area(bare)) is not None:
        return area.sheet, area
    if not bare:
        raise unreadable(text)
    if _is_cells(bare) and (":" in bare or re.fullmatch(r"\$?[A-Za-z]+\$?\d+", bare)):
        return book.sheets[0], bare
    if (sheet := book.by_title(bare)) is not None:
        return sheet, None
    if _is_cells(bare):
        return book.sheets[0], bare
    raise unreadable(text)


def _is_cells(text: str) -> bool:
    ends = text.split(":")
    return len(ends) <= 2 and all(_end(end) != (None, None) for end in ends)


def _end(text: str) -> tuple[int | None, int | None]:
    text = text.strip()
    if match := R1C1.fullmatch(text):
        return int(match["row"]) - 1, int(match["column"]) - 1
    match = END.fullmatch(text)
    if not match:
        return None, None
    row = int(match["row"]) - 1 if match["row"] else None
    column = column_index(match["column"]) if match["column"] else None
    return row, column


def _bounds(sheet: Sheet, cells: str, text: str, clip: bool) -> Area:
    ends = cells.split(":")
    pairs = [_end(end) for end in ends]
    if len(ends) > 2 or (None, None) in pairs or (len(ends) == 1 and None in pairs[0]):
        raise unreadable(text)
    (row1, column1), (row2, column2) = pairs[0], pairs[-1]
    top, bottom = _axis(row1, row2, sheet.row_count)
    left, right = _axis(column1, column2, sheet.column_count)
    if top >= sheet.row_count or left >= sheet.column_count:
        raise beyond_grid(sheet, top, left, bottom, right)
    if clip:
        bottom, right = min(bottom, sheet.row_count), min(right, sheet.column_count)
    return Area(sheet, top, left, bottom, right)


def _axis(first: int | None, second: int | None, size: int) -> tuple[int, int]:
    if first is None or second is None:
        start = first if first is not None else second
        return (start or 0), size
    low, high = sorted((first, second))
    return low, high + 1


def unreadable(text: str) -> Exception:
    """The 400 for a range that names nothing."""
    return invalid(f"Unable to parse range: {text}")


def beyond_grid(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Exception:
    """The 400 for a range outside the grid."""
    return invalid(
        f"Range ({write(sheet, top, left, bottom, right)}) exceeds grid limits. "
        f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    )
