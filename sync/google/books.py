"""Which spreadsheet is which book: from Drive's listing and the Реестр to the names of books.

One spreadsheet holds two books: what people fill, and the worker's tabs beside it. The
summary holds the coordinator's book and «Свод», an ОО's spreadsheet its own and «Проверка».
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from rules.books import pick_tabs
from rules.cleaning import key
from rules.grid import Grid
from rules.reading import read
from rules.tables import assemble
from sync.folder import ANSWERS, BOOKS, COORDINATOR, SUMMARY, file_name, file_names
from sync.resources import forms

LINK = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{10,})")
FOLDER_LINK = re.compile(r"/(?:folders|drives)/([A-Za-z0-9_-]+)")
BARE_ID = re.compile(r"[A-Za-z0-9_-]{25,}")

NO_LINK = (
    "В Реестре ОО, в столбце «Книга (файл)», стоит не ссылка на таблицу Google: скопируйте её "
    "из адресной строки браузера."
)
TAKEN = "Ссылка на ту же таблицу стоит в Реестре ОО у «{}»: у каждой организации своя таблица."
TRASHED = "Таблица лежит в корзине Google Диска: попросите владельца восстановить её."
LOST = (
    "Таблица удалена или программе не дан к ней доступ: откройте её «Настройки доступа» "
    "и дайте {} роль «Редактор»."
)


def spreadsheet_id(text: str) -> str | None:
    """Give the id of a spreadsheet from its link, or an id as it is; None from anything else."""
    found = LINK.search(text)
    if found:
        return found[1]
    return text.strip() if BARE_ID.fullmatch(text.strip()) else None


def drive_id(text: str) -> str:
    """Give the id of a folder or a shared drive from its link, or an id as it is."""
    found = FOLDER_LINK.search(text)
    return found[1] if found else text.strip()


class Listed(NamedTuple):
    """A spreadsheet as Drive lists it; `by_us` tells that our account changed it last."""

    id: str
    title: str
    modified: dt.datetime
    by_us: bool
    trashed: bool


def listed(files: Iterable[Mapping[str, Any]]) -> dict[str, Listed]:
    """Read Drive's listing, by id."""
    return {
        one["id"]: Listed(
            one["id"],
            one.get("name", ""),
            dt.datetime.fromisoformat(one["modifiedTime"]),
            bool(one.get("lastModifyingUser", {}).get("me")),
            bool(one.get("trashed")),
        )
        for one in files
    }


class Registered(NamedTuple):
    """What the Реестр says of an ОО's book."""

    org: str
    title: str
    link: str | None


def registered(coordinator: Sequence[Grid]) -> list[Registered]:
    """Read who stands in the Реестр, in its order."""
    form = forms()["registry"]
    grid = pick_tabs(coordinator, {"registry": form}).grids.get("registry")
    if grid is None:
        return []
    rows = assemble(form, [("", read(grid, form))])[0].values
    rows = rows.dropna(subset=["code", "short_name"]).drop_duplicates("code")
    return [
        Registered(row["code"], row["short_name"], _text(row["book"]))
        for row in rows.to_dict("records")
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


@dataclass(slots=True)
class Shelf:
    """The books of a district: name of a book → id of its spreadsheet, or why it has none.

    `own` are the books of people that the Реестр knows, each with its «Проверка».
    """

    ids: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)

    def names(self, id: str) -> Iterator[str]:
        """Give the books that a spreadsheet holds."""
        return (name for name, one in self.ids.items() if one == id)


def shelve(
    summary: str,
    orgs: Sequence[Registered],
    files: Mapping[str, Listed],
    address: str,
    within: frozenset[str] = frozenset(),
) -> Shelf:
    """Find the spreadsheet of each book.

    An ОО's is the one that the Реестр links to, else the only one called as its book or, where
    no other ОО is called so, as the ОО. Further spreadsheets are looked at where their title
    has the name of an ОО in it (somebody copied one) or they are among `within`, those that
    lie in the district's folder of Drive: whose they are, their «Паспорт ОО» says.
    """
    shelf = Shelf({COORDINATOR: summary, SUMMARY: summary})
    names = file_names({one.org: one.title for one in orgs})
    holders: dict[str, str] = {summary: "Свод"}
    alike = Counter(key(one.title) for one in orgs)
    for one in orgs:
        name = f"{BOOKS}/{names[one.org]}"
        id, trouble = _linked(one.link, files, address) if one.link else ("", "")
        if not one.link:
            id = _called(names[one.org], one.title if alike[key(one.title)] == 1 else "", files)
        if id in holders:
            id, trouble = "", TAKEN.format(holders[id])
        if id:
            holders[id] = one.title
            shelf.ids[name] = id
        if trouble:
            shelf.lost[name] = trouble
        shelf.own[name] = f"{ANSWERS}/{names[one.org]}"
    shelf.ids |= {answer: shelf.ids[n] for n, answer in shelf.own.items() if n in shelf.ids}
    titles = {key(one.title) for one in orgs}
    for file in sorted(files.values(), key=lambda file: (file.title, file.id)):
        named = any(title in key(file.title) for title in titles)
        if file.id not in holders and not file.trashed and (named or file.id in within):
            shelf.ids[_free(file, shelf.ids)] = file.id
    return shelf


def _linked(link: str, files: Mapping[str, Listed], address: str) -> tuple[str, str]:
    """Give the id of the spreadsheet that the Реестр links to, or what is wrong with it."""
    id = spreadsheet_id(link)
    if id is None:
        return "", NO_LINK
    if id not in files:
        return "", LOST.format(whom(address))
    return ("", TRASHED) if files[id].trashed else (id, "")


def _called(name: str, title: str, files: Mapping[str, Listed]) -> str:
    """Give the id of the only spreadsheet called as the book `name` or, else, as `title`."""
    there = [one for one in files.values() if not one.trashed]
    called = [one.id for one in there if one.title == PurePosixPath(name).stem]
    called = called or [one.id for one in there if title and key(one.title) == key(title)]
    return called[0] if len(called) == 1 else ""


def whom(address: str) -> str:
    """Say to whom a spreadsheet is to be shared."""
    return f"адресу {address}" if address else "учётной записи программы"


def _free(file: Listed, taken: Mapping[str, str]) -> str:
    name = f"{BOOKS}/{file_name(file.title)}"
    return name if name not in taken else f"{BOOKS}/{file_name(f'{file.title} {file.id[:6]}')}"
