"""The data of the documents of one ОО: its order, its plan, its справка."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from docgen.exchange import Exchange
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
from rules.registry import KINDS
from rules.report import Report
from rules.staffing import DISTRICT
from rules.tables import record
from rules.tasks import OPEN
from sync.document_data import day_of, head_of, number_of, planned, text_of

SHOWN_FINDINGS, SHOWN_TASKS, SHOWN_DEADLINES = 5, 5, 3
INDICATORS = {
    "quality_share": "Коэффициент качества (КК)",
    "no_category_share": "Доля педагогов без категории",
    "attested_share": "Доля аттестованных педагогов",
    "quality_change": "Изменение КК",
}
"""Shares of «Кадры» that the справка shows."""


def _card(report: Report, org: str) -> Mapping[str, Any]:
    return record(report.district.tables["organisation"], org)


def _issuer(report: Report, org: str) -> str:
    """Give who acts in law for an ОО: itself, or the parent of a филиал."""
    parent = report.district.organisations.at[org, "parent"]
    return org if pd.isna(parent) else str(parent)


def _full_name(report: Report, org: str) -> str:
    name = _card(report, org)["full_name"]
    return str(name or report.district.organisations.at[org, "short_name"])


def _head(report: Report, org: str) -> Signatory:
    card = _card(report, _issuer(report, org))
    return Signatory(card["head_post"], card["head_name"])


# --- Приказ -----------------------------------------------------------------------------------


def order_data(report: Report, org: str) -> OrderData:
    """Gather the data of the order; the head of its parent issues that of a филиал."""
    district, card = report.district, _card(report, org)
    settings, issuer = district.settings, _issuer(report, org)
    name = district.organisations.at[org, "short_name"]
    place = text_of(district.organisations.at[issuer, "settlement"])
    return OrderData(
        issuer=_full_name(report, issuer),
        branch=None if issuer == org else name,
        place=place or _card(report, issuer)["settlement"],
        number=card["order_number"],
        day=day_of(card["order_date"]),
        project=settings["project"],
        municipality=settings["municipality"],
        site=card["site"] or _card(report, issuer)["site"],
        members=tuple(Member(role, card[f"{role}_post"], card[f"{role}_name"]) for role in ROLES),
        terms=Terms(settings["due_results"], settings["due_order"], settings["due_plan"]),
        head=_head(report, org),
    )


# --- План ОО ----------------------------------------------------------------------------------


def own_plan_data(report: Report, org: str, exchange: Exchange) -> OwnPlanData:
    """Gather the data of the plan of one ОО."""
    district = report.district
    groups, undated, cancelled = planned(report, district.events[district.events["org"] == org])
    return OwnPlanData(
        organisation=_full_name(report, org),
        project=district.settings["project"],
        year=district.year.title,
        approves=_head(report, org),
        groups=groups,
        undated=undated,
        exchange=exchange,
        cancelled=cancelled,
    )


# --- Справка об участии -----------------------------------------------------------------------


def participation_data(report: Report, org: str, exchange: Exchange) -> ParticipationData:
    """Gather the data of the справка of one ОО."""
    district, staffing = report.district, report.staffing
    row = staffing.organisations.loc[org]
    kind = row["kind"]
    findings, more = _findings(report, org)
    return ParticipationData(
        organisation=_card(report, org)["full_name"],
        short_name=district.organisations.at[org, "short_name"],
        kind=KINDS.get(kind, ""),
        project=district.settings["project"],
        year=district.year.title,
        reporting_date=staffing.reporting_date,
        total=number_of(row["total"]),
        indicators=tuple(_indicator(report, org, name) for name in INDICATORS),
        critical=False if pd.isna(row["critical"]) else bool(row["critical"]),
        criteria=_criteria(report, org),
        mending=_tasks(report, org),
        findings=findings,
        more=more,
        exchange=exchange,
        deadlines=_deadlines(report, org),
        signs=head_of(district.settings, "centre"),
    )


def _indicator(report: Report, org: str, name: str) -> Indicator:
    own, totals = report.staffing.organisations, report.staffing.totals
    kind = own.at[org, "kind"]
    return Indicator(
        INDICATORS[name],
        share_of(own.at[org, name]),
        share_of(totals.at[kind, name]) if kind in KINDS else None,
        share_of(totals.at[DISTRICT, name]),
        is_change=name == "quality_change",
    )


def share_of(value: Any) -> float | None:
    """Give a share of a frame, rounded so that its digest is stable; None where missing."""
    return None if pd.isna(value) else round(float(value), 6)


def _own_rows(report: Report, org: str) -> list[dict[Any, Any]]:
    own = report.monitoring["org"] == org
    return list(report.monitoring[own].to_dict("records"))


def _criteria(report: Report, org: str) -> tuple[CriterionState, ...]:
    return tuple(
        CriterionState(_title(row), row["state"], day_of(row["due"]), row["basis"])
        for row in _own_rows(report, org)
    )


def _title(row: Mapping[Any, Any]) -> str:
    return f"{row['criterion']}. {CRITERIA[row['criterion']].title}"


def _deadlines(report: Report, org: str) -> tuple[tuple[Any, str], ...]:
    rows = [row for row in _own_rows(report, org) if row["state"] == UNDERWAY and row["due"]]
    rows.sort(key=lambda row: row["due"])
    return tuple((day_of(row["due"]), _title(row)) for row in rows[:SHOWN_DEADLINES])


def _tasks(report: Report, org: str) -> tuple[Mending, ...]:
    tasks = report.tasks.get(org, [])[:SHOWN_TASKS]
    last = report.district.year.last
    return tuple(
        Mending(task.text, task.tab, task.due if task.due and task.due <= last else None, task.late)
        for task in tasks
    )


def _findings(report: Report, org: str) -> tuple[tuple[Mending, ...], int]:
    """Give the first open findings of an ОО and how many more there are."""
    rows = report.findings
    found = rows["state"].isin(OPEN) & (rows["outcome"] == "fails") & (rows["severity"] != "advice")
    own = rows[(rows["org"] == org) & found & (rows["rule"] != "tab.empty")]
    shown = own.head(SHOWN_FINDINGS)
    made = tuple(
        Mending(message, tab) for message, tab in zip(shown["message"], shown["tab"], strict=True)
    )
    return made, len(own) - len(made)
