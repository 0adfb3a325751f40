"""Drive's files: what each is, who may do what with it, when it changed and what is told of it."""

from __future__ import annotations

import hashlib
import secrets
import string
from dataclasses import dataclass, field
from typing import Any

from .accounts import Account
from .spreadsheet import Spreadsheet, new_id

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
SHORTCUT = "application/vnd.google-apps.shortcut"
NATIVE = "application/vnd.google-apps."
ROLES = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")
EVERYBODY_ID = "anyoneWithLink"
NEVER = float("inf")
_ALPHABET = string.ascii_letters + string.digits + "-_"


def new_file_id() -> str:
    """An id like Google's: 44 characters."""
    return "1" + "".join(secrets.choice(_ALPHABET) for _ in range(43))


def rank(role: str) -> int:
    """How much a role may; -1 for none."""
    return ROLES.index(role) if role in ROLES else -1


@dataclass(frozen=True)
class Edit:
    """One change of a file: when, by whom, and the version it made."""

    time: float
    account: Account
    version: int


@dataclass
class Revision:
    """The contents of a file as they were after an upload."""

    id: str
    time: float
    account: Account
    mime_type: str
    content: bytes | None
    name: str


@dataclass
class File:
    """A file of Drive; a spreadsheet has its `book`, an uploaded file its `content`."""

    id: str
    name: str
    mime_type: str
    created: float
    owner: Account | None
    parents: list[str] = field(default_factory=list)
    drive_id: str = ""
    book: Spreadsheet | None = None
    content: bytes | None = None
    permissions: dict[str, dict[str, Any]] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    delay: float | None = None
    trashed: bool = False
    trashed_at: float = 0.0
    starred: bool = False
    description: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    app_properties: dict[str, str] = field(default_factory=dict)
    shared_at: dict[str, float] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)

    def touch(self, time: float, account: Account) -> None:
        """Note a change."""
        version = self.edits[-1].version + 2 if self.edits else 1
        self.edits.append(Edit(time, account, version))
        if len(self.edits) > 200:
            del self.edits[1:-100]

    def told(self, now: float, delay: float) -> Edit:
        """The last change that Drive already tells of."""
        wait = delay if self.delay is None else self.delay
        for edit in reversed(self.edits):
            if edit.time + wait <= now:
                return edit
        return self.edits[0]

    def keep_revision(self, time: float, account: Account) -> None:
        """Note the contents after an upload."""
        revision = Revision(
            new_revision_id(), time, account, self.mime_type, self.content, self.name
        )
        self.revisions.append(revision)

    @property
    def md5(self) -> str:
        """The checksum of the contents."""
        return hashlib.md5(self.content or b"", usedforsecurity=False).hexdigest()

    def role(self, account: Account) -> str:
        """The account's own role on this file, without folders and drives."""
        roles = [
            item["role"]
            for item in self.permissions.values()
            if item["type"] == "anyone"
            or item.get("emailAddress", "").lower() == account.email.lower()
            or (item["type"] == "domain" and account.email.endswith("@" + item.get("domain", "")))
        ]
        return max(roles, key=rank, default="")


def new_revision_id() -> str:
    """An id for a revision."""
    return "0B" + "".join(secrets.choice(_ALPHABET) for _ in range(48)) + "PQ"


def permission(
    kind: str, role: str, *, email: str = "", name: str = "", domain: str = ""
) -> dict[str, Any]:
    """A permission as Drive keeps it."""
    if kind == "anyone":
        return {
            "kind": "drive#permission",
            "id": EVERYBODY_ID,
            "type": "anyone",
            "role": role,
            "allowFileDiscovery": False,
        }
    if kind == "domain":
        return {
            "kind": "drive#permission",
            "id": f"{new_id()}k",
            "type": "domain",
            "role": role,
            "domain": domain,
            "displayName": domain,
            "allowFileDiscovery": False,
        }
    account = Account(email)
    return {
        "kind": "drive#permission",
        "id": account.permission_id,
        "type": kind,
        "emailAddress": email,
        "role": role,
        "displayName": name or email,
        "deleted": False,
        "pendingOwner": False,
    }
