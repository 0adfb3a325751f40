"""A grid: one tab of a book as it came, before anybody reads meaning into it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

Value = str | float | int | bool | dt.date | dt.datetime | None
"""A cell as a store hands it over; ``None`` and ``""`` are both an empty cell."""

MAX_COLUMNS = 16_384
NOWHERE = -1
"""The place of something that stands in no cell."""


def place(row: int, column: int) -> int:
    """Pack zero-based `row` and `column` into one integer, so that places are a numpy array."""
    return row * MAX_COLUMNS + column


def position(place: int) -> tuple[int, int]:
    """Give the zero-based row and column of a packed `place`."""
    return divmod(int(place), MAX_COLUMNS)


def a1(place: int) -> str:
    """Give the A1 address («B7») of a packed `place`; an empty text for `NOWHERE`."""
    if place < 0:
        return ""
    row, column = position(place)
    return f"{column_letters(column)}{row + 1}"


def parse_a1(text: str) -> int:
    """Give the packed place of an A1 address; `NOWHERE` for a text that is none."""
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or not digits:
        return NOWHERE
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return place(int(digits) - 1, column - 1)


def column_letters(column: int) -> str:
    """Give the letters of a zero-based `column`: 0 is «A», 26 is «AA»."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Grid:
    """One tab as it came.

    `rows` start at the sheet's first row and column, whatever is empty there, so that an
    index is an address. `errors` maps the packed place of an error cell to its text
    («#DIV/0!»); `uncached` holds the places of formulas that carry no computed value;
    `formulas` all formula cells; `merged` the merged ranges as zero-based, inclusive
    (row, column, last row, last column). `truncated` tells that rows below were not read;
    `blind` that this kind of file shows neither errors nor formulas (.xls, .ods). `sheet` is
    the number by which the store knows the tab, where it has one.
    """

    title: str
    rows: Sequence[Sequence[Value]]
    errors: dict[int, str] = field(default_factory=dict)
    formulas: frozenset[int] = frozenset()
    uncached: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    truncated: bool = False
    blind: bool = False
    sheet: int | None = field(default=None, compare=False)
