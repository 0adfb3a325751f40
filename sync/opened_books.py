"""One book of people opened: which of its tabs is which form, and what each says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rules.books import TabFault, pick_tabs
from rules.forms import Form
from rules.grid import Grid
from rules.personal_cells import RULE, cell_faults, official_of, tab_message
from rules.personal_text import Official
from rules.reading import Reading, read


@dataclass(frozen=True, slots=True)
class Opened:
    """One book: its tabs by name of form, and what was wrong with them.

    `grids` are all its tabs as they came, `chosen` those that are forms, by name. `dated` tells
    that the book goes on from an earlier school year, with tabs of the current one in it.
    """

    tabs: Mapping[str, Reading]
    faults: tuple[TabFault, ...]
    grids: Sequence[Grid] = ()
    chosen: Mapping[str, Grid] | None = None
    dated: bool = False


def open_book(
    grids: Sequence[Grid],
    forms: Mapping[str, Form],
    unused: Collection[str] = (),
    year: str | None = None,
) -> Opened:
    """Read the tabs of a book that are `forms`; nobody misses the `unused` ones.

    Where tabs of the school year `year` stand beside those of the year that «Паспорт ОО» says,
    the latter are not taken for tabs of `year`.
    """
    tabs = pick_tabs(grids, forms, unused, year)
    goes_on = bool(tabs.dated) and _year_typed(tabs.grids, forms) not in (None, year)
    if goes_on:
        tabs = pick_tabs(grids, forms, unused, year, only_dated=True)
    readings = {name: read(grid, forms[name]) for name, grid in tabs.grids.items()}
    return Opened(readings, tabs.faults, grids, tabs.grids, goes_on)


def _year_typed(grids: Mapping[str, Grid], forms: Mapping[str, Form]) -> str | None:
    """Give the school year that «Паспорт ОО» says."""
    if "organisation" not in grids:
        return None
    form = forms["organisation"]
    rows = read(grids["organisation"], form).rows
    year = rows[0][form.names.index("year")] if rows else None
    return str(year) if year else None


def searched_all(books: Mapping[str, Opened], forms: Mapping[str, Form]) -> dict[str, Opened]:
    """Look for personal data in all `books` of a district; what is official any of them says."""
    readings: dict[str, list[tuple[str, Reading]]] = {}
    for book in books.values():
        for name, reading in book.tabs.items():
            readings.setdefault(name, []).append(("", reading))
    official = official_of(readings, forms)
    return {name: _searched(book, forms, official) for name, book in books.items()}


def _searched(book: Opened, forms: Mapping[str, Form], official: Official) -> Opened:
    """Add to what is wrong with a book the cells that seem to hold personal data."""
    chosen = book.chosen or {}
    tabs = {
        name: _with_faults(reading, chosen[name], forms[name], official)
        if name in chosen
        else reading
        for name, reading in book.tabs.items()
    }
    known = {id(grid) for grid in chosen.values()}
    others = [
        TabFault(RULE, grid.title, message)
        for grid in book.grids
        if id(grid) not in known and (message := tab_message(grid, official))
    ]
    return replace(book, tabs=tabs, faults=(*book.faults, *others))


def _with_faults(reading: Reading, grid: Grid, form: Form, official: Official) -> Reading:
    more = list(cell_faults(grid, form, reading, official))
    return replace(reading, faults=[*reading.faults, *more]) if more else reading
