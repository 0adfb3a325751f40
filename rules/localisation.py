"""Error localisation: which cells of a row to change so that all its edits hold.

Fellegi & Holt 1976; de Waal, Pannekoek & Scholtus, Handbook of Statistical Data Editing, 2011.
A set of cells repairs a row if some non-negative whole numbers in them, the other cells left
as they are, make every edit hold. Whether there are such numbers is decided exactly and for
domains without an upper bound, in whole numbers only, by the Omega test (Pugh 1991): equalities
are substituted as in Euclid's algorithm, inequalities eliminated as by Fourier and Motzkin.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor, gcd
from operator import mul

from rules.edits import Edit

Row = tuple[int, ...]
"""Coefficients of the variables and then a constant: a sum that must be 0, or at least 0."""

DEEPEST = 100  # branchings; real edits need a few, then elimination takes over
FEW = 2  # cells: nearly all rows are repaired by so many


@dataclass(frozen=True, slots=True)
class System:
    """Conditions on `size` whole numbers: sums that must be 0, and sums that must be ≥ 0."""

    size: int
    zero: tuple[Row, ...]
    least: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """What to change in a row.

    `sets` are all sets of cells of the least total `weight` whose change makes all edits hold,
    cells and sets in the order of the row. A row in which all edits hold has one set, the
    empty one, `((),)`; where no change at all can help there is none, `()`. `values` are the
    new values that the edits determine, and only where there is one such set.
    """

    sets: tuple[tuple[str, ...], ...]
    weight: int
    values: Mapping[str, int]

    @property
    def contradictory(self) -> bool:
        """The edits contradict each other: no values whatever satisfy them."""
        return not self.sets


def localise(
    edits: Sequence[Edit], row: Mapping[str, int | None], weights: Mapping[str, int] | None = None
) -> Repair:
    """Find all lightest sets of cells of `row` whose change makes all `edits` hold.

    Cells are whole numbers or None; values must become ≥ 0, so a negative one is an error of
    its own. Edits with an empty (or absent) cell are left out, and empty cells are not changed.
    `weights` are the costs of changing a cell, whole numbers of at least 1 (1 if not given).
    """
    known = {name: int(value) for name, value in row.items() if value is not None}
    live = tuple(edit for edit in edits if known.keys() >= set(edit.variables))
    used = {name for edit in live for name in edit.variables}
    names = tuple(name for name, value in known.items() if name in used or value < 0)
    observed = tuple(known[name] for name in names)
    system = _system(live, names)
    costs = _costs(names, weights or {})
    weight, chosen = _lightest(system, observed, costs, live)
    values = _determined(_freed(system, observed, chosen[0])) if len(chosen) == 1 else {}
    return Repair(
        sets=tuple(tuple(names[index] for index in cells) for cells in chosen),
        weight=weight,
        values={names[chosen[0][index]]: value for index, value in values.items()},
    )


def _costs(names: tuple[str, ...], weights: Mapping[str, int]) -> tuple[int, ...]:
    costs = tuple(weights.get(name, 1) for name in names)
    if any(cost < 1 for cost in costs):
        msg = "the weight of a cell is a whole number of at least 1"
        raise ValueError(msg)
    return costs


@lru_cache(maxsize=256)
def _contradictory(edits: tuple[Edit, ...]) -> bool:
    """Tell whether no non-negative values satisfy `edits`; it does not depend on the row."""
    names = tuple(dict.fromkeys(name for edit in edits for name in edit.variables))
    everything = tuple(range(len(names)))
    return _solution(_freed(_system(edits, names), (0,) * len(names), everything)) is None


def _system(edits: Sequence[Edit], names: tuple[str, ...]) -> System:
    """Write `edits` as conditions on the cells called `names`."""
    zero, least = [], []
    for edit in edits:
        coefficients = dict(edit.coefficients)
        row = (*(coefficients.get(name, 0) for name in names), -edit.constant)
        if edit.relation == "=":
            zero.append(row)
        else:
            least.append(row if edit.relation == ">=" else _negated(row))
    return System(len(names), tuple(zero), tuple(least))


def _lightest(
    system: System, observed: tuple[int, ...], costs: tuple[int, ...], edits: tuple[Edit, ...]
) -> tuple[int, list[tuple[int, ...]]]:
    """Give the least weight of a set of cells that repairs, and all sets of that weight.

    A set that repairs has a cell of each broken condition: the others need no closer look.
    Before larger sets are tried, make sure that the `edits` can be satisfied at all.
    """
    broken = _broken(system, observed)
    found: list[tuple[int, ...]] = []
    lightest = 0
    for weight, cells in _by_weight(costs):
        if found and weight > lightest:
            break
        if any(condition.isdisjoint(cells) for condition in broken):
            continue
        if len(cells) > FEW and _contradictory(edits):
            break
        if _solution(_freed(system, observed, cells)) is not None:
            found.append(cells)
            lightest = weight
    return lightest, found


def _broken(system: System, observed: tuple[int, ...]) -> list[frozenset[int]]:
    """Give for each condition that the `observed` values break the cells it is about."""
    rows = [row for row in system.zero if _value(row, observed) != 0]
    rows += [row for row in system.least if _value(row, observed) < 0]
    negative = [frozenset({index}) for index, value in enumerate(observed) if value < 0]
    return negative + [
        frozenset(index for index, number in enumerate(row[:-1]) if number) for row in rows
    ]


def _by_weight(costs: tuple[int, ...]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Go through all sets of cells, the lightest first, equals in the order of their cells."""
    queue: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    while queue:
        weight, cells = heapq.heappop(queue)
        yield weight, cells
        for index in range(cells[-1] + 1 if cells else 0, len(costs)):
            heapq.heappush(queue, (weight + costs[index], (*cells, index)))


def _freed(system: System, observed: tuple[int, ...], cells: tuple[int, ...]) -> System:
    """Fix all cells at their `observed` values but `cells`, which may be any number ≥ 0."""

    def rest(row: Row) -> Row:
        fixed = _value(row, observed) - sum(row[cell] * observed[cell] for cell in cells)
        return (*(row[cell] for cell in cells), fixed)

    size = len(cells)
    positive = tuple(_unit(index, 1, 0, size) for index in range(size))
    return System(size, tuple(map(rest, system.zero)), (*positive, *map(rest, system.least)))


def _determined(system: System) -> dict[int, int]:
    """Give the variables of a solvable `system` that have one possible value, with it."""
    solution = _solution(system) or ()
    values = {}
    for index, value in enumerate(solution):
        above = _unit(index, 1, -value - 1, system.size)
        below = _unit(index, -1, value - 1, system.size)
        others = (System(system.size, system.zero, (*system.least, row)) for row in (above, below))
        if all(_solution(other) is None for other in others):
            values[index] = value
    return values


def _solution(system: System, depth: int = 0) -> tuple[int, ...] | None:
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
        room = bounds.get(_negated(key))
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
    found = _solution(left, depth)
    if found is None:
        return None
    quotients[at] = 0
    return _with(found, at, found[at] - _value(quotients, found))


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
        row = _unit(fractional[0], number, constant, system.size)
        found = _solution(System(system.size, (), (*system.least, row)), depth + 1)
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
    found = _solution(System(system.size, (), (*rest, *_shadow(lower, upper, at))), depth)
    if found is not None:
        return _with(found, at, _between(lower, upper, at, found))
    if _is_exact(lower, upper, at):
        return None
    steepest = max(-row[at] for row in upper)
    for row in lower:
        for step in range((steepest - 1) * row[at] // steepest):
            near = (*row[:-1], row[-1] - step)
            found = _solution(System(system.size, (near,), system.least), depth)
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
        return max(-(_value(row, point) // row[at]) for row in lower)
    return min(_value(row, point) // -row[at] for row in upper)


def _value(row: Sequence[int], point: tuple[int, ...]) -> int:
    products: Iterator[int] = map(mul, row, point)  # ends with the shorter one, `point`
    return sum(products) + row[-1]


def _with(point: tuple[int, ...], at: int, value: int) -> tuple[int, ...]:
    return (*point[:at], value, *point[at + 1 :])


def _negated(row: Row) -> Row:
    return tuple(-number for number in row)


def _unit(at: int, number: int, constant: int, size: int) -> Row:
    """Give the row of `number` × one variable + `constant`."""
    return (*(number if index == at else 0 for index in range(size)), constant)
