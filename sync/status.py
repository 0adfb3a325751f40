"""The status of a district: how the last passes went, when the next one is, whether all is well.

It lies beside the state in two small files, each replaced as a whole: `status.json` is written by
every pass, `worker.json` by the worker. Here, in the state and in the log stands the real clock.
Reading needs no lock.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sync import locks

FILE = "status.json"
WORKER_FILE = "worker.json"

FINE, TROUBLE, NOTHING = 0, 1, 2
"""What `vzaimo status` ends with: all is well; somebody should look; no pass was ever made."""

LATE = 3
"""A worker whose last pass is older than so many turns needs looking at."""


def now() -> dt.datetime:
    """Give the time, with the offset of the place."""
    return dt.datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Past:
    """A pass that ended: by which command, when it began, how long it took, for which day.

    `left` names in Russian what was left out, or why the pass could not be made.
    """

    command: str
    started: dt.datetime
    seconds: float
    today: dt.date | None
    complete: bool
    left: tuple[str, ...]

    @property
    def ended(self) -> dt.datetime:
        """When it ended."""
        return self.started + dt.timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A pass that has begun: by which command, when, the last sign of life, how far it is."""

    command: str
    started: dt.datetime
    seen: dt.datetime
    what: str = ""
    done: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Passes:
    """What is kept of the passes; `documents` is when they were last made."""

    last: Past | None = None
    complete: Past | None = None
    trouble: Past | None = None
    documents: dt.datetime | None = None
    under_way: UnderWay | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """What the worker tells: its process, since when, its next pass, when it ended."""

    pid: int
    since: dt.datetime
    every: float
    next: dt.datetime
    ended: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The status as it is looked at: the passes, the worker, and what the locks say.

    `busy` and `running` tell whether somebody works on the district and whether the worker lives;
    None where that can't be seen.
    """

    passes: Passes
    worker: Worker | None
    busy: bool | None
    running: bool | None
    at: dt.datetime

    @property
    def broken_off(self) -> bool:
        """Tell whether a pass was killed and none was made since."""
        return self.passes.under_way is not None and self.busy is False

    @property
    def overdue(self) -> bool:
        """Tell whether the worker, which nobody has ended, has made no pass for too long."""
        worker, way = self.worker, self.passes.under_way
        if worker is None or worker.ended is not None:
            return False
        turn = dt.timedelta(minutes=worker.every)
        alive = way is not None and self.busy is not False and self.at - way.seen <= LATE * turn
        return not alive and self.at > worker.next + (LATE - 1) * turn

    @property
    def code(self) -> int:
        """The exit code for monitoring."""
        last = self.passes.last
        if last is None and not self.overdue and not self.broken_off:
            return NOTHING
        well = last is not None and last.complete and not (self.broken_off or self.overdue)
        return FINE if well else TROUBLE

    def as_data(self) -> dict[str, Any]:
        """Give the status for programs."""
        return {
            "code": self.code,
            **_plain(asdict(self.passes)),
            "worker": _plain(asdict(self.worker)) if self.worker else None,
            "running": self.running,
            "overdue": self.overdue,
            "broken_off": self.broken_off,
        }


def look(folder: Path) -> Status:
    """Look at the status that lies in the worker's `folder`."""
    busy = locks.is_held(folder / locks.DISTRICT)
    running = locks.is_held(folder / locks.WORKER)
    return Status(read_passes(folder), read_worker(folder), busy, running, now())


# --- the files --------------------------------------------------------------------------------


def read_passes(folder: Path) -> Passes:
    """Read what is kept of the passes; nothing where there is nothing to be read."""
    raw = _read(folder / FILE)
    try:
        return Passes(
            last=_past(raw.get("last")),
            complete=_past(raw.get("complete")),
            trouble=_past(raw.get("trouble")),
            documents=_moment(raw.get("documents")),
            under_way=_under_way(raw.get("under_way")),
        )
    except (KeyError, TypeError, ValueError):
        return Passes()


def read_worker(folder: Path) -> Worker | None:
    """Read what the worker told last."""
    raw = _read(folder / WORKER_FILE)
    try:
        moments = {name: _moment(raw[name]) for name in ("since", "next", "ended")}
        return Worker(**raw | moments)
    except (KeyError, TypeError, ValueError):
        return None


def write_passes(folder: Path, passes: Passes) -> None:
    """Keep what is known of the passes; OSError when the disk says no."""
    _write(folder / FILE, _plain(asdict(passes)))


def write_worker(folder: Path, worker: Worker) -> None:
    """Keep what the worker tells; OSError when the disk says no."""
    _write(folder / WORKER_FILE, _plain(asdict(worker)))


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _write(path: Path, data: Mapping[str, Any]) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    new.replace(path)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, dt.date) else value


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text).astimezone() if text else None


def _past(raw: dict[str, Any] | None) -> Past | None:
    if raw is None:
        return None
    past = Past(**raw)
    day = dt.date.fromisoformat(raw["today"]) if raw["today"] else None
    started = dt.datetime.fromisoformat(raw["started"]).astimezone()
    return replace(past, started=started, today=day, left=tuple(raw["left"]))


def _under_way(raw: dict[str, Any] | None) -> UnderWay | None:
    if raw is None:
        return None
    moments = {name: dt.datetime.fromisoformat(raw[name]) for name in ("started", "seen")}
    return UnderWay(**raw | moments)
