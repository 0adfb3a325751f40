"""Which aspects of the catalogue a line names: what it says against what their names say.

A name fits when the line says all of its meanings and nothing that none of the aspect's names
says. So a distinguishing word that is missing or extra decides, and not how alike two texts are.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from rules.aspect_meanings import Line, Reader
from rules.aspect_phrases import Kind
from rules.aspect_text import JOINTS, PREPOSITIONS
from rules.aspect_words import AspectWords

Outcome = Literal["sure", "ask", "none"]
CANDIDATES = 3
HALF = {"light": 0.3, "who": 0.5, "setting": 0.1}
"""Weights of meanings that distinguish little, against 1 of the others."""


class Fit(NamedTuple):
    """How a name of an aspect fits a line: what it says of it, what of the name is missing."""

    aspect: str
    said: frozenset[str]
    missing: frozenset[str]


class Comparison(NamedTuple):
    """Why an aspect is meant or not: what a line says of its nearest name, lacks and adds."""

    aspect: str
    said: frozenset[str]
    missing: frozenset[str]
    extra: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """An aspect as meanings: `cores` of its names, and `all_` that its names may say."""

    process: str
    cores: tuple[frozenset[str], ...]
    all_: frozenset[str]
    has_who: bool


class Matcher:
    """The aspects of a catalogue by the meanings of their names."""

    def __init__(
        self,
        reader: Reader,
        vocabulary: AspectWords,
        names: Mapping[str, tuple[str, Sequence[str]]],
    ) -> None:
        """Read the names: id → (process, title and synonyms)."""
        self._reader = reader
        self._broader = vocabulary.broader
        self._apart = vocabulary.apart
        self._names = names
        self.aspects = {id_: self._known(process, own) for id_, (process, own) in names.items()}
        self._words = {id_: self._words_of(id_) for id_ in names}
        pairs = [(name, id_) for id_, (_, own) in names.items() for name in own]
        self._all_names = [name for name, _ in pairs]
        self._owners = [id_ for _, id_ in pairs]
        self._used_of: dict[str, list[str]] = {}
        for id_, own in self._words.items():
            for word in own:
                self._used_of.setdefault(word, []).append(id_)
        self._of: dict[str, list[str]] = {}
        for id_, known in self.aspects.items():
            for name in sorted(frozenset().union(*known.cores)):
                self._of.setdefault(name, []).append(id_)

    def _known(self, process: str, names: Sequence[str]) -> Known:
        lines = [self._reader.read(name) for name in names]
        cores = dict.fromkeys(core for line in lines if (core := self._core(line)))
        all_ = frozenset().union(*(line.names() for line in lines)) if lines else frozenset()
        has_who = any(self._kind(name) == "who" for name in all_)
        return Known(process, tuple(cores), all_, has_who)

    def _words_of(self, aspect: str) -> frozenset[str]:
        """Give all words by which people may speak of an aspect."""
        _, names = self._names[aspect]
        own = {word for name in names for word in self._reader.phrases.forms(name)}
        meant = {name for core in self.aspects[aspect].cores for name in core}
        phrases = (
            self._reader.phrases.expresses(name) for name in meant if self._kind(name) == "meaning"
        )
        return frozenset(own).union(*phrases) - PREPOSITIONS

    def _core(self, line: Line) -> frozenset[str]:
        """Give what a line must say to be this name: all but where; of a name without more, all."""
        said = line.names()
        core = frozenset(name for name in said if self._kind(name) != "setting")
        is_strong = any(self._kind(name) != "light" for name in core)
        return core if is_strong else said | frozenset(line.words)

    def read(self, text: str) -> Line:
        """Read a typed line."""
        return self._reader.read(text)

    def sure(self, line: Line, process: str | None = None) -> tuple[str, ...]:
        """Give the aspect, or the several, that a line names for sure; nothing when in doubt.

        Of two that fit alike that of `process` is meant.
        """
        if line.is_hollow():
            return ()
        fits = self._in_process(self.fits(line), process)
        several = self.several(line)
        if not fits:
            main = () if several else self.main(line)
            return several or main
        is_one = len(fits) == 1 and not several and not self.is_one_of_two(line, fits[0])
        return (fits[0].aspect,) if is_one else ()

    def _in_process(self, fits: list[Fit], process: str | None) -> list[Fit]:
        own = [fit for fit in fits if self.aspects[fit.aspect].process == process]
        return own if len(own) == 1 and not any(fit.missing for fit in fits) else fits

    # --- one aspect ----------------------------------------------------------------------------

    def fits(self, line: Line) -> list[Fit]:
        """Give the aspects that the whole line may mean, without those that fit less."""
        said = line.names()
        near = dict.fromkeys(id_ for name in sorted(said) for id_ in self._of.get(name, ()))
        found = [fit for id_ in near if (fit := self._fit(id_, said)) is not None]
        return [one for one in found if not any(_beats(other, one) for other in found)]

    def is_one_of_two(self, line: Line, fit: Fit) -> bool:
        """Tell whether «и» joins something that the aspect says and something that it does not.

        «Выявление и сопровождение одарённых», «аттестация директора и учителей».
        """
        own = self.aspects[fit.aspect].all_
        for place in line.breaks:
            pair = line.around(place) if line.typed[place] in JOINTS else ()
            told = [own.issuperset(self._without_settings(one.names)) for one in pair]
            if told in ([True, False], [False, True]):
                inner, outer = (pair[told.index(flag)] for flag in (True, False))
                if outer.kind in ("meaning", "who", "light") and self._is_strong(inner.names):
                    return True
        return False

    def _without_settings(self, names: Iterable[str]) -> set[str]:
        return {name for name in names if self._kind(name) != "setting"}

    def _fit(self, aspect: str, said: frozenset[str]) -> Fit | None:
        known = self.aspects[aspect]
        if not all(self._allows(known, name, said) for name in said - known.all_):
            return None
        return self._best_core(aspect, said)

    def _best_core(self, aspect: str, said: frozenset[str]) -> Fit | None:
        fits = [
            Fit(aspect, core & said, core - said)
            for core in self.aspects[aspect].cores
            if self._is_missing_little(core, said)
        ]
        return max(fits, key=lambda fit: (-len(fit.missing), len(fit.said)), default=None)

    def _is_missing_little(self, core: frozenset[str], said: frozenset[str]) -> bool:
        lacks = core - said
        if not lacks:
            return True
        strong = [name for name in core & said if self._kind(name) in ("meaning", "unknown")]
        if not strong:
            return False
        shared = set.intersection(*(set(self._of[name]) for name in strong))
        spare = ("light", "who") if len(shared) == 1 else ("light",)
        return all(self._kind(name) in spare for name in lacks)

    def _kind(self, name: str) -> Kind:
        return self._reader.phrases.kind(name)

    def _allows(self, known: Known, name: str, said: frozenset[str]) -> bool:
        """Tell whether a meaning that no name of the aspect has may stand beside it."""
        kind = self._kind(name)
        if any(name in self._apart.get(own, ()) for own in known.all_):
            return False
        if kind in ("light", "setting"):
            return True
        if kind == "who":
            return not known.has_who
        shared = said & known.all_
        if kind == "unknown" and any(name in self._reader.phrases.expresses(one) for one in shared):
            return True
        return any(one in shared for one in self._broader.get(name, ()))

    def alike(self) -> list[tuple[str, str]]:
        """Give pairs of aspects that have names of one meaning."""
        first: dict[frozenset[str], str] = {}
        pairs = [
            (first.setdefault(core, id_), id_)
            for id_, known in self.aspects.items()
            for core in known.cores
        ]
        return list(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]))

    # --- several aspects -----------------------------------------------------------------------

    def several(self, line: Line) -> tuple[str, ...]:
        """Give the aspects that a line names one beside the other; none when it is not so.

        Either each of its parts is sure, or its meanings are together those of several names,
        each with something of its own («читательская и математическая грамотность»).
        """
        if not line.breaks or line.speaks():
            return ()
        parts = [self.fits(part) for part in line.parts(line.breaks)]
        if len(parts) > 1 and all(len(fits) == 1 and not fits[0].missing for fits in parts):
            ids = tuple(dict.fromkeys(fits[0].aspect for fits in parts))
            return ids if len(ids) > 1 else ()
        return self._cover(line)

    def main(self, line: Line) -> tuple[str, ...]:
        """Give the one aspect that a part of the line is about, where the rest only adds to it.

        The rest may have words that the vocabulary does not know, but none of another aspect.
        """
        breaks = {place for place in line.breaks if line.typed[place] not in JOINTS}
        parts = line.parts({*line.turns, *breaks} if line.speaks() else line.turns)
        fits = [fit for part in parts for fit in self.fits(part) if not fit.missing]
        if any(self.is_one_of_two(line, fit) for fit in fits):
            return ()
        ids = {fit.aspect for fit in fits}
        if len(ids) != 1 or not self._is_strong(fits[0].said):
            return ()
        known, said = self.aspects[fits[0].aspect], line.names()
        others = line.names("meaning") - known.all_
        is_clear = all(self._allows(known, name, said) for name in others)
        return (fits[0].aspect,) if is_clear and not line.possible() else ()

    def _is_strong(self, said: Iterable[str]) -> bool:
        return any(self._kind(name) == "meaning" for name in said)

    def _cover(self, line: Line) -> tuple[str, ...]:
        said = line.names()
        near = dict.fromkeys(id_ for name in sorted(said) for id_ in self._of.get(name, ()))
        whole = [
            Fit(id_, core & said, core - said)
            for id_ in near
            for core in self.aspects[id_].cores
            if self._is_missing_little(core, said) and not self._is_only_light(core)
        ]
        whole = [one for one in whole if not any(one.said < other.said for other in whole)]
        ids = tuple(dict.fromkeys(fit.aspect for fit in whole))
        if not self._stand_apart(line, whole):
            return ()
        own = [
            fit.said - frozenset().union(*(o.said for o in whole if o.aspect != fit.aspect))
            for fit in whole
        ]
        if len(ids) < 2 or not all(own):
            return ()
        rest = said - frozenset().union(*(self.aspects[id_].all_ for id_ in ids))
        covered = all(self._allows(self.aspects[id_], name, said) for name in rest for id_ in ids)
        return ids if covered else ()

    def _stand_apart(self, line: Line, whole: Sequence[Fit]) -> bool:
        """Tell whether each part of the line has something of only some of the aspects."""
        parts = [part.names("meaning", "who", "unknown") for part in line.parts(line.breaks)]
        of = [{fit.aspect for fit in whole if fit.said & names} for names in parts]
        ids = {fit.aspect for fit in whole}
        return len([own for own in of if own and own != ids]) >= 2 or (
            len([own for own in of if own]) >= 2 and any(own != ids for own in of if own)
        )

    def _is_only_light(self, core: Iterable[str]) -> bool:
        return all(self._kind(name) in ("light", "who") for name in core)

    # --- why ------------------------------------------------------------------

    def compare(self, line: Line, aspect: str) -> Comparison:
        """Tell what of the nearest name of an aspect the line says, lacks and adds."""
        known, said = self.aspects[aspect], line.names()
        core = max(
            known.cores,
            key=lambda one: (self._weight(one & said) - self._weight(one - said), sorted(one)),
        )
        extra = {name for name in said - known.all_ if not self._allows(known, name, said)}
        return Comparison(aspect, core & said, core - said, frozenset(extra))

    # --- the nearest ---------------------------------------------------------------------------

    def nearest(self, line: Line, text: str, process: str | None = None) -> tuple[str, ...]:
        """Give up to three candidates, the likeliest first.

        What fits stands before what is only near, and of what fits alike that of `process`.
        """
        fits = sorted(self.fits(line), key=lambda fit: self.aspects[fit.aspect].process != process)
        first = [*(fit.aspect for fit in fits), *self.several(line)]
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
        return math.log(1 + len(self.aspects) / len(self._used_of[word]))

    def _scores(self, line: Line) -> dict[str, float]:
        said = line.names() | line.possible()
        near = {id_ for name in said for id_ in self._of.get(name, ())}
        near |= {id_ for word in line.words for id_ in self._used_of.get(word, ())}
        return {id_: self._score(self.aspects[id_], said) + self._alike(line, id_) for id_ in near}

    def _score(self, known: Known, said: frozenset[str]) -> float:
        best = max(
            2 * self._weight(core & said) / (self._weight(core) + self._weight(said))
            for core in known.cores
        )
        return best + 0.2 * self._weight(known.all_ & said) / (self._weight(said) or 1)

    def _weight(self, names: Iterable[str]) -> float:
        return sum(self.weight(name) for name in sorted(names))

    def weight(self, name: str) -> float:
        """Tell how much a meaning distinguishes: the rarer in the catalogue, the more."""
        rarity = math.log(1 + len(self.aspects) / (1 + len(self._of.get(name, ()))))
        return rarity * HALF.get(self._kind(name), 1.0)


def _beats(one: Fit, other: Fit) -> bool:
    """Tell whether a fit says all that the other says and more, or the same and lacks less."""
    if one.said == other.said:
        return len(one.missing) < len(other.missing)
    return one.said > other.said and not one.missing
