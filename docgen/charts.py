"""Charts of documents, as PNG pictures: the same figures give the same bytes.

Series differ by hatching and markers too, so that a black and white print can be read.
"""

from functools import lru_cache
from io import BytesIO
from textwrap import fill
from typing import Any

from docgen.figure_texts import CELLS, shown_value
from docgen.russian import short_date
from docgen.typography import printed
from rules.figures import BOTH, NEED, OFFER, Bars, Figure, HeatMap, Lines, Series

COLOURS = ("#4f81bd", "#f0c27b", "#a6a6a6", "#8064a2")
HATCHES = ("", "///", "...", "xxx")
MARKERS = "osD^"
STROKES = ("-", "--", "-.", ":")
CELL_COLOURS = {NEED: "#c55a11", OFFER: "#c6e0b4", BOTH: "#ffe699"}
EDGE = "#33475b"
PLATE = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
"""What keeps a number readable on a hatched bar."""

WIDTH = 6.5
"""Inches: the width of the text on a portrait page."""

LABEL_WIDTH = 46
"""Characters of a label on one line."""


def bar_chart(labels: tuple[str, ...], values: tuple[int, ...], axis: str) -> bytes:
    """Draw horizontal bars, the first at the top, each with its value; `axis` names the values."""
    return png_chart(Bars("", axis, labels, (Series(axis, tuple(map(float, values))),)))


def png_chart(figure: Figure) -> bytes:
    """Draw a figure without its title: that stands in the caption of the document."""
    return _bars(figure) if isinstance(figure, Bars) else _other(figure)


@lru_cache(maxsize=32)  # drawing takes a third of a second
def _bars(figure: Bars) -> bytes:
    rows = 1 if figure.stacked else len(figure.series)
    canvas, axes = _canvas(0.9 + (0.2 + 0.22 * rows) * len(figure.labels))
    thickness = 0.8 / rows
    start = [0.0] * len(figure.labels)
    for row, one in enumerate(figure.series):
        values = [value or 0 for value in one.values]
        places = [n + (row - (rows - 1) / 2) * thickness for n in range(len(values))]
        if figure.stacked:
            places = list(range(len(values)))
        bars = axes.barh(places, values, thickness, left=start, label=one.name,
                         color=COLOURS[row], hatch=HATCHES[row], edgecolor=EDGE,
                         linewidth=0.4)  # fmt: skip
        shown = [shown_value(value, share=figure.share) for value in one.values]
        if figure.stacked:
            start = [a + b for a, b in zip(start, values, strict=True)]
            shown = [text if value else "" for text, value in zip(shown, values, strict=True)]
        axes.bar_label(bars, shown, padding=3, fontsize=9, bbox=PLATE,
                       label_type="center" if figure.stacked else "edge")  # fmt: skip
    axes.set_yticks(
        range(len(figure.labels)), [fill(printed(one), LABEL_WIDTH) for one in figure.labels]
    )
    axes.invert_yaxis()
    axes.set_xlabel(figure.axis, fontsize=9)
    _set_values(axes, figure, start)
    if figure.mark:
        name, value = figure.mark
        shown_mark = f"{name}: {shown_value(value, share=figure.share)}"
        axes.axvline(value, color=EDGE, linestyle="--", linewidth=1, label=shown_mark)
    if figure.mark or len(figure.series) > 1:
        axes.legend(fontsize=9, frameon=False, loc="lower right")
    return _png(canvas)


def _set_values(axes: Any, figure: Bars, sums: list[float]) -> None:
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    if figure.share:
        axes.set_xlim(0, 1.12)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        axes.xaxis.set_major_formatter(PercentFormatter(1, symbol="\u00a0%"))
        return
    highest = max(
        [*sums, *(value or 0 for one in figure.series for value in one.values)], default=1
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(0, (highest or 1) * 1.12)


def _other(figure: Lines | HeatMap) -> bytes:
    return _lines(figure) if isinstance(figure, Lines) else _heat_map(figure)


@lru_cache(maxsize=8)
def _lines(figure: Lines) -> bytes:
    from matplotlib.ticker import PercentFormatter

    canvas, axes = _canvas(3.4)
    for row, one in enumerate(figure.series):
        values = [float("nan") if value is None else value for value in one.values]
        axes.plot(figure.days, values, label=one.name, color=COLOURS[row % len(COLOURS)],
                  marker=MARKERS[row % len(MARKERS)], markeredgecolor=EDGE,
                  linestyle=STROKES[row % len(STROKES)])  # fmt: skip
    axes.set_xticks(list(figure.days), [short_date(day) for day in figure.days])
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1, symbol="\u00a0%"))
    axes.set_ylabel(fill(figure.axis, 30), fontsize=9)
    axes.grid(axis="y", linewidth=0.4)
    axes.legend(fontsize=9, frameon=False, loc="best")
    return _png(canvas)


def _heat_map(figure: HeatMap) -> bytes:
    """Draw the matrix; its letters tell what its colours do."""
    canvas, axes = _canvas(2.6 + 0.3 * len(figure.rows), width=4.2 + 0.28 * len(figure.columns))
    for (row, column), mark in sorted(figure.cells.items()):
        axes.add_patch(_square(column, row, CELL_COLOURS[mark]))
        axes.text(column, row, mark.replace(" ", ""), fontsize=7, ha="center", va="center",
                  color="white" if mark == NEED else "black")  # fmt: skip
    axes.set_xlim(-0.5, len(figure.columns) - 0.5)
    axes.set_ylim(len(figure.rows) - 0.5, -0.5)
    axes.set_xticks(range(len(figure.columns)), [fill(printed(one), 36) for one in figure.columns],
                    rotation=90)  # fmt: skip
    axes.set_yticks(
        range(len(figure.rows)), [fill(printed(one), LABEL_WIDTH) for one in figure.rows]
    )
    axes.xaxis.tick_top()
    axes.tick_params(labelsize=7, length=0)
    told = "; ".join(f"{mark.replace(' ', '')} — {words}" for mark, words in CELLS.items())
    axes.set_xlabel(told, fontsize=8)
    return _png(canvas)


def _square(x: float, y: float, colour: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=colour, edgecolor=EDGE,
                     linewidth=0.3)  # fmt: skip


def _canvas(height: float, width: float = WIDTH) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow to import, seldom needed
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(width, height), dpi=200, layout="constrained")
    FigureCanvasAgg(canvas)
    axes = canvas.add_subplot()
    axes.tick_params(labelsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return canvas, axes


def _png(canvas: Any) -> bytes:
    output = BytesIO()
    canvas.savefig(output, format="png", metadata={"Software": None})
    return output.getvalue()
