"""План мероприятий of one ОО: its own events, where it goes to learn, who comes to it."""

import datetime as dt
from dataclasses import dataclass

from docgen.blanks import DATE_LINE, LONG_LINE, line, named, signatory
from docgen.exchange import Exchange, meeting_rows
from docgen.plan import EventGroup, PlannedEvent, Signatory, group_rows, left_out, numbered
from docgen.rendering import render
from docgen.russian import short_date
from docgen.typography import unquoted


@dataclass(frozen=True, slots=True)
class OwnPlanData:
    """All that the plan of one ОО is made of; `cancelled` counts events that it leaves out."""

    organisation: str | None
    project: str | None
    year: str
    approves: Signatory
    groups: tuple[EventGroup, ...]
    undated: tuple[PlannedEvent, ...]
    exchange: Exchange
    cancelled: int


def render_own_plan(template: bytes, data: OwnPlanData, day: dt.date) -> bytes:
    """Render the plan; TemplateError when the template is broken."""
    return render(template, own_plan_values(data, day), day)


def own_plan_values(data: OwnPlanData, day: dt.date) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    groups = group_rows(data.groups)
    dated = sum(len(group.events) for group in data.groups)
    return {
        "organisation": named(data.organisation, LONG_LINE),
        "project": unquoted(line(data.project, LONG_LINE)),
        "year": data.year,
        "date_line": DATE_LINE,
        "approves": signatory(data.approves.post, data.approves.name),
        "groups": groups,
        "undated": numbered(data.undated, dated + 1),
        "learns": meeting_rows(data.exchange.learns),
        "teaches": meeting_rows(data.exchange.teaches),
        "data_date": short_date(day),
        "cancelled": left_out(data.cancelled),
    }
