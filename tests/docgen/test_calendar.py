"""Calendars of the plan: RFC 5545, what is said of a change, what was published before."""

import dataclasses
import datetime as dt

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from docgen.calendars import CalendarData, CalendarEvent, render_calendar

MARCH, LATER = dt.date(2022, 3, 1), dt.date(2022, 3, 5)
SEMINAR = CalendarEvent(
    key="год|own|Ш-1|Семинар",
    title="Читаем график",
    day=dt.date(2022, 3, 10),
    place="МБОУ «Ойская СШ»",
    description="Отвечает: методист\nУчастники: все",
    cancelled=False,
)
VISIT = dataclasses.replace(SEMINAR, key="год|own|Ш-1|Визит", title="Визит")


def calendar(*events):
    return CalendarData("Взаимообучение ОО", events, dt.date(2021, 9, 1))


def entries(content):
    return {str(one["SUMMARY"]): one for one in Calendar.from_ical(content).walk("VEVENT")}


def published(*versions):
    """Publish calendars one after another, a day each; give the last one's bytes."""
    content, day = None, MARCH
    for events in versions:
        content = render_calendar(calendar(*events), content, day)
        day += dt.timedelta(days=1)
    return content


def changed(**more):
    return dataclasses.replace(SEMINAR, **more)


def test_an_event_is_a_whole_day():
    """It begins on its day, ends before the next, and makes nobody busy."""
    (one,) = entries(published([SEMINAR])).values()
    assert one["DTSTART"].to_ical() == b"20220310"
    assert one["DTSTART"].params == {"VALUE": "DATE"}
    assert one["DTEND"].dt == dt.date(2022, 3, 11)
    assert (one["STATUS"], one["TRANSP"], one["SEQUENCE"]) == ("CONFIRMED", "TRANSPARENT", 0)
    assert one["DTSTAMP"].dt == one["LAST-MODIFIED"].dt == dt.datetime(2022, 3, 1, tzinfo=dt.UTC)
    assert str(one["LOCATION"]) == "МБОУ «Ойская СШ»"


def test_what_does_not_change_keeps_its_bytes():
    """A later pass over the same plan writes the same file."""
    first = render_calendar(calendar(SEMINAR, VISIT), None, MARCH)
    assert render_calendar(calendar(VISIT, SEMINAR), first, LATER) == first


@pytest.mark.parametrize(
    ("versions", "sequence", "status", "stamp"),
    [
        ([[SEMINAR], [changed(day=LATER)]], 1, "CONFIRMED", 2),
        ([[SEMINAR], [changed(day=LATER)], [SEMINAR]], 2, "CONFIRMED", 3),
        ([[SEMINAR], [changed(description="Другие слова")]], 0, "CONFIRMED", 2),
        ([[SEMINAR], [changed(cancelled=True)]], 1, "CANCELLED", 2),
        ([[SEMINAR], [changed(cancelled=True)], []], 1, "CANCELLED", 2),
        ([[SEMINAR], []], 1, "CANCELLED", 2),
        ([[SEMINAR], [], []], 1, "CANCELLED", 2),
        ([[SEMINAR], [], [SEMINAR]], 2, "CONFIRMED", 3),
    ],
    ids="moved|moved back|reworded|cancelled|cancelled then gone|gone|gone twice|back".split("|"),
)
def test_what_is_said_of_a_change(versions, sequence, status, stamp):
    """SEQUENCE grows with a day or a state, not with words; who vanishes is cancelled once."""
    (one,) = entries(published(*versions)).values()
    assert (one["SEQUENCE"], one["STATUS"]) == (sequence, status)
    assert one["DTSTAMP"].dt.day == stamp
    assert one["UID"] == entries(published([SEMINAR]))[SEMINAR.title]["UID"]


def test_a_year_that_is_over_is_not_cancelled():
    """Events of the year before are left out: they took place."""
    old = published([SEMINAR])
    year = CalendarData("Проект", (changed(key="новый", day=dt.date(2022, 9, 9), title="Новый"),),
                        dt.date(2022, 9, 1))  # fmt: skip
    assert list(entries(render_calendar(year, old, dt.date(2022, 9, 2)))) == ["Новый"]


def test_a_calendar_of_nothing_is_none():
    """RFC 5545 wants a component: before the first event there is no file."""
    assert render_calendar(calendar(), None, MARCH) is None


@pytest.mark.parametrize(
    "spoilt",
    [b"", b"junk", "ж".encode("cp1251"), b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
     b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"],
)  # fmt: skip
def test_a_spoilt_calendar_is_made_anew(spoilt):
    """What cannot be read says nothing, and hurts nobody."""
    assert render_calendar(calendar(SEMINAR), spoilt, MARCH) == published([SEMINAR])


def test_dates_that_somebody_spoilt():
    """An entry without a readable time counts as changed; one without a day as none."""
    good = published([SEMINAR])
    without = good.replace(b"DTSTAMP:20220301T000000Z", b"DTSTAMP:yesterday")
    (one,) = entries(render_calendar(calendar(SEMINAR), without, LATER)).values()
    assert one["DTSTAMP"].dt.date() == LATER
    dayless = good.replace(b"DATE:20220310", b"DATE:soon")
    (one,) = entries(render_calendar(calendar(SEMINAR), dayless, LATER)).values()
    assert one["SEQUENCE"] == 0


TEXTS = st.text(
    st.characters(categories=("L", "N", "P", "Zs"), include_characters="\n;,\\:<>&"), max_size=300
).map(lambda text: f"Я{text.strip()}я")  # fmt: skip


@given(TEXTS, TEXTS, st.dates(dt.date(2021, 9, 1), dt.date(2022, 8, 31)))
def test_every_text_comes_back(title, description, day):
    """Lines have at most 75 octets, validators object to nothing, words come back unchanged."""
    event = changed(title=title, description=description, day=day)
    made = published([event])
    assert max(map(len, made.split(b"\r\n"))) <= 75
    made.decode()
    read = Calendar.from_ical(made)
    assert not [error for part in read.walk() for error in part.errors]
    (one,) = read.walk("VEVENT")
    assert (str(one["SUMMARY"]), str(one["DESCRIPTION"])) == (title, description)
    assert one["DTSTART"].dt == day
    assert read.to_ical() == made


def test_another_library_finds_it_valid():
    """vobject, which shares no code with ours, reads and validates the calendar."""
    read = vobject.readOne(published([SEMINAR, VISIT], [SEMINAR]).decode())
    assert read.validate(raiseException=True)
    assert {one.summary.value for one in read.vevent_list} == {SEMINAR.title, "Визит"}
    assert all(one.validate(raiseException=True) for one in read.vevent_list)
