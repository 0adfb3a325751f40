"""What the matching is made of: needs and offers of the ОО, and the terms of «Настройки»."""

from dataclasses import dataclass

import pandas as pd

from rules.district import District
from rules.orders import BLOCKS, counted
from rules.school_years import SchoolYear, parse_school_year
from rules.settings import Settings

ONLINE = "онлайн"
"""The format for which nobody travels."""

NEEDS = ("org", "aspect", "weight", "rank", "place", "priority")
"""Columns of a frame of needs, one row a need, in order of code and aspect.

`rank` is the midrank among the lines of its block, `place` the place that people see (Int64,
equal ones share the better); `weight` is (k + 1 − rank)/k for k lines, multiplied by the
priority of a ШНОР, which `priority` tells (bool).
"""

OFFERS = ("org", "aspect", "rank", "place", "guests", "sitting", "format", "practice")
"""Columns of a frame of offers, one row an offer, in order of code and aspect.

`guests` are those of a half-year, `sitting` those at once (int); `format` and `practice` (the
label of the row of «Практики») are None where no practice of the aspect is known.
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """What «Настройки» say of the matching.

    What a pair loses where kinds, settlements or clusters differ; how many events an ОО holds,
    guests an event takes where «Практики» do not say, visits an ОО makes in a half-year; the
    factor of the needs of a ШНОР; `epsilon` the price of an event, `delta` the worth of keeping
    a pair of the plan before.
    """

    kind: float = 0.10
    settlement: float = 0.05
    cluster: float = 0.10
    events: int = 3
    guests: int = 8
    visits: int = 4
    low_results: float = 1.25
    epsilon: float = 0.3
    delta: float = 0.005


def terms_of(settings: Settings) -> Terms:
    """Give the terms that stand in «Настройки»."""
    return Terms(**{name: settings[f"match_{name}"] for name in Terms.__dataclass_fields__})


def inputs_of(district: District) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, Terms]:
    """Give the needs, offers, organisations and terms of a district, as `match` takes them."""
    terms = terms_of(district.settings)
    low = low_results(district.organisations, district.year)
    needs = needs_of(district.lines, low, terms)
    return (
        needs,
        offers_of(district.lines, district.practices, terms),
        district.organisations,
        terms,
    )


def low_results(organisations: pd.DataFrame, year: SchoolYear) -> frozenset[str]:
    """Give the codes of the schools with low results (ШНОР) of a school year."""
    typed = organisations["low_results"].dropna()
    return frozenset(code for code, text in typed.items() if _names(str(text), year))


def _names(text: str, year: SchoolYear) -> bool:
    parts = text.replace(",", ";").replace("\n", ";").split(";")
    return any(parse_school_year(part).value == year.name for part in parts)


def needs_of(lines: pd.DataFrame, low: frozenset[str], terms: Terms) -> pd.DataFrame:
    """Give the needs, a frame of `NEEDS`, of `lines` (`rules.orders.LINES`)."""
    needs = _ranked(lines, "need")
    needs["priority"] = needs["org"].isin(low)
    needs["weight"] = (needs["lines"] + 1 - needs["rank"]) / needs["lines"]
    needs["weight"] *= needs["priority"].map({True: terms.low_results, False: 1.0}).astype(float)
    return needs[list(NEEDS)]


def offers_of(lines: pd.DataFrame, practices: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """Give the offers, a frame of `OFFERS`; `practices` have the id of the aspect in `aspect_id`.

    Of several practices of one aspect that with the most guests in a half-year counts.
    """
    known = practices.dropna(subset=["aspect_id"])
    shown = pd.DataFrame(
        {
            "org": known["org"],
            "aspect": known["aspect_id"],
            "sitting": known["guests"].fillna(terms.guests).astype(int),
            "times": known["times"].fillna(1).astype(int),
            "format": known["format"],
            "practice": known.index,
        }
    )
    shown["guests"] = shown["sitting"] * shown["times"]
    shown = shown.sort_values(["guests", "practice"], ascending=[False, True], kind="stable")
    shown = shown.drop_duplicates(["org", "aspect"]).drop(columns="times")
    offers = _ranked(lines, "offer").merge(shown, how="left", on=["org", "aspect"])
    for name in ("guests", "sitting"):
        offers[name] = offers[name].fillna(terms.guests).astype(int)
    offers["practice"] = offers["practice"].astype("Int64")  # a label is no fraction
    for name in ("format", "practice"):
        offers[name] = offers[name].astype(object).where(offers[name].notna(), None)
    return offers[list(OFFERS)]


def _ranked(lines: pd.DataFrame, side: str) -> pd.DataFrame:
    """Rank the lines of the blocks of one side: midranks, places, number of lines of the block."""
    blocks = [block.field for block in BLOCKS.values() if block.side == side]
    own = counted(lines[lines["block"].isin(blocks)])
    own = own.sort_values(["org", "block", "rank"], kind="stable")
    own = own.drop_duplicates(["org", "block", "aspect"])
    ranks = own.groupby(["org", "block"])["rank"]
    own = pd.DataFrame(
        {
            "org": own["org"],
            "aspect": own["aspect"],
            "rank": ranks.rank(method="average").astype(float),
            "place": ranks.rank(method="min").astype(int),
            "lines": ranks.transform("size").astype(int),
        }
    )
    own = own.sort_values(["org", "aspect", "rank"], kind="stable")
    return own.drop_duplicates(["org", "aspect"]).reset_index(drop=True)
