"""Rules that hold for every tab: it is filled, and its primary key names one row."""

import pandas as pd

from rules.district import District
from rules.findings import digest, finding_key, frame, merge
from rules.forms import Form
from rules.grid import NOWHERE, a1
from rules.registry import SHARED_FIELDS
from rules.rulebook import rule
from rules.tables import Hit, Table, findings


@rule("row.duplicate", "Строка с таким ключом одна", "error", "tab", "не проверяется")
def duplicate_rows(district: District) -> pd.DataFrame:
    """Find rows of one tab that have the same primary key."""
    return merge(_duplicates(table) for table in district.tables.values())


def _duplicates(table: Table) -> pd.DataFrame:
    names = list(table.form.primary_key)
    if not names or table.values.empty:
        return frame()
    columns = ["org", *names]
    whole = table.values[names].notna().all(axis=1)
    again = whole & table.values.duplicated(columns)
    first = table.values[whole].drop_duplicates(columns).reset_index().set_index(columns)["index"]
    found = table.values.index[again]
    twins = [first.loc[tuple(table.values.loc[row, columns])] for row in found]
    title = table.form.field(names[0]).title
    message = [
        f"«{title}»: такое же значение уже стоит в {a1(table.places.at[twin, names[0]])}. "
        "Оставьте одну строку, иначе непонятно, какой верить."
        for twin in twins
    ]
    hit = Hit(found, names[0], pd.Series(message, index=found, dtype=object), names)
    return findings("row.duplicate", "error", table, hit)


@rule("tab.empty", "Вкладка заполнена", "error", "tab", "нарушено")
def empty_tabs(district: District) -> pd.DataFrame:
    """Find tabs of organisations in which nobody has typed anything yet."""
    rows = []
    for name, table in district.tables.items():
        if table.form.audience != "organisation" or name in district.unused:
            continue
        touched = _touched(table)
        due = district.settings.get(table.form.due)
        until = f" Срок — {due:%d.%m.%Y}." if due else ""
        for org in district.organisations.index:
            if name in district.filled.get(org, ()) and org not in touched:
                rows.append(_empty(table.form, org, until))
    return frame(rows)


def _touched(table: Table) -> set[str]:
    """Give the organisations that typed something; what the Реестр gives a card does not count."""
    values = table.values
    if table.form.layout == "card":
        fields = [item for item in table.form.fields if not item.apart]
        own = [item.name for item in fields if item.name not in SHARED_FIELDS]
        values = values[values[own].notna().any(axis=1)]
    return set(values["org"])


def _empty(form: Form, org: str, until: str) -> tuple[object, ...]:
    key = finding_key(org, "tab.empty", form.title, "", "")
    message = f"Вкладка «{form.title}» не заполнена.{until}"
    where = (org, form.title, "", NOWHERE, "", "")
    return ("tab.empty", "error", "fails", *where, message, key, digest(""))
