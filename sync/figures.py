"""Figures as cells: a missing one says so, one that rests on an error is marked."""

import pandas as pd

from sync.tabs import Cell, Kind

NO_DATA = "нет данных"
MARK_NOTE = "В исходных данных есть ошибка: показатель может измениться."


def figure_cell(value: object, kind: Kind, marked: object = False) -> Cell:
    """Make the cell of one figure."""
    if value is None or pd.isna(value):
        return Cell(NO_DATA if kind != "change" else None, "text", style="muted")
    number = float(value)  # type: ignore[arg-type]
    plain = int(number) if kind == "integer" else round(number, 12)
    if marked:
        return Cell(plain, kind, style="marked", note=MARK_NOTE)
    return Cell(plain, kind)
