"""Ratings of aspects (рейтинги): each of the four blocks, over all organisations and by kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from rules.orders import BLOCKS, bases
from rules.ranking import Concordance, rank_aspects
from rules.registry import KINDS
from rules.settings import Settings

ALL = "все"
"""The scope of all kinds together."""

SCOPES = (ALL, *KINDS)
SURE = 0.05
"""Agreement that chance would bring about more often than this is called none."""

APPROXIMATE = 8
"""With fewer voters or aspects than this the χ² of the test is only approximate."""

COLUMNS = (
    "block",
    "scope",
    "place",
    "aspect",
    "score",
    "organisations",
    "organisation_share",
    "people",
    "people_share",
    "place_from",
    "place_to",
)


@dataclass(frozen=True, slots=True)
class Ratings:
    """All rankings of a school year.

    `table` has the columns `COLUMNS`: `block` a key of `rules.orders.BLOCKS`, `scope` one of
    `SCOPES`, `aspect` an id, the rest as `rules.ranking.Ranking.table`, and `people_share` of
    the voters' teachers or managers (missing without a base). `agreement` maps (block, scope)
    to the concordance of its rankings.
    """

    table: pd.DataFrame
    agreement: Mapping[tuple[str, str], Concordance]

    def of(self, block: str, scope: str = ALL) -> pd.DataFrame:
        """Give the ranking of one block in one scope, the first place first."""
        return self.table[(self.table["block"] == block) & (self.table["scope"] == scope)]


def rate(
    lines: pd.DataFrame, organisations: pd.DataFrame, people: pd.DataFrame, settings: Settings
) -> Ratings:
    """Rank the `lines` (`rules.orders.LINES`) of each block over all ОО and over each kind.

    `people` is indexed by code, with `total` (Поб) and `managers`.
    """
    weights = None
    if settings["ranking_weights"] == "по Поб":
        weights = people["total"].fillna(0).astype(float).to_dict()
    kinds = lines["org"].map(organisations["kind"])
    tables, agreement = [], {}
    for block in BLOCKS.values():
        of_block = lines["block"] == block.field
        base = bases(people, block)
        for scope in SCOPES:
            own = lines[of_block & (True if scope == ALL else kinds == scope)]
            ranking = rank_aspects(own, weights)
            voters = own.dropna(subset=["aspect", "rank"])["org"].unique()
            whole = base.reindex(voters).sum(min_count=1)
            made = ranking.table.assign(block=block.field, scope=scope)
            made["people_share"] = _share(made["people"], whole)
            tables.append(made)
            agreement[block.field, scope] = ranking.concordance
    full = [table for table in tables if len(table)]
    table = pd.concat(full, ignore_index=True) if full else pd.DataFrame(columns=list(COLUMNS))
    return Ratings(table[list(COLUMNS)], agreement)


def _share(people: pd.Series, whole: Any) -> pd.Series:
    known = not pd.isna(whole) and whole > 0
    share = people.astype("Float64") / float(whole) if known else people.astype("Float64") * pd.NA
    return share.clip(upper=1)


Level = Literal["close", "different", "none", "unknown"]

VERDICTS: Mapping[Level, str] = {
    "close": "Приоритеты ОО близки: общий рейтинг им подходит.",
    "different": "Приоритеты ОО различаются: решайте по видам ОО.",
    "none": "Согласия между ОО не видно: общий рейтинг мало что говорит, решайте по видам ОО.",
    "unknown": "Сравнивать нечего: в рейтинге меньше двух ОО или меньше двух аспектов.",
}


def agreement_level(found: Concordance, settings: Settings) -> Level:
    """Tell how far rankings agree: strongly, beyond chance, not at all, or nobody knows."""
    if found.w is None or found.p is None:
        return "unknown"
    if found.p >= SURE:
        return "none"
    return "close" if found.w >= settings["agreement_strong"] else "different"


def verdict(found: Concordance, settings: Settings) -> str:
    """Say in one sentence for a coordinator how far the rankings agree."""
    return VERDICTS[agreement_level(found, settings)]


def is_approximate(found: Concordance) -> bool:
    """Tell whether the test of an agreement rests on few ОО or aspects."""
    return min(found.voters, found.aspects) < APPROXIMATE
