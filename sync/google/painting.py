"""The look of a tab as requests: formats, borders, notes, links, lists, colours, sizes.

What was there before is taken off first, so that the result depends on the canvas alone.
No request here touches a value, nor a link or note that people laid on a cell of theirs.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from rules.grid import NOWHERE, parse_a1
from sync.google.canvas import Canvas, Choices, Condition
from sync.google.formats import MASK, PAPER, cell_format, colour, conditional_format
from sync.google.rectangles import rectangles
from sync.google.sheets import Area, grid_range
from sync.looks import BAR, LINE, conditional_properties

Request = dict[str, Any]

MOST_CHOICES = 500
"""A longer list Google does not take; people then type without one."""

POINT = 4 / 3
"""Pixels of a point."""

DIGIT, MARGIN = 7, 5
"""Pixels of a digit and of the margins of a column."""

INNER_LINK = re.compile(r"internal:(?:'((?:[^']|'')+)'|([^'!]+))!([A-Z]+[0-9]+)")
LINK = "userEnteredFormat.textFormat.link"
BORDERS = ("top", "bottom", "left", "right", "innerHorizontal", "innerVertical")


def paint(canvas: Canvas, sheet: int, ids: Mapping[str, int]) -> Iterator[Request]:
    """Give the requests that make `sheet`, which holds the values already, look as wanted.

    `ids` are the sheets of the worker's tabs by title, for links from one to another.
    """
    whole: Area = (0, 0, canvas.rows - 1, canvas.columns - 1)
    yield _repeat(sheet, whole, {"userEnteredFormat": cell_format(canvas.palette[0])}, MASK)
    yield {"setDataValidation": {"range": grid_range(sheet)}}
    yield from _notes(canvas, sheet)
    yield from _links(canvas, sheet, ids)
    yield from _looks(canvas, sheet)
    yield from _borders(canvas, sheet)
    yield from (_drop_down(sheet, one) for one in canvas.choices if _fits(one))
    for number, condition in enumerate(canvas.conditions):
        yield _condition(sheet, condition, number)
    yield from (
        {"mergeCells": {"range": grid_range(sheet, area), "mergeType": "MERGE_ALL"}}
        for area in canvas.merges
    )
    yield from _sizes(canvas, sheet)


def _repeat(sheet: int, area: Area, cell: Request, fields: str) -> Request:
    return {"repeatCell": {"range": grid_range(sheet, area), "cell": cell, "fields": fields}}


def _own_columns(canvas: Canvas) -> list[Area]:
    """Give the areas where people type nothing: the columns beside the marked ones."""
    rows = [[None if column in canvas.marked else True for column in range(canvas.columns)]]
    return [(0, left, canvas.rows - 1, right) for (_, left, _, right), _ in rectangles(rows)]


# --- notes and links --------------------------------------------------------------------------


def _notes(canvas: Canvas, sheet: int) -> Iterator[Request]:
    for area in _own_columns(canvas):
        yield _repeat(sheet, area, {}, "note")
    rows = [[canvas.notes.get((r, c)) for c in range(canvas.columns)] for r in range(canvas.rows)]
    for area, note in rectangles(rows):
        yield _repeat(sheet, area, {"note": note}, "note")


def _links(canvas: Canvas, sheet: int, ids: Mapping[str, int]) -> Iterator[Request]:
    """Lay links under cells: a run of a column at a time."""
    for area in _own_columns(canvas):
        yield _repeat(sheet, area, {}, LINK)
    targets = {spot: address(link, ids) for spot, link in canvas.links.items()}
    rows = [
        [True if targets.get((r, c)) else None for c in range(canvas.columns)]
        for r in range(canvas.rows)
    ]
    for (top, left, bottom, right), _ in rectangles(rows):
        links = [
            {"values": [_linked(targets[row, column]) for column in range(left, right + 1)]}
            for row in range(top, bottom + 1)
        ]
        start = {"sheetId": sheet, "rowIndex": top, "columnIndex": left}
        yield {"updateCells": {"start": start, "rows": links, "fields": LINK}}


def _linked(uri: str) -> Request:
    return {"userEnteredFormat": {"textFormat": {"link": {"uri": uri}}}}


def address(link: str, ids: Mapping[str, int]) -> str:
    """Give the address that a link leads to, «» for one that leads nowhere from here."""
    if link.startswith(("https://", "http://")):
        return link
    found = INNER_LINK.fullmatch(link)
    if found is None or parse_a1(found[3]) == NOWHERE:
        return ""
    title = found[1].replace("''", "'") if found[1] else found[2]
    return f"#gid={ids[title]}&range={found[3]}" if title in ids else ""


def linked_tabs(canvas: Canvas) -> set[str]:
    """Give the titles of the tabs that a tab links to."""
    found = (INNER_LINK.fullmatch(link) for link in set(canvas.links.values()))
    return {(one[1] or one[2]).replace("''", "'") for one in found if one}


# --- looks ------------------------------------------------------------------------------------


def _looks(canvas: Canvas, sheet: int) -> Iterator[Request]:
    """Paint the usual look of each column of a table, then what differs from it."""
    painted = [[0] * canvas.columns for _ in range(canvas.rows)]
    formats = [_flat(cell_format(properties)) for properties in canvas.palette]
    for top, left, bottom, right in canvas.body:
        usual = [_usual(canvas, top, bottom, column) for column in range(left, right + 1)]
        for (_, first, _, last), look in rectangles([[one or None for one in usual]]):
            area = (top, left + first, bottom, left + last)
            yield _repeat(sheet, area, *_change(formats[0], formats[look]))
            for row in range(top, bottom + 1):
                painted[row][area[1] : area[3] + 1] = [look] * (last - first + 1)
    rest = [
        [None if now == want else (now, want) for now, want in zip(*rows, strict=True)]
        for rows in zip(painted, canvas.looks, strict=True)
    ]
    for area, (now, want) in rectangles(rest):
        cell, fields = _change(formats[now], formats[want])
        if fields:
            yield _repeat(sheet, area, cell, fields)


def _usual(canvas: Canvas, top: int, bottom: int, column: int) -> int:
    return Counter(canvas.looks[row][column] for row in range(top, bottom + 1)).most_common(1)[0][0]


def _flat(shown: Request) -> Request:
    """Give a format by the paths of its parts; the borders are drawn apart."""
    text = {f"textFormat.{name}": value for name, value in shown["textFormat"].items()}
    others = {name: v for name, v in shown.items() if name not in ("textFormat", "borders")}
    return text | others


def _change(now: Request, want: Request) -> tuple[Request, str]:
    """Give the cell and the fields that turn one format into another."""
    paths = [path for path in sorted({*now, *want}) if now.get(path) != want.get(path)]
    shown: Request = {}
    for path in paths:
        if path in want:
            parent, _, name = path.rpartition(".")
            (shown.setdefault(parent, {}) if parent else shown)[name] = want[path]
    return {"userEnteredFormat": shown}, ",".join(f"userEnteredFormat.{path}" for path in paths)


def _borders(canvas: Canvas, sheet: int) -> Iterator[Request]:
    framed = [bool(look.get("border")) or None for look in canvas.palette]
    for area, _ in rectangles([[framed[look] for look in row] for row in canvas.looks]):
        line = {"style": "SOLID", "colorStyle": colour(LINE)}
        sides = dict.fromkeys(BORDERS, line)
        yield {"updateBorders": {"range": grid_range(sheet, area)} | sides}
    tops = [look.get("top_color") for look in canvas.palette]
    for area, shade in rectangles([[tops[look] for look in row] for row in canvas.looks]):
        line = {"style": "SOLID", "colorStyle": colour(shade)}
        yield {"updateBorders": {"range": grid_range(sheet, area), "top": line}}


# --- rules ------------------------------------------------------------------------------------


def _fits(choices: Choices) -> bool:
    return len(choices.choices) <= MOST_CHOICES


def _drop_down(sheet: int, choices: Choices) -> Request:
    values = [{"userEnteredValue": one} for one in choices.choices]
    condition = {"type": "ONE_OF_LIST", "values": values}
    rule = {"condition": condition, "strict": False, "showCustomUi": True}
    return {"setDataValidation": {"range": grid_range(sheet, choices.area), "rule": rule}}


def _condition(sheet: int, condition: Condition, index: int) -> Request:
    rule: Request = {"ranges": [grid_range(sheet, condition.area)]}
    if condition.text:
        text = {"type": "TEXT_EQ", "values": [{"userEnteredValue": condition.text}]}
        shown = conditional_format(conditional_properties(condition.style))
        rule["booleanRule"] = {"condition": text, "format": shown}
    else:
        rule["gradientRule"] = _scale(condition.share)
    return {"addConditionalFormatRule": {"rule": rule, "index": index}}


def _scale(share: bool) -> Request:
    """Give a scale of colours, which is to Google what a data bar is to Excel."""
    low: Request = {"colorStyle": colour(PAPER)}
    high: Request = {"colorStyle": colour(BAR)}
    if share:
        low |= {"type": "NUMBER", "value": "0"}
        high |= {"type": "NUMBER", "value": "1"}
    else:
        low |= {"type": "MIN"}
        high |= {"type": "MAX"}
    return {"minpoint": low, "maxpoint": high}


# --- sizes ------------------------------------------------------------------------------------


def _sizes(canvas: Canvas, sheet: int) -> Iterator[Request]:
    shown = [round(width * DIGIT + MARGIN) for width in canvas.widths]
    yield from (
        _dimension(sheet, "COLUMNS", left, right, pixelSize=size)
        for (_, left, _, right), size in rectangles([shown])
    )
    hidden = [number in canvas.hidden for number in range(canvas.columns)]
    yield from (
        _dimension(sheet, "COLUMNS", left, right, hiddenByUser=one)
        for (_, left, _, right), one in rectangles([hidden])
    )
    yield {"autoResizeDimensions": {"dimensions": dimensions(sheet, "ROWS", 0, canvas.rows - 1)}}
    yield from (
        _dimension(sheet, "ROWS", row, row, pixelSize=round(height * POINT))
        for row, height in sorted(canvas.heights.items())
    )


def _dimension(sheet: int, kind: str, first: int, last: int, **properties: Any) -> Request:
    span = dimensions(sheet, kind, first, last)
    fields = ",".join(properties)
    change = {"range": span, "properties": properties, "fields": fields}
    return {"updateDimensionProperties": change}


def dimensions(sheet: int, kind: str, first: int, last: int) -> Request:
    """Give rows or columns `first` to `last` as a DimensionRange."""
    return {"sheetId": sheet, "dimension": kind, "startIndex": first, "endIndex": last + 1}


def hide_lines(sheet: int, kind: str, first: int, last: int, *, hidden: bool) -> Request:
    """Hide or show rows or columns."""
    return _dimension(sheet, kind, first, last, hiddenByUser=hidden)
