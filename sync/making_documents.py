"""Documents without a pass: what was typed is read and the papers are made, nothing else."""

import datetime as dt
from collections.abc import Collection

from sync.document_files import DocumentFiles
from sync.documents import KINDS, Document
from sync.intake import take_in
from sync.passes import PassError, Result, understand
from sync.publishing import publish
from sync.state import State
from sync.stores import Progress, Store


def make_documents(
    store: Store, state: State, today: dt.date, only: Collection[str], progress: Progress
) -> tuple[Result, list[str]]:
    """Make the documents whose names have a text of `only` in them, all when there is none.

    Gives what was done and the files of these documents as they stand. PassError when nothing
    can be made.
    """
    known = state.books()
    intake = take_in(store, store.entries(known), known, state.intended(), today, progress)
    understood = understand(store, state, intake, today)
    assert understood is not None  # nobody asked for the archive
    papers = DocumentFiles(store.files, intake, understood.decisions, today)
    papers.make_all(
        understood.report,
        store.personal == "local",
        lambda one: not only or any(map(_called(one).__contains__, map(str.casefold, only))),
    )
    if not papers.papers:
        titles = ", ".join(f"«{kind.title}»" for kind in KINDS.values())
        raise PassError(f"Такого документа нет. Есть: {titles}.")
    result = Result(today, words=store.words, unreadable=intake.unreadable)
    result.broken_templates = papers.broken
    result.published = publish(
        store, state, papers.wanted, intake, today, dry_run=False, progress=progress
    )
    return result, [paper.file for paper in papers.papers if paper.file]


def _called(document: Document) -> str:
    return document.file(1).removesuffix(".docx").casefold()
