"""Sizes: how wide columns are and how high rows must be for their texts."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sync.drawn_values import LONGEST_TEXT
from sync.tabs import Block, Cell, Column, Tab, header_height, merged_areas

LINE_HEIGHT = 13.5
TALLEST_ROW = 400
TALLEST_HEADER = 220
POINTS = 5.4
"""Width of a digit of our font, in points."""

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


def header_heights(block: Block) -> tuple[float, float]:
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
    heights = (_header_height(column) for column in columns)
    return max(heights, default=0) + 6


def _header_height(column: Column) -> float:
    if not column.rotated:
        return _text_height(column.title, column.width / BOLD)
    length = POINTS * BOLD * sum(EXTENTS.get(sign, 1) for sign in column.title)
    lines = max(1, int(column.width * POINTS // LINE_HEIGHT))
    return min(max(length / lines + LINE_HEIGHT, 4 * LINE_HEIGHT), TALLEST_HEADER)


def row_heights(block: Block, widths: Sequence[float]) -> Iterator[float]:
    """Estimate the height of each row, in points: LibreOffice fits no rows of such books."""
    rooms = [
        0 if column.hidden or column.clipped else width - INDENT * (column.kind == "text")
        for column, width in zip(block.columns, widths, strict=False)
    ]
    spans = {
        (top, left): sum(rooms[left : right + 1]) if top == bottom else 0
        for top, left, bottom, right in merged_areas(block)
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


def column_widths(tab: Tab) -> list[float]:
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
