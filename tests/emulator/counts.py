"""Counts and the log of requests, and Google's quotas on the emulator's clock."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from .clock import Clock
from .errors import GoogleError

KINDS = ("sheets_read", "sheets_write", "drive_list", "drive_read", "drive_write", "token")
PROJECT = "123456789012"
MINUTE = 60


class Requests:
    """How many requests of each kind came since the last reset, and which."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Count from nought."""
        with self._lock:
            self.total = 0
            self.kinds: Counter[str] = Counter()
            self.statuses: Counter[int] = Counter()
            self.log: list[tuple[str, str]] = []

    def count(self, kind: str, method: str, path: str) -> int:
        """Count a request; its number. The token endpoint is counted by kind only."""
        with self._lock:
            self.kinds[kind] += 1
            if kind != "token":
                self.total += 1
                self.log.append((method, path))
            return self.total

    def answered(self, status: int) -> None:
        """Count an answer by its status."""
        with self._lock:
            self.statuses[status] += 1

    def __getitem__(self, kind: str) -> int:
        return self.total if kind == "total" else self.kinds[kind]

    def as_dict(self) -> dict[str, Any]:
        """Total and each kind, nought included."""
        counts = {"total": self.total} | {kind: self.kinds[kind] for kind in KINDS}
        return counts | {"statuses": {str(k): v for k, v in sorted(self.statuses.items())}}


class Quotas:
    """Limits a minute for reads and writes of Sheets, and for Drive; None is no limit."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.off()

    def off(self) -> None:
        """No limits."""
        self.user: int | None = None
        self.project: int | None = None
        self.drive: int | None = None
        self._window = -1
        self._used: Counter[tuple[str, str]] = Counter()

    def on(
        self, user: int | None = 60, project: int | None = 300, drive: int | None = None
    ) -> None:
        """Google's limits, or others: reads and writes are counted apart."""
        self.off()
        self.user, self.project, self.drive = user, project, drive

    def spend(self, kind: str, email: str) -> None:
        """Take one request from the minute's quota; raises 429 when it is used up."""
        with self._lock:
            window = int(self._clock.now() // MINUTE)
            if window != self._window:
                self._window = window
                self._used.clear()
            if kind.startswith("sheets"):
                self._spend_sheets(kind, email)
            elif kind.startswith("drive"):
                self._spend_drive(email)

    def _spend_sheets(self, kind: str, email: str) -> None:
        word = "Read" if kind == "sheets_read" else "Write"
        if self.user is not None and self._used[kind, email] >= self.user:
            raise _exhausted(word, " per user", "PerUser", self.user)
        if self.project is not None and self._used[kind, ""] >= self.project:
            raise _exhausted(word, "", "", self.project)
        self._used[kind, email] += 1
        self._used[kind, ""] += 1

    def _spend_drive(self, email: str) -> None:
        if self.drive is not None and self._used["drive", email] >= self.drive:
            raise GoogleError(403, "User rate limit exceeded.", reason="userRateLimitExceeded")
        self._used["drive", email] += 1


def _exhausted(word: str, whose: str, suffix: str, limit: int) -> GoogleError:
    message = (
        f"Quota exceeded for quota metric '{word} requests' and limit '{word} requests per "
        f"minute{whose}' of service 'sheets.googleapis.com' for consumer "
        f"'project_number:{PROJECT}'."
    )
    metadata = {
        "quota_metric": f"sheets.googleapis.com/{word.lower()}_requests",
        "quota_limit": f"{word}RequestsPerMinutePerProject{suffix and 'PerUser'}".replace(
            "PerProjectPerUser", "PerUser"
        ),
        "quota_limit_value": str(limit),
        "quota_unit": "1/min/{project}/{user}" if suffix else "1/min/{project}",
        "quota_location": "global",
        "consumer": f"projects/{PROJECT}",
        "service": "sheets.googleapis.com",
    }
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": metadata,
        },
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [
                {
                    "description": "Request a higher quota limit.",
                    "url": "https://cloud.google.com/docs/quotas/help/request_increase",
                }
            ],
        },
    ]
    return GoogleError(429, message, details=details, reason="rateLimitExceeded")
