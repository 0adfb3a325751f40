"""Dates and times as the serial numbers that a sheet of Google holds."""

import datetime as dt
from collections.abc import Callable, Mapping

from rules.grid import Value

EPOCH = dt.datetime(1899, 12, 30)
LAST_SERIAL = 2_958_466
"""The day after 31.12.9999."""


def serial(day: dt.datetime | dt.date) -> float:
    """Give a date as the serial number that a sheet holds."""
    moment = day if isinstance(day, dt.datetime) else dt.datetime(day.year, day.month, day.day)
    span = moment.replace(tzinfo=None) - EPOCH
    return span.days if not span.seconds else span / dt.timedelta(days=1)


def _date(number: float) -> Value:
    if not 0 <= number < LAST_SERIAL:
        return number
    if number < 1:
        return _time(number)
    days, rest = divmod(number, 1)
    if not rest:
        return (EPOCH + dt.timedelta(days=days)).date()
    return EPOCH + dt.timedelta(days=days, milliseconds=round(rest * 86_400_000))


def _time(number: float) -> Value:
    """Give a time of day; a duration stays the number of its days."""
    milliseconds = round(number * 86_400_000)
    if not 0 <= milliseconds < 86_400_000:
        return number
    moment = EPOCH + dt.timedelta(milliseconds=milliseconds)
    return moment.time()  # type: ignore[return-value]  # no field is of this kind: its parser says so


KINDS: Mapping[str, Callable[[float], Value]] = {
    "DATE": _date,
    "DATE_TIME": _date,
    "TIME": _time,
}
"""How a number is taken, by the type of its format."""
