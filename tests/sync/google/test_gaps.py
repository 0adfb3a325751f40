"""People type between any two requests of a pass: what they type stays with its row."""

import pytest

from rules.decisions import joint_key
from rules.grid import a1, place
from sync.folder import COORDINATOR
from sync.state import State
from tests.google_snapshots import Snapshot, patient

pytestmark = pytest.mark.xdist_group("little district")

BOOK = "Организации/МБОУ «Ермаковская СШ № 1».xlsx"
OTHER = "Организации/МБОУ «Ермаковская СШ № 2».xlsx"
GAPS = 8
"""The gaps before each request of a pass after a change, and the one after the last."""

JOINT = joint_key("2021-2022", "PED-TE-07")
WORDS, DECISION, FIGURE = "Двое в отпуске", "да", 3


@pytest.fixture(scope="module")
def district(little, tmp_path_factory):
    """Give the district with findings in a book, and the snapshot to put it back."""
    little.passed.restore()
    person, id = little.district.google.person, little.district.ids[BOOK]
    person.type(id, "Кадры", "C9", 1)
    person.type(id, "Кадры", "B10", 99)
    go(little.district)
    return little.district, Snapshot(little.district, tmp_path_factory.mktemp("gaps") / "kept")


def go(district):
    result = district.go(client=patient(district))
    assert result.complete
    return result


def rows(district, book, tab):
    """Give the rows of a table of the worker's by key: the number and the cells by header."""
    header, found = {}, {}
    for number, row in enumerate(district.google.person.values(district.ids[book], tab)):
        texts = {str(value): column for column, value in enumerate(row) if value != ""}
        if "ключ" in texts:
            header = texts
        elif header and len(row) > header["ключ"] and " | " in str(row[header["ключ"]]):
            cells = {name: (row[c] if c < len(row) else "") for name, c in header.items()}
            found.setdefault(row[header["ключ"]], []).append((number, header, cells))
    return found


def type_beside(district, book, tab, key, column, value):
    """Type into the marked cell of the row that has this key just now, if it stands there."""
    for number, header, _ in rows(district, book, tab).get(key, [])[:1]:
        cell = a1(place(number, header[column]))
        district.google.person.type(district.ids[book], tab, cell, value)
        return True
    return False


def answer_tab(district):
    """Give what the worker's tab of the book is called just now."""
    titles = district.google.person.tabs(district.ids[BOOK])
    return next(one for one in titles if one in ("Проверка", "Наша"))


def rows_come(district):
    """More findings, above those that stand there; the map of problems in another order."""
    district.google.person.type(district.ids[BOOK], "Кадры", "C8", 1)
    district.google.person.type(district.ids[BOOK], "Кадры", "D8", 99)


def rows_go(district):
    """The finding that is being explained is mended."""
    district.google.person.type(district.ids[BOOK], "Кадры", "C9", 22)


def tab_moved(district):
    """Somebody renamed the worker's tab and put it last; figures changed as well."""
    person, id = district.google.person, district.ids[BOOK]
    rows_come(district)
    person.rename_tab(id, "Проверка", "Наша")
    person.move_tab(id, "Наша", len(person.tabs(id)) - 1)


def explained_key(district):
    """Give the key of a finding of C9 that a change may take away."""
    keys = rows(district, BOOK, "Проверка")
    return next(k for k, found in keys.items() if "C9" in str(found[0][2]["Ячейка"]))


@pytest.mark.parametrize("gap", range(1, GAPS + 1))
@pytest.mark.parametrize("change", [rows_come, rows_go, tab_moved])
def test_what_is_typed_in_a_gap_stays_with_its_row(district, change, gap):
    """An explanation, a decision and a figure typed before any request of a pass hold."""
    district, before = district
    before.restore()
    key = explained_key(district)
    change(district)
    typed = {}

    def type_all():
        tab = answer_tab(district)
        typed["explained"] = type_beside(district, BOOK, tab, key, "Пояснение", WORDS)
        typed["decided"] = type_beside(
            district, COORDINATOR, "Карта проблем", JOINT, "Совместный вопрос", DECISION
        )
        district.google.person.type(district.ids[OTHER], "Кадры", "C9", FIGURE)

    def hook(number, method, path):
        if number == gap:
            type_all()

    district.google.requests.reset()
    end = district.google.before_request(hook)
    district.go(client=patient(district))
    end()
    if not typed:
        type_all()
    go(district)
    state = State(district.config.state)
    try:
        decisions = {where: one.value for where, one in state.decisions().items()}
        (grid,) = [g for g in state.books()[OTHER].grids if g.title == "Кадры"]
    finally:
        state.close()
    assert typed["decided"]
    assert decisions[JOINT, "Совместный вопрос"] == DECISION
    assert held(district, COORDINATOR, "Карта проблем", "Совместный вопрос", DECISION) == [JOINT]
    assert typed["explained"] or change is rows_go
    if typed["explained"]:
        assert decisions[key, "Пояснение"] == WORDS
        assert held(district, BOOK, "Проверка", "Пояснение", WORDS) == [key]
    assert grid.rows[8][2] == FIGURE
    assert district.google.person.tabs(district.ids[BOOK])[0] == "Проверка"


def held(district, book, tab, column, value):
    """Give the keys of all rows in whose marked cell the value stands."""
    found = rows(district, book, tab)
    return [k for k, them in found.items() for *_, cells in them if cells[column] == value]
