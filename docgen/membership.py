"""Papers of one ОО beside the signed agreement: Лист присоединения, Уведомление о выходе."""

import datetime as dt
from dataclasses import dataclass

from docgen.agreement import Party, party_values
from docgen.blanks import DATE_LINE, LINE, LONG_LINE, SHORT_LINE, line, named
from docgen.rendering import render
from docgen.russian import full_name, full_post, gender, long_date, post
from docgen.typography import printed, unquoted


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed agreement that a paper refers to: project, district, its day and number."""

    project: str | None
    municipality: str | None
    place: str | None
    day: dt.date | None
    number: str | None


@dataclass(frozen=True, slots=True)
class MembershipData:
    """All that either paper is made of; `day` is the first or the last day of taking part."""

    agreement: Signed
    department: Party
    party: Party
    day: dt.date | None


def render_membership(template: bytes, data: MembershipData, day: dt.date) -> bytes:
    """Render the paper; TemplateError when the template is broken."""
    return render(template, membership_values(data), day)


def membership_values(data: MembershipData) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    return {
        **agreement_values(data.agreement),
        "date_line": DATE_LINE,
        "number_line": SHORT_LINE,
        "day": long_date(data.day) if data.day else DATE_LINE,
        "department": party_values(data.department),
        "party": party_values(data.party),
        "addressee": addressee(data.department),
    }


def agreement_values(agreement: Signed) -> dict[str, object]:
    """Give what a paper says of the agreement that it refers to."""
    number = line(agreement.number, "")
    return {
        "project": unquoted(line(agreement.project, LONG_LINE)),
        "municipality": unquoted(line(agreement.municipality, LINE)),
        "place": line(agreement.place, LINE),
        "agreement_date": long_date(agreement.day) if agreement.day else DATE_LINE,
        "agreement_number": f" №\u00a0{number}" if number else "",
    }


def addressee(party: Party) -> dict[str, str]:
    """Give to whom a letter goes, in the dative; a line where the form is not known or unsure."""
    title = full_post(party.post or "", gender(party.head or ""))
    of_title = printed(post(title, "dative")) if title else ""
    name = full_name(party.head or "", "dative")
    return {
        "post": (of_title or "руководителю")[:1].upper() + (of_title or "руководителю")[1:],
        "organisation": named(party.short_name or party.full_name, LONG_LINE),
        "name": name or LONG_LINE,
    }
