"""Paths of the Drive APIs: v3, the parts of v2 that gspread uses, and uploads."""

from __future__ import annotations

import email.parser
import email.policy
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from .errors import GoogleError

FILES = r"/drive/v3/files"
ROUTES = [
    ("GET", r"/drive/v3/about", "about.get"),
    ("GET", r"/drive/v3/changes/startPageToken", "changes.getStartPageToken"),
    ("GET", r"/drive/v3/changes", "changes.list"),
    ("GET", r"/drive/v3/drives", "drives.list"),
    ("POST", r"/drive/v3/drives", "drives.create"),
    ("GET", r"/drive/v3/drives/(?P<driveId>[^/]+)", "drives.get"),
    ("GET", FILES, "files.list"),
    ("POST", FILES, "files.create"),
    ("GET", FILES + r"/generateIds", "files.generateIds"),
    ("DELETE", FILES + r"/trash", "files.emptyTrash"),
    ("GET", FILES + r"/(?P<fileId>[^/]+)", "files.get"),
    ("PATCH", FILES + r"/(?P<fileId>[^/]+)", "files.update"),
    ("DELETE", FILES + r"/(?P<fileId>[^/]+)", "files.delete"),
    ("POST", FILES + r"/(?P<fileId>[^/]+)/copy", "files.copy"),
    ("GET", FILES + r"/(?P<fileId>[^/]+)/export", "files.export"),
    ("GET", FILES + r"/(?P<fileId>[^/]+)/permissions", "permissions.list"),
    ("POST", FILES + r"/(?P<fileId>[^/]+)/permissions", "permissions.create"),
    ("GET", FILES + r"/(?P<fileId>[^/]+)/permissions/(?P<permissionId>[^/]+)", "permissions.get"),
    (
        "PATCH",
        FILES + r"/(?P<fileId>[^/]+)/permissions/(?P<permissionId>[^/]+)",
        "permissions.update",
    ),
    (
        "DELETE",
        FILES + r"/(?P<fileId>[^/]+)/permissions/(?P<permissionId>[^/]+)",
        "permissions.delete",
    ),
    ("GET", FILES + r"/(?P<fileId>[^/]+)/revisions", "revisions.list"),
    ("GET", FILES + r"/(?P<fileId>[^/]+)/revisions/(?P<revisionId>[^/]+)", "revisions.get"),
    ("GET", FILES + r"/(?P<fileId>[^/]+)/comments", "comments.list"),
    ("POST", FILES + r"/(?P<fileId>[^/]+)/comments", "comments.create"),
    ("POST", r"/upload/drive/v3/files", "files.create"),
    ("PATCH", r"/upload/drive/v3/files/(?P<fileId>[^/]+)", "files.update"),
]
COMPILED = [(verb, re.compile(path), "drive." + name) for verb, path, name in ROUTES]
LISTS = {"drive.files.list", "drive.drives.list", "drive.changes.list"}


def route(verb: str, path: str) -> tuple[str, dict[str, str]]:
    """The method's id and what its path names; an empty id if there is none."""
    for wanted, pattern, name in COMPILED:
        if wanted == verb and (match := pattern.fullmatch(path)):
            return name, {key: unquote(value) for key, value in match.groupdict().items()}
    return "", {}


def kind_of(method_id: str) -> str:
    """Under which kind a method is counted."""
    if method_id in LISTS:
        return "drive_list"
    verb = method_id.rsplit(".", 1)[1]
    reads = ("get", "list", "export", "generateIds", "getStartPageToken")
    return "drive_read" if verb in reads else "drive_write"


@dataclass
class Session:
    """A resumable upload that is under way."""

    method_id: str
    names: dict[str, str]
    query: dict[str, list[str]]
    body: Any
    content_type: str
    received: bytearray = field(default_factory=bytearray)


class Uploads:
    """Reads uploads of the three kinds into metadata and content."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}

    def start(self, session: Session) -> str:
        """Begin a resumable upload; its id."""
        upload_id = secrets.token_urlsafe(32)
        self.sessions[upload_id] = session
        return upload_id

    def receive(self, upload_id: str, content: bytes, content_range: str) -> Session | None:
        """Take a part; the session when all has come, None when more is awaited."""
        session = self.sessions.get(upload_id)
        if session is None:
            raise GoogleError(404, "Not Found", reason="notFound")
        match = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)", content_range or "")
        if not match:
            session.received[:] = content
        elif match[1] is not None:
            del session.received[int(match[1]) :]
            session.received += content
        total = match[3] if match else str(len(session.received))
        if total == "*" or len(session.received) < int(total):
            return None
        return self.sessions.pop(upload_id)

    def have(self, upload_id: str) -> int:
        """How many bytes of an upload have come."""
        session = self.sessions.get(upload_id)
        return len(session.received) if session else 0


def multipart(content: bytes, content_type: str) -> tuple[Any, tuple[bytes, str]]:
    """The metadata and the media of a multipart/related body."""
    header = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(header + content)
    parts = list(message.iter_parts()) if message.is_multipart() else []
    if len(parts) != 2:
        raise GoogleError(400, "Malformed multipart body.", reason="badContent")
    try:
        body = json.loads(parts[0].get_payload(decode=True) or b"{}")
    except ValueError:
        raise GoogleError(400, "Parse Error", reason="parseError") from None
    return body, (_payload(content, content_type, parts[1]), parts[1].get_content_type())


def _payload(content: bytes, content_type: str, part: Any) -> bytes:
    """The media's bytes as they were sent, where no encoding is named."""
    if part.get("Content-Transfer-Encoding", "").lower() == "base64":
        return part.get_payload(decode=True)
    match = re.search(r'boundary="?([^";]+)"?', content_type)
    boundary = b"--" + (match[1] if match else "").encode()
    block = content.split(boundary)[2]
    _, _, payload = block.partition(b"\r\n\r\n" if b"\r\n\r\n" in block else b"\n\n")
    return (
        payload.removesuffix(b"\r\n") if payload.endswith(b"\r\n") else payload.removesuffix(b"\n")
    )


def v2_view(shown: dict[str, Any], base: str) -> dict[str, Any]:
    """A file of v3 in the words of v2, as the answer to an upload."""
    mime_type = shown.get("mimeType", "")
    return {
        "kind": "drive#file",
        "id": shown["id"],
        "etag": f'"{shown.get("version", "1")}"',
        "selfLink": f"{base}/drive/v2/files/{shown['id']}",
        "alternateLink": shown.get("webViewLink"),
        "iconLink": shown.get("iconLink"),
        "title": shown.get("name"),
        "mimeType": mime_type,
        "createdDate": shown.get("createdTime"),
        "modifiedDate": shown.get("modifiedTime"),
        "version": shown.get("version"),
        "parents": [{"kind": "drive#parentReference", "id": p} for p in shown.get("parents", [])],
        "exportLinks": shown.get("exportLinks"),
        "lastModifyingUser": shown.get("lastModifyingUser"),
        "lastModifyingUserName": shown.get("lastModifyingUser", {}).get("displayName"),
        "owners": shown.get("owners", []),
        "ownerNames": [owner["displayName"] for owner in shown.get("owners", [])],
        "capabilities": shown.get("capabilities"),
        "editable": True,
        "copyable": True,
        "shared": shown.get("shared"),
        "explicitlyTrashed": shown.get("trashed"),
        "labels": {"starred": shown.get("starred"), "trashed": shown.get("trashed")},
        "spaces": ["drive"],
    }
