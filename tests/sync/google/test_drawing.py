"""The worker's tabs drawn into the emulator and read back: values, places, structure."""

import datetime as dt
import json
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import passes
from sync.drawing import draw
from sync.form_tabs import form_tab, help_tab
from sync.google.drawing import draw_requests, guarded
from sync.google.sheets import Spreadsheet
from sync.resources import forms
from sync.tabs import Block, Book, Cell, Chart, Column, Series, Tab
from sync.workbooks import read_book
from sync.worker_books import RETIRED
from tests.emulator.errors import GoogleError
from tests.sync.google.spreadsheets import Paper
from tests.sync.people import copy, go

DAY = dt.date(2022, 3, 1)
SUMMARY = "Свод.xlsx"
FIRST = 5
"""Where the rows of `decisions` begin."""

MARK = "vzaimo 2022-03-01 {} 2021-2022"


class _Enough(Exception):
    """The pass need not go on."""


@pytest.fixture(scope="module")
def wanted_tabs(tmp_path_factory, passed):
    """Give the tabs of each worker's book that a pass over the demo district wants."""
    folder = copy(passed, tmp_path_factory.mktemp("wanted") / "район", state=False)
    stopped = mock.patch.object(passes, "publish", side_effect=_Enough)
    with stopped as publish, pytest.raises(_Enough):
        go(folder)
    return {one.name: one.tabs for one in publish.call_args.args[2] if one.tabs}


def decisions(rows, title="Карта проблем", content="a", head=("а", "б")):
    """Make a tab with a marked column: `rows` maps a key to what stands in it and beside it."""
    columns = (
        Column("Аспект", width=30),
        Column("Совместный вопрос", choices=("да", "нет"), editable=True),
        Column("ключ", hidden=True),
        Column("Число", "integer"),
    )
    values = [[f"{key} сам", typed, f"x | {key}", ord(key[0])] for key, typed in rows.items()]
    blocks = (Block(columns, values, table=True),)
    return Tab(title, title, blocks, head, mark=MARK.format(content))


def as_in_folder(*tabs):
    """Give the grids that the folder store reads of the same tabs."""
    return [grid for grid in read_book(draw(Book(tabs, DAY)), "x") if grid.title != "Списки"]


def ours(paper):
    return [sheet.grid for sheet in paper.read().sheets if sheet.ours]


def assert_same(found, wanted):
    assert [grid.title for grid in found] == [grid.title for grid in wanted]
    for one, other in zip(found, wanted, strict=True):
        assert one.rows == other.rows
        assert sorted(one.merged) == sorted(other.merged)
        assert (one.errors, one.formulas, one.truncated) == ({}, frozenset(), False)


def typed_by_key(paper, title):
    """Give what stands in the marked column by key, of every row that has one."""
    grid = next(sheet.grid for sheet in paper.read().sheets if sheet.ours == title)
    return {row[2]: row[1] for row in grid.rows if "x | " in str(row[2])}


# --- the demo district -----------------------------------------------------------------------


def test_demo_comes_back_as_from_the_folder(wanted_tabs):
    """Every worker's tab of a district reads as the folder's; drawn again, nothing is sent."""
    for name in (SUMMARY, *[name for name in wanted_tabs if name != SUMMARY][:2]):
        paper = Paper()
        paper.draw(*wanted_tabs[name])
        assert_same(ours(paper), as_in_folder(*wanted_tabs[name]))
        assert paper.draw(*wanted_tabs[name]) == []


def test_summary_is_compact(wanted_tabs):
    """A summary of five ОО takes 0.35 MB and fewer than a thousand requests."""
    requests = draw_requests(wanted_tabs[SUMMARY], Spreadsheet("а", "б"))
    assert len(requests) < 1_000
    assert len(json.dumps({"requests": requests}, ensure_ascii=False).encode()) < 700_000


def test_sorted_summary_is_put_in_order(wanted_tabs):
    """Rows that somebody sorted stand again as wanted, each with what was typed in it."""
    paper = Paper()
    paper.draw(*wanted_tabs[SUMMARY])
    sheet = paper.sheet("Подписание")
    area = {"sheetId": sheet.id, "startRowIndex": sheet.filtered[0] + 1}
    order = {"dimensionIndex": 1, "sortOrder": "DESCENDING"}
    paper.apply({"sortRange": {"range": area, "sortSpecs": [order]}})
    assert ours(paper) != as_in_folder(*wanted_tabs[SUMMARY])
    paper.draw(*wanted_tabs[SUMMARY])
    assert_same(ours(paper), as_in_folder(*wanted_tabs[SUMMARY]))


# --- tabs ------------------------------------------------------------------------------------


def test_tab_that_people_renamed_moved_hid_or_deleted_is_put_back():
    """Metadata tells whose tab it is; the tab that comes back has its id again."""
    tabs = [decisions({"а": None}, title) for title in ("Обзор", "Кадры", "Карта проблем", "Риски")]
    paper = Paper()
    paper.draw(*tabs)
    before = {sheet.ours: sheet.id for sheet in paper.read().sheets}
    paper.set("Обзор", title="Временно")
    paper.set("Кадры", title="Обзор")
    paper.set("Карта проблем", index=5, hidden=True)
    paper.apply({"deleteSheet": {"sheetId": paper.sheet("Риски").id}})
    assert [sheet.grid.title for sheet in paper.read().sheets if sheet.ours] == [
        "Обзор",
        "Кадры",
        "Карта проблем",
    ]
    requests = paper.draw(*tabs)
    standing = paper.read()
    assert [title for _, title in standing.order] == [tab.title for tab in tabs] + ["Лист1"]
    assert {sheet.ours: sheet.id for sheet in standing.sheets} == before
    assert not any(sheet.hidden for sheet in standing.sheets)
    assert sum("addSheet" in request for request in requests) == 1
    assert paper.draw(*tabs) == []


def test_tab_of_people_with_our_title_is_left_alone():
    """Ours steps aside to another name, and takes its own back when it is free."""
    paper = Paper()
    paper.set("Лист1", title="ПРОВЕРКА")
    paper.type("ПРОВЕРКА", 0, 0, "моё")
    tab = decisions({"а": None}, "Проверка")
    paper.draw(tab)
    assert [title for _, title in paper.read().order] == ["Проверка (Взаимо)", "ПРОВЕРКА"]
    assert paper.sheet("ПРОВЕРКА").grid.rows == [["моё"]]
    assert [grid.title for grid in ours(paper)] == ["Проверка"]
    assert paper.draw(tab) == []
    paper.set("ПРОВЕРКА", title="Другое")
    paper.draw(tab)
    assert [title for _, title in paper.read().order] == ["Проверка", "Другое"]


def test_copy_of_a_tab_is_peoples():
    """Of two sheets with the same metadata or mark the one that is called so is the worker's."""
    paper = Paper()
    tab = decisions({"а": None})
    paper.draw(tab)
    source = {"sourceSheetId": paper.sheet(tab.title).id, "newSheetName": "Моя копия"}
    paper.apply({"duplicateSheet": source | {"insertSheetIndex": 0}})
    paper.draw(tab)
    assert [(sheet.ours, sheet.title) for sheet in paper.read().sheets] == [
        (tab.title, tab.title),
        ("", "Моя копия"),
        ("", "Лист1"),
    ]


def test_tab_without_metadata_is_known_by_its_mark():
    """A tab that lost its metadata is adopted, not doubled."""
    paper = Paper()
    tab = decisions({"а": None})
    paper.draw(tab)
    lookup = {"developerMetadataLookup": {"metadataKey": "vzaimo-tab"}}
    paper.apply({"deleteDeveloperMetadata": {"dataFilter": lookup}})
    assert ours(paper) == []
    requests = paper.draw(tab)
    assert [next(iter(one)) for one in requests if "Developer" not in next(iter(one))] == []
    assert [sheet.ours for sheet in paper.read().sheets] == [tab.title, ""]


def test_tab_wanted_no_more_is_removed():
    """Only a tab of the worker's can be removed, whatever it is called."""
    paper = Paper()
    paper.draw(decisions({"а": None}, "Обзор"), decisions({"а": None}, "Сравнение лет"))
    paper.set("Сравнение лет", title="Иначе")
    paper.draw(decisions({"а": None}, "Обзор"), remove=["Сравнение лет", "Лист1"])
    assert [title for _, title in paper.read().order] == ["Обзор", "Лист1"]


# --- what is not as wanted -------------------------------------------------------------------


def test_only_the_difference_is_written():
    """A cell that somebody typed over is written back alone, its neighbours are not."""
    paper = Paper()
    tab = decisions({"а": None, "б": None, "в": "да"})
    paper.draw(tab)
    row, column = paper.find(tab.title, "б сам")
    paper.type(tab.title, row, column, "испорчено")
    requests = paper.draw(tab)
    written = [one["updateCells"] for one in requests if "updateCells" in one]
    values = [one for one in written if one["fields"] == "userEnteredValue"]
    assert [one["rows"] for one in values] == [
        [{"values": [{"userEnteredValue": {"stringValue": "б сам"}}]}]
    ]
    assert_same(ours(paper), as_in_folder(tab))


def spoil_merges(paper, sheet):
    area = {"sheetId": sheet.id, "endRowIndex": 1, "endColumnIndex": 2}
    paper.apply({"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})


SPOILS = {
    "merges": spoil_merges,
    "protection": lambda paper, sheet: paper.apply(
        {"deleteProtectedRange": {"protectedRangeId": sheet.protected[0]}}
    ),
    "filter": lambda paper, sheet: paper.apply({"clearBasicFilter": {"sheetId": sheet.id}}),
    "rows": lambda paper, sheet: paper.apply(
        {"appendDimension": {"sheetId": sheet.id, "dimension": "ROWS", "length": 9}}
    ),
    "row": lambda paper, sheet: paper.apply(
        {"insertDimension": {"range": {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": 5,
                                       "endIndex": 7}}}
    ),
    "column": lambda paper, sheet: paper.apply(
        {"insertDimension": {"range": {"sheetId": sheet.id, "dimension": "COLUMNS",
                                       "startIndex": 1, "endIndex": 3}}}
    ),
    "frozen": lambda paper, sheet: paper.set(sheet.title, gridProperties={"frozenRowCount": 0}),
    "formula": lambda paper, sheet: paper.apply(
        {"updateCells": {"start": {"sheetId": sheet.id, "rowIndex": 3, "columnIndex": 3},
                         "rows": [{"values": [{"userEnteredValue": {"formulaValue": "=1/0"}}]}],
                         "fields": "userEnteredValue"}}
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_what_somebody_changed_is_put_back(spoil):
    """Structure that is off is drawn anew; what is typed in marked cells stays with its row."""
    paper = Paper()
    paper.draw(decisions({"а": None, "б": None, "в": None}))
    row, column = paper.find("Карта проблем", "x | б")
    paper.type("Карта проблем", row, column - 1, "нет")
    spoil(paper, paper.sheet("Карта проблем"))
    tab = decisions({"а": None, "б": "нет", "в": None})
    assert paper.draw(tab)
    assert_same(ours(paper), as_in_folder(tab))
    assert paper.draw(tab) == []


def test_batch_cannot_be_applied_twice():
    """The second time it fails as a whole; so does a batch planned before another one."""
    paper = Paper()
    first = draw_requests([decisions({"а": None})], paper.read())
    rival = draw_requests([decisions({"б": None})], paper.read())
    paper.apply(*first)
    for late in (first, rival):
        with pytest.raises(GoogleError) as refused:
            paper.apply(*late)
        assert refused.value.code == 400
    second = draw_requests([decisions({"а": None}, content="b")], paper.read())
    paper.apply(*second)
    with pytest.raises(GoogleError):
        paper.apply(*second)
    assert paper.draw(decisions({"а": None}, content="b")) == []
    assert guarded([], paper.read()) == []


# --- decisions -------------------------------------------------------------------------------

KEYS = st.permutations("абвгдеж").flatmap(
    lambda keys: st.integers(0, 7).map(lambda count: "".join(keys[:count]))
)


@settings(max_examples=40, deadline=None)
@given(KEYS, KEYS, KEYS, st.integers(0, 3))
def test_typing_between_reading_and_writing_stays_with_its_row(before, between, after, lines):
    """Whatever the rows were and will be, no text is lost or stands in a row of another key."""
    paper = Paper()
    paper.draw(decisions(dict.fromkeys(before)))
    paper.draw(decisions(dict.fromkeys(between), content="b", head=("а",) * lines))
    standing = paper.read()
    sheet = standing.sheets[0]
    shown = [
        (row, cells[2])
        for row, cells in enumerate(sheet.grid.rows)
        if "x | " in str(cells[2]) and cells[4] != RETIRED
    ]
    typed = {key: f"о {key}" for _, key in shown}
    paper.type_all(sheet.id, {(row, 1): typed[key] for row, key in shown})
    tab = decisions(dict.fromkeys(after), content="c")
    paper.apply(*draw_requests([tab], standing))
    found = typed_by_key(paper, "Карта проблем")
    assert found == dict.fromkeys([f"x | {key}" for key in after], "") | typed
    rows = ours(paper)[0].rows[FIRST : FIRST + len(after)]
    assert [row[0] for row in rows] == [f"{key} сам" for key in after]
    heard = {key: typed.get(f"x | {key}") for key in after}
    paper.draw(decisions(heard, content="c"))
    assert paper.draw(decisions(heard, content="c")) == []


def hidden_rows(paper):
    """Give the numbers of hidden rows of the first sheet."""
    metadata = paper.full()["sheets"][0]["data"][0]["rowMetadata"]
    return [number for number, row in enumerate(metadata) if row.get("hiddenByUser")]


def test_row_is_retired_and_returns():
    """A row that is wanted no more is hidden below; it returns, or goes with the next write."""
    paper = Paper()
    paper.draw(decisions({"а": None, "б": None, "в": None}))
    paper.draw(decisions({"в": None}, content="b"))
    assert typed_by_key(paper, "Карта проблем") == {"x | в": "", "x | а": "", "x | б": ""}
    assert hidden_rows(paper) == [FIRST + 1, FIRST + 2]
    assert paper.draw(decisions({"в": None}, content="b")) == []
    paper.draw(decisions({"б": None, "в": None}, content="c"))
    assert typed_by_key(paper, "Карта проблем") == {"x | б": "", "x | в": ""}
    assert hidden_rows(paper) == []
    assert_same(ours(paper), as_in_folder(decisions({"б": None, "в": None}, content="c")))


def test_retired_row_with_a_decision_stays():
    """What was typed while the row was leaving is still there to be read."""
    paper = Paper()
    paper.draw(decisions({"а": None, "б": None}))
    requests = draw_requests([decisions({"б": None}, content="b")], paper.read())
    paper.type("Карта проблем", FIRST, 1, "да")
    paper.apply(*requests)
    for content in "cd":
        paper.draw(decisions({"б": None}, content=content))
        assert typed_by_key(paper, "Карта проблем") == {"x | б": "", "x | а": "да"}


def test_restored_row_gets_its_decision():
    """A row that somebody deleted comes back with what is known of it."""
    paper = Paper()
    paper.draw(decisions({"а": None, "б": None}))
    span = {"sheetId": paper.sheet("Карта проблем").id, "dimension": "ROWS", "startIndex": FIRST,
            "endIndex": FIRST + 1}  # fmt: skip
    paper.apply({"deleteDimension": {"range": span}})
    paper.draw(decisions({"а": "да", "б": None}))
    assert typed_by_key(paper, "Карта проблем") == {"x | а": "да", "x | б": ""}


def test_row_whose_key_was_taken_away_is_kept():
    """A decision in a row without a key is nobody's, and yet it is not deleted."""
    paper = Paper()
    paper.draw(decisions({"а": None}))
    paper.type("Карта проблем", FIRST, 1, "ценное")
    paper.type("Карта проблем", FIRST, 2, "")
    paper.draw(decisions({"а": None}))
    assert typed_by_key(paper, "Карта проблем") == {"x | а": ""}
    assert "ценное" in [row[1] for row in ours(paper)[0].rows]
    assert paper.draw(decisions({"а": None})) == []


def test_decision_typed_after_the_pass_began_is_never_written_over():
    """What is wanted may be older than what stands there: the next pass hears the newer."""
    paper = Paper()
    paper.draw(decisions({"а": "да", "б": None, "в": "да"}))
    paper.type("Карта проблем", FIRST, 1, "нет")
    paper.type("Карта проблем", FIRST + 1, 1, "да")
    paper.type("Карта проблем", FIRST + 2, 1, "")
    for content in "ab":
        paper.draw(decisions({"а": "да", "б": None, "в": "да"}, content=content))
        assert list(typed_by_key(paper, "Карта проблем").values()) == ["нет", "да", ""]


def test_decision_in_a_copied_row_moves_to_the_first():
    """Of two rows with one key the first that says something is heard; the copy goes."""
    paper = Paper()
    paper.draw(decisions({"а": None, "б": None}))
    sheet = paper.sheet("Карта проблем")
    paper.type_all(sheet.id, {(FIRST + 1, 1): "да", (FIRST + 1, 2): "x | а"})
    tab = decisions({"а": "да", "б": None})
    paper.draw(tab)
    assert typed_by_key(paper, "Карта проблем") == {"x | а": "да", "x | б": ""}
    assert paper.draw(tab)
    assert_same(ours(paper), as_in_folder(tab))
    assert paper.draw(tab) == []


def test_what_somebody_filters_by_is_kept():
    """New values leave a filter alone; moved rows take it off."""
    paper = Paper()
    paper.draw(decisions({"а": None, "б": None}))
    sheet = paper.full()["sheets"][0]
    criteria = {"filterSpecs": [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["а сам"]}}]}
    paper.apply({"setBasicFilter": {"filter": sheet["basicFilter"] | criteria}})
    paper.draw(decisions({"а": None, "б": None}, content="b"))
    assert "filterSpecs" in paper.full()["sheets"][0]["basicFilter"]
    paper.draw(decisions({"б": None, "а": None}, content="c"))
    assert "filterSpecs" not in paper.full()["sheets"][0]["basicFilter"]


def test_decision_with_spaces_around_is_left_as_typed():
    """A text is compared as it is heard, so that nobody's typing is trimmed."""
    paper = Paper()
    paper.draw(decisions({"а": None}))
    paper.type("Карта проблем", FIRST, 1, "  да ")
    assert paper.draw(decisions({"а": "да"})) == []
    assert typed_by_key(paper, "Карта проблем") == {"x | а": "  да "}


# --- tabs that people fill ---------------------------------------------------------------------


def test_forms_are_added_once_and_then_left_alone():
    """A tab of a form reads as in the folder; one that stands already is never touched."""
    tabs = [form_tab(form, due=DAY) for form in forms().values()]
    tabs.append(help_tab(forms()))
    paper = Paper()
    paper.draw_new(*tabs[:2])
    paper.type(tabs[0].title, 0, 0, "моё")
    requests = paper.draw_new(*tabs)
    assert sum("addSheet" in one for one in requests) == len(tabs) - 2
    assert paper.draw_new(*tabs) == []
    found = [sheet for sheet in paper.read().sheets if sheet.title != "Лист1"]
    assert_same([sheet.grid for sheet in found[1:]], as_in_folder(*tabs[1:]))
    assert [bool(sheet.protected) for sheet in found] == [not tab.open for tab in tabs]
    assert not any(sheet.ours for sheet in found)
    assert found[0].grid.rows[0][0] == "моё"


def test_values_keep_their_types():
    """A text never becomes a formula or a number, a date is a date, a long text is cut."""
    values = ["=1+1", "007", "+7 (391)", "01.02.2022", "'а", "да", DAY, 12.5, 3, True, "я" * 60_000]
    block = Block((Column("Столбец"),), [[value] for value in values])
    paper = Paper()
    paper.draw_new(Tab("Лист", "Лист", (block,), open=True))
    found = [row[0] for row in paper.sheet("Лист").grid.rows[3:]]
    assert found[:-1] == values[:-1]
    assert found[-1] == "я" * 49_999 + "…"
    assert [type(value) for value in found] == [str] * 6 + [dt.date, float, float, bool, str]


# --- charts and links --------------------------------------------------------------------------


def charted(*values):
    columns = (Column("ОО"), Column("КК", "share"))
    block = Block(columns, [[f"о{n}", value] for n, value in enumerate(values)])
    series = Series("КК", "Данные", 0, "ОО", "КК", 0, len(values) - 1)
    chart = Chart("bar", "По организациям", (series,), 1, 3, share=True)
    link = Cell("туда", link="internal:'Данные'!B7")
    links = [
        [link],
        [Cell("в сеть", link="https://oya.example")],
        [Cell("в файл", link="external:а#Б!A1")],
    ]
    data = Tab("Данные", "Данные", (block,), mark=MARK.format("d"))
    return Tab("Обзор", "Обзор", (Block((Column("Где"),), links),), charts=(chart,),
               mark=MARK.format("o")), data  # fmt: skip


def test_chart_stands_once_and_follows_its_table():
    """Its series is a range of the other tab; taken away, or with its table gone, it is redrawn."""
    tabs = charted(0.5, 0.7)
    paper = Paper()
    paper.draw(*tabs)
    ids = {sheet.ours: sheet.id for sheet in paper.read().sheets}
    ((chart,),) = [sheet["charts"] for sheet in paper.full()["sheets"] if "charts" in sheet]
    basic = chart["spec"]["basicChart"]
    (series,) = basic["series"]
    assert series["series"]["sourceRange"]["sources"] == [
        {"sheetId": ids["Данные"], "startRowIndex": 2, "endRowIndex": 5, "startColumnIndex": 1,
         "endColumnIndex": 2}
    ]  # fmt: skip
    assert (basic["chartType"], chart["spec"]["title"]) == ("BAR", "По организациям")
    paper.apply({"deleteEmbeddedObject": {"objectId": chart["chartId"]}})
    paper.draw(*tabs)
    assert len(paper.sheet("Обзор").charts) == 1
    paper.apply({"deleteSheet": {"sheetId": ids["Данные"]}})
    before = paper.sheet("Обзор").charts
    paper.draw(*tabs)
    assert len(paper.sheet("Обзор").charts) == 1 and paper.sheet("Обзор").charts != before
    assert paper.draw(*tabs) == []


def test_links_lead_to_cells_and_to_the_web():
    """A link inside is the sheet's id and cell; one to a file that is not here is left out."""
    tabs = charted(0.5)
    paper = Paper()
    paper.draw(*tabs)
    data = paper.sheet("Данные").id
    (sheet,) = [one for one in paper.full()["sheets"] if one["properties"]["title"] == "Обзор"]
    cells = [row["values"][0] for row in sheet["data"][0]["rowData"][3:6]]
    formats = [cell["userEnteredFormat"]["textFormat"] for cell in cells]
    assert [shown.get("link") for shown in formats] == [
        {"uri": f"#gid={data}&range=B7"},
        {"uri": "https://oya.example"},
        None,
    ]
    assert [cell["userEnteredValue"] for cell in cells] == [
        {"stringValue": text} for text in ("туда", "в сеть", "в файл")
    ]
