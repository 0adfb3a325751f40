"""Dirt that people bring with their text, and the keys by which names are compared."""

import time
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.cleaning import clean, clean_line, key, mend_letters

NBSP = "\u00a0"
ZERO_WIDTH = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f")
BIDI = ("\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069")
LONGEST_CELL = 32_767

ANY_TEXT = st.text(st.characters(), max_size=60)
"""Every character there is, lone surrogates too."""

DIRTY_TEXT = st.text("ёйЁе\u0308\u0306\u0301\u200b\ufe0f\u00a0 \t\r\n\u2028aAаА_.«1", max_size=30)
"""Texts of little else but dirt, where mistakes are found soonest."""


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Ойская СШ", "Ойская СШ"),
        ("  Ойская   СШ ", "Ойская СШ"),
        (f"Ойская{NBSP}СШ", "Ойская СШ"),
        ("1\u2009234\u2007567\u202f890", "1 234 567 890"),
        ("Ойская\tСШ", "Ойская СШ"),
        ("Ой\x00ск\x07ая", "Ойская"),
        ("и\u0306", "й"),
        ("е\u0308", "ё"),
        ("и\u200b\u0306", "й"),
        ("а\ud800б", "аб"),
        ("а\ue000б", "аб"),
        ("а\ufffeб\uffff", "аб"),
        ("Ура 🎉", "Ура 🎉"),
        ("✔\ufe0f", "✔"),
        ("=1+1", "=1+1"),
        ("", ""),
        (f" {NBSP}\u200b\t", ""),
    ],
)
def test_text_is_what_a_person_sees(typed: str, seen: str) -> None:
    """Spaces become ordinary ones, what cannot be seen goes, everything else stays."""
    assert clean(typed) == seen


@pytest.mark.parametrize("mark", [*ZERO_WIDTH, *BIDI])
def test_marks_without_width_go(mark: str) -> None:
    """Zero-width characters and marks of direction are dropped wherever they stand."""
    assert clean(f"{mark}Ой{mark}ская{mark}") == "Ойская"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_is_kept_as_one(end: str) -> None:
    """Lines stay lines, each stripped; blank ones go at the ends and stay inside."""
    assert clean(f"{end} один {end}{end} два{NBSP}{end} {end}") == "один\n\nдва"


def test_a_line_has_no_breaks() -> None:
    """`clean_line` puts a space where lines end."""
    assert clean_line(" один \r\n\n два ") == "один два"


@given(ANY_TEXT | DIRTY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """What is clean stays as it is, in lines and on one line."""
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(ANY_TEXT | DIRTY_TEXT)
def test_clean_text_can_be_written_anywhere(text: str) -> None:
    """Clean text is NFC, encodes as UTF-8 and holds no control character but line breaks."""
    cleaned = clean(text)
    cleaned.encode()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(sign) for sign in cleaned.replace("\n", "")} & {"Cc", "Cf"}


# Keys


@pytest.mark.parametrize(
    "names",
    [
        ("МБОУ «Ойская СШ»", "МБОУ Ойская СШ", "мбоу “ойская  сш”", 'МБОУ "Ойская СШ".'),
        ("Кадры", "Кaдры ", "КАДРЫ", "К\u200bадры"),
        ("E-mail", "e-mail", "e\u2011mail", "e — mail"),
        ("Email", "Еmail", "Emаil"),
        ("Берёзовка", "Березовка", "БЕРЁЗОВКА", "Бере\u0308зовка"),
        ("СШ № 1", "СШ №1", "СШ 1", "CШ_№_1"),
        ("Дата", "«Дата»:", "Дата*", "(дата)"),
        ("а.б", "а_б", "а._б", "а – б"),
    ],
)
def test_spellings_of_one_name_have_one_key(names: tuple[str, ...]) -> None:
    """Case, ё, quotes, dashes, punctuation, spaces and look-alike letters make no difference."""
    assert len({key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("СШ № 1", "СШ № 2"),
        ("СШ № 1", "СШ № 11"),
        ("1 1", "11"),
        ("3А", "3Б"),
        ("3А", "ЗА"),
        ("Ойская СШ", "Ойская ООШ"),
        ("Мой", "Мои"),
        ("том", "tom"),
    ],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    """Numbers and letters that differ keep names apart."""
    assert key(one) != key(other)


def test_a_word_of_two_alphabets_stays_when_no_one_alphabet_makes_it() -> None:
    """«Wордовский» is neither a Russian word with Latin letters in it nor a Latin one."""
    assert key("Wордовский") == "wордовский"


@given(ANY_TEXT | DIRTY_TEXT)
def test_a_key_is_that_of_the_clean_text(text: str) -> None:
    """It makes no difference whether a text was cleaned before."""
    assert key(clean(text)) == key(text)
    assert key(clean_line(text)) == key(text)


@given(ANY_TEXT | DIRTY_TEXT)
def test_a_key_is_one_tidy_line(text: str) -> None:
    """A key has single spaces between words and none at its ends."""
    assert key(text) == " ".join(key(text).split())


WORDS = st.lists(st.text("абвгдеёжзйклмнопрстухцчшщьыъэюя", min_size=1), min_size=1, max_size=4)


@given(WORDS, st.sampled_from([*ZERO_WIDTH, *BIDI]), st.integers(min_value=0))
def test_what_cannot_be_seen_makes_no_difference(words: list[str], mark: str, where: int) -> None:
    """A zero-width character anywhere, and no-break spaces between words, keep the key."""
    name = " ".join(words)
    cut = where % (len(name) + 1)
    assert key(name[:cut] + mark + name[cut:]) == key(name)
    assert key(name.replace(" ", f"{NBSP} ")) == key(name)


LOOK_ALIKES = dict(zip("асеорхукмтвн", "aceopxykmtbh", strict=True))


@given(st.text("асеорхукмтвнжшщы", min_size=2, max_size=12), st.data())
def test_latin_look_alikes_in_a_russian_word_make_no_difference(
    word: str, data: st.DataObject
) -> None:
    """Any of its letters may be typed as Latin, as long as one Russian letter is left."""
    swapped = data.draw(st.sets(st.integers(0, len(word) - 1)))
    typed = "".join(
        LOOK_ALIKES.get(letter, letter) if place in swapped else letter
        for place, letter in enumerate(word)
    )
    assume(not typed.isascii())
    assert key(typed) == key(word)


# Letters mended in what is printed


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("Cидоров", "Сидоров"),
        ("МБОУ «Oйская CШ»", "МБОУ «Ойская СШ»"),
        ("Windows и Вord", "Windows и Вord"),
        ("e-mail", "e-mail"),
        ("Ойская СШ", "Ойская СШ"),
    ],
)
def test_latin_letters_in_russian_words_are_mended(typed: str, mended: str) -> None:
    """A Russian word gets Russian letters and keeps its case; other words stay as they are."""
    assert mend_letters(typed) == mended


@pytest.mark.parametrize("text", ["я" * LONGEST_CELL, "x " + "я" * LONGEST_CELL])
def test_the_longest_cell_takes_no_time(text: str) -> None:
    """A cell of one endless word once took seconds: the time grew with its square."""
    started = time.perf_counter()
    key.__wrapped__(text)
    mend_letters(text)
    assert time.perf_counter() - started < 1
