"""gspread works against the emulator as against Google."""

from __future__ import annotations

import io
from datetime import date

import gspread
import pytest
from gspread.utils import ExportFormat, MergeType, ValidationConditionType
from python_calamine import CalamineWorkbook

from .clients import gspread_client, session


@pytest.fixture
def client(google):
    return gspread_client(google.url)


def test_files(client):
    """Spreadsheets are made, found by key, address and title, copied, listed and deleted."""
    book = client.create("Школа 1")
    assert client.open("Школа 1").id == book.id
    assert client.open_by_url(book.url).title == "Школа 1"
    copy = client.copy(book.id, "Копия")
    assert {f["name"] for f in client.list_spreadsheet_files()} == {"Школа 1", "Копия"}
    client.del_spreadsheet(copy.id)
    assert [b.id for b in client.openall()] == [book.id]


def test_values(client):
    """Rows are written, appended, read ragged, found and cleared."""
    sheet = client.create("Книга").sheet1
    sheet.update([["Имя", "Класс"], ["Анна", 7]], "A1")
    sheet.append_rows([["Борис", 8]])
    assert sheet.get_all_records() == [
        {"Имя": "Анна", "Класс": 7},
        {"Имя": "Борис", "Класс": 8},
    ]
    assert sheet.find("Борис").address == "A3"
    sheet.batch_clear(["A2:B2"])
    assert sheet.get("A1:B3") == [["Имя", "Класс"], [], ["Борис", "8"]]


def test_sharing(google, client):
    """Roles are given, listed, taken away; ownership is offered and taken."""
    book = client.create("Книга")
    book.share("anna@example.com", perm_type="user", role="reader", notify=False)
    book.share("", perm_type="anyone", role="reader")
    found = {p.get("emailAddress", p["type"]): p for p in book.list_permissions()}
    assert found["anna@example.com"]["role"] == "reader"
    assert found["anyone"]["id"] == "anyoneWithLink"
    book.transfer_ownership(found["anna@example.com"]["id"])
    google.account("anna@example.com", token="anna")
    anna = gspread_client(google.url, "anna").open_by_key(book.id)
    anna.accept_ownership(found["anna@example.com"]["id"])
    roles = {p.get("emailAddress"): p["role"] for p in anna.list_permissions()}
    assert (roles["anna@example.com"], roles["person@example.com"]) == ("owner", "writer")
    assert anna.remove_permissions("person@example.com") != []


def test_csv_export_and_times(google, client):
    """CSV replaces all sheets by one; exports come in their formats; times are Drive's."""
    book = client.create("Книга")
    answer = client.import_csv(book.id, "имя,балл\nАнна,5\n")
    assert (answer["id"], answer["title"]) == (book.id, "Книга")
    assert book.sheet1.get_all_values() == [["имя", "балл"], ["Анна", "5"]]
    assert client.export(book.id, ExportFormat.CSV) == "имя,балл\r\nАнна,5".encode()
    assert client.export(book.id, ExportFormat.EXCEL)[:2] == b"PK"
    assert client.export(book.id)[:4] == b"%PDF"
    assert book.get_lastUpdateTime() >= book.creationTime
    assert book.timezone and book.locale == "en_US"
    book.update_title("Другая")
    assert client.get_file_drive_metadata(book.id)["name"] == "Другая"


def test_workbook(google, book):
    """An exported workbook holds values, results of formulas, and comes back the same."""
    google.person.type(book, "Реестр", "D2", "=B2*2")
    google.person.type(book, "Реестр", "D3", "2026-09-01")
    content = google.person.export(book)
    pages = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = pages.get_sheet_by_name("Реестр").to_python()
    assert rows[1] == ["Анна", 7.0, 4.5, 14.0]
    assert rows[2][3] == date(2026, 9, 1)
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    url = f"{google.url}/upload/drive/v3/files/{book}"
    answer = session().patch(url, data=content, headers={"Content-Type": mime}, timeout=10)
    assert answer.ok
    assert google.person.values(book, "Реестр")[2][3] == 46266


def test_worksheets(client):
    """Tabs are added, copied, moved, renamed, hidden, resized and deleted."""
    book = client.create("Книга")
    other = client.create("Другая")
    sheet = book.add_worksheet("Первый", 10, 5, index=0)
    copy = sheet.duplicate(new_sheet_name="Копия")
    sheet.copy_to(other.id)
    assert other.worksheets()[1].title == "Copy of Первый"
    book.reorder_worksheets([book.sheet1, sheet, copy])
    sheet.update_title("Имя")
    sheet.hide()
    assert [w.title for w in book.worksheets(exclude_hidden=True)] == ["Копия", "Sheet1"]
    sheet.show()
    sheet.resize(rows=3)
    sheet.freeze(rows=1)
    sheet.update_tab_color("#ff0080")
    again = book.worksheet("Имя")
    assert (again.row_count, again.frozen_row_count, again.tab_color) == (3, 1, "#FF0080")
    again.clear_tab_color()
    again.hide_gridlines()
    book.del_worksheet(again)
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("Имя")


def test_tools_of_a_worksheet(client):
    """Formats, notes, merges, groups, protection, validation, names, filters, sorting."""
    book = client.create("Книга")
    sheet = book.sheet1
    sheet.update([["б", 2], ["а", 1], ["в", 3]])
    sheet.format("A1:B1", {"textFormat": {"bold": True}, "backgroundColor": {"red": 1.0}})
    sheet.insert_note("A1", "да")
    assert sheet.get_note("A1") == "да"
    assert sheet.get_notes() == [["да"]] or sheet.get_notes()[0][0] == "да"
    sheet.merge_cells("C1:D2", MergeType.merge_all)
    sheet.unmerge_cells("C1:D2")
    sheet.add_dimension_group_rows(0, 2)
    assert sheet.list_dimension_group_rows()[0]["depth"] == 1
    sheet.delete_dimension_group_rows(0, 2)
    sheet.add_protected_range("A1:A3", ["person@example.com"])
    found = book.list_protected_ranges(sheet.id)
    sheet.delete_protected_range(found[0]["protectedRangeId"])
    sheet.add_validation("B1:B3", ValidationConditionType.number_greater, ["0"], strict=True)
    sheet.define_named_range("A1:B3", "Имена")
    assert sheet.get("Имена") == [["б", "2"], ["а", "1"], ["в", "3"]]
    assert [c.value for c in book.named_range("Имена")][:2] == ["б", "2"]
    sheet.delete_named_range(book.list_named_ranges()[0]["namedRangeId"])
    sheet.set_basic_filter("A1:B3")
    sheet.clear_basic_filter()
    sheet.sort((2, "asc"), range="A1:B3")
    assert sheet.col_values(1) == ["а", "б", "в"]
    sheet.copy_range("A1:B1", "A5:B5")
    sheet.cut_range("A5:B5", "A6:B6")
    assert sheet.row_values(6) == ["а", "1"]
    sheet.hide_rows(1, 2)
    sheet.unhide_rows(1, 2)
    sheet.columns_auto_resize(0, 2)
    sheet.insert_row(["новая", 0], 1)
    sheet.insert_cols([["новый"]], 1)
    sheet.delete_rows(1)
    sheet.delete_columns(1)
    sheet.update_acell("C1", "=SUM(B1:B3)")
    assert sheet.acell("C1").value == "6"
    assert sheet.batch_get(["A1:B1", "C1"])[1] == [["6"]]
    sheet.clear()
    assert sheet.get_all_values() == [[]]
