"""When passes and documents are made."""

import datetime as dt

import pytest

from sync.timetable import Quiet, Timetable, read_timetable


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone()


NIGHT = Quiet(dt.time(22), dt.time(6))
NOON = Quiet(dt.time(12), dt.time(13))


@pytest.mark.parametrize(
    ("quiet", "moment", "end"),
    [
        (NIGHT, "2026-03-01 21:59", None),
        (NIGHT, "2026-03-01 22:00", "2026-03-02 06:00"),
        (NIGHT, "2026-03-01 23:59", "2026-03-02 06:00"),
        (NIGHT, "2026-03-02 00:00", "2026-03-02 06:00"),
        (NIGHT, "2026-03-02 05:59", "2026-03-02 06:00"),
        (NIGHT, "2026-03-02 06:00", None),
        (NOON, "2026-03-01 11:59", None),
        (NOON, "2026-03-01 12:00", "2026-03-01 13:00"),
        (NOON, "2026-03-01 13:00", None),
        (None, "2026-03-01 03:00", None),
    ],
)
def test_quiet_hours(quiet, moment, end):
    """Quiet hours hold from their begin to before their end, over midnight too."""
    table = Timetable(quiet=quiet)
    assert table.is_quiet(at(moment)) == (end is not None)
    assert table.not_quiet(at(moment)) == at(end or moment)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, "2026-03-02 01:00", True),
        ("2026-03-01 06:00", "2026-03-01 23:00", False),
        ("2026-03-01 06:00", "2026-03-02 05:59", False),
        ("2026-03-01 06:00", "2026-03-02 06:00", True),
        ("2026-03-01 14:00", "2026-03-02 05:59", False),
        ("2026-03-01 14:00", "2026-03-02 07:00", True),
        ("2026-02-20 14:00", "2026-03-02 01:00", True),
    ],
)
def test_documents_are_due_once_a_day(last, now, due):
    """Documents are due when their hour has passed since they were made, however late that is."""
    table = Timetable(documents_at=dt.time(6))
    assert table.documents_due(at(last) if last else None, at(now)) == due
    assert Timetable().documents_due(at(last) if last else None, at(now))


def test_timetable_of_the_configuration():
    """The three settings are read as people write them; without them a pass is made every ten."""
    raw = {"every": 2.5, "documents_at": "6:00", "quiet": "22:00 – 05:30"}
    quiet = Quiet(dt.time(22), dt.time(5, 30))
    assert read_timetable(raw) == Timetable(2.5, dt.time(6), quiet)
    assert read_timetable({}) == Timetable(10, None, None)
