"""What parsing one cell gives: a value, or what is wrong with it."""

import re
from typing import Any, NamedTuple


class Parsed(NamedTuple):
    """A cell that was parsed: its value (None when empty), or `trouble`, what is wrong with it.

    `advice` tells how a value was read that could have been meant otherwise. Both are Russian;
    `trouble` never quotes the cell, nor does the `advice` of a personal field.
    """

    value: Any = None
    trouble: str = ""
    advice: str = ""


EMPTY = Parsed()

FILLER = re.compile(r"[_\s.…]*")
"""A line to fill by hand that nobody filled."""
