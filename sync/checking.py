"""Books checked by themselves, without a district."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from rules.books import pick_tabs
from rules.findings import digest
from rules.reading import Reading, read
from rules.registry import SHARED_FIELDS
from rules.report import BookFault, Inputs, report
from sync.form_tabs import Row, read_typed
from sync.founding import catalogue
from sync.resources import aspect_words, forms, forms_of
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


def check_books(paths: Sequence[Path], today: dt.date) -> Checked:
    """Check books of organisations as if they were a district of their own."""
    readings: dict[str, list[tuple[str, Reading]]] = {}
    faults: list[BookFault] = []
    unreadable = {}
    names = {}
    for number, path in enumerate(dict.fromkeys(paths)):
        try:
            grids = read_book(path.read_bytes(), path.name)
        except UnreadableBook as error:
            unreadable[str(path)] = str(error)
            continue
        except OSError:
            unreadable[str(path)] = "Файла нет или к нему нет доступа."
            continue
        tabs = pick_tabs(grids, forms_of("organisation"))
        read_tabs = {name: read(grid, forms()[name]) for name, grid in tabs.grids.items()}
        code = _said(read_tabs.get("organisation")).get("code")
        org = str(code) if code and code not in names else str(number)
        names[org] = str(path)
        faults += [BookFault(f.rule, org, path.name, f.tab, f.message) for f in tabs.faults]
        for name, reading in read_tabs.items():
            readings.setdefault(name, []).append((org, reading))
    readings |= _coordinators(readings.get("organisation", ()), names)
    made = report(Inputs(today, forms(), readings, faults, aspect_words=aspect_words()))
    found = made.findings[made.findings["org"] != ""]
    return Checked(len(names), found.assign(name=found["org"].map(names)), unreadable)


def _said(card: Reading | None) -> dict[str, Any]:
    """Give what a book says of itself in «Паспорт ОО», by name of field."""
    if card is None or not card.rows:
        return {}
    return dict(zip(forms()["organisation"].names, card.rows[0], strict=True))


def _coordinators(
    cards: Sequence[tuple[str, Reading]], names: Mapping[str, str]
) -> dict[str, list[tuple[str, Reading]]]:
    """Make what a coordinator would have typed, so that every rule has its district.

    The Реестр says what the books say themselves, the school year is that of the first book,
    the catalogue of aspects and the directions are those that a new district begins with.
    """
    said = {org: _said(card) for org, card in cards}
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
    return {name: [("", read_typed(forms()[name], rows))] for name, rows in typed.items()}
