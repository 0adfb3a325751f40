"""Text that people typed, set as print does: «ёлочки», and no line broken at a sign.

Nothing is guessed: quotes change only where it is sure which of them open and which close.
"""

import re

from rules.cleaning import clean_line

NBSP = "\u00a0"
BEFORE_A_NUMBER = re.compile(r"№\s*(?=\w)")
BEFORE_A_WORD = re.compile(r"(\b(?:д|ул|пл|пер|с|п)\.|(?<!\d )\bг\.) (?=\S)")
AFTER_A_NUMBER = re.compile(
    r"(\d) (?=%|г\.|(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября"
    r"|ноября|декабря)\b)"
)
STRAIGHT = re.compile(r'(?<![^\s(«])"\s*([^"\s][^"]*?)\s*"(?![\w«])')
CURLY = re.compile(r'[„“]\s*([^„“”"]+?)\s*[“”]')
OTHER_QUOTES = re.compile('["„“”]')
QUOTED = re.compile(r"«([^«»]*)»")


def printed(text: str | None) -> str:
    """Give a typed text on one line, as print sets it; an empty text for None."""
    text = clean_line(text or "")
    text = BEFORE_A_NUMBER.sub(f"№{NBSP}", text)
    text = BEFORE_A_WORD.sub(rf"\1{NBSP}", text)
    return quoted(AFTER_A_NUMBER.sub(rf"\1{NBSP}", text))


def quoted(text: str) -> str:
    """Change quotes to «ёлочки» where each has its pair; else leave all as they are."""
    changed = CURLY.sub(r"«\1»", STRAIGHT.sub(r"«\1»", text))
    sure = not OTHER_QUOTES.search(changed) and changed.count("«") == changed.count("»")
    return changed if sure else text


def unbroken(text: str) -> str:
    """Keep a telephone number on one line; a mailbox may be broken where it must."""
    return text if "@" in text else text.replace(" ", NBSP).replace("-", "\u2011")


def unquoted(text: str) -> str:
    """Take off the «ёлочки» around a whole title, for a sentence that has its own."""
    match = QUOTED.fullmatch(text)
    return match[1] if match else text
