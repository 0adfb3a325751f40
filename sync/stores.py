"""What a store is: where the books of a district live, behind one small protocol.

Two of them: a folder of files (`sync.folder`), and Google Sheets beside such a folder
(`sync.google.store`). Nothing else in the program can tell which it has. A book has the same
name in both, «Организации/МБОУ «Ойская СШ»»: where a store keeps it is the store's own matter.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from rules.grid import Grid
from rules.personal import Personal
from sync.package_guard import UnreadableBook
from sync.state import Known
from sync.tabs import Book, Tab
from sync.wording import Words

if TYPE_CHECKING:
    from sync.folder import Folder


Progress = Callable[[str, int, int], None]
"""Called with what is being done, how far it is, of how much."""

READING, WRITING = "Чтение", "Запись"
"""What a store does that may take long."""


class Stopped(Exception):
    """Somebody asked the program to end: raised by a Progress between two units of work."""


class Outcome(Enum):
    """What became of a write."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    OPEN = "open"
    CHANGED = "changed"
    FAILED = "failed"


class Entry(NamedTuple):
    """A book or file of the district: its name, and a text that another version has not."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stands in a book or file: its digest, its tabs when somebody asks for them.

    `grids` raises UnreadableBook; of a document it gives none.
    """

    digest: str
    grids: Callable[[], Sequence[Grid]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A book or document that the worker wants to stand there.

    `digest` stands for all that goes into it; `tabs` are those of a book, none for a document;
    `org` is the ОО it is for. A document without bytes is one that stands there already.
    """

    name: str
    digest: str
    org: str = ""
    tabs: tuple[Tab, ...] = ()
    document: bytes | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A book or document that is about to be written.

    `before` is what stands there, `after` what will be known of it, `content` the bytes of a
    file, `copied` tells that what stands there is to be kept as a copy first.
    """

    wanted: Wanted
    before: Known | None
    after: Known
    content: bytes = b""
    copied: bool = False

    @property
    def name(self) -> str:
        """The name of the book or document."""
        return self.wanted.name


@dataclass(frozen=True, slots=True)
class Upload:
    """The version of a draft that may leave the machine: lines stand in it in place of names.

    `key` and `name` are those of the draft, `nameless` tells whether the two differ at all;
    `made_of` is the digest of all that goes into it, to be compared with that of what was
    uploaded last. `render` gives its bytes.
    """

    key: str
    name: str
    nameless: bool
    made_of: str
    render: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one write; `known` is what is now known of the books that it touched.

    `beside` are other books that were seen on the way: name, digest, version. `copy` is where a
    copy of what stood there was kept, `trouble` says in Russian what was wrong.
    """

    name: str
    outcome: Outcome
    known: tuple[Known, ...] = ()
    beside: tuple[tuple[str, str, str], ...] = ()
    copy: str = ""
    trouble: str = ""


class Made(NamedTuple):
    """A book that was made, or could not be: `trouble` says in Russian why.

    `link` is its address, where it has one that nobody knows yet.
    """

    name: str
    link: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class NewBook:
    """A book that an ОО of the Реестр should have: `book` is how a new one looks.

    `name` is the name that a new one gets, `standing` the book that the ОО has already: without
    some of its tabs or, if `again`, of an earlier school year than `year`; `mailbox` is the
    official one.
    """

    name: str
    book: Book
    year: str
    again: bool = False
    standing: str | None = None
    mailbox: str | None = None


class Store(Protocol):
    """Where the books of one district live.

    `words` are the words that messages need; `files` is the district's folder, in which
    documents, templates, closed years and the books of persons lie whatever the store.
    `adds_tabs` tells that a book can get tabs that it lacks, `personal` where personal data are
    kept.
    """

    words: Words
    adds_tabs: bool

    @property
    def files(self) -> "Folder":
        """The district's folder."""

    @property
    def personal(self) -> Personal:
        """Where personal data are kept."""

    def interrupt(self) -> None:
        """End all waiting with Stopped; called while another part of the program is at work."""

    def seconds_left(self, what: str, units: int) -> float:
        """Give how long so many more units of `what` take at least; 0 where nothing holds up."""

    def clean(self) -> None:
        """Remove what a killed pass left unfinished."""

    def entries(self, known: Mapping[str, Known]) -> list[Entry]:
        """List the books and documents in order of name; of one as `known` give its version."""

    def fetch(
        self, entries: Sequence[Entry]
    ) -> Iterator[tuple[Entry, Fetched | UnreadableBook | None]]:
        """Read books, in any order; None is one that is gone meanwhile."""

    def again(self, names: Iterable[str]) -> list[Entry]:
        """Give the books among `names` that must be read once more before they are written."""

    def holds(self, name: str) -> bool:
        """Tell whether a book can be written: in Google it needs a spreadsheet."""

    def share(self, uploads: Sequence[Upload]) -> Mapping[str, str]:
        """Bring the shared versions of documents up to date; say which could not be, and why."""

    def linked(self, tabs: Sequence[Tab], name: str, files: Mapping[str, Known]) -> Sequence[Tab]:
        """Give `tabs` of the book `name` with links that lead to other books of this store."""

    def prepare(self, wanted: Wanted, before: Known | None, today: dt.date) -> Prepared:
        """Make ready what is to be written."""

    def write(self, items: Sequence[Prepared], label: str) -> Iterator[Written]:
        """Write; copies of what people typed over are named by `label`."""

    def create_books(self, books: Sequence[NewBook], progress: Progress) -> list[Made]:
        """Make books, or the tabs that they lack; what is there already stays as it is."""

    def close_year(self, year: str, files: Mapping[str, Known]) -> None:
        """Put a copy of all that a school year leaves behind into the archive of `files`."""
