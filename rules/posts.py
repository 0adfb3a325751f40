"""Posts and titles of organisations in their cases: only the head group changes.

«старший воспитатель детского сада» has the head group «старший воспитатель». A form that is not
sure is not guessed: the functions give None, and the caller does without it.
"""

import functools
import re
from collections.abc import Sequence
from itertools import zip_longest

from pymorphy3.analyzer import Parse

from rules.cleaning import clean_line, mend_letters
from rules.morphology import TAGS, Case, Gender, morphology, nominatives, readings

ACTING = re.compile(r"^(?:и\.?\s*о\.?|исп\.\s*об\.?)\s+", re.IGNORECASE)
ACTING_FOR_A_TIME = re.compile(r"^(?:врио|вр\.\s*и\.\s*о\.)\s+", re.IGNORECASE)
ACTING_HEADS = {"female": "исполняющая обязанности", "male": "исполняющий обязанности"}
SHORTENED = (
    (re.compile(r"^зам\.\s*", re.IGNORECASE), "заместитель "),
    (re.compile(r"^ст\.\s*", re.IGNORECASE), "старший "),
    (re.compile(r"^гл\.\s*", re.IGNORECASE), "главный "),
)
FEMININE = re.compile(r"(?:временно )?\w+[ая]я\b", re.IGNORECASE)
QUOTE = re.compile('[«"„“]')
ADJECTIVE = re.compile(r"(?:[ая]я|[ыи]й|[ое]е)$")
PROPER = {"Surn", "Name", "Patr", "Geox"}
LINKS = {"имени", "им.", "при", "и", "№"}
"""Words after which no second name of an organisation begins."""


def post(text: str, case: Case, who: Gender | None = None) -> str | None:
    """Give a post in `case`, only its head group changed; None when the form is unsure.

    Where `who` holds it is known, an acting head is «исполняющая» or «исполняющий».
    """
    return _in_case(full_post(text, who), case)


@functools.lru_cache(maxsize=4096)
def full_post(text: str, who: Gender | None = None) -> str:
    """Open «и. о.», «зам.» and the like in a post, and give it a small first letter."""
    words = re.sub(r"(?<=\.)(?=[^\W\d])", " ", mend_letters(clean_line(text)))
    words = _lowered(words) if words.isupper() else words
    acting = ACTING_HEADS[who or "male"]
    for shortened, full in ((ACTING_FOR_A_TIME, f"временно {acting}"), (ACTING, acting)):
        if match := shortened.match(words):
            rest = words[match.end() :]
            return f"{full} {_in_case(rest, 'genitive') or rest}"
    for pattern, full in SHORTENED:
        words = pattern.sub(full, words)
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def holder(text: str) -> Gender | None:
    """Tell who holds a post by its own word: «заведующая» is a woman; others are of both."""
    return "female" if FEMININE.match(clean_line(text)) else None


def _lowered(text: str) -> str:
    """Give what was typed in capitals in small letters, but for abbreviations: «ПО УВР»."""
    known = morphology().word_is_known
    return " ".join(
        word if len(word) < 5 and not known(word.lower()) else word.lower() for word in text.split()
    )


@functools.lru_cache(maxsize=4096)
def _in_case(text: str, case: Case) -> str | None:
    words = text.split()
    changed = _group(words, case, animate=True)
    return " ".join([*changed, *words[len(changed) :]]) if changed else None


def title_in_case(text: str, case: Case) -> str | None:
    """Give the title of an organisation in `case`: what stands in quotes does not change.

    «муниципального бюджетного учреждения «Центр»», «Центра – детского сада № 7»; a title that
    begins with an abbreviation stays: «МБДОУ Ойский детский сад». None when the form is unsure.
    """
    text = mend_letters(clean_line(text))
    match = QUOTE.search(text)
    open_, quoted = (text[: match.start()], text[match.start() :]) if match else (text, "")
    words = open_.split()
    if not words or words[0][:2].isupper():
        return text or None
    changed = _appositions(words, case)
    if changed is None:
        return None
    made = " ".join(changed)
    made = made[:1].lower() + made[1:] if quoted else made
    return f"{made} {quoted}" if quoted else made


def _appositions(words: Sequence[str], case: Case) -> list[str] | None:
    """Decline the head group of a title and the second names that follow it."""
    changed = _group(words, case, animate=False)
    if not changed:
        return None
    while len(changed) < len(words):
        rest = words[len(changed) :]
        if rest[0].lower() in LINKS:
            return [*changed, *rest]
        changed += (_group(rest, case, animate=False) if _begins_name(rest[0]) else []) or rest[:1]
    return changed


def _begins_name(word: str) -> bool:
    """Tell a word in the nominative that belongs to no person and no place."""
    parses = nominatives(word)
    if ADJECTIVE.search(word):
        return any(parse.tag.POS == "ADJF" for parse in parses)
    return any(
        parse.tag.POS in ("ADJF", "NOUN") and not PROPER & set(parse.tag.grammemes)
        for parse in parses
    ) and not any("gent" in parse.tag for parse in readings(word))


def _group(words: Sequence[str], case: Case, *, animate: bool) -> list[str]:
    """Give the group that `words` begin with in `case`: adjectives and their noun.

    Empty when it has no head in the nominative.
    """
    changed: list[str] = []
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        found = _head_word(word, following, case, animate=animate)
        if found is None:
            return []
        form, is_last = found
        changed.append(form.capitalize() if word[:1].isupper() else form)
        if is_last:
            return changed
    return []


def _head_word(word: str, following: str, case: Case, *, animate: bool) -> tuple[str, bool] | None:
    """Give the form of a word of the head group and whether it is the last of it."""
    ways = readings(word)
    if not ways or word[:2].isupper() or any(way.tag.POS == "PREP" for way in ways):
        return None
    if ways[0].tag.POS == "ADVB" and following:
        return word, False
    parses = nominatives(word)
    modifiers = [parse for parse in parses if parse.tag.POS in ("ADJF", "PRTF")]
    if modifiers and following and (agreeing := _agreeing(modifiers, following)) is not None:
        return _form(agreeing, case, animate=animate), False
    nouns = [parse for parse in parses if parse.tag.POS == "NOUN"]
    for parse in [*nouns, *modifiers]:
        return _form(parse, case, animate=animate), True
    return None


def _agreeing(modifiers: list[Parse], following: str) -> Parse | None:
    """Find the reading of a modifier that agrees with the word after it in gender and case."""
    genders = [parse.tag.gender for parse in nominatives(following)]
    return next((one for gender in genders for one in modifiers if one.tag.gender == gender), None)


def _form(parse: Parse, case: Case, *, animate: bool) -> str:
    """Inflect a word; in the accusative a person is «исполняющего», a thing «детский»."""
    tag = TAGS[case]
    if case == "accusative" and parse.tag.gender == "masc":
        if not animate:
            return str(parse.word)
        tag = tag if parse.word[-1] in "ая" else "gent"
    changed = parse.inflect({tag, "sing"})
    return str(changed.word if changed else parse.word)
