"""Intake: every file of the district brought up to date with what is remembered of it.

Only files that changed are opened; a book that can't be read keeps its last read data.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync import worker_books
from sync.folder import (
    archived_year,
    is_book,
    is_paper,
    is_people_book,
    is_worker_book,
    logged_name,
)
from sync.logs import log
from sync.state import NOTHING, Contents, Known
from sync.stores import READING, Entry, Fetched, Progress, Store
from sync.workbooks import UnreadableBook


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


def take_in(
    store: Store,
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
    changed = [entry for entry in entries if not _is_known(entry, known)]
    intake.files = {entry.name: known[entry.name] for entry in entries if _is_known(entry, known)}
    for number, (entry, fetched) in enumerate(store.fetch(changed)):
        progress(READING, number, len(changed))
        last, meant = known.get(entry.name), intended.get(entry.name)
        own = [one for one in (last, meant) if one]
        if isinstance(fetched, UnreadableBook):
            _keep_last(entry.name, last, str(fetched), intake)
        elif fetched is not None:
            _take(entry, fetched, last, own, today, intake)
    progress(READING, len(changed), len(changed))
    order = {entry.name: number for number, entry in enumerate(entries)}
    intake.files = dict(sorted(intake.files.items(), key=lambda item: order[item[0]]))
    return intake


def _is_known(entry: Entry, known: Mapping[str, Known]) -> bool:
    return entry.name in known and known[entry.name].version == entry.version


def _take(
    entry: Entry,
    fetched: Fetched,
    known: Known | None,
    own: Sequence[Known],
    today: dt.date,
    intake: Intake,
) -> None:
    name = entry.name
    for one in own:
        if one.digest == fetched.digest:
            intake.files[name] = replace(one, version=entry.version)
            return
    fresh = Known(name, entry.version, fetched.digest, "", today, "", NOTHING)
    if is_book(name):
        intake.parsed += 1
        try:
            fresh = replace(fresh, contents=Contents(fetched.grids()))
        except UnreadableBook as error:
            if not is_worker_book(name):
                _keep_last(name, known, str(error), intake)
                return
    if fresh.contents is not NOTHING:
        log.info("book_read", book=logged_name(name))
    intake.files[name] = fresh
    if is_worker_book(name) or is_paper(name):
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
