"""Files of Drive that the worker makes: documents to share, spreadsheets of organisations.

A document keeps its file, and with it its link: a new content is a new revision. Where the
account has no storage, people make an empty file of the same name and the worker fills it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from sync.google.client import Client, Json
from sync.google.errors import Ambiguous, GoogleError, NotFound, QuotaExceeded
from sync.google.memory import Memory
from sync.google.uploads import Media

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FIELDS = "id,name,trashed,webViewLink"

NO_STORAGE = (
    "{error} Создайте в папке документов пустой файл «{name}» и дайте программе роль «Редактор»: "
    "дальше она будет менять его содержание."
)


@dataclass(frozen=True, slots=True)
class Shared:
    """A document as it goes to Drive: `digest` stands for its content, `render` makes it."""

    name: str
    digest: str
    render: Callable[[], bytes]


class Documents:
    """The documents of a district in a folder of Drive, and making files there at all."""

    def __init__(self, client: Client, drive: str, folder: str, memory: Memory) -> None:
        """Take the ids of the shared drive and of the folder, each "" where there is none."""
        self._client, self._parent, self._memory = client, folder or drive, memory
        self._folder = folder
        self._drive = drive

    def link(self, name: str) -> str:
        """Give the address of a document; "" of one that is not in Drive."""
        return self._memory.documents.get(name, ("", "", ""))[2]

    def share(self, document: Shared) -> str:
        """Bring a document of Drive up to date; say in Russian why it could not be done."""
        id, digest, _ = self._memory.documents.get(document.name, ("", "", ""))
        if not self._parent or (id and digest == document.digest):
            return ""
        try:
            file = self._put(document, id)
        except QuotaExceeded as error:
            return NO_STORAGE.format(error=error, name=_file_name(document.name))
        except GoogleError as error:
            return str(error)
        told = (file["id"], document.digest, file.get("webViewLink", ""))
        self._memory.documents[document.name] = told
        self._memory.save()
        return ""

    def _put(self, document: Shared, id: str) -> Json:
        """Change the file that there is, made by us or by people; else make one."""
        name, media = _file_name(document.name), Media(document.render(), DOCX)
        id = id or self._find(name, DOCX)
        if id:
            try:
                return self._client.update_file(id, {}, media, FIELDS, book=name)
            except NotFound:  # somebody deleted it: make it anew
                id = ""
        return self._make({"name": name, "mimeType": DOCX}, media)

    def new_spreadsheet(self, title: str, mailbox: str | None) -> tuple[str, str]:
        """Make an empty spreadsheet and share it with `mailbox`; give its id and address.

        QuotaExceeded where the account may own no files.
        """
        file = self._make({"name": title, "mimeType": SPREADSHEET}, None)
        if mailbox:
            self._client.create_permission(file["id"], mailbox, notify=True, book=title)
        return file["id"], file.get("webViewLink", "")

    def _make(self, metadata: Json, media: Media | None) -> Json:
        """Make a file once: where the answer got lost, look whether it is there."""
        name = metadata["name"]
        if self._parent:
            metadata = metadata | {"parents": [self._parent]}
        try:
            return self._client.create_file(metadata, media, FIELDS, book=name)
        except Ambiguous:
            found = self._find(name, metadata["mimeType"])
            if found:
                return self._client.get_file(found, FIELDS, book=name)
            return self._client.create_file(metadata, media, FIELDS, book=name)

    def _find(self, name: str, kind: str) -> str:
        """Give the id of the only file of this name in the folder, "" where there is none."""
        quoted = name.replace("\\", "\\\\").replace("'", "\\'")
        query = f"name = '{quoted}' and mimeType = '{kind}' and trashed = false"
        if self._parent:
            query += f" and '{self._parent}' in parents"
        found = self._client.list_files(query, "id", drive_id=self._drive)
        return found[0]["id"] if len(found) == 1 else ""


def _file_name(name: str) -> str:
    return PurePosixPath(name).name
