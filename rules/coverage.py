"""Охват: how many ОО hold events and on what, from their own plans.

Who came to an event is not known from them: that is told by the reports of hosts and guests.
"""

from dataclasses import dataclass

import pandas as pd

from rules.plans import CANCELLED, HELD, MOVED


@dataclass(frozen=True, slots=True)
class Coverage:
    """Numbers of events of the year by state, of ОО that planned and that held any.

    `proven` are events held with a day and evidence; `demanded` the aspects that somebody
    needs, `addressed` those of them on which an event was held.
    """

    planned: int
    held: int
    proven: int
    moved: int
    cancelled: int
    organisations: int
    planning: int
    hosting: int
    demanded: int
    addressed: int


def coverage_of(events: pd.DataFrame, organisations: pd.DataFrame, demanded: pd.Index) -> Coverage:
    """Count the `events` (`rules.plans.events_of`); `demanded` are ids of aspects."""
    held = events[events["status"] == HELD]
    return Coverage(
        planned=len(events),
        held=len(held),
        proven=int(events["proven"].sum()),
        moved=int((events["status"] == MOVED).sum()),
        cancelled=int((events["status"] == CANCELLED).sum()),
        organisations=len(organisations),
        planning=events["org"].nunique(),
        hosting=held["org"].nunique(),
        demanded=len(demanded),
        addressed=int(demanded.isin(held["aspect_id"].dropna()).sum()),
    )
