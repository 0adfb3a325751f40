"""Months first, then days: events spread over the months by a flow, then days within them."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Set
from typing import Any

import numpy as np
import scipy.sparse as sp

from rules.highs import program, run, solver

Month = tuple[int, int]
"""Year and month."""

Days = Mapping[Any, list[dt.date]]


def month_of(day: dt.date) -> Month:
    """Give the month of a day."""
    return day.year, day.month


def months_of_events(
    options: Mapping[Any, Any], preferred: Mapping[Any, Set[dt.date]], loads: Mapping[Month, int]
) -> dict[Any, Month]:
    """Give each event a month of its options so that the months are as even as can be.

    A flow with convex costs: with the least sum of squares the fullest month is the smallest,
    too (Harvey, Ladner, Lovász & Tamir 2006). Of equally even ways one with the most events in
    months with days that are preferred for them.
    """
    months = list(loads)
    places = [(one, m) for one, days in options.items() for m in sorted({*map(month_of, days)})]
    if not places:
        return {}
    numbers = {one: number for number, one in enumerate(options)}
    event = np.array([numbers[one] for one, _ in places])
    month = np.array([months.index(m) for _, m in places])
    size, steps = len(places), len(options)
    liked = [m in {month_of(day) for day in preferred[one]} for one, m in places]
    gain = 4.0 * (max(loads.values()) + steps) + np.array(liked) / (steps + 1)
    cost = np.concatenate([2.0 * (base + np.arange(steps)) + 1 for base in loads.values()])
    ones, each = np.ones(size), np.arange(size)
    stairs = -sp.kron(sp.eye_array(len(months)), np.ones((1, steps)))
    matrix = sp.block_array(
        [
            [sp.csr_array((ones, (event, each)), shape=(steps, size)), None],
            [sp.csr_array((ones, (month, each)), shape=(len(months), size)), stairs],
        ],
        format="csc",
    )
    model = solver(solver="simplex")
    ends = np.zeros(size + len(cost)), np.ones(size + len(cost))
    most = np.concatenate([np.ones(steps), np.zeros(len(months))])
    model.passModel(program(np.concatenate([gain, -cost]), *ends, matrix, most))
    values, _ = run(model)
    return {places[slot][0]: places[slot][1] for slot in np.flatnonzero(values[:size] > 0.5)}


def pick_days(
    options: Days,
    preferred: Mapping[Any, Set[dt.date]],
    parties: Mapping[Any, frozenset[Any]],
    months: Mapping[Any, Month],
    loads: Mapping[Month, int],
) -> dict[Any, dt.date]:
    """Pick a day for each event in its month, those with the fewest days first.

    A preferred day goes before others, then the day with the fewest events, then the earlier
    one. An event without a free day in its month takes one in the emptiest other month.
    """
    taken: set[tuple[dt.date, Any]] = set()
    of_day: Counter[dt.date] = Counter()
    of_month = Counter(loads)
    found: dict[Any, dt.date] = {}
    in_month = {
        one: [d for d in days if month_of(d) == months[one]] for one, days in options.items()
    }
    order = sorted(options, key=lambda one: (len(in_month[one]), one))
    late = []

    def pick(one: Any, days: list[dt.date], key: Any) -> bool:
        free = [day for day in days if not any((day, who) in taken for who in parties[one])]
        if not free:
            return False
        day = found[one] = min(free, key=key)
        taken.update((day, who) for who in parties[one])
        of_day[day] += 1
        of_month[month_of(day)] += 1
        return True

    for one in order:
        likes = preferred[one]
        if not pick(one, in_month[one], lambda day: (day not in likes, of_day[day], day)):  # noqa: B023
            late.append(one)
    for one in late:
        pick(one, options[one], lambda day: (of_month[month_of(day)], of_day[day], day))
    return found
