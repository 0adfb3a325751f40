"""Tables written as text in tests: what stands in a tab, the way a methodologist would draw it."""

import datetime as dt

from rules.forms import Form
from rules.grid import Grid, Value
from sync.resources import forms


def grid(text: str, title: str = "Кадры") -> Grid:
    """Make a grid of lines of cells separated by «|»; numbers and dates are typed as such."""
    lines = text.strip("\n").splitlines()
    return Grid(title, [[cell(part) for part in line.split("|")] for line in lines])


def cell(text: str) -> Value:
    """Make one cell: an integer, a date dd.mm.yyyy, text in quotes as it stands, or text."""
    text = text.strip()
    if not text:
        return None
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return text[1:-1]
    if text.lstrip("-").isdecimal():
        return float(text)
    try:
        return dt.datetime.strptime(text, "%d.%m.%Y")
    except ValueError:
        return text


def staffing() -> Form:
    """Give the form of «Кадры»."""
    return forms()["staffing"]


HEADER = "Дата | Поб | Без категории | Пп | Пв | СЗД | Не проходят (п. 18) | Управленцы"
