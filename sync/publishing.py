"""Publishing: the wanted books and documents compared with what stands there, and written.

Only what differs is made and written. A file that is not as the worker left it is copied
before it is replaced, unless all that was typed in it are decisions.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.findings import digest
from rules.grid import Grid, a1, place
from sync import __version__, worker_books
from sync.folder import DOCUMENTS
from sync.intake import Intake
from sync.state import Known, State
from sync.stores import WRITING, Outcome, Prepared, Progress, Store, Wanted, Written
from sync.tabs import Tab, dated

SHOWN_DIFFERENCES = 5


@dataclass(slots=True)
class Published:
    """What became of the wanted books and documents, by name.

    `files` is what is now known of them, `troubles` says in Russian why one could not be written.
    """

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    differences: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
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


def differing(wanted: Sequence[Wanted], files: Mapping[str, Known]) -> list[Wanted]:
    """Give those of `wanted` that do not stand there as they should."""
    return [one for one in wanted if not _stands(one, files)]


def _stands(one: Wanted, files: Mapping[str, Known]) -> bool:
    before = files.get(one.name)
    return before is not None and before.wanted == one.digest


def publish(
    store: Store,
    state: State,
    wanted: Sequence[Wanted],
    intake: Intake,
    today: dt.date,
    *,
    dry_run: bool,
    progress: Progress,
) -> Published:
    """Write what differs from what stands there (or, on a dry run, tell it).

    All of it is made first and what it will be is remembered: a pass that is killed among its
    writes is not taken for somebody's typing by the next one.
    """
    done = Published()
    todo = differing(wanted, intake.files)
    written = {one.name for one in todo}
    done.unchanged = [one.name for one in wanted if one.name not in written]
    prepared = []
    for number, one in enumerate(todo):
        progress("Подготовка", number, len(todo))
        item = store.prepare(one, intake.files.get(one.name), today)
        prepared.append(replace(item, copied=_must_copy(item, intake)))
    progress("Подготовка", len(todo), len(todo))
    if dry_run:
        done.differences = dict(filter(None, map(_difference, prepared)))
        return done
    state.intend(item.after for item in prepared)
    for number, made in enumerate(store.write(prepared, today.isoformat())):
        progress(WRITING, number, len(prepared))
        _note(made, done, intake)
    progress(WRITING, len(prepared), len(prepared))
    return done


def _note(made: Written, done: Published, intake: Intake) -> None:
    _LISTS[made.outcome](done).append(made.name)
    done.files |= {known.name: known for known in made.known}
    for name, digest_, version in made.beside:  # one that is another now is read by the next pass
        file = intake.files.get(name)
        if file is not None and file.digest == digest_:
            done.files[name] = replace(file, version=version)
    if made.copy:
        done.copies.append(made.copy)
    if made.trouble:
        done.troubles[made.name] = made.trouble


_LISTS: dict[Outcome, Callable[[Published], list[str]]] = {
    Outcome.WRITTEN: lambda done: done.written,
    Outcome.UNCHANGED: lambda done: done.unchanged,
    Outcome.OPEN: lambda done: done.open,
    Outcome.CHANGED: lambda done: done.changed,
    Outcome.FAILED: lambda done: done.failed,
}


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
