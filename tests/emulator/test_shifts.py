"""Rows that move: spans, formulas and masks against plain lists as the oracle."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from . import grid, masks, references
from .entry import typed
from .locales import RUSSIAN
from .rendering import number_text

SIZE = 12
PLACES = st.integers(0, SIZE)


def placed(shift):
    """Where each of the lines goes, by the shift."""
    found = {}
    for line in range(SIZE):
        span = shift(line, line + 1)
        if span is not None:
            found[line] = span[0]
    return found


@given(st.integers(0, SIZE - 1), st.integers(1, SIZE), PLACES)
def test_moving_a_block(first, size, target):
    """A block lands before the target of the time before the move."""
    last = min(first + size, SIZE)
    if first <= target <= last:
        return
    lines = list(range(SIZE))
    block = lines[first:last]
    rest = [line for line in lines if line not in block]
    at = len([line for line in lines[:target] if line not in block])
    expected = rest[:at] + block + rest[at:]
    shift = grid.relocated(first, last, target)
    assert placed(shift) == {line: expected.index(line) for line in lines}


@given(st.integers(0, SIZE - 1), st.integers(1, 4))
def test_deleting_undoes_inserting(at, count):
    """Deleting what was inserted brings every span back."""
    insert, delete = grid.inserted(at, count), grid.deleted(at, at + count)
    for start in range(SIZE):
        for end in range(start + 1, SIZE + 1):
            assert delete(*insert(start, end)) == (start, end)


@given(PLACES, st.integers(1, 3))
def test_formulas_move_with_their_cells(at, count):
    """A reference after an insertion names the cell that it named before."""
    shift = grid.inserted(at, count)
    for row in range(SIZE):
        text = references.shifted(f"=A{row + 1}", True, "Т", True, shift)
        assert text == f"=A{shift(row, row + 1)[0] + 1}"


def test_references():
    """Absolute parts stay in copies, names in quotes are found, lost cells become errors."""
    moved = references.relocated("=A1+$B$2+SUM('Мой лист'!C3:D4)&\"A1\"", 1, 1)
    assert moved == "=B2+$B$2+SUM('Мой лист'!D4:E5)&\"A1\""
    assert references.retitled("=Лист!A1+A1", "лист", "Мой лист") == "='Мой лист'!A1+A1"
    lost = references.shifted("=Лист!A2*2", False, "Лист", True, grid.deleted(1, 2))
    assert lost == "=Лист!#REF!*2"


def test_masks():
    """All three spellings of a mask are one; a wider part swallows a narrower one."""
    one = masks.parse("a(b,c/d),e.f")
    assert one == masks.parse("a.b,a/c/d,e(f)") == {"a": {"b": {}, "c": {"d": {}}}, "e": {"f": {}}}
    assert masks.parse("a/b,a") == masks.parse("a,a/b") == {"a": {}}
    value = {"a": [{"b": 1, "x": 2}, {"x": 3}], "y": 4}
    assert masks.select(value, {"a": {"b": {}}}) == {"a": [{"b": 1}, {}]}


@given(st.floats(-1e6, 1e6).map(lambda x: round(x, 4)))
def test_shown_numbers_are_read_back(number):
    """What a cell shows, typed again, is the same number."""
    shown = number_text(number, {}, RUSSIAN)
    assert typed(shown, RUSSIAN)[0] == {"numberValue": number}
