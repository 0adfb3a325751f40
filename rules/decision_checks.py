"""Rules of the decisions that coordinators type in the worker's summary."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from rules.cells import parse, show
from rules.decisions import (
    ASPECT_CHOICE,
    DATE,
    EVENT_CHOICE,
    HELD_ON,
    JOINT,
    JOINT_PLAN,
    NEW_DATE,
    PAIRS,
    REASON,
    RECEIVED,
    TAB_OF_TABLE,
    Decisions,
    decided,
    field_of,
    joint_key,
    parts_of,
    report_key,
    table_of,
)
from rules.district import District
from rules.findings import KEY_SEPARATOR, digest, finding_key, frame
from rules.grid import NOWHERE, Value
from rules.joint_plan import CANCEL, MOVE
from rules.parsed import Parsed
from rules.plans import HELD
from rules.rulebook import rule
from rules.text_decisions import NEW, NO_ASPECT


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


@rule(
    "decision.limit",
    "Принятые пары не нарушают пределов и не спорят друг с другом",
    "question",
    "district",
    "не проверяется",
)
def pairs_beyond_limits(district: District) -> pd.DataFrame:
    """Tell of limits that accepted pairs break, and of accepted pairs that are gone."""
    if district.matching is None:
        return frame()
    rows = []
    for row in district.matching.broken.to_dict("records"):
        about = [row[name] for name in ("guest", "host", "aspect")]
        message = f"{_named_pair(district, *about)}{row['text']}"
        key = KEY_SEPARATOR.join(("limit", row["limit"], *about))
        rows.append(_of_tab("decision.limit", "question", PAIRS, key, message))
    return frame(rows)


@rule(
    "decision.clash",
    "Даты, которые закреплены, не спорят между собой и с периодами",
    "question",
    "district",
    "не проверяется",
)
def fixed_dates_that_clash(district: District) -> pd.DataFrame:
    """Tell of the coordinator's dates that break a rule of dates: they are kept."""
    if district.joint is None:
        return frame()
    events = district.joint.events
    ours = {
        (row["org"], row["aspect_id"], row["date"])
        for row in events[events["matched"]].to_dict("records")
        if decided(district.decisions, row["key"], NEW_DATE) is not None
    }
    rows = []
    for row in district.joint.schedule.clashes.to_dict("records"):
        if (row["host"], row["aspect"], row["date"]) not in ours:
            continue  # a day of the ОО's own plan is told by the rules of plans
        about = [str(row[name]) for name in ("host", "aspect", "number", "date")]
        message = f"{_named_pair(district, '', row['host'], row['aspect'])}{row['text']}"
        key = KEY_SEPARATOR.join(("clash", *about))
        rows.append(_of_tab("decision.clash", "question", JOINT_PLAN, key, message))
    return frame(rows)


def _named_pair(district: District, guest: str, host: str, aspect: str) -> str:
    """Say whom and what a broken limit is about."""
    names = district.organisations["short_name"]
    orgs = [str(names.get(org, org)) for org in (guest, host) if org]
    told = " у ".join(orgs) if guest else "".join(orgs)
    what = f", «{district.catalogue.title(aspect)}»" if aspect else ""
    return f"{told}{what}: " if told or what else ""


@rule(
    "decision.event",
    "Решение о мероприятии полно и не спорит с отчётом о нём",
    "question",
    "district",
    "не проверяется",
)
def decisions_on_events(district: District) -> pd.DataFrame:
    """Find moves without a date, cancellations without a reason or of what was held."""
    rows = []
    for key, column in sorted(district.decisions):
        if column == EVENT_CHOICE.title and parts_of(key, "event", district.year.name):
            message = _event_trouble(district, key)
            if message:
                found = district.decisions[key, column].value
                rows.append(_found("decision.event", "question", key, column, found, message))
    return frame(rows)


def _event_trouble(district: District, key: str) -> str:
    """Say what is wrong with a decision on an event; nothing where it is clear."""
    decisions, event = district.decisions, _event_of(district, key)
    choice, where = decided(decisions, key, EVENT_CHOICE), _titled(event)
    if choice == MOVE and decided(decisions, key, NEW_DATE) is None:
        return f"{where}решено перенести, но новой даты нет: впишите её. Пока дата прежняя."
    if choice != CANCEL:
        return ""
    if event is not None and _is_reported(decisions, key, event["org"]):
        holds = "отчёт записан раньше, он и действует" if event["status"] == HELD else (
            "решение записано раньше, оно и действует"
        )  # fmt: skip
        return f"{where}решено отменить, а организация отчиталась, что провела: {holds}."
    if decided(decisions, key, REASON) is None:
        return (
            f"{where}решено отменить без причины: впишите её, иначе мероприятие считается "
            "невыполненным."
        )
    return ""


def _event_of(district: District, key: str) -> dict[str, Any] | None:
    if district.joint is None:
        return None
    found = district.joint.events[district.joint.events["key"] == key]
    return {str(n): v for n, v in found.iloc[0].items()} if len(found) else None


def _titled(event: dict[str, Any] | None) -> str:
    return f"«{event['event']}»: " if event is not None and event["event"] else ""


def _is_reported(decisions: Decisions, key: str, host: str) -> bool:
    return decided(decisions, report_key(key, host), HELD_ON) is not None


@rule(
    "decision.text",
    "Решение о тексте называет аспект из справочника",
    "error",
    "cell",
    "не проверяется",
)
def decisions_on_texts(district: District) -> pd.DataFrame:
    """Find texts that coordinators said are an aspect that the catalogue does not have."""
    column = ASPECT_CHOICE.title
    rows = []
    for key in district.texts.unknown:
        value = district.decisions[key, column].value
        message = (
            f"«{show(value)}» — такого аспекта в справочнике нет. Выберите из списка, «{NEW}» или "
            f"«{NO_ASPECT}»."
        )
        rows.append(_found("decision.text", "error", key, column, value, message))
    return frame(rows)


def _of_tab(rule_id: str, severity: str, tab: str, key: str, message: str) -> tuple[object, ...]:
    name = finding_key("", rule_id, tab, key.replace(KEY_SEPARATOR, "/"), "")
    where = ("", tab, "", NOWHERE, "", "")
    return (rule_id, severity, "fails", *where, message, name, digest(message))


def _found(
    rule_id: str, severity: str, key: str, column: str, value: object, message: str
) -> tuple[object, ...]:
    row, tab = key.replace(KEY_SEPARATOR, "/"), TAB_OF_TABLE[table_of(key)]
    name = finding_key("", rule_id, tab, row, column)
    shown = show(value)  # type: ignore[arg-type]
    place = (tab, "", NOWHERE)
    return (rule_id, severity, "fails", "", *place, shown, "", message, name, digest(value))
