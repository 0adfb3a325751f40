"""Russian that a document needs: names and posts in their cases, initials, dates, counts.

A form that is not sure is not guessed: the functions give None, and the caller words the
sentence without it.
"""

import datetime as dt
import functools
import re
from typing import Literal

import pymorphy3
from pymorphy3.analyzer import Parse
from pytrovich import enums
from pytrovich.enums import NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from docgen.typography import NBSP
from rules.cleaning import clean_line, mend_letters

Case = Literal["genitive", "dative", "accusative", "instrumental", "prepositional"]
Gender = Literal["female", "male"]

MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
CASES = {
    "genitive": (enums.Case.GENITIVE, "gent"),
    "dative": (enums.Case.DATIVE, "datv"),
    "accusative": (enums.Case.ACCUSATIVE, "accs"),
    "instrumental": (enums.Case.INSTRUMENTAL, "ablt"),
    "prepositional": (enums.Case.PREPOSITIONAL, "loct"),
}
"""The names of a case in the two libraries: for people's names and for common words."""

PARTS = (NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME)
BRACKETS = re.compile(r"\s*\([^)]*\)")
NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё][а-яё]*)*")
INITIAL = re.compile(r"[А-ЯЁ]\.")
SMALL_PIECES = {"оол", "кыс", "оглы", "кызы"}
PATRONYMICS: dict[Gender, re.Pattern[str]] = {
    "female": re.compile(r"(?:[вч]на|кызы)$"),
    "male": re.compile(r"(?:[^аеёиоуыэюяй]ич|оглы)$"),
}
SURNAMES: dict[Gender, re.Pattern[str]] = {
    "female": re.compile(r"(?<=..)(?:[оеё]ва|[сц]кая)$"),
    "male": re.compile(r"(?<=..)(?:[оеё]в|[сц]кий)$"),
}
"""Endings that only one of the two has; «-ин» and «-ина» are left out: «Щербина», «Кармин»."""

GENDERS: dict[str, tuple[Gender, ...]] = {"femn": ("female",), "masc": ("male",)}
BOTH: tuple[Gender, ...] = ("female", "male")
ACTING = re.compile(r"^(?:и\.?\s*о\.?|исп\.\s*об\.?)\s+", re.IGNORECASE)
ACTING_FOR_A_TIME = re.compile(r"^(?:врио|вр\.\s*и\.\s*о\.)\s+", re.IGNORECASE)
ACTING_HEAD = "исполняющий обязанности"
DEPUTY = re.compile(r"^зам\.\s*", re.IGNORECASE)


# --- names ------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def name_parts(text: str) -> tuple[str, ...]:
    """Give the parts of a person's name, the surname first.

    They come clean, in capitals and small letters, without a maiden name in brackets, whatever
    way they were typed: «АННА ИВАНОВНА ПЕТРОВА», «А.И.Петрова».
    """
    text = BRACKETS.sub("", mend_letters(clean_line(text)))
    text = re.sub(r"(?<=\.)(?=[^\W\d])", " ", text)
    one_size = text.isupper() or text.islower()
    parts = tuple(_cased(part, one_size=one_size) for part in text.split())
    return (parts[-1], *parts[:-1]) if _is_surname_last(parts) else parts


def _cased(part: str, *, one_size: bool) -> str:
    if not (one_size or (part.isupper() and len(part) > 2)):
        return part
    pieces = part.lower().split("-")
    return "-".join(piece if piece in SMALL_PIECES else piece.capitalize() for piece in pieces)


def _is_surname_last(parts: tuple[str, ...]) -> bool:
    """Tell «Анна Ивановна Петрова» and «А. И. Петрова» from the usual order."""
    if len(parts) > 1 and INITIAL.fullmatch(parts[0]):
        return not INITIAL.fullmatch(parts[-1])
    if len(parts) == 2:
        return bool(_first_name(parts[0])) and not _first_name(parts[1])
    if len(parts) != 3 or _patronymic(parts[1]) is None:
        return False
    return _patronymic(parts[2]) is None or bool(_first_name(parts[0]))


def _patronymic(part: str) -> Gender | None:
    """Tell whose patronymic `part` is; None when it is none."""
    return next((who for who, ending in PATRONYMICS.items() if ending.search(part)), None)


def _first_name(part: str) -> set[Gender]:
    """Give whose first name `part` is by the dictionary: «Женя» is that of both."""
    known = [parse.tag for parse in _morphology().parse(part) if parse.is_known]
    names = [tag for tag in known if {"Name", "nomn", "sing"} in tag]
    return {who for tag in names for who in GENDERS.get(tag.gender, BOTH)}


def gender(text: str) -> Gender | None:
    """Tell the gender of a person by the name; None when its parts do not tell or disagree."""
    parts = name_parts(text)
    if not parts:
        return None
    found = {who for who, ending in SURNAMES.items() if ending.search(parts[0])}
    if len(parts) > 1 and len(told := _first_name(parts[1])) == 1:
        found |= told
    if len(parts) > 2 and (who := _patronymic(parts[-1])):
        found.add(who)
    return found.pop() if len(found) == 1 else None


@functools.lru_cache(maxsize=4096)
def full_name(text: str, case: Case) -> str | None:
    """Give a person's name in `case`, surname first; None when the form is unsure.

    Of a name with initials the surname alone changes: «Петровой А. И.».
    """
    parts, who = name_parts(text), gender(text)
    surname, *given = parts or ("",)
    if who is None or not 1 <= len(given) <= 2 or not _is_usual(surname):
        return None
    if all(map(INITIAL.fullmatch, given)):
        form = _declined(surname, NamePart.LASTNAME, who, case)
        return NBSP.join([form, *given]) if form else None
    if not all(map(_is_usual, given)) or (len(given) == 2 and not _patronymic(given[1])):
        return None
    forms = [_declined(*pair, who, case) for pair in zip(parts, PARTS, strict=False)]
    return None if None in forms else " ".join(filter(None, forms))


def _is_usual(part: str) -> bool:
    """Leave out what the library's endings are not made for, like the Tuvan «Чодураа»."""
    return bool(NAME.fullmatch(part)) and not re.search(r"([аеёиоуыэюя])\1$", part)


def _declined(part: str, kind: NamePart, who: Gender, case: Case) -> str | None:
    """Decline a part of a name; None where the two libraries disagree on a man's surname.

    The endings for surnames miss fleeting vowels: «Заяц», «Лев», «Соловей».
    """
    named, common = CASES[case]
    library = enums.Gender.FEMALE if who == "female" else enums.Gender.MALE
    form = str(PetrovichDeclinationMaker().make(kind, library, named, part))
    if kind is NamePart.LASTNAME and who == "male":
        readings = [parse for parse in _morphology().parse(part) if _is_noun(parse)]
        forms = {changed.word for parse in readings if (changed := parse.inflect({common, "sing"}))}
        return form if not forms or form.lower() in forms else None
    return form


def _is_noun(parse: Parse) -> bool:
    return bool(parse.is_known and {"NOUN", "nomn", "sing"} in parse.tag)


def initials_before(text: str) -> str:
    """Give «А. И. Петрова», as it stands under a signature."""
    parts = name_parts(text)
    return NBSP.join([*_initials(parts), *parts[:1]])


def initials_after(text: str) -> str:
    """Give «Петрова А. И.», as it stands in lists and in the text."""
    parts = name_parts(text)
    return NBSP.join([*parts[:1], *_initials(parts)])


def _initials(parts: tuple[str, ...]) -> list[str]:
    return [f"{part[0]}." for part in parts[1:] if part not in SMALL_PIECES]


def acting(who: Gender | None) -> str:
    """Give «действующего» or «действующей»; both ends where the gender is not known."""
    return {"male": "действующего", "female": "действующей"}.get(who or "", "действующего(ей)")


# --- posts ------------------------------------------------------------------------------------


@functools.cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


def post(text: str, case: Case) -> str | None:
    """Give a post in `case`, only its head group changed; None when the form is unsure.

    «старший воспитатель детского сада» has the head group «старший воспитатель».
    """
    return _in_case(full_post(text), case)


@functools.lru_cache(maxsize=4096)
def _in_case(text: str, case: Case) -> str | None:
    """Give a group of words in `case`: the adjectives before its head noun, and the noun.

    None when no head in the nominative is found.
    """
    words = text.split()
    changed: list[str] = []
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else ""
        found = _head_word(word, following, CASES[case][1])
        if found is None:
            return None
        form, is_last = found
        changed.append(_like(word, form))
        if is_last:
            return " ".join([*changed, *words[position + 1 :]])
    return None


@functools.lru_cache(maxsize=4096)
def full_post(text: str) -> str:
    """Open «и. о.» and «зам.» of a post, and give it a small first letter."""
    words = re.sub(r"(?<=\.)(?=[^\W\d])", " ", mend_letters(clean_line(text)))
    words = _lowered(words) if words.isupper() else words
    for shortened, full in ((ACTING_FOR_A_TIME, f"временно {ACTING_HEAD}"), (ACTING, ACTING_HEAD)):
        if match := shortened.match(words):
            rest = words[match.end() :]
            return f"{full} {_in_case(rest, 'genitive') or rest}"
    words = DEPUTY.sub("заместитель ", words)
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _lowered(text: str) -> str:
    """Give what was typed in capitals in small letters, but for abbreviations: «ПО УВР»."""
    known = _morphology().word_is_known
    return " ".join(
        word if len(word) < 5 and not known(word.lower()) else word.lower() for word in text.split()
    )


def _head_word(word: str, following: str, case: str) -> tuple[str, bool] | None:
    """Give the form of a word of the head group and whether it is the last of it."""
    readings = _morphology().parse(word)
    if word[:2].isupper() or any(reading.tag.POS == "PREP" for reading in readings):
        return None
    if readings[0].tag.POS == "ADVB" and following:
        return word, False
    parses = [p for p in readings if {"nomn", "sing"} <= set(p.tag.grammemes)]
    modifiers = [p for p in parses if p.tag.POS in ("ADJF", "PRTF")]
    if modifiers and following and (agreeing := _agreeing(modifiers, following)) is not None:
        return _form(agreeing, case), False
    nouns = [p for p in parses if p.tag.POS == "NOUN"]
    for parse in [*nouns, *modifiers]:
        return _form(parse, case), True
    return None


def _agreeing(modifiers: list[Parse], following: str) -> Parse | None:
    """Find the reading of a modifier that agrees with the word after it in gender and case."""
    for parse in _morphology().parse(following):
        if not {"nomn", "sing"} <= set(parse.tag.grammemes):
            continue
        for modifier in modifiers:
            if modifier.tag.gender == parse.tag.gender:
                return modifier
    return None


def _form(parse: Parse, case: str) -> str:
    """Inflect a word said of a person: «исполняющего», not «исполняющий», in the accusative."""
    if case == "accs" and parse.tag.gender == "masc" and parse.tag.POS != "NOUN":
        case = "gent"
    changed = parse.inflect({case, "sing"})
    return str(changed.word if changed else parse.word)


def _like(word: str, changed: str) -> str:
    return changed.capitalize() if word[:1].isupper() else changed


# --- dates and counts -------------------------------------------------------------------------


def long_date(day: dt.date) -> str:
    """Give «30 июня 2021 г.», its parts kept on one line."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}{NBSP}г."


def short_date(day: dt.date) -> str:
    """Give «30.06.2021»."""
    return f"{day:%d.%m.}{day.year:04}"


def month_of(day: dt.date) -> str:
    """Give «октября 2021 г.»."""
    return f"{MONTHS[day.month - 1]} {day.year}{NBSP}г."


def count(number: int, one: str, few: str, many: str) -> str:
    """Give a number with the form of a noun that it asks for: «21 экземпляр»."""
    last, two = number % 10, number % 100
    if last == 1 and two != 11:
        form = one
    elif 2 <= last <= 4 and not 12 <= two <= 14:
        form = few
    else:
        form = many
    return f"{number}{NBSP}{form}"
