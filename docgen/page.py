"""The page of the district: one file that a site can show as it is, without a request anywhere.

Its text, style and script are templates; the same data, templates and date give the same bytes.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from docgen.figure_texts import caption, table_of
from docgen.russian import count, short_date
from docgen.svg_charts import svg
from docgen.typography import printed, unbroken
from rules.figures import Figure, HeatMap
from rules.problem_map import DEFICIT, SURPLUS

STAMP = re.compile(r'<meta name="vzaimo" content="(\d{4}-\d{2}-\d{2}) ([0-9a-f]+)">')
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
BALANCE_KINDS = {DEFICIT: "bad", SURPLUS: "good"}


class PageTemplate(NamedTuple):
    """The texts that the page is made of."""

    html: str
    css: str
    js: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure of the district in words, «52,7 %», with what there is to say of it."""

    title: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublicPractice:
    """A practice of the bank; `host` is a place in `PageData.organisations`."""

    title: str
    host: int
    format: str | None
    author: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class MapRow:
    """An aspect of the map; `needs` and `offers` are places in `PageData.organisations`."""

    title: str
    process: str
    balance: str
    joint: bool
    needs: tuple[int, ...]
    offers: tuple[int, ...]
    practices: tuple[PublicPractice, ...]


@dataclass(frozen=True, slots=True)
class PageEvent:
    """An event of the plan: its day or its term in words; `host`, `guests` as in `MapRow`."""

    date: str
    title: str
    host: int
    guests: tuple[int, ...]
    responsible: str | None
    participants: str | None
    result: str | None
    status: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The events of a month, of a longer term, or those whose term is not settled.

    `first` is the first day of the month, None where it is none.
    """

    title: str
    first: dt.date | None
    events: tuple[PageEvent, ...]


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """A document that is signed or approved; `link` is what people typed."""

    title: str
    status: str
    date: dt.date | None
    number: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """The official contacts of an institution; `person` only where names may be shown."""

    name: str
    person: str | None
    place: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class PageData:
    """All that the page is made of.

    `organisations` are their short names; `calendars` the codes of those that have a calendar,
    by place, with the name of its file.
    """

    project: str | None
    municipality: str | None
    year: str
    indicators: tuple[Indicator, ...]
    figures: tuple[Figure, ...]
    heat_map: HeatMap | None
    events_figure: Figure | None
    organisations: tuple[str, ...]
    rows: tuple[MapRow, ...]
    months: tuple[Month, ...]
    calendars: tuple[tuple[int, str], ...]
    documents: tuple[PublicDocument, ...]
    contacts: tuple[Contact, ...]


def render_page(template: PageTemplate, data: PageData, day: dt.date, made_of: str) -> bytes:
    """Render the page of `data`, which last changed on `day`; `made_of` is a digest of it."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    values = _values(data, day) | {
        "stamp": f"{day.isoformat()} {made_of}",
        "css": Markup(template.css.strip()),
        "js": Markup(template.js.strip()),
    }
    return environment.from_string(template.html).render(values).encode()


def stamp_of_page(content: bytes) -> tuple[dt.date, str] | None:
    """Give the day and the digest that a page says it was made of; None where it says none."""
    match = STAMP.search(content[:5000].decode(errors="replace"))
    try:
        return (dt.date.fromisoformat(match[1]), match[2]) if match else None
    except ValueError:  # a day that no calendar has
        return None


def _values(data: PageData, day: dt.date) -> dict[str, Any]:
    """Give the values that the template uses, by name."""
    project = printed(data.project) or "Взаимообучение ОО"
    return {
        "title": project,
        "project": project,
        "place": printed(data.municipality),
        "year": data.year,
        "date": short_date(day),
        "indicators": data.indicators,
        "figures": [_drawn(one, f"figure-{n}", day) for n, one in enumerate(data.figures)],
        "heat_map": data.heat_map and _drawn(data.heat_map, "heat-map", day),
        "events_figure": data.events_figure and _drawn(data.events_figure, "months", day),
        "organisations": [printed(name) for name in data.organisations],
        "processes": sorted({row.process for row in data.rows}),
        "rows": [_row(row, data) for row in data.rows],
        "months": [_month(one, day) for one in data.months],
        "calendars": [
            {"name": printed(data.organisations[place]), "address": quote(address)}
            for place, address in data.calendars
        ],
        "documents": [_document(one) for one in data.documents],
        "contacts": [_contact(one) for one in data.contacts],
    }


def _drawn(figure: Figure, name: str, day: dt.date) -> dict[str, Any]:
    wide = isinstance(figure, HeatMap)
    header, rows = ((), []) if isinstance(figure, HeatMap) else table_of(figure)
    return {
        "title": figure.title,
        "svg": svg(figure, name),
        "caption": caption(figure, day),
        "wide": wide,
        "header": header,
        "rows": rows,
    }


def _row(row: MapRow, data: PageData) -> dict[str, Any]:
    hosts = [one.host for one in row.practices]
    return {
        "title": printed(row.title),
        "process": row.process,
        "balance": row.balance,
        "kind": BALANCE_KINDS.get(row.balance, ""),
        "joint": row.joint,
        "needs": row.needs,
        "offers": row.offers,
        "orgs": _places([*row.needs, *row.offers, *hosts]),
        "practices": [_practice(one, data) for one in row.practices],
        "practices_word": _word(len(row.practices)),
    }


def _places(numbers: Sequence[int]) -> str:
    return " ".join(str(number) for number in sorted(set(numbers)))


def _word(number: int) -> str:
    return count(number, "практика", "практики", "практик").split("\u00a0", 1)[-1]


def _practice(one: PublicPractice, data: PageData) -> dict[str, Any]:
    parts = [data.organisations[one.host], one.format, one.author]
    return {
        "title": printed(one.title),
        "details": ", ".join(printed(part) for part in parts if part),
        "link": web_address(one.link),
    }


def _month(month: Month, day: dt.date) -> dict[str, Any]:
    """Give a month; the one that is on, and what has none, stand open."""
    now = (day.year, day.month)
    return {
        "title": month.title,
        "count": count(len(month.events), "мероприятие", "мероприятия", "мероприятий"),
        "open": month.first is None or (month.first.year, month.first.month) == now,
        "events": [_event(event) for event in month.events],
    }


def _event(event: PageEvent) -> dict[str, Any]:
    texts = {name: printed(text) for name, text in asdict(event).items()
             if name in ("date", "title", "responsible", "participants", "result")}  # fmt: skip
    return texts | {
        "host": event.host,
        "orgs": _places([event.host, *event.guests]),
        "status": event.status,
        "cancelled": event.cancelled,
    }


def _document(one: PublicDocument) -> dict[str, Any]:
    return {
        "title": one.title,
        "status": one.status,
        "date": short_date(one.date) if one.date else "",
        "number": printed(one.number),
        "link": web_address(one.link),
    }


def web_address(link: str | None) -> str:
    """Give a link that leads to the web; empty for any other, like a path of a file."""
    text = (link or "").strip()
    return text if WEB_ADDRESS.fullmatch(text) else ""


def _contact(one: Contact) -> dict[str, Any]:
    phone = one.phone or ""
    digits = re.sub(r"\D", "", phone)
    return {
        "name": printed(one.name),
        "person": printed(one.person),
        "place": printed(one.place),
        "phone": unbroken(phone),
        "dial": f"+7{digits[-10:]}" if len(digits) >= 10 else digits,
        "email": one.email or "",
    }
