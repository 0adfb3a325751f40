"""The `folder` store: a district as files in one folder, the embedded default.

Books of people are only read. The worker's own books are replaced as a whole: a new file is
written beside the old one and renamed over it, if the old one is still the one that was read.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from shutil import copy2, copytree, ignore_patterns, rmtree

from pathvalidate import sanitize_filename

from rules.findings import digest
from rules.school_years import school_year

COORDINATOR = "Координатор.xlsx"
SUMMARY = "Свод.xlsx"
BOOKS = "Организации"
ANSWERS = "Проверка"
TEMPLATES = "Шаблоны"
DOCUMENTS = "Документы"
ARCHIVE = "Архив"
COPIES = "copies"
ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
ROOMS = {BOOKS: ENDINGS, ANSWERS: ENDINGS, TEMPLATES: (".docx",), DOCUMENTS: (".docx",)}
NEW = ".vzaimo-new"
NAME_LENGTH = 90
"""Longest name of a file without its ending: 255 bytes of UTF-8 hold 127 Cyrillic letters."""


class Outcome(Enum):
    """What became of a write."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    OPEN = "open"
    CHANGED = "changed"
    FAILED = "failed"


def archived_year(name: str) -> str | None:
    """Give the school year of a book of an organisation that lies in the archive, else None."""
    parts = name.split("/")
    return parts[1] if len(parts) == 4 and parts[0] == ARCHIVE and parts[2] == BOOKS else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the district: its name relative to the folder, what the file system says."""

    name: str
    size: int
    modified: int


def file_name(title: str) -> str:
    """Make the name of a book from the short name of its ОО: forbidden characters become «_»."""
    name = sanitize_filename(title, replacement_text="_", platform="universal").strip(" .")
    if len(name) > NAME_LENGTH:
        name = f"{name[:NAME_LENGTH].rstrip()} {digest(title)[:6]}"
    return f"{name or digest(title)}.xlsx"


def file_names(titles: Mapping[str, str]) -> dict[str, str]:
    """Name the books of organisations (code → short name) so that no two are called alike."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for org, title in titles.items():
        name = file_name(title)
        if name.casefold() in taken:
            name = file_name(f"{title} {org}")
        names[org] = name
        taken.add(name.casefold())
    return names


class Folder:
    """The store over one folder."""

    def __init__(self, path: Path, copies: Path) -> None:
        """Take the district's folder and the folder for copies of what people typed over."""
        self.path = path
        self._copies = copies

    def entries(self) -> list[Entry]:
        """List the books, the district's templates and the documents, in order of name."""
        names = [COORDINATOR, SUMMARY]
        for room, endings in [*ROOMS.items(), *((room, ENDINGS) for room in self._archived())]:
            names += [f"{room}/{name}" for name in self._files(room, endings)]
        return [entry for name in names if (entry := self.entry(name)) is not None]

    def _archived(self) -> list[str]:
        """Give the folders of the closed years that hold books of organisations."""
        return [f"{ARCHIVE}/{year}/{BOOKS}" for year in self.closed_years()]

    def closed_years(self) -> list[str]:
        """Give the school years that the archive holds."""
        folder = self.path / ARCHIVE
        if not folder.is_dir():
            return []
        return sorted(path.name for path in folder.iterdir() if school_year(path.name))

    def close_year(self, year: str) -> None:
        """Copy all that a school year leaves behind to the archive, whole or not at all."""
        target = self.path / ARCHIVE / year
        if target.exists():
            return
        new = target.with_name(f".{year}{NEW}")
        rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        for room in (BOOKS, ANSWERS, DOCUMENTS):
            if (self.path / room).is_dir():
                copytree(self.path / room, new / room, ignore=ignore_patterns("~$*", ".*"))
        for name in (COORDINATOR, SUMMARY):
            if (self.path / name).is_file():
                copy2(self.path / name, new / name)
        new.rename(target)

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
        return Entry(name, stat.st_size, stat.st_mtime_ns)

    def read(self, name: str) -> bytes | None:
        """Give the bytes of a file, None when it is not there; OSError when it can't be read."""
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes, expected: str | None) -> Outcome:
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

    def clean(self) -> None:
        """Remove what a killed pass left unfinished."""
        for room in (self.path, *(self.path / room for room in (BOOKS, ANSWERS, DOCUMENTS))):
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


def bytes_digest(content: bytes) -> str:
    """Digest the bytes of a file."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
