"""Versions of documents (редакции): their numbers come from the files that stand.

So a pass that was killed between the writing of a file and its end makes no version twice, and a
version that a later one follows is never written again, whatever becomes of its status.
"""

import re
from collections.abc import Collection, Iterable

from rules.decisions import STATUS, Decisions, is_frozen
from rules.findings import KEY_SEPARATOR
from sync.documents import Document, former_name
from sync.folder import DOCUMENTS, Folder


class Standing:
    """The versions of documents that stand in the folder."""

    def __init__(self, store: Folder) -> None:
        """Look at the folder once."""
        self._names = frozenset(store.names(DOCUMENTS))

    def file(self, document: Document, version: int) -> str:
        """Name the file of a version: as it stands, under its former name perhaps."""
        name = f"{DOCUMENTS}/{document.file(version)}"
        former = former_name(name)
        return former if former in self._names and name not in self._names else name

    def latest(self, document: Document, decisions: Decisions) -> int:
        """Give the number of the latest version that stands or was decided upon; at least 1."""
        return max((1, *self._numbers(document), *_frozen(document, decisions)))

    def _numbers(self, document: Document) -> Iterable[int]:
        stem = f"{DOCUMENTS}/{document.file(1).removesuffix('.docx')}"
        return _numbers(stem, self._names)


def _numbers(stem: str, names: Collection[str]) -> Iterable[int]:
    pattern = re.compile(rf"{re.escape(stem)}, (?:ред\.|версия) (\d{{1,4}})\.docx")
    return [int(match[1]) for name in names if (match := pattern.fullmatch(name))]


def _frozen(document: Document, decisions: Decisions) -> list[int]:
    """Give the versions that are on signature or signed, whose files may be gone."""
    mark = document.key(0).removesuffix("0")
    return [
        int(number)
        for key, column in decisions
        if column == STATUS.title and key.startswith(mark) and is_frozen(decisions, key)
        if (number := key.removeprefix(mark)).isdecimal() and KEY_SEPARATOR not in number
    ]
