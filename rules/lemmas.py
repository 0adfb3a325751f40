"""Russian words and their dictionary forms, by pymorphy3.

The analyser is made once, when the first word is asked about.
"""

import functools

import pymorphy3
from pymorphy3.analyzer import Parse

PARTICIPLE = {"nomn", "masc", "sing"}
SILENT_PARTS = frozenset(
    {"ADVB", "PRCL", "NPRO", "PRED", "CONJ", "PREP", "INTJ", "VERB", "INFN", "GRND", "COMP"}
)
"""Parts of speech that name no thing: «быстро», «же», «чтобы», «наладить»."""


@functools.cache
def _analyser() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


@functools.lru_cache(maxsize=65536)
def lemmas(word: str) -> tuple[str, ...]:
    """Give the possible dictionary forms of a small-lettered word, the likeliest first.

    ё is е; a participle stays an adjective («обучающихся» is «обучающийся», not «обучаться»).
    """
    found = [_normal_form(parse) for parse in _analyser().parse(word)]
    return tuple(dict.fromkeys(form.replace("ё", "е") for form in found)) or (word,)


def _normal_form(parse: Parse) -> str:
    if parse.tag.POS in ("PRTF", "PRTS"):
        full = parse.inflect({"PRTF", *PARTICIPLE})
        if full is not None:
            return str(full.word)
    return str(parse.normal_form)


@functools.lru_cache(maxsize=65536)
def is_known(word: str) -> bool:
    """Tell whether the dictionary has the word."""
    return bool(_analyser().word_is_known(word))


@functools.lru_cache(maxsize=65536)
def is_silent(word: str) -> bool:
    """Tell whether the likeliest reading of a known word is of a part that names no thing."""
    first = _analyser().parse(word)[0]
    return is_known(word) and first.tag.POS in SILENT_PARTS


@functools.lru_cache(maxsize=65536)
def is_verb(word: str) -> bool:
    """Tell whether the likeliest reading of a known word is a verb in a person or a tense."""
    return is_known(word) and _analyser().parse(word)[0].tag.POS == "VERB"


@functools.lru_cache(maxsize=65536)
def is_lifeless_noun(word: str) -> bool:
    """Tell whether the likeliest reading of a known word is a noun that names nobody."""
    tag = _analyser().parse(word)[0].tag
    return is_known(word) and tag.POS == "NOUN" and tag.animacy == "inan"


@functools.lru_cache(maxsize=65536)
def forms(lemma: str) -> frozenset[str]:
    """Give all forms of a word by its dictionary form, ё as е."""
    first = _analyser().parse(lemma)[0]
    return frozenset({lemma, *(form.word.replace("ё", "е") for form in first.lexeme)})
