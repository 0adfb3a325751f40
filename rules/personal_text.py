"""Personal data in free text: telephones, mailboxes, СНИЛС and full names, by their look.

Numbers that only look long (ОГРН, ИНН, dates, years, sums, numbers of orders) are none. What is
known to be an organisation's own, official telephone or mailbox is no personal one.
"""

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from rules.cells import show_whole
from rules.cleaning import clean
from rules.grid import Value

EMAIL = re.compile(
    r"[a-zа-яё0-9][a-zа-яё0-9_.+-]*@[a-zа-яё0-9-]+(?:\.[a-zа-яё0-9-]+)+", re.IGNORECASE
)
URL = re.compile(r"https?://\S+", re.IGNORECASE)

DASH = "\\-‐-―"
BETWEEN = rf"[\s{DASH}()]{{0,3}}"
WITH_COUNTRY = re.compile(rf"(?:\+\s?7|(?<![\w+.,/:№-])[78])(?:{BETWEEN}\d){{10}}(?!\d)")
"""«+7 (913) 123-45-67», «8 39138 2-00-01», «89131234567»."""

SHAPES = {
    (3, 3, 2, 2), (3, 3, 4), (3, 7), (3, 2, 2, 3), (3, 2, 3, 2), (4, 2, 2, 2), (4, 2, 4), (4, 6),
    (5, 1, 2, 2), (5, 1, 4), (5, 5), (6, 2, 2), (6, 4), (10,),
}  # fmt: skip
"""How the ten digits after the country stand together in a telephone, and in no sum or date."""

MOBILE = re.compile(
    rf"(?<![\w.,/:№-])\(?9\d\d\)?[\s{DASH}]{{1,3}}\d{{3}}[\s{DASH}]\d\d[\s{DASH}]?\d\d(?!\d)"
)
"""A mobile number without the country: «(913) 123-45-67», «913 123 45 67»."""

CALLED = re.compile(
    r"\b(?:тел|телефон\w{0,3}|моб|сот|сотовый|whatsapp|ватсап\w{0,2}|вотсап\w{0,2}|viber|вайбер\w{0,2}"
    rf"|звонить|звоните)\b[^\d\n@]{{0,20}}(\d(?:[\s{DASH}]?\d){{4,9}})(?!\d)",
    re.IGNORECASE,
)
"""A shorter number after a word that says what it is: «тел. 2-00-01»."""

LOCAL = re.compile(rf"\d{{1,3}}[{DASH} ]\d\d[{DASH} ]\d\d|\d{{5,7}}|9\d{{9}}")
AREAS = "3489"
"""How Russian area codes begin."""

FREE_OF_CHARGE = ("800", "804")
"""Area codes of hotlines: nobody's own."""

SNILS = re.compile(r"(?<![\d-])(\d{3})[ -](\d{3})[ -](\d{3})[ -](\d{2})(?![\d-])")
NAMED_SNILS = re.compile(r"снилс\D{0,10}(\d{3})\D?(\d{3})\D?(\d{3})\D?(\d{2})(?!\d)", re.IGNORECASE)
FIRST_CHECKED_SNILS = 1_001_998
"""Numbers up to 001-001-998 were issued without a check number."""

NAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
PATRONYMIC = (
    r"(?:[А-ЯЁ][а-яё]+[еёо]вич|Ильич|Кузьмич|Лукич|Никитич|Фомич)(?:а|у|ем|е)?"
    r"|[А-ЯЁ][а-яё]+(?:[еёо]вн|ичн)(?:а|ы|е|у|ой)"
)
FULL_NAME = re.compile(
    rf"(?P<honour>(?:им\.|имени|памяти)\s+)?(?<!\w){NAME}\s+{NAME}\s+(?:{PATRONYMIC})\b"
)
"""A surname, a name and a patronymic; «имени …» is how organisations are named."""

KINDS = {
    "email": "адрес электронной почты",
    "phone": "номер телефона",
    "snils": "СНИЛС",
    "name": "фамилию, имя и отчество",
}
"""What a text may hold, in the accusative, as messages say it."""

HINT = re.compile(r"@|(?:\d[^\w\n]*){5}|[а-яё]\s+[А-ЯЁ][а-яё]+(?:ич|[вч]н)")
"""What every text that holds personal data has; most texts have none of it."""


class Official:
    """The telephones and mailboxes that are organisations' own."""

    def __init__(self, phones: Collection[str] = (), mailboxes: Collection[str] = ()) -> None:
        """Take them as they were typed."""
        self.phones = frozenset(map(_national, phones))
        self.mailboxes = frozenset(text.casefold() for text in mailboxes)

    def is_mailbox(self, text: str) -> bool:
        """Tell an official mailbox."""
        return text.casefold() in self.mailboxes

    def is_phone(self, text: str) -> bool:
        """Tell an official telephone, with or without its area code."""
        own = _national(text)
        return any(own == phone or (len(own) < 10 and phone.endswith(own)) for phone in self.phones)


def _national(phone: str) -> str:
    """Give the ten digits of a number, fewer where no area code stands."""
    digits = "".join(filter(str.isdecimal, phone))
    return digits[1:] if len(digits) == 11 and digits[0] in "78" else digits


NOBODYS = Official()


def kinds_in(value: Value, official: Official = NOBODYS) -> tuple[str, ...]:
    """Tell which kinds of personal data (keys of `KINDS`) a raw cell seems to hold."""
    if not isinstance(value, str):
        if not isinstance(value, int | float) or not LEAST <= value < 10 * LEAST:
            return ()
        value = show_whole(value)
    if not _is_suspicious(value):
        return ()
    return _kinds(value, official)


LEAST = 10**10
"""A number of a cell with fewer digits, or more, is no telephone."""


@functools.lru_cache(maxsize=65536)
def _is_suspicious(text: str) -> bool:
    return HINT.search(text) is not None


def _kinds(text: str, official: Official) -> tuple[str, ...]:
    found = {kind for kind, _, _ in _spans(clean(text), official)}
    return tuple(kind for kind in KINDS if kind in found)


def listed(kinds: Iterable[str]) -> str:
    """Name kinds of personal data in the accusative."""
    return " и ".join(KINDS[kind] for kind in kinds)


def masked(text: str, official: Official = NOBODYS, kinds: Collection[str] = KINDS) -> str:
    """Put «…» in the place of all that looks personal in `text`, as far as it is of `kinds`."""
    if not _is_suspicious(text):
        return text
    for kind, first, last in sorted(_spans(text, official), key=lambda span: -span[1]):
        text = f"{text[:first]}…{text[last:]}" if kind in kinds else text
    return text


Span = tuple[str, int, int]


def _spans(text: str, official: Official) -> list[Span]:
    """Find all that looks personal: its kind, where it begins and ends; none within another."""
    found: list[Span] = []
    taken = bytearray(len(text))
    readable = URL.sub(lambda match: " " * len(match.group()), text)  # digits of links say nothing
    for kind, find in FINDERS.items():
        for first, last in find(readable, official):
            if not any(taken[first:last]):
                found.append((kind, first, last))
                taken[first:last] = b"\x01" * (last - first)
    return found


Ends = Iterator[tuple[int, int]]


def _emails(text: str, official: Official) -> Ends:
    for match in EMAIL.finditer(text):
        if not official.is_mailbox(match.group().rstrip(".")):
            yield match.span()


def _snils(text: str, official: Official) -> Ends:
    for match in SNILS.finditer(text):
        if is_snils("".join(match.groups())):
            yield match.span()
    for match in NAMED_SNILS.finditer(text):
        yield match.start(1), match.end()


def is_snils(digits: str) -> bool:
    """Tell a СНИЛС of eleven digits by its check number.

    The algorithm is that of the Pension Fund: the digits of the number by weights from 9 to 1;
    a sum over 101 modulo 101; 100 and 101 stand as 00.
    """
    if len(digits) != 11 or not digits.isdecimal() or int(digits[:9]) <= FIRST_CHECKED_SNILS:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=False))
    return total % 101 % 100 == int(digits[9:])


def _phones(text: str, official: Official) -> Ends:
    for match in WITH_COUNTRY.finditer(text):
        if _is_phone(match.group()) and not official.is_phone(match.group()):
            yield match.span()
    for match in MOBILE.finditer(text):
        if not official.is_phone(match.group()):
            yield match.span()
    for match in CALLED.finditer(text):
        if LOCAL.fullmatch(match[1]) and not official.is_phone(match[1]):
            yield match.span(1)


def _is_phone(text: str) -> bool:
    """Tell a number with its area code from a sum, a term, a code of something else."""
    groups = [len(group) for group in re.findall(r"\d+", text)]
    first = groups[0] - 1  # without the country
    shape = (first, *groups[1:]) if first else tuple(groups[1:])
    area = _national(text)[:3]
    if area in FREE_OF_CHARGE or shape not in SHAPES:
        return False
    return area[0] in AREAS and (shape != (10,) or "+" in text or area[0] == "9")


def _names(text: str, official: Official) -> Ends:
    for match in FULL_NAME.finditer(text):
        if not match["honour"]:
            yield match.span()


FINDERS: Mapping[str, Callable[[str, Official], Ends]] = {
    "email": _emails,
    "snils": _snils,
    "phone": _phones,
    "name": _names,
}
