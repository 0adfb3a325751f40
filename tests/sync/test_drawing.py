"""What the .xlsx that we draw holds, read back by openpyxl, by calamine and as XML."""

import datetime as dt
import os
import re
import subprocess
import sys
import warnings
import zipfile
from io import BytesIO
from itertools import pairwise
from urllib.parse import unquote

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from sync import drawing, drawn_charts
from sync.drawing import draw
from sync.tabs import Block, Book, Cell, Chart, Column, Series, Tab, layout

DAY = dt.date(2022, 3, 1)
NBSP = "\u00a0"
SHARE = f'0.0"{NBSP}"%'
SCHOOL = "МБОУ «Ойская СШ»"
LINK = f"external:../Организации/{SCHOOL}.xlsx#'Кадры'!B7"
LONG_LIST = tuple(f"Муниципальный округ № {number}" for number in range(40))


def tab(*blocks: Block, title: str = "Лист", **more: object) -> Tab:
    """Make a tab of blocks."""
    return Tab(title, "Заголовок", blocks, **more)


def column_of(*values: object, **column: object) -> Block:
    """Make a table of one column."""
    return Block((Column("Столбец", **column),), [[value] for value in values])


def drawn(*tabs: Tab) -> bytes:
    return draw(Book(tabs, DAY))


def opened(*tabs: Tab) -> openpyxl.Workbook:
    """Draw tabs and open them; openpyxl warns that it leaves native data bars out."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".* extension is not supported")
        return openpyxl.load_workbook(BytesIO(drawn(*tabs)))


def sheet(*blocks: Block, **more: object) -> Worksheet:
    """Draw one tab of `blocks` and open it."""
    return opened(tab(*blocks, **more)).worksheets[0]


def parts(*tabs: Tab) -> dict[str, str]:
    """Draw tabs and give the parts of the package as text."""
    with zipfile.ZipFile(BytesIO(drawn(*tabs))) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def first_cells(*values: object, **column: object) -> list[openpyxl.cell.Cell]:
    """Draw `values` below one header and give their cells."""
    found = sheet(column_of(*values, **column), open=True)
    return [found.cell(4 + number, 1) for number in range(len(values))]


# --- values ----------------------------------------------------------------------------------


def as_drawn(text: str) -> str:
    """Give what should come back of a text: XML has no control characters and one line end."""
    kept = "".join(
        sign
        for sign in text
        if sign in "\t\n\r" or (ord(sign) >= 32 and not 0xD800 <= ord(sign) <= 0xDFFF)
    )
    kept = kept.replace("\ufffe", "").replace("\uffff", "")
    kept = kept.replace("\r\n", "\n").replace("\r", "\n")
    return f"{kept} " if kept.startswith("<r>") and kept.endswith("</r>") else kept


@settings(max_examples=60)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=())) | st.text("=+-@_x04<>&\"'/r\r\n{} "),
        min_size=1,
        max_size=8,
    )
)
@example(["=1+1", "+7 (391)", "-", "@SUM(A1)", "{=1}", "http://a.ru", "mailto:a", "internal:A1"])
@example(["<r>", "<r></r>", "<r><t>x</t></r>", "_x0041_", "_x005F_", "a\x00b", "\ud800", "😀"])
@example(["1", "007", "1e5", "01.01.2020", "TRUE", " с краю ", "две\nстроки", "a\r\nb", "\t"])
def test_text_comes_back_as_it_was(texts):
    """Any text is read back as that text, and none of it is a formula, number or link."""
    content = drawn(tab(column_of(*texts)))
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    found = [row[0] for row in rows.to_python(skip_empty_area=False)[3:]]
    found += [""] * (len(texts) - len(found))
    assert found == [as_drawn(text) for text in texts]
    with zipfile.ZipFile(BytesIO(content)) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml and "<hyperlink" not in xml
    assert set(re.findall(r' t="(\w+)"', xml)) == {"s"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        (float("nan"), None),
        (np.nan, None),
        (pd.NA, None),
        (pd.NaT, None),
        (True, True),
        (np.bool_(False), False),
        (12, 12),
        (np.int64(12), 12),
        (np.int64(-(2**63)), str(-(2**63))),
        (1.5, 1.5),
        (np.float32(0.5), 0.5),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (1_022_401_234_567, 1_022_401_234_567),
        (1234567890123456789, "1234567890123456789"),
        (10**400, str(10**400)),
        (dt.date(2021, 6, 30), dt.datetime(2021, 6, 30)),
        (dt.datetime(2021, 6, 30, 23, 59), dt.datetime(2021, 6, 30)),
        (dt.datetime(2021, 6, 30, tzinfo=dt.UTC), dt.datetime(2021, 6, 30)),
        (pd.Timestamp("2021-06-30"), dt.datetime(2021, 6, 30)),
        (np.datetime64("2021-06-30"), dt.datetime(2021, 6, 30)),
        (dt.date(1900, 3, 1), dt.datetime(1900, 3, 1)),
        (dt.date(1899, 1, 9), "09.01.1899"),
        (dt.date(900, 1, 9), "09.01.0900"),
        (np.str_("текст"), "текст"),
    ],
)
def test_value_keeps_its_type(value, expected):
    """A value, numpy's and pandas's too, is a cell of its own type; a missing one is empty."""
    (cell,) = first_cells(value, kind="integer")
    assert cell.value == expected and type(cell.value) is type(expected)


def test_long_text_is_cut_as_excel_counts():
    """32 767 is counted in UTF-16: half as many emoji; what is cut ends with an ellipsis."""
    fits, letters, emoji = first_cells("я" * 32_767, "я" * 40_000, "я" + "😀" * 30_000)
    assert fits.value == "я" * 32_767
    assert letters.value == "я" * 32_766 + "…"
    assert emoji.value == "я" + "😀" * 16_382 + "…"


@pytest.mark.parametrize(
    ("kind", "value", "open_", "expected"),
    [
        ("integer", 1234, False, "#,##0"),
        ("number", 12.5, False, "#,##0.##"),
        ("number", 12.0, False, "#,##0"),
        ("number", 12.001, False, "#,##0"),
        ("number", 12.0, True, "General"),
        ("share", 0.5, False, SHARE),
        ("change", 0.05, False, f'+0.0"{NBSP}"%;-0.0"{NBSP}"%;0.0"{NBSP}"%'),
        ("date", DAY, False, "dd.mm.yyyy"),
        ("text", DAY, False, "dd.mm.yyyy"),
        ("text", "007", False, "General"),
        ("text", "007", True, "@"),
    ],
)
def test_number_format(kind, value, open_, expected):
    """A kind has one format; a whole number never ends with a comma, typed text stays text."""
    found = sheet(column_of(value, kind=kind), open=open_)
    assert found["A4"].number_format == expected


def test_words_among_figures_stand_aside():
    """A text in a column of figures is grey and centred, but not where people type."""
    for open_, horizontal, grey in ((False, "center", True), (True, None, False)):
        cell = sheet(column_of("нет данных", kind="share"), open=open_)["A4"]
        assert cell.alignment.horizontal == horizontal
        assert (cell.font.color.rgb == "FF7B8794") is grey


# --- where things stand ----------------------------------------------------------------------

TWO_LEVELS = Block(
    (
        Column("Дата", "date"),
        Column("Всего", "integer", group="Педагоги", note="Без управленцев."),
        Column("Без категории", "integer", group="Педагоги"),
        Column("Сдано"),
        Column("Пп", group="Категории"),
    ),
    [[DAY, 1, 2, "да", 3]],
    heading="Формы",
    lines=("Первая строка.", "Вторая строка."),
    entry_rows=2,
    table=True,
)


def test_layout_is_what_is_drawn():
    """`layout` tells the rows where headings, lines, headers and rows are then drawn."""
    one = tab(TWO_LEVELS, column_of(1, 2), Block((), headers=False, lines=("Конец",)), lines=("а",))
    found = opened(one).worksheets[0]
    first, second, third = layout(one)
    values = {(row, 0): found.cell(row + 1, 1).value for row in range(found.max_row)}
    assert (values[0, 0], values[1, 0], values[2, 0]) == ("Заголовок", "а", None)
    assert [values[row, 0] for row in range(first.heading, first.header + 1)] == [
        "Формы",
        "Первая строка.",
        "Вторая строка.",
        "Дата",
    ]
    assert found.cell(first.first + 1, 1).value == dt.datetime(2022, 3, 1)
    assert first.last == first.first and first.end == first.last + 2
    assert values[second.header, 0] == "Столбец"
    assert [values[second.first, 0], values[second.last, 0]] == [1, 2]
    assert values[third.lines, 0] == "Конец"
    assert values[second.header - 1, 0] is None and values[third.lines - 1, 0] is None


def test_two_levels_of_headers_are_merged():
    """A group spans its columns, a column without a group both rows; notes stay on the lower."""
    found = sheet(TWO_LEVELS)
    assert {str(area) for area in found.merged_cells.ranges} == {"A6:A7", "B6:C6", "D6:D7"}
    upper = [found.cell(6, number).value for number in range(1, 6)]
    lower = [found.cell(7, number).value for number in range(1, 6)]
    assert upper == ["Дата", "Педагоги", None, "Сдано", "Категории"]
    assert lower == [None, "Всего", "Без категории", None, "Пп"]
    note = found["B7"].comment
    assert (note.text, note.author) == ("Без управленцев.", "Взаимо")


def test_widest_need_of_a_shared_column_wins():
    """Blocks below each other share columns; one is hidden where no block shows it."""
    found = sheet(
        Block((Column("а", width=10), Column("ключ", hidden=True, width=40)), [["1", "2"]]),
        Block((Column("б", width=30),), [["1"]]),
        mark="vzaimo 2022-03-01 ab",
    )
    assert found.column_dimensions["A"].width == pytest.approx(30, abs=1)
    assert [found.column_dimensions[name].hidden for name in "ABC"] == [False, True, True]
    assert found["C1"].value == "vzaimo 2022-03-01 ab"


def test_merged_rows_keep_value_look_and_height():
    """A merged range is one cell with the look of its first, high enough for its text."""
    text = "Длинное пояснение. " * 10
    rows = [["а", "б"], [Cell(text, style="hint"), None], [1, 2]]
    block = Block(
        (Column("а", width=20), Column("б", width=20)), rows, merged=((1, 0, 1, 1), (2, 0, 2, 0))
    )
    found = sheet(block)
    assert [str(area) for area in found.merged_cells.ranges] == ["A5:B5"]
    assert found["A5"].value == text and found["A5"].font.italic
    assert 40 < found.row_dimensions[5].height < 100
    assert found["A6"].value == 1


def test_row_is_as_high_as_its_longest_text():
    """Rows are fitted to wrapped text here, a row of one line is left to the program."""
    block = column_of("коротко", "слово " * 40, "три\nкоротких\nстроки", width=30)
    heights = [sheet(block).row_dimensions[row].height for row in (4, 5, 6)]
    assert heights[0] is None
    assert 8 * 13.5 <= heights[1] <= 10 * 13.5
    assert heights[2] == pytest.approx(3 * 13.5, abs=0.5)


@pytest.mark.parametrize(
    ("text", "kind", "width", "lines"),
    [
        ("Филиал МБОУ «Разъезженская СШ» «Большереченская СШ»", "text", 52, 2),
        ("МБОУ «Ермаковская СШ № 1» имени Героя", "text", 52, 1),
        ("нет данных", "share", 10, 1),
        ("ПЕДАГОГИЧЕСКИХ", "text", 14, 2),
        ("https://shkola.example.ru/vzaimo/prikaz.pdf", "text", 20, 3),
    ],
)
def test_height_knows_wide_letters(text, kind, width, lines):
    """Capitals and «ш» take more room than small letters; a word too long is broken."""
    height = sheet(column_of(text, kind=kind, width=width)).row_dimensions[4].height
    assert (height or 13.5) == pytest.approx(lines * 13.5, abs=0.5)


def test_header_is_high_enough_for_long_titles():
    """A passport's header of a hundred letters in a narrow column is readable in full."""
    title = "Численность педагогических работников, не имеющих категории, на отчётную дату"
    narrow = sheet(Block((Column(title, width=12),))).row_dimensions[3].height
    wide = sheet(Block((Column(title, width=100),))).row_dimensions[3].height
    assert wide < 25 < 8 * 13 < narrow


# --- the look of a sheet ---------------------------------------------------------------------


def test_table_is_frozen_filtered_and_repeated_in_print():
    """The only table of a tab keeps its headers in view, filtered, and on every page."""
    found = sheet(TWO_LEVELS)
    assert found.freeze_panes == "A8"
    assert found.auto_filter.ref == "A7:E10"
    assert found.print_title_rows == "$6:$7"


def test_table_below_other_blocks_freezes_the_title_only():
    """Headers far down cannot be frozen without hiding what scrolls; they are still repeated."""
    found = sheet(column_of(1), TWO_LEVELS)
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref == "A10:E13"
    assert found.print_title_rows == "$9:$10"


def test_filter_leaves_hidden_columns_out():
    """The program's own columns are not offered for filtering."""
    columns = (Column("а"), Column("б"), Column("ключ", hidden=True))
    assert sheet(Block(columns, [["1", "2", "3"]], table=True)).auto_filter.ref == "A3:B4"


def test_print_is_set_up():
    """A4, one page wide, in the tab's direction, with its heading and the page in the footer."""
    found = sheet(column_of(1), landscape=False)
    assert (found.page_setup.paperSize, found.page_setup.orientation) == (9, "portrait")
    assert found.sheet_properties.pageSetUpPr.fitToPage and found.page_setup.fitToHeight == 0
    assert found.print_title_rows == "$1:$1"
    assert sheet(column_of(1)).page_setup.orientation == "landscape"
    one = Tab("Лист", "2021 & далее", ())
    assert "&amp;9 2021 &amp;&amp; далее&amp;C" in parts(one)["xl/worksheets/sheet1.xml"]


def test_protection():
    """Only marked cells and columns of a worker's tab accept typing, and they look like it."""
    columns = (Column("а"), Column("б", editable=True))
    rows = [["1", "2"], [Cell("3", editable=True), "4"]]
    found = sheet(Block(columns, rows, entry_rows=1))
    options = found.protection
    assert options.sheet and not options.password
    assert not options.formatColumns and not options.formatRows and not options.autoFilter
    free = {cell.coordinate for row in found for cell in row if not cell.protection.locked}
    assert free == {"B4", "A5", "B5", "B6"}
    assert {found[place].fill.fgColor.rgb for place in free} == {"FFFFF9DB"}
    assert found["B3"].fill.fgColor.rgb == "FFFFE98A" and found["B3"].value == "б"
    assert found["A3"].fill.fgColor.rgb == "FFDCE6F1"


def test_open_tab_is_not_protected():
    """A tab that people fill is theirs: no protection, and formats below its rows."""
    found = sheet(TWO_LEVELS, open=True)
    assert not found.protection.sheet
    assert [found.cell(row, 1).number_format for row in (9, 10)] == ["dd.mm.yyyy"] * 2
    assert found["A10"].border.left.style == "thin" and found["A11"].border.left.style is None


def test_styles_differ():
    """Every style has a look of its own."""
    styles = ("", "total", "marked", "bad", "warn", "good", "muted", "strong", "section", "label")
    cells = first_cells(*(Cell("а", style=style) for style in (*styles, "hint")))
    looks = {
        (cell.font.color.rgb, cell.font.b, cell.font.i, cell.fill.fgColor.rgb) for cell in cells
    }
    assert len(looks) == 11


def test_colours_and_bars_are_native():
    """Colours follow what a cell holds later on too; a bar of shares runs from 0 to 1."""
    colours = {"да": "bad", 'ещё "так"': "good"}
    one = tab(
        Block(
            (Column("а", colours=colours), Column("КК", "share", bar=True)),
            [["да", 0.5]],
            entry_rows=3,
        )
    )
    (rules,) = (
        rule.rules
        for rule in opened(one).worksheets[0].conditional_formatting
        if str(rule.sqref) == "A4:A7"
    )
    assert [rule.formula for rule in rules] == [['"да"'], ['"ещё ""так"""']]
    assert [rule.dxf.fill.bgColor.rgb for rule in rules] == ["FFF9D0D0", "FFD5EDD8"]
    xml = parts(one)["xl/worksheets/sheet1.xml"]
    (bar,) = re.findall(r"<x14:cfRule.*?</x14:conditionalFormatting>", xml)
    assert 'gradient="0"' in bar and "<xm:sqref>B4:B7</xm:sqref>" in bar
    assert re.findall(r"<xm:f>(\d)</xm:f>", bar) == ["0", "1"]


def test_first_tab_is_in_front_and_tabs_are_coloured():
    """The book opens on its first tab."""
    book = opened(tab(title="Обзор", colour="good"), tab(title="Кадры"))
    assert book.active.title == "Обзор"
    assert book["Обзор"].sheet_properties.tabColor.rgb == "FF3C8D5A"
    assert book["Кадры"].sheet_properties.tabColor is None


@pytest.mark.parametrize(
    "titles",
    [
        [""],
        ["я" * 32],
        ["😀" * 16],
        ["а/б"],
        ["[а]"],
        ["'а"],
        ["а\x01"],
        ["Кадры", "КАДРЫ"],
        ["Списки"],
        ["History"],
    ],
)
def test_impossible_title_is_refused(titles):
    """A title that Excel would refuse or repair is a ValueError that names it."""
    with pytest.raises(ValueError, match=f"cannot be called .*{re.escape(titles[-1][1:-1])}"):
        drawn(*(tab(title=title) for title in titles))


def test_title_of_31_characters_is_taken():
    """The longest title and one with quotes and spaces are drawn as they are."""
    titles = ["я" * 31, "Школа «А» & 'Б' №1"]
    assert opened(*(tab(title=title) for title in titles)).sheetnames == titles


# --- drop-downs ------------------------------------------------------------------------------


def test_drop_down_covers_rows_and_entry_rows():
    """A short list stands in the rule itself, over all rows that people may fill."""
    block = Block((Column("Сдано", choices=("да", "нет")),), [["да"]], entry_rows=4)
    book = opened(tab(block, open=True))
    (rule,) = book.worksheets[0].data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref), rule.showErrorMessage) == ('"да,нет"', "A4:A8", True)
    assert book.sheetnames == ["Лист"]


@pytest.mark.parametrize("choices", [LONG_LIST, ("да, но", "нет"), ('"так"', "нет"), ("да ", "б")])
def test_list_that_cannot_stand_in_a_rule_stands_on_a_hidden_sheet(choices):
    """A list that is long, or whose choices hold a comma or a quote, is a range; drawn once."""
    one = tab(column_of("а", choices=choices), open=True)
    other = tab(column_of(Cell("а", choices=choices)), title="Ещё", open=True)
    book = opened(one, other)
    rules = [found.data_validations.dataValidation[0] for found in book.worksheets[:2]]
    assert {rule.formula1 for rule in rules} == {f"Списки!$A$1:$A${len(choices)}"}
    assert book["Списки"].sheet_state == "hidden"
    assert [row[0].value for row in book["Списки"].iter_rows()] == list(choices)
    assert book["Списки"].max_column == 1


def test_free_list_accepts_other_text():
    """With `free` the list is an offer: nobody is stopped or asked."""
    found = sheet(column_of("а", choices=("да",), free=True), open=True)
    assert not found.data_validations.dataValidation[0].showErrorMessage


def test_figures_and_dates_have_no_rule():
    """People type freely; checks tell what is wrong."""
    columns = (Column("а", "integer"), Column("б", "date"))
    found = sheet(Block(columns, entry_rows=5), open=True)
    assert not found.data_validations.dataValidation


# --- links -----------------------------------------------------------------------------------


def link_of(link: str) -> tuple[str | None, str | None]:
    """Draw a link and give its target and location."""
    made = first_cells(Cell("Х", link=link))[0].hyperlink
    return (made.target, made.location) if made else (None, None)


def test_link_to_a_cell_of_another_book():
    """The file is the relationship's target, percent-encoded; the cell is the location."""
    target = f"..\\Организации\\{SCHOOL.replace(' ', '%20')}.xlsx"
    assert link_of(LINK) == (target, "'Кадры'!B7")


def test_link_inside_the_book():
    """An inner link has a location and no target."""
    assert link_of("internal:'Замечания'!A7") == (None, "'Замечания'!A7")


def test_link_to_the_web():
    """A web address is its target."""
    assert link_of("https://oya.example/о нас")[0] == "https://oya.example/о%20нас"


@settings(max_examples=40)
@given(st.text("аЯ №#%[]{}^`\"'«»!+&=;,.~20", min_size=1, max_size=12))
@example("Школа #5")
@example("план 100%")
@example("уже%20так")
@example("a#'b")
@example("a#'b'!B7")
def test_any_file_name_can_be_linked(name):
    """Whatever signs a file's name has, the decoded target is that file."""
    target, location = link_of(f"external:Папка/{name}.xlsx#'Кадры'!B7")
    assert target is not None and not re.search(r'[ #"<>{}\[\]^`]', target)
    assert unquote(target) == f"Папка\\{name}.xlsx"
    assert location == "'Кадры'!B7"


def test_linked_value_keeps_its_type_and_format():
    """A number with a link is a number still: it sorts and has its format."""
    number, day, text, empty = first_cells(
        *(Cell(value, link=LINK) for value in (0.5, DAY, "=B7", None)), kind="share"
    )
    assert (number.value, number.number_format) == (0.5, SHARE)
    assert (day.value, text.value) == (dt.datetime(2022, 3, 1), "=B7")
    assert text.data_type == "s"
    assert all(cell.hyperlink and cell.font.u == "single" for cell in (number, day, text))
    assert empty.value is None and empty.hyperlink is None


@pytest.mark.parametrize(
    "link",
    ["https://a.ru/" + "я" * 2100, "internal:" + "я" * 2100, "javascript:alert(1)", "oya.ru"],
)
def test_link_that_excel_would_not_take_is_left_out(link):
    """An address too long or of an unknown kind leaves the plain value."""
    (cell,) = first_cells(Cell("Х", link=link))
    assert cell.value == "Х" and cell.hyperlink is None


def test_past_the_limit_of_links_values_are_plain(monkeypatch):
    """Excel takes 65 530 links a sheet; each sheet has its own count."""
    assert drawing.MOST_LINKS == 65_530
    monkeypatch.setattr(drawing, "MOST_LINKS", 2)
    rows = column_of(*(Cell(number, link=LINK) for number in range(3)))
    for found in opened(tab(rows), tab(rows, title="Ещё")).worksheets:
        cells = [found.cell(row, 1) for row in (4, 5, 6)]
        assert [cell.value for cell in cells] == [0, 1, 2]
        assert [bool(cell.hyperlink) for cell in cells] == [True, True, False]


# --- notes and charts ------------------------------------------------------------------------


def test_notes_of_cells():
    """A cell's note is under a fixed name, and bad characters do not break it."""
    (cell,) = first_cells(Cell(1, note="Ошибка\x01 в <данных> \ud800&"))
    assert cell.comment.text == "Ошибка в <данных> &"
    assert cell.comment.author == "Взаимо"


def charted(kind: str, count: int = 2, last: int = 1, share: bool = False) -> Tab:
    """Make a tab with a chart of `count` series over the second of two blocks."""
    titles = [f"Ряд {number}" for number in range(count)]
    block = Block(
        (Column("ОО"), *(Column(title, "share") for title in titles)),
        [["а", *[0.5] * count], ["б", *[0.6] * count], ["Итого", *[0.7] * count]],
        heading="Доли",
    )
    series = tuple(Series(title, "Лист", 1, "ОО", title, 0, last) for title in titles)
    chart = Chart(kind, "Доли: Кадры!A1", series, 4, 6, share=share)
    return tab(column_of(1), block, charts=(chart,))


@pytest.mark.parametrize("kind", ["bar", "column", "bar_stacked", "column_stacked", "line"])
def test_chart_points_at_its_rows(kind):
    """Series refer to the columns and rows of their block, totals below left out."""
    xml = parts(charted(kind))["xl/charts/chart1.xml"]
    # Row 1 is the title, 3-4 the first block, 6 the heading, 7 the headers.
    refs = re.findall(r"<c:f>([^<]+)</c:f>", xml)
    assert refs == ["Лист!$A$8:$A$9", "Лист!$B$8:$B$9", "Лист!$A$8:$A$9", "Лист!$C$8:$C$9"]
    assert ('<c:grouping val="stacked"/>' in xml) is kind.endswith("stacked")
    assert '<c:legendPos val="b"/>' in xml
    assert "<a:t>Доли: Кадры!\u200bA1</a:t>" in xml


def test_chart_of_one_series_has_no_legend_and_percents():
    """One series needs no legend; an axis of shares runs from 0 to 100 %."""
    made = parts(charted("bar", count=1, share=True))
    xml = made["xl/charts/chart1.xml"]
    assert "<c:legend>" not in xml
    assert '<c:max val="1"/>' in xml and '<c:min val="0"/>' in xml
    assert f'formatCode="0&quot;{NBSP}&quot;%"' in xml
    assert 'descr="Доли: Кадры!A1"' in made["xl/drawings/drawing1.xml"]


def test_chart_without_rows_is_not_drawn():
    """An empty series would be a chart of the headers."""
    assert not any("chart" in name for name in parts(charted("bar", last=-1)))


def test_title_row_only_is_repeated_where_charts_stand():
    """Repeated rows repeat what stands over them: no pieces of charts on the next pages."""
    one = charted("bar")
    blocks = (one.blocks[0], Block((Column("а"),), [["1"]], table=True))
    assert sheet(*blocks).print_title_rows == "$6:$6"
    plain = Chart("bar", "Х", (Series("Х", "Лист", 0, "Столбец", "Столбец", 0, 0),), 1, 3)
    assert sheet(*blocks, charts=(plain,)).print_title_rows == "$1:$1"


def test_series_differ_without_colour():
    """On a black and white print any two series differ by an eighth of the scale of grey."""

    def grey(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    greys = sorted(map(grey, drawn_charts.SERIES_COLOURS))
    assert all(after - before > 32 for before, after in pairwise(greys))


# --- the same bytes --------------------------------------------------------------------------


def sample() -> Book:
    """Make a book that has some of everything."""
    rows = [
        [Cell("ошибка", note="Заметка"), Cell("B7", link=LINK), 0.5, DAY],
        [Cell("вопрос", style="total"), "=1+1", "нет данных", None],
    ]
    columns = (
        Column("Важность", colours={"ошибка": "bad", "вопрос": "warn"}, choices=LONG_LIST),
        Column("Ячейка", group="Что", note="Где стоит"),
        Column("КК", "share", group="Что", bar=True),
        Column("Дата", "date", editable=True, choices=("да", "нет")),
    )
    table = Block(columns, rows, heading="Замечания", lines=("а",), entry_rows=3, table=True)
    return Book((tab(table, title="Замечания", mark="м", colour="bad"), charted("line")), DAY)


DRAW = """
import hashlib, sys, time_machine
from tests.sync.test_drawing import draw, sample
with time_machine.travel(sys.argv[1]):
    print(hashlib.sha256(draw(sample())).hexdigest())
"""


def test_bytes_do_not_depend_on_the_process():
    """Processes with other hash seeds, time zones and clocks draw the same bytes."""
    made = set()
    for seed, zone, clock in (
        ("1", "Pacific/Kiritimati", "2023-05-05"),
        ("2", "UTC", "2031-12-31"),
    ):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
        command = [sys.executable, "-c", DRAW, clock]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        made.add(done.stdout)
    assert len(made) == 1


def test_properties_hold_the_date_of_the_book():
    """The date of a book is that of its data, not of the clock."""
    book = opened(tab())
    assert book.properties.created == dt.datetime(2022, 3, 1)
    assert book.properties.modified == dt.datetime(2022, 3, 1)
    assert book.properties.creator == "Взаимо"


def test_a_column_without_a_title_goes_on_with_the_one_before():
    """Its header and its cells are drawn as one with those to the left."""
    columns = (Column("Срок"), Column("Что сделать"), Column("", width=30), Column("Где"))
    block = Block(columns, [["сейчас", "исправить", None, "Кадры"], [None, None, None, None]])
    made = sheet(block)
    ranges = {str(one) for one in made.merged_cells.ranges}
    assert ranges == {"B3:C3", "B4:C4", "B5:C5"}
    assert (made["B4"].value, made["D4"].value) == ("исправить", "Кадры")
