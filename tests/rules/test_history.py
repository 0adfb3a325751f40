"""Findings against those of the passes before, and the explanations given to them."""

import datetime as dt

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from rules.decisions import (
    EXPLANATION,
    Decision,
    Typed,
    explanations,
    merge_decisions,
    token,
)
from rules.findings import COLUMNS, frame, merge
from rules.history import FIXED_DAYS, FOLLOWED, Explanation, follow

DAY = dt.date(2022, 3, 1)
NONE = pd.DataFrame(columns=list(FOLLOWED))


def finding(key, basis="b", severity="question"):
    row = dict.fromkeys(COLUMNS, "") | {"key": key, "basis": basis, "severity": severity}
    return row | {"outcome": "fails", "place": 5}


def frame_of(*rows):
    return frame([[row[name] for name in COLUMNS] for row in rows])


def states(table):
    return dict(zip(table["key"], table["state"], strict=True))


def test_undecided_is_never_explained():
    """An explanation closes a question that failed, not one that could not be checked."""
    told = {
        "q": Explanation("так", "b"),
        "u": Explanation("так", "b"),
        "e": Explanation("так", "b"),
    }
    rows = frame_of(
        finding("q"), finding("u") | {"outcome": "undecided"}, finding("e", severity="error")
    )
    assert states(follow(rows, NONE, told, DAY)) == {"q": "explained", "u": "new", "e": "new"}


def test_a_finding_that_returns_begins_anew():
    """What was mended and came back is new on the day it came back."""
    first = follow(frame_of(finding("q")), NONE, {}, DAY)
    mended = follow(frame_of(), first, {}, DAY + dt.timedelta(days=1))
    again = follow(frame_of(finding("q")), mended, {}, DAY + dt.timedelta(days=2))
    assert list(again["since"]) == [DAY + dt.timedelta(days=2)]
    assert states(again) == {"q": "new"}


def test_equal_keys_are_told_apart():
    """Two findings of one key get ordinals, so that each keeps its own explanation."""
    rows = merge([frame_of(finding("q")), frame_of(finding("q"), finding("p"))])
    assert list(rows["key"]) == ["q", "q #2", "p"]


KEYS = st.lists(st.sampled_from("abcde"), unique=True)


@given(st.lists(st.tuples(KEYS, st.integers(0, 9)), max_size=8))
def test_following_is_repeatable_and_loses_nothing(days):
    """Following twice on one day changes nothing; each finding stands in the result once."""
    previous, day = NONE, DAY
    for keys, step in days:
        day += dt.timedelta(days=step)
        current = frame_of(*(finding(key) for key in keys))
        once = follow(current, previous, {}, day)
        assert follow(current, once, {}, day).equals(once)
        assert once["key"].is_unique
        open_ = once[once["state"].isin(["new", "remaining"])]
        assert sorted(open_["key"]) == sorted(keys)
        fixed = once[once["state"] == "fixed"]
        assert all((day - when).days < FIXED_DAYS for when in fixed["fixed"])
        previous = once


COLUMN = EXPLANATION.title
TEXT = st.sampled_from(["", "так", "иначе"])


@given(st.dictionaries(st.sampled_from("abc"), TEXT), st.dictionaries(st.sampled_from("abc"), TEXT))
def test_books_are_the_truth(known, typed):
    """What stands in a book wins; a row that is gone from it keeps what is known."""
    before = {(key, COLUMN): Decision(text, "old") for key, text in known.items() if text}
    cells = [Typed(key, COLUMN, token("new", "", ""), text) for key, text in typed.items()]
    merged, changes = merge_decisions(before, cells)
    for key in "abc":
        text = typed[key] if key in typed else known.get(key, "")
        assert (merged[key, COLUMN].value if (key, COLUMN) in merged else "") == text
    assert {change.key for change in changes} == {
        key for key, text in typed.items() if text != (known.get(key) or "")
    }


def test_text_that_nobody_touched_keeps_its_basis_without_the_state():
    """The hidden token tells an old text from a new one about new values."""
    old = token("now", "так", "then")
    typed = [Typed("a", COLUMN, old, "так"), Typed("b", COLUMN, old, "иначе")]
    merged, _ = merge_decisions({}, typed)
    assert explanations(merged) == {
        "a": Explanation("так", "then"),
        "b": Explanation("иначе", "now"),
    }


def test_of_two_rows_with_one_key_the_first_that_says_something_holds():
    """Whoever copies a row of a worker's tab makes no decision by it."""
    day = dt.date(2022, 2, 1)
    typed = [Typed("k", "Дата", "", value) for value in (None, day, dt.date(2022, 3, 1))]
    assert merge_decisions({}, typed)[0] == {("k", "Дата"): Decision(day)}
