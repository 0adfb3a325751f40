"""The aspects that are near to a line of which none is sure, and what speaks for each."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from rules.aspect_matching import Known, Matcher
from rules.aspect_meanings import Line
from rules.aspect_text import PREPOSITIONS

CANDIDATES = 3
HALF = {"light": 0.3, "who": 0.5, "setting": 0.1}
"""Weights of meanings that distinguish little, against 1 of the others."""


class Comparison(NamedTuple):
    """Why an aspect is meant or not: what a line says of its nearest name, lacks and adds."""

    aspect: str
    said: frozenset[str]
    missing: frozenset[str]
    extra: frozenset[str]


class Candidates:
    """The aspects of a catalogue by the words and meanings that people use of them."""

    def __init__(self, matcher: Matcher, names: Mapping[str, Sequence[str]]) -> None:
        """Gather the words of the `names` (by id), and of the phrases that mean the same."""
        self._matcher = matcher
        self._names = names
        self._all_names = [name for own in names.values() for name in own]
        self._owners = [id_ for id_, own in names.items() for _ in own]
        self._words = {id_: self._words_of(id_) for id_ in names}
        self._used_of: dict[str, list[str]] = {}
        for id_, words in self._words.items():
            for word in words:
                self._used_of.setdefault(word, []).append(id_)

    def _words_of(self, aspect: str) -> frozenset[str]:
        """Give all words by which people may speak of an aspect."""
        phrases = self._matcher.reader.phrases
        own = {word for name in self._names[aspect] for word in phrases.forms(name)}
        meant = {name for core in self._matcher.aspects[aspect].cores for name in core}
        same = [phrases.expresses(name) for name in meant if phrases.kind(name) == "meaning"]
        return frozenset(own).union(*same) - PREPOSITIONS

    def compare(self, line: Line, aspect: str) -> Comparison:
        """Tell what of the nearest name of an aspect the line says, lacks and adds."""
        known, said = self._matcher.aspects[aspect], line.names()
        core = max(
            known.cores,
            key=lambda one: (self._weight(one & said) - self._weight(one - said), sorted(one)),
            default=frozenset(),
        )
        extra = {name for name in said - known.all_ if not self._matcher.allows(known, name, said)}
        return Comparison(aspect, core & said, core - said, frozenset(extra))

    def nearest(self, line: Line, text: str, process: str | None = None) -> tuple[str, ...]:
        """Give up to three candidates, the likeliest first.

        What fits stands before what is only near, and of what fits alike that of `process`.
        """
        fits = sorted(
            self._matcher.fits(line),
            key=lambda fit: self._matcher.aspects[fit.aspect].process != process,
        )
        first = [*(fit.aspect for fit in fits), *self._matcher.several(line)]
        base = self._scores(line)
        scores = dict(base)
        alike = cdist([text], self._all_names, scorer=fuzz.token_set_ratio)[0]
        for id_, value in zip(self._owners, alike, strict=True):
            scores[id_] = max(scores.get(id_, 0.0), base.get(id_, 0.0) + float(value) / 1e3)
        ordered = sorted(scores, key=lambda id_: (-scores[id_], id_))
        return tuple(dict.fromkeys([*first, *ordered]))[:CANDIDATES]

    def _alike(self, line: Line, aspect: str) -> float:
        """Tell which share of the words of a line, by rarity, is used of the aspect."""
        rarity = {word: self._rarity(word) for word in line.words if word in self._used_of}
        own = sum(value for word, value in rarity.items() if word in self._words[aspect])
        return 0.8 * own / (sum(rarity.values()) or 1)

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._matcher.aspects) / len(self._used_of[word]))

    def _scores(self, line: Line) -> dict[str, float]:
        said = line.names() | line.possible()
        near = {id_ for name in said for id_ in self._matcher.having.get(name, ())}
        near |= {id_ for word in line.words for id_ in self._used_of.get(word, ())}
        return {
            id_: self._score(self._matcher.aspects[id_], said) + self._alike(line, id_)
            for id_ in near
        }

    def _score(self, known: Known, said: frozenset[str]) -> float:
        shares = (
            2 * self._weight(core & said) / (self._weight(core) + self._weight(said))
            for core in known.cores
        )
        best = max(shares, default=0.0)
        return best + 0.2 * self._weight(known.all_ & said) / (self._weight(said) or 1)

    def _weight(self, names: Iterable[str]) -> float:
        return sum(self._rarity_of(name) for name in sorted(names))

    def _rarity_of(self, name: str) -> float:
        """Tell how much a meaning distinguishes: the rarer in the catalogue, the more."""
        rarity = math.log(
            1 + len(self._matcher.aspects) / (1 + len(self._matcher.having.get(name, ())))
        )
        return rarity * HALF.get(self._matcher.kind(name), 1.0)
