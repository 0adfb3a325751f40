"""The locks of a district: held by one process, let go by the system when it dies.

Beside a lock lies a file that tells who holds it. It is believed only while the lock is held, so
that what a dead process left there misleads nobody.
"""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

DISTRICT = "lock"
"""Held while somebody works on the district."""

WORKER = "worker.lock"
"""Held by `vzaimo watch` for all its life."""

WAIT = 10.0
"""Seconds that a command waits for the district where nothing else is said."""

PROBE = 1.0
"""Seconds within which a look of `is_held` at a free lock is surely over."""


class Busy(Exception):
    """Somebody else holds the lock: `holder` says in Russian who and since when."""

    def __init__(self, holder: str) -> None:
        """Say it."""
        super().__init__(f"С этим районом уже работает {holder}. Подождите, пока закончит.")
        self.holder = holder


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: the command, the number of its process, since when."""

    command: str
    pid: int
    since: dt.datetime

    def __str__(self) -> str:
        """Name the holder in Russian."""
        return f"«vzaimo {self.command}», процесс {self.pid}, с {self.since:%H:%M:%S %d.%m.%Y}"


@contextmanager
def held(path: Path, command: str, wait: float, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock at `path` as `command`, after waiting up to `wait` seconds.

    `tell` is called with a line in Russian before the waiting. Busy when that was in vain,
    OSError where the lock can't be made.
    """
    lock = FileLock(path)
    try:
        lock.acquire(timeout=min(wait, PROBE))
    except Timeout:
        _wait(lock, path, wait, tell)
    try:
        _sign(path, command)
        yield
    finally:
        with suppress(OSError):
            _holder_file(path).unlink(missing_ok=True)
        lock.release()


def _wait(lock: FileLock, path: Path, wait: float, tell: Callable[[str], None]) -> None:
    if wait > PROBE:
        tell(f"С этим районом уже работает {_named(path)}. Жду до {wait:g} с…")
    try:
        lock.acquire(timeout=max(wait - PROBE, 0))
    except Timeout as error:
        raise Busy(_named(path)) from error


def _named(path: Path) -> str:
    return str(holder(path) or "другая программа «Взаимо»")


def is_held(path: Path) -> bool | None:
    """Tell whether somebody holds the lock at `path`; None when that can't be seen from here."""
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return None


def holder(path: Path) -> Holder | None:
    """Read who holds the lock at `path`; to be believed only while it is held."""
    try:
        raw = json.loads(_holder_file(path).read_text(encoding="utf-8"))
        return Holder(raw["command"], raw["pid"], dt.datetime.fromisoformat(raw["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _holder_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.holder")


def _sign(path: Path, command: str) -> None:
    """Leave word of who holds the lock; a lock without it serves as well."""
    since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    text = json.dumps({"command": command, "pid": os.getpid(), "since": since})
    with suppress(OSError):
        _holder_file(path).write_text(text, encoding="utf-8")
