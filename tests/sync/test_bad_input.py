"""Every odd book that people bring: a finding in plain Russian, and no other ОО is hurt."""

import io
import shutil
import zipfile

import openpyxl
import pytest
import xlwt

from sync.folder import ANSWERS, BOOKS, SUMMARY
from tests.sync import odd_books
from tests.sync.people import OYA, copy, edit, found, go, opened, rows

NAME = "МБОУ «Ойская СШ»"


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A district of five before any pass: nothing is remembered of any book."""
    return found(tmp_path_factory.mktemp("founded") / "район")


@pytest.fixture(scope="module")
def healthy(founded, tmp_path_factory):
    """The figures of the four other organisations in a district without odd books."""
    folder = copy(founded, tmp_path_factory.mktemp("healthy") / "район")
    go(folder)
    return others(folder)


def others(folder):
    """Give the figures of all organisations but the one with the odd book."""
    return [
        row
        for row in rows(folder, tab="Кадры")
        if str(row["ОО"]) != NAME and not str(row["ОО"]).startswith("Итого")
    ]


def bomb(content):
    """Add 300 MB of zeros to a book."""
    output = io.BytesIO(content)
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet99.xml", b"\0" * 300_000_000)
    return output.getvalue()


def doctype(content):
    """Put a document type before the first sheet."""
    source, output = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head, mark, rest = data.partition(b"?>")
                data = head + mark + b'<!DOCTYPE x [<!ENTITY e "e">]>' + rest
            package.writestr(name, data)
    return output.getvalue()


def not_a_book(content):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        package.writestr("readme.txt", "hello")
    return output.getvalue()


UNREADABLE = {
    "empty file": (lambda content: b"", "пуст"),
    "text named .xlsx": (lambda content: "просто текст".encode(), "не книга Excel"),
    "zip that is no workbook": (not_a_book, "не книга Excel"),
    "truncated": (lambda content: content[: len(content) // 2], "повреждён"),
    "password": (odd_books.encrypted, "паролем"),
    "doctype": (doctype, "DOCTYPE"),
    "zip bomb": (bomb, "велик"),
}


@pytest.fixture(scope="module")
def usual(founded, tmp_path_factory):
    """The rules of the findings about Ойская СШ where nothing is odd in its book."""
    folder = copy(founded, tmp_path_factory.mktemp("usual") / "район")
    go(folder)
    return told_of(folder)


def told_of(folder):
    """Give the rules of the findings about Ойская СШ."""
    return {row["Правило"] for row in rows(folder) if row["ОО"] == NAME}


@pytest.mark.parametrize("name", UNREADABLE)
def test_books_that_cannot_be_read(founded, healthy, tmp_path, name):
    """The pass ends with a finding for this book; everything else is done."""
    folder = copy(founded, tmp_path / "район")
    spoil, words = UNREADABLE[name]
    path = folder / BOOKS / OYA
    path.write_bytes(spoil(path.read_bytes()))
    before = path.read_bytes()
    result = go(folder)
    assert list(result.unreadable) == [f"{BOOKS}/{OYA}"]
    (row,) = rows(folder, "book.unreadable")
    assert words in row["Что исправить"]
    assert row["ОО"] == NAME
    assert others(folder) == healthy
    assert path.read_bytes() == before
    assert (folder / ANSWERS / OYA).exists()


def sheet_of(book, change):
    change(book["Кадры"])


def a_million_rows(book):
    sheet = book["Кадры"]
    sheet.row_dimensions[1_048_576].height = 20
    sheet.cell(1_048_576, 1).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFFEE")


def second_header(book):
    sheet = book["Кадры"]
    sheet.insert_rows(6, 2)
    for row in (4, 5):
        for column in range(1, 9):
            sheet.cell(row + 2, column).value = sheet.cell(row, column).value


def wide(book):
    for column in range(9, 310):
        book["Кадры"].cell(4, column).value = f"Столбец {column}"


def twin_tab(book):
    book.copy_worksheet(book["Кадры"]).title = "Кадры "


def no_headers(book):
    book["Кадры"].delete_rows(1, 5)


def put(cell, value):
    def change(book):
        book["Кадры"][cell].value = value

    return change


def put_text(cell, value):
    def change(book):
        book["Кадры"][cell].value = value
        book["Кадры"][cell].data_type = "s"

    return change


READABLE = {
    "a million empty formatted rows": (a_million_rows, None),
    "#DIV/0!": (put("B7", "#DIV/0!"), "cell.error"),
    "#REF! of a formula": (put("B7", "=#REF!"), "cell.uncached"),
    "formula without a value": (put("C7", "=1+6"), "cell.uncached"),
    "date before 1900": (put("A7", "30.06.1821"), "cell.unreadable"),
    "number as text": (put_text("B7", "22"), None),
    "text as number": (put("A7", 44377), None),
    "words for a number": (put("C7", "шесть"), "cell.unreadable"),
    "a tab twice": (twin_tab, "tab.repeated"),
    "all headers gone": (no_headers, "header.lost"),
    "two header rows": (second_header, None),
    "300 columns": (wide, None),
    "emoji and control characters": (put("C7", "6 😀_x0007_"), "cell.unreadable"),
    "no tab at all": (lambda book: book.remove(book["Кадры"]), "tab.missing"),
}


@pytest.mark.parametrize("name", READABLE)
def test_books_that_can_be_read(founded, healthy, usual, tmp_path, name):
    """What is odd in a book is one finding of its rule, or nothing where nothing is wrong."""
    folder = copy(founded, tmp_path / "район")
    change, rule = READABLE[name]
    edit(folder / BOOKS / OYA, change)
    result = go(folder)
    assert result.complete
    told = told_of(folder)
    if rule is None:
        assert told == usual
    else:
        assert rule in told
    assert others(folder) == healthy


@pytest.mark.parametrize("text", ["=1+1", "+7 (999)", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1"])
def test_text_that_looks_like_a_formula_comes_out_as_text(founded, tmp_path, text):
    """What begins with = + - @ is text in every book that the program writes."""
    folder = copy(founded, tmp_path / "район")
    edit(folder / BOOKS / OYA, put_text("C7", text))
    go(folder)
    for path in (folder / SUMMARY, folder / ANSWERS / OYA):
        cells = [cell for sheet in opened(path) for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        assert text in {cell.value for cell in cells}


def test_old_formats_are_read_with_an_advice(founded, usual, tmp_path):
    """A book of .xls is read, and its ОО is asked to save it as .xlsx."""
    folder = copy(founded, tmp_path / "район")
    book = xlwt.Workbook()
    for sheet in opened(folder / BOOKS / OYA):
        if sheet.title != "Как заполнять":
            target = book.add_sheet(sheet.title)
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        value = cell.value
                        if hasattr(value, "strftime"):
                            value = value.strftime("%d.%m.%Y")
                        target.write(cell.row - 1, cell.column - 1, value)
    (folder / BOOKS / OYA).unlink()
    book.save(str(folder / BOOKS / OYA.replace(".xlsx", ".xls")))
    go(folder)
    assert told_of(folder) == {"tab.blind", *usual}


def test_name_of_300_characters(founded, tmp_path):
    """A very long name makes a file of a possible name, and a pass like any other."""
    folder = tmp_path / "район"
    shutil.copytree(founded, folder)
    long = "Муниципальное " * 22

    def rename(book):
        sheet = book["Реестр ОО"]
        for row in sheet.iter_rows():
            if row[0].value == "Ш-04":
                row[1].value = long.strip()

    edit(folder / "Координатор.xlsx", rename)
    go(folder)
    answers = [path for path in (folder / ANSWERS).iterdir() if path.name.startswith("Муниц")]
    assert len(answers) == 1
    assert len(answers[0].name.encode()) <= 255
    assert long.strip() in {row["ОО"] for row in rows(folder, tab="Кадры")}
