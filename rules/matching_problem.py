"""The problem that the solver of the matching gets: plain arrays, accepted pairs taken out.

Maximise Σ weight·go − cost·Σ open (open events that are not free), where each need is met at
most once, a guest makes at most its visits, a host opens at most its events, an event takes at
most its places, and goes only where it is open. A capacitated facility-location problem.
"""

import hashlib
from dataclasses import dataclass, fields

import numpy as np

from rules.highs import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is left to choose.

    `visits` and `events` are how many of them each organisation has left; by need `guest`, by
    event `host`, `places` and `free` (it is open already and costs nothing); by column (a
    need that an event could meet, in order of need and event) `need`, `event`, `weight` > 0.
    """

    visits: Ints
    events: Ints
    guest: Ints
    host: Ints
    places: Ints
    free: Bools
    need: Ints
    event: Ints
    weight: Floats
    cost: float

    def digest(self) -> str:
        """Give what stands for the whole problem, the same in every process."""
        made = hashlib.blake2b(digest_size=16)
        for item in fields(self):
            made.update(np.asarray(getattr(self, item.name)).tobytes() + b"|")
        return made.hexdigest()

    @property
    def opening(self) -> Floats:
        """What it costs to open each event."""
        return np.where(self.free, 0.0, self.cost)


@dataclass(frozen=True, slots=True)
class Solution:
    """What the solver found: the columns that go, in order; a bound on any objective.

    Both are of the problem that was solved, so that a solution may be kept under the digest of
    its problem. `objective` ≤ `bound`.
    """

    chosen: tuple[int, ...]
    objective: float
    bound: float


def value_of(problem: Problem, chosen: Ints) -> float:
    """Give the objective of a choice of columns."""
    opened = np.unique(problem.event[chosen])
    return float(problem.weight[chosen].sum() - problem.opening[opened].sum())


def rank_within(groups: Ints, *keys: Floats | Ints) -> Ints:
    """Give the place (from 0) of each item in its group, by `keys`, the first one first.

    Equal items stand in their own order.
    """
    order = np.lexsort((*reversed(keys), groups))
    ordered = groups[order]
    places = np.empty(len(groups), dtype=np.int64)
    places[order] = np.arange(len(groups)) - np.searchsorted(ordered, ordered)
    return places
