"""The linear relaxation of the matching, and a bound on every solution that it proves.

Rows go ≤ open and columns enter as they are needed: a district's problem is solved to the end,
a region's until the bound is good enough. The bound is that of Lagrange (needs and visits
relaxed), computed over all columns: it holds for the whole problem, whatever the relaxation
left out, and for any multipliers, so that no tolerance of the solver can spoil it.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from rules.highs import ROOM, Bools, Floats, Ints, program, run, solver
from rules.matching_problem import Problem, rank_within

BEST = 20
"""A region's relaxation begins with so many best hosts of each need."""

NEW = 2
"""So many further hosts of a need may enter in a round."""

ROUNDS = 6
"""A region's relaxation ends after so many rounds."""

MANY_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Relaxed:
    """How far each event is open, the bound, and by column and event what its use would cost.

    `column_loss` and `event_loss` are None where the relaxation was not solved to the end; else
    a column (event) that is not used cannot be in a solution better than `bound` − its loss,
    an open event with a negative loss cannot be closed in one better than `bound` + its loss.
    """

    opened: Floats
    bound: float
    column_loss: Floats | None = None
    event_loss: Floats | None = None


def relax(problem: Problem, whole: bool) -> Relaxed:
    """Solve the relaxation: `whole` with all columns and to the end, else a region's."""
    inside = np.ones(len(problem.need), bool) if whole else _best_hosts(problem)
    work = _Work(problem, np.flatnonzero(inside))
    best = np.inf
    for _ in range(MANY_ROUNDS if whole else ROUNDS):
        values, duals = run(work.model)
        opened = values[: len(problem.host)]
        best = min(best, bound(problem, *work.multipliers(duals)))
        if not work.add_rows(values) + (0 if whole else work.add_columns(inside, duals)):
            break
    if not whole:
        return Relaxed(opened, best)
    losses = -np.array(work.model.getSolution().col_dual)
    return Relaxed(opened, best, losses[len(opened) :], losses[: len(opened)])


def _best_hosts(problem: Problem) -> Bools:
    """Choose the best hosts of each need; equal ones in turn, so that all hosts are somebody's."""
    own = rank_within(problem.need, problem.event)
    number = np.bincount(problem.need, minlength=len(problem.guest))[problem.need]
    turn = (own - 7919 * problem.guest[problem.need]) % number
    return rank_within(problem.need, -problem.weight, turn) < BEST


class _Work:
    """The relaxation in the solver: the open columns first, then those that go."""

    def __init__(self, problem: Problem, columns: Ints) -> None:
        self.problem, self.columns = problem, columns
        self.starred = np.zeros(len(columns), bool)
        needs, orgs, events = len(problem.guest), len(problem.visits), len(problem.host)
        self.first_visit, self.first_place = needs, needs + orgs
        self.first_host = self.first_place + events
        go = np.column_stack(self._rows_of(columns)).ravel()
        starts = np.arange(0, len(go) + 1, 3)
        shape = (self.first_host + orgs, len(columns))
        goes = sp.csc_array((np.ones(len(go)), go, starts), shape=shape)
        gain = np.concatenate([-problem.opening, problem.weight[columns]])
        upper = np.concatenate([np.ones(events), np.full(len(columns), np.inf)])
        lower = np.concatenate([problem.free.astype(float), np.zeros(len(columns))])
        most = np.concatenate([np.ones(needs), problem.visits, np.zeros(events), problem.events])
        matrix = sp.hstack([self._opens(shape[0]), goes], format="csc")
        self.model = solver(solver="simplex")
        self.model.passModel(program(gain, lower, upper, matrix, most.astype(float)))

    def _rows_of(self, columns: Ints) -> tuple[Ints, Ints, Ints]:
        need, event = self.problem.need[columns], self.problem.event[columns]
        return need, self.first_visit + self.problem.guest[need], self.first_place + event

    def _opens(self, rows: int) -> sp.csc_array:
        events = np.arange(len(self.problem.host))
        counted = np.flatnonzero(~self.problem.free)
        at = np.concatenate(
            [self.first_place + events, self.first_host + self.problem.host[counted]]
        )
        values = np.concatenate([-self.problem.places.astype(float), np.ones(len(counted))])
        columns = np.concatenate([events, counted])
        return sp.csc_array((values, (at, columns)), shape=(rows, len(events)))

    def multipliers(self, duals: Floats) -> tuple[Floats, Floats]:
        """Give what a need and what a visit is worth."""
        return (
            np.maximum(duals[: self.first_visit], 0),
            np.maximum(duals[self.first_visit : self.first_place], 0),
        )

    def add_rows(self, values: Floats) -> int:
        """Add go ≤ open for the columns that break it; tell how many."""
        events = len(self.problem.host)
        event = self.problem.event[self.columns]
        broken = (values[events:] > values[event] + ROOM) & ~self.starred
        found = np.flatnonzero(broken)
        self.starred[found] = True
        size = len(found)
        if size:
            pairs = np.column_stack([event[found], events + found]).ravel().astype(np.int32)
            starts = np.arange(0, 2 * size, 2, dtype=np.int32)
            signs = np.tile([-1.0, 1.0], size)
            self.model.addRows(
                size, np.full(size, -np.inf), np.zeros(size), 2 * size, starts, pairs, signs
            )
        return size

    def add_columns(self, inside: Bools, duals: Floats) -> int:
        """Add the columns that would gain most, `NEW` for each need; tell how many."""
        problem = self.problem
        places = np.maximum(duals[self.first_place : self.first_host], 0)
        need, visit = self.multipliers(duals)
        worth = need + visit[problem.guest]
        gain = problem.weight - worth[problem.need] - places[problem.event]
        found = np.flatnonzero((gain > ROOM) & ~inside)
        found = found[rank_within(problem.need[found], -gain[found]) < NEW]
        size = len(found)
        inside[found] = True
        self.columns = np.concatenate([self.columns, found])
        self.starred = np.concatenate([self.starred, np.zeros(size, bool)])
        if size:
            rows = np.column_stack(self._rows_of(found)).ravel().astype(np.int32)
            starts = np.arange(0, 3 * size, 3, dtype=np.int32)
            ends = np.zeros(size), np.full(size, np.inf)
            weight = problem.weight[found]
            self.model.addCols(size, weight, *ends, 3 * size, starts, rows, np.ones(3 * size))
        return size


def bound(problem: Problem, need_worth: Floats, visit_worth: Floats) -> float:
    """Give Lagrange's bound on the objective for multipliers ≥ 0 of needs and visits."""
    gain = problem.weight - (need_worth + visit_worth[problem.guest])[problem.need]
    event_gain = best_gains(problem, gain) - problem.opening
    counted = np.flatnonzero(~problem.free & (event_gain > 0))
    order = rank_within(problem.host[counted], -event_gain[counted])
    hosted = counted[order < problem.events[problem.host[counted]]]
    taken = event_gain[hosted].sum() + event_gain[problem.free].sum()
    return float(need_worth.sum() + problem.visits @ visit_worth + taken)


def best_gains(problem: Problem, gain: Floats) -> Floats:
    """Give what each event could gain at most: the sum of its best columns, as it has places."""
    found = np.flatnonzero(gain > 0)
    event = problem.event[found]
    found = found[rank_within(event, -gain[found]) < problem.places[event]]
    sums = np.bincount(problem.event[found], gain[found], minlength=len(problem.host))
    return sums.astype(np.float64)  # whole numbers where nothing is found
