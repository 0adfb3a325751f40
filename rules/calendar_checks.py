"""Rules of «Периоды» and of what «Настройки» say of the half-year and of «Взаимообучение»."""

import pandas as pd

from rules.calendar_periods import (
    CalendarPeriod,
    calendar_periods,
    overlaps,
    unknown_formats,
    usual_periods,
)
from rules.district import District
from rules.findings import frame
from rules.half_years import half_year_of
from rules.registry import KINDS
from rules.rulebook import rule
from rules.tables import Hit, Table, findings
from rules.work_calendar import working_days

FIT = ("match_kind", "match_settlement", "match_cluster")


def periods_of(district: District) -> tuple[CalendarPeriod, ...]:
    """Give the periods of the current year; the usual ones where the district has no such tab."""
    table = district.tables["periods"]
    if "periods" not in district.filled.get("", frozenset()):
        return usual_periods(table.form, district.year)
    return calendar_periods(table, district.year)


@rule(
    "periods.overlap",
    "Периоды не накладываются друг на друга",
    "question",
    "tab",
    "не проверяется",
)
def overlapping_periods(district: District) -> pd.DataFrame:
    """Ask about periods that say something of the same days, kinds and formats as one before."""
    table = district.tables["periods"]
    found = overlaps(calendar_periods(table, district.year))
    rows = pd.Index(found)
    message = [
        f"Накладывается на период «{other.title}» ({other.first:%d.%m.%Y} – {other.last:%d.%m.%Y}) "
        "для тех же организаций и форматов: исправьте сроки. Пока запрет сильнее предпочтения."
        for other in found.values()
    ]
    basis = ("term", "effect", "school", "kindergarten", "extra", "formats")
    hit = Hit(rows, "term", pd.Series(message, index=rows, dtype=object), basis)
    return findings("periods.overlap", "question", table, hit)


@rule("periods.format", "Форматы периода — из списка «Практик»", "error", "cell", "не проверяется")
def formats_of_periods(district: District) -> pd.DataFrame:
    """Find formats of periods that no practice can have."""
    table = district.tables["periods"]
    known = district.tables["practices"].form.field("format").choices
    names = unknown_formats(table.values["formats"], known)
    rows = names.index[names.ne("")]
    allowed = ", ".join(f"«{name}»" for name in known)
    message = f"Такого формата нет, период на него не действует. Форматы: {allowed}."
    hit = Hit(rows, "formats", message, ("formats",), value=names[rows])
    return findings("periods.format", "error", table, hit)


@rule(
    "settings.half_year",
    "Полугодие совместного плана кончается позже, чем начинается",
    "error",
    "tab",
    "не проверяется",
)
def half_year_ends(district: District) -> pd.DataFrame:
    """Find a half-year that ends before it begins: nothing can be dated in it."""
    half = half_year_of(district.settings, district.year)
    if half.first <= half.last:
        return frame()
    message = (
        f"Полугодие кончается ({half.last:%d.%m.%Y}) раньше, чем начинается "
        f"({half.first:%d.%m.%Y}): исправьте даты, пока новые даты мероприятий не назначаются."
    )
    return _of_settings("settings.half_year", "error", district, "half_year_end", message)


@rule(
    "settings.no_days",
    "В полугодии остались рабочие дни для совместных мероприятий",
    "question",
    "cross-tab",
    "не проверяется",
)
def days_are_left(district: District) -> pd.DataFrame:
    """Ask when no working day of the half-year is left that is open to any kind of ОО."""
    half = half_year_of(district.settings, district.year)
    first, last = half.left(district.today)
    if half.first > half.last:
        return frame()
    closed = [one for one in periods_of(district) if one.forbids and not one.formats]
    days = working_days((first, last)) if first <= last else ()
    if any(not any(one.covers(day, kind, "") for one in closed) for day in days for kind in KINDS):
        return frame()
    why = "все они закрыты периодами" if days else "оно кончилось или состоит из выходных"
    message = (
        f"В полугодии до {half.last:%d.%m.%Y} не осталось рабочих дней для новых мероприятий "
        f"({why}): впишите даты следующего полугодия или исправьте «Периоды»."
    )
    return _of_settings("settings.no_days", "question", district, "half_year_end", message)


@rule(
    "settings.fit",
    "Три доли, на которые меньше вес пары, в сумме не больше 1",
    "question",
    "tab",
    "не проверяется",
)
def losses_of_fit(district: District) -> pd.DataFrame:
    """Ask about losses of fit that together leave a pair of nothing in common no weight."""
    total = sum(district.settings[name] for name in FIT)
    if total <= 1:
        return frame()
    message = (
        "Доли за вид ОО, населённый пункт и куст в сумме больше 1: у пар, где отличается всё, вес "
        "будет 0, и они не предлагаются. Уменьшите доли."
    )
    return _of_settings("settings.fit", "question", district, "match_kind", message)


def _of_settings(
    rule_id: str, severity: str, district: District, field: str, message: str
) -> pd.DataFrame:
    table: Table = district.tables["settings"]
    basis = (*FIT, "half_year_start", "half_year_end", "year")
    hit = Hit(table.values.index[:1], field, message, basis)
    return findings(rule_id, severity, table, hit)
