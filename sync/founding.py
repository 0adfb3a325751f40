"""Making what people fill: a new district, the books of its organisations."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from csv import DictReader
from typing import Any

import pandas as pd

from rules.forms import Form
from rules.reading import read
from rules.registry import SHARED_FIELDS, participants
from rules.settings import Settings, settings_of
from rules.tables import assemble
from sync.config import FILE
from sync.drawing import draw
from sync.folder import ANSWERS, BOOKS, COORDINATOR, DOCUMENTS, Folder, file_names
from sync.form_tabs import Row, form_tab, help_tab
from sync.resources import forms, forms_of, read_text
from sync.tabs import Book, Tab

BOOK_DATE = dt.date(2021, 10, 1)
"""The date in the properties of the books that people get: the first day of the project."""

CONFIG = """\
# Настройки программы «Взаимо» для этого района. Здесь нет и не должно быть паролей.

# Где лежит служебная папка с памятью программы. Если папка района хранится в облаке
# (Яндекс Диск и подобные), укажите здесь место вне её:
# state = "/var/lib/vzaimo/rayon"
"""


def catalogue() -> list[Row]:
    """Give the starting catalogue of aspects."""
    return list(DictReader(read_text("aspects.csv").splitlines()))


def found_district(
    store: Folder,
    registry: Sequence[Row] = (),
    settings: Row | None = None,
    config: str = CONFIG,
) -> list[str]:
    """Make a district's folder with the coordinator's book; tell which files were made."""
    made = []
    if store.create(FILE, config.encode()):
        made.append(FILE)
    for room in (BOOKS, ANSWERS, DOCUMENTS):
        (store.path / room).mkdir(parents=True, exist_ok=True)
    rows: dict[str, Sequence[Row]] = {
        "registry": registry,
        "aspects": catalogue(),
        "settings": [settings or {}],
        "stages": (),
    }
    book = coordinator_book(rows)
    if store.create(COORDINATOR, draw(book)):
        made.append(COORDINATOR)
    return made


def coordinator_book(rows: Mapping[str, Sequence[Row]]) -> Book:
    """Make the coordinator's book with `rows` by name of form."""
    wanted = forms_of("coordinator")
    tabs = [form_tab(form, rows[name]) for name, form in wanted.items()]
    return Book((*tabs, help_tab(wanted)), BOOK_DATE)


def organisation_tabs(rows: Mapping[str, Sequence[Row]], settings: Settings) -> tuple[Tab, ...]:
    """Make the tabs of an organisation's book with `rows` by name of form."""
    wanted = forms_of("organisation")
    return tuple(
        form_tab(form, rows.get(name, ()), settings.get(form.due)) for name, form in wanted.items()
    )


def organisation_book(tabs: Iterable[Tab]) -> Book:
    """Put the tabs of an organisation and the page of help into a book."""
    return Book((*tabs, help_tab(forms_of("organisation"))), BOOK_DATE)


def shared_cells(organisation: Mapping[str, Any]) -> dict[str, Any]:
    """Give the cells of «Паспорт ОО» that the Реестр fills when the book is made."""
    cells = {name: organisation.get(name) for name in SHARED_FIELDS}
    return {name: value for name, value in cells.items() if isinstance(value, str)}


def make_books(store: Folder, coordinator: Mapping[str, Any], today: dt.date) -> list[str]:
    """Make the books of the organisations of the Реестр that have none; tell which.

    `coordinator` maps names of forms to the grids of the coordinator's book.
    """
    organisations, settings = _registered(coordinator, today)
    owned = {entry.name.rpartition("/")[2] for entry in store.entries()}
    made = []
    names = file_names(organisations["short_name"].to_dict())
    for org, row in organisations.to_dict("index").items():
        name = names[org]
        if name in owned or (isinstance(row["book"], str) and row["book"] in owned):
            continue
        tabs = organisation_tabs({"organisation": [shared_cells(row | {"code": org})]}, settings)
        if store.create(f"{BOOKS}/{name}", draw(organisation_book(tabs))):
            made.append(name)
    return made


def _registered(coordinator: Mapping[str, Any], today: dt.date) -> tuple[pd.DataFrame, Settings]:
    tables = {}
    for name in ("registry", "settings"):
        form: Form = forms()[name]
        readings = [("", read(coordinator[name], form))] if name in coordinator else []
        tables[name], _ = assemble(form, readings)
    return participants(tables["registry"], today), settings_of(tables["settings"])
