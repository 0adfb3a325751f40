"""Figures: what the charts show, as plain numbers and labels.

Each is made once and drawn by three hands: as a picture in documents, natively in the workbook,
as SVG on the page. A function gives None where there is nothing to show yet.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from rules.dates import MONTH_NAMES
from rules.dynamics import dynamics
from rules.plans import CANCELLED, HELD
from rules.public_events import published_events
from rules.registry import KINDS
from rules.report import Report
from rules.staffing import DISTRICT

NBSP = "\u00a0"
SHOWN_ASPECTS = 10
"""So many aspects of the map are compared, the most demanded ones."""

SHOWN_ROWS = 25
"""So many aspects stand in the heat map, the most demanded ones."""

MOST_ORGANISATIONS = 60
"""A chart of more organisations could not be read."""

NEED, OFFER, BOTH = "Н", "П", "Н П"
"""What stands in a cell of the heat map: нужна поддержка, готовы представить."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values under a name; None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars beside their labels, from top to bottom; several series side by side or stacked.

    Values are shares of 1 if `share`, else counts; `mark` is a value that a line is drawn at,
    with its name. `as_of` is the day that the values are of, None where that is the day of the
    whole report; `note` says what the figure leaves out.
    """

    title: str
    axis: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    share: bool = False
    stacked: bool = False
    mark: tuple[str, float] | None = None
    as_of: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Shares of 1 over `days`, a line for each series; the rest as in `Bars`."""

    title: str
    axis: str
    days: tuple[dt.date, ...]
    series: tuple[Series, ...]
    as_of: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """What stands in the cells of a matrix, by (row, column): `NEED`, `OFFER` or `BOTH`."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[int, int], str]
    as_of: dt.date | None = None
    note: str = ""


Figure = Bars | Lines | HeatMap


def quality_by_organisation(report: Report) -> Bars | None:
    """Compare КК of the ОО with the district's, the highest first."""
    staffing, names = report.staffing, report.district.organisations["short_name"]
    shares = staffing.organisations["quality_share"].dropna()
    if not 0 < len(shares) <= MOST_ORGANISATIONS:
        return None
    shares = shares.sort_values(ascending=False, kind="stable")
    missing = len(names) - len(shares)
    return Bars(
        "КК по организациям",
        "КК, доля педагогов с первой и высшей категорией",
        tuple(map(str, names[shares.index])),
        (Series("КК", tuple(round(float(share), 6) for share in shares)),),
        share=True,
        mark=("район", round(float(staffing.totals.at[DISTRICT, "quality_share"]), 6)),
        as_of=staffing.reporting_date,
        note=f"Без данных: {missing}{NBSP}ОО." if missing else "",
    )


def quality_over_time(report: Report) -> Lines | None:
    """Show КК of the district and of the kinds by date; None with fewer than two dates."""
    district = report.district
    found = dynamics(district.tables["staffing"], district.organisations, district.today)
    dates = sorted(found["date"].unique())
    if len(dates) < 2:
        return None
    table = found.pivot_table(index="date", columns="scope", values="quality_share")
    covered = found[found["scope"] == DISTRICT].set_index("date")["covered"]
    scopes = {DISTRICT: "район", **KINDS}
    told = ", ".join(f"{day:%d.%m.%Y}{NBSP}— {covered[day]}" for day in dates)
    return Lines(
        "КК: динамика",
        "КК, доля педагогов с первой и высшей категорией",
        tuple(pd.Timestamp(day).date() for day in dates),
        tuple(
            Series(title, tuple(_known(value) for value in table[scope]))
            for scope, title in scopes.items()
            if scope in table.columns
        ),
        as_of=pd.Timestamp(dates[-1]).date(),
        note=f"ОО с данными: {told} (из {len(district.organisations)}).",
    )


def _known(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 6)


def demand_and_supply(report: Report, number: int = SHOWN_ASPECTS) -> Bars | None:
    """Compare how many ОО need the most demanded aspects with how many offer them."""
    found = report.problem_map.aspects
    top = found[found["need"] > 0].head(number)
    if top.empty:
        return None
    return Bars(
        "Спрос и предложение",
        "число ОО",
        tuple(map(str, top["title"])),
        (
            Series("нужна поддержка", tuple(map(float, top["need"]))),
            Series("готовы представить", tuple(map(float, top["offer"]))),
        ),
        note=f"Первые {number} аспектов по числу ОО." if len(top) == number else "",
    )


def problem_heat_map(report: Report) -> HeatMap | None:
    """Show which ОО need and which offer each aspect."""
    found, names = report.problem_map, report.district.organisations["short_name"]
    top = found.aspects.head(SHOWN_ROWS)
    cells = found.cells[found.cells["aspect"].isin(top.index)]
    orgs = [org for org in names.index if org in set(cells["org"])]
    if not 0 < len(orgs) <= MOST_ORGANISATIONS:
        return None
    rows = {aspect: number for number, aspect in enumerate(top.index)}
    columns = {org: number for number, org in enumerate(orgs)}
    marks = {
        (rows[aspect], columns[org]): _mark(need, offer)
        for org, aspect, need, offer in cells[["org", "aspect", "need", "offer"]].itertuples(
            index=False, name=None
        )
    }
    shown = f"Первые {len(top)} аспектов по числу ОО. " if len(top) < len(found.aspects) else ""
    silent = len(names) - len(orgs)
    others = f"ОО, которые ничего из этого не назвали: {silent}." if silent else ""
    return HeatMap(
        "Карта проблем и решений",
        tuple(map(str, top["title"])),
        tuple(map(str, names[orgs])),
        marks,
        note=f"{shown}{others}".strip(),
    )


def _mark(need: object, offer: object) -> str:
    if pd.isna(need):
        return OFFER
    return NEED if pd.isna(offer) else BOTH


def events_by_month(report: Report) -> Bars | None:
    """Count the events of the plan by month and by what became of them."""
    events = published_events(report)
    dated = events.dropna(subset=["month"])
    if dated.empty:
        return None
    months = pd.date_range(dated["month"].min(), dated["month"].max(), freq="MS")
    states = {
        "проведено": dated["status"] == HELD,
        "запланировано": ~dated["status"].isin([HELD, CANCELLED]),
        "отменено": dated["status"] == CANCELLED,
    }
    longer = len(events) - len(dated)
    return Bars(
        "План по месяцам",
        "число мероприятий",
        tuple(month_title(month) for month in months),
        tuple(
            Series(name, tuple(float((dated.loc[own, "month"] == month).sum()) for month in months))
            for name, own in states.items()
            if own.any()
        ),
        stacked=True,
        note=f"Без определённого месяца: {longer}." if longer else "",
    )


def month_title(month: pd.Timestamp) -> str:
    """Name a month, «Март 2022»."""
    return f"{MONTH_NAMES[month.month - 1].capitalize()}{NBSP}{month.year}"
