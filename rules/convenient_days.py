"""The days and the time that are convenient for a host, as people type them in «Практики».

«вторник и четверг, 14:00–16:00», «пн–пт», «понедельник после 15:00», «кроме пятницы»,
«по договорённости».
"""

import re
from typing import NamedTuple

from rules.cleaning import clean_line

WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
"""Stems of the days of the week from Monday."""

SHORT = {"пн": 0, "пон": 0, "вт": 1, "ср": 2, "чт": 3, "чет": 3, "пт": 4, "пят": 4, "сб": 5,
         "суб": 5, "вс": 6}  # fmt: skip
WORK = frozenset(range(5))
ANY = re.compile(
    r"(?:в )?люб\w+|по (?:предварительн\w+ )?(?:договор\w+|соглас\w+)|ежедневно"
    r"|кажд\w+ (?:рабоч\w+ )?день|все дни|вс[её] равно|рабочие дни|в рабоч\w+|будн\w+|по будням"
)
WORD = re.compile(r"[а-яё]+")
CLOCK = r"\d{1,2}(?:[:.]\d{2})?"
TIME = re.compile(
    rf"(?:с |от )?{CLOCK} ?(?:[-–—]|до) ?{CLOCK}(?: ?ч(?:ас\w*)?\b\.?)?"
    rf"|(?:после|с|до|в|к) {CLOCK}(?: ?ч(?:ас\w*)?\b\.?)?|\d{{1,2}}[:.]\d{{2}}"
    r"|после (?:обеда|уроков)|(?:в )?(?:первой|второй) половин\w+ дня|утром|днём|вечером"
)
SOME_WEEKS = re.compile(r"\b(?:недел|месяц)")
"""«Второй вторник месяца», «по чётным неделям»."""

DASH = re.compile(r"\s*[-–—−]\s*")


class Convenient(NamedTuple):
    """Days of the week (Monday is 0), the time in the host's words, whether it was understood.

    What was not understood rules no day out.
    """

    weekdays: frozenset[int]
    time: str
    understood: bool


def convenient_days(typed: str | None) -> Convenient:
    """Read the cell «Удобные дни и время»."""
    text = clean_line(typed or "").casefold()
    if not text:
        return Convenient(WORK | {5}, "", True)
    found = TIME.search(text)
    time = found.group().strip() if found else ""
    rest = TIME.sub(" ", text)
    if SOME_WEEKS.search(rest):
        return Convenient(WORK | {5}, time, False)
    allowed, _, excluded = rest.partition("кроме")
    days, not_days = _days(allowed), _days(excluded)
    if not days and (not_days or ANY.search(allowed) or not allowed.strip(" ,.;")):
        days = WORK | {5}
    if not days:
        return Convenient(WORK | {5}, time, False)
    return Convenient(frozenset(days - not_days), time, True)


def _days(text: str) -> frozenset[int]:
    """Give the days of the week that a text names, ranges («пн–чт», «с среды по пятницу») whole."""
    text = re.sub(r"\b(?:со?|от) (\w+) (?:по|до) ", r"\1-", DASH.sub("-", text))
    found: set[int] = set()
    for part in re.split(r"[^а-яё-]+", text):
        ends = [day for word in WORD.findall(part) if (day := _day(word)) is not None]
        if len(ends) == 2 and "-" in part:
            length = (ends[1] - ends[0]) % 7
            found |= {(ends[0] + number) % 7 for number in range(length + 1)}
        else:
            found |= set(ends)
    return frozenset(found)


def _day(word: str) -> int | None:
    stem = next((n for n, stem in enumerate(WEEKDAYS) if word.startswith(stem)), None)
    return SHORT.get(word) if stem is None else stem
