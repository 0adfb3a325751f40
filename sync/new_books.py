"""`vzaimo forms`: the books of the organisations that have none of the current school year."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from rules.books import pick_tabs
from rules.forms import Form
from rules.grid import NOWHERE, Grid, Value, position
from rules.personal import Personal
from rules.reading import read
from rules.settings import unused_forms
from sync.folder import BOOKS, COORDINATOR, file_name
from sync.form_tabs import Row
from sync.founding import (
    Blanks,
    aspect_lists,
    organisation_book,
    organisation_tabs,
    shared_cells,
)
from sync.intake import Intake, take_in
from sync.opened_books import Opened, open_book
from sync.people_books import make_people_books
from sync.reading_books import Books, read_books
from sync.resources import forms, forms_of
from sync.state import Known
from sync.stores import Made, NewBook, Progress, Store
from sync.workbooks import UnreadableBook


def make_books(
    store: Store,
    known: Mapping[str, Known],
    today: dt.date,
    progress: Progress,
    last_year: str | None = None,
) -> list[Made]:
    """Make the missing books; tell what was made.

    A book of a new school year takes over what goes on from year to year («Паспорт ОО»,
    «Кадры», …) as it was typed; the tabs of the year are empty. UnreadableBook when the
    coordinator's book can't be read.
    """
    intake = take_in(store, store.entries(known), known, {}, today, progress)
    if COORDINATOR in intake.unreadable or COORDINATOR not in intake.files:
        why = intake.unreadable.get(COORDINATOR, store.words.no_coordinator)
        msg = f"Книга «{store.words.coordinator}» нужна и не читается. {why}"
        raise UnreadableBook(msg)
    books = read_books(intake, known, today, store.words, last_year, store.personal)
    blanks = _blanks(intake, books)
    standing = _standing(store, intake, books)
    wanted = [
        _new_book({**row, "code": org}, intake, books, blanks, standing.get(str(org)))
        for org, row in books.organisations.to_dict("index").items()
        if _is_wanted(store, str(org), books, standing, intake.unreadable)
    ]
    made = [*store.create_books(wanted, progress), *_unreadable(store, intake)]
    return made + (make_people_books(store.files, books) if store.personal == "local" else [])


def _unreadable(store: Store, intake: Intake) -> list[Made]:
    """Tell of the books that should have been looked at for tabs that they lack."""
    lost = intake.unreadable.items() if store.adds_tabs else ()
    return [Made(name, trouble=why) for name, why in lost if name.startswith(f"{BOOKS}/")]


def _standing(store: Store, intake: Intake, books: Books) -> dict[str, Opened]:
    """Open the book that each ОО has already, by its code; one that can't be read is left out."""
    wanted = forms_of("organisation", store.personal)
    left_out = unused_forms(wanted, books.settings)
    return {
        org: open_book(intake.files[name].grids, wanted, left_out, books.settings["year"])
        for org, name in books.owners.items()
        if name in intake.files
    }


def _is_wanted(
    store: Store,
    org: str,
    books: Books,
    standing: Mapping[str, Opened],
    unreadable: Collection[str],
) -> bool:
    """Tell whether an ОО has no book of the current year, or one without some of its tabs."""
    name = books.owners.get(org)
    if store.adds_tabs and name in unreadable:
        return False
    if name is None or org in books.outdated:
        return True
    if not store.adds_tabs or org not in standing:
        return False
    return any(fault.rule == "tab.missing" for fault in standing[org].faults)


def _new_book(
    organisation: Mapping[str, Any],
    intake: Intake,
    books: Books,
    blanks: Blanks,
    standing: Opened | None,
) -> NewBook:
    org, year = organisation["code"], books.settings["year"]
    again = org in books.outdated or (standing is not None and standing.dated)
    name = file_name(f"{organisation['short_name']} {year}") if again else books.names[org]
    tabs = organisation_tabs(_rows(organisation, intake, books), blanks, organisation["kind"])
    mailbox = organisation["mailbox"]
    return NewBook(
        f"{BOOKS}/{name}",
        organisation_book(tabs, blanks),
        year,
        again,
        books.owners.get(org),
        mailbox if isinstance(mailbox, str) else None,
    )


def _rows(organisation: Mapping[str, Any], intake: Intake, books: Books) -> dict[str, list[Row]]:
    """Give the rows that a new book starts with, by name of form."""
    rows: dict[str, list[Row]] = {}
    code = organisation["code"]
    if code in books.outdated:
        rows = _lasting(intake.files[books.owners[code]].grids, books.personal)
    card = dict(rows["organisation"][0]) if rows.get("organisation") else {}
    card |= shared_cells(organisation) | {"year": books.settings["year"]}
    return rows | {"organisation": [card]}


def _lasting(grids: Any, personal: Personal) -> dict[str, list[Row]]:
    """Give what was typed in the tabs of a book that go on from year to year."""
    wanted = forms_of("organisation", personal)
    lasting = {name: form for name, form in wanted.items() if not form.yearly}
    tabs = pick_tabs(grids, lasting).grids
    return {name: typed_rows(grid, lasting[name]) for name, grid in tabs.items()}


def typed_rows(grid: Grid, form: Form) -> list[Row]:
    """Give the rows of a tab by name of field, each cell as it was typed."""
    reading = read(grid, form)
    return [
        {name: _at(grid, place) for name, place in zip(form.names, places, strict=True)}
        for places in reading.places
    ]


def _at(grid: Grid, place: int) -> Value:
    if place == NOWHERE:
        return None
    row, column = position(place)
    cells = grid.rows[row] if row < len(grid.rows) else ()
    value = cells[column] if column < len(cells) else None
    return None if value == "" else value


def _blanks(intake: Intake, books: Books) -> Blanks:
    wanted = forms_of("coordinator", books.personal)
    coordinator = pick_tabs(intake.files[COORDINATOR].grids, wanted).grids
    typed = {
        name: typed_rows(coordinator[name], form) if name in coordinator else []
        for name, form in wanted.items()
        if name in {"aspects", *(one.rows_from for one in forms().values())}
    }
    return Blanks(books.settings, aspect_lists(typed["aspects"]), typed, books.personal)
