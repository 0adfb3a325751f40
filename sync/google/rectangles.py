"""Cells that are alike gathered into rectangles, so that one request does for all of them."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sync.google.sheets import Area


def rectangles(rows: Sequence[Sequence[Hashable]]) -> list[tuple[Area, Any]]:
    """Cover all cells that are not None by rectangles of equal cells, from the top down."""
    found: list[tuple[Area, Any]] = []
    begun: dict[tuple[int, int, Hashable], int] = {}
    for number, row in enumerate([*rows, ()]):
        here = dict.fromkeys(_runs(row))
        for run in [run for run in begun if run not in here]:
            left, right, value = run
            found.append(((begun.pop(run), left, number - 1, right), value))
        for run in here:
            begun.setdefault(run, number)
    return sorted(found, key=lambda item: item[0])


def _runs(row: Sequence[Hashable]) -> Iterator[tuple[int, int, Hashable]]:
    """Give the runs of equal cells of a row: the first and the last column, and the value."""
    column = 0
    for value, cells in groupby(row):
        first, column = column, column + sum(1 for _ in cells)
        if value is not None:
            yield first, column - 1, value
