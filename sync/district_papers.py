"""The data of the district's reports: on the staff's qualification, on the project."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from docgen.project_report import (
    Change,
    EventCounts,
    Experience,
    Fact,
    OrganisationStates,
    Quality,
    ReportData,
    Risk,
    Spending,
    Spread,
)
from docgen.qualification import QualificationData, StaffGroup, StaffRow
from rules.breakthroughs import ACTORS
from rules.budget import yearly
from rules.monitoring import CRITERIA, DONE
from rules.registry import KINDS
from rules.report import Report
from rules.staffing import COUNTS, DISTRICT
from rules.tasks import OPEN
from sync.document_data import KIND_TITLES, day_of, head_of, number_of, text_of
from sync.organisation_papers import share_of

SHOWN_EXPERIENCE, SHOWN_STRONG = 7, 5
ON_SCREEN = re.compile(r": текст — в «Обзоре»\.")
"""What a remedy says of the screen, which a paper has not."""

THE_REST = "Другие организации"


# --- Аналитическая справка --------------------------------------------------------------------


def qualification_data(report: Report) -> QualificationData:
    """Gather the data of the справка on the qualification of the teaching staff."""
    settings, staffing = report.district.settings, report.staffing
    totals = staffing.totals
    return QualificationData(
        municipality=settings["municipality"],
        project=settings["project"],
        reporting_date=staffing.reporting_date,
        groups=tuple(_groups(report)),
        district=_row("Итого по району", totals.loc[DISTRICT]),
        covered=int(totals.at[DISTRICT, "covered"]),
        members=int(totals.at[DISTRICT, "members"]),
        critical_share=settings["critical_share"] / 100,
        lacking=tuple(_lacking(report)),
        signs=head_of(settings, "centre"),
    )


def _groups(report: Report) -> Iterable[StaffGroup]:
    staffing, names = report.staffing, report.district.organisations["short_name"]
    figures, marks = staffing.organisations, staffing.marked.any(axis=1)
    for kind in KINDS:
        own = figures[figures["kind"] == kind]
        if len(own):
            total = staffing.totals.loc[kind]
            yield StaffGroup(
                KIND_TITLES[kind],
                tuple(
                    _row(names[org], row, marked=bool(marks[org])) for org, row in own.iterrows()
                ),
                _row(f"Итого: {KINDS[kind]}", total),
                int(total["covered"]),
            )
    rest = figures[~figures["kind"].isin(list(KINDS))]
    if len(rest):
        rows = (_row(names[org], row, marked=bool(marks[org])) for org, row in rest.iterrows())
        covered = int(rest["quality_share"].notna().sum())
        empty = pd.Series(pd.NA, index=figures.columns)
        yield StaffGroup(THE_REST, tuple(rows), _row("Итог не подводится", empty), covered)


def _row(name: str, row: Mapping[str, Any], *, marked: bool = False) -> StaffRow:
    counts = {count: number_of(row[count]) for count in COUNTS}
    return StaffRow(
        name,
        **counts,
        quality=share_of(row["quality_share"]),
        no_category_share=share_of(row["no_category_share"]),
        attested_share=share_of(row["attested_share"]),
        change=share_of(row["quality_change"]),
        critical=number_of(row["critical"]),
        marked=marked,
    )


def _lacking(report: Report) -> Iterable[tuple[str, str]]:
    """Say of whom there is no figure, or one that rests on a cell with an error, and why."""
    staffing, form = report.staffing, report.district.tables["staffing"].form
    rows = report.findings
    errors = rows[
        rows["state"].isin(OPEN) & (rows["severity"] == "error") & (rows["tab"] == form.title)
    ]
    messages = errors.groupby("org")["message"].first()
    for org, name in report.district.organisations["short_name"].items():
        if pd.isna(staffing.organisations.at[org, "quality_share"]):
            yield name, messages.get(org, "Нет данных на отчётную дату или нет педагогов.")
        elif staffing.marked.loc[org].any():
            yield name, messages.get(org, "Есть ошибка в исходных данных.")


# --- Отчёт о реализации проекта ---------------------------------------------------------------


def project_report_data(report: Report) -> ReportData:
    """Gather the data of the report on the project."""
    district = report.district
    settings = district.settings
    states = report.monitoring[report.monitoring["org"] != ""]
    codes = tuple(code for code in CRITERIA if code in set(states["criterion"]))
    groups = states[(states["criterion"] == "1") & (states["state"] == DONE)]
    before = report.compared_with
    return ReportData(
        project=settings["project"],
        municipality=settings["municipality"],
        department=settings["department_full"] or settings["department_short"],
        start=settings["term_start"],
        end=settings["term_end"],
        year=district.year.title,
        organisations=len(district.organisations),
        facts=tuple(_facts(report)),
        codes=codes,
        states=tuple(_states(report, states, codes)),
        events=EventCounts(
            **{name: getattr(report.coverage, name) for name in EventCounts.__slots__}
        ),
        reporting_date=report.staffing.reporting_date,
        quality=tuple(_quality(report)),
        compared_with=before.title if before else "",
        changes=_changes(report),
        risks=tuple(_risks(report)),
        strong=tuple(_strong(report)),
        leaders=tuple(_experience(report, "factors")),
        management=tuple(_experience(report, "evidence", "управленческий")),
        groups=len(groups),
        spread=_spread(report),
        spending=_spending(report) if settings["budget_used"] else None,
        limit=settings["incentive_limit"] / 100,
        signs=head_of(settings, "department"),
    )


def _facts(report: Report) -> Iterable[Fact]:
    rows, settings = report.monitoring, report.district.settings
    for row in rows[rows["org"] == ""].to_dict("records"):
        criterion = CRITERIA[row["criterion"]]
        indicator = row["indicator"]
        yield Fact(
            code=row["criterion"],
            title=criterion.title,
            indicator=round(indicator, 6) if isinstance(indicator, float) else indicator,
            due=settings[criterion.deadline],
            state=row["state"],
            basis=row["basis"],
        )


def _states(
    report: Report, states: pd.DataFrame, codes: tuple[str, ...]
) -> Iterable[OrganisationStates]:
    table = states.pivot_table(index="org", columns="criterion", values="state", aggfunc="first")
    for org, name in report.district.organisations["short_name"].items():
        yield OrganisationStates(name, tuple(str(table.at[org, code]) for code in codes))


def _quality(report: Report) -> Iterable[Quality]:
    totals = report.staffing.totals
    titles = {kind: KIND_TITLES[kind] for kind in KINDS} | {DISTRICT: "Район"}
    for scope, title in titles.items():
        row = totals.loc[scope]
        if row["members"]:
            yield Quality(
                title,
                int(row["covered"]),
                int(row["members"]),
                share_of(row["quality_share"]),
                share_of(row["quality_change"]),
                share_of(row["no_category_share"]),
                number_of(row["critical"]),
            )


def _changes(report: Report) -> tuple[Change, ...] | None:
    if report.comparison is None:
        return None
    changed = report.comparison[report.comparison["what"] != ""]
    return tuple(
        Change(row["title"], row["what"], row["need_before"], row["need"], row["offer"])
        for row in changed.to_dict("records")
    )


def _risks(report: Report) -> Iterable[Risk]:
    """Give the risks, the ОО of which one can say the same together."""
    names = report.district.organisations["short_name"].to_dict() | {"": "Район"}
    for (risk, sign, remedy), own in report.risks.groupby(["risk", "sign", "remedy"], sort=False):
        organisations = tuple(names.get(org, org) for org in own["org"])
        known = own["since"].dropna()
        since = day_of(min(known)) if len(known) else None
        yield Risk(risk, organisations, sign, since, ON_SCREEN.sub(".", remedy))


def _strong(report: Report) -> Iterable[str]:
    """Name the directions in which successes outweigh failures, and whose they are."""
    points = report.breakthroughs.points
    for row in points[points["balance"] > 0].head(SHOWN_STRONG).to_dict("records"):
        actor = ACTORS[row["actor"]]
        told = f"успешно – {row['success']}, неуспешно – {row['failure']}"
        yield f"«{row['direction']}», {actor[:1].lower()}{actor[1:]} ({told})"


def _experience(report: Report, told: str, process: str | None = None) -> Iterable[Experience]:
    """Give practices that tell something in the field `told`: one an aspect, of many ОО."""
    catalogue, practices = report.district.catalogue, report.problem_map.practices
    processes = catalogue.aspects["process"]
    rows = practices[practices[told].notna() & practices["practice"].notna()]
    if process:
        rows = rows[rows["aspect"].map(processes) == process]
    names = report.district.organisations["short_name"]
    rows = rows.drop_duplicates("aspect")
    turns = rows.groupby("org", sort=False).cumcount().sort_values(kind="stable")
    for row in rows.loc[turns.index].head(SHOWN_EXPERIENCE).to_dict("records"):
        yield Experience(
            names[row["org"]],
            catalogue.title(row["aspect"]),
            text_of(row["practice"]),
            text_of(row["factors"]),
            text_of(row["evidence"]),
        )


def _spread(report: Report) -> Spread:
    aspects, practices = report.problem_map.aspects, report.problem_map.practices
    counts = practices["format"].dropna().value_counts(sort=False)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    return Spread(
        needed=int((aspects["need"] > 0).sum()),
        deficits=len(report.problem_map.deficits()),
        practices=len(practices),
        proven=int(practices["evidence"].notna().sum()),
        formats=tuple((str(title), int(number)) for title, number in ordered),
    )


def _spending(report: Report) -> tuple[Spending, ...]:
    return tuple(
        Spending(
            str(year),
            int(row["organisations"]),
            float(row["payroll"]),
            float(row["incentive"]),
            share_of(row["share"]),
        )
        for year, row in yearly(report.budget).to_dict("index").items()
    )
