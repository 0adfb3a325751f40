"""The demo district: the passport's own table, everything else invented, with human mess.

Its data stand in `templates/demo/`, readable; see the README there.
"""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args

import yaml

from rules.forms import Field
from rules.personal import Personal
from rules.settings import Settings, settings_of
from rules.tables import assemble
from sync.config import FILE
from sync.demo_messes import MESSES
from sync.drawing import draw
from sync.folder import BOOKS, COORDINATOR, PEOPLE, Folder, bytes_digest, file_name
from sync.form_tabs import Row, read_typed
from sync.founding import (
    Blanks,
    aspect_lists,
    catalogue,
    district_book,
    found_district,
    organisation_book,
    organisation_tabs,
    shared_cells,
)
from sync.people_books import DEPARTMENT, department_book, people_book
from sync.resources import forms, read_text
from sync.stores import Outcome, Progress

Rows = dict[str, list[Row]]
"""Code of an ОО → rows of one form as they are typed."""


class Year(NamedTuple):
    """A school year of the demo: the day taken for today, where in `templates/demo/` it stands."""

    today: dt.date
    folder: tuple[str, ...]

    def config(self, personal: Personal) -> bytes:
        """What stands in the configuration of the demo during this year."""
        more = "" if personal == "books" else KEPT_APART.format(personal)
        return (CONFIG.format(self.today.isoformat()) + more).encode()

    def table(self, name: str) -> list[dict[str, str]]:
        """Give the rows of one of its tables."""
        return list(csv.DictReader(read_text("demo", *self.folder, name).splitlines(keepends=True)))


CONFIG = """\
# Учебный район: настоящая в нём только таблица «Кадры» на 30.06.2021, остальное выдумано.

# День, который программа считает сегодняшним. В настоящем районе этой строки нет.
today = {}
"""

KEPT_APART = """
# Личные данные (выдуманные) хранятся отдельно, в папке «Люди».
personal = "{}"
"""

FIRST = Year(dt.date(2022, 3, 1), ())
SECOND = Year(dt.date(2023, 3, 1), ("second_year",))
TODAY = FIRST.today


class FoundingError(Exception):
    """The demo can't be made here; the text says in Russian why."""


def found_demo(store: Folder, number: int | None, progress: Progress) -> None:
    """Make the demo district in the store's folder; what is there already stays as it is.

    `number` is how many organisations to make; None makes the passport's 29.
    """
    organisations = _organisations(number)
    settings, config = _settings(FIRST), FIRST.config(store.personal).decode()
    found_district(store, _registry(organisations), settings, config)
    tables = {"staffing": _staffing()} | {name: _rows(FIRST, name) for name in TYPED}
    if store.personal == "local":
        tables["practices"] = _make_people(store, organisations, settings, tables["practices"])
    _make_books(store, organisations, settings, tables, _messes(), progress)


def begin_second_year(store: Folder, number: int | None, progress: Progress) -> None:
    """Let the next school year begin in the demo: the coordinator's settings, new books.

    To be called after a pass over the first one. FoundingError where somebody has typed into
    the coordinator's book: it is not written over.
    """
    organisations = _organisations(number)
    first, second = _settings(FIRST), _settings(FIRST) | _settings(SECOND)
    personal = store.personal
    _replace(store, FILE, FIRST.config(personal), SECOND.config(personal))
    registry = _registry(organisations)
    _replace(store, COORDINATOR, draw(district_book(registry, first, personal)),
             draw(district_book(registry, second, personal)))  # fmt: skip
    tables = {name: _rows(SECOND, name) for name in TYPED if forms()[name].yearly}
    lasting = {name: _rows(FIRST, name) for name in TYPED if not forms()[name].yearly}
    if personal == "local":
        lasting["practices"] = _make_people(store, organisations, second, lasting["practices"])
    staffing, later = _staffing(), _rows(SECOND, "staffing")
    tables["staffing"] = {org: [*own, *later.get(org, ())] for org, own in staffing.items()}
    _make_books(store, organisations, second, tables | lasting, {}, progress)


TYPED = ("reserves", "results", "order", "practices", "plan", "budget")
"""The forms whose rows stand in a table of the same name, with the code of the ОО."""

COUNTS = ("total", "no_category", "first", "highest", "attested", "not_attested")


def _replace(store: Folder, name: str, before: bytes, now: bytes) -> None:
    """Replace a file that is still as the demo made it; that it is already new is fine, too."""
    standing = store.read(name)
    outcome = store.replace(name, now, bytes_digest(before))
    if standing != now and outcome is not Outcome.WRITTEN:
        msg = (
            f"«{name}» в учебном районе меняли или он открыт: второй год здесь не начать. "
            "Закройте его или сделайте новый учебный район."
        )
        raise FoundingError(msg)


def _make_books(
    store: Folder,
    organisations: Sequence[Mapping[str, str]],
    settings: Row,
    tables: Mapping[str, Rows],
    messes: Mapping[str, Sequence[Mapping[str, Any]]],
    progress: Progress,
) -> None:
    """Make the books of a school year; the name of a later year's book says the year."""
    known = _read_settings(settings)
    directions = {"directions": forms()["directions"].initial}
    blanks = Blanks(known, aspect_lists(catalogue()), directions, store.personal)
    again = f" {known['year']}" if "year" in settings else ""
    for done, row in enumerate(organisations):
        progress("Книги организаций", done, len(organisations))
        card = {name: value or None for name, value in row.items()} | {"year": known["year"]}
        rows = {name: own.get(row["origin"], []) for name, own in tables.items()}
        rows |= {"organisation": [card | shared_cells(card)]}
        tabs = organisation_tabs(rows, blanks, row["kind"])
        for mess in messes.get(row["code"], ()):
            tabs = MESSES[mess["mess"]](tabs, mess)
        name = file_name(row["short_name"] + again)
        store.create(f"{BOOKS}/{name}", draw(organisation_book(tabs, blanks)))
    progress("Книги организаций", len(organisations), len(organisations))


def _make_people(
    store: Folder, organisations: Sequence[Mapping[str, str]], settings: Row, practices: Rows
) -> Rows:
    """Make the books of persons; give the rows of «Практики» with posts in place of authors."""
    store.create(f"{PEOPLE}/{DEPARTMENT}", draw(department_book(settings)))
    split = {org: _split_authors(rows) for org, rows in practices.items()}
    for row in organisations:
        _, authors = split.get(row["origin"], ([], []))
        card = {name: value or None for name, value in row.items()}
        book = people_book(row["code"], row["short_name"], card, authors)
        store.create(f"{PEOPLE}/{file_name(row['short_name'])}", draw(book))
    return {org: rows for org, (rows, _) in split.items()}


def _split_authors(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Part «ФИО, должность» of the practices of an ОО into posts and who stands behind them."""
    posts: dict[str, str] = {}  # post → person
    parted: list[Row] = []
    for row in rows:
        person, _, post = (row["author"] or "").partition(", ")
        wanted = [post, *(f"{post} ({number})" for number in range(2, len(rows) + 1))]
        own = next((one for one in wanted if posts.get(one, person) == person), post)
        if person:
            posts[own] = person
        parted.append(dict(row) | {"author": own or None})
    return parted, [{"post": post, "person": person} for post, person in posts.items()]


def refuse_strange_folder(store: Folder) -> None:
    """Keep the demo's invented books out of a real district and of any other folder.

    FoundingError where the folder holds something else than a demo.
    """
    config = store.read(FILE)
    standing = {path.name for path in store.path.iterdir()} if store.path.is_dir() else set()
    if config is None and standing - {".vzaimo"}:
        msg = f"Папка «{store.path}» не пуста: для учебного района нужна новая."
        raise FoundingError(msg)
    demos = [year.config(one) for year in (FIRST, SECOND) for one in get_args(Personal)]
    if config is not None and config not in demos:
        msg = f"В папке «{store.path}» уже есть район, и он не учебный: укажите другую папку."
        raise FoundingError(msg)


def _read_settings(typed: Row) -> Settings:
    """Give the settings of a district in which `typed` stands in «Настройки»."""
    form = forms()["settings"]
    return settings_of(assemble(form, [("", read_typed(form, [typed]))])[0])


def _settings(year: Year) -> dict[str, str]:
    return {row["name"]: row["value"] for row in year.table("settings.csv")}


def _messes() -> dict[str, list[dict[str, Any]]]:
    messes: dict[str, list[dict[str, Any]]] = {}
    for mess in yaml.safe_load(read_text("demo", "messes.yaml")):
        messes.setdefault(mess["org"], []).append(mess)
    return messes


def _registry(organisations: Sequence[Mapping[str, str]]) -> list[Row]:
    names = forms()["registry"].names
    return [{name: row.get(name) or None for name in names} for row in organisations]


def _organisations(number: int | None) -> list[dict[str, str]]:
    """Give the organisations, the 29 of the passport over and over where more are wanted.

    `origin` is the code of the one whose figures they have.
    """
    base = FIRST.table("organisations.csv")
    made = []
    for position in range(len(base) if number is None else number):
        row, copy = base[position % len(base)], position // len(base)
        row = row | {"origin": row["code"]}
        if copy:
            row["code"] = f"{row['code']}-{copy + 1}"
            row["short_name"] = f"{row['short_name']} ({copy + 1})"
            row["parent"] = f"{row['parent']}-{copy + 1}" if row["parent"] else ""
        made.append(row)
    return made


def _rows(year: Year, name: str) -> Rows:
    """Give the rows of a form by code, each cell as it was typed."""
    fields = {item.name: item for item in forms()[name].fields}
    rows: Rows = {}
    for row in year.table(f"{name}.csv"):
        typed = {name: _cell(row.get(name) or None, item) for name, item in fields.items()}
        rows.setdefault(row["code"], []).append(typed)
    return rows


def _cell(text: str | None, item: Field) -> str | int | None:
    is_number = text is not None and item.type in ("integer", "number") and text.isdigit()
    return int(text) if text is not None and is_number else text


def _staffing() -> Rows:
    """Give the rows of «Кадры» of each of the 29 by code, the earliest date first."""
    codes = [row["code"] for row in FIRST.table("organisations.csv")]
    managers = {row["code"]: row["managers"] for row in FIRST.table("managers_2021-06-30.csv")}
    rows: Rows = {code: [] for code in codes}
    for row in FIRST.table("staffing_earlier.csv"):
        counts = {name: _number(row[name]) for name in (*COUNTS, "managers")}
        rows[row["code"]].append({"date": row["date"]} | counts)
    for code, row in zip(codes, FIRST.table("staffing_2021-06-30.csv"), strict=True):
        counts = {name: _number(row[name]) for name in COUNTS}
        head = _number(managers.get(code, ""))
        rows[code].append({"date": PRINTED_DATE} | counts | {"managers": head})
    return {code: sorted(own, key=_day) for code, own in rows.items()}


PRINTED_DATE = "30.06.2021"
"""The date of the passport's table."""


def _day(row: Row) -> dt.date:
    return dt.datetime.strptime(row["date"], "%d.%m.%Y").date()


def _number(text: str) -> int | None:
    return int(text) if text else None
