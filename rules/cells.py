"""One cell as people type it, turned into a value of its field's type, and never guessed."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from rules.aspect_lines import parse_aspect_lines
from rules.cleaning import clean, clean_line, key
from rules.dates import IS_MONTH, parse_date
from rules.forms import Field
from rules.grid import Value
from rules.parsed import EMPTY, FILLER, Parsed
from rules.periods import parse_period
from rules.school_years import parse_school_year

LARGEST = 10**9
STRING_LENGTH = 500
TEXT_LENGTH = 5000
SHOWN_LENGTH = 80
SHOWN_CHOICES = 8
NUMBER = re.compile(r"([-−+]?)(\d{1,3}(?: \d{3})+|\d+)(?:([.,])(\d+))?")
ORDINAL = re.compile(r"(?:№ ?)?(\d+)[.)]?")
"""A number of a row: «1.», «2)», «№ 3»."""

PEOPLE = re.compile(r"\s*(?:чел\.?|человека?)$", re.IGNORECASE)
DASHES = frozenset("-–—−")
DASHES_AND_DOTS = DASHES | set("….")
NO_FIGURE = frozenset({"нет", "нет данных", "н д", "нд"})
"""Words in place of a number, as keys."""

PHONE = re.compile(r"[\d\s()+,-]+(?:доб\.?[\d\s()]+)?")

# Cyrillic endings are listed, or «п.Ойский» would be a domain
ENDING = r"(?:[a-z]{2,}|xn--[a-z0-9-]+|рф|рус|москва|дети|онлайн|сайт|орг|ком)"
DOMAIN = re.compile(rf"(?:[a-z0-9а-яё-]+\.)+{ENDING}(?::\d+)?", re.IGNORECASE)
MAILBOX = re.compile(r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*", re.IGNORECASE)
LONGEST_EMAIL = 254
FILE_NAME = re.compile(
    r"\.(?:docx?|xlsx?|xlsm|ods|odt|pptx?|pdf|rtf|txt|csv|jpe?g|png|gif|tiff?|zip|rar|7z)$",
    re.IGNORECASE,
)
"""What looks like a domain alone, and is the name of a file."""

SCHEME = re.compile(r"[a-z]+://", re.IGNORECASE)
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
LATIN = re.compile("[a-z]", re.IGNORECASE)

YES = frozenset({"да", "есть", "v", "назначен", "назначена", "назначено", "имеется", "истина", "1"})
NO = frozenset(
    {"нет", "не", "не назначен", "не назначена", "не назначено", "не имеется", "ложь", "0"}
)


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
    text = PEOPLE.sub("", text)
    ordinal = ORDINAL.fullmatch(text)
    match = NUMBER.fullmatch(ordinal[1] if ordinal else text)
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


def is_file_name(text: str) -> bool:
    """Tell the name of a file, with its folder perhaps, from the address of a page."""
    return FILE_NAME.search(text) is not None and not SCHEME.match(text)


def _scan(value: Value) -> Parsed:
    """Parse where the scan of a paper is: the name of a file of the district, or a link."""
    text = clean_line(show_whole(value))
    return Parsed(text) if is_file_name(text) else _link(value)


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
    "date": parse_date,
    "period": parse_period,
    "school_year": parse_school_year,
    "aspects": parse_aspect_lines,
    "boolean": _boolean,
    "email": _email,
    "phone": _phone,
    "link": _link,
    "scan": _scan,
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
