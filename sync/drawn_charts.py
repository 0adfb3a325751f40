"""Native charts, drawn beside the tables that they show."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from sync.drawn_values import NUMBER_FORMATS, plain
from sync.looks import FONT, INK, SERIES_COLOURS, Properties
from sync.tabs import Book, Chart, Series, Tab, layout

SMALL = {"name": FONT, "size": 9}
MARKERS = ("circle", "square", "diamond", "triangle")


def _series_look(kind: str, number: int) -> Properties:
    """Give the look of the series `number` of a chart: lines differ by their markers too."""
    colour = SERIES_COLOURS[number % len(SERIES_COLOURS)]
    if kind != "line":
        border = {"color": "#5B6B7B", "width": 0.5}
        return {"fill": {"color": colour}, "border": border, "gap": 45}
    outline = {"color": SERIES_COLOURS[0]}
    marker = {"type": MARKERS[number % len(MARKERS)], "size": 6, "border": outline,
              "fill": {"color": colour}}  # fmt: skip
    return {"line": {"color": colour, "width": 2}, "marker": marker}


def _set_axes(drawn: Any, kind: str, share: bool) -> None:
    """Set the axes: names in the order of the rows, values with a pale grid."""
    grid = {"visible": True, "line": {"color": "#E3E8EE"}}
    values: Properties = {"major_gridlines": grid, "num_font": SMALL}
    if share:
        values |= {"num_format": NUMBER_FORMATS["share"].replace(".0", ""),
                   "min": 0, "max": 1, "major_unit": 0.2}  # fmt: skip
    names: Properties = {"num_font": SMALL}
    if kind == "bar":
        drawn.set_x_axis(values)
        drawn.set_y_axis(names | {"reverse": True, "interval_unit": 1})
    else:
        drawn.set_x_axis(names)
        drawn.set_y_axis(values)


def _caption(text: str) -> str:
    """Give a title of a chart; a text like «Лист!A1» would be taken for a reference."""
    return re.sub(r"!(?=\$?[A-Z])", "!\u200b", plain(text))


def _range(series: Series, tab: Tab, title: str) -> list[Any]:
    block, place = tab.blocks[series.block], layout(tab)[series.block]
    column = next(n for n, one in enumerate(block.columns) if one.title == title)
    return [tab.title, place.first + series.first, column, place.first + series.last, column]


def draw_charts(workbook: xlsxwriter.Workbook, sheets: Mapping[str, Worksheet], book: Book) -> None:
    """Draw the charts of every tab: their series may stand in other tabs."""
    tabs = {tab.title: tab for tab in book.tabs}
    for tab in book.tabs:
        for chart in tab.charts:
            _draw(workbook, sheets[tab.title], chart, tabs)


def _draw(
    workbook: xlsxwriter.Workbook, sheet: Worksheet, chart: Chart, tabs: Mapping[str, Tab]
) -> None:
    shown = [series for series in chart.series if series.first <= series.last]
    if not shown:
        return
    kind, _, stacked = chart.kind.partition("_")
    options = {"type": kind} | ({"subtype": "stacked"} if stacked else {})
    drawn = workbook.add_chart(options)
    for number, series in enumerate(shown):
        place = partial(_range, series, tabs[series.tab])
        data = {
            "name": _caption(series.title),
            "categories": place(series.categories),
            "values": place(series.values),
        }
        drawn.add_series(data | _series_look(kind, number))
    title = {
        "name": _caption(chart.title),
        "name_font": {"name": FONT, "size": 12, "color": INK},
    }
    drawn.set_title(title if chart.title else {"none": True})
    drawn.set_legend({"none": True} if len(shown) < 2 else {"position": "bottom", "font": SMALL})
    _set_axes(drawn, kind, chart.share)
    drawn.set_size({"width": chart.width, "height": chart.height})
    place_options = {"description": plain(chart.title), "x_offset": 12}
    sheet.insert_chart(chart.row, chart.column, drawn, place_options)
