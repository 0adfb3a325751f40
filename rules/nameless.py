"""The report without persons: what documents that leave the machine are made of."""

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from rules.forms import Form
from rules.report import Report
from rules.tables import Table

BLANK = "_" * 18
"""What stands in a row in the place of a person: a line to fill by hand."""


def nameless(report: Report) -> Report:
    """Give `report` without what people typed in personal fields: a line, or nothing known.

    Cards and settings lose the value, as documents put a line in its place; rows of tables keep
    a line where somebody was named.
    """
    district = report.district
    tables = {name: _without(table) for name, table in district.tables.items()}
    settings = dict(district.settings)
    settings |= dict.fromkeys(_personal(district.tables["settings"].form))
    lines = _personal(district.tables["practices"].form)
    return replace(
        report,
        district=replace(
            district,
            tables=tables,
            settings=settings,
            practices=_lined(district.practices, lines),
        ),
        problem_map=replace(
            report.problem_map, practices=_lined(report.problem_map.practices, lines)
        ),
    )


def _personal(form: Form) -> list[str]:
    return [item.name for item in form.fields if item.personal]


def _without(table: Table) -> Table:
    names = _personal(table.form)
    if not names:
        return table
    if table.form.layout == "table":
        return replace(table, values=_lined(table.values, names))
    return replace(table, values=table.values.assign(**dict.fromkeys(names)))


def _lined(rows: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    return rows.assign(**{name: rows[name].where(rows[name].isna(), BLANK) for name in names})
