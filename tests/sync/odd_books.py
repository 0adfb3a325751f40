"""Books as people and others bring them, made in memory: filled, broken, foreign, dangerous."""

import datetime as dt
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import msoffcrypto.format.ooxml
import xlsxwriter
import xlwt
from odf import opendocument, table
from odf import text as odf_text

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def sheet(rows: str = "", after: str = "") -> str:
    """Make a sheet's XML of its rows as XML."""
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def cells(*xml: str, row: int = 1) -> str:
    """Make one row of cells as XML."""
    return f'<row r="{row}">{"".join(xml)}</row>'


def parts(*sheets: str, **more: str | bytes) -> dict[str, bytes]:
    """Make the parts of an .xlsx whose sheets are given as XML and called «Лист1», «Лист2»…"""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="Лист{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    linked = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE_LINKS}"/>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE_LINKS}"><Relationship Id="rId1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE_LINKS}">{linked}'
        "</Relationships>",
        **{f"xl/worksheets/sheet{n}.xml": sheets[n - 1] for n in numbers},
        **more,
    }
    return {name: data.encode() if isinstance(data, str) else data for name, data in made.items()}


def zipped(content: Mapping[str, bytes]) -> bytes:
    """Pack parts into a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data)
    return out.getvalue()


def xlsx(*sheets: str, **more: str | bytes) -> bytes:
    """Make an .xlsx of sheets given as XML."""
    return zipped(parts(*sheets, **more))


def drawn(tabs: Mapping[str, Mapping[str, Any]], hidden: tuple[str, ...] = ()) -> bytes:
    """Make an .xlsx by XlsxWriter of titles and cells by address."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    date = book.add_format({"num_format": "dd.mm.yyyy"})
    for title, values in tabs.items():
        tab = book.add_worksheet(title)
        for address, value in values.items():
            if isinstance(value, dt.date):
                tab.write_datetime(address, value, date)
            else:
                tab.write(address, value)
        if title in hidden:
            tab.hide()
    book.close()
    return out.getvalue()


def filled() -> bytes:
    """Make an ordinary .xlsx."""
    rows = {f"{letter}{row}": f"{letter} {row}" for letter in "ABC" for row in range(1, 20)}
    return drawn({"Кадры": rows, "Паспорт ОО": {"A1": "Показатель", "B2": 12}})


def xls(values: Mapping[tuple[int, int], Any], merged: tuple[int, ...] = ()) -> bytes:
    """Make an .xls of values by zero-based row and column."""
    book = xlwt.Workbook(encoding="utf-8")
    tab = book.add_sheet("Кадры")
    for (row, column), value in values.items():
        tab.write(row, column, value)
    if merged:
        tab.merge(*merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls_with_password() -> bytes:
    """Make an .xls whose second record tells of a password, as Excel writes it."""
    made = bytearray(xls({(0, 0): "Дата"}))
    second = made.index(b"\x09\x08\x10\x00") + 20
    made[second : second + 2] = b"\x2f\x00"
    return bytes(made)


def ods(*rows: tuple[str, ...]) -> bytes:
    """Make an .ods of texts."""
    book = opendocument.OpenDocumentSpreadsheet()
    tab = table.Table(name="Кадры")
    for values in rows:
        line = table.TableRow()
        for value in values:
            cell = table.TableCell(valuetype="string")
            cell.addElement(odf_text.P(text=value))
            line.addElement(cell)
        tab.addElement(line)
    book.spreadsheet.addElement(tab)
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def ods_of(content: str, manifest: str = "<manifest/>") -> bytes:
    """Make an .ods of the XML of its rows."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    xml = (
        f'<office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Кадры">{content}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    texts = {"content.xml": xml, "META-INF/manifest.xml": manifest}
    return zipped({"mimetype": ODS, **{name: text.encode() for name, text in texts.items()}})


def encrypted(content: bytes) -> bytes:
    """Close an .xlsx by a password."""
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(content)).encrypt("пароль", out)
    return out.getvalue()


def ole(stream: str) -> bytes:
    """Make the start of an OLE file whose directory names `stream`."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)
    )


def with_lying_size(content: bytes, name: str, size: int) -> bytes:
    """Declare that the part `name` has only `size` bytes, with the right checksum of those."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entry, data = package.getinfo(name), package.read(name)
        directory = package.start_dir
    changed = bytearray(content)
    place = changed.index(name.encode(), directory) - 46
    for start in (place + 16, entry.header_offset + 14):
        struct.pack_into("<L", changed, start, zlib.crc32(data[:size]))
        struct.pack_into("<L", changed, start + 8, size)
    return bytes(changed)


def with_overlap(content: bytes) -> bytes:
    """Make the last entry of a zip begin where the first does."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entry, directory = package.infolist()[-1], package.start_dir
    changed = bytearray(content)
    place = changed.index(entry.filename.encode(), directory) - 46
    struct.pack_into("<L", changed, place + 42, 0)
    return bytes(changed)


def with_encryption_bit(content: bytes) -> bytes:
    """Mark the first entry of a zip as closed by a password."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        directory = package.start_dir
    changed = bytearray(content)
    changed[directory + 8] |= 1
    return bytes(changed)
