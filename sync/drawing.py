"""Books drawn as .xlsx by XlsxWriter: the same book gives the same bytes, anywhere.

Every value is written by its type, so that no text can ever become a formula.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rules.grid import Value
from sync.drawn_charts import draw_charts
from sync.drawn_sizes import LINE_HEIGHT, TALLEST_ROW, column_widths, header_heights, row_heights
from sync.drawn_values import (
    FORBIDDEN,
    Held,
    fits_inline,
    held,
    length,
    plain,
    target,
)
from sync.looks import (
    BAR,
    FONT,
    HEADING,
    INK,
    ORDINARY,
    STYLES,
    TAB_COLOURS,
    TITLE,
    Look,
    Properties,
    conditional_properties,
    header_properties,
    look_of,
    look_properties,
)
from sync.tabs import (
    Block,
    BlockPlace,
    Book,
    Cell,
    Column,
    Style,
    Tab,
    header_height,
    layout,
    merged_areas,
    title_spans,
)

AUTHOR = "Взаимо"
LISTS = "Списки"
RESERVED_TITLES = frozenset({LISTS.casefold(), "history"})
"""Our own sheet of lists, and a name that Excel keeps for itself."""

LONGEST_TITLE = 31
MOST_LINKS = 65_530
WHOLE_SHEET = "A1:XFD1048576"
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
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
    options = {"in_memory": True, "default_format_properties": dict(ORDINARY)}
    workbook = xlsxwriter.Workbook(output, options)
    created = dt.datetime.combine(book.date, dt.time())
    workbook.set_properties({"author": AUTHOR, "created": created})
    drawing = _Drawing(workbook)
    for tab in book.tabs:
        drawing.tab(tab)
    draw_charts(workbook, drawing.sheets, book)
    drawing.finish()
    workbook.close()
    return output.getvalue()


class _Drawing:
    """One workbook being drawn: its formats and lists, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.looks: dict[Look, Format] = {}
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
        places, widths = layout(tab), column_widths(tab)
        self._columns(sheet, tab, widths)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, plain(tab.heading), self.format(TITLE))
        for number, line in enumerate(tab.lines, start=1):
            sheet.write_string(number, 0, plain(line), self.format(STYLES["muted"]))
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
            sheet.write_string(0, count, plain(tab.mark))

    def _frame(self, sheet: Worksheet, tab: Tab, places: Sequence[BlockPlace]) -> None:
        """Freeze, filter, protect and set up the print of a sheet."""
        frozen, repeated = 1, (0, 0)
        for number, (block, place) in enumerate(zip(tab.blocks, places, strict=True)):
            if not block.table or not block.headers:
                continue
            _filter(sheet, block, place)
            if number == 0:
                frozen = place.first
            if number == len(tab.blocks) - 1 and not tab.charts:  # they would be repeated too
                repeated = (place.header, place.first - 1)
            break
        sheet.freeze_panes(frozen, tab.frozen_columns)
        if not tab.open and tab.protected:
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
            sheet.write_string(place.lines + number, 0, plain(line), self.format())
        if block.headers and block.columns:
            self._headers(sheet, block, place)
        for number, (row, height) in enumerate(
            zip(block.rows, row_heights(block, widths), strict=True), start=place.first
        ):
            self._row(sheet, tab, block, number, row)
            if height > LINE_HEIGHT:
                sheet.set_row(number, height)
        if block.folded:
            _fold(sheet, place)
        for number, column in enumerate(block.columns):
            look = self._look(tab, column, None)
            for row_number in range(place.last + 1, place.end + 1):
                sheet.write_blank(row_number, number, None, look)
            self._column_rules(sheet, column, number, place)
        for area in merged_areas(block):
            self._merge(sheet, tab, block, place.first, area)

    def _heading(self, sheet: Worksheet, block: Block, place: BlockPlace, count: int) -> None:
        """Draw a band over the block's columns, or over all of the tab where it has none."""
        band = self.format(HEADING)
        visible = [n for n, column in enumerate(block.columns) if not column.hidden]
        for number in visible or range(max(count, 1)):
            sheet.write_blank(place.heading, number, None, band)
        sheet.write_string(place.heading, 0, plain(block.heading), band)

    def _headers(self, sheet: Worksheet, block: Block, place: BlockPlace) -> None:
        two = header_height(block) == 2
        columns = [(one, last, block.columns[one]) for one, last in title_spans(block)]
        for group, members in groupby(columns, key=lambda item: item[2].group):
            titled = list(members)
            if group:
                self._header(sheet, place.header, titled[0][0], place.header, titled[-1][1],
                             Column(group))  # fmt: skip
            for one, last, column in titled:
                top = place.header + (1 if group else 0)
                bottom = place.header + (1 if two else 0)
                self._header(sheet, top, one, bottom, last, column)
        upper, lower = header_heights(block)
        sheet.set_row(place.header + two, lower)
        if two:
            sheet.set_row(place.header, upper)

    def _header(
        self, sheet: Worksheet, top: int, left: int, bottom: int, right: int, column: Column
    ) -> None:
        look = self.format(header_properties(column))
        title = plain(column.title)
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
        sheet.write_comment(row, column, plain(text), look | {"height": height})

    def _look(
        self, tab: Tab, column: Column, value: Held, cell: Cell | None = None, words: bool = False
    ) -> Format:
        look = look_of(tab, column, value, cell, words)
        if look not in self.looks:
            self.looks[look] = self.format(look_properties(look))
        return self.looks[look]

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
                value = held(item)
                look = self._look(tab, column, value, words=isinstance(item, str))
                _write(sheet, number, position, value, look)
        if block.columns and block.columns[-1].clipped:
            # A text runs on into empty cells beside it, and the printed page grows with it.
            sheet.write_string(number, len(block.columns), " ")

    def _cell(
        self, sheet: Worksheet, tab: Tab, column: Column, row: int, number: int, cell: Cell
    ) -> None:
        """Draw a cell that has something of its own."""
        value = held(cell.value)
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
        address = target(link)
        if address and self.links[sheet.name] < MOST_LINKS:
            self.links[sheet.name] += 1
            sheet.write_url(row, column, address, look, "")

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
        value = held(cell.value)
        look = self._look(tab, column, value, cell, words=isinstance(cell.value, str))
        sheet.merge_range(first + top, left, first + bottom, right, "", look)
        _write(sheet, first + top, left, value, look)

    # --- what holds for a whole column -------------------------------------------------------

    def _column_rules(
        self, sheet: Worksheet, column: Column, number: int, place: BlockPlace
    ) -> None:
        last = max(place.end, place.first)
        for text, style in column.colours.items():
            value = plain(text).replace('"', '""')
            rule = {"type": "cell", "criteria": "==", "value": f'"{value}"',
                    "format": self._colour(style)}  # fmt: skip
            sheet.conditional_format(place.first, number, last, number, rule)
        if column.bar:
            bar: Properties = {"type": "data_bar", "bar_color": BAR, "bar_solid": True,
                               "data_bar_2010": True}  # fmt: skip
            if column.kind == "share":
                bar |= {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1}
            sheet.conditional_format(place.first, number, last, number, bar)
        if column.choices:
            self._drop_down(sheet, place.first, number, last, column.choices, free=column.free)

    def _colour(self, style: Style) -> Format:
        if style not in self.colours:
            self.colours[style] = self.workbook.add_format(conditional_properties(style))
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
        choices = tuple(map(plain, choices))
        source: Any = list(choices) if fits_inline(choices) else self._list(choices)
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


def _filter(sheet: Worksheet, block: Block, place: BlockPlace) -> None:
    """Put filters on the lower header row of a table."""
    visible = [number for number, column in enumerate(block.columns) if not column.hidden]
    if visible:
        last = max(place.end, place.first)
        sheet.autofilter(place.first - 1, visible[0], last, visible[-1])


def _fold(sheet: Worksheet, place: BlockPlace) -> None:
    """Fold a block under its heading."""
    sheet.outline_settings(symbols_below=False)
    for row in range(place.heading + 1, place.end + 1):
        sheet.set_row(row, None, None, {"level": 1, "hidden": True})
    sheet.set_row(place.heading, None, None, {"collapsed": True})


def _set_up_print(sheet: Worksheet, tab: Tab, repeated: tuple[int, int]) -> None:
    """Set up a print on A4, as wide as the page, with `repeated` rows on every page."""
    sheet.set_paper(9)
    if tab.landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(*repeated)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    # The space keeps a heading that begins with a digit from being read as a size of font.
    heading = plain(tab.heading)[:100].replace("&", "&&")
    sheet.set_footer(f"&L&9 {heading}&C&9&P из &N")


def _check_titles(titles: Sequence[str]) -> None:
    """Raise ValueError for a title that Excel would not take."""
    taken = set(RESERVED_TITLES)
    for title in titles:
        wrong = (
            not title
            or length(title) > LONGEST_TITLE
            or FORBIDDEN_IN_TITLE.search(title)
            or FORBIDDEN.search(title)
            or title.strip("'") != title
        )
        if wrong or title.casefold() in taken:
            msg = f"a sheet cannot be called {title!r}" + ("" if wrong else ": the name is taken")
            raise ValueError(msg)
        taken.add(title.casefold())


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
