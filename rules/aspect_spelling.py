"""Words that were typed wrongly: the keyboard's other layout, Latin letters, slips, shortenings."""

import functools
import re
from collections import Counter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from rules.lemmas import forms, is_known

LAYOUT = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`{}:\"<>~", "йцукенгшщзхъфывапролджэячсмитьбюехъжэбюе"
)
"""Keys of the Latin layout and the Russian letters on them."""

LATIN_WORD = re.compile(r"[a-z]")
RUSSIAN = re.compile(r"[а-я]")
CHUNK = re.compile(r"\S+")
SHORTENED = re.compile(r"([а-я]{1,6})-([а-я]{1,5})")

TRANSLITERATION = (
    ("shch", "щ"), ("sch", "щ"), ("yo", "е"), ("jo", "е"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"),
    ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"), ("ye", "е"),
    ("iy", "ий"), ("ij", "ий"), ("yj", "ый"), ("yy", "ый"), ("ay", "ай"), ("ey", "ей"),
    ("oy", "ой"), ("uy", "уй"), ("ck", "к"), ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"),
    ("g", "г"), ("d", "д"), ("e", "е"), ("z", "з"), ("i", "и"), ("j", "й"), ("k", "к"),
    ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"),
    ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"), ("c", "ц"), ("y", "ы"), ("x", "кс"),
    ("q", "к"), ("'", "ь"), ("`", "ь"), ('"', "ъ"),
)  # fmt: skip
"""How people write Russian in Latin letters, the longest groups first."""


class Spelling:
    """What the words of a vocabulary look like, to find those that were meant.

    `weights` counts how often each word (dictionary form) stands in the vocabulary.
    """

    def __init__(self, weights: Counter[str]) -> None:
        """Remember the words; their forms are made when the first unknown word comes."""
        self._weights = weights
        self._words = frozenset(weights)
        self._found: dict[tuple[str, int], str | None] = {}
        self._opened: dict[tuple[str, bool], str | None] = {}

    def knows(self, word: str) -> bool:
        """Tell whether the word stands in the vocabulary or in the dictionary."""
        return word in self._forms or is_known(word)

    @functools.cached_property
    def _forms(self) -> dict[str, str]:
        """Each form of each word of the vocabulary, and the word; the commoner word first."""
        made: dict[str, str] = {}
        for word, _ in sorted(self._weights.items(), key=lambda item: (-item[1], item[0])):
            for form in sorted(forms(word)):
                made.setdefault(form, word)
        return made

    @functools.cached_property
    def _by_length(self) -> dict[int, list[str]]:
        made: dict[int, list[str]] = {}
        for form in self._forms:
            made.setdefault(len(form), []).append(form)
        return made

    # --- the wrong alphabet --------------------------------------------------------------------

    def in_russian(self, text: str) -> str:
        """Give a small-lettered text whose Latin words are Russian ones, where they can be."""
        foreign = [chunk for chunk in CHUNK.findall(text) if _is_latin(chunk)]
        foreign = [chunk for chunk in foreign if not self._is_own(chunk)]
        if not foreign:
            return text
        by_layout = {chunk: self._from_layout(chunk) for chunk in foreign}
        by_sound = {chunk: self._by_sound(chunk) for chunk in foreign}
        meant = max((by_layout, by_sound), key=self._likeness)
        if not self._likeness(meant):
            return text
        return CHUNK.sub(lambda match: meant.get(match.group(), match.group()), text)

    def _is_own(self, chunk: str) -> bool:
        return all(word in self._words for word in re.findall(r"[a-z]+", chunk))

    def _from_layout(self, chunk: str) -> str:
        whole = chunk.translate(LAYOUT)
        bare = chunk.rstrip(",.;:")
        if bare != chunk and not self.knows(whole) and self.knows(bare.translate(LAYOUT)):
            return bare.translate(LAYOUT) + chunk[len(bare) :]
        return whole

    def _by_sound(self, chunk: str) -> str:
        """Give the sounds of a chunk in Russian; э where е makes no word."""
        sounds = _from_sound(chunk)
        places = [place for place, letter in enumerate(sounds) if letter == "е"]
        others = (f"{sounds[:place]}э{sounds[place + 1 :]}" for place in places)
        ours = (other for other in others if other in self._words)
        return sounds if self.knows(sounds) else next(ours, sounds)

    def _likeness(self, meant: dict[str, str]) -> int:
        """Count the letters of those words that are words."""
        return sum(
            len(word)
            for words in meant.values()
            for word in re.findall(r"[а-я]+", words)
            if self.knows(word) or (len(word) > 4 and self.mended(word, 1) is not None)
        )

    # --- slips and shortenings -----------------------------------------------------------------

    def mended(self, word: str, more: int = 0) -> str | None:
        """Give the word of the vocabulary that an unknown `word` is a slip of; None when unsure.

        `more` is the number of slips that are allowed beyond those usual in a word so long.
        """
        asked = (word, more)
        if asked not in self._found:
            self._found[asked] = self._nearest(word, more)
        return self._found[asked]

    def _nearest(self, word: str, more: int) -> str | None:
        limit = _slips(len(word)) + (more if len(word) > 4 else 0)
        if not limit:
            places = [place for place, letter in enumerate(word) if letter == "е"]
            others = (f"{word[:place]}э{word[place + 1 :]}" for place in places)
            return next((other for other in others if other in self._words), None)
        near = [
            form
            for length in range(len(word) - limit, len(word) + limit + 1)
            for form in self._by_length.get(length, ())
        ]
        found = process.extract(
            word, near, scorer=OSA.distance, processor=None, score_cutoff=limit, limit=20
        )
        if not found:
            return None
        best = min(distance for _, distance, _ in found)
        meant = {self._forms[form]: None for form, distance, _ in found if distance == best}
        return min(meant, key=lambda one: (-self._weights[one], one))

    def opened(self, word: str, describes: bool = False) -> str | None:
        """Give the word that a shortening with a dot («матем.») or a hyphen («гр-ть») stands for.

        Of several the commonest in the vocabulary, an adjective if it `describes` the next
        word; None when there is none.
        """
        asked = (word, describes)
        if asked not in self._opened:
            self._opened[asked] = self._open(word, describes)
        return self._opened[asked]

    def _open(self, word: str, describes: bool) -> str | None:
        cut = SHORTENED.fullmatch(word)
        start, end = cut.groups() if cut else (word, "")
        if len(start) < (1 if cut else 2):
            return None
        meant = [
            self._forms[form]
            for form in self._forms
            if form.startswith(start) and form.endswith(end) and len(form) > len(start + end)
        ]
        if describes:
            meant = [one for one in meant if one.endswith(("ый", "ий", "ой"))] or meant
        return min(meant, key=lambda one: (-self._weights[one], len(one), one), default=None)

    def parted(self, word: str) -> tuple[str, str] | None:
        """Give the two words of the vocabulary that were typed without a space between."""
        for cut in range(4, len(word) - 3):
            if word[:cut] in self._forms and (
                word[cut:] in self._forms or self.mended(word[cut:]) is not None
            ):
                return word[:cut], self.mended(word[cut:]) or word[cut:]
        return None


def _is_latin(chunk: str) -> bool:
    return bool(LATIN_WORD.search(chunk)) and not RUSSIAN.search(chunk)


def _from_sound(chunk: str) -> str:
    for latin, russian in TRANSLITERATION:
        chunk = chunk.replace(latin, russian)
    return chunk


def _slips(length: int) -> int:
    """Give how many slips a word of so many letters may have."""
    return 0 if length < 5 else 1 if length < 9 else 2 if length < 14 else 3
