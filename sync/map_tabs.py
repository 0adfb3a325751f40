"""«Карта проблем» and «Сравнение лет» of the summary."""

import pandas as pd

from rules.decisions import joint_key
from rules.grid import Value
from rules.problem_map import APPEARED, CLOSED, DEFICIT, GONE, OPENED, SURPLUS
from rules.report import Report
from sync.decision_rows import Before, kept_rows, marked_cells, marked_columns
from sync.tabs import Block, Cell, Column, Style, Tab

MAP, COMPARISON = "Карта проблем", "Сравнение лет"
MOST_COLUMNS = 300
"""A matrix of more organisations could not be read; then only the list is shown."""

SHOWN_SOLUTIONS = 3
BALANCE_COLOURS: dict[str, Style] = {DEFICIT: "bad", SURPLUS: "good"}
CHANGE_COLOURS: dict[str, Style] = {GONE: "good", CLOSED: "good", OPENED: "bad", APPEARED: "warn"}


def map_tab(report: Report, before: Before) -> Tab:
    """Make «Карта проблем»: a row an aspect, then the matrix aspect × ОО beside it.

    `before` are the rows that stand there now, by key.
    """
    year, found = report.district.year.name, report.problem_map
    own = (
        Column("Аспект", width=52),
        Column("Процесс", width=16),
        Column("Группа", width=24),
        Column("Нужна поддержка (ОО)", "integer", width=11),
        Column("Готовы представить (ОО)", "integer", width=12),
        Column("Дефицит / Профицит", width=17, colours=BALANCE_COLOURS),
        Column("Решения", width=52),
        *marked_columns(MAP),
    )
    names = report.district.organisations["short_name"]
    orgs = list(names.index) if len(names) <= MOST_COLUMNS else []
    columns = (*own, *(Column(names[org], width=5.5, rotated=True) for org in orgs))
    cells = _matrix(found.cells, orgs)
    keys, rows = [], []
    for aspect, row in found.aspects.to_dict("index").items():
        keys.append(joint_key(year, str(aspect)))
        rows.append([
            row["title"], row["process"], row["group"], int(row["need"]), int(row["offer"]),
            row["balance"], _solutions(report, str(aspect), row["need"] > 0),
            *marked_cells(MAP, keys[-1], report.district.decisions),
            *(cells.get((str(aspect), org)) for org in orgs),
        ])  # fmt: skip
    kept = kept_rows(MAP, own, keys, report.district.decisions, before, ("joint",), year)
    rows += [[*row, *[None] * len(orgs)] for row in kept]
    lines = [
        "Дефицит: поддержка нужна, а в районе никто не готов её дать. В жёлтом столбце отметьте "
        "«да» у совместных проблемных вопросов: с них начнутся Методические рекомендации.",
        "Справа по организациям: Н — нужна поддержка, П — готовы представить, число — место в "
        "рейтинге ОО.",
    ]
    if not orgs:
        lines[1] = f"Организаций больше {MOST_COLUMNS}: таблица «аспект × ОО» не показана."
    block = Block(columns, rows, table=True)
    return Tab(MAP, "Карта проблем и эффективных решений", (block,), tuple(lines),
               colour="warn", frozen_columns=1)  # fmt: skip


def _matrix(cells: pd.DataFrame, orgs: list[str]) -> dict[tuple[str, str], Cell]:
    shown = set(orgs)
    return {
        (aspect, org): _cell(need, offer)
        for org, aspect, need, offer in cells[["org", "aspect", "need", "offer"]].itertuples(
            index=False, name=None
        )
        if org in shown
    }


def _cell(need: object, offer: object) -> Cell:
    """Show who needs (Н) and who offers (П) an aspect, with the rank where it is known."""
    parts = []
    if not pd.isna(need):
        parts.append(f"Н{need}")
    if not pd.isna(offer):
        parts.append(f"П{offer}")
    style: Style = "marked" if len(parts) == 2 else "warn" if not pd.isna(need) else "good"
    return Cell("\n".join(parts), style=style)


def _solutions(report: Report, aspect: str, needed: bool) -> Value:
    """Name the practices of an aspect and whose they are."""
    found = report.problem_map.solutions(aspect)
    names = report.district.organisations["short_name"]
    shown = [
        f"{names[org]}: {practice}"
        for org, practice in zip(found["org"], found["practice"].fillna(""), strict=True)
        if practice
    ]
    more = len(shown) - SHOWN_SOLUTIONS
    listed = [*shown[:SHOWN_SOLUTIONS], *([f"и ещё {more}"] if more > 0 else [])]
    return "\n".join(listed) or None


def comparison_tab(report: Report) -> Tab:
    """Make «Сравнение лет»; the report must have a year before."""
    assert report.comparison is not None and report.compared_with is not None
    before, now = report.compared_with.title, report.district.year.title
    columns = (
        Column("Аспект", width=60),
        Column(f"Нужна поддержка, {before}", "integer", width=14),
        Column(f"Нужна поддержка, {now}", "integer", width=14),
        Column(f"Готовы представить, {before}", "integer", width=14),
        Column(f"Готовы представить, {now}", "integer", width=14),
        Column("Что изменилось", width=22, colours=CHANGE_COLOURS),
    )
    rows: list[list[Value | Cell]] = [
        [
            row["title"],
            *(int(row[n]) for n in ("need_before", "need", "offer_before", "offer")),
            row["what"],
        ]
        for row in report.comparison.to_dict("records")
    ]
    counts = report.comparison["what"].value_counts()
    told = "; ".join(f"{what} — {counts.get(what, 0)}" for what in CHANGE_COLOURS)
    block = Block(columns, rows, table=True)
    return Tab(COMPARISON, f"Сравнение: {before} и {now} учебные годы", (block,),
               (f"Аспектов: {told}.",))  # fmt: skip
