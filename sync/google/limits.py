"""Keeping under Google's quotas: who may send a request, and when.

Google counts reads and writes of Sheets apart, a minute each, for each user and for each project
(60 and 300); over it the answer is 429. A service account is one user, so the smaller figure
holds. Google does not tell when its minutes begin, so a window slides: no stretch of `SPAN`
seconds ever holds more requests than a minute may, wherever a minute begins. What `SPAN` is
longer than a minute makes up for requests that travel at different speeds.
"""

import threading
import time
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Protocol

from sync.stores import Stopped

SPAN = 60.5
"""Seconds in which no more than a minute's requests are sent."""

DRIVE_LIMIT = 1_000
"""Requests to Drive in a minute: a third of what Google allows for the dearest of them, a list."""


LOOK = 0.2
"""Seconds between two looks of a waiting thread whether the program was asked to end."""


class Kind(StrEnum):
    """The kinds of requests, as they are limited and counted."""

    SHEETS_READ = "sheets read"
    SHEETS_WRITE = "sheets write"
    DRIVE_LIST = "drive list"
    DRIVE_READ = "drive read"
    DRIVE_WRITE = "drive write"
    UPLOAD = "upload"


class Clock(Protocol):
    """What tells the time and waits: the system, or the emulator's clock in a simulation."""

    def now(self) -> float:
        """Give seconds since any fixed moment; never goes back."""

    def sleep_until(self, moment: float) -> None:
        """Come back when `now()` is `moment` or later; may raise Stopped."""

    def stop(self) -> None:
        """End all waiting, now and later, with Stopped."""


class SystemClock:
    """The real clock; `stop()` wakes everybody who waits, with Stopped."""

    def __init__(self) -> None:
        """Begin with nobody asked to stop."""
        self._stopped = False

    def now(self) -> float:
        """Give seconds of the system's monotonic clock."""
        return time.monotonic()

    def sleep_until(self, moment: float) -> None:
        """Wait for `moment`; Stopped when the program is asked to end meanwhile."""
        while not self._stopped:
            if (left := moment - self.now()) <= 0:
                return
            time.sleep(min(left, LOOK))
        raise Stopped

    def stop(self) -> None:
        """End all waiting, now and later; safe to be called by a handler of signals."""
        self._stopped = True


@dataclass(frozen=True, slots=True)
class Quota:
    """Requests in a minute that Google allows a user and the project of its account."""

    user: int = 60
    project: int = 300

    @property
    def limit(self) -> int:
        """Requests in a minute that one account can make."""
        return min(self.user, self.project)


class _Window:
    """The moments of the last `limit` requests, promised ones included, in order."""

    def __init__(self, limit: int, span: float) -> None:
        self._span = span
        self._taken: deque[float] = deque([float("-inf")] * limit, maxlen=limit)
        self._held = float("-inf")

    def take(self, now: float) -> float:
        moment = self.moment(now, 1)
        self._taken.append(moment)
        return moment

    def moment(self, now: float, nth: int) -> float:
        """When the `nth` request from now on may go, if all before it go as soon as they may."""
        rounds, place = divmod(nth - 1, len(self._taken))
        first = next(islice(self._taken, place, None)) + self._span
        return max(now, self._held, first) + rounds * self._span

    def hold(self, moment: float) -> None:
        self._held = max(self._held, moment)


class Limiter:
    """Gives each request its turn; safe for threads, which are served in the order they come."""

    def __init__(
        self,
        clock: Clock,
        sheets: Quota | None = None,
        drive: int = DRIVE_LIMIT,
        span: float = SPAN,
    ) -> None:
        """Keep to the quota of `sheets` (for reads and for writes) and to `drive` requests."""
        sheets = sheets or Quota()
        self._clock = clock
        self._lock = threading.Lock()
        all_of_drive = _Window(drive, span)
        self._windows = dict.fromkeys(Kind, all_of_drive) | {
            Kind.SHEETS_READ: _Window(sheets.limit, span),
            Kind.SHEETS_WRITE: _Window(sheets.limit, span),
        }

    def wait(self, kind: Kind) -> None:
        """Come back when a request of `kind` may be sent; its turn is then taken."""
        with self._lock:
            now = self._clock.now()
            moment = self._windows[kind].take(now)
        if moment > now:
            self._clock.sleep_until(moment)

    def hold(self, kind: Kind, seconds: float) -> None:
        """Give no more turns for `seconds`: Google asked for a pause."""
        with self._lock:
            self._windows[kind].hold(self._clock.now() + seconds)

    def seconds_left(self, kind: Kind, requests: int = 1) -> float:
        """Give the seconds until `requests` more of `kind` may all have been sent.

        It is what the quota alone takes; a slow network or few threads take longer. With 1
        request it is the wait that stands before the next one: 0 when there is none.
        """
        if requests < 1:
            return 0.0
        with self._lock:
            now = self._clock.now()
            return self._windows[kind].moment(now, requests) - now
