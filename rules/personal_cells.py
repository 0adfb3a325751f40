"""Cells that seem to hold personal data, in the tabs of a district that keeps those apart."""

from collections.abc import Iterator, Mapping, Sequence

from rules.findings import digest
from rules.forms import Form
from rules.grid import Grid, a1, place, position
from rules.personal_text import KINDS, Official, kinds_in, listed
from rules.reading import Fault, Reading
from rules.withholding import withhold

RULE = "personal.text"
OFFICIAL_TYPES = ("phone", "email")
FIGURES = ("integer", "number", "date", "boolean")
BASIS_LENGTH = 2
"""So few digits of the digest of a text tell that it changed, and nothing of what it is."""

SHOWN_CELLS = 5


Readings = Mapping[str, Sequence[tuple[str, Reading]]]


def official_of(readings: Readings, forms: Mapping[str, Form]) -> Official:
    """Gather the telephones and mailboxes that stand where official ones belong."""
    found: dict[str, list[str]] = {"phone": [], "email": []}
    for name, form in forms.items():
        columns = [
            (number, item.type)
            for number, item in enumerate(form.fields)
            if item.type in found and not item.personal
        ]
        for _, reading in readings.get(name, ()) if columns else ():
            for row in reading.rows:
                for number, kind in columns:
                    if row[number]:
                        found[kind].append(row[number])
    return Official(found["phone"], found["email"])


def cell_faults(grid: Grid, form: Form, reading: Reading, official: Official) -> Iterator[Fault]:
    """Give a fault for each cell of `grid` that seems personal; `reading` is its reading.

    Fields for official telephones and mailboxes are exempt, and figures that were read.
    """
    shown, _ = withhold(grid, form) if form.withheld else (grid, {})
    found = dict(personal_cells(shown, official))
    if not found:
        return
    rows, exempt = _known_cells(form, reading)
    for spot, kinds in found.items():
        if spot not in exempt:
            row, name = rows.get(spot, (-1, a1(spot)))
            text = digest(shown.rows[position(spot)[0]][position(spot)[1]])
            message = f"Похоже на {listed(kinds)}: {WHAT_TO_DO}"
            yield Fault(RULE, row, name, spot, "", message, text[:BASIS_LENGTH])


WHAT_TO_DO = (
    "личным данным не место в общей таблице. Удалите их отсюда (для ФИО есть книга «Люди»), "
    "а если это официальные сведения организации, поясните."
)


def tab_message(grid: Grid, official: Official) -> str:
    """Say which cells of a tab that is no form seem personal; empty where none do."""
    found = dict(personal_cells(grid, official))
    if not found:
        return ""
    shown = ", ".join(map(a1, list(found)[:SHOWN_CELLS]))
    more = f" и ещё {len(found) - SHOWN_CELLS}" if len(found) > SHOWN_CELLS else ""
    kinds = tuple(kind for kind in KINDS if any(kind in own for own in found.values()))
    return f"В ячейках {shown}{more} что-то похоже на {listed(kinds)}: {WHAT_TO_DO}"


def personal_cells(grid: Grid, official: Official) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give the packed place and the kinds of each cell that seems to hold personal data."""
    for number, row in enumerate(grid.rows):
        for column, value in enumerate(row):
            if value is None:  # most cells are empty
                continue
            kinds = kinds_in(value, official)
            if kinds:
                yield place(number, column), kinds


def _known_cells(form: Form, reading: Reading) -> tuple[dict[int, tuple[int, str]], set[int]]:
    """Give row and field of each cell that was read, and the cells that are exempt."""
    known: dict[int, tuple[int, str]] = {}
    exempt = set()
    for number, (row, places) in enumerate(zip(reading.rows, reading.places, strict=True)):
        for item, value, spot in zip(form.fields, row, places, strict=True):
            known[spot] = (number, item.name)
            read_figure = item.type in FIGURES and value is not None
            if item.type in OFFICIAL_TYPES or read_figure:
                exempt.add(spot)
    return known, exempt
