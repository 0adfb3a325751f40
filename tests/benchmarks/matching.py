"""The matching at the sizes of a district and of a region: time, memory, gap, gain, churn."""

import time

import numpy as np
import pandas as pd

from rules.matching import Matching, match
from rules.matching_inputs import Terms
from rules.matching_pairs import Choices, Pair
from rules.planning import events_to_date, schedule_events
from sync.demo import TODAY
from tests.benchmarks.invented_districts import invented

EPSILONS = (0.05, 0.3)
TERM = (TODAY.replace(month=1, day=10), TODAY.replace(month=5, day=31))
PRACTICES = pd.DataFrame(columns=["responsible", "days"], dtype=object)


def solved(size: int, epsilon: float) -> dict[str, float]:
    """Match a district of `size` organisations and date its events; figures of the matching."""
    needs, offers, organisations = invented(size)
    begun = time.perf_counter()
    made = match(needs, offers, organisations, Terms(epsilon=epsilon))
    done = time.perf_counter()
    events = events_to_date(made, organisations, PRACTICES)
    schedule = schedule_events(events, (), TERM)
    dated = time.perf_counter()
    return {
        "all": done - begun,
        "gap": made.gap,
        "share": made.found.share,
        "events": made.found.events,
        "over pairs": made.objective / made.pairwise.objective - 1,
        "over events": made.objective / made.eventwise.objective - 1,
        "dating": dated - done,
        "dated": len(schedule.dates) / len(events),
        "evenly": schedule.proven,
    }


def churn(size: int, changes: int, delta: float) -> float:
    """Give the share of other pairs that stay when one ОО changes one line of its order.

    The mean over `changes` of different organisations, each on its own after one first pass.
    """
    needs, offers, organisations = invented(size)
    terms = Terms(delta=delta)
    before = match(needs, offers, organisations, terms)
    kept = dict(zip(pairs(before), before.pairs["sitting"].tolist(), strict=True))
    codes = organisations.index[:: max(size // changes, 1)][:changes]
    shares = []
    for code in codes:
        changed = one_line_changed(needs, code)
        now = match(changed, offers, organisations, terms, Choices(previous=kept))
        others = {pair for pair in kept if pair.guest != code}
        shares.append(len(others & set(pairs(now))) / len(others))
    return float(np.mean(shares))


def pairs(made: Matching) -> list[Pair]:
    """Give the pairs of a matching."""
    columns = ("guest", "host", "aspect")
    return [Pair(*row) for row in zip(*(made.pairs[name] for name in columns), strict=True)]


def one_line_changed(needs: pd.DataFrame, code: str) -> pd.DataFrame:
    """Put into the first line of an order the most needed aspect that does not stand in it."""
    own = needs[needs["org"] == code]
    wanted = needs.loc[~needs["aspect"].isin(own["aspect"]), "aspect"].value_counts()
    changed = needs.copy()
    changed.loc[own["rank"].idxmin(), "aspect"] = sorted(wanted[wanted == wanted.max()].index)[0]
    return changed
