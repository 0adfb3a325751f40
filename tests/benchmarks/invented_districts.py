"""Invented districts of one shape, of any size: needs, offers and organisations."""

import numpy as np
import pandas as pd

ASPECTS = 129
"""As many as the starting catalogue has; the first ones are the most popular."""

NEEDS, OFFERS = (5, 11), (3, 11)
"""How many aspects an organisation needs and offers (least, and one more than the most)."""


def invented(
    size: int, seed: int = 0, aspects: int = ASPECTS
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Give needs, offers and organisations of `size` organisations in clusters of about six."""
    dice = np.random.default_rng([size, seed])
    codes = [f"О-{number:04}" for number in range(size)]
    cluster = dice.integers(0, max(size // 6, 1), size)
    organisations = pd.DataFrame(
        {
            "kind": dice.choice(["Школа", "ДОУ", "ДО"], size, p=[0.62, 0.28, 0.1]),
            "settlement": cluster * 3 + dice.integers(0, 3, size),
            "cluster": cluster,
        },
        index=pd.Index(codes, name="code"),
    ).astype(str)
    needs = _lines(dice, codes, NEEDS, aspects)
    offers = _lines(dice, codes, OFFERS, aspects)
    needs["weight"] = (needs["lines"] + 1 - needs["rank"]) / needs["lines"]
    needs["priority"] = (dice.random(size) < 0.15)[needs.pop("number")]
    needs["weight"] *= np.where(needs["priority"], 1.25, 1)
    known = dice.random(len(offers)) < 0.7
    guests, times = dice.integers(6, 13, len(offers)), dice.integers(1, 4, len(offers))
    offers["sitting"] = np.where(known, guests, 8)
    offers["guests"] = np.where(known, guests * times, 8)
    offers["format"] = dice.choice(["семинар", "открытый урок", "онлайн"], len(offers))
    offers["practice"] = None
    for lines in (needs, offers):
        lines["place"] = lines["rank"]
    return needs, offers.drop(columns="number"), organisations


def _lines(
    dice: np.random.Generator, codes: list[str], number: tuple[int, int], aspects: int
) -> pd.DataFrame:
    popularity = 1 / (np.arange(aspects) + 10)
    rows = []
    for place, code in enumerate(codes):
        lines = min(int(dice.integers(*number)), aspects)
        chosen = dice.choice(aspects, lines, replace=False, p=popularity / popularity.sum())
        rows += [(code, f"A-{one:03}", rank, lines, place) for rank, one in enumerate(chosen, 1)]
    return pd.DataFrame(rows, columns=["org", "aspect", "rank", "lines", "number"])
