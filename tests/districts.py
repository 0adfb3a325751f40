"""Small districts for tests: a few organisations and their rows, from text to a report."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from rules.grid import Grid
from rules.reading import Reading, read
from rules.report import Inputs, Report, report
from sync.resources import aspect_words, forms
from tests.tables import HEADER, grid

TODAY = dt.date(2022, 3, 1)


def card(form: str, values: Mapping[str, Any]) -> Reading:
    """Read a card of `form` in which only `values` (by name of field) are filled."""
    fields = forms()[form].fields
    rows = [["Показатель", "Значение"], *([item.title, values.get(item.name)] for item in fields)]
    return read(Grid(forms()[form].title, rows), forms()[form])


def registry(orgs: Mapping[str, str]) -> Reading:
    """Read a Реестр of (code: kind)."""
    rows = [["Код", "Краткое наименование", "Вид", "Код головной организации"]]
    rows += [[code, f"ОО {code}", kind, None] for code, kind in orgs.items()]
    return read(Grid("Реестр ОО", rows), forms()["registry"])


def tab(form_name: str, rows: Sequence[Mapping[str, Any]]) -> Reading:
    """Read a table of `form_name` in which `rows` (by name of field) stand."""
    form = forms()[form_name]
    groups = [item.group for item in form.fields]
    merged, first = [], 0
    for group, members in groupby(groups):
        last = first + len(list(members)) - 1
        if group and last > first:
            merged.append((0, first, 0, last))
        first = last + 1
    upper = [g if g and (n == 0 or groups[n - 1] != g) else None for n, g in enumerate(groups)]
    cells = [[row.get(item.name) for item in form.fields] for row in rows]
    header = [item.title for item in form.fields]
    return read(Grid(form.title, [upper, header, *cells], merged=tuple(merged)), form)


def made_report(
    staffing: Mapping[str, str],
    *,
    tabs: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]] | None = None,
    orgs: Mapping[str, str] | None = None,
    cards: Mapping[str, Mapping[str, Any]] | None = None,
    settings: Mapping[str, Any] | None = None,
    today: dt.date = TODAY,
    readings: Mapping[str, Any] | None = None,
    **more: Any,
) -> Report:
    """Compute the report of a district whose «Кадры» are texts of rows by code.

    `tabs` maps further forms to their rows by code (empty for the coordinator's); `readings`
    take the place of those made here.
    """
    orgs = orgs or dict.fromkeys(staffing, "Школа")
    form = forms()["staffing"]
    rows_of = [(org, read(grid(f"{HEADER}\n{text}"), form)) for org, text in staffing.items()]
    made_of: dict[str, Any] = {
        "registry": [("", registry(orgs))],
        "settings": [("", card("settings", settings or {}))],
        "staffing": rows_of,
        "organisation": [(org, card("organisation", row)) for org, row in (cards or {}).items()],
    }
    for name, own in (tabs or {}).items():
        made_of[name] = [(org, tab(name, rows)) for org, rows in own.items()]
    made = report(
        Inputs(today, forms(), made_of | dict(readings or {}), aspect_words=aspect_words(), **more)
    )
    assert not made.crashes, made.crashes
    return made


def found(made: Report, *rules: str) -> pd.DataFrame:
    """Give the findings of `made` of the given rules (of all when none is given)."""
    rows = made.findings
    return rows[rows["rule"].isin(rules)] if rules else rows
