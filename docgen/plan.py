"""План совместных мероприятий of a school year, for the head of education to approve."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from docgen.blanks import DATE_LINE, line, named, signatory
from docgen.rendering import render
from docgen.russian import count, short_date
from docgen.typography import unquoted


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs or approves: post and full name, None where not known."""

    post: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """One event: its term as typed, what it is, who holds it, for whom, with what result.

    `trouble` says why an event without a date has none.
    """

    term: str | None
    event: str | None
    host: str
    responsible: str | None
    participants: str | None
    result: str | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class EventGroup:
    """The events of a month, or those of longer terms."""

    title: str
    events: tuple[PlannedEvent, ...]


@dataclass(frozen=True, slots=True)
class PlanData:
    """All that the plan is made of; `cancelled` counts events that it leaves out."""

    project: str | None
    municipality: str | None
    year: str
    approves: Signatory
    agrees: Signatory | None
    groups: tuple[EventGroup, ...]
    undated: tuple[PlannedEvent, ...]
    planning: int
    organisations: int
    cancelled: int


def render_plan(template: bytes, data: PlanData, day: dt.date) -> bytes:
    """Render the plan; TemplateError when the template is broken."""
    return render(template, plan_values(data, day), day)


def plan_values(data: PlanData, day: dt.date) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    dated = sum(len(group.events) for group in data.groups)
    agrees = data.agrees
    return {
        "project": unquoted(line(data.project)),
        "municipality": unquoted(line(data.municipality)),
        "year": data.year,
        "date_line": DATE_LINE,
        "approves": signatory(data.approves.post, data.approves.name),
        "agrees": signatory(agrees.post, agrees.name) if agrees else None,
        "groups": group_rows(data.groups),
        "undated": numbered(data.undated, dated + 1),
        "planning": data.planning,
        "organisations": data.organisations,
        "data_date": short_date(day),
        "cancelled": left_out(data.cancelled),
    }


def group_rows(groups: Sequence[EventGroup]) -> list[dict[str, object]]:
    """Give the groups of events with their rows, numbered through."""
    made: list[dict[str, object]] = []
    number = 1
    for group in groups:
        made.append({"title": group.title, "events": numbered(group.events, number)})
        number += len(group.events)
    return made


def numbered(events: Sequence[PlannedEvent], first: int) -> list[dict[str, object]]:
    """Give the rows of `events`, numbered from `first` on."""
    return [_row(event, number) for number, event in enumerate(events, start=first)]


def left_out(number: int) -> str:
    """Count the events that a plan leaves out; nothing for none."""
    return count(number, "мероприятие", "мероприятия", "мероприятий") if number else ""


def _row(event: PlannedEvent, number: int) -> dict[str, object]:
    return {
        "number": number,
        "term": line(event.term, ""),
        "event": line(event.event),
        "host": named(event.host),
        "responsible": line(event.responsible),
        "participants": line(event.participants),
        "result": line(event.result),
        "trouble": event.trouble,
    }
