"""«Документы» and «Подписание» of the summary."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rules.decisions import document_key, signing_key
from rules.grid import Value
from rules.report import Report
from sync.decision_rows import Before, kept_rows, marked_cells, marked_columns
from sync.documents import AGREEMENT
from sync.tabs import Block, Cell, Column, Tab

DOCUMENTS_TAB, SIGNING_TAB = "Документы", "Подписание"
NOT_MADE = "не сделан"
NAMES_APART = (
    "В документе есть ФИО. Файл с ними — только на компьютере программы, в папке «Документы»; "
    "в версии для облака вместо них строки для заполнения."
)
PAPERS = {"agreement": "Соглашение", "order": "Приказ о группе ответственных"}
"""Papers that an organisation signs and hands in."""


class Paper(NamedTuple):
    """A version of a document as it stands: its file (None when it could not be made).

    `persons` tells that it names persons who are kept apart, so that its version for upload has
    lines in their place; `news` say what is different from the version before.
    """

    scope: str
    name: str
    title: str
    org: str
    version: int
    file: str | None
    changed: dt.date | None
    trouble: str = ""
    persons: bool = False
    news: str = ""

    @property
    def key(self) -> str:
        """The key of its row."""
        return document_key(self.scope, self.name, self.org, self.version)


def documents_tab(report: Report, papers: Sequence[Paper], before: Before) -> Tab:
    """Make «Документы»; `before` are its rows as they stand now, by key."""
    own = (
        Column("Документ", width=40),
        Column("ОО", width=36),
        Column("Редакция", "integer", width=10),
        Column("Создан", "date", width=12),
        Column("Изменилось", "date", width=12),
        Column("Что изменилось", width=50),
        Column("Ссылка", width=16),
        *marked_columns(DOCUMENTS_TAB),
    )
    names = report.district.organisations["short_name"].to_dict() | {"": "Район"}
    decisions = report.district.decisions
    rows: list[list[Value | Cell]] = [
        [
            paper.title, names.get(paper.org, paper.org), paper.version,
            _created(before.get(paper.key, {}), paper), paper.changed, paper.news or None,
            _link(paper),
            *marked_cells(DOCUMENTS_TAB, paper.key, decisions),
        ]
        for paper in papers
    ]  # fmt: skip
    keys = [paper.key for paper in papers]
    year = report.district.year.name
    rows += kept_rows(DOCUMENTS_TAB, own, keys, decisions, before, ("document",), year)
    lines = (
        "Проект документа обновляется сам. Когда отдаёте документ на подпись, выберите статус "
        "«на подписи»: с этого дня файл не меняется, новые данные пойдут в следующую редакцию.",
    )
    return Tab(DOCUMENTS_TAB, DOCUMENTS_TAB, (Block(own, rows, table=True),), lines,
               colour="section")  # fmt: skip


def _created(row: Mapping[str, Value], paper: Paper) -> Value:
    """Give the day when a version first stood there: it is read back from the tab."""
    value = row.get("Создан")
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else paper.changed


def _link(paper: Paper) -> Cell:
    if paper.file is None:
        return Cell(NOT_MADE, style="bad", note=paper.trouble)
    note = " ".join(filter(None, (NAMES_APART if paper.persons else "", paper.trouble)))
    return Cell("открыть", link=f"external:{paper.file}", note=note)


def signing_tab(report: Report, before: Before) -> Tab:
    """Make «Подписание»: a row for each ОО and paper that it signs."""
    own = (
        Column("ОО", width=60),
        Column("Документ", width=34),
        *marked_columns(SIGNING_TAB),
    )
    organisations, decisions = report.district.organisations, report.district.decisions
    is_branch = organisations["parent"].notna()
    keys, rows = [], []
    for org, name in organisations["short_name"].items():
        for paper, title in PAPERS.items():
            if paper == AGREEMENT and is_branch[org]:
                continue  # its parent signs for it
            keys.append(signing_key(str(org), paper))
            rows.append([name, title, *marked_cells(SIGNING_TAB, keys[-1], decisions)])
    rows += kept_rows(SIGNING_TAB, own, keys, decisions, before, ("signing",))
    lines = ("Впишите дату, когда получили подписанный экземпляр: по ней выполняется критерий 2б.",)
    return Tab(SIGNING_TAB, SIGNING_TAB, (Block(own, rows, table=True),), lines, colour="section")
