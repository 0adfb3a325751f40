"""School years (учебный год): from September to August, called «2021-2022»."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

from rules.cleaning import clean_line
from rules.grid import Value
from rules.parsed import EMPTY, FILLER, Parsed

FIRST_MONTH = 9
NAME = re.compile(r"(20\d\d)-(20\d\d)")
TYPED = re.compile(r"(?:20)?(\d\d)\s*[-–—/]\s*(?:20)?(\d\d)(?:\s*(?:уч\w*\.?)?\s*г(?:од\w*|\.)?)?")
NEEDED = "нужен учебный год, например 2021-2022"


class SchoolYear(NamedTuple):
    """The school year that begins in September of the calendar year `start`."""

    start: int

    @property
    def name(self) -> str:
        """Its name with a hyphen, «2021-2022»: as in «Настройки», keys and names of folders."""
        return f"{self.start}-{self.start + 1}"

    @property
    def title(self) -> str:
        """Its name with a dash, «2021–2022», as print has it."""
        return f"{self.start}–{self.start + 1}"

    @property
    def first(self) -> dt.date:
        """The first day."""
        return dt.date(self.start, FIRST_MONTH, 1)

    @property
    def last(self) -> dt.date:
        """The last day."""
        return dt.date(self.start + 1, FIRST_MONTH, 1) - dt.timedelta(days=1)

    def moved(self, day: dt.date) -> dt.date:
        """Give the same day in this school year for one of a year before; later ones stay."""
        if day >= self.first:
            return day
        year = self.calendar_year(day.month)
        last = calendar.monthrange(year, day.month)[1]
        return dt.date(year, day.month, min(day.day, last))

    def calendar_year(self, month: int) -> int:
        """Give the calendar year of a `month` of this school year."""
        return self.start if month >= FIRST_MONTH else self.start + 1


def parse_school_year(value: Value) -> Parsed:
    """Parse a cell with a school year, «2021–2022», «2021/22»: its value is the name."""
    text = clean_line(value) if isinstance(value, str) else "?"
    if FILLER.fullmatch(text):
        return EMPTY
    match = TYPED.fullmatch(text)
    if match is None or int(match[2]) != int(match[1]) + 1:
        return Parsed(trouble=NEEDED)
    return Parsed(SchoolYear(2000 + int(match[1])).name)


def school_year(name: str) -> SchoolYear | None:
    """Give the school year called «2021-2022»; None for a name that is none."""
    match = NAME.fullmatch(name)
    if match is None or int(match[2]) != int(match[1]) + 1:
        return None
    return SchoolYear(int(match[1]))
