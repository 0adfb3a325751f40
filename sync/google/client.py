"""The requests that the store makes, each one call; how they are sent stands in `seam`."""

from collections.abc import Mapping
from typing import Any

from gspread.urls import (
    DRIVE_FILES_API_V3_URL,
    SPREADSHEET_BATCH_UPDATE_URL,
    SPREADSHEET_URL,
)
from requests import Response

from sync.google import answers, uploads
from sync.google.endpoint import DRIVE
from sync.google.errors import Ambiguous, Unavailable
from sync.google.seam import Expect, Seam
from sync.google.uploads import Media

FILES = DRIVE_FILES_API_V3_URL
UPLOADS = f"{DRIVE}/upload/drive/v3/files"
ABOUT = f"{DRIVE}/drive/v3/about"
DRIVES = f"{DRIVE}/drive/v3/drives"

FILE_FIELDS = "id,name,mimeType,modifiedTime,version,trashed,webViewLink"
TRIES_WITHOUT_PROGRESS = 4

Json = dict[str, Any]


class Client(Seam):
    """Sheets and Drive for the store.

    Each call raises a GoogleError that names `book`, the name people know the file by.
    `server_time` then is Google's clock by the answer.
    """

    def get_spreadsheet(
        self, id: str, fields: str, *, ranges: list[str] | None = None, book: str = ""
    ) -> Json:
        """Give what `fields` (a mask) asks of a spreadsheet, in one read."""
        params = {"fields": fields} | ({"ranges": ranges} if ranges else {})
        return self.ask("GET", SPREADSHEET_URL % id, params=params, book=book).json

    def batch_update(
        self,
        id: str,
        body: Mapping[str, Any] | None,
        fields: str = "",
        *,
        repeatable: bool = False,
        book: str = "",
    ) -> Json:
        """Change a spreadsheet by one batch, all of it or nothing, in one write.

        `repeatable` is for a batch that Google refuses (400) when it has been done already.
        """
        return self.ask(
            "POST",
            SPREADSHEET_BATCH_UPDATE_URL % id,
            json=body,
            params={"fields": fields} if fields else None,
            repeatable=repeatable,
            book=book,
        ).json

    def list_files(
        self,
        q: str,
        fields: str = FILE_FIELDS,
        *,
        page_size: int = 1000,
        order_by: str = "",
        drive_id: str = "",
    ) -> list[Json]:
        """Give `fields` of all files that `q` finds, of one shared drive where it is named."""
        params = _everywhere(
            q=q,
            fields=f"nextPageToken,incompleteSearch,files({fields})",
            pageSize=page_size,
            orderBy=order_by,
            includeItemsFromAllDrives="true",
            corpora="drive" if drive_id else "",
            driveId=drive_id,
        )
        found: list[Json] = []
        token = ""
        while True:
            page = self.ask("GET", FILES, params=params | _given(pageToken=token)).json
            found += page.get("files", [])
            token = page.get("nextPageToken", "")
            if not token:
                return found

    def get_file(self, id: str, fields: str = FILE_FIELDS, *, book: str = "") -> Json:
        """Give `fields` of one file."""
        params = _everywhere(fields=fields)
        return self.ask("GET", f"{FILES}/{id}", params=params, book=book).json

    def create_file(
        self,
        metadata: Mapping[str, Any],
        media: Media | None = None,
        fields: str = FILE_FIELDS,
        *,
        book: str = "",
    ) -> Json:
        """Make a file (a spreadsheet or a folder where there is no `media`).

        Ambiguous when it may be there already: look for it before trying again.
        """
        params = _everywhere(fields=fields)
        if media:
            return self._upload("POST", UPLOADS, metadata, media, params, book)
        return self.ask("POST", FILES, json=metadata, params=params, book=book).json

    def update_file(
        self,
        id: str,
        metadata: Mapping[str, Any],
        media: Media | None = None,
        fields: str = FILE_FIELDS,
        *,
        book: str = "",
        **params: str,
    ) -> Json:
        """Change a file's metadata, and its content where `media` is given; its link stays.

        `params` are Drive's own, such as `addParents`.
        """
        query = _everywhere(fields=fields, **params)
        if media:
            return self._upload("PATCH", f"{UPLOADS}/{id}", metadata, media, query, book)
        return self.ask("PATCH", f"{FILES}/{id}", json=metadata, params=query, book=book).json

    def download(self, id: str, *, book: str = "") -> bytes:
        """Give the content of an uploaded file."""
        params = _everywhere(alt="media")
        answer = self.ask("GET", f"{FILES}/{id}", params=params, expect=Expect.ANYTHING, book=book)
        return answer.response.content

    def create_permission(
        self, id: str, address: str, role: str = "writer", *, notify: bool = False, book: str = ""
    ) -> Json:
        """Share a file with the person at `address`; a letter goes out only with `notify`."""
        return self.ask(
            "POST",
            f"{FILES}/{id}/permissions",
            json={"type": "user", "role": role, "emailAddress": address},
            params=_everywhere(sendNotificationEmail=str(notify).lower()),
            repeatable=not notify,  # the same permission again is the same permission
            book=book,
        ).json

    def about(self, fields: str = "user(displayName,emailAddress),storageQuota") -> Json:
        """Give who the account is and what storage it has."""
        return self.ask("GET", ABOUT, params={"fields": fields}).json

    def get_drive(self, id: str, *, book: str = "") -> Json:
        """Give the name of a shared drive and what the account may do there."""
        params = {"fields": "id,name,capabilities"}
        return self.ask("GET", f"{DRIVES}/{id}", params=params, book=book).json

    def _upload(
        self,
        method: str,
        url: str,
        metadata: Mapping[str, Any],
        media: Media,
        params: Json,
        book: str,
    ) -> Json:
        if len(media.content) > uploads.AT_ONCE:
            return self._upload_in_pieces(method, url, metadata, media, params, book)
        headers, body = uploads.multipart(metadata, media)
        params = params | {"uploadType": "multipart"}
        return self.ask(method, url, headers=headers, data=body, params=params, book=book).json

    def _upload_in_pieces(
        self,
        method: str,
        url: str,
        metadata: Mapping[str, Any],
        media: Media,
        params: Json,
        book: str,
    ) -> Json:
        """Begin a session, which makes no file yet, and send the content by it."""
        begun = self.ask(
            method,
            url,
            json=metadata,
            headers=uploads.announcement(media),
            params=params | {"uploadType": "resumable"},
            repeatable=True,
            expect=Expect.ANYTHING,
            book=book,
        )
        return self._send_pieces(begun.response.headers.get("Location", ""), media, book)

    def _send_pieces(self, place: str, media: Media, book: str) -> Json:
        """Send what Google has not got yet, until it has all and gives the file."""
        got, stuck = 0, 0
        while stuck < TRIES_WITHOUT_PROGRESS:
            answer = self._send_piece(place, media, got, book)
            if answer.status_code != 308:
                return answers.parsed(answer)
            before, got = got, uploads.arrived(answer)
            stuck = 0 if got > before else stuck + 1
        raise Unavailable("an upload does not get on").named(book, self.account.address)

    def _send_piece(self, place: str, media: Media, start: int, book: str) -> Response:
        """Send one piece; where that fails, ask how much has arrived (308, or the file)."""
        headers, content = uploads.piece(media, start)
        sending: Json = {"repeatable": False, "expect": Expect.ANYTHING, "book": book}
        try:
            return self.ask("PUT", place, headers=headers, data=content, **sending).response
        except Ambiguous:
            asking = sending | {"repeatable": True}
            return self.ask("PUT", place, headers=uploads.question(media), **asking).response


def _given(**params: Any) -> Json:
    return {name: value for name, value in params.items() if value != ""}


def _everywhere(**params: Any) -> Json:
    """Give the parameters of a request to Drive that sees shared drives too."""
    return _given(supportsAllDrives="true", **params)
