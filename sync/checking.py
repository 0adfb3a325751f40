"""Books checked by themselves, without a district."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from rules.findings import digest
from rules.personal import Personal
from rules.reading import Reading
from rules.registry import SHARED_FIELDS
from rules.report import BookFault, Inputs, report
from sync.folder import NO_DATA
from sync.form_tabs import Row, read_typed
from sync.founding import catalogue
from sync.opened_books import Opened, open_book, searched_all
from sync.people_books import People, join_people
from sync.resources import aspect_words, forms, forms_of, report_forms
from sync.workbooks import UnreadableBook, read_book


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking books by themselves found.

    `findings` has the columns of followed findings and `name`, the file; `unreadable` maps a
    file to the reason.
    """

    books: int
    findings: pd.DataFrame
    unreadable: dict[str, str]


def check_books(paths: Sequence[Path], today: dt.date, personal: Personal = "books") -> Checked:
    """Check books of organisations as if they were a district of their own.

    `personal` tells where that keeps personal data; of books of persons nothing is known here.
    """
    opened: dict[str, Opened] = {}
    readings: dict[str, list[tuple[str, Reading]]] = {}
    faults: list[BookFault] = []
    unreadable = {}
    names = {}
    for number, path in enumerate(dict.fromkeys(paths)):
        try:
            grids = read_book(path.read_bytes(), path.name, NO_DATA)
        except UnreadableBook as error:
            unreadable[str(path)] = str(error)
            continue
        except OSError:
            unreadable[str(path)] = "Файла нет или к нему нет доступа."
            continue
        book = open_book(grids, forms_of("organisation", personal))
        code = _said(book.tabs.get("organisation"), personal).get("code")
        org = str(code) if code and code not in opened else str(number)
        opened[org], names[org] = book, str(path)
    if personal == "local":
        opened = searched_all(opened, forms(personal))
    for org, book in opened.items():
        name = Path(names[org]).name
        faults += [BookFault(f.rule, org, name, f.tab, f.message) for f in book.faults]
        for form, reading in book.tabs.items():
            readings.setdefault(form, []).append((org, reading))
    readings |= _coordinators(readings.get("organisation", ()), names, personal)
    if personal == "local":
        readings = join_people(readings, People())
    made = report(
        Inputs(today, report_forms(personal), readings, faults, aspect_words=aspect_words())
    )
    found = made.findings[(made.findings["org"] != "") & (made.findings["rule"] != NO_PERSONS)]
    return Checked(len(names), found.assign(name=found["org"].map(names)), unreadable)


NO_PERSONS = "people.missing"
"""Books checked by themselves have no books of persons beside them."""


def _said(card: Reading | None, personal: Personal) -> dict[str, Any]:
    """Give what a book says of itself in «Паспорт ОО», by name of field."""
    if card is None or not card.rows:
        return {}
    return dict(zip(forms(personal)["organisation"].names, card.rows[0], strict=True))


def _coordinators(
    cards: Sequence[tuple[str, Reading]], names: Mapping[str, str], personal: Personal
) -> dict[str, list[tuple[str, Reading]]]:
    """Make what a coordinator would have typed, so that every rule has its district.

    The Реестр says what the books say themselves, the school year is that of the first book,
    the catalogue of aspects and the directions are those that a new district begins with.
    """
    said = {org: _said(card, personal) for org, card in cards}
    registry = [
        {field: said.get(org, {}).get(field) for field in SHARED_FIELDS}
        | {"code": org, "short_name": said.get(org, {}).get("short_name") or digest(name)}
        for org, name in names.items()
    ]
    year = next((own["year"] for own in said.values() if own.get("year")), None)
    typed: dict[str, Sequence[Row]] = {
        "registry": registry,
        "settings": [{"year": year}],
        "aspects": catalogue(),
        "directions": forms()["directions"].initial,
    }
    wanted = forms(personal)
    return {name: [("", read_typed(wanted[name], rows))] for name, rows in typed.items()}
