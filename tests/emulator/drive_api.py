"""The Drive API: checks a request, finds its handler, selects the fields of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import drive_permissions, masks
from .accounts import Account, Accounts
from .answers import Answer
from .discovery import Api, api
from .drive_view import file_view
from .errors import GoogleError
from .files import File
from .masks import Mask
from .store import Store

DEFAULT_FIELDS = {
    "File": "kind,id,name,mimeType",
    "FileList": (
        "kind,nextPageToken,incompleteSearch,files(kind,id,name,mimeType,driveId,teamDriveId)"
    ),
    "Permission": "kind,id,type,role",
    "PermissionList": "kind,nextPageToken,permissions(kind,id,type,role)",
    "Revision": "kind,id,mimeType,modifiedTime",
    "RevisionList": "kind,nextPageToken,revisions(kind,id,mimeType,modifiedTime)",
    "Drive": "kind,id,name",
    "DriveList": "kind,nextPageToken,drives(kind,id,name)",
}


class DriveApi:
    """Carries out requests on the store; the caller holds its lock."""

    def __init__(self, store: Store, accounts: Accounts) -> None:
        self.store = store
        self.accounts = accounts

    @property
    def api(self) -> Api:
        """The discovery document."""
        return api("drive", "v3")

    def answer(
        self,
        method_id: str,
        names: dict[str, str],
        query: dict[str, list[str]],
        body: Any,
        account: Account,
        media: tuple[bytes, str] | None = None,
    ) -> Answer | dict[str, Any]:
        """The answer of a method; `media` is an upload's content and type."""
        options = self.api.check_query(method_id, query)
        message = self.api.methods[method_id].response
        mask = self._mask(options, message)
        if method_id.startswith("drive.permissions.") and isinstance(body, dict):
            body = {k: v for k, v in body.items() if k != "withLink"}
        checked = self.api.check_body(method_id, body)
        handler = METHODS.get(method_id)
        if handler is None:
            raise GoogleError(501, "Not implemented by the emulator.", reason="notImplemented")
        if media is not None:
            options["media"] = media
        options["mask"] = mask
        result = handler(self, names, options, checked, account)
        if isinstance(result, Answer):
            return result
        return {} if options.get("fields") == "" else masks.select(result, mask)

    def _mask(self, options: dict[str, Any], message: str) -> Mask:
        fields = options.get("fields")
        if fields is None:
            fields = DEFAULT_FIELDS.get(message, "")
        if fields in ("", "*") or not message:
            return {}
        return masks.of_response(fields, self.api, message)

    def view(self, file: File, account: Account, mask: Mask) -> dict[str, Any]:
        """A file with the fields of a mask."""
        wanted = set(mask) if mask else None
        return file_view(self.store, file, account, wanted)


Handler = Callable[[DriveApi, dict[str, str], dict[str, Any], dict[str, Any], Account], Any]


METHODS: dict[str, Handler] = {}


def method(method_id: str) -> Callable[[Handler], Handler]:
    """Register a method's handler."""

    def register(handler: Handler) -> Handler:
        METHODS[method_id] = handler
        return handler

    return register


METHODS.update(
    {
        "drive.permissions.list": drive_permissions.list_permissions,
        "drive.permissions.get": drive_permissions.get_permission,
        "drive.permissions.create": drive_permissions.create_permission,
        "drive.permissions.update": drive_permissions.update_permission,
        "drive.permissions.delete": drive_permissions.delete_permission,
    }
)
