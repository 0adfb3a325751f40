"""Looks of cells as formats of Google Sheets."""

from math import ceil
from typing import Any

from sync.looks import FONT, INK, ORDINARY, Properties

Format = dict[str, Any]

PAPER = "#FFFFFF"
FONT_SIZE = int(ORDINARY["font_size"])
PIXELS_OF_INDENT = 8
MASK = (
    "userEnteredFormat(numberFormat,backgroundColorStyle,borders,padding,horizontalAlignment,"
    "verticalAlignment,wrapStrategy,textRotation,"
    "textFormat(foregroundColorStyle,fontFamily,fontSize,bold,italic,underline))"
)
"""All of a format but the link: one that people typed is not taken from its cell."""

HORIZONTAL = {"left": "LEFT", "center": "CENTER", "right": "RIGHT"}
VERTICAL = {"top": "TOP", "vcenter": "MIDDLE", "bottom": "BOTTOM"}


def colour(text: str) -> Format:
    """Give «#RRGGBB» as a ColorStyle; rounded up, for Google cuts to whole parts of 255."""
    parts = zip(("red", "green", "blue"), bytes.fromhex(text[1:]), strict=True)
    return {"rgbColor": {name: ceil(part / 255 * 10_000) / 10_000 for name, part in parts if part}}


def cell_format(properties: Properties) -> Format:
    """Give properties of XlsxWriter's as a CellFormat."""
    made: Format = {"textFormat": text_format(properties)}
    made |= _number(properties.get("num_format", "General"))
    made["backgroundColorStyle"] = colour(properties.get("bg_color", PAPER))
    if borders := _borders(properties):
        made["borders"] = borders
    if align := HORIZONTAL.get(properties.get("align", "")):
        made["horizontalAlignment"] = align
    if vertical := VERTICAL.get(properties.get("valign", "")):
        made["verticalAlignment"] = vertical
    if properties.get("text_wrap"):
        made["wrapStrategy"] = "WRAP"
    elif "num_format" in properties:
        made["wrapStrategy"] = "CLIP"
    if properties.get("indent"):
        made["padding"] = {"left": PIXELS_OF_INDENT, "right": 3, "top": 2, "bottom": 2}
    if "rotation" in properties:
        made["textRotation"] = {"angle": properties["rotation"]}
    return made


def text_format(properties: Properties) -> Format:
    """Give the TextFormat of properties."""
    return {
        "foregroundColorStyle": colour(properties.get("font_color", INK)),
        "fontFamily": FONT,
        "fontSize": properties.get("font_size", FONT_SIZE),
    } | {name: True for name in ("bold", "italic", "underline") if properties.get(name)}


def conditional_format(properties: Properties) -> Format:
    """Give the format that a condition lays over a cell."""
    made: Format = {}
    if "bg_color" in properties:
        made["backgroundColorStyle"] = colour(properties["bg_color"])
    text: Format = {name: True for name in ("bold", "italic") if properties.get(name)}
    if "font_color" in properties:
        text["foregroundColorStyle"] = colour(properties["font_color"])
    return made | ({"textFormat": text} if text else {})


def _number(pattern: str) -> Format:
    """Give a number format; the patterns of Excel that we use mean the same to Google."""
    if pattern == "General":
        return {}
    if pattern == "@":
        return {"numberFormat": {"type": "TEXT", "pattern": "@"}}
    kind = "DATE" if "yy" in pattern else "PERCENT" if "%" in pattern else "NUMBER"
    return {"numberFormat": {"type": kind, "pattern": pattern}}


def _borders(properties: Properties) -> Format:
    borders: Format = {}
    if properties.get("border"):
        line = {"style": "SOLID", "colorStyle": colour(properties["border_color"])}
        borders = dict.fromkeys(("top", "bottom", "left", "right"), line)
    if properties.get("top"):
        line = {"style": "SOLID", "colorStyle": colour(properties["top_color"])}
        borders |= {"top": line}
    return borders
