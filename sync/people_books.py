"""The books of persons: one for each ОО and one for the department, kept on this machine alone.

They lie in `Люди/`, whatever store the other books are in. Their files may be called after
people, so that no finding quotes the name of a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from rules.books import TabFault
from rules.cleaning import key
from rules.grid import Grid
from rules.personal import join, typed_cards, typed_persons
from rules.reading import Reading
from rules.registry import Claim, Ownership, identify
from rules.report import BookFault
from sync.drawing import draw
from sync.folder import PEOPLE, Folder, is_persons_book
from sync.form_tabs import Row, form_tab, help_tab
from sync.founding import BOOK_DATE
from sync.intake import Intake
from sync.opened_books import Opened, open_book
from sync.resources import forms, forms_of, report_forms
from sync.stores import Made
from sync.tabs import Book

if TYPE_CHECKING:
    from sync.reading_books import Books

DEPARTMENT = "Управление образования.xlsx"

Readings = dict[str, list[tuple[str, Reading]]]


@dataclass(frozen=True, slots=True)
class People:
    """What the books of persons say.

    `readings` are by name of form, `owners` maps a code (empty: the department) to the name of
    its book, `strangers` are the books of nobody.
    """

    readings: Readings = field(default_factory=dict)
    faults: tuple[BookFault, ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()


def read_people(intake: Intake, organisations: pd.DataFrame, names: Mapping[str, str]) -> People:
    """Read the books of persons of `organisations`; `names` are those that their books get."""
    files = {n: f for n, f in intake.files.items() if is_persons_book(n)}
    of_department = [n for n, f in files.items() if _is_departments(n, f.grids)]
    audience = dict.fromkeys(files, "people") | dict.fromkeys(of_department, "department")
    opened = {n: open_book(f.grids, forms_of(audience[n], "local")) for n, f in files.items()}
    lost = [n for n in intake.unreadable if is_persons_book(n) and n not in files]
    claims = [Claim(_title(n), _code(book)) for n, book in opened.items() if n not in of_department]
    claims += [Claim(_title(n), None) for n in lost if key(_title(n)) != key(DEPARTMENT)]
    ownership = identify(claims, organisations, names)
    owners = {org: f"{PEOPLE}/{book}" for org, book in ownership.books.items()}
    if of_department:
        owners[""] = min(of_department, key=lambda n: (key(_title(n)) != key(DEPARTMENT), n))
    readings: Readings = {}
    for org, name in owners.items():
        for form, reading in opened[name].tabs.items() if name in opened else ():
            readings.setdefault(form, []).append((org, reading))
    faults = [
        *_tab_faults(owners, opened),
        *_unreadable(intake, owners),
        *_ownership_faults(ownership, of_department),
    ]
    return People(readings, tuple(faults), owners, ownership.unregistered)


def _is_departments(name: str, grids: Sequence[Grid]) -> bool:
    title = key(forms("local")["department"].title)
    has_tab = any(key(grid.title) == title for grid in grids)
    return has_tab or key(_title(name)) == key(DEPARTMENT)


def _code(book: Opened) -> str | None:
    card = book.tabs.get("people")
    position = forms("local")["people"].names.index("code")
    return str(card.rows[0][position]) if card and card.rows and card.rows[0][position] else None


def _title(name: str) -> str:
    return name.rpartition("/")[2]


def join_people(readings: Readings, people: People) -> Readings:
    """Join the persons to the rows that they belong to: readings for `report_forms("local")`."""
    typed, joined = forms("local"), report_forms("local")
    cards = typed_cards(people.readings.get("people", ()), typed["people"])
    cards |= typed_cards(people.readings.get("department", ()), typed["department"])
    persons = typed_persons(people.readings.get("authors", ()), typed["authors"])
    together = {
        name: join(own, typed[name], joined[name], cards, persons) if typed[name].withheld else own
        for name, own in readings.items()
    }
    return together | people.readings


# --- what is wrong with them ------------------------------------------------------------------


def _tab_faults(owners: Mapping[str, str], opened: Mapping[str, Opened]) -> list[BookFault]:
    return [
        BookFault(fault.rule, org, PEOPLE, fault.tab, _told(fault))
        for org, name in owners.items()
        for fault in (opened[name].faults if name in opened else ())
    ]


def _told(fault: TabFault) -> str:
    """Say what is wrong with a tab; somebody may have called it after a person."""
    if fault.rule == "tab.renamed":
        return f"Вкладка «{fault.tab}» переименована: верните ей это название."
    return fault.message


def _unreadable(intake: Intake, owners: Mapping[str, str]) -> list[BookFault]:
    """Tell of the books that can't be read now; of one that was never read it is the name."""
    faults = []
    by_book = {name: org for org, name in owners.items()}
    for name, why in intake.unreadable.items():
        if is_persons_book(name) and (name in by_book or key(_title(name)) == key(DEPARTMENT)):
            message = f"Книга «Люди» не читается. {why}"
            if name in intake.files:
                message += (
                    " Пока взяты прежние данные, прочитанные "
                    f"{intake.files[name].read_on:%d.%m.%Y}."
                )
            faults.append(
                BookFault("people.unreadable", by_book.get(name, ""), PEOPLE, "", message)
            )
    return faults


def _ownership_faults(ownership: Ownership, of_department: list[str]) -> list[BookFault]:
    second = (
        "В папке «Люди» несколько книг этой организации, прочитана одна. Оставьте одну, "
        "с последними сведениями."
    )
    disputed = (
        "В папке «Люди» несколько книг этой организации, ни одна не прочитана: оставьте одну, "
        "с последними сведениями."
    )
    faults = [
        *((org, second) for org in dict.fromkeys(ownership.second.values())),
        *((org, disputed) for org in ownership.disputed),
    ]
    if len(of_department) > 1:
        faults.append(("", second.replace("этой организации", "управления образования")))
    made = [BookFault("people.second", org, PEOPLE, "", message) for org, message in faults]
    if ownership.unregistered:
        message = (
            f"В папке «Люди» есть книги не из Реестра: {len(ownership.unregistered)}. "
            "Исправьте код на вкладке «Люди» или уберите их; какие это файлы, говорит итог прохода."
        )
        made.append(BookFault("people.unregistered", "", PEOPLE, "", message))
    return made


# --- making them --------------------------------------------------------------------------------


def make_people_books(folder: Folder, books: "Books") -> list[Made]:
    """Make the books of persons that are not there yet; tell what was made."""
    titles = books.organisations["short_name"]
    wanted = {
        f"{PEOPLE}/{name}": people_book(org, titles[org])
        for org, name in books.names.items()
        if org not in books.people.owners
    }
    if "" not in books.people.owners:
        wanted[f"{PEOPLE}/{DEPARTMENT}"] = department_book({})
    return [Made(name) for name, book in wanted.items() if folder.create(name, draw(book))]


def people_book(
    org: str,
    short_name: str,
    card: Row | None = None,
    authors: Sequence[Row] = (),
) -> Book:
    """Make the book of persons of an ОО, with what is known of them already."""
    typed = forms_of("people", "local")
    rows: dict[str, Sequence[Row]] = {
        "people": [dict(card or {}) | {"code": org, "short_name": short_name}],
        "authors": authors,
    }
    tabs = [form_tab(form, rows[name]) for name, form in typed.items()]
    return Book((*tabs, help_tab(typed)), BOOK_DATE)


def department_book(card: Row) -> Book:
    """Make the book of persons of the department."""
    typed = forms_of("department", "local")
    tabs = [form_tab(form, [card]) for form in typed.values()]
    return Book((*tabs, help_tab(typed)), BOOK_DATE)
