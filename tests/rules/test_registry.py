"""Whose book is whose."""

import pandas as pd
import pytest

from rules.registry import Claim, identify

ORGS = pd.DataFrame(
    {"short_name": ["СШ «А»", "СШ «Б»"], "book": [None, "особая.xlsx"]}, index=["Ш-1", "Ш-2"]
)
NAMES = {"Ш-1": "СШ «А».xlsx", "Ш-2": "СШ «Б».xlsx"}


@pytest.mark.parametrize(
    ("claims", "books", "second", "strangers"),
    [
        ([("x.xlsx", "Ш-1")], {"Ш-1": "x.xlsx"}, {}, ()),
        ([("x.xlsx", "ш-1 ")], {"Ш-1": "x.xlsx"}, {}, ()),
        ([("СШ А.xlsx", None)], {"Ш-1": "СШ А.xlsx"}, {}, ()),
        ([("особая.xls", None)], {"Ш-2": "особая.xls"}, {}, ()),
        ([("СШ «А».xlsx", "Ш-2")], {"Ш-2": "СШ «А».xlsx"}, {}, ()),
        ([("СШ «А».xlsx", "Ш-9")], {"Ш-1": "СШ «А».xlsx"}, {}, ()),
        ([("x.xlsx", "Ш-9"), ("y.xlsx", None)], {}, {}, ("x.xlsx", "y.xlsx")),
        ([("СШ «А».xlsx", "Ш-1"), ("x.xlsx", "Ш-1")], {"Ш-1": "СШ «А».xlsx"},
         {"x.xlsx": "Ш-1"}, ()),
        ([("СШ «Б».xlsx", "Ш-2"), ("особая.xlsx", "Ш-2")], {"Ш-2": "особая.xlsx"},
         {"СШ «Б».xlsx": "Ш-2"}, ()),
    ],
)  # fmt: skip
def test_owners(claims, books, second, strangers):
    """By code, else by the Реестр, else by the exact name; of several the Реестр's one."""
    found = identify([Claim(*claim) for claim in claims], ORGS, NAMES)
    assert found.books == books
    assert found.second == second
    assert found.unregistered == strangers


def test_several_books_that_nothing_settles():
    """Two books of one code under strange names: neither is read."""
    found = identify([Claim("x.xlsx", "Ш-1"), Claim("y.xlsx", "Ш-1")], ORGS, NAMES)
    assert found.books == {}
    assert found.disputed == {"Ш-1": ("x.xlsx", "y.xlsx")}
