"""Dirt that people bring with their text, all of it in one place.

No-break, thin and zero-width spaces, control characters, look-alike letters of the other
alphabet, quotes and dashes of every kind, ё and е.
"""

import functools
import re
import unicodedata

LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
NOT_WORDS = re.compile(r"[\W_]+")
WORD = re.compile(r"\w+")
LATIN = re.compile("[A-Za-z]")

INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs", "Co"}
"""Control, format (zero-width, bidi, soft hyphen), lone surrogates, private use."""

INVISIBLE = re.compile("[\u034f\ufe00-\ufe0f\ufffe\uffff]")
"""What those categories miss: joiners, variation selectors, and two that XML cannot hold."""


TO_CYRILLIC = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
TO_LATIN = str.maketrans("асеорхукмтвн", "aceopxykmtbh")


@functools.lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """Give `text` as a person sees it, with its line breaks as «\\n».

    NFC; nothing invisible; every space an ordinary one, runs of them one; no spaces at the
    ends of lines, no blank lines at the ends of the text.
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and not INVISIBLE.search(text):
        return " ".join(text.split())
    text = INVISIBLE.sub("", LINE_BREAKS.sub("\n", text))
    # only now: a letter and its accent may have been kept apart by something invisible
    text = unicodedata.normalize("NFC", "".join(filter(_is_visible, text)))
    text = SPACES.sub(" ", text)
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def _is_visible(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in INVISIBLE_CATEGORIES


def clean_line(text: str) -> str:
    """Give `text` as `clean` does, on one line."""
    cleaned = clean(text)
    return " ".join(cleaned.split()) if "\n" in cleaned else cleaned


@functools.lru_cache(maxsize=65536)
def key(text: str) -> str:
    """Give the form of `text` in which names, headers and titles are compared.

    Case, ё, quotes, punctuation, dashes, № and look-alike letters make no difference; letters
    and digits do.
    """
    text = unicodedata.normalize("NFC", clean_line(text).casefold()).replace("ё", "е")
    text = NOT_WORDS.sub(" ", text).strip()
    return WORD.sub(_one_alphabet, text) if LATIN.search(text) else text


def _one_alphabet(match: re.Match[str]) -> str:
    """Turn a word of two alphabets into the Russian one, else the Latin, if look-alikes do it."""
    word = match.group()
    if not re.search("[а-я]", word):
        return word
    as_cyrillic = word.translate(TO_CYRILLIC)
    if not re.search("[a-z]", as_cyrillic):
        return as_cyrillic
    as_latin = word.translate(TO_LATIN)
    return as_latin if not re.search("[а-я]", as_latin) else word


LOOK_ALIKES = str.maketrans("aceopxykmtbhABCEHKMOPTXY", "асеорхукмтвнАВСЕНКМОРТХУ")


def mend_letters(text: str) -> str:
    """Turn the Latin look-alikes in Russian words of `text` into the Russian letters."""
    return WORD.sub(_mended, text) if LATIN.search(text) else text


def _mended(match: re.Match[str]) -> str:
    word = match.group()
    mended = word.translate(LOOK_ALIKES)
    is_russian = re.search("[а-яё]", word, re.IGNORECASE) and not LATIN.search(mended)
    return mended if is_russian else word
