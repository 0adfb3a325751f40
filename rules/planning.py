"""Dates of the joint plan: each new event gets a working day that suits its host and guests.

What is accepted or announced does not move. No ОО is at two events on one day, no person is
responsible for two. As many events as possible get a date, the fullest month is as small as
possible, then the spread of the months (the sum of squares of their loads). Where months alone
decide, that optimum is found by a flow and proven by placing every event in its month; else by
an integer program, up to a district's size.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from rules.calendar_periods import CalendarPeriod
from rules.cleaning import key
from rules.convenient_days import Convenient, convenient_days
from rules.matching import Matching
from rules.planning_model import Slots, best_slots
from rules.planning_months import Month, month_of, months_of_events, pick_days
from rules.work_calendar import Term, working_days

EVENTS = ("host", "aspect", "number", "kind", "format", "responsible", "days", "guests")
"""Columns of a frame of events to date, one row an event.

`kind` is that of the host; `format`, `responsible` (a post) and `days` (as typed) may be None;
`guests` is a tuple of codes.
"""

DATES = ("host", "aspect", "number", "date", "time", "fixed", "preferred", "understood")
"""Columns of a frame of dated events, by date, host, aspect, number.

`date` is a dt.date; `time` the host's words or empty; `fixed`: the date stood already;
`preferred`: in a period preferred for such events; `understood`: the host's days could be read.
"""

UNDATED = ("host", "aspect", "number", "reason", "text")
"""Columns of a frame of events without a date; `reason` is a key of `REASONS`."""

CLASHES = ("host", "aspect", "number", "date", "text")
"""Columns of a frame of dates that stand and break a rule: kept, and told."""

REASONS: Mapping[str, str] = {
    "term": "В полугодии не осталось рабочих дней.",
    "periods": "Все дни полугодия закрыты периодами для этого формата и вида ОО.",
    "days": "Ни один из удобных дней хозяина не открыт для этого мероприятия.",
    "busy": "Во все подходящие дни хозяин, ответственный или кто-то из гостей уже занят.",
}

LARGEST = 30_000
"""With more slots than this the integer program is not tried."""


class EventId(NamedTuple):
    """The ids of an event: host, aspect, number of the sitting."""

    host: str
    aspect: str
    number: int


class Engagement(NamedTuple):
    """A day on which an ОО is busy with something else; a post of it, or empty."""

    day: dt.date
    org: str
    responsible: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The dates of the events of a half-year.

    `dates` is a frame of `DATES`, `undated` of `UNDATED`, `clashes` of `CLASHES`; `loads` maps a
    (year, month) of the term to its number of events; `proven` tells whether no other dates
    place more events or spread them better.
    """

    dates: pd.DataFrame
    undated: pd.DataFrame
    clashes: pd.DataFrame
    loads: Mapping[Month, int]
    proven: bool

    @property
    def fullest(self) -> int:
        """The number of events of the fullest month."""
        return max(self.loads.values(), default=0)

    @property
    def spread(self) -> int:
        """The sum of squares of the months' loads."""
        return sum(load * load for load in self.loads.values())


@dataclass(frozen=True, slots=True)
class _Event:
    """An event while it is dated: who takes part, which days it could have."""

    id: EventId
    kind: str
    form: str
    convenient: Convenient
    parties: frozenset[tuple[str, str]]

    def is_forbidden(self, day: dt.date, periods: Iterable[CalendarPeriod]) -> bool:
        return any(one.forbids and one.covers(day, self.kind, self.form) for one in periods)

    def is_preferred(self, day: dt.date, periods: Iterable[CalendarPeriod]) -> bool:
        return any(not one.forbids and one.covers(day, self.kind, self.form) for one in periods)


def events_to_date(
    matching: Matching, organisations: pd.DataFrame, practices: pd.DataFrame
) -> pd.DataFrame:
    """Give the events of a matching with what their dates hang on: a frame of `EVENTS`.

    `organisations` is indexed by code, with `kind`; `practices` by label, as in the matching.
    """
    events = matching.events
    known = practices[["responsible", "days"]].reindex(events["practice"]).astype(object)
    return pd.DataFrame(
        {
            "host": events["host"],
            "aspect": events["aspect"],
            "number": events["number"],
            "kind": events["host"].map(organisations["kind"]).astype(object),
            "format": events["format"],
            "responsible": known["responsible"].to_numpy(),
            "days": known["days"].to_numpy(),
            "guests": events["guests"],
        },
        columns=list(EVENTS),
    )


def schedule_events(
    events: pd.DataFrame,
    periods: Sequence[CalendarPeriod],
    term: Term,
    fixed: Mapping[EventId, dt.date] | None = None,
    busy: Iterable[Engagement] = (),
) -> Schedule:
    """Give the `events` (a frame of `EVENTS`) dates within `term`.

    `fixed` are the dates that stand: they do not move. `busy` are other engagements, those of
    the ОО's own plans.
    """
    every = [_event(row) for row in events.to_dict("records")]
    every.sort(key=lambda event: event.id)
    stands = {event.id: fixed[event.id] for event in every if fixed and event.id in fixed}
    taken = {(one.day, party) for one in busy for party in _parties_of(one.org, one.responsible)}
    days = working_days(term) if term[0] <= term[1] else ()
    clashes = _clashes(every, stands, periods, taken, days)
    taken |= {(day, party) for event in every if (day := stands.get(event.id))
              for party in event.parties}  # fmt: skip
    new = [event for event in every if event.id not in stands]
    options, reasons = _options(new, periods, days, taken)
    loads = Counter(dict.fromkeys(sorted({month_of(day) for day in days}), 0))
    loads.update(month_of(day) for day in stands.values())
    found, proven = _choose(new, options, loads, periods)
    reasons |= {event.id: "busy" for event in new if event.id not in found | reasons}
    loads.update(month_of(day) for day in found.values())
    dates = [_dated(event, stands, found, periods) for event in every if event.id not in reasons]
    undated = [(*event.id, reason, REASONS[reason]) for event in new
               if (reason := reasons.get(event.id))]  # fmt: skip
    return Schedule(
        pd.DataFrame(sorted(dates, key=lambda row: (row[3], row)), columns=list(DATES)),
        pd.DataFrame(undated, columns=list(UNDATED)),
        pd.DataFrame(clashes, columns=list(CLASHES)),
        dict(sorted(loads.items())),
        proven,
    )


def _event(row: Mapping[str, object]) -> _Event:
    days, responsible, form = (_text(row[name]) for name in ("days", "responsible", "format"))
    host = str(row["host"])
    orgs = {(str(guest), "") for guest in row["guests"]}  # type: ignore[attr-defined]
    return _Event(
        EventId(host, str(row["aspect"]), int(row["number"])),  # type: ignore[call-overload]
        _text(row["kind"]),
        key(form),
        convenient_days(days),
        frozenset(orgs | _parties_of(host, responsible)),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _parties_of(org: str, responsible: str) -> set[tuple[str, str]]:
    """Give who is busy: the organisation, and the person (a post of it) who is responsible."""
    return {(org, ""), (org, key(responsible))}


def _options(
    events: Sequence[_Event],
    periods: Sequence[CalendarPeriod],
    days: Sequence[dt.date],
    taken: set[tuple[dt.date, tuple[str, str]]],
) -> tuple[dict[EventId, list[dt.date]], dict[EventId, str]]:
    """Give the days that each event could have, and why those have none that could have none."""
    options, reasons = {}, {}
    for event in events:
        allowed = [day for day in days if not event.is_forbidden(day, periods)]
        convenient = [day for day in allowed if day.weekday() in event.convenient.weekdays]
        free = [day for day in convenient if not any((day, who) in taken for who in event.parties)]
        stages = {"term": days, "periods": allowed, "days": convenient, "busy": free}
        reason = next((name for name, left in stages.items() if not left), None)
        if reason is None:
            options[event.id] = free
        else:
            reasons[event.id] = reason
    return options, reasons


def _choose(
    events: Sequence[_Event],
    options: Mapping[EventId, list[dt.date]],
    loads: Mapping[Month, int],
    periods: Sequence[CalendarPeriod],
) -> tuple[dict[EventId, dt.date], bool]:
    """Choose a day for each event that has options; tell whether no choice is better."""
    parties = {event.id: event.parties for event in events if event.id in options}
    preferred = {
        event.id: {day for day in options[event.id] if event.is_preferred(day, periods)}
        for event in events
        if event.id in options
    }
    months = months_of_events(options, preferred, loads)
    found = pick_days(options, preferred, parties, months, loads)
    if len(found) == len(options) and all(
        month_of(day) == months[one] for one, day in found.items()
    ):
        return found, True
    slots, places = _slots(options, parties, loads)
    if len(places) > LARGEST:
        return found, False
    chosen, proven = best_slots(slots)
    better = proven or len(chosen) > len(found)
    return dict(places[slot] for slot in chosen) if better else found, proven


def _slots(
    options: Mapping[EventId, Sequence[dt.date]],
    parties: Mapping[EventId, frozenset[tuple[str, str]]],
    loads: Mapping[Month, int],
) -> tuple[Slots, list[tuple[EventId, dt.date]]]:
    places = [(event, day) for event in options for day in options[event]]
    numbers = {event: number for number, event in enumerate(options)}
    months = {month: number for number, month in enumerate(loads)}
    meeting: dict[tuple[dt.date, tuple[str, str]], list[int]] = {}
    for slot, (event, day) in enumerate(places):
        for party in sorted(parties[event]):
            meeting.setdefault((day, party), []).append(slot)
    slots = Slots(
        len(options),
        np.array([numbers[event] for event, _ in places], dtype=np.int64),
        np.array([months[month_of(day)] for _, day in places], dtype=np.int64),
        [group for group in meeting.values() if len(group) > 1],
        np.array(list(loads.values()), dtype=np.int64),
    )
    return slots, places


def _dated(
    event: _Event,
    stands: Mapping[EventId, dt.date],
    found: Mapping[EventId, dt.date],
    periods: Sequence[CalendarPeriod],
) -> tuple[object, ...]:
    day = stands.get(event.id) or found[event.id]
    preferred = event.is_preferred(day, periods)
    time, understood = event.convenient.time, event.convenient.understood
    return (*event.id, day, time, event.id in stands, preferred, understood)


def _clashes(
    events: Sequence[_Event],
    stands: Mapping[EventId, dt.date],
    periods: Sequence[CalendarPeriod],
    taken: set[tuple[dt.date, tuple[str, str]]],
    days: Sequence[dt.date],
) -> list[tuple[object, ...]]:
    """Tell of the dates that stand and that no new event would have been given."""
    rows: list[tuple[object, ...]] = []
    seen = set(taken)
    for event in events:
        day = stands.get(event.id)
        if day is None:
            continue
        own = {(day, party) for party in event.parties}
        for broken, text in (
            (not working_days((day, day)), "это нерабочий день"),
            (event.is_forbidden(day, periods), "период запрещает такое мероприятие"),
            (bool(own & seen), "в этот день кто-то из участников уже занят"),
        ):
            if broken:
                words = f"Дата принята и остаётся, но {text}: проверьте её."
                rows.append((*event.id, day, words))
        seen |= own
    return rows
