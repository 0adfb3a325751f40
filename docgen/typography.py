"""Text that people typed, set as print does: «ёлочки», and no line broken at a sign."""

import re

from rules.cleaning import clean_line
from rules.names import NBSP as NBSP
from rules.quotes import set_quotes, set_title

BEFORE_A_NUMBER = re.compile(r"№\s*(?=\w)")
BEFORE_A_WORD = re.compile(r"(\b(?:д|ул|пл|пер|с|п)\.|(?<!\d )\bг\.) (?=\S)")
PERCENT = re.compile(r"(?<=\d)\s*%")
AFTER_A_NUMBER = re.compile(
    r"(?<=\d) (?=(?:чел|ч|мин|г|гг|кг|км|см|м|руб|коп|тыс|млн|шт|экз|года?|лет|час(?:а|ов)?"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\b)"
)
BETWEEN_SHORTENED = re.compile(r"(?<=\b[тик]\.) (?=[дпеок]\.)")
AFTER_AN_INITIAL = re.compile(r"(?<=\b[А-ЯЁ]\.) ?(?=(?:[А-ЯЁ]\.|[А-ЯЁ][а-яё]))")
BEFORE_AN_INITIAL = re.compile(r"(?<=[а-яё]) (?=[А-ЯЁ]\.(?: ?[А-ЯЁ]\.)?(?:[\s,;:)]|$))")
QUOTED = re.compile(r"«([^«»]*)»")


def printed(text: str | None) -> str:
    """Give a typed text on one line, as print sets it; an empty text for None."""
    text = clean_line(text or "")
    text = BEFORE_A_NUMBER.sub(f"№{NBSP}", text)
    text = BEFORE_A_WORD.sub(rf"\1{NBSP}", text)
    text = PERCENT.sub(f"{NBSP}%", text)
    for gap in (AFTER_A_NUMBER, BETWEEN_SHORTENED, AFTER_AN_INITIAL, BEFORE_AN_INITIAL):
        text = gap.sub(NBSP, text)
    return quoted(text)


def quoted(text: str) -> str:
    """Set quotes as «ёлочки», those within others as „лапки“; leave all as they are in doubt."""
    return set_quotes(text)


def title(text: str | None) -> str:
    """Give the title of an organisation as print sets it, a quote without its end closed.

    «МБУДО «Ермаковская ДЮСШ «Ланс»» stands so in official lists.
    """
    return set_title(printed(text))


def unbroken(text: str) -> str:
    """Keep a telephone number on one line; a mailbox may be broken where it must."""
    return text if "@" in text else text.replace(" ", NBSP).replace("-", "\u2011")


def unquoted(text: str) -> str:
    """Take off the «ёлочки» around a whole title, for a sentence that has its own."""
    match = QUOTED.fullmatch(text)
    return match[1] if match else text
