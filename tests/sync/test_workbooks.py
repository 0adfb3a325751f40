"""Any bytes are a book that is read, or a clear sentence: nothing else, whatever they are."""

import datetime as dt
import io
import os
import resource
import time
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.grid import Grid, a1
from sync import workbooks
from sync.package_guard import LARGEST_UNPACKED, MOST_PARTS
from sync.sheet_scan import is_plain
from sync.workbooks import MAX_COLUMNS_READ, MAX_ROWS, UnreadableBook, read_book
from tests.sync import odd_books as odd

ONE = odd.sheet(odd.cells('<c r="A1"><v>1</v></c>'))
BILLION = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
DENSE = bytes(2 * 2**20)
PLAIN_CELL = '<c r="A1"><v>1</v></c>'


def one(content: bytes) -> Grid:
    (grid,) = read_book(content, "Ойская СШ.xlsx")
    return grid


def lines(grid: Grid) -> list[list[object]]:
    return [list(row) for row in grid.rows]


def marks(places: object) -> list[str]:
    return [a1(spot) for spot in sorted(places)]  # type: ignore[call-overload]


# --- refused ----------------------------------------------------------------------------------

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "Файл пуст"),
    "text": (lambda: "Дата;Поб\n30.06.2021;12".encode(), "текст"),
    "text in cp1251": (lambda: "Дата;Поб\n30.06.2021;12".encode("cp1251"), "текст"),
    "text in UTF-16": (lambda: "Дата\tПоб".encode("utf-16"), "текст"),
    "text that begins like a picture": (lambda: b"BM;1;2", "текст"),
    "web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "сохраните"),
    "any bytes": (lambda: bytes(range(256)), "другой программы"),
    "PDF": (lambda: b"%PDF-1.7\n", "PDF"),
    "RTF": (lambda: b"{\\rtf1\\ansi}", "RTF"),
    "PNG": (lambda: b"\x89PNG\r\n\x1a\n\x00", "картинка"),
    "JPEG": (lambda: b"\xff\xd8\xff\xe0\x00", "картинка"),
    "BMP": (lambda: b"BM\x00\x00\x00\x00", "картинка"),
    "RAR": (lambda: b"Rar!\x1a\x07\x00", "архив"),
    "doc": (lambda: odd.ole("WordDocument"), "Word"),
    "ppt": (lambda: odd.ole("PowerPoint Document"), "презентация"),
    "other OLE": (lambda: odd.ole("Contents"), "другой программы"),
    "broken xls": (lambda: odd.ole("Workbook"), "повреждён"),
    "docx": (lambda: odd.zipped({"word/document.xml": b"<a/>"}), "Word"),
    "pptx": (lambda: odd.zipped({"ppt/presentation.xml": b"<a/>"}), "презентация"),
    "xlsb": (lambda: odd.zipped({"xl/workbook.bin": b"\x01"}), ".xlsb"),
    "odt": (
        lambda: odd.zipped(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
        ),
        "LibreOffice",
    ),
    "zip": (lambda: odd.zipped({"Кадры.csv": b"1;2"}), "архив"),
    "empty zip": (lambda: odd.zipped({}), "архив"),
    "truncated": (lambda: odd.filled()[:-400], "повреждён"),
    "cut in half": (lambda: odd.filled()[:3000], "повреждён"),
    "only the signature": (lambda: b"PK\x03\x04", "повреждён"),
    "password": (lambda: odd.encrypted(odd.filled()), "снимите пароль"),
    "password of xls": (odd.xls_with_password, "снимите пароль"),
    "password of the zip": (lambda: odd.with_encryption_bit(odd.filled()), "снимите пароль"),
    "password of ods": (
        lambda: odd.ods_of("", "<manifest><encryption-data/></manifest>"),
        "снимите пароль",
    ),
    "doctype": (lambda: odd.xlsx(odd.HEAD + BILLION + ONE[len(odd.HEAD) :]), "DOCTYPE"),
    "doctype of the strings": (
        lambda: odd.xlsx(ONE, **{"xl/sharedStrings.xml": BILLION + "<sst/>"}),
        "DOCTYPE",
    ),
    "doctype in UTF-16": (
        lambda: odd.xlsx(ONE, **{"xl/a.xml": BILLION.encode("utf-16")}),
        "DOCTYPE",
    ),
    "doctype behind a comment": (
        lambda: odd.xlsx(f"<!--{' ' * 70_000}-->{BILLION}<x><c/></x>" + "<!--sheetData-->"),
        "DOCTYPE",
    ),
    "doctype in small letters": (
        lambda: odd.xlsx(ONE, **{"xl/styles.xml": BILLION.lower() + "<a/>"}),
        "DOCTYPE",
    ),
    "doctype of the workbook behind a long comment": (
        lambda: odd.zipped(
            odd.parts(ONE) | {"xl/workbook.xml": f"<!--{' ' * 70_000}-->{BILLION}<a/>".encode()}
        ),
        "DOCTYPE",
    ),
    "sheet in UTF-16": (
        lambda: odd.zipped(
            odd.parts(ONE)
            | {"xl/worksheets/sheet1.xml": ONE.replace("UTF-8", "UTF-16").encode("utf-16")}
        ),
        "непривычной кодировке",
    ),
    "spaces of an .ods without end": (
        lambda: odd.ods_of(
            '<table:table-row><table:table-cell office:value-type="string">'
            '<text:p><text:s text:c="400000000"/></text:p></table:table-cell></table:table-row>'
        ),
        "слишком велик",
    ),
    "bomb by ratio": (lambda: odd.xlsx(ONE, **{"xl/a.xml": DENSE}), "слишком велик"),
    "bomb in a picture": (lambda: odd.xlsx(ONE, **{"xl/media/a.png": DENSE}), "слишком велик"),
    "too many parts": (
        lambda: odd.zipped({f"xl/{n}.xml": b"" for n in range(MOST_PARTS + 1)}),
        "слишком велик",
    ),
    "lying size": (
        lambda: odd.with_lying_size(odd.filled(), "xl/worksheets/sheet1.xml", 300),
        "повреждён",
    ),
    "overlap": (lambda: odd.with_overlap(odd.filled()), "повреждён"),
    "no sheet behind its name": (
        lambda: odd.zipped(
            {name: data for name, data in odd.parts(ONE).items() if "sheet1" not in name}
        ),
        "повреждён",
    ),
    "impossible number of strings": (
        lambda: odd.xlsx(ONE, **{"xl/sharedStrings.xml": '<sst uniqueCount="99999999999"></sst>'}),
        "повреждён",
    ),
    "sheet that is no XML": (lambda: odd.xlsx(odd.sheet("<row><c>")), "повреждён"),
    "cells of an .ods without end": (
        lambda: odd.ods_of(
            '<table:table-row table:number-rows-repeated="1000000">'
            '<table:table-cell table:number-columns-repeated="16000">'
            "<text:p>1</text:p></table:table-cell></table:table-row>"
        ),
        "слишком велик",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_book_is_refused_with_what_to_do(case: str) -> None:
    """Each bad file gives its own sentence in Russian, and no other exception."""
    make, words = REFUSED[case]
    with pytest.raises(UnreadableBook) as caught:
        read_book(make(), "Ойская СШ.xlsx")
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_package_that_declares_too_much_is_refused_by_its_sum() -> None:
    """Parts none of which is dense are refused when they come to more than 200 MB together."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        block = (os.urandom(16_000) + bytes(512_000)) * 20
        for number in range(LARGEST_UNPACKED // len(block) + 1):
            package.writestr(f"xl/{number}.xml", block)
    with pytest.raises(UnreadableBook, match="слишком велик"):
        read_book(out.getvalue(), "x")


def test_a_panic_of_the_library_is_an_unreadable_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """A panic derives from BaseException; it is told as damage, with the original behind it."""

    class PanicError(BaseException):
        __module__ = "pyo3_runtime"

    def panic(*_: object) -> None:
        raise PanicError

    monkeypatch.setattr(workbooks, "_grids", lambda *_, **__: panic())
    with pytest.raises(UnreadableBook, match="повреждён") as caught:
        read_book(odd.filled(), "x")
    assert isinstance(caught.value.__cause__, PanicError)


def test_an_interruption_is_no_unreadable_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C while a book is read ends the pass, not the book."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workbooks, "_grids", interrupt)
    with pytest.raises(KeyboardInterrupt):
        read_book(odd.filled(), "x")


# --- read -------------------------------------------------------------------------------------


def test_the_kind_of_a_book_is_told_by_its_content() -> None:
    """An .xlsx, .xls and .ods are read under any name; the last two show no errors."""
    expected = [["Дата", "Поб"], ["30.06.2021", "12"]]
    values = {(r, c): text for r, row in enumerate(expected) for c, text in enumerate(row)}
    books = {
        "xls": odd.xls(values),
        "ods": odd.ods(*map(tuple, expected)),
        "xlsx": odd.drawn({"Кадры": {"A1": "Дата", "B1": "Поб", "A2": "30.06.2021", "B2": "12"}}),
    }
    for kind, content in books.items():
        grid = one(content)
        assert (grid.title, lines(grid), grid.blind) == ("Кадры", expected, kind != "xlsx")


def test_values_keep_their_types_and_addresses() -> None:
    """Rows and columns that are empty before the data stay, and dates are dates."""
    grid = one(
        odd.drawn({"А": {"C3": dt.datetime(2021, 6, 30), "D3": True, "E3": 1.5, "C4": "да"}})
    )
    assert lines(grid) == [
        ["", "", "", "", ""],
        ["", "", "", "", ""],
        ["", "", dt.date(2021, 6, 30), True, 1.5],
        ["", "", "да", "", ""],
    ]
    assert (grid.errors, grid.formulas, grid.truncated) == ({}, frozenset(), False)


def test_sheets_come_in_their_order_hidden_ones_too() -> None:
    """Every worksheet is a grid, an empty and a hidden one as well; a chart sheet is none."""
    made = odd.drawn({"Б": {}, "А ": {"A1": 1}, "А": {"A1": 2}}, hidden=("А",))
    assert [(grid.title, lines(grid)) for grid in read_book(made, "x")] == [
        ("Б", []),
        ("А ", [[1.0]]),
        ("А", [[2.0]]),
    ]


CELLS = (
    # cell                                                    value   error      formula uncached
    ('<c r="A1" t="e"><v>#DIV/0!</v></c>', "", "#DIV/0!", False, False),
    ('<c r="A1" t="e"><f>1/0</f><v>#REF!</v></c>', "", "#REF!", True, False),
    ("<c t='e' r='A1'><v>#N/A</v></c>", "", "#N/A", False, False),
    ('<c r="A1"><f>1+1</f><v>2</v></c>', 2.0, "", True, False),
    ('<c r="A1"><f>1+1</f></c>', "", "", True, True),
    ('<c r="A1"><f>1+1</f><v/></c>', "", "", True, True),
    ('<c r="A1"><f t="shared" si="0"/><v></v></c>', "", "", True, True),
    ('<c r="A1" t="str"><f>""</f><v></v></c>', "", "", True, False),
    ('<c r="A1" t="str"><f>"да"</f><v>да</v></c>', "да", "", True, False),
    ('<c r="A1" t="inlineStr"><is><t>&lt;f&gt;</t></is></c>', "<f>", "", False, False),
    ('<x:c xmlns:x="a" r="A1"><x:f>1+1</x:f></x:c>', "", "", True, True),
    ("<c><f>1+1</f></c>", "", "", True, True),
)


@pytest.mark.parametrize(("cell", "value", "error", "formula", "uncached"), CELLS)
def test_errors_and_formulas_are_seen(
    cell: str, value: object, error: str, formula: bool, uncached: bool
) -> None:
    """What calamine reads as empty is told apart: error, formula, formula without a value."""
    grid = one(odd.xlsx(odd.sheet(odd.cells(cell))))
    assert (lines(grid) or [[""]]) == [[value]]
    assert (list(grid.errors.values()) or [""]) == [error]
    assert (marks(grid.formulas), marks(grid.uncached)) == (
        ["A1"] * formula,
        ["A1"] * uncached,
    )


def test_uncached_formulas_at_the_end_have_their_rows() -> None:
    """Rows and columns of nothing but uncached formulas exist in the grid, up to their cells."""
    rows = odd.cells(PLAIN_CELL) + odd.cells('<c r="C4"><f>SUM(A1:A3)</f></c>', row=4)
    grid = one(odd.xlsx(odd.sheet(rows)))
    assert lines(grid) == [[1.0], [], [], ["", "", ""]]
    assert marks(grid.uncached) == ["C4"]


def test_what_was_found_goes_to_the_right_sheet() -> None:
    """In a book of several sheets each grid has its own errors, the others none."""
    bad = odd.sheet(odd.cells('<c r="B1" t="e"><v>#REF!</v></c>'))
    grids = read_book(odd.xlsx(ONE, bad, ONE), "x")
    assert [marks(grid.errors) for grid in grids] == [[], ["B1"], []]


def test_a_book_with_prefixed_names_is_read() -> None:
    """Some programs write <x:worksheet>: its formulas are seen too."""
    body = '<x:sheetData><x:row r="1"><x:c r="A1"><x:f>1</x:f></x:c></x:row></x:sheetData>'
    grid = one(odd.xlsx(f'<x:worksheet xmlns:x="{odd.MAIN}">{body}</x:worksheet>'))
    assert marks(grid.uncached) == ["A1"]


def test_a_book_in_another_folder_inside_is_read() -> None:
    """The parts of a book need not stand in xl/: its formulas are found all the same."""
    usual = odd.parts(odd.sheet(odd.cells('<c r="A1"><f>1</f></c>')))
    usual["[Content_Types].xml"] = b"<Types>spreadsheetml</Types>"
    usual["_rels/.rels"] = usual["_rels/.rels"].replace(b"xl/", b"/book/")
    moved = {name.replace("xl/", "book/"): data for name, data in usual.items()}
    assert marks(one(odd.zipped(moved)).uncached) == ["A1"]


def test_drop_downs_do_not_make_a_sheet_unusual() -> None:
    """The <formula1> of a drop-down and the colours of a condition ask for no closer look."""
    checks = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression"><formula>A1</formula></cfRule>'
        '</conditionalFormatting><dataValidations><dataValidation sqref="A1">'
        '<formula1>"да,нет"</formula1></dataValidation></dataValidations>'
    )
    assert is_plain(odd.sheet(odd.cells(PLAIN_CELL), checks).encode())
    with zipfile.ZipFile(io.BytesIO(odd.filled())) as package:
        assert is_plain(package.read("xl/worksheets/sheet1.xml"))


def test_merged_ranges_are_given() -> None:
    """Merged ranges of .xlsx and .xls are zero-based and inclusive."""
    after = '<mergeCells count="1"><mergeCell ref="B2:D3"/></mergeCells>'
    assert one(odd.xlsx(odd.sheet(odd.cells(PLAIN_CELL), after))).merged == ((1, 1, 2, 3),)
    assert one(odd.xls({(1, 1): "x"}, merged=(1, 2, 1, 3))).merged == ((1, 1, 2, 3),)


def test_odd_characters_pass_as_they_came() -> None:
    """Emoji, control characters and text that looks like a formula are text."""
    grid = one(odd.drawn({"А 😀": {"A1": "😀", "A2": "а\x07б", "A3": "ё\u00a0\u200b"}}))
    assert (grid.title, lines(grid)) == ("А 😀", [["😀"], ["а\x07б"], ["ё\u00a0\u200b"]])
    text = '<c r="A1" t="inlineStr"><is><t>=1+1</t></is></c>'
    assert lines(one(odd.xlsx(odd.sheet(odd.cells(text))))) == [["=1+1"]]


# --- large ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "truncated", "width", "height"),
    [
        ("A5000", False, 1, 5000),
        ("A5001", True, 1, 5000),
        ("KN1", False, 300, 1),
        ("OJ1", False, 400, 1),
        ("OK1", True, 400, 1),
        ("A1048576", True, 1, 1),
        ("XFD1048576", True, 1, 1),
        ("ZZZZ999999999", True, 1, 1),
    ],
)
def test_only_so_many_rows_and_columns_are_read(
    last: str, truncated: bool, width: int, height: int
) -> None:
    """Data beyond the limits is told; data very far away takes no memory."""
    digits = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{digits}"><c r="{last}"><v>2</v></c></row>'
    grid = one(odd.xlsx(odd.sheet(odd.cells(PLAIN_CELL) + far)))
    assert (grid.truncated, len(grid.rows[0]), len(grid.rows)) == (truncated, width, height)
    assert grid.rows[0][0] == 1.0
    assert (MAX_ROWS, MAX_COLUMNS_READ) == (5000, 400)


def test_cells_far_away_are_cut_without_harm_to_those_beside_them() -> None:
    """What stands before and after a cell beyond the limits is read."""
    rows = odd.cells('<c r="A1"><v>1</v></c><c r="XFD1"><f>1</f><v>7</v></c>') + odd.cells(
        '<c r="A2"><v>2</v></c><c r="XFD2" s="1"/>', row=2
    )
    grid = one(odd.xlsx(odd.sheet(rows)))
    assert (lines(grid), grid.truncated, grid.formulas) == ([[1.0], [2.0]], True, frozenset())


@pytest.mark.parametrize("empty", ["", '<c r="A{0}" s="1"/>'])
def test_a_million_empty_formatted_rows_are_read_in_seconds(empty: str) -> None:
    """Formatted rows without values cost little time and memory, and are not data."""
    row = '<row r="{0}" s="1" customFormat="1">' + empty + "</row>"
    rows = "".join(row.format(number) for number in range(2, 1_000_001))
    content = odd.xlsx(odd.sheet(odd.cells(PLAIN_CELL) + rows))
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    grid = one(content)
    assert (lines(grid), grid.truncated) == ([[1.0]], False)
    assert time.monotonic() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_a_formula_above_a_million_formatted_rows_is_found_in_seconds() -> None:
    """The closer look ends at the last row that is read; a value far below is still told."""
    formula = odd.cells('<c r="A1"><f>B1</f></c>')
    row = '<row r="{0}" s="1"><c r="A{0}" s="1"/><c r="B{0}" s="1"/></row>'
    rows = "".join(row.format(number) for number in range(2, 1_000_001))
    far = '<row r="1000001"><c r="C1000001"><v>1</v></c></row>'
    after = '<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>'
    for last in ("", far):
        content, start = odd.xlsx(odd.sheet(formula + rows + last, after)), time.monotonic()
        grid = one(content)
        assert time.monotonic() - start < 3
        assert (marks(grid.uncached), grid.truncated) == (["A1"], bool(last))
        assert grid.merged == ((1, 0, 1, 1),)


def test_a_book_with_photographs_is_read() -> None:
    """Large pictures do not make a book dangerous."""
    photographs = {f"xl/media/image{n}.jpeg": os.urandom(3 * 2**20) for n in range(3)}
    assert lines(one(odd.xlsx(ONE, **photographs))) == [[1.0]]


def test_an_ods_with_repeated_empty_cells_to_its_end_is_read() -> None:
    """LibreOffice fills a sheet to its last row and column with repeated empty cells."""
    content = odd.ods_of(
        "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert len(one(content).rows) <= 1


# --- any bytes --------------------------------------------------------------------------------

BOOKS = {
    "xlsx": odd.filled(),
    "formulas": odd.xlsx(odd.sheet(odd.cells('<c r="A1"><f>1</f></c>')), ONE),
    "ods": odd.ods(("Дата", "Поб"), ("30.06.2021", "12")),
}
QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_or_refused(content: bytes) -> None:
    try:
        grids = read_book(content, "x")
    except UnreadableBook as refused:
        assert str(refused)
    else:
        assert all(isinstance(grid, Grid) for grid in grids)


@QUICK
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF", b"<?xml "]))
def test_random_bytes_are_refused_or_read(content: bytes, start: bytes) -> None:
    """No bytes whatever raise anything but UnreadableBook."""
    read_or_refused(start + content)


@QUICK
@given(st.data())
def test_changed_books_are_refused_or_read(data: st.DataObject) -> None:
    """A book cut short, or with some bytes changed, is refused or read."""
    book = bytearray(BOOKS[data.draw(st.sampled_from(sorted(BOOKS)))])
    for _ in range(data.draw(st.integers(0, 5))):
        book[data.draw(st.integers(0, len(book) - 1))] = data.draw(st.integers(0, 255))
    read_or_refused(
        bytes(book[: data.draw(st.integers(0, len(book)))] if data.draw(st.booleans()) else book)
    )


@QUICK
@given(st.data())
def test_changed_parts_are_refused_or_read(data: st.DataObject) -> None:
    """A sound zip whose XML is changed is refused or read: so the parsers are reached."""
    parts = odd.parts(
        odd.sheet(odd.cells('<c r="A1" t="s"><v>0</v></c><c r="B1"><f>1</f></c>')),
        **{"xl/sharedStrings.xml": '<sst uniqueCount="1"><si><t>а</t></si></sst>'},
    )
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(part) - 1))
        part[place : place + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b"", b"<", b">", b'"', b"9999999999", b"\xff", b"\x00", b"r", b"A"])
        )
    read_or_refused(odd.zipped({**parts, name: bytes(part)}))


@settings(max_examples=8)
@given(st.data())
def test_changed_xls_are_refused_or_read(data: st.DataObject) -> None:
    """An .xls changed anywhere, its container included, hurts nothing but itself."""
    book = bytearray(odd.xls({(0, 0): "Дата", (1, 0): 12}))
    for _ in range(data.draw(st.integers(1, 4))):
        book[data.draw(st.integers(8, 600) | st.integers(8, len(book) - 1))] ^= 255
    read_or_refused(bytes(book))


def test_an_xls_that_ends_its_reader_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader of .xls may die or run for ever: it is a process of its own."""
    for code in ("import os; os.abort()", "import time; time.sleep(60)"):
        monkeypatch.setattr(workbooks, "APART", code)
        monkeypatch.setattr(workbooks, "SECONDS_APART", 1)
        with pytest.raises(UnreadableBook, match="повреждён"):
            read_book(odd.xls({(0, 0): 1}), "x")
