"""Отчёт о реализации проекта: what was to be reached, what is, and what the data can answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from docgen.agreement import month_accusative
from docgen.blanks import (
    line,
    named,
    numbers_of,
    percent,
    signatory,
    signed_percent,
    stated,
    stated_text,
    told,
)
from docgen.plan import Signatory
from docgen.rendering import render
from docgen.russian import count, long_date, month_of, short_date
from docgen.typography import unquoted

ORGANISATIONS = (
    "образовательная организация",
    "образовательные организации",
    "образовательных организаций",
)
EVENTS = ("мероприятие", "мероприятия", "мероприятий")
SHOWN_ORGANISATIONS = 5
MEASURES = {
    "1": "В каждой ОО есть группа ответственных; приказ ОО",
    "2а": "Есть Соглашение о совместной деятельности",
    "2б": "Соглашение подписано руководителями ОО",
    "3": "Составлена карта проблем и эффективных решений",
    "4": "Есть план мероприятий со сроками, ответственными, участниками и результатами, "
    "он размещён на сайтах",
    "5": "Методические рекомендации",
    "6": "Мероприятия проведены в соответствии с совместным планом и Соглашением",
}
"""What the passport of the project takes as the measure of each criterion."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A criterion for the whole district: `indicator` a word, a share in [0, 1], or None."""

    code: str
    title: str
    indicator: str | float | None
    due: dt.date | None
    state: str
    basis: str


@dataclass(frozen=True, slots=True)
class OrganisationStates:
    """The states of the criteria of one ОО, in the order of `ReportData.codes`."""

    name: str
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventCounts:
    """Numbers of events of the year and of ОО (`rules.coverage.Coverage`)."""

    planned: int
    held: int
    proven: int
    moved: int
    cancelled: int
    organisations: int
    planning: int
    hosting: int
    demanded: int
    addressed: int


@dataclass(frozen=True, slots=True)
class Quality:
    """КК of a kind of ОО or of the district, its change, the share without category."""

    title: str
    covered: int
    members: int
    quality: float | None
    change: float | None
    no_category: float | None
    critical: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a problem between two years: numbers of ОО that need and offer it."""

    title: str
    what: str
    need_before: int
    need: int
    offer: int


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk, whose it is, what it shows in, since when at the earliest, what to do."""

    risk: str
    organisations: tuple[str, ...]
    sign: str
    since: dt.date | None
    remedy: str


@dataclass(frozen=True, slots=True)
class Experience:
    """A practice that answers a question of the passport."""

    organisation: str
    aspect: str
    practice: str | None
    factors: str | None
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Spending:
    """Payments of a year: rubles, and their share in the wage fund."""

    year: str
    organisations: int
    payroll: float
    incentive: float
    share: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """What bears on spreading practices: aspects by balance, practices with a result told."""

    needed: int
    deficits: int
    practices: int
    proven: int
    formats: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ReportData:
    """All that the report is made of.

    `changes` is None where there is no closed year to compare with; `leaders` are practices
    with factors of success, `management` those of the management process with a result;
    `spending` is None where the district keeps no «Смета», `limit` the limit of its share.
    """

    project: str | None
    municipality: str | None
    department: str | None
    start: dt.date | None
    end: dt.date | None
    year: str
    organisations: int
    facts: tuple[Fact, ...]
    codes: tuple[str, ...]
    states: tuple[OrganisationStates, ...]
    events: EventCounts
    reporting_date: dt.date | None
    quality: tuple[Quality, ...]
    compared_with: str
    changes: tuple[Change, ...] | None
    risks: tuple[Risk, ...]
    strong: tuple[str, ...]
    leaders: tuple[Experience, ...]
    management: tuple[Experience, ...]
    groups: int
    spread: Spread
    spending: tuple[Spending, ...] | None
    limit: float
    signs: Signatory


def render_project_report(template: bytes, data: ReportData, day: dt.date) -> bytes:
    """Render the report; TemplateError when the template is broken."""
    return render(template, report_values(data, day), day)


def report_values(data: ReportData, day: dt.date) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    done = sum(fact.state == "выполнено" for fact in data.facts)
    return {
        "project": unquoted(line(data.project)),
        "municipality": unquoted(line(data.municipality)),
        "department": named(data.department),
        "start": month_of(data.start) if data.start else line(None),
        "end": month_accusative(data.end) if data.end else line(None),
        "year": data.year,
        "data_date": long_date(day),
        "organisations": count(data.organisations, *ORGANISATIONS),
        "facts": [_fact(fact) for fact in data.facts],
        "done": done,
        "facts_count": len(data.facts),
        "codes": data.codes,
        "states": [
            {"number": number, "name": named(one.name), "states": list(map(_sign, one.states))}
            for number, one in enumerate(data.states, start=1)
        ],
        "events": _events(data.events),
        "reporting_date": long_date(data.reporting_date) if data.reporting_date else "",
        "quality": [_quality(one) for one in data.quality],
        "compared_with": data.compared_with,
        "changes": None if data.changes is None else _changes(data.changes),
        "risks": [_risk(one) for one in data.risks],
        "strong": [line(one) for one in data.strong],
        "leaders": [_experience(one) for one in data.leaders],
        "management": [_experience(one) for one in data.management],
        "with_groups": f"{data.groups} из {data.organisations}",
        "spread": _spread(data.spread),
        "spending": None if data.spending is None else [_spent(one) for one in data.spending],
        "limit": percent(data.limit),
        "tables": _tables(data),
        "signs": signatory(data.signs.post, data.signs.name),
    }


def _tables(data: ReportData) -> dict[str, int]:
    """Number the tables after the first, those that stand in the document."""
    present = {
        "quality": data.reporting_date,
        "changes": data.changes,
        "risks": data.risks,
        "leaders": data.leaders,
        "management": data.management,
        "spending": data.spending,
        "states": True,
    }
    return numbers_of(present, first=2)


def _fact(fact: Fact) -> dict[str, str]:
    indicator = fact.indicator
    shown = percent(indicator) if isinstance(indicator, float) else stated_text(indicator or "")
    return {
        "code": fact.code,
        "title": line(fact.title),
        "measure": MEASURES.get(fact.code, ""),
        "indicator": shown,
        "due": short_date(fact.due) if fact.due else stated(None),
        "state": fact.state,
        "basis": told(fact.basis),
    }


def _sign(state: str) -> str:
    """Give a sign that is seen in black and white print too."""
    return {"выполнено": "+", "просрочено": "\u2212", "не относится": "н/о"}.get(state, "…")


def _events(events: EventCounts) -> dict[str, object]:
    return {
        "planned": count(events.planned, *EVENTS),
        "none": not events.planned,
        "held": events.held,
        "proven": events.proven,
        "proven_share": percent(events.proven / events.planned) if events.planned else "",
        "moved": events.moved,
        "cancelled": events.cancelled,
        "planning": f"{events.planning} из {events.organisations}",
        "hosting": f"{events.hosting} из {events.organisations}",
        "addressed": events.addressed,
        "demanded": events.demanded,
    }


def _quality(one: Quality) -> dict[str, str]:
    return {
        "title": one.title,
        "covered": f"{one.covered} из {one.members}",
        "quality": stated(None) if one.quality is None else percent(one.quality),
        "change": stated(None) if one.change is None else signed_percent(one.change),
        "no_category": stated(None) if one.no_category is None else percent(one.no_category),
        "critical": stated(one.critical),
    }


def _changes(changes: Sequence[Change]) -> list[dict[str, object]]:
    return [
        {
            "title": line(one.title),
            "what": one.what,
            "need_before": one.need_before,
            "need": one.need,
            "offer": one.offer,
        }
        for one in changes
    ]


def _risk(one: Risk) -> dict[str, str]:
    return {
        "risk": line(one.risk),
        "organisation": _several(one.organisations),
        "sign": told(one.sign),
        "since": short_date(one.since) if one.since else stated(None),
        "remedy": told(one.remedy),
    }


def _several(organisations: Sequence[str]) -> str:
    """Name the first ОО and say how many more there are."""
    first = ", ".join(map(named, organisations[:SHOWN_ORGANISATIONS]))
    more = len(organisations) - SHOWN_ORGANISATIONS
    return f"{first} и ещё {more}" if more > 0 else first


def _experience(one: Experience) -> dict[str, str]:
    return {
        "organisation": named(one.organisation),
        "aspect": line(one.aspect),
        "practice": line(one.practice, "").rstrip(" .;"),
        "factors": line(one.factors, "").rstrip(" .;"),
        "evidence": line(one.evidence, "").rstrip(" .;"),
    }


def _spread(one: Spread) -> dict[str, object]:
    return {
        "needed": one.needed,
        "solved": one.needed - one.deficits,
        "deficits": one.deficits,
        "practices": one.practices,
        "proven": one.proven,
        "formats": ", ".join(f"{line(title)} – {number}" for title, number in one.formats),
    }


def _spent(one: Spending) -> dict[str, str]:
    return {
        "year": one.year,
        "organisations": str(one.organisations),
        "payroll": rubles(one.payroll),
        "incentive": rubles(one.incentive),
        "share": stated(None) if one.share is None else percent(one.share),
    }


def rubles(amount: float) -> str:
    """Give rubles with their thousands apart: «1 234 567»."""
    return f"{amount:,.0f}".replace(",", "\u00a0")
