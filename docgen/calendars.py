"""Calendars of the plan by RFC 5545: one for the district, one for each ОО.

Only an event whose day is known stands in a calendar: an entry says «on this day», and of a
month or a longer term the data do not bear that; it would lie over all days of the month of
everybody who subscribed. Such events stand on the page, and come into the calendar under the
same UID when their day is known.

What was published before is read back from the calendar that stands there: so a moved event
gets the next SEQUENCE, one that is not planned any more is sent as CANCELLED, and what has not
changed keeps its times, so that the same data give the same bytes.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event, vDDDTypes

PRODUCT = "-//Vzaimo//Plan//RU"
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
WRITTEN = ("SUMMARY", "LOCATION", "DESCRIPTION", "DTSTART", "DTEND", "STATUS")
"""What is compared with the calendar that stands there."""

SIGNIFICANT = ("DTSTART", "DTEND", "STATUS")
"""What a person would have to change plans for: with a change of it SEQUENCE grows (RFC 5546)."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event of one day: its lasting key, what, when, where, more words."""

    key: str
    title: str
    day: dt.date
    place: str
    description: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class CalendarData:
    """A calendar: its name, its events, the first day of the school year that it is of."""

    name: str
    events: tuple[CalendarEvent, ...]
    first_day: dt.date


def render_calendar(data: CalendarData, before: bytes | None, day: dt.date) -> bytes | None:
    """Render a calendar in the place of `before`, what stands there; `day` is that of the data.

    None where nothing was and nothing is to be said: a calendar without an event is none.
    """
    old = _events_of(before)
    made = {_uid(event.key): _made(event) for event in data.events}
    for uid, event in made.items():
        _settle(event, old.get(uid), day)
    for uid, event in old.items():
        if uid not in made and _day(event) >= data.first_day:
            made[uid] = _vanished(event, day)
    if not made:
        return None
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", data.name)
    calendar.add("x-wr-calname", data.name)
    for uid in sorted(made, key=lambda uid: (_day(made[uid]), uid)):
        calendar.add_component(made[uid])
    written: bytes = calendar.to_ical()
    return written


def _uid(key: str) -> str:
    """Make an identifier that lasts as long as the key and tells nothing of it."""
    return f"{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}@vzaimo"


def _made(event: CalendarEvent) -> Event:
    made = Event()
    made.add("uid", _uid(event.key))
    made.add("summary", event.title)
    made.add("dtstart", event.day)
    made.add("dtend", event.day + dt.timedelta(days=1))
    made.add("location", event.place)
    if event.description:
        made.add("description", event.description)
    made.add("status", CANCELLED if event.cancelled else CONFIRMED)
    made.add("transp", "TRANSPARENT")
    return made


def _settle(event: Event, before: Event | None, day: dt.date) -> None:
    """Give an event its number and its times: those of before, if it is the same still."""
    old = before if before is not None else Event()
    number = _sequence(old)
    if before is not None and _differs(event, old, SIGNIFICANT):
        number += 1
    same = before is not None and not _differs(event, old, WRITTEN)
    stamp = _stamp(old) if same else None
    event.add("sequence", number)
    moment = stamp or dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)


def _vanished(event: Event, day: dt.date) -> Event:
    """Give an event of before that is not planned any more: it is cancelled, once."""
    made = Event()
    for name in ("uid", *WRITTEN[:-1], "transp"):
        if name in event:
            made[name] = event[name]
    made.add("status", CANCELLED)
    _settle(made, event, day)
    return made


def _differs(one: Event, other: Event, names: Iterable[str]) -> bool:
    return any(_raw(one, name) != _raw(other, name) for name in names)


def _raw(event: Event, name: str) -> bytes | None:
    value = event.get(name)
    if value is None:
        return None
    written: bytes = value.to_ical() if hasattr(value, "to_ical") else str(value).encode()
    return written


# --- what stands there ------------------------------------------------------------------------


def _events_of(content: bytes | None) -> dict[str, Event]:
    """Give the events of a calendar by UID; of one that somebody spoilt what can be read."""
    try:
        calendar = Calendar.from_ical(content) if content else Calendar()
    except ValueError:
        return {}
    events = (one for one in calendar.walk("VEVENT") if isinstance(one, Event) and "UID" in one)
    return {str(one["UID"]): one for one in events if _moment(one, "DTSTART") is not None}


def _moment(event: Event, name: str) -> dt.date | None:
    """Give a day (or moment) of an event; None where it has none that can be read."""
    value = event.get(name)  # what could not be read is of another type, and has no `dt`
    found = value.dt if isinstance(value, vDDDTypes) else None
    return found if isinstance(found, dt.date) else None


def _day(event: Event) -> dt.date:
    found = _moment(event, "DTSTART")
    assert found is not None, "only events with a day are kept"
    return found.date() if isinstance(found, dt.datetime) else found


def _stamp(event: Event) -> dt.datetime | None:
    found = _moment(event, "DTSTAMP")
    return found if isinstance(found, dt.datetime) else None


def _sequence(event: Event) -> int:
    found = event.get("SEQUENCE", 0)
    return int(found) if isinstance(found, int) else 0
