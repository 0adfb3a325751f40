"""Edits as text: what is understood, what is refused, and when one holds."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.edits import EditError, Expression, evaluate, parse_edit, sides

NAMES = ("total", "no_category", "first", "highest", "attested", "not_attested")


def table(text: str) -> pd.DataFrame:
    """Read an indented table of whole numbers, «·» for an empty cell, as nullable columns."""
    header, *lines = (line.split() for line in text.strip().splitlines())
    rows = [[pd.NA if cell == "·" else int(cell) for cell in line] for line in lines]
    return pd.DataFrame(rows, columns=header, dtype="Int64")


@pytest.mark.parametrize(
    ("text", "coefficients", "relation", "constant"),
    [
        ("a = b", (("a", 1), ("b", -1)), "=", 0),
        ("a == b", (("a", 1), ("b", -1)), "=", 0),
        ("b + a <= 3", (("b", 1), ("a", 1)), "<=", 3),
        ("2*a - b >= 3", (("a", 2), ("b", -1)), ">=", 3),
        ("5 <= a", (("a", -1),), "<=", -5),
        ("a*2 + 1 = 2*(b - 3) + a", (("a", 1), ("b", -2)), "=", -7),
        ("-(a - b) + +c >= -1", (("a", -1), ("b", 1), ("c", 1)), ">=", -1),
        ("a + b + c = a", (("b", 1), ("c", 1)), "=", 0),
        ("3 * 2 * a = 12", (("a", 6),), "=", 12),
        ("  a=1 ", (("a", 1),), "=", 1),
    ],
)
def test_an_edit_moves_variables_left_and_numbers_right(
    text: str, coefficients: tuple[tuple[str, int], ...], relation: str, constant: int
) -> None:
    """Whatever side a term was typed on, the edit is a sum, a relation and a number."""
    edit = parse_edit(text)
    assert (edit.coefficients, edit.relation, edit.constant) == (coefficients, relation, constant)
    assert edit.variables == tuple(name for name, _ in coefficients)
    assert edit.text == text.strip()


def test_an_edit_keeps_its_sides_as_typed() -> None:
    """Messages compare what stood on the left with what stood on the right."""
    edit = parse_edit("no_category + first + highest = total", NAMES)
    assert edit.left.variables == ("no_category", "first", "highest")
    assert edit.right == Expression((("total", 1),), 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a", "one of =, <=, >= must stand between"),
        ("a + b", "one of =, <=, >= must stand between"),
        ("0 <= a <= b", "more than one relation"),
        ("a < b", "instead of a < b write a <= b - 1"),
        ("a > b", "instead of a < b write a <= b - 1"),
        ("a != b", "none of =, <=, >="),
        ("a in b", "none of =, <=, >="),
        ("a := 1", "no formula"),
        ("a =", "no formula"),
        ("(a = b", "no formula"),
        ("", "no formula"),
        ("2a = b", "no formula"),
        ("a = b\0", "no formula"),
        ("a * b = 4", "a product of two fields"),
        ("a / 2 = b", "«a / 2» is not made of"),
        ("a ** 2 = b", "«a ** 2» is not made of"),
        ("a = 0.5", "«0.5» is not made of"),
        ("a = True", "«True» is not made of"),
        ("max(a, b) = 1", "«max(a, b)» is not made of"),
        ("a = 'b'", "«'b'» is not made of"),
        ("a = 1000001", "over 1000000"),
        ("1000 * 2000 * a = 0", "over 1000000"),
        ("1 = 1", "nothing about any field"),
        ("a = a", "nothing about any field"),
        ("a" * 501, "longer than 500"),
    ],
)
def test_what_is_no_linear_edit_is_refused(text: str, said: str) -> None:
    """A slip in a form is told in one sentence that names the edit."""
    with pytest.raises(EditError) as caught:
        parse_edit(text)
    assert said in str(caught.value)
    assert str(caught.value).startswith("edit «")


@pytest.mark.parametrize(
    "text", ["firts = total", "total = 0 * firts", "total + firts - firts = 1"]
)
def test_an_unknown_name_is_told_with_the_nearest(text: str) -> None:
    """A misspelt field is found wherever it stands, even where it has no effect."""
    with pytest.raises(EditError, match="no number field «firts», the nearest name is «first»"):
        parse_edit(text, NAMES)


def test_a_form_without_number_fields_has_no_nearest_name() -> None:
    """Without a name to suggest, the message ends with the unknown one."""
    with pytest.raises(EditError, match=r"no number field «a»$"):
        parse_edit("a = 1", ())


def test_an_edit_holds_fails_or_is_undecided() -> None:
    """The three answers, on rows of the passport's staffing table."""
    rows = table(
        """
        total  no_category  first  highest
        56     22           25     9
        22     6            11     4
        22     ·            11     4
        ·      ·            ·      ·
        0      0            0      0
        """
    )
    answer = evaluate(parse_edit("no_category + first + highest = total", NAMES), rows)
    assert answer.dtype == "boolean"
    assert answer.tolist() == [True, False, pd.NA, pd.NA, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <= b", [True, True, False]),
        ("a >= b", [False, True, True]),
        ("a = b", [False, True, False]),
        ("2*a - b >= 3", [False, False, True]),
        ("b + 1 <= a", [False, False, True]),
    ],
)
def test_each_relation(text: str, expected: list[bool]) -> None:
    """Relations over rows that are below, at and above equality."""
    rows = table("a b\n1 2\n2 2\n3 2")
    assert evaluate(parse_edit(text), rows).tolist() == expected


def test_a_variable_that_cancels_out_decides_nothing() -> None:
    """An empty cell that has no influence leaves the edit decided."""
    rows = table("a b c\n· 2 2\n· 2 3")
    assert evaluate(parse_edit("a + b = a + c"), rows).tolist() == [True, False]


def test_sides_give_the_values_of_both_sides() -> None:
    """Left and right for messages, missing where a cell of that side is missing."""
    rows = table("a b\n1 5\n· 5\n1 ·")
    left, right = sides(parse_edit("2*a + 1 = b"), rows)
    assert (left.dtype, right.dtype) == ("Int64", "Int64")
    assert left.tolist() == [3, pd.NA, 3]
    assert right.tolist() == [5, 5, pd.NA]


def test_a_side_without_variables_is_its_number() -> None:
    """The side of a plain number has that value in each row, whatever is empty."""
    _, right = sides(parse_edit("a >= 7"), table("a\n1\n·"))
    assert right.tolist() == [7, 7]


def test_rows_keep_their_index() -> None:
    """Answers are told by the index of the frame, also where it repeats, also without rows."""
    rows = table("a b\n1 1\n1 2").set_axis([7, 7])
    assert evaluate(parse_edit("a = b"), rows).index.tolist() == [7, 7]
    assert evaluate(parse_edit("a = b"), rows.iloc[:0]).empty


def test_large_numbers_stay_exact() -> None:
    """Sums beyond the precision of floats are compared digit by digit."""
    rows = table("a b\n1000000000 999999999")
    assert evaluate(parse_edit("1000000*a = 1000000*b + 1000000"), rows).tolist() == [True]
    assert evaluate(parse_edit("1000000*a = 1000000*b + 999999"), rows).tolist() == [False]
    assert evaluate(parse_edit("999999*a + b = 1000000*a - 1"), rows).tolist() == [True]


NUMBER = st.integers(-9, 9)


@settings(max_examples=100)
@given(
    left=st.tuples(NUMBER, NUMBER, NUMBER),
    right=st.tuples(NUMBER, NUMBER, NUMBER),
    relation=st.sampled_from(["=", "<=", ">="]),
    row=st.tuples(NUMBER, NUMBER),
)
def test_an_edit_says_what_python_says(
    left: tuple[int, int, int], right: tuple[int, int, int], relation: str, row: tuple[int, int]
) -> None:
    """For any linear text the answer is that of the same text calculated by Python."""
    one, other = (f"{a}*a + {b}*b - ({c})" for a, b, c in (left, right))
    if left[:2] == right[:2]:
        return
    edit = parse_edit(f"{one} {relation} {other}")
    names = {"a": row[0], "b": row[1]}
    values = [eval(side, {}, names) for side in (one, other)]
    frame = pd.DataFrame([names], dtype="Int64")
    assert [side.item() for side in sides(edit, frame)] == values
    relations = {"=": "__eq__", "<=": "__le__", ">=": "__ge__"}
    assert evaluate(edit, frame).item() == getattr(values[0], relations[relation])(values[1])
