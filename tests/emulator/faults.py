"""The plan of faults: which requests fail and how."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass

KINDS = ("status", "stall", "cut_before", "cut_after", "cut_middle", "html")


@dataclass
class Fault:
    """What befalls requests that fit.

    `at` is the number of the request (from 1, since the counts were last reset), `method` and
    `path` (a regular expression that is searched for) narrow it; `times` says how many requests it
    befalls, -1 for all. Kinds: `status` (an error of `status` and `reason`), `stall` (answers after
    `seconds`), `cut_before` (the connection is cut and nothing done), `cut_after` (done, then cut),
    `cut_middle` (done, half of the answer sent, then cut), `html` (a page instead of JSON, with
    `status`). `acts` says of a `status`, `html` or `stall` fault that the request is carried out
    first; a stalled request that was not is dropped when its client gives up meanwhile.
    """

    kind: str = "status"
    status: int = 503
    reason: str = ""
    message: str = ""
    seconds: float = 0.0
    retry_after: str | int | None = None
    at: int | None = None
    method: str | None = None
    path: str | None = None
    times: int = 1
    acts: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind of fault must be one of {KINDS}, not {self.kind}")

    def fits(self, number: int, method: str, path: str) -> bool:
        """Whether the fault befalls this request; the token endpoint's must be named by path."""
        if path == "/token" and self.path is None:
            return False
        return (
            self.times != 0
            and self.at in (None, number)
            and (self.method is None or self.method.upper() == method)
            and (self.path is None or re.search(self.path, path) is not None)
        )


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._plan: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault | None = None, **fields: object) -> Fault:
        """Plan a fault, given whole or by its fields."""
        planned = fault or Fault(**fields)  # type: ignore[arg-type]
        with self._lock:
            self._plan.append(planned)
        return planned

    def clear(self) -> None:
        """Drop the plan."""
        with self._lock:
            self._plan.clear()

    def take(self, number: int, method: str, path: str) -> Fault | None:
        """The fault that befalls a request, if any; a fault is used up `times` times."""
        with self._lock:
            for fault in self._plan:
                if fault.fits(number, method, path):
                    fault.times -= fault.times > 0
                    return fault
        return None
