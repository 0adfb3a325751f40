"""Charts of documents, as PNG pictures: the same figures give the same bytes."""

from functools import lru_cache
from io import BytesIO
from textwrap import fill

BAR_COLOUR = "#4f81bd"
WIDTH = 6.5
"""Inches: the width of the text on a portrait page."""

LABEL_WIDTH = 46
"""Characters of a label on one line."""


@lru_cache(maxsize=32)  # drawing takes a third of a second
def bar_chart(labels: tuple[str, ...], values: tuple[int, ...], axis: str) -> bytes:
    """Draw horizontal bars, the first at the top, each with its value; `axis` names the values."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow to import, seldom needed
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(WIDTH, 0.9 + 0.42 * len(labels)), dpi=200, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    bars = axes.barh([fill(label, LABEL_WIDTH) for label in labels], values, color=BAR_COLOUR)
    axes.bar_label(bars, padding=3, fontsize=9)
    axes.invert_yaxis()
    axes.set_xlabel(axis, fontsize=9)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(0, max(values, default=1) * 1.12)
    axes.tick_params(labelsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    output = BytesIO()
    figure.savefig(output, format="png", metadata={"Software": None})
    return output.getvalue()
