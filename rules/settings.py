"""Settings: the coordinator's «Настройки», with the form's defaults where a line is empty."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from rules.cells import parse
from rules.forms import Field, Form
from rules.school_years import SchoolYear
from rules.tables import Table

Settings = Mapping[str, Any]
"""Name of a field of the form `settings` → its value; None where nothing is known."""


def settings_of(table: Table) -> Settings:
    """Give every setting its value: what the coordinator typed, else the form's default."""
    typed = table.values.iloc[0] if len(table.values) else None
    return {item.name: _value(item, typed) for item in table.form.fields}


def _value(item: Field, typed: pd.Series | None) -> Any:
    value = None if typed is None else typed[item.name]
    if item.many:
        return tuple(value) if value is not None else tuple(item.default or ())
    if value is not None and not pd.isna(value):
        return value.date() if isinstance(value, pd.Timestamp) else value
    return None if item.default is None else parse(item.default, item).value


YEARLY_DEADLINES = ("deadline_questions", "deadline_plans")
"""Deadlines of criteria that are met anew each school year."""

HALF_YEAR = ("half_year_start", "half_year_end")
"""The ends of the half-year of the joint plan."""


def in_year(settings: Settings, forms: Mapping[str, Form], year: SchoolYear) -> Settings:
    """Move the dates of each year's work that are still of a year before into `year`.

    They are the terms of tabs that begin empty each year, and of the criteria that rest on
    them: nobody is late with work that has just begun. The half-year of the joint plan moves, too.
    """
    dues = [form.due for form in forms.values() if form.yearly and form.due]
    return dict(settings) | {
        name: year.moved(settings[name])
        for name in (*dues, *YEARLY_DEADLINES, *HALF_YEAR)
        if settings[name] is not None
    }


def unused_forms(forms: Mapping[str, Form], settings: Settings) -> frozenset[str]:
    """Give the names of the optional forms that the district does not use."""
    return frozenset(
        name for name, form in forms.items() if form.optional and not settings[form.optional]
    )
