"""One cell as people type it, turned into a value of its field's type, and never guessed.

Dates are parsed here and not by a library: those at hand complete missing parts from the clock
and swap day and month where that makes a date, which would be a guess.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from rules.cleaning import clean, clean_line, key
from rules.forms import Field
from rules.grid import Value

LARGEST = 10**9
STRING_LENGTH = 500
TEXT_LENGTH = 5000
SHOWN_LENGTH = 80
SHOWN_CHOICES = 8
EPOCH = dt.date(1899, 12, 30)
SERIALS = (36526, 73051)
"""Serial numbers of the dates from 2000 to 2099, the end not among them."""

NUMBER = re.compile(r"([-−+]?)(\d{1,3}(?: \d{3})+|\d+)(?:([.,])(\d+))?")
PEOPLE = re.compile(r"\s*(?:чел\.?|человека?)$", re.IGNORECASE)
DASHES = frozenset("-–—−")
DASHES_AND_DOTS = DASHES | set("….")
NO_FIGURE = frozenset({"нет", "нет данных", "н д", "нд"})
"""Words in place of a number, as keys."""

DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]00:00(?::00)?)?")
NAMED = re.compile(r"(?:[«\"“„]?(\d{1,2})[»\"”“]? )?([а-я]+)\.? (\d{4})")
MONTH_YEAR = re.compile(r"(\d{1,2})[./](\d{4})")
YEAR_WORD = re.compile(r"\s*(?:г\.?|года?)$", re.IGNORECASE)
FILLER = re.compile(r"[_\s.…]*")
PHONE = re.compile(r"[\d\s()+,-]+(?:доб\.?[\d\s()]+)?")

# Cyrillic endings are listed, or «п.Ойский» would be a domain
ENDING = r"(?:[a-z]{2,}|xn--[a-z0-9-]+|рф|рус|москва|дети|онлайн|сайт|орг|ком)"
DOMAIN = re.compile(rf"(?:[a-z0-9а-яё-]+\.)+{ENDING}(?::\d+)?", re.IGNORECASE)
MAILBOX = re.compile(r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*", re.IGNORECASE)
LONGEST_EMAIL = 254
FILE_NAME = re.compile(
    r"\.(?:docx?|xlsx?|xlsm|ods|odt|pptx?|pdf|rtf|txt|csv|jpe?g|png|gif|zip|rar|7z)$", re.IGNORECASE
)
"""What looks like a domain alone, and is the name of a file."""

SCHEME = re.compile(r"[a-z]+://", re.IGNORECASE)
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)

MONTH_NAMES = (
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
)


def _spellings(name: str) -> set[str]:
    """Give what people write for a month: «ноябрь», «ноября», and «ноя», «нояб» and the like."""
    stem = name.rstrip("ьй")
    genitive = f"{stem}а" if stem[-1] == "т" else f"{stem}я"
    return {name, genitive, *(stem[:length] for length in range(3, len(stem) + 1))}


MONTHS = {
    spelling: number
    for number, name in enumerate(MONTH_NAMES, start=1)
    for spelling in _spellings(name)
}

YES = frozenset({"да", "есть", "v", "назначен", "назначена", "назначено", "имеется", "истина", "1"})
NO = frozenset(
    {"нет", "не", "не назначен", "не назначена", "не назначено", "не имеется", "ложь", "0"}
)


class Parsed(NamedTuple):
    """A cell that was parsed: its value (None when empty), or `trouble`, what is wrong with it.

    `advice` tells how a value was read that could have been meant otherwise. Both are Russian;
    `trouble` never quotes the cell, nor does the `advice` of a personal field.
    """

    value: Any = None
    trouble: str = ""
    advice: str = ""


EMPTY = Parsed()


def parse(value: Value, field: Field) -> Parsed:
    """Parse one cell of `field`."""
    if value is None or value == "":
        return EMPTY
    parsed = PARSERS[field.type](value)
    if parsed.trouble or parsed.value is None:
        return parsed
    if parsed.advice and field.personal:
        parsed = parsed._replace(advice=IS_MONTH)
    return _constrained(parsed, field)


def _constrained(parsed: Parsed, field: Field) -> Parsed:
    value = parsed.value
    if field.choices:
        return _choice(str(value), field.choices)
    if field.minimum is not None and value < field.minimum:
        return Parsed(trouble=f"не может быть меньше {show_whole(field.minimum)}")
    if field.maximum is not None and value > field.maximum:
        return Parsed(trouble=f"не может быть больше {show_whole(field.maximum)}")
    if field.pattern and not re.fullmatch(field.pattern, str(value)):
        return Parsed(trouble=field.pattern_help or "записано не так, как нужно")
    return parsed


def _choice(text: str, choices: tuple[str, ...]) -> Parsed:
    wanted = key(text)
    for choice in choices:
        if key(choice) == wanted:
            return Parsed(choice)
    shown = ", ".join(f"«{choice}»" for choice in choices[:SHOWN_CHOICES])
    more = len(choices) - SHOWN_CHOICES
    return Parsed(trouble=f"выберите из списка: {shown}" + (f" и ещё {more}" if more > 0 else ""))


# --- numbers ----------------------------------------------------------------------------------

NEEDS_INTEGER = "нужно целое число, например 12"
NEEDS_NUMBER = "нужно число, например 12 или 12,5"
IS_DATE = "в ячейке дата, а нужно число: смените формат ячейки на «Числовой» и введите число заново"
IS_DASH = (
    "прочерк или «нет» может значить и ноль, и «неизвестно»: впишите 0 или оставьте ячейку пустой"
)
IS_AMBIGUOUS = "непонятно, тысячи это или доли: тысячи пишите без точки и запятой, например 1234"
TOO_LARGE = "слишком большое число: проверьте, нет ли лишних цифр"


def _integer(value: Value) -> Parsed:
    if isinstance(value, float) and value.is_integer() and -LARGEST <= value <= LARGEST:
        return Parsed(int(value))
    parsed = _number(value, NEEDS_INTEGER)
    if parsed.value is None:
        return parsed
    if float(parsed.value).is_integer():
        return Parsed(int(parsed.value))
    return Parsed(trouble=NEEDS_INTEGER)


def _number(value: Value, needs: str = NEEDS_NUMBER) -> Parsed:
    if isinstance(value, bool):
        return Parsed(trouble=needs)
    if isinstance(value, int | float):
        return _sized(value, needs)
    if isinstance(value, dt.date):
        return Parsed(trouble=IS_DATE)
    if not isinstance(value, str):
        return Parsed(trouble=needs)
    return _number_text(clean_line(value), needs)


def _sized(value: float, needs: str) -> Parsed:
    if value != value:
        return Parsed(trouble=needs)
    return Parsed(trouble=TOO_LARGE) if abs(value) > LARGEST else Parsed(value)


def _number_text(text: str, needs: str) -> Parsed:
    if not text.strip("_ "):
        return EMPTY
    if set(text) <= DASHES_AND_DOTS or key(text) in NO_FIGURE:
        return Parsed(trouble=IS_DASH)
    match = NUMBER.fullmatch(PEOPLE.sub("", text))
    if match is None:
        return Parsed(trouble=needs)
    sign, whole, point, rest = match.groups()
    if point and len(rest) == 3 and len(whole) <= 3 and whole[0] != "0":
        return Parsed(trouble=IS_AMBIGUOUS)
    digits = whole.replace(" ", "")
    if len(digits) > 12:
        return Parsed(trouble=TOO_LARGE)
    number = float(f"{digits}.{rest or 0}")
    return _sized(-number if sign in ("-", "−") else number, needs)


# --- dates ------------------------------------------------------------------------------------

NEEDS_DATE = "нужна дата, например 30.06.2021"
IS_MONTH = "прочитано как последний день месяца; если нужна другая дата, впишите её"


def _date(value: Value) -> Parsed:
    if isinstance(value, dt.datetime):
        return _plausible(value.date())
    if isinstance(value, dt.date):
        return _plausible(value)
    if isinstance(value, bool):
        return Parsed(trouble=NEEDS_DATE)
    if isinstance(value, int | float):
        if value == value and SERIALS[0] <= value < SERIALS[1]:
            return Parsed(EPOCH + dt.timedelta(days=int(value)))
        return Parsed(trouble=NEEDS_DATE)
    if not isinstance(value, str):
        return Parsed(trouble=NEEDS_DATE)
    return _date_text(YEAR_WORD.sub("", clean_line(value).casefold()).rstrip(" .,"))


def _date_text(text: str) -> Parsed:
    if FILLER.fullmatch(text):
        return EMPTY
    if match := DAY_FIRST.fullmatch(text):
        day, _, month, year = match.groups()
        return _day(day, month, year if len(year) == 4 else f"20{year}")
    if match := ISO.fullmatch(text):
        return _day(match[3], match[2], match[1])
    if (match := NAMED.fullmatch(text)) and (number := MONTHS.get(match[2])):
        return _day(match[1], number, match[3]) if match[1] else _month_end(number, match[3])
    if match := MONTH_YEAR.fullmatch(text):
        return _month_end(match[1], match[2])
    return Parsed(trouble=NEEDS_DATE)


def _day(day: str | int, month: str | int, year: str | int) -> Parsed:
    try:
        return _plausible(dt.date(int(year), int(month), int(day)))
    except ValueError:
        return Parsed(trouble=f"такого дня нет в календаре; {NEEDS_DATE}")


def _month_end(month: str | int, year: str | int) -> Parsed:
    """Read a month as its last day, and say so."""
    if not 1 <= int(month) <= 12 or not int(year):
        return Parsed(trouble=NEEDS_DATE)
    parsed = _day(calendar.monthrange(int(year), int(month))[1], month, year)
    if parsed.trouble:
        return parsed
    advice = f"прочитано как {show_whole(parsed.value)}; если нужна другая дата, впишите её"
    return Parsed(parsed.value, advice=advice)


def _plausible(day: dt.date) -> Parsed:
    if day.year < 1900:
        return Parsed(trouble="дата раньше 1900 года: таблицы таких не хранят, проверьте год")
    if day.year > 2100:
        return Parsed(trouble="дата позже 2100 года: проверьте год")
    return Parsed(day)


# --- words ------------------------------------------------------------------------------------


def _boolean(value: Value) -> Parsed:
    if isinstance(value, bool):
        return Parsed(value)
    text = clean_line(show_whole(value))
    if FILLER.fullmatch(text):
        return EMPTY
    name = key(text)
    if name in YES or text in ("+", "✓", "✔", "☑", "√"):
        return Parsed(True)
    if name in NO or text in DASHES:
        return Parsed(False)
    return Parsed(trouble="нужно «да» или «нет»")


def _email(value: Value) -> Parsed:
    text = clean_line(show_whole(value)).removeprefix("mailto:").strip(" .,;<>")
    if FILLER.fullmatch(text):
        return EMPTY
    if text.count("@") > 1:
        return Parsed(trouble="нужен один адрес электронной почты")
    name, at, domain = text.partition("@")
    if at and (CYRILLIC.search(name) or not _in_one_alphabet(domain)):
        return Parsed(trouble="в адресе почты русская буква: наберите его латиницей")
    fits = MAILBOX.fullmatch(name) and DOMAIN.fullmatch(domain) and ":" not in domain
    if not fits or len(text) > LONGEST_EMAIL:
        return Parsed(trouble="нужен адрес электронной почты, например shkola@example.ru")
    return Parsed(f"{name}@{domain.lower()}")


def _in_one_alphabet(domain: str) -> bool:
    """Tell whether each part of `domain` has one alphabet, and the last two parts the same."""
    *parts, before_last, last = ["", *domain.split(".")]
    return not any(CYRILLIC.search(p) and LATIN.search(p) for p in (*parts, before_last + last))


def _phone(value: Value) -> Parsed:
    text = clean_line(show_whole(value)).replace("‑", "-").replace("–", "-")
    if FILLER.fullmatch(text):
        return EMPTY
    digits = sum(letter.isdecimal() for letter in text)
    if PHONE.fullmatch(text.casefold()) and 5 <= digits <= 15:
        return Parsed(text)
    return Parsed(trouble="нужен номер телефона с кодом, например 8 (39138) 2-00-01")


def _link(value: Value) -> Parsed:
    text = clean_line(show_whole(value))
    if FILLER.fullmatch(text):
        return EMPTY
    trouble = Parsed(trouble="нужна ссылка, например https://shkola.example.ru")
    schemed = SCHEME.match(text)
    if " " in text or (not schemed and "/" not in text and FILE_NAME.search(text)):
        return trouble
    try:
        parts = urlsplit(text if schemed else f"//{text}")
    except ValueError:
        return trouble
    fits = parts.scheme in ("", "http", "https") and DOMAIN.fullmatch(parts.netloc)
    return Parsed(text) if fits and _in_one_alphabet(parts.netloc) else trouble


def _string(value: Value) -> Parsed:
    return _limited(clean_line(show_whole(value)), STRING_LENGTH)


def _text(value: Value) -> Parsed:
    return _limited(clean(show_whole(value)), TEXT_LENGTH)


def _limited(text: str, length: int) -> Parsed:
    if not text or FILLER.fullmatch(text):
        return EMPTY
    if len(text) > length:
        return Parsed(trouble=f"слишком длинно: {len(text)} знаков, можно не больше {length}")
    return Parsed(text)


PARSERS: dict[str, Callable[[Value], Parsed]] = {
    "string": _string,
    "text": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "email": _email,
    "phone": _phone,
    "link": _link,
}


def show_whole(value: Value) -> str:
    """Give a raw cell as text, whole: dates dd.mm.yyyy, numbers with a decimal comma."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, dt.date):
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, float):
        whole = value == value and abs(value) < 1e15 and value.is_integer()
        return str(int(value)) if whole else f"{value:.10g}".replace(".", ",")
    return str(value)


def show(value: Value) -> str:
    """Give a raw cell as a message shows it: on one line, and not too long."""
    text = clean_line(show_whole(value))
    return text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 1]}…"
