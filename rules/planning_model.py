"""Dates as an integer program: at most one date an event, nobody at two events on a day.

Lexicographic: place as many events as can be, then make the fullest month as small as can be,
then the sum of squares of the months' loads.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import highspy
import numpy as np
import scipy.sparse as sp

from rules.highs import Floats, Ints, program, run, solver

NODES = 20_000
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
    """Give the slots to take, and whether no choice is better.

    Tells the truth of optimality: a limit of nodes that was reached says that it is not proven.
    """
    size, months = len(slots.event), len(slots.base)
    if not size:
        return np.empty(0, dtype=np.int64), True
    rows = _rows(slots)
    placed, proven = _solve(slots, rows, np.ones(size), {})
    most = {"placed": len(placed)}
    highest = int(slots.base.max(initial=0)) + slots.events
    fullest, sure = _solve(slots, rows, np.zeros(size), most, fullest=highest)
    proven &= sure
    loads = slots.base + np.bincount(slots.month[fullest], minlength=months)
    most["fullest"] = int(loads.max(initial=0))
    even, sure = _solve(slots, rows, np.zeros(size), most, squares=True)
    return even, proven and sure


def _rows(slots: Slots) -> sp.csr_array:
    """Give the rows of events and clashes."""
    groups: list[Sequence[int]] = [np.flatnonzero(slots.event == e) for e in range(slots.events)]  # type: ignore[misc]
    groups += list(slots.clashes)
    at = np.concatenate([np.full(len(group), n) for n, group in enumerate(groups)])
    columns = np.concatenate([np.asarray(group, dtype=np.int64) for group in groups])
    shape = (len(groups), len(slots.event))
    return sp.csr_array((np.ones(len(at)), (at, columns)), shape=shape)


def _solve(
    slots: Slots,
    rows: sp.csr_array,
    gain: Floats,
    known: Mapping[str, int],
    fullest: int | None = None,
    squares: bool = False,
) -> tuple[Ints, bool]:
    """Solve one step: the most events, the smallest fullest month, or the least squares.

    Beside the slots there is one column for the fullest month, and one for each further event
    of a month (the k-th costs 2k − 1, so that they sum up to squares).
    """
    size, months = len(slots.event), len(slots.base)
    steps = slots.events if squares else 0
    load = sp.csr_array((np.ones(size), (slots.month, np.arange(size))), shape=(months, size))
    over = -sp.csr_array(np.ones((months, 1)))
    stairs = -sp.csr_array(np.kron(np.eye(months), np.ones(steps))) if steps else None
    blocks: list[list[sp.sparray | None]] = [[rows, None, None], [load, over, None]]
    most = [np.ones(rows.shape[0]), -slots.base.astype(float)]
    if steps:
        blocks.append([load, None, stairs])
        most.append(np.zeros(months))
    if "placed" in known:
        blocks.append([-sp.csr_array(np.ones((1, size))), None, None])
        most.append(np.array([-known["placed"]], dtype=float))
    extra = months * steps
    width = [size, 1, extra]
    matrix = sp.vstack([_wide(block, width) for block in blocks], format="csc")
    cost: Floats | list[float] = (
        np.concatenate([2.0 * (base + np.arange(steps)) + 1 for base in slots.base])
        if steps
        else []
    )
    top = known.get(
        "fullest", fullest if fullest is not None else len(slots.event) + slots.base.sum()
    )
    model = solver(mip_rel_gap=0.0, mip_max_nodes=NODES)
    lp = program(
        np.concatenate([gain, [-1.0 if fullest is not None else 0.0], -np.asarray(cost, float)]),
        np.zeros(size + 1 + extra),
        np.concatenate([np.ones(size), [float(top)], np.ones(extra)]),
        matrix,
        np.concatenate(most),
    )
    lp.integrality_ = [highspy.HighsVarType.kInteger] * (size + 1) + [
        highspy.HighsVarType.kContinuous
    ] * extra
    model.passModel(lp)
    values, _ = run(model)
    proven = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return np.flatnonzero(values[:size] > 0.5), proven


def _wide(block: Sequence[sp.sparray | None], widths: Sequence[int]) -> sp.sparray:
    height = next(part.shape[0] for part in block if part is not None)
    parts = [
        sp.csr_array((height, width)) if part is None else part
        for part, width in zip(block, widths, strict=True)
    ]
    return sp.hstack(parts)
