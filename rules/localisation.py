"""Error localisation: which cells of a row to change so that all its edits hold.

Fellegi & Holt 1976; de Waal, Pannekoek & Scholtus, Handbook of Statistical Data Editing, 2011.
A set of cells repairs a row if some non-negative whole numbers in them, the other cells left
as they are, make every edit hold; `rules.integers` decides that exactly.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rules.edits import Edit
from rules.integers import Row, System, amount, negated, solve, unit

FEW = 2  # cells: nearly all rows are repaired by so many


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
    return solve(_freed(_system(edits, names), (0,) * len(names), everything)) is None


def _system(edits: Sequence[Edit], names: tuple[str, ...]) -> System:
    """Write `edits` as conditions on the cells called `names`."""
    zero, least = [], []
    for edit in edits:
        coefficients = dict(edit.coefficients)
        row = (*(coefficients.get(name, 0) for name in names), -edit.constant)
        if edit.relation == "=":
            zero.append(row)
        else:
            least.append(row if edit.relation == ">=" else negated(row))
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
        if solve(_freed(system, observed, cells)) is not None:
            found.append(cells)
            lightest = weight
    return lightest, found


def _broken(system: System, observed: tuple[int, ...]) -> list[frozenset[int]]:
    """Give for each condition that the `observed` values break the cells it is about."""
    rows = [row for row in system.zero if amount(row, observed) != 0]
    rows += [row for row in system.least if amount(row, observed) < 0]
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
        fixed = amount(row, observed) - sum(row[cell] * observed[cell] for cell in cells)
        return (*(row[cell] for cell in cells), fixed)

    size = len(cells)
    positive = tuple(unit(index, 1, 0, size) for index in range(size))
    return System(size, tuple(map(rest, system.zero)), (*positive, *map(rest, system.least)))


def _determined(system: System) -> dict[int, int]:
    """Give the variables of a solvable `system` that have one possible value, with it."""
    solution = solve(system) or ()
    values = {}
    for index, value in enumerate(solution):
        above = unit(index, 1, -value - 1, system.size)
        below = unit(index, -1, value - 1, system.size)
        others = (System(system.size, system.zero, (*system.least, row)) for row in (above, below))
        if all(solve(other) is None for other in others):
            values[index] = value
    return values
