"""The emulator's clock: the real one until a test turns or stops it."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Seconds since 1970; stopped by `set`, moved by `advance`."""

    def __init__(self, now: float | None = None) -> None:
        self._stopped = now
        self._offset = 0.0

    def now(self) -> float:
        """The time in seconds since 1970."""
        if self._stopped is not None:
            return self._stopped
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Turn the clock; a running clock goes on running."""
        if self._stopped is not None:
            self._stopped += seconds
        else:
            self._offset += seconds

    def set(self, now: float | datetime) -> None:
        """Stop the clock at a time."""
        self._stopped = now.timestamp() if isinstance(now, datetime) else float(now)

    def run(self) -> None:
        """Let the clock run from the time it shows."""
        if self._stopped is not None:
            self._offset = self._stopped - time.time()
            self._stopped = None


def rfc3339(seconds: float) -> str:
    """A time as Drive writes it, in milliseconds: 2026-11-25T10:00:00.000Z."""
    moment = datetime.fromtimestamp(round(seconds, 3), UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
