"""gspread works against the emulator as against Google."""

from __future__ import annotations

import pytest

from . import Emulator
from .clients import gspread_client


@pytest.fixture
def google():
    with Emulator() as emulator:
        yield emulator
        assert emulator.failures == []


@pytest.fixture
def client(google):
    return gspread_client(google.url)


def test_files(client):
    """Spreadsheets are made, found by key, address and title, copied, listed and deleted."""
    book = client.create("Школа 1")
    assert client.open("Школа 1").id == book.id
    assert client.open_by_url(book.url).title == "Школа 1"
    copy = client.copy(book.id, "Копия", copy_permissions=True)
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
