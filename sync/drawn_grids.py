"""Grids as an .xlsx file: copies of tabs that stand elsewhere, values without looks."""

import datetime as dt
from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from rules.grid import Grid
from sync.drawn_values import NUMBER_FORMATS, held

DAY = dt.datetime(2021, 10, 1)
"""The date in the properties of every copy, so that equal tabs give equal bytes."""


def draw_grids(grids: Sequence[Grid]) -> bytes:
    """Write the values of `grids`, one sheet each, at their own addresses."""
    output = BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
    workbook.set_properties({"created": DAY})
    date = workbook.add_format({"num_format": NUMBER_FORMATS["date"]})
    for number, grid in enumerate(grids, start=1):
        sheet = workbook.add_worksheet(_title(grid.title, number))
        for row, cells in enumerate(grid.rows):
            for column, value in enumerate(map(held, cells)):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif isinstance(value, dt.datetime):
                    sheet.write_datetime(row, column, value, date)
                elif value is not None:
                    sheet.write_number(row, column, value)
    workbook.close()
    return output.getvalue()


def _title(title: str, number: int) -> str:
    """Give a title that Excel takes: Google's may be longer and have signs that it forbids."""
    plain = "".join("_" if sign in "[]:*?/\\" else sign for sign in title).strip("'")
    return plain if 0 < len(plain) <= 31 else f"{plain[:24]} ({number})"
