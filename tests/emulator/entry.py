"""What becomes of typed text (USER_ENTERED), and of JSON values given as they are (RAW)."""

from __future__ import annotations

import functools
import re
from datetime import date, datetime
from typing import Any

from .errors import GoogleError, invalid
from .locales import Locale

CELL_LIMIT = 50_000
EPOCH = date(1899, 12, 30).toordinal()
ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
LOCAL_DATE = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([ap]m))?", re.IGNORECASE)
CURRENCIES = {"$": "$", "€": "€", "£": "£", "₽": "₽"}

Value = dict[str, Any]


def too_long() -> GoogleError:
    """The 400 for a cell with more than 50,000 characters."""
    return invalid(
        f"Your input contains more than the maximum of {CELL_LIMIT} characters in a single cell."
    )


def number(value: float | int) -> float | int:
    """A number as JSON shows it: whole ones without a point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def raw(value: Any) -> Value:
    """The ExtendedValue of a JSON value that is taken as it is."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": number(value)}
    if value == "":
        return {}
    if len(value) > CELL_LIMIT:
        raise too_long()
    return {"stringValue": value}


def typed(value: Any, place: Locale, as_text: bool = False) -> tuple[Value, dict[str, str] | None]:
    """The ExtendedValue that typing gives, and the number format that comes with it."""
    return _typed_text(value, place, as_text) if isinstance(value, str) else (raw(value), None)


@functools.lru_cache(maxsize=100_000)
def _typed_text(value: str, place: Locale, as_text: bool) -> tuple[Value, dict[str, str] | None]:
    if len(value) > CELL_LIMIT:
        raise too_long()
    if value == "":
        return {}, None
    if value.startswith("'"):
        return ({"stringValue": value[1:]} if value[1:] else {}), None
    if as_text:
        return {"stringValue": value}, None
    if value.startswith("=") and len(value) > 1:
        return {"formulaValue": value}, None
    return _recognised(value, place) or ({"stringValue": value}, None)


def _recognised(value: str, place: Locale) -> tuple[Value, dict[str, str] | None] | None:
    text = value.strip().replace("\u00a0", " ").replace("\u202f", " ")
    if text.upper() in ("TRUE", place.true):
        return {"boolValue": True}, None
    if text.upper() in ("FALSE", place.false):
        return {"boolValue": False}, None
    if not any(char.isdigit() for char in text):
        return None
    return _number(text, place) or _moment(text, place)


def _number(text: str, place: Locale) -> tuple[Value, dict[str, str] | None] | None:
    body, percent = (text[:-1].rstrip(), True) if text.endswith("%") else (text, False)
    body, currency = _strip_currency(body)
    grouped = place.group.replace("\u00a0", " ")
    decimal = re.escape(place.decimal)
    pattern = (
        rf"([+-]?)(\d{{1,3}}(?:{re.escape(grouped)}\d{{3}})+|\d*)(?:{decimal}(\d*))?"
        r"(?:[eE]([+-]?\d+))?"
    )
    match = re.fullmatch(pattern, body)
    if not match or not (match[2] or match[3]):
        return None
    whole = match[2].replace(grouped, "") or "0"
    parsed = float(f"{match[1]}{whole}.{match[3] or 0}e{match[4] or 0}")
    if match[3] is None and not match[4] and not percent:
        parsed = int(match[1] + whole)
    decimals = len(match[3] or "")
    if percent:
        parsed = round(parsed / 100, 15)
        return _with(parsed, "PERCENT", "0.00%" if decimals else "0%")
    if currency:
        return _with(parsed, "CURRENCY", f'"{currency}"#,##0' + (".00" if decimals else ""))
    if match[4]:
        return _with(parsed, "SCIENTIFIC", "0.00E+00")
    if grouped in match[2]:
        return _with(parsed, "NUMBER", "#,##0" + (".00" if decimals else ""))
    return {"numberValue": number(parsed)}, None


def _with(value: float, kind: str, pattern: str) -> tuple[Value, dict[str, str]]:
    return {"numberValue": number(value)}, {"type": kind, "pattern": pattern}


def _strip_currency(text: str) -> tuple[str, str]:
    for sign in CURRENCIES:
        if text.startswith(sign):
            return text[1:].lstrip(), sign
        if text.endswith(sign):
            return text[:-1].rstrip(), sign
    return text, ""


def _moment(text: str, place: Locale) -> tuple[Value, dict[str, str] | None] | None:
    day_text, _, time_text = text.partition(" ")
    if (clock := _time(text)) is not None:
        return {"numberValue": number(clock)}, {"type": "TIME", "pattern": place.time_pattern}
    found = _date(day_text, place)
    if found is None:
        return None
    serial, pattern = found
    if not time_text:
        return {"numberValue": serial}, {"type": "DATE", "pattern": pattern}
    clock = _time(time_text.strip())
    if clock is None:
        return None
    pattern = f"{pattern} {place.time_pattern}"
    return {"numberValue": number(serial + clock)}, {"type": "DATE_TIME", "pattern": pattern}


def _date(text: str, place: Locale) -> tuple[int, str] | None:
    if match := ISO_DATE.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        pattern = "yyyy-mm-dd"
    elif (match := LOCAL_DATE.fullmatch(text)) and match[2] in place.separators:
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        day, month = (first, second) if place.day_first else (second, first)
        year += 2000 if year < 50 else 1900 if year < 100 else 0
        pattern = place.date_pattern
    else:
        return None
    try:
        return date(year, month, day).toordinal() - EPOCH, pattern
    except ValueError:
        return None


def _time(text: str) -> float | None:
    match = TIME.fullmatch(text)
    if not match:
        return None
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        hours = hours % 12 + (12 if match[4].lower() == "pm" else 0)
    if minutes > 59 or seconds > 59 or hours > 23:
        return None
    return (hours * 3600 + minutes * 60 + seconds) / 86400


def serial_of(moment: datetime) -> float:
    """The serial number of a moment."""
    day = moment.date().toordinal() - EPOCH
    return day + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400
