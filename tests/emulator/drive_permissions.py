"""Permissions of files and members of shared drives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import errors
from .accounts import Account
from .answers import nothing
from .errors import GoogleError
from .files import File, permission, rank
from .store import SharedDrive

if TYPE_CHECKING:
    from .drive_api import DriveApi

Holder = File | SharedDrive


def _held(drive: DriveApi, holder_id: str, account: Account, role: str) -> tuple[Holder, dict]:
    shared = drive.store.drives.get(holder_id)
    if shared is not None:
        own = "organizer" if account.sees_all else shared.role(account)
        if rank(own) < rank("reader"):
            raise errors.file_not_found(holder_id)
        if role != "reader" and rank(own) < rank("organizer"):
            raise errors.no_file_permission()
        return shared, shared.members
    file = drive.store.drive_file(holder_id, account, role)
    return file, file.permissions


def list_permissions(
    drive: DriveApi, names: dict, options: dict, body: dict, account: Account
) -> dict[str, Any]:
    """Everybody with a role on the file."""
    _, held = _held(drive, names["fileId"], account, "reader")
    holder = drive.store.files.get(names["fileId"])
    if holder is not None and rank(drive.store.role(holder, account)) < rank("writer"):
        raise errors.no_file_permission()
    return {"kind": "drive#permissionList", "permissions": list(held.values())}


def _one(held: dict[str, dict[str, Any]], wanted: str) -> dict[str, Any]:
    if wanted not in held:
        raise GoogleError(
            404, f"Permission not found: {wanted}.", reason="notFound", location="permissionId"
        )
    return held[wanted]


def get_permission(
    drive: DriveApi, names: dict, options: dict, body: dict, account: Account
) -> dict[str, Any]:
    """One permission."""
    _, held = _held(drive, names["fileId"], account, "reader")
    return _one(held, names["permissionId"])


def create_permission(
    drive: DriveApi, names: dict, options: dict, body: dict, account: Account
) -> dict[str, Any]:
    """A role given to somebody."""
    holder, held = _held(drive, names["fileId"], account, "writer")
    kind, role = body.get("type"), body.get("role")
    if not kind or not role:
        name = "type" if not kind else "role"
        raise GoogleError(
            400,
            f"The permission {name} field is required.",
            reason="required",
            location=f"permission.{name}",
        )
    _check_kind(kind, role, body)
    email = body.get("emailAddress", "")
    if role == "owner":
        _check_transfer(drive, holder, options, account)
    name = drive.accounts.get(email).name if email else ""
    item = permission(kind, role, email=email, name=name, domain=body.get("domain", ""))
    if kind == "anyone" and body.get("allowFileDiscovery"):
        item["allowFileDiscovery"] = True
    previous = held.get(item["id"])
    if previous and previous["role"] == "owner":
        return previous
    held[item["id"]] = item
    if isinstance(holder, File):
        holder.shared_at.setdefault(email.lower(), drive.store.clock.now())
        if role == "owner":
            _give(drive, holder, item)
    return item


def _check_kind(kind: str, role: str, body: dict[str, Any]) -> None:
    if kind not in ("user", "group", "domain", "anyone"):
        raise GoogleError(
            400,
            "The permission type field is invalid.",
            reason="invalid",
            location="permission.type",
        )
    if rank(role) < 0:
        raise GoogleError(
            400,
            "The permission role field is invalid.",
            reason="invalid",
            location="permission.role",
        )
    if kind in ("user", "group") and "@" not in body.get("emailAddress", ""):
        raise GoogleError(
            400,
            "The specified emailAddress is invalid or not applicable for the given permission "
            "type.",
            reason="invalid",
            location="permission.emailAddress",
        )


def _check_transfer(drive: DriveApi, holder: Holder, options: dict, account: Account) -> None:
    if not options.get("transferOwnership"):
        raise GoogleError(
            403,
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
            reason="forbidden",
            location="transferOwnership",
        )
    if isinstance(holder, SharedDrive) or holder.drive_id:
        raise GoogleError(
            403,
            "Ownership cannot be transferred for items in shared drives.",
            reason="cannotTransferOwnership",
        )


def _give(drive: DriveApi, file: File, item: dict[str, Any]) -> None:
    """Make the holder of a permission the owner; the owner before becomes a writer."""
    for other in file.permissions.values():
        if other["role"] == "owner" and other is not item:
            other["role"] = "writer"
    item["role"], item["pendingOwner"] = "owner", False
    file.owner = drive.accounts.get(item["emailAddress"])


def update_permission(
    drive: DriveApi, names: dict, options: dict, body: dict, account: Account
) -> dict[str, Any]:
    """Another role; `pendingOwner` offers ownership, role owner takes or gives it."""
    holder, held = _held(drive, names["fileId"], account, "writer")
    item = _one(held, names["permissionId"])
    role = body.get("role")
    if role is not None and rank(role) < 0:
        raise GoogleError(
            400,
            "The permission role field is invalid.",
            reason="invalid",
            location="permission.role",
        )
    if role == "owner":
        _check_transfer(drive, holder, options, account)
        assert isinstance(holder, File)
        _give(drive, holder, item)
    elif role is not None:
        if item["role"] == "owner":
            raise errors.no_file_permission()
        item["role"] = role
    if "pendingOwner" in body:
        item["pendingOwner"] = body["pendingOwner"]
    return item


def delete_permission(
    drive: DriveApi, names: dict, options: dict, body: dict, account: Account
) -> Any:
    """A role taken away; the owner's stays."""
    mine = names["permissionId"] == account.permission_id
    _, held = _held(drive, names["fileId"], account, "reader" if mine else "writer")
    item = _one(held, names["permissionId"])
    if item["role"] == "owner":
        raise errors.no_file_permission()
    del held[item["id"]]
    return nothing()
