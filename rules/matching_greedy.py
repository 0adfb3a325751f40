"""What a greedy choice would have met: the pairs or the events that gain most, one by one."""

import heapq

import numpy as np

from rules.highs import ROOM, Floats, Ints
from rules.matching_problem import Problem


class _Left:
    """What is left while pairs are chosen one by one."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.unmet = np.ones(len(problem.guest), bool)
        self.visits, self.places = problem.visits.copy(), problem.places.copy()
        self.events, self.opened = problem.events.copy(), problem.free.copy()
        self.chosen: list[int] = []

    def can_open(self, event: int) -> bool:
        """Tell whether the event is open, or its host may open one more."""
        return bool(self.opened[event] or self.events[self.problem.host[event]] > 0)

    def can_go(self, column: int) -> bool:
        """Tell whether nothing but an event that is not open yet stands in the way of a pair."""
        need, event = self.problem.need[column], self.problem.event[column]
        guest = self.problem.guest[need]
        return bool(self.unmet[need] and self.visits[guest] > 0 and self.places[event] > 0)

    def open(self, event: int) -> None:
        """Open an event that is not open yet."""
        if not self.opened[event]:
            self.opened[event] = True
            self.events[self.problem.host[event]] -= 1

    def go(self, column: int) -> None:
        """Let a pair go."""
        need, event = self.problem.need[column], self.problem.event[column]
        self.unmet[need] = False
        self.visits[self.problem.guest[need]] -= 1
        self.places[event] -= 1
        self.chosen.append(column)


def pair_greedy(problem: Problem) -> Ints:
    """Choose again and again the pair that gains most, the price of its event included."""
    left, opening = _Left(problem), problem.opening
    of_event = _columns_of_events(problem)
    gain = problem.weight - opening[problem.event]
    order = np.lexsort((np.arange(len(gain)), -gain))
    waiting = iter(order[gain[order] > ROOM].tolist())
    following = next(waiting, None)
    free: list[tuple[float, int]] = []  # pairs of events that are open, at their full weight
    while free or following is not None:
        if following is None or (free and -free[0][0] >= gain[following]):
            column = heapq.heappop(free)[1]
        else:
            column, following = following, next(waiting, None)
        event = int(problem.event[column])
        if not left.can_go(column) or not left.can_open(event):
            continue
        if not left.opened[event]:
            left.open(event)
            for other in of_event[event].tolist():
                heapq.heappush(free, (-float(problem.weight[other]), other))
        left.go(column)
    return np.array(sorted(left.chosen), dtype=np.int64)


def event_greedy(problem: Problem) -> Ints:
    """Choose again and again the event that gains most with the guests that it could still take."""
    left, opening = _Left(problem), problem.opening
    of_event = _columns_of_events(problem)
    gains = {event: _best(left, columns) for event, columns in enumerate(of_event)}
    heap = [
        (opening[event] - gain, event) for event, (gain, _) in gains.items() if len(of_event[event])
    ]
    heapq.heapify(heap)
    while heap:
        before, event = heapq.heappop(heap)
        if not left.can_open(event):
            continue
        gain, columns = _best(left, of_event[event])
        now = opening[event] - gain
        if now >= -ROOM:
            continue
        if now > before + ROOM:  # others took its guests meanwhile
            heapq.heappush(heap, (now, event))
            continue
        left.open(event)
        for column in columns.tolist():
            left.go(column)
    return np.array(sorted(left.chosen), dtype=np.int64)


def _best(left: _Left, columns: Ints) -> tuple[float, Ints]:
    """Give what an event gains with the best guests it can take, and their columns."""
    problem = left.problem
    need = problem.need[columns]
    able = columns[left.unmet[need] & (left.visits[problem.guest[need]] > 0)]
    weights: Floats = problem.weight[able]
    best = able[np.lexsort((able, -weights))]
    taken = best[: left.places[problem.event[columns[0]]]] if len(columns) else best
    return float(problem.weight[taken].sum()), taken


def _columns_of_events(problem: Problem) -> list[Ints]:
    order = np.argsort(problem.event, kind="stable")
    starts = np.searchsorted(problem.event[order], np.arange(1, len(problem.host)))
    return np.split(order, starts)
