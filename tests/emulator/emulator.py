"""The emulator: everything put together, with its Python interface."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Self

from . import drive_about, drive_drives, drive_files
from .a1 import read
from .accounts import Account, Accounts
from .clock import Clock
from .counts import Quotas, Requests
from .drive_api import DriveApi
from .faults import Faults
from .files import NEVER, permission
from .person import Person
from .server import Server
from .service import Service
from .sheets_api import SheetsApi
from .store import SharedDrive, Store

DRIVE_METHODS = (drive_about, drive_drives, drive_files)
"""Modules that register the methods of Drive."""
Hook = Callable[[int, str, str], None]


class Emulator:
    """Google's Sheets and Drive on loopback; a context manager that serves while it is open.

    Plain, it is one person with storage: any bearer token, no quotas, no faults, the real clock.
    `now` stops the clock at a time, `quotas` switches Google's quotas on, `strict` refuses
    unknown tokens. `failures` holds the tracebacks of the emulator's own errors (answered 500).
    """

    def __init__(
        self,
        port: int = 0,
        *,
        now: float | None = None,
        quotas: bool = False,
        strict: bool = False,
        locale: str = "en_US",
    ) -> None:
        self.clock = Clock(now)
        self.store = Store(self.clock)
        self.store.locale = locale
        self.accounts = Accounts(self.clock, strict=strict)
        self.requests = Requests()
        self.quotas = Quotas(self.clock)
        if quotas:
            self.quotas.on()
        self.faults = Faults()
        self.sheets = SheetsApi(self.store)
        self.drive = DriveApi(self.store, self.accounts)
        self.service = Service(self)
        self.person = Person(self.store, self.accounts)
        self.failures: list[str] = []
        self._hooks: list[Hook] = []
        self._server = Server(("127.0.0.1", port), self)
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that is served."""
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        """The base of all paths, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Serve in a thread."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Serve no longer, and cut the connections that are open."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()
        self._server.close_connections()

    def serve_forever(self) -> None:
        """Serve in this thread until it is interrupted."""
        self._server.serve_forever(poll_interval=0.1)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.stop()

    # What tests arrange

    def before_request(self, hook: Hook) -> Callable[[], None]:
        """Call `hook(number, method, path)` before each request; call the result to end."""
        self._hooks.append(hook)
        return lambda: self._hooks.remove(hook)

    def announce(self, number: int, method: str, path: str) -> None:
        """Call the hooks."""
        for hook in list(self._hooks):
            hook(number, method, path)

    def account(self, email: str, **fields: Any) -> Account:
        """Make an account known: name, service, token, public_key, refresh_token."""
        return self.accounts.add(email, **fields)

    def shared_drive(self, name: str, members: dict[str, str] | None = None) -> SharedDrive:
        """A shared drive with members by their roles (organizer, fileOrganizer, writer, …)."""
        with self.store.lock:
            drive = self.store.add_drive(name)
            for email, role in (members or {}).items():
                item = permission("user", role, email=email)
                drive.members[item["id"]] = item
            return drive

    def tell_late(self, seconds: float | None, file_id: str = "") -> None:
        """Let Drive tell of edits so many seconds late, of one file or of all; None is never."""
        delay = NEVER if seconds is None else float(seconds)
        if file_id:
            self.store.files[file_id].delay = delay
        else:
            self.store.delay = delay

    def set_result(
        self,
        file_id: str,
        tab: str,
        cell: str,
        value: Any = None,
        *,
        error: str = "",
        message: str = "",
    ) -> None:
        """Give a formula's cell a result, without an edit that Drive would tell of.

        `error` is an error's type, such as LOADING or REF, instead of a value.
        """
        with self.store.lock:
            book = self.store.files[file_id].book
            assert book is not None
            area = read(book, "'" + tab.replace("'", "''") + "'!" + cell)
            stored = dict(area.sheet.cell(area.top, area.left))
            if "formulaValue" not in stored.get("userEnteredValue", {}):
                stored["userEnteredValue"] = {"formulaValue": '=IMPORTRANGE("";"")'}
            stored["pinned"] = _result(value, error, message)
            area.sheet.put(area.top, area.left, stored)
            book.forget_results()


def _result(value: Any, error: str, message: str) -> dict[str, Any]:
    if error:
        text = message or ("Loading..." if error == "LOADING" else "")
        return {"errorValue": {"type": error} | ({"message": text} if text else {})}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": value}
    return {"stringValue": "" if value is None else str(value)}
