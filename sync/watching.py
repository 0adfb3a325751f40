"""The worker: pass after pass by the timetable, until it is asked to end.

A pass that fails is recorded and told by whoever makes it; the worker goes on with the next.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Any

import schedule

from sync import logs
from sync.logs import log
from sync.status import Worker, now, read_passes, write_worker
from sync.stores import Stopped
from sync.timetable import Timetable

POLL = 0.5
"""Seconds between two looks at the clock: so soon the waiting worker ends when it is asked to."""

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK")
           if hasattr(signal, name)]  # fmt: skip
"""What asks a worker to end; SIGBREAK is there on Windows only."""


class Stop:
    """Whether the worker was asked to end; `wake` then ends the waiting of a pass at work."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.asked = False
        self.wake: Callable[[], None] = lambda: None

    def check(self, what: str, done: int, of: int, left: float = 0.0) -> None:
        """End the pass between two units of its work, where that was asked."""
        if self.asked:
            raise Stopped


@contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """Give a Stop that the system's signals set; a second signal ends the process at once.

    That a pass may be killed anywhere makes it safe.
    """
    stop = Stop()

    def ask(number: int, frame: Any) -> None:
        stop.asked = True
        stop.wake()
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)

    before = {each: signal.signal(each, ask) for each in SIGNALS}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


MakePass = Callable[[bool], object]
"""Makes a pass, with or without documents."""


def watch(folder: Path, timetable: Timetable, make_pass: MakePass, stop: Stop) -> None:
    """Make passes by the timetable until `stop` is asked; `folder` is the worker's own."""
    worker = Worker(os.getpid(), now(), timetable.every, now())
    _tell(folder, worker)
    _note(folder, "worker_started", every=timetable.every)

    def turn() -> None:
        if not stop.asked and not timetable.is_quiet(now()):
            due = timetable.documents_due(read_passes(folder).documents, now())
            with suppress(Exception):  # recorded, with its traceback, where it was raised
                make_pass(due)

    turn()
    scheduler = _planned(timetable, turn)
    while not stop.asked:
        if _idle(scheduler) > timetable.every * 60:  # the clock was set back
            scheduler = _planned(timetable, turn)
        following = timetable.not_quiet(scheduler.next_run.astimezone())
        if following != worker.next:
            worker = replace(worker, next=following)
            _tell(folder, worker)
        sleep(min(_idle(scheduler), POLL))
        if not stop.asked:
            scheduler.run_pending()
    _tell(folder, replace(worker, ended=now()))
    _note(folder, "worker_stopped")


def _planned(timetable: Timetable, turn: Callable[[], None]) -> schedule.Scheduler:
    """Plan the turns: every so many minutes, at the hour of documents, when the quiet ends."""
    scheduler = schedule.Scheduler()
    scheduler.every(max(1, round(timetable.every * 60))).seconds.do(turn)
    ends = timetable.quiet.end if timetable.quiet else None
    for moment in {timetable.documents_at, ends} - {None}:
        scheduler.every().day.at(f"{moment:%H:%M}").do(turn)
    return scheduler


def _idle(scheduler: schedule.Scheduler) -> float:
    return max(scheduler.idle_seconds or 0.0, 0.0)


def _note(folder: Path, event: str, **fields: float) -> None:
    with logs.to_file(folder, (), command="watch", pid=os.getpid()):
        log.info(event, **fields)


def _tell(folder: Path, worker: Worker) -> None:
    """Tell of the worker for `vzaimo status`; a full disk does not end it."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        write_worker(folder, worker)
