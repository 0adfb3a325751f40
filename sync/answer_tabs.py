"""«Проверка»: the worker's answer to one ОО, in its own words and figures."""

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from rules.decisions import DRAFT, RECEIVED, STATUS, decided, signing_key
from rules.grid import Value
from rules.registry import KINDS
from rules.report import Report
from rules.staffing import DISTRICT
from rules.tasks import Task
from sync.answer_events import going_on, guests_block, our_events_block, teachers_block
from sync.decision_rows import Before
from sync.documents import AGREEMENT
from sync.figures import figure_cell
from sync.finding_rows import PERSONS_TABS, finding_columns, finding_rows
from sync.monitoring_tabs import STATE_COLOURS, criterion_title, indicator_cell
from sync.paper_tabs import PAPERS, Paper
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


SHOWN_TASKS = 5


def answer_tab(
    report: Report,
    org: str,
    findings: pd.DataFrame,
    book: str | None,
    stale: str,
    papers: Sequence[Paper],
    before: Before,
) -> Tab:
    """Make the answer to `org`, whose findings are `findings`; `before` are its rows by key.

    `book` is the path of its book as seen from the answer, None where it has none; `stale`
    says of what day the data are when the book could not be read now; `papers` are the
    documents of the district.
    """
    name = report.district.organisations.at[org, "short_name"]
    books = {org: book} if book else {}
    found = Block(
        finding_columns(with_org=False),
        finding_rows(findings, {}, books, with_org=False),
        heading="Замечания",
        lines=(
            "Адрес ячейки — ссылка в вашу книгу. В жёлтом столбце можно пояснить вопрос, если "
            "значение верное.",
        ),
        table=True,
    )
    blocks = (
        _to_do(report, org, stale, book),
        _papers(report, org, papers),
        _figures(report, org),
        _criteria(report, org),
        found,
        teachers_block(report, org),
        guests_block(report, org),
        our_events_block(report, org, before),
    )
    return Tab(TITLE, f"Проверка: {name}", blocks, colour="marked")


def _to_do(report: Report, org: str, stale: str, book: str | None) -> Block:
    """List at most five things to do, each with its deadline and a link to its tab."""
    columns = (
        Column("Срок", width=24),
        Column("Вкладка", width=18),
        Column("Что сделать"),
        *going_on(5),
    )
    tasks = report.tasks.get(org, ())
    rows: list[list[Value | Cell]] = []
    for task in tasks[:SHOWN_TASKS]:
        here = book and task.tab and task.tab not in PERSONS_TABS
        link = f"external:{book}#'{task.tab}'!A1" if here else ""
        tab = Cell(task.tab or None, link=link)
        rows.append([_due_cell(task), tab, task.text, *[None] * 5])
    lines = [stale] if stale else []
    if not tasks:
        lines.append("Сейчас делать нечего: всё заполнено и сходится, спасибо.")
    if len(tasks) > SHOWN_TASKS:
        lines.append(f"Это самое срочное; всего дел: {len(tasks)}.")
    return Block(columns if rows else (), rows, heading="Что сделать сейчас", lines=tuple(lines),
                 headers=bool(rows))  # fmt: skip


def _due_cell(task: Task) -> Cell:
    if task.due is None:
        return Cell("сейчас", style="bad")
    if task.due == dt.date.max:
        return Cell("без срока", style="muted")
    text = f"до {task.due:%d.%m.%Y}"
    return Cell(f"просрочено ({text})", style="bad") if task.late else Cell(text)


def _papers(report: Report, org: str, papers: Sequence[Paper]) -> Block:
    """List the documents that concern the ОО, what is known of its signature."""
    columns = (
        Column("Документ", width=22),
        *going_on(1),
        Column("Состояние"),
        *going_on(1),
        Column("Файл"),
    )
    decisions = report.district.decisions
    rows: list[list[Value | Cell]] = []
    for paper in papers:
        if paper.file is None or paper.org not in ("", org):
            continue
        status = decided(decisions, paper.key, STATUS) or DRAFT
        title = paper.title if paper.version == 1 else f"{paper.title}, ред. {paper.version}"
        link = Cell("открыть", link=f"external:../{paper.file}")
        rows.append([title, None, status, None, link])
    organisations = report.district.organisations
    parent = organisations.at[org, "parent"]
    inherited = isinstance(parent, str)
    for name, title in PAPERS.items():
        signer = parent if inherited and name == AGREEMENT else org
        day = decided(decisions, signing_key(signer, name), RECEIVED)
        told = f"получен {day:%d.%m.%Y}" if day else "не получен координатором"
        whose = " (подписывает головная организация)" if signer != org else ""
        rows.append([f"{title}: ваш экземпляр", None, f"{told}{whose}", None, None])
    return Block(columns, rows, heading="Ваши документы")


def _criteria(report: Report, org: str) -> Block:
    """Show the criteria of the project for the ОО: dates and no days, which change by the day."""
    columns = (
        Column("Критерий проекта", width=22),
        *going_on(1),
        Column("Состояние", colours=STATE_COLOURS),
        Column("Индикатор", width=13),
        Column("Срок", "date", width=12),
        Column("Основание"),
        *going_on(2),
    )
    table = report.monitoring
    rows: list[list[Value | Cell]] = [
        [
            criterion_title(row["criterion"]), None, row["state"],
            indicator_cell(row["indicator"]), row["due"], row["basis"], None, None,
        ]
        for row in table[table["org"] == org].to_dict("records")
    ]  # fmt: skip
    return Block(columns, rows, heading="Критерии проекта")


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
