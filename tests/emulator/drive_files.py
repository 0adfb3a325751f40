"""Files of Drive: listing, creating, changing, copying, deleting, exporting."""

from __future__ import annotations

import base64
from typing import Any

from . import errors, export
from .accounts import Account
from .answers import nothing, of_bytes
from .drive_api import DriveApi, method
from .drive_query import Query, ordered
from .drive_view import EXPORTS, XLSX, facts
from .errors import GoogleError
from .files import FOLDER, NATIVE, SPREADSHEET, File, new_file_id, rank

CONVERTED = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    XLSX: "xlsx",
}


SETTINGS = (
    "copyRequiresWriterPermission",
    "writersCanShare",
    "viewersCanCopyContent",
    "contentRestrictions",
    "folderColorRgb",
)


@method("drive.files.list")
def list_files(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """The files that the account sees and the search fits."""
    test = Query(options.get("q", "")).test()
    corpora, drive_id = options.get("corpora", ""), options.get("driveId", "")
    if drive_id and drive_id not in drive.store.drives:
        raise GoogleError(
            404, f"Shared drive not found: {drive_id}", reason="notFound", location="driveId"
        )
    if corpora == "drive" and not drive_id:
        raise GoogleError(400, "The driveId parameter is required.", reason="required")
    with_drives = options.get("includeItemsFromAllDrives") or options.get("includeTeamDriveItems")
    seen = [
        file
        for file in drive.store.files.values()
        if (not drive_id or file.drive_id == drive_id)
        and (not file.drive_id or with_drives)
        and (corpora != "domain")
        and rank(drive.store.role(file, account)) >= 0
    ]
    found = [f for f in (facts(drive.store, file, account) for file in seen) if test(f)]
    found = ordered(found, options.get("orderBy") or "modifiedTime desc")
    files, token = page(found, options, 100)
    result: dict[str, Any] = {"kind": "drive#fileList", "incompleteSearch": False}
    if token:
        result["nextPageToken"] = token
    below = options["mask"].get("files", {}) if options["mask"] else {}
    result["files"] = [drive.view(f["file"], account, below) for f in files]
    return result


def page(items: list[Any], options: dict[str, Any], size: int) -> tuple[list[Any], str]:
    size = options.get("pageSize") or size
    start = 0
    if options.get("pageToken"):
        try:
            text = base64.urlsafe_b64decode(options["pageToken"].removeprefix("~!!~")).decode()
            start = int(text.removeprefix("from:"))
        except ValueError:
            raise GoogleError(
                400, "Invalid Value", reason="invalid", location="pageToken"
            ) from None
    token = ""
    if start + size < len(items):
        token = "~!!~" + base64.urlsafe_b64encode(f"from:{start + size}".encode()).decode()
    return items[start : start + size], token


@method("drive.files.get")
def get_file(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """A file's facts, or its content."""
    file = drive.store.drive_file(names["fileId"], account)
    if options.get("alt") == "media":
        if file.content is None:
            raise GoogleError(
                403,
                "Only files with binary content can be downloaded. Use Export with Docs Editors "
                "files.",
                reason="fileNotDownloadable",
                location="alt",
            )
        return of_bytes(file.content, file.mime_type)
    return drive.view(file, account, options["mask"])


@method("drive.files.create")
def create_file(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """A new file, with content if it is uploaded."""
    content, content_type = options.get("media") or (b"", "")
    mime_type = body.get("mimeType") or content_type or "application/octet-stream"
    parents = body.get("parents")
    if parents and len(parents) > 1:
        raise GoogleError(400, "A file cannot have more than one parent.", reason="invalid")
    for parent in parents or []:
        _check_parent(drive, parent, account)
    if body.get("id") and body["id"] in drive.store.files:
        raise GoogleError(409, "A file already exists with the provided ID.", reason="fileIdInUse")
    name = body.get("name") or "Untitled"
    if body.get("name") is None and mime_type == SPREADSHEET:
        name = "Untitled spreadsheet"
    file = drive.store.add(name, mime_type, account, parents=parents, file_id=body.get("id", ""))
    _describe(drive, file, body, account)
    if mime_type == SPREADSHEET:
        if content:
            _convert(file, content, content_type)
    elif not mime_type.startswith(NATIVE):
        file.content = content
        file.keep_revision(drive.store.clock.now(), account)
    return drive.view(file, account, options["mask"])


def _check_parent(drive: DriveApi, parent: str, account: Account) -> None:
    if parent == "root" or parent == drive.store.root(account):
        return
    if parent in drive.store.drives:
        role = "organizer" if account.sees_all else drive.store.drives[parent].role(account)
        if rank(role) < 0:
            raise errors.file_not_found(parent)
        if rank(role) < rank("writer"):
            raise errors.no_file_permission()
        return
    folder = drive.store.drive_file(parent, account, "writer")
    if folder.mime_type != FOLDER:
        raise GoogleError(
            403,
            "The specified parent is not a folder.",
            reason="parentNotAFolder",
        )


def _convert(file: File, content: bytes, content_type: str) -> None:
    kind = CONVERTED.get(content_type.split(";")[0])
    if kind is None or file.book is None:
        raise GoogleError(400, "Bad Request", reason="badRequest")
    try:
        if kind == "xlsx":
            export.from_xlsx(file.book, content)
        else:
            export.from_csv(file.book, content, "," if kind == "csv" else "\t")
    except (ValueError, KeyError, OSError) as error:
        raise GoogleError(400, "Bad Request", reason="badRequest") from error


def _describe(drive: DriveApi, file: File, body: dict[str, Any], account: Account) -> bool:
    """Set the facts that a body gives; whether they count as a change of the file."""
    changed = False
    if body.get("name") and body["name"] != file.name:
        file.name, changed = body["name"], True
        if file.book is not None:
            file.book.properties = {**file.book.properties, "title": body["name"]}
    if "description" in body:
        file.description, changed = body["description"], True
    for key, own in (("properties", file.properties), ("appProperties", file.app_properties)):
        for name, value in body.get(key, {}).items():
            if value is None:
                own.pop(name, None)
            else:
                own[name] = value
    if "starred" in body:
        file.starred = body["starred"]
    if "trashed" in body:
        file.trashed, file.trashed_at = body["trashed"], drive.store.clock.now()
    file.settings |= {key: body[key] for key in SETTINGS if key in body}
    return changed


@method("drive.files.update")
def update_file(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """Facts and content of a file changed; its id and its link stay."""
    file = drive.store.drive_file(names["fileId"], account, "writer")
    _check_trash(drive, file, body, account)
    if "parents" in body:
        raise GoogleError(
            403,
            "The parents field is not directly writable in update requests. Use the addParents and "
            "removeParents parameters instead.",
            reason="fieldNotWritable",
        )
    _move(drive, file, options, account)
    changed = _describe(drive, file, body, account)
    if options.get("media"):
        content, content_type = options["media"]
        _replace(drive, file, content, body.get("mimeType") or content_type, account)
        changed = True
    elif body.get("mimeType") and body["mimeType"] != file.mime_type and file.book is None:
        file.mime_type, changed = body["mimeType"], True
    if changed:
        file.touch(drive.store.clock.now(), account)
    return drive.view(file, account, options["mask"])


def _check_trash(drive: DriveApi, file: File, body: dict[str, Any], account: Account) -> None:
    role = drive.store.role(file, account)
    needed = "fileOrganizer" if file.drive_id else "owner"
    if "trashed" in body and rank(role) < rank(needed):
        raise errors.no_file_permission()


def _replace(drive: DriveApi, file: File, content: bytes, mime_type: str, account: Account) -> None:
    if file.book is not None:
        _convert(file, content, mime_type)
        file.book.forget_results()
        return
    if file.mime_type.startswith(NATIVE):
        raise GoogleError(400, "Bad Request", reason="badRequest")
    file.content = content
    file.mime_type = mime_type or file.mime_type
    file.keep_revision(drive.store.clock.now(), account)


def _move(drive: DriveApi, file: File, options: dict[str, Any], account: Account) -> None:
    added = [p for p in (options.get("addParents") or "").split(",") if p]
    removed = [p for p in (options.get("removeParents") or "").split(",") if p]
    if not added and not removed:
        return
    for parent in added:
        _check_parent(drive, parent, account)
    root = drive.store.root(account)
    parents = [
        p for p in file.parents if p not in removed and not (p == root and "root" in removed)
    ]
    new = [root if p == "root" else p for p in added]
    if new:
        parents = new
    file.parents = parents
    if parents:
        file.drive_id = drive.store.drive_of(parents[0])
        if file.drive_id:
            file.owner = None


@method("drive.files.copy")
def copy_file(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """A copy that belongs to the account, in the same folder if it may write there."""
    source = drive.store.drive_file(names["fileId"], account)
    if source.mime_type == FOLDER:
        raise GoogleError(403, "This file cannot be copied by the user.", reason="cannotCopyFile")
    name = body.get("name") or f"Copy of {source.name}"
    parents = body.get("parents") or _same_folder(drive, source, account)
    for parent in parents or []:
        _check_parent(drive, parent, account)
    mime_type = body.get("mimeType") or source.mime_type
    file = drive.store.add(name, mime_type, account, parents=parents)
    if source.book is not None and file.book is not None:
        book = source.book.copy()
        book.id = file.id
        book.properties = {**book.properties, "title": name}
        file.book = book
    elif source.content is not None:
        if file.book is not None:
            _convert(file, source.content, source.mime_type)
        else:
            file.content = source.content
            file.keep_revision(drive.store.clock.now(), account)
    file.properties |= source.properties
    _describe(drive, file, {k: v for k, v in body.items() if k != "name"}, account)
    return drive.view(file, account, options["mask"])


def _same_folder(drive: DriveApi, source: File, account: Account) -> list[str] | None:
    try:
        for parent in source.parents:
            _check_parent(drive, parent, account)
    except GoogleError:
        return None
    return source.parents or None


@method("drive.files.delete")
def delete_file(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """A file gone for ever; only its owner may."""
    file = drive.store.drive_file(names["fileId"], account)
    needed = "organizer" if file.drive_id else "owner"
    if rank(drive.store.role(file, account)) < rank(needed):
        raise errors.no_file_permission()
    drive.store.remove(file)
    return nothing()


@method("drive.files.emptyTrash")
def empty_trash(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """All of the account's files in the trash gone for ever."""
    for file in list(drive.store.files.values()):
        if file.trashed and drive.store.role(file, account) == "owner":
            drive.store.remove(file)
    return nothing()


@method("drive.files.export")
def export_file(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """A spreadsheet in another format."""
    file = drive.store.drive_file(names["fileId"], account)
    if "mimeType" not in options:
        raise GoogleError(
            400, "Required parameter: mimeType", reason="required", location="mimeType"
        )
    if not file.mime_type.startswith(NATIVE) or file.mime_type == FOLDER:
        raise GoogleError(
            403, "Export only supports Docs Editors files.", reason="fileNotExportable"
        )
    extension = EXPORTS.get(file.mime_type, {}).get(options["mimeType"])
    if extension is None or file.book is None:
        raise GoogleError(
            400,
            "The requested conversion is not supported.",
            reason="badRequest",
            location="convertTo",
        )
    file.book.now = drive.store.clock.now()
    return of_bytes(export.export(file.book, extension), options["mimeType"])


@method("drive.files.generateIds")
def generate_ids(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """Ids for files to come."""
    ids = [new_file_id() for _ in range(options.get("count", 10))]
    return {"kind": "drive#generatedIds", "space": "drive", "ids": ids}
