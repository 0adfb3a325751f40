"""Findings as rows of a tab, with links to the cells they are about."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from rules.decisions import EXPLANATION, token
from rules.findings import OUTCOMES, SEVERITIES, STATES
from rules.grid import Value, a1
from rules.personal_text import masked
from rules.report import Report
from sync.resources import persons_tabs
from sync.tabs import Block, Cell, Column, Style, Tab
from sync.wording import Words

KEY_COLUMN = "ключ"
TOKEN_COLUMN = "основа"
EXPLANATION_COLUMN = EXPLANATION.title
COORDINATOR_NAME = "Координатор"
FINDINGS = "Замечания"

SEVERITY_COLOURS: dict[str, Style] = {"ошибка": "bad", "вопрос": "warn", "совет": "muted"}
STATE_COLOURS: dict[str, Style] = {
    "новое": "strong",
    "объяснено": "good",
    "исправлено": "good",
    "неактуально": "muted",
}


def finding_columns(with_org: bool) -> tuple[Column, ...]:
    """Give the columns of a table of findings; without ОО it is an ОО's own, to be explained."""
    columns = [
        Column("Важность", width=13, colours=SEVERITY_COLOURS),
        Column("Исход", width=13),
        Column("Состояние", width=13, colours=STATE_COLOURS),
        Column("ОО", width=34),
        Column("Вкладка", width=15),
        Column("Ячейка", width=9),
        Column("Значение", width=15),
        Column("Сравнивали с", width=15),
        Column("Что исправить", width=70),
        Column("Правило", width=24),
        Column("С какого дня", "date", width=12),
        Column(EXPLANATION_COLUMN, width=40, editable=not with_org),
        Column(KEY_COLUMN, hidden=True),
        Column(TOKEN_COLUMN, hidden=True),
    ]
    return tuple(column for column in columns if with_org or column.title != "ОО")


def finding_rows(
    findings: pd.DataFrame, names: Mapping[str, str], books: Mapping[str, str], with_org: bool
) -> list[list[Value | Cell]]:
    """Give the rows for `finding_columns`.

    `names` maps a code to the name of the ОО, `books` to the path of its book as seen from the
    book that the tab stands in («» is the coordinator's).
    """
    rows = []
    for row in findings.to_dict("records"):
        cells: list[Value | Cell] = [
            SEVERITIES[row["severity"]],
            OUTCOMES[row["outcome"]],
            STATES[row["state"]],
            row["tab"],
            _place(row, books),
            row["value"],
            row["compared"],
            row["message"],
            row["rule"],
            row["since"],
            row["explanation"],
            row["key"],
            token(row["basis"], row["explanation"], row["explained_basis"], row["fixed"]),
        ]
        if with_org:
            cells.insert(3, names.get(row["org"], COORDINATOR_NAME))
        rows.append(cells)
    return rows


def _place(row: Mapping[Any, Any], books: Mapping[str, str]) -> Value | Cell:
    address, book = a1(row["place"]), books.get(row["org"])
    if not address or not book or row["tab"] in PERSONS_TABS:
        return address
    sheet = row["tab"].replace("'", "''")
    return Cell(address, link=f"external:{book}#'{sheet}'!{address}")


def _shown(report: Report) -> pd.DataFrame:
    """Give the findings as all may see them: what an ОО explained, persons apart."""
    official = report.district.official
    if official is None:
        return report.findings
    told = report.findings["explanation"].map(lambda text: masked(text, official) if text else text)
    return report.findings.assign(explanation=told)


PERSONS_TABS = persons_tabs()
"""Tabs that stand in no book that others may open."""


def findings_tab(report: Report, books: Mapping[str, str], words: Words) -> Tab:
    """Make «Замечания»; `books` maps a code to the path of its book as seen from the summary."""
    names = report.district.organisations["short_name"].to_dict()
    rows = finding_rows(_shown(report), names, books, with_org=True)
    lines = (
        f"Исправляют и поясняют сами организации: {words.answers}. "
        "Строки с пометкой «Координатор» — о вашей книге и о ваших решениях в этом своде.",
    )
    block = Block(finding_columns(with_org=True), rows, table=True)
    return Tab(FINDINGS, FINDINGS, (block,), lines)
