"""«Мониторинг» and «Риски» of the summary."""

import pandas as pd

from rules.grid import Value
from rules.monitoring import CRITERIA, DONE, LATE, NOT_CONCERNED
from rules.report import Report
from sync.tabs import Block, Cell, Column, Style, Tab

MONITORING, RISKS = "Мониторинг", "Риски"
DISTRICT_NAME = "Район"
STATE_COLOURS: dict[str, Style] = {DONE: "good", LATE: "bad", NOT_CONCERNED: "muted"}


def monitoring_tab(report: Report) -> Tab:
    """Make «Мониторинг»: the district's rows first, then a row for each ОО and criterion."""
    columns = (
        Column("ОО", width=52),
        Column("Критерий", width=40),
        Column("Состояние", width=13, colours=STATE_COLOURS),
        Column("Индикатор", width=12),
        Column("Срок", "date", width=12),
        Column("Дней", "integer", width=8,
               note="Сколько дней осталось; со знаком минус — сколько прошло после срока."),
        Column("Основание", width=66),
    )  # fmt: skip
    table = report.monitoring
    ordered = pd.concat([table[table["org"] == ""], table[table["org"] != ""]])
    names = report.district.organisations["short_name"].to_dict() | {"": DISTRICT_NAME}
    rows: list[list[Value | Cell]] = [
        [
            Cell(names[row["org"]], style="" if row["org"] else "total"),
            criterion_title(row["criterion"]),
            row["state"],
            indicator_cell(row["indicator"]),
            row["due"],
            None if pd.isna(row["days"]) else int(row["days"]),
            row["basis"],
        ]
        for row in ordered.to_dict("records")
    ]
    lines = (
        "Критерии паспорта проекта. Учитывается то, что подтверждено: приказ с номером и датой, "
        "полученный экземпляр, мероприятие с датой и ссылкой.",
    )
    return Tab(MONITORING, "Мониторинг реализации проекта", (Block(columns, rows, table=True),),
               lines)  # fmt: skip


def criterion_title(code: str) -> str:
    """Give a criterion with its number."""
    return f"{code}. {CRITERIA[code].title}"


def indicator_cell(indicator: object) -> Cell:
    """Show an indicator: a word, or a share."""
    if isinstance(indicator, float):
        return Cell(round(indicator, 12), "share")
    return Cell(str(indicator) if isinstance(indicator, str) else None)


def risks_tab(report: Report) -> Tab:
    """Make «Риски»: the signals of the passport's risks."""
    columns = (
        Column("Риск", width=30),
        Column("ОО", width=48),
        Column("Признак", width=70),
        Column("С какого дня", "date", width=13),
        Column("Что делать", width=56),
    )
    names = report.district.organisations["short_name"].to_dict() | {"": DISTRICT_NAME}
    rows: list[list[Value | Cell]] = [
        [row["risk"], names.get(row["org"], row["org"]), row["sign"], row["since"], row["remedy"]]
        for row in report.risks.to_dict("records")
    ]
    lines = () if rows else ("Признаков риска нет.",)
    return Tab(RISKS, RISKS, (Block(columns, rows, table=True),), lines, colour="bad")
