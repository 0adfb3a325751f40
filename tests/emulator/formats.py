"""Formats of cells as Google keeps and shows them: colours, their styles, defaults."""

from __future__ import annotations

import struct
from functools import cache
from typing import Any

WHITE = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: dict[str, Any] = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}
THEME = {
    "TEXT": {},
    "BACKGROUND": WHITE,
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}
SPREADSHEET_THEME = {
    "primaryFontFamily": "Arial",
    "themeColors": [{"colorType": k, "color": {"rgbColor": v}} for k, v in THEME.items()],
}
COLOURS = (
    "backgroundColor",
    "foregroundColor",
    "tabColor",
    "color",
    "headerColor",
    "firstBandColor",
    "secondBandColor",
    "footerColor",
)
DROPPED_NOUGHTS = {"sheetId", "rowIndex", "columnIndex", "red", "green", "blue"}
KEPT_FALSE = {"bold", "italic", "strikethrough", "underline"}


@cache
def float32(value: float) -> float | int:
    """A number as a float of 32 bits looks in JSON."""
    if value == int(value):
        return int(value)
    single = struct.unpack("f", struct.pack("f", value))[0]
    for digits in range(6, 10):
        text = f"{single:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == single:
            return float(text)
    return single


def colour(value: dict[str, Any]) -> dict[str, Any]:
    """A colour as Google keeps it: 255 steps, nought left out."""
    shown = {}
    for part in ("red", "green", "blue"):
        step = int(min(max(value.get(part, 0), 0), 1) * 255 + 1e-4)
        if step:
            shown[part] = float32(step / 255)
    return shown


def canonical(value: Any, previous: Any = None) -> Any:
    """Formats as kept: a colour and its style agree (whichever is new rules), noughts left out."""
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if not isinstance(value, dict):
        return value
    before = previous if isinstance(previous, dict) else {}
    result: dict[str, Any] = {}
    for key, item in value.items():
        if key in before and item is before[key]:  # kept as it is: formats never change in place
            result[key] = item
        elif key in COLOURS and isinstance(item, dict):
            result[key] = colour(item)
        elif key.endswith("Style") and key[:-5] in COLOURS and isinstance(item, dict):
            result[key] = _style(item)
        elif not _default(key, item):
            result[key] = canonical(item, before.get(key))
    for key in COLOURS:
        if key in result or key + "Style" in result:
            _agree(result, key, before)
    return result


def _default(key: str, item: Any) -> bool:
    if item is False:
        return key not in KEPT_FALSE
    return key in DROPPED_NOUGHTS and item == 0 and not isinstance(item, bool)


def _style(item: dict[str, Any]) -> dict[str, Any]:
    if "themeColor" in item:
        return {"themeColor": item["themeColor"]}
    return {"rgbColor": colour(item.get("rgbColor") or {})}


def _agree(result: dict[str, Any], key: str, before: dict[str, Any]) -> None:
    style_key = key + "Style"
    if style_key in result and result[style_key] != before.get(style_key):
        style = result[style_key]
        result[key] = THEME.get(style.get("themeColor", ""), style.get("rgbColor", {}))
    elif key in result and result[key] != before.get(key):
        result[style_key] = {"rgbColor": result[key]}
    elif key not in result or style_key not in result:
        result.pop(key, None)
        result.pop(style_key, None)


def effective(user: dict[str, Any], default: dict[str, Any]) -> dict[str, Any]:
    """A cell's format laid over the spreadsheet's."""
    result = dict(default)
    for key, item in user.items():
        below = result.get(key)
        nested = isinstance(item, dict) and isinstance(below, dict) and key in NESTED
        result[key] = effective(item, below) if nested else item
    return result


NESTED = {"textFormat", "padding"}
