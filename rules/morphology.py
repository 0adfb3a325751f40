"""Words in their cases: the dictionary (pymorphy3), and the names that libraries give to cases."""

import functools
import re
from collections.abc import Iterable
from typing import Literal

import pymorphy3
from pymorphy3.analyzer import Parse

Case = Literal["genitive", "dative", "accusative", "instrumental", "prepositional"]
Gender = Literal["female", "male"]

RUSSIAN = re.compile("[А-Яа-яЁё-]+")
"""The dictionary itself fails on letters that have no name in Unicode."""

TAGS: dict[Case, str] = {
    "genitive": "gent",
    "dative": "datv",
    "accusative": "accs",
    "instrumental": "ablt",
    "prepositional": "loct",
}
"""The names of the cases in the dictionary."""


@functools.cache
def morphology() -> pymorphy3.MorphAnalyzer:
    """Give the dictionary, loaded once a process."""
    return pymorphy3.MorphAnalyzer()


def readings(word: str) -> list[Parse]:
    """Give the ways of reading a Russian word, those of guesses too; none of anything else."""
    parses: list[Parse] = morphology().parse(word) if RUSSIAN.fullmatch(word) else []
    return parses


def nominatives(word: str) -> list[Parse]:
    """Give the readings of a word in the nominative singular."""
    return [parse for parse in readings(word) if {"nomn", "sing"} <= set(parse.tag.grammemes)]


def inflected(parses: Iterable[Parse], case: Case) -> set[str]:
    """Give the forms that readings of a word have in `case`, in small letters."""
    changed = (parse.inflect({TAGS[case], "sing"}) for parse in parses)
    return {str(parse.word) for parse in changed if parse}
