"""People type between any two requests of a pass: what they type stays with its row."""

import pytest

from rules.decisions import joint_key
from rules.grid import a1, place
from sync.folder import COORDINATOR
from sync.state import State
from tests.google_snapshots import Snapshot, patient

pytestmark = [pytest.mark.xdist_group("little district"), pytest.mark.long]

BOOK = "Организации/МБОУ «Ермаковская СШ № 1».xlsx"
OTHER = "Организации/МБОУ «Ермаковская СШ № 2».xlsx"
GAPS = 8
"""The gaps before each request of a pass after a change, and the one after the last."""

JOINT = joint_key("2021-2022", "PED-TE-07")
DECISION, FIGURE = "да", 3


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


def change(district):
    """Let a finding go and others come above it, in a tab that somebody renamed and put last."""
    person, id = district.google.person, district.ids[BOOK]
    person.type(id, "Кадры", "C9", 22)
    person.type(id, "Кадры", "C8", 1)
    person.type(id, "Кадры", "D8", 99)
    person.rename_tab(id, "Проверка", "Наша")
    person.move_tab(id, "Наша", len(person.tabs(id)) - 1)


def finding_of(district, cell):
    """Give the key of the finding about a cell."""
    keys = rows(district, BOOK, "Проверка")
    return next(key for key, them in keys.items() if them[0][2]["Ячейка"] == cell)


@pytest.mark.parametrize("gap", range(1, GAPS + 1))
def test_what_is_typed_in_a_gap_stays_with_its_row(district, gap):
    """Explanations, a decision and a figure typed before any request of a pass hold.

    Of the rows that are explained one stays, below new ones, and one goes in this very pass:
    where it is gone already nothing is typed.
    """
    district, before = district
    before.restore()
    stays, goes = finding_of(district, "B10"), finding_of(district, "C9")
    change(district)
    typed = {}

    def type_all():
        tab = answer_tab(district)
        for key in (stays, goes):
            typed[key] = type_beside(district, BOOK, tab, key, "Пояснение", key)
        typed[JOINT] = type_beside(
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
    decisions, figure = known(district)
    assert typed[stays]
    assert typed[JOINT]
    assert decisions[JOINT, "Совместный вопрос"] == DECISION
    assert held(district, COORDINATOR, "Карта проблем", "Совместный вопрос", DECISION) == [JOINT]
    for key in [key for key in (stays, goes) if typed[key]]:
        assert decisions[key, "Пояснение"] == key
        assert held(district, BOOK, "Проверка", "Пояснение", key) == [key]
    assert figure == FIGURE
    assert district.google.person.tabs(district.ids[BOOK])[0] == "Проверка"


def known(district):
    """Give the decisions that the state holds, and the figure that somebody typed."""
    state = State(district.config.state)
    try:
        (grid,) = [g for g in state.books()[OTHER].grids if g.title == "Кадры"]
        return {where: one.value for where, one in state.decisions().items()}, grid.rows[8][2]
    finally:
        state.close()


def held(district, book, tab, column, value):
    """Give the keys of all rows in whose marked cell the value stands."""
    found = rows(district, book, tab)
    return [k for k, them in found.items() for *_, cells in them if cells[column] == value]
