"""Whole non-negative numbers that satisfy linear equalities and inequalities, decided exactly.

The Omega test (Pugh 1991), in whole numbers only and for domains without an upper bound:
equalities are substituted as in Euclid's algorithm, inequalities eliminated as by Fourier and
Motzkin where that is cheap, else by the simplex method with branch and bound.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd
from operator import mul

Row = tuple[int, ...]
"""Coefficients of the variables and then a constant: a sum that must be 0, or at least 0."""

DEEPEST = 100
"""So many branchings are tried (real edits need a few), then elimination takes over."""


@dataclass(frozen=True, slots=True)
class System:
    """Conditions on `size` whole numbers: sums that must be 0, and sums that must be ≥ 0."""

    size: int
    zero: tuple[Row, ...]
    least: tuple[Row, ...]


def solve(system: System, depth: int = 0) -> tuple[int, ...] | None:
    """Give whole numbers that satisfy `system`, or None when there are none.

    `depth` tells how often a variable's range has been halved on the way here.
    """
    tidy = _tidy(system)
    if tidy is None:
        return None
    if tidy.zero:
        return _by_substitution(tidy, depth)
    if not tidy.least:
        return (0,) * system.size
    at, cheap = _cheapest(tidy)
    if cheap:
        return _by_elimination(tidy, at, depth)
    return _by_branching(tidy, at, depth)


def _tidy(system: System) -> System | None:
    """Divide conditions by their common factor, keep the sharpest; None if one cannot hold.

    What must be at least and at most the same number is an equality.
    """
    bounds: dict[Row, int] = {}
    for row in system.least:
        factor = gcd(*row[:-1])
        if factor:
            key = tuple(number // factor for number in row[:-1])
            bounds[key] = min(row[-1] // factor, bounds.get(key, row[-1] // factor))
        elif row[-1] < 0:
            return None
    zero = list(system.zero)
    least = []
    for key, bound in bounds.items():
        room = bounds.get(negated(key))
        if room is None or bound + room > 0:
            least.append((*key, bound))
        elif bound + room < 0:
            return None
        else:
            zero.append((*key, bound))
    divided = _divided(zero)
    return None if divided is None else System(system.size, divided, tuple(least))


def _divided(zero: Sequence[Row]) -> tuple[Row, ...] | None:
    """Divide equalities by their common factor; None if whole numbers cannot satisfy one."""
    rows: dict[Row, None] = {}
    for row in zero:
        factor = gcd(*row[:-1])
        if row[-1] % factor if factor else row[-1]:
            return None
        if factor:
            rows[tuple(number // factor for number in row)] = None
    return tuple(rows)


def _by_substitution(system: System, depth: int) -> tuple[int, ...] | None:
    """Solve by taking one variable out of the first equality, as in Euclid's algorithm.

    The variable x with the least coefficient a is replaced by a new one, t: x is t minus the
    quotients of the other terms by a. Their remainders by a are left in the equality; if a
    is 1 or -1 there are none and t is 0, so that x is gone.
    """
    equality = system.zero[0]
    at = min((abs(number), index) for index, number in enumerate(equality[:-1]) if number)[1]
    pivot = equality[at]
    quotients = [number // pivot for number in equality]
    kept = int(abs(pivot) > 1)
    quotients[at] = 1 - kept

    def replaced(row: Row) -> Row:
        return tuple(
            number - row[at] * quotient for number, quotient in zip(row, quotients, strict=True)
        )

    left = System(
        system.size, tuple(map(replaced, system.zero)), tuple(map(replaced, system.least))
    )
    found = solve(left, depth)
    if found is None:
        return None
    quotients[at] = 0
    return _with(found, at, found[at] - amount(quotients, found))


def _by_branching(system: System, at: int, depth: int) -> tuple[int, ...] | None:
    """Solve inequalities from a vertex: a fraction in it is rounded down or up.

    Where that has not ended at `DEEPEST`, as it may not in an unbounded domain, elimination
    (of the variable `at` first) will.
    """
    vertex = _vertex(system)
    if vertex is None:
        return None
    fractional = [index for index, value in enumerate(vertex) if value.denominator > 1]
    if not fractional:
        return tuple(map(int, vertex))
    if depth >= DEEPEST:
        return _by_elimination(system, at, depth)
    split = floor(vertex[fractional[0]])
    for number, constant in ((-1, split), (1, -split - 1)):
        row = unit(fractional[0], number, constant, system.size)
        found = solve(System(system.size, (), (*system.least, row)), depth + 1)
        if found is not None:
            return found
    return None


def _vertex(system: System) -> tuple[Fraction, ...] | None:
    """Give numbers that satisfy the inequalities, not always whole ones; None if none do.

    The simplex method without an objective (Dutertre & de Moura 2006) by Bland's rule. The
    `size` variables and the slack of each inequality are labels from 0 on. `table` holds for
    each basic one a denominator, the coefficients of the others (`columns`, at 0) and a constant.
    """
    size = system.size
    columns = list(range(size))
    table = {size + index: (1, *row) for index, row in enumerate(system.least)}
    while short := [label for label, row in table.items() if label >= size and row[-1] < 0]:
        leaving = min(short)
        row = table.pop(leaving)
        entering = [
            (label, at)
            for at, label in enumerate(columns, 1)
            if row[at] > 0 or (row[at] and label < size)
        ]
        if not entering:
            return None
        label, at = min(entering)
        solved = _solved(row, at)
        table = {basic: _inserted(old, at, solved) for basic, old in table.items()}
        table[label] = solved
        columns[at - 1] = leaving
    values = {label: Fraction(row[-1], row[0]) for label, row in table.items()}
    return tuple(values.get(label, Fraction(0)) for label in range(size))


def _solved(row: Row, at: int) -> Row:
    """Turn a row of the simplex table over: the variable in column `at` from its basic one."""
    sign = 1 if row[at] > 0 else -1
    turned = [-sign * number for number in row]
    turned[0], turned[at] = abs(row[at]), sign * row[0]
    return tuple(turned)


def _inserted(row: Row, at: int, solved: Row) -> Row:
    """Put `solved` into a row of the simplex table in place of the variable in column `at`."""
    if not row[at]:
        return row
    scale, share = solved[0], row[at]
    mixed = [scale * one + share * other for one, other in zip(row, solved, strict=True)]
    mixed[0], mixed[at] = scale * row[0], share * solved[at]
    factor = gcd(*mixed)
    return tuple(number // factor for number in mixed)


def _by_elimination(system: System, at: int, depth: int) -> tuple[int, ...] | None:
    """Solve inequalities by taking out one variable, x, that in the column `at`.

    If the rest has a solution in the dark shadow, x has a whole number between its bounds.
    Otherwise, unless the shadow is exact, x is close to one of its lower bounds in every
    solution that there may be: try them all.
    """
    lower, upper, rest = _parted(system.least, at)
    found = solve(System(system.size, (), (*rest, *_shadow(lower, upper, at))), depth)
    if found is not None:
        return _with(found, at, _between(lower, upper, at, found))
    if _is_exact(lower, upper, at):
        return None
    steepest = max(-row[at] for row in upper)
    for row in lower:
        for step in range((steepest - 1) * row[at] // steepest):
            near = (*row[:-1], row[-1] - step)
            found = solve(System(system.size, (near,), system.least), depth)
            if found is not None:
                return found
    return None


def _parted(rows: Sequence[Row], at: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Part `rows` into those that bound the variable from below, from above, and not at all."""
    lower = [row for row in rows if row[at] > 0]
    upper = [row for row in rows if row[at] < 0]
    return lower, upper, [row for row in rows if not row[at]]


def _cheapest(system: System) -> tuple[int, bool]:
    """Choose the variable to eliminate, one with an exact shadow and few new conditions.

    Tell too whether it is cheap: exact, and conditions become no more than they are.
    """

    def cost(at: int) -> tuple[bool, int]:
        lower, upper, _ = _parted(system.least, at)
        growth = len(lower) * len(upper) - len(lower) - len(upper)
        return not _is_exact(lower, upper, at), growth

    present = [at for at in range(system.size) if any(row[at] for row in system.least)]
    best = min(present, key=cost)
    inexact, growth = cost(best)
    return best, not inexact and growth <= 0


def _is_exact(lower: Sequence[Row], upper: Sequence[Row], at: int) -> bool:
    """Tell whether a whole number between the bounds exists wherever any number does."""
    return all(row[at] == 1 for row in lower) or all(row[at] == -1 for row in upper)


def _shadow(lower: Sequence[Row], upper: Sequence[Row], at: int) -> Iterator[Row]:
    """Give what the other variables must satisfy for a whole number to be between all bounds."""
    for low in lower:
        for high in upper:
            up, down = low[at], -high[at]
            row = tuple(down * one + up * other for one, other in zip(low, high, strict=True))
            yield (*row[:-1], row[-1] - (up - 1) * (down - 1))


def _between(lower: Sequence[Row], upper: Sequence[Row], at: int, others: tuple[int, ...]) -> int:
    """Give the least (without lower bounds the greatest) value that the bounds allow."""
    point = _with(others, at, 0)
    if lower:
        return max(-(amount(row, point) // row[at]) for row in lower)
    return min(amount(row, point) // -row[at] for row in upper)


def amount(row: Sequence[int], point: tuple[int, ...]) -> int:
    """Give what `row` comes to at `point`, one number for each variable."""
    products: Iterator[int] = map(mul, row, point)  # ends with the shorter one, `point`
    return sum(products) + row[-1]


def _with(point: tuple[int, ...], at: int, value: int) -> tuple[int, ...]:
    return (*point[:at], value, *point[at + 1 :])


def negated(row: Row) -> Row:
    """Turn `row` about: ≥ 0 becomes ≤ 0."""
    return tuple(-number for number in row)


def unit(at: int, number: int, constant: int, size: int) -> Row:
    """Give the row of `number` × one variable + `constant`."""
    return (*(number if index == at else 0 for index in range(size)), constant)
