"""Sittings (встреча): the guests of an offer come at once or, if they are many, several times."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from rules.matching_pairs import Pair

EVENTS = ("host", "aspect", "number", "format", "practice", "guests")
"""Columns of a frame of events, one row a sitting, in order of host, aspect and number.

`number` (int, from 1) is part of the event's key; `guests` a tuple of codes, sorted.
"""


def seat(pairs: Sequence[Pair], offers: pd.DataFrame, previous: Mapping[Pair, int]) -> list[int]:
    """Give the sitting of each of `pairs`; a pair of the plan before keeps its sitting.

    The others take, in order of the guests, the first sitting with a place; when all are full,
    the one with the fewest guests.
    """
    taken: Counter[tuple[str, str, int]] = Counter()
    seats = {pair: previous[pair] for pair in pairs if pair in previous}
    for pair, number in seats.items():
        taken[pair.host, pair.aspect, number] += 1
    rooms = {
        (host, aspect): (size, -(-guests // size))
        for host, aspect, size, guests in zip(
            offers["org"], offers["aspect"], offers["sitting"], offers["guests"], strict=True
        )
    }
    for pair in sorted(set(pairs) - seats.keys()):
        size, times = rooms.get((pair.host, pair.aspect), (1, 1))
        counts = {n: taken[pair.host, pair.aspect, n] for n in range(1, times + 1)}
        roomy = [n for n, count in counts.items() if count < size]
        seats[pair] = roomy[0] if roomy else min(counts, key=lambda n: (counts[n], n))
        taken[pair.host, pair.aspect, seats[pair]] += 1
    return [seats[pair] for pair in pairs]


def events_of_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Give the events of a frame of pairs (`rules.matching.PAIRS`): a frame of `EVENTS`."""
    rows = [
        (host, aspect, number, own["format"].iloc[0], own["practice"].iloc[0],
         tuple(sorted(own["guest"])))
        for (host, aspect, number), own in pairs.groupby(["host", "aspect", "sitting"])
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(EVENTS))
