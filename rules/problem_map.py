"""Карта проблем и эффективных решений: which aspects ОО need, who is ready to present them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from rules.aspects import Catalogue
from rules.orders import BLOCKS, counted

DEFICIT, SURPLUS, COVERED = "дефицит", "профицит", "есть у кого учиться"


@dataclass(frozen=True, slots=True)
class ProblemMap:
    """The map of one school year.

    `aspects` is indexed by id (demanded ones first, the most demanded first), with `process`,
    `group`, `title`, `need` and `offer` (numbers of ОО), `balance` (one of `DEFICIT`,
    `SURPLUS`, `COVERED`). `cells` has a row for each ОО and aspect that it named: `org`,
    `aspect`, `need` and `offer`, its best ranks (Int64, missing where not named). `practices`
    are the rows of «Практики» whose aspect is known: `org`, `aspect` and the fields.
    """

    aspects: pd.DataFrame
    cells: pd.DataFrame
    practices: pd.DataFrame

    def deficits(self) -> pd.DataFrame:
        """Give the aspects that somebody needs and nobody offers."""
        return self.aspects[self.aspects["balance"] == DEFICIT]

    def solutions(self, aspect: str) -> pd.DataFrame:
        """Give the practices of an aspect."""
        return self.practices[self.practices["aspect"] == aspect]


def draw_map(lines: pd.DataFrame, practices: pd.DataFrame, catalogue: Catalogue) -> ProblemMap:
    """Make the map of `lines` (`rules.orders.LINES`) and `practices` (with `org`, `aspect`)."""
    named = counted(lines)
    sides = named["block"].map({name: block.side for name, block in BLOCKS.items()})
    ranks = named.assign(side=sides).pivot_table(
        index=["org", "aspect"], columns="side", values="rank", aggfunc="min", dropna=False
    )
    mentions = named.assign(side=sides).groupby(["org", "aspect", "side"]).size().unstack()
    cells = ranks.reindex(index=mentions.index, columns=["need", "offer"]).astype("Int64")
    mentions = mentions.reindex(columns=["need", "offer"])
    counts = mentions.notna().groupby("aspect").sum().astype(int)
    known = counts.index.intersection(catalogue.aspects.index)
    aspects = catalogue.aspects.loc[catalogue.aspects.index.isin(known)].join(counts)
    aspects["balance"] = _balance(aspects)
    aspects = aspects.reset_index(names="id").sort_values(
        ["need", "offer", "id"], ascending=[False, True, True], kind="stable"
    )
    return ProblemMap(aspects.set_index("id"), cells.reset_index(), practices)


def _balance(aspects: pd.DataFrame) -> pd.Series:
    balance = pd.Series(COVERED, index=aspects.index, dtype=object)
    balance[aspects["offer"] > aspects["need"]] = SURPLUS
    balance[(aspects["offer"] == 0) & (aspects["need"] > 0)] = DEFICIT
    return balance


COMPARED = ("title", "need_before", "need", "offer_before", "offer", "what")
"""Columns of a comparison: numbers of ОО that need and offer an aspect in two years."""

GONE, CLOSED, OPENED, APPEARED = (
    "проблема ушла",
    "дефицит закрыт",
    "новый дефицит",
    "новая проблема",
)


def compare(before: ProblemMap, now: ProblemMap, catalogue: Catalogue) -> pd.DataFrame:
    """Tell what changed between two years, by id of the aspect: a frame of `COMPARED`.

    `what` is one of `GONE`, `CLOSED`, `OPENED`, `APPEARED`, or empty.
    """
    was = before.aspects[["need", "offer"]].add_suffix("_before")
    joined = was.join(now.aspects[["need", "offer"]], how="outer").fillna(0)
    joined = joined.astype(int).rename_axis("id")
    joined["title"] = [catalogue.title(aspect) for aspect in joined.index]
    joined["what"] = [_change(row) for row in joined.to_dict("records")]
    order = joined.assign(most=joined[["need_before", "need"]].max(axis=1)).reset_index()
    order = order.sort_values(["most", "id"], ascending=[False, True], kind="stable")
    return order.set_index("id")[list(COMPARED)]


def _change(row: Mapping[object, int]) -> str:
    was_deficit = row["need_before"] > 0 and row["offer_before"] == 0
    is_deficit = row["need"] > 0 and row["offer"] == 0
    if row["need_before"] and not row["need"]:
        return GONE
    if was_deficit and not is_deficit:
        return CLOSED
    if is_deficit and not was_deficit:
        return OPENED
    return APPEARED if row["need"] and not row["need_before"] else ""
