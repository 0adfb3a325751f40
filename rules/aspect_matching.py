"""Which aspects of the catalogue a line names: what it says against what their names say.

A name fits when the line says all of its meanings and nothing that none of the aspect's names
says. So a distinguishing word that is missing or extra decides, and not how alike two texts are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rules.aspect_meanings import Line, Reader
from rules.aspect_phrases import Kind
from rules.aspect_text import JOINTS
from rules.aspect_words import AspectWords

Outcome = Literal["sure", "ask", "none"]


class Fit(NamedTuple):
    """How a name of an aspect fits a line: what it says of it, what of the name is missing."""

    aspect: str
    said: frozenset[str]
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """An aspect as meanings: `cores` of its names, and `all_` that its names may say."""

    process: str
    cores: tuple[frozenset[str], ...]
    all_: frozenset[str]
    has_who: bool


class Matcher:
    """The aspects of a catalogue by the meanings of their names.

    `aspects` maps an id to what is known of it, `having` a meaning to the aspects that have it.
    """

    def __init__(
        self,
        reader: Reader,
        vocabulary: AspectWords,
        names: Mapping[str, tuple[str, Sequence[str]]],
    ) -> None:
        """Read the names: id → (process, title and synonyms)."""
        self.reader = reader
        self._broader = vocabulary.broader
        self._apart = vocabulary.apart
        self.aspects = {id_: self._known(process, own) for id_, (process, own) in names.items()}
        self._told_apart = {id_: self._telling(id_) for id_ in names}
        self.having: dict[str, list[str]] = {}
        for id_, known in self.aspects.items():
            for name in sorted(frozenset().union(*known.cores)):
                self.having.setdefault(name, []).append(id_)

    def _telling(self, aspect: str) -> frozenset[str]:
        """Give the light words by which longer names of other aspects differ from this one's.

        «План» is one of «функциональная грамотность», as there is a «план мероприятий по ФГ».
        """
        cores = self.aspects[aspect].cores
        longer = {
            name
            for other, known in self.aspects.items()
            if other != aspect
            for core in cores
            for longer in known.cores
            if core < longer
            for name in longer - core
        }
        words = longer.union(*(self.reader.phrases.expresses(name) for name in longer))
        return frozenset(
            name
            for word in words
            for name in self.reader.phrases.meant_by(word)
            if self.kind(name) == "light"
        )

    def _known(self, process: str, names: Sequence[str]) -> Known:
        lines = [self.reader.read(name) for name in names]
        cores = dict.fromkeys(core for line in lines if (core := self._core(line)))
        all_ = frozenset().union(*(line.names() for line in lines)) if lines else frozenset()
        has_who = any(self.kind(name) == "who" for name in all_)
        return Known(process, tuple(cores), all_, has_who)

    def _core(self, line: Line) -> frozenset[str]:
        """Give what a line must say to be this name: all but where; of a name without more, all."""
        said = line.names()
        core = frozenset(name for name in said if self.kind(name) != "setting")
        is_strong = any(self.kind(name) != "light" for name in core)
        return core if is_strong else said | frozenset(line.words)

    def read(self, text: str) -> Line:
        """Read a typed line."""
        return self.reader.read(text)

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
        near = dict.fromkeys(id_ for name in sorted(said) for id_ in self.having.get(name, ()))
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
        return {name for name in names if self.kind(name) != "setting"}

    def _fit(self, aspect: str, said: frozenset[str]) -> Fit | None:
        known = self.aspects[aspect]
        extra = said - known.all_
        if extra & self._told_apart[aspect]:
            return None
        if not all(self.allows(known, name, said) for name in extra):
            return None
        return self._best_core(aspect, said)

    def _best_core(self, aspect: str, said: frozenset[str]) -> Fit | None:
        who = {name for name in said & self.aspects[aspect].all_ if self.kind(name) == "who"}
        fits = [
            Fit(aspect, (core & said) | who, core - said)
            for core in self.aspects[aspect].cores
            if self._is_missing_little(core, said)
        ]
        return max(fits, key=lambda fit: (-len(fit.missing), len(fit.said)), default=None)

    def _is_missing_little(self, core: frozenset[str], said: frozenset[str]) -> bool:
        lacks = core - said
        if not lacks:
            return True
        strong = [name for name in core & said if self.kind(name) in ("meaning", "unknown")]
        if not strong:
            return False
        shared = set.intersection(*(set(self.having[name]) for name in strong))
        spare = ("light", "who") if len(shared) == 1 else ("light",)
        return all(self.kind(name) in spare for name in lacks)

    def kind(self, name: str) -> Kind:
        """Give the kind of a meaning by its name."""
        return self.reader.phrases.kind(name)

    def allows(self, known: Known, name: str, said: frozenset[str]) -> bool:
        """Tell whether a meaning that no name of the aspect has may stand beside it."""
        kind = self.kind(name)
        if any(name in self._apart.get(own, ()) for own in known.all_):
            return False
        if kind in ("light", "setting"):
            return True
        if kind == "who":
            return not known.has_who
        shared = said & known.all_
        if kind == "unknown" and any(name in self.reader.phrases.expresses(one) for one in shared):
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
        is_clear = all(self.allows(known, name, said) for name in others)
        return (fits[0].aspect,) if is_clear and not line.possible() else ()

    def _is_strong(self, said: Iterable[str]) -> bool:
        return any(self.kind(name) == "meaning" for name in said)

    def _cover(self, line: Line) -> tuple[str, ...]:
        said = line.names()
        near = dict.fromkeys(id_ for name in sorted(said) for id_ in self.having.get(name, ()))
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
        covered = all(self.allows(self.aspects[id_], name, said) for name in rest for id_ in ids)
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
        return all(self.kind(name) in ("light", "who") for name in core)


def _beats(one: Fit, other: Fit) -> bool:
    """Tell whether a fit says all that the other says and more, or the same and lacks less."""
    if one.said == other.said:
        return len(one.missing) < len(other.missing)
    return one.said > other.said and not one.missing
