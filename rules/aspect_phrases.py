"""The phrases of the vocabulary by the dictionary forms of their words, ready to be looked up."""

import copy
import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from rules.aspect_text import BREAKS, JOINTS, PREPOSITIONS, small, words
from rules.aspect_words import AspectWords
from rules.lemmas import lemmas

Kind = Literal["meaning", "who", "setting", "light", "left out", "unknown"]
JOIN = " + "
ABBREVIATION = re.compile(r"\b[А-ЯЁA-Z]{2,7}\b")


class Phrase(NamedTuple):
    """What a phrase means: the names of its meanings and their kind.

    `could_be` are other meanings that it has as well («ШМП»): then it is not clear. Only one
    that `is_joined` by «и» or a mark itself may reach over one in a text.
    """

    names: tuple[str, ...]
    kind: Kind
    could_be: tuple[tuple[str, ...], ...] = ()
    is_joined: bool = False


class Phrases:
    """All phrases: those that fix the order of their words, and the others.

    `counts` tells how often a word (dictionary form) stands in the vocabulary.
    """

    def __init__(self, vocabulary: AspectWords) -> None:
        """Learn the phrases of the vocabulary."""
        self.counts: Counter[str] = Counter()
        self._ordered: dict[tuple[str, ...], Phrase] = {}
        self._free: dict[tuple[str, ...], Phrase] = {}
        self._kinds: dict[str, Kind] = {}
        self._parts: dict[str, set[str]] = {}
        self._exact = _abbreviations(_all_phrases(vocabulary))
        for kind, mapping in _by_kind(vocabulary):
            self._learn_kind(mapping, kind)
        for kind, mapping in _by_kind(vocabulary):
            for target, phrases in mapping.items():
                self._learn(tuple(target.split(JOIN)), phrases, kind)

    def knowing(self, names: Iterable[str]) -> "Phrases":
        """Give the same phrases for one who knows the words of `names` of a catalogue too."""
        own, listed = copy.copy(self), tuple(names)
        own.counts = Counter(self.counts)
        own._exact = self._exact | _abbreviations(listed)
        for name in listed:
            own._count(own.forms(name))
        return own

    def kind(self, name: str) -> Kind:
        """Give the kind of a meaning by its name."""
        known = self._kinds.get(name)
        return known or ("meaning" if name in self._parts else "unknown")

    def expresses(self, name: str) -> frozenset[str]:
        """Give all words of the phrases that have a meaning."""
        return frozenset(self._parts.get(name, ()))

    def meant_by(self, word: str) -> tuple[str, ...]:
        """Give the names of what a word (dictionary form) means by itself."""
        phrase = self._free.get((word,))
        return phrase.names if phrase else (word,)

    def form(self, word: str) -> str:
        """Give the dictionary form of a word, that of the vocabulary if it has several."""
        if word in PREPOSITIONS or word in self._exact or word in self.counts:
            return word
        possible = lemmas(word)
        ours = (form for form in possible if form in self.counts and form not in self._exact)
        return next(ours, possible[0])

    def forms(self, phrase: str) -> list[str]:
        """Give the dictionary forms of a phrase that is spelt well, without «и» and marks."""
        found = [word.text for word in words(small(phrase))]
        return [self.form(word) for word in found if word not in JOINTS and word[0].isalnum()]

    def ordered(self, found: tuple[str, ...]) -> Phrase | None:
        """Look up words one of which fixes their order."""
        return self._ordered.get(found)

    def free(self, found: Sequence[str]) -> Phrase | None:
        """Look up words in any order."""
        return self._free.get(tuple(sorted(found)))

    def _learn_kind(self, mapping: Mapping[str, tuple[str, ...]], kind: Kind) -> None:
        """Remember the kinds of meanings; that of a meaning of its own goes before others."""
        for target in mapping:
            if JOIN not in target:
                self._kinds.setdefault(target, kind)

    def _learn(self, names: tuple[str, ...], phrases: Iterable[str], kind: Kind) -> None:
        for phrase in (" ".join(names), *phrases):
            is_joined = any(word.text in (*JOINTS, *BREAKS) for word in words(small(phrase)))
            self._learn_words(self.forms(phrase), Phrase(names, kind, is_joined=is_joined))
            if "-" in phrase:
                self._learn_words(self.forms(phrase.replace("-", " ")), Phrase(names, kind))

    def _learn_words(self, found: list[str], phrase: Phrase) -> None:
        self._count(found)
        # of three meanings the first is the phrase's own, the others are what it is about
        own = phrase.names if len(phrase.names) < 3 else phrase.names[:1]
        for name in own if phrase.kind == "meaning" else ():
            self._parts.setdefault(name, set()).update(found)
        is_fixed = len(found) > 1 and any(word in PREPOSITIONS for word in found)
        known = self._ordered if is_fixed else self._free
        key = tuple(found if is_fixed else sorted(found))
        before = known.setdefault(key, phrase)
        if before.kind == phrase.kind == "meaning" and not _agree(before, phrase):
            known[key] = before._replace(could_be=(*before.could_be, phrase.names))

    def _count(self, found: Iterable[str]) -> None:
        self.counts.update(
            word for word in found if not word.isdecimal() and word not in PREPOSITIONS
        )


@functools.lru_cache(maxsize=4)
def phrases_of(vocabulary: AspectWords) -> Phrases:
    """Give the phrases of a vocabulary, learnt once."""
    return Phrases(vocabulary)


def _all_phrases(vocabulary: AspectWords) -> Iterator[str]:
    for _, mapping in _by_kind(vocabulary):
        for own in mapping.values():
            yield from own


def _abbreviations(phrases: Iterable[str]) -> frozenset[str]:
    """Give the words that are written in capitals: they have no other forms («УС», not «ус»)."""
    return frozenset(small(found) for phrase in phrases for found in ABBREVIATION.findall(phrase))


def _agree(one: Phrase, other: Phrase) -> bool:
    """Tell whether of two meanings of a phrase one is only more exact than the other."""
    first, second = set(one.names), set(other.names)
    return first <= second or second <= first or other.names in one.could_be


def _by_kind(vocabulary: AspectWords) -> list[tuple[Kind, Mapping[str, tuple[str, ...]]]]:
    left_out = (*vocabulary.wrappers, *vocabulary.weak)
    return [
        ("meaning", vocabulary.meanings),
        ("setting", vocabulary.settings),
        ("setting", {f"предмет {one}": (one,) for one in vocabulary.subjects}),
        ("light", vocabulary.light),
        ("who", vocabulary.who),
        ("left out", {one: (one,) for one in left_out}),
    ]
