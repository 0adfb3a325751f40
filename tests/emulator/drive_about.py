"""What is about files: revisions, comments, changes, the account and its storage."""

from __future__ import annotations

import hashlib
from typing import Any

from .accounts import Account
from .answers import of_bytes
from .clock import rfc3339
from .drive_api import DriveApi, method
from .drive_files import CONVERTED, page
from .drive_view import EXPORTS
from .errors import GoogleError
from .files import SPREADSHEET, File, new_file_id, rank


@method("drive.revisions.list")
def list_revisions(
    drive: DriveApi, names: dict, options: dict, body: dict, account: Account
) -> Any:
    """The file's revisions, oldest first."""
    file = drive.store.drive_file(names["fileId"], account, "writer")
    shown, token = page(_revisions(file, account), options, 200)
    result = {"kind": "drive#revisionList", "revisions": shown}
    return result | ({"nextPageToken": token} if token else {})


def _revisions(file: File, account: Account) -> list[dict[str, Any]]:
    if file.content is None:
        return [
            {
                "kind": "drive#revision",
                "id": str(edit.version),
                "mimeType": file.mime_type,
                "modifiedTime": rfc3339(edit.time),
                "published": False,
                "lastModifyingUser": edit.account.user(account),
            }
            for edit in file.edits
        ]
    return [
        {
            "kind": "drive#revision",
            "id": revision.id,
            "mimeType": revision.mime_type,
            "modifiedTime": rfc3339(revision.time),
            "keepForever": False,
            "published": False,
            "lastModifyingUser": revision.account.user(account),
            "originalFilename": revision.name,
            "md5Checksum": hashlib.md5(revision.content or b"", usedforsecurity=False).hexdigest(),
            "size": str(len(revision.content or b"")),
        }
        for revision in file.revisions
    ]


@method("drive.revisions.get")
def get_revision(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """One revision, or its content."""
    file = drive.store.drive_file(names["fileId"], account)
    wanted = names["revisionId"]
    if options.get("alt") == "media":
        for revision in file.revisions:
            if wanted in (revision.id, "head"):
                return of_bytes(revision.content or b"", revision.mime_type)
    for shown in _revisions(file, account):
        if shown["id"] == wanted or (wanted == "head" and shown is _revisions(file, account)[-1]):
            return shown
    raise GoogleError(
        404, f"Revision not found: {wanted}.", reason="notFound", location="revisionId"
    )


@method("drive.comments.list")
def list_comments(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """No comments."""
    if "fields" not in options:
        raise _fields_required()
    drive.store.drive_file(names["fileId"], account)
    return {"kind": "drive#commentList", "comments": []}


@method("drive.comments.create")
def create_comment(
    drive: DriveApi, names: dict, options: dict, body: dict, account: Account
) -> Any:
    """A comment, which is answered but not kept."""
    if "fields" not in options:
        raise _fields_required()
    drive.store.drive_file(names["fileId"], account, "commenter")
    now = rfc3339(drive.store.clock.now())
    shown = {"kind": "drive#comment", "id": new_file_id()[:11], "createdTime": now}
    shown |= {"modifiedTime": now, "author": account.user(account), "deleted": False, "replies": []}
    return shown | {k: body[k] for k in ("content", "anchor") if k in body}


def _fields_required() -> GoogleError:
    return GoogleError(
        400,
        "The 'fields' parameter is required for this method.",
        reason="required",
        location="fields",
    )


@method("drive.about.get")
def about(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """The account and its storage."""
    if "fields" not in options:
        raise _fields_required()
    own = [f for f in drive.store.files.values() if f.owner and f.owner.email == account.email]
    used = sum(len(file.content or b"") for file in own)
    quota = {"usage": str(used), "usageInDrive": str(used), "usageInDriveTrash": "0"}
    quota = {"limit": "16106127360" if account.storage else "0", **quota}
    return {
        "kind": "drive#about",
        "user": account.user(account),
        "storageQuota": quota,
        "maxUploadSize": "5242880000000",
        "appInstalled": False,
        "canCreateDrives": account.storage,
        "canCreateTeamDrives": account.storage,
        "exportFormats": {mime: list(kinds) for mime, kinds in EXPORTS.items()},
        "importFormats": {mime: [SPREADSHEET] for mime in CONVERTED},
        "folderColorPalette": [],
        "driveThemes": [],
    }


@method("drive.changes.getStartPageToken")
def start_page_token(
    drive: DriveApi, names: dict, options: dict, body: dict, account: Account
) -> Any:
    """From where to ask for changes."""
    now = drive.store.clock.now()
    return {"kind": "drive#startPageToken", "startPageToken": str(int(now * 1000))}


@method("drive.changes.list")
def list_changes(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """Files of which Drive tells a change since the token."""
    since, now = int(options["pageToken"]) / 1000, drive.store.clock.now()
    changes = []
    for file in drive.store.files.values():
        told = file.told(now, drive.store.delay)
        if told.time >= since and rank(drive.store.role(file, account)) >= 0:
            shown = drive.view(file, account, {})
            changes.append(
                {
                    "kind": "drive#change",
                    "changeType": "file",
                    "time": rfc3339(told.time),
                    "removed": False,
                    "fileId": file.id,
                    "file": shown,
                }
            )
    token = str(int(now * 1000))
    return {"kind": "drive#changeList", "newStartPageToken": token, "changes": changes}
