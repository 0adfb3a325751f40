"""Indicators of teaching staff: quality coefficient (КК), shares, dynamics, totals.

КК = (Пп + Пв) / Поб, as the passport of the project defines it. Aggregates are ratios of sums
over the organisations that have data.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rules.registry import KINDS
from rules.settings import Settings
from rules.tables import Table

COUNTS = ("total", "no_category", "first", "highest", "attested", "not_attested")
"""Counts of people in «Кадры», in the order of the passport's table."""

DEPENDS = {
    **{name: (name,) for name in COUNTS},
    "quality_share": ("first", "highest", "total"),
    "no_category_share": ("no_category", "total"),
    "critical": ("no_category", "total"),
    "attested_share": ("first", "highest", "attested", "total"),
    "quality_change": ("first", "highest", "total"),
}
"""Which fields of «Кадры» a figure rests on."""

FIGURES = tuple(DEPENDS)
DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Staffing:
    """Figures of staffing on one reporting date.

    `organisations` is indexed by code, in the order of the Реестр, with `kind` and `FIGURES`:
    counts Int64, shares Float64 in [0, 1], `critical` boolean, `quality_change` the change of
    КК against `previous` (datetime64), all missing where there are no data. `marked` has the
    same index and figures, True where the figure rests on a cell with an error.
    `totals` is indexed by kind and, last, `DISTRICT`, with `FIGURES` (`critical` is the number
    of critical ОО), `covered` and `members` (ОО with data, ОО in all); `marked_totals` likewise.
    """

    reporting_date: dt.date | None
    organisations: pd.DataFrame
    marked: pd.DataFrame
    totals: pd.DataFrame
    marked_totals: pd.DataFrame


def compute(
    table: Table,
    suspect: pd.DataFrame,
    organisations: pd.DataFrame,
    settings: Settings,
    today: dt.date,
) -> Staffing:
    """Compute the figures from «Кадры» (`suspect` are its cells with an error)."""
    rows = usable_rows(table, organisations, today)
    chosen = settings["reporting_date"] or reporting_date(rows, len(organisations))
    day = None if chosen is None else pd.Timestamp(chosen)
    now = rows[rows["date"] == day].set_index("org")
    figures = _figures(now[list(COUNTS)].reindex(organisations.index), settings)
    previous = _previous(rows, day, settings)
    change = figures["quality_share"] - previous["quality_share"].reindex(figures.index)
    figures["quality_change"] = change
    figures["previous"] = previous["date"].reindex(figures.index)
    figures.insert(0, "kind", organisations["kind"])
    marked = _marked(suspect.loc[now["index"]].set_axis(now.index), figures.index)
    before = _marked(suspect.loc[previous["index"]].set_axis(previous.index), figures.index)
    marked["quality_change"] |= before["quality_change"]
    marked &= figures[list(FIGURES)].notna()
    totals, marked_totals = _totals(figures, marked, previous, settings)
    return Staffing(None if day is None else day.date(), figures, marked, totals, marked_totals)


def usable_rows(table: Table, organisations: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """Keep the rows with a date that has come; of two rows for one date keep neither."""
    rows = table.values.reset_index()
    rows = rows[rows["date"].notna() & (rows["date"] <= pd.Timestamp(today))]
    rows = rows[rows["org"].isin(organisations.index)]
    return rows[~rows.duplicated(["org", "date"], keep=False)]


def reporting_date(rows: pd.DataFrame, members: int) -> pd.Timestamp | None:
    """Choose the latest date on which at least half of the `members` have a row."""
    counts = rows.groupby("date")["org"].nunique()
    enough = counts[counts * 2 >= members]
    return None if enough.empty or not members else enough.index.max()


def _figures(counts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Add the shares to `counts`; an organisation without staff has none."""
    table = counts.astype("Float64")
    base = table["total"].where(table["total"] > 0)
    made = counts.copy()
    made["quality_share"] = (table["first"] + table["highest"]) / base
    made["no_category_share"] = table["no_category"] / base
    made["critical"] = made["no_category_share"] > settings["critical_share"] / 100
    made["attested_share"] = (table["first"] + table["highest"] + table["attested"]) / base
    return made


def _previous(rows: pd.DataFrame, day: pd.Timestamp | None, settings: Settings) -> pd.DataFrame:
    """Give each organisation's latest row before `day` that has a КК, indexed by code."""
    rows = rows.set_index(rows["index"])
    rows = rows.join(_figures(rows[list(COUNTS)], settings)["quality_share"])
    if day is not None:
        rows = rows[rows["date"] < day]
    rows = rows[rows["quality_share"].notna()]
    return rows.sort_values("date").drop_duplicates("org", keep="last").set_index("org")


def _marked(suspect: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    own = suspect.reindex(index, fill_value=False)
    return pd.DataFrame(
        {figure: own[list(fields)].any(axis=1) for figure, fields in DEPENDS.items()}, index=index
    )


def _totals(
    figures: pd.DataFrame, marked: pd.DataFrame, previous: pd.DataFrame, settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    scopes = {kind: figures["kind"] == kind for kind in KINDS}
    scopes[DISTRICT] = pd.Series(True, index=figures.index)
    totals = {name: _total(figures[own], previous) for name, own in scopes.items()}
    marks = {name: marked[own].any() for name, own in scopes.items()}
    table = pd.DataFrame(totals).T
    kinds = dict.fromkeys((*COUNTS, "critical", "covered", "members"), "Int64")
    shares = ("quality_share", "no_category_share", "attested_share", "quality_change")
    table = table.astype(kinds | dict.fromkeys(shares, "Float64"))
    return table, pd.DataFrame(marks).T.astype(bool)


def _total(own: pd.DataFrame, previous: pd.DataFrame) -> dict[str, object]:
    covered = own[own["quality_share"].notna()]
    made: dict[str, object] = {name: own[name].sum(min_count=1) for name in COUNTS}
    made["quality_share"] = _ratio(covered, ("first", "highest"))
    made["no_category_share"] = _ratio(own, ("no_category",))
    made["critical"] = own["critical"].sum(min_count=1)
    made["attested_share"] = _ratio(own, ("first", "highest", "attested"))
    both = covered[covered.index.isin(previous.index)]
    earlier = _ratio(previous.loc[both.index], ("first", "highest"))
    made["quality_change"] = _ratio(both, ("first", "highest")) - earlier
    made["covered"], made["members"] = len(covered), len(own)
    return made


def _ratio(rows: pd.DataFrame, parts: Sequence[str]) -> float:
    """Divide the sum of `parts` by that of the totals over the rows that have all of them."""
    whole = rows[[*parts, "total"]].dropna().astype(float)
    base = whole["total"].sum()
    return float(whole[list(parts)].to_numpy().sum() / base) if base else np.nan


def quality_share(values: pd.DataFrame) -> pd.Series:
    """Give КК row by row for a frame with `first`, `highest` and `total`; missing without staff."""
    table = values[["first", "highest", "total"]].astype("Float64")
    return (table["first"] + table["highest"]) / table["total"].where(table["total"] > 0)


def managers_of(table: Table, organisations: pd.DataFrame, day: dt.date | None) -> pd.Series:
    """Give the number of managers of each ОО (Int64, by code): on `day`, else the last before."""
    rows = table.values.dropna(subset=["date", "managers"])
    if day is not None:
        rows = rows[rows["date"] <= pd.Timestamp(day)]
    last = rows.sort_values("date", kind="stable").drop_duplicates("org", keep="last")
    return last.set_index("org")["managers"].reindex(organisations.index)
