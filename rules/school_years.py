"""School years (учебный год): from September to August, called «2021-2022»."""

import datetime as dt
import re
from typing import NamedTuple

FIRST_MONTH = 9
NAME = re.compile(r"(20\d\d)-(20\d\d)")


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

    def calendar_year(self, month: int) -> int:
        """Give the calendar year of a `month` of this school year."""
        return self.start if month >= FIRST_MONTH else self.start + 1


def school_year(name: str) -> SchoolYear | None:
    """Give the school year called «2021-2022»; None for a name that is none."""
    match = NAME.fullmatch(name)
    if match is None or int(match[2]) != int(match[1]) + 1:
        return None
    return SchoolYear(int(match[1]))
