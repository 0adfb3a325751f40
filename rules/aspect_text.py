"""What stands around the words of a line: marks of a list, numbers of people, dashes, quotes."""

import re
from typing import NamedTuple

from rules.cleaning import clean, mend_letters

NUMBER = re.compile(
    r"^\s*(?:[-–—•*·>]+\s*"
    r"|(?:аспект|пункт|п|вопрос|тема|место|направление)?\s*\.?\s*№\s*\d{1,2}\s*[-–—.):]*\s*"
    r"|(?:аспект|пункт|п\.|место)\s*\d{1,2}\s*[-–—.):]+\s*"
    r"|\(?\d{1,2}\s*(?:[.):]|-е|-ое)*\s*место\s*[-–—.):]*\s*"
    r"|\(?\d{1,2}(?:\.\d{1,2})*[.):]+\s*(?=\D)"
    r"|\d{1,2}\s*[-–—]\s+"
    r"|[ivx]{1,4}[.)]\s*|[a-zа-я]\)\s*)"
)
"""What begins a line of a list, in small letters: «1.», «№ 3», «2 место —», «—», «а)»."""

WHO = (
    r"чел\b\.?|человека?\b|педагог(?:а|ов|ам)?\b|учител(?:я|ей|ям)\b|пед\b\.?|воспитател\w+"
    r"|сотрудник\w*|работник\w*|специалист\w*|участник\w*|слушател\w*|заяв\w+|управленц\w+"
    r"|шт\b\.?|%|процент\w*"
)
ABOUT = r"около|примерно|более|до|для|итого|всего|кол-во|количество|кол|нужно|на"
EVERYBODY = r"педагоги|учителя|воспитатели|педагогов|учителей|классы"

PEOPLE = re.compile(
    rf"[\s,;:(–—-]*\b(?:(?:{ABOUT})[\s.:–—-]*)?"
    rf"\d{{1,4}}(?:\s*[-–—]\s*\d{{1,4}})?\s*(?:{WHO})\s*\)?"
    rf"|\s+[-–—:(]\s*(?:все|для всех)\s*(?:{EVERYBODY})?\s*\)?$"
    r"|\s+[-–—:=]\s*\d{1,4}\s*$|\s*\(\s*\d{1,4}\s*\)\s*$|\s+x\s*\d{1,3}\s*$"
)
"""A number of people or a share: «— 5 чел.», «(12 педагогов)», «: 7»."""

NUMBER_RANGE = re.compile(r"(?<=\d)\s*[–—]\s*(?=\d)")
WORD = re.compile(r"500\s?\+|\d+(?:-[а-яa-z\d]+)*|[а-яa-z]+(?:-[а-яa-z]+)*\d*|[,;/+&()\n:.|–—-]")
ENDING_OF_NUMBER = re.compile(r"(\d+)-?[а-я]{1,3}")
GLUED = re.compile(r"(?<=[а-яё])(?=[А-ЯЁ]{2})")
NUMBERED_WORD = re.compile(r"(\d)-([а-я]{4,})")
LETTERS = re.compile(r"\b([а-я])\s?/\s?([а-я])\b")
QUOTES = " «»„“”\"'"
JOINTS = frozenset({"и", "или", "да", "плюс"})
PREPOSITIONS = frozenset(
    "в во на по с со к ко из для о об обо от до при через за у без под над между среди про "
    "не ни как то".split()
)
"""Words that fix the order of a phrase in which they stand."""

BREAKS = frozenset(",;/+&\n|")
ENTRIES = frozenset(";\n|")
TURNS = frozenset(":()–—-")
CLAUSES = frozenset(
    "чтобы где когда если пока хотя поэтому который которые которая которое котором которых "
    "которую которым которыми который потому".split()
)
"""Words that begin a clause."""


class Word(NamedTuple):
    """A word as typed (small letters, ё as е).

    Whether a full stop shortens it, and whether another word follows.
    """

    text: str
    shortened: bool = False
    is_followed: bool = False


def small(text: str) -> str:
    """Give a text in small letters, with е for ё, without invisible dirt; «наВКК» cut in two."""
    return GLUED.sub(" ", clean(text)).casefold().replace("ё", "е")


def bare(text: str) -> str:
    """Take the marks of a list and the numbers of people off a text in small letters."""
    before = None
    while before != text:
        before, text = text, NUMBER.sub("", text.strip(QUOTES), count=1)
    return PEOPLE.sub(" ", text).strip(f"{QUOTES}\n.,;:–—-!?…") or text.strip()


def words(text: str) -> list[Word]:
    """Cut a text in small letters into words and marks («,», «/», «(», «\\n»)."""
    text = NUMBER_RANGE.sub("-", mend_letters(text)).replace("ис(и)", "иси").replace(".-", ". ")
    text = NUMBERED_WORD.sub(r"\1 \2", LETTERS.sub(r"\1\2", text))
    found: list[Word] = []
    for piece in WORD.findall(text):
        if piece == ".":
            if found and found[-1].text[-1].isalpha():
                found[-1] = Word(found[-1].text, True)
            continue
        if found and piece[0].isalpha():
            found[-1] = found[-1]._replace(is_followed=True)
        number = ENDING_OF_NUMBER.fullmatch(piece)
        found.append(Word(number.group(1) if number else piece.replace(" ", "")))
    return found
