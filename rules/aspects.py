"""Aspects (аспект): a named piece of teaching or management practice, and the catalogue of them.

A typed text has one of three outcomes: it is surely an aspect (or several), it is to be asked
about, with the nearest candidates, or it is no answer. A wrong aspect is worse than a question.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import pandas as pd

from rules.aspect_candidates import Candidates
from rules.aspect_lines import AspectLine, aspect_line
from rules.aspect_matching import Matcher, Outcome
from rules.aspect_meanings import Line, Reader
from rules.aspect_noise import NoAnswer
from rules.aspect_text import bare, small
from rules.aspect_words import NO_WORDS, AspectWords
from rules.cleaning import clean, key
from rules.tables import Table

Process = Literal["педагогический", "управленческий"]
PROCESSES: tuple[Process, ...] = ("педагогический", "управленческий")

LONGEST_TEXT = 400
"""A text that has more characters is no name of an aspect but a story: it is asked about."""

PARTS = re.compile(r"[;,/\n]")
"""What may stand between two aspects that were typed into one cell."""

SEPARATORS = re.compile(r"[|\n]")
"""What stands between synonyms."""


class Recognised(NamedTuple):
    """What a text turned out to be.

    `aspects` are the ids of what is «sure», one or several; `candidates` up to three ids for
    what is to «ask», the likeliest first; both are empty for «none», which is no answer.
    """

    aspects: tuple[str, ...]
    outcome: Outcome
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The catalogue of aspects (справочник).

    `aspects` is a frame indexed by id with `process`, `group`, `title` (str), in the order of
    the catalogue; `names` maps an id to its title and synonyms. `claims` maps the key of a name
    to the ids that have it and whether it is the title of each; `processes` maps an id to its.
    `refused` are keys of texts that people decided are no aspects.
    """

    aspects: pd.DataFrame
    names: Mapping[str, tuple[str, ...]]
    claims: Mapping[str, Mapping[str, bool]]
    words: AspectWords
    processes: Mapping[str, str]
    refused: frozenset[str] = frozenset()

    def title(self, aspect: str) -> str:
        """Give the title of an aspect by its id; the id itself when the catalogue lost it."""
        known = aspect in self.aspects.index
        return str(self.aspects.at[aspect, "title"]) if known else aspect

    def process(self, aspect: str) -> str:
        """Give the process of an aspect by its id."""
        return self.processes[aspect]

    @property
    def matcher(self) -> Matcher:
        """The meanings of the names, made when they are first needed."""
        return _learnt(self.words, self._entries())[0]

    @property
    def candidates(self) -> Candidates:
        """What is near to what people type, made with the matcher."""
        return _learnt(self.words, self._entries())[1]

    def _entries(self) -> "Entries":
        return tuple((id_, self.processes[id_], own) for id_, own in self.names.items())

    @property
    def no_answer(self) -> NoAnswer:
        """What is no answer."""
        return _no_answer(self.words)

    def owners(self, name: str, process: str | None) -> tuple[str, ...]:
        """Give the ids whose name this key is: in `process`, else in any; a title comes first."""
        claims = self.claims.get(name, {})
        own = {id_: flag for id_, flag in claims.items() if self.process(id_) == process}
        found = own or claims
        titles = tuple(id_ for id_, is_title in found.items() if is_title)
        return titles if len(titles) == 1 else tuple(found)


def catalogue_of(
    table: Table,
    words: AspectWords = NO_WORDS,
    decided: Mapping[str, Sequence[str]] | None = None,
    refused: frozenset[str] = frozenset(),
) -> Catalogue:
    """Make the catalogue of the coordinator's table; of rows with one id the first counts.

    `decided` maps an id to further synonyms, which people have decided on since; `refused` are
    keys of texts that they decided are no aspects.
    """
    rows = table.values.dropna(subset=["id", "process", "title"]).drop_duplicates("id")
    names: dict[str, tuple[str, ...]] = {}
    claims: dict[str, dict[str, bool]] = {}
    for id_, title, typed in zip(rows["id"], rows["title"], rows["synonyms"], strict=True):
        own = [title, *synonyms(typed), *(decided or {}).get(id_, ())]
        names[id_] = tuple(dict.fromkeys(name for name in own if key(name)))
        for name in names[id_]:
            claims.setdefault(key(name), {}).setdefault(id_, name == title)
    aspects = rows.set_index("id")[["process", "group", "title"]]
    processes = dict(zip(rows["id"], rows["process"], strict=True))
    return Catalogue(aspects, _undisputed(names, claims), claims, words, processes, refused)


def _undisputed(
    names: Mapping[str, tuple[str, ...]], claims: Mapping[str, Mapping[str, bool]]
) -> dict[str, tuple[str, ...]]:
    """Leave out synonyms that are somebody else's title."""
    return {
        id_: tuple(
            name for name in own if claims[key(name)][id_] or not any(claims[key(name)].values())
        )
        for id_, own in names.items()
    }


def synonyms(cell: object) -> list[str]:
    """Give the synonyms of a cell of the catalogue."""
    pieces = SEPARATORS.split(cell) if isinstance(cell, str) else []
    return [name for piece in pieces if key(name := piece.strip())]


Entries = tuple[tuple[str, str, tuple[str, ...]], ...]
"""Of each aspect its id, its process and its names."""


@functools.lru_cache(maxsize=8)
def _learnt(words: AspectWords, entries: Entries) -> tuple[Matcher, Candidates]:
    reader = Reader(words, (name for _, _, own in entries for name in own))
    matcher = Matcher(reader, words, {id_: (process, own) for id_, process, own in entries})
    return matcher, Candidates(matcher, {id_: own for id_, _, own in entries})


@functools.lru_cache(maxsize=8)
def _no_answer(words: AspectWords) -> NoAnswer:
    return NoAnswer(words.no_answer)


def recognise(text: str, process: str | None, catalogue: Catalogue) -> Recognised:
    """Tell which aspects a typed text names; of two that fit alike that of `process` is meant."""
    for name in dict.fromkeys((key(text), key(aspect_line(text).text))):
        if name in catalogue.refused:
            return Recognised((), "none")
        ids = catalogue.owners(name, process)
        if len(ids) == 1:
            return Recognised(ids, "sure")
        if ids:
            return Recognised((), "ask", ids[:3])
    ids = tuple(dict.fromkeys(_listed(text, process, catalogue)))
    if len(ids) > 1:
        return Recognised(ids, "sure")
    if catalogue.no_answer.is_it(text):
        return Recognised((), "none")
    if not catalogue.names or len(text) > LONGEST_TEXT:
        return Recognised((), "ask")
    return _understood(text, process, catalogue)


def _listed(text: str, process: str | None, catalogue: Catalogue) -> list[str]:
    """Give the ids of a list of names that stand in the catalogue; nothing where one does not."""
    found = [catalogue.owners(key(part.text), process) for part in _parts(text)]
    return [ids[0] for ids in found] if all(len(ids) == 1 for ids in found) else []


def _parts(text: str) -> list[AspectLine]:
    return [line for part in PARTS.split(clean(text)) if (line := aspect_line(part)).text]


def _understood(text: str, process: str | None, catalogue: Catalogue) -> Recognised:
    line = catalogue.matcher.read(text)
    ids = catalogue.matcher.sure(line, process)
    if ids:
        return Recognised(ids, "sure")
    return Recognised((), "ask", catalogue.candidates.nearest(line, bare(small(text)), process))


def read_line(text: str, catalogue: Catalogue) -> Line:
    """Read a typed text word by word."""
    return catalogue.matcher.read(text)


def recognise_all(
    texts: pd.Series, processes: pd.Series | None, catalogue: Catalogue
) -> list[Recognised]:
    """Recognise many texts, each different one once; `processes` goes with `texts`."""
    known: dict[tuple[str, str | None], Recognised] = {}
    wanted = [None] * len(texts) if processes is None else list(processes)
    for pair in zip(texts, wanted, strict=True):
        if pair not in known:
            known[pair] = recognise(*pair, catalogue)
    return [known[pair] for pair in zip(texts, wanted, strict=True)]


def outcomes(recognised: list[Recognised], index: pd.Index) -> pd.DataFrame:
    """Give what texts turned out to be as columns `outcome`, `aspect` and `candidates`.

    `aspect` is a tuple of ids to be exploded, of one None where there is none.
    """
    return pd.DataFrame(
        {
            "outcome": pd.Series([one.outcome for one in recognised], index, dtype=object),
            "aspect": pd.Series(
                [one.aspects or (None,) for one in recognised], index, dtype=object
            ),
            "candidates": pd.Series([one.candidates for one in recognised], index, dtype=object),
        }
    )


def recognise_rows(texts: pd.Series, catalogue: Catalogue) -> pd.DataFrame:
    """Give `aspect_id`, `outcome` and `candidates` of texts of which each names one aspect.

    Where nothing is typed all are missing; a text that names several is to be asked about.
    """
    found = recognise_all(texts.fillna(""), None, catalogue)
    table = outcomes([_one(item) for item in found], texts.index)
    ids = pd.Series([own[0] for own in table["aspect"]], texts.index, dtype=object)
    return table.assign(aspect_id=ids).drop(columns="aspect")


def _one(found: Recognised) -> Recognised:
    several = len(found.aspects) > 1
    return Recognised((), "ask", found.aspects[:3]) if several else found


def separate(line: AspectLine, process: str | None, catalogue: Catalogue) -> list[AspectLine]:
    """Cut a line into the aspects that it names; a line that is one, or unsure, stays whole."""
    parts = _parts(str(line))
    if len(parts) < 2 or len(recognise(line.text, process, catalogue).aspects) == 1:
        return [line]
    found = [recognise(part.text, process, catalogue) for part in parts]
    return parts if all(len(one.aspects) == 1 for one in found) else [line]


def titles(ids: Iterable[str], catalogue: Catalogue) -> str:
    """Give the titles of aspects in «ёлочки», for a message."""
    return ", ".join(f"«{catalogue.title(id_)}»" for id_ in ids)
