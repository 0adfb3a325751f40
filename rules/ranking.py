"""Ranking of aspects over organisations from partial rankings, and how far they agree.

Scores are Borda counts averaged for truncated ballots; agreement is Kendall's W with the
correction for ties (Kendall & Babington Smith 1939; Friedman 1937); the range of a place is a
95 % bootstrap interval over organisations.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from rules.orders import counted

RESAMPLES = 1000
SEED = 20211001
LEVEL = 0.95

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Concordance:
    """How far the rankings of `voters` over `aspects` agree.

    `w` is Kendall's W in [0, 1] with `chi2`, its degrees of freedom `df` and `p`; all None
    where W is not defined: fewer than two voters or aspects, or nobody tells them apart.
    """

    voters: int
    aspects: int
    w: float | None
    chi2: float | None
    df: int | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking of one block.

    `table` is ordered by place, with the columns `place` (int), `aspect` (id), `score` (in
    [0, 1]), `organisations` (how many named it), `organisation_share` (of the voters),
    `people` (Int64, missing where nobody told a number), `place_from` and `place_to`.
    """

    table: pd.DataFrame
    concordance: Concordance


COLUMNS = (
    "place",
    "aspect",
    "score",
    "organisations",
    "organisation_share",
    "people",
    "place_from",
    "place_to",
)


def rank_aspects(lines: pd.DataFrame, weights: Mapping[str, float] | None = None) -> Ranking:
    """Rank the aspects of one block.

    `lines` has the columns `org`, `aspect` (id, missing where the line is no aspect yet),
    `rank` (number, the less the better, equal ones tie) and `people` (Int64). `weights` maps
    an organisation to its weight; without it all weigh the same.
    """
    named = _best_lines(lines)
    orgs, aspects = sorted(named["org"].unique()), sorted(named["aspect"].unique())
    if not orgs:
        return Ranking(pd.DataFrame(columns=list(COLUMNS)), Concordance(0, 0, *[None] * 4))
    ranks = rank_matrix(named, orgs, aspects)
    weight = np.array([1.0 if weights is None else weights.get(org, 0.0) for org in orgs])
    if not weight.sum():
        weight = np.ones(len(orgs))
    totals = weight @ ranks
    by_aspect = named.groupby("aspect")
    table = pd.DataFrame({"aspect": aspects, "total": totals})
    table["score"] = _scores(totals / weight.sum(), len(aspects))
    table["organisations"] = by_aspect["org"].nunique().reindex(aspects).to_numpy()
    table["organisation_share"] = table["organisations"] / len(orgs)
    table["people"] = by_aspect["people"].sum(min_count=1).reindex(aspects).astype("Int64").array
    table["place"] = _places(totals[np.newaxis])[0].astype(int)
    table["place_from"], table["place_to"] = range_of_places(ranks, weight)
    table["known"] = table["people"].fillna(0)
    order = ["total", "organisations", "known", "aspect"]
    table = table.sort_values(order, ascending=[True, False, False, True], kind="stable")
    return Ranking(table[list(COLUMNS)].reset_index(drop=True), concordance(ranks))


def _best_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Drop lines that are no aspect; of an aspect named twice keep the better place."""
    named = counted(lines).sort_values(["org", "rank"], kind="stable")
    return named.drop_duplicates(["org", "aspect"])


def rank_matrix(named: pd.DataFrame, orgs: list[str], aspects: list[str]) -> Matrix:
    """Give the ranks as a matrix (organisations × aspects), midranks for ties.

    The m − k aspects that an organisation did not rank share the mean of the places left.
    """
    own = named.groupby("org")["rank"].rank(method="average")
    rows = pd.Categorical(named["org"], orgs).codes
    columns = pd.Categorical(named["aspect"], aspects).codes
    count = np.bincount(rows, minlength=len(orgs))
    m = len(aspects)
    matrix = np.repeat((count + 1 + m)[:, np.newaxis] / 2, m, axis=1)
    matrix[rows, columns] = own.to_numpy(dtype=float)
    return matrix


def _scores(means: np.ndarray, m: int) -> np.ndarray:
    return (m - means) / (m - 1) if m > 1 else np.ones(1)


def _places(totals: np.ndarray) -> np.ndarray:
    """Give the places by sums of ranks, row by row; equal sums share a place.

    The sums are multiples of a half, so that equal ones are equal to the bit.
    """
    order = np.argsort(totals, axis=1, kind="stable")
    ascending = np.take_along_axis(totals, order, axis=1)
    first = np.zeros(totals.shape, dtype=np.int64)
    first[:, 1:] = np.where(np.diff(ascending, axis=1) > 0, np.arange(1, totals.shape[1]), 0)
    places = np.empty_like(first)
    np.put_along_axis(places, order, np.maximum.accumulate(first, axis=1) + 1, axis=1)
    return places


def range_of_places(ranks: Matrix, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the 95 % interval of each place over resampled organisations, in one product."""
    n = len(ranks)
    drawn = np.random.default_rng(SEED).integers(0, n, size=(RESAMPLES, n))
    flat = (drawn + np.arange(RESAMPLES)[:, np.newaxis] * n).ravel()
    counts = np.bincount(flat, minlength=RESAMPLES * n).reshape(RESAMPLES, n)
    places = _places((counts * weight) @ ranks)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(places, [tail, 1 - tail], axis=0, method="nearest")
    return low.astype(int), high.astype(int)


def concordance(ranks: Matrix) -> Concordance:
    """Compute Kendall's W of a matrix of ranks, corrected for ties, with its test."""
    n, m = ranks.shape
    if n < 2 or m < 2:
        return Concordance(n, m, None, None, None, None)
    spread = ((ranks.sum(axis=0) - n * (m + 1) / 2) ** 2).sum()
    ties = _ties(ranks)
    whole = n**2 * (m**3 - m) - n * ties
    if whole <= 0:
        return Concordance(n, m, None, None, None, None)
    w = float(12 * spread / whole)
    chi2 = n * (m - 1) * w
    return Concordance(n, m, w, chi2, m - 1, float(chdtrc(m - 1, chi2)))


def _ties(ranks: Matrix) -> int:
    """Sum t³ − t over the groups of equal ranks, each within the row of one organisation."""
    doubled = np.rint(2 * ranks).astype(np.int64)  # midranks are multiples of a half
    rows = np.arange(len(ranks), dtype=np.int64)[:, np.newaxis] * (2 * ranks.shape[1] + 1)
    _, sizes = np.unique(rows + doubled, return_counts=True)
    return int((sizes.astype(np.int64) ** 3 - sizes).sum())
