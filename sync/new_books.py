"""`vzaimo forms`: the books of the organisations that have none of the current school year."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rules.books import pick_tabs
from rules.forms import Form
from rules.grid import NOWHERE, Grid, Value, position
from rules.reading import read
from sync.drawing import draw
from sync.folder import BOOKS, COORDINATOR, Folder, file_name
from sync.form_tabs import Row
from sync.founding import (
    Blanks,
    aspect_lists,
    organisation_book,
    organisation_tabs,
    shared_cells,
)
from sync.intake import Intake, Progress, take_in
from sync.reading_books import Books, read_books
from sync.resources import forms, forms_of
from sync.state import Known
from sync.workbooks import UnreadableBook


def make_books(
    store: Folder,
    known: Mapping[str, Known],
    today: dt.date,
    progress: Progress,
    last_year: str | None = None,
) -> list[str]:
    """Make the missing books; tell their names.

    A book of a new school year takes over what goes on from year to year («Паспорт ОО»,
    «Кадры», …) as it was typed; the tabs of the year are empty. UnreadableBook when the
    coordinator's book can't be read.
    """
    intake = take_in(store, store.entries(), known, {}, today, progress)
    if COORDINATOR in intake.unreadable or COORDINATOR not in intake.files:
        why = intake.unreadable.get(COORDINATOR, "Её нет в папке района.")
        msg = f"Книга «{COORDINATOR}» нужна и не читается. {why}"
        raise UnreadableBook(msg)
    books = read_books(intake, known, today, last_year)
    blanks = _blanks(intake, books)
    made = []
    for org, row in books.organisations.to_dict("index").items():
        if org in books.owners and org not in books.outdated:
            continue
        rows = _rows(row | {"code": org}, intake, books)
        again = org in books.outdated
        name = file_name(f"{row['short_name']} {books.settings['year']}") if again else None
        tabs = organisation_tabs(rows, blanks, row["kind"])
        name = name or books.names[org]
        if store.create(f"{BOOKS}/{name}", draw(organisation_book(tabs, blanks))):
            made.append(name)
    return made


def _rows(organisation: Mapping[str, Any], intake: Intake, books: Books) -> dict[str, list[Row]]:
    """Give the rows that a new book starts with, by name of form."""
    rows: dict[str, list[Row]] = {}
    code = organisation["code"]
    if code in books.outdated:
        rows = _lasting(intake.files[books.owners[code]].grids)
    card = dict(rows["organisation"][0]) if rows.get("organisation") else {}
    card |= shared_cells(organisation) | {"year": books.settings["year"]}
    return rows | {"organisation": [card]}


def _lasting(grids: Any) -> dict[str, list[Row]]:
    """Give what was typed in the tabs of a book that go on from year to year."""
    lasting = {name: form for name, form in forms_of("organisation").items() if not form.yearly}
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
    coordinator = pick_tabs(intake.files[COORDINATOR].grids, forms_of("coordinator")).grids
    typed = {
        name: typed_rows(coordinator[name], form) if name in coordinator else []
        for name, form in forms().items()
        if name in {"aspects", *(one.rows_from for one in forms().values())}
    }
    return Blanks(books.settings, aspect_lists(typed["aspects"]), typed)
