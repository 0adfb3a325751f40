"""Соглашение о совместной деятельности: one for the district, signed by every legal person.

What is not known is a line to fill by hand, never an invented value and never a hole.
"""

import datetime as dt
from dataclasses import dataclass

from docgen.rendering import render
from docgen.russian import (
    acting,
    count,
    full_post,
    genitive_name,
    genitive_post,
    initials_before,
    long_date,
    month_of,
    sex,
    typographic,
)

SHORT_LINE = "_" * 12
LINE = "_" * 24
LONG_LINE = "_" * 40
DATE_LINE = "«____» ______________ 20___ г."


@dataclass(frozen=True, slots=True)
class Party:
    """A legal person: names, address, head (full name, post, basis in the genitive), numbers.

    None stands for what is not known. `branches` are the short names of its филиалы, which are
    no parties of their own.
    """

    full_name: str | None
    short_name: str | None
    address: str | None
    post: str | None
    head: str | None
    basis: str | None
    ogrn: str | None
    inn: str | None
    branches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A measure of the project with its term, as the passport words it."""

    title: str
    term: str | None
    responsible: str | None


@dataclass(frozen=True, slots=True)
class AgreementData:
    """All that the agreement is made of."""

    department: Party
    centre: Party
    organisations: tuple[Party, ...]
    place: str | None
    municipality: str | None
    project: str | None
    start: dt.date | None
    end: dt.date | None
    grounds: tuple[str, ...]
    stages: tuple[Stage, ...]


def render_agreement(template: bytes, data: AgreementData, day: dt.date) -> bytes:
    """Render the agreement; TemplateError when the template is broken."""
    return render(template, agreement_values(data), day)


def agreement_values(data: AgreementData) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    organisations = [_party(party) for party in data.organisations]
    department, centre = _party(data.department), _party(data.centre)
    parties = [department, centre, *organisations]
    return {
        "place": data.place or LINE,
        "municipality": data.municipality or LINE,
        "project": data.project or LONG_LINE,
        "date_line": DATE_LINE,
        "term_start": long_date(data.start) if data.start else DATE_LINE,
        "term_end": long_date(data.end) if data.end else DATE_LINE,
        "term_months": _months(data),
        "department": department,
        "centre": centre,
        "organisations": organisations,
        "parties": [party | {"number": n} for n, party in enumerate(parties, start=1)],
        "grounds": [typographic(ground.rstrip(" .;")) for ground in data.grounds],
        "stages": [
            {
                "number": number,
                "title": stage.title,
                "term": stage.term or SHORT_LINE,
                "responsible": stage.responsible or LINE,
            }
            for number, stage in enumerate(data.stages, start=1)
        ],
        "copies": count(len(parties), "экземпляре", "экземплярах", "экземплярах"),
    }


def _months(data: AgreementData) -> str:
    if data.start is None or data.end is None:
        return LONG_LINE
    return f"с {month_of(data.start)} по {_month_accusative(data.end)}"


def _month_accusative(day: dt.date) -> str:
    """Give «октябрь 2024 г.»."""
    names = (
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
    )
    return f"{names[day.month - 1]} {day.year}\u00a0г."


def _party(party: Party) -> dict[str, object]:
    return {
        "name": typographic(party.full_name or party.short_name or LONG_LINE),
        "short_name": typographic(party.short_name or party.full_name or LONG_LINE),
        "represented": represented(party),
        "address": typographic(party.address) if party.address else LINE,
        "post": _post(party),
        "initials": initials_before(party.head) if party.head else LINE,
        "ogrn": party.ogrn or SHORT_LINE,
        "inn": party.inn or SHORT_LINE,
        "branches": typographic(", ".join(map(_branch, party.branches))),
    }


def _branch(name: str) -> str:
    """Give «филиал …» for a branch, whether or not its name begins so."""
    return (
        f"филиал {name[6:].lstrip()}" if name.casefold().startswith("филиал") else f"филиал {name}"
    )


def _post(party: Party) -> str:
    if not party.post:
        return "Руководитель"
    post = full_post(party.post)
    return post[:1].upper() + post[1:]


def represented(party: Party) -> str:
    """Say who acts for a party: «в лице директора Петровой Анны Ивановны, действующей …».

    Where a case is unsure, the name stands in the nominative after a colon-free wording that
    does not need the genitive.
    """
    basis = party.basis or LINE
    if not party.head or not party.post:
        return f"в лице {LONG_LINE}, действующего(ей) на основании {basis}"
    post, name = genitive_post(party.post), genitive_name(party.head)
    if post is None or name is None:
        who = f"{full_post(party.post)} {' '.join(party.head.split())}"
        return f"в лице руководителя ({who}), {acting(sex(party.head))} на основании {basis}"
    return f"в лице {post} {name}, {acting(sex(party.head))} на основании {basis}"
