"""«Свод»: what the coordinator sees of the district."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from rules.grid import Value
from rules.registry import KINDS
from rules.report import Report
from rules.staffing import COUNTS, DISTRICT, Staffing
from sync.figures import NO_DATA, figure_cell
from sync.finding_rows import finding_columns, finding_rows
from sync.tabs import Block, Cell, Chart, Column, Kind, Series, Style, Tab

OVERVIEW, STAFFING, FINDINGS = "Обзор", "Кадры", "Замечания"

CHART_LIMIT = 60
"""A chart of more organisations than this could not be read."""

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


def summary_tabs(
    report: Report,
    books: Mapping[str, str],
    answers: Mapping[str, str],
    stale: Mapping[str, dt.date],
) -> tuple[Tab, ...]:
    """Make the tabs of «Свод».

    `books` and `answers` map a code to the path of the ОО's book and of its «Проверка» as seen
    from the summary; `stale` to the day of its data where the book could not be read now.
    """
    return (
        _overview(report, answers, stale),
        _staffing(report, stale),
        _findings(report, books),
    )


# --- Кадры ----------------------------------------------------------------------------------


def _staffing(report: Report, stale: Mapping[str, dt.date]) -> Tab:
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


# --- Замечания ------------------------------------------------------------------------------


def _findings(report: Report, books: Mapping[str, str]) -> Tab:
    names = report.district.organisations["short_name"].to_dict()
    rows = finding_rows(report.findings, names, books, with_org=True)
    lines = ("Исправляют и поясняют сами организации: у каждой своя книга в папке «Проверка».",)
    block = Block(finding_columns(with_org=True), rows, table=True)
    return Tab(FINDINGS, "Замечания", (block,), lines)


# --- Обзор ----------------------------------------------------------------------------------


def _overview(report: Report, answers: Mapping[str, str], stale: Mapping[str, dt.date]) -> Tab:
    counts = _open_counts(report.findings)
    blocks = (
        _at_a_glance(report, counts, stale),
        _kinds(report.staffing),
        _by_organisation(report, counts, answers, stale),
    )
    place = str(report.district.settings["municipality"] or "").strip()
    heading = f"Обзор: {place}" if place else "Обзор"
    return Tab(OVERVIEW, heading, blocks, charts=_charts(report), colour="good")


def _open_counts(findings: pd.DataFrame) -> pd.DataFrame:
    """Count the open findings of each ОО (rows) by severity (columns)."""
    open_ = findings[
        findings["state"].isin(["new", "remaining"]) & (findings["outcome"] == "fails")
    ]
    counts = pd.crosstab(open_["org"], open_["severity"])
    return counts.reindex(columns=["error", "question", "advice"], fill_value=0)


def _at_a_glance(report: Report, counts: pd.DataFrame, stale: Mapping[str, dt.date]) -> Block:
    staffing = report.staffing
    totals, marked = staffing.totals.loc[DISTRICT], staffing.marked_totals.loc[DISTRICT]
    empty = report.findings.query("rule == 'tab.empty' and state in ('new', 'remaining')")
    day = staffing.reporting_date
    limit = report.district.settings["critical_share"]
    covered = f"{int(totals['covered'])} из {int(totals['members'])}"
    rows: list[list[Value | Cell]] = [
        ["Организаций в проекте", Cell(len(report.district.organisations), "integer")],
        ["Из них не заполнили вкладку", Cell(empty["org"].nunique(), "integer")],
        ["Книг, которые не читаются (взяты прежние данные)", Cell(len(stale), "integer")],
        ["Отчётная дата", Cell(day, "date") if day else NO_DATA],
        [
            f"КК района (данные {covered} ОО)",
            figure_cell(totals["quality_share"], "share", marked["quality_share"]),
        ],
        [
            "Изменение КК против прошлых дат",
            figure_cell(totals["quality_change"], "change", marked["quality_change"]),
        ],
        [
            "Доля педагогов без категории",
            figure_cell(totals["no_category_share"], "share", marked["no_category_share"]),
        ],
        [
            f"ОО в критическом состоянии (без категории больше {limit:g}\u00a0%)",
            figure_cell(totals["critical"], "integer", marked["critical"]),
        ],
        ["Ошибок (исправить обязательно)", Cell(int(counts["error"].sum()), "integer")],
        ["Вопросов (исправить или пояснить)", Cell(int(counts["question"].sum()), "integer")],
        ["Советов", Cell(int(counts["advice"].sum()), "integer")],
    ]
    columns = (Column("Показатель", width=52), Column("Значение", width=13))
    return Block(columns, rows, heading="Район с одного взгляда")


def _kinds(staffing: Staffing) -> Block:
    columns = (
        Column("Вид ОО", width=52),
        Column("Без категории", "integer", width=12),
        Column("Пп", "integer", width=14),
        Column("Пв", "integer", width=12),
        Column("КК", "share", width=12),
        Column("ОО с данными", width=12),
    )
    rows: list[list[Value | Cell]] = []
    for kind, name in KINDS.items():
        totals, marked = staffing.totals.loc[kind], staffing.marked_totals.loc[kind]
        if not totals["members"]:
            continue
        counts = [
            figure_cell(totals[figure], "integer", marked[figure])
            for figure in ("no_category", "first", "highest")
        ]
        share = figure_cell(totals["quality_share"], "share", marked["quality_share"])
        rows.append([name.capitalize() if name != "ДО" else name, *counts, share,
                     f"{int(totals['covered'])} из {int(totals['members'])}"])  # fmt: skip
    return Block(columns, rows, heading="Педагоги по видам ОО")


def _by_organisation(
    report: Report,
    counts: pd.DataFrame,
    answers: Mapping[str, str],
    stale: Mapping[str, dt.date],
) -> Block:
    columns = (
        Column("ОО", width=52),
        Column("КК", "share", width=12),
        Column("Ошибок", "integer", width=14),
        Column("Вопросов", "integer", width=12),
        Column("Советов", "integer", width=12),
        Column("Ответ организации", width=18),
    )
    staffing = report.staffing
    rows: list[list[Value | Cell]] = []
    for org, name in report.district.organisations["short_name"].items():
        own = counts.loc[org] if org in counts.index else None
        numbers = [int(own[s]) if own is not None else 0 for s in ("error", "question", "advice")]
        share = figure_cell(
            staffing.organisations.at[org, "quality_share"],
            "share",
            staffing.marked.at[org, "quality_share"],
        )
        rows.append([
            Cell(name, style="marked" if org in stale else ""),
            share,
            Cell(numbers[0], "integer", style="bad" if numbers[0] else ""),
            Cell(numbers[1], "integer", style="warn" if numbers[1] else ""),
            Cell(numbers[2], "integer"),
            Cell("открыть", link=f"external:{answers[str(org)]}"),
        ])  # fmt: skip
    return Block(columns, rows, heading="По организациям", table=True)


def _charts(report: Report) -> tuple[Chart, ...]:
    number = len(report.district.organisations)
    kinds = sum(bool(report.staffing.totals.at[kind, "members"]) for kind in KINDS)
    stacked = tuple(
        Series(title, OVERVIEW, 1, "Вид ОО", column, 0, kinds - 1)
        for title, column in (
            ("Без категории", "Без категории"),
            ("Первая категория", "Пп"),
            ("Высшая категория", "Пв"),
        )
    )
    charts = []
    if kinds:
        charts.append(Chart("column_stacked", "Педагоги по категориям", stacked, 3, 7))
    if 0 < number <= CHART_LIMIT:
        shares = (Series("КК", OVERVIEW, 2, "ОО", "КК", 0, number - 1),)
        height = 140 + 20 * number
        charts.append(Chart("bar", "КК по организациям", shares, 21, 7, height=height, share=True))
    return tuple(charts)
