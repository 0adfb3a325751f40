"""Intake: every file of the district brought up to date with what is remembered of it.

Only files that changed are opened; a book that can't be read keeps its last read data.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync import worker_books
from sync.folder import (
    ANSWERS,
    BOOKS,
    COORDINATOR,
    DOCUMENTS,
    SUMMARY,
    Entry,
    Folder,
    archived_year,
    bytes_digest,
)
from sync.form_tabs import HELP_TITLE
from sync.state import NOTHING, Contents, Known
from sync.workbooks import UnreadableBook, read_book

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how far it is, of how much."""

NO_DATA = (HELP_TITLE,)
"""Tabs of our own making in the books of people: they hold no data."""

NO_ACCESS = "Файл не открывается: он занят другой программой или к нему нет доступа."


@dataclass(slots=True)
class Intake:
    """The files of a district.

    `files` are those that stand there, by name; `unreadable` tells why a book of people can't
    be read now (its data in `files`, if any, are the last read ones); `parsed` counts the files
    that were opened; `touched` are the worker's own files that are not as it left them,
    `typed_over` those among them in which somebody typed beside the marked columns;
    `remembered` are the names of the files that were known before.
    """

    files: dict[str, Known] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    parsed: int = 0
    touched: set[str] = field(default_factory=set)
    typed_over: set[str] = field(default_factory=set)
    remembered: frozenset[str] = frozenset()


def is_people_book(name: str) -> bool:
    """Tell the books that people fill from the worker's own files."""
    return name == COORDINATOR or name.startswith(f"{BOOKS}/")


def is_worker_book(name: str) -> bool:
    """Tell the worker's own books."""
    return name == SUMMARY or name.startswith(f"{ANSWERS}/")


def take_in(
    store: Folder,
    entries: Sequence[Entry],
    known: Mapping[str, Known],
    intended: Mapping[str, Known],
    today: dt.date,
    progress: Progress,
) -> Intake:
    """Read what changed among `entries` since it was `known`.

    `intended` is what a pass that was killed was about to write: such a file is as the worker
    left it, too.
    """
    intake = Intake(remembered=frozenset(known) | frozenset(intended))
    for number, entry in enumerate(entries):
        progress("Чтение", number, len(entries))
        last, meant = known.get(entry.name), intended.get(entry.name)
        _take(store, entry, last, [one for one in (last, meant) if one], today, intake)
    progress("Чтение", len(entries), len(entries))
    return intake


def _take(
    store: Folder,
    entry: Entry,
    known: Known | None,
    own: Sequence[Known],
    today: dt.date,
    intake: Intake,
) -> None:
    name = entry.name
    if known and (known.size, known.modified) == (entry.size, entry.modified):
        intake.files[name] = known
        return
    try:
        content = store.read(name)
    except OSError:
        _keep_last(name, known, NO_ACCESS, intake)
        return
    if content is None:
        return
    digest = bytes_digest(content)
    for one in own:
        if one.digest == digest:
            intake.files[name] = replace(one, size=entry.size, modified=entry.modified)
            return
    fresh = Known(name, entry.size, entry.modified, digest, "", today, "", NOTHING)
    if is_people_book(name) or is_worker_book(name) or archived_year(name):
        intake.parsed += 1
        try:
            fresh = replace(fresh, contents=Contents(read_book(content, name, NO_DATA)))
        except UnreadableBook as error:
            if not is_worker_book(name):
                _keep_last(name, known, str(error), intake)
                return
    intake.files[name] = fresh
    if is_worker_book(name) or name.startswith(f"{DOCUMENTS}/"):
        intake.touched.add(name)
        if own and all(_typed_over(one, fresh) for one in own):
            intake.typed_over.add(name)


def _typed_over(known: Known, fresh: Known) -> bool:
    """A document has no marked columns: whatever changed in it was typed by somebody."""
    return not is_worker_book(fresh.name) or worker_books.typed_over(known.grids, fresh.grids)


def _keep_last(name: str, known: Known | None, why: str, intake: Intake) -> None:
    if not (is_people_book(name) or archived_year(name)):
        return
    intake.unreadable[name] = why
    if known:
        intake.files[name] = known
