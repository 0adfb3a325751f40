"""Reading a line word by word: which meanings of the vocabulary stand in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rules.aspect_spelling import Spelling
from rules.aspect_text import BREAKS, JOINTS, PREPOSITIONS, Word, bare, small, words
from rules.aspect_words import AspectWords
from rules.lemmas import is_known, is_silent, lemmas

Kind = Literal["meaning", "who", "setting", "light", "left out", "unknown"]
KINDS: tuple[Kind, ...] = ("meaning", "who", "setting", "light", "left out", "unknown")
LONGEST = 9
"""No phrase of the vocabulary is looked for that has more words."""

JOIN = " + "


class Meaning(NamedTuple):
    """One meaning found in a line: its names, its kind, and the places of its words there."""

    names: tuple[str, ...]
    kind: Kind
    places: tuple[int, ...]


class Line(NamedTuple):
    """A line that was read: its words (dictionary forms), its meanings, where it is cut."""

    words: tuple[str, ...]
    typed: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    breaks: tuple[int, ...]

    def names(self, *kinds: Kind) -> frozenset[str]:
        """Give the names of the meanings of these kinds (of all but those left out)."""
        wanted = kinds or ("meaning", "who", "setting", "light", "unknown")
        return frozenset(
            name for one in self.meanings if one.kind in wanted for name in one.names
        )

    def parts(self) -> list["Line"]:
        """Cut the line at its marks and «и»; a meaning goes with the part of its first word."""
        edges = [-1, *self.breaks, len(self.words)]
        parts = []
        for start, end in zip(edges, edges[1:], strict=False):
            own = tuple(one for one in self.meanings if start < one.places[0] < end)
            if own:
                parts.append(self._replace(meanings=own, breaks=()))
        return parts


class Reader:
    """The vocabulary ready for reading: phrases by their dictionary forms.

    `names` are the titles and synonyms of the catalogue: their words are known words too.
    """

    def __init__(self, vocabulary: AspectWords, names: Iterable[str] = ()) -> None:
        """Learn the phrases of the vocabulary and the words of the catalogue."""
        self._counts: Counter[str] = Counter()
        self._ordered: dict[tuple[str, ...], tuple[tuple[str, ...], Kind]] = {}
        self._free: dict[tuple[str, ...], tuple[tuple[str, ...], Kind]] = {}
        self._kinds: dict[str, Kind] = {}
        self._no_answer = self._learn_no_answer(vocabulary.no_answer)
        for kind, mapping in (
            ("meaning", vocabulary.meanings),
            ("who", vocabulary.who),
            ("setting", vocabulary.settings),
            ("setting", {f"предмет: {one}": (one,) for one in vocabulary.subjects}),
            ("light", {one: (one,) for one in vocabulary.light}),
            ("left out", {one: (one,) for one in (*vocabulary.wrappers, *vocabulary.weak)}),
        ):
            self._learn(mapping, kind)  # type: ignore[arg-type]
        self.spelling = Spelling(self._counts)
        for name in names:
            self._count(word for word in self._plain(name) if word not in PREPOSITIONS)

    def _learn(self, mapping: dict[str, tuple[str, ...]], kind: Kind) -> None:
        for target, phrases in mapping.items():
            names = tuple(target.split(JOIN))
            for name in names:
                self._kinds.setdefault(name, kind)
            for phrase in phrases:
                self._learn_phrase(self._plain(phrase), names, kind)

    def _learn_phrase(self, found: Sequence[str], names: tuple[str, ...], kind: Kind) -> None:
        self._count(word for word in found if word not in PREPOSITIONS)
        fixed = len(found) > 1 and any(word in PREPOSITIONS for word in found)
        if fixed:
            self._ordered.setdefault(tuple(found), (names, kind))
        elif found:
            self._free.setdefault(tuple(sorted(found)), (names, kind))

    def _learn_no_answer(self, phrases: Iterable[str]) -> dict[tuple[str, ...], None]:
        return {tuple(_plainest(phrase)): None for phrase in phrases}

    def _count(self, found: Iterable[str]) -> None:
        self._counts.update(word for word in found if not word.isdecimal())

    def kind(self, name: str) -> Kind:
        """Give the kind of a meaning by its name."""
        return self._kinds.get(name, "unknown")

    # --- words ---------------------------------------------------------------------------------

    def _plain(self, phrase: str) -> list[str]:
        """Give the dictionary forms of a phrase that is spelt well."""
        return [
            self._form(word.text)
            for word in words(small(phrase))
            if word.text not in JOINTS and word.text[0].isalnum()
        ]

    def _form(self, word: str) -> str:
        if word in PREPOSITIONS:
            return word
        if word in self._counts:
            return word
        possible = lemmas(word)
        return next((form for form in possible if form in self._counts), possible[0])

    def _forms(self, word: Word) -> list[str]:
        """Give the dictionary forms of a typed word; a word of two parts may be two."""
        text = word.text
        form = self._form(text)
        if form in self._counts or form in PREPOSITIONS or text.isdecimal():
            return [form]
        if "-" in text:
            return self._parts(text)
        if is_known(text) and not (word.shortened and len(text) < 6):
            return [form]
        opened = self.spelling.opened(text) if word.shortened else None
        meant = opened or self.spelling.mended(text)
        if meant:
            return [meant]
        pair = self.spelling.parted(text)
        if pair:
            return [self._form(part) for part in pair]
        if len(text) > 3 and not is_known(text) and (opened := self.spelling.opened(text)):
            return [opened]
        return [form]

    def _parts(self, text: str) -> list[str]:
        joined = text.replace("-", "")
        if self._form(joined) in self._counts:
            return [self._form(joined)]
        meant = None if is_known(text) else self.spelling.opened(text)
        if meant is None and not all(map(is_known, text.split("-"))):
            meant = self.spelling.mended(text) or self.spelling.mended(joined)
        if meant:
            return [meant]
        return [form for part in text.split("-") for form in self._forms(Word(part))]

    # --- meanings ------------------------------------------------------------------------------

    def says_nothing(self, text: str) -> bool:
        """Tell whether a typed text is no answer: «нет», «см. выше», «???»."""
        found = _plainest(text)
        if not found or tuple(found) in self._no_answer:
            return True
        return self._only_nothing(tuple(found))

    def _only_nothing(self, found: tuple[str, ...]) -> bool:
        """Tell whether words can be cut into phrases each of which is no answer."""
        if not found:
            return True
        return any(
            found[:end] in self._no_answer and self._only_nothing(found[end:])
            for end in range(len(found), 0, -1)
        )

    def read(self, text: str) -> Line:
        """Read a typed line."""
        typed = bare(self.spelling.in_russian(small(text)))
        found: list[str] = []
        as_typed: list[str] = []
        breaks: list[int] = []
        for word in words(typed):
            if word.text in BREAKS or word.text in JOINTS:
                breaks.append(len(found))
                found.append(",")
                as_typed.append(word.text)
            elif word.text[0].isalnum():
                forms = self._forms(word)
                found += forms
                as_typed += [word.text] * len(forms)
        return Line(tuple(found), tuple(as_typed), tuple(self._meanings(found)), tuple(breaks))

    def _meanings(self, found: Sequence[str]) -> list[Meaning]:
        matches = self._matches(found)
        kept = [
            one
            for one in matches
            if not any(set(one.places) < set(other.places) for other in matches)
        ]
        covered = {place for one in kept for place in one.places}
        for place, word in enumerate(found):
            if place not in covered and word not in PREPOSITIONS and word != ",":
                kept.append(Meaning((word,), self._rest(word), (place,)))
        return sorted(kept, key=lambda one: one.places)

    def _rest(self, word: str) -> Kind:
        """Give the kind of a word that stands in no phrase."""
        is_bare = word.isdecimal() or len(word) == 1
        return "left out" if is_bare or is_silent(word) else "unknown"

    def _matches(self, found: Sequence[str]) -> list[Meaning]:
        whole = [(place, word) for place, word in enumerate(found) if word != ","]
        thing = [item for item in whole if not self._is_filling(item[1])]
        made: dict[tuple[int, ...], Meaning] = {}
        for sequence in (whole, thing):
            free = [item for item in sequence if item[1] not in PREPOSITIONS]
            for places, window in _windows(sequence):
                self._note(made, places, self._ordered.get(window))
            for places, window in _windows(free):
                self._note(made, places, self._free.get(tuple(sorted(window))))
        return list(made.values())

    def _is_filling(self, word: str) -> bool:
        _, kind = self._free.get((word,), ((), "unknown"))
        return kind in ("who", "left out", "setting") or (kind == "unknown" and is_silent(word))

    def _note(
        self,
        made: dict[tuple[int, ...], Meaning],
        places: tuple[int, ...],
        meant: tuple[tuple[str, ...], Kind] | None,
    ) -> None:
        if meant is not None:
            made.setdefault(places, Meaning(meant[0], meant[1], places))


def _windows(
    sequence: Sequence[tuple[int, str]],
) -> Iterable[tuple[tuple[int, ...], tuple[str, ...]]]:
    for start in range(len(sequence)):
        for end in range(start + 1, min(start + LONGEST, len(sequence)) + 1):
            places, found = zip(*sequence[start:end], strict=True)
            yield places, found


def _plainest(text: str) -> list[str]:
    """Give the words of a text as typed, without marks and numbers of a list."""
    return [word.text for word in words(small(text)) if word.text[0].isalpha()]


