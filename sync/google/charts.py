"""Native charts of a tab, as requests."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sync.drawn_values import plain
from sync.google.formats import colour
from sync.google.sheets import grid_range
from sync.looks import FONT, INK, SERIES_COLOURS
from sync.tabs import Chart, Series, Tab, layout

Request = dict[str, Any]

TYPES = {"bar": "BAR", "column": "COLUMN", "line": "LINE"}
MARKERS = ("CIRCLE", "SQUARE", "DIAMOND", "TRIANGLE")
SMALL = {"fontFamily": FONT, "fontSize": 9}
OFFSET = 12


def add_charts(
    tab: Tab, tabs: Mapping[str, Tab], ids: Mapping[str, int], width: int
) -> Iterator[Request]:
    """Give the requests that draw the charts of `tab`, whose sheet is `width` columns wide.

    Series may stand in other `tabs`; `ids` are their sheets by title.
    """
    for chart in tab.charts:
        shown = [one for one in chart.series if one.first <= one.last and one.tab in ids]
        if shown:
            yield _chart(chart, shown, tabs, ids, ids[tab.title], width)


def _chart(
    chart: Chart,
    shown: Sequence[Series],
    tabs: Mapping[str, Tab],
    ids: Mapping[str, int],
    sheet: int,
    width: int,
) -> Request:
    spec = _look(chart) | {"basicChart": _basic(chart, shown, tabs, ids)}
    anchor = {
        "sheetId": sheet,
        "rowIndex": chart.row,
        "columnIndex": min(chart.column, width - 1),
    }
    place = {
        "anchorCell": anchor,
        "offsetXPixels": OFFSET,
        "widthPixels": chart.width,
        "heightPixels": chart.height,
    }
    return {"addChart": {"chart": {"spec": spec, "position": {"overlayPosition": place}}}}


def _look(chart: Chart) -> Request:
    title = plain(chart.title)
    shown = {"title": title, "altText": title} if title else {}
    return shown | {
        "fontName": FONT,
        "titleTextFormat": {
            "fontFamily": FONT,
            "fontSize": 12,
            "foregroundColorStyle": colour(INK),
        },
    }


def _basic(
    chart: Chart, shown: Sequence[Series], tabs: Mapping[str, Tab], ids: Mapping[str, int]
) -> Request:
    kind, _, stacked = chart.kind.partition("_")
    upright = kind != "bar"
    values: Request = {"position": "LEFT_AXIS" if upright else "BOTTOM_AXIS", "format": SMALL}
    if chart.share:
        values["viewWindowOptions"] = {
            "viewWindowMode": "EXPLICIT",
            "viewWindowMin": 0,
            "viewWindowMax": 1,
        }
    names = {"position": "BOTTOM_AXIS" if upright else "LEFT_AXIS", "format": SMALL}
    first = shown[0]
    domain = {"domain": _source(first, first.categories, tabs, ids)}
    basic: Request = {
        "chartType": TYPES[kind],
        "legendPosition": "NO_LEGEND" if len(shown) < 2 else "BOTTOM_LEGEND",
        "axis": [names, values],
        "domains": [domain],
        "series": [
            _series(kind, number, _source(one, one.values, tabs, ids))
            for number, one in enumerate(shown)
        ],
        "headerCount": int(_is_named(first)),
    }
    return basic | ({"stackedType": "STACKED"} if stacked else {})


def _series(kind: str, number: int, source: Request) -> Request:
    shade = colour(SERIES_COLOURS[number % len(SERIES_COLOURS)])
    target = "LEFT_AXIS" if kind != "bar" else "BOTTOM_AXIS"
    series: Request = {"series": source, "targetAxis": target, "colorStyle": shade}
    if kind == "line":
        shape = MARKERS[number % len(MARKERS)]
        series |= {"lineStyle": {"width": 2}, "pointStyle": {"shape": shape, "size": 6}}
    return series


def _source(series: Series, title: str, tabs: Mapping[str, Tab], ids: Mapping[str, int]) -> Request:
    """Give a column of a table, with its header where it names the series."""
    tab = tabs[series.tab]
    block, place = tab.blocks[series.block], layout(tab)[series.block]
    column = next(n for n, one in enumerate(block.columns) if one.title == title)
    top = place.first + series.first - _is_named(series)
    area = (top, column, place.first + series.last, column)
    return {"sourceRange": {"sources": [grid_range(ids[series.tab], area)]}}


def _is_named(series: Series) -> bool:
    """Tell whether the header stands right over the rows of a series."""
    return series.first == 0
