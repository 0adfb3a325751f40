"""Риски of the passport as signals: what is overdue, who is overloaded, replaced or silent."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from rules.district import District
from rules.monitoring import CRITERIA, LATE

COLUMNS = ("risk", "org", "sign", "since", "remedy")
"""Columns of the risks: `org` a code, empty for the district; `since` a date."""

OVERDUE = "Работа не выполнена в срок"
OVERLOAD = "Слишком много обязанностей"
REPLACED = "Замена специалиста"
SILENT = "ОО не участвует в работе"
NO_BOOK = "Нет данных ОО"


class Signal(NamedTuple):
    """A risk that a finding is a sign of, and what to do about it."""

    risk: str
    remedy: str


SIGNALS = {
    "organisation.duties": Signal(OVERLOAD, "Распределить обязанности между разными людьми."),
    "organisation.replaced": Signal(REPLACED, "Передать дела и издать новый приказ."),
    "book.unreadable": Signal(NO_BOOK, "Помочь организации восстановить книгу."),
    "book.missing": Signal(NO_BOOK, "Вернуть книгу или создать новую."),
}
"""Rules whose open findings are signs of a risk."""

OPEN = ("new", "remaining")


def risks_of(district: District, monitoring: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Gather the risks, in the order of the ОО: a frame of `COLUMNS`.

    `findings` are followed (`rules.history.FOLLOWED`).
    """
    silent = dict(_silent(district))
    rows = [
        *_overdue(district, monitoring, silent),
        *(
            (SILENT, org, "Ни одна вкладка проекта не заполнена", since,
             "Проект идёт с теми, кто участвует; выясните, остаётся ли организация в проекте.")
            for org, since in silent.items()
        ),
        *_signals(findings),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    position = {"": -1} | {org: n for n, org in enumerate(district.organisations.index)}
    order = table["org"].map(position).fillna(len(position))
    return table.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def _overdue(
    district: District, monitoring: pd.DataFrame, silent: dict[str, dt.date]
) -> Iterator[tuple[object, ...]]:
    late = monitoring[(monitoring["state"] == LATE) & ~monitoring["org"].isin(silent)]
    for org, own in late.groupby("org", sort=False):
        told = "; ".join(f"{code}. {CRITERIA[code].title}" for code in own["criterion"])
        since = min(own["due"]) + dt.timedelta(days=1)
        remedy = (
            "Напомнить и помочь: текст — в «Обзоре»." if org else "Решить, кто и когда сделает."
        )
        yield OVERDUE, org, told, since, remedy


def _silent(district: District) -> Iterator[tuple[str, dt.date]]:
    """Give the ОО that filled no tab of the project, and since when the first of them is due."""
    forms = [
        table
        for table in district.tables.values()
        if table.form.audience == "organisation" and table.form.yearly
    ]
    filled = set().union(*(set(table.values["org"]) for table in forms))
    dues = [due for table in forms if (due := district.settings.get(table.form.due))]
    passed = [due for due in dues if due < district.today]
    if passed:
        for org in district.organisations.index:
            if org not in filled:
                yield str(org), min(passed) + dt.timedelta(days=1)


def _signals(findings: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    open_ = findings[findings["state"].isin(OPEN) & findings["rule"].isin(list(SIGNALS))]
    for row in open_.to_dict("records"):
        signal = SIGNALS[row["rule"]]
        yield signal.risk, row["org"], row["message"], row["since"], signal.remedy
