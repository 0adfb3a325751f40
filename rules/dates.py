"""Dates as people type them, and never guessed.

They are parsed here and not by a library: those at hand complete missing parts from the clock
and swap day and month where that makes a date, which would be a guess.
"""

import calendar
import datetime as dt
import re

from rules.cleaning import clean_line
from rules.grid import Value
from rules.parsed import EMPTY, FILLER, Parsed

EPOCH = dt.date(1899, 12, 30)
SERIALS = (36526, 73051)
"""Serial numbers of the dates from 2000 to 2099, the end not among them."""

DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?)?")
NAMED = re.compile(r"(?:[«\"“„]?(\d{1,2})[»\"”“]? )?([а-я]+)\.? (\d{4})")
MONTH_YEAR = re.compile(r"(\d{1,2})[./](\d{4})")
YEAR_WORD = re.compile(r"\s*(?:г\.?|года?)$", re.IGNORECASE)

MONTH_NAMES = (
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
)


def _spellings(name: str) -> set[str]:
    """Give what people write for a month: «ноябрь», «ноября», and «ноя», «нояб» and the like."""
    stem = name.rstrip("ьй")
    genitive = f"{stem}а" if stem[-1] == "т" else f"{stem}я"
    return {name, genitive, *(stem[:length] for length in range(3, len(stem) + 1))}


MONTHS = {
    spelling: number
    for number, name in enumerate(MONTH_NAMES, start=1)
    for spelling in _spellings(name)
}


NEEDS_DATE = "нужна дата, например 30.06.2021"
IS_MONTH = "прочитано как последний день месяца; если нужна другая дата, впишите её"


def parse_date(value: Value) -> Parsed:
    """Parse one cell that should hold a date; a month alone is its last day."""
    if isinstance(value, dt.datetime):
        return _plausible(value.date())
    if isinstance(value, dt.date):
        return _plausible(value)
    if isinstance(value, bool):
        return Parsed(trouble=NEEDS_DATE)
    if isinstance(value, int | float):
        if value == value and SERIALS[0] <= value < SERIALS[1]:
            return Parsed(EPOCH + dt.timedelta(days=int(value)))
        return Parsed(trouble=NEEDS_DATE)
    if not isinstance(value, str):
        return Parsed(trouble=NEEDS_DATE)
    return _date_text(YEAR_WORD.sub("", clean_line(value).casefold()).rstrip(" .,"))


def _date_text(text: str) -> Parsed:
    if FILLER.fullmatch(text):
        return EMPTY
    if match := DAY_FIRST.fullmatch(text):
        day, _, month, year = match.groups()
        return _day(day, month, year if len(year) == 4 else f"20{year}")
    if match := ISO.fullmatch(text):
        return _day(match[3], match[2], match[1])
    if (match := NAMED.fullmatch(text)) and (number := MONTHS.get(match[2])):
        return _day(match[1], number, match[3]) if match[1] else _month_end(number, match[3])
    if match := MONTH_YEAR.fullmatch(text):
        return _month_end(match[1], match[2])
    return Parsed(trouble=NEEDS_DATE)


def _day(day: str | int, month: str | int, year: str | int) -> Parsed:
    try:
        return _plausible(dt.date(int(year), int(month), int(day)))
    except ValueError:
        return Parsed(trouble=f"такого дня нет в календаре; {NEEDS_DATE}")


def _month_end(month: str | int, year: str | int) -> Parsed:
    """Read a month as its last day, and say so."""
    if not 1 <= int(month) <= 12 or not int(year):
        return Parsed(trouble=NEEDS_DATE)
    parsed = _day(calendar.monthrange(int(year), int(month))[1], month, year)
    if parsed.trouble:
        return parsed
    advice = f"прочитано как {parsed.value:%d.%m.%Y}; если нужна другая дата, впишите её"
    return Parsed(parsed.value, advice=advice)


def _plausible(day: dt.date) -> Parsed:
    if day.year < 1900:
        return Parsed(trouble="дата раньше 1900 года: таблицы таких не хранят, проверьте год")
    if day.year > 2100:
        return Parsed(trouble="дата позже 2100 года: проверьте год")
    return Parsed(day)
