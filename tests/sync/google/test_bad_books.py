"""What people do to spreadsheets: it is told to who can mend it, and hurts nothing else."""

from pathlib import Path

import pytest

from sync.closing import troubles
from sync.google.limits import Kind
from sync.state import State
from tests.google_snapshots import patient

pytestmark = [pytest.mark.xdist_group("little district"), pytest.mark.long]

NAME = "МБОУ «Ермаковская СШ № 1»"
BOOK = f"Организации/{NAME}.xlsx"
LONGEST = 50_000


@pytest.fixture
def district(little):
    """Give the district after its first pass."""
    little.passed.restore()
    return little.district


def go(district):
    """Make a pass; give its result and the requests that it took."""
    client = patient(district)
    result = district.go(client=client)
    return result, {kind: count for kind, count in client.counts().items() if count}


def told(result, rule):
    """Give the messages of the findings of a rule."""
    found = result.report.findings
    return list(found.loc[found["rule"] == rule, "message"])


def known(district, cell=(9, 1)):
    """Give what the state knows of a cell of «Кадры»."""
    state = State(district.config.state)
    try:
        (grid,) = [g for g in state.books()[BOOK].grids if g.title == "Кадры"]
        return grid.rows[cell[0]][cell[1]]
    finally:
        state.close()


def copy_tab(district, id):
    """Duplicate the worker's tab as a person does, metadata and all."""
    book = district.google.person.book(id)
    source = book.by_title("Проверка")
    client = patient(district)
    request = {"sourceSheetId": source.id, "newSheetName": "Проверка копия", "insertSheetIndex": 0}
    client.batch_update(id, {"requests": [{"duplicateSheet": request}]})
    with district.google.store.lock:
        person = district.google.person
        district.google.store.edited(district.google.store.files[id], person.account)


ONE_EACH = {Kind.DRIVE_LIST: 1, Kind.SHEETS_READ: 1, Kind.SHEETS_WRITE: 1}


@pytest.mark.parametrize("deed", ["deleted", "renamed", "moved", "copied"])
def test_the_worker_s_tab_is_mended_by_one_read_and_one_write(district, deed):
    """Deleted, renamed, moved, duplicated: the next pass has it first and under its name."""
    person, id = district.google.person, district.ids[BOOK]
    before = person.values(id, "Проверка")
    if deed == "deleted":
        person.delete_tab(id, "Проверка")
    elif deed == "renamed":
        person.rename_tab(id, "Проверка", "Не трогать")
    elif deed == "moved":
        person.move_tab(id, "Проверка", 3)
    else:
        copy_tab(district, id)
    result, requests = go(district)
    assert result.complete
    if deed != "copied":
        assert requests == ONE_EACH
        assert person.tabs(id)[0] == "Проверка"
    assert person.tabs(id).count("Проверка") == 1
    assert person.values(id, "Проверка") == before
    assert go(district)[1] == {Kind.DRIVE_LIST: 1}


def test_typing_over_the_worker_s_cells_is_copied_told_and_put_right(district):
    """What somebody typed outside the yellow cells is kept in a copy; a finding says so."""
    person, id = district.google.person, district.ids[BOOK]
    before = person.values(id, "Проверка", "A5")
    person.type(id, "Проверка", "A5", "Я тут был")
    result, _ = go(district)
    assert result.complete
    assert person.values(id, "Проверка", "A5") == before
    assert told(result, "book.typed_over")
    (copy,) = result.published.copies
    assert (district.folder / ".vzaimo" / "copies" / Path(copy).name).is_file()


def test_fifty_thousand_characters_are_read_and_never_written_longer(district):
    """The longest text that a cell holds goes through; the worker writes no longer one."""
    id = district.ids[BOOK]
    district.google.person.type(id, "Кадры", "C10", "щ" * LONGEST)
    result, _ = go(district)
    assert result.complete
    assert len(known(district, (9, 2))) == LONGEST
    assert told(result, "cell.unreadable")
    texts = [
        cell["userEnteredValue"].get("stringValue", "")
        for book in map(district.google.person.book, district.ids.values())
        for sheet in book.sheets
        for row in sheet.rows.values()
        for cell in row.values()
        if "userEnteredValue" in cell
    ]
    assert max(map(len, texts)) == LONGEST


def test_a_renamed_tab_of_people_is_read_by_its_headers_and_told(district):
    """A form's tab under another name is found, and the name to give back is told."""
    district.google.person.rename_tab(district.ids[BOOK], "Кадры", "Наши кадры")
    result, _ = go(district)
    assert result.complete
    assert any("Наши кадры" in message for message in told(result, "tab.renamed"))


def test_formulas_that_people_leave_are_a_finding_and_errors_of_them_another(district):
    """A formula's value is read and advised against; a broken one is an error."""
    person, id = district.google.person, district.ids[BOOK]
    person.type(id, "Кадры", "B10", "=50+6")
    person.type(id, "Кадры", "C10", "=1/0")
    result, _ = go(district)
    assert known(district) == 56
    assert any("B10" in message for message in told(result, "cell.formula"))
    assert any("#DIV/0!" in message for message in told(result, "cell.error"))


def test_a_book_that_is_still_computing_keeps_its_last_data(district):
    """LOADING is no data: the book is told not to be ready, what was read last holds."""
    person, id = district.google.person, district.ids[BOOK]
    person.type(id, "Кадры", "B10", '=IMPORTRANGE("x";"A1")')
    district.google.set_result(id, "Кадры", "B10", error="LOADING")
    result, _ = go(district)
    assert "считаются формулы" in " ".join(troubles(result))
    assert known(district) == 56
    district.google.set_result(id, "Кадры", "B10", 57)
    result, _ = go(district)
    assert result.complete
    assert known(district) == 57
