"""Books drawn as .xlsx by XlsxWriter: the same book gives the same bytes, anywhere.

Every value is written by its type, so that no text can ever become a formula.
"""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from io import BytesIO
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rules.grid import Value
from sync.tabs import (
    Block,
    BlockPlace,
    Book,
    Cell,
    Chart,
    Column,
    Kind,
    Series,
    Style,
    Tab,
    header_height,
    layout,
)

FONT = "Arial"
"""Stands on Windows and macOS, and Linux has a font of the same widths: one look everywhere."""

INK, BAND, LINE = "#1F2A37", "#DCE6F1", "#B8C4D1"
EDITABLE, EDITABLE_HEADER = "#FFF9DB", "#FFE98A"
AUTHOR = "Взаимо"
LISTS = "Списки"
RESERVED_TITLES = frozenset({LISTS.casefold(), "history"})
"""Our own sheet of lists, and a name that Excel keeps for itself."""

FIRST_DATE = dt.date(1900, 3, 1)
"""Of the days before it, which Excel counts with a 29.02.1900, programs make different dates."""

LONGEST_TITLE = 31
LONGEST_TEXT = 32_767
LONGEST_LINK = 2_079
LONGEST_INTEGER = 10**15
MOST_LINKS = 65_530
INLINE_LIST = 255
WHOLE_SHEET = "A1:XFD1048576"
LINE_HEIGHT = 13.5
TALLEST_ROW = 400

EXTENTS = {
    sign: extent
    for signs, extent in (
        ("абвгдезийклнопрстухцчьэяё", 0.96),
        ("жмфшщъыю", 1.34),
        ("АБВГДЕЗИЙКЛНОПРСТУХЦЧЬЭЯЁ", 1.22),
        ("ЖМФШЩЪЫЮ", 1.6),
        (" .,:;!|()-/'", 0.55),
    )
    for sign in signs
}
"""Widths of signs of our font, in widths of a digit; other signs are about as wide as one."""

WIDEST, BOLD, INDENT = 1.6, 1.08, 1.4
"""The widest of them, how much wider bold ones are, and what an indent takes of a column."""

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
FORBIDDEN_IN_PATH = re.compile(r"""[ "#%<>?\[\]^`{|}]""")
LINK_TO_FILE = re.compile(r"(.*)(#(?:'(?:[^']|'')+'|[^#'!]+)![A-Z]+[0-9]+)")

Held = str | float | bool | dt.datetime | None
"""What a cell of a sheet can hold; None is an empty cell."""

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "General",
    "integer": "#,##0",
    "number": "#,##0.##",
    "share": '0.0"\u00a0"%',
    "change": '+0.0"\u00a0"%;-0.0"\u00a0"%;0.0"\u00a0"%',
    "date": "dd.mm.yyyy",
}
"""Excel shows «,» here as the reader's own separator: a space in Russian."""

TYPED_FORMATS = NUMBER_FORMATS | {"text": "@", "number": "General"}
"""Formats where people type: a text keeps its zeros («007»), a number all its digits."""

Properties = dict[str, Any]

ORDINARY: Properties = {"font_name": FONT, "font_size": 10}
"""The font of the book itself: a column is as wide as so many of its digits."""

STYLES: dict[Style, Properties] = {
    "": {},
    "total": {"bold": True, "bg_color": "#EEF1F5", "top": 1, "top_color": "#7B8794"},
    "marked": {"bg_color": "#FFD9A8", "font_color": "#8A3B00"},
    "bad": {"bg_color": "#F9D0D0", "font_color": "#8B1A1A"},
    "warn": {"bg_color": "#FFEBB5", "font_color": "#6B4E00"},
    "good": {"bg_color": "#D5EDD8", "font_color": "#1E5B2A"},
    "muted": {"font_color": "#7B8794"},
    "strong": {"bold": True},
    "section": {"bold": True, "bg_color": BAND},
    "label": {"bg_color": "#F4F6F9"},
    "hint": {"italic": True, "font_color": "#6B7785", "font_size": 9},
}

TAB_COLOURS: dict[Style, str] = {
    "good": "#3C8D5A",
    "warn": "#E3B23C",
    "marked": "#E08A1E",
    "bad": "#B23B3B",
    "muted": "#9AA5B1",
    "section": "#5B84B1",
}

SERIES_COLOURS = ("#1F4E79", "#7FA7CF", "#D8E4F0", "#B8621B")
"""Of different brightness, so that series differ in a black and white print too."""

ALIGNMENTS: dict[str, Properties] = {
    "text": {"align": "left", "indent": 1},
    "date": {"align": "center"},
    "words": {"align": "center"} | STYLES["muted"],
}
"""How the cells of a column stand; «words» are a text where a figure is expected."""

CONDITIONAL = frozenset({"bg_color", "font_color", "bold", "italic"})
"""What of a style a conditional format can change."""

SMALL = {"name": FONT, "size": 9}
MARKERS = ("circle", "square", "diamond", "triangle")

PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "autofilter": True,
    "format_columns": True,
    "format_rows": True,
}


def draw(book: Book) -> bytes:
    """Draw `book` as the bytes of an .xlsx file; ValueError for a title that no sheet can have."""
    _check_titles([tab.title for tab in book.tabs])
    output = BytesIO()
    options = {"in_memory": True, "default_format_properties": ORDINARY}
    workbook = xlsxwriter.Workbook(output, options)
    created = dt.datetime.combine(book.date, dt.time())
    workbook.set_properties({"author": AUTHOR, "created": created})
    drawing = _Drawing(workbook)
    for tab in book.tabs:
        drawing.tab(tab)
    drawing.charts(book)
    drawing.finish()
    workbook.close()
    return output.getvalue()


class _Drawing:
    """One workbook being drawn: its formats and lists, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.looks: dict[tuple[Any, ...], Format] = {}
        self.colours: dict[Style, Format] = {}
        self.links: Counter[str] = Counter()
        self.lists: dict[tuple[str, ...], int] = {}
        self.sheets: dict[str, Worksheet] = {}

    def format(self, *parts: Properties) -> Format:
        """Give the format that `parts` describe, the later ones winning."""
        merged: Properties = {"font_color": INK}
        for part in parts:
            merged |= part
        name = tuple(sorted(merged.items()))
        if name not in self.formats:
            self.formats[name] = self.workbook.add_format(merged)
        return self.formats[name]

    # --- a sheet ----------------------------------------------------------------------------

    def tab(self, tab: Tab) -> None:
        """Draw one sheet."""
        sheet = self.workbook.add_worksheet(tab.title)
        self.sheets[tab.title] = sheet
        places, widths = layout(tab), _widths(tab)
        self._columns(sheet, tab, widths)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, _plain(tab.heading), self.format({"bold": True, "font_size": 14}))
        for number, line in enumerate(tab.lines, start=1):
            sheet.write_string(number, 0, _plain(line), self.format(STYLES["muted"]))
        for block, place in zip(tab.blocks, places, strict=True):
            self._block(sheet, tab, block, place, widths)
        self._frame(sheet, tab, places)

    def _columns(self, sheet: Worksheet, tab: Tab, widths: Sequence[float]) -> None:
        """Set the widths, and hide the columns that are the program's own."""
        count = len(widths)
        for number, width in enumerate(widths):
            shared = [b.columns[number] for b in tab.blocks if number < len(b.columns)]
            hidden = all(column.hidden for column in shared)
            sheet.set_column(number, number, width, self.format(), {"hidden": hidden})
        if tab.mark:
            sheet.set_column(count, count, 10, None, {"hidden": True})
            sheet.write_string(0, count, _plain(tab.mark))

    def _frame(self, sheet: Worksheet, tab: Tab, places: Sequence[BlockPlace]) -> None:
        """Freeze, filter, protect and set up the print of a sheet."""
        frozen, repeated = 1, (0, 0)
        for number, (block, place) in enumerate(zip(tab.blocks, places, strict=True)):
            if not block.table or not block.headers:
                continue
            _filter(sheet, block, place)
            if len(tab.blocks) == 1:
                frozen = place.first
            if number == len(tab.blocks) - 1 and not tab.charts:  # they would be repeated too
                repeated = (place.header, place.first - 1)
            break
        sheet.freeze_panes(frozen, 0)
        if not tab.open:
            sheet.protect("", PROTECTION)
        if tab.colour in TAB_COLOURS:
            sheet.set_tab_color(TAB_COLOURS[tab.colour])
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
        _set_up_print(sheet, tab, repeated)

    # --- a block ----------------------------------------------------------------------------

    def _block(
        self, sheet: Worksheet, tab: Tab, block: Block, place: BlockPlace, widths: Sequence[float]
    ) -> None:
        if block.heading:
            self._heading(sheet, block, place, len(widths))
        for number, line in enumerate(block.lines):
            sheet.write_string(place.lines + number, 0, _plain(line), self.format())
        if block.headers and block.columns:
            self._headers(sheet, block, place)
        for number, (row, height) in enumerate(
            zip(block.rows, _row_heights(block, widths), strict=True), start=place.first
        ):
            self._row(sheet, tab, block, number, row)
            if height > LINE_HEIGHT:
                sheet.set_row(number, height)
        for number, column in enumerate(block.columns):
            look = self._look(tab, column, None)
            for row_number in range(place.last + 1, place.end + 1):
                sheet.write_blank(row_number, number, None, look)
            self._column_rules(sheet, column, number, place)
        for area in block.merged:
            self._merge(sheet, tab, block, place.first, area)

    def _heading(self, sheet: Worksheet, block: Block, place: BlockPlace, count: int) -> None:
        """Draw a band over the block's columns, or over all of the tab where it has none."""
        band = self.format(STYLES["section"], {"font_size": 11})
        visible = [n for n, column in enumerate(block.columns) if not column.hidden]
        for number in visible or range(max(count, 1)):
            sheet.write_blank(place.heading, number, None, band)
        sheet.write_string(place.heading, 0, _plain(block.heading), band)

    def _headers(self, sheet: Worksheet, block: Block, place: BlockPlace) -> None:
        two = header_height(block) == 2
        columns = list(enumerate(block.columns))
        for group, members in groupby(columns, key=lambda pair: pair[1].group):
            numbered = list(members)
            if group:
                self._header(sheet, place.header, numbered[0][0], place.header, numbered[-1][0],
                             Column(group))  # fmt: skip
            for number, column in numbered:
                top = place.header + (1 if group else 0)
                bottom = place.header + (1 if two else 0)
                self._header(sheet, top, number, bottom, number, column)
        upper, lower = _header_heights(block)
        sheet.set_row(place.header + two, lower)
        if two:
            sheet.set_row(place.header, upper)

    def _header(
        self, sheet: Worksheet, top: int, left: int, bottom: int, right: int, column: Column
    ) -> None:
        look = self.format(
            {"bold": True, "bg_color": BAND, "border": 1, "border_color": LINE,
             "text_wrap": True, "align": "center", "valign": "vcenter"},
            {"bg_color": EDITABLE_HEADER} if column.editable else {},
        )  # fmt: skip
        title = _plain(column.title)
        if (top, left) == (bottom, right):
            sheet.write_string(top, left, title, look)
        else:
            sheet.merge_range(top, left, bottom, right, "", look)
            sheet.write_string(top, left, title, look)
        if column.note:
            self._note(sheet, top, left, column.note)

    @staticmethod
    def _note(sheet: Worksheet, row: int, column: int, text: str) -> None:
        lines = sum(1 + len(part) // 38 for part in text.split("\n"))
        look = {"author": AUTHOR, "font_name": FONT, "font_size": 9, "width": 270}
        height = min(20 + 16 * lines, TALLEST_ROW)
        sheet.write_comment(row, column, _plain(text), look | {"height": height})

    def _look(
        self, tab: Tab, column: Column, value: Held, cell: Cell | None = None, words: bool = False
    ) -> Format:
        """Give the format of a cell; `words` is a text where a figure is expected."""
        kind = (cell.kind if cell else None) or column.kind
        editable = column.editable or (cell is not None and cell.editable)
        words = words and not tab.open and column.kind != "text"
        align = "words" if words else column.kind
        typed = tab.open or editable
        look = (
            _number_format(kind, value, typed),
            cell.style if cell else "",
            bool(cell and cell.link),
            isinstance(value, str) or kind == "text",
            editable and not tab.open,
            align,
        )
        if look not in self.looks:
            self.looks[look] = self._new_look(*look)
        return self.looks[look]

    def _new_look(
        self, number_format: str, style: Style, link: bool, wrap: bool, editable: bool, align: str
    ) -> Format:
        return self.format(
            {"border": 1, "border_color": LINE, "valign": "top", "num_format": number_format},
            {"text_wrap": True} if wrap else {},
            ALIGNMENTS.get(align, {}),
            {"bg_color": EDITABLE, "locked": False} if editable else {},
            STYLES[style],
            {"font_color": "#1F4E9E", "underline": 1} if link else {},
        )

    def _row(
        self,
        sheet: Worksheet,
        tab: Tab,
        block: Block,
        number: int,
        row: Sequence[Value | Cell],
    ) -> None:
        for position, (column, item) in enumerate(zip(block.columns, row, strict=True)):
            if isinstance(item, Cell):
                self._cell(sheet, tab, column, number, position, item)
            else:
                value = _held(item)
                look = self._look(tab, column, value, words=isinstance(item, str))
                _write(sheet, number, position, value, look)

    def _cell(
        self, sheet: Worksheet, tab: Tab, column: Column, row: int, number: int, cell: Cell
    ) -> None:
        """Draw a cell that has something of its own."""
        value = _held(cell.value)
        look = self._look(tab, column, value, cell, words=isinstance(cell.value, str))
        if cell.link and value is not None:
            self._link(sheet, row, number, cell.link, look)
        _write(sheet, row, number, value, look)
        if cell.note:
            self._note(sheet, row, number, cell.note)
        if cell.choices:
            self._drop_down(sheet, row, number, row, cell.choices, free=False)

    def _link(self, sheet: Worksheet, row: int, column: int, link: str, look: Format) -> None:
        """Lay a link under a cell whose value is written after it, so that it keeps its type."""
        target = _target(link)
        if target and self.links[sheet.name] < MOST_LINKS:
            self.links[sheet.name] += 1
            sheet.write_url(row, column, target, look, "")

    def _merge(
        self,
        sheet: Worksheet,
        tab: Tab,
        block: Block,
        first: int,
        area: tuple[int, int, int, int],
    ) -> None:
        top, left, bottom, right = area
        if (top, left) == (bottom, right):
            return
        item, column = block.rows[top][left], block.columns[left]
        cell = item if isinstance(item, Cell) else Cell(item)
        value = _held(cell.value)
        look = self._look(tab, column, value, cell, words=isinstance(cell.value, str))
        sheet.merge_range(first + top, left, first + bottom, right, "", look)
        _write(sheet, first + top, left, value, look)

    # --- what holds for a whole column -------------------------------------------------------

    def _column_rules(
        self, sheet: Worksheet, column: Column, number: int, place: BlockPlace
    ) -> None:
        last = max(place.end, place.first)
        for text, style in column.colours.items():
            value = _plain(text).replace('"', '""')
            rule = {"type": "cell", "criteria": "==", "value": f'"{value}"',
                    "format": self._colour(style)}  # fmt: skip
            sheet.conditional_format(place.first, number, last, number, rule)
        if column.bar:
            bar: Properties = {"type": "data_bar", "bar_color": "#A9C4E0", "bar_solid": True,
                               "data_bar_2010": True}  # fmt: skip
            if column.kind == "share":
                bar |= {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1}
            sheet.conditional_format(place.first, number, last, number, bar)
        if column.choices:
            self._drop_down(sheet, place.first, number, last, column.choices, free=column.free)

    def _colour(self, style: Style) -> Format:
        if style not in self.colours:
            look = {name: value for name, value in STYLES[style].items() if name in CONDITIONAL}
            self.colours[style] = self.workbook.add_format(look)
        return self.colours[style]

    def _drop_down(
        self,
        sheet: Worksheet,
        first: int,
        column: int,
        last: int,
        choices: tuple[str, ...],
        free: bool,
    ) -> None:
        choices = tuple(map(_plain, choices))
        source: Any = list(choices) if _fits_inline(choices) else self._list(choices)
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "information" if free else "warning",
            "error_title": "Не из списка",
            "error_message": "Этого значения нет в списке. Оставить его?",
            "show_error": not free,
        }
        sheet.data_validation(first, column, last, column, rule)

    def _list(self, choices: tuple[str, ...]) -> str:
        """Put a long list on the hidden sheet of lists and give its range."""
        number = self.lists.setdefault(choices, len(self.lists))
        letters = xlsxwriter.utility.xl_col_to_name(number)
        return f"={LISTS}!${letters}$1:${letters}${len(choices)}"

    def finish(self) -> None:
        """Draw the sheet of lists, if any list needs it."""
        if not self.lists:
            return
        sheet = self.workbook.add_worksheet(LISTS)
        for choices, number in self.lists.items():
            for row, choice in enumerate(choices):
                sheet.write_string(row, number, choice)
        sheet.hide()

    # --- charts -----------------------------------------------------------------------------

    def charts(self, book: Book) -> None:
        """Draw the charts of every tab: their series may stand in other tabs."""
        tabs = {tab.title: tab for tab in book.tabs}
        for tab in book.tabs:
            for chart in tab.charts:
                self._chart(self.sheets[tab.title], chart, tabs)

    def _chart(self, sheet: Worksheet, chart: Chart, tabs: dict[str, Tab]) -> None:
        shown = [series for series in chart.series if series.first <= series.last]
        if not shown:
            return
        kind, _, stacked = chart.kind.partition("_")
        options = {"type": kind} | ({"subtype": "stacked"} if stacked else {})
        drawn = self.workbook.add_chart(options)
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
        drawn.set_legend(
            {"none": True} if len(shown) < 2 else {"position": "bottom", "font": SMALL}
        )
        _set_axes(drawn, kind, chart.share)
        drawn.set_size({"width": chart.width, "height": chart.height})
        place_options = {"description": _plain(chart.title), "x_offset": 12}
        sheet.insert_chart(chart.row, chart.column, drawn, place_options)


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
    return re.sub(r"!(?=\$?[A-Z])", "!\u200b", _plain(text))


def _range(series: Series, tab: Tab, title: str) -> list[Any]:
    block, place = tab.blocks[series.block], layout(tab)[series.block]
    column = next(n for n, one in enumerate(block.columns) if one.title == title)
    return [tab.title, place.first + series.first, column, place.first + series.last, column]


def _filter(sheet: Worksheet, block: Block, place: BlockPlace) -> None:
    """Put filters on the lower header row of a table."""
    visible = [number for number, column in enumerate(block.columns) if not column.hidden]
    if visible:
        last = max(place.end, place.first)
        sheet.autofilter(place.first - 1, visible[0], last, visible[-1])


def _set_up_print(sheet: Worksheet, tab: Tab, repeated: tuple[int, int]) -> None:
    """Set up a print on A4, as wide as the page, with `repeated` rows on every page."""
    sheet.set_paper(9)
    if tab.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*repeated)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    # The space keeps a heading that begins with a digit from being read as a size of font.
    heading = _plain(tab.heading)[:100].replace("&", "&&")
    sheet.set_footer(f"&L&9 {heading}&C&9&P из &N")


def _check_titles(titles: Sequence[str]) -> None:
    """Raise ValueError for a title that Excel would not take."""
    taken = set(RESERVED_TITLES)
    for title in titles:
        wrong = (
            not title
            or _length(title) > LONGEST_TITLE
            or FORBIDDEN_IN_TITLE.search(title)
            or FORBIDDEN.search(title)
            or title.strip("'") != title
        )
        if wrong or title.casefold() in taken:
            msg = f"a sheet cannot be called {title!r}" + ("" if wrong else ": the name is taken")
            raise ValueError(msg)
        taken.add(title.casefold())


def _header_heights(block: Block) -> tuple[float, float]:
    """Give the heights of the upper and the lower header row of a block, in points."""
    columns = [column for column in block.columns if not column.hidden]
    lower = _tallest([c for c in columns if c.group or header_height(block) == 1])
    spanned = _tallest([c for c in columns if not c.group])
    groups = [
        Column(group, width=sum(column.width for column in members))
        for group, members in groupby(columns, key=lambda column: column.group)
        if group
    ]
    return max(_tallest(groups), spanned - lower), lower


def _tallest(columns: Sequence[Column]) -> float:
    """Give the height of a row of headers: programs fit it to no merged cells."""
    heights = (_text_height(column.title, column.width / BOLD) for column in columns)
    return max(heights, default=0) + 6


def _row_heights(block: Block, widths: Sequence[float]) -> Iterator[float]:
    """Estimate the height of each row, in points: LibreOffice fits no rows of such books."""
    rooms = [
        0 if column.hidden else width - INDENT * (column.kind == "text")
        for column, width in zip(block.columns, widths, strict=False)
    ]
    spans = {
        (top, left): sum(rooms[left : right + 1]) if top == bottom else 0
        for top, left, bottom, right in block.merged
    }
    for number, row in enumerate(block.rows):
        tallest = LINE_HEIGHT
        for position, item in enumerate(row):
            text = item.value if isinstance(item, Cell) else item
            room = spans.get((number, position), rooms[position]) if spans else rooms[position]
            if isinstance(text, str) and room and (WIDEST * len(text) > room or "\n" in text):
                tallest = max(tallest, _text_height(text, room))
        yield tallest


def _text_height(text: str, room: float) -> float:
    """Estimate the height of `text` that is wrapped in `room` digits' width, in points."""
    lines = sum(_line_count(part, max(room, 1)) for part in text[:LONGEST_TEXT].split("\n"))
    return min(LINE_HEIGHT * lines, TALLEST_ROW)


def _line_count(text: str, room: float) -> int:
    """Count the lines that `text` takes, wrapped at spaces; a longer word is broken."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        extent = sum(EXTENTS.get(sign, 1) for sign in word)
        if used + extent > room:
            broken, rest = divmod(extent, room)
            lines += bool(used) + int(broken)
            used = rest
        else:
            used += extent
        used += EXTENTS[" "]
    return lines


def _widths(tab: Tab) -> list[float]:
    """Give the width of each physical column: blocks share them, the widest need wins."""
    count = max((len(block.columns) for block in tab.blocks), default=0)
    return [
        max(
            (
                block.columns[number].width
                for block in tab.blocks
                if number < len(block.columns) and not block.columns[number].hidden
            ),
            default=10,
        )
        for number in range(count)
    ]


def _write(sheet: Worksheet, row: int, column: int, value: Held, look: Format) -> None:
    """Write one value by its type."""
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _held(value: object) -> Held:
    """Give a value, numpy's and pandas's own too, as a cell holds it; a missing one is None."""
    if isinstance(value, str):
        return _plain(value) or None
    if type(value) is int and -LONGEST_INTEGER < value < LONGEST_INTEGER:
        return value  # what most cells are, found out first
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, dt.date | np.datetime64):
        return _held_day(pd.Timestamp(value) if isinstance(value, np.datetime64) else value)
    if isinstance(value, int | np.integer):
        whole = int(value)
        return whole if abs(whole) < LONGEST_INTEGER else str(whole)
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else ("∞" if number > 0 else "−∞")


def _held_day(day: dt.date) -> Held:
    """Give a day as Excel holds it; as text when it is too early for that."""
    if dt.date(day.year, day.month, day.day) < FIRST_DATE:
        return f"{day.day:02}.{day.month:02}.{day.year:04}"
    return dt.datetime(day.year, day.month, day.day)


def _number_format(kind: Kind, value: Held, typed: bool) -> str:
    """Give the number format of a value; `typed` where people type."""
    if isinstance(value, dt.datetime):
        kind = "date"
    if typed:
        return TYPED_FORMATS[kind]
    if kind == "number" and isinstance(value, int | float) and round(value, 2) == round(value):
        return NUMBER_FORMATS["integer"]  # else a whole number would end with a comma
    return NUMBER_FORMATS[kind]


def _plain(text: str) -> str:
    """Give a text as a sheet can hold it.

    What XML forbids is dropped, what Excel cannot hold is cut. XlsxWriter would write a text
    between «<r>» and «</r>» as markup: a space after it makes it a text like any other.
    """
    text = FORBIDDEN.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    if 2 * len(text) <= LONGEST_TEXT or _length(text) <= LONGEST_TEXT:
        return text
    return _cut(text)


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - 1)]
    return units.decode("utf-16-le", errors="ignore") + "…"


def _length(text: str) -> int:
    """Count as Excel does: a character beyond the basic plane (an emoji) is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fits_inline(choices: Sequence[str]) -> bool:
    """Tell whether a list can stand in its cell's rule: it is short and no choice breaks it."""
    text = ",".join(choices)
    plain = not any(one != one.strip() or set(one) & set(',"\n') for one in choices)
    return plain and _length(text) <= INLINE_LIST


def _target(link: str) -> str:
    """Give a link as XlsxWriter takes it, an empty text for one that Excel would not take.

    The path of a file is escaped here and whole: XlsxWriter leaves a path alone that looks
    escaped («план 50%25.xlsx»), and takes all after the first «#» for the sheet.
    """
    link = FORBIDDEN.sub("", link)
    if link.startswith("external:"):
        found = LINK_TO_FILE.fullmatch(link)
        path, sheet = found.groups() if found else (link, "")
        link = FORBIDDEN_IN_PATH.sub(lambda sign: f"%{ord(sign[0]):02X}", path) + sheet
    elif not link.startswith(("internal:", "http://", "https://")):
        return ""
    return link if _length(link) <= LONGEST_LINK else ""
