"""A batch of requests on a copy of a spreadsheet, and the register of kinds of requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from . import masks
from .a1 import Area
from .accounts import Account
from .discovery import api
from .errors import GoogleError, invalid
from .grid import Sheet
from .masks import Mask
from .spreadsheet import Spreadsheet
from .spreadsheet_view import may_edit

Handler = Callable[["Change", dict[str, Any]], dict[str, Any] | None]
HANDLERS: dict[str, Handler] = {}
PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to "
    "remove protection if you need to edit."
)
MAX_REQUESTS = 100_000


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of request."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


@dataclass
class Change:
    """Who changes what: handlers work on `book`, a copy that is adopted if all goes well."""

    book: Spreadsheet
    account: Account
    owner: str

    def sheet(self, sheet_id: int, word: str = "sheet") -> Sheet:
        """The sheet of an id."""
        sheet = self.book.by_id(sheet_id)
        if sheet is None:
            raise invalid(f"No {word} with id: {sheet_id}")
        return sheet

    def area(self, grid_range: dict[str, int] | None) -> Area:
        """The rectangle of a GridRange; starts outside the grid are refused."""
        if grid_range is None:
            raise invalid("range is required")
        area = self.book.area(grid_range)
        self._check_ends(grid_range, area)
        return area

    def _check_ends(self, grid_range: dict[str, int], area: Area) -> None:
        for word, size, start in (
            ("Row", area.sheet.row_count, area.top),
            ("Column", area.sheet.column_count, area.left),
        ):
            if start < 0:
                raise invalid("GridRange indexes must be >= 0")
            if start >= size:
                raise invalid(f"range.start{word}Index is larger than current grid size ({size})")
            end = grid_range.get(f"end{word}Index")
            if end is not None and end <= start:
                raise invalid(
                    f"GridRange end{word}Index[{end}] must be greater than start{word}Index"
                    f"[{start}]"
                )

    def editable(self, area: Area) -> Area:
        """The area, refused if a part of it is protected from the account."""
        for item in area.sheet.objects["protectedRanges"]:
            if item.get("warningOnly") or may_edit(item, self.account, self.owner):
                continue
            protected = self.book.area(item.get("range", {}))
            open_areas = [self.book.area(part) for part in item.get("unprotectedRanges", [])]
            if _meets_protected(area, protected, open_areas):
                raise invalid(PROTECTED)
        return area

    def editable_sheet(self, sheet: Sheet) -> None:
        """Refuse a change of a sheet that is protected as a whole."""
        for item in sheet.objects["protectedRanges"]:
            whole = item.get("range", {}).keys() <= {"sheetId"}
            if (
                whole
                and not item.get("warningOnly")
                and not may_edit(item, self.account, self.owner)
            ):
                raise invalid(PROTECTED)


def _meets_protected(area: Area, protected: Area, open_areas: list[Area]) -> bool:
    inner = intersection(area, protected)
    if inner is None:
        return False
    if not open_areas:
        return True
    return any(
        not any(a.top <= row < a.bottom and a.left <= column < a.right for a in open_areas)
        for row, column in cells_of(inner)
    )


def intersection(one: Area, other: Area) -> Area | None:
    """What two areas share."""
    if one.sheet.id != other.sheet.id:
        return None
    top, left = max(one.top, other.top), max(one.left, other.left)
    bottom, right = min(one.bottom, other.bottom), min(one.right, other.right)
    return Area(one.sheet, top, left, bottom, right) if top < bottom and left < right else None


def cells_of(area: Area) -> Iterator[tuple[int, int]]:
    """Rows and columns of all cells of an area."""
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            yield row, column


def grid_range(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> dict[str, int]:
    """A GridRange as Google shows it."""
    where = {"sheetId": sheet.id} if sheet.id else {}
    return where | {
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def bounded(change: Change, given: dict[str, int]) -> dict[str, int]:
    """A GridRange with the ends that it leaves open filled in from the grid, as for filters."""
    area = change.area(given)
    return grid_range(area.sheet, area.top, area.left, area.bottom, area.right)


def shown_range(given: dict[str, int]) -> dict[str, int]:
    """A GridRange as it is kept: the id of sheet 0 left out."""
    return {key: value for key, value in given.items() if key != "sheetId" or value}


def fields_mask(text: str | None, message: str) -> Mask:
    """The `fields` of a request for a message; `*` is an empty mask."""
    if not text:
        raise invalid(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    sheets = api("sheets", "v4")
    try:
        mask = masks.parse(text)
    except masks.MaskError:
        raise invalid(f"Invalid field: {text}") from None
    return masks.canonical(mask, sheets, message, lambda path: invalid(f"Invalid field: {path}"))


def apply(
    book: Spreadsheet, requests: list[dict[str, Any]], account: Account, owner: str
) -> list[dict[str, Any]]:
    """Carry out all requests or none; the replies."""
    if not requests:
        raise invalid("Must specify at least one request.")
    if len(requests) > MAX_REQUESTS:
        raise invalid(f"Too many requests: at most {MAX_REQUESTS} are allowed.")
    change = Change(book.copy(), account, owner)
    replies = [_one(change, index, request) for index, request in enumerate(requests)]
    book.adopt(change.book)
    return replies


def _one(change: Change, index: int, request: dict[str, Any]) -> dict[str, Any]:
    if not request:
        raise invalid(f"Invalid requests[{index}]: No request set.")
    kind, body = next(iter(request.items()))
    handler = HANDLERS.get(kind)
    try:
        if handler is None:
            raise invalid("This request is not supported by the emulator.")
        reply = handler(change, body)
    except GoogleError as error:
        if error.code == 400:
            error.message = f"Invalid requests[{index}].{kind}: {error.message}"
        raise
    return {} if reply is None else {kind: reply}
