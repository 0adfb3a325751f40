"""«Обзор»: what waits for the coordinator, whom to remind, the district at a glance."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from rules.cells import parse
from rules.decisions import (
    ASPECT_CHOICE,
    EVENT_CHOICE,
    JOINT,
    JOINT_PLAN,
    PAIR_CHOICE,
    PAIRS,
    RECEIVED,
    STATUS,
    TEXTS,
)
from rules.forms import Field
from rules.grid import Value, a1, place
from rules.monitoring import DONE, NOT_CONCERNED, next_deadline
from rules.orders import BLOCKS
from rules.problem_map import CLOSED, GONE, OPENED
from rules.registry import KINDS
from rules.report import Report
from rules.staffing import DISTRICT, Staffing
from rules.tasks import Task, reminder
from sync.decision_rows import OBSOLETE
from sync.figures import NO_DATA, figure_cell
from sync.finding_rows import FINDINGS
from sync.map_tabs import MAP
from sync.monitoring_tabs import criterion_title
from sync.overview_figures import figure_blocks, figure_charts
from sync.paper_tabs import DOCUMENTS_TAB, SIGNING_TAB
from sync.tabs import Block, Cell, Column, Tab, dated, layout

OVERVIEW = "Обзор"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What «Обзор» tells of the files around it.

    `answers` maps a code to the path of its «Проверка» as seen from the summary, `stale` to the
    day of its data where its book could not be read; `tabs` are the other tabs of the summary.
    """

    answers: Mapping[str, str]
    stale: Mapping[str, dt.date]
    tabs: Mapping[str, Tab]


def overview_tab(report: Report, around: Surroundings) -> Tab:
    """Make «Обзор»."""
    counts = _open_counts(report.findings)
    blocks = (
        _waiting(report, around),
        _reminders(report),
        _at_a_glance(report, counts, around.stale),
        _leading(report),
        _kinds(report.staffing),
        *figure_blocks(report),
        _by_organisation(report, counts, around),
    )
    place_ = str(report.district.settings["municipality"] or "").strip()
    heading = f"Обзор: {place_}" if place_ else "Обзор"
    lines = (f"Учебный год {report.district.year.title}.",)
    tab = Tab(OVERVIEW, heading, blocks, lines, colour="good")
    return Tab(OVERVIEW, heading, blocks, lines, figure_charts(report, tab), colour="good")


def _open_counts(findings: pd.DataFrame) -> pd.DataFrame:
    """Count the open findings of each ОО (rows) by severity (columns)."""
    open_ = findings[
        findings["state"].isin(["new", "remaining"]) & (findings["outcome"] == "fails")
    ]
    counts = pd.crosstab(open_["org"], open_["severity"])
    return counts.reindex(columns=["error", "question", "advice"], fill_value=0)


# --- what waits -------------------------------------------------------------------------------


def _waiting(report: Report, around: Surroundings) -> Block:
    columns = (
        Column("Что решить", width=52),
        Column("Сколько", "integer", width=13),
        Column("Где", width=16),
    )
    rows: list[list[Value | Cell]] = []
    for what, tab, spots in _decisions_to_take(report, around):
        if spots:
            link = f"internal:'{tab}'!{spots[0]}"
            rows.append([what, Cell(len(spots), "integer", style="warn"), Cell(tab, link=link)])
    lines = () if rows else ("Ничего не ждёт.",)
    return Block(columns if rows else (), rows, heading="Ждут вашего решения", lines=lines,
                 headers=bool(rows))  # fmt: skip


def _decisions_to_take(
    report: Report, around: Surroundings
) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Give what waits, in which tab, the cells to fill."""
    number = report.district.settings["leading_problems"]
    if report.problem_map.aspects["need"].any():
        yield (
            "Выбрать совместные вопросы среди ведущих проблем",
            MAP,
            _empty_cells(around.tabs[MAP], JOINT, number),
        )
    for what, tab, item in (
        ("Решить, какой это аспект", TEXTS, ASPECT_CHOICE),
        ("Принять или отклонить предложенные пары", PAIRS, PAIR_CHOICE),
        ("Утвердить даты совместных мероприятий", JOINT_PLAN, EVENT_CHOICE),
    ):
        yield what, tab, _empty_cells(around.tabs[tab], item)
    yield (
        "Отдать документы на подпись и отметить статус",
        DOCUMENTS_TAB,
        _empty_cells(around.tabs[DOCUMENTS_TAB], STATUS),
    )
    yield (
        "Получить подписанные экземпляры",
        SIGNING_TAB,
        _empty_cells(around.tabs[SIGNING_TAB], RECEIVED),
    )
    own = report.findings[
        (report.findings["org"] == "")
        & report.findings["state"].isin(["new", "remaining"])
        & (report.findings["severity"] != "advice")
    ]
    first = layout(dated(around.tabs[FINDINGS]))[0].first if FINDINGS in around.tabs else 0
    yield "Исправить замечания координатору", FINDINGS, [f"A{first + 1}"] * len(own)


def _empty_cells(tab: Tab, field: Field, most: int | None = None) -> list[str]:
    """Give the addresses of the cells of a marked column without a decision, top down.

    Of the first `most` rows only; a row that is there only for the sake of its decision waits
    for nothing.
    """
    block, first = tab.blocks[0], layout(dated(tab))[0].first
    column = next(n for n, one in enumerate(block.columns) if one.title == field.title)
    found = []
    for number, row in enumerate(block.rows[:most], start=first):
        name, value = _plain(row[0]), _plain(row[column])
        if parse(value, field).value is None and not str(name).endswith(f"({OBSOLETE})"):
            found.append(a1(place(number, column)))
    return found


def _reminders(report: Report) -> Block:
    """List the ОО with something late or wrong, each with a text ready to send."""
    columns = (
        Column("ОО", width=52),
        Column("Просрочено", "integer", width=13),
        Column("Всего дел", "integer", width=16),
        Column("Почта", width=30),
        Column("Текст напоминания (можно скопировать целиком)", width=40, clipped=True),
    )
    organisations = report.district.organisations
    project = str(report.district.settings["project"] or "")
    rows: list[list[Value | Cell]] = []
    for org, name in organisations["short_name"].items():
        tasks = [task for task in report.tasks.get(str(org), ()) if _is_pressing(task)]
        late = sum(task.late for task in tasks)
        if tasks:
            mailbox = organisations.at[org, "mailbox"]
            rows.append([
                name, Cell(late, "integer", style="bad" if late else ""), len(tasks),
                mailbox if isinstance(mailbox, str) else None, reminder(name, project, tasks),
            ])  # fmt: skip
    rows.sort(key=lambda row: -_number(row[1]))
    lines = () if rows else ("Все организации всё сделали вовремя.",)
    return Block(columns if rows else (), rows, heading="Кому напомнить", lines=lines,
                 headers=bool(rows))  # fmt: skip


def _is_pressing(task: Task) -> bool:
    """Tell what is worth a reminder: what is late and what is wrong."""
    return task.late or task.due is None


def _plain(item: Value | Cell) -> Value:
    return item.value if isinstance(item, Cell) else item


def _number(item: Value | Cell) -> int:
    value = _plain(item)
    return value if isinstance(value, int) else 0


# --- the district at a glance -----------------------------------------------------------------


def _at_a_glance(report: Report, counts: pd.DataFrame, stale: Mapping[str, dt.date]) -> Block:
    staffing, district = report.staffing, report.district
    totals, marked = staffing.totals.loc[DISTRICT], staffing.marked_totals.loc[DISTRICT]
    empty = report.findings.query("rule == 'tab.empty' and state in ('new', 'remaining')")
    day = staffing.reporting_date
    limit = district.settings["critical_share"]
    covered = f"{int(totals['covered'])} из {int(totals['members'])}"
    members = len(district.organisations)
    done, concerned = _criteria_done(report.monitoring)
    events = report.coverage
    rows: list[list[Value | Cell]] = [
        ["Организаций в проекте", Cell(members, "integer")],
        ["Из них заполнили все вкладки", Cell(members - empty["org"].nunique(), "integer")],
        ["Книг, которые не читаются (взяты прежние данные)", Cell(len(stale), "integer")],
        ["Отчётная дата «Кадров»", Cell(day, "date") if day else NO_DATA],
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
        ["Дефицитов в карте проблем", Cell(len(report.problem_map.deficits()), "integer")],
        ["Совместных вопросов выбрано", Cell(len(district.joint_aspects), "integer")],
        ["Критериев района выполнено", f"{done} из {concerned}"],
        _deadline_row(report),
        [
            "Охват: ОО, которые провели мероприятия",
            f"{events.hosting} из {events.organisations}",
        ],
        ["Охват: ОО, которые ездили учиться", f"{events.attending} из {events.organisations}"],
        ["ОО, которые не проводили и не ездили", Cell(events.apart, "integer")],
        ["Запросов, которым нашлась пара", f"{events.met} из {events.needs}"],
        ["Из них запросов ШНОР", f"{events.low_met} из {events.low_needs}"],
        ["Мероприятий года проведено с подтверждением", f"{events.proven} из {events.planned}"],
        [
            "Востребованных аспектов, по которым что-то проведено",
            f"{events.addressed} из {events.demanded}",
        ],
        *_money(report),
        *_changes(report),
        ["Ошибок (исправить обязательно)", Cell(int(counts["error"].sum()), "integer")],
        ["Вопросов (исправить или пояснить)", Cell(int(counts["question"].sum()), "integer")],
        ["Советов", Cell(int(counts["advice"].sum()), "integer")],
    ]
    columns = (Column("Показатель", width=52), Column("Значение", width=13))
    return Block(columns, rows, heading="Район с одного взгляда")


def _criteria_done(monitoring: pd.DataFrame) -> tuple[int, int]:
    own = monitoring[(monitoring["org"] == "") & (monitoring["state"] != NOT_CONCERNED)]
    return int((own["state"] == DONE).sum()), len(own)


def _deadline_row(report: Report) -> list[Value | Cell]:
    found = next_deadline(report.monitoring)
    if found is None:
        return ["Ближайший срок", "—"]
    day, criterion = found
    return [f"Ближайший срок: {criterion_title(criterion)}", Cell(day, "date")]


def _money(report: Report) -> Iterator[list[Value | Cell]]:
    """Tell the share of incentive payments of the last year that somebody filled in."""
    if "budget" not in report.district.unused and len(report.budget):
        rows = report.budget[report.budget["year"] == report.budget["year"].max()]
        share = float(rows["incentive"].sum() / rows["payroll"].sum())
        yield [f"Стимулирующие выплаты, доля ФОТ за {rows['year'].max()} год", Cell(share, "share")]


CHANGES = {GONE: "Проблем ушло", CLOSED: "Дефицитов закрыто", OPENED: "Новых дефицитов"}


def _changes(report: Report) -> Iterator[list[Value | Cell]]:
    """Tell what changed since the year before, if there is one."""
    if report.comparison is not None and report.compared_with is not None:
        counts = report.comparison["what"].value_counts()
        for what, title in CHANGES.items():
            yield [
                f"{title} с {report.compared_with.title} учебного года",
                int(counts.get(what, 0)),
            ]


def _leading(report: Report) -> Block:
    """List the leading problems of the two blocks of needs."""
    columns = (
        Column("Ведущие проблемы (нужна поддержка)", width=52),
        Column("ОО", "integer", width=13),
        Column("Готовы учить", "integer", width=16),
    )
    number = report.district.settings["leading_problems"]
    rows: list[list[Value | Cell]] = []
    for block in BLOCKS.values():
        if block.side != "need":
            continue
        top = report.ratings.of(block.field).head(number)
        if len(top):
            process = block.process.capitalize()
            rows.append(
                [Cell(f"{process} процесс", style="section"), *[Cell(None, style="section")] * 2]
            )
        for aspect, organisations in zip(top["aspect"], top["organisations"], strict=True):
            known = aspect in report.problem_map.aspects.index
            offer = int(report.problem_map.aspects.at[aspect, "offer"]) if known else 0
            rows.append([
                report.district.catalogue.title(aspect), int(organisations),
                Cell(offer, "integer", style="bad" if not offer else ""),
            ])  # fmt: skip
    lines = () if rows else ("«ТЗ-2 Заказ» пока никто не заполнил.",)
    return Block(columns if rows else (), rows, heading="Ведущие проблемы", lines=lines,
                 headers=bool(rows))  # fmt: skip


def _kinds(staffing: Staffing) -> Block:
    columns = (
        Column("Вид ОО", width=52),
        Column("Без категории", "integer", width=13),
        Column("Пп", "integer", width=16),
        Column("Пв", "integer", width=12),
        Column("КК", "share", width=12),
        Column("ОО с данными", width=14),
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


def _by_organisation(report: Report, counts: pd.DataFrame, around: Surroundings) -> Block:
    columns = (
        Column("ОО", width=52),
        Column("КК", "share", width=13),
        Column("Ошибок", "integer", width=16),
        Column("Вопросов", "integer", width=12),
        Column("Советов", "integer", width=12),
        Column("Ответ организации", width=14),
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
            Cell(name, style="marked" if org in around.stale else ""),
            share,
            Cell(numbers[0], "integer", style="bad" if numbers[0] else ""),
            Cell(numbers[1], "integer", style="warn" if numbers[1] else ""),
            Cell(numbers[2], "integer"),
            Cell("открыть", link=f"external:{around.answers[str(org)]}"),
        ])  # fmt: skip
    return Block(columns, rows, heading="По организациям", table=True)
