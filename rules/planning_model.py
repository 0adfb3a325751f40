"""Dates as an integer program: at most one date an event, nobody at two events on a day.

Lexicographic: place as many events as can be, then make the fullest month as small as can be,
then the sum of squares of the months' loads.
"""

from collections.abc import Sequence
from typing import NamedTuple

import highspy
import numpy as np
import scipy.sparse as sp

from rules.highs import Ints, program, run, solver

NODES = 1_000
"""So many nodes of branch and bound at most, at each of the three steps."""


class Slots(NamedTuple):
    """What is left to date: by slot (an event on a day that it could have) `event`, `month`.

    `clashes` are lists of slots of which one at most can be taken; `base` is by month the number
    of events whose date stands already.
    """

    events: int
    event: Ints
    month: Ints
    clashes: Sequence[Sequence[int]]
    base: Ints


def best_slots(slots: Slots) -> tuple[Ints, bool]:
    """Give the slots to take, and whether it is proven that no choice is better.

    Beside the slots there is one column for the fullest month, and for each month one for each
    event it may get: the k-th costs what the square of the load grows by.
    """
    size, months = len(slots.event), len(slots.base)
    if not size:
        return np.empty(0, dtype=np.int64), True
    model = solver(mip_rel_gap=0.0, mip_max_nodes=NODES)
    steps = np.concatenate([2.0 * (base + np.arange(slots.events)) + 1 for base in slots.base])
    lp = _program(slots, len(steps))
    model.passModel(lp)
    gains = [np.zeros(lp.num_col_) for _ in range(3)]
    gains[0][:size], gains[1][size], gains[2][size + 1 :] = 1, -1, -steps
    proven, taken = True, np.empty(0, dtype=np.int64)
    for number, gain in enumerate(gains):
        model.changeColsCost(lp.num_col_, np.arange(lp.num_col_, dtype=np.int32), gain)
        values, _ = run(model)
        proven &= model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        taken = np.flatnonzero(values[:size] > 0.5)
        if number == 0:
            model.changeRowBounds(lp.num_row_ - 1, -np.inf, -float(len(taken)))
        elif number == 1:
            loads = slots.base + np.bincount(slots.month[taken], minlength=months)
            model.changeColBounds(size, 0.0, float(loads.max(initial=0)))
    return taken, proven


def _program(slots: Slots, steps: int) -> highspy.HighsLp:
    """Give the program without gains; its last row is that so many events get a date."""
    size, months = len(slots.event), len(slots.base)
    groups = [np.flatnonzero(slots.event == event) for event in range(slots.events)]
    groups += [np.asarray(group, dtype=np.int64) for group in slots.clashes]
    number = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    apart = _ones(number, np.concatenate(groups), (len(groups), size))
    load = _ones(slots.month, np.arange(size), (months, size))
    stairs = _ones(np.repeat(np.arange(months), slots.events), np.arange(steps), (months, steps))
    matrix = sp.block_array(
        [
            [apart, None, None],
            [load, -sp.csr_array(np.ones((months, 1))), None],
            [load, None, -stairs],
            [-sp.csr_array(np.ones((1, size))), None, None],
        ],
        format="csc",
    )
    most = np.concatenate([np.ones(len(groups)), -slots.base, np.zeros(months + 1)])
    highest = float(slots.base.max(initial=0) + slots.events)
    width = size + 1 + steps
    upper = np.concatenate([np.ones(size), [highest], np.ones(steps)])
    made = program(np.zeros(width), np.zeros(width), upper, matrix, most.astype(float))
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    made.integrality_ = [whole] * (size + 1) + [part] * steps
    return made


def _ones(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sp.csr_array:
    return sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
