"""Making what people fill: a new district, the books of its organisations."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass
from typing import Any

from rules.cells import parse
from rules.forms import Form
from rules.personal import Personal
from rules.registry import SHARED_FIELDS
from rules.settings import Settings, unused_forms
from sync.config import FILE
from sync.drawing import draw
from sync.folder import ANSWERS, BOOKS, COORDINATOR, DOCUMENTS, PEOPLE, Folder
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

# Работник («vzaimo watch»): как часто делать проход, в минутах; в котором часу делать документы
# (без этой строки — с каждым проходом); когда проходов не делать.
# every = 10
# documents_at = "06:00"
# quiet = "22:00-05:30"

# Где хранятся личные данные (ФИО, личная почта): "books" — в книгах организаций и координатора,
# "local" — отдельно, в папке «Люди» на этом компьютере.
personal = "{personal}"
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
    """Make a district's folder with the coordinator's book; tell which files were made.

    `config` is the configuration, with a place for `personal`.
    """
    made = []
    if store.create(FILE, config.format(personal=store.personal).encode()):
        made.append(FILE)
    for room in (BOOKS, ANSWERS, DOCUMENTS, *([PEOPLE] if store.personal == "local" else [])):
        (store.path / room).mkdir(parents=True, exist_ok=True)
    book = district_book(registry, settings or {}, store.personal)
    if store.create(COORDINATOR, draw(book)):
        made.append(COORDINATOR)
    return made


def district_book(registry: Sequence[Row], settings: Row, personal: Personal = "books") -> Book:
    """Make the coordinator's book of a new district."""
    return coordinator_book(
        {
            "registry": registry,
            "aspects": catalogue(),
            "settings": [settings],
            "stages": (),
            "directions": (),
            "periods": (),
        },
        personal,
    )


def aspect_lists(aspects: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Give the lists of aspects for drop-downs: all of them, and those of each process."""
    titles: dict[str, list[str]] = {name: [] for name in ("aspects", *PROCESS_LISTS.values())}
    for row in aspects:
        own = PROCESS_LISTS.get(row.get("process") or "")
        if row.get("title"):
            titles["aspects"].append(row["title"])
            if own:
                titles[own].append(row["title"])
    return {name: tuple(dict.fromkeys(found)) for name, found in titles.items()}


PROCESS_LISTS = {"педагогический": "teaching_aspects", "управленческий": "management_aspects"}
"""The list of aspects that `choices_from` of a form names, by process."""


def coordinator_book(rows: Mapping[str, Sequence[Row]], personal: Personal = "books") -> Book:
    """Make the coordinator's book with `rows` by name of form."""
    wanted = forms_of("coordinator", personal)
    tabs = [form_tab(form, rows[name]) for name, form in wanted.items()]
    return Book((*tabs, help_tab(wanted)), BOOK_DATE)


@dataclass(frozen=True, slots=True)
class Blanks:
    """What the books of organisations are made with, besides what is known of each.

    `lists` are the choices that come from the catalogue, `given` the rows that the coordinator
    gives a form (name of the form → rows, each with the kinds that it is for), `personal` where
    personal data are kept.
    """

    settings: Settings
    lists: Mapping[str, Sequence[str]]
    given: Mapping[str, Sequence[Row]]
    personal: Personal = "books"

    def rows(self, form: Form, kind: str | None) -> Sequence[Row]:
        """Give the rows that a new tab of `form` starts with at an organisation of `kind`."""
        if not form.rows_from:
            return form.initial
        source = forms()[form.rows_from]
        of_kind = next((item for item in source.fields if item.title == kind), None)
        return [
            row
            for row in self.given[form.rows_from]
            if of_kind is None or parse(row.get(of_kind.name), of_kind).value
        ]


def organisation_tabs(
    rows: Mapping[str, Sequence[Row]], blanks: Blanks, kind: str | None
) -> tuple[Tab, ...]:
    """Make the tabs of an organisation's book with `rows` by name of form."""
    left_out = unused_forms(forms(blanks.personal), blanks.settings)
    return tuple(
        form_tab(
            form,
            rows.get(name) or blanks.rows(form, kind),
            blanks.settings.get(form.due),
            blanks.lists,
        )
        for name, form in forms_of("organisation", blanks.personal).items()
        if name not in left_out
    )


def organisation_book(tabs: Iterable[Tab], blanks: Blanks) -> Book:
    """Put the tabs of an organisation and the page of help into a book."""
    wanted = forms_of("organisation", blanks.personal)
    left_out = unused_forms(wanted, blanks.settings)
    used = {n: form for n, form in wanted.items() if n not in left_out}
    return Book((*tabs, help_tab(used)), BOOK_DATE)


def shared_cells(organisation: Mapping[str, Any]) -> dict[str, Any]:
    """Give the cells of «Паспорт ОО» that the Реестр fills when the book is made."""
    cells = {name: organisation.get(name) for name in SHARED_FIELDS}
    return {name: value for name, value in cells.items() if isinstance(value, str)}
