"""The `folder` store: a district as files in one folder, the embedded default.

Books of people are only read. The worker's own books are replaced as a whole: a new file is
written beside the old one and renamed over it, if the old one is still the one that was read.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copy2, copytree, ignore_patterns, rmtree

from pathvalidate import sanitize_filename

from rules.findings import digest
from rules.grid import Grid
from rules.personal import Personal
from rules.school_years import school_year
from sync.drawing import draw
from sync.form_tabs import HELP_TITLE
from sync.package_guard import UnreadableBook
from sync.state import NOTHING, Contents, Known
from sync.stores import (
    Entry,
    Fetched,
    Made,
    NewBook,
    Outcome,
    Prepared,
    Progress,
    Upload,
    Wanted,
    Written,
)
from sync.tabs import Book, Tab, book_date
from sync.wording import FOLDER
from sync.workbooks import read_book

COORDINATOR = "Координатор.xlsx"
SUMMARY = "Свод.xlsx"
BOOKS = "Организации"
ANSWERS = "Проверка"
TEMPLATES = "Шаблоны"
DOCUMENTS = "Документы"
PEOPLE = "Люди"
PUBLICATION = "Публикация"
CALENDARS = "Календари"
ARCHIVE = "Архив"
COPIES = "copies"
ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
ROOMS = {
    BOOKS: ENDINGS,
    ANSWERS: ENDINGS,
    TEMPLATES: (".docx",),
    DOCUMENTS: (".docx",),
    PUBLICATION: (".html", ".ics"),
    f"{PUBLICATION}/{CALENDARS}": (".ics",),
}
NEW = ".vzaimo-new"
NAME_LENGTH = 90
"""Longest name of a file without its ending: 255 bytes of UTF-8 hold 127 Cyrillic letters."""


def archived_year(name: str) -> str | None:
    """Give the school year of a book of an organisation that lies in the archive, else None."""
    parts = name.split("/")
    return parts[1] if len(parts) == 4 and parts[0] == ARCHIVE and parts[2] == BOOKS else None


NO_DATA = (HELP_TITLE,)
"""Tabs of our own making in the books of people: they hold no data."""

NO_ACCESS = "Файл не открывается: он занят другой программой или к нему нет доступа."


def is_people_book(name: str) -> bool:
    """Tell the books that people fill from the worker's own files."""
    return name == COORDINATOR or name.startswith((f"{BOOKS}/", f"{PEOPLE}/"))


def is_persons_book(name: str) -> bool:
    """Tell the books of persons, which never leave the folder."""
    return name.startswith(f"{PEOPLE}/")


def logged_name(name: str) -> str:
    """Give the name of a book for the log: one of persons may be called after a person."""
    return PEOPLE if is_persons_book(name) else name


def is_worker_book(name: str) -> bool:
    """Tell the worker's own books."""
    return name == SUMMARY or name.startswith(f"{ANSWERS}/")


def is_paper(name: str) -> bool:
    """Tell what the worker makes besides books: documents, and what the district publishes."""
    return name.startswith((f"{DOCUMENTS}/", f"{PUBLICATION}/"))


def is_book(name: str) -> bool:
    """Tell books from documents and templates."""
    return is_people_book(name) or is_worker_book(name) or archived_year(name) is not None


def file_name(title: str, ending: str = ".xlsx") -> str:
    """Make the name of a file, as of a book from the short name of its ОО."""
    return f"{safe_name(title)}{ending}"


def safe_name(title: str) -> str:
    """Make a name of a file, without an ending: forbidden characters become «_»."""
    name = sanitize_filename(title, replacement_text="_", platform="universal").strip(" .")
    if len(name) > NAME_LENGTH:
        name = f"{name[:NAME_LENGTH].rstrip()} {digest(title)[:6]}"
    return name or digest(title)


def file_names(titles: Mapping[str, str], ending: str = ".xlsx") -> dict[str, str]:
    """Name the files of organisations (code → title) so that no two are called alike."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for org, title in titles.items():
        name = file_name(title, ending)
        if name.casefold() in taken:
            name = file_name(f"{title} {org}", ending)
        names[org] = name
        taken.add(name.casefold())
    return names


class Folder:
    """The store over one folder."""

    words = FOLDER
    adds_tabs = False

    def __init__(self, path: Path, copies: Path, personal: Personal = "books") -> None:
        """Take the district's folder and the folder for copies of what people typed over.

        `personal` tells where personal data are kept: with «local» there are books of persons.
        """
        self.path = path
        self.personal = personal
        self._copies = copies

    @property
    def files(self) -> "Folder":
        """The district's folder: this one."""
        return self

    # --- the protocol of a store --------------------------------------------------------------

    def entries(self, known: Mapping[str, Known] | None = None) -> list[Entry]:
        """List the books, the district's templates and the documents, in order of name."""
        names = [COORDINATOR, SUMMARY]
        for room, endings in [*ROOMS.items(), *((room, ENDINGS) for room in self._archived())]:
            names += [f"{room}/{name}" for name in self._files(room, endings)]
        found = [entry for name in names if (entry := self.entry(name)) is not None]
        return found + self.people_entries()

    def people_entries(self) -> list[Entry]:
        """List the books of persons, where the district has them."""
        names = self._files(PEOPLE, ENDINGS) if self.personal == "local" else ()
        return [entry for name in names if (entry := self.entry(f"{PEOPLE}/{name}")) is not None]

    def fetch(
        self, entries: Sequence[Entry]
    ) -> Iterator[tuple[Entry, Fetched | UnreadableBook | None]]:
        """Read files; an UnreadableBook says that one is there and can't be read now."""
        for entry in entries:
            yield entry, self._fetched(entry.name)

    def _fetched(self, name: str) -> Fetched | UnreadableBook | None:
        try:
            content = self.read(name)
        except OSError:
            return UnreadableBook(NO_ACCESS)
        if content is None:
            return None
        return Fetched(bytes_digest(content), lambda: _grids(content, name))

    def again(self, names: Iterable[str]) -> list[Entry]:
        """Give none: a file is replaced only if it is still the one that was read."""
        return []

    def holds(self, name: str) -> bool:
        """Every file can be written."""
        return True

    def share(self, uploads: Sequence[Upload]) -> Mapping[str, str]:
        """The documents in the folder are the only ones."""
        return {}

    def linked(self, tabs: Sequence[Tab], name: str, files: Mapping[str, Known]) -> Sequence[Tab]:
        """Leave the links as they are: they are paths of files."""
        return tabs

    def prepare(self, wanted: Wanted, before: Known | None, today: dt.date) -> Prepared:
        """Make the bytes of a file."""
        content = wanted.document
        if content is None:
            content = draw(Book(wanted.tabs, book_date(wanted.tabs)))
        contents = Contents(read_book(content, wanted.name)) if wanted.tabs else NOTHING
        after = Known(
            wanted.name, "", bytes_digest(content), wanted.org, today, wanted.digest, contents
        )
        return Prepared(wanted, before, after, content)

    def write(self, items: Sequence[Prepared], label: str) -> Iterator[Written]:
        """Replace files one by one."""
        for item in items:
            yield self._write(item, label)

    def _write(self, item: Prepared, label: str) -> Written:
        name, before = item.name, item.before
        copy = ""
        if item.copied and (standing := self.read(name)) is not None:
            copy = str(self.keep_copy(name, standing, label))
        outcome = self.replace(name, item.content, before.digest if before else None)
        entry = self.entry(name)
        if outcome not in (Outcome.WRITTEN, Outcome.UNCHANGED) or entry is None:
            return Written(name, outcome, copy=copy)
        return Written(name, outcome, (replace(item.after, version=entry.version),), copy=copy)

    def create_books(self, books: Sequence[NewBook], progress: Progress) -> list[Made]:
        """Make files; a book that there is of an earlier year is only read from then on."""
        made = []
        for number, new in enumerate(books):
            progress("Книги организаций", number, len(books))
            if self.create(new.name, draw(new.book)):
                made.append(Made(new.name))
        progress("Книги организаций", len(books), len(books))
        return made

    # --- files --------------------------------------------------------------------------------

    def _archived(self) -> list[str]:
        """Give the folders of the closed years that hold books of organisations."""
        return [f"{ARCHIVE}/{year}/{BOOKS}" for year in self.closed_years()]

    def closed_years(self) -> list[str]:
        """Give the school years that the archive holds."""
        folder = self.path / ARCHIVE
        if not folder.is_dir():
            return []
        return sorted(path.name for path in folder.iterdir() if school_year(path.name))

    def close_year(
        self, year: str, files: Mapping[str, Known], more: Mapping[str, bytes] | None = None
    ) -> None:
        """Copy all that a school year leaves behind to the archive, whole or not at all.

        `more` are contents by name of books that do not lie in the folder.
        """
        target = self.path / ARCHIVE / year
        if target.exists():
            return
        new = target.with_name(f".{year}{NEW}")
        rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        for room in (BOOKS, ANSWERS, DOCUMENTS, PUBLICATION):
            if (self.path / room).is_dir():
                copytree(self.path / room, new / room, ignore=ignore_patterns("~$*", ".*", ARCHIVE))
        for name in (COORDINATOR, SUMMARY):
            if (self.path / name).is_file():
                copy2(self.path / name, new / name)
        for name, content in (more or {}).items():
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_bytes(content)
        new.rename(target)

    def names(self, room: str) -> list[str]:
        """List the files of a room, without those that are open or half written."""
        return [f"{room}/{name}" for name in self._files(room, ROOMS[room])]

    def _files(self, room: str, endings: tuple[str, ...]) -> Iterator[str]:
        folder = self.path / room
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                name = path.name
                if name.lower().endswith(endings) and not name.startswith(("~$", ".")):
                    yield name

    def entry(self, name: str) -> Entry | None:
        """Tell what the file system says of one file; None when it is not there."""
        try:
            stat = (self.path / name).stat()
        except FileNotFoundError:
            return None
        return Entry(name, f"{stat.st_size}:{stat.st_mtime_ns}")

    def read(self, name: str) -> bytes | None:
        """Give the bytes of a file, None when it is not there; OSError when it can't be read."""
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def replace(self, name: str, content: bytes, expected: str | None) -> Outcome:
        """Replace a file of the worker's by `content`, if it still has the digest `expected`.

        `expected` None means that there was no such file.
        """
        path = self.path / name
        if self._is_open(path):
            return Outcome.OPEN
        new = path.with_name(f".{path.name}{NEW}")
        try:
            current = self.read(name)
            if current == content:
                return Outcome.UNCHANGED
            if (None if current is None else bytes_digest(current)) != expected:
                return Outcome.CHANGED
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_through(new, content)
            new.replace(path)
        except PermissionError:
            new.unlink(missing_ok=True)
            return Outcome.OPEN
        except OSError:
            return Outcome.FAILED
        return Outcome.WRITTEN

    def create(self, name: str, content: bytes) -> bool:
        """Make a file that people will own, unless it is there; tell whether it was made."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}{NEW}")
        _write_through(new, content)
        try:
            os.link(new, path)
        except FileExistsError:
            return False
        except OSError:  # a file system without hard links
            if path.exists():
                return False
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
        return True

    def keep_copy(self, name: str, content: bytes, label: str) -> Path:
        """Keep a copy of a file that people typed over, named by `label`; repeatable."""
        path = Path(name)
        copy = self._copies / f"{path.stem} {label} {bytes_digest(content)[:8]}{path.suffix}"
        if not copy.exists():
            self._copies.mkdir(parents=True, exist_ok=True)
            new = copy.with_name(f".{copy.name}{NEW}")
            _write_through(new, content)
            new.replace(copy)
        return copy

    def interrupt(self) -> None:
        """Do nothing: a folder never waits."""

    def seconds_left(self, what: str, units: int) -> float:
        """Give 0: nothing holds a folder up but the disk."""
        return 0.0

    def clean(self) -> None:
        """Remove what a killed pass left unfinished."""
        rooms = (BOOKS, ANSWERS, DOCUMENTS, PEOPLE, PUBLICATION, f"{PUBLICATION}/{CALENDARS}")
        for room in (self.path, *(self.path / room for room in rooms)):
            for left in room.glob(f".*{NEW}"):
                left.unlink(missing_ok=True)
        for left in (self.path / ARCHIVE).glob(f".*{NEW}"):
            rmtree(left, ignore_errors=True)
        for left in self._copies.glob(f".*{NEW}"):
            left.unlink(missing_ok=True)

    @staticmethod
    def _is_open(path: Path) -> bool:
        """See whether Excel or LibreOffice has the file open, by the lock file beside it."""
        office = path.with_name(f".~lock.{path.name}#")
        excel = (path.with_name(f"~${path.name}"), path.with_name(f"~${path.name[2:]}"))
        return office.exists() or any(lock.exists() for lock in excel)


def _grids(content: bytes, name: str) -> Sequence[Grid]:
    return read_book(content, name, NO_DATA) if is_book(name) else ()


def bytes_digest(content: bytes) -> str:
    """Digest the bytes of a file."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
