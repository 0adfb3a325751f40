"""Publishing: the wanted books and documents compared with what stands there, and written.

Only what differs is made and written. A file that is not as the worker left it is copied
before it is replaced, unless all that was typed in it are decisions.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from rules.findings import digest
from rules.grid import Grid, a1, place
from sync import __version__, worker_books
from sync.drawing import draw
from sync.folder import DOCUMENTS, Folder, Outcome, bytes_digest
from sync.intake import Intake, Progress
from sync.state import NOTHING, Contents, Known, State
from sync.tabs import Book, Tab, dated
from sync.workbooks import read_book

SHOWN_DIFFERENCES = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that the worker wants to stand there, and how its bytes are made.

    `digest` stands for all that goes into it; `tabs` are those of a book, none for a document;
    `org` is the ОО it is for.
    """

    name: str
    digest: str
    org: str = ""
    tabs: tuple[Tab, ...] = ()
    document: bytes | None = None


@dataclass(slots=True)
class Published:
    """What became of the wanted files, by name; `files` is what is now known of them."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    differences: dict[str, str] = field(default_factory=dict)
    files: dict[str, Known] = field(default_factory=dict)


def wanted_book(
    name: str, tabs: Sequence[Tab], before: Known | None, today: dt.date, year: str, org: str = ""
) -> Wanted:
    """Give each of `tabs` the date of its data: that of the pass in which it last changed.

    `year` is the school year that the book is of.
    """
    marks = worker_books.marks(before.grids) if before else {}
    shown = tuple(_dated(tab, marks.get(tab.title), today, year) for tab in tabs)
    return Wanted(name, digest(__version__, shown), org, shown)


def _dated(tab: Tab, mark: worker_books.Mark | None, today: dt.date, year: str) -> Tab:
    content = worker_books.content_digest(tab)
    day = dt.date.fromisoformat(mark.day) if mark and mark.content == content else today
    shown = dated(tab, f"Данные на {day:%d.%m.%Y}.")
    return replace(shown, mark=worker_books.mark(day.isoformat(), content, year))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is about to be written: its bytes, what stands there, what will be known."""

    content: bytes
    before: Known | None
    after: Known


def publish(
    store: Folder,
    state: State,
    wanted: Sequence[Wanted],
    intake: Intake,
    today: dt.date,
    *,
    dry_run: bool,
    progress: Progress,
) -> Published:
    """Write the files that differ from what stands there (or, on a dry run, tell them).

    All of them are made first and what they will be is remembered: a pass that is killed
    among its writes is not taken for somebody's typing by the next one.
    """
    done = Published()
    prepared = []
    for number, one in enumerate(wanted):
        progress("Подготовка", number, len(wanted))
        before = intake.files.get(one.name)
        if before is not None and before.wanted == one.digest:
            done.unchanged.append(one.name)
        else:
            prepared.append(_prepare(one, before, today))
    progress("Подготовка", len(wanted), len(wanted))
    if dry_run:
        done.differences = dict(filter(None, map(_difference, prepared)))
        return done
    state.intend(item.after for item in prepared)
    for number, item in enumerate(prepared):
        progress("Запись", number, len(prepared))
        _write(store, item, intake, today, done)
    progress("Запись", len(prepared), len(prepared))
    return done


def _prepare(one: Wanted, before: Known | None, today: dt.date) -> Prepared:
    content = one.document if one.document is not None else draw(_book(one.tabs))
    contents = Contents(read_book(content, one.name)) if one.tabs else NOTHING
    after = Known(one.name, 0, 0, bytes_digest(content), one.org, today, one.digest, contents)
    return Prepared(content, before, after)


def _write(store: Folder, item: Prepared, intake: Intake, today: dt.date, done: Published) -> None:
    name, before = item.after.name, item.before
    if _must_copy(item, intake):
        standing = store.read(name)
        if standing is not None:
            done.copies.append(str(store.keep_copy(name, standing, today.isoformat())))
    outcome = store.write(name, item.content, before.digest if before else None)
    _LISTS[outcome](done).append(name)
    entry = store.entry(name)
    if outcome in (Outcome.WRITTEN, Outcome.UNCHANGED) and entry is not None:
        done.files[name] = replace(item.after, size=entry.size, modified=entry.modified)


_LISTS: dict[Outcome, Callable[[Published], list[str]]] = {
    Outcome.WRITTEN: lambda done: done.written,
    Outcome.UNCHANGED: lambda done: done.unchanged,
    Outcome.OPEN: lambda done: done.open,
    Outcome.CHANGED: lambda done: done.changed,
    Outcome.FAILED: lambda done: done.failed,
}


def _book(tabs: tuple[Tab, ...]) -> Book:
    days = [dt.date.fromisoformat(tab.mark.split()[1]) for tab in tabs]
    return Book(tabs, max(days))


def _must_copy(item: Prepared, intake: Intake) -> bool:
    """A touched file is copied, unless it is known that only decisions were typed in it.

    So is a document that people changed while it was theirs, on signature.
    """
    name, before = item.after.name, item.before
    if before is None or before.digest == item.after.digest:
        return False
    if name.startswith(f"{DOCUMENTS}/") and not before.wanted:
        return True
    if name not in intake.touched:
        return False
    return name in intake.typed_over or name not in intake.remembered


def _difference(item: Prepared) -> tuple[str, str] | None:
    """Say in what the file that would be written differs from the one that stands there."""
    name, before = item.after.name, item.before
    if before is None:
        return name, "новый файл"
    if before.digest == item.after.digest:
        return None
    old = {grid.title: grid for grid in before.grids}
    parts = []
    for grid in item.after.grids:
        cells = _changed_cells(old.get(grid.title), grid)
        if cells:
            shown = ", ".join(cells[:SHOWN_DIFFERENCES])
            rest = len(cells) - SHOWN_DIFFERENCES
            more = f" и ещё {rest}" if rest > 0 else ""
            parts.append(f"«{grid.title}»: {shown}{more}")
    return name, "; ".join(parts) or "новое содержание или оформление"


def _changed_cells(old: Grid | None, new: Grid) -> list[str]:
    before = _cells(old) if old else {}
    after = _cells(new)
    spots = sorted(
        spot for spot in before.keys() | after.keys() if before.get(spot) != after.get(spot)
    )
    return [a1(spot) for spot in spots]


def _cells(grid: Grid) -> dict[int, object]:
    return {
        place(r, c): value
        for r, row in enumerate(grid.rows)
        for c, value in enumerate(row)
        if value is not None and value != ""
    }
