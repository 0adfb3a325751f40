"""What the state keeps comes back as it was."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from rules.decisions import Decision
from rules.grid import Grid
from rules.groups import Group
from rules.history import FOLLOWED
from sync.state import Contents, Known, State, pack, unpack

CELLS = st.one_of(
    st.none(),
    st.text(st.characters(), max_size=8),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)
GRIDS = st.builds(
    Grid,
    st.text(max_size=8),
    st.lists(st.lists(CELLS, max_size=4), max_size=4),
    st.dictionaries(st.integers(0, 99), st.sampled_from(["#DIV/0!", "#REF!"])),
    st.frozensets(st.integers(0, 99)),
    st.frozensets(st.integers(0, 99)),
    st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=2).map(tuple),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(0, 9),
)


@given(st.lists(GRIDS, max_size=3))
def test_grids_survive_packing(grids):
    """Values keep their types: texts, numbers, dates, dates with time."""
    assert unpack(pack(grids)) == grids


DECISIONS = {
    ("k", "Пояснение"): Decision("так", "b"),
    ("d", "Дата"): Decision(dt.date(2022, 2, 1)),
    ("d", "Рег. №"): Decision(12.0),
}


def test_a_pass_is_remembered_as_a_whole(tmp_path):
    """Files, explanations and facts of a pass stand there when the state is opened again."""
    book = Known("a.xlsx", "1", "d", "Ш-1", dt.date(2022, 3, 1), "w", Contents([Grid("Кадры", [])]))
    state = State(tmp_path)
    state.intend([book])
    assert state.intended().keys() == {"a.xlsx"}
    state.save(
        facts={"today": "2022-03-01"},
        books=[book],
        gone=["b.xlsx"],
        decisions=DECISIONS,
        groups={"Ш-1": Group("o", {"curator": "n"})},
        changes=[],
        findings=pd.DataFrame(columns=list(FOLLOWED)),
        at=dt.datetime(2026, 1, 1),
    )
    state.close()
    again = State(tmp_path)
    known = again.books()["a.xlsx"]
    assert (known.name, known.org, known.read_on) == ("a.xlsx", "Ш-1", dt.date(2022, 3, 1))
    assert known.grids == [Grid("Кадры", [])]
    assert again.decisions() == DECISIONS
    assert again.groups() == {"Ш-1": Group("o", {"curator": "n"})}
    assert again.facts()["today"] == "2022-03-01"
    assert again.intended() == {}
    again.close()
