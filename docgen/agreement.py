"""Соглашение о совместной деятельности: one for the district, signed by every legal person.

What is not known is a line to fill by hand, never an invented value and never a hole.
"""

import datetime as dt
import re
from dataclasses import dataclass

from docgen.blanks import DATE_LINE, LINE, LONG_LINE, SHORT_LINE, line, named
from docgen.rendering import render
from docgen.russian import (
    acting,
    count,
    full_post,
    gender_of,
    genitive_name,
    holder,
    initials_before,
    long_date,
    month_of,
    post,
)
from docgen.typography import printed, unquoted
from rules.cleaning import clean_line

MONTH_LINE = "______________\u00a020___\u00a0г."
ON_THE_BASIS = re.compile(r"^(?:действу\w+\s+)?на\s+основании\s+", re.IGNORECASE)
BASES = {
    "устав": "Устава",
    "положение": "Положения",
    "доверенность": "доверенности",
    "приказ": "приказа",
    "распоряжение": "распоряжения",
}
"""The genitive of what heads act on, which people type in the nominative as well."""


@dataclass(frozen=True, slots=True)
class Party:
    """A legal person: names, address, head (full name, post, basis in the genitive), numbers.

    None stands for what is not known. `branches` are the short names of its филиалы, which are
    no parties of their own; `head_genitive` is the name of the head in the genitive as people typed
    it, where endings do not tell.
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
    head_genitive: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A measure of the project with its term, as the passport words it."""

    title: str
    term: str | None
    responsible: str | None


@dataclass(frozen=True, slots=True)
class AgreementData:
    """All that the agreement is made of; `separate` gives each signature a sheet of its own."""

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
    separate: bool = False


def render_agreement(template: bytes, data: AgreementData, day: dt.date) -> bytes:
    """Render the agreement; TemplateError when the template is broken."""
    return render(template, agreement_values(data), day)


def agreement_values(data: AgreementData) -> dict[str, object]:
    """Give the values that the template may use, by name."""
    organisations = [party_values(party) for party in data.organisations]
    department, centre = party_values(data.department), party_values(data.centre)
    parties = [department, centre, *organisations]
    return {
        "place": line(data.place, LINE),
        "municipality": unquoted(line(data.municipality, LINE)),
        "project": unquoted(line(data.project, LONG_LINE)),
        "date_line": DATE_LINE,
        "term_start": long_date(data.start) if data.start else DATE_LINE,
        "term_end": long_date(data.end) if data.end else DATE_LINE,
        "term_months": _months(data),
        "department": department,
        "centre": centre,
        "organisations": organisations,
        "parties": [party | {"number": n} for n, party in enumerate(parties, start=1)],
        "grounds": [ground for text in data.grounds if (ground := line(text, "").rstrip(" .;"))],
        "stages": [
            {
                "number": number,
                "title": line(stage.title, LINE),
                "term": line(stage.term, SHORT_LINE),
                "responsible": line(stage.responsible, SHORT_LINE),
            }
            for number, stage in enumerate(data.stages, start=1)
        ],
        "copies": copies_of(len(parties)),
        "separate": data.separate,
    }


def copies_of(number: int) -> str:
    """Give «3 экземплярах»."""
    return count(number, "экземпляре", "экземплярах", "экземплярах")


def _months(data: AgreementData) -> str:
    start = month_of(data.start) if data.start else MONTH_LINE
    return f"с {start} по {month_accusative(data.end) if data.end else MONTH_LINE}"


def month_accusative(day: dt.date) -> str:
    """Give «октябрь 2024 г.»."""
    names = (
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
    )
    return f"{names[day.month - 1]} {day.year}\u00a0г."


def party_values(party: Party) -> dict[str, object]:
    """Give the values of a party, by name."""
    short, full = named(party.short_name, ""), named(party.full_name, "")
    return {
        "name": full or short or LONG_LINE,
        "short_name": short or full or LONG_LINE,
        "represented": represented(party),
        "address": line(party.address, LINE),
        "post": _post(party),
        "initials": initials_before(party.head or "") or LINE,
        "ogrn": line(party.ogrn, SHORT_LINE),
        "inn": line(party.inn, SHORT_LINE),
        "branches": ", ".join(_branch(named(branch)) for branch in party.branches),
    }


def _branch(name: str) -> str:
    """Give «филиал …» for a branch, whether or not its name begins so."""
    own = name[6:].lstrip() if name.casefold().startswith("филиал") else name
    return f"филиал {own or LINE}"


def _post(party: Party) -> str:
    who = gender_of(party.head or "", party.head_genitive)
    title = printed(full_post(party.post or "", who)) or "руководитель"
    return title[:1].upper() + title[1:]


def represented(party: Party) -> str:
    """Say who acts for a party: «в лице директора Петровой Анны Ивановны, действующей …».

    What has no sure genitive stands in brackets in the nominative, what is not known is a line.
    """
    head, held = clean_line(party.head or ""), party.post or ""
    who = gender_of(head, party.head_genitive) or holder(held)
    title = full_post(held, who)
    name = genitive_name(head, party.head_genitive) or f"({head})"
    return f"в лице {_person(title, head, name)}, {acting(who)} на основании {_basis(party.basis)}"


def _person(title: str, head: str, genitive: str) -> str:
    """Give «директора Петровой Анны Ивановны» as far as it is known and sure."""
    of_title = printed(post(title or "руководитель", "genitive"))
    if not head:
        return f"{of_title} {LONG_LINE}" if title and of_title else LONG_LINE
    if not of_title:
        return f"руководителя ({printed(title)} {head})"
    return f"{of_title} {genitive}"


def _basis(text: str | None) -> str:
    """Give on what a head acts, in the genitive: «Устав» is «Устава», «Устава» stays."""
    first, *rest = ON_THE_BASIS.sub("", clean_line(text or "")).split(" ")
    return line(" ".join([BASES.get(first.lower(), first), *rest]), LINE)
