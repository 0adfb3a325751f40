"""A pass: what people typed is read, the report computed, what people should see written.

It may be killed anywhere and run again: every file is replaced as a whole, the state is written
last and in one transaction, and all dates come from `today` and from what stands in the books.
"""

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

import pandas as pd

from rules.decisions import Decisions, Typed, merge_decisions
from rules.findings import digest
from rules.report import BookFault, Inputs, Report, report
from rules.school_years import school_year
from sync import __version__, worker_books
from sync.answer_tabs import answer_tab
from sync.document_files import DocumentFiles
from sync.documents import KINDS, documents, frozen_files
from sync.folder import ANSWERS, COORDINATOR, DOCUMENTS, SUMMARY, Folder
from sync.intake import Intake, Progress, is_people_book, is_worker_book, take_in
from sync.paper_tabs import Paper
from sync.publishing import Published, Wanted, publish, wanted_book
from sync.reading_books import Books, read_books
from sync.resources import aspect_words, aspect_words_text, forms, read_bytes
from sync.state import Known, State
from sync.summary_tabs import summary_tabs

log = logging.getLogger("vzaimo")

ATTEMPTS = 3
"""A pass is begun anew so many times when people save a worker's book while it runs."""


class PassError(Exception):
    """The pass cannot be made at all; the text says in Russian why and what to do."""


@dataclass(slots=True)
class Result:
    """What a pass did. `report` is None when nothing had changed since the last one."""

    today: dt.date
    books: int = 0
    parsed: int = 0
    report: Report | None = None
    unreadable: dict[str, str] = field(default_factory=dict)
    published: Published = field(default_factory=Published)
    broken_templates: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Tell whether everything could be read, computed and written."""
        done = self.published
        left = done.open or done.changed or done.failed or self.unreadable
        crashed = self.report is not None and self.report.crashes
        return not (left or crashed or self.broken_templates)


def run(
    store: Folder,
    state: State,
    today: dt.date,
    now: dt.datetime,
    *,
    dry_run: bool = False,
    progress: Progress = lambda what, done, of: None,
) -> Result:
    """Make one pass for `today`; `now` goes only into the history. PassError when it can't be."""
    facts = state.facts()
    _refuse_the_past(facts.get("today"), today, dry_run)
    for attempt in range(ATTEMPTS):
        if not dry_run:
            store.clean()
        result = _attempt(store, state, today, now, dry_run, progress)
        if not result.published.changed:
            break
        log.info("attempt %d: a worker's book was saved meanwhile", attempt + 1)
    return result


def _refuse_the_past(last: str | None, today: dt.date, dry_run: bool) -> None:
    if last and dt.date.fromisoformat(last) > today and not dry_run:
        msg = (
            f"Прошлый проход был за {dt.date.fromisoformat(last):%d.%m.%Y}, это позже, чем "
            f"{today:%d.%m.%Y}: проход за прошедший день нарушил бы историю замечаний. "
            "Посмотреть, что получилось бы, можно с ключом --dry-run."
        )
        raise PassError(msg)


def _attempt(
    store: Folder,
    state: State,
    today: dt.date,
    now: dt.datetime,
    dry_run: bool,
    progress: Progress,
) -> Result:
    known = state.books()
    intake = take_in(store, store.entries(), known, state.intended(), today, progress)
    result = Result(
        today,
        books=sum(map(is_people_book, {*intake.files, *intake.unreadable})),
        parsed=intake.parsed,
        unreadable=intake.unreadable,
    )
    context = _context(today)
    if state.facts().get("context") == context and _same_files(intake, known):
        return result
    if COORDINATOR not in intake.files:
        raise PassError(_no_coordinator(intake))
    last_year = _last_year(state, intake)
    books = read_books(intake, known, today, last_year)
    if not books.names:
        raise PassError(NO_ORGANISATIONS)
    if not dry_run and _close_year(store, last_year, books.settings["year"]):
        return _attempt(store, state, today, now, dry_run, progress)
    known_decisions = state.decisions()
    typed = _typed(intake, books, known_decisions)
    decisions, changes = merge_decisions(known_decisions, typed)
    made = _report(store, state, books, intake, today, decisions)
    result.report = made
    papers = DocumentFiles(store, intake, decisions, today)
    papers.make(documents(made))
    result.broken_templates = papers.broken
    wanted = [*_wanted_books(made, papers.papers, books, intake, today), *papers.wanted]
    result.published = publish(
        store, state, wanted, intake, today, dry_run=dry_run, progress=progress
    )
    if not dry_run and not result.published.changed:
        files = _to_remember(intake, known, books, result.published)
        repeatable = result.complete and not books.stale
        state.save(
            facts={
                "today": today.isoformat(),
                "context": context if repeatable else "",
                "year": made.district.year.name,
            },
            books=files.values(),
            gone=known.keys() - files.keys(),
            decisions=decisions,
            changes=changes,
            findings=made.findings,
            groups=made.groups,
            at=now,
        )
    return result


def _last_year(state: State, intake: Intake) -> str | None:
    """Give the school year of the last pass, from the state, else from the summary."""
    summary = intake.files.get(SUMMARY)
    marks = worker_books.marks(summary.grids).values() if summary else ()
    return state.facts().get("year") or next((mark.year for mark in marks), None)


def _close_year(store: Folder, last: str | None, year: str) -> bool:
    """Put the year of the last pass into the archive when the next one has begun.

    Tells whether that was done: what there is to read is another then.
    """
    begun = last is not None and school_year(last) is not None and last < year
    if last is None or not begun or last in store.closed_years():
        return False
    store.close_year(last)
    return True


NO_ORGANISATIONS = (
    f"В «{COORDINATOR}» не найдено ни одной организации, проход не сделан, прежние своды целы. "
    "Заполните вкладку «Реестр ОО»: в строке нужны код, краткое наименование и вид, "
    "заголовки должны быть на месте."
)


def _previous(state: State, intake: Intake) -> pd.DataFrame | None:
    """Give the findings of the pass before: from the state, else as they stand in the summary."""
    previous = state.findings()
    if previous is None and SUMMARY in intake.files:
        return worker_books.followed(intake.files[SUMMARY].grids)
    return previous


def _typed(intake: Intake, books: Books, known: Decisions) -> list[Typed]:
    """Gather what people typed in the marked columns of the worker's books.

    An answer under an organisation's former name is listened to only where neither the answer
    of today nor the state knows of the row.
    """
    current = {SUMMARY, *_answers(books).values()}
    cells: list[Typed] = []
    former: list[Typed] = []
    for name, file in intake.files.items():
        if is_worker_book(name):
            (cells if name in current else former).extend(worker_books.typed(file.grids))
    heard = {cell.key for cell in cells} | {key for key, _ in known}
    return [*(one for one in former if one.key not in heard and one.value is not None), *cells]


def _answers(books: Books) -> dict[str, str]:
    return {org: f"{ANSWERS}/{name}" for org, name in books.names.items()}


def _context(today: dt.date) -> str:
    """Digest what a pass depends on besides the files of the district."""
    templates = [read_bytes("documents", kind.template) for kind in KINDS.values()]
    return digest(__version__, today, *forms().values(), aspect_words_text(), *templates)


def _same_files(intake: Intake, known: Mapping[str, Known]) -> bool:
    """Tell whether the files are those that the last pass left, byte for byte."""
    if intake.unreadable or intake.files.keys() != known.keys():
        return False
    return all(file.digest == known[name].digest for name, file in intake.files.items())


def _no_coordinator(intake: Intake) -> str:
    why = intake.unreadable.get(COORDINATOR)
    if why:
        return f"«{COORDINATOR}» не читается. {why} Без неё проход невозможен."
    return (
        f"В папке района нет книги «{COORDINATOR}»: верните её или создайте новую "
        "командой «vzaimo init»."
    )


def _report(
    store: Folder,
    state: State,
    books: Books,
    intake: Intake,
    today: dt.date,
    decisions: Decisions,
) -> Report:
    faults = [*books.faults, *_typed_over(intake, books, frozen_files(decisions))]
    made = report(
        Inputs(
            today,
            forms(),
            books.readings,
            faults,
            _previous(state, intake),
            decisions,
            books.earlier,
            state.groups(),
            store.closed_years(),
            aspect_words(),
        )
    )
    for rule, error in made.crashes.items():
        log.error("rule %s crashed", rule, exc_info=error)
    return made


def _typed_over(intake: Intake, books: Books, frozen: frozenset[str]) -> list[BookFault]:
    """Tell of typing beside the marked columns; a frozen document is not the worker's any more."""
    answers = {file_stem(book): org for org, book in books.owners.items()}
    faults = []
    for name in sorted(intake.typed_over - {f"{DOCUMENTS}/{file}" for file in frozen}):
        org = answers.get(file_stem(name), "") if name.startswith(f"{ANSWERS}/") else ""
        message = (
            f"В файле «{file_stem(name)}» кто-то писал там, где пишет программа. Она вернула своё, "
            "а прежний файл сохранила в папке .vzaimo/copies. Пишите только в жёлтых ячейках."
        )
        faults.append(BookFault("book.typed_over", org, name, "", message))
    return faults


def file_stem(name: str) -> str:
    """Give the name of a file without its folder and ending."""
    return PurePosixPath(name).stem


# --- what should stand there -----------------------------------------------------------------


def _wanted_books(
    made: Report, papers: Sequence[Paper], books: Books, intake: Intake, today: dt.date
) -> list[Wanted]:
    answers, year = _answers(books), made.district.year.name
    seen_from_summary = {**books.owners, "": COORDINATOR}
    summary = intake.files.get(SUMMARY)
    before = summary.grids if summary else ()
    tabs = summary_tabs(made, papers, seen_from_summary, answers, books.stale, before)
    wanted = [wanted_book(SUMMARY, tabs, summary, today, year)]
    by_org = dict(iter(made.findings.groupby("org", sort=False)))
    for org, name in answers.items():
        own = by_org.get(org, made.findings[:0])
        book = books.owners.get(org)
        stale = books.stale.get(org)
        note = f"Показаны прежние данные, от {stale:%d.%m.%Y}." if stale else ""
        tab = answer_tab(made, org, own, f"../{book}" if book else None, note, papers)
        wanted.append(wanted_book(name, [tab], intake.files.get(name), today, year, org))
    return wanted


def _to_remember(
    intake: Intake, known: Mapping[str, Known], books: Books, done: Published
) -> dict[str, Known]:
    """Gather what is known of the files now; of a book that is gone keep its last read data."""
    files = {**intake.files, **done.files}
    for org, book in books.owners.items():
        if book in files:
            files[book] = replace(files[book], org=org)
    for org in books.stale:
        for name, file in known.items():
            if file.org == org and name not in files and org not in books.owners:
                files[name] = file
    return files
