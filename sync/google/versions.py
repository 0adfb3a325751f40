"""Versions of a spreadsheet: whether it may have changed since it was read or written.

Drive's `modifiedTime` moves for anybody's change, our own too, and Drive may tell of it minutes
later. So a version is a hint: «l» with the time that the listing gave when the book was read,
or «w» with the span of our own write, whose answer held all that stood there then. A mark
«+» at the end only makes a store read the book once more.
"""

import datetime as dt

from sync.google.books import Listed

AGAIN = "+"
SAME_CLOCK = dt.timedelta(seconds=2)
"""A machine whose clock differs less from Google's keeps the time as Google does."""

AFTER = dt.timedelta(milliseconds=50)
SECOND = dt.timedelta(seconds=1)
"""What Google's clock, told in whole seconds, may be wrong by."""


def of_listing(file: Listed) -> str:
    """Give the version of a book that is read because of what the listing says."""
    return f"l{file.modified.isoformat()}"


def of_write(sent: dt.datetime, done: dt.datetime, server: dt.datetime | None) -> str:
    """Give the version of a book that we wrote between `sent` and `done` by our own clock.

    `server` is Google's clock when it answered.
    """
    if server is None or abs(server - done) <= SAME_CLOCK:
        return f"w{sent.isoformat()}/{(done + AFTER).isoformat()}"
    shift = server - done
    return f"w{(sent + shift - SECOND).isoformat()}/{(done + shift + SECOND).isoformat()}"


def again(version: str) -> str:
    """Give a version that makes a store read the book once more."""
    return version + AGAIN if not version.endswith(AGAIN) else version.removesuffix(AGAIN)


def is_current(version: str, file: Listed) -> bool:
    """Tell whether a book that was known in `version` is still the one that Drive lists."""
    version = version.removesuffix(AGAIN)
    kind, told = version[:1], version[1:]
    if kind == "l":
        return dt.datetime.fromisoformat(told) == file.modified
    if kind != "w":
        return False
    sent, done = map(dt.datetime.fromisoformat, told.split("/"))
    return file.modified <= sent or (file.by_us and file.modified <= done)
