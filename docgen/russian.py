"""Russian that a document needs: names and posts in the genitive, initials, dates, counts.

A form that is not sure is not guessed: the caller then words the sentence without it.
"""

import datetime as dt
import functools
import re
from typing import Literal

import pymorphy3
from pymorphy3.analyzer import Parse
from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from rules.cleaning import clean_line, mend_letters

Sex = Literal["female", "male"]

NBSP = "\u00a0"
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
PARTS = (NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME)
BRACKETS = re.compile(r"\s*\([^)]*\)")
NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё][а-яё]*)*")
BEFORE_ITS_WORD = re.compile(r"(№|\b(?:д|ул|пл|пер|с|п)\.|(?<!\d )\bг\.) (?=\S)")
AFTER_ITS_NUMBER = re.compile(r"(\d) (г\.|%)")
STRAIGHT = re.compile(r'"\s*([^"]+?)\s*"')
ACTING = re.compile(r"^(?:и\.?\s*о\.?|исп\.\s*об\.?)\s+", re.IGNORECASE)
ACTING_FOR_A_TIME = re.compile(r"^(?:врио|вр\.\s*и\.\s*о\.)\s+", re.IGNORECASE)
ACTING_HEAD = "исполняющий обязанности"


# --- names ------------------------------------------------------------------------------------


def clean_name(text: str) -> tuple[str, ...]:
    """Give the parts of a person's name: clean, in capitals and small letters, no maiden name."""
    text = BRACKETS.sub("", mend_letters(clean_line(text)))
    text = re.sub(r"(?<=\.)(?=\S)", " ", text)
    return tuple(_cased(part) for part in text.split())


def _cased(part: str) -> str:
    if not part.isupper() or len(part) < 3:
        return part
    return "-".join(piece.capitalize() for piece in part.split("-"))


def sex(text: str) -> Sex | None:
    """Tell the sex of a person by the name; None when it can't be told."""
    parts = clean_name(text)
    if len(parts) > 2:
        patronymic = parts[2].lower()
        if patronymic.endswith(("вна", "чна", "кызы")):
            return "female"
        if patronymic.endswith(("вич", "ьич", "оглы")):
            return "male"
    if len(parts) < 2:
        return None
    return _detected(parts[0], parts[1])


@functools.cache
def _detected(surname: str, first: str) -> Sex | None:
    detector = PetrovichGenderDetector()
    try:
        found = detector.detect(lastname=surname, firstname=first)  # type: ignore[no-untyped-call]
    except Exception:  # the library raises whatever its tables make it stumble on
        return None
    return {Gender.FEMALE: "female", Gender.MALE: "male"}.get(found)  # type: ignore[return-value]


@functools.lru_cache(maxsize=4096)
def genitive_name(text: str) -> str | None:
    """Give a full name (surname, first name, patronymic) in the genitive; None when unsure."""
    parts, who = clean_name(text), sex(text)
    if len(parts) != 3 or who is None or not all(map(_is_usual, parts)):
        return None
    gender = Gender.FEMALE if who == "female" else Gender.MALE
    maker = PetrovichDeclinationMaker()
    return " ".join(
        maker.make(part, gender, Case.GENITIVE, name)
        for part, name in zip(PARTS, parts, strict=True)
    )


def _is_usual(part: str) -> bool:
    """Leave out what the library's endings are not made for, like the Tuvan «Чодураа»."""
    return bool(NAME.fullmatch(part)) and not re.search(r"([аеёиоуыэюя])\1$", part)


def initials_before(text: str) -> str:
    """Give «А. И. Петрова», as it stands under a signature."""
    parts = clean_name(text)
    letters = [part if part.endswith(".") else f"{part[0]}." for part in parts[1:]]
    return NBSP.join([*letters, *parts[:1]])


def typographic(text: str) -> str:
    """Set a text as print does: «ёлочки», and no line that ends between «№» and its number.

    Straight quotes are changed only where each has its pair.
    """
    text = BEFORE_ITS_WORD.sub(rf"\1{NBSP}", text)
    text = AFTER_ITS_NUMBER.sub(rf"\1{NBSP}\2", text)
    return text if text.count('"') % 2 else STRAIGHT.sub(r"«\1»", text)


def acting(who: Sex | None) -> str:
    """Give «действующего» or «действующей»; both ends where the sex is not known."""
    return {"male": "действующего", "female": "действующей"}.get(who or "", "действующего(ей)")


# --- posts ------------------------------------------------------------------------------------


@functools.cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


@functools.lru_cache(maxsize=4096)
def genitive_post(text: str) -> str | None:
    """Give a post in the genitive, only its head group changed; None when unsure.

    «старший воспитатель детского сада» has the head group «старший воспитатель».
    """
    words = full_post(text).split()
    if not words:
        return None
    changed: list[str] = []
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else ""
        found = _head_word(word, following)
        if found is None:
            return None
        form, is_last = found
        changed.append(_like(word, form))
        if is_last:
            return " ".join([*changed, *words[position + 1 :]])
    return None


def full_post(text: str) -> str:
    """Open «и. о.» of a post, and give it a small first letter."""
    words = ACTING_FOR_A_TIME.sub(f"временно {ACTING_HEAD} ", clean_line(text))
    words = ACTING.sub(f"{ACTING_HEAD} ", words)
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _head_word(word: str, following: str) -> tuple[str, bool] | None:
    """Give the genitive of a word of the head group and whether it is the last of it."""
    readings = _morphology().parse(word)
    if word[:2].isupper() or any(reading.tag.POS == "PREP" for reading in readings):
        return None
    if readings[0].tag.POS == "ADVB" and following:
        return word, False
    parses = [p for p in readings if {"nomn", "sing"} <= set(p.tag.grammemes)]
    modifiers = [p for p in parses if p.tag.POS in ("ADJF", "PRTF")]
    if modifiers and following and (agreeing := _agreeing(modifiers, following)) is not None:
        return _genitive(agreeing), False
    nouns = [p for p in parses if p.tag.POS == "NOUN"]
    for parse in [*nouns, *modifiers]:
        return _genitive(parse), True
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


def _genitive(parse: Parse) -> str:
    changed = parse.inflect({"gent", "sing"})
    return str(changed.word if changed else parse.word)


def _like(word: str, changed: str) -> str:
    return changed.capitalize() if word[:1].isupper() else changed


# --- dates and counts -------------------------------------------------------------------------


def long_date(day: dt.date) -> str:
    """Give «30 июня 2021 г.», its parts kept on one line."""
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}{NBSP}г."


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
