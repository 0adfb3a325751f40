"""«План ОО»: the events of a school year, each with the days that its term means."""

import datetime as dt

import pandas as pd

from rules.aspects import Catalogue, recognise_rows
from rules.grid import a1
from rules.periods import resolve
from rules.school_years import SchoolYear
from rules.tables import Table

PLANNED, HELD, MOVED, CANCELLED = "запланировано", "проведено", "перенесено", "отменено"
REQUIRED = ("term", "event", "responsible", "participants", "result")
"""What criterion 4 of the monitoring wants of every event."""


def events_of(
    table: Table,
    organisations: pd.DataFrame,
    year: SchoolYear,
    catalogue: Catalogue,
    today: dt.date,
) -> pd.DataFrame:
    """Give the events of the `organisations`: the rows of the form (index kept) and more.

    `status` is never missing (empty is «запланировано»); `first` and `last` are the days of the
    term (datetime64, missing where it could not be read), `aspect_id` the aspect or None,
    `outcome` and `candidates` as `rules.aspects.recognise_rows` gives them; `number_at` the
    address of its term, `complete` whether all of `REQUIRED` is filled, `proven` whether it was
    held with evidence, on a day that is not after `today`.
    """
    events = table.values[table.values["org"].isin(organisations.index)].copy()
    spans = [resolve(term, year) if term is not None else (None, None) for term in events["term"]]
    for number, name in enumerate(("first", "last")):
        days = pd.to_datetime([span[number] for span in spans])
        events[name] = pd.Series(days, index=events.index, dtype="datetime64[s]")
    events["status"] = events["status"].fillna(PLANNED)
    events = events.join(recognise_rows(events["aspect"], catalogue))
    events["number_at"] = table.places.loc[events.index, "term"].map(a1)
    events["complete"] = events[list(REQUIRED)].notna().all(axis=1)
    happened = events["held"].notna() & (events["held"] <= pd.Timestamp(today))
    events["proven"] = (events["status"] == HELD) & happened & events["evidence"].notna()
    return events
