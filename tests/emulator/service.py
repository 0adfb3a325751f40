"""From a request to its answer: who calls, what is asked, whether the quota allows it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from . import drive_routes, sheets_api
from .accounts import Account, TokenError
from .answers import Answer
from .discovery import api
from .errors import BAD_TOKEN, GoogleError, no_storage
from .files import SPREADSHEET

if TYPE_CHECKING:
    from .emulator import Emulator

JSON = "application/json; charset=UTF-8"
TOKEN_PATHS = ("/token", "/oauth2/v4/token", "/o/oauth2/token")
V2_METHODS = {"drive.files.create": "drive.files.insert"}
V2_FIELDS = {"title": "name", "mimeType": "mimeType", "description": "description"}
"""What of a file's fields in v2 is taken over, and its name in v3."""


@dataclass
class Request:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    path: str = ""
    query: dict[str, list[str]] = field(default_factory=dict)
    api: str = ""
    method_id: str = ""
    names: dict[str, str] = field(default_factory=dict)
    kind: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.target)
        self.path = parts.path
        self.query = parse_qs(parts.query, keep_blank_values=True)
        verb = self.headers.get("x-http-method-override", self.method).upper()
        self._find(verb)

    def _find(self, verb: str) -> None:
        if self.path.startswith("/v4/"):
            self.api = "sheets"
            self.method_id, self.names = sheets_api.route(verb, self.path)
            self.kind = sheets_api.kind_of(self.method_id)
        elif self.path in TOKEN_PATHS:
            self.api, self.kind = "token", "token"
        elif self.path.startswith("/emulator"):
            self.api = "control"
        else:
            self.api = "drive"
            self._find_drive(verb)

    def _find_drive(self, verb: str) -> None:
        path = self.path
        if "/drive/v2/" in path:
            path = path.replace("/drive/v2/", "/drive/v3/")
            verb = "PATCH" if verb == "PUT" else verb
        elif path.startswith("/upload/") and verb == "PUT":
            verb = "PATCH" if path.count("/") > 4 else "POST"
        self.method_id, self.names = drive_routes.route(verb, path)
        self.kind = drive_routes.kind_of(self.method_id) if self.method_id else "drive_read"

    @property
    def version2(self) -> bool:
        """Whether the path is of Drive v2."""
        return "/drive/v2/" in self.path

    def json(self) -> Any:
        """The body read as JSON; 400 if it is none."""
        if not self.body:
            return {}
        try:
            value = json.loads(self.body)
        except ValueError:
            raise GoogleError(
                400, "Invalid JSON payload received. Unexpected token.", reason="parseError"
            ) from None
        if not isinstance(value, dict):
            raise GoogleError(
                400,
                'Invalid JSON payload received. Unknown name "": Root element must be a message.',
                reason="parseError",
            )
        return value


@dataclass
class Response:
    """An answer to be sent."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def of_json(value: Any, status: int = 200) -> Response:
    """An answer in JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(status, text.encode())


def of_error(error: GoogleError, api: str) -> Response:
    """An error in the shape of its API."""
    body = error.drive_body() if api == "drive" else error.sheets_body()
    response = of_json(body, error.code)
    if error.code == 401:
        problem = ', error="invalid_token"' if error.message == BAD_TOKEN else ""
        realm = f'Bearer realm="https://accounts.google.com/"{problem}'
        response.headers["WWW-Authenticate"] = realm
    return response


class Service:
    """Answers requests for an emulator."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.uploads = drive_routes.Uploads()

    def answer(self, request: Request) -> Response:
        """The answer, whatever goes wrong."""
        try:
            if request.api == "token":
                return self._token(request)
            return self._carry_out(request)
        except GoogleError as error:
            return of_error(error, request.api)

    def _token(self, request: Request) -> Response:
        try:
            content_type = request.headers.get("content-type", "")
            return of_json(self.emulator.accounts.grant(request.body, content_type))
        except TokenError as error:
            return of_json(error.body, error.code)

    def _carry_out(self, request: Request) -> Response:
        upload_id = request.query.get("upload_id", [""])[0]
        if not request.method_id and not upload_id:
            return _no_such_path(request)
        token = request.headers.get("authorization") or _query_token(request)
        writes = request.kind.endswith("write")
        account = self.emulator.accounts.caller(token, request.api, writes)
        self.emulator.quotas.spend(request.kind, account.email)
        if request.api == "sheets":
            body = request.json()
            with self.emulator.store.lock:
                result = self.emulator.sheets.answer(
                    request.method_id, request.names, request.query, body, account
                )
                return of_json(result)
        if request.path.startswith("/upload/"):
            return self._upload(request, account, upload_id)
        return self._drive(request, account, request.json(), None)

    def _drive(
        self, request: Request, account: Account, body: Any, media: tuple[bytes, str] | None
    ) -> Response:
        query = request.query
        if request.version2:
            return self._drive_v2(request, account, body, media)
        with self.emulator.store.lock:
            result = self.emulator.drive.answer(
                request.method_id, request.names, query, body, account, media
            )
            if not isinstance(result, Answer):
                return of_json(result)
        response = Response(result.status, result.content or b"", result.content_type)
        return _ranged(response, request.headers.get("range", ""))

    def _drive_v2(
        self, request: Request, account: Account, body: Any, media: tuple[bytes, str] | None
    ) -> Response:
        method_id = V2_METHODS.get(request.method_id, request.method_id)
        version2 = api("drive", "v2")
        if method_id in version2.methods:
            version2.check_query(method_id, request.query)
            body = _of_v2(version2.check_body(method_id, body))
        if media and request.method_id == "drive.files.create":
            convert = request.query.get("convert", [""])[0].lower() == "true"
            body.setdefault("mimeType", SPREADSHEET if convert else media[1])
        with self.emulator.store.lock:
            result = self.emulator.drive.answer(
                request.method_id, request.names, {"fields": ["*"]}, body, account, media
            )
        if isinstance(result, Answer):
            return Response(result.status, result.content or b"", result.content_type)
        if "files" in result:
            items = [drive_routes.v2_view(f, self.emulator.url) for f in result["files"]]
            return of_json({"kind": "drive#fileList", "items": items})
        if result.get("kind") != "drive#file":
            return of_json(result)
        return of_json(drive_routes.v2_view(result, self.emulator.url))

    def _upload(self, request: Request, account: Account, upload_id: str) -> Response:
        content_type = request.headers.get("content-type", "application/octet-stream")
        kind = request.query.get("uploadType", [""])[0]
        if upload_id:
            return self._resume(request, account, upload_id)
        if kind == "resumable":
            return self._start_resumable(request, account)
        request.query.pop("uploadType", None)
        if kind == "multipart":
            body, media = drive_routes.multipart(request.body, content_type)
            return self._drive(request, account, body, media)
        return self._drive(request, account, {}, (request.body, content_type.split(";")[0]))

    def _start_resumable(self, request: Request, account: Account) -> Response:
        query = {k: v for k, v in request.query.items() if k != "uploadType"}
        media_type = request.headers.get("x-upload-content-type", "application/octet-stream")
        body = request.json()
        if not account.storage and request.method_id == "drive.files.create":
            with self.emulator.store.lock:
                self._check_storage(account, body)
        session = drive_routes.Session(request.method_id, request.names, query, body, media_type)
        upload_id = self.uploads.start(session)
        response = Response(200, b"", "text/plain")
        parameters = urlencode({"uploadType": "resumable", "upload_id": upload_id})
        response.headers["Location"] = f"{self.emulator.url}{request.path}?{parameters}"
        response.headers["X-GUploader-UploadID"] = upload_id
        return response

    def _check_storage(self, account: Account, body: dict[str, Any]) -> None:
        parents = body.get("parents") or [""]
        if not self.emulator.store.drive_of(parents[0]):
            raise no_storage()

    def _resume(self, request: Request, account: Account, upload_id: str) -> Response:
        content_range = request.headers.get("content-range", "")
        session = self.uploads.receive(upload_id, request.body, content_range)
        if session is None:
            response = Response(308, b"", "text/plain")
            if have := self.uploads.have(upload_id):
                response.headers["Range"] = f"bytes=0-{have - 1}"
            return response
        request.method_id, request.names = session.method_id, session.names
        request.query = session.query
        return self._drive(
            request, account, session.body, (bytes(session.received), session.content_type)
        )


def _of_v2(body: dict[str, Any]) -> dict[str, Any]:
    result = {V2_FIELDS[key]: value for key, value in body.items() if key in V2_FIELDS}
    if "parents" in body:
        result["parents"] = [parent["id"] for parent in body["parents"]]
    return result


def _query_token(request: Request) -> str | None:
    for name in ("access_token", "oauth_token"):
        if name in request.query:
            return f"Bearer {request.query.pop(name)[0]}"
    return None


def _ranged(response: Response, wanted: str) -> Response:
    if not wanted.startswith("bytes=") or response.status != 200:
        return response
    first, _, last = wanted[6:].partition("-")
    size = len(response.body)
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    if start >= size:
        answer = Response(416, b"", "text/html")
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    answer = Response(206, response.body[start : end + 1], response.content_type)
    answer.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return answer


def _no_such_path(request: Request) -> Response:
    page = (
        "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n"
        "  <title>Error 404 (Not Found)!!1</title>\n"
        f"  <p><b>404.</b> <ins>That’s an error.</ins>\n  <p>The requested URL "
        f"<code>{request.path}</code> was not found on this server.  "
        "<ins>That’s all we know.</ins>\n"
    )
    return Response(404, page.encode(), "text/html; charset=UTF-8")
