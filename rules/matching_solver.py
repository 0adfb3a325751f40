"""The solver of the matching: proven optimal at a district's size, bounded at a region's.

The relaxation gives a bound and a solution; where they do not meet and the problem is a
district's, branch and bound goes on with the columns that could still be in a better solution.
"""

import highspy
import numpy as np
import scipy.sparse as sp

from rules.highs import ROOM, Bools, Ints, program, solver
from rules.matching_problem import Problem, Solution, value_of
from rules.matching_relaxation import Relaxed, relax
from rules.matching_search import improve, round_open

LARGEST = 150_000
"""A problem with more columns than this is a region's: its optimum is not proven."""

NODES = 100
"""So many nodes of branch and bound at most: districts are settled in a few, or not for long."""

VERSION = f"1/{highspy.HIGHS_VERSION_MAJOR}.{highspy.HIGHS_VERSION_MINOR}"
"""Solutions of another version are not to be taken from a cache: they may be other ones."""


def solve(problem: Problem) -> Solution:
    """Solve the problem; the same problem has the same solution in every process."""
    if not len(problem.need):
        return Solution((), 0.0, 0.0)
    whole = len(problem.need) <= LARGEST
    relaxed = relax(problem, whole)
    chosen = improve(problem, round_open(problem, relaxed.opened))
    value, bound = value_of(problem, chosen), relaxed.bound
    if whole and bound - value > ROOM:
        chosen, bound = _prove(problem, relaxed, chosen)
        value = value_of(problem, chosen)
    return Solution(tuple(chosen.tolist()), value, bound if bound - value > ROOM else value)


def _prove(problem: Problem, relaxed: Relaxed, chosen: Ints) -> tuple[Ints, float]:
    """Look for a solution better than `chosen` and prove the best one; give it and a bound."""
    assert relaxed.column_loss is not None
    assert relaxed.event_loss is not None
    value = value_of(problem, chosen)
    needless = relaxed.bound - value + ROOM
    kept = np.flatnonzero(relaxed.column_loss <= needless)
    must_open = problem.free | (relaxed.event_loss < -needless)
    model = solver(
        mip_rel_gap=0.0, mip_abs_gap=ROOM, mip_max_nodes=NODES, mip_detect_symmetry=False
    )
    model.passModel(_whole_program(problem, kept, must_open))
    size = len(problem.host) + len(kept)
    start = np.zeros(size)
    start[problem.event[chosen]] = 1
    start[len(problem.host) + np.searchsorted(kept, chosen)] = 1
    model.setSolution(size, np.arange(size, dtype=np.int32), start)
    model.run()
    goes = np.array(model.getSolution().col_value)[len(problem.host) :]
    found = kept[goes > 0.5]
    best = found if value_of(problem, found) > value + ROOM else chosen
    return best, min(relaxed.bound, max(value, model.getInfo().mip_dual_bound))


def _whole_program(problem: Problem, kept: Ints, must_open: Bools) -> highspy.HighsLp:
    """Give the integer program of the columns `kept`, go ≤ open for each of them."""
    events, columns = np.arange(len(problem.host)), np.arange(len(kept))
    need, event = problem.need[kept], problem.event[kept]
    counted = events[~problem.free]
    go = [
        _ones(need, columns, len(problem.guest)),
        _ones(problem.guest[need], columns, len(problem.visits)),
        _ones(event, columns, len(events)),
        sp.csr_array((len(problem.events), len(kept))),
        _ones(columns, columns, len(kept)),
    ]
    opens = [
        sp.csr_array((len(problem.guest), len(events))),
        sp.csr_array((len(problem.visits), len(events))),
        -sp.diags_array(problem.places.astype(float)),
        _ones(problem.host[counted], counted, len(problem.events), len(events)),
        -_ones(columns, event, len(kept), len(events)),
    ]
    most = [
        np.ones(len(problem.guest)), problem.visits, np.zeros(len(events)), problem.events,
        np.zeros(len(kept)),
    ]  # fmt: skip
    matrix = sp.block_array([list(pair) for pair in zip(opens, go, strict=True)], format="csc")
    size = len(events) + len(kept)
    made = program(
        np.concatenate([-problem.opening, problem.weight[kept]]),
        np.concatenate([must_open.astype(float), np.zeros(len(kept))]),
        np.ones(size),
        matrix,
        np.concatenate(most).astype(float),
    )
    made.integrality_ = [highspy.HighsVarType.kInteger] * size
    return made


def _ones(rows: Ints, columns: Ints, height: int, width: int | None = None) -> sp.csr_array:
    shape = (height, len(columns) if width is None else width)
    return sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
