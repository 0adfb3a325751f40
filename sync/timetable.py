"""The timetable of the worker: when passes are made, when documents, when there is quiet.

All moments are local time.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

EVERY = 10.0
"""Minutes between passes where nothing else is said."""

LONGEST = 24 * 60
SPAN = re.compile(r"(\d\d?:\d\d)\s*[-–—]\s*(\d\d?:\d\d)")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without passes, from `begin` to before `end`; they may go over midnight."""

    begin: dt.time
    end: dt.time

    def holds(self, moment: dt.time) -> bool:
        """Tell whether `moment` is quiet."""
        if self.begin < self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end


@dataclass(frozen=True, slots=True)
class Timetable:
    """Passes `every` so many minutes, but not in `quiet` hours.

    Documents are made with the first pass from `documents_at` on, once a day; with every pass
    where that is None.
    """

    every: float = EVERY
    documents_at: dt.time | None = None
    quiet: Quiet | None = None

    def is_quiet(self, now: dt.datetime) -> bool:
        """Tell whether no pass may begin now."""
        return self.quiet is not None and self.quiet.holds(now.time())

    def documents_due(self, last: dt.datetime | None, now: dt.datetime) -> bool:
        """Tell whether a pass now makes documents, which were `last` made then."""
        if self.documents_at is None or last is None:
            return True
        hour = dt.datetime.combine(now.date(), self.documents_at, now.tzinfo)
        return last < (hour if hour <= now else hour - dt.timedelta(days=1))

    def not_quiet(self, moment: dt.datetime) -> dt.datetime:
        """Give `moment`, or the end of the quiet hours that it falls into."""
        if self.quiet is None or not self.quiet.holds(moment.time()):
            return moment
        end = dt.datetime.combine(moment.date(), self.quiet.end, moment.tzinfo)
        return end if end > moment else end + dt.timedelta(days=1)


def read_timetable(raw: Mapping[str, Any]) -> Timetable:
    """Read the timetable from the configuration; ValueError says in Russian what is wrong."""
    made = Timetable(
        check_every(raw.get("every", EVERY)),
        _time("documents_at", raw["documents_at"]) if "documents_at" in raw else None,
        _quiet(raw["quiet"]) if "quiet" in raw else None,
    )
    if made.quiet and made.documents_at and made.quiet.holds(made.documents_at):
        msg = "час документов (documents_at) попадает в тихие часы (quiet): измените одно из двух"
        raise ValueError(msg)
    return made


def check_every(minutes: float) -> float:
    """Give the minutes between passes; ValueError when no worker can keep to them."""
    if isinstance(minutes, bool) or not 0 < minutes <= LONGEST:
        msg = f"у настройки «every» неверное значение, нужны минуты: больше 0 и не больше {LONGEST}"
        raise ValueError(msg)
    return float(minutes)


def _quiet(text: str) -> Quiet:
    match = SPAN.fullmatch(text.strip())
    begin, end = (_time("quiet", part) for part in match.groups()) if match else (None, None)
    if begin is None or end is None or begin == end:
        msg = f'у настройки «quiet» неверное значение «{text}», нужно, например, "22:00-06:00"'
        raise ValueError(msg)
    return Quiet(begin, end)


def _time(name: str, text: str) -> dt.time:
    try:
        return dt.datetime.strptime(text.strip(), "%H:%M").time()
    except ValueError:
        msg = f'у настройки «{name}» неверное время «{text}», нужно, например, "06:00"'
        raise ValueError(msg) from None
