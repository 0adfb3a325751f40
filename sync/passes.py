"""A pass: what people typed is read, the report computed, what people should see written.

It may be killed anywhere and run again: every file is replaced as a whole, the state is written
last and in one transaction, and all dates come from `today` and from what stands in the books.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

import pandas as pd

from rules.decisions import Change, Decisions, Typed, merge_decisions
from rules.findings import digest
from rules.personal import Personal
from rules.report import BookFault, Inputs, Report, report
from rules.school_years import school_year
from rules.tables import assemble
from sync import __version__, worker_books
from sync.answer_tabs import TITLE, answer_tab
from sync.document_files import NOT_YET, DocumentFiles
from sync.documents import KINDS, frozen_files, names_of
from sync.folder import (
    ANSWERS,
    COORDINATOR,
    DOCUMENTS,
    SUMMARY,
    is_people_book,
    is_worker_book,
)
from sync.intake import Intake, take_in
from sync.logs import log
from sync.paper_archive import archive_papers
from sync.paper_tabs import Paper
from sync.proposals import announced_dates, proposed_pairs
from sync.publication import Standing, page_template, publication
from sync.publishing import Published, differing, publish, wanted_book
from sync.reading_books import Books, read_books
from sync.resources import aspect_words, aspect_words_text, forms, read_bytes, report_forms
from sync.state import Known, State
from sync.stores import Progress, Store, Wanted
from sync.summary_tabs import summary_tabs
from sync.tabs import Tab
from sync.wording import FOLDER, Words

ATTEMPTS = 3
"""A pass is begun anew so many times when people save a worker's book while it runs."""


WAITING = " documents wait"
"""Added to the context of a pass that left documents to a later one."""


class PassError(Exception):
    """The pass cannot be made at all; the text says in Russian why and what to do."""


@dataclass(slots=True)
class Result:
    """What a pass did. `report` is None when nothing had changed since the last one.

    `strangers` are the books of persons that are nobody's.
    """

    today: dt.date
    books: int = 0
    parsed: int = 0
    report: Report | None = None
    unreadable: dict[str, str] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()
    published: Published = field(default_factory=Published)
    broken_templates: dict[str, str] = field(default_factory=dict)
    not_shared: Mapping[str, str] = field(default_factory=dict)
    words: Words = FOLDER

    @property
    def complete(self) -> bool:
        """Tell whether everything could be read, computed and written."""
        done = self.published
        left = done.open or done.changed or done.failed or self.unreadable
        crashed = self.report is not None and self.report.crashes
        return not (left or crashed or self.broken_templates or self.not_shared)


def run(
    store: Store,
    state: State,
    today: dt.date,
    now: dt.datetime,
    *,
    dry_run: bool = False,
    with_documents: bool = True,
    progress: Progress = lambda what, done, of: None,
) -> Result:
    """Make one pass for `today`; `now` goes only into the history. PassError when it can't be.

    Without documents those that would change wait for a pass with them.
    """
    facts = state.facts()
    _refuse_the_past(facts.get("today"), today, dry_run)
    for attempt in range(ATTEMPTS):
        if not dry_run:
            store.clean()
        result = _attempt(store, state, today, now, dry_run, with_documents, progress)
        if not result.published.changed:
            break
        log.info("books_changed", attempt=attempt + 1)
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
    store: Store,
    state: State,
    today: dt.date,
    now: dt.datetime,
    dry_run: bool,
    with_documents: bool,
    progress: Progress,
) -> Result:
    known = state.books()
    intake = take_in(store, store.entries(known), known, state.intended(), today, progress)
    context = _context(today, store.personal)
    result = Result(today, words=store.words)
    settled = {context} if with_documents else {context, context + WAITING}
    if state.facts().get("context") in settled and _same_files(intake, known):
        return _counted(result, intake)
    while True:
        computed = _computed(store, state, intake, today, dry_run, with_documents)
        if computed is None:  # a year was closed: what there is to read is another now
            return _attempt(store, state, today, now, dry_run, with_documents, progress)
        pending = [one.name for one in differing(computed.wanted, intake.files)]
        again = [] if dry_run else store.again(pending)
        fresh = take_in(store, again, intake.files, state.intended(), today, progress)
        if not _adopt(fresh, intake):  # else somebody typed meanwhile; no book is read thrice
            break
    _counted(result, intake)
    result.report = computed.report
    result.strangers = computed.books.people.strangers
    result.broken_templates = computed.papers.broken
    result.not_shared = computed.not_shared
    result.published = publish(
        store, state, computed.wanted, intake, today, dry_run=dry_run, progress=progress
    )
    if not dry_run and not result.published.changed:
        archive_papers(store.files, computed.papers.papers, computed.decisions)
        _remember(state, computed, intake, known, result, context, now)
    return result


def _counted(result: Result, intake: Intake) -> Result:
    result.books = sum(map(is_people_book, {*intake.files, *intake.unreadable}))
    result.parsed = intake.parsed
    result.unreadable = intake.unreadable
    return result


def _adopt(fresh: Intake, intake: Intake) -> bool:
    """Take over what was read once more just before writing; tell whether anything is another."""
    changed = False
    for name, file in fresh.files.items():
        changed |= intake.files[name].digest != file.digest
        intake.files[name] = file
    intake.touched |= fresh.touched
    intake.typed_over |= fresh.typed_over
    intake.unreadable |= fresh.unreadable
    intake.parsed += fresh.parsed
    return changed or bool(fresh.unreadable)


@dataclass(frozen=True, slots=True)
class Computed:
    """What a pass makes of what was read: the report, and all that should stand there.

    `waiting` are the documents that a later pass will make, `not_shared` says which could not be
    uploaded, and why.
    """

    books: Books
    report: Report
    decisions: Decisions
    changes: list[Change]
    wanted: list[Wanted]
    papers: DocumentFiles
    waiting: list[str]
    not_shared: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read, as the program understands it: books, decisions, the report of it all."""

    books: Books
    decisions: Decisions
    changes: list[Change]
    report: Report


def understand(
    store: Store,
    state: State,
    intake: Intake,
    today: dt.date,
    close: Callable[[str | None, Books], bool] = lambda last_year, books: False,
) -> Understood | None:
    """Compute the report of what was read; PassError when it can't be.

    None when `close`, asked with the school year of the last pass, has put that into the archive.
    """
    if COORDINATOR not in intake.files:
        raise PassError(_no_coordinator(store, intake))
    last_year = _last_year(state, intake)
    books = read_books(intake, state.books(), today, store.words, last_year, store.personal)
    if not books.names:
        raise PassError(NO_ORGANISATIONS.format(store.words.coordinator))
    if close(last_year, books):
        return None
    known = state.decisions()
    decisions, changes = merge_decisions(known, _typed(intake, books, known), today)
    made = _report(store, state, books, intake, today, decisions)
    return Understood(books, decisions, changes, made)


def _computed(
    store: Store,
    state: State,
    intake: Intake,
    today: dt.date,
    dry_run: bool,
    with_documents: bool,
) -> Computed | None:
    """Compute a pass; None when it has put an ended school year into the archive first."""

    def close(last_year: str | None, books: Books) -> bool:
        return not dry_run and _close_year(store, last_year, books.settings["year"], intake)

    known = understand(store, state, intake, today, close)
    if known is None:
        return None
    books, made = known.books, known.report
    papers = DocumentFiles(store.files, intake, known.decisions, today, with_documents)
    papers.make_all(made, apart=store.personal == "local")
    not_shared = {} if dry_run else store.share(papers.uploads())
    published = publication(
        made, papers.papers, Standing(store.files, intake, today, with_documents)
    )
    wanted = [
        *_wanted_books(store, made, papers.papers, books, intake, today),
        *papers.wanted,
        *published.wanted,
    ]
    waiting = [*papers.waiting, *published.waiting]
    return Computed(
        books, made, known.decisions, known.changes, wanted, papers, waiting, not_shared
    )


def _remember(
    state: State,
    computed: Computed,
    intake: Intake,
    known: Mapping[str, Known],
    result: Result,
    context: str,
    now: dt.datetime,
) -> None:
    """Save a pass; unless it is complete, the next one begins anew whatever has changed."""
    files = _to_remember(intake, known, computed.books, result.published)
    troubles = {paper.trouble for paper in computed.papers.papers}
    lost = bool(troubles - {"", NOT_YET})  # what is missing may yet come
    repeatable = result.complete and not computed.books.stale and not lost
    state.save(
        facts={
            "today": result.today.isoformat(),
            "context": context + (WAITING if computed.waiting else "") if repeatable else "",
            "year": computed.report.district.year.name,
        },
        books=files.values(),
        gone=known.keys() - files.keys(),
        decisions=computed.decisions,
        changes=computed.changes,
        findings=computed.report.findings,
        groups=computed.report.groups,
        text_ids=computed.report.district.texts.ids,
        solved=computed.report.solved,
        at=now,
    )


def _last_year(state: State, intake: Intake) -> str | None:
    """Give the school year of the last pass, from the state, else from the summary."""
    summary = intake.files.get(SUMMARY)
    marks = worker_books.marks(summary.grids).values() if summary else ()
    return state.facts().get("year") or next((mark.year for mark in marks), None)


def _close_year(store: Store, last: str | None, year: str, intake: Intake) -> bool:
    """Put the year of the last pass into the archive when the next one has begun.

    Tells whether that was done: what there is to read is another then.
    """
    begun = last is not None and school_year(last) is not None and last < year
    if last is None or not begun or last in store.files.closed_years():
        return False
    store.close_year(last, intake.files)
    return True


NO_ORGANISATIONS = (
    "В «{}» не найдено ни одной организации, проход не сделан, прежние своды целы. "
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

    An answer that is written no more, to an organisation that has left or under its former name,
    is listened to where the answer of today does not know of the row, and either nobody else
    does or somebody has typed there since the last pass.
    """
    current = {SUMMARY, *_answers(books).values()}
    cells: list[Typed] = []
    former: list[tuple[bool, Typed]] = []
    for name, file in intake.files.items():
        if name in current:
            cells.extend(worker_books.typed(file.grids))
        elif is_worker_book(name):
            touched = name in intake.touched
            former.extend((touched, cell) for cell in worker_books.typed(file.grids))
    rows, remembered = {cell.key for cell in cells}, {key for key, _ in known}
    heard = [
        cell
        for touched, cell in former
        if cell.key not in rows and (touched if cell.key in remembered else cell.value is not None)
    ]
    return [*heard, *cells]


def _answers(books: Books) -> dict[str, str]:
    return {org: f"{ANSWERS}/{name}" for org, name in books.names.items()}


def _context(today: dt.date, personal: Personal) -> str:
    """Digest what a pass depends on besides the files of the district."""
    templates = [read_bytes("documents", kind.template) for kind in KINDS.values()]
    words = aspect_words_text()
    page = page_template()
    return digest(__version__, today, *forms(personal).values(), words, *templates, *page)


def _same_files(intake: Intake, known: Mapping[str, Known]) -> bool:
    """Tell whether the files are those that the last pass left, byte for byte."""
    if intake.unreadable or intake.files.keys() != known.keys():
        return False
    return all(file.digest == known[name].digest for name, file in intake.files.items())


def _no_coordinator(store: Store, intake: Intake) -> str:
    why = intake.unreadable.get(COORDINATOR)
    if why:
        return f"«{store.words.coordinator}» не читается. {why} Без неё проход невозможен."
    return store.words.no_coordinator


def _report(
    store: Store,
    state: State,
    books: Books,
    intake: Intake,
    today: dt.date,
    decisions: Decisions,
) -> Report:
    registry, _ = assemble(forms()["registry"], books.readings["registry"])
    frozen = frozen_files(decisions, names_of(registry))
    faults = [*books.faults, *_typed_over(store.words, intake, books, frozen)]
    published = state.books().get(SUMMARY) or intake.files.get(SUMMARY)
    summary = published.grids if published else ()
    made = report(
        Inputs(
            today,
            report_forms(store.personal),
            books.readings,
            faults,
            _previous(state, intake),
            decisions,
            books.earlier,
            state.groups(),
            store.files.closed_years(),
            aspect_words(),
            state.text_ids(),
            proposed_pairs(summary),
            announced_dates(summary),
            state.solved(),
        )
    )
    for rule, error in made.crashes.items():
        log.error("rule_crashed", rule=rule, exc_info=error)
    return made


def _typed_over(
    words: Words, intake: Intake, books: Books, frozen: frozenset[str]
) -> list[BookFault]:
    """Tell of typing beside the marked columns; a frozen document is not the worker's any more."""
    answers = {file_stem(book): org for org, book in books.owners.items()}
    faults = []
    for name in sorted(intake.typed_over - {f"{DOCUMENTS}/{file}" for file in frozen}):
        org = answers.get(file_stem(name), "") if name.startswith(f"{ANSWERS}/") else ""
        message = words.typed_over.format(name=file_stem(name))
        faults.append(BookFault("book.typed_over", org, name, "", message))
    return faults


def file_stem(name: str) -> str:
    """Give the name of a file without its folder and ending."""
    return PurePosixPath(name).stem


# --- what should stand there -----------------------------------------------------------------


def _wanted_books(
    store: Store,
    made: Report,
    papers: Sequence[Paper],
    books: Books,
    intake: Intake,
    today: dt.date,
) -> list[Wanted]:
    answers, year = _answers(books), made.district.year.name
    seen_from_summary = {**books.owners, "": COORDINATOR}
    summary = intake.files.get(SUMMARY)
    before = summary.grids if summary else ()
    tabs = summary_tabs(made, papers, seen_from_summary, answers, books.stale, before, store.words)

    def book(name: str, tabs: Sequence[Tab], org: str = "") -> Wanted:
        linked = store.linked(tabs, name, intake.files)
        return wanted_book(name, linked, intake.files.get(name), today, year, org)

    wanted = [book(SUMMARY, tabs)]
    by_org = dict(iter(made.findings.groupby("org", sort=False)))
    for org, name in answers.items():
        if not store.holds(name):
            continue
        own = by_org.get(org, made.findings[:0])
        own_book = books.owners.get(org)
        stale = books.stale.get(org)
        note = f"Показаны прежние данные, от {stale:%d.%m.%Y}." if stale else ""
        path = f"../{own_book}" if own_book else None
        standing = intake.files.get(name)
        rows = worker_books.rows_by_key(standing.grids if standing else (), TITLE)
        wanted.append(book(name, [answer_tab(made, org, own, path, note, papers, rows)], org))
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
