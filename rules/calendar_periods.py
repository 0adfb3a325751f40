"""«Периоды»: when the calendar forbids events of some kinds of ОО and formats, or prefers them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from rules.cells import parse
from rules.cleaning import key
from rules.forms import Form
from rules.periods import resolve
from rules.school_years import SchoolYear
from rules.tables import Table

FORBIDS, PREFERS = "запрещает", "предпочтителен"
EVERYTHING = frozenset({"", "все", "любые", "все форматы"})
"""What stands for all formats, as keys."""


class CalendarPeriod(NamedTuple):
    """A period of the year: its days, the kinds of hosts and the formats that it is about.

    `formats` are keys (`rules.cleaning.key`), empty for all; `row` its label in the table.
    """

    title: str
    first: dt.date
    last: dt.date
    kinds: frozenset[str]
    formats: frozenset[str]
    forbids: bool
    row: int

    def covers(self, day: dt.date, kind: str, form: str) -> bool:
        """Tell whether an event of a `kind` of host in a format (a key) on a day is meant."""
        meant = kind in self.kinds and (not self.formats or form in self.formats)
        return meant and self.first <= day <= self.last

    def meets(self, other: "CalendarPeriod") -> bool:
        """Tell whether two periods say something of the same day, kind and format."""
        days = self.first <= other.last and other.first <= self.last
        formats = not self.formats or not other.formats or self.formats & other.formats
        return bool(days and formats and self.kinds & other.kinds)


def calendar_periods(table: Table, year: SchoolYear) -> tuple[CalendarPeriod, ...]:
    """Give the periods of a school year; rows without a term or an effect are left out.

    A term that names no year is of this school year; one without ends is all of it. A row in
    which no kind is marked is about all kinds.
    """
    rows = table.values.dropna(subset=["title", "term", "effect"])
    found = []
    for label, row in zip(rows.index, rows.to_dict("records"), strict=True):
        first, last = resolve(row["term"], year)
        found.append(
            CalendarPeriod(
                row["title"],
                first or year.first,
                last or year.last,
                _kinds(row, table.form),
                formats_of(row["formats"]),
                row["effect"] == FORBIDS,
                label,
            )
        )
    return tuple(found)


KIND_FIELDS = ("school", "kindergarten", "extra")


def _kinds(row: dict[str, object], form: Form) -> frozenset[str]:
    titles = {name: form.field(name).title for name in KIND_FIELDS}
    marked = {title for name, title in titles.items() if row[name] is True or row[name] == True}  # noqa: E712
    return frozenset(marked or titles.values())


def formats_of(typed: str | None) -> frozenset[str]:
    """Give the formats of a cell as keys; none for «все» and an empty one."""
    parts = (key(part) for part in (typed or "").replace(",", ";").replace("\n", ";").split(";"))
    return frozenset(part for part in parts if part not in EVERYTHING)


def unknown_formats(typed: pd.Series, known: Iterable[str]) -> pd.Series:
    """Give for each cell the formats that are none of the `known` ones, joined, else «»."""
    names = {key(name) for name in known}
    return typed.map(lambda text: ", ".join(sorted(formats_of(text) - names)))


def overlaps(periods: Sequence[CalendarPeriod]) -> dict[int, CalendarPeriod]:
    """Give the rows that meet one before them, each with the first such period."""
    found = {}
    for number, period in enumerate(periods):
        before = next((other for other in periods[:number] if period.meets(other)), None)
        if before is not None:
            found[period.row] = before
    return found


def usual_periods(form: Form, year: SchoolYear) -> tuple[CalendarPeriod, ...]:
    """Give the periods that the form begins with: those of a district without the tab."""
    rows = [
        {item.name: parse(row.get(item.name), item).value for item in form.fields}
        for row in form.initial
    ]
    values = pd.DataFrame(rows, columns=list(form.names), dtype=object)
    return calendar_periods(Table(form, values, values), year)
