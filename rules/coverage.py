"""Охват: how many ОО hold events and go to them, how much of what they need is met.

Most teachers are isolated, says the passport; this is what tells whether that changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from rules.decisions import OUTCOME, TAKEN_OVER, decided, report_key
from rules.district import District
from rules.joint_plan import JointPlan
from rules.matching import Matching
from rules.matching_inputs import low_results
from rules.plans import CANCELLED, HELD, MOVED


@dataclass(frozen=True, slots=True)
class Coverage:
    """Numbers of events of the year by state, of ОО that planned, held and went to any.

    `proven` are events held with a day and evidence; `participations` the visits to events that
    were held, of pairs; `attending` the ОО that made any; `apart` those that neither held nor
    went. `demanded` are the aspects that somebody needs, `addressed` those of them on which an
    event was held. `needs` are all needs, `met` those with a pair, `low_needs` and `low_met` the
    same of schools with low results (ШНОР); `taken_over` counts guests who report to use what
    they saw.
    """

    planned: int
    held: int
    proven: int
    moved: int
    cancelled: int
    organisations: int
    planning: int
    hosting: int
    participations: int
    attending: int
    apart: int
    demanded: int
    addressed: int
    needs: int
    met: int
    low_needs: int
    low_met: int
    taken_over: int


def coverage_of(
    plan: JointPlan, matching: Matching, district: District, demanded: pd.Index
) -> Coverage:
    """Count the events of the joint plan; `demanded` are ids of aspects."""
    events = plan.events
    held = events[events["status"] == HELD]
    visits = [guest for guests in held["guests"] for guest in guests]
    hosting, attending = set(held["org"]), set(visits)
    pairs, unmet = matching.pairs[~matching.pairs["gone"]], matching.unmet
    low = low_results(district.organisations, district.year)
    return Coverage(
        planned=len(events),
        held=len(held),
        proven=int(events["proven"].sum()),
        moved=int((events["status"] == MOVED).sum()),
        cancelled=int((events["status"] == CANCELLED).sum()),
        organisations=len(district.organisations),
        planning=events["org"].nunique(),
        hosting=len(hosting),
        participations=len(visits),
        attending=len(attending),
        apart=len(set(district.organisations.index) - hosting - attending),
        demanded=len(demanded),
        addressed=int(demanded.isin(held["aspect_id"].dropna()).sum()),
        needs=len(pairs) + len(unmet),
        met=len(pairs),
        low_needs=int(pairs["guest"].isin(low).sum() + unmet["guest"].isin(low).sum()),
        low_met=int(pairs["guest"].isin(low).sum()),
        taken_over=sum(1 for _ in _reports(district, held)),
    )


def _reports(district: District, held: pd.DataFrame) -> Iterator[str]:
    """Give the guests who say that they use something, once for each event."""
    decisions = district.decisions
    for key_, guests in zip(held["key"], held["guests"], strict=True):
        for guest in guests:
            report = report_key(key_, guest)
            told = decided(decisions, report, TAKEN_OVER) or decided(decisions, report, OUTCOME)
            if told and told != "нет":
                yield guest
