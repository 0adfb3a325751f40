"""«Проверка»: the worker's answer to one ОО, in its own words and figures."""

from collections.abc import Mapping

import pandas as pd

from rules.grid import Value
from rules.registry import KINDS
from rules.report import Report
from rules.staffing import DISTRICT
from sync.figures import figure_cell
from sync.finding_rows import finding_columns, finding_rows
from sync.tabs import Block, Cell, Column, Kind, Tab

TITLE = "Проверка"

SHOWN: tuple[tuple[str, str, Kind], ...] = (
    ("total", "Поб", "integer"),
    ("quality_share", "КК = (Пп + Пв) / Поб", "share"),
    ("quality_change", "Изменение КК", "change"),
    ("no_category_share", "Доля без категории", "share"),
    ("attested_share", "Доля аттестованных", "share"),
)
"""Figures that an ОО sees beside those of its kind and of the district."""


def answer_tab(
    report: Report, org: str, findings: pd.DataFrame, book: str | None, stale: str
) -> Tab:
    """Make the answer to `org`, whose findings are `findings`.

    `book` is the path of its book as seen from the answer, None where it has none; `stale`
    says of what day the data are when the book could not be read now.
    """
    name = report.district.organisations.at[org, "short_name"]
    books = {org: book} if book else {}
    found = Block(
        finding_columns(with_org=False),
        finding_rows(findings, {}, books, with_org=False),
        heading="Замечания",
        table=True,
    )
    blocks = (_to_do(findings, stale), _figures(report, org), found)
    return Tab(TITLE, f"Проверка: {name}", blocks, colour="marked")


def _to_do(findings: pd.DataFrame, stale: str) -> Block:
    open_ = findings[findings["state"].isin(["new", "remaining"])]
    fails = open_[open_["outcome"] == "fails"]
    count = fails["severity"].value_counts()
    lines = [stale] if stale else []
    if count.get("error"):
        lines.append(
            f"Ошибок: {count['error']}. Исправьте их в своей книге: адрес ячейки в таблице "
            "ниже — ссылка на неё."
        )
    if count.get("question"):
        lines.append(
            f"Вопросов: {count['question']}. Исправьте значение или напишите в жёлтом столбце "
            "«Пояснение», почему оно верное."
        )
    if count.get("advice"):
        lines.append(f"Советов: {count['advice']}. Исправлять не обязательно.")
    if not lines:
        lines.append("Замечаний нет, спасибо.")
    return Block((), heading="Что сделать сейчас", lines=tuple(lines), headers=False)


def _figures(report: Report, org: str) -> Block:
    staffing = report.staffing
    day = staffing.reporting_date
    kind = staffing.organisations.at[org, "kind"]
    scopes: Mapping[str, str] = {kind: f"В среднем: {KINDS[kind]}"} if kind in KINDS else {}
    columns = (
        Column("Показатель", width=22),
        Column("Ваша ОО", width=13),
        *(Column(title, width=13) for title in scopes.values()),
        Column("По району", width=13),
    )
    rows: list[list[Value | Cell]] = []
    for figure, title, form in SHOWN:
        own = figure_cell(
            staffing.organisations.at[org, figure], form, staffing.marked.at[org, figure]
        )
        others = [_scope_cell(report, scope, figure, form) for scope in (*scopes, DISTRICT)]
        rows.append([Cell(title, style="label"), own, *others])
    heading = f"Показатели на {day:%d.%m.%Y}" if day else "Показатели"
    return Block(columns, rows, heading=heading)


def _scope_cell(report: Report, scope: str, figure: str, form: Kind) -> Cell:
    """Give a figure of a kind or of the district; a sum of people says nothing beside one ОО."""
    totals, marked = report.staffing.totals, report.staffing.marked_totals
    if figure == "total":
        return Cell(None)
    return figure_cell(totals.at[scope, figure], form, marked.at[scope, figure])
