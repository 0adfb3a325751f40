"""Dynamics of КК: the district's and its kinds' on every date that enough ОО have data of."""

import datetime as dt

import pandas as pd

from rules.registry import KINDS
from rules.staffing import DISTRICT, quality_share, usable_rows
from rules.tables import Table

DYNAMICS = ("date", "scope", "quality_share", "covered")
"""Columns of a frame of dynamics, by date, the district first on each.

`scope` is a kind or `DISTRICT`, `quality_share` the ratio of the sums over the `covered` ОО
that have a row of that date.
"""


def dynamics(table: Table, organisations: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """Give КК by date from «Кадры»: a frame of `DYNAMICS`.

    A date of which fewer than half of the ОО have data says nothing of the district and is left
    out; so is a kind of which nobody has any.
    """
    rows = usable_rows(table, organisations, today)
    rows = rows[quality_share(rows).notna()]
    rows = rows.assign(scope=rows["org"].map(organisations["kind"]))
    dated = rows.groupby("date")["org"].transform("size")
    rows = rows[dated * 2 >= len(organisations)]
    both = pd.concat([rows.assign(scope=DISTRICT), rows])
    sums = both.groupby(["date", "scope"])[["first", "highest", "total"]].sum()
    made = pd.DataFrame(
        {
            "quality_share": quality_share(sums).astype(float),
            "covered": both.groupby(["date", "scope"]).size(),
        }
    ).reset_index()
    order = {scope: number for number, scope in enumerate((DISTRICT, *KINDS))}
    made["order"] = made["scope"].map(order)
    made = made.dropna(subset=["order"]).sort_values(["date", "order"], ignore_index=True)
    return made[list(DYNAMICS)]
