"""A cell that holds several aspects, one a line, the most important first.

What an aspect is, only the catalogue knows; here a cell is cut where people cut it without
doubt: at line breaks, at semicolons, before numbers of a list.
"""

import re
from typing import NamedTuple

from rules.cleaning import clean, clean_line
from rules.grid import Value
from rules.parsed import EMPTY, FILLER, Parsed

LONGEST_CELL = 5000
MARKER = re.compile(r"^\s*(?:\d{1,2}[.)]\s*|[-–—•*·]+\s+)")
"""What begins a line of a list: «1.», «2)», «—», «•»."""

NUMBERED = re.compile(r"(?<=\S)\s+(?=\d{1,2}[.)]\s)")
"""Where a list written on one line goes on: «1. … 2. …»."""

PEOPLE = re.compile(
    r"(?:(?:\s[-–—]|\s?[–—:]|,)\s*(\d{1,4})\s*(?:чел\.?|человека?|педагог\w*)?"
    r"|\s*\(\s*(\d{1,4})\s*(?:чел\.?|человека?|педагог\w*)?\s*\)"
    r"|\s(\d{1,4})\s*(?:чел\.?|человека?))\s*\.?$",
    re.IGNORECASE,
)
"""A number of people at the end of a line: «… — 5», «… (5 чел.)»."""


class AspectLine(NamedTuple):
    """One line of such a cell: the words of an aspect, and how many people, if it says so."""

    text: str
    people: int | None = None

    def __str__(self) -> str:
        """Give the line as people see it."""
        return self.text if self.people is None else f"{self.text} — {self.people}"


def parse_aspect_lines(value: Value) -> Parsed:
    """Parse one cell of aspects into a tuple of lines."""
    if not isinstance(value, str):
        return Parsed(trouble="нужны названия аспектов словами, каждое с новой строки")
    text = clean(value)
    if FILLER.fullmatch(text):
        return EMPTY
    if len(text) > LONGEST_CELL:
        return Parsed(trouble=f"слишком длинно: {len(text)} знаков, можно не больше {LONGEST_CELL}")
    lines = tuple(line for part in _parts(text) if (line := aspect_line(part)).text)
    return Parsed(lines) if lines else EMPTY


def _parts(text: str) -> list[str]:
    broken = re.split(r"[\n;]", text)
    if len(broken) == 1 and MARKER.match(text):
        return NUMBERED.split(text)
    return broken


def aspect_line(text: str) -> AspectLine:
    """Read one line: without the mark of a list before it, with the number of people after it."""
    words = MARKER.sub("", clean_line(text)).strip(" .,;")
    found = PEOPLE.search(words)
    if found is None or not words[: found.start()].strip():
        return AspectLine(words)
    number = next(group for group in found.groups() if group)
    return AspectLine(words[: found.start()].rstrip(" ,:-–—"), int(number))
