"""Reading a line word by word: which meanings of the vocabulary stand in it."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rules.aspect_phrases import Kind, Phrase, phrases_of
from rules.aspect_spelling import Spelling
from rules.aspect_text import (
    BREAKS,
    CLAUSES,
    ENTRIES,
    JOINTS,
    PREPOSITIONS,
    TURNS,
    Word,
    bare,
    small,
    words,
)
from rules.aspect_words import AspectWords
from rules.lemmas import is_known, is_silent, is_verb

LONGEST = 9
"""No phrase of the vocabulary is looked for that has more words."""

MARK = ","
"""What stands in a line where its parts meet."""

SAID: tuple[Kind, ...] = ("meaning", "who", "setting", "light", "unknown")
"""Kinds of meanings that are not left out."""


class Meaning(NamedTuple):
    """Meanings found in a line: their names and kind, and the places of the words there.

    `could_be` are meanings that it may have instead.
    """

    names: tuple[str, ...]
    kind: Kind
    places: tuple[int, ...]
    could_be: tuple[tuple[str, ...], ...] = ()


class Line(NamedTuple):
    """A line that was read: its words (dictionary forms, and as typed) and their meanings.

    `breaks` are the places of marks and «и» between things of one kind, `turns` those where
    something else begins: a bracket, a colon, «чтобы».
    """

    words: tuple[str, ...]
    typed: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    breaks: tuple[int, ...]
    turns: tuple[int, ...]

    def names(self, *kinds: Kind) -> frozenset[str]:
        """Give the names of the meanings of these kinds (of all but those left out)."""
        wanted = kinds or SAID
        return frozenset(name for one in self.meanings if one.kind in wanted for name in one.names)

    def possible(self) -> frozenset[str]:
        """Give the names of what unclear words could mean as well."""
        return frozenset(name for one in self.meanings for names in one.could_be for name in names)

    def speaks(self) -> bool:
        """Tell whether the line is a sentence and no list: it has a verb."""
        return any(is_verb(word) for word in self.typed)

    def is_hollow(self) -> bool:
        """Tell whether an entry of a list («;», a new line) says nothing that is understood."""
        entries = [place for place in self.breaks if self.typed[place] in ENTRIES]
        return bool(entries) and len(self.parts(entries)) <= len(entries)

    def around(self, place: int) -> tuple[Meaning, ...]:
        """Give the last meaning before a place and the first after it; nothing at an end."""
        said = [one for one in self.meanings if one.kind != "left out"]
        before = [one for one in said if one.places[-1] < place]
        after = [one for one in said if one.places[0] > place]
        return (before[-1], after[0]) if before and after else ()

    def parts(self, edges: Iterable[int]) -> list["Line"]:
        """Cut the line at places; a meaning goes with the part of its first word."""
        ends = [-1, *sorted(edges), len(self.words)]
        parts = []
        for start, end in itertools.pairwise(ends):
            own = tuple(one for one in self.meanings if start < one.places[0] < end)
            if any(one.kind != "left out" for one in own):
                parts.append(self._replace(meanings=own, breaks=(), turns=()))
        return parts


class Reader:
    """Reads typed lines by a vocabulary and the words of a catalogue's names."""

    def __init__(self, vocabulary: AspectWords, names: Iterable[str] = ()) -> None:
        """Learn the vocabulary and the words of `names`."""
        self.phrases = phrases_of(vocabulary).knowing(names)
        self.spelling = Spelling(self.phrases.counts)

    def read(self, text: str) -> Line:
        """Read a typed line."""
        typed = _without_denied(words(bare(self.spelling.in_russian(small(text)))))
        found: list[tuple[str, str]] = []
        breaks: list[int] = []
        turns: list[int] = []
        for word in typed:
            if word.text in BREAKS or word.text in JOINTS or word.text in TURNS:
                (turns if word.text in TURNS else breaks).append(len(found))
                found.append((MARK, word.text))
            else:
                if word.text in CLAUSES:
                    turns.append(len(found))
                    found.append((MARK, ""))
                found += [(form, word.text) for form in self._forms(word)]
        forms, as_typed = zip(*found, strict=True) if found else ((), ())
        meanings = tuple(self._meanings(forms, breaks))
        return Line(forms, as_typed, meanings, tuple(breaks), tuple(turns))

    # --- words ---------------------------------------------------------------------------------

    def _forms(self, word: Word) -> list[str]:
        """Give the dictionary forms of a typed word; a word of two parts may be two."""
        text, form = word.text, self.phrases.form(word.text)
        if self._is_ours(form) or text.isdecimal():
            return [form]
        if "-" in text:
            return self._forms_of_parts(text)
        if is_known(text) and not (word.shortened and len(text) < 6):
            return [form]
        opened = self.spelling.opened(text, word.is_followed) if word.shortened else None
        meant = opened or self.spelling.mended(text)
        if meant:
            return [meant]
        pair = self.spelling.parted(text)
        if pair:
            return [self.phrases.form(part) for part in pair]
        opened = self.spelling.opened(text) if 3 < len(text) < 9 and not is_known(text) else None
        return [opened or form]

    def _is_ours(self, form: str) -> bool:
        return form in self.phrases.counts or form in PREPOSITIONS

    def _forms_of_parts(self, text: str) -> list[str]:
        joined, parts = text.replace("-", ""), text.split("-")
        if self._is_ours(self.phrases.form(joined)):
            return [self.phrases.form(joined)]
        if all(self._is_ours(self.phrases.form(part)) for part in parts):
            return [self.phrases.form(part) for part in parts]
        meant = None if is_known(text) else self.spelling.opened(text)
        if meant is None and not all(map(is_known, parts)):
            meant = self.spelling.mended(text) or self.spelling.mended(joined)
        if meant:
            return [meant]
        return [form for part in parts if part for form in self._forms(Word(part))]

    # --- meanings ------------------------------------------------------------------------------

    def _meanings(self, found: Sequence[str], breaks: Sequence[int]) -> list[Meaning]:
        matches = self._matches(found, breaks)
        sets = [frozenset(one.places) for one in matches]
        kept = [
            one
            for one, own in zip(matches, sets, strict=True)
            if not any(own < other for other in sets)
        ]
        covered = {place for one in kept for place in one.places}
        edges = (0, len(found) - 1)  # there «ДО» is no preposition but a kindergarten
        rest = [
            Meaning((word,), self._kind_of_rest(word), (place,))
            for place, word in enumerate(found)
            if place not in covered
            and word != MARK
            and (word not in PREPOSITIONS or (word == "до" and place in edges))
        ]
        return sorted([*kept, *rest], key=lambda one: one.places)

    def _kind_of_rest(self, word: str) -> Kind:
        """Give the kind of a word that stands in no phrase."""
        is_bare = word.replace("-", "").isdecimal() or len(word) == 1
        is_silent_word = is_silent(word) and word not in PREPOSITIONS
        return "left out" if is_bare or is_silent_word else "unknown"

    def _matches(self, found: Sequence[str], breaks: Sequence[int]) -> list[Meaning]:
        """Look up every run of words, then every run of those that are left without fillings."""
        whole = [(place, word) for place, word in enumerate(found) if word != MARK]
        things = [item for item in whole if not self._is_filling(item[1])]
        made: dict[tuple[int, ...], Meaning] = {}
        for sequence in (whole, things):
            free = [item for item in sequence if item[1] not in PREPOSITIONS]
            for places, window in _runs(sequence):
                _note(made, places, self.phrases.ordered(window), breaks)
            for places, window in _runs(free):
                _note(made, places, self.phrases.free(window), breaks)
        return list(made.values())

    def _is_filling(self, word: str) -> bool:
        phrase = self.phrases.free((word,))
        if phrase is None:
            return word not in PREPOSITIONS and is_silent(word)
        return phrase.kind in ("who", "left out", "setting")


def _note(
    made: dict[tuple[int, ...], Meaning],
    places: tuple[int, ...],
    phrase: Phrase | None,
    breaks: Sequence[int],
) -> None:
    if phrase is None or places in made:
        return
    if not phrase.is_joined and any(places[0] < place < places[-1] for place in breaks):
        return
    if phrase.could_be:
        could_be = (phrase.names, *phrase.could_be)
        made[places] = Meaning(("/".join("+".join(one) for one in could_be),), "unknown", places,
                               could_be)  # fmt: skip
    else:
        made[places] = Meaning(phrase.names, phrase.kind, places)


def _runs(
    sequence: Sequence[tuple[int, str]],
) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    for start in range(len(sequence)):
        for end in range(start + 1, min(start + LONGEST, len(sequence)) + 1):
            run = sequence[start:end]
            yield tuple(place for place, _ in run), tuple(word for _, word in run)


def _without_denied(found: Sequence[Word]) -> list[Word]:
    """Leave out what a line says it is not about: «ВШК, а не ВСОКО» up to the next mark."""
    kept: list[Word] = []
    denied = False
    for number, word in enumerate(found):
        if word.text in BREAKS or word.text in TURNS:
            denied = False
        after_mark = number > 0 and (
            found[number - 1].text in BREAKS or found[number - 1].text in (*TURNS, "а", "но")
        )
        if word.text == "не" and after_mark:
            denied = True
        if not denied:
            kept.append(word)
    return kept
