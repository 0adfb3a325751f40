"""Files of Drive that the worker makes: documents to share, spreadsheets of organisations.

A document keeps its file, and with it its link: a new content is a new revision. Where the
account has no storage, people make an empty file of the same name and the worker fills it.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePosixPath

from docgen.rendering import TemplateError
from sync.folder import DOCUMENTS
from sync.google.client import Client, Json
from sync.google.errors import FATAL, Ambiguous, GoogleError, NotFound, QuotaExceeded
from sync.google.memory import Kept, Memory
from sync.google.uploads import Media
from sync.stores import Upload

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FIELDS = "id,name,trashed,webViewLink"

NO_STORAGE = (
    "{error} Создайте в папке документов пустой файл «{name}» и дайте программе роль «Редактор»: "
    "дальше она будет менять его содержание."
)


class Documents:
    """The documents of a district in a folder of Drive, and making files there at all."""

    def __init__(self, client: Client, drive: str, folder: str, memory: Memory) -> None:
        """Take the ids of the shared drive and of the folder, each "" where there is none."""
        self._client, self._memory = client, memory
        self._folder = folder
        self._drive = drive

    def link(self, name: str) -> str:
        """Give the address of a document; "" of one that is not in Drive."""
        return self._known(name).link

    def share(self, uploads: Sequence[Upload]) -> dict[str, str]:
        """Bring documents of Drive up to date; say in Russian which could not be, and why."""
        if not self._folder:
            return {}
        try:
            all_known = not self._memory.documents and self._recall()
        except FATAL:
            raise
        except GoogleError as error:
            return {upload.name: str(error) for upload in uploads}
        troubles: dict[str, str] = {}
        for upload in uploads:
            if self._known(upload.name).digest != upload.made_of:
                trouble = self._share(upload, all_known)
                troubles |= {upload.name: trouble} if trouble else {}
        return troubles

    def _known(self, name: str) -> Kept:
        return self._memory.documents.get(name, Kept())

    def _recall(self) -> bool:
        """Find all documents that are there, when the memory of them is lost."""
        query = f"mimeType = '{DOCX}' and trashed = false and '{self._folder}' in parents"
        for file in self._client.list_files(query, FIELDS, drive_id=self._drive):
            name = f"{DOCUMENTS}/{file['name']}"
            self._memory.documents[name] = Kept(file["id"], "", file.get("webViewLink", ""))
        return True

    def _share(self, upload: Upload, all_known: bool) -> str:
        name = PurePosixPath(upload.name).name
        try:
            id = self._known(upload.name).id or (
                "" if all_known else self._find(name, DOCX, self._folder)
            )
            file = self._put(name, upload.render(), id)
        except TemplateError as error:
            return str(error)
        except QuotaExceeded as error:
            return NO_STORAGE.format(error=error, name=name)
        except FATAL:
            raise
        except GoogleError as error:
            return str(error)
        kept = Kept(file["id"], upload.made_of, file.get("webViewLink", ""))
        self._memory.documents[upload.name] = kept
        self._memory.save()
        return ""

    def _put(self, name: str, content: bytes, id: str) -> Json:
        """Change the file that there is, made by us or by people; else make one."""
        media = Media(content, DOCX)
        if id:
            with suppress(NotFound):  # somebody deleted it: make it anew
                file = self._client.update_file(id, {}, media, FIELDS, book=name)
                if not file.get("trashed"):
                    return file
        return self._make({"name": name, "mimeType": DOCX}, media, self._folder)

    def new_spreadsheet(self, title: str) -> str:
        """Make an empty spreadsheet, on the shared drive if there is one; give its id.

        QuotaExceeded where the account may own no files.
        """
        metadata = {"name": title, "mimeType": SPREADSHEET}
        return str(self._make(metadata, None, self._drive or self._folder)["id"])

    def _make(self, metadata: Json, media: Media | None, parent: str) -> Json:
        """Make a file once: where the answer got lost, look whether it is there."""
        name = metadata["name"]
        if parent:
            metadata = metadata | {"parents": [parent]}
        try:
            return self._client.create_file(metadata, media, FIELDS, book=name)
        except Ambiguous:
            found = self._find(name, metadata["mimeType"], parent)
            if found:
                return self._client.get_file(found, FIELDS, book=name)
            return self._client.create_file(metadata, media, FIELDS, book=name)

    def _find(self, name: str, kind: str, parent: str) -> str:
        """Give the id of the only file of this name in a folder, "" where there is none."""
        quoted = name.replace("\\", "\\\\").replace("'", "\\'")
        query = f"name = '{quoted}' and mimeType = '{kind}' and trashed = false"
        if parent:
            query += f" and '{parent}' in parents"
        found = self._client.list_files(query, "id", drive_id=self._drive)
        return found[0]["id"] if len(found) == 1 else ""
