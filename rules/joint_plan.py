"""The joint plan (совместный план): events of the pairs and of the ОО's own plans, as one list.

An event that host and guest both entered is one event. Its state is followed to the end from
what the ОО plan, what hosts and guests report, and what the coordinator decides.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rules.calendar_checks import periods_of
from rules.cleaning import key
from rules.decisions import (
    ATTENDED,
    EVENT_CHOICE,
    HELD_ON,
    MATERIALS,
    NEW_DATE,
    REASON,
    Decisions,
    decided,
    event_key,
    own_event_key,
    report_key,
)
from rules.district import District
from rules.half_years import HalfYear
from rules.matching import Matching
from rules.planning import Engagement, EventId, Schedule, events_to_date, schedule_events
from rules.plans import CANCELLED, HELD, MOVED, PLANNED

APPROVE, MOVE, CANCEL = EVENT_CHOICE.choices
MEETING = "встреча по обмену опытом"
"""What an event is called whose host has not said in what form."""

JOINT = (
    "key", "org", "aspect_id", "guests", "event", "format", "responsible", "participants",
    "result", "date", "term", "time", "first", "last", "status", "held", "attended", "evidence",
    "proven", "excused", "matched", "settled", "own", "trouble",
)  # fmt: skip
"""Columns of the frame of events, by date: those without one at the end.

`org` is the host, `guests` a tuple of codes (of an event of pairs), `participants` the words of
an own plan; `date` a dt.date or None, `term` the words of an own term, `first` and `last` its
days; `status` as in «План ОО»; `held` the day it was held, `attended` how many came; `proven`:
held with a day that has come and evidence; `excused`: cancelled by the coordinator for a reason;
`matched`: made of pairs; `settled`: more than a proposal, since the ОО stands behind it by its
plan or report, or the coordinator by a decision; `own` the labels of the rows of «План ОО» that
are this event; `trouble` says why it has no date.
"""


@dataclass(frozen=True, slots=True)
class JointPlan:
    """The joint plan of a school year: its events (`JOINT`), how the new ones were dated."""

    events: pd.DataFrame
    schedule: Schedule

    @property
    def counted(self) -> pd.DataFrame:
        """The events that criterion 6 counts: no mere proposals, none that are excused."""
        return self.events[self.events["settled"] & ~self.events["excused"]]


def joint_plan(
    district: District,
    matching: Matching,
    half: HalfYear,
    announced: Mapping[EventId, dt.date],
) -> JointPlan:
    """Date the events of the matching and merge them with the ОО's own plans.

    `announced` are the dates last published: they do not move.
    """
    own = _Own(district, announced)
    made = events_to_date(matching, district.organisations, district.practices)
    listed = [_plain(row) for row in made.to_dict("records")]
    merged = {EventId(row["host"], row["aspect"], row["number"]): own.same_as(row)
              for row in listed}  # fmt: skip
    fixed = dict(_fixed(district, half, merged, announced, own))
    schedule = schedule_events(
        made, periods_of(district), half.left(district.today), fixed, own.engagements()
    )
    dates = {EventId(*row[:3]): (row[3], row[4])
             for row in schedule.dates.itertuples(index=False)}  # fmt: skip
    reasons = {EventId(*row[:3]): row[4] for row in schedule.undated.itertuples(index=False)}
    rows = [
        *(_of_pairs(district, half, row, merged, dates, reasons, own)
          for row in listed),
        *own.alone(),
    ]  # fmt: skip
    return JointPlan(_in_order(rows), schedule)


def _in_order(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    def place(row: Mapping[str, Any]) -> tuple[bool, dt.date, str]:
        day = row["date"] or row["last"]
        return day is None, day or dt.date.max, row["key"]

    events = pd.DataFrame(sorted(rows, key=place), columns=list(JOINT), dtype=object)
    for name in ("proven", "excused", "matched", "settled"):
        events[name] = events[name].astype(bool)
    return events


def _fixed(
    district: District,
    half: HalfYear,
    merged: Mapping[EventId, Sequence[int]],
    announced: Mapping[EventId, dt.date],
    own: "_Own",
) -> Iterator[tuple[EventId, dt.date]]:
    """Give the dates that stand: the coordinator's, then the host's own, then the announced."""
    for event, labels in merged.items():
        key_ = event_key(half.year.name, half.number, *event)
        moved = decided(district.decisions, key_, NEW_DATE)
        day = moved or own.exact_day(labels) or announced.get(event)
        if day is not None:
            yield event, day


def _of_pairs(
    district: District,
    half: HalfYear,
    row: Mapping[str, Any],
    merged: Mapping[EventId, Sequence[int]],
    dates: Mapping[EventId, tuple[dt.date, str]],
    reasons: Mapping[EventId, str],
    own: "_Own",
) -> dict[str, Any]:
    """Give the row of an event that was made of pairs."""
    event = EventId(row["host"], row["aspect"], row["number"])
    key_ = event_key(half.year.name, half.number, *event)
    day, time = dates.get(event, (None, ""))
    practice = own.practice(row["host"], row["aspect"])
    form = row["format"] or MEETING
    mine = own.first(merged[event])
    title = district.catalogue.title(row["aspect"])
    base = {
        "key": key_, "org": row["host"], "aspect_id": row["aspect"], "guests": row["guests"],
        "event": mine.get("event") or f"{form.capitalize()}: {title}", "format": form,
        "responsible": mine.get("responsible") or row["responsible"],
        "participants": None,
        "result": mine.get("result") or practice.get("takeaway"),
        "date": day, "term": None, "time": time, "first": day, "last": day,
        "matched": True, "own": tuple(merged[event]), "trouble": reasons.get(event, ""),
    }  # fmt: skip
    state = state_of(district, key_, row["host"], mine)
    decided_on = (key_, EVENT_CHOICE.title) in district.decisions
    settled = bool(merged[event]) or decided_on or state["status"] != PLANNED
    return base | state | {"settled": settled}


def state_of(district: District, key_: str, host: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """Give the state of an event: status, day, number of those who came, evidence.

    Of a report that it was held and a decision that it is cancelled the earlier one holds.
    """
    decisions = district.decisions
    report = report_key(key_, host)
    own_day = own.get("held") if own.get("status") == HELD else None
    held = decided(decisions, report, HELD_ON) or own_day
    evidence = decided(decisions, report, MATERIALS) or own.get("evidence")
    choice = decided(decisions, key_, EVENT_CHOICE)
    status = _status(decisions, key_, report, choice, held, own)
    happened = held is not None and held <= district.today
    return {
        "status": status,
        "held": held if status == HELD else None,
        "attended": decided(decisions, report, ATTENDED),
        "evidence": evidence,
        "proven": status == HELD and happened and evidence is not None,
        "excused": status == CANCELLED
        and choice == CANCEL
        and decided(decisions, key_, REASON) is not None,
    }


def _status(
    decisions: Decisions,
    key_: str,
    report: str,
    choice: str | None,
    held: dt.date | None,
    own: Mapping[str, Any],
) -> str:
    reported = held is not None or own.get("status") == HELD
    if choice == CANCEL and not (reported and is_earlier(decisions, report, HELD_ON.title, key_)):
        return CANCELLED
    if reported:
        return HELD
    if own.get("status") == CANCELLED:
        return CANCELLED
    moved = choice == MOVE or decided(decisions, key_, NEW_DATE) is not None
    return MOVED if moved or own.get("status") == MOVED else PLANNED


def is_earlier(decisions: Decisions, report: str, column: str, key_: str) -> bool:
    """Tell whether a report was there before the coordinator's decision on the event."""
    one, other = decisions.get((report, column)), decisions.get((key_, EVENT_CHOICE.title))
    if one is None or other is None or one.since is None or other.since is None:
        return False
    return one.since < other.since


class _Own:
    """The ОО's own plans: which of their rows are an event of pairs, which stand alone."""

    def __init__(self, district: District, announced: Mapping[EventId, dt.date]) -> None:
        self.district, self.announced = district, announced
        self.rows = {label: _plain(row) for label, row in district.events.to_dict("index").items()}
        self.used: set[int] = set()
        names = district.organisations["short_name"]
        self.cores = {str(org): _core(str(name)) for org, name in names.items()}
        self.by_aspect: dict[str, list[int]] = {}
        for number, row in self.rows.items():
            if row["aspect_id"] is not None:
                self.by_aspect.setdefault(row["aspect_id"], []).append(number)
        known = district.practices.dropna(subset=["aspect_id"])
        known = known.drop_duplicates(["org", "aspect_id"])
        practices = known.set_index(["org", "aspect_id"]).to_dict("index")
        self._practices = {place: _plain(row) for place, row in practices.items()}

    def practice(self, org: str, aspect: str) -> Mapping[str, Any]:
        """Give the practice of an ОО on an aspect, if any."""
        return self._practices.get((org, aspect), {})

    def same_as(self, event: Mapping[str, Any]) -> list[int]:
        """Give the rows that are this event of pairs: the host's first, each used once."""
        day = self.announced.get(EventId(event["host"], event["aspect"], event["number"]))
        open_ = [n for n in self._free(event["aspect"]) if self._is_ahead(self.rows[n], day)]
        hosts = [n for n in open_ if self.rows[n]["org"] == event["host"]][:1]
        guests = [
            number
            for number in open_
            if self.rows[number]["org"] in event["guests"]
            and self._names(self.rows[number], event["host"])
        ]
        self.used |= {*hosts, *guests}
        return [*hosts, *guests]

    def _free(self, aspect: str) -> list[int]:
        return [number for number in self.by_aspect.get(aspect, ()) if number not in self.used]

    def _is_ahead(self, row: Mapping[str, Any], announced: dt.date | None) -> bool:
        """Tell whether guests can still come, or could: the event was announced for that day.

        Nobody goes to what is over before he is asked.
        """
        if announced is not None and row["first"] is not None and row["last"] is not None:
            covered = row["first"] <= announced <= row["last"]
            if covered or row.get("held") == announced:
                return True
        over = row["last"] is not None and row["last"] < self.district.today
        return row["status"] in (PLANNED, MOVED) and not over

    def _names(self, row: Mapping[str, Any], org: str) -> bool:
        """Tell whether a row of a plan names an ОО, in its event or its participants."""
        text = key(f"{row['event'] or ''} {row['participants'] or ''}")
        return bool(self.cores[org]) and self.cores[org] in text

    def first(self, labels: Sequence[int]) -> Mapping[str, Any]:
        """Give the first of some rows, the host's if it has one."""
        return self.rows[labels[0]] if labels else {}

    def exact_day(self, labels: Sequence[int]) -> dt.date | None:
        """Give the exact day that the first of some rows has, if it has one."""
        term = self.first(labels).get("term")
        return self.first(labels)["first"] if term is not None and term.exact else None

    def engagements(self) -> list[Engagement]:
        """Give the days on which an ОО has something else: exact ones of its own plan."""
        return [
            Engagement(row["first"], row["org"], row["responsible"] or "")
            for number, row in self.rows.items()
            if number not in self.used
            and row["term"] is not None
            and row["term"].exact
            and row["status"] != CANCELLED
        ]

    def alone(self) -> Iterator[dict[str, Any]]:
        """Give the rows that are no event of pairs; one that two ОО entered is one event."""
        for number, row in self.rows.items():
            if number in self.used:
                continue
            twins = [n for n in self._free(row["aspect_id"]) if self._is_same(row, self.rows[n])]
            self.used |= {number, *twins}
            yield self._row(row, [number, *twins])

    def _is_same(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Tell whether two rows of two plans are one event: its host's and its guest's."""
        if one["org"] == other["org"] or one["aspect_id"] != other["aspect_id"]:
            return False
        exact = all(row["term"] is not None and row["term"].exact for row in (one, other))
        known = one["aspect_id"] is not None and exact and one["first"] == other["first"]
        return known and (self._names(one, other["org"]) or self._names(other, one["org"]))

    def _row(self, row: Mapping[str, Any], labels: Sequence[int]) -> dict[str, Any]:
        year, decisions = self.district.year.name, self.district.decisions
        key_ = own_event_key(year, row["org"], str(row["row"]))
        moved = decided(decisions, key_, NEW_DATE)
        term = row["term"]
        exact = row["first"] if term is not None and term.exact else None
        trouble = "" if term is not None else "Срок не указан или записан непонятно."
        base = {
            "key": key_, "org": row["org"], "aspect_id": row["aspect_id"], "guests": (),
            "event": row["event"], "format": None, "responsible": row["responsible"],
            "participants": row["participants"], "result": row["result"],
            "date": moved or exact, "term": None if moved or exact else term, "time": "",
            "first": moved or row["first"], "last": moved or row["last"],
            "matched": False, "settled": True, "own": tuple(labels),
            "trouble": "" if moved else trouble,
        }  # fmt: skip
        return base | state_of(self.district, key_, row["org"], row)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Give a row of a frame with None for what is missing and days as dt.date."""
    return {str(name): _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if value is None or value is pd.NaT or value is pd.NA or value != value else value


def _core(name: str) -> str:
    """Give what tells an ОО by name: what stands in quotes, else all of it."""
    first, _, rest = name.partition("«")
    return key(rest.rpartition("»")[0] or first)
