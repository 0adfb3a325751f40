"""The data of the documents of one ОО: its order, its plan, its справка."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from docgen.exchange import Exchange, Meeting
from docgen.group_order import Member, OrderData, Terms
from docgen.own_plan import OwnPlanData
from docgen.participation import (
    CriterionState,
    Indicator,
    Mending,
    ParticipationData,
)
from docgen.plan import Signatory
from rules.groups import ROLES
from rules.monitoring import CRITERIA, UNDERWAY
from rules.plans import CANCELLED
from rules.registry import KINDS
from rules.report import Report
from rules.staffing import DISTRICT
from rules.tables import records
from rules.tasks import OPEN
from sync.document_data import day_of, event_rows, head_of, number_of, planned, text_of

SHOWN_FINDINGS, SHOWN_TASKS, SHOWN_DEADLINES = 5, 5, 3
INDICATORS = {
    "quality_share": "Коэффициент качества (КК)",
    "no_category_share": "Доля педагогов без категории",
    "attested_share": "Доля аттестованных педагогов",
    "quality_change": "Изменение КК",
}
"""Shares of «Кадры» that the справка shows."""


class OrganisationPapers:
    """What the documents of the ОО are made of, looked up once for the whole district."""

    def __init__(self, report: Report) -> None:
        """Take the report."""
        self._report, self._district = report, report.district
        self._cards = records(report.district.tables["organisation"])
        self._nobody = dict.fromkeys(report.district.tables["organisation"].form.names)
        self._names = report.district.organisations["short_name"].to_dict()
        self._parents = report.district.organisations["parent"].dropna().to_dict()
        events = event_rows(report)
        self._events = _by_org(events)
        self._exchanges = _exchanges(report, events)
        self._states = _by_org(report.monitoring.to_dict("records"))
        self._findings = _by_org(_open_findings(report))
        self._figures = report.staffing.organisations.to_dict("index")
        self._totals = report.staffing.totals.to_dict("index")

    def _card(self, org: str) -> Mapping[str, Any]:
        return self._cards.get(org, self._nobody)

    def _issuer(self, org: str) -> str:
        """Give who acts in law for an ОО: itself, or the parent of a филиал."""
        return str(self._parents.get(org, org))

    def _full_name(self, org: str) -> str:
        return str(self._card(org)["full_name"] or self._names[org])

    def _head(self, org: str) -> Signatory:
        card = self._card(self._issuer(org))
        return Signatory(card["head_post"], card["head_name"])

    def order(self, org: str) -> OrderData:
        """Gather the data of the Приказ; the head of its parent issues that of a филиал."""
        settings, issuer, card = self._district.settings, self._issuer(org), self._card(org)
        place = text_of(self._district.organisations.at[issuer, "settlement"])
        return OrderData(
            issuer=self._full_name(issuer),
            branch=None if issuer == org else self._names[org],
            place=place or self._card(issuer)["settlement"],
            number=card["order_number"],
            day=day_of(card["order_date"]),
            project=settings["project"],
            municipality=settings["municipality"],
            site=card["site"] or self._card(issuer)["site"],
            members=tuple(
                Member(role, card[f"{role}_post"], card[f"{role}_name"]) for role in ROLES
            ),
            terms=Terms(settings["due_results"], settings["due_order"], settings["due_plan"]),
            head=self._head(org),
        )

    def own_plan(self, org: str) -> OwnPlanData:
        """Gather the data of the План of one ОО."""
        groups, undated, cancelled = planned(self._events.get(org, []))
        return OwnPlanData(
            organisation=self._full_name(org),
            project=self._district.settings["project"],
            year=self._district.year.title,
            approves=self._head(org),
            groups=groups,
            undated=undated,
            exchange=self._exchanges.get(org, Exchange()),
            cancelled=cancelled,
        )

    def participation(self, org: str) -> ParticipationData:
        """Gather the data of the Справка об участии."""
        figures, findings = self._figures[org], self._findings.get(org, [])
        return ParticipationData(
            organisation=self._card(org)["full_name"],
            short_name=self._names[org],
            kind=KINDS.get(figures["kind"], ""),
            project=self._district.settings["project"],
            year=self._district.year.title,
            reporting_date=self._report.staffing.reporting_date,
            total=number_of(figures["total"]),
            indicators=tuple(self._indicator(org, name) for name in INDICATORS),
            critical=False if pd.isna(figures["critical"]) else bool(figures["critical"]),
            criteria=tuple(
                CriterionState(_title(row), row["state"], day_of(row["due"]), row["basis"])
                for row in self._states.get(org, [])
            ),
            mending=self._tasks(org),
            findings=tuple(
                Mending(row["message"], row["tab"]) for row in findings[:SHOWN_FINDINGS]
            ),
            more=max(0, len(findings) - SHOWN_FINDINGS),
            exchange=self._exchanges.get(org, Exchange()),
            deadlines=self._deadlines(org),
            signs=head_of(self._district.settings, "centre"),
        )

    def _indicator(self, org: str, name: str) -> Indicator:
        own = self._figures[org]
        kind = self._totals[own["kind"]] if own["kind"] in KINDS else {name: pd.NA}
        return Indicator(
            INDICATORS[name],
            share_of(own[name]),
            share_of(kind[name]),
            share_of(self._totals[DISTRICT][name]),
            is_change=name == "quality_change",
        )

    def _deadlines(self, org: str) -> tuple[tuple[Any, str], ...]:
        rows = [row for row in self._states.get(org, []) if row["state"] == UNDERWAY and row["due"]]
        rows.sort(key=lambda row: row["due"])
        return tuple((day_of(row["due"]), _title(row)) for row in rows[:SHOWN_DEADLINES])

    def _tasks(self, org: str) -> tuple[Mending, ...]:
        """Give the first tasks; what has no term in the year is to be done at once."""
        last = self._district.year.last
        return tuple(
            Mending(task.text, task.tab, task.due, task.late)
            if task.due and task.due <= last
            else Mending(task.text, task.tab)
            for task in self._report.tasks.get(org, [])[:SHOWN_TASKS]
        )


def _exchanges(report: Report, events: Sequence[Mapping[Any, Any]]) -> dict[str, Exchange]:
    """Tell by code whom an ОО learns from and who comes to it, from the events of the pairs."""
    names, catalogue = report.district.organisations["short_name"], report.district.catalogue
    learns: dict[str, list[Meeting]] = {}
    teaches: dict[str, list[Meeting]] = {}
    for row in events:
        if not row["matched"] or row["status"] == CANCELLED:
            continue
        when = f"{row['date']:%d.%m.%Y}" if row["date"] else text_of(row["term"])
        about = catalogue.title(row["aspect_id"])
        teaches.setdefault(row["org"], []).append(Meeting(about, row["who"], row["format"], when))
        for guest in row["guests"]:
            meeting = Meeting(about, row["host"], row["format"], when)
            learns.setdefault(guest, []).append(meeting)
    return {
        org: Exchange(tuple(learns.get(org, ())), tuple(teaches.get(org, ())))
        for org in names.index
    }


def _by_org(rows: Iterable[Mapping[Any, Any]]) -> dict[str, list[Mapping[Any, Any]]]:
    found: dict[str, list[Mapping[Any, Any]]] = {}
    for row in rows:
        found.setdefault(row["org"], []).append(row)
    return found


def _open_findings(report: Report) -> list[dict[Any, Any]]:
    """Give what is to be mended in the tables of the ОО: no advice, no empty tabs."""
    rows = report.findings
    found = rows["state"].isin(OPEN) & (rows["outcome"] == "fails") & (rows["severity"] != "advice")
    found &= rows["rule"] != "tab.empty"
    return list(rows.loc[found, ["org", "message", "tab"]].to_dict("records"))


def _title(row: Mapping[Any, Any]) -> str:
    return f"{row['criterion']}. {CRITERIA[row['criterion']].title}"


def share_of(value: Any) -> float | None:
    """Give a share of a frame, rounded so that its digest is stable; None where missing."""
    return None if pd.isna(value) else round(float(value), 6)
