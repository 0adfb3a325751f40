"""Small districts for tests: a few organisations and their rows, from text to a report."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from rules.grid import Grid
from rules.reading import Reading, read
from rules.report import Inputs, Report, report
from sync.resources import forms
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


def made_report(
    staffing: Mapping[str, str],
    *,
    orgs: Mapping[str, str] | None = None,
    cards: Mapping[str, Mapping[str, Any]] | None = None,
    settings: Mapping[str, Any] | None = None,
    today: dt.date = TODAY,
    **more: Any,
) -> Report:
    """Compute the report of a district whose «Кадры» are texts of rows by code."""
    orgs = orgs or dict.fromkeys(staffing, "Школа")
    form = forms()["staffing"]
    tabs = [(org, read(grid(f"{HEADER}\n{text}"), form)) for org, text in staffing.items()]
    readings = {
        "registry": [("", registry(orgs))],
        "settings": [("", card("settings", settings or {}))],
        "staffing": tabs,
        "organisation": [(org, card("organisation", row)) for org, row in (cards or {}).items()],
    }
    made = report(Inputs(today, forms(), readings, **more))
    assert not made.crashes, made.crashes
    return made


def found(made: Report, *rules: str) -> pd.DataFrame:
    """Give the findings of `made` of the given rules (of all when none is given)."""
    rows = made.findings
    return rows[rows["rule"].isin(rules)] if rules else rows
