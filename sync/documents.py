"""The documents of a pass: which there are, from what data and template each is made."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from docgen.agreement import AgreementData
from docgen.agreement_facts import render_signed_once
from docgen.amendment import render_amendment, without_persons
from docgen.group_order import render_group_order
from docgen.membership import render_membership
from docgen.own_plan import render_own_plan
from docgen.participation import render_participation
from docgen.plan import render_plan
from docgen.problem_map import render_problem_map
from docgen.project_report import render_project_report
from docgen.qualification import render_qualification
from docgen.recommendations import render_recommendations
from rules.decisions import STATUS, Decisions, document_key, is_frozen
from rules.findings import KEY_SEPARATOR
from rules.nameless import nameless
from rules.parties import joined, leaving, signed_agreement
from rules.report import Report
from rules.tables import Table
from sync.district_papers import project_report_data, qualification_data
from sync.document_data import agreement_data, map_data, plan_data, recommendations_data
from sync.folder import file_names, safe_name
from sync.membership_papers import accession_data, amendment_data, withdrawal_data
from sync.organisation_papers import OrganisationPapers

AGREEMENT, ACCESSION, WITHDRAWAL, AMENDMENT = (
    "agreement",
    "accession",
    "withdrawal",
    "amendment",
)
PROBLEM_MAP, PLAN, RECOMMENDATIONS = "problem_map", "plan", "recommendations"
QUALIFICATION, PROJECT_REPORT = "qualification", "project_report"
ORDER, OWN_PLAN, PARTICIPATION = "order", "own_plan", "participation"
PROJECT = "project"
"""The scope of a document that is one for the whole project, not one a school year."""


class Kind(NamedTuple):
    """A kind of document: its title (the name of its files), its built-in template."""

    title: str
    template: str


KINDS: dict[str, Kind] = {
    AGREEMENT: Kind("Соглашение", "agreement.docx"),
    AMENDMENT: Kind("Дополнительное соглашение", "amendment.docx"),
    ACCESSION: Kind("Лист присоединения", "accession.docx"),
    WITHDRAWAL: Kind("Уведомление о выходе", "withdrawal.docx"),
    PROBLEM_MAP: Kind("Карта проблем и эффективных решений", "problem_map.docx"),
    PLAN: Kind("План совместных мероприятий", "plan.docx"),
    RECOMMENDATIONS: Kind("Методические рекомендации", "recommendations.docx"),
    QUALIFICATION: Kind("Аналитическая справка о квалификации педагогов", "qualification.docx"),
    PROJECT_REPORT: Kind("Отчёт о реализации проекта", "project_report.docx"),
    ORDER: Kind("Приказ о группе ответственных", "order.docx"),
    OWN_PLAN: Kind("План мероприятий", "own_plan.docx"),
    PARTICIPATION: Kind("Справка об участии", "participation.docx"),
}
"""The documents by name, in the order of «Документы»."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its name, the school year (or project) that it is of, its data.

    `data` has a stable repr: its digest tells whether the document must be made anew. `org` is
    the code of the ОО that it is of, `called` the name of that ОО in its file.
    """

    name: str
    scope: str
    data: Any
    render: Callable[[bytes, Any, dt.date], bytes]
    org: str = ""
    called: str = ""

    @property
    def once(self) -> bool:
        """Tell that, once signed, it is never made anew: what changes has papers of its own."""
        return self.name == AGREEMENT

    def file(self, version: int) -> str:
        """Name the file of a version of it."""
        return file_of(self.name, self.scope, version, self.called)

    def key(self, version: int) -> str:
        """Give the key of a version of it."""
        return document_key(self.scope, self.name, self.org, version)


def file_of(name: str, scope: str, version: int, called: str = "") -> str:
    """Name the file of a version of a document; one of a school year has the year in its name.

    `called` is the name of the ОО that it is of.
    """
    year = "" if scope == PROJECT else f" {scope}"
    again = f", ред. {version}" if version > 1 else ""
    own = f" {called}" if called else ""
    return f"{safe_name(f'{KINDS[name].title}{own}')}{year}{again}.docx"


def former_name(file: str) -> str:
    """Give the name that the file of a version had before: «…, версия 2»."""
    return file.replace(", ред. ", ", версия ")


def names_of(registry: Table) -> dict[str, str]:
    """Name every ОО of the Реестр in files, those too that take no part now: code → name."""
    rows = registry.values.dropna(subset=["code", "short_name"]).drop_duplicates("code")
    titles = dict(zip(rows["code"], rows["short_name"], strict=True))
    return {org: PurePosixPath(name).stem for org, name in file_names(titles).items()}


def frozen_files(decisions: Decisions, names: Mapping[str, str]) -> frozenset[str]:
    """Give the files that stand on signature or are signed: nobody writes them any more.

    `names` are those of the ОО in files (`names_of`).
    """
    found = set()
    for key, column in decisions:
        scope, kind, name, *rest = (*key.split(KEY_SEPARATOR), "", "", "")
        ours = kind == "document" and column == STATUS.title and name in KINDS
        if ours and is_frozen(decisions, key):
            found.add(file_of(name, scope, int(rest[1]), names.get(rest[0], rest[0])))
    return frozenset(found | set(map(former_name, found)))


def documents(
    report: Report,
    *,
    persons: bool = True,
    agreed: AgreementData | None = None,
) -> tuple[Document, ...]:
    """Give the documents of the district; without `persons` a line stands in their place.

    `agreed` is what the signed agreement was made of, None where that is not known.
    """
    if not persons:
        report = nameless(report)
        agreed = without_persons(agreed) if agreed else None
    return (
        Document(AGREEMENT, PROJECT, agreement_data(report), render_signed_once),
        *_after_signing(report, agreed),
        *_of_district(report),
        *_of_organisations(report),
    )


def _after_signing(report: Report, agreed: AgreementData | None) -> Iterator[Document]:
    """Give the papers beside a signed agreement, whose text never changes."""
    district = report.district
    signed = signed_agreement(district.decisions)
    if signed is None:
        return
    changed = amendment_data(report, signed, agreed) if agreed else None
    if changed is not None:
        yield Document(AMENDMENT, PROJECT, changed, render_amendment)
    names = names_of(district.tables["registry"])
    for org in joined(district, signed):
        data = accession_data(report, org, signed)
        yield Document(ACCESSION, PROJECT, data, render_membership, org, names[org])
    for org, last in leaving(district, signed).items():
        data = withdrawal_data(report, org, last, signed)
        yield Document(WITHDRAWAL, PROJECT, data, render_membership, org, names[org])


def _of_district(report: Report) -> Iterator[Document]:
    year = report.district.year.name
    yield Document(PROBLEM_MAP, year, map_data(report), render_problem_map)
    yield Document(PLAN, year, plan_data(report), render_plan)
    yield Document(RECOMMENDATIONS, year, recommendations_data(report), render_recommendations)
    yield Document(QUALIFICATION, year, qualification_data(report), render_qualification)
    yield Document(PROJECT_REPORT, year, project_report_data(report), render_project_report)


def _of_organisations(report: Report) -> Iterator[Document]:
    district = report.district
    year, names = district.year.name, names_of(district.tables["registry"])
    papers = OrganisationPapers(report)
    for org in district.organisations.index:
        called = names[org]
        yield Document(ORDER, PROJECT, papers.order(org), render_group_order, org, called)
        plan = papers.own_plan(org)
        yield Document(OWN_PLAN, year, plan, render_own_plan, org, called)
        told = papers.participation(org)
        yield Document(PARTICIPATION, year, told, render_participation, org, called)
