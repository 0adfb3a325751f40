"""Точки прорыва: where the district's successes outweigh its failures, and what stands behind.

From the matrix of «ТЗ-1 Результаты»: for each direction and each actor the aspects that ОО
named as successful against those named as unsuccessful.
"""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from rules.aspect_lines import AspectLine
from rules.aspects import Catalogue, outcomes, recognise_all, separate
from rules.tables import Table

ACTORS = {
    "organisation": "Деятельность ОО",
    "management": "Управленческая команда",
    "teacher": "Педагог",
}
SIDES = ("success", "failure")
MENTIONS = (
    "org", "source", "direction", "actor", "side", "text", "people", "outcome", "aspect",
    "candidates",
)  # fmt: skip
"""Columns of a frame of mentions: a line of a cell of the matrix, once for each aspect in it."""

POINTS = ("direction", "actor", "success", "failure", "balance", "practices")
"""Columns of the points: counts of mentions, their difference, the practices behind successes."""

STATES = ("сильная сторона", "есть резерв", "дефицит", "не относится")


class Practice(NamedTuple):
    """A practice behind a success: whose it is and what it is called."""

    org: str
    title: str


@dataclass(frozen=True, slots=True)
class Breakthroughs:
    """`points` has the columns `POINTS`, the best balance first.

    `reserves` is indexed by direction of the reserves, a column for each of `STATES`: numbers
    of ОО.
    """

    points: pd.DataFrame
    reserves: pd.DataFrame


def find_breakthroughs(
    mentions: pd.DataFrame, reserves: pd.DataFrame, practices: pd.DataFrame
) -> Breakthroughs:
    """Find the points of breakthrough among `mentions` (`MENTIONS`).

    `reserves` are rows of «ТЗ-1 Резервы»; `practices` have `org`, `aspect` (id), `practice`.
    """
    counted = mentions.drop_duplicates(["org", "source", "actor", "side", "text"])
    counts = counted.groupby(["direction", "actor", "side"], sort=False).size()
    table = counts.unstack("side").reindex(columns=list(SIDES)).fillna(0).astype(int)
    table["balance"] = table["success"] - table["failure"]
    table = table.reset_index()
    successes = mentions[mentions["side"] == "success"]
    behind = successes.merge(practices[["org", "aspect", "practice"]], on=["org", "aspect"])
    found = {
        place: tuple(dict.fromkeys(map(Practice, own["org"], own["practice"])))
        for place, own in behind.groupby(["direction", "actor"])
    }
    places = zip(table["direction"], table["actor"], strict=True)
    table["practices"] = pd.Series([found.get(place, ()) for place in places], dtype=object)
    table = table.sort_values(["balance", "success"], ascending=False, kind="stable")
    return Breakthroughs(table.reset_index(drop=True)[list(POINTS)], _reserves(reserves))


def mentions_of(results: Table, organisations: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Give every line of every cell of the matrix of the `organisations`: `MENTIONS`."""
    values = results.values[results.values["org"].isin(organisations.index)]
    rows = [
        (org, source, direction, actor, side, line)
        for actor in ACTORS
        for side in SIDES
        for org, source, direction, cell in zip(
            values["org"],
            values.index,
            values["direction"],
            values[f"{actor}_{side}"],
            strict=True,
        )
        for whole in _lines(cell, direction, catalogue)
        for line in separate(whole, None, catalogue)
    ]
    columns = ["org", "source", "direction", "actor", "side", "line"]
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    table["text"] = [line.text for line in table["line"]]
    table["people"] = pd.Series([line.people for line in table["line"]], dtype="Int64")
    recognised = recognise_all(table["text"], None, catalogue)
    table = table.join(outcomes(recognised, table.index))
    return table.explode("aspect", ignore_index=True)[list(MENTIONS)]


def _lines(cell: object, direction: object, catalogue: Catalogue) -> tuple[AspectLine, ...]:
    """Give the lines of a cell that say something, of a row whose direction is known."""
    if not isinstance(cell, tuple) or not isinstance(direction, str):
        return ()
    return tuple(line for line in cell if not catalogue.no_answer.is_it(line.text))


def _reserves(values: pd.DataFrame) -> pd.DataFrame:
    typed = values.dropna(subset=["direction", "state"])
    typed = typed.drop_duplicates(["org", "direction"])
    counts = pd.crosstab(typed["direction"], typed["state"])
    return counts.reindex(columns=list(STATES), fill_value=0)
