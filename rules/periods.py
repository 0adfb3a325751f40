"""Terms of events as people write them: a date, a month, «2 декада марта», «в течение года».

A term that names no calendar year has its months in the school year of its book, so that it is
resolved (`resolve`) only where that year is known.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from rules.cleaning import clean_line
from rules.dates import DAY_FIRST, ISO, MONTHS, parse_date
from rules.grid import Value
from rules.parsed import EMPTY, FILLER, Parsed
from rules.school_years import FIRST_MONTH, SchoolYear

NEEDS_PERIOD = (
    "нужна дата или срок, например 15.03.2022, «март 2022», «2 декада марта», «в течение года»"
)
BACKWARDS = "срок кончается раньше, чем начинается"
NO_SUCH_DAY = "такого дня нет в календаре"
END = 99
"""As a day: the last one of its month."""


class Day(NamedTuple):
    """A day whose calendar year may be left to the school year."""

    year: int | None
    month: int
    day: int


class Period(NamedTuple):
    """A term: its ends (None where it is open) and the words that people see.

    `exact` is a term of one day.
    """

    first: Day | None
    last: Day | None
    text: str

    @property
    def exact(self) -> bool:
        """Tell a term of one day."""
        return self.first is not None and self.first == self.last

    def __str__(self) -> str:
        """Give the words."""
        return self.text


Span = tuple[Day, Day]


def parse_period(value: Value) -> Parsed:
    """Parse one cell that should hold the term of an event."""
    if not isinstance(value, str):
        parsed = parse_date(value)
        if parsed.value is None:
            return Parsed(trouble=NEEDS_PERIOD) if parsed.trouble else EMPTY
        return Parsed(_on(parsed.value))
    text = clean_line(value)
    if FILLER.fullmatch(text):
        return EMPTY
    plain = _plain(text)
    if plain.startswith(OPEN) or plain in OPEN_WHOLE:
        return Parsed(Period(None, None, text))
    if until := UNTIL.fullmatch(plain):
        span = _span(until[1])
        return _checked(span and (None, span[1]), text)
    return _range(plain, text)


def _on(day: dt.date) -> Period:
    same = Day(day.year, day.month, day.day)
    return Period(same, same, f"{day:%d.%m.%Y}")


# --- words ------------------------------------------------------------------------------------

OPEN = (
    "в течение",
    "в течении",
    "весь ",
    "постоянно",
    "ежемесячно",
    "еженедельно",
    "ежеквартально",
    "по мере",
    "по запрос",
    "по плану",
    "по графику",
    "по согласованию",
    "на протяжении",
)
OPEN_WHOLE = frozenset({"год", "учебный год", "период"})
"""Terms without ends."""

ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
ORDINALS = {"перв": "1", "втор": "2", "трет": "3", "четверт": "4"}
WORD = re.compile(r"[а-яa-z]+")
DASH = re.compile(r"\s*[-–—−]\s*")
ORDINAL_ENDING = re.compile(r"\b(\d)-(?:я|ая|й|ый|ого|го|ой|е|ое)\b")
YEAR_WORDS = re.compile(r"(?<=\d{4})\s*(?:уч(?:ебн\w*|\.)?\s*)?(?:г\.?\s?г\.?|год\w*|г\b\.?)")
UNTIL = re.compile(r"(?:до|не позднее|не позже|по|к) (.+)")
FROM_TO = re.compile(r"(?:с|со) (.+?) (?:по|до) (.+)")
YEAR = r"(?: (20\d\d))?"
MONTH_WORD = r"([а-я]{3,})\.?"
EXACT = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?")
NAMED = re.compile(rf"(\d{{1,2}}) {MONTH_WORD}{YEAR}")
DAY_ALONE = re.compile(r"\d{1,2}")
MONTH = re.compile(rf"{MONTH_WORD}{YEAR}")
MONTH_YEAR = re.compile(r"(\d{1,2})[./](20\d\d)")
TEN_DAYS = re.compile(rf"([123]) декад\w* {MONTH_WORD}{YEAR}")
WEEK = re.compile(rf"([1-5]) недел\w* {MONTH_WORD}{YEAR}")
PART = re.compile(rf"(?:в )?(начал|середин|конец|конц)\w* {MONTH_WORD}{YEAR}")
QUARTER = re.compile(rf"([1-4]) (?:квартал\w*|кв\.?){YEAR}")
OF_YEAR = r"(?: (20\d\d)(?:-(20\d\d))?)?"
HALF = re.compile(rf"([12]) (?:учебн\w* )?полугоди\w*{OF_YEAR}")
TERM = re.compile(rf"([1-4]) (?:учебн\w* )?четверт\w*{OF_YEAR}")
SEASON = re.compile(rf"(осен|зим|весн|лет)\w*{YEAR}")
SEASONS = {"осен": (9, 11), "зим": (12, 2), "весн": (3, 5), "лет": (6, 8)}
HALVES = {"1": (9, 12), "2": (1, 5)}
"""Months of the two halves of a school year."""

TERMS = {"1": (9, 10), "2": (11, 12), "3": (1, 3), "4": (4, 5)}
"""Months of the four terms (четверть) of a school year."""

NO_ORDINALS = frozenset({"четверть", "четверти", "четвертью", "четвертей"})

PARTS = {"1": (1, 10), "2": (11, 20), "3": (21, END)}
PART_NUMBERS = {"начал": "1", "середин": "2", "конец": "3", "конц": "3"}


def _plain(text: str) -> str:
    """Give the words in the form in which they are compared: ordinals as digits, dashes alike."""
    text = text.casefold().replace("ё", "е").strip(" .,;")
    text = WORD.sub(_digit, text)
    text = ORDINAL_ENDING.sub(r"\1", DASH.sub("-", text))
    return " ".join(YEAR_WORDS.sub("", text).strip(" .,;").split())


def _digit(match: re.Match[str]) -> str:
    word = match.group()
    if word in ROMAN:
        return ROMAN[word]
    if word in NO_ORDINALS:
        return word
    return next((digit for stem, digit in ORDINALS.items() if word.startswith(stem)), word)


# --- spans ------------------------------------------------------------------------------------


def _span(text: str) -> Span | None:
    """Give the first and the last day of one expression; None where it is none."""
    return next((span for span in _readings(text.strip(" .,")) if span is not None), None)


def _readings(text: str) -> Iterator[Span | None]:
    if match := EXACT.fullmatch(text):
        year = match[3] if not match[3] or len(match[3]) == 4 else f"20{match[3]}"
        yield _one_day(match[1], int(match[2]), year)
    if match := ISO.fullmatch(text):
        yield _one_day(match[3], int(match[2]), match[1])
    if match := NAMED.fullmatch(text):
        yield _one_day(match[1], MONTHS.get(match[2]), match[3])
    if match := MONTH.fullmatch(text):
        yield _days(MONTHS.get(match[1]), (1, END), match[2])
    if match := MONTH_YEAR.fullmatch(text):
        yield _days(int(match[1]), (1, END), match[2])
    if match := TEN_DAYS.fullmatch(text):
        yield _days(MONTHS.get(match[2]), PARTS[match[1]], match[3])
    if match := WEEK.fullmatch(text):
        first = 7 * int(match[1]) - 6
        yield _days(MONTHS.get(match[2]), (first, first + 6 if first < 29 else END), match[3])
    if match := PART.fullmatch(text):
        yield _days(MONTHS.get(match[2]), PARTS[PART_NUMBERS[match[1]]], match[3])
    if match := QUARTER.fullmatch(text):
        last = 3 * int(match[1])
        yield _months(last - 2, last, match[2])
    if match := HALF.fullmatch(text):
        yield _part_of_year(HALVES[match[1]], match[2], match[3])
    if match := TERM.fullmatch(text):
        yield _part_of_year(TERMS[match[1]], match[2], match[3])
    if match := SEASON.fullmatch(text):
        yield _months(*SEASONS[match[1]], match[2])


def _one_day(day: str, month: int | None, year: str | None) -> Span | None:
    return _days(month, (int(day), int(day)), year)


def _days(month: int | None, days: tuple[int, int], year: str | None) -> Span | None:
    if month is None or not 1 <= month <= 12:
        return None
    first, last = (Day(int(year) if year else None, month, day) for day in days)
    return first, last


def _months(first: int, last: int, year: str | None) -> Span:
    """Give whole months; winter ends in the calendar year after the one it is named by."""
    begins = int(year) if year else None
    ends = begins + 1 if begins is not None and last < first else begins
    return Day(begins, first, 1), Day(ends, last, END)


def _part_of_year(months: tuple[int, int], year: str | None, second: str | None) -> Span:
    """Give months of a school year that may be named: «2 полугодие 2021-2022» is of 2022."""
    named = second if second and months[0] < FIRST_MONTH else year
    return _months(*months, named)


def _range(plain: str, text: str) -> Parsed:
    """Read one expression, or two of them: «с … по …», «… – …», «…, …», «… и …»."""
    span = _span(plain)
    if span is not None:
        return _checked(span, text)
    match = FROM_TO.fullmatch(plain)
    ends = match.groups() if match else _two(plain)
    span = _joined(*ends) if ends else None
    if span is not None and _order(span[0]) > _order(span[1]):
        return Parsed(trouble=BACKWARDS)
    return _checked(span, text)


def _two(plain: str) -> tuple[str, str] | None:
    for separator in ("-", ", ", "/", " и "):
        first, found, last = plain.partition(separator)
        if found and first and last:
            return first, last.rpartition(separator)[2] if separator == ", " else last
    return None


def _joined(first: str, last: str) -> Span | None:
    """Join the beginning of one expression and the end of another, filling in what it left out."""
    end = _span(last)
    if end is None:
        return None
    if DAY_ALONE.fullmatch(first):  # «с 14 по 18 февраля»
        return end[1]._replace(day=int(first)), end[1]
    begin = _span(first)
    return None if begin is None else _with_years(begin[0], end[1])


def _with_years(first: Day, last: Day) -> Span:
    """Give both ends a calendar year where one has it: a term may go over New Year."""
    over = first.month >= FIRST_MONTH > last.month
    if first.year is None and last.year is not None:
        first = first._replace(year=last.year - over)
    elif last.year is None and first.year is not None:
        last = last._replace(year=first.year + over)
    return first, last


def _checked(span: tuple[Day | None, Day | None] | None, text: str) -> Parsed:
    if span is None:
        match = DAY_FIRST.fullmatch(text.strip(" ."))
        return Parsed(trouble=f"{NO_SUCH_DAY}; {NEEDS_PERIOD}" if match else NEEDS_PERIOD)
    if any(day is not None and not _exists(day) for day in span):
        return Parsed(trouble=f"{NO_SUCH_DAY}; {NEEDS_PERIOD}")
    return Parsed(Period(*span, text))


def _exists(day: Day) -> bool:
    """Tell whether there is such a day; February has 29 days where the year is not known."""
    return day.day == END or 1 <= day.day <= calendar.monthrange(day.year or 2024, day.month)[1]


def _order(day: Day) -> tuple[int, int, int]:
    """Order days by the calendar, those without a year as they follow in a school year."""
    month = day.month if day.year is not None else (day.month - FIRST_MONTH) % 12
    return day.year or 0, month, day.day


def resolve(period: Period, year: SchoolYear) -> tuple[dt.date, dt.date]:
    """Give the first and last day of `period` in the school year `year`; open ends are its own."""
    first = year.first if period.first is None else _date(period.first, year)
    last = year.last if period.last is None else _date(period.last, year)
    if last < first and period.last is not None and period.last.year is None:
        last = _date(period.last._replace(year=last.year + 1), year)
    return first, last


def _date(day: Day, year: SchoolYear) -> dt.date:
    calendar_year = day.year if day.year is not None else year.calendar_year(day.month)
    longest = calendar.monthrange(calendar_year, day.month)[1]
    return dt.date(calendar_year, day.month, min(day.day, longest))
