"""The `google` store: books are spreadsheets, the district's folder holds everything else.

A pass costs one listing of Drive, one read of each spreadsheet that changed, and one write of
each whose worker's tabs are to be others; a write answers with all that stands there after it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from rules.findings import digest
from rules.grid import Grid
from rules.personal import Personal
from sync.drawn_grids import draw_grids
from sync.folder import (
    ANSWERS,
    BOOKS,
    COORDINATOR,
    SUMMARY,
    Folder,
    archived_year,
    bytes_digest,
    is_book,
    is_people_book,
    is_persons_book,
    is_worker_book,
)
from sync.form_tabs import HELP_TITLE
from sync.google import versions
from sync.google.books import Listed, Shelf, listed, registered, shelve
from sync.google.canvas import grid_of, lay_out
from sync.google.client import Client
from sync.google.drive import Documents
from sync.google.errors import FATAL, GoogleError
from sync.google.limits import Kind
from sync.google.links import SPREADSHEET, address, linked_tabs, parts
from sync.google.memory import Memory
from sync.google.new_books import BookMaker
from sync.google.sheets import FIELDS, Spreadsheet, spreadsheet_of
from sync.google.writing import Write, write_tabs
from sync.package_guard import UnreadableBook
from sync.state import Contents, Known, pack
from sync.stores import (
    READING,
    WRITING,
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
from sync.tabs import Tab
from sync.wording import Words, google_words
from sync.worker_books import typed

SPREADSHEETS = "mimeType = 'application/vnd.google-apps.spreadsheet'"
LISTING = "id,name,modifiedTime,trashed,parents,lastModifyingUser(me)"
THREADS = 8

NOT_READY = (
    "В таблице ещё считаются формулы: программа прочтёт её следующим проходом. Если так всегда, "
    "замените формулы значениями."
)

QUOTAS = {READING: Kind.SHEETS_READ, WRITING: Kind.SHEETS_WRITE}

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Places:
    """Where a district lives in Google: ids of the summary, of a shared drive, of a folder.

    `sweep` is the number of passes after which all books are read whatever Drive says.
    """

    summary: str
    drive: str = ""
    folder: str = ""
    sweep: int = 12


class GoogleStore:
    """The store over Google Sheets and the district's folder."""

    adds_tabs = True

    def __init__(
        self,
        files: Folder,
        client: Client,
        places: Places,
        memory: Memory,
        *,
        threads: int = THREADS,
    ) -> None:
        """Take the district's folder, the client of its account, and where its books are."""
        self._files, self._client, self._places, self._memory = files, client, places, memory
        self._threads = threads
        link = SPREADSHEET.format(places.summary)
        self.words: Words = google_words(client.account.address, link)
        self.documents = Documents(client, places.drive, places.folder, memory)
        self._listing: dict[str, Listed] = {}
        self._shelf = Shelf()
        self._standing: dict[str, Spreadsheet] = {}
        self._unread: set[str] = set()
        self._to_read = self._to_write = 0
        self._reads_of_summary = 0

    @property
    def files(self) -> Folder:
        """The district's folder."""
        return self._files

    @property
    def personal(self) -> Personal:
        """Where personal data are kept: the folder knows."""
        return self._files.personal

    def interrupt(self) -> None:
        """End all waiting for a turn or for another try."""
        self._client.clock.stop()

    def seconds_left(self, what: str, units: int) -> float:
        """Give how long so many more spreadsheets take under Google's quota."""
        if what == READING:  # several books and files go with one request, or none
            units = min(units, self._to_read - len(self._standing) - len(self._unread))
        if what == WRITING:  # documents, which are written first, take no request
            units = min(units, self._to_write)
        waiting = units - self._threads  # the others have their turns already
        kind = QUOTAS.get(what)
        return self._client.limiter.seconds_left(kind, waiting) if kind else 0.0

    def clean(self) -> None:
        """Remove what a killed pass left unfinished in the folder."""
        self._files.clean()

    # --- listing ------------------------------------------------------------------------------

    def entries(self, known: Mapping[str, Known]) -> list[Entry]:
        """List the books by one request; the Реестр says which spreadsheet is whose."""
        self._standing.clear()
        self._unread.clear()
        self._reads_of_summary = 0
        found = self._client.list_files(SPREADSHEETS, LISTING, drive_id=self._places.drive)
        self._listing = listed(found)
        within = {f["id"] for f in found if self._places.folder in f.get("parents", ())}
        sweep = self._memory.since_sweep + 1 >= self._places.sweep
        self._memory.since_sweep = 0 if sweep else self._memory.since_sweep + 1
        summary = self._listing.get(self._places.summary)
        if summary is None or summary.trashed:
            return self._own_files()
        orgs = registered(self._coordinator(summary, known, sweep))
        self._shelf = shelve(
            summary.id, orgs, self._listing, self._client.account.address, frozenset(within)
        )
        books = sorted(self._books(known, sweep), key=lambda entry: _place(entry.name))
        return [*books, *self._own_files()]

    def _own_files(self) -> list[Entry]:
        """List the files of the folder; a book of people or of the worker in it is another's."""
        return [entry for entry in self._files.entries() if not _is_ours(entry.name)]

    def _coordinator(
        self, summary: Listed, known: Mapping[str, Known], sweep: bool
    ) -> Sequence[Grid]:
        """Give the coordinator's tabs, read anew only where they may be others."""
        last = known.get(COORDINATOR)
        if last is not None and not sweep and versions.is_current(last.version, summary):
            return last.grids
        return _grids(self._read(summary.id), COORDINATOR)

    def _books(self, known: Mapping[str, Known], sweep: bool) -> Iterator[Entry]:
        """Give an entry for each book that there is, or that may be there by now."""
        to_read = set()
        for name, id in self._shelf.ids.items():
            version = self._version(name, id, known, sweep)
            if is_people_book(name) and (name not in known or known[name].version != version):
                to_read.add(id)
            if is_people_book(name) or name in known or id in to_read:
                yield Entry(name, version)
        yield from (Entry(name, "") for name in self._shelf.lost)

    def _version(self, name: str, id: str, known: Mapping[str, Known], sweep: bool) -> str:
        """Give the version as it is known, unless Drive tells of a change."""
        file, last = self._listing[id], known.get(name)
        if last is None or not versions.is_current(last.version, file):
            return versions.of_listing(file)
        return versions.again(last.version) if sweep else last.version

    def holds(self, name: str) -> bool:
        """Tell whether there is a spreadsheet for a book."""
        return not _is_ours(name) or name in self._shelf.ids

    def spreadsheet(self, name: str) -> str:
        """Give the id of the spreadsheet that holds a book; «» where none was found."""
        return self._shelf.ids.get(name, "")

    # --- reading ------------------------------------------------------------------------------

    def fetch(
        self, entries: Sequence[Entry]
    ) -> Iterator[tuple[Entry, Fetched | UnreadableBook | None]]:
        """Read each spreadsheet once for the books that it holds."""
        by_id: dict[str, list[Entry]] = {}
        for entry in entries:
            if entry.name in self._shelf.ids:
                by_id.setdefault(self._shelf.ids[entry.name], []).append(entry)
        self._to_read = len(self._standing.keys() | self._unread | by_id.keys())
        yield from self._files.fetch([one for one in entries if not _is_ours(one.name)])
        for entry in entries:
            if entry.name in self._shelf.lost:
                yield entry, UnreadableBook(self._shelf.lost[entry.name])
        for (_, own), read in zip(by_id.items(), self._map(self._try_read, by_id), strict=True):
            for entry in own:
                yield entry, read if isinstance(read, UnreadableBook) else _part(read, entry.name)

    def _map(self, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Do it for all items by several threads, in their order."""
        with ThreadPoolExecutor(self._threads) as threads:
            yield from threads.map(do, items)

    def _try_read(self, id: str) -> Spreadsheet | UnreadableBook:
        try:
            read = self._read(id)
        except FATAL:
            raise
        except GoogleError as error:
            self._unread.add(id)
            return UnreadableBook(str(error))
        return UnreadableBook(NOT_READY) if read.loading else read

    def _read(self, id: str) -> Spreadsheet:
        """Read a spreadsheet, once a pass unless it is to be read again."""
        if id not in self._standing:
            self._read_anew(id)
        return self._standing[id]

    def _read_anew(self, id: str) -> Spreadsheet:
        name = next(self._shelf.names(id), SUMMARY)
        answer = self._client.get_spreadsheet(id, FIELDS, book=self.words.shown(name))
        self._standing[id] = spreadsheet_of(answer)
        self._reads_of_summary += id == self._places.summary
        return self._standing[id]

    def again(self, names: Iterable[str]) -> list[Entry]:
        """Give the books whose spreadsheets this pass has not just read, nor tried to in vain.

        The summary was read first of all: where others have been read since, it is old.
        """
        summary = self._places.summary
        ids = {self._shelf.ids[name] for name in names if is_book(name)}
        old = ids - self._standing.keys() - self._unread
        fresh = self._reads_of_summary > 1 or summary not in self._standing
        if summary in ids and not fresh and len(self._standing) > 1:
            old.add(summary)
            del self._standing[summary]
        return [
            Entry(name, versions.again(versions.of_listing(self._listing[id])))
            for name, id in self._shelf.ids.items()
            if id in old
        ]

    # --- what should stand there --------------------------------------------------------------

    def share(self, uploads: Sequence[Upload]) -> Mapping[str, str]:
        """Upload what is another than the versions in Drive."""
        return self.documents.share(uploads)

    def linked(self, tabs: Sequence[Tab], name: str, files: Mapping[str, Known]) -> Sequence[Tab]:
        """Turn paths of files into addresses of spreadsheets, their cells, and documents."""

        def resolve(link: str) -> str:
            target, tab, cell = parts(link, name)
            if target in self._shelf.ids:
                grids = files[target].grids if target in files else ()
                return address(self._shelf.ids[target], grids, tab, cell)
            return self.documents.link(target)

        return linked_tabs(tabs, resolve)

    def prepare(self, wanted: Wanted, before: Known | None, today: dt.date) -> Prepared:
        """Foretell what will stand in the worker's tabs."""
        if not wanted.tabs:
            return self._files.prepare(wanted, before, today)
        grids = [grid_of(lay_out(tab)) for tab in wanted.tabs]
        packed = pack(grids)
        contents = Contents(grids, packed)
        after = Known(
            wanted.name, "", bytes_digest(packed), wanted.org, today, wanted.digest, contents
        )
        return Prepared(wanted, before, after)

    # --- writing ------------------------------------------------------------------------------

    def write(self, items: Sequence[Prepared], label: str) -> Iterator[Written]:
        """Write documents to the folder, and each book by one batch."""
        books = [one for one in items if one.wanted.tabs]
        self._to_write = len(books)
        yield from self._files.write([one for one in items if not one.wanted.tabs], label)

        def write(item: Prepared) -> Written:
            return self._write(item, label)

        yield from self._map(write, books)
        self._memory.save()

    def _write(self, item: Prepared, label: str) -> Written:
        id, name = self._shelf.ids[item.name], item.name
        copy = ""
        try:
            standing = self._read(id)
            if item.copied:
                content = draw_grids(_grids(standing, name))
                copy = str(self._files.keep_copy(name, content, label))
            done = write_tabs(self._client, item.wanted.tabs, standing, self.words.shown(name))
        except FATAL:
            raise
        except GoogleError as error:
            return Written(name, Outcome.FAILED, copy=copy, trouble=str(error))
        if done is None:
            return Written(name, Outcome.CHANGED, copy=copy)
        return replace(self._written(item, done), copy=copy)

    def _written(self, item: Prepared, done: Write) -> Written:
        """Tell what is known after a write: its answer holds all that stands there."""
        name, after = item.name, done.standing
        version = done.version or versions.of_listing(self._listing[after.id])
        made = _part(after, name)
        contents = Contents(made.grids(), made.packed) if made else item.after.contents
        known = replace(item.after, version=version, digest=made.digest if made else "",
                        contents=contents)  # fmt: skip
        if _decisions(contents.grids) != _decisions(item.after.grids):
            known = replace(known, version="", digest="")  # somebody typed meanwhile: read it again
        beside = [
            (one, part.digest, version)
            for one in self._shelf.names(after.id)
            if one != name and (part := _part(after, one)) is not None
        ]
        outcome = Outcome.WRITTEN if done.version else Outcome.UNCHANGED
        return Written(name, outcome, (known,), beside=tuple(beside))

    # --- making -------------------------------------------------------------------------------

    def create_books(self, books: Sequence[NewBook], progress: Progress) -> list[Made]:
        """Make the tabs that spreadsheets lack; where an ОО has none, a spreadsheet."""
        made = []
        for number, new in enumerate(books):
            progress("Таблицы организаций", number, len(books))
            made.append(self._create(new))
        progress("Таблицы организаций", len(books), len(books))
        return made

    def _create(self, new: NewBook) -> Made:
        name = new.standing or new.name
        title = self.words.shown(name)
        if name in self._shelf.lost:
            return Made(name, trouble=self._shelf.lost[name])
        maker = BookMaker(self._client, self.documents, self.personal)
        id = self._shelf.ids.get(name, "")
        try:
            standing = self._read(id) if id else None
            return maker.make(new, title, standing, bool(id) and self._listing[id].by_us)
        except FATAL:
            raise
        except GoogleError as error:
            return Made(name, trouble=str(error))

    def close_year(self, year: str, files: Mapping[str, Known]) -> None:
        """Put the books as they stand, as files, into the archive beside the documents."""
        books = {
            name: draw_grids(file.grids)
            for name, file in files.items()
            if _is_ours(name) and file.grids
        }
        self._files.close_year(year, files, books)


def _place(name: str) -> tuple[int, str]:
    """Give where a book stands among all: in the same order as in a folder."""
    rooms = [COORDINATOR, SUMMARY, BOOKS, ANSWERS]
    return rooms.index(name.split("/")[0]), name


def _is_ours(name: str) -> bool:
    """Tell the books that live in Google from what lies in the folder, persons above all."""
    return is_book(name) and not archived_year(name) and not is_persons_book(name)


def _grids(spreadsheet: Spreadsheet, name: str) -> list[Grid]:
    """Give the tabs that a book has in its spreadsheet: people's, or the worker's."""
    return [
        sheet.grid
        for sheet in spreadsheet.sheets
        if bool(sheet.ours) == is_worker_book(name) and sheet.grid.title != HELP_TITLE
    ]


@dataclass(frozen=True, slots=True)
class _Part(Fetched):
    """A book of a spreadsheet, packed already."""

    packed: bytes = b""


def _part(spreadsheet: Spreadsheet, name: str) -> _Part | None:
    """Give one of the books that a spreadsheet holds; None where nothing of it is there."""
    grids = _grids(spreadsheet, name)
    packed = pack(grids)
    if not is_worker_book(name):
        return _Part(bytes_digest(packed), lambda: grids, packed)
    if not grids:
        return None
    return _Part(digest(packed, _frames(spreadsheet)), lambda: grids, packed)


def _frames(spreadsheet: Spreadsheet) -> list[object]:
    """Give all but the values of the worker's tabs: what somebody may have moved or renamed."""
    places = {id: number for number, (id, _) in enumerate(spreadsheet.order)}
    return [
        (places[sheet.id], replace(sheet, grid=Grid("", ()), row_count=0, column_count=0))
        for sheet in spreadsheet.sheets
        if sheet.ours
    ]


def _decisions(grids: Sequence[Grid]) -> set[tuple[str, str, object]]:
    return {(one.key, one.column, one.value) for one in typed(grids) if one.value is not None}
