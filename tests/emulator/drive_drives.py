"""Shared drives."""

from __future__ import annotations

from typing import Any

from .accounts import Account
from .clock import rfc3339
from .drive_api import DriveApi, method
from .drive_files import page
from .errors import GoogleError
from .files import rank


@method("drive.drives.list")
def list_drives(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """The shared drives that the account is in."""
    seen = [
        d for d in drive.store.drives.values() if account.sees_all or rank(d.role(account)) >= 0
    ]
    shown, token = page([_drive_view(d, account) for d in seen], options, 10)
    result = {"kind": "drive#driveList", "drives": shown}
    return result | ({"nextPageToken": token} if token else {})


def _drive_view(shared: Any, account: Account) -> dict[str, Any]:
    role = rank("organizer" if account.sees_all else shared.role(account))
    return {
        "kind": "drive#drive",
        "id": shared.id,
        "name": shared.name,
        "createdTime": rfc3339(shared.created),
        "hidden": False,
        "capabilities": {
            "canAddChildren": role >= rank("writer"),
            "canEdit": role >= rank("writer"),
            "canListChildren": role >= rank("reader"),
            "canManageMembers": role >= rank("organizer"),
            "canRenameDrive": role >= rank("organizer"),
        },
    }


@method("drive.drives.get")
def get_drive(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """A shared drive."""
    shared = drive.store.drives.get(names["driveId"])
    if shared is None or not (account.sees_all or rank(shared.role(account)) >= 0):
        wanted = names["driveId"]
        raise GoogleError(
            404, f"Shared drive not found: {wanted}", reason="notFound", location="driveId"
        )
    return _drive_view(shared, account)


@method("drive.drives.create")
def create_drive(drive: DriveApi, names: dict, options: dict, body: dict, account: Account) -> Any:
    """A new shared drive with the account as its manager."""
    if not account.storage:
        raise GoogleError(
            403, "The user cannot create shared drives.", reason="userCannotCreateTeamDrives"
        )
    return _drive_view(drive.store.add_drive(body.get("name", ""), account.email), account)
