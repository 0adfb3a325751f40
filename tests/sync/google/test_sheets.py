"""Answers of Google read into grids: the same as the folder store's of the same content."""

import datetime as dt
import json
import math
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.grid import Grid, place
from sync.drawing import draw
from sync.google.serials import serial
from sync.google.sheets import FIELDS, RESPONSE_FIELDS, spreadsheet_of
from sync.tabs import Block, Book, Column, Tab
from sync.workbooks import MAX_COLUMNS_READ, MAX_ROWS, read_book
from tests.emulator.discovery import api
from tests.emulator.masks import of_response
from tests.sync.google.spreadsheets import Paper


def answer(*rows, properties=None, **sheet):
    """Give the answer for a spreadsheet of one sheet with these rows of cells."""
    data = [{"rowData": [{"values": list(row)} if row else {} for row in rows]}]
    about = {"sheetId": 7, "title": "Лист", "index": 0, "sheetType": "GRID"} | (properties or {})
    return {"spreadsheetId": "а", "sheets": [{"properties": about, "data": data} | sheet]}


def grid(*rows, **more) -> Grid:
    (sheet,) = spreadsheet_of(answer(*rows, **more)).sheets
    return sheet.grid


def number(value, kind=None, name="userEnteredFormat"):
    shown = {name: {"numberFormat": {"type": kind}}} if kind else {}
    return {"effectiveValue": {"numberValue": value}} | shown


def text(value):
    return {"effectiveValue": {"stringValue": value}}


def error(kind):
    return {
        "effectiveValue": {"errorValue": {"type": kind, "message": "…"}},
        "userEnteredValue": {"formulaValue": "=1/0"},
    }


# --- values ------------------------------------------------------------------------------------


def test_masks_name_fields_that_google_has():
    """Both masks are read by Google's own discovery document."""
    sheets = api("sheets", "v4")
    assert of_response(FIELDS, sheets, "Spreadsheet")
    assert of_response(RESPONSE_FIELDS, sheets, "BatchUpdateSpreadsheetResponse")


def test_rows_are_whole_and_end_with_the_last_cell():
    """Ragged rows are filled up, empty ones at the end dropped, as calamine does."""
    found = grid([], [{}, text("а"), {}], [number(5)], [{}, {}, {}, {}], [])
    assert found.rows == [["", ""], ["", "а"], [5.0, ""]]
    assert isinstance(found.rows[2][0], float)
    assert grid([{}]).rows == []
    assert grid().rows == []


def test_cells_that_begin_further_on_keep_their_address():
    """`startRow` and `startColumn` are counted in."""
    one = answer([text("а")])
    one["sheets"][0]["data"][0] |= {"startRow": 2, "startColumn": 1}
    assert spreadsheet_of(one).sheets[0].grid.rows == [["", ""], ["", ""], ["", "а"]]


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (44562, "DATE", dt.date(2022, 1, 1)),
        (44562.5, "DATE_TIME", dt.datetime(2022, 1, 1, 12)),
        (44562, "DATE_TIME", dt.date(2022, 1, 1)),
        (44562.123456789, "DATE", dt.datetime(2022, 1, 1, 2, 57, 46, 667000)),
        (61, "DATE", dt.date(1900, 3, 1)),
        (2, "DATE", dt.date(1900, 1, 1)),
        (0.5, "DATE", dt.time(12)),
        (-5, "DATE", -5.0),
        (5_000_000, "DATE", 5_000_000.0),
        (0.5, "TIME", dt.time(12)),
        (1.5, "TIME", 1.5),
        (44562, "NUMBER", 44562.0),
        (0.5, "PERCENT", 0.5),
        (44562, None, 44562.0),
    ],
)
def test_number_is_what_its_format_says(value, kind, expected):
    """A serial number under a format of dates is a date, from 30.12.1899; others are floats."""
    for name in ("userEnteredFormat", "effectiveFormat"):
        ((found,),) = grid([number(value, kind, name)]).rows
        assert found == expected and type(found) is type(expected)


@given(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)))
def test_serial_comes_back(day):
    """A date becomes a serial number and that the date again."""
    assert grid([number(serial(day), "DATE")]).rows == [[day]]


def test_errors_and_formulas_have_their_places():
    """An error reads as an empty cell with its text aside, a formula as its value."""
    formula = text("а") | {"userEnteredValue": {"formulaValue": '="а"'}}
    empty = {"userEnteredValue": {"formulaValue": '=""'}, "effectiveValue": {"stringValue": ""}}
    found = grid([formula, text("б")], [error("DIVIDE_BY_ZERO")], [{}, {}, error("N_A")], [empty])
    assert found.rows == [["а", "б", ""], ["", "", ""], ["", "", ""], ["", "", ""]]
    assert found.errors == {place(1, 0): "#DIV/0!", place(2, 2): "#N/A"}
    assert found.formulas == {place(0, 0), place(1, 0), place(2, 2), place(3, 0)}


def test_value_that_is_being_computed_is_not_ready():
    """One cell with LOADING is enough."""
    assert spreadsheet_of(answer([text("а"), error("LOADING")])).loading
    assert not spreadsheet_of(answer([text("а"), error("NAME")])).loading


def test_booleans_and_merges():
    """A tick is a bool; merged ranges are inclusive."""
    merge = {"sheetId": 7, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0,
             "endColumnIndex": 2}  # fmt: skip
    ticks = [{"effectiveValue": {"boolValue": value}} for value in (True, False)]
    found = grid(ticks, merges=[merge])
    assert found.rows == [[True, False]] and found.merged == ((1, 0, 2, 1),)


def test_what_is_too_large_is_cut_and_told():
    """Rows and columns beyond the limits are not read; empty ones there do no harm."""
    rows = [[text("а")]] * MAX_ROWS
    assert not grid(*rows, [{}]).truncated
    cut = grid(*rows, [text("б")])
    assert cut.truncated and len(cut.rows) == MAX_ROWS
    wide = grid([{}] * MAX_COLUMNS_READ + [text("б")])
    assert wide.truncated and wide.rows == [[""] * MAX_COLUMNS_READ]


# --- sheets ------------------------------------------------------------------------------------


def test_tab_of_the_worker_keeps_its_declared_title():
    """Metadata tells what it was made as, and it is read to its last row."""
    metadata = [{"metadataId": 3, "metadataKey": "vzaimo-tab", "metadataValue": "Проверка"}]
    rows = [[text("а")]] * (MAX_ROWS + 1)
    (sheet,) = spreadsheet_of(answer(*rows, developerMetadata=metadata)).sheets
    assert (sheet.ours, sheet.title, sheet.grid.title) == ("Проверка", "Лист", "Проверка")
    assert not sheet.grid.truncated and len(sheet.grid.rows) == MAX_ROWS + 1


def test_sheets_of_charts_are_counted_but_not_read():
    """They have a place in the order and no grid; hidden sheets are read."""
    one = answer([text("а")], properties={"hidden": True, "index": 1})
    chart = {"sheetId": 9, "title": "Диаграмма", "index": 0, "sheetType": "OBJECT"}
    one["sheets"].append({"properties": chart})
    found = spreadsheet_of(one)
    assert found.order == ((9, "Диаграмма"), (7, "Лист"))
    assert [(sheet.title, sheet.hidden) for sheet in found.sheets] == [("Лист", True)]


def test_guard_is_the_largest_of_its_metadata():
    """Other metadata is none."""
    one = answer([])
    one["developerMetadata"] = [
        {"metadataId": number, "metadataKey": key, "metadataValue": "x"}
        for number, key in ((5, "vzaimo-guard"), (4, "vzaimo-guard"), (9, "чужое"))
    ]
    assert spreadsheet_of(one).guard == 5
    assert spreadsheet_of(answer([])).guard == 0


VALUES = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=8)
    | st.integers(-(10**9), 10**9)
    | st.floats(-1e9, 1e9).map(lambda value: round(value, 6))
    | st.booleans()
    | st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1))
    | st.none()
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=5))
@example([["=1+1", "007", " "], [None, "", -0.0], [True, 1, 1.0]])
def test_grid_is_that_of_the_folder(rows):
    """The same tab drawn into a file and into a spreadsheet reads as the same grid."""
    tab = Tab("Лист", "Лист", (Block((Column("а"), Column("б"), Column("в")), rows),), open=True)
    paper = Paper()
    paper.set("Лист1", title="Другой")
    paper.draw_new(tab)
    (wanted,) = read_book(draw(Book((tab,), dt.date(2022, 3, 1))), "x")
    found = paper.sheet("Лист").grid
    assert found.rows == wanted.rows and found.merged == wanted.merged
    for one, other in zip(found.rows, wanted.rows, strict=True):
        assert list(map(type, one)) == list(map(type, other))


def test_reading_is_fast():
    """A cell takes a microsecond or so: 2,000 books of 4,000 cells are read in some seconds."""
    row = [text("текст"), number(5), number(44562, "DATE"), {}, number(math.pi, "NUMBER")] * 4
    content = json.loads(json.dumps(answer(*[row] * 200)))
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        spreadsheet_of(content)
        taken.append(time.perf_counter() - start)
    assert min(taken) / 4_000 < 10e-6
