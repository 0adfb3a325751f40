"""Linear edits: rules over the whole numbers of one row, as they stand in a form's YAML.

`no_category + first + highest = total` is one edit: two linear expressions and one relation.
An edit that has an empty cell is undecided: neither broken nor kept.
"""

import ast
import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Relation = Literal["=", "<=", ">="]
Terms = tuple[tuple[str, int], ...]
"""Variables with their coefficients, none of them 0, in the order in which they are typed."""

MAX_LENGTH = 500
MAX_NUMBER = 1_000_000  # with cells up to 10**9 every sum fits in 64 bits

LONE_EQUALS = re.compile(r"(?<![<>=!:])=(?!=)")
RELATIONS: dict[type[ast.cmpop], Relation] = {ast.Eq: "=", ast.LtE: "<=", ast.GtE: ">="}


class EditError(ValueError):
    """The text of an edit is not a linear rule over the fields of its form."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One side of an edit: the sum of `terms` and a `constant`."""

    terms: Terms
    constant: int

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables in the order in which they are typed."""
        return tuple(name for name, _ in self.terms)


@dataclass(frozen=True, slots=True)
class Edit:
    """One linear edit: the sum of coefficient × variable stands in `relation` to `constant`.

    `text` is what was typed, `left` and `right` are its two sides. `coefficients` and
    `constant` are the same with all variables moved to the left and all numbers to the right.
    """

    text: str
    coefficients: Terms
    relation: Relation
    constant: int
    left: Expression
    right: Expression

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables in the order in which they are typed."""
        return tuple(name for name, _ in self.coefficients)


def parse_edit(text: str, names: Collection[str] | None = None) -> Edit:
    """Read the `text` of one edit; `names` are the variables it may use (None: any).

    An edit is made of whole numbers, names, `+`, `-`, `*` by a number, brackets and one of
    `=`, `==`, `<=`, `>=`. EditError says what is wrong with any other text.
    """
    comparison = _comparison(text)
    left = _expression(comparison.left, text)
    right = _expression(comparison.comparators[0], text)
    difference = _sum(left, _times(right, -1))
    for node in ast.walk(comparison):
        if isinstance(node, ast.Name):
            _known(node.id, names, text)
    if not difference.terms:
        raise _fault(text, "it says nothing about any field")
    return Edit(
        text=text.strip(),
        coefficients=difference.terms,
        relation=_relation(comparison.ops[0], text),
        constant=-difference.constant,
        left=left,
        right=right,
    )


def evaluate(edit: Edit, frame: pd.DataFrame) -> "pd.Series[bool]":
    """Tell for each row of `frame` whether `edit` holds, as nullable booleans.

    True holds, False fails, NA is undecided: one of the edit's variables is missing there.
    The variables are Int64 columns of `frame`.
    """
    value = _values(Expression(edit.coefficients, 0), frame)
    if edit.relation == "=":
        return value == edit.constant
    return value <= edit.constant if edit.relation == "<=" else value >= edit.constant


def sides(edit: Edit, frame: pd.DataFrame) -> "tuple[pd.Series[int], pd.Series[int]]":
    """Give the values of both sides of `edit`, as it is typed, for each row of `frame` (Int64)."""
    return _values(edit.left, frame), _values(edit.right, frame)


def _values(expression: Expression, frame: pd.DataFrame) -> "pd.Series[int]":
    total = pd.Series(expression.constant, index=frame.index, dtype="Int64")
    for name, coefficient in expression.terms:
        total = total + frame[name] * coefficient
    return total


def _comparison(text: str) -> ast.Compare:
    """Parse `text` as Python, in which the one `=` of mathematics is `==`."""
    if len(text) > MAX_LENGTH:
        raise _fault(f"{text[:40]}…", f"it is longer than {MAX_LENGTH} characters")
    try:
        tree = ast.parse(LONE_EQUALS.sub("==", text.strip()), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise _fault(text, "it is no formula, check brackets and signs") from error
    if not isinstance(tree, ast.Compare):
        raise _fault(text, "one of =, <=, >= must stand between its two sides")
    if len(tree.ops) > 1:
        raise _fault(text, "it has more than one relation, write an edit for each")
    return tree


def _relation(operator: ast.cmpop, text: str) -> Relation:
    if isinstance(operator, ast.Lt | ast.Gt):
        raise _fault(text, "numbers are whole: instead of a < b write a <= b - 1")
    if type(operator) not in RELATIONS:
        raise _fault(text, "the relation is none of =, <=, >=")
    return RELATIONS[type(operator)]


def _expression(node: ast.expr, text: str) -> Expression:
    expression = _linear(node, text)
    numbers = (expression.constant, *(number for _, number in expression.terms))
    if max(map(abs, numbers)) > MAX_NUMBER:
        raise _fault(text, f"a number in it is over {MAX_NUMBER}")
    return expression


def _linear(node: ast.expr, text: str) -> Expression:
    """Read one node of a formula; EditError if it is not linear over whole numbers."""
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            return Expression((), number)
        case ast.Name(id=name):
            return Expression(((name, 1),), 0)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _linear(operand, text)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _times(_linear(operand, text), -1)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _sum(_linear(left, text), _linear(right, text))
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _sum(_linear(left, text), _times(_linear(right, text), -1))
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _product(_linear(left, text), _linear(right, text), text)
    raise _fault(text, f"«{ast.unparse(node)}» is not made of whole numbers, names, +, - and *")


def _sum(one: Expression, other: Expression) -> Expression:
    return Expression(_merged((*one.terms, *other.terms)), one.constant + other.constant)


def _times(expression: Expression, factor: int) -> Expression:
    terms = _merged((name, number * factor) for name, number in expression.terms)
    return Expression(terms, expression.constant * factor)


def _product(one: Expression, other: Expression, text: str) -> Expression:
    if one.terms and other.terms:
        raise _fault(text, "a product of two fields is not linear")
    return _times(one, other.constant) if one.terms else _times(other, one.constant)


def _merged(terms: Iterable[tuple[str, int]]) -> Terms:
    """Add up the coefficients of each name and leave out those that come to 0."""
    total: Counter[str] = Counter()
    for name, number in terms:
        total[name] += number
    return tuple((name, number) for name, number in total.items() if number)


def _known(name: str, names: Collection[str] | None, text: str) -> None:
    if names is None or name in names:
        return
    near = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0)
    hint = f", the nearest name is «{near[0]}»" if near else ""
    raise _fault(text, f"there is no number field «{name}»{hint}")


def _fault(text: str, what: str) -> EditError:
    return EditError(f"edit «{text.strip()}»: {what}")
