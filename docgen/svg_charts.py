"""Figures as SVG for the page: text stays text, colours come from the page's own style.

Places across are in per cent, so that bars and lines fit a phone and a poster while the letters
keep their size. Series differ by fill and outline, not by hue alone: they can be told apart in
black and white. The same figure gives the same text.
"""

from itertools import pairwise
from textwrap import wrap

from markupsafe import Markup

from docgen.figure_texts import CELLS, described, shown_value
from docgen.russian import short_date
from docgen.typography import printed
from rules.figures import Bars, Figure, HeatMap, Lines

LABEL_WIDTH = 42
"""Letters of a label on one line: what a phone shows."""

LINE, BAR, GAP = 17, 15, 10
"""Heights in pixels: a line of text, a bar, the space between two labels."""

WIDEST = 78.0
"""Per cent of the width that the longest bar takes; its value stands behind it."""

VALUE_WIDTH = 0.2
"""The part of the longest bar that the letters of a value may take on a phone."""


def svg(figure: Figure, name: str) -> Markup:
    """Draw a figure; `name` is its identifier, unique in the page."""
    width, height, drawn = _drawn(figure)
    return Markup(
        '<svg class="chart" role="img" width="{}" height="{}" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>'
    ).format(width, height, name, name, name, figure.title, name, described(figure),
             Markup("").join(drawn))  # fmt: skip


def _drawn(figure: Figure) -> tuple[str, int, list[Markup]]:
    """Give the width, the height and the parts of a figure."""
    if isinstance(figure, HeatMap):
        return _heat_map(figure)
    if isinstance(figure, Lines):
        return "100%", PLOT_BOTTOM + 30 + LINE * len(figure.series), _lines(figure)
    return "100%", *_bars(figure)


def _text(x: str, y: float, words: str, kind: str = "", shift: float = 0) -> Markup:
    return Markup('<text x="{}" y="{}" dx="{}" class="{}">{}</text>').format(
        x, f"{y:g}", f"{shift:g}", kind, words
    )


def _percent(part: float) -> str:
    return f"{part:.2f}%"


# --- bars -------------------------------------------------------------------------------------


def _bars(figure: Bars) -> tuple[int, list[Markup]]:
    rows = 1 if figure.stacked else len(figure.series)
    y = _legend_height(figure)
    drawn = _bar_legend(figure)
    scale = WIDEST / _longest(figure)
    for number, label in enumerate(figure.labels):
        for line in wrap(printed(label), LABEL_WIDTH) or [""]:
            y += LINE
            drawn.append(_text("0", y - 4, line))
        drawn += _bars_of(figure, number, y, scale)
        if figure.mark:
            drawn.append(_mark(figure.mark[1] * scale, y))
        y += rows * BAR + GAP
    return y, drawn


def _behind(value: float, figure: Bars) -> float:
    """Give where the value of a bar is written: behind the mark, where that would strike it."""
    mark = figure.mark[1] if figure.mark else value
    return mark if value <= mark <= value + VALUE_WIDTH else value


def _mark(part: float, y: float) -> Markup:
    """Draw the mark across one row of bars: it must not strike through the labels."""
    at = _percent(part)
    line = Markup('<line x1="{}" x2="{}" y1="{:g}" y2="{:g}" class="mark"/>')
    return line.format(at, at, y - 3, y + BAR)


def _longest(figure: Bars) -> float:
    """Give the value that the longest bar stands for: the whole where they are shares."""
    if figure.share:
        return 1.0
    values = [[value or 0 for value in one.values] for one in figure.series]
    sums = map(sum, zip(*values, strict=True)) if figure.stacked else map(max, values)
    return max(*sums, 1.0) if figure.labels else 1.0


def _bars_of(figure: Bars, number: int, y: float, scale: float) -> list[Markup]:
    """Draw the bars under one label, and the value behind each (behind the stack)."""
    drawn, start, told = [], 0.0, []
    for row, one in enumerate(figure.series):
        value = one.values[number] or 0
        place = y if figure.stacked else y + row * BAR
        drawn.append(
            Markup('<rect x="{}" y="{}" width="{}" height="{}" class="s{}"/>').format(
                _percent(start), f"{place:g}", _percent(value * scale), BAR - 3, row + 1
            )
        )
        shown = shown_value(one.values[number], share=figure.share)
        if figure.stacked:
            start += value * scale
            told.append(shown)
        else:
            drawn.append(
                _text(_percent(_behind(value, figure) * scale), place + BAR - 4, shown, "value", 5)
            )
    if figure.stacked:
        drawn.append(_text(_percent(start), y + BAR - 4, " + ".join(told), "value", 5))
    return drawn


def _legend_height(figure: Bars) -> int:
    lines = (len(figure.series) > 1) * len(figure.series) + (figure.mark is not None)
    return LINE * lines + 8 * (lines > 0)


def _bar_legend(figure: Bars) -> list[Markup]:
    drawn, y = [], 0
    for row, one in enumerate(figure.series if len(figure.series) > 1 else ()):
        drawn.append(
            Markup('<rect x="0" y="{}" width="22" height="11" class="s{}"/>').format(y + 2, row + 1)
        )
        y += LINE
        drawn.append(_text("30", y - 5, one.name))
    if figure.mark:
        name, value = figure.mark
        drawn.append(
            Markup('<line x1="11" x2="11" y1="{}" y2="{}" class="mark"/>').format(y, y + 15)
        )
        drawn.append(_text("30", y + 12, f"{name}: {shown_value(value, share=figure.share)}"))
    return drawn


# --- lines ------------------------------------------------------------------------------------

PLOT_TOP, PLOT_BOTTOM = 10, 210
LEFT, RIGHT = 13.0, 88.0
"""Where the plot begins and ends: pixels down, per cent across."""

NEAREST = 24.0
"""Dates nearer to one another than this (per cent) would run into each other."""

MARKERS = ("M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "M-5-5h10v10h-10z", "M0-6l6 6-6 6-6-6z",
           "M0-6l6 11h-12z")  # fmt: skip


def _lines(figure: Lines) -> list[Markup]:
    across = _across(figure)
    drawn = _grid()
    drawn += _dates(figure, across)
    for row, one in enumerate(figure.series):
        points = [
            (x, PLOT_BOTTOM - value * (PLOT_BOTTOM - PLOT_TOP))
            for x, value in zip(across, one.values, strict=True)
            if value is not None
        ]
        drawn += _line(points, row)
        last = next((value for value in reversed(one.values) if value is not None), None)
        drawn += _line_legend(f"{one.name}: {shown_value(last, share=True)}", row)
    return drawn


def _across(figure: Lines) -> list[float]:
    """Give the places of the days, as far from one another as they are in the calendar."""
    span = (figure.days[-1] - figure.days[0]).days or 1
    return [LEFT + (RIGHT - LEFT) * (day - figure.days[0]).days / span for day in figure.days]


def _grid() -> list[Markup]:
    drawn = []
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = PLOT_BOTTOM - part * (PLOT_BOTTOM - PLOT_TOP)
        drawn.append(
            Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" class="grid"/>').format(
                _percent(LEFT), _percent(RIGHT), f"{y:g}", f"{y:g}"
            )
        )
        drawn.append(_text("0", y + 4, f"{part * 100:.0f}\u00a0%", "small"))
    return drawn


def _dates(figure: Lines, across: list[float]) -> list[Markup]:
    """Write the days below the plot, the last one first; leave out those too near to it."""
    drawn, limit = [], 200.0
    for day, x in zip(reversed(figure.days), reversed(across), strict=True):
        if limit - x >= NEAREST:
            place = "end" if x == RIGHT else "middle"
            drawn.append(
                _text(
                    _percent(x),
                    PLOT_BOTTOM + 18,
                    short_date(day),
                    f"small {place}",
                    30 * (x == RIGHT),
                )
            )
            limit = x
    return drawn


def _line(points: list[tuple[float, float]], row: int) -> list[Markup]:
    drawn = [
        Markup('<line x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}" class="l{}"/>').format(
            _percent(x1), y1, _percent(x2), y2, row + 1
        )
        for (x1, y1), (x2, y2) in pairwise(points)
    ]
    return [*drawn, *(_marker(_percent(x), y, row) for x, y in points)]


def _marker(x: str, y: float, row: int) -> Markup:
    path = Markup('<path d="{}" class="m{}"/>').format(MARKERS[row % len(MARKERS)], row + 1)
    return Markup('<svg x="{}" y="{:.1f}" overflow="visible">{}</svg>').format(x, y, path)


def _line_legend(words: str, row: int) -> list[Markup]:
    y = PLOT_BOTTOM + 38 + LINE * row
    stroke = Markup('<line x1="0" x2="30" y1="{}" y2="{}" class="l{}"/>').format(y, y, row + 1)
    return [stroke, _marker("15", y, row), _text("38", y + 4, words)]


# --- heat map ---------------------------------------------------------------------------------

CELL, ROW, NAMES, HEAD = 27, 32, 258, 232
"""Pixels: width of a cell, height of a row, width of the titles, height of the headers."""

KINDS = dict(zip(CELLS, ("need", "offer", "both"), strict=True))
TITLE_WIDTH, HEADER_WIDTH = 34, 34


def _heat_map(figure: HeatMap) -> tuple[str, int, list[Markup]]:
    top = HEAD + LINE + 8
    width, height = NAMES + CELL * len(figure.columns) + 4, top + ROW * len(figure.rows) + 2
    drawn = _cell_legend()
    for column, name in enumerate(figure.columns):
        drawn.append(_upright(name, NAMES + CELL * column, top))
    for row, name in enumerate(figure.rows):
        y = top + ROW * row
        drawn.append(
            Markup('<line x1="0" x2="{}" y1="{}" y2="{}" class="grid"/>').format(width, y, y)
        )
        drawn += _two_lines(name, y)
    for (row, column), mark in sorted(figure.cells.items()):
        drawn += _cell(mark, NAMES + CELL * column, top + ROW * row)
    return str(max(width, 540)), height, drawn


def _cell_legend() -> list[Markup]:
    drawn, x = [], 0
    for mark, words in CELLS.items():
        drawn += [*_cell(mark, x, -4), _text(str(x + 33), 15, words)]
        x += 185
    return drawn


def _cell(mark: str, x: float, y: float) -> list[Markup]:
    kind = KINDS[mark]
    box = Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
        x + 1, y + 6, CELL - 2, 20, kind
    )
    return [box, _text(str(x + CELL / 2), y + 20.5, mark, f"{kind}-text middle")]


def _two_lines(name: str, y: float) -> list[Markup]:
    lines = _short(name, TITLE_WIDTH)
    first = y + (14 if len(lines) > 1 else 21)
    return [_text("0", first + 13 * n, line, "small") for n, line in enumerate(lines)]


def _upright(name: str, x: float, y: float) -> Markup:
    lines = _short(name, HEADER_WIDTH)
    first = x + (12 if len(lines) > 1 else 18)
    return Markup("").join(
        Markup('<text transform="translate({} {}) rotate(-90)" class="small">{}</text>').format(
            first + 12 * n, y - 5, line
        )
        for n, line in enumerate(lines)
    )


def _short(name: str, width: int) -> list[str]:
    """Give a name on at most two lines."""
    lines = wrap(printed(name), width) or [""]
    return lines if len(lines) < 3 else [lines[0], f"{lines[1][: width - 1].rstrip()}…"]
