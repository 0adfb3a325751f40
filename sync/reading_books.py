"""From the files of a district to the inputs of its report: whose book is whose, what it says."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from rules.cleaning import key
from rules.forms import Form
from rules.personal import Personal
from rules.reading import Reading
from rules.registry import Claim, Ownership, identify, participants
from rules.report import BookFault
from rules.school_years import school_year
from rules.settings import Settings, in_year, settings_of, unused_forms
from rules.tables import Table, assemble
from sync.folder import BOOKS, COORDINATOR, archived_year, file_names
from sync.intake import Intake
from sync.opened_books import Opened, open_book, searched_all
from sync.people_books import People, join_people, read_people
from sync.resources import forms, forms_of
from sync.state import Known
from sync.wording import Words

Readings = dict[str, list[tuple[str, Reading]]]
"""Name of a form → (code of the ОО, reading of its tab)."""


@dataclass(frozen=True, slots=True)
class Books:
    """What the books of people say.

    `readings` and `faults` are inputs of the report; `owners` maps a code to the name of its
    book, `stale` to the day of its data where the book could not be read now; `names`
    maps the code of each that takes part to the name that its files get. `outdated` are the
    codes that have no book of the current school year yet, `earlier` maps the name of a closed
    year to what its books say. `organisations` and `settings` are the coordinator's. `people`
    are the books of persons, joined to `readings` already; `personal` tells where personal data
    are kept.
    """

    readings: Readings
    faults: tuple[BookFault, ...]
    owners: Mapping[str, str]
    stale: Mapping[str, dt.date]
    names: Mapping[str, str]
    outdated: frozenset[str]
    earlier: Mapping[str, Readings]
    organisations: pd.DataFrame
    settings: Settings
    people: People = field(default_factory=People)
    personal: Personal = "books"


def read_books(
    intake: Intake,
    known: Mapping[str, Known],
    today: dt.date,
    words: Words,
    last_year: str | None = None,
    personal: Personal = "books",
) -> Books:
    """Read the books of people; `known` is what is remembered, also of books now gone.

    `last_year` is the school year of the last pass: it goes on where the current one was
    cleared or can't be read. `personal` tells where personal data are kept.
    """
    typed = forms(personal)
    of_organisation = forms_of("organisation", personal)
    coordinator = open_book(intake.files[COORDINATOR].grids, forms_of("coordinator", personal))
    coordinator = _in_year(coordinator, typed, last_year)
    organisations = participants(_table(coordinator, typed, "registry"), today)
    settings = settings_of(_table(coordinator, typed, "settings"))
    year = school_year(settings["year"])
    settings = settings if year is None else in_year(settings, typed, year)
    unused = unused_forms(typed, settings)
    files = {n: f for n, f in intake.files.items() if n.startswith(f"{BOOKS}/")}
    now = settings["year"]
    opened = {n: open_book(file.grids, of_organisation, unused, now) for n, file in files.items()}
    names = file_names(organisations["short_name"].to_dict())
    ownership = identify(_claims(opened, typed, intake, now), organisations, names, now)
    opened = {name: _of_now(name, book, typed, ownership) for name, book in opened.items()}
    owners = {org: f"{BOOKS}/{book}" for org, book in ownership.books.items()}
    missing = [o for o in names if o not in owners and o not in ownership.disputed]
    gone = {org: last for org in missing if (last := _last_book(org, known, files))}
    opened |= {f.name: open_book(f.grids, of_organisation, unused, now) for f in gone.values()}
    found = {org: owners.get(org) or gone[org].name for org in names if org in {*owners, *gone}}
    people = People()
    if personal == "local":
        people = read_people(intake, organisations, names)
        opened = searched_all(opened | {COORDINATOR: coordinator}, typed)
        coordinator = opened.pop(COORDINATOR)
    faults = [
        *people.faults,
        *_tab_faults({"": coordinator}, {"": COORDINATOR}),
        *_tab_faults({o: opened[b] for o, b in found.items() if b in opened}, found),
        *_ownership_faults(ownership, words),
        *(_missing(org, names[org], gone.get(org), words) for org in missing),
        *_unreadable_faults(intake, owners, files, ownership, words),
        *(
            _outdated(org, owners[org], settings, words)
            for org in names
            if org in ownership.outdated
        ),
    ]
    unread = {org: book for org, book in owners.items() if book in intake.unreadable}
    stale = {org: files[book].read_on for org, book in unread.items() if book in files}
    stale |= {org: last.read_on for org, last in gone.items()}
    readings: Readings = {name: [("", reading)] for name, reading in coordinator.tabs.items()}
    for org, book in found.items():
        for name, reading in opened[book].tabs.items() if book in opened else ():
            readings.setdefault(name, []).append((org, reading))
    if personal == "local":
        readings = join_people(readings, people)
    return Books(
        readings,
        tuple(faults),
        owners,
        stale,
        names,
        ownership.outdated,
        _earlier(intake, organisations, typed),
        organisations,
        settings,
        people,
        personal,
    )


def _in_year(coordinator: Opened, typed: Mapping[str, Form], last_year: str | None) -> Opened:
    settings = coordinator.tabs.get("settings")
    position = typed["settings"].names.index("year")
    if settings is None or not settings.rows or settings.rows[0][position] or not last_year:
        return coordinator
    row = settings.rows[0]
    rows = [(*row[:position], last_year, *row[position + 1 :])]
    return replace(coordinator, tabs={**coordinator.tabs, "settings": replace(settings, rows=rows)})


def _table(coordinator: Opened, typed: Mapping[str, Form], name: str) -> Table:
    reading = coordinator.tabs.get(name, Reading())
    return assemble(typed[name], [("", reading)])[0]


def _of_now(name: str, book: Opened, typed: Mapping[str, Form], ownership: Ownership) -> Opened:
    """Of a book of an earlier year take only the tabs that go on from year to year."""
    if not any(ownership.books.get(org) == _title(name) for org in ownership.outdated):
        return book
    lasting = {n: tab for n, tab in book.tabs.items() if not typed[n].yearly}
    return Opened(lasting, ())


EARLIER_FORMS = ("order", "plan")
"""What of a closed year is compared with and counted on."""


def _earlier(
    intake: Intake, organisations: pd.DataFrame, typed: Mapping[str, Form]
) -> dict[str, Readings]:
    """Read what the books of the closed years say, by name of the year.

    The archive may hold books that were made for the year after it: they say so themselves.
    """
    years: dict[str, Readings] = {}
    codes = {key(code): str(code) for code in organisations.index}
    read_already: set[tuple[str, str]] = set()
    for name, file in intake.files.items():
        if (year := archived_year(name)) is None:
            continue
        own = {name: form for name, form in typed.items() if form.audience == "organisation"}
        book = open_book(file.grids, own, year=year)
        code, own_year = _identity(book, typed, year)
        org = codes.get(key(code or ""))
        if org is None or own_year not in (None, year) or (year, org) in read_already:
            continue
        read_already.add((year, org))
        for form in EARLIER_FORMS:
            if form in book.tabs:
                years.setdefault(year, {}).setdefault(form, []).append((org, book.tabs[form]))
    return years


def _claims(
    opened: Mapping[str, Opened], typed: Mapping[str, Form], intake: Intake, now: str
) -> list[Claim]:
    """Give the claims of all books, also of those that can't be read and were never read."""
    lost = [n for n in intake.unreadable if n not in opened and n.startswith(f"{BOOKS}/")]
    return [
        *(Claim(_title(name), *_identity(book, typed, now)) for name, book in opened.items()),
        *(Claim(_title(name), None) for name in lost),
    ]


def _identity(book: Opened, typed: Mapping[str, Form], year: str) -> tuple[str | None, str | None]:
    """Give the code and the school year that a book has in its «Паспорт ОО».

    One that was opened for a later `year`, and has tabs of it, is of that.
    """
    card, form = book.tabs.get("organisation"), typed["organisation"]
    return _cell_of(card, form, "code"), year if book.dated else _cell_of(card, form, "year")


def _cell_of(card: Reading | None, form: Form, name: str) -> str | None:
    value = card.rows[0][form.names.index(name)] if card and card.rows else None
    return str(value) if value else None


def _outdated(org: str, book: str, settings: Settings, words: Words) -> BookFault:
    message = (
        f"Книги на {settings['year']} учебный год нет: создайте её командой «vzaimo forms». "
        f"Из прежней, «{words.shown(book)}», взяты только постоянные вкладки."
    )
    return BookFault("book.outdated", org, _title(book), "", message)


def _tab_faults(opened: Mapping[str, Opened], books: Mapping[str, str]) -> list[BookFault]:
    return [
        BookFault(fault.rule, org, _title(books[org]), fault.tab, fault.message)
        for org, book in opened.items()
        for fault in book.faults
    ]


def _unreadable_faults(
    intake: Intake,
    owners: Mapping[str, str],
    files: Mapping[str, Known],
    ownership: Ownership,
    words: Words,
) -> list[BookFault]:
    """Tell the owner of a book that it can't be read; of nobody's or an old one the coordinator."""
    owner = {book: org for org, book in owners.items()}
    return [
        _unreadable(owner.get(name, ""), name, intake, files.get(name), words)
        for name in intake.unreadable
        if name in owner
        or name == COORDINATOR
        or archived_year(name)
        or _title(name) in ownership.unregistered
    ]


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


def _unreadable(org: str, book: str, intake: Intake, last: Known | None, words: Words) -> BookFault:
    message = f"Книга «{words.shown(book)}» не читается. {intake.unreadable[book]}"
    if last is not None:
        message += f" Пока показаны прежние данные, прочитанные {last.read_on:%d.%m.%Y}."
    return BookFault("book.unreadable", org, _title(book), "", message)


def _missing(org: str, name: str, last: Known | None, words: Words) -> BookFault:
    if last is None:
        message = words.no_book.format(name=words.shown(name))
    else:
        message = (
            f"{words.lost_book.format(name=words.shown(last.name))} "
            f"Пока показаны прежние данные, прочитанные {last.read_on:%d.%m.%Y}."
        )
    return BookFault("book.missing", org, name, "", message)


def _ownership_faults(ownership: Ownership, words: Words) -> list[BookFault]:
    faults = []
    for book, org in ownership.second.items():
        used = words.shown(ownership.books[org])
        message = words.second_book.format(name=words.shown(book), used=used)
        faults.append(BookFault("book.second", org, book, "", message))
    for org, books in ownership.disputed.items():
        listed = ", ".join(f"«{words.shown(book)}»" for book in books)
        message = words.disputed.format(listed=listed)
        faults.append(BookFault("book.second", org, books[0], "", message))
    for book in ownership.unregistered:
        message = (
            f"«{words.shown(book)}»: такой организации в Реестре нет. Исправьте код в "
            "«Паспорте ОО» или добавьте организацию в Реестр."
        )
        faults.append(BookFault("book.unregistered", "", book, "", message))
    return faults
