"""A file as Drive's File resource shows it."""

from __future__ import annotations

from typing import Any

from .accounts import Account
from .clock import rfc3339
from .files import FOLDER, NATIVE, SPREADSHEET, File, rank
from .store import Store

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTS = {
    SPREADSHEET: {
        "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
        "text/tab-separated-values": "tsv",
        "application/pdf": "pdf",
        XLSX: "xlsx",
        "text/csv": "csv",
        "application/zip": "zip",
        "application/vnd.oasis.opendocument.spreadsheet": "ods",
    }
}


def file_view(
    store: Store, file: File, account: Account, wanted: set[str] | None
) -> dict[str, Any]:
    """The fields of a file that are wanted; None is all."""
    role = store.role(file, account)
    told = file.told(store.clock.now(), store.delay)
    binary = file.content is not None
    shown: dict[str, Any] = {
        "kind": "drive#file",
        "id": file.id,
        "name": file.name,
        "mimeType": file.mime_type,
        "starred": file.starred,
        "trashed": store.trashed(file),
        "explicitlyTrashed": file.trashed,
        "spaces": ["drive"],
        "version": str(told.version),
        "webViewLink": _link(file),
        "iconLink": "https://drive-thirdparty.googleusercontent.com/16/type/" + file.mime_type,
        "hasThumbnail": False,
        "thumbnailVersion": "0",
        "viewedByMe": False,
        "createdTime": rfc3339(file.created),
        "modifiedTime": rfc3339(told.time),
        "modifiedByMe": any(e.account.email == account.email for e in file.edits),
        "lastModifyingUser": told.account.user(account),
        "shared": len(file.permissions) > 1 or bool(file.drive_id),
        "ownedByMe": file.owner is not None and file.owner.email == account.email,
        "viewersCanCopyContent": True,
        "copyRequiresWriterPermission": False,
        "writersCanShare": True,
        "quotaBytesUsed": str(len(file.content or b"")),
        "isAppAuthorized": True,
        "inheritedPermissionsDisabled": False,
    }
    if rank(role) >= 0 and (file.drive_id or account.sees_all or role in ("owner", "writer")):
        shown["parents"] = list(file.parents)
    shown |= _owning(file, account, role)
    shown |= _optional(store, file, account)
    if binary:
        shown |= _content(file)
    elif file.mime_type in EXPORTS:
        base = "https://docs.google.com/spreadsheets/export?id="
        links = EXPORTS[file.mime_type].items()
        shown["exportLinks"] = {m: f"{base}{file.id}&exportFormat={x}" for m, x in links}
    if wanted is None or "capabilities" in wanted:
        shown["capabilities"] = _capabilities(file, role)
    return shown


def _owning(file: File, account: Account, role: str) -> dict[str, Any]:
    if file.drive_id:
        return {"driveId": file.drive_id, "teamDriveId": file.drive_id}
    result: dict[str, Any] = {"owners": [file.owner.user(account)] if file.owner else []}
    if rank(role) >= rank("writer"):
        result["permissions"] = list(file.permissions.values())
        result["permissionIds"] = list(file.permissions)
    return result


def _optional(store: Store, file: File, account: Account) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if file.description:
        shown["description"] = file.description
    if file.properties:
        shown["properties"] = file.properties
    if file.app_properties:
        shown["appProperties"] = file.app_properties
    if account.email.lower() in file.shared_at:
        shown["sharedWithMeTime"] = rfc3339(file.shared_at[account.email.lower()])
    if file.trashed:
        shown["trashedTime"] = rfc3339(file.trashed_at)
    mine = [edit for edit in file.edits if edit.account.email == account.email]
    if mine:
        shown["modifiedByMeTime"] = rfc3339(mine[-1].time)
    shown |= {k: v for k, v in file.settings.items() if v is not None}
    return shown


def _content(file: File) -> dict[str, Any]:
    extension = file.name.rpartition(".")[2] if "." in file.name else ""
    return {
        "size": str(len(file.content or b"")),
        "md5Checksum": file.md5,
        "originalFilename": file.name,
        "fileExtension": extension,
        "fullFileExtension": extension,
        "headRevisionId": file.revisions[-1].id if file.revisions else "",
        "webContentLink": f"https://drive.google.com/uc?id={file.id}&export=download",
    }


def _link(file: File) -> str:
    if file.mime_type == SPREADSHEET:
        return f"https://docs.google.com/spreadsheets/d/{file.id}/edit?usp=drivesdk"
    if file.mime_type == FOLDER:
        return f"https://drive.google.com/drive/folders/{file.id}"
    if file.mime_type.startswith(NATIVE + "document"):
        return f"https://docs.google.com/document/d/{file.id}/edit?usp=drivesdk"
    return f"https://drive.google.com/file/d/{file.id}/view?usp=drivesdk"


def _capabilities(file: File, role: str) -> dict[str, bool]:
    reads, writes = rank(role) >= 0, rank(role) >= rank("writer")
    owns = role in ("owner", "organizer")
    manages = rank(role) >= rank("fileOrganizer") if file.drive_id else owns
    folder = file.mime_type == FOLDER
    return {
        "canAddChildren": folder and writes,
        "canChangeCopyRequiresWriterPermission": writes,
        "canChangeViewersCanCopyContent": writes,
        "canComment": rank(role) >= rank("commenter"),
        "canCopy": reads and not folder,
        "canDelete": owns,
        "canDownload": reads and not folder,
        "canEdit": writes,
        "canListChildren": folder and reads,
        "canModifyContent": writes,
        "canMoveItemIntoTeamDrive": owns,
        "canMoveItemWithinDrive": writes,
        "canReadRevisions": writes and not folder,
        "canRemoveChildren": folder and writes,
        "canRename": writes,
        "canShare": writes,
        "canTrash": manages,
        "canUntrash": manages,
    }


def facts(store: Store, file: File, account: Account) -> dict[str, Any]:
    """What a search asks of a file."""
    told = file.told(store.clock.now(), store.delay)
    people = file.permissions.values()

    def who(role: str) -> set[str]:
        return {
            item.get("emailAddress", "").lower()
            for item in people
            if rank(item["role"]) >= rank(role)
        }

    shared = file.shared_at.get(account.email.lower())
    return {
        "file": file,
        "name": file.name,
        "fullText": f"{file.name} {file.description}",
        "mimeType": file.mime_type,
        "trashed": store.trashed(file),
        "starred": file.starred,
        "sharedWithMe": shared is not None,
        "sharedWithMeTime": shared,
        "modifiedTime": told.time,
        "createdTime": file.created,
        "viewedByMeTime": None,
        "parents": file.parents,
        "root": store.root(account),
        "owners": who("owner"),
        "writers": who("writer"),
        "readers": who("reader"),
        "appProperties": file.app_properties,
        "properties": file.properties,
        "folder": file.mime_type == FOLDER,
        "size": len(file.content or b""),
        "visibility": "anyoneWithLink" if "anyoneWithLink" in file.permissions else "limited",
    }
