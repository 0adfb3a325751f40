"""Error localisation: worked rows, and brute force over all rows of a small domain."""

import itertools
import time
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.edits import Edit, parse_edit
from rules.localisation import Repair, localise

CELLS = ("total", "no_category", "first", "highest", "attested", "not_attested")
STAFFING = [
    parse_edit(text, CELLS)
    for text in (
        "no_category + first + highest = total",
        "attested + not_attested <= no_category",
        "attested + not_attested >= no_category",
        "no_category <= total",
        "first <= total",
        "highest <= total",
        "attested <= total",
        "not_attested <= total",
    )
]


def staffing(*values: int | None) -> Repair:
    return localise(STAFFING, dict(zip(CELLS, values, strict=True)))


def repaired(texts: Sequence[str], row: Mapping[str, int | None], **weights: int) -> Repair:
    return localise([parse_edit(text) for text in texts], row, weights)


def test_one_cell_repairs_two_edits() -> None:
    """Ойская СШ: 22 ≠ 6 + 11 + 4 and 6 ≠ 1 + 6 are both mended by 7 without a category."""
    assert staffing(22, 6, 11, 4, 1, 6) == Repair((("no_category",),), 1, {"no_category": 7})


def test_two_sets_and_no_value() -> None:
    """«Ромашка»: 5 + 1 ≠ 9, either of two cells mends it, so no value is proposed."""
    assert staffing(18, 9, 8, 1, 5, 1) == Repair((("attested",), ("not_attested",)), 1, {})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((56, 22, 25, 9, 16, 6), Repair(((),), 0, {})),
        ((0, 0, 0, 0, 0, 0), Repair(((),), 0, {})),
        ((61, 22, 25, 9, 16, 6), Repair((("total",), ("first",), ("highest",)), 1, {})),
        ((56, None, 25, 9, 16, 6), Repair(((),), 0, {})),
        (
            (None, 22, 25, 9, 16, 7),
            Repair((("no_category",), ("attested",), ("not_attested",)), 1, {}),
        ),
        ((56, 22, -25, 9, 16, 6), Repair((("first",),), 1, {"first": 25})),
    ],
)
def test_rows_of_staffing(row: tuple[int | None, ...], expected: Repair) -> None:
    """Rows that hold, rows with an empty cell, and a minus that somebody typed."""
    assert staffing(*row) == expected


def test_values_of_a_set_of_two_cells() -> None:
    """Two cells must change together, and the edits leave one value for each."""
    repair = repaired(
        ["a + b = 10", "a - b = 2", "c = a + 1", "d = b + 1"], {"a": 1, "b": 1, "c": 7, "d": 5}
    )
    assert repair == Repair((("a", "b"),), 2, {"a": 6, "b": 4})


def test_only_the_determined_value_of_a_set_is_proposed() -> None:
    """One set of two cells: one has a single possible value, the other a choice."""
    repair = repaired(["a = 4", "b >= 4", "b <= 5"], {"a": 1, "b": 1})
    assert repair == Repair((("a", "b"),), 2, {"a": 4})


def test_a_whole_number_may_not_exist_where_a_fraction_does() -> None:
    """2a = 3 has no whole solution, so b must change; its value is then known."""
    assert repaired(["2*a = b"], {"a": 1, "b": 3}) == Repair((("b",),), 1, {"b": 2})


def test_bounds_that_leave_one_whole_number() -> None:
    """5 ≤ 3a ≤ 8 leaves a = 2."""
    assert repaired(["3*a >= 5", "3*a <= 8"], {"a": 9}) == Repair((("a",),), 1, {"a": 2})


def test_a_negative_cell_is_an_error_of_its_own() -> None:
    """A minus must go though no edit that can be decided speaks of the cell."""
    assert repaired(["a <= b"], {"a": -3, "b": None, "c": 4}) == Repair((("a",),), 1, {})
    assert repaired([], {"a": -1, "b": 0}) == Repair((("a",),), 1, {})
    assert repaired(["a + b = c"], {"a": -3, "b": 5, "c": 2}).sets == (("a", "b"), ("a", "c"))


def test_edits_with_an_absent_cell_are_left_out() -> None:
    """A column that is not in the row is the same as an empty cell in it."""
    assert repaired(["a = b", "a = c"], {"a": 1, "b": 2}).sets == (("a",), ("b",))


def test_weights_decide_between_sets() -> None:
    """A cell that is trusted more is changed only if that is cheaper than all else."""
    texts, row = ["a + b = c"], {"a": 1, "b": 1, "c": 5}
    assert repaired(texts, row, c=2).sets == (("a",), ("b",))
    assert repaired(texts, row, a=2, b=3) == Repair((("c",),), 1, {"c": 2})
    two = repaired(["a = b", "a = c"], {"a": 1, "b": 5, "c": 5}, a=2, b=1, c=1)
    assert (two.sets, two.weight) == ((("a",), ("b", "c")), 2)


def test_a_weight_below_one_is_refused() -> None:
    """A change that costs nothing would make «smallest» meaningless."""
    with pytest.raises(ValueError, match="at least 1"):
        repaired(["a = 1"], {"a": 0}, a=0)


@pytest.mark.parametrize(
    "texts",
    [
        ["a <= b", "b <= a - 1"],
        ["2*a = 2*b + 1"],
        ["a + b <= -1"],
        ["3*a + 6*b - 9*c >= 4", "3*a + 6*b - 9*c <= 5"],
        ["11*a + 13*b >= 27", "11*a + 13*b <= 45", "7*a - 9*b >= -10", "7*a - 9*b <= 4"],
        [
            "11*(a - c) + 13*(b - c) >= 27",
            "11*(a - c) + 13*(b - c) <= 45",
            "7*(a - c) - 9*(b - c) >= -10",
            "7*(a - c) - 9*(b - c) <= 4",
        ],
    ],
    ids=["order", "parity", "negative", "gap", "Pugh's example", "Pugh's, unbounded"],
)
def test_contradictory_edits_have_no_sets(texts: list[str]) -> None:
    """Where no whole numbers satisfy the edits, that is told, and in finite time."""
    repair = repaired(texts, {"a": 1, "b": 1, "c": 1})
    assert repair == Repair((), 0, {})
    assert repair.contradictory
    assert not staffing(22, 6, 11, 4, 1, 6).contradictory
    assert not staffing(56, 22, 25, 9, 16, 6).contradictory


def test_large_numbers_are_exact() -> None:
    """Where floats would round, whole numbers do not: a and b are solved modulo each other."""
    texts = ["999983*a - 999979*b = 1", "a <= 900000"]
    repair = repaired(texts, {"a": 0, "b": 0})
    a, b = repair.values["a"], repair.values["b"]
    assert repair.sets == (("a", "b"),)
    assert 999983 * a - 999979 * b == 1
    big = 10**18
    assert repaired(["a + b = c"], {"a": big, "b": 1, "c": big}, a=2, b=2).values == {"c": big + 1}


def test_sets_come_in_the_order_of_the_row() -> None:
    """The order is that of the cells, not of the edits that name them."""
    edits = [parse_edit("d + c + b + a = 9")]
    row = {"c": 1, "a": 1, "d": 1, "b": 1}
    assert localise(edits, row).sets == (("c",), ("a",), ("d",), ("b",))
    pairs = repaired(["a = b", "c = d"], {"d": 1, "b": 1, "c": 2, "a": 2})
    assert pairs.sets == (("d", "b"), ("d", "a"), ("b", "c"), ("c", "a"))


def test_a_usual_row_takes_a_moment() -> None:
    """A district of thousands is no matter: a row of staffing takes well under 5 ms."""
    start = time.perf_counter()
    for _ in range(100):
        staffing(22, 6, 11, 4, 1, 6)
    assert time.perf_counter() - start < 0.5


NAMES = ("a", "b", "c", "d")
Values = tuple[int, ...]


def brute_force(
    edits: Sequence[Edit], row: Mapping[str, int], weights: Mapping[str, int], top: int
) -> Repair:
    """Try every row of numbers from 0 to `top` and keep the nearest of those that hold."""
    names = list(row)
    axes = np.meshgrid(*[np.arange(top + 1)] * len(names), indexing="ij")
    grid = {name: axis.ravel() for name, axis in zip(names, axes, strict=True)}
    holds = np.ones((top + 1) ** len(names), dtype=bool)
    for edit in edits:
        total = sum(number * grid[name] for name, number in edit.coefficients) - edit.constant
        holds &= {"=": total == 0, "<=": total <= 0, ">=": total >= 0}[edit.relation]
    if not holds.any():
        return Repair((), 0, {})
    rows = np.array([grid[name][holds] for name in names])
    changed = rows != np.array([[row[name]] for name in names])
    cost = np.array([weights.get(name, 1) for name in names]) @ changed
    nearest = cost == cost.min()
    found = {tuple(np.flatnonzero(cells).tolist()) for cells in changed[:, nearest].T}
    values = {}
    if len(found) == 1:
        for index in next(iter(found)):
            seen = set(rows[index, nearest].tolist())
            values |= {names[index]: seen.pop()} if len(seen) == 1 else {}
    sets = tuple(tuple(names[index] for index in cells) for cells in sorted(found))
    return Repair(sets, int(cost.min()), values)


def edit_of(numbers: Values, names: Sequence[str], relation: str, constant: int) -> Edit:
    terms = " + ".join(f"{n}*{name}" for n, name in zip(numbers, names, strict=True))
    return parse_edit(f"{terms} {relation} {constant}")


def edits_over(names: Sequence[str], steepest: int, most: int) -> st.SearchStrategy[list[Edit]]:
    numbers = st.tuples(*[st.integers(-steepest, steepest)] * len(names)).filter(any)
    relations = st.sampled_from(["=", "<=", ">="])
    one = st.builds(edit_of, numbers, st.just(names), relations, st.integers(-5, 5))
    return st.lists(one, min_size=1, max_size=most)


def rows_of(names: Sequence[str], least: int, top: int) -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({name: st.integers(least, top) for name in names})


WEIGHTS = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3))


@settings(max_examples=250)
@given(edits_over(NAMES, 3, 5), rows_of(NAMES, -2, 6), WEIGHTS)
def test_brute_force_agrees_where_cells_are_bounded(
    edits: list[Edit], row: dict[str, int], weights: dict[str, int]
) -> None:
    """All lightest sets, their weight and the determined values, every cell being at most 5."""
    bounded = [*edits, *(parse_edit(f"{name} <= 5") for name in NAMES)]
    assert localise(bounded, row, weights) == brute_force(bounded, row, weights, top=5)


@settings(max_examples=100)
@given(edits_over(NAMES[:3], 2, 2), rows_of(NAMES[:3], 0, 3), WEIGHTS)
def test_brute_force_agrees_where_cells_have_no_bound(
    edits: list[Edit], row: dict[str, int], weights: dict[str, int]
) -> None:
    """Without upper bounds too.

    A system of two such edits over three cells that has a solution has one within its
    vertices (at most 20, or 44 with a cell fixed) and three of its rays (at most 8 each, or
    two of at most 2): numbers to 48 are enough to find every set that repairs. One ray more,
    to 52, is enough to see every value that is not determined.
    """
    assert localise(edits, row, weights) == brute_force(edits, row, weights, top=52)


@settings(max_examples=60)
@given(edits_over(NAMES, 2, 4), rows_of(NAMES, 0, 4), st.sets(st.sampled_from(NAMES)))
def test_empty_cells_take_their_edits_with_them(
    edits: list[Edit], row: dict[str, int], empty: set[str]
) -> None:
    """A row with empty cells is repaired as if their edits did not exist."""
    holed = {name: None if name in empty else value for name, value in row.items()}
    left = [edit for edit in edits if not empty & set(edit.variables)]
    full = {name: value for name, value in row.items() if name not in empty}
    assert localise(edits, holed) == localise(left, full)


@settings(max_examples=60)
@given(edits_over(NAMES, 2, 4), rows_of(NAMES, 0, 4))
def test_a_changed_row_needs_no_further_change(edits: list[Edit], row: dict[str, int]) -> None:
    """What is proposed really repairs: with all cells of the set determined, all edits hold."""
    repair = localise(edits, row)
    proposed = {**row, **repair.values}
    if not repair.contradictory and set(repair.values) == set(repair.sets[0]):
        assert localise(edits, proposed).sets == ((),)


def test_dense_edits_over_many_cells_end() -> None:
    """Twelve cells in each of eight edits, three of them wrong: still a matter of moments."""
    cells = [f"x{index}" for index in range(12)]
    numbers = itertools.cycle((1, -2, 3, 1, 2, -1, -3, 2, 1, 1, -2))
    edits = []
    for relation in ("=", "<=", ">=", "=", "<=", ">=", "=", "="):
        row = tuple(itertools.islice(numbers, 12))
        edits.append(edit_of(row, cells, relation, 7 * sum(row)))
    wrong = {cell: 7 + 90 * (index in (0, 3, 7)) for index, cell in enumerate(cells)}
    repair = localise(edits, wrong)
    assert repair.sets == (("x0", "x3", "x7"),)
    assert repair.values == {"x0": 7, "x3": 7, "x7": 7}
