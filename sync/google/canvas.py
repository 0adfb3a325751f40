"""A tab laid out in cells: what value, look, note, link and list each of its places holds.

The same places and values as `sync.drawing` gives them in an .xlsx.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rules.findings import KEY_SEPARATOR
from rules.grid import Grid, Value
from sync.drawn_sizes import LINE_HEIGHT, column_widths, header_heights, row_heights
from sync.drawn_values import Held, held, plain
from sync.finding_rows import KEY_COLUMN
from sync.google.row_plan import Key
from sync.google.sheets import Area
from sync.looks import HEADING, STYLES, TITLE, Look, Properties, header_properties, look_of
from sync.looks import look_properties as properties_of
from sync.tabs import (
    Block,
    BlockPlace,
    Cell,
    Column,
    Style,
    Tab,
    header_height,
    layout,
    merged_areas,
    title_spans,
)

LONGEST_TEXT = 50_000
"""What a cell of Google Sheets holds."""

MARK_WIDTH = 10

Place = tuple[int, int]
"""Zero-based row and column."""


@dataclass(frozen=True, slots=True)
class Choices:
    """A list to choose from, over an area."""

    area: Area
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A native conditional format of an area: a text and its style, or a scale for numbers."""

    area: Area
    text: str = ""
    style: Style = ""
    share: bool = False


@dataclass(slots=True)
class Canvas:
    """A tab laid out. `values` and `looks` are whole rows of `columns` cells.

    `keys` is the key of each row that can carry a decision, `marked` the title of each column
    where it is typed; only where both meet people type. `free` are further cells for people.
    `heights` are those of rows that no program fits by itself, in points; `body` are the areas
    of the tables' rows, where most cells of a column look alike.
    """

    tab: Tab
    columns: int
    values: list[list[Held]] = field(default_factory=list)
    looks: list[list[int]] = field(default_factory=list)
    palette: list[Properties] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    marked: dict[int, str] = field(default_factory=dict)
    free: list[Area] = field(default_factory=list)
    notes: dict[Place, str] = field(default_factory=dict)
    links: dict[Place, str] = field(default_factory=dict)
    choices: list[Choices] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    body: list[Area] = field(default_factory=list)
    groups: list[tuple[int, int, int]] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    frozen: int = 1
    filtered: Area | None = None

    @property
    def rows(self) -> int:
        """The number of its rows."""
        return len(self.values)

    @property
    def mark_column(self) -> int:
        """The hidden column after the last, which holds the worker's own marks."""
        return self.columns - 1

    def is_typed(self, row: int, column: int) -> bool:
        """Tell whether a cell is a decision's."""
        return column in self.marked and self.keys[row] is not None


def grid_of(canvas: Canvas) -> Grid:
    """Give the grid that a tab is read as where it stands as laid out."""
    rows = [[_read_back(value) for value in row] for row in canvas.values]
    return Grid(canvas.tab.title, rows, merged=tuple(canvas.merges))


def _read_back(value: Held) -> Value:
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value


def lay_out(tab: Tab) -> Canvas:
    """Lay out a tab. One that people fill has no hidden column of the worker's."""
    return _Laying(tab).canvas


class _Laying:
    """A canvas being filled."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        widths = column_widths(tab)
        self.widths = widths
        self.columns = max(len(widths) + (not tab.open), 1)
        self.canvas = Canvas(tab, self.columns)
        self.canvas.widths = widths
        self.canvas.hidden = [n for n in range(len(widths)) if _is_hidden(tab, n)]
        self.ids: dict[tuple[tuple[str, object], ...], int] = {}
        self.look_ids: dict[Look, int] = {}
        places = layout(tab)
        self._make_rows(max([2, 1 + len(tab.lines), *(max(p.end, p.first) + 1 for p in places)]))
        self._title()
        for block, place in zip(tab.blocks, places, strict=True):
            self._block(block, place)
        self._frame(places)

    def _make_rows(self, count: int) -> None:
        plain_look = self._look_id({})
        self.canvas.values = [[None] * self.columns for _ in range(count)]
        self.canvas.looks = [[plain_look] * self.columns for _ in range(count)]
        self.canvas.keys = [None] * count

    def _look_id(self, properties: Properties) -> int:
        name = tuple(sorted(properties.items()))
        if name not in self.ids:
            self.ids[name] = len(self.canvas.palette)
            self.canvas.palette.append(properties)
        return self.ids[name]

    def _put(
        self, row: int, column: int, value: Held, properties: Properties | None = None
    ) -> None:
        self.canvas.values[row][column] = value
        if properties is not None:
            self.canvas.looks[row][column] = self._look_id(properties)

    def _title(self) -> None:
        tab = self.tab
        self._put(0, 0, _text(tab.heading), TITLE)
        for number, line in enumerate(tab.lines, start=1):
            self._put(number, 0, _text(line), STYLES["muted"])
        if tab.mark:
            self._put(0, self.canvas.mark_column, plain(tab.mark))
        if not tab.open:
            self.canvas.hidden.append(self.canvas.mark_column)
            self.canvas.widths = [*self.widths, MARK_WIDTH]

    def _frame(self, places: Sequence[BlockPlace]) -> None:
        """Find the one table of a tab whose headers get a filter, and stay in view if they can."""
        canvas = self.canvas
        for number, (block, place) in enumerate(zip(self.tab.blocks, places, strict=True)):
            if not block.table or not block.headers:
                continue
            visible = [n for n, column in enumerate(block.columns) if not column.hidden]
            if visible and not self._is_merged_down(place.first - 1):
                last = max(place.end, place.first)
                canvas.filtered = (place.first - 1, visible[0], last, visible[-1])
            if number == 0:
                canvas.frozen = place.first
            break

    def _is_merged_down(self, row: int) -> bool:
        """Tell whether cells are merged downwards there: Google puts no filter over such."""
        return any(top < bottom and bottom >= row for top, _, bottom, _ in self.canvas.merges)

    # --- a block ------------------------------------------------------------------------------

    def _block(self, block: Block, place: BlockPlace) -> None:
        if block.heading:
            self._heading(block, place)
        for number, line in enumerate(block.lines):
            self._put(place.lines + number, 0, _text(line))
        if block.headers and block.columns:
            self._headers(block, place)
        self._keys(block, place)
        spanned = {top for top, left, _, right in merged_areas(block) if right > left}
        heights = row_heights(block, self.widths)
        for number, (row, height) in enumerate(zip(block.rows, heights, strict=True)):
            self._row(block, place.first + number, row)
            if number in spanned and height > LINE_HEIGHT:
                self.canvas.heights[place.first + number] = height
        self._column_rules(block, place)
        if block.folded:
            self.canvas.groups.append((place.heading + 1, place.end, 1))
        for top, left, bottom, right in merged_areas(block):
            if (top, left) != (bottom, right):
                area = (place.first + top, left, place.first + bottom, right)
                self.canvas.merges.append(area)

    def _heading(self, block: Block, place: BlockPlace) -> None:
        visible = [n for n, column in enumerate(block.columns) if not column.hidden]
        for number in visible or range(max(len(self.widths), 1)):
            self._put(place.heading, number, None, HEADING)
        self._put(place.heading, 0, _text(block.heading), HEADING)

    def _headers(self, block: Block, place: BlockPlace) -> None:
        two = header_height(block) == 2
        columns = [(one, last, block.columns[one]) for one, last in title_spans(block)]
        for group, members in groupby(columns, key=lambda item: item[2].group):
            titled = list(members)
            if group:
                top = place.header
                self._header((top, titled[0][0], top, titled[-1][1]), Column(group))
            for one, last, column in titled:
                top = place.header + (1 if group else 0)
                self._header((top, one, place.header + two, last), column)
        upper, lower = header_heights(block)
        self.canvas.heights[place.header + two] = lower
        if two:
            self.canvas.heights[place.header] = upper

    def _header(self, area: Area, column: Column) -> None:
        top, left, bottom, right = area
        for row in range(top, bottom + 1):
            for number in range(left, right + 1):
                self._put(row, number, None, header_properties(column))
        self._put(top, left, _text(column.title))
        if (top, left) != (bottom, right):
            self.canvas.merges.append(area)
        if column.note:
            self.canvas.notes[top, left] = plain(column.note)

    def _keys(self, block: Block, place: BlockPlace) -> None:
        """Note the keys of rows that can carry a decision, and the columns where it stands."""
        titles = [column.title for column in block.columns]
        marked = {n: column.title for n, column in enumerate(block.columns) if column.editable}
        if KEY_COLUMN not in titles or not marked:
            return
        self.canvas.marked |= marked
        at = titles.index(KEY_COLUMN)
        seen: set[str] = set()
        for number, row in enumerate(block.rows, start=place.first):
            key = held(_value(row[at]))
            if isinstance(key, str) and KEY_SEPARATOR in key and key not in seen:
                self.canvas.keys[number] = key
                seen.add(key)

    def _row(self, block: Block, number: int, row: Sequence[Value | Cell]) -> None:
        for position, (column, item) in enumerate(zip(block.columns, row, strict=True)):
            cell = item if isinstance(item, Cell) else None
            value = held(_value(item), LONGEST_TEXT)
            words = isinstance(_value(item), str)
            self.canvas.values[number][position] = value
            look = look_of(self.tab, column, value, cell, words)
            self.canvas.looks[number][position] = self._id_of(look)
            if cell is not None:
                self._cell(number, position, cell, value)
        if block.columns and block.columns[-1].clipped:
            # As in the folder, where a text would run on into an empty cell beside it.
            self.canvas.values[number][len(block.columns)] = " "

    def _id_of(self, look: Look) -> int:
        if look not in self.look_ids:
            self.look_ids[look] = self._look_id(properties_of(look))
        return self.look_ids[look]

    def _cell(self, row: int, column: int, cell: Cell, value: Held) -> None:
        spot = (row, column, row, column)
        if cell.link and value is not None:
            self.canvas.links[row, column] = cell.link
        if cell.note:
            self.canvas.notes[row, column] = plain(cell.note)
        if cell.choices:
            self.canvas.choices.append(Choices(spot, cell.choices))
        if cell.editable:
            self.canvas.free.append(spot)

    def _column_rules(self, block: Block, place: BlockPlace) -> None:
        last = max(place.end, place.first)
        if block.columns:
            self.canvas.body.append((place.first, 0, last, len(block.columns) - 1))
        for number, column in enumerate(block.columns):
            area = (place.first, number, last, number)
            look = self._id_of(look_of(self.tab, column, None))
            for row in range(place.last + 1, place.end + 1):
                self.canvas.looks[row][number] = look
            for text, style in column.colours.items():
                self.canvas.conditions.append(Condition(area, plain(text), style))
            if column.bar:
                self.canvas.conditions.append(Condition(area, share=column.kind == "share"))
            if column.choices:
                self.canvas.choices.insert(0, Choices(area, column.choices))
            if column.editable and place.end > place.last:
                self.canvas.free.append((place.last + 1, number, place.end, number))


def _is_hidden(tab: Tab, number: int) -> bool:
    return all(block.columns[number].hidden for block in tab.blocks if number < len(block.columns))


def _value(item: Value | Cell) -> Value:
    return item.value if isinstance(item, Cell) else item


def _text(text: str) -> Held:
    return held(text, LONGEST_TEXT)
