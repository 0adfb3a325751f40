"""The documents of a pass: which there are, from what data and template each is made."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from docgen.agreement import render_agreement
from docgen.plan import render_plan
from docgen.problem_map import render_problem_map
from docgen.recommendations import render_recommendations
from rules.decisions import STATUS, Decisions, document_key, is_frozen
from rules.findings import KEY_SEPARATOR
from rules.nameless import nameless
from rules.report import Report
from sync.document_data import agreement_data, map_data, plan_data, recommendations_data

AGREEMENT, PROBLEM_MAP, PLAN, RECOMMENDATIONS = (
    "agreement",
    "problem_map",
    "plan",
    "recommendations",
)
PROJECT = "project"
"""The scope of a document that is one for the whole project, not one a school year."""


class Kind(NamedTuple):
    """A kind of document: its title (the name of its files), its built-in template."""

    title: str
    template: str


KINDS: dict[str, Kind] = {
    AGREEMENT: Kind("Соглашение", "agreement.docx"),
    PROBLEM_MAP: Kind("Карта проблем и эффективных решений", "problem_map.docx"),
    PLAN: Kind("План совместных мероприятий", "plan.docx"),
    RECOMMENDATIONS: Kind("Методические рекомендации", "recommendations.docx"),
}
"""The documents by name, in the order of «Документы»."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its name, the school year (or project) that it is of, its data.

    `data` has a stable repr: its digest tells whether the document must be made anew.
    """

    name: str
    scope: str
    data: Any
    render: Callable[[bytes, Any, dt.date], bytes]
    org: str = ""

    def file(self, version: int) -> str:
        """Name the file of a version of it."""
        return file_of(self.name, self.scope, version)

    def key(self, version: int) -> str:
        """Give the key of a version of it."""
        return document_key(self.scope, self.name, self.org, version)


def file_of(name: str, scope: str, version: int) -> str:
    """Name the file of a version of a document; one of a school year has the year in its name."""
    year = "" if scope == PROJECT else f" {scope}"
    again = f", ред. {version}" if version > 1 else ""
    return f"{KINDS[name].title}{year}{again}.docx"


def former_name(file: str) -> str:
    """Give the name that the file of a version had before: «…, версия 2»."""
    return file.replace(", ред. ", ", версия ")


def frozen_files(decisions: Decisions) -> frozenset[str]:
    """Give the files that stand on signature or are signed: nobody writes them any more."""
    found = set()
    for key, column in decisions:
        scope, kind, name, *rest = (*key.split(KEY_SEPARATOR), "", "", "")
        ours = kind == "document" and column == STATUS.title and name in KINDS
        if ours and is_frozen(decisions, key):
            found.add(file_of(name, scope, int(rest[1])))
    return frozenset(found | set(map(former_name, found)))


def documents(report: Report, *, persons: bool = True) -> tuple[Document, ...]:
    """Give the documents of the district; without `persons` a line stands in their place."""
    if not persons:
        report = nameless(report)
    year = report.district.year.name
    return (
        Document(AGREEMENT, PROJECT, agreement_data(report), render_agreement),
        Document(PROBLEM_MAP, year, map_data(report), render_problem_map),
        Document(PLAN, year, plan_data(report), render_plan),
        Document(RECOMMENDATIONS, year, recommendations_data(report), render_recommendations),
    )
