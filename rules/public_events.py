"""Events as the district publishes them: on its page and in its calendars."""

from collections.abc import Iterable

import pandas as pd

from rules.findings import KEY_SEPARATOR
from rules.plans import HELD
from rules.report import Report

PUBLIC_EVENTS = (
    "key", "host", "guests", "title", "aspect", "responsible", "participants", "result",
    "term", "month", "longer", "day", "status",
)  # fmt: skip
"""Columns of a frame of published events, in the order of the calendar.

`key` names an event for as long as it is planned, whatever its date; `host` is the code of its
ОО, `guests` a tuple of codes. `title`, `aspect`, `responsible` (a post), `participants`,
`result` and `term` are words or None. `month` is the first day of the month in which the term
lies, missing where it is longer (`longer` tells that) or not known or of another school year;
`day` (datetime64) the day of the event, missing while only a month or a longer term
is known; `status` as `rules.plans`.
"""


def published_events(report: Report) -> pd.DataFrame:
    """Give the events of the school year: a frame of `PUBLIC_EVENTS`."""
    return own_events(report)


def own_events(report: Report) -> pd.DataFrame:
    """Give the events of the ОО's own plans: a frame of `PUBLIC_EVENTS`.

    The day of one that was held is that on which it was. An event without a title is none yet.
    """
    district = report.district
    events = district.events.dropna(subset=["event"])
    first, last = _within(events, report)
    exact = events["term"].map(lambda term: term is not None and term.exact).astype(bool)
    held = events["held"].where(events["status"] == HELD)
    day = held.where(held.notna(), first.where(exact))
    begun = day.where(day.notna(), first)
    ends = day.where(day.notna(), last)
    catalogue = district.catalogue

    def aspect_title(aspect: object) -> str | None:
        return catalogue.title(aspect) if isinstance(aspect, str) else None

    month = begun.dt.to_period("M").dt.to_timestamp()
    made = pd.DataFrame(
        {
            "key": [
                KEY_SEPARATOR.join((district.year.name, "own", org, row))
                for org, row in zip(events["org"], events["row"], strict=True)
            ],
            "host": events["org"],
            "guests": [()] * len(events),
            "title": events["event"],
            "aspect": _texts(map(aspect_title, events["aspect_id"]), events.index),
            **{
                name: _texts(events[name], events.index)
                for name in ("responsible", "participants", "result")
            },
            "term": _texts((term and str(term) for term in events["term"]), events.index),
            "month": month.where(month == ends.dt.to_period("M").dt.to_timestamp()),
            "longer": first.notna() & day.isna(),
            "day": day,
            "status": events["status"],
            "begun": begun,
        },
        index=events.index,
    ).astype({"day": "datetime64[s]", "month": "datetime64[s]"})
    made["longer"] &= made["month"].isna()
    order = made.sort_values(["begun", "host", "key"], kind="stable").index
    return made.loc[order, list(PUBLIC_EVENTS)].reset_index(drop=True)


def _within(events: pd.DataFrame, report: Report) -> tuple[pd.Series, pd.Series]:
    """Give the days of the terms; none for a term that is not in the school year."""
    year = report.district.year
    inside = (events["first"] <= pd.Timestamp(year.last)) & (
        events["last"] >= pd.Timestamp(year.first)
    )
    return events["first"].where(inside), events["last"].where(inside)


def _texts(values: Iterable[object], index: pd.Index) -> pd.Series:
    """Make a column of texts; what is none is None."""
    texts = [value if isinstance(value, str) else None for value in values]
    return pd.Series(texts, index, dtype=object)
