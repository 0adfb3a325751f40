"""Texts that are no answer: «-», «нет», «см. выше», «???», keys that were hit at random."""

import re
from collections.abc import Iterable

from rules.aspect_text import small, words

REFERENCE = re.compile(r"(?:см|смотри|смотрите|то же|тоже|аналогично|там же|так же)\b")
"""Beginnings of texts that point elsewhere."""

POINTED = re.compile(
    r"(?:см|смотри|смотрите|выше|ниже|строк\w*|пункт\w*|п|стр\w*|таблиц\w*|прошл\w*|предыдущ\w*|год\w*"
    r"|приложени\w*|файл\w*|сайт\w*|письм\w*|раздел\w*|лист\w*|вкладк\w*|столбц?\w*|графа?\w*|блок\w*"
    r"|перв\w*|втор\w*|треть\w*|наш\w*|план\w*|отчет\w*|в|во|на|из|за|по|и|№|[ivx]+|\d+|же|то|тоже"
    r"|самое|что|как|аналогично|там|так|раньше|ранее|пред|заявк\w*|анкет\w*|соседн\w*|ответ\w*|вложени\w*)"
)
"""Words of such a text."""

ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""Rows of keys."""

LONGEST_ANSWER = 12
"""Nobody says «нет» in more words."""

SHORTEST_RUN, LONGEST_RUN = 3, 30


class NoAnswer:
    """Knows texts that are no answer, by phrases that say so."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Learn the phrases."""
        self._phrases = frozenset(tuple(_plain(phrase)) for phrase in phrases)

    def is_it(self, text: str) -> bool:
        """Tell whether a typed text is no answer."""
        found = tuple(_plain(text))
        if not found:
            return not re.search(r"\d\s*\+", text)
        return self._is_made_of_phrases(found) or is_reference(text) or _is_random(found)

    def _is_made_of_phrases(self, found: tuple[str, ...]) -> bool:
        if not found:
            return True
        if len(found) > LONGEST_ANSWER:
            return False
        return any(
            found[:end] in self._phrases and self._is_made_of_phrases(found[end:])
            for end in range(len(found), 0, -1)
        )


def is_reference(text: str) -> bool:
    """Tell whether a typed text only points elsewhere."""
    found = _plain(text)
    return bool(REFERENCE.match(" ".join(found))) and all(map(POINTED.fullmatch, found))


def _is_random(found: tuple[str, ...]) -> bool:
    """Tell whether all words are runs along a row of keys, or one letter again and again."""
    return all(
        SHORTEST_RUN <= len(word) <= LONGEST_RUN
        and (len(set(word)) == 1 or any(_is_run(word, row) for row in ROWS))
        for word in found
    )


def _is_run(word: str, row: str) -> bool:
    at_edge = row.startswith(word) or row.endswith(word)
    return at_edge or (len(word) > 4 and word in row) or (len(word) > 5 and set(word) <= set(row))


def _plain(text: str) -> list[str]:
    """Give the words of a text in small letters, without marks and numbers."""
    return [word.text for word in words(small(text)) if word.text[0].isalpha()]
