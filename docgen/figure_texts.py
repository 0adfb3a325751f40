"""Figures in words: captions, what a blind reader hears, the numbers as a table."""

import datetime as dt

from docgen.russian import short_date
from docgen.typography import NBSP, printed
from rules.figures import BOTH, NEED, OFFER, Bars, Figure, HeatMap, Lines, Series

NO_DATA = "–"
CELLS = {NEED: "нужна поддержка", OFFER: "готовы представить", BOTH: "и то и другое"}
"""What the letters in the cells of a heat map mean."""


def caption(figure: Figure, day: dt.date) -> str:
    """Give the line under a figure: the day of its data and what it leaves out.

    `day` is that of the data as a whole.
    """
    return " ".join(
        filter(None, [f"Данные на {short_date(figure.as_of or day)}.", figure.note])
    )  # fmt: skip


def shown_value(value: float | None, *, share: bool) -> str:
    """Give a value as people read it: «52,7 %» or «14»."""
    if value is None:
        return NO_DATA
    return f"{value * 100:.1f}{NBSP}%".replace(".", ",") if share else f"{value:.0f}"


def described(figure: Figure) -> str:
    """Tell in a sentence or two what is to be seen in a figure."""
    if isinstance(figure, HeatMap):
        count = {mark: sum(own == mark for own in figure.cells.values()) for mark in CELLS}
        told = ", ".join(f"{CELLS[mark]} — {number}" for mark, number in count.items() if number)
        return f"Строк {len(figure.rows)}, организаций {len(figure.columns)}; отметок: {told}."
    share = isinstance(figure, Lines) or figure.share
    told = "; ".join(_series_told(figure, one, share) for one in figure.series)
    mark = ""
    if isinstance(figure, Bars) and figure.mark:
        mark = f" Черта: {figure.mark[0]} — {shown_value(figure.mark[1], share=share)}."
    return f"{figure.axis}. {told}.{mark}"


def _series_told(figure: Bars | Lines, series: Series, share: bool) -> str:
    """Tell the ends of a line, the highest and the lowest of bars."""
    known = [
        (value, label)
        for value, label in zip(series.values, labels_of(figure), strict=True)
        if value is not None
    ]
    if not known:
        return f"{series.name}: данных нет"
    ends = [known[0], known[-1]] if isinstance(figure, Lines) else [max(known), min(known)]
    shown = dict.fromkeys(f"{label} — {shown_value(value, share=share)}" for value, label in ends)
    return f"{series.name}: {', '.join(shown)}"


def labels_of(figure: Bars | Lines) -> tuple[str, ...]:
    """Give the labels of the values of each series."""
    if isinstance(figure, Bars):
        return tuple(map(printed, figure.labels))
    return tuple(short_date(day) for day in figure.days)


def table_of(figure: Bars | Lines) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Give the numbers of a figure as a header and rows of text."""
    share = isinstance(figure, Lines) or figure.share
    header = ("Дата" if isinstance(figure, Lines) else "", *(one.name for one in figure.series))
    rows = [
        (label, *(shown_value(one.values[number], share=share) for one in figure.series))
        for number, label in enumerate(labels_of(figure))
    ]
    return header, rows
