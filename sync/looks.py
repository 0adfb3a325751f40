"""Looks of cells, declared once for every store, in the words of XlsxWriter's formats."""

from typing import Any, NamedTuple

from sync.drawn_values import Held, number_format
from sync.tabs import Cell, Column, Style, Tab

Properties = dict[str, Any]

FONT = "Arial"
"""Stands on Windows and macOS, and Linux has a font of the same widths: one look everywhere."""

INK, BAND, LINE, BAR, LINK = "#1F2A37", "#DCE6F1", "#B8C4D1", "#A9C4E0", "#1F4E9E"
EDITABLE, EDITABLE_HEADER = "#FFF9DB", "#FFE98A"
SERIES_COLOURS = ("#1F4E79", "#7FA7CF", "#D8E4F0", "#B8621B")
"""Of different brightness, so that series differ in a black and white print too."""

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
ALIGNMENTS: dict[str, Properties] = {
    "text": {"align": "left", "indent": 1},
    "date": {"align": "center"},
    "words": {"align": "center"} | STYLES["muted"],
}
"""How the cells of a column stand; «words» are a text where a figure is expected."""

CONDITIONAL = frozenset({"bg_color", "font_color", "bold", "italic"})
"""What of a style a conditional format can change."""

TITLE: Properties = {"bold": True, "font_size": 14}
HEADING: Properties = STYLES["section"] | {"font_size": 11}
"""The title of a tab, the band over a block."""


class Look(NamedTuple):
    """What decides how a cell of a block looks."""

    number_format: str
    style: Style
    link: bool
    wrap: bool
    editable: bool
    align: str


def look_of(
    tab: Tab, column: Column, value: Held, cell: Cell | None = None, words: bool = False
) -> Look:
    """Give the look of a cell; `words` is a text where a figure is expected."""
    kind = (cell.kind if cell else None) or column.kind
    editable = column.editable or (cell is not None and cell.editable)
    words = words and not tab.open and column.kind != "text"
    return Look(
        number_format(kind, value, tab.open or editable),
        cell.style if cell else "",
        bool(cell and cell.link),
        (isinstance(value, str) or kind == "text") and not column.clipped,
        editable and not tab.open,
        "words" if words else column.kind,
    )


def look_properties(look: Look) -> Properties:
    """Give the properties of a look."""
    properties: Properties = {"border": 1, "border_color": LINE, "valign": "top"}
    properties |= {"num_format": look.number_format}
    properties |= {"text_wrap": True} if look.wrap else {}
    properties |= ALIGNMENTS.get(look.align, {})
    properties |= {"bg_color": EDITABLE, "locked": False} if look.editable else {}
    properties |= STYLES[look.style]
    return properties | ({"font_color": LINK, "underline": 1} if look.link else {})


def header_properties(column: Column) -> Properties:
    """Give the properties of the header of a column."""
    properties: Properties = {
        "bold": True, "bg_color": EDITABLE_HEADER if column.editable else BAND, "border": 1,
        "border_color": LINE, "text_wrap": True, "align": "center", "valign": "vcenter",
    }  # fmt: skip
    rotated: Properties = {"rotation": 90, "valign": "bottom", "font_size": 9}
    return properties | (rotated if column.rotated else {})


def conditional_properties(style: Style) -> Properties:
    """Give what of a style a conditional format can change."""
    return {name: value for name, value in STYLES[style].items() if name in CONDITIONAL}
