"""Books drawn as .xlsx by XlsxWriter: the same book gives the same bytes, anywhere.

Every value is written by its type, so that no text can ever become a formula.
"""

import datetime as dt
import math
import re
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from itertools import groupby
from typing import Any

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

FONT = "Calibri"
INK, BAND, LINE = "#1F2A37", "#DCE6F1", "#B8C4D1"
EDITABLE = "#FFF9DB"
AUTHOR = "Взаимо"
LISTS = "Списки"
FIRST_DATE = dt.date(1900, 1, 1)
LONGEST_TEXT = 32_767
LONGEST_LINK = 2_079
MOST_LINKS = 65_000
INLINE_LIST = 255
LINE_HEIGHT = 15.0
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "#,##0",
    "number": "#,##0.##",
    "share": "0.0%",
    "change": "+0.0%;-0.0%;0.0%",
    "date": "dd.mm.yyyy",
}

Properties = dict[str, Any]

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
    "hint": {"italic": True, "font_color": "#6B7785", "font_size": 10},
}

TAB_COLOURS: dict[Style, str] = {"good": "#3C8D5A", "marked": "#E08A1E", "bad": "#B23B3B"}

SERIES_COLOURS = ("#1F4E79", "#7FA7CF", "#D8E4F0", "#E08A1E")
"""Dark to light, so that series differ in a black and white print too."""

PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "autofilter": True,
    "format_columns": True,
    "format_rows": True,
}


def draw(book: Book) -> bytes:
    """Draw `book` as the bytes of an .xlsx file."""
    output = BytesIO()
    workbook = xlsxwriter.Workbook(output, {"in_memory": True})
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
        self.lists: dict[tuple[str, ...], int] = {}
        self.sheets: dict[str, Worksheet] = {}

    def format(self, *parts: Properties) -> Format:
        """Give the format that `parts` describe, the later ones winning."""
        merged: Properties = {"font_name": FONT, "font_size": 11, "font_color": INK}
        for part in parts:
            merged |= part
        name = tuple(sorted(merged.items()))
        if name not in self.formats:
            self.formats[name] = self.workbook.add_format(merged)
        return self.formats[name]

    # --- a sheet ----------------------------------------------------------------------------

    def tab(self, tab: Tab) -> None:
        """Draw one sheet."""
        if len(tab.title) > 31 or not tab.title or FORBIDDEN_IN_TITLE.search(tab.title):
            msg = f"a sheet cannot be called {tab.title!r}"
            raise ValueError(msg)
        sheet = self.workbook.add_worksheet(tab.title)
        self.sheets[tab.title] = sheet
        places = layout(tab)
        self._columns(sheet, tab)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, _plain(tab.heading), self.format({"bold": True, "font_size": 15}))
        for number, line in enumerate(tab.lines, start=1):
            sheet.write_string(number, 0, _plain(line), self.format(STYLES["muted"]))
        for block, place in zip(tab.blocks, places, strict=True):
            self._block(sheet, tab, block, place)
        self._frame(sheet, tab, places)

    def _columns(self, sheet: Worksheet, tab: Tab) -> None:
        """Set the widths, and hide the columns that are the program's own."""
        widths = _widths(tab)
        count = len(widths)
        for number, width in enumerate(widths):
            shared = [b.columns[number] for b in tab.blocks if number < len(b.columns)]
            hidden = all(column.hidden for column in shared)
            sheet.set_column(number, number, width, self.format(), {"hidden": hidden})
        if tab.mark:
            sheet.set_column(count, count, 10, None, {"hidden": True})
            sheet.write_string(0, count, tab.mark)

    def _frame(self, sheet: Worksheet, tab: Tab, places: Sequence[BlockPlace]) -> None:
        """Freeze, filter, protect and set up the print of a sheet."""
        tables = [pair for pair in zip(tab.blocks, places, strict=True) if pair[0].table]
        rows = (0, 0)
        if tables:
            block, place = tables[0]
            if len(tab.blocks) == 1:
                sheet.freeze_panes(place.first, 0)
                rows = (place.header, place.first - 1)
            else:
                sheet.freeze_panes(1, 0)
            visible = [n for n, column in enumerate(block.columns) if not column.hidden]
            sheet.autofilter(place.first - 1, 0, max(place.end, place.first), visible[-1])
        else:
            sheet.freeze_panes(1, 0)
        if not tab.open:
            sheet.protect("", PROTECTION)
        if tab.colour in TAB_COLOURS:
            sheet.set_tab_color(TAB_COLOURS[tab.colour])
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        if tab.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(*rows)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L&9{_plain(tab.heading)[:120].replace('&', '&&')}&R&9&P из &N")

    # --- a block ----------------------------------------------------------------------------

    def _block(self, sheet: Worksheet, tab: Tab, block: Block, place: BlockPlace) -> None:
        band = self.format(STYLES["section"], {"font_size": 12})
        if block.heading:
            visible = [n for n, column in enumerate(block.columns) if not column.hidden]
            for number in visible or [0]:
                sheet.write_blank(place.heading, number, None, band)
            sheet.write_string(place.heading, 0, _plain(block.heading), band)
        for number, line in enumerate(block.lines):
            sheet.write_string(place.lines + number, 0, _plain(line), self.format())
        if block.headers and block.columns:
            self._headers(sheet, block, place)
        widths = _widths(tab)
        for number, row in enumerate(block.rows):
            self._row(sheet, tab, block, place.first + number, row)
            lines = _lines(block, row, widths)
            if lines > 1:
                sheet.set_row(place.first + number, min(LINE_HEIGHT * lines + 2, 400))
        for number in range(place.last + 1, place.end + 1):
            for column_number, column in enumerate(block.columns):
                sheet.write_blank(number, column_number, None, self._cell_format(tab, column))
        for top, left, bottom, right in block.merged:
            self._merge(sheet, tab, block, place.first, (top, left, bottom, right))
        for number, column in enumerate(block.columns):
            self._column_rules(sheet, column, number, place)

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
        lower = [column for column in block.columns if column.group] if two else block.columns
        sheet.set_row(place.header + two, _header_height(lower))
        if two:
            upper = [column for column in block.columns if not column.group]
            tall = _header_height(upper)
            sheet.set_row(place.header, max(18, tall - _header_height(lower)))

    def _header(
        self, sheet: Worksheet, top: int, left: int, bottom: int, right: int, column: Column
    ) -> None:
        look = self.format(
            {"bold": True, "bg_color": BAND, "border": 1, "border_color": LINE,
             "text_wrap": True, "align": "center", "valign": "vcenter"},
            {"bg_color": "#FFE98A"} if column.editable else {},
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
        size = {"author": AUTHOR, "width": 260, "height": 30 + 18 * math.ceil(len(text) / 34)}
        sheet.write_comment(row, column, _plain(text), size)

    def _cell_format(self, tab: Tab, column: Column, cell: Cell | None = None) -> Format:
        kind = (cell.kind if cell else None) or column.kind
        editable = column.editable or (cell is not None and cell.editable)
        return self.format(
            {
                "border": 1,
                "border_color": LINE,
                "valign": "top",
                "num_format": NUMBER_FORMATS[kind],
            },
            {"text_wrap": True} if kind == "text" else {},
            {"align": "center"} if column.kind != "text" and _is_text(cell) else {},
            {"bg_color": EDITABLE, "locked": False} if editable and not tab.open else {},
            STYLES[cell.style] if cell else {},
            {"font_color": "#1F4E9E", "underline": 1} if cell and cell.link else {},
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
            cell = item if isinstance(item, Cell) else None
            value = cell.value if cell else item
            look = self._cell_format(tab, column, cell)
            if cell and cell.link:
                self._link(sheet, number, position, cell, look)
            else:
                _write(sheet, number, position, value, look)  # type: ignore[arg-type]
            if cell and cell.note:
                self._note(sheet, number, position, cell.note)
            if cell and cell.choices:
                self._drop_down(sheet, number, position, number, cell.choices, free=False)

    def _link(self, sheet: Worksheet, row: int, column: int, cell: Cell, look: Format) -> None:
        links = getattr(sheet, "links_drawn", 0)
        text = _plain(_shown(cell.value))
        if not text or len(cell.link) > LONGEST_LINK or links >= MOST_LINKS:
            _write(sheet, row, column, cell.value, look)
            return
        sheet.links_drawn = links + 1  # type: ignore[attr-defined]
        sheet.write_url(row, column, _target(cell.link), look, text)

    def _merge(
        self, sheet: Worksheet, tab: Tab, block: Block, first: int, area: tuple[int, int, int, int]
    ) -> None:
        top, left, bottom, right = area
        item = block.rows[top][left]
        value = item.value if isinstance(item, Cell) else item
        look = self._cell_format(tab, block.columns[left])
        sheet.merge_range(first + top, left, first + bottom, right, "", look)
        _write(sheet, first + top, left, value, look)

    # --- what holds for a whole column -------------------------------------------------------

    def _column_rules(
        self, sheet: Worksheet, column: Column, number: int, place: BlockPlace
    ) -> None:
        last = max(place.end, place.first)
        for text, style in column.colours.items():
            look = {
                k: v for k, v in STYLES[style].items() if k in ("bg_color", "font_color", "bold")
            }
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"',
                    "format": self.workbook.add_format(look)}  # fmt: skip
            sheet.conditional_format(place.first, number, last, number, rule)
        if column.bar:
            bar: Properties = {"type": "data_bar", "bar_color": "#A9C4E0", "bar_solid": True,
                               "data_bar_2010": True}  # fmt: skip
            if column.kind == "share":
                bar |= {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1}
            sheet.conditional_format(place.first, number, last, number, bar)
        if column.choices:
            self._drop_down(sheet, place.first, number, last, column.choices, free=column.free)

    def _drop_down(
        self,
        sheet: Worksheet,
        first: int,
        column: int,
        last: int,
        choices: tuple[str, ...],
        free: bool,
    ) -> None:
        short = len(",".join(choices)) <= INLINE_LIST and not any("," in one for one in choices)
        source: Any = list(choices) if short else self._list(choices)
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
                sheet.write_string(row, number, _plain(choice))
        sheet.hide()

    # --- charts -----------------------------------------------------------------------------

    def charts(self, book: Book) -> None:
        """Draw the charts of every tab: their series may stand in other tabs."""
        tabs = {tab.title: tab for tab in book.tabs}
        for tab in book.tabs:
            for chart in tab.charts:
                self._chart(self.sheets[tab.title], chart, tabs)

    def _chart(self, sheet: Worksheet, chart: Chart, tabs: dict[str, Tab]) -> None:
        kind, _, stacked = chart.kind.partition("_")
        options = {"type": kind} | ({"subtype": "stacked"} if stacked else {})
        drawn = self.workbook.add_chart(options)
        for number, series in enumerate(chart.series):
            place = partial(_range, series, tabs[series.tab])
            colour = SERIES_COLOURS[number % len(SERIES_COLOURS)]
            drawn.add_series({
                "name": series.title,
                "categories": place(series.categories),
                "values": place(series.values),
                "fill": {"color": colour},
                "border": {"color": "#5B6B7B", "width": 0.5},
                "gap": 45,
            })  # fmt: skip
        drawn.set_title({"name": chart.title, "name_font": {"size": 12, "color": INK}})
        drawn.set_legend({"none": True} if len(chart.series) < 2 else {"position": "bottom"})
        grid = {"visible": True, "line": {"color": "#E3E8EE"}}
        values: Properties = {"major_gridlines": grid}
        if chart.share:
            values |= {"num_format": "0%", "min": 0, "max": 1}
        names: Properties = {"num_font": {"size": 9}}
        if kind == "bar":
            drawn.set_x_axis(values)
            drawn.set_y_axis(names | {"reverse": True})
        else:
            drawn.set_x_axis(names)
            drawn.set_y_axis(values)
        drawn.set_size({"width": chart.width, "height": chart.height})
        sheet.insert_chart(chart.row, chart.column, drawn, {"description": chart.title,
                                                            "x_offset": 12})  # fmt: skip


def _range(series: Series, tab: Tab, title: str) -> list[Any]:
    block, place = tab.blocks[series.block], layout(tab)[series.block]
    column = next(n for n, one in enumerate(block.columns) if one.title == title)
    return [tab.title, place.first + series.first, column, place.first + series.last, column]


def _header_height(columns: Sequence[Column]) -> float:
    """Give the height that the tallest wrapped header of `columns` needs, in points."""
    lines = [
        math.ceil(1.25 * len(column.title) / max(column.width, 1))
        for column in columns
        if not column.hidden
    ]
    return LINE_HEIGHT * max(1, min(max(lines, default=1), 14)) + 4


def _lines(block: Block, row: Sequence[Value | Cell], widths: Sequence[float]) -> int:
    """Estimate the lines that the longest wrapped text of a row takes: not all programs do."""
    most = 1
    for column, width, item in zip(block.columns, widths, row, strict=False):
        value = item.value if isinstance(item, Cell) else item
        if column.hidden or not isinstance(value, str) or len(value) < 8:
            continue
        parts = value.split("\n")
        most = max(most, sum(math.ceil(1.12 * max(len(part), 1) / width) for part in parts))
    return most


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


def _write(sheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    """Write one value by its type; a missing one is a blank cell."""
    if value is None or value != value or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        if day < FIRST_DATE:
            sheet.write_string(row, column, day.strftime("%d.%m.%Y"), look)
        else:
            sheet.write_datetime(row, column, dt.datetime.combine(day, dt.time()), look)
    elif isinstance(value, str):
        sheet.write_string(row, column, _plain(value), look)
    elif math.isfinite(value):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, str(value), look)


def _plain(text: str) -> str:
    """Drop what XML forbids and cut what Excel cannot hold."""
    text = FORBIDDEN.sub("", text)
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _is_text(cell: Cell | None) -> bool:
    return cell is not None and isinstance(cell.value, str)


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _target(link: str) -> str:
    """Escape what would break the address of a link to another file."""
    if not link.startswith("external:"):
        return link
    path, mark, sheet = link.partition("#")
    return path.replace("%", "%25") + mark + sheet
