"""Recording a pass: what it does goes to the log, how it went to the status."""

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from sync import logs
from sync.folder import is_paper, logged_name
from sync.locks import Busy
from sync.logs import log
from sync.passes import Result
from sync.status import Passes, Past, UnderWay, now, read_passes, write_passes
from sync.stores import Stopped
from sync.wording import time_left

SIGN_OF_LIFE = 5.0
"""Seconds between two notes of how far a pass is."""

LONG = 60.0
"""Seconds between two lines of the log that tell how far a long pass is."""

UNEXPECTED = "Ошибка в программе, подробности в журнале .vzaimo/vzaimo.log."


Told = Callable[[str, int, int, float], None]
"""Called with what is being done, how far it is, of how much, and the seconds left at least."""


def _after_comma(text: str) -> str:
    return f", {text}" if text else ""


class Recorder:
    """Notes what becomes of one pass. The disk may refuse a note: that stops no pass."""

    def __init__(self, folder: Path, command: str, progress: Told) -> None:
        """Take the worker's folder, the command that makes the pass, who else is told."""
        self._seconds_left: Callable[[str, int], float] = lambda what, units: 0.0
        self._folder, self._command, self._told = folder, command, progress
        self._started, self._clock = now(), time.monotonic()
        self._noted = self._logged = self._clock
        self._today: dt.date | None = None
        self._begun = False

    def begin(self, today: dt.date, seconds_left: Callable[[str, int], float]) -> None:
        """Note that the pass for `today` begins; the district is locked.

        `seconds_left` foretells how long so many more units of some work take.
        """
        self._seconds_left = seconds_left
        self._today, self._begun = today, True
        self._started, self._clock = now(), time.monotonic()
        log.info("pass_started", today=today.isoformat())
        self._keep(under_way=UnderWay(self._command, self._started, self._started))

    def progress(self, what: str, done: int, of: int) -> None:
        """Note now and then how far the pass is."""
        left = self._seconds_left(what, of - done)
        self._told(what, done, of, left)
        if time.monotonic() - self._logged >= LONG:
            self._logged = time.monotonic()
            log.info("under_way", what=what, done=done, of=of, left=_after_comma(time_left(left)))
        if time.monotonic() - self._noted >= SIGN_OF_LIFE:
            self._noted = time.monotonic()
            way = UnderWay(self._command, self._started, now(), what, done, of)
            self._keep(under_way=way)

    def done(self, result: Result, left: tuple[str, ...], documents: bool) -> None:
        """Note how the pass ended; `left` says what was left out, `documents` if they were due."""
        _log_result(result, self._seconds)
        past = self._past(result.complete, left)
        more = {"documents": self._started} if documents and _documents_done(result) else {}
        self._keep(**self._ended(past), **more)

    def failed(self, why: str) -> None:
        """Note that the pass could not be made."""
        log.error("pass_failed", why=why, seconds=self._seconds)
        self._keep(**self._ended(self._past(False, (why,))))

    def stopped(self) -> None:
        """Note that the pass ended before its time because it was asked to."""
        if self._begun:
            log.info("pass_stopped", seconds=self._seconds)
            self._keep(under_way=None)

    @property
    def _seconds(self) -> float:
        return round(time.monotonic() - self._clock, 2)

    def _past(self, complete: bool, left: tuple[str, ...]) -> Past:
        return Past(self._command, self._started, self._seconds, self._today, complete, left)

    @staticmethod
    def _ended(past: Past) -> dict[str, Past | None]:
        kind = "complete" if past.complete else "trouble"
        return {"last": past, kind: past, "under_way": None}

    def _keep(self, **known: Past | UnderWay | dt.datetime | None) -> None:
        with suppress(OSError):
            passes: Passes = read_passes(self._folder)
            write_passes(self._folder, replace(passes, **known))  # type: ignore[arg-type]


@contextmanager
def recorded(
    folder: Path, command: str, told: tuple[type[Exception], ...], progress: Told
) -> Iterator[Recorder]:
    """Record the pass that is made inside, in the worker's `folder`.

    `told` are the errors whose text people get; every error goes on to the caller.
    """
    record = Recorder(folder, command, progress)
    with logs.to_file(folder, (*told, Stopped, Busy), command=command, pid=os.getpid()):
        try:
            yield record
        except Busy as error:
            log.info("turn_skipped", holder=error.holder)
            raise
        except (Stopped, KeyboardInterrupt):
            record.stopped()
            raise
        except told as error:
            record.failed(str(error))
            raise
        except Exception:
            record.failed(UNEXPECTED)
            raise


def _log_result(result: Result, seconds: float) -> None:
    done = result.published
    for book, why in result.unreadable.items():
        log.warning("book_failed", book=logged_name(book), why=why)
    for document in result.broken_templates:
        log.error("document_failed", document=document)
    left = {"открыт": done.open, "его сохраняли": done.changed, "диск": done.failed}
    for why, files in left.items():
        for file in files:
            log.warning("file_left", file=file, why=done.troubles.get(file, why))
    if result.report is None:
        log.info("nothing_changed", today=result.today.isoformat(), seconds=seconds)
        return
    log.info(
        "pass_done", today=result.today.isoformat(), seconds=seconds, complete=result.complete,
        books=result.books, parsed=result.parsed, unreadable=len(result.unreadable),
        written=len(done.written), unchanged=len(done.unchanged),
        left=sum(map(len, left.values())),
    )  # fmt: skip


def _documents_done(result: Result) -> bool:
    """Tell whether every document stands as it should; one that is open is made later."""
    done = result.published
    left = (*done.open, *done.changed, *done.failed)
    return not any(map(is_paper, left))
