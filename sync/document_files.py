"""The files of documents: drafts are made anew when their data change, signed ones never.

A document carries the digest of what it was made of, so that a change of data is known from a
change of the program, and without the state.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docgen.agreement import AgreementData
from docgen.agreement_facts import carried
from docgen.changes import changes
from docgen.marks import marked
from docgen.rendering import TemplateError, document_date, stamp_of, stamped
from rules.decisions import APPROVED, SIGNED, STATUS, Decisions, decided, is_frozen
from rules.findings import digest
from rules.parties import signed_agreement
from rules.report import Report
from sync import __version__
from sync.documents import (
    AGREEMENT,
    KINDS,
    PROJECT,
    Document,
    documents,
    file_of,
    former_name,
)
from sync.folder import DOCUMENTS, Folder
from sync.intake import Intake
from sync.paper_archive import missing_scan
from sync.paper_tabs import Paper
from sync.stores import Upload, Wanted
from sync.template_checks import broken_template, template_of
from sync.versions import Standing


@dataclass(frozen=True, slots=True)
class Draft:
    """A version of a document that is a draft now, what it is made with and its date."""

    document: Document
    version: int
    template: bytes
    day: dt.date


LOST = "Файла нет на месте: верните его в папку «Документы». Взамен сделана следующая редакция."
"""Said of a paper on signature whose file is gone: it is never made anew."""


QR = "QR"
"""What goes into the digest of a document that carries the code."""

NOT_YET = "Будет сделан в час, когда делаются документы."


def _standing(name: str, content: bytes | None) -> tuple[str | None, dt.date | None, str]:
    """Tell of a draft that waits: what stands there still, or that nothing does yet."""
    return (None, None, NOT_YET) if content is None else (name, document_date(content), "")


class DocumentFiles:
    """The documents of a pass: what is wanted, what stands there, what could not be made."""

    def __init__(
        self,
        store: Folder,
        intake: Intake,
        decisions: Decisions,
        today: dt.date,
        make_drafts: bool = True,
    ) -> None:
        """Take the store, what was read of it, what coordinators decided, and the day.

        Where no drafts are to be made now, those that would be are only counted as `waiting`.
        """
        self._make_drafts = make_drafts
        self.waiting: list[str] = []
        self._store, self._intake, self._today = store, intake, today
        self._decisions = decisions
        self.wanted: list[Wanted] = []
        self.papers: list[Paper] = []
        self.broken: dict[str, str] = {}
        self.drafts: list[Draft] = []
        self._nameless: dict[str, Document] = {}
        self._templates: dict[str, bytes] = {}
        self._standing = Standing(store)
        self._qr = False

    def make_all(
        self, report: Report, apart: bool, chosen: Callable[[Document], bool] = lambda one: True
    ) -> None:
        """Make the documents of a district, or those of them that are `chosen`.

        `apart` tells whether persons are kept apart.
        """
        agreed = self.agreed()
        nameless = documents(report, persons=False, agreed=agreed) if apart else ()
        code = report.district.settings["document_code"]
        self.make(list(filter(chosen, documents(report, agreed=agreed))), nameless, bool(code))

    def agreed(self) -> AgreementData | None:
        """Give what the signed agreement was made of, as its file carries it."""
        signed = signed_agreement(self._decisions)
        if signed is None:
            return None
        name = f"{DOCUMENTS}/{file_of(AGREEMENT, PROJECT, signed.version)}"
        content = self._store.read(name) or self._store.read(former_name(name))
        return carried(content) if content else None

    def make(
        self, documents: Sequence[Document], nameless: Sequence[Document] = (), qr: bool = False
    ) -> None:
        """Make the documents, each after the versions of it that may not change.

        `nameless` are the same ones without persons, where those are kept apart; `qr` tells
        whether each carries the code of its version.
        """
        self._qr = qr
        self._nameless = {document.key(1): document for document in nameless}
        for document in documents:
            version, latest = 1, self._standing.latest(document, self._decisions)
            while self._is_final(document, version, latest):
                version += 1

    def uploads(self) -> list[Upload]:
        """Give the versions for upload of the drafts that were made: without names, if kept apart.

        What is on signature or signed is no draft any more and is not uploaded again.
        """
        return [_upload(draft, self._for_upload(draft.document), self._qr) for draft in self.drafts]

    def _for_upload(self, document: Document) -> Document:
        return self._nameless.get(document.key(1), document)

    def _is_final(self, document: Document, version: int, latest: int) -> bool:
        """Handle one version; tell whether a next one follows it: it is frozen, its data old."""
        name = self._standing.file(document, version)
        template = self._template(document)
        content = digest(document.data, template, *([QR] if self._qr else []))
        if version < latest or is_frozen(self._decisions, document.key(version)):
            standing = self._store.read(name)
            if standing is None:
                self._paper(document, version, None, None, LOST)
                return True
            scan = missing_scan(self._store, self._decisions, document.key(version))
            self._paper(document, version, name, document_date(standing), scan)
            changed = stamp_of(standing) != content and not self._is_closed(document, version)
            return version < latest or changed
        self._draft(document, version, name, template, content)
        return False

    def _is_closed(self, document: Document, version: int) -> bool:
        """Tell whether a document is signed and of those that are signed once."""
        status = decided(self._decisions, document.key(version), STATUS)
        return document.once and status in (SIGNED, APPROVED)

    def _template(self, document: Document) -> bytes:
        """Give the district's own template of a document, else the built-in one."""
        if document.name not in self._templates:
            self._templates[document.name] = template_of(self._store, document.name)
        return self._templates[document.name]

    def _draft(
        self, document: Document, version: int, name: str, template: bytes, content: str
    ) -> None:
        """Make a draft, unless the one that stands there was made of the same data.

        Its date is that of the pass in which its content last changed.
        """
        made_of = digest(__version__, content)
        before = self._intake.files.get(name)
        standing = self._store.read(name)
        day = document_date(standing) if standing and stamp_of(standing) == content else None
        day = day or self._today
        if before is not None and before.wanted == made_of:
            self.wanted.append(Wanted(name, made_of))
        elif not self._make_drafts and name not in self._intake.touched:
            self.waiting.append(name)
            self._paper(document, version, *_standing(name, standing))
            return
        else:
            try:
                made = document.render(template, document.data, day)
            except TemplateError as error:
                why = broken_template(template, document.name, error)
                self.broken[document.file(version)] = why
                self._paper(document, version, None, None, why)
                return
            made = stamped(marked(made, called(document, version), self._qr), content)
            self.wanted.append(Wanted(name, made_of, document=made))
        self._paper(document, version, name, day)
        self.drafts.append(Draft(document, version, template, day))

    def _paper(
        self,
        document: Document,
        version: int,
        file: str | None,
        changed: dt.date | None,
        trouble: str = "",
    ) -> None:
        title = KINDS[document.name].title
        persons = self._for_upload(document).data != document.data
        news = self._news(document, version, file, persons) if version > 1 and file else ""
        self.papers.append(
            Paper(document.scope, document.name, title, document.org, version, file, changed,
                  trouble, persons, news)
        )  # fmt: skip

    def _news(self, document: Document, version: int, file: str, persons: bool) -> str:
        """Say what is different from the version before; no words where they name persons."""
        before = self._store.read(self._standing.file(document, version - 1))
        made = next((one.document for one in self.wanted if one.name == file), None)
        after = made or self._store.read(file)
        return changes(before, after, quote=not persons) if before and after else ""


def called(document: Document, version: int) -> str:
    """Name a version as its mark has it: «Соглашение, ред. 3»; the first has its number too."""
    name = document.file(version).removesuffix(".docx")
    return f"{name}, ред. 1" if version == 1 else name


def _upload(draft: Draft, nameless: Document, qr: bool) -> Upload:
    content = digest(nameless.data, draft.template, *([QR] if qr else []))

    def rendered() -> bytes:
        made = nameless.render(draft.template, nameless.data, draft.day)
        return stamped(marked(made, called(nameless, draft.version), qr), content)

    return Upload(
        nameless.key(draft.version),
        f"{DOCUMENTS}/{nameless.file(draft.version)}",
        nameless.data != draft.document.data,
        digest(__version__, content, draft.day),
        rendered,
    )
