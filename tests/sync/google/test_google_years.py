"""A school year ends and the next begins, in spreadsheets that go on from year to year."""

import datetime as dt
from pathlib import Path

import pytest

from rules.grid import a1, place
from sync.config import FILE
from sync.demo import SECOND
from sync.folder import ANSWERS, ARCHIVE, BOOKS, COORDINATOR, SUMMARY
from sync.passes import Result
from sync.resources import forms_of
from sync.workbooks import read_book
from tests.emulator import Emulator
from tests.google_district import District, found
from tests.sync.google.beginning import vz

pytestmark = pytest.mark.long

LATER = SECOND.today
OLD, NEW = "2021-2022", "2022-2023"
YEARLY = [form.title for form in forms_of("organisation").values() if form.yearly]
PROBLEM = "Смешанное обучение"


@pytest.fixture
def district(google: Emulator, tmp_path: Path) -> District:
    """A district of two after a pass over its first year."""
    district = found(google, tmp_path, 2)
    district.go(with_documents=False)
    return district


@pytest.fixture
def schools(district: District) -> list[str]:
    return [id for name, id in district.ids.items() if name.startswith(BOOKS)]


def begin_year(district: District, year: str = NEW, today: dt.date = LATER) -> None:
    """Type the next school year into «Настройки», as the coordinator does; time goes on."""
    person, summary = district.google.person, district.ids[COORDINATOR]
    rows = person.values(summary, "Настройки")
    row = next(n for n, row in enumerate(rows) if row and row[0] == "Текущий учебный год")
    person.type(summary, "Настройки", f"B{row + 1}", year)
    text = (district.folder / FILE).read_text()
    kept = [line for line in text.splitlines() if not line.startswith("today")]
    (district.folder / FILE).write_text("\n".join([*kept, f"today = {today}", ""]))


def type_order(district: District, id: str, tab: str, text: str) -> None:
    """Type a deficit into the first row of an order."""
    person = district.google.person
    rows = person.values(id, tab)
    header = next(n for n, row in enumerate(rows) if "Аспект" in row)
    person.type(id, tab, a1(place(header + 1, rows[header].index("Аспект"))), text)


def told(made: Result) -> set[str]:
    found = made.report.findings
    return set(found[found["state"].isin(["new", "remaining"])]["rule"])


def decide(district: District) -> None:
    """Choose the first aspect of the map as a joint question."""
    person, summary = district.google.person, district.ids[COORDINATOR]
    rows = person.values(summary, "Карта проблем")
    header = next(n for n, row in enumerate(rows) if "ключ" in row)
    column = next(n for n, name in enumerate(rows[header]) if "вопрос" in str(name).lower())
    person.type(summary, "Карта проблем", a1(place(header + 1, column)), "да")


def archived(district: District) -> dict[str, bytes]:
    archive = district.folder / ARCHIVE / OLD
    files = sorted(archive.rglob("*.xlsx"))
    return {path.relative_to(archive).as_posix(): path.read_bytes() for path in files}


def test_new_tabs_stand_beside_the_old(district, schools, capsys):
    """`vzaimo forms` gives the yearly tabs anew, with the year; the old ones stay to the cell.

    The old tab does not take the place of a new one that somebody deleted: that comes back.
    """
    person = district.google.person
    before = {id: {t: person.values(id, t) for t in person.tabs(id)} for id in schools}
    begin_year(district)
    assert vz("forms", district.folder) == 0
    assert "Добавлены недостающие вкладки, таблиц: 2" in capsys.readouterr().out
    for id in schools:
        new = {*(f"{title} {NEW}" for title in YEARLY), "Как заполнять"}
        assert set(person.tabs(id)) == {*before[id], *new}
        assert {t: person.values(id, t) for t in before[id]} == before[id]
        order = [cell for row in person.values(id, f"ТЗ-2 Заказ {NEW}") for cell in row]
        assert "Аспект" in order and PROBLEM not in order
    assert vz("forms", district.folder) == 0
    assert "делать нечего" in capsys.readouterr().out
    person.delete_tab(schools[0], f"ТЗ-2 Заказ {NEW}")
    found = district.go(LATER, with_documents=False).report.findings
    messages = found[found["rule"] == "tab.missing"]["message"]
    assert [f"«ТЗ-2 Заказ {NEW}»" in message for message in messages] == [True]
    assert vz("forms", district.folder) == 0
    assert f"ТЗ-2 Заказ {NEW}" in person.tabs(schools[0])


def test_the_closed_year_is_archived_and_compared(district, schools):
    """Books, summary, answers of the year that ended lie in the folder, once, and are read there.

    A pass may come before `vzaimo forms`: until then each organisation is told of its old book.
    """
    typed = district.google.person.values(schools[0], "ТЗ-2 Заказ")
    begin_year(district)
    assert "book.outdated" in told(district.go(LATER, with_documents=False))
    own = [name for name in district.ids if name.startswith(BOOKS)]
    answers = [name.replace(BOOKS, ANSWERS, 1) for name in own]
    kept = archived(district)
    assert sorted(kept) == sorted([COORDINATOR, SUMMARY, *own, *answers])
    order = next(g for g in read_book(kept[own[0]], own[0]) if g.title == "ТЗ-2 Заказ")
    said = {cell for row in order.rows for cell in row if isinstance(cell, str) and cell}
    assert said == {cell for row in typed for cell in row if isinstance(cell, str) and cell}
    assert vz("forms", district.folder) == 0
    for id in schools:
        type_order(district, id, f"ТЗ-2 Заказ {NEW}", PROBLEM)
        type_order(district, id, "ТЗ-2 Заказ", "Правка в прошлогодней вкладке")
    made = district.go(LATER, with_documents=False)
    report = made.report
    assert list(report.district.lines["text"]) == [PROBLEM, PROBLEM]
    assert {"book.outdated", "book.second", "tab.missing"}.isdisjoint(told(made))
    assert report.compared_with.name == OLD
    assert "новый дефицит" in set(report.comparison["what"])
    assert report.district.people["total"].notna().any()
    assert archived(district) == kept


def test_three_years(district, schools):
    """Each year its own tabs count, compared with the year before; decisions begin afresh.

    Here `vzaimo forms` comes before the pass.
    """
    decide(district)
    assert district.go(with_documents=False).report.district.joint_aspects
    begin_year(district)
    vz("forms", district.folder)
    for id in schools:
        type_order(district, id, f"ТЗ-2 Заказ {NEW}", PROBLEM)
    made = district.go(LATER, with_documents=False).report
    assert not made.district.joint_aspects
    assert (made.district.year.name, made.compared_with.name) == (NEW, OLD)
    last = dt.date(2024, 3, 1)
    begin_year(district, "2023-2024", last)
    vz("forms", district.folder)
    for id in schools:
        type_order(district, id, "ТЗ-2 Заказ 2023-2024", "Инклюзивное образование")
    made = district.go(last, with_documents=False).report
    assert (made.district.year.name, made.compared_with.name) == ("2023-2024", NEW)
    assert len(made.district.lines) == 2
    what = dict(zip(made.comparison["title"], made.comparison["what"], strict=True))
    assert what[PROBLEM] == "проблема ушла"
