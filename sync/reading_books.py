"""From the files of a district to the inputs of its report: whose book is whose, what it says."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from rules.books import pick_tabs
from rules.grid import Grid
from rules.reading import Reading, read
from rules.registry import Claim, Ownership, identify, participants
from rules.report import BookFault
from rules.tables import assemble
from sync.folder import BOOKS, COORDINATOR, file_name
from sync.intake import Intake, is_people_book
from sync.resources import forms, forms_of
from sync.state import Known

Readings = dict[str, list[tuple[str, Reading]]]
"""Name of a form → (code of the ОО, reading of its tab)."""


@dataclass(frozen=True, slots=True)
class Books:
    """What the books of people say.

    `readings` and `faults` are inputs of the report; `owners` maps a code to the name of its
    book, `stale` to the day of its data where the book could not be read now.
    """

    readings: Readings
    faults: tuple[BookFault, ...]
    owners: Mapping[str, str]
    stale: Mapping[str, dt.date]


def read_books(intake: Intake, known: Mapping[str, Known], today: dt.date) -> Books:
    """Read the books of people; `known` is what is remembered, also of books now gone."""
    readings, faults = _read_tabs("", intake.files[COORDINATOR].grids, "coordinator", "")
    organisations = _participants(readings, today)
    files = {n: f for n, f in intake.files.items() if is_people_book(n) and n != COORDINATOR}
    lost = [n for n in intake.unreadable if n not in files and n != COORDINATOR]
    opened = {
        name: _read_tabs(name, file.grids, "organisation", "") for name, file in files.items()
    }
    claims = [Claim(_title(name), _code(made[0])) for name, made in opened.items()]
    claims += [Claim(_title(name), None) for name in lost]
    names = {org: file_name(title) for org, title in organisations["short_name"].items()}
    ownership = identify(claims, organisations, names)
    faults += _ownership_faults(ownership)
    owners = {org: f"{BOOKS}/{book}" for org, book in ownership.books.items()}
    stale = {}
    for org in organisations.index:
        book = owners.get(org)
        made = opened.get(book) if book else None
        if book in intake.unreadable:
            faults.append(_unreadable(org, book, intake, files.get(book)))
            if book in files:
                stale[org] = files[book].read_on
        elif book is None and org not in ownership.disputed:
            last = _last_book(org, known, files)
            faults.append(_missing(org, names[org], last))
            if last is not None:
                stale[org] = last.read_on
                made = _read_tabs(last.name, last.grids, "organisation", "")
        if made is not None:
            for name, tabs in made[0].items():
                readings.setdefault(name, []).extend((org, reading) for _, reading in tabs)
            faults += [
                BookFault(f.rule, org, _title(book or ""), f.tab, f.message) for f in made[1]
            ]
    faults += [
        BookFault("book.unreadable", "", _title(name), "", f"«{_title(name)}»: {why}")
        for name, why in intake.unreadable.items()
        if name == COORDINATOR or _title(name) in ownership.unregistered
    ]
    return Books(readings, tuple(faults), owners, stale)


def _participants(readings: Readings, today: dt.date) -> pd.DataFrame:
    table, _ = assemble(forms()["registry"], readings.get("registry", ()))
    return participants(table, today)


def _read_tabs(
    book: str, grids: Sequence[Grid], audience: str, org: str
) -> tuple[Readings, list[BookFault]]:
    wanted = forms_of(audience)
    tabs = pick_tabs(grids, wanted)
    readings = {name: [(org, read(grid, wanted[name]))] for name, grid in tabs.grids.items()}
    faults = [BookFault(f.rule, org, _title(book), f.tab, f.message) for f in tabs.faults]
    return readings, faults


def _code(readings: Readings) -> str | None:
    """Give the code that a book has in its «Паспорт ОО»."""
    for _, reading in readings.get("organisation", ()):
        for row in reading.rows:
            code = row[forms()["organisation"].names.index("code")]
            return str(code) if code else None
    return None


def _title(name: str) -> str:
    return name.rpartition("/")[2]


def _last_book(org: str, known: Mapping[str, Known], files: Mapping[str, Known]) -> Known | None:
    """Find the last read data of an ОО whose book is gone."""
    gone = [
        file
        for name, file in known.items()
        if file.org == org and name.startswith(f"{BOOKS}/") and name not in files
    ]
    return max(gone, key=lambda file: (file.read_on, file.name), default=None)


def _unreadable(org: str, book: str, intake: Intake, last: Known | None) -> BookFault:
    message = f"«{_title(book)}»: {intake.unreadable[book]}"
    if last is not None:
        message += f" Пока показаны прежние данные, прочитанные {last.read_on:%d.%m.%Y}."
    return BookFault("book.unreadable", org, _title(book), "", message)


def _missing(org: str, name: str, last: Known | None) -> BookFault:
    if last is None:
        message = (
            f"В папке «{BOOKS}» нет книги «{name}»: создайте её командой «vzaimo forms» "
            "или верните на место."
        )
    else:
        message = (
            f"Книги «{_title(last.name)}» нет на месте: верните её в папку «{BOOKS}». "
            f"Пока показаны прежние данные, прочитанные {last.read_on:%d.%m.%Y}."
        )
    return BookFault("book.missing", org, name, "", message)


def _ownership_faults(ownership: Ownership) -> list[BookFault]:
    faults = []
    for book, org in ownership.second.items():
        message = (
            f"«{book}» — вторая книга той же организации: прочитана «{ownership.books[org]}». "
            "Перенесите нужное и уберите лишнюю книгу."
        )
        faults.append(BookFault("book.second", org, book, "", message))
    for org, books in ownership.disputed.items():
        listed = ", ".join(f"«{book}»" for book in books)
        message = (
            f"Книг у организации несколько: {listed}. Ни одна не прочитана: оставьте одну "
            "или укажите её в Реестре ОО, в столбце «Книга (файл)»."
        )
        faults.append(BookFault("book.second", org, books[0], "", message))
    for book in ownership.unregistered:
        message = (
            f"«{book}»: такой организации в Реестре нет. Исправьте код в «Паспорте ОО» "
            "или добавьте организацию в Реестр."
        )
        faults.append(BookFault("book.unregistered", "", book, "", message))
    return faults
