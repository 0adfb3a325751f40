"""Half-years (полугодие): one matching and one round of the joint plan covers one of them."""

import datetime as dt
from typing import NamedTuple

from rules.school_years import FIRST_MONTH, SchoolYear
from rules.settings import Settings
from rules.work_calendar import Term


class HalfYear(NamedTuple):
    """A half-year of a school year; its days stand in «Настройки»."""

    year: SchoolYear
    first: dt.date
    last: dt.date

    @property
    def number(self) -> int:
        """Its number, part of the keys of pairs and events: 1 from September on, 2 after."""
        return 1 if self.first.month >= FIRST_MONTH else 2

    def left(self, today: dt.date) -> Term:
        """Give the days on which a new event can still be: from tomorrow on."""
        return max(self.first, today + dt.timedelta(1)), self.last


def half_year_of(settings: Settings, year: SchoolYear) -> HalfYear:
    """Give the half-year of «Настройки»; settings are those of the school year `year`."""
    return HalfYear(year, settings["half_year_start"], settings["half_year_end"])
