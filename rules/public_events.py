"""Events as the district publishes them, on its page and in its calendars: the joint plan."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from rules.plans import HELD
from rules.report import Report

PUBLIC_EVENTS = (
    "key", "host", "guests", "title", "aspect", "responsible", "participants", "result",
    "time", "term", "month", "longer", "day", "status",
)  # fmt: skip
"""Columns of a frame of published events, in the order of the calendar.

`key` names an event for as long as it is planned, whatever its date; `host` is the code of its
ОО, `guests` a tuple of codes. `title`, `aspect`, `responsible` (a post), `participants`,
`result`, `time` and `term` are words or None. `month` is the first day of the month in which
the term lies, missing where it is longer (`longer` tells that) or not known or of another
school year; `day` (datetime64) the day of the event, missing while only a month or a longer
term is known; `status` as `rules.plans`.
"""


def published_events(report: Report) -> pd.DataFrame:
    """Give the events of the joint plan as a frame of `PUBLIC_EVENTS`.

    The day of one that was held is that on which it was. An event without a title is none yet.
    """
    events = report.joint_plan.events
    rows = [_row(report, row) for row in events.to_dict("records") if row["event"] is not None]
    made = pd.DataFrame(sorted(rows, key=_place), columns=list(PUBLIC_EVENTS), dtype=object)
    days = {name: pd.to_datetime(made[name]).astype("datetime64[s]") for name in ("month", "day")}
    return made.assign(longer=made["longer"].astype(bool), **days)


def _row(report: Report, row: Mapping[Any, Any]) -> dict[str, Any]:
    day = (row["held"] if row["status"] == HELD else None) or row["date"]
    first, last = (day, day) if day else (row["first"], row["last"])
    year = report.district.year
    known = first is not None and last is not None and first <= year.last and last >= year.first
    month = first.replace(day=1) if known and first.replace(day=1) == last.replace(day=1) else None
    return {
        "key": row["key"],
        "host": row["org"],
        "guests": row["guests"],
        "title": row["event"],
        "aspect": row["aspect_id"] and report.district.catalogue.title(row["aspect_id"]),
        "responsible": row["responsible"],
        "participants": row["participants"],
        "result": row["result"],
        "time": row["time"] or None,
        "term": row["term"] and str(row["term"]),
        "month": month,
        "longer": known and month is None,
        "day": day if known else None,
        "status": row["status"],
        "first": first if known else dt.date.max,
    }


def _place(row: Mapping[str, Any]) -> tuple[dt.date, str, str]:
    return row["first"], row["host"], row["key"]
