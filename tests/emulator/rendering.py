"""How a value looks in its cell: number formats by pattern and locale."""

from __future__ import annotations

import functools
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .locales import Locale

ERROR_TEXTS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
DATE_TYPES = ("DATE", "TIME", "DATE_TIME")
MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
DATE_TOKEN = re.compile(
    r'"[^"]*"|\\.|am/pm|a/p|\[[hms]+\]|y+|m+|d+|h+|s+|[^"\\ymdhs]', re.IGNORECASE
)
EPOCH = datetime(1899, 12, 30)


def text_of(value: dict[str, Any], number_format: dict[str, str], place: Locale) -> str:
    """The text that a cell with this effective value shows."""
    if "stringValue" in value:
        return value["stringValue"]
    if "numberValue" in value:
        return number_text(value["numberValue"], number_format, place)
    if "boolValue" in value:
        return place.true if value["boolValue"] else place.false
    if "errorValue" in value:
        return ERROR_TEXTS.get(value["errorValue"].get("type", "ERROR"), "#ERROR!")
    return ""


def number_text(number: float, number_format: dict[str, str], place: Locale) -> str:
    """A number by its format."""
    kind, pattern = number_format.get("type", ""), number_format.get("pattern", "")
    if kind in DATE_TYPES:
        return _moment_text(number, pattern or _default_pattern(kind, place))
    if pattern and pattern not in ("General", "@"):
        return _by_pattern(number, pattern, place)
    if kind == "PERCENT":
        return _by_pattern(number, "0.00%", place)
    if kind in ("NUMBER", "CURRENCY"):
        return _by_pattern(number, "#,##0.00", place)
    if kind == "SCIENTIFIC":
        return _by_pattern(number, "0.00E+00", place)
    return general(number, place)


def _default_pattern(kind: str, place: Locale) -> str:
    return {
        "DATE": place.date_pattern,
        "TIME": place.time_pattern,
        "DATE_TIME": f"{place.date_pattern} {place.time_pattern}",
    }[kind]


def general(number: float, place: Locale) -> str:
    """A number without a format."""
    if number == 0:
        return "0"
    if abs(number) >= 1e15 or abs(number) < 1e-9:
        mantissa, _, power = f"{number:.5E}".partition("E")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa.replace('.', place.decimal)}E{power[0]}{power[1:].zfill(2)}"
    text = f"{number:.10f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)
    return text.replace(".", place.decimal)


@functools.lru_cache(maxsize=512)
def _is_date_pattern(pattern: str) -> bool:
    bare = re.sub(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]', "", pattern)
    return bool(re.search(r"[ymdhs]", bare, re.IGNORECASE)) and not re.search(r"[0#]", bare)


def _by_pattern(number: float, pattern: str, place: Locale) -> str:
    if _is_date_pattern(pattern):
        return _moment_text(number, pattern)
    sections = pattern.split(";")
    if number < 0 and len(sections) > 1:
        return _section(-number, sections[1], place)
    if number == 0 and len(sections) > 2:
        return _section(number, sections[2], place)
    return _section(number, sections[0], place)


def _section(number: float, pattern: str, place: Locale) -> str:
    pattern = re.sub(r"\[[^\]]*\]", "", pattern)
    match = re.search(r"[#0?][#0?,. ]*(?:\.[#0?]+)?(E[+-]0+)?", pattern)
    if not match:
        return re.sub(r'"|\\', "", pattern)
    core = match[0].rstrip()
    before, after = pattern[: match.start()], pattern[match.start() + len(core) :]
    scaled = Decimal(repr(number)) * (100 if "%" in before + after else 1)
    body = _scientific(float(scaled), core, place) if match[1] else _fixed(scaled, core, place)
    sign = "-" if body.startswith("-") else ""
    return sign + _literal(before) + body.lstrip("-") + _literal(after)


def _scientific(number: float, core: str, place: Locale) -> str:
    decimals = len(core.split("E")[0].partition(".")[2])
    mantissa, _, power = f"{number:.{decimals}E}".partition("E")
    return f"{mantissa.replace('.', place.decimal)}E{power[0]}{power[1:].zfill(2)}"


def _fixed(number: Decimal, core: str, place: Locale) -> str:
    whole, _, fraction = core.partition(".")
    most, least = len(fraction), fraction.count("0")
    rounded = number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    sign, digits = ("-" if rounded < 0 else ""), f"{abs(rounded):f}"
    left, _, right = digits.partition(".")
    while len(right) > least and right.endswith("0"):
        right = right[:-1]
    left = left.zfill(whole.count("0")) if whole.count("0") else left.lstrip("0")
    if "," in whole:
        left = re.sub(r"(?<=\d)(?=(\d{3})+$)", place.group, left)
    return sign + left + (place.decimal + right if right else "")


def _literal(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text.replace('"', "")).replace("_", "").replace("*", "")


def _moment_text(number: float, pattern: str) -> str:
    moment = EPOCH + timedelta(seconds=round(number * 86400))
    half = re.search(r"am/pm|a/p", pattern, re.IGNORECASE) is not None
    out, last = [], ""
    for token in DATE_TOKEN.findall(pattern):
        low = token.lower()
        out.append(_date_part(token, low, moment, half, last, pattern))
        if low[0] in "ymdhs":
            last = low[0]
    return "".join(out)


def _date_part(token: str, low: str, moment: datetime, half: bool, last: str, pattern: str) -> str:
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("\\"):
        return token[1:]
    if low in ("am/pm", "a/p"):
        return "AM" if moment.hour < 12 else "PM"
    if low.startswith("y"):
        return f"{moment.year:04d}" if len(low) > 2 else f"{moment.year % 100:02d}"
    if low.startswith("m"):
        return _month_or_minute(low, moment, last)
    if low.startswith("d"):
        name = DAYS[moment.weekday()]
        return (str(moment.day), f"{moment.day:02d}", name[:3], name)[min(len(low), 4) - 1]
    if low.startswith("h"):
        hour = (moment.hour % 12 or 12) if half else moment.hour
        return f"{hour:02d}" if len(low) > 1 else str(hour)
    if low.startswith("s"):
        return f"{moment.second:02d}" if len(low) > 1 else str(moment.second)
    return token


def _month_or_minute(low: str, moment: datetime, last: str) -> str:
    if last == "h" and len(low) < 3:
        return f"{moment.minute:02d}" if len(low) > 1 else str(moment.minute)
    name = MONTHS[moment.month - 1]
    return (str(moment.month), f"{moment.month:02d}", name[:3], name)[min(len(low), 4) - 1]
