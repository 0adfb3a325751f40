"""«Кадры» of the summary: the passport's table, computed."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from rules.grid import Value
from rules.registry import KINDS
from rules.report import Report
from rules.staffing import COUNTS, DISTRICT, Staffing
from sync.figures import NO_DATA, figure_cell
from sync.tabs import Block, Cell, Column, Kind, Style, Tab

STAFFING = "Кадры"

SHARES: tuple[tuple[str, str, Kind], ...] = (
    ("quality_share", "КК", "share"),
    ("no_category_share", "Доля без категории", "share"),
    ("critical", "Критическое состояние", "integer"),
    ("attested_share", "Доля аттестованных", "share"),
    ("quality_change", "Изменение КК", "change"),
)
TOTAL_NAMES = {kind: f"Итого: {name}" for kind, name in KINDS.items()} | {
    DISTRICT: "Итого по району"
}


def staffing_tab(report: Report, stale: Mapping[str, dt.date]) -> Tab:
    """Make «Кадры»; `stale` maps a code to the day of its data where its book can't be read."""
    staffing, form = report.staffing, report.district.tables["staffing"].form
    columns = (
        Column("ОО", width=52),
        Column("Вид", width=9),
        *(Column(form.field(name).label, "integer", width=11) for name in COUNTS),
        Column("КК", "share", width=10, bar=True),
        Column("Доля без категории", "share", width=12),
        Column("Критическое состояние", "integer", width=14, colours={"да": "bad"}),
        Column("Доля аттестованных", "share", width=14),
        Column("Изменение КК", "change", width=12),
        Column("ОО с данными", width=12),
    )
    rows: list[list[Value | Cell]] = []
    for kind in KINDS:
        own = staffing.organisations.index[staffing.organisations["kind"] == kind]
        rows += [_organisation_row(report, org, stale) for org in own]
        if len(own):
            rows.append(_total_row(staffing, kind))
    others = staffing.organisations.index[~staffing.organisations["kind"].isin(list(KINDS))]
    rows += [_organisation_row(report, org, stale) for org in others]
    rows.append(_total_row(staffing, DISTRICT))
    day = staffing.reporting_date
    heading = f"Кадры на {day:%d.%m.%Y}" if day else "Кадры"
    lines = (
        "КК = (Пп + Пв) / Поб. Итоги считаются по организациям, у которых есть данные.",
        "Оранжевым отмечены показатели, в основе которых ячейка с ошибкой: они могут измениться.",
    )
    return Tab(STAFFING, heading, (Block(columns, rows, table=True),), lines)


def _organisation_row(report: Report, org: str, stale: Mapping[str, dt.date]) -> list[Value | Cell]:
    figures, marked = report.staffing.organisations, report.staffing.marked
    name = report.district.organisations.at[org, "short_name"]
    note = f"Книга не читается, данные от {stale[org]:%d.%m.%Y}." if org in stale else ""
    row: list[Value | Cell] = [
        Cell(name, style="marked" if note else "", note=note),
        figures.at[org, "kind"],
    ]
    row += [figure_cell(figures.at[org, n], "integer", marked.at[org, n]) for n in COUNTS]
    for figure, _, kind in SHARES:
        value, suspect = figures.at[org, figure], marked.at[org, figure]
        if figure == "critical":
            row.append(_critical_cell(value, suspect))
        else:
            row.append(figure_cell(value, kind, suspect))
    return [*row, None]


def _critical_cell(value: object, suspect: object) -> Cell:
    if value is None or pd.isna(value):
        return Cell(NO_DATA, "text", style="muted")
    style: Style = "marked" if suspect else ""
    return Cell("да" if value else "нет", "text", style=style)


def _total_row(staffing: Staffing, scope: str) -> list[Value | Cell]:
    totals, marked = staffing.totals, staffing.marked_totals
    row: list[Value | Cell] = [Cell(TOTAL_NAMES[scope], style="total"), Cell(None, style="total")]
    kinds: list[tuple[str, Kind]] = [(name, "integer") for name in COUNTS]
    for figure, kind in [*kinds, *((figure, kind) for figure, _, kind in SHARES)]:
        cell = figure_cell(totals.at[scope, figure], kind, marked.at[scope, figure])
        row.append(cell if cell.style else Cell(cell.value, kind, style="total"))
    covered = f"{totals.at[scope, 'covered']} из {totals.at[scope, 'members']}"
    return [*row, Cell(covered, style="total")]
