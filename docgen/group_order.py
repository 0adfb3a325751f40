"""Приказ of an ОО that appoints its group of responsible persons (группа ответственных).

That of a филиал is issued by the head of its parent. What is not known is a line to fill.
"""

import datetime as dt
from dataclasses import dataclass

from docgen.blanks import DATE_LINE, LINE, LONG_LINE, SHORT_LINE, line, named, signatory
from docgen.plan import Signatory
from docgen.rendering import render
from docgen.russian import full_name, full_post, gender, initials_before, long_date, post
from docgen.typography import printed, unquoted
from rules.cleaning import clean_line

ROLES = {
    "curator": "куратором",
    "moderator": "модератором",
    "specialist": "техническим специалистом",
}
"""The three duties (`rules.groups.ROLES`), as «назначить …» asks for them."""


@dataclass(frozen=True, slots=True)
class Member:
    """Who has one of `ROLES`: post and full name, None where not known."""

    role: str
    post: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """Until when the group does its work; None where no term is set."""

    first_part: dt.date | None
    second_part: dt.date | None
    plan: dt.date | None


@dataclass(frozen=True, slots=True)
class OrderData:
    """All that the order is made of; `branch` is the филиал that it is for, if it is for one.

    `number` and `day` are those of the order itself, once it is issued.
    """

    issuer: str | None
    branch: str | None
    place: str | None
    number: str | None
    day: dt.date | None
    project: str | None
    municipality: str | None
    site: str | None
    members: tuple[Member, ...]
    terms: Terms
    head: Signatory


def render_group_order(template: bytes, data: OrderData, day: dt.date) -> bytes:
    """Render the order; TemplateError when the template is broken."""
    return render(template, order_values(data), day)


def order_values(data: OrderData) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    terms = data.terms
    return {
        "issuer": named(data.issuer, LONG_LINE),
        "branch": _in_branch(data.branch),
        "place": line(data.place, LINE),
        "number": line(data.number, SHORT_LINE),
        "date": long_date(data.day) if data.day else DATE_LINE,
        "project": unquoted(line(data.project, LONG_LINE)),
        "municipality": unquoted(line(data.municipality, LINE)),
        "site": line(data.site, ""),
        "members": [_member(member) for member in data.members],
        "terms": {
            "first_part": _until(terms.first_part),
            "second_part": _until(terms.second_part),
            "plan": _until(terms.plan),
        },
        "signs": signatory(data.head.post, data.head.name),
    }


def _until(day: dt.date | None) -> str:
    return long_date(day) if day else DATE_LINE


def _in_branch(name: str | None) -> str:
    """Give «филиале …» of the name of a филиал, however it begins; empty for none."""
    known = named(name, "")
    own = known[6:].lstrip() if known.casefold().startswith("филиал") else known
    return f"филиале {own or LINE}" if known else ""


def _member(member: Member) -> dict[str, str]:
    return {
        "role": ROLES[member.role],
        "who": appointed(member.post, member.name),
        "initials": initials_before(member.name or "") or LINE,
    }


def appointed(title: str | None, name: str | None) -> str:
    """Say who is appointed: «заместителя директора Петрову Анну Ивановну».

    What has no sure accusative stands in brackets in the nominative, what is not known is a line.
    """
    person = clean_line(name or "")
    known = full_post(title or "", gender(person))
    of_title = printed(post(known, "accusative")) if known else ""
    if not person:
        return f"{of_title or printed(known)} {LONG_LINE}".strip()
    if known and not of_title:
        return f"работника ({printed(known)} {person})"
    return f"{of_title} {full_name(person, 'accusative') or f'({person})'}".strip()
