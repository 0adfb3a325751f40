"""Which books a pass reads: what Drive tells, late or never, and what only a sweep finds."""

import pytest

from sync.google.limits import Kind
from sync.passes import run
from sync.state import State
from tests.google_district import NOW, TODAY, WORKER
from tests.google_snapshots import patient

pytestmark = [pytest.mark.xdist_group("little district"), pytest.mark.long]

BOOK = "Организации/МБОУ «Ермаковская СШ № 1».xlsx"
LATE = 180.0


@pytest.fixture
def district(little):
    """Give the district after its first pass."""
    little.passed.restore()
    return little.district


def go(district, **places):
    """Make a pass; give the requests that it took."""
    client = patient(district)
    store = district.store(client, **places)
    state = State(district.config.state)
    try:
        assert run(store, state, TODAY, NOW).complete
    finally:
        state.close()
    return client.counts()


def only_a_listing(counts):
    """Tell whether a pass took the listing and nothing else."""
    return counts[Kind.DRIVE_LIST] == sum(counts.values()) == 1


def value(district, cell="C7", form="Кадры"):
    """Give what the state knows of a cell of the book."""
    state = State(district.config.state)
    try:
        (grid,) = [g for g in state.books()[BOOK].grids if g.title == form]
    finally:
        state.close()
    row, column = int(cell[1:]) - 1, ord(cell[0]) - ord("A")
    return grid.rows[row][column]


def type_into(district, new, cell="C7"):
    """Let a person type into a cell of the ОО's own tab."""
    district.google.person.type(district.ids[BOOK], "Кадры", cell, new)


def test_own_writes_are_not_taken_for_changes(district):
    """Pass after pass, also after one that wrote: one request."""
    assert only_a_listing(go(district))
    type_into(district, 7)
    assert go(district)[Kind.SHEETS_WRITE]
    for _ in range(3):
        assert only_a_listing(go(district))


def test_an_edit_of_which_drive_tells_three_minutes_late_is_found_then(district):
    """Until Drive tells nothing is read; as soon as it does, the edit is in the books."""
    google = district.google
    google.tell_late(LATE)
    google.clock.advance(LATE)
    go(district)
    type_into(district, 8)
    assert only_a_listing(go(district))
    google.clock.advance(LATE - 5)
    assert only_a_listing(go(district))
    google.clock.advance(6)
    assert go(district)[Kind.SHEETS_READ]
    assert value(district) == 8


def test_an_edit_that_the_late_drive_hides_behind_our_own_write_is_not_lost(district):
    """A person types, we write before Drive tells of it: the answer to our write held it."""
    google = district.google
    google.tell_late(LATE)
    go(district)
    type_into(district, 9, "D7")
    google.person.type(district.ids[next(iter(district.ids))], "Настройки", "A1", "Настройки!")
    for _ in range(4):
        google.clock.advance(LATE)
        go(district)
    assert value(district, "D7") == 9


def test_a_result_that_drive_never_tells_of_is_found_by_a_sweep(district):
    """IMPORTRANGE changed a value: every third pass reads all books, and the digest tells."""
    id, google = district.ids[BOOK], district.google
    type_into(district, '=IMPORTRANGE("x";"A1")')
    google.set_result(id, "Кадры", "C7", 5)
    go(district, sweep=3)
    assert value(district) == 5
    google.set_result(id, "Кадры", "C7", 6)
    passes = [go(district, sweep=3) for _ in range(3)]
    swept = [not only_a_listing(counts) for counts in passes]
    assert swept.count(True) == 1
    assert value(district) == 6


def test_a_sweep_over_nothing_new_writes_nothing(district):
    """All spreadsheets are read once, none is written."""
    counts = go(district, sweep=1)
    assert counts[Kind.SHEETS_READ] == len(district.ids)
    assert not counts[Kind.SHEETS_WRITE]


@pytest.mark.parametrize("hours", [-7, 5])
def test_a_clock_that_is_hours_off_changes_nothing(little, district, hours):
    """The machine's clock and Google's differ: own writes are known, edits are seen."""
    little.fresh.restore()
    district.google.clock.advance(hours * 3600)
    type_into(district, 4)
    assert go(district)[Kind.SHEETS_WRITE]
    assert value(district) == 4
    district.google.clock.advance(3)
    assert only_a_listing(go(district))
    type_into(district, 6)
    assert go(district)[Kind.SHEETS_READ]
    assert value(district) == 6


def test_an_edit_in_the_second_of_our_write_is_seen(district):
    """Somebody types just after our batch is done, in the same second: the next pass has it."""
    type_into(district, 4)
    assert go(district)[Kind.SHEETS_WRITE]
    type_into(district, 5)
    go(district)
    assert value(district) == 5


def test_the_hand_of_the_same_account_is_seen(district):
    """A worker that works in a person's name: what that person types is a change as well."""
    type_into(district, 4)
    go(district)
    district.google.clock.advance(1)
    district.google.person.by(WORKER).type(district.ids[BOOK], "Кадры", "C7", 3)
    go(district)
    assert value(district) == 3
