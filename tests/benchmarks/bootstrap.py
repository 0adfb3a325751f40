"""The range of places: our one matrix product, and two loops over pandas that one would write."""

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from rules.ranking import LEVEL, RESAMPLES, SEED, range_of_places

ASPECTS = 60
"""As many aspects as a block of the demo has, and some more."""


def ballots(size: int) -> np.ndarray:
    """Give the ranks of `size` organisations over `ASPECTS` aspects, without ties."""
    dice = np.random.default_rng(size)
    order = np.argsort(dice.random((size, ASPECTS)) + np.linspace(0, 1, ASPECTS), axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, ASPECTS + 1)[np.newaxis], axis=1)
    return ranks.astype(float)


def matrix_product(ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the ends of the range of each place, our way."""
    return range_of_places(ranks, np.ones(len(ranks)))


def long_loop(ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the same from a long frame of ballots: each resample joined, grouped and ranked."""
    lines = pd.DataFrame(ranks).rename_axis("org").reset_index()
    lines = lines.melt("org", var_name="aspect", value_name="rank")
    drawn = np.random.default_rng(SEED).integers(0, len(ranks), size=(RESAMPLES, len(ranks)))
    places = []
    for rows in drawn:
        sample = pd.DataFrame({"org": rows}).merge(lines, on="org")
        places.append(sample.groupby("aspect")["rank"].sum().rank(method="min"))
    return _ends(pd.DataFrame(places))


def wide_loop(ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the same from a matrix of ranks as a frame: each resample taken, summed and ranked."""
    table = pd.DataFrame(ranks)
    drawn = np.random.default_rng(SEED).integers(0, len(table), size=(RESAMPLES, len(table)))
    places = pd.DataFrame([table.iloc[rows].sum().rank(method="min") for rows in drawn])
    return _ends(places)


def _ends(places: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    tail = (1 - LEVEL) / 2
    ends = places.quantile([tail, 1 - tail], interpolation="nearest")
    return ends.iloc[0].to_numpy(dtype=int), ends.iloc[1].to_numpy(dtype=int)


def seconds(way: Callable[[np.ndarray], object], ranks: np.ndarray, runs: int) -> float:
    """Give the median time of a way, in seconds."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        way(ranks)
        times.append(time.perf_counter() - begun)
    return sorted(times)[len(times) // 2]
