"""Working days by the Russian production calendar: holidays, and days that were moved."""

import datetime as dt

import holidays

from rules.dates import MONTH_NAMES

SATURDAY = 5
Term = tuple[dt.date, dt.date]
"""The first and the last day."""


def working_days(term: Term) -> tuple[dt.date, ...]:
    """Give the working days of a five-day week in a term, a Saturday that was made one included.

    For years whose moved days are not decreed yet only the holidays of the law are known.
    """
    first, last = term
    free = holidays.country_holidays("RU", years=range(first.year, last.year + 1))
    days = (first + dt.timedelta(number) for number in range((last - first).days + 1))
    return tuple(
        day
        for day in days
        if day in free.weekend_workdays or (day.weekday() < SATURDAY and day not in free)
    )


def month_name(month: tuple[int, int]) -> str:
    """Give the name of a (year, month): «март 2022»."""
    year, number = month
    return f"{MONTH_NAMES[number - 1]} {year}"
