"""Spreadsheets as files (.xlsx, .csv, .tsv, .pdf) and files as spreadsheets."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from typing import Any

from . import values_api, values_read
from .a1 import Area
from .export_xlsx import as_xlsx
from .grid import Sheet
from .spreadsheet import Spreadsheet, new_id

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def texts(book: Spreadsheet, sheet: Sheet) -> list[list[str]]:
    """What a sheet's cells show, ragged."""
    area = Area(sheet, 0, 0, sheet.row_count, sheet.column_count)
    return values_read.value_range(book, area, {}).get("values", [])


def as_csv(book: Spreadsheet, delimiter: str = ",") -> bytes:
    """The first sheet as text, rows of one width."""
    rows = texts(book, book.sheets[0])
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().removesuffix("\r\n").encode()


def as_zip(book: Spreadsheet) -> bytes:
    """Each sheet as a page of HTML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for sheet in book.sheets:
            rows = "".join(
                "<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>"
                for row in texts(book, sheet)
            )
            archive.writestr(f"{sheet.title}.html", f"<table>{rows}</table>")
    return out.getvalue()


def from_csv(book: Spreadsheet, content: bytes, delimiter: str = ",") -> None:
    """The spreadsheet's contents replaced by one sheet of typed text."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))
    sheet = Sheet(new_id(), book.title[:100] or book.default_sheet_title + "1")
    _enter_rows(book, sheet, rows)
    _replace(book, [sheet])


def from_xlsx(book: Spreadsheet, content: bytes) -> None:
    """The spreadsheet's contents replaced by those of a workbook."""
    import openpyxl

    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheets = []
    for page in workbook.worksheets:
        sheet = Sheet(new_id(), page.title)
        rows = [[_plain(cell.value) for cell in row] for row in page.iter_rows()]
        _enter_rows(book, sheet, rows)
        if page.sheet_state != "visible":
            sheet.properties["hidden"] = True
        sheets.append(sheet)
    _replace(book, sheets)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return value.isoformat() if hasattr(value, "isoformat") else value


def _enter_rows(book: Spreadsheet, sheet: Sheet, rows: list[list[Any]]) -> None:
    sheet.row_count = max(sheet.row_count, len(rows))
    sheet.column_count = max(sheet.column_count, max((len(row) for row in rows), default=0))
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value not in (None, ""):
                values_api.enter(book, sheet, row, column, value)


def _replace(book: Spreadsheet, sheets: list[Sheet]) -> None:
    book.sheets = sheets
    book.named_ranges, book.metadata = [], []
    book.check_size()


def export(book: Spreadsheet, extension: str) -> bytes:
    """The spreadsheet in a format."""
    if extension == "csv":
        return as_csv(book)
    if extension == "tsv":
        return as_csv(book, "\t")
    if extension == "xlsx":
        return as_xlsx(book)
    if extension == "zip":
        return as_zip(book)
    if extension == "pdf":
        return PDF
    return as_ods(book)


def as_ods(book: Spreadsheet) -> bytes:
    """All sheets as an OpenDocument spreadsheet of texts."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    for sheet in book.sheets:
        table = Table(name=sheet.title)
        for row in texts(book, sheet):
            line = TableRow()
            for text in row:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=text))
                line.addElement(cell)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
