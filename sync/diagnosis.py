"""What `vzaimo doctor` looks at, point by point: what works, and what to do about what doesn't.

Nothing is written but files that vanish at once, which show that a folder can be written to.
"""

import datetime as dt
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from docgen.rendering import TemplateError, check
from rules.report import BookFault
from sync.config import FILE, Config, ConfigError, load
from sync.documents import KINDS
from sync.folder import ANSWERS, BOOKS, COORDINATOR, DOCUMENTS, TEMPLATES
from sync.intake import take_in
from sync.opening import open_store
from sync.passes import NO_ORGANISATIONS
from sync.reading_books import Books, read_books
from sync.stores import Entry, Store


class Level(Enum):
    """How a point stands; `STOP`: no pass can be made before it is mended."""

    OK = "ok"
    NOTE = "note"
    MEND = "mend"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what was looked at, how it stands, and in Russian what to do."""

    what: str
    level: Level
    text: str


CLOUDS = {
    "yandex.disk", "yandexdisk", "яндекс.диск", "яндекс диск", "dropbox", "google drive",
    "googledrive", "мой диск", "my drive", "iclouddrive", "icloud drive", "mobile documents",
    "облако mail.ru", "cloud mail.ru", "mail.ru cloud", "nextcloud", "owncloud", "mega", "box sync",
}  # fmt: skip
"""Names of folders that programs of cloud drives keep in step; OneDrive's begins so."""


def exit_code(points: Sequence[Point]) -> int:
    """Give 0 where all is fine, 1 where something is to mend, 2 where no pass can be made."""
    levels = {point.level for point in points}
    return 2 if Level.STOP in levels else int(Level.MEND in levels)


def diagnose(folder: Path) -> list[Point]:
    """Look at the district in `folder`."""
    try:
        config = load(folder)
    except ConfigError as error:
        return [Point("Настройки", Level.STOP, str(error))]
    points = [Point("Настройки", Level.OK, f"Файл {FILE} читается."), _state(config.state)]
    points += [_personal(config), *_templates(folder)]
    if config.google is None:
        return [*points, *_folders(folder), *folder_books(config)]
    from sync.google.diagnosis import google_points

    return [*points, *google_points(config, config.google)]


# --- this machine -----------------------------------------------------------------------------


def _state(state: Path) -> Point:
    what = "Служебная папка"
    if not _writable(state):
        return Point(what, Level.STOP, f"В папку «{state}» нельзя писать: дайте на неё права.")
    if cloud := _cloud(state):
        text = (
            f"Папка «{state}» лежит в облаке («{cloud}»): оно может испортить память программы. "
            f"Укажите в {FILE} место вне облака, строкой state."
        )
        return Point(what, Level.MEND, text)
    return Point(what, Level.OK, f"В папку «{state}» можно писать.")


def _writable(folder: Path) -> bool:
    """Tell whether files can be made in a folder or, where it is not there yet, above it."""
    there = next((one for one in (folder, *folder.absolute().parents) if one.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


def _cloud(folder: Path) -> str:
    """Name the folder of a cloud drive that `folder` lies in."""
    parts = folder.absolute().parts
    return next((p for p in parts if p.lower() in CLOUDS or p.lower().startswith("onedrive")), "")


def _personal(config: Config) -> Point:
    what = "Личные данные"
    if config.personal == "local":
        text = "ФИО и личная почта хранятся в папке «Люди» на этом компьютере и больше нигде."
        return Point(what, Level.OK, text)
    if config.google is None:
        return Point(what, Level.OK, "ФИО и личная почта стоят в книгах организаций.")
    text = (
        "ФИО и личная почта стоят в таблицах Google, то есть за границей: по 152-ФЗ собирать их "
        f'так нельзя. Строка personal = "local" в {FILE} оставляет их на этом компьютере.'
    )
    return Point(what, Level.NOTE, text)


def _templates(folder: Path) -> Iterator[Point]:
    """Look at the district's own templates."""
    what = "Шаблоны"
    own = sorted((folder / TEMPLATES).glob("*.docx")) if (folder / TEMPLATES).is_dir() else []
    own = [path for path in own if not path.name.startswith(("~$", "."))]
    troubles = [point for path in own if (point := _template(path)) is not None]
    yield from troubles
    if not troubles:
        text = f"Своих шаблонов: {len(own)}." if own else "Своих шаблонов нет, взяты встроенные."
        yield Point(what, Level.OK, text)


def _template(path: Path) -> Point | None:
    what = f"Шаблон «{path.stem}»"
    if path.stem not in {kind.title for kind in KINDS.values()}:
        known = ", ".join(f"«{kind.title}»" for kind in KINDS.values())
        return Point(what, Level.NOTE, f"Такого документа нет, файл не нужен. Бывают: {known}.")
    try:
        check(path.read_bytes())
    except TemplateError as error:
        return Point(what, Level.MEND, str(error))
    except OSError as error:
        return Point(what, Level.MEND, f"Файл не открывается: {error.strerror}.")
    return None


def _folders(folder: Path) -> Iterator[Point]:
    closed = [room for room in (ANSWERS, DOCUMENTS) if not _writable(folder / room)]
    if not _writable(folder):
        closed.append(str(folder))
    for room in closed:
        yield Point("Папки", Level.MEND, f"В папку «{room}» нельзя писать: дайте на неё права.")
    if not closed:
        yield Point("Папки", Level.OK, "В папки района можно писать.")


# --- books ------------------------------------------------------------------------------------


def folder_books(config: Config) -> list[Point]:
    """Look at the books of a district in a folder."""
    store = open_store(config)
    return book_points(store, config, store.entries({}))


def book_points(
    store: Store,
    config: Config,
    entries: Sequence[Entry],
    passed_over: Collection[str] = (),
) -> list[Point]:
    """Read the books of `entries` as a pass does, and tell what is wrong with them.

    Of the books named in `passed_over` nothing is said.
    """
    today = config.today or dt.date.today()
    intake = take_in(store, entries, {}, {}, today, lambda what, done, of: None)
    if COORDINATOR not in intake.files:
        why = intake.unreadable.get(COORDINATOR, store.words.no_coordinator)
        return [Point("Книга координатора", Level.STOP, why)]
    books = read_books(intake, {}, today, store.words, personal=store.personal)
    if not books.names:
        text = NO_ORGANISATIONS.format(store.words.coordinator)
        return [Point("Реестр ОО", Level.STOP, text)]
    troubles = [f for f in books.faults if _is_told(f, books, passed_over)]
    points = [Point(_name(f, books, store), Level.MEND, f.message) for f in troubles]
    hurt = {fault.org for fault in troubles}
    good = [org for org, name in books.names.items()
            if org not in hurt and f"{BOOKS}/{name}" not in passed_over]  # fmt: skip
    text = f"Без замечаний книг: {len(good)}, организаций в Реестре: {len(books.names)}."
    return [Point("Книги организаций", Level.OK, text), *points]


def _is_told(fault: BookFault, books: Books, passed_over: Collection[str]) -> bool:
    own = f"{BOOKS}/{books.names.get(fault.org, '')}"
    return fault.rule.startswith(("book.", "tab.", "people.")) and own not in passed_over


def _name(fault: BookFault, books: Books, store: Store) -> str:
    if fault.org in books.names:
        return f"Книга «{store.words.shown(books.names[fault.org])}»"
    return f"Книга «{store.words.coordinator}»" if not fault.org else fault.org
