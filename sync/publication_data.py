"""The data of what the district publishes, gathered from the report as anybody may see it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from docgen.calendars import CalendarData, CalendarEvent
from docgen.figure_texts import shown_value
from docgen.page import (
    Contact,
    Indicator,
    MapRow,
    Month,
    PageData,
    PageEvent,
    PublicDocument,
    PublicPractice,
)
from docgen.russian import short_date
from docgen.typography import printed
from rules.decisions import APPROVED, DATE, NUMBER, SCAN, SIGNED, STATUS, decided
from rules.figures import (
    demand_and_supply,
    events_by_month,
    month_title,
    problem_heat_map,
    quality_by_organisation,
    quality_over_time,
)
from rules.monitoring import DONE, NOT_CONCERNED
from rules.plans import CANCELLED
from rules.public import public, public_text
from rules.public_events import published_events
from rules.registry import KINDS
from rules.report import Report
from rules.school_years import school_year
from rules.staffing import DISTRICT
from sync.paper_tabs import Paper

NO_DATA = "нет данных"
LONGER, UNSETTLED = "В течение срока", "Срок уточняется"
"""Headings of events whose term is longer than a month, and of those that have none yet."""


def public_report(report: Report) -> tuple[Report, bool]:
    """Give the report as anybody may see it, and whether it may name persons.

    Where persons are kept apart they never stand on the page, whatever the setting says.
    """
    district = report.district
    names = bool(district.settings["names_on_page"]) and district.official is None
    return public(report, names=names), names


def page_data(
    report: Report, names: bool, papers: Sequence[Paper], calendars: Mapping[str, str]
) -> PageData:
    """Gather the data of the page from a public report; `calendars` are addresses by code."""
    district = report.district
    settings, titles = district.settings, district.organisations["short_name"]
    places = {str(org): number for number, org in enumerate(titles.index)}
    figures = (quality_by_organisation(report), quality_over_time(report),
               demand_and_supply(report))  # fmt: skip
    return PageData(
        project=settings["project"],
        municipality=settings["municipality"],
        year=district.year.title,
        indicators=tuple(_indicators(report)),
        figures=tuple(one for one in figures if one is not None),
        heat_map=problem_heat_map(report),
        events_figure=events_by_month(report),
        organisations=tuple(map(str, titles)),
        rows=tuple(_rows(report, places, names)),
        months=tuple(_months(report, places)),
        calendars=tuple(
            (places[org], address) for org, address in calendars.items() if org in places
        ),
        documents=tuple(_documents(report, papers)),
        contacts=tuple(_contacts(settings, names)),
    )


# --- indicators -------------------------------------------------------------------------------


def _indicators(report: Report) -> Iterable[Indicator]:
    organisations, found = report.district.organisations, report.problem_map.aspects
    kinds = organisations["kind"].value_counts()
    told = ", ".join(f"{name} — {kinds[kind]}" for kind, name in KINDS.items() if kind in kinds)
    yield Indicator("Организаций в проекте", str(len(organisations)), told)
    yield _share(report, "КК района", "quality_share")
    yield _share(report, "Педагогов без категории", "no_category_share")
    answered = report.district.lines["org"].nunique()
    needed = int((found["need"] > 0).sum())
    lacking = len(report.problem_map.deficits())
    yield Indicator(
        "Вопросов, по которым нужна поддержка",
        str(needed) if answered else NO_DATA,
        f"из них дефицитов: {lacking}; ответили {answered} ОО" if answered else "",
    )
    yield Indicator("Описано практик", str(len(report.problem_map.practices)))
    yield _events(report)
    yield _criteria(report)


def _share(report: Report, title: str, figure: str) -> Indicator:
    staffing = report.staffing
    totals = staffing.totals.loc[DISTRICT]
    if pd.isna(totals[figure]) or staffing.reporting_date is None:
        return Indicator(title, NO_DATA)
    covered = f"данные {int(totals['covered'])} из {int(totals['members'])} ОО"
    unsure = "; уточняется" if staffing.marked_totals.at[DISTRICT, figure] else ""
    note = f"на {short_date(staffing.reporting_date)}, {covered}{unsure}"
    return Indicator(title, shown_value(float(totals[figure]), share=True), note)


def _events(report: Report) -> Indicator:
    coverage = report.coverage
    if not coverage.planned:
        return Indicator("Мероприятий в плане", "0")
    note = f"проведено {coverage.held}; провели хотя бы одно {coverage.hosting} ОО"
    return Indicator("Мероприятий в плане", str(coverage.planned - coverage.cancelled), note)


def _criteria(report: Report) -> Indicator:
    monitoring = report.monitoring
    own = monitoring[(monitoring["org"] == "") & (monitoring["state"] != NOT_CONCERNED)]
    done = int((own["state"] == DONE).sum())
    return Indicator("Критериев проекта выполнено", f"{done} из {len(own)}")


# --- the map ----------------------------------------------------------------------------------


def _rows(report: Report, places: Mapping[str, int], names: bool) -> Iterable[MapRow]:
    found = report.problem_map
    needs, offers = (_orgs(found.cells, side, places) for side in ("need", "offer"))
    for aspect, row in found.aspects.to_dict("index").items():
        yield MapRow(
            title=row["title"],
            process=row["process"],
            balance=row["balance"],
            joint=aspect in report.district.joint_aspects,
            needs=needs.get(str(aspect), ()),
            offers=offers.get(str(aspect), ()),
            practices=tuple(
                _practice(one, places, names)
                for one in found.solutions(str(aspect)).to_dict("records")
                if one["practice"]
            ),
        )


def _orgs(cells: pd.DataFrame, side: str, places: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Give by aspect the places of the ОО that need (or offer) it."""
    named = cells[cells[side].notna()]
    return {
        str(aspect): tuple(sorted(places[org] for org in own))
        for aspect, own in named.groupby("aspect")["org"]
    }


def _practice(one: Mapping[Any, Any], places: Mapping[str, int], names: bool) -> PublicPractice:
    return PublicPractice(
        title=one["practice"],
        host=places[one["org"]],
        format=_text(one["format"]),
        author=public_text(one["author"], names=True) if names else None,
        link=_text(one["link"]),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


# --- the plan ---------------------------------------------------------------------------------


def _months(report: Report, places: Mapping[str, int]) -> Iterable[Month]:
    events, titles = published_events(report), report.district.organisations["short_name"]
    for month, own in events.groupby("month"):
        yield Month(month_title(month), month.date(), _page_events(own, places, titles))
    rest = events[events["month"].isna()]
    for title, chosen in ((LONGER, rest["longer"]), (UNSETTLED, ~rest["longer"])):
        if chosen.any():
            yield Month(title, None, _page_events(rest[chosen], places, titles))


def _page_events(
    events: pd.DataFrame, places: Mapping[str, int], titles: pd.Series
) -> tuple[PageEvent, ...]:
    return tuple(
        PageEvent(
            date=_date(row),
            title=row["title"],
            host=places[row["host"]],
            guests=tuple(places[org] for org in row["guests"] if org in places),
            responsible=row["responsible"],
            participants=row["participants"] or ", ".join(titles[org] for org in row["guests"]),
            result=row["result"],
            status=row["status"],
            cancelled=row["status"] == CANCELLED,
        )
        for row in events.to_dict("records")
    )


def _date(row: Mapping[Any, Any]) -> str:
    """Give the day, else the term in words; nothing where the term means nothing."""
    if not pd.isna(row["day"]):
        return short_date(row["day"])
    return (row["term"] or "") if row["longer"] or not pd.isna(row["month"]) else ""


def calendars_data(report: Report) -> dict[str, CalendarData]:
    """Gather the calendars by code, the district's under an empty one, from a public report."""
    events, district = published_events(report), report.district
    dated = events.dropna(subset=["day"])
    titles = district.organisations["short_name"]
    made = {row["key"]: _calendar_event(row, titles) for row in dated.to_dict("records")}
    keys: dict[str, list[str]] = {"": list(made)}
    for key, host, guests in zip(dated["key"], dated["host"], dated["guests"], strict=True):
        for org in dict.fromkeys((host, *guests)):
            keys.setdefault(org, []).append(key)
    project = printed(district.settings["project"])
    names = {"": project, **{org: f"{printed(titles[org])}: {project}" for org in keys if org}}
    order = ["", *(org for org in titles.index if org in keys)]
    return {
        org: CalendarData(names[org], tuple(made[key] for key in keys[org]), district.year.first)
        for org in order
    }


def empty_calendar(report: Report, name: str) -> CalendarData:
    """Give the calendar of an ОО that plans nothing any more."""
    return CalendarData(name, (), report.district.year.first)


def _calendar_event(row: Mapping[Any, Any], titles: pd.Series) -> CalendarEvent:
    guests = ", ".join(titles[org] for org in row["guests"])
    parts = {
        "Время": row["time"],
        "Аспект": row["aspect"],
        "Отвечает": row["responsible"],
        "Участники": row["participants"] or guests,
        "Что получат": row["result"],
    }
    told = "\n".join(f"{title}: {printed(text)}" for title, text in parts.items() if text)
    return CalendarEvent(
        key=row["key"],
        title=printed(row["title"]),
        day=row["day"].date(),
        place=printed(titles[row["host"]]),
        description=told,
        cancelled=row["status"] == CANCELLED,
    )


# --- documents and contacts -------------------------------------------------------------------


def _documents(report: Report, papers: Sequence[Paper]) -> Iterable[PublicDocument]:
    """Give the district's documents that are signed or approved, of each its latest version."""
    decisions = report.district.decisions
    found = {
        (paper.scope, paper.name): paper
        for paper in sorted(papers, key=lambda paper: paper.version)
        if not paper.org and decided(decisions, paper.key, STATUS) in (SIGNED, APPROVED)
    }
    for paper in papers:
        if found.get((paper.scope, paper.name)) is paper:
            yield PublicDocument(
                title=_title(paper),
                status=decided(decisions, paper.key, STATUS),
                date=decided(decisions, paper.key, DATE),
                number=public_text(decided(decisions, paper.key, NUMBER)),
                link=decided(decisions, paper.key, SCAN),
            )


def _title(paper: Paper) -> str:
    year = school_year(paper.scope)
    of = f", {year.title} учебный год" if year else ""
    return f"{paper.title}{of}{f', версия {paper.version}' if paper.version > 1 else ''}"


def _contacts(settings: Mapping[str, Any], names: bool) -> Iterable[Contact]:
    for prefix in ("department", "centre"):
        name = settings[f"{prefix}_full"] or settings[f"{prefix}_short"]
        if name:
            head = [settings[f"{prefix}_post"], settings[f"{prefix}_head"]]
            yield Contact(
                name=name,
                person=", ".join(filter(None, head)) if names and head[1] else None,
                place=settings[f"{prefix}_address"],
                phone=settings[f"{prefix}_phone"],
                email=settings[f"{prefix}_email"],
            )
