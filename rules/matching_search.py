"""Whole solutions of the matching: events rounded from the relaxation, guests placed exactly.

With the open events given, who goes where is a flow, so that a linear program places the guests
exactly. Local improvement then closes events that are not worth their cost, and opens others,
as long as that helps.
"""

import numpy as np
import scipy.sparse as sp

from rules.highs import ROOM, Bools, Floats, Ints, program, run, solver
from rules.matching_problem import Problem, rank_within, value_of
from rules.matching_relaxation import best_gains

STEPS = 40
"""So many steps of local improvement at most."""

TOGETHER = 32
"""So many events are opened or closed at the first step."""


def round_open(problem: Problem, opened: Floats) -> Bools:
    """Open the events that are at least half open, no more at a host than it may hold."""
    kept = opened >= 0.5
    found = np.flatnonzero(kept & ~problem.free)
    host = problem.host[found]
    late = rank_within(host, -opened[found]) >= problem.events[host]
    kept[found[late]] = False
    return kept | problem.free


class Placing:
    """The linear program that places guests at open events; it starts from its last solution."""

    def __init__(self, problem: Problem) -> None:
        """Begin with no event open."""
        self.problem = problem
        self.needs, orgs = len(problem.guest), len(problem.visits)
        self.first_place = self.needs + orgs
        self.columns = np.empty(0, dtype=np.int64)
        self.known = np.zeros(len(problem.host), bool)
        self.opened = self.known.copy()
        most = np.concatenate([np.ones(self.needs), problem.visits, np.zeros(len(problem.host))])
        empty = np.empty(0)
        self.model = solver(solver="simplex")
        matrix = sp.csc_array((len(most), 0), dtype=float)
        self.model.passModel(program(empty, empty, empty, matrix, most))

    def place(self, opened: Bools) -> tuple[Ints, Floats]:
        """Place guests at the events `opened` in the best way.

        Gives the columns that go, and by need what a place for it anywhere costs the others.
        """
        self._add_columns(opened & ~self.known)
        changed = np.flatnonzero(opened != self.opened)
        most = np.where(opened, self.problem.places, 0)[changed].astype(float)
        rows = (self.first_place + changed).astype(np.int32)
        least = np.full(len(rows), -np.inf)
        self.model.changeRowsBounds(  # type: ignore[attr-defined]
            len(rows), rows, least, most
        )
        self.opened = opened.copy()
        values, duals = run(self.model)
        need, visit = np.maximum(duals[: self.needs], 0), np.maximum(duals[self.needs :], 0)
        return np.sort(self.columns[values > 0.5]), need + visit[self.problem.guest]

    def _add_columns(self, opened: Bools) -> None:
        self.known |= opened
        found = np.flatnonzero(opened[self.problem.event])
        self.columns = np.concatenate([self.columns, found])
        need, event = self.problem.need[found], self.problem.event[found]
        rows = [need, self.needs + self.problem.guest[need], self.first_place + event]
        size = len(found)
        starts = np.arange(0, 3 * size, 3, dtype=np.int32)
        at = np.column_stack(rows).ravel().astype(np.int32)
        ends = np.zeros(size), np.full(size, np.inf)
        weight = self.problem.weight[found]
        self.model.addCols(size, weight, *ends, 3 * size, starts, at, np.ones(3 * size))


def improve(problem: Problem, opened: Bools) -> Ints:
    """Place guests at the `opened` events and improve the choice of events; give the columns.

    Moves are tried together, half as many where they did not help, twice as many where they did.
    """
    placing = Placing(problem)
    chosen, worth = placing.place(opened)
    opened, number = _used(problem, chosen), TOGETHER
    tried = _moves(problem, opened, chosen, worth)
    for _ in range(STEPS):
        number = min(number, len(tried))
        if not number:
            break
        changed = opened.copy()
        changed[tried[:number]] = ~changed[tried[:number]]
        made, its_worth = placing.place(changed)
        if value_of(problem, made) > value_of(problem, chosen) + ROOM:
            chosen, worth, number = made, its_worth, 2 * number
            opened = _used(problem, chosen)
            tried = _moves(problem, opened, chosen, worth)
        else:
            number //= 2
    return chosen


def _used(problem: Problem, chosen: Ints) -> Bools:
    used = problem.free.copy()
    used[problem.event[chosen]] = True
    return used


def _moves(problem: Problem, opened: Bools, chosen: Ints, worth: Floats) -> Ints:
    """Give events to open or close together, the most promising first.

    Each need and each host has a part in one of them at most.
    """
    gains = np.where(
        opened, _closing_gains(problem, opened, chosen), _opening_gains(problem, worth)
    )
    gains[problem.free] = 0
    room = problem.events - np.bincount(
        problem.host[opened & ~problem.free], minlength=len(problem.events)
    )
    gains[~opened & (room[problem.host] <= 0)] = 0
    found = np.flatnonzero(gains > ROOM)
    order = found[np.lexsort((found, -gains[found]))]
    return _apart(problem, order, worth)


def _opening_gains(problem: Problem, worth: Floats) -> Floats:
    return best_gains(problem, problem.weight - worth[problem.need]) - problem.opening


def _closing_gains(problem: Problem, opened: Bools, chosen: Ints) -> Floats:
    """Give what closing each open event saves, its guests going where a place is free."""
    taken = np.bincount(problem.event[chosen], minlength=len(problem.host))
    roomy = opened & (taken < problem.places)
    other = roomy[problem.event]
    other[chosen] = False
    elsewhere = np.zeros(len(problem.guest))
    np.maximum.at(elsewhere, problem.need[other], problem.weight[other])
    loss = problem.weight[chosen] - elsewhere[problem.need[chosen]]
    return problem.opening - np.bincount(problem.event[chosen], loss, minlength=len(problem.host))


def _apart(problem: Problem, order: Ints, worth: Floats) -> Ints:
    """Keep of the events in `order` those that share neither a need nor a host with one before."""
    gain = problem.weight - worth[problem.need]
    by_event = np.argsort(problem.event, kind="stable")
    starts = np.searchsorted(problem.event[by_event], np.arange(len(problem.host) + 1))
    needs: set[int] = set()
    hosts: set[int] = set()
    kept = []
    for event in order.tolist():
        columns = by_event[starts[event] : starts[event + 1]]
        own = set(problem.need[columns[gain[columns] > ROOM]].tolist())
        if not own & needs and problem.host[event] not in hosts:
            kept.append(event)
            needs |= own
            hosts.add(int(problem.host[event]))
    return np.array(kept, dtype=np.int64)
