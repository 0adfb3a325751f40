"""Rules of the decisions that coordinators type in the worker's summary."""

from collections.abc import Iterator

import pandas as pd

from rules.cells import parse, show
from rules.decisions import (
    DATE,
    HELD_ON,
    JOINT,
    RECEIVED,
    TAB_OF_TABLE,
    field_of,
    joint_key,
    table_of,
)
from rules.district import District
from rules.findings import KEY_SEPARATOR, digest, finding_key, frame
from rules.grid import NOWHERE, Value
from rules.parsed import Parsed
from rules.rulebook import rule


@rule(
    "decision.unreadable",
    "Решение записано так, что его можно прочитать",
    "error",
    "cell",
    "не проверяется",
)
def unreadable_decisions(district: District) -> pd.DataFrame:
    """Find what coordinators typed in a marked column and cannot be read there."""
    rows = []
    for key, column, value, parsed in _parsed(district):
        if parsed.trouble:
            where = _of_row(district, key)
            message = f"«{column}»{where}: {parsed.trouble}. Пока решение не действует."
            rows.append(_found("decision.unreadable", "error", key, column, value, message))
    return frame(rows)


@rule(
    "decision.date",
    "Дата решения не раньше начала проекта и не позже сегодняшнего дня",
    "error",
    "cell",
    "не проверяется",
)
def impossible_dates(district: District) -> pd.DataFrame:
    """Find days in marked columns that have not come yet, or were before the project."""
    rows = []
    start = district.settings["term_start"]
    for key, column, value, parsed in _parsed(district):
        item = field_of(key, column)
        day = parsed.value if item in PAST_DATES else None
        if day is None or (day <= district.today and (start is None or day >= start)):
            continue
        what = "этот день ещё не наступил" if day > district.today else "это раньше начала проекта"
        message = f"«{column}»{_of_row(district, key)}: {what}, исправьте дату."
        rows.append(_found("decision.date", "error", key, column, value, message))
    return frame(rows)


PAST_DATES = (DATE, RECEIVED, HELD_ON)
"""Days on which something was done: they cannot be still to come."""


def _parsed(district: District) -> Iterator[tuple[str, str, Value, Parsed]]:
    """Give the decisions in marked columns: key, column, what was typed and what it means."""
    for (key, column), found in district.decisions.items():
        item = field_of(key, column)
        if item is not None:
            yield key, column, found.value, parse(found.value, item)


def _of_row(district: District, key: str) -> str:
    """Say which row of a worker's tab a key stands for, as far as its words are known here."""
    parts = key.split(KEY_SEPARATOR)
    if parts[0] == "signing" and parts[1] in district.organisations.index:
        return f" ({district.organisations.at[parts[1], 'short_name']})"
    if len(parts) > 2 and parts[1] == "joint":
        return f" («{district.catalogue.title(parts[2])}»)"
    return ""


@rule(
    "decision.gone",
    "Решение относится к строке, которая есть",
    "advice",
    "district",
    "не проверяется",
)
def decisions_without_row(district: District) -> pd.DataFrame:
    """Tell of joint questions about aspects that nobody names any more."""
    named = set(district.lines["aspect"].dropna())
    mark = joint_key(district.year.name, "")
    rows = []
    for (key, column), found in district.decisions.items():
        if column != JOINT.title or not key.startswith(mark):
            continue
        aspect = key.removeprefix(mark)
        if aspect not in named or aspect not in district.catalogue.aspects.index:
            message = (
                f"Решение об аспекте «{district.catalogue.title(aspect)}»: его больше никто не "
                "называет. Решение сохранено; если оно не нужно, сотрите его."
            )
            rows.append(_found("decision.gone", "advice", key, column, found.value, message))
    return frame(rows)


def _found(
    rule_id: str, severity: str, key: str, column: str, value: object, message: str
) -> tuple[object, ...]:
    row, tab = key.replace(KEY_SEPARATOR, "/"), TAB_OF_TABLE[table_of(key)]
    name = finding_key("", rule_id, tab, row, column)
    shown = show(value)  # type: ignore[arg-type]
    place = (tab, "", NOWHERE)
    return (rule_id, severity, "fails", "", *place, shown, "", message, name, digest(value))
