"""The store: all files and shared drives, who sees what, and Drive's lateness."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from . import errors
from .accounts import Account
from .clock import Clock
from .files import FOLDER, SPREADSHEET, File, new_file_id, permission, rank
from .spreadsheet import Spreadsheet


@dataclass
class SharedDrive:
    """A shared drive: it owns its files, its members have roles."""

    id: str
    name: str
    created: float
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def role(self, account: Account) -> str:
        """The account's role in the drive."""
        roles = [
            item["role"]
            for item in self.members.values()
            if item.get("emailAddress", "").lower() == account.email.lower()
        ]
        return max(roles, key=rank, default="")


class Store:
    """Files by id. `lock` is held while anything is read or changed."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.files: dict[str, File] = {}
        self.drives: dict[str, SharedDrive] = {}
        self.delay = 0.0
        self.locale = "en_US"
        self._roots: dict[str, str] = {}
        self._children: dict[str, set[str]] = {}

    # Places

    def root(self, account: Account) -> str:
        """The id of the account's own root folder."""
        return self._roots.setdefault(
            account.email.lower(), "0A" + secrets.token_urlsafe(12) + "PVA"
        )

    def is_root(self, folder_id: str) -> bool:
        """Whether the id is that of somebody's root or of a shared drive."""
        return folder_id in self._roots.values() or folder_id in self.drives

    def add_drive(self, name: str, manager: str = "", drive_id: str = "") -> SharedDrive:
        """A new shared drive."""
        drive = SharedDrive(
            drive_id or "0A" + secrets.token_urlsafe(12) + "PVA", name, self.clock.now()
        )
        if manager:
            item = permission("user", "organizer", email=manager)
            drive.members[item["id"]] = item
        self.drives[drive.id] = drive
        return drive

    # Files

    def add(
        self,
        name: str,
        mime_type: str,
        account: Account,
        *,
        parents: list[str] | None = None,
        file_id: str = "",
    ) -> File:
        """A new file of the account, or of the shared drive that the parent is in."""
        parents = [
            self.root(account) if p == "root" else p for p in parents or [self.root(account)]
        ]
        drive_id = self.drive_of(parents[0])
        if not drive_id and not account.storage and not mime_type == FOLDER:
            raise errors.no_storage()
        now = self.clock.now()
        owner = None if drive_id else account
        file = File(file_id or new_file_id(), name, mime_type, now, owner, parents, drive_id)
        if owner:
            item = permission("user", "owner", email=owner.email, name=owner.name)
            file.permissions[item["id"]] = item
        if mime_type == SPREADSHEET:
            file.book = new_book(file.id, name, self.locale)
        file.touch(now, account)
        self.files[file.id] = file
        return file

    def drive_of(self, folder_id: str) -> str:
        """The shared drive that a folder is in; empty for none."""
        if folder_id in self.drives:
            return folder_id
        folder = self.files.get(folder_id)
        return folder.drive_id if folder else ""

    def remove(self, file: File) -> None:
        """Delete a file for ever, a folder with what is in it."""
        self.files.pop(file.id, None)
        if file.mime_type == FOLDER:
            for child in [f for f in self.files.values() if file.id in f.parents]:
                self.remove(child)

    def role(self, file: File, account: Account, depth: int = 0) -> str:
        """What the account may do with a file: its role, by itself, by folders, by the drive."""
        if account.sees_all:
            return "owner" if not file.drive_id else "organizer"
        roles = [file.role(account)]
        if file.drive_id and file.drive_id in self.drives:
            roles.append(self.drives[file.drive_id].role(account))
        if depth < 20:
            for parent in file.parents:
                folder = self.files.get(parent)
                if folder is not None:
                    role = self.role(folder, account, depth + 1)
                    roles.append("writer" if role == "owner" and file.owner != account else role)
        return max(roles, key=rank, default="")

    def trashed(self, file: File, depth: int = 0) -> bool:
        """Whether a file or a folder above it is in the trash."""
        if file.trashed:
            return True
        parents = (self.files.get(parent) for parent in file.parents)
        return depth < 20 and any(p is not None and self.trashed(p, depth + 1) for p in parents)

    def sheet_file(self, spreadsheet_id: str, account: Account, role: str) -> File:
        """The file of a spreadsheet for the Sheets API, which the account must have a role on."""
        file = self.files.get(spreadsheet_id)
        if file is None:
            raise errors.not_found()
        if rank(self.role(file, account)) < rank("reader"):
            raise errors.no_permission()
        if file.book is None:
            self._refuse_kind(file)
        if rank(self.role(file, account)) < rank(role):
            raise errors.no_permission()
        return file

    def _refuse_kind(self, file: File) -> None:
        if "spreadsheetml" in file.mime_type or "ms-excel" in file.mime_type:
            raise errors.invalid(
                "This operation is not supported for this document", status="FAILED_PRECONDITION"
            )
        if file.mime_type.startswith("application/vnd.google-apps."):
            raise errors.not_found()
        raise errors.invalid("Request contains an invalid argument.")

    def drive_file(self, file_id: str, account: Account, role: str = "reader") -> File:
        """The file for the Drive API; 404 if the account does not see it, 403 if it may not."""
        file = self.files.get(file_id)
        if file is None or rank(self.role(file, account)) < rank("reader"):
            raise errors.file_not_found(file_id)
        if rank(self.role(file, account)) < rank(role):
            raise errors.no_file_permission()
        return file

    def edited(self, file: File, account: Account) -> None:
        """Note that a spreadsheet's contents changed."""
        file.touch(self.clock.now(), account)
        if file.book is not None:
            file.book.forget_results()
            file.name = file.book.title


def new_book(file_id: str, title: str, locale_name: str = "en_US") -> Spreadsheet:
    """A spreadsheet with one empty sheet, of id 0."""
    book = Spreadsheet(file_id, title, locale_name)
    book.add_sheet(book.default_sheet_title + "1")
    book.sheets[0].id = 0
    return book
