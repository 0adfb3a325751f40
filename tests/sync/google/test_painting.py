"""How the worker's tabs look in a spreadsheet: formats, colours, lists, protection, sizes."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.google.canvas import lay_out
from sync.google.painting import address
from sync.google.rectangles import rectangles
from sync.tabs import Block, Cell, Column, Tab
from tests.sync.google.spreadsheets import Paper

NBSP = "\u00a0"


def tab(*blocks, **more):
    return Tab("Лист", "Заголовок", blocks, mark="vzaimo 2022-03-01 ab 2021-2022", **more)


def drawn(*blocks, **more):
    """Draw a tab and give all there is of its sheet."""
    paper = Paper()
    paper.draw(tab(*blocks, **more))
    return paper.full()["sheets"][0]


def cell(sheet, row, column):
    return sheet["data"][0]["rowData"][row]["values"][column]


def column_of(*values, **column):
    return Block((Column("Столбец", **column),), [[value] for value in values])


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("integer", 1234, {"type": "NUMBER", "pattern": "#,##0"}),
        ("number", 12.5, {"type": "NUMBER", "pattern": "#,##0.##"}),
        ("share", 0.5, {"type": "PERCENT", "pattern": f'0.0"{NBSP}"%'}),
        ("date", dt.date(2022, 3, 1), {"type": "DATE", "pattern": "dd.mm.yyyy"}),
        ("text", "007", None),
    ],
)
def test_number_format(kind, value, shown):
    """Formats are the folder's in Google's words."""
    format_ = cell(drawn(column_of(value, kind=kind)), 3, 0)["userEnteredFormat"]
    assert format_.get("numberFormat") == shown


def test_text_that_people_type_stays_text():
    """A marked cell takes «007» as it is typed; a marked date is a date."""
    block = Block(
        (Column("а", editable=True), Column("б", "date", editable=True), Column("ключ")),
        [[None, None, "x | а"]],
    )
    sheet = drawn(block)
    formats = [cell(sheet, 3, n)["userEnteredFormat"]["numberFormat"]["type"] for n in (0, 1)]
    assert formats == ["TEXT", "DATE"]


def test_only_marked_cells_of_rows_with_a_key_accept_typing():
    """The whole sheet is protected but for them and cells that are editable by themselves."""
    columns = (Column("а"), Column("б", editable=True), Column("ключ", hidden=True))
    rows = [["1", None, "x | а"], ["2", None, "x | б"], ["итого", None, None]]
    sheet = drawn(Block(columns, rows), column_of(Cell("1", editable=True)))
    (protected,) = sheet["protectedRanges"]
    assert set(protected["range"]) == {"sheetId"} and not protected.get("warningOnly")
    areas = [
        tuple(area[f"{side}{what}Index"] for what in ("Row", "Column") for side in ("start", "end"))
        for area in protected["unprotectedRanges"]
    ]
    assert areas == [(3, 5, 1, 2), (8, 9, 0, 1)]


def test_unprotected_tab_and_editors():
    """A tab may be left open; the account that writes is named as the editor."""
    assert "protectedRanges" not in drawn(column_of("а"), protected=False)
    paper = Paper()
    paper.draw(tab(column_of("а")), editors=["robot@example.com"])
    (protected,) = paper.full()["sheets"][0]["protectedRanges"]
    assert "robot@example.com" in protected["editors"]["users"]


def test_looks_are_painted_where_they_belong():
    """What differs from the usual look of a column is painted on its cells alone."""
    values = ["а", Cell("б", style="bad"), "в", Cell("г", style="total")]
    sheet = drawn(column_of(*values))
    fills = [cell(sheet, row, 0)["userEnteredFormat"]["backgroundColor"] for row in range(3, 7)]
    parts = [[round(255 * fill[name]) for name in ("red", "green", "blue")] for fill in fills]
    assert parts == [[255] * 3, [0xF9, 0xD0, 0xD0], [255] * 3, [0xEE, 0xF1, 0xF5]]
    bold = [
        cell(sheet, row, 0)["userEnteredFormat"]["textFormat"].get("bold") for row in range(3, 7)
    ]
    assert bold == [None, None, None, True]
    tops = [cell(sheet, row, 0)["userEnteredFormat"]["borders"]["top"]["color"] for row in (4, 6)]
    assert tops[0] != tops[1]


def test_look_does_not_depend_on_what_was_there():
    """A tab drawn over another one looks as one drawn into an empty sheet."""
    old = Block(
        (Column("а", width=40, note="старое", choices=("x",)), Column("б", colours={"x": "bad"})),
        [[Cell("1", style="bad", link="https://a.example"), Cell("2", note="было")]] * 6,
        table=True,
    )
    new = [column_of(Cell("1", style="good"), "2"), column_of("3", width=7)]
    paper = Paper()
    paper.draw(tab(old))
    paper.draw(tab(*new))
    found, fresh = paper.full()["sheets"][0], drawn(*new)
    for name in ("rowData", "columnMetadata"):
        assert found["data"][0][name] == fresh["data"][0][name]
    for name in ("conditionalFormats", "basicFilter", "merges"):
        assert found.get(name) == fresh.get(name)


def test_note_of_a_person_on_a_marked_cell_is_left():
    """Notes and links are taken off only where the worker writes."""
    columns = (Column("а", note="н"), Column("б", editable=True), Column("ключ", hidden=True))
    paper = Paper()
    paper.draw(tab(Block(columns, [["1", None, "x | а"]])))
    start = {"sheetId": paper.sheet("Лист").id, "rowIndex": 3, "columnIndex": 1}
    note = {"start": start, "rows": [{"values": [{"note": "моё"}]}], "fields": "note"}
    paper.apply({"updateCells": note})
    paper.draw(tab(Block(columns, [["2", None, "x | а"]])))
    sheet = paper.full()["sheets"][0]
    assert cell(sheet, 3, 1)["note"] == "моё" and cell(sheet, 2, 0)["note"] == "н"


def test_lists_colours_and_scales():
    """A drop-down offers and does not refuse; colours follow what a cell holds later on too."""
    columns = (
        Column("а", choices=("да", "нет"), colours={"да": "good"}),
        Column("б", "share", bar=True),
        Column("в", choices=tuple(map(str, range(501)))),
    )
    sheet = drawn(Block(columns, [["да", 0.5, "1"]]))
    rule = cell(sheet, 3, 0)["dataValidation"]
    assert [one["userEnteredValue"] for one in rule["condition"]["values"]] == ["да", "нет"]
    assert not rule.get("strict") and rule["showCustomUi"]
    assert "dataValidation" not in cell(sheet, 3, 2)
    first, second = sheet["conditionalFormats"]
    assert first["booleanRule"]["condition"]["values"] == [{"userEnteredValue": "да"}]
    assert second["gradientRule"]["maxpoint"]["value"] == "1"


def test_frame_of_a_sheet():
    """Headers stay in view, keys are hidden, a folded block is folded, widths are set."""
    table = Block((Column("а", width=30), Column("ключ", hidden=True)), [["1", "2"]], table=True)
    folded = Block((Column("а"),), [["1"], ["2"]], heading="Для аналитика", folded=True)
    sheet = drawn(table, folded, colour="good", frozen_columns=1)
    grid = sheet["properties"]["gridProperties"]
    assert (grid["frozenRowCount"], grid["frozenColumnCount"], grid["hideGridlines"]) == (
        3,
        1,
        True,
    )
    assert (grid["rowCount"], grid["columnCount"]) == (9, 3)
    assert sheet["properties"]["tabColor"]
    columns = sheet["data"][0]["columnMetadata"]
    assert [bool(one.get("hiddenByUser")) for one in columns] == [False, True, True]
    assert columns[0]["pixelSize"] == 215
    (group,) = sheet["rowGroups"]
    assert (group["range"]["startIndex"], group["range"]["endIndex"]) == (6, 9)
    assert group["collapsed"]
    assert sheet["basicFilter"]["range"] == {
        "sheetId": sheet["properties"]["sheetId"],
        "startRowIndex": 2,
        "endRowIndex": 4,
        "startColumnIndex": 0,
        "endColumnIndex": 1,
    }


def test_no_filter_over_headers_merged_downwards():
    """Google refuses a filter over vertical merges, and the whole batch with it."""
    columns = (Column("Дата"), Column("Всего", group="Педагоги"), Column("Пп", group="Педагоги"))
    canvas = lay_out(tab(Block(columns, [["1", 2, 3]], table=True)))
    assert canvas.merges == [(2, 0, 3, 0), (2, 1, 2, 2)] and canvas.filtered is None


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://oya.example/а", "https://oya.example/а"),
        ("internal:'Карта проблем'!B7", "#gid=5&range=B7"),
        ("internal:'О''Нил'!A1", "#gid=6&range=A1"),
        ("internal:Кадры!C3", "#gid=7&range=C3"),
        ("internal:'Нет такой'!A1", ""),
        ("external:../Организации/Х.xlsx#'Кадры'!B7", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_address_of_a_link(link, expected):
    """Only links into this spreadsheet and to the web lead anywhere."""
    assert address(link, {"Карта проблем": 5, "О'Нил": 6, "Кадры": 7}) == expected


CELLS = st.lists(
    st.lists(st.none() | st.integers(0, 2), min_size=4, max_size=4), min_size=0, max_size=6
)


@given(CELLS)
def test_rectangles_cover_each_cell_once(rows):
    """Every cell lies in one rectangle of its value, None in none."""
    painted = [[None] * 4 for _ in rows]
    for (top, left, bottom, right), value in rectangles(rows):
        for row, column in itertools.product(range(top, bottom + 1), range(left, right + 1)):
            assert painted[row][column] is None
            painted[row][column] = value
    assert painted == rows


def test_rectangles_are_large():
    """Equal rows make one rectangle."""
    assert rectangles([[1, 1, None]] * 3 + [[1, 1, 1]]) == [((0, 0, 2, 1), 1), ((3, 0, 3, 2), 1)]
