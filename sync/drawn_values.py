"""Values, texts and links as a sheet of Excel can hold them."""

import datetime as dt
import math
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from sync.tabs import Kind

FIRST_DATE = dt.date(1900, 3, 1)
"""Of the days before it, which Excel counts with a 29.02.1900, programs make different dates."""

LONGEST_TEXT = 32_767
LONGEST_LINK = 2_079
LONGEST_INTEGER = 10**15
INLINE_LIST = 255
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
FORBIDDEN_IN_PATH = re.compile(r"""[ "#%<>?\[\]^`{|}]""")
LINK_TO_FILE = re.compile(r"(.*)(#(?:'(?:[^']|'')+'|[^#'!]+)![A-Z]+[0-9]+)")
Held = str | float | bool | dt.datetime | None
"""What a cell of a sheet can hold; None is an empty cell."""

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "General",
    "integer": "#,##0",
    "number": "#,##0.##",
    "share": '0.0"\u00a0"%',
    "change": '+0.0"\u00a0"%;-0.0"\u00a0"%;0.0"\u00a0"%',
    "date": "dd.mm.yyyy",
}
"""Excel shows «,» here as the reader's own separator: a space in Russian."""

TYPED_FORMATS = NUMBER_FORMATS | {"text": "@", "number": "General"}
"""Formats where people type: a text keeps its zeros («007»), a number all its digits."""


def held(value: object, longest: int = LONGEST_TEXT) -> Held:
    """Give a value, numpy's and pandas's own too, as a cell holds it; a missing one is None."""
    if isinstance(value, str):
        return plain(value, longest) or None
    if type(value) is int and -LONGEST_INTEGER < value < LONGEST_INTEGER:
        return value  # what most cells are, found out first
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, dt.date | np.datetime64):
        return _held_day(pd.Timestamp(value) if isinstance(value, np.datetime64) else value)
    if isinstance(value, int | np.integer):
        whole = int(value)
        return whole if abs(whole) < LONGEST_INTEGER else str(whole)
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else ("∞" if number > 0 else "−∞")


def _held_day(day: dt.date) -> Held:
    """Give a day as Excel holds it; as text when it is too early for that."""
    if dt.date(day.year, day.month, day.day) < FIRST_DATE:
        return f"{day.day:02}.{day.month:02}.{day.year:04}"
    return dt.datetime(day.year, day.month, day.day)


def number_format(kind: Kind, value: Held, typed: bool) -> str:
    """Give the number format of a value; `typed` where people type."""
    if isinstance(value, dt.datetime):
        kind = "date"
    if typed:
        return TYPED_FORMATS[kind]
    if kind == "number" and isinstance(value, int | float) and round(value, 2) == round(value):
        return NUMBER_FORMATS["integer"]  # else a whole number would end with a comma
    return NUMBER_FORMATS[kind]


def plain(text: str, longest: int = LONGEST_TEXT) -> str:
    """Give a text as a sheet can hold it.

    What XML forbids is dropped, what is longer than a cell holds is cut. XlsxWriter would write
    a text between «<r>» and «</r>» as markup: a space after it makes it a text like any other.
    """
    text = FORBIDDEN.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    if 2 * len(text) <= longest or length(text) <= longest:
        return text
    return _cut(text, longest)


def _cut(text: str, longest: int) -> str:
    units = text.encode("utf-16-le")[: 2 * (longest - 1)]
    return units.decode("utf-16-le", errors="ignore") + "…"


def length(text: str) -> int:
    """Count as Excel does: a character beyond the basic plane (an emoji) is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits_inline(choices: Sequence[str]) -> bool:
    """Tell whether a list can stand in its cell's rule: it is short and no choice breaks it."""
    text = ",".join(choices)
    plain = not any(one != one.strip() or set(one) & set(',"\n') for one in choices)
    return plain and length(text) <= INLINE_LIST


def target(link: str) -> str:
    """Give a link as XlsxWriter takes it, an empty text for one that Excel would not take.

    The path of a file is escaped here and whole: XlsxWriter leaves a path alone that looks
    escaped («план 50%25.xlsx»), and takes all after the first «#» for the sheet.
    """
    link = FORBIDDEN.sub("", link)
    if link.startswith("external:"):
        found = LINK_TO_FILE.fullmatch(link)
        path, sheet = found.groups() if found else (link, "")
        link = FORBIDDEN_IN_PATH.sub(lambda sign: f"%{ord(sign[0]):02X}", path) + sheet
    elif not link.startswith(("internal:", "http://", "https://")):
        return ""
    return link if length(link) <= LONGEST_LINK else ""
