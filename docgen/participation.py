"""Справка об участии of an ОО: where it stands in the project and what comes next."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from docgen.blanks import line, named, percent, signatory, signed_percent, stated, told
from docgen.exchange import Exchange, meeting_rows
from docgen.plan import Signatory
from docgen.rendering import Picture, render
from docgen.russian import count, long_date, short_date
from docgen.share_chart import share_chart
from docgen.typography import unquoted

CHART_WIDTH = 105
"""Millimetres."""

OWN, DISTRICT = "Организация", "Район"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share of the ОО beside those of its kind and of the district; None where not known.

    `is_change` marks a difference of shares, which has a sign and is not drawn.
    """

    title: str
    own: float | None
    kind: float | None
    district: float | None
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class CriterionState:
    """A criterion of the project: its title with the number, state, term and basis."""

    title: str
    state: str
    due: dt.date | None
    basis: str


@dataclass(frozen=True, slots=True)
class Mending:
    """Something to do or to mend: the words, where, until when."""

    text: str
    place: str
    due: dt.date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class ParticipationData:
    """All that the справка is made of.

    `kind` is what the organisations of its kind are called; `total` is Поб; `mending` the first
    things to do, `findings` what to mend in the tables and `more` how many findings are left out.
    """

    organisation: str | None
    short_name: str
    kind: str
    project: str | None
    year: str
    reporting_date: dt.date | None
    total: int | None
    indicators: tuple[Indicator, ...]
    critical: bool
    criteria: tuple[CriterionState, ...]
    mending: tuple[Mending, ...]
    findings: tuple[Mending, ...]
    more: int
    exchange: Exchange
    deadlines: tuple[tuple[dt.date, str], ...]
    signs: Signatory


def render_participation(template: bytes, data: ParticipationData, day: dt.date) -> bytes:
    """Render the справка; TemplateError when the template is broken."""
    return render(template, participation_values(data, day), day)


def participation_values(data: ParticipationData, day: dt.date) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    done = sum(one.state == "выполнено" for one in data.criteria)
    concerned = sum(one.state != "не относится" for one in data.criteria)
    return {
        "organisation": named(data.organisation or data.short_name),
        "short_name": named(data.short_name),
        "kind": data.kind,
        "project": unquoted(line(data.project)),
        "year": data.year,
        "data_date": long_date(day),
        "reporting_date": long_date(data.reporting_date) if data.reporting_date else "",
        "total": count(data.total, "педагог", "педагога", "педагогов") if data.total else "",
        "indicators": [_indicator(one) for one in data.indicators],
        "chart": _chart(data),
        "critical": data.critical,
        "criteria": [_criterion(one) for one in data.criteria],
        "criteria_done": done,
        "criteria_all": concerned,
        "mending": [_mending(one) for one in data.mending],
        "findings": [_mending(one) for one in data.findings],
        "more": count(data.more, "замечание", "замечания", "замечаний") if data.more else "",
        "learns": meeting_rows(data.exchange.learns),
        "teaches": meeting_rows(data.exchange.teaches),
        "deadlines": [{"date": long_date(due), "text": line(text)} for due, text in data.deadlines],
        "signs": signatory(data.signs.post, data.signs.name),
    }


def _indicator(one: Indicator) -> dict[str, str]:
    shown = signed_percent if one.is_change else percent
    figures = {"own": one.own, "kind": one.kind, "district": one.district}
    return {"title": one.title} | {
        name: stated(None) if share is None else shown(share) for name, share in figures.items()
    }


def _chart(data: ParticipationData) -> Picture | None:
    drawn = [one for one in data.indicators if not one.is_change]
    if not any(one.own is not None for one in drawn):
        return None
    kind = data.kind[:1].upper() + data.kind[1:]
    groups = tuple((one.title, _bars(one, kind)) for one in drawn)
    words = "; ".join(
        f"{title}: " + ", ".join(f"{label} – {_said(share)}" for label, share in bars)
        for title, bars in groups
    )
    return Picture(share_chart(groups), CHART_WIDTH, f"Диаграмма показателей. {words}.")


def _bars(one: Indicator, kind: str) -> tuple[tuple[str, float | None], ...]:
    shares: Sequence[tuple[str, float | None]] = (
        (OWN, one.own),
        *([(kind, one.kind)] if kind else []),
        (DISTRICT, one.district),
    )
    return tuple(shares)


def _said(share: float | None) -> str:
    return "нет данных" if share is None else percent(share)


def _criterion(one: CriterionState) -> dict[str, str]:
    return {
        "title": line(one.title),
        "state": one.state,
        "due": short_date(one.due) if one.due else stated(None),
        "basis": told(one.basis),
    }


def _mending(one: Mending) -> dict[str, str]:
    until = f"до {short_date(one.due)}" if one.due else "сейчас"
    return {
        "text": told(one.text).rstrip("."),
        "place": line(one.place, ""),
        "until": f"срок прошёл ({short_date(one.due)})" if one.late and one.due else until,
    }
